"""Cases in progress: where they stand, what is left of them, when they are gone, and how such forecasts are scored."""

import csv
import json
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from asking import approvals, done, refusal
from small_logs import states, written

from sim.experiment.replications import Settings
from sim.logs.as_known import known_at
from sim.logs.forecast.known import ends, only_known
from sim.logs.forecast.open_now import OpenNow, Practice, open_now, starting
from sim.logs.forecast.play import Forecast, forecast
from sim.logs.forecast.scores import Backtest, Scored, by_age
from sim.logs.forecast.tables import cases, document, gone, items
from sim.logs.read import read_log
from sim.logs.visits import Visits
from sim.scenario.load import load_ground

OFFICE = {"days": "mon-fri", "hours": ["09:00-12:00", "13:00-17:00"]}
"""Seven hours a day."""
PLANNING = {
    "promise": 10,
    "steps": {
        "prepare": {"wait": "3 days", "again": "2 days", "calendar": "office", "counts_as": "preparation"},
        "accept": {"wait": "2 days", "calendar": "office", "counts_as": "acceptance", "accepts": True},
        "decide": {"until": {"promise": {"uniform": [0, 2]}}, "counts_as": "circulation", "legal": True},
        "hear": {"wait": "4 days", "calendar": "office", "counts_as": "notice"},
        "deliver": {"wait": "1 days", "calendar": "office", "counts_as": "delivery"},
    },
}
BUILDING = {**PLANNING, "after": ["planning"], "promise": 5}


def town(folder: Path, **parts: object) -> Path:
    """A town that grants planning and then building permits; its file."""
    document = {
        "scenario": "town",
        "title": "Town",
        "start": "2019-01-07",
        "run": {"length": "1 year"},
        "calendars": {"office": OFFICE},
        "processes": {
            "permits": {
                "arrivals": {"per_year": 50, "calendar": "office"},
                "classes": {"small": 0.5, "large": 0.5},
                "until": "building",
                "items": {"planning": PLANNING, "building": BUILDING},
                **parts,
            }
        },
    }
    file = folder / "town.yaml"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def opened(folder: Path, rows: list[str], until: str = "2019-03-15", **parts: object) -> OpenNow:
    """What is open of a log at the end of a Friday."""
    ground = load_ground(town(folder, **parts))
    log = only_known(read_log(mapped(folder, rows, until)))
    return open_now(log, ground.scenario, "permits")


def mapped(folder: Path, rows: list[str], until: str = "2019-03-15", **more: object) -> Path:
    about = {"form": "states", "until": until}
    columns = {"item": {"column": "spsxbm"}, "state": {"column": "blzt", "codes": "platform"}, "time": "blsj"}
    table = {"tables": {"rows": "log.csv"}, "case": "gcdm"}
    return written(folder, states(rows), {"log": about, **table, **columns, **more})


def places(found: OpenNow) -> list[tuple[object, ...]]:
    """Where cases stand: item, step, days spent, days on the clock, sent back."""
    return [(row.item, row.step, row.spent_days, row.used_days, row.sent_back) for row in found.rows]


DONE = ["Z,planning,1,2019-01-07 09:00:00", "Z,planning,11,2019-01-08 09:00:00", "Z,building,1,2019-01-09 09:00:00"]
DONE += ["Z,building,3,2019-01-09 09:30:00", "Z,building,11,2019-01-10 09:00:00"]
"""A case that is over, so that the log knows how one ends."""


# Where they stand


def test_each_state_of_an_item_is_a_step_with_what_has_passed_of_it(tmp_path: Path) -> None:
    """Wednesday morning to Friday night are three days, Thursday noon to then a day and four sevenths."""
    rows = [
        "A,planning,1,2019-03-13 09:00:00",
        "B,planning,1,2019-03-11 09:00:00",
        "B,planning,3,2019-03-13 09:00:00",
        "C,planning,1,2019-03-11 09:00:00",
        "C,planning,6,2019-03-14 12:00:00",
        "D,planning,1,2019-03-04 09:00:00",
        "D,planning,3,2019-03-05 09:00:00",
        "D,planning,9,2019-03-12 09:00:00",
        "E,planning,1,2019-03-04 09:00:00",
        "E,planning,2,2019-03-05 09:00:00",
    ]
    found = opened(tmp_path, [*DONE, *rows])
    assert sorted(places(found), key=str) == sorted(
        [
            ("planning", "accept", 3.0, 0.0, 0),
            ("planning", "decide", 0.0, 3.0, 0),
            ("planning", "prepare", pytest.approx(1 + 4 / 7, abs=1e-4), 0.0, 1),
            ("planning", "hear", 4.0, 5.0, 0),
        ],
        key=str,
    )


def test_who_was_sent_back_after_acceptance_keeps_what_the_clock_shows(tmp_path: Path) -> None:
    rows = ["A,planning,1,2019-03-11 09:00:00", "A,planning,3,2019-03-12 09:00:00", "A,planning,6,2019-03-14 09:00:00"]
    assert places(opened(tmp_path, [*DONE, *rows])) == [("planning", "prepare", 2.0, 2.0, 1)]


def test_what_comes_next_is_prepared_since_what_was_before_it_was_over(tmp_path: Path) -> None:
    rows = ["A,planning,1,2019-03-04 09:00:00", "A,planning,11,2019-03-14 09:00:00"]
    assert places(opened(tmp_path, [*DONE, *rows])) == [("building", "prepare", 2.0, 0.0, 0)]


def test_an_item_behind_which_another_has_begun_is_passed(tmp_path: Path) -> None:
    rows = ["A,planning,1,2019-03-04 09:00:00", "A,building,1,2019-03-14 09:00:00"]
    assert places(opened(tmp_path, [*DONE, *rows])) == [("building", "accept", 2.0, 0.0, 0)]


@pytest.mark.parametrize(("day", "stands"), [("2019-03-14", ["planning?"]), ("2019-02-14", ["building"])])
def test_who_would_long_have_begun_an_item_does_not_need_it(tmp_path: Path, day: str, stands: list[str]) -> None:
    """After a day nobody has prepared it; after a month everybody would have."""
    filing = {"steps": {"accept": {"wait": "1 day", "calendar": "office", "counts_as": "acceptance", "accepts": True}}}
    some = {"applies": 0.5, "after": ["filing"], **PLANNING}
    known = {"filing": filing, "planning": some, "building": BUILDING}
    rows = ["A,filing,1,2019-02-04 09:00:00", f"A,filing,11,{day} 09:00:00"]
    found = opened(tmp_path, [*DONE, *rows], items=known)
    assert [row.item for row in found.rows] == stands


def test_a_case_is_of_the_class_that_the_map_finds_where_one_of_it_comes_there(tmp_path: Path) -> None:
    text = "gcdm,spsxbm,blzt,blsj,kind\nA,planning,1,2019-03-11 09:00:00,S\nB,planning,1,2019-03-11 09:30:00,?\n"
    text += "".join(f"{row},S\n" for row in DONE)
    about = mapped(tmp_path, [], classes={"small": "kind == 'S'"})
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    found = open_now(only_known(read_log(about)), load_ground(town(tmp_path)).scenario, "permits")
    assert [row.class_name for row in found.rows] == ["small", None]


# By when it is promised


def test_a_promise_is_over_so_many_days_of_its_clock_after_the_acceptance(tmp_path: Path) -> None:
    rows = ["A,planning,1,2019-03-11 09:00:00", "A,planning,3,2019-03-13 09:00:00"]
    rows += ["B,planning,1,2019-02-18 09:00:00", "B,planning,3,2019-02-25 09:00:00"]
    found = opened(tmp_path, [*DONE, *rows])
    by_item = {one.case: (one.minute, one.days) for one in found.promises}
    assert by_item[1] == (None, pytest.approx(7.0))
    assert by_item[0][1] == pytest.approx(-5.0)
    assert by_item[0][0] == pytest.approx(-(7 * 24 * 60 + 7 * 60))  # on Friday at 17:00, a week ago


def test_what_a_row_promises_itself_counts(tmp_path: Path) -> None:
    """Twenty days instead of ten: at the half of it he waits for a share of twenty."""
    text = "gcdm,spsxbm,blzt,blsj,days\nA,planning,3,2019-03-04 09:00:00,20\n" + "".join(f"{row},\n" for row in DONE)
    about = mapped(tmp_path, [], promise="days")
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    ground = load_ground(town(tmp_path))
    found = open_now(only_known(read_log(about)), ground.scenario, "permits")
    assert [(row.used_days, row.promise_days) for row in found.rows] == [(10.0, 20.0)]
    left = played(found, ground).decided[:, 0] / 1440
    assert 6 <= left.min() < 14 < 40 < left.max() <= 48  # forty days of the clock are thirty from now; he is heard, too


# What was known then


def test_a_log_is_known_as_it_was_and_silence_is_judged_on_that_day(tmp_path: Path) -> None:
    rows = ["A,planning,1,2019-02-01 09:00:00", "B,planning,1,2019-03-01 09:00:00"]
    log = only_known(read_log(mapped(tmp_path, [*DONE, *rows], "2019-12-31", finished={"silent": "30 days"})))
    for day, still in (("2019-03-02", 2), ("2019-03-10", 1), ("2019-06-01", 0)):
        over = ends(Visits(known_at(log, pd.Timestamp(day))), "building")
        assert np.isnat(over).sum() == still, day


def test_a_case_is_over_with_its_last_permit_a_refusal_or_when_all_was_withdrawn(tmp_path: Path) -> None:
    rows = [*DONE, "A,planning,1,2019-02-01 09:00:00", "A,planning,13,2019-02-05 09:00:00"]
    rows += ["B,planning,1,2019-02-02 09:00:00", "B,planning,14,2019-02-06 09:00:00"]
    rows += ["C,planning,1,2019-02-03 09:00:00", "C,planning,11,2019-02-07 09:00:00"]
    over = ends(Visits(read_log(mapped(tmp_path, rows))), "building")
    assert [str(one)[:10] for one in over] == ["2019-01-10", "2019-02-05", "2019-02-06", "NaT"]


# What becomes of them


def played(found: OpenNow, ground: object, months: int = 3, replications: int = 40) -> Forecast:
    practice = Practice(months)
    return forecast(found, starting(ground, found, practice), Settings(1, replications, workers=1))


@pytest.fixture
def five(tmp_path: Path) -> Forecast:
    """Six cases that were accepted on the last morning: each is decided within two promises, twenty days."""
    rows = [f"{name},planning,{state},2019-03-15 09:0{state}:00" for name in "ABCDEF" for state in (1, 3)]
    ground = load_ground(town(tmp_path))
    return played(opened(tmp_path, [*DONE, *rows]), ground)


def test_months_are_whole_and_add_up(five: Forecast) -> None:
    assert [str(one) for one in five.months] == ["2019-03-01", "2019-04-01", "2019-05-01", "2019-06-01"]
    assert str(five.last_day) == "2019-06-30"
    over = np.isfinite(five.over).sum(axis=1)
    assert (over + five.then_open[:, -1] == 6).all()
    assert (np.diff(five.then_open, axis=1) <= 0).all()
    assert (five.in_progress >= five.then_open).all()


def test_the_day_by_which_the_backlog_is_gone_is_not_told_where_it_is_not_within_the_run(tmp_path: Path) -> None:
    rows = [f"{name},planning,{state},2019-03-15 09:0{state}:00" for name in "ABCDEF" for state in (1, 3)]
    ground = load_ground(town(tmp_path))
    found = opened(tmp_path, [*DONE, *rows])
    short, long = (gone(played(found, ground, months))[-1] for months in (1, 6))
    assert short.days[2] is None
    assert 0 < short.not_by_then <= 1
    assert long.not_by_then == 0
    assert [day for day in long.days if day is None] == []
    assert long.days == tuple(sorted(long.days))


def test_the_table_of_cases_says_where_each_stands_in_the_file(five: Forecast) -> None:
    rows = list(cases(five))
    assert [row["at"] for row in rows] == [f"log.csv: row {number}" for number in (7, 9, 11, 13, 15, 17)]
    assert all(row["standing"] == "planning" and row["promised_item"] == "planning" for row in rows)
    assert {row["promised"] for row in rows} == {"2019-03-29"}  # ten days, the first of them was the last of the log
    for row in rows:
        levels = [float(row[f"working_days_p{level}"]) for level in (10, 50, 90)]
        assert levels == sorted(levels)
    kept = [float(row["by_promised_day"]) for row in rows]
    assert np.mean(kept) == pytest.approx(0.3, abs=0.1)  # six of twenty days, for he is heard for four


def test_no_item_of_fewer_than_five_cases_is_told(five: Forecast, tmp_path: Path) -> None:
    assert [(one.item, one.cases) for one in items(five)] == [("planning", 6)]
    few = opened(tmp_path, [*DONE, "A,planning,1,2019-03-15 09:00:00"])
    told = document(played(few, load_ground(town(tmp_path))))
    assert (told["open"], told["items"]) == ("<5", [])


def test_who_was_not_chased_by_the_promised_day_is_not_chased_any_more(tmp_path: Path) -> None:
    """All are chased at the promised day, so who stands there after it would not; he takes his own time."""
    late = {"no_later_than": {"promise": 1}, **PLANNING["steps"]["decide"]}
    late["until"] = {"promise": {"uniform": [0, 40]}}
    chased = {"planning": {**PLANNING, "steps": {**PLANNING["steps"], "decide": late}}, "building": BUILDING}
    rows = [f"{name},planning,{state},2019-02-0{state} 09:0{state}:00" for name in "ABCDEF" for state in (1, 4)]
    rows = [row.replace(",4,", ",3,") for row in rows]
    ground = load_ground(town(tmp_path, items=chased))
    found = played(opened(tmp_path, [*DONE, *rows], items=chased), ground, months=24)
    assert np.median(found.decided) > 60 * 1440


# Scores


def test_the_chance_by_age_is_that_of_those_who_came_so_far() -> None:
    """Of four, two are over at 10 and 20; of those who come to 15 two remain, of whom one is over by 43."""
    spent, still = np.array([10.0, 20.0, 50.0, 60.0]), np.array([False, False, True, True])
    assert by_age(spent, still, np.array([0.0, 15.0, 30.0]), 28).tolist() == pytest.approx([0.5, 1 / 3, 0.0])


def scored(**parts: object) -> Scored:
    plain = {
        "day": "2019-03-31",
        "said": np.array([0.8, 0.1]),
        "by_age": np.array([0.5, 0.5]),
        "happened": np.array([True, False]),
        "rank": np.array([0.5, 0.95]),
        "still": np.array([False, False]),
        "permits": np.array([4.0, 5.0, 6.0]),
        "granted": 5,
        "before": 9,
    }
    return Scored(**{**plain, **parts})


def test_a_backtest_is_scored_by_hand() -> None:
    found = Backtest((scored(), scored(granted=8)), measured_anew=False)
    assert found.count == 4
    assert found.brier.value == pytest.approx((0.04 + 0.01) / 2)
    assert found.brier_by_age.value == pytest.approx(0.25)
    assert found.better.value == pytest.approx(0.225)
    assert (found.said, found.happened, found.coverage) == pytest.approx((0.45, 0.5, 0.5))
    assert (found.months_within, found.error, found.bias, found.error_as_before) == pytest.approx((1, 1.5, -1.5, 2.5))
    assert found.classes() == [(0.1, 0.0, 2), (0.8, 1.0, 2)]


def test_who_is_still_open_counts_as_lasting_longer() -> None:
    """One is seen at 0.5, the other is open at 0.2: by Kaplan and Meier the first stands for both."""
    found = Backtest((scored(rank=np.array([0.5, 0.2]), still=np.array([False, True])),), measured_anew=False)
    assert found.coverage == pytest.approx(1.0)


# The command


def a_log(count: int = 80) -> list[str]:
    """A case every other day; of a planning permit that takes from one to four weeks, and then a building permit."""
    rows = []
    for number in range(count):
        at = pd.Timestamp("2018-10-01 09:00") + pd.Timedelta(days=2 * number)
        days = 7 + number * 11 % 21
        for item, begins in (("planning", at), ("building", at + pd.Timedelta(days=days + 5))):
            moments = {1: begins, 3: begins + pd.Timedelta(days=1), 11: begins + pd.Timedelta(days=days)}
            rows += [
                f"C{number},{item},{state},{when:%F %T}"
                for state, when in moments.items()
                if when < pd.Timestamp("2019-03-16")
            ]
    return rows


QUICK = ("--replications", 10, "--workers", 1, "--months", 3)


def test_the_command_tells_people_and_machines_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    about, city, table = mapped(tmp_path, a_log()), town(tmp_path), tmp_path / "cases.csv"
    command = ("forecast", city, "--map", about, *QUICK, "--backtest", 2)
    told = json.loads(done(*command, "--json", "-"))
    shown = done(*command)
    assert told["at"] == "2019-03-15"
    assert f"{told['open']} cases are open at the end of 2019-03-15" in shown
    assert "the backlog is gone" in shown
    assert [one["day"] for one in told["backtest"]["days"]] == ["2018-12-31", "2019-01-31"]
    assert f"{told['backtest']['brier']['value']:.3f}; by age alone" in shown
    assert "积压清零" in done(*command, "--lang", "zh")
    done("forecast", city, "--map", about, *QUICK, "--json", tmp_path / "told.json", "--by-case", table)
    rows = list(csv.DictReader(StringIO(table.read_text(encoding="utf-8"))))
    assert len(rows) == told["open"]
    assert all(row["at"].startswith("log.csv: row ") for row in rows)
    assert "C5" not in table.read_text(encoding="utf-8") + shown


def test_reforms_begin_on_a_day_and_who_is_open_stays_under_the_old_rules(tmp_path: Path) -> None:
    (tmp_path / "reforms").mkdir()
    change = {"items": "planning", "steps": "hear", "remove": True}
    reform = {"reform": "no-hearing", "title": "No hearing", "changes": [change]}
    (tmp_path / "reforms" / "no-hearing.yaml").write_text(yaml.safe_dump(reform), encoding="utf-8")
    about, city = mapped(tmp_path, a_log()), town(tmp_path)
    command = ("forecast", city, "--map", about, *QUICK, "--reforms", "no-hearing", "--from", "2019-04-01")
    told = json.loads(done(*command, "--json", "-"))
    assert told["reformed"]["from"] == "2019-04-01"
    assert told["reformed"]["gone"] == told["gone"]
    assert told["reformed"]["months"] != told["months"]
    assert "with no-hearing from 2019-04-01" in done(*command)


def test_both_engines_tell_the_same(tmp_path: Path) -> None:
    about, city = mapped(tmp_path, a_log()), town(tmp_path)
    command = ("forecast", city, "--map", about, "--replications", 2, "--months", 1, "--workers", 1, "--json", "-")
    assert done(*command) == done(*command, "--engine", "simpy")


@pytest.mark.long
def test_workers_change_nothing(tmp_path: Path) -> None:
    about, city = mapped(tmp_path, a_log()), town(tmp_path)
    command = ("forecast", city, "--map", about, "--replications", 6, "--months", 2, "--backtest", 2, "--json", "-")
    assert done(*command, "--workers", 1) == done(*command, "--workers", 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--at", "2017-01-01"),
            "log.csv: --at 2017-01-01 is outside the log, which goes from 2018-10-01",
        ),
        (("--at", "2020-01-01"), "log.csv: --at 2020-01-01 is outside the log"),
        (("--reforms", "agents"), "--reforms and --from go together"),
        (("--reforms", "agents", "--from", "2019-03-16"), "--from: 2019-03-16 is outside what is forecast: give a day"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    about, city = mapped(tmp_path, a_log()), town(tmp_path)
    assert said in refusal("forecast", city, "--map", about, *QUICK, *options)


def test_an_item_that_the_scenario_does_not_have_is_told(tmp_path: Path) -> None:
    rows = [row.replace(",building,", ",bulding,") for row in a_log()]
    said = refusal("forecast", town(tmp_path), "--map", mapped(tmp_path, rows), *QUICK)
    assert "item.names: 'bulding' is no item of town" in said
    assert "did you mean 'building'?" in said


def test_months_whose_holidays_nobody_knows_are_told(tmp_path: Path) -> None:
    city = town(tmp_path)
    text = city.read_text(encoding="utf-8").replace('"days": "mon-fri"', '"days": "mon-fri", "holidays": "known.yaml"')
    (tmp_path / "known.yaml").write_text("{from: 2018-01-01, to: 2020-12-31, off: [], on: []}", encoding="utf-8")
    city.write_text(text, encoding="utf-8")
    said = refusal("forecast", city, "--map", mapped(tmp_path, a_log()), "--months", 24)
    assert "holidays are known for 2018-01-01..2020-12-31" in said
    assert said.endswith("; or forecast fewer --months")


def test_a_log_of_one_case_or_with_none_open_is_told(tmp_path: Path) -> None:
    assert "all rows are of one case" in refusal("forecast", town(tmp_path), "--map", mapped(tmp_path, DONE), *QUICK)
    rows = [*DONE, *(row.replace("Z,", "Y,") for row in DONE)]
    said = refusal("forecast", town(tmp_path), "--map", mapped(tmp_path, rows), *QUICK)
    assert said.startswith("log.csv: no case is open at the end of 2019-03-15: there is nothing")


def test_a_log_too_short_to_rewind_is_told(tmp_path: Path) -> None:
    about = mapped(tmp_path, [row for row in a_log() if ",2018-10-" in row or ",2018-11-" in row], "2018-11-30")
    said = refusal("forecast", town(tmp_path), "--map", about, *QUICK, "--backtest", 3)
    assert said == "log.csv: no month of it lies between enough cases and a month more: drop --backtest"


def test_names_stay_in_the_files(tmp_path: Path) -> None:
    rows = [row.replace("C", "浙A张三13800138000-") for row in a_log()]
    about, table = mapped(tmp_path, rows), tmp_path / "cases.csv"
    result = approvals("forecast", town(tmp_path), "--map", about, *QUICK, "--by-case", table, "--backtest", 1)
    for text in (result.stdout, result.stderr, table.read_text(encoding="utf-8")):
        assert "张三" not in text
        assert "13800138000" not in text
