"""Each reform behind the windows at work: what became of single projects, not only that a number moved."""

import numpy as np
import pytest
from reformed import World, played, scenario, world


@pytest.fixture(scope="module")
def base() -> World:
    return world()


# Fewer items and preconditions


def test_fewer_preconditions_let_the_planning_permit_go_ahead_of_the_environment(base: World) -> None:
    def ahead(one: World) -> np.ndarray:
        return one.begun("planning-permit") < one.done("eia-decision")

    assert not ahead(base).any()
    assert ahead(world("fewer-preconditions")).mean() > 0.01
    assert "lightning" not in world("fewer-preconditions").items


def test_in_assessed_districts_a_project_comes_down_a_class() -> None:
    one = world("district-assessment")
    registered, book, commits = (one.having(trait) for trait in ("only-registered", "book-stays", "commits"))
    by_class = np.array(one.plan.variant_class)[one.history.variant]
    special = set(np.flatnonzero(by_class == "special").tolist())
    report, books = one.who("field-work", "eia-report"), one.who("field-work", "eia-book")
    assert registered
    assert registered.isdisjoint(report | books | one.who("notice", "eia-decision"))
    assert one.who("review", "eia-down-to-registration") <= registered
    assert books <= special & book
    assert (report & special).isdisjoint(book)
    assert report & special
    assert commits.isdisjoint(one.who("produce", "energy-report"))
    assert special.isdisjoint(commits)
    checked = sorted(one.who("review", "commitment-check"))
    assert checked
    assert (one.begun("commitment-check")[checked] >= one.done("construction-permit")[checked]).all()


def test_parallel_reviews_run_side_by_side_and_the_lead_department_waits_for_the_slowest(base: World) -> None:
    one = world("parallel-review")
    some = base.needs("air-defence")
    assert not (base.begun("air-defence") < base.done("planning-permit"))[some].any()
    assert (one.begun("air-defence") < one.done("planning-permit"))[some].mean() > 0.9
    opinions = ["drawing-review", "fire-review", "air-defence", "lightning"]
    slowest = np.max([one.done(item) for item in opinions], axis=0)
    assert (one.begun("joint-conclusion") == slowest).all()


def test_parallel_review_wastes_work_on_projects_refused_elsewhere(base: World) -> None:
    def wasted(one: World) -> float:
        return float(one.cases.loc[one.cases["fate"] == "refused", "staff_hours"].sum())

    assert wasted(world("parallel-review", "mock-approval")) > 1.05 * wasted(base)


def test_level_integration_spares_special_projects_the_way_up_and_nobody_else(base: World) -> None:
    by_class = np.array(base.plan.variant_class)[base.history.variant]
    up = sorted(base.who("pass-up"))
    assert set(by_class[up]) == {"special"}
    assert not world("level-integration").who("pass-up")
    assert not world("level-integration").who("second-review")


def test_a_firm_is_registered_from_first_contact_on_and_filing_does_not_wait_for_it(base: World) -> None:
    one = world("business-registration")
    some = one.needs("business-licence") & one.needs("entry-review")
    assert (one.begun("business-licence")[some] == one.history.arrival[some]).all()
    assert (base.begun("business-licence")[some] > base.history.arrival[some]).all()
    assert (one.begun("filing") == one.done("entry-review"))[some].all()
    assert (base.begun("filing") > base.done("entry-review"))[some].all()
    contract = some & one.needs("land-contract") & (one.done("land-contract") > one.begun("land-contract"))
    assert (one.begun("land-contract") >= one.done("business-licence"))[contract].all()


# Limits, queues, decisions


def test_shorter_limits_shorten_circulation_alone_and_bring_more_out_overdue(base: World) -> None:
    one = world("limits-20")
    circulated = [float(np.median(play.minutes(play.rows("circulate", "air-defence")))) for play in (base, one)]
    assert circulated[1] < 0.95 * circulated[0]
    tight = {"pools": "planning", "set": {"servers": 4}}
    plain, cut = (played(scenario(*names, changes=(tight,))) for names in ((), ("limits-20",)))
    assert cut.cases["overdue_share"].mean() > plain.cases["overdue_share"].mean()


def test_limits_that_another_reform_promises_anew_are_not_cut_again() -> None:
    items = scenario("limits-20", "instant-items", "joint-review", "mock-approval").processes["investment"].items
    promised = {name: item.promise.days.value for name, item in items.items() if item.promise is not None}
    assert promised["filing"] == 1
    assert promised["joint-drawing-review"] == 8
    assert promised["planning-permit"] == 3
    assert promised["planning-permit-mock"] == pytest.approx(0.8 * 7)


def test_simple_filings_are_decided_at_the_window_and_complex_ones_go_to_the_bureau() -> None:
    one = world("instant-items")
    window, bureau = one.who("decide", "filing"), one.who("review", "filing")
    assert len(window) > len(bureau) > 0
    assert window.isdisjoint(bureau)
    assert 0.8 < len(window) / (len(window) + len(bureau)) < 0.98


def test_assessment_rarely_extends_and_a_stopped_clock_shows_on_the_calendar_alone() -> None:
    honest, gaming = (
        played(scenario("performance-assessment", changes=(
            {"items": {"owner": "government"}, "steps": "stop-the-clock", "times": {"share": factor}},
        )))
        for factor in (0.001, 3)
    )  # fmt: skip
    assert len(honest.rows("extend")) < 0.5 * len(world().rows("extend"))
    assert len(gaming.rows("stop-the-clock")) > 500 > 10 > len(honest.rows("stop-the-clock"))
    longer = (
        gaming.permitted[["total_days", "government_days"]].mean()
        - honest.permitted[["total_days", "government_days"]].mean()
    )
    assert longer["total_days"] > 3
    assert longer["government_days"] < 0.2 * longer["total_days"]


def test_one_bureau_pools_the_queues_and_loses_the_specialists(base: World) -> None:
    def in_review(one: World) -> float:
        rows = one.rows("review", "energy-decision")
        return float(one.queued(rows).mean())

    bureau, strangers = (
        played(scenario("approval-bureau", changes=(
            {"items": {"owner": "government"}, "steps": "review", "times": {"duration": factor}},
        )))
        for factor in (1 / 1.15, 1.5 / 1.15)
    )  # fmt: skip
    assert in_review(bureau) < 0.7 * in_review(base)
    assert in_review(strangers) > 2 * in_review(bureau)


# Intermediaries, agents, the three systems


def test_an_opened_market_shortens_the_queue_for_assessors_as_well(base: World) -> None:
    one = world("intermediaries-half")
    rows = [play.rows("write", "eia-report") for play in (base, one)]
    assert one.queued(rows[1]).mean() < 0.5 * base.queued(rows[0]).mean()
    fees = [play.permitted["intermediary_fees"].mean() for play in (base, one)]
    assert fees[1] == pytest.approx(0.5 * fees[0], rel=0.05)


def test_mock_approval_designs_before_the_land_and_converts_after_it(base: World) -> None:
    one = world("mock-approval")
    land = one.needs("land-contract") & (one.history.fate == 0)
    assert not (base.begun("scheme-design") < base.done("land-contract"))[land].any()
    assert (one.begun("scheme-design") < one.done("land-contract"))[land].all()
    assert (one.begun("planning-permit") >= one.done("land-contract"))[land].all()
    changed = one.having("conditions-changed")
    assert one.who("mend") == one.who("review-again", "planning-permit")
    assert one.who("mend") <= changed


def test_mock_approval_wastes_design_on_land_that_is_not_won(base: World) -> None:
    def paid(one: World) -> float:
        return float(one.cases.loc[one.cases["fate"] == "refused", "intermediary_fees"].mean())

    assert paid(world("mock-approval")) > 1.5 * paid(base)


def caseload(one: World, agents: int) -> float:
    """The projects an agent has in hand at a time, by Little's law."""
    a_year = len(one.cases) / one.years
    return a_year * one.permitted["first_contact_days"].mean() / 365 / agents


def test_agents_travel_for_the_firm_and_papers_wait_when_they_have_too_many_projects(base: World) -> None:
    few = played(scenario("agents", changes=({"pools": "agents", "set": {"servers": 4}},)))
    many = world("agents")
    assert many.permitted["trips"].mean() < 0.2 * base.permitted["trips"].mean()
    assert many.permitted["corrections"].mean() < 0.7 * base.permitted["corrections"].mean()
    assert few.queued(few.rows("agent")).mean() > 3 * many.queued(many.rows("agent")).mean()
    assert caseload(few, 4) > 1.5 * caseload(many, 6) > 15


def test_agents_and_one_window_are_together_as_good_as_the_better_of_the_two() -> None:
    """What agents do is told from the base, not from what one window would have left of it."""

    def left(*names: str) -> float:
        step = scenario(*names).processes["investment"].items["filing"].steps["accept"]
        assert step.returns is not None
        return step.returns.share.value / 0.14

    assert left("one-window") == pytest.approx(0.71)
    assert left("agents") == pytest.approx(0.34)
    assert left("agents", "one-window", "guided") == pytest.approx(0.34)


def test_the_joint_committee_meets_on_thursdays_has_few_seats_and_defers_by_a_week() -> None:
    one = world("joint-review")
    rows = one.rows("circulate", "scheme-review")
    starts = one.moments(rows)
    assert set(starts.day_of_week) == {3}
    assert starts.value_counts().max() <= 8
    log = one.history.log
    deferred = [row for row in rows if log.outcome[row] == 1]
    assert deferred
    for row in deferred[:50]:
        later = [
            other for other in rows if log.case[other] == log.case[row] and log.attempt[other] == log.attempt[row] + 1
        ]
        assert log.start[later[0]] - log.start[row] >= 7 * 1440
    assert {"fire-review", "air-defence", "lightning", "drawing-review"}.isdisjoint(one.items)
    assert not one.rows("visit", "eia-decision").size
    assert not one.rows("commission", "survey").size
