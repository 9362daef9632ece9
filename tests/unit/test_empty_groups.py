"""Where there is nothing of a sort: no pool, no project of a kind, nobody who gets through, every output says so."""

from pathlib import Path

import pandas as pd
import pytest
import yaml
from asking import approvals, done

from sim.base.sheets import write_table
from sim.charts.gallery import before_and_after, counters_by_hour, first_month, load
from sim.experiment.replications import Settings
from sim.experiment.tables import counters, hours
from sim.experiment.tables.one_case import one_project
from sim.report.read import Findings
from sim.report.tables.files import read_table
from sim.report.tables_of_answer import floors
from sim.scenario import load_scenario

HERE = Path(__file__).parent / "scenarios"
SETTINGS = Settings(seed=1, replications=2, engine="simpy", workers=1)
FEW = ("--replications", 2, "--workers", 1)
DOCUMENT = """
title: Small office
start: 2016-01-04
run: {length: 100 days}
legal_calendar: office
calendars: {office: {hours: ["09:00-17:00"]}}
pools: {clerks: {servers: 2, calendar: office, counter: true}}
processes:
  permits:
    arrivals: {per_year: 100}
    items:
      permit:
        promise: 10
        steps:
          submit: {work: 20 minutes, pool: clerks, trips: 1}
          review: {work: 3 hours, pool: clerks, legal: true}
"""
CLERKS = {"servers": 2, "calendar": "office"}
IDLE = {"servers": 1, "calendar": "office", "counter": True}
AT_ONCE = {"review": {"work": "0 minutes"}, "submit": {"work": "0 minutes"}}
EMPTY = {
    "no-counter": {"pools": {"clerks": CLERKS}},
    "only-an-idle-counter": {"pools": {"clerks": CLERKS, "idle": IDLE}},
    "no-promise": {"permit": {"promise": None}},
    "unfinished": {"review": {"work": "400 days"}},
    "refused": {"review": {"refuses": 1}},
    "a-class-that-never-comes": {"permits": {"classes": {"a": {"share": 1}, "b": {"share": 0}}}},
    "at-once": AT_ONCE,
}


def office(folder: Path, name: str, parts: dict[str, dict[str, object]]) -> Path:
    """The small office with what is other in its pools, process, item and steps."""
    document = {"scenario": name, **yaml.safe_load(DOCUMENT)}
    permits = document["processes"]["permits"]
    permit = permits["items"]["permit"]
    places = {"permits": permits, "permit": permit, **permit["steps"]}
    for part, told in parts.items():
        if part == "pools":
            document["pools"] = told
        else:
            places[part] |= told
    permit |= {key: value for key, value in permit.items() if value is not None}
    for key in [key for key, value in permit.items() if value is None]:
        del permit[key]
    file = folder / f"{name}.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return file


@pytest.mark.parametrize("table", [hours, counters])
def test_a_scenario_without_any_pool_has_a_table_of_nothing(table, tmp_path):
    made = table(load_scenario(HERE / "no-pool.yaml"), SETTINGS)
    assert made.empty
    write_table(made, tmp_path / "table.csv")
    assert read_table("hours", tmp_path / "table.csv").empty
    for lang in ("en", "zh"):
        assert load(made, lang=lang).texts
        assert counters_by_hour(made, lang=lang).axes[0].texts


def test_a_kind_that_is_permitted_under_one_supposition_only_has_a_dash_under_the_others():
    named = {"scenario": "s", "title_en": "S", "title_zh": "S", "target": 50.0}
    rows = [
        {
            **named,
            "instant": "government",
            "group": group,
            "group_en": group,
            "group_zh": group,
            "p50": 5.0,
            "within": 1.0,
        }
        for group in ("all", "small", "big")
    ]
    rows += [{**one, "instant": "intermediary"} for one in rows[:2]]
    about = {"target": 50, "base": "s", "best": "s", "scenarios": [named]}
    table = floors(Findings(about, {"floors": pd.DataFrame(rows)}), "en")
    assert [row[1:] for row in table.rows] == [["5.0 · 100%"] * 3, ["5.0 · 100%", "5.0 · 100%", "–"]]


def test_a_project_that_waits_for_nothing_is_drawn_too(tmp_path):
    """It is permitted at the minute of its coming, so there is no stretch of time to tell of it."""
    at_once = load_scenario(office(tmp_path, "at-once", AT_ONCE))
    slow = load_scenario(office(tmp_path, "slow", {}))
    for pair in ((at_once, slow), (slow, at_once)):
        table = one_project(*pair, SETTINGS)
        assert list(table["scenario"].unique()) == [one.scenario for one in pair]
        for draw in (before_and_after, first_month):
            assert len(draw(table).axes) == 2


@pytest.mark.parametrize("file", ["no-pool", "big"])
def test_from_an_answer_to_report_and_slides(file, tmp_path):
    done("answer", HERE / f"{file}.yaml", *FEW, "--out", tmp_path / "out")
    for kind in ("page.html", "slides.pptx"):
        command = "slides" if kind.endswith("pptx") else "report"
        assert done(command, tmp_path / "out", "-o", tmp_path / kind, "--lang", "zh") == f"已写入 {tmp_path / kind}\n"


@pytest.mark.parametrize("name", EMPTY)
def test_whatever_is_empty_every_figure_can_be_drawn(name, tmp_path):
    """Of a scenario that is played, or a refusal in one line; `approvals` fails the test at a traceback."""
    file = office(tmp_path, name, EMPTY[name])
    plain = office(tmp_path, "plain", {})
    assert approvals("check", file).exit_code == 0
    for kind in ("holding", "counters-by-hour", "counter"):
        done("chart", kind, file, *FEW, "-o", tmp_path / "figure.png", "--table", tmp_path / "table.csv")
        done("chart", kind, tmp_path / "table.csv", "-o", tmp_path / "again.png", "--lang", "zh")
        assert (tmp_path / "again.png").stat().st_size > 1000
    done("chart", "gantt", file, plain, "--workers", 1, "-o", tmp_path / "figure.png")
    done("run", file, *FEW)
