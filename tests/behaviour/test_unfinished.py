"""Who does not finish is part of the answer: projects that are cut off, starved or refused, and queues without end."""

from pathlib import Path

import numpy as np
import pytest

from sim.experiment import comparison
from sim.experiment.answer import find
from sim.experiment.paragraph import paragraph
from sim.experiment.replications import Result, Settings, run
from sim.experiment.responses import Row, holding_up, response, responses
from sim.experiment.targets import scores
from sim.outcomes.history import OPEN, PERMITTED, History
from sim.scenario import Scenario, load_scenario, load_scenarios
from sim.scenario.quantities import Number
from sim.statistics.decision import verdict_of

HERE = Path(__file__).parent / "scenarios" / "unfinished"
DAY = 1440


def scenario(name: str) -> Scenario:
    return load_scenario(HERE / f"{name}.yaml")


def played(*names: str, replications: int = 5) -> list[Result]:
    return run(load_scenarios(HERE / f"{name}.yaml" for name in names), Settings(1, replications, workers=1))


def total(result: Result, group: str = "all") -> Row:
    return response(result, "total_days", group, 50)


def test_projects_that_are_cut_off_count_like_those_that_were_followed() -> None:
    followed, cut = played("followed", "cut")
    assert total(followed)["unfinished"] == 0
    assert total(cut)["unfinished"] > 0.4
    for name in ("total_days", "government_days", "first_contact_days"):
        truth, told = (response(one, name, "all", 50) for one in (followed, cut))
        low, high = told["within_target_ci95"]
        assert low < truth["within_target"] < high
        assert told["within_target"] == pytest.approx(truth["within_target"], abs=0.01)
        assert told["mean"] == pytest.approx(truth["mean"], rel=0.02)
        assert told["at_least"] == []


def test_what_is_still_under_way_beyond_the_target_has_missed_it() -> None:
    """Every second matter waits for ever: half of them are never within 50 days."""
    (starved,) = played("starved", replications=3)
    row = response(starved, "total_days", "all", 50)
    others = (starved.cases["class"] == "other").mean()
    assert row["within_target"] == pytest.approx(1 - others, abs=0.05)
    assert response(starved, "total_days", "other", 50)["within_target"] < 0.05
    assert "mean" in row["at_least"]
    assert row["unfinished"] > 0.4


def test_of_whom_nobody_ended_only_a_lower_bound_is_known(tmp_path: Path) -> None:
    file = tmp_path / "endless.yaml"
    file.write_text(
        "scenario: endless\ntitle: Endless\nstart: 2016-01-04\nrun: {length: 10 days, follow: 20 days}\n"
        "legal_calendar: always\ncalendars: {always: {days: mon-sun, hours: 00:00-24:00}}\n"
        "processes: {permits: {arrivals: {at: [2016-01-04 00:00]}, items: "
        "{permit: {steps: {review: {wait: 100 days, calendar: always, legal: true}}}}}}\n",
        encoding="utf-8",
    )
    (result,) = run([load_scenario(file)], Settings(1, 2, workers=1))
    row = response(result, "total_days", "all", 50)
    assert row["mean"] == row["p50"] == row["p90"] == 30
    assert row["at_least"] == ["mean", "p50", "p90", "within_target"]
    assert row["within_target"] == 0
    assert row["within_target_ci95"] == [0, 1]
    assert response(result, "total_days", "all", 20)["within_target_ci95"][1] < 1


def test_what_goes_on_after_the_permit_leaves_it_a_permit(play) -> None:  # type: ignore[no-untyped-def]
    plan, draws, log = play(scenario("cut"))[:3]
    history = History(plan, draws, log, 0)
    slow = np.array(plan.variant_class)[history.variant] == "slow"
    needs = np.where(slow, 300 * DAY + 2, 10 * DAY + 2)
    in_time = history.arrival + needs <= plan.horizon
    assert (history.fate[in_time] == PERMITTED).all()
    assert (history.fate[~in_time] == OPEN).all()
    assert in_time.any()
    assert not in_time.all()


def test_the_clocks_of_an_open_case_are_what_they_have_come_to(play) -> None:  # type: ignore[no-untyped-def]
    plan, draws, log = play(scenario("cut"))[:3]
    history = History(plan, draws, log, 0)
    waiting = history.fate == OPEN
    assert (history.left[waiting] == plan.horizon).all()
    legal = history.on_legal_clock
    last = {int(case): int(end) for case, end in zip(legal.case, legal.end, strict=True)}
    reviewed = [case for case in np.flatnonzero(waiting).tolist() if case in last]
    assert reviewed
    assert all(last[case] == plan.horizon for case in reviewed)


def test_refused_projects_are_in_no_share_and_named() -> None:
    (result,) = played("refused", replications=3)
    row = total(result)
    assert row["within_target"] == 1
    assert row["n"] == (result.cases["fate"] == "permitted").sum()
    told = {str(one["name"]): one for one in responses(result, 50)}
    assert told["refused_share"]["mean"] == pytest.approx(0.5, abs=0.06)
    assert told["unfinished_share"]["mean"] == 0
    answer = find([result], 50, lambda: None)
    assert "in no share: 5" in paragraph(answer) or "in no share: 4" in paragraph(answer)


def test_the_paragraph_says_how_many_are_still_under_way() -> None:
    results = played("followed", "cut", replications=2)
    told = paragraph(find(results, 50, lambda: None))
    share = total(results[1])["unfinished"]
    assert f"counted as such: {share:.1%} in cut." in told


def test_what_holds_up_those_who_are_cut_off_is_what_holds_up_all() -> None:
    followed, cut = (holding_up(one).set_index("holder")["days"] for one in played("followed", "cut"))
    assert cut["review"] == pytest.approx(followed["review"], rel=0.03)


def test_a_project_that_is_cut_off_is_later_where_it_has_passed_the_other() -> None:
    followed, cut = played("followed", "cut", replications=2)
    one = comparison.case_by_case(followed, cut, "total_days", "all")
    assert one.gain == 0
    assert one.lose == 0
    assert one.untold == pytest.approx(total(cut)["unfinished"])
    (told,) = comparison.compare(followed, [cut], ["total_days"], "all", 50)
    assert told.differences["within_target"].value == pytest.approx(0, abs=0.01)
    assert told.warnings == [
        f"cut: {total(cut)['unfinished']:.1%} of projects were still under way at the end of the run; "
        "they count as such."
    ]


def overloaded(servers: int) -> Scenario:
    """Two come a day and each takes a day and a bit of one clerk."""
    base = scenario("starved")
    clerk = base.pools["clerk"].model_copy(update={"servers": Number(value=servers)})
    return base.model_copy(update={"pools": {"clerk": clerk}, "scenario": f"clerks-{servers}"})


def test_a_queue_that_grows_is_no_steady_state_and_gets_no_verdict() -> None:
    bad, good = run([overloaded(1), overloaded(4)], Settings(1, 5, workers=1))
    (growth,) = bad.growing
    assert growth.pool == "clerk"
    assert growth.a_month == pytest.approx(30.4, rel=0.05)
    assert good.growing == []
    told = paragraph(find([bad, good], 50, lambda: None))
    assert "No verdict on clerks-1: it has no steady state, for the queue of clerk grows by 30 cases a month" in told
    assert "only clerks-4 brings at least 90%" in told
    assert all(score.met is None for score in scores(good, bad, 50))
    assert verdict_of({"within": 1.0, "within_low": 1.0, "within_high": 1.0, "growing": "clerk"}) == "unsteady"


def test_one_replication_tells_a_queue_that_has_doubled() -> None:
    (bad,) = run([overloaded(1)], Settings(1, 1, workers=1))
    assert [growth.pool for growth in bad.growing] == ["clerk"]


def test_as_many_come_however_long_they_are_followed(play) -> None:  # type: ignore[no-untyped-def]
    followed, cut = (play(scenario(name)).draws for name in ("followed", "cut"))
    assert (followed.arrival == cut.arrival).all()
