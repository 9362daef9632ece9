"""A forecast by the true scenario keeps its word: cities that we play ourselves are cut at a day, and forecast."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiment.replications import Settings
from sim.logs.as_known import known_at
from sim.logs.forecast.backtest import remaining
from sim.logs.forecast.known import only_known
from sim.logs.forecast.open_now import Practice, open_now, starting
from sim.logs.forecast.play import forecast
from sim.logs.forecast.scores import SOON, rank
from sim.logs.log import Log
from sim.logs.played import log_of
from sim.logs.read import read_log
from sim.logs.write import own_map
from sim.scenario.load import load_ground

TOWN = Path(__file__).parents[1] / "unit" / "scenarios" / "platform.yaml"
CUT = pd.Timestamp("2018-03-01")


def cities(seeds: range, replications: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the cases of some played cities that are open on a day: their rank, what was said of them, what happened."""
    ground, found = load_ground(TOWN), []
    plan = sim.lower(ground.scenario)
    for seed in seeds:
        draws = sim.draw(plan, seed, 0)
        log = only_known(log_of(plan, draws, sim.simulate(plan, draws), own_map(), until=plan.horizon))
        known = known_at(log, CUT)
        opened = open_now(known, ground.scenario, "projects")
        told = forecast(opened, starting(ground, opened, Practice(12)), Settings(seed + 1, replications, workers=1))
        actual, still = remaining(log, known, opened, CUT)
        assert not still.any()
        found.append((rank(told.over, actual), told.within(SOON), actual <= SOON * 1440))
    ranks, said, happened = (np.concatenate(column) for column in zip(*found, strict=True))
    return ranks, said, happened


def test_the_intervals_of_three_cities_hold_four_of_five() -> None:
    """Of 133 cases; the standard error is 3.5 points."""
    ranks, said, happened = cities(range(100, 103), 60)
    assert len(ranks) == 133
    assert ((ranks > 0.1) & (ranks <= 0.9)).mean() == pytest.approx(0.8, abs=0.07)
    assert ranks.mean() == pytest.approx(0.5, abs=0.06)
    assert said.mean() == pytest.approx(happened.mean(), abs=0.08)


@pytest.mark.long
def test_ranks_of_many_cities_are_even_and_what_was_said_happens() -> None:
    """Of about 2,500 cases: each tenth of the ranks holds a tenth, each class of probabilities its share."""
    ranks, said, happened = cities(range(200, 260), 100)
    tenths = np.histogram(ranks, 10, (0, 1))[0] / len(ranks)
    assert tenths == pytest.approx([0.1] * 10, abs=0.03)
    assert ((ranks > 0.1) & (ranks <= 0.9)).mean() == pytest.approx(0.8, abs=0.03)
    assert said.mean() == pytest.approx(happened.mean(), abs=0.02)
    for low, high in ((0, 0.2), (0.2, 0.8), (0.8, 1.01)):
        rows = (said >= low) & (said < high)
        assert said[rows].mean() == pytest.approx(happened[rows].mean(), abs=0.05)


def exponential(folder: Path, count: int) -> tuple[Log, Path]:
    """So many permits that take thirty days on average, whatever has gone of them, of ages up to a hundred days."""
    steps = {
        "accept": {"wait": "1 minute", "calendar": "always", "counts_as": "acceptance", "accepts": True},
        "decide": {"wait": {"days": {"exponential": 30}}, "calendar": "always", "counts_as": "review", "legal": True},
    }
    document = {
        "scenario": "memoryless",
        "title": "Memoryless",
        "start": "2019-01-01",
        "run": {"length": "1 year"},
        "legal_calendar": "always",
        "calendars": {"always": {"days": "mon-sun", "hours": "00:00-24:00"}},
        "processes": {
            "permits": {"arrivals": {"per_year": 10}, "until": "permit", "items": {"permit": {"steps": steps}}}
        },
    }
    (folder / "memoryless.yaml").write_text(json.dumps(document), encoding="utf-8")
    rows = ["case,item,state,time", "A,permit,1,2019-01-01 09:00", "A,permit,3,2019-01-01 09:00"]
    rows += ["A,permit,11,2019-01-05 09:00"]
    for number in range(count):
        at = pd.Timestamp("2019-05-31 12:00") - pd.Timedelta(minutes=1440 * 100 * number // count)
        rows += [f"B{number},permit,{state},{at:%F %R}" for state in (1, 3)]
    (folder / "log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    about = {"log": {"form": "states", "until": "2019-05-31"}, "tables": {"rows": "log.csv"}, "case": "case"}
    about |= {"item": {"column": "item"}, "state": {"column": "state", "codes": "platform"}, "time": "time"}
    (folder / "map.yaml").write_text(json.dumps(about), encoding="utf-8")
    return only_known(read_log(folder / "map.yaml")), folder / "memoryless.yaml"


@pytest.mark.parametrize(("count", "near"), [(200, 0.02), pytest.param(10_000, 0.005, marks=pytest.mark.long)])
def test_the_rest_of_an_exponential_wait_does_not_depend_on_its_age(tmp_path: Path, count: int, near: float) -> None:
    log, city = exponential(tmp_path, count)
    ground = load_ground(city)
    opened = open_now(log, ground.scenario, "permits")
    assert len(opened.case) == count
    told = forecast(opened, starting(ground, opened, Practice(2)), Settings(1, 100, workers=1))
    for days in (7, SOON):
        chance, truth = told.within(days), 1 - np.exp(-days / 30)
        old = opened.age > 50
        assert chance[old].mean() == pytest.approx(truth, abs=near)
        assert chance[~old].mean() == pytest.approx(truth, abs=near)
