"""Every past failure: one harm to good files, and the one sentence it is refused with; and the fuzzing itself."""

import csv
import io
import json
import random
import sys
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "report"), str(HERE.parent / "unit")]

import kinds  # noqa: E402
import mutations  # noqa: E402
import small  # noqa: E402
import worker  # noqa: E402
from results import make_results  # noqa: E402

from sim.base.errors import UserError  # noqa: E402
from sim.report import read as report  # noqa: E402

CORPUS = yaml.safe_load((HERE / "corpus.yaml").read_text(encoding="utf-8"))
STUDIES = {
    "smallest": small.SMALLEST, "targets": small.TARGETS, "shares": small.SHARES, "frontier": small.FRONTIER,
    "sensitivity": small.SENSITIVITY, "worth": small.WORTH,
}  # fmt: skip


@pytest.fixture
def good(tmp_path):
    """The town's answer, with every study beside it."""
    folder = small.written(tmp_path / "town")
    for name, document in STUDIES.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def harm(folder, one):
    file = folder / one["in"]
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        document = json.loads(text)
        *way, last = one["at"]
        holder = mutations.part(document, tuple(way))
        if "put" in one:
            holder[last] = one["put"]
        else:
            del holder[last]
        file.write_text(json.dumps(document), encoding="utf-8")
        return
    column, row = one["at"]
    rows = list(csv.reader(io.StringIO(text)))
    if column not in rows[0]:
        file.write_text(column + text, encoding="utf-8")
        return
    rows[row + 1][rows[0].index(column)] = one["put"]
    said = io.StringIO()
    csv.writer(said).writerows(rows)
    file.write_text(said.getvalue(), encoding="utf-8")


def test_the_good_files_are_good(good):
    assert set(report.read([good]).studies) == set(STUDIES)


@pytest.mark.parametrize("one", CORPUS, ids=lambda one: f"{one['in']}:{'.'.join(map(str, one['at']))}")
def test_what_once_went_wrong_is_a_sentence(good, one):
    harm(good, one)
    if not one["told"]:
        report.read([good])
        return
    with pytest.raises(UserError) as told:
        report.read([good])
    assert one["told"] in str(told.value)
    assert str(told.value).startswith(str(good))
    assert str(told.value).isprintable()


# The fuzzing itself


def test_a_case_follows_from_its_seed_and_is_never_the_same_as_the_good_one():
    document = {"a": [1, 2, {"b": "c"}], "d": {"e": None}}
    first, second = (mutations.harmed(document, random.Random(3), 2) for _ in range(2))
    assert repr(first) == repr(second)
    others = {repr(mutations.harmed(document, random.Random(seed), 1)) for seed in range(50)}
    assert len(others) > 20
    assert document == {"a": [1, 2, {"b": "c"}], "d": {"e": None}}


def test_bytes_are_harmed_by_the_seed_too():
    assert mutations.spoilt(b"x" * 99, random.Random(1), 3) == mutations.spoilt(b"x" * 99, random.Random(1), 3)
    assert mutations.spoilt(b"", random.Random(1), 3) == b""


def test_a_traceback_is_noticed_and_so_is_a_refusal_without_a_sentence(monkeypatch):
    assert worker.asked(["check", str(kinds.VALID / "town.yaml")]) is None
    assert worker.asked(["check", "no-such-scenario"]) is None
    monkeypatch.setattr("sim.simulation.lower.lower", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in worker.asked(["check", str(kinds.VALID / "town.yaml")])
    monkeypatch.setattr("sim.simulation.lower.lower", lambda *_: sys.exit(3))
    assert worker.asked(["check", str(kinds.VALID / "town.yaml")]).startswith("exit status 3")


@pytest.mark.parametrize("kind", ["scenarios", "reforms", "commands"])
def test_some_cases_of_every_kind_go_well(kind, tmp_path):
    for number in range(4):
        folder = tmp_path / str(number)
        folder.mkdir()
        commands, wrong = worker.tried(kind, 7, number, tmp_path, folder)
        assert commands
        assert wrong is None


@pytest.mark.long
@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_many_cases_of_every_kind_go_well(kind, tmp_path):
    results = make_results(tmp_path / "results")
    for number in range(60):
        folder = tmp_path / str(number)
        folder.mkdir()
        commands, wrong = worker.tried(kind, 8, number, results, folder)
        assert wrong is None, (number, commands, wrong)
