"""Sweeps: whatever happens on the way, the same study ends with the same bytes, and nothing computed is lost."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from asking import done

from sim.base import resumable
from sim.base.errors import ScenarioError, UserError
from sim.experiment.replications import Settings, run
from sim.experiment.responses import response
from sim.studies.design import design_of, load_study
from sim.studies.design.model import Study
from sim.studies.sweep import empty_points, read_finished, read_points, read_runs, rows, sweep
from sim.studies.sweep.execute import Backlog, Played
from sim.studies.sweep.rows import played
from sim.studies.sweep.store import Store

HERE = Path(__file__).parent
STUDY = HERE / "studies" / "town.yaml"
TOWN = HERE.parent / "scenarios" / "valid" / "town.yaml"
APPROVALS = Path(sysconfig.get_path("scripts")) / "approvals"


@pytest.fixture(scope="module")
def design():
    return load_study(STUDY)


@pytest.fixture(scope="module")
def whole(design, tmp_path_factory) -> Path:
    """The town's sweep, made in one go by one worker."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    sweep(design, folder, workers=1)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def arithmetic(points: int) -> Study:
    """A study of so many points that are not played, but calculated."""
    factors = [
        {"path": "pools.clerks.servers", "low": 1, "high": 9},
        {"path": "processes.projects.traits.prepared.own", "low": 0, "high": 1},
    ]
    return Study.model_validate(
        {"study": "a", "scenario": "town", "factors": factors, "design": {"sobol": points}, "replications": 2}
    )


def calculated(design, values, engine):
    return [
        {"replication": number, "class": "all", "total_days.n": 1, "total_days.mean": values.sum() + number}
        for number in range(design.study.replications)
    ]


# What the tables hold


def test_where_only_clocks_are_asked_for_nothing_else_is_measured_and_the_rows_are_the_same(design, monkeypatch):
    clocks = ["total_days", "government_days"]
    asked = replace(design, study=design.study.model_copy(update={"responses": clocks}))
    more = replace(design, study=design.study.model_copy(update={"responses": [*clocks, "trips"]}))
    both = played(more, design.points[3], "compiled")
    monkeypatch.setattr(rows, "measure_all", None)
    assert played(asked, design.points[3], "compiled") == [
        {name: value for name, value in row.items() if not name.startswith("trips")} for row in both
    ]


def test_a_row_is_a_replication_of_a_point_for_a_class(design, whole):
    runs = read_runs(whole)
    assert len(runs) == 12 * 2 * 2
    assert list(runs.columns[:6]) == [
        "point",
        "pools.clerks.servers",
        "processes.projects.items.filing.steps.review.returns.share",
        "processes.projects.items.drawings.promise.days",
        "replication",
        "class",
    ]
    pd.testing.assert_frame_equal(read_points(whole), design.table())
    row = runs[(runs["point"] == 3) & (runs["replication"] == 1) & (runs["class"] == "own")].iloc[0]
    result = run([design.scenario(design.points[3])], Settings(1, 2, workers=1))[0]
    mine = result.cases[(result.cases["replication"] == 1) & (result.cases["class"] == "own")]
    assert row["total_days.n"] == mine["total_days"].notna().sum()
    assert row["total_days.mean"] == mine["total_days"].mean()
    assert row["trips.p90"] == mine["trips"].quantile(0.9)
    alone = response(result, "total_days", "all", 50)
    both = runs[(runs["point"] == 3) & (runs["class"] == "all")]
    assert (both["total_days.within"] * both["total_days.n"]).sum() / both["total_days.n"].sum() == pytest.approx(
        alone["within_target"]
    )


def test_the_manifest_says_what_the_tables_follow_from(design, whole):
    manifest = json.loads((whole / "manifest.json").read_text(encoding="utf-8"))
    assert {key: manifest[key] for key in ("study", "scenario", "seed", "replications", "points", "target")} == {
        "study": "town", "scenario": "town", "seed": 1, "replications": 2, "points": 12, "target": 50
    }  # fmt: skip
    assert (manifest["digest"], manifest["scenario_digest"]) == (design.digest, design.scenario_digest)
    assert manifest["factors"][2] == {
        "name": "processes.projects.items.drawings.promise.days",
        "title": "drawings: promised working days", "title_zh": "drawings：承诺工作日",
        "kind": "range", "low": 5, "mode": 10, "high": 15, "numbers": 1, "grade": "published",
    }  # fmt: skip


# The same bytes


def test_two_workers_make_the_same_bytes_as_one(design, whole, tmp_path):
    sweep(design, tmp_path / "out", workers=2)
    assert content(tmp_path / "out") == content(whole)


def test_however_the_points_are_cut_the_bytes_are_the_same(whole, design, tmp_path):
    store = Store(tmp_path / "out", design, "compiled")
    store.open()
    for span in ((5, 6), (0, 2), (1, 2), (8, 12)):
        rows = [{"point": n, **row} for n in range(*span) for row in played(design, design.points[n], "compiled")]
        store.keep(span, pd.DataFrame(rows))
    assert store.missing() == [(2, 5), (6, 8)]
    assert refused(design, tmp_path / "out", workers=1) == (
        f"{tmp_path / 'out'}: another sweep is at work here: wait for it, or choose another folder"
    )
    store.close()
    seen: list[int] = []
    sweep(design, tmp_path / "out", workers=1, progress=seen.append)
    assert (seen[0], sum(seen)) == (7, 12)
    assert content(tmp_path / "out") == content(whole)


def test_a_finished_sweep_is_left_alone(whole, design):
    before = {path: path.stat().st_mtime_ns for path in whole.iterdir()}
    seen: list[int] = []
    sweep(design, whole, workers=1, progress=seen.append)
    assert seen == [12]
    assert {path: path.stat().st_mtime_ns for path in whole.iterdir()} == before


def test_killed_at_any_moment_it_goes_on_and_ends_with_the_same_bytes(whole, tmp_path):
    folder = tmp_path / "out"
    command = [APPROVALS, "sweep", STUDY, "-o", folder, "--workers", "1"]
    victim = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_for(lambda: list(folder.glob("chunks/*.parquet")))
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    assert not (folder / "runs.parquet").exists(), "it was killed too late to tell anything"
    (folder / "chunks" / "000000000-000000012.parquet.partial").write_bytes(b"half")
    (folder / "chunks" / "000000004-000000009.parquet").write_bytes(b"spoilt by a failing disk")
    sweep(load_study(STUDY), folder, workers=1)
    assert content(folder) == content(whole)


# Chunks


def test_chunks_grow_until_one_takes_seconds_and_cover_every_gap_once():
    backlog = Backlog([(0, 10), (20, 2000)])
    spans = iter(backlog)
    first = next(spans)
    backlog.learn(Played(first, pd.DataFrame(), seconds=0.001))
    second = next(spans)
    backlog.learn(Played(second, pd.DataFrame(), seconds=0.004))
    rest = [(first, second), *zip(spans, spans, strict=False)]
    assert (first, second) == ((0, 1), (1, 5))
    assert rest[1] == ((5, 10), (20, 36))
    covered = [point for pair in rest for span in pair for point in range(*span)]
    assert covered == sorted(set(covered))
    backlog.learn(Played((0, 100), pd.DataFrame(), seconds=20))
    assert backlog.size == 10


def test_tables_of_many_parts_keep_the_order_of_points(tmp_path):
    design = design_of(arithmetic(3_000), "a.yaml", TOWN)
    sweep(design, tmp_path / "out", workers=1, play=calculated)
    runs = read_runs(tmp_path / "out")
    assert runs["point"].tolist() == [point for point in range(3_000) for _ in (0, 1)]
    assert runs["total_days.mean"].to_numpy() == pytest.approx(
        runs["pools.clerks.servers"] + runs["processes.projects.traits.prepared.own"] + runs["replication"]
    )


@pytest.mark.long
def test_a_hundred_thousand_points_need_no_more_memory_than_a_thousand(tmp_path):
    few, many = (peak_memory(tmp_path / str(points), points) for points in (1_000, 100_000))
    assert many < few + 50 * 2**20


def peak_memory(folder: Path, points: int) -> int:
    program = (
        "import resource; from pathlib import Path\n"
        "from test_sweep import TOWN, arithmetic, calculated, design_of, sweep\n"
        f"design = design_of(arithmetic({points}), 'a.yaml', TOWN)\n"
        f"sweep(design, Path({str(folder)!r}), workers=1, play=calculated)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=True)
    return int(told.stdout) * 1024


# Mistakes


def refused(*arguments, **options) -> str:
    with pytest.raises(UserError) as caught:
        sweep(*arguments, **options)
    return str(caught.value)


def test_a_changed_study_does_not_mix_with_another(whole, design):
    before = content(whole)
    other = load_study(STUDY)
    other.study = other.study.model_copy(update={"seed": 2})
    assert other.digest != design.digest
    message = refused(other, whole, workers=1)
    assert message == (
        f"{whole}: holds another sweep (study.seed was 1 and is 2): choose another folder, the two do not mix"
    )
    assert content(whole) == before


def test_a_folder_of_something_else_is_left_alone(design, tmp_path):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    assert refused(design, tmp_path, workers=1) == (
        f"{tmp_path}: holds 'letter.txt' and no sweep: choose an empty folder"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_full_disk_loses_nothing_that_was_computed(tmp_path, monkeypatch, design, whole):
    writes = []

    def full(path, content):
        writes.append(path)
        if len(writes) > 3:
            raise OSError(28, "No space left on device")
        real(path, content)

    real = resumable._write
    monkeypatch.setattr(resumable, "_write", full)
    assert refused(design, tmp_path / "out", workers=1) == (
        f"{tmp_path / 'out'}: cannot be written to (No space left on device); "
        "what is computed so far is kept; make room and start the same command again"
    )
    monkeypatch.undo()
    assert len(list((tmp_path / "out" / "chunks").iterdir())) == 2
    sweep(design, tmp_path / "out", workers=1)
    assert content(tmp_path / "out") == content(whole)


def sour(bad, error):
    """Plays all points but one, at which there is an error."""

    def play(design, values, engine):
        if (values == bad).all():
            raise error
        return [row | {"total_days.within": 1.0} for row in calculated(design, values, engine)]

    return play


def test_a_mistake_that_is_not_of_one_point_stops_a_sweep_and_the_points_before_it_are_kept(tmp_path):
    design = design_of(arithmetic(20), "a.yaml", TOWN)
    play = sour(design.points[11].copy(), UserError("town: a library is missing"))
    message = refused(design, tmp_path / "out", workers=1, play=play)
    kept = f"the points that were computed are kept in {tmp_path / 'out'}"
    assert message == f"a.yaml: point 11: town: a library is missing; {kept}"
    store = Store(tmp_path / "out", design, "compiled")
    assert store.missing() == [(11, 20)]


# Points at which there is nothing


def test_a_point_at_which_no_case_comes_is_kept_as_empty_with_the_reason(tmp_path):
    design = design_of(arithmetic(20), "a.yaml", TOWN)
    play = sour(design.points[11].copy(), ScenarioError("town", "run", "no case came"))
    sweep(design, tmp_path / "out", workers=1, play=play)
    runs = read_runs(tmp_path / "out")
    nobody = runs[runs["why_empty"].notna()]
    rows = list(nobody[["point", "replication", "why_empty"]].itertuples(index=False, name=None))
    assert rows == [(11, 0, "run: no case came"), (11, 1, "run: no case came")]
    assert nobody["total_days.n"].tolist() == [0, 0]
    assert nobody["total_days.mean"].isna().all()
    assert len(runs) == 40
    assert empty_points(tmp_path / "out") == {"run: no case came": 1}
    told = read_finished(tmp_path / "out").answers("total_days", "all")
    assert told.points.tolist() == [point for point in range(20) if point != 11]


def test_no_case_comes_where_a_factor_lets_none_come(tmp_path):
    """Of a town in which perhaps one project a year comes, some points see none between warm-up and cool-down."""
    per_year = "processes.projects.arrivals.per_year"
    study = {"study": "few", "scenario": "town", "factors": [{"path": per_year, "levels": [0.01, 20]}],
             "design": "full_factorial", "replications": 1, "responses": ["total_days"]}  # fmt: skip
    design = design_of(Study.model_validate(study), "few.yaml", TOWN)
    sweep(design, tmp_path / "out", workers=1)
    [(reason, count)] = empty_points(tmp_path / "out").items()
    assert count == 1
    assert reason.startswith("run: no case came between warm-up and cool-down")
    assert read_runs(tmp_path / "out").set_index("point")["total_days.n"].to_dict()[1] > 0


def test_a_factorial_of_reforms_that_exclude_each_other_leaves_those_points_empty(tmp_path):
    (tmp_path / "reforms").mkdir()
    changes = [{"pools": "fire", "set": {"servers": 3}}]
    for name, others in {"more": [], "lone": ["more"]}.items():
        reform = {"reform": name, "title": name, "excludes": others, "changes": changes}
        (tmp_path / "reforms" / f"{name}.yaml").write_text(json.dumps(reform), encoding="utf-8")
    (tmp_path / "town.yaml").write_text(TOWN.read_text(encoding="utf-8"), encoding="utf-8")
    study = {"study": "pair", "scenario": "town", "factors": [{"reform": "more"}, {"reform": "lone"}],
             "design": "full_factorial", "replications": 1, "responses": ["total_days"]}  # fmt: skip
    (tmp_path / "study.yaml").write_text(json.dumps(study), encoding="utf-8")
    said = done("sweep", tmp_path / "study.yaml", "-o", tmp_path / "out", "--workers", 1)
    runs = read_runs(tmp_path / "out")
    both = (runs["more"] == 1) & (runs["lone"] == 1)
    assert runs["why_empty"].notna().tolist() == both.tolist()
    assert both.sum() == 1
    [(reason, _)] = empty_points(tmp_path / "out").items()
    assert "exclude" in reason
    assert f"empty at 1 of 4 points: {reason}\n" in said


def test_a_response_that_nothing_measures(tmp_path):
    study = arithmetic(2).model_copy(update={"responses": ["total_days", "total_dais"]})
    assert refused(design_of(study, "a.yaml", TOWN), tmp_path / "out") == (
        "a.yaml: responses[1]: no response 'total_dais' — did you mean 'total_days'?"
    )
    assert not (tmp_path / "out").exists()


def test_a_sweep_that_is_not_finished_is_not_read(tmp_path, design):
    store = Store(tmp_path, design, "compiled")
    store.open()
    store.close()
    with pytest.raises(UserError) as caught:
        read_runs(tmp_path)
    assert str(caught.value) == f"{tmp_path}: the sweep is not finished: start the same 'approvals sweep' again"


# A cluster


def test_a_cluster_that_is_not_there(tmp_path):
    refusal = in_haste("sweep", STUDY, "-o", tmp_path / "out", "--cluster", "tcp://127.0.0.1:1")
    assert (refusal.returncode, refusal.stdout) == (2, "")
    assert refusal.stderr.startswith("approvals: --cluster tcp://127.0.0.1:1: no scheduler answers (")
    assert refusal.stderr.endswith("): start one with 'dask scheduler', or leave --cluster out\n")
    assert refusal.stderr.count("\n") == 1


@pytest.mark.long
def test_a_cluster_makes_the_same_bytes_though_a_worker_is_killed_on_the_way(tmp_path, whole):
    """First it has no workers, which is told; then two, of which one is killed with its work in hand."""
    with processes() as start:
        file = tmp_path / "scheduler.json"
        start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
              "--scheduler-file", file)  # fmt: skip
        wait_for(lambda: file.exists() and file.read_bytes().endswith(b"}"))
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        idle = in_haste("sweep", STUDY, "-o", tmp_path / "out", "--cluster", address)
        assert (
            idle.stderr == f"approvals: --cluster {address}: has no workers: start some with 'dask worker {address}'\n"
        )
        worker = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                  "--local-directory", tmp_path)  # fmt: skip
        victim = start(*worker)
        sweeping = start("sim.cli", "sweep", STUDY, "-o", tmp_path / "out", "--cluster", address)
        wait_for(lambda: list((tmp_path / "out" / "chunks").glob("*.parquet")))
        start(*worker)
        os.kill(victim.pid, signal.SIGKILL)
        assert sweeping.wait(timeout=120) == 0
    assert content(tmp_path / "out") == content(whole)


def in_haste(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command, with little patience for clusters."""
    program = "import sys, sim.experiment.cluster as c, sim.cli; c.PATIENCE = 1; sim.cli.main(sys.argv[1:])"
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def processes() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts Python modules, and ends what is left of them."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: object) -> subprocess.Popen[bytes]:
        silent = subprocess.DEVNULL
        started.append(subprocess.Popen([sys.executable, "-m", *map(str, command)], stdout=silent, stderr=silent))
        return started[-1]

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.wait()


def wait_for(happened: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
