"""What is kept half way: every changed bit is noticed, two programs do not mix, and what differs is told in words."""

import json
import random
import shutil

import pytest
from test_kept_folders import keep, rows
from test_sweep import TOWN, arithmetic, calculated, content, refused

from sim.base import program
from sim.base.differences import differences, in_words, without_words
from sim.base.errors import UserError
from sim.base.program import digest_of, made_by
from sim.experiment.cluster import _called
from sim.studies.design import design_of
from sim.studies.sweep import read_runs, sweep
from sim.studies.sweep.store import Store


@pytest.fixture
def design():
    return design_of(arithmetic(16), "a.yaml", TOWN)


@pytest.fixture
def opened(design, tmp_path):
    store = Store(tmp_path / "out", design, "compiled")
    store.open()
    yield store
    store.close()


@pytest.fixture
def finished(design, tmp_path):
    """The folder of a sweep that is done."""
    folder = tmp_path / "finished"
    sweep(design, folder, workers=1, play=calculated)
    return folder


# Chunks


def test_whichever_bit_of_a_chunk_is_flipped_it_is_played_again(opened, tmp_path):
    keep(opened, (0, 4), (4, 16))
    first, _ = sorted(opened.chunks.iterdir())
    whole = first.read_bytes()
    for bit in random.Random(1).sample(range(8 * len(whole)), 200):
        spoilt = bytearray(whole)
        spoilt[bit // 8] ^= 1 << bit % 8
        first.write_bytes(spoilt)
        assert opened.missing() == [(0, 4)]
    opened.keep((0, 4), rows((0, 4)))
    assert first.read_bytes() == whole


def test_a_chunk_of_another_span_or_of_another_sweep_is_not_taken(opened, tmp_path):
    keep(opened, (0, 4))
    (chunk,) = opened.chunks.iterdir()
    checksum = chunk.stem.split("-")[2]
    chunk.rename(opened.chunks / f"000000004-000000008-{checksum}.parquet")
    assert opened.missing() == [(0, 16)]
    elsewhere = Store(tmp_path / "elsewhere", design_of(arithmetic(8), "a.yaml", TOWN), "compiled")
    elsewhere.open()
    keep(elsewhere, (0, 4))
    elsewhere.close()
    shutil.copy(next(elsewhere.chunks.iterdir()), opened.chunks)
    assert opened.missing() == [(0, 16)]


# Tables


@pytest.mark.parametrize("gone", [["points.parquet"], ["runs.parquet"], ["points.parquet", "runs.parquet"]])
def test_a_finished_sweep_whose_tables_are_gone_makes_them_anew(design, finished, gone):
    before = content(finished)
    for name in gone:
        (finished / name).unlink()
    with pytest.raises(UserError, match="it makes the tables anew") if "runs.parquet" in gone else _nothing():
        read_runs(finished)
    sweep(design, finished, workers=1, play=calculated)
    assert content(finished) == before


def test_a_table_with_one_flipped_bit_is_not_read_and_is_made_anew(design, finished):
    before = content(finished)
    spoilt = bytearray(before["runs.parquet"])
    spoilt[100] ^= 1
    (finished / "runs.parquet").write_bytes(spoilt)
    again = "is not as the sweep has written it: start the same 'approvals sweep' again, it makes the tables anew"
    with pytest.raises(UserError) as told:
        read_runs(finished)
    assert str(told.value) == f"{finished / 'runs.parquet'}: {again}"
    sweep(design, finished, workers=1, play=calculated)
    assert content(finished) == before


class _nothing:  # noqa: N801
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


# Programs


def test_a_sweep_is_not_gone_on_with_by_another_program_of_the_same_version(design, opened, monkeypatch):
    keep(opened, (0, 4))
    opened.close()
    mine = program.source_digest()
    monkeypatch.setattr(program, "source_digest", lambda: "0123456789ab")
    assert refused(design, opened.folder, workers=1, play=calculated) == (
        f"{opened.folder}: holds another sweep (program.source_digest was {mine} and is 0123456789ab): "
        "choose another folder, the two do not mix"
    )


def test_nor_by_one_with_another_library(design, opened, monkeypatch):
    opened.close()
    mine = made_by()["made_with"]
    monkeypatch.setattr(program, "libraries", lambda: mine | {"numpy": "1.0"})
    told = refused(design, opened.folder, workers=1, play=calculated)
    assert f"(libraries.numpy was {mine['numpy']} and is 1.0)" in told


def test_a_worker_with_another_program_is_told_and_plays_nothing():
    asks = made_by() | {"source_digest": "0123456789ab"}
    with pytest.raises(UserError) as told:
        _called(asks, lambda: pytest.fail("was played"))
    assert str(told.value) == (
        f"a worker has another program (source_digest was 0123456789ab and is {program.source_digest()} there): "
        "install the same everywhere"
    )
    assert _called(made_by(), lambda number: number + 1, 1) == 2


@pytest.fixture
def source(tmp_path):
    for name, text in {"base/a.py": "x = 1\n", "charts/b.py": "y = 1\n", "c.py": "z = 1\n"}.items():
        (tmp_path / "sim" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sim" / name).write_text(text, encoding="utf-8")
    return tmp_path / "sim"


@pytest.mark.parametrize(
    ("name", "text", "is_same"),
    [
        ("base/a.py", b"x = 2\n", False),
        ("base/a.py", b"x = 1\r\n", True),
        ("charts/b.py", b"y = 2\n", True),
        ("base/new.py", b"", False),
        ("c.py", b"z = 1\n# more", False),
        ("c.txt", b"z = 1\n# more", True),
    ],
)
def test_the_digest_of_the_source_changes_with_every_line_that_computes(source, name, text, is_same):
    before = digest_of(source)
    (source / name).write_bytes(text)
    assert (digest_of(source) == before) is is_same


def test_a_file_that_is_renamed_is_another_program(source):
    before = digest_of(source)
    (source / "c.py").rename(source / "d.py")
    assert digest_of(source) != before


# What differs


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ({"seed": 1}, {"seed": 1}, []),
        ({"seed": 1}, {"seed": 2}, ["seed was 1 and is 2"]),
        (
            {"pools": {"desk": {"servers": 2}}},
            {"pools": {"desk": {"servers": 3}}},
            ["pools.desk.servers was 2 and is 3"],
        ),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, ["a[1].b was 2 and is 3"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a was [1] and is [1, 2]"]),
        ({"a": 1}, {}, ["a was 1 and is not there"]),
        ({}, {"a": None}, ["a was not there and is null"]),
        ({"a": True}, {"a": 1}, ["a was true and is 1"]),
        ({"title": "A", "b": {"source": "x", "title_zh": "甲"}}, {"title": "B", "b": {}}, []),
        ({"title": {"en": "A", "zh": "甲"}}, {"title": {"en": "B", "zh": "甲"}}, []),
        (
            {"items": {"title": {"owner": "x"}}},
            {"items": {"title": {"owner": "y"}}},
            ["items.title.owner was x and is y"],
        ),
        ({"a": "x" * 300}, {"a": "y"}, [f"a was {'x' * 50}… (300 characters) and is y"]),
    ],
)
def test_what_differs_is_told_in_words(was, now, told):
    assert differences(was, now) == told


def test_of_many_differences_the_first_are_told():
    assert in_words(["a", "b"]) == "a, b"
    assert in_words([str(number) for number in range(5)]) == "0, 1, 2 and 2 more"


def test_a_title_is_no_difference_to_a_sweep(opened, tmp_path, finished):
    """It is gone on with, and the manifest tells the new title."""
    text = TOWN.read_text(encoding="utf-8").replace("{en: A small town", "{en: Another town", 1)
    (tmp_path / "town.yaml").write_text(text, encoding="utf-8")
    other = design_of(arithmetic(16), "a.yaml", tmp_path / "town.yaml")
    assert other.digest == opened.design.digest
    assert other.follows_from != opened.design.follows_from
    keep(opened, (0, 16))
    opened.close()
    sweep(other, opened.folder, workers=1, play=lambda *_: pytest.fail("played again"))
    manifest = json.loads((opened.folder / "manifest.json").read_text(encoding="utf-8"))
    assert without_words(manifest["follows_from"]) == without_words(opened.manifest["follows_from"])
    assert "Another" in json.dumps(manifest["follows_from"])


def test_a_number_of_the_scenario_is_told(opened, tmp_path):
    opened.close()
    text = TOWN.read_text(encoding="utf-8")
    (tmp_path / "town.yaml").write_text(text.replace("per_year: 50", "per_year: 51"), encoding="utf-8")
    other = design_of(arithmetic(16), "a.yaml", tmp_path / "town.yaml")
    told = refused(other, opened.folder, workers=1, play=calculated)
    assert "scenario.base.processes.projects.arrivals.per_year.value was 50" in told
