"""Which way the items of a case went, read off its records."""

from math import nan
from typing import NamedTuple

from sim.calendars.working_time import DAY
from sim.simulation.event_log import NOT_YET, RETURNED

from .history import Case, Record, World
from .trips import Trips

SHARES = {
    "on_the_spot_share": ("on_the_spot", "decided"),
    "online_share": ("online", "applied_for"),
    "courier_share": ("by_courier", "delivered"),
    "e_seal_share": ("e_sealed", "sealed"),
    "one_trip_item_share": ("one_trip", "decided"),
}


class Way(NamedTuple):
    """Which way one item of government's went."""

    decided: bool
    on_the_spot: bool
    applied_for: bool
    online: bool
    delivered: bool
    by_courier: bool
    sealed: bool
    e_sealed: bool
    one_trip: bool


def ways(case: Case, trips: Trips) -> dict[int, Way]:
    """The way of every item of government's that the case went through."""
    taken_up = sorted({record.item for record in case.records})
    return {item: way(case, trips, item) for item in taken_up if case.world.item(item).owner == "government"}


def way(case: Case, trips: Trips, item: int) -> Way:
    world, records = case.world, case.of_item(item)
    through = [record for record in records if record.was_gone_through]
    steps = [world.step(record.step) for record in through]
    counts = {step.counts_as for step in steps}
    channels = {step.channel for step in steps}
    ends = world.item(item).decides and not case.is_simulated(item)
    decided = ends and any(step.counts_as != "delivery" for step in steps)
    can_be_handed_in = any(step.counts_as == "submission" for step in world.item(item).steps.values())
    at_counter = any(step.counts_as == "submission" and step.channel != "online" for step in steps)
    sent_back = any(is_sent_back(case, record) for record in through)
    return Way(
        decided=decided,
        on_the_spot=decided and not sent_back and is_soon(case, records),
        applied_for=decided and can_be_handed_in,
        online=decided and can_be_handed_in and not at_counter,
        delivered="delivery" in counts,
        by_courier="courier" in channels,
        sealed="seal" in counts,
        e_sealed="e-seal" in channels,
        one_trip=decided and sum(trips.journeys(record) for record in records) <= 1,
    )


def is_sent_back(case: Case, record: Record) -> bool:
    """Whether a paper was: who misses an appointment sends back nothing."""
    returns = case.world.step(record.step).returns
    return record.outcome == RETURNED and returns is not None and returns.reason != "no-show"


def is_soon(case: Case, records: list[Record]) -> bool:
    """Whether no more than half a working day lies between acceptance, or else being taken up, and decision."""
    steps = {record: case.world.step(record.step) for record in records}
    deciding = [record.end for record in records if record.is_over and steps[record].counts_as != "delivery"]
    accepting = [record.end for record in records if record.is_over and steps[record].accepts]
    begun = [record.start for record in records if record.start != NOT_YET]
    if not deciding:
        return False
    since = min(max(accepting, default=min(begun)), max(deciding))
    return 2 * case.world.legal.between(since, max(deciding)) <= case.world.legal.day_minutes


def per_case(case: Case, found: dict[int, Way]) -> dict[str, float]:
    """The share of its items that went each way, its mean promise, and for how long intermediaries had the work."""
    shares = {name: share(found, part, whole) for name, (part, whole) in SHARES.items()}
    return shares | {"promise_per_item": mean_promise(case), "intermediary_service_days": service_days(case)}


def share(found: dict[int, Way], part: str, whole: str) -> float:
    of = sum(getattr(one, whole) for one in found.values())
    return sum(getattr(one, part) for one in found.values()) / of if of else nan


def mean_promise(case: Case) -> float:
    """Of government's items that it needs and that promise anything."""
    of_government = [item for item in case.needs if case.world.item(item).owner == "government"]
    said = [
        case.world.working_days(item, "promise", case.class_name)
        for item in of_government
        if not case.is_simulated(item)
    ]
    promises = [days for days in said if days > 0]
    return sum(promises) / len(promises) if promises else nan


def service_days(case: Case) -> float:
    """Calendar days, queues included; that the firm chooses one is not theirs."""
    minutes = 0
    for record in case.records:
        theirs = case.world.plan.step_party[record.step] == "intermediary"
        if theirs and case.world.step(record.step).counts_as != "applicant" and record.is_over:
            minutes += record.end - record.joined
    return minutes / DAY


def per_item(world: World, process: int, cases: list[Case], trips: dict[Case, Trips]) -> list[dict[str, object]]:
    """For each item of a process by name how many of these cases went each way."""
    rows: dict[str, dict[str, int]] = {}
    for item in world.plan.items_of(process):
        rows.setdefault(world.short_name(item), dict.fromkeys(Way._fields, 0))
    for case in cases:
        for item, one in ways(case, trips[case]).items():
            for field in Way._fields:
                rows[world.short_name(item)][field] += getattr(one, field)
    return [{"item": name, **counts} for name, counts in rows.items()]
