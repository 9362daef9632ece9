"""Reforms that begin on dates: who came before goes by the old rules, hours and people change for everybody.

June 2016 as in the other stories: the office is open 08:30-12:00 and 13:30-17:00, and the 14th is a Tuesday.
"""

import shutil
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.calendars.working_time import to_moment
from sim.outcomes.clocks import government_days
from sim.outcomes.history import PERMITTED, History
from sim.outcomes.measure import measure_all
from sim.scenario import load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.invariants import broken_invariants
from sim.simulation.lower import lower


def june(day, hour, minute=0):
    return datetime(2016, 6, day, hour, minute)


WINDOW, EXAMINERS, HALL = 0, 1, 2
SPANS = 525_960 / (60 * 1440)
"""How many runs a year has."""


def test_old_projects_go_by_old_rules_with_new_people(play):
    """The hall opens on Wednesday, reviews take half as long from then on, and a second examiner comes on Thursday.

    The first, who came on Tuesday at 16:50, is finished at the window where he was begun, and the second stays in line
    there. The third comes at midnight, by the new rules: at the hall, and with a short review. The last came on
    Tuesday and is ready to hand in at midnight: at the hall too, but with a long review, which the new examiner begins
    on Thursday morning.
    """
    run = play("dated/dated")
    assert run.story() == [
        (0, "filing", "submit", 0, june(14, 16, 50), june(14, 16, 50), june(15, 8, 50), "done"),
        (0, "permit", "review", 0, june(15, 8, 50), june(15, 8, 50), june(15, 11, 50), "done"),
        (1, "filing", "submit", 0, june(14, 16, 55), june(15, 8, 50), june(15, 9, 20), "done"),
        (1, "permit", "review", 0, june(15, 9, 20), june(15, 14, 50), june(16, 9, 20), "done"),
        (2, "filing", "submit", 0, june(15, 0), june(15, 8, 30), june(15, 9), "done"),
        (2, "permit", "review", 0, june(15, 9), june(15, 11, 50), june(15, 14, 50), "done"),
        (3, "filing", "prepare", 0, june(14, 0), june(14, 0), june(15, 0), "done"),
        (3, "filing", "submit", 0, june(15, 0), june(15, 9), june(15, 9, 30), "done"),
        (3, "permit", "review", 0, june(15, 9, 30), june(16, 8, 30), june(16, 11, 30), "done"),
    ]
    asked = [pool for pool, step in zip(run.log.pool.tolist(), run.log.step.tolist(), strict=True) if pool >= 0]
    assert asked == [WINDOW, EXAMINERS, WINDOW, EXAMINERS, HALL, EXAMINERS, HALL, EXAMINERS]


def test_clocks_go_on_across_the_day(play):
    """In hours of the office: the review and the line before it, which is long on Wednesday and short on Thursday."""
    permits, prepared = measure_all(*play("dated/dated"))
    assert (permits.cases["government_days"] * 7).tolist() == pytest.approx([3, 7, 3 + 80 / 60])
    assert (prepared.cases["government_days"] * 7).tolist() == pytest.approx([6 + 3])


def test_people_are_paid_while_the_rules_ask_for_them_and_until_they_have_finished(play):
    """The window for six days and the fifty minutes it still has to do on Wednesday, the hall from then on."""
    before, dated = (measure_all(*play(name))[0] for name in ("dated/old", "dated/dated"))
    hours = {name: table.pools.set_index("pool")["hours"] for name, table in (("old", before), ("dated", dated))}
    assert hours["dated"]["window"] == pytest.approx(6 * 7 + 50 / 60)
    assert hours["dated"]["hall"] == hours["old"]["window"] - 6 * 7
    examiners = hours["old"]["examiners"]
    assert hours["dated"]["examiners"] == examiners + (examiners - 7 * 7)
    assert dated.pools.set_index("pool").loc["examiners", "servers"] == 2
    assert dated.year["staff_hours_per_year"].item() == pytest.approx(hours["dated"].sum() * SPANS)


def test_a_reform_costs_what_it_costs_from_its_day_on(play):
    """A hundred a day, on 51 of the 60 days."""
    assert measure_all(*play("dated/dated"))[0].year["reform_cost_per_year"].item() == pytest.approx(36525 * 51 / 60)


# The shipped scenario


@pytest.fixture(scope="module")
def by_dates():
    """What became of the projects, and the day on which each came."""
    plan = lower(load_scenario(Path(__file__).parents[2] / "scenarios" / "full-reform-by-dates.yaml"))
    draws = draw(plan, 1, 0)
    log = simulate(plan, draws)
    assert broken_invariants(plan, draws, log) == []
    history = History(plan, draws, log, 0)
    came = np.array([to_moment(int(minute), plan.scenario.start).date() for minute in history.arrival])
    return history, came


def test_projects_that_came_before_the_day_stay_as_slow_as_they_were(by_dates):
    """Those of the spring of 2017 are under way when everything becomes shorter for those of the summer."""
    history, came = by_dates
    days = np.where(history.fate == PERMITTED, government_days(history), np.nan)

    def mean(since, until):
        return np.nanmean(days[(came >= since) & (came < until)])

    old, spring = mean(date(2016, 7, 1), date(2017, 4, 1)), mean(date(2017, 4, 1), date(2017, 7, 1))
    summer, end = mean(date(2017, 7, 1), date(2017, 10, 1)), mean(date(2018, 1, 1), date(2019, 1, 1))
    assert spring > 0.85 * old
    assert summer < 0.75 * spring
    assert end < 0.6 * old


def test_everybody_hands_in_at_the_one_window_from_its_day_on(by_dates):
    """Also projects that came by the old rules; at the old windows only who stood in line there is still served."""
    history, came = by_dates
    plan, log = history.plan, history.log
    steps = np.array([name == "submit" for name in plan.step_names])
    rows = np.flatnonzero(steps[log.step] & (log.pool >= 0))
    asked = np.array([plan.scenario.pools[name].title.en for name in plan.pool_names])[log.pool[rows]]
    day = (date(2017, 4, 1) - plan.scenario.start).days * 1440
    one = asked == "One window for all"
    assert (one == (log.joined[rows] >= day)).all()
    assert (came[log.case[rows[one]]] < date(2017, 4, 1)).sum() > 100


def test_the_land_contract_is_a_step_of_the_item_by_the_rules_of_each_case(tmp_path):
    """Of permits the end of filing, of the other process that of its first step, which is over at midnight."""
    folder = shutil.copytree(Path(__file__).parent / "scenarios" / "dated", tmp_path / "dated")
    document = yaml.safe_load((folder / "old.yaml").read_text())
    document["processes"]["permits"] |= {"land": "filing"}
    document["processes"]["prepared"] |= {"land": "filing", "land_step": "prepare"}
    (folder / "old.yaml").write_text(yaml.safe_dump(document))
    plan = lower(load_scenario(folder / "dated.yaml"))
    draws = draw(plan, seed=1, replication=0)
    permits, prepared = measure_all(plan, draws, simulate(plan, draws))
    hours = [3, 24, 5 + 50 / 60]
    assert (permits.cases["land_to_permit_days"] * 24).tolist() == pytest.approx(hours)
    assert (prepared.cases["land_to_permit_days"] * 24).tolist() == pytest.approx([24 + 11.5])
