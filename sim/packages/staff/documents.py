"""The answer of `approvals staff` for machines: every number that is told to people, and what they follow from."""

from typing import Any, Final

from sim.base.program import made_by
from sim.outcomes.steady_state import Growth
from sim.packages.search import Verdict
from sim.packages.staff.places import changes
from sim.packages.staff.staffings import Staffing
from sim.packages.staff.study import Staffed
from sim.scenario import digest

TITLES: Final = ("title", "title_zh")


def staff_document(told: Staffed) -> dict[str, Any]:
    """Everything: what was asked, the staffing place by place, people against promise, and what was proved."""
    found, plays, rule = told.found, told.plays, told.found.rule
    scenario = told.ground.scenario
    return {
        "scenario": scenario.scenario,
        "digest": digest(scenario),
        "clock": plays.how.clock,
        "target": plays.question.target,
        "class": plays.question.group,
        "seed": plays.how.seed,
        "engine": plays.how.engine,
        **made_by(),
        "rule": vars(rule),
        "unit": unit_of(told),
        "staff_hour": _wage(told),
        "instead_of": _instead(told),
        "verdict": found.verdict.value,
        "is_cheapest": found.is_cheapest,
        "floor": found.floor,
        "undecided": len(found.near),
        "more_people": _harm(told),
        "places": [_place(told, number) for number in range(len(told.places))],
        "changes": changes(scenario, told.places, found.staffing),
        "today": _staffing(told, found.box.now),
        "found": _staffing(told, found.staffing),
        "frontier": [_staffing(told, one) for one in told.frontier()],
        "budget": _budget(told),
        "holding_up": None if told.held is None else told.held.to_dict("records"),
        "held_against_other_luck": sum(len(one.verdicts) for one in found.asked),
        "replications_played": plays.played,
    }


def unit_of(told: Staffed) -> str:
    """In what cost is counted: money, or people where the scenario has no prices or government pays none of them."""
    is_priced = told.ground.scenario.costs is not None and any(place.is_paid for place in told.places)
    return "CNY" if is_priced else "people"


def _wage(told: Staffed) -> dict[str, float] | None:
    """The price of an hour of staff, with its range."""
    costs = told.ground.scenario.costs
    if costs is None:
        return None
    low, high = costs.staff_hour.bounds()
    return {"value": costs.staff_hour.value, "low": low, "high": high}


def _instead(told: Staffed) -> dict[str, Any] | None:
    if told.instead is None:
        return None
    within = told.instead.within
    return {"reforms": told.instead.reforms, "within_target": within.value, "within_target_ci95": within.interval}


def _harm(told: Staffed) -> dict[str, int]:
    harm = told.found.harm
    return {"pairs": harm.pairs, "surely_help": harm.helps, "surely_hurt": harm.hurts}


def _place(told: Staffed, number: int) -> dict[str, Any]:
    place, found = told.places[number], told.found
    proved = found.verdict == Verdict.KEEPS and not found.harm.hurts
    return {
        "name": place.name,
        "pool": place.pool,
        "title": place.title.en,
        "title_zh": place.title.zh,
        "counts": "seats" if place.way == "seats" else "servers",
        "now": place.now,
        "needed": found.staffing[number],
        "at_least": found.least()[number] if proved else None,
        "price": place.price,
        "is_paid": place.is_paid,
        "share_of_time": place.share,
    }


def _staffing(told: Staffed, staffing: Staffing) -> dict[str, Any]:
    box, luck = told.found.box, told.luck_of(staffing)
    within, bounds, cost = told.within(staffing), told.bounds(staffing), told.measured_cost(staffing)
    paid = [number for number, place in enumerate(told.places) if place.price]
    return {
        "staffing": list(staffing),
        "people_more": sum(staffing[number] - box.now[number] for number in paid),
        "cost_more": box.cost(staffing),
        "measured_cost_more": cost.value,
        "measured_cost_more_ci95": cost.interval,
        "within_target": within.value,
        "within_target_ci95": within.interval,
        "bounds": None if bounds is None else list(bounds),
        "mean_days": float(told.plays.days(staffing, luck).mean()),
        "unfinished": told.plays.left(staffing, luck),
        "growing": [_growth(told, one) for one in told.plays.growing(staffing, luck)],
        "replications": len(luck),
    }


def _growth(told: Staffed, growth: Growth) -> dict[str, Any]:
    """A queue that grows, with what its pool is called."""
    title = told.ground.scenario.pools[growth.pool].title
    names = {"title": title.en, "title_zh": title.zh} if title is not None else dict.fromkeys(TITLES, growth.pool)
    return {**growth._asdict(), **names}


def _budget(told: Staffed) -> dict[str, Any] | None:
    if told.afforded is None:
        return None
    afforded = told.afforded
    return {"budget": afforded.budget, "is_enough": afforded.is_enough, **_staffing(told, afforded.staffing)}
