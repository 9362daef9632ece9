"""The folders of a sweep and of `smallest -o`, with numbers that are calculated instead of played."""

import json
import re
import shutil
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from test_sweep import TOWN, arithmetic, calculated, content, refused

from sim.base import resumable
from sim.base.errors import UserError
from sim.packages import store as stored_packages
from sim.packages.candidates import Catalogue, Choice, Cost, load_candidates
from sim.packages.play import TrialSettings, Tried
from sim.packages.store import (
    PackageStore,
    read_catalogue,
    read_clock,
    read_clocks,
    read_parties,
    read_question,
    read_study,
    read_table,
)
from sim.packages.trials import Question
from sim.studies.design import design_of
from sim.studies.sweep import read_points, read_runs, sweep
from sim.studies.sweep import store as stores
from sim.studies.sweep.manifest import read_manifest
from sim.studies.sweep.store import Store

VILLAGE = Path(__file__).parents[1] / "behaviour" / "scenarios" / "village" / "village.yaml"


@pytest.fixture
def design():
    return design_of(arithmetic(16), "a.yaml", TOWN)


@pytest.fixture
def opened(design, tmp_path):
    """A folder ready for a sweep of sixteen points, of which none has been played."""
    store = Store(tmp_path / "out", design, "compiled")
    store.open()
    yield store
    store.close()


def rows(span, chunk=0) -> pd.DataFrame:
    """Two replications of each point; the days say which chunk they are from."""
    return pd.DataFrame(
        {
            "point": point,
            "replication": number,
            "class": "all",
            "total_days.n": 1,
            "total_days.mean": 100.0 * chunk + point,
        }
        for point in range(*span)
        for number in (0, 1)
    )


def keep(store, *spans) -> None:
    for chunk, span in enumerate(spans):
        store.keep(span, rows(span, chunk))


class TestChunks:
    @pytest.mark.parametrize(
        ("spans", "missing"),
        [
            ([], [(0, 16)]),
            ([(0, 16)], []),
            ([(0, 3)], [(3, 16)]),
            ([(3, 16)], [(0, 3)]),
            ([(0, 1), (2, 15)], [(1, 2), (15, 16)]),
            ([(0, 4), (4, 16)], []),
            ([(0, 8), (2, 4), (8, 10)], [(10, 16)]),
            ([(2, 6), (4, 9), (12, 13)], [(0, 2), (9, 12), (13, 16)]),
        ],
    )
    def test_what_is_missing_is_what_no_chunk_has(self, opened, spans, missing) -> None:
        keep(opened, *spans)
        assert opened.missing() == missing

    @pytest.mark.parametrize("part", [1, 3, 5, 16, 1000])
    def test_of_chunks_that_overlap_the_first_tells_a_point_and_each_is_told_once(
        self, opened, monkeypatch, part
    ) -> None:
        monkeypatch.setattr(stores, "POINTS_A_PART", part)
        keep(opened, (0, 5), (1, 3), (3, 8), (4, 6), (8, 10), (8, 16))
        opened.finish()
        runs = read_runs(opened.folder)
        assert runs["point"].tolist() == [point for point in range(16) for _ in (0, 1)]
        assert runs["replication"].tolist() == [0, 1] * 16
        chunk = [0] * 5 + [2] * 3 + [4] * 2 + [5] * 6
        assert runs["total_days.mean"].tolist() == [100 * chunk[point] + point for point in range(16) for _ in (0, 1)]
        assert pq.ParquetFile(opened.folder / "runs.parquet").num_row_groups == -(-16 // part)
        pd.testing.assert_frame_equal(read_points(opened.folder), opened.design.table())

    def test_a_chunk_is_named_by_its_points_and_holds_whole_numbers_and_fractions(self, opened) -> None:
        keep(opened, (3, 12))
        (path,) = opened.chunks.iterdir()
        assert re.fullmatch(r"000000003-000000012-[0-9a-f]{16}\.parquet", path.name)
        schema = pq.read_schema(path)
        kinds = {name: str(schema.field(name).type) for name in schema.names}
        assert (kinds["point"], kinds["replication"], kinds["class"]) == ("int64", "int64", "string")
        assert (kinds["total_days.n"], kinds["total_days.mean"], kinds["total_days.p90"]) == (
            "int64",
            "double",
            "double",
        )
        assert schema.names[:3] == ["point", "replication", "class"]
        assert pq.read_metadata(path).row_group(0).column(0).compression == "ZSTD"
        assert pq.read_table(path)["total_days.p90"].null_count == 18

    def test_a_chunk_that_is_spoilt_or_named_by_someone_else_is_taken_away(self, opened) -> None:
        keep(opened, (0, 8))
        (good,) = opened.chunks.iterdir()
        checksum = good.stem.split("-")[2]
        (opened.chunks / f"000000000-000000009-{checksum}.parquet").write_bytes(good.read_bytes()[:-20])
        (opened.chunks / f"000000008-000000012-{checksum}.parquet").write_bytes(b"")
        shutil.copy(good, opened.chunks / "8-16.parquet")
        shutil.copy(good, opened.chunks / f"000000008-000000016-{checksum}.parquet")
        assert opened.missing() == [(8, 16)]
        assert [path.name for path in opened.chunks.iterdir()] == [good.name]


class TestFolder:
    def test_halves_are_swept_away_and_count_as_nothing(self, design, tmp_path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "manifest.json.1.partial").write_bytes(b"half")
        store = Store(tmp_path / "out", design, "compiled")
        store.open()
        keep(store, (0, 4))
        (store.chunks / "000000004-000000008.parquet.1.partial").write_bytes(b"half")
        (store.folder / "runs.parquet.1.partial").write_bytes(b"half")
        store.close()
        store.open()
        assert sorted(path.name for path in store.folder.iterdir()) == ["chunks", "manifest.json"]
        assert [path.name[:19] for path in store.chunks.iterdir()] == ["000000000-000000004"]
        store.close()

    @pytest.mark.parametrize(
        ("key", "what", "other"),
        [
            ("engine", "engine", "simpy"),
            ("version", "program.version", "0.0.9"),
            ("source_digest", "program.source_digest", "0123456789ab"),
        ],
    )
    def test_another_engine_or_version_does_not_go_on_with_a_sweep(self, opened, key, what, other) -> None:
        keep(opened, (0, 4))
        opened.close()
        manifest = opened.manifest | {key: other}
        (opened.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        before = content(opened.chunks)
        assert refused(opened.design, opened.folder, workers=1, play=calculated) == (
            f"{opened.folder}: holds another sweep ({what} was {other} and is {opened.manifest[key]}): "
            "choose another folder, the two do not mix"
        )
        assert content(opened.chunks) == before

    def test_asked_for_with_another_engine_a_sweep_is_not_gone_on_with(self, opened) -> None:
        opened.close()
        assert refused(opened.design, opened.folder, workers=1, engine="simpy", play=calculated) == (
            f"{opened.folder}: holds another sweep (engine was compiled and is simpy): "
            "choose another folder, the two do not mix"
        )

    def test_two_sweeps_do_not_work_in_one_folder(self, opened) -> None:
        second = Store(opened.folder, opened.design, "compiled")
        with pytest.raises(UserError, match="another sweep is at work here: wait for it, or choose another folder"):
            second.open()
        second.close()
        opened.close()
        second.open()
        second.close()

    def test_one_that_was_never_opened_may_be_closed(self, design, tmp_path) -> None:
        Store(tmp_path / "out", design, "compiled").close()
        assert not (tmp_path / "out").exists()

    def test_the_manifest_is_whole_and_readable(self, opened) -> None:
        text = (opened.folder / "manifest.json").read_text(encoding="utf-8")
        told = json.loads(text)
        assert told == read_manifest(opened.folder) == opened.manifest
        assert text.startswith('{\n "study": "a",\n')
        assert text.endswith("}\n")
        libraries = "chinesecalendar", "numba", "numpy", "pandas", "pyarrow", "SALib", "scipy", "simpy"
        assert told["made_with"] == {name: version(name) for name in libraries}
        assert (told["engine"], told["version"], told["points"]) == ("compiled", version("approval-sim"), 16)
        assert [factor["name"] for factor in told["factors"]] == [
            "pools.clerks.servers",
            "processes.projects.traits.prepared.own",
        ]
        assert told["written"]["design"] == {"sobol": 16}

    @pytest.mark.parametrize(
        ("written", "told"),
        [
            ("{", "manifest.json: cannot be read as JSON ("),
            ("[1, 2]", "manifest.json: is no document, for it holds no 'key: value'"),
            ('"digest"', "manifest.json: is no document, for it holds no 'key: value'"),
            ('{"study": "a"}', "manifest.json: digest: missing: it must be given: sweep again in another folder"),
            (
                '{"format": 2}',
                "manifest.json: format: found 2, and this program knows 1: sweep again in another folder",
            ),
            ('{"seed": NaN}', "manifest.json: cannot be read as JSON (NaN is no number)"),
            ("[" * 200 + "]" * 200, "manifest.json: cannot be read as JSON (its parts lie too deep)"),
            ("[" * 200_000, "manifest.json: cannot be read as JSON (its parts lie too deep)"),
        ],
    )
    def test_a_manifest_that_is_none_is_told(self, design, tmp_path, written, told) -> None:
        (tmp_path / "manifest.json").write_text(written, encoding="utf-8")
        message = refused(design, tmp_path, workers=1, play=calculated)
        assert message.startswith(f"{tmp_path}/{told}")

    def test_where_no_sweep_is_the_way_to_one_is_told(self, tmp_path) -> None:
        for read in (read_runs, read_points, read_manifest):
            with pytest.raises(UserError) as caught:
                read(tmp_path)
            assert str(caught.value) == (
                f"{tmp_path}: no sweep is here: make one with 'approvals sweep STUDY -o {tmp_path}'"
            )

    def test_where_no_sweep_has_been_begun_none_is_done(self, design, tmp_path) -> None:
        assert not Store(tmp_path, design, "compiled").done

    @pytest.mark.parametrize("other", ["0" * 64, "f" * 64])
    def test_a_table_with_other_bytes_than_were_written_is_not_read(self, opened, other) -> None:
        keep(opened, (0, 16))
        opened.finish()
        assert opened.done
        manifest = json.loads((opened.folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["tables"]["runs.parquet"] = other
        (opened.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        assert not opened.done
        with pytest.raises(UserError, match="is not as the sweep has written it"):
            read_runs(opened.folder)

    def test_points_without_runs_are_not_read(self, opened) -> None:
        keep(opened, (0, 16))
        opened._write_parts("points.parquet", opened._points())
        assert not opened.done
        with pytest.raises(UserError, match="the sweep is not finished: start the same 'approvals sweep' again"):
            read_points(opened.folder)

    def test_what_stopped_the_disk_is_told_in_its_words(self, opened, monkeypatch) -> None:
        def full(path, told):
            raise OSError("the cable is out")

        monkeypatch.setattr(resumable, "_write", full)
        with pytest.raises(
            UserError, match=r"cannot be written to \(the cable is out\); what is computed so far is kept"
        ):
            keep(opened, (0, 4))

    def test_killed_between_the_tables_and_their_tidying_up_it_tidies_up(self, opened) -> None:
        keep(opened, (0, 16))
        left = opened.folder.parent / "left"
        shutil.copytree(opened.chunks, left)
        opened.finish()
        assert not opened.chunks.exists()
        opened.close()
        before = content(opened.folder)
        assert sorted(before) == ["manifest.json", "points.parquet", "runs.parquet"]
        shutil.move(left, opened.chunks)
        (opened.chunks / "x.partial").write_bytes(b"half")
        seen: list[int] = []
        sweep(opened.design, opened.folder, workers=1, play=calculated, progress=seen.append)
        assert seen == [16]
        assert content(opened.folder) == before

    def test_with_all_chunks_there_the_tables_are_made_without_playing(self, opened) -> None:
        keep(opened, (0, 16))
        opened.close()
        sweep(opened.design, opened.folder, workers=1, play=calculated)
        assert read_runs(opened.folder)["total_days.mean"].tolist() == [point for point in range(16) for _ in (0, 1)]

    def test_the_tables_have_the_factors_beside_the_numbers_and_no_marks_of_their_maker(self, opened) -> None:
        keep(opened, (0, 16))
        opened.finish()
        for name in ("points.parquet", "runs.parquet"):
            file = pq.ParquetFile(opened.folder / name)
            assert b"pandas" not in (file.schema_arrow.metadata or {})
            assert file.metadata.row_group(0).column(0).compression == "ZSTD"
        names = read_runs(opened.folder).columns[:5].tolist()
        assert names == [
            "point",
            "pools.clerks.servers",
            "processes.projects.traits.prepared.own",
            "replication",
            "class",
        ]


# The folder of `smallest -o`

HOW = TrialSettings(seed=1, clock="total_days", workers=1)


def tried(number: int, *days: float, refusal: str | None = None) -> Tried:
    """A trial with a project a replication, and a queue that stays as it is."""
    if refusal is not None:
        return Tried(number, None, refusal=refusal)
    count = len(days)
    about = {"replication": range(count), "class": "own", "traits": "", "fate": "permitted", "cost": np.nan}
    cases = pd.DataFrame({**about, "total_days": days, "government_days": [one / 2 for one in days]})
    parties = pd.DataFrame({"replication": range(count), "class": "own", "traits": "", "party": "queue", "days": days})
    queues = pd.DataFrame({"replication": range(count), "pool": "desk", "months": 12.0})
    same = dict.fromkeys(("before", "last", "days_before", "days_last"), 1.0)
    item = {"case": 3, "item": "item", "title_en": "Item", "title_zh": "事项", "party": "queue", "days": days[:1]}
    paths = pd.DataFrame({"replication": [0], **item})
    return Tried(number, cases, queues.assign(**same), None, range(count), parties, paths)


@pytest.fixture
def candidates():
    return load_candidates(VILLAGE, ["no-scheme", "no-fire"])


class TestPackageStore:
    def test_what_was_tried_is_read_as_it_was_kept(self, candidates, tmp_path) -> None:
        store = PackageStore(tmp_path, candidates, HOW)
        for one in (tried(0, 10.0, 20.0), tried(2, 7.0), tried(3, refusal="they exclude each other")):
            store.keep(one)
        store.write()
        store.keep(tried(1, 5.0))
        store.keep(tried(4, refusal="it needs another"))
        store.write()
        store.write()
        store.close()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["chunks", "study.json"]
        assert (tmp_path / "study.json").read_text(encoding="utf-8").startswith('{\n "format": 2,\n "scenario": "')
        table = PackageStore(tmp_path, candidates, HOW).table
        assert {package: cases["days"].tolist() for package, cases in table.cases.items()} == {
            0: [10, 20], 2: [7], 1: [5]
        }  # fmt: skip
        assert table.cases[0]["class"].tolist() == ["own", "own"]
        assert table.cases[0].index.tolist() == [0, 1]
        assert {package: queues["pool"].tolist() for package, queues in table.queues.items()} == {
            0: ["desk"] * 2, 2: ["desk"], 1: ["desk"]
        }  # fmt: skip
        assert table.refused == {3: "they exclude each other", 4: "it needs another"}
        assert (table.played, table.replications(0)) == (4, 2)

    def test_what_is_played_first_is_kept_at_once_and_then_in_growing_chunks(self, candidates, tmp_path, monkeypatch):
        monkeypatch.setattr(stored_packages, "PART", 3)
        store = PackageStore(tmp_path, candidates, HOW)
        written = []
        for number in range(9):
            store.keep(tried(number, 1.0))
            written.append(
                sum(len(read_table(tmp_path, HOW.clock).cases[one]) for one in read_table(tmp_path, HOW.clock).cases)
            )
        assert written == [1, 2, 2, 4, 4, 4, 7, 7, 7]

    def test_what_has_waited_for_seconds_is_kept(self, candidates, tmp_path, monkeypatch) -> None:
        store = PackageStore(tmp_path, candidates, HOW)
        store.trials = 1_000
        store.keep(tried(0, 1.0))
        assert not (tmp_path / "chunks").exists()
        monkeypatch.setattr(stored_packages, "SECONDS", 0.0)
        store.keep(tried(1, 1.0))
        assert sorted(read_table(tmp_path, HOW.clock).cases) == [0, 1]

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"engine": "simpy"}, r"\(engine was compiled and is simpy\)"),
            ({"seed": 2}, r"\(seed was 1 and is 2\)"),
        ],
    )
    def test_another_engine_or_seed_does_not_go_on_with_it(self, candidates, tmp_path, changed, told) -> None:
        PackageStore(tmp_path, candidates, HOW).close()
        before = content(tmp_path)
        with pytest.raises(UserError, match=f"holds another table of packages {told}: choose another folder"):
            PackageStore(tmp_path, candidates, replace(HOW, **changed))
        assert content(tmp_path) == before

    def test_other_reforms_and_other_numbers_do_not_go_on_with_it(self, candidates, tmp_path) -> None:
        PackageStore(tmp_path, candidates, HOW).close()
        PackageStore(tmp_path, candidates, HOW).close()
        fewer = replace(candidates, reforms=candidates.reforms[:1])
        with pytest.raises(UserError, match=r"\(reforms was no-scheme, no-fire and is no-scheme, reform.no-fire was"):
            PackageStore(tmp_path, fewer, HOW)
        scenario = candidates.ground.scenario
        longer = scenario.model_copy(update={"target": scenario.target.model_copy(update={"value": 99.0})})
        moved = replace(candidates, ground=replace(candidates.ground, scenario=longer))
        with pytest.raises(UserError, match=r"\(played_on.target(.value)? was [0-9.]+ and is 99"):
            PackageStore(tmp_path, moved, HOW)

    def test_a_replication_that_is_missing_leaves_those_after_it_aside(self, candidates, tmp_path) -> None:
        store = PackageStore(tmp_path, candidates, HOW)
        later = tried(0, 1.0, 2.0, 3.0)
        frames = {"cases": later.cases, "queues": later.queues, "parties": later.parties, "paths": later.paths}
        after = {name: rows[rows["replication"] > 0] for name, rows in frames.items()}
        store.keep(tried(0, 1.0))
        store.keep(later._replace(**after, played=range(1, 3)))
        store.close()
        assert read_table(tmp_path, HOW.clock).cases[0]["days"].tolist() == [1, 2, 3]
        first, _ = sorted((tmp_path / "chunks").iterdir())
        first.unlink()
        assert read_table(tmp_path, HOW.clock).cases == {}

    def test_every_clock_and_whose_the_days_are_come_through_and_are_put_in_order(self, candidates, tmp_path) -> None:
        store = PackageStore(tmp_path, candidates, HOW)
        for one in (tried(2, 7.0), tried(0, 10.0, 20.0), tried(3, refusal="they exclude each other")):
            store.keep(one)
        store.write()
        store.tidy()
        [chunk] = (tmp_path / "chunks").iterdir()
        assert chunk.name.startswith("000000000-000000003-")
        assert read_clocks(tmp_path) == ["government_days", "total_days"]
        halves = read_table(tmp_path, "government_days")
        assert {package: cases["days"].tolist() for package, cases in halves.cases.items()} == {0: [5, 10], 2: [3.5]}
        assert (halves.refused, halves.counts) == ({3: "they exclude each other"}, {0: 2, 2: 1})
        parties = read_parties(tmp_path)
        assert {package: whose["days"].tolist() for package, (whose, _) in parties.items()} == {0: [10, 20], 2: [7]}
        assert {package: paths["title_zh"].tolist() for package, (_, paths) in parties.items()} == {
            0: ["事项"],
            2: ["事项"],
        }
        assert [rows.columns.tolist() for rows in parties[0]] == [
            ["replication", "class", "traits", "party", "days"],
            ["replication", "case", "item", "title_en", "title_zh", "party", "days"],
        ]
        store.close()
        other = PackageStore(tmp_path, candidates, replace(HOW, clock="government_days"))
        assert other.table.cases[2]["days"].tolist() == [3.5]

    def test_a_folder_of_one_clock_alone_is_refused_in_a_sentence(self, candidates, tmp_path) -> None:
        PackageStore(tmp_path, candidates, HOW).close()
        text = json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))
        del text["format"]
        (tmp_path / "study.json").write_text(json.dumps(text | {"clock": "total_days"}), encoding="utf-8")
        told = f"{tmp_path / 'study.json'}: format: found 1, and this program knows 2: begin in another folder"
        for use in (read_catalogue, partial(PackageStore, candidates=candidates, how=HOW)):
            with pytest.raises(UserError) as caught:
                use(tmp_path)
            assert str(caught.value) == told

    def test_the_reforms_and_the_question_are_read_back(self, candidates, tmp_path) -> None:
        store = PackageStore(tmp_path, candidates, HOW)
        store.asked(Question(60.5, "own"))
        assert (read_question(tmp_path), read_clock(tmp_path)) == (Question(60.5, "own"), "total_days")
        assert read_catalogue(tmp_path) == candidates.catalogue()
        study = read_study(tmp_path)
        assert study["version"] == version("approval-sim")
        assert None not in [told for change in study["changes"] for told in change.values()]
        catalogue = Catalogue((Choice("a", "A", Cost(1, 0.5, 2)), Choice("b", "B")))
        text = json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))
        text["reforms"] = [{"name": "a", "title": "A", "cost": [1, 0.5, 2]}, {"name": "b", "title": "B", "cost": None}]
        (tmp_path / "study.json").write_text(json.dumps(text), encoding="utf-8")
        assert read_catalogue(tmp_path) == catalogue

    def test_where_nothing_is_kept_the_way_to_it_is_told(self, tmp_path) -> None:
        with pytest.raises(UserError) as caught:
            read_study(tmp_path)
        assert str(caught.value) == (
            f"{tmp_path}: holds no table of packages (study.json is missing): "
            "name the folder that 'approvals smallest … -o FOLDER' has written"
        )
        with pytest.raises(UserError, match=r"\(asked.json is missing\)"):
            read_question(tmp_path)

    def test_in_order_its_bytes_do_not_tell_how_often_it_was_broken_off(
        self, candidates, tmp_path, monkeypatch
    ) -> None:
        monkeypatch.setattr(stored_packages, "PART", 2)
        every = [tried(0, 10.0), tried(1, 5.0, 6.0), tried(2, refusal="it needs another"), tried(3, 7.0), tried(4, 8.0)]
        for place, cut in (("at-once", 5), ("broken-off", 1)):
            for first in range(0, 5, cut):
                store = PackageStore(tmp_path / place, candidates, HOW)
                for one in every[first : first + cut]:
                    store.keep(one)
                store.write()
                store.close()
            store = PackageStore(tmp_path / place, candidates, HOW)
            store.tidy()
            store.close()
        assert content(tmp_path / "at-once" / "chunks") == content(tmp_path / "broken-off" / "chunks")
        assert [path.name[:19] for path in sorted((tmp_path / "at-once" / "chunks").iterdir())] == [
            "000000000-000000002", "000000002-000000004", "000000004-000000005"
        ]  # fmt: skip
        table = read_table(tmp_path / "at-once", HOW.clock)
        assert {package: cases["days"].tolist() for package, cases in table.cases.items()} == {
            0: [10], 1: [5, 6], 3: [7], 4: [8]
        }  # fmt: skip
        assert table.refused == {2: "it needs another"}

    def test_a_folder_may_hold_other_files_and_they_stay(self, candidates, tmp_path) -> None:
        (tmp_path / "minutes.txt").write_text("of the meeting", encoding="utf-8")
        PackageStore(tmp_path, candidates, HOW).close()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["minutes.txt", "study.json"]

    def test_what_was_played_for_an_answer_and_is_gone_is_told(self, candidates, tmp_path) -> None:
        store = PackageStore(tmp_path, candidates, HOW)
        for one in (tried(0, 1.0, 2.0), tried(1, 3.0)):
            store.keep(one)
        store.write()
        store.asked(Question(60.5, "own"))
        assert "played" not in json.loads((tmp_path / "asked.json").read_text(encoding="utf-8"))
        assert read_table(tmp_path, HOW.clock).played == 3
        store.asked(Question(60.5, "own"), played=3)
        assert read_table(tmp_path, HOW.clock).played == 3
        store.close()
        first, *_ = sorted((tmp_path / "chunks").iterdir())
        first.unlink()
        with pytest.raises(UserError, match="of 3 replications that were played, 2 are gone or spoilt"):
            read_table(tmp_path, HOW.clock)

    @pytest.mark.parametrize(
        ("file", "read", "remedy"),
        [
            ("study.json", read_study, "begin in another folder"),
            ("asked.json", read_question, "ask 'approvals smallest' again with the same -o"),
            ("study.json", partial(read_table, clock="total_days"), "begin in another folder"),
        ],
    )
    def test_a_file_that_is_spoilt_is_told_by_its_name(self, candidates, tmp_path, file, read, remedy) -> None:
        store = PackageStore(tmp_path, candidates, HOW)
        store.keep(tried(0, 1.0))
        store.write()
        (tmp_path / file).write_bytes(b"[7]")
        with pytest.raises(UserError) as caught:
            read(tmp_path)
        assert str(caught.value).startswith(f"{tmp_path / file}: is no document, for it holds no 'key: value'")
        assert str(caught.value).endswith(f": {remedy}")
