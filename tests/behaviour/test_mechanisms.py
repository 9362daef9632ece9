"""Every clause of every reform behind the windows, seen in the log of the base year with that reform alone.

Each test is one clause of a `mechanism:`: what it says happens to single projects, beside the base with the same luck.
"""

from collections import Counter

import numpy as np
import pytest
from reformed import World, world

from sim.base.arrays import Flags, Ints
from sim.simulation.event_log import RETURNED

FILINGS = ["business-licence", "filing", "eia-registration", "registrations"]
TUESDAY, THURSDAY, FRIDAY, SATURDAY = 1, 3, 4, 5


@pytest.fixture(scope="module")
def base() -> World:
    return world()


def of_class(one: World, name: str) -> Flags:
    """Which cases are of a class."""
    return np.array(one.plan.variant_class)[one.history.variant] == name


def needing(one: World, *items: str) -> Flags:
    """Which permitted cases need all these items."""
    needed: Flags = one.history.fate == 0
    return np.logical_and.reduce([needed, *(one.needs(item) for item in items)])


def took(one: World, step: str, item: str) -> dict[int, int]:
    """The minutes each case took for its first time through a step, on the calendar it runs on."""
    rows, log = one.rows(step, item), one.history.log
    first = rows[log.attempt[rows] == 0]
    places = one.draws.place(
        log.step[first].astype(np.int64), log.case[first].astype(np.int64) + one.history.first_case, 0
    )
    return dict(zip(log.case[first].tolist(), one.draws.minutes[places].tolist(), strict=True))


def ratio(one: World, other: World, step: str, item: str) -> float:
    """How long cases take for a step in one world, as a share of what the same take in the other."""
    here, there = took(one, step, item), took(other, step, item)
    both = [case for case in here if there.get(case, 0) > 60]
    assert len(both) > 20, (step, item)
    return float(np.median([here[case] / there[case] for case in both]))


def returned(one: World, step: str, *items: str) -> float:
    """The share of first times through a step of these items, or of all, that ended in a return."""
    log = one.history.log
    rows = [one.rows(step, item) for item in items] or [one.rows(step)]
    first = [row for some in rows for row in some if log.attempt[row] == 0]
    return float(np.mean(log.outcome[first] == RETURNED))


def clock(one: World, step: str, item: str) -> dict[int, float]:
    """What the clock of each case's item shows as it is through a step, in promises of the base.

    Investment projects come first in the log, so their records have the same numbers in it as in their history.
    """
    rows, log = one.rows(step, item), one.history.log
    worked = one.history.legal_minutes
    ran = worked(log.end[rows].astype(np.int64)) - worked(log.joined[rows].astype(np.int64))
    shown = one.routing.used[rows] + ran
    promise = world().plan.item_promise[0, world().history.items.start + world().items.index(item)]
    return dict(zip(log.case[rows].tolist(), (shown / promise).tolist(), strict=True))


def pools_of(one: World, rows: Ints) -> set[str]:
    """The pools that served these records."""
    return {one.plan.pool_names[pool] for pool in np.unique(one.history.log.pool[rows])}


def trips_at(one: World, *steps: str) -> int:
    """The journeys that records of these steps of the investment process stand for."""
    log = one.history.log
    return int(sum(one.plan.step_trips[log.step[one.rows(step)]].sum() for step in steps))


# Parallel review


def test_the_scheme_is_reviewed_before_the_land_use_permit_is_there(base: World) -> None:
    one = world("parallel-review")
    both = needing(base, "land-use-permit", "scheme-review")
    assert not (base.begun("scheme-review") < base.done("land-use-permit"))[both].any()
    assert (one.begun("scheme-review") < one.done("land-use-permit"))[needing(one, "land-use-permit")].any()


def test_the_drawings_are_begun_during_the_public_notice(base: World) -> None:
    one = world("parallel-review")
    plain = ~np.isin(np.arange(base.history.count), sorted(base.having("prepared")))
    assert not (base.begun("construction-drawings") < base.done("site-plan-notice"))[plain].any()
    assert (one.begun("construction-drawings") < one.done("site-plan-notice"))[plain].mean() > 0.4


@pytest.mark.parametrize("item", ["drawing-review", "fire-review", "air-defence"])
def test_the_reviews_of_the_drawings_run_beside_the_planning_permit(item: str, base: World) -> None:
    one = world("parallel-review")
    assert not (base.begun(item) < base.done("planning-permit"))[needing(base, item)].any()
    assert (one.begun(item) < one.done("planning-permit"))[needing(one, item)].mean() > 0.5


def test_the_contractor_is_chosen_while_the_drawings_are_reviewed(base: World) -> None:
    def ahead(one: World) -> float:
        some = needing(one, "tender")
        return float((one.begun("tender") < one.done("drawing-review"))[some].mean())

    assert ahead(base) == 0
    assert ahead(world("parallel-review")) > 0.9


# Fewer preconditions


def test_the_catalogue_approval_no_longer_waits_for_energy(base: World) -> None:
    one = world("fewer-preconditions")
    assert not (base.begun("catalogue-approval") < base.done("energy-decision"))[of_class(base, "special")].any()
    assert (one.begun("catalogue-approval") < one.done("energy-decision"))[of_class(one, "special")].any()


def test_what_falls_away_leaves_no_record_and_others_do_not_wait_for_it() -> None:
    one = world("fewer-preconditions")
    assert {"preliminary-design", "preliminary-design-review", "lightning"}.isdisjoint(one.items)
    examined = one.who("review", "land-pre-examination")
    assert examined <= set(np.flatnonzero(of_class(one, "special")).tolist())
    assert examined


# Decisions on the spot


@pytest.mark.parametrize("item", ["filing", "registrations", "land-use-permit", "land-title"])
def test_what_is_simple_is_decided_by_the_clerk_and_circulates_no_more(item: str, base: World) -> None:
    one = world("instant-items")
    decided = one.rows("decide", item)
    assert all(pool.endswith("-window") for pool in pools_of(one, decided))
    assert not base.who("decide", item)
    assert one.who("decide", item).isdisjoint(one.who("circulate", item))
    assert one.who("decide", item)


def test_no_filing_circulates_and_a_licence_only_if_it_is_complex(base: World) -> None:
    one = world("instant-items")
    for item in FILINGS:
        assert base.who("circulate", item)
        assert not one.who("circulate", item)
    simple = set(np.flatnonzero(one.complexity <= 0.9).tolist())
    assert one.who("decide", "land-use-permit") <= simple
    assert simple.isdisjoint(one.who("circulate", "land-use-permit"))
    assert one.who("circulate", "land-use-permit")


def test_more_is_decided_on_the_spot(base: World) -> None:
    shares = [one.permitted["on_the_spot_share"].mean() for one in (base, world("instant-items"))]
    assert shares[1] > shares[0] + 0.1


# On line, from shared data, by courier, by key


def test_who_files_on_line_stands_at_no_window_and_the_others_do(base: World) -> None:
    one = world("online-filing")
    online = one.having("online")
    assert online.isdisjoint(one.who("submit"))
    assert one.who("submit") | online >= base.who("submit")
    assert 0.4 < len(online) / one.history.count < 0.8


def test_what_is_filed_on_line_is_accepted_in_office_hours() -> None:
    one = world("online-filing")
    online = one.having("online")
    rows = [row for row in one.rows("accept") if one.history.log.case[row] in online]
    ends = one.moments(np.array(rows), "end")
    assert set(ends.day_of_week[ends.day_of_week >= SATURDAY]) <= {SATURDAY, SATURDAY + 1}
    assert ((ends.hour >= 8) & (ends.hour <= 17)).all()


def test_the_form_refuses_what_is_incomplete(base: World) -> None:
    assert returned(world("online-filing"), "accept") < 0.9 * returned(base, "accept")


def test_files_on_line_reach_the_bureau_by_themselves(base: World) -> None:
    assert ratio(world("online-filing"), base, "hand-over", "planning-permit") == pytest.approx(0.5, abs=0.02)


def test_shared_data_leave_fewer_papers_to_prepare_to_miss_and_to_check(base: World) -> None:
    one = world("data-sharing")
    assert one.permitted["documents"].mean() == pytest.approx(0.7 * base.permitted["documents"].mean(), rel=0.1)
    assert ratio(one, base, "prepare", "planning-permit") == pytest.approx(0.8, abs=0.02)
    assert ratio(one, base, "accept", "planning-permit") == pytest.approx(0.8, abs=0.02)
    assert returned(one, "accept") < 0.9 * returned(base, "accept")


def test_certificates_travel_on_calendar_days_and_nobody_fetches_them(base: World) -> None:
    one = world("courier")
    arrivals = one.moments(one.rows("deliver"), "end")
    assert (arrivals.day_of_week >= SATURDAY).mean() > 0.1
    fetched = base.moments(base.rows("deliver"), "end")
    assert (arrivals.hour.isin([22, 23, 0, 1, 2, 3])).any()
    assert not (fetched.hour.isin([22, 23, 0, 1, 2, 3])).any()
    assert (one.minutes(one.rows("deliver")) <= 2 * 1440 * 1.01).all()
    assert trips_at(base, "deliver") > 0 == trips_at(one, "deliver")


def test_seals_are_set_within_hours_and_on_any_day(base: World) -> None:
    one = world("e-seal")
    item = "planning-permit"
    assert set(base.moments(base.rows("seal", item)).day_of_week) <= {TUESDAY, FRIDAY}
    assert len(set(one.moments(one.rows("seal", item)).day_of_week)) >= 5
    assert max(took(one, "seal", item).values()) <= 4 * 60 * 1.01


def test_the_next_bureau_sees_a_sealed_certificate_at_once_but_the_permit_is_paper(base: World) -> None:
    one = world("e-seal")
    assert ratio(one, base, "deliver", "planning-permit") == pytest.approx(0.2, abs=0.02)
    assert ratio(one, base, "deliver", "construction-permit") == 1


# Intermediaries


@pytest.mark.parametrize(
    ("step", "item"),
    [
        ("produce", "survey"),
        ("produce", "scheme-design"),
        ("produce", "construction-drawings"),
        ("write", "eia-report"),
        ("field-work", "eia-report"),
        ("review", "drawing-review"),
        ("opinion", "drawing-review"),
    ],
)
def test_intermediaries_take_half_the_time(step: str, item: str, base: World) -> None:
    assert ratio(world("intermediaries-half"), base, step, item) == pytest.approx(0.5, abs=0.02)


def test_how_long_a_firm_takes_to_choose_one_stays(base: World) -> None:
    assert ratio(world("intermediaries-half"), base, "commission", "scheme-design") == 1


def test_twice_as_many_licensed_firms_are_there_and_the_fee_is_half(base: World) -> None:
    one = world("intermediaries-half")
    assert one.pool_hours("intermediaries") == 2 * base.pool_hours("intermediaries")
    assert one.permitted["intermediary_fees"].mean() == pytest.approx(
        0.5 * base.permitted["intermediary_fees"].mean(), rel=0.05
    )


# Mock approval, agents, joint review


def test_a_simulated_opinion_is_exchanged_in_one_to_three_days() -> None:
    one = world("mock-approval")
    land = needing(one, "planning-permit")
    unchanged = ~np.isin(np.arange(one.history.count), sorted(one.having("conditions-changed")))
    days = (
        one.history.legal_minutes(one.done("planning-permit")) - one.history.legal_minutes(one.begun("planning-permit"))
    ) / one.history.legal_day
    quick = days[land & unchanged & ~of_class(one, "own-land")]
    assert 1 < np.median(quick) < 5
    assert (one.done("planning-permit-mock") <= one.begun("planning-permit"))[land].all()


def test_on_own_land_the_mock_is_the_real_thing() -> None:
    one = world("mock-approval")
    own = needing(one) & of_class(one, "own-land")
    assert not one.needs("planning-permit")[own].any()
    assert one.needs("planning-permit-mock")[own].all()


def test_an_agent_looks_before_papers_are_handed_in_and_again_after_every_return() -> None:
    one, log = world("agents"), world("agents").history.log
    agents, windows = one.rows("agent", "planning-permit"), one.rows("submit", "planning-permit")
    assert Counter(log.case[agents].tolist()) == Counter(log.case[windows].tolist())
    assert pools_of(one, agents) == {"agents"}
    assert (log.end[agents] == log.joined[windows]).all()


def test_an_agent_leaves_idle_days_and_returns_out_and_travels(base: World) -> None:
    one = world("agents")
    assert ratio(one, base, "prepare", "planning-permit") == pytest.approx(0.2, abs=0.02)
    assert ratio(one, base, "negotiate", "construction-contract") == pytest.approx(0.8, abs=0.02)
    assert returned(one, "accept") < 0.5 * returned(base, "accept")
    assert trips_at(one, "submit", "deliver", "sign", "pay", "modify") == 0


def test_four_reviews_of_the_drawings_are_one_examination_by_the_review_firms(base: World) -> None:
    one = world("joint-review")
    assert pools_of(one, one.rows("examine", "joint-drawing-review")) == {"review-firms"}
    both = needing(one, "joint-drawing-review", "scheme-review")
    assert (one.begun("joint-drawing-review") >= one.done("planning-permit"))[both].all()
    assert len(np.unique(one.history.log.server[one.rows("examine")])) > len(
        np.unique(base.history.log.server[base.rows("review", "drawing-review")])
    )


# Assessed districts


def test_a_form_that_is_still_needed_takes_half_and_is_decided_in_half(base: World) -> None:
    one = world("district-assessment")
    assert ratio(one, base, "field-work", "eia-report") == pytest.approx(0.5, abs=0.02)
    assert ratio(one, base, "write", "eia-report") == pytest.approx(0.5, abs=0.02)
    assert ratio(one, base, "review", "eia-decision") == pytest.approx(0.5, abs=0.02)
    promises = [play.plan.item_promise[0, play.items.index("eia-decision")] for play in (one, base)]
    assert promises[0] == 0.5 * promises[1]


def test_a_commitment_is_decided_at_the_window_and_what_was_done_for_the_zone_is_not_done_again() -> None:
    one = world("district-assessment")
    committed = one.rows("submit", "energy-commitment")
    assert pools_of(one, committed) == {"economy-it-window"}
    assert set(one.history.log.case[committed].tolist()) <= one.having("commits")
    assert {"soil-water-plan", "soil-water-decision", "special-assessments"}.isdisjoint(one.items)


# Limits, assessment, complaints, supervision


def test_a_shorter_promise_lets_files_go_sooner(base: World) -> None:
    """A file that waits for its release in both worlds is let go at four fifths of where it was let go before."""
    before, after = (clock(one, "circulate", "planning-permit") for one in (base, world("limits-20")))
    both = [case for case in before if case in after and before[case] > 0.6]
    shares = np.array([after[case] / before[case] for case in both])
    assert np.median(shares) == pytest.approx(0.8, abs=0.01)
    assert len(both) > 100


def test_reviewers_take_first_what_is_due_sooner_by_the_shorter_promise(base: World) -> None:
    """The order in which planning takes the same files up is another."""

    def first(one: World) -> list[int]:
        rows = one.rows("review", "planning-permit")
        return one.history.log.case[rows[np.argsort(one.history.log.start[rows], kind="stable")]].tolist()

    assert first(world("limits-20")) != first(base)


def test_a_shorter_promise_makes_the_window_stricter(base: World) -> None:
    assert returned(world("limits-20"), "accept") == pytest.approx(1.1 * returned(base, "accept"), rel=0.03)


def test_what_cannot_be_done_in_the_shorter_time_comes_out_overdue(base: World) -> None:
    assert world("limits-20").permitted["overdue_share"].mean() > base.permitted["overdue_share"].mean() + 0.03


def still_circulating(one: World, item: str, share: float) -> float:
    """Of the files of an item, how many go round longer than a share of the promise has run."""
    shown = np.array(list(clock(one, "circulate", item).values()))
    return float((shown > share).mean())


def test_whom_the_assessment_chases_is_let_go_in_time_to_be_signed(base: World) -> None:
    one = world("performance-assessment")
    assert still_circulating(one, "planning-permit", 1.1) < 0.6 * still_circulating(base, "planning-permit", 1.1)
    assert still_circulating(one, "planning-permit", 1.1) > 0.1 * still_circulating(base, "planning-permit", 1.1)


def test_assessment_makes_extensions_rare_and_stops_some_clocks(base: World) -> None:
    one = world("performance-assessment")
    assert len(one.rows("extend")) < 0.5 * len(base.rows("extend"))
    assert one.rows("stop-the-clock").size
    assert not one.plan.step_legal[one.history.log.step[one.rows("stop-the-clock")]].any()


def overtaken(one: World, *items: str) -> list[tuple[int, int]]:
    """Pairs of records of the review firms: one taken up while the other, who came earlier, waited on."""
    log = one.history.log
    rows = np.concatenate([one.rows("review", item) for item in items])
    rows = rows[np.argsort(log.start[rows], kind="stable")]
    return [
        (int(row), int(other))
        for place, row in enumerate(rows)
        for other in rows[place + 1 : place + 40]
        if log.joined[other] < log.joined[row] and log.start[other] > log.start[row]
    ]


def test_overdue_drawings_go_before_those_that_came_earlier(base: World) -> None:
    """On the shipped staff, not on one that is short of people: only whoever is overdue overtakes."""
    one = world("complaints-platform")
    assert not overtaken(base, "drawing-review")
    pairs = overtaken(one, "drawing-review")
    assert len(pairs) > 5
    assert all(one.routing.due[row] < one.history.log.start[row] for row, _ in pairs)


def test_who_is_overdue_and_complains_is_let_go_soon(base: World) -> None:
    one = world("complaints-platform")
    late, before = (still_circulating(which, "planning-permit", 1.3) for which in (one, base))
    assert 0.5 * before < late < before


def test_whoever_asks_first_is_returned_less_and_comes_less(base: World) -> None:
    one = world("complaints-platform")
    assert returned(one, "accept") < 0.95 * returned(base, "accept")
    visits = [len(world(*names, process=1).rows("serve")) for names in ((), ("complaints-platform",))]
    assert visits[1] == pytest.approx(0.85 * visits[0], rel=0.02)


def passed_one_due_sooner(one: World, pool: str) -> Ints:
    """The records that a pool took up while one who was due sooner had waited since before and waited on."""
    routing, rows = one.routing, one.routing.rows
    here = np.flatnonzero((rows.pool == one.plan.pool_names.index(pool)) & rows.begun)
    here = here[np.argsort(rows.start[here], kind="stable")]
    joined, start, due = rows.joined[here], rows.start[here], routing.due[here]
    passed = [((joined < now) & (start > now) & (due < mine)).any() for now, mine in zip(start, due, strict=True)]
    return here[np.array(passed)]


@pytest.mark.parametrize("pool", ["land-resources", "environment", "water", "planning", "fire", "construction"])
def test_reviewers_take_what_is_due_first_already_so_cards_change_nothing_there(pool: str, base: World) -> None:
    assert not passed_one_due_sooner(base, pool).size
    assert not passed_one_due_sooner(world("electronic-supervision"), pool).size


def test_a_yellow_card_goes_first_at_the_review_firms() -> None:
    one = world("electronic-supervision")
    pairs = overtaken(one, "drawing-review")
    assert len(pairs) > 5
    assert all(one.routing.promised_by(900)[row] < one.history.log.start[row] for row, _ in pairs)


def test_hardly_a_file_circulates_past_a_red_card_and_none_past_the_law(base: World) -> None:
    one = world("electronic-supervision")
    assert still_circulating(one, "planning-permit", 1.0) < 0.45 * still_circulating(base, "planning-permit", 1.0)
    assert still_circulating(one, "planning-permit", 1.3) < 0.2 * still_circulating(base, "planning-permit", 1.3)
    assert one.permitted["over_limit_share"].mean() < 0.6 * base.permitted["over_limit_share"].mean()


def test_under_supervision_more_papers_go_back_first_and_some_files_go_off_the_clock(base: World) -> None:
    one = world("electronic-supervision")
    assert returned(one, "accept") == pytest.approx(1.2 * returned(base, "accept"), rel=0.03)
    special = one.rows("special-procedure")
    assert special.size
    assert not one.plan.step_legal[one.history.log.step[special]].any()


# A paper owed


def test_half_of_those_who_were_sent_back_are_let_in(base: World) -> None:
    one = world("tolerant-acceptance")
    assert returned(one, "accept", "planning-permit") < 0.7 * returned(base, "accept", "planning-permit")
    assert returned(one, "accept", "filing") == returned(base, "accept", "filing")


def test_a_paper_owed_comes_while_the_review_goes_on_and_only_the_seal_waits_for_it() -> None:
    one, log = world("tolerant-acceptance"), world("tolerant-acceptance").history.log
    owed = one.rows("hand-in-owed")
    at_once = log.end[owed] == log.joined[owed]
    assert 0.3 < at_once.mean() < 1
    assert not one.plan.step_legal[log.step[owed]].any()
    assert (log.attempt[owed] == 0).mean() > 0.8


def test_what_is_owed_and_does_not_come_is_taken_back_to_the_beginning() -> None:
    one, log = world("tolerant-acceptance"), world("tolerant-acceptance").history.log
    owed = one.rows("hand-in-owed")
    withdrawn = owed[log.outcome[owed] == RETURNED]
    assert 0 < withdrawn.size < 0.2 * owed.size
    prepared = {(int(log.case[row]), int(log.item[row]), int(log.joined[row])) for row in one.rows("prepare")}
    assert all((int(log.case[row]), int(log.item[row]), int(log.end[row])) in prepared for row in withdrawn)


# One bureau, one order


EIGHT = {
    "development-reform", "economy-it", "planning", "environment", "water", "work-safety", "construction",
    "civil-defence",
}  # fmt: skip


def test_the_reviewers_of_eight_departments_are_one_pool_and_those_of_others_are_not(base: World) -> None:
    one = world("approval-bureau")
    assert pools_of(base, base.rows("review")) >= EIGHT
    assert pools_of(one, one.rows("review")).isdisjoint(EIGHT)
    assert pools_of(one, one.rows("review")) >= {"approval-bureau", "fire", "land-resources", "registration-centre"}


def test_outside_their_trade_they_take_longer_and_files_need_not_travel(base: World) -> None:
    one = world("approval-bureau")
    there = base.plan.scenario.pools["planning"].availability.value
    assert ratio(one, base, "review", "planning-permit") == pytest.approx(1.15 * there / 0.9, abs=0.02)
    assert ratio(one, base, "hand-over", "planning-permit") == pytest.approx(0.6, abs=0.02)
    assert ratio(one, base, "hand-over", "fire-review") == 1


def test_in_a_strict_series_no_two_items_of_a_project_are_in_hand_at_once() -> None:
    one, log = world("strict-serial"), world("strict-serial").history.log
    starts = one.history.item_starts
    ends = np.maximum.reduceat(log.end, starts)
    case, begun = log.case[starts], log.joined[starts]
    order = np.lexsort((begun, case))
    same = np.diff(case[order]) == 0
    assert (begun[order][1:] >= ends[order][:-1])[same & (ends[order][:-1] >= 0)].all()


def test_the_firm_is_registered_while_the_investment_is_talked_over(base: World) -> None:
    one = world("business-registration")
    some = one.needs("business-licence") & one.needs("entry-review")
    assert (one.done("business-licence") < one.done("entry-review"))[some].mean() > 0.9
    assert not (base.done("business-licence") < base.done("entry-review"))[some].any()
    assert ratio(one, base, "prepare", "business-licence") == pytest.approx(0.5, abs=0.02)


# The stages of one window

STAGES = [
    ("land-acceptance", "land-outlet", ["land-use-permit", "land-title"]),
    ("drawings-acceptance", "drawings-outlet", ["fire-review", "air-defence"]),
]


@pytest.mark.parametrize(("acceptance", "outlet", "items"), STAGES, ids=lambda stage: str(stage))
def test_a_stage_is_accepted_together_and_fetched_together(acceptance: str, outlet: str, items: list[str]) -> None:
    one = world("one-window")
    for item in items:
        some = needing(one, item, acceptance, outlet)
        assert some.any()
        assert (one.begun(item) >= one.done(acceptance))[some].all()
        assert (one.begun(outlet) >= one.done(item))[some].all()
        assert not one.rows("deliver", item).size
        assert set(took(one, "accept", item).values()) == {0}
        assert not returned(one, "accept", item)
    assert (one.begun("construction-permit") >= one.done(outlet))[needing(one, outlet)].all()


def test_what_is_missing_is_asked_for_once() -> None:
    one = world("one-window")
    assert 0.1 < returned(one, "accept", "land-acceptance") < 0.5


def test_one_pool_serves_at_every_window(base: World) -> None:
    assert len(pools_of(base, base.rows("submit"))) == 9
    assert pools_of(world("one-window"), world("one-window").rows("submit")) == {"one-window"}


def test_a_stage_that_a_joint_review_makes_one_item_has_no_acceptance_of_its_own() -> None:
    """Before, it was accepted after its review, in every case; and fetched twice."""
    one = world("one-window", "joint-review")
    assert {"drawings-acceptance", "drawings-outlet"}.isdisjoint(one.items)
    assert {"land-acceptance", "land-outlet"} <= set(one.items)
    log = one.history.log
    fetched = Counter(log.case[one.rows("deliver", "joint-drawing-review")].tolist())
    assert set(fetched.values()) == {1}


# What the law of 2016 asks for


def test_the_fire_brigade_examines_few_and_has_a_filing_of_all_others_after_the_permit(base: World) -> None:
    """Order no. 119, articles 13, 14 and 24."""
    examined, filed = base.who("review", "fire-review"), base.who("submit", "fire-filing")
    assert examined.isdisjoint(filed)
    assert examined <= base.having("fire-reviewed")
    assert 0.05 < len(examined) / base.history.count < 0.15
    some = sorted(filed)
    assert (base.begun("fire-filing")[some] >= base.done("construction-permit")[some]).all()
    checked = base.who("check", "fire-filing")
    assert checked < filed


def test_small_users_of_energy_register_themselves(base: World) -> None:
    reported, registered = base.who("produce", "energy-report"), base.who("submit", "energy-registration")
    assert reported <= base.having("energy-user")
    assert reported.isdisjoint(registered)
    assert set(np.flatnonzero(of_class(base, "special")).tolist()).isdisjoint(registered)


def test_nobody_has_a_lightning_review_of_its_own(base: World) -> None:
    assert not base.rows("review", "lightning").size


@pytest.mark.parametrize("item", ["eia-decision", "eia-book-decision"])
def test_the_environmental_notice_precedes_the_decision_and_stops_its_clock(item: str, base: World) -> None:
    log, rows = base.history.log, base.rows("notice", item)
    assert rows.size
    noticed = dict(zip(log.case[rows].tolist(), log.end[rows].tolist(), strict=True))
    sealed = base.rows("seal", item)
    assert all(noticed[log.case[row]] <= log.start[row] for row in sealed)
    assert not base.plan.step_legal[log.step[rows]].any()


def test_nobody_else_gives_notice_before_deciding(base: World) -> None:
    items = base.plan.scenario.processes["investment"].items
    given = {name for name, item in items.items() if "notice" in item.steps}
    assert given == {"eia-acceptance-notice", "site-plan-notice", "eia-decision", "eia-book-decision"}
