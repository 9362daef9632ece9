"""How much work each pool is offered: exact in a small town, near what is simulated in the base, told by check."""

from pathlib import Path

import pytest
from asking import done

from sim.experiment.replications import Settings, run
from sim.scenario import Scenario, load_scenario
from sim.simulation.load import in_words, loads
from sim.simulation.lower import lower

DESK = """scenario: desk
title: Desk
start: 2016-01-04
run: {{length: 10 weeks}}
legal_calendar: always
calendars:
  always: {{days: mon-sun, hours: "00:00-24:00"}}
pools:
  clerks: {{servers: {servers}, calendar: always{more}}}
processes:
  people:
    arrivals: {{interval: {{minutes: 60}}}}
    classes: {{plain: 0.75, hard: 0.25}}
    traits: {{known: 0.5}}
    items:
      card:
        applies: {{plain: 1, hard: 0.5}}
        steps:
          look: {{work: 40 minutes, pool: clerks}}
          ask: {{work: 20 minutes, again: 10 minutes, pool: clerks, lacking: known{returns}}}
"""


def desk(tmp_path: Path, servers: int = 1, returns: str = "", more: str = "") -> Scenario:
    file = tmp_path / "desk.yaml"
    file.write_text(DESK.format(servers=servers, returns=returns, more=more), encoding="utf-8")
    return load_scenario(file)


def test_what_is_offered_is_cases_times_shares_times_minutes(tmp_path: Path) -> None:
    [load] = loads(lower(desk(tmp_path)))
    # 24 cases a day, 0.75 + 0.25 / 2 of them need a card, 40 + 20 / 2 minutes each
    assert load.offered == pytest.approx(24 * 365.25 * 0.875 * 50)
    assert load.share == pytest.approx(24 * 0.875 * 50 / 1440)
    assert (load.there, load.needed) == (1, 1)


def test_who_is_returned_comes_again_from_where_he_is_returned_to(tmp_path: Path) -> None:
    [load] = loads(lower(desk(tmp_path, returns=", returns: {share: 0.5, again: 0.2, to: look}")))
    # half of those who lack the trait come to 'ask'; of these half return, and of those again a fifth of half, …
    back = 0.5 * 0.5 / (1 - 0.5 * 0.2)
    assert load.offered == pytest.approx(24 * 365.25 * 0.875 * (40 * (1 + back) + 0.5 * (20 + 10 * back)), rel=1e-4)


def test_days_away_make_it_more_and_more_servers_less(tmp_path: Path) -> None:
    alone = loads(lower(desk(tmp_path)))[0].share
    assert loads(lower(desk(tmp_path, servers=2)))[0].share == pytest.approx(alone / 2)
    assert loads(lower(desk(tmp_path, more=", absence: 0.2")))[0].share == pytest.approx(alone / 0.8)


def test_check_says_how_many_are_needed_and_refuses_nothing(tmp_path: Path) -> None:
    scenario = desk(tmp_path, returns=", returns: {share: 0.9, to: look}")
    [load] = loads(lower(scenario))
    assert in_words(load) == "needs 2 for 8,766 cases a year, and has 1: its queue grows without end"
    assert "warning: " in done("check", tmp_path / "desk.yaml")
    assert f"pools.clerks: {in_words(load)}\n" in done("check", tmp_path / "desk.yaml")


def test_the_base_is_near_what_is_simulated_and_twice_the_projects_need_eight_of_planning(tmp_path: Path) -> None:
    base = load_scenario("practice-2016")
    known = {load.pool: load.share for load in loads(lower(base))}
    [result] = run([base], Settings(seed=1, replications=2, workers=1))
    for pool, table in result.pools.groupby("pool"):
        busy = table["utilisation"].mean()
        assert known.get(str(pool), 0.0) == pytest.approx(busy, abs=0.2), pool
    double = tmp_path / "double.yaml"
    change = "{processes: [investment], times: {arrivals.per_year: 2}}"
    double.write_text(f"scenario: double\ntitle: D\nextends: practice-2016\nchanges:\n  - {change}\n", encoding="utf-8")
    planning = next(load for load in loads(lower(load_scenario(double))) if load.pool == "planning")
    told = "needs 8 for 460 cases a year, and has 5 and a reserve: its queue grows without end"
    assert in_words(planning) == told
