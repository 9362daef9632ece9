"""`approvals chart`: of scenarios, of tables that were kept, and what it refuses."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from asking import done, refusal

from sim.charts.gallery import KINDS
from sim.cli import chart
from sim.experiment.tables.by_name import PLAYED

HERE = Path(__file__).parent / "scenarios"
HALL, QUICK = HERE / "hall.yaml", HERE / "quick-hall.yaml"


def few(kind: str) -> tuple[object, ...]:
    """So that it is quickly played; a single project needs no replications."""
    return ("--workers", 1, *(() if kind.startswith("gantt") else ("--replications", 2)))


def test_the_command_knows_every_kind_there_is() -> None:
    assert tuple(KINDS) == chart.KINDS


@pytest.mark.parametrize(
    ("kind", "sources"),
    [("waterfall", [QUICK]), ("gantt", [HALL, QUICK]), ("counters-by-hour", [HALL, QUICK]), ("chances", [HALL, QUICK])],
)
def test_a_figure_of_scenarios_and_again_of_its_table(kind: str, sources: list[Path], tmp_path: Path) -> None:
    table, first, again = (tmp_path / name for name in ("table.csv", "first.svg", "again.svg"))
    assert done("chart", kind, *sources, *few(kind), "--table", table, "-o", first) == f"wrote {first}\n"
    assert done("chart", kind, table, "-o", again)
    assert first.read_bytes() == again.read_bytes()
    assert len(pd.read_csv(table))


@pytest.mark.parametrize("kind", [kind for kind, (name, _) in KINDS.items() if name in PLAYED])
def test_where_nobody_is_permitted_there_is_a_figure_that_says_so(kind: str, tmp_path: Path) -> None:
    hall = HALL.read_text(encoding="utf-8").replace("legal: true,", "legal: true, refuses: 1,")
    (tmp_path / "hall.yaml").write_text(hall, encoding="utf-8")
    shutil.copy(QUICK, tmp_path)
    shutil.copytree(HERE / "reforms", tmp_path / "reforms")
    named = {"waterfall": ["quick-hall"], "months": ["hall"]}.get(kind, ["hall", "quick-hall"])
    sources = [tmp_path / f"{name}.yaml" for name in named]
    table, first, again = (tmp_path / name for name in ("table.csv", "first.svg", "again.svg"))
    assert done("chart", kind, *sources, *few(kind), "--table", table, "-o", first) == f"wrote {first}\n"
    assert done("chart", kind, table, "-o", again)
    assert first.read_bytes() == again.read_bytes()


def test_a_figure_in_chinese_as_a_picture(tmp_path: Path) -> None:
    assert done("chart", "counter", HALL, *few("counter"), "--lang", "zh", "-o", tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("a\n1\n")
    assert "neither .png nor .svg" in refusal("chart", "counter", HALL, "-o", tmp_path / "a.pdf")
    assert "give two, before and after" in refusal("chart", "gantt", HALL, "-o", tmp_path / "a.png")
    assert "give the one whose package is taken" in refusal("chart", "waterfall", HALL, QUICK, "-o", tmp_path / "a.png")
    assert "has no package of reforms: name a scenario that has one" in refusal(
        "chart", "waterfall", HALL, "-o", tmp_path / "a.png"
    )
    assert "is no file or folder that another command has written" in refusal(
        "chart", "frontier", HALL, "-o", tmp_path / "a.png"
    )
    assert "has no column" in refusal("chart", "counter", table, "-o", tmp_path / "a.png")
    assert "found 2 files" in refusal("chart", "counter", table, table, "-o", tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize("option", ["--target", "--replications", "--seed", "--workers", "--engine"])
def test_of_a_table_that_is_kept_nothing_is_played(option: str, tmp_path: Path) -> None:
    table, told = tmp_path / "a.csv", "simpy" if option == "--engine" else 2
    said = f"{option}: is about scenarios that are played, and {table} is a table that is kept: drop it"
    assert refusal("chart", "chances", table, option, told, "-o", tmp_path / "a.png") == said


@pytest.mark.parametrize("source", [HALL, HERE / "hall.csv"])
def test_only_a_sweep_has_factors_to_choose_from(source: Path, tmp_path: Path) -> None:
    kind = {".yaml": "a scenario", ".csv": "a file"}[source.suffix]
    said = f"--factors: is about the folder of a sweep, and {source} is {kind}: drop it"
    assert refusal("chart", "chances", source, "--factors", "a,b", "-o", tmp_path / "a.png") == said


@pytest.mark.parametrize(
    ("kind", "option"), [("gantt", "--replications"), ("gantt-first-month", "--target"), ("load", "--target")]
)
def test_what_plays_no_part_in_a_figure_is_refused(kind: str, option: str, tmp_path: Path) -> None:
    said = f"{option}: plays no part in this figure: drop it"
    assert refusal("chart", kind, HALL, QUICK, option, 3, "-o", tmp_path / "a.png") == said


@pytest.mark.parametrize("kind", ["holding", "counter"])
def test_more_scenarios_than_can_be_told_apart_are_refused_before_anything_is_played(kind, tmp_path):
    said = refusal("chart", kind, *(tmp_path / f"s{number}.yaml" for number in range(13)), "-o", tmp_path / "a.png")
    assert said == f"{kind}: 13 scenarios cannot be told apart: draw at most 12"
