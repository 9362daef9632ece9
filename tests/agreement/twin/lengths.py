"""How long each item takes from acceptance to decision, after how long cases are refused, and how long pools are waited
for."""

from math import ceil, nan

from sim.calendars.working_time import DAY
from sim.simulation.event_log import NOT_YET, REFUSED, RETURNED, UNFINISHED, WITHDRAWN

from .history import Case, Record, World
from .pools import waiting


def item_rows(cases: list[Case]) -> list[dict[str, object]]:
    """A row for each item that is accepted, case by case."""
    return [item_row(case, item) for case in cases for item in case.items if legal_records(case, item)]


def legal_records(case: Case, item: int) -> list[Record]:
    """Those during which an item of government's is on the legal clock."""
    if case.world.item(item).owner != "government" or case.is_simulated(item):
        return []
    return [record for record in case.of_item(item) if case.world.step(record.step).legal]


def item_row(case: Case, item: int) -> dict[str, object]:
    world, legal = case.world, legal_records(case, item)
    cut_off = [case.over(one) for one in case.of_item(item) if leaves_undecided(case, one)]
    accepted = min(one.joined for one in legal)
    until = max(cut_off) if cut_off else max(case.over(one) for one in legal)
    return {
        "case": case.number,
        "item": world.short_name(item),
        "days": world.legal.between(accepted, until) / world.legal.day_minutes,
        "followed": (until - accepted) / DAY,
        "open": bool(cut_off),
        "of_promise": share_of(case, item, "promise"),
        "of_limit": share_of(case, item, "limit"),
    }


def leaves_undecided(case: Case, record: Record) -> bool:
    """Whether a record is the last of an item, and a step on the legal clock was still to come, or to be ended."""
    steps = case.world.plan.steps_of(record.item)
    deciding = max(step for step in steps if case.world.step(step).legal)
    if record.step > deciding or record.outcome == REFUSED:
        return False
    if record.outcome in (UNFINISHED, WITHDRAWN):
        return True
    stopped = case.fate == "refused" and record.end > case.left
    return stopped and (record.step < deciding or record.outcome == RETURNED)


def share_of(case: Case, item: int, key: str) -> float:
    """The time on its clock over what is promised or allowed."""
    extended = any(case.world.step(record.step).extends for record in case.of_item(item))
    allowed = case.world.minutes(item, key, case.class_name, extended=extended)
    spells = [spell for spell in case.on_legal_clock() if spell.item == item]
    used = sum(case.world.clock(item, key).between(*spell.whole) for spell in spells)
    return used / allowed if allowed else nan


def refusal_rows(cases: list[Case]) -> list[dict[str, object]]:
    """A row for each case that was refused."""
    return [refusal_row(case) for case in cases if case.fate == "refused"]


def refusal_row(case: Case) -> dict[str, object]:
    refused = [record for record in case.records if record.outcome == REFUSED]
    by = [record for record in refused if record.end == min(one.end for one in refused)][-1]
    return {
        "case": case.number,
        "item": case.world.short_name(by.item),
        "days": (case.left - case.filed) / DAY if was_filed(case) else nan,
        "contact_days": (case.left - case.arrival) / DAY,
    }


def was_filed(case: Case) -> bool:
    """Whether it handed in the item with which its clock starts; who does not need that item is filed with it."""
    item = case.marked("from_")
    if item is None or item not in case.needs:
        return True
    return any(case.world.step(record.step).counts_as != "preparation" for record in case.of_item(item))


def wait_rows(world: World) -> list[dict[str, object]]:
    """A row for each pool."""
    return [wait_row(world, pool) for pool in range(len(world.plan.pool_names))]


def wait_row(world: World, pool: int) -> dict[str, object]:
    since, until = world.plan.measured_from, world.plan.measured_until
    came = [one for one in world.records if one.pool == pool and since <= one.joined < until]
    served = [one.start - one.joined for one in came if one.start != NOT_YET]
    still = [world.plan.horizon - one.joined for one in came if one.start == NOT_YET and not one.is_over]
    days = sorted(minutes / DAY for minutes in served + still)
    return {
        "pool": world.plan.pool_names[pool],
        "waiting": waiting(world, pool, since, until)[0],
        "came": len(days),
        "mean": sum(days) / len(days) if days else nan,
        "p90": days[ceil(0.9 * len(days)) - 1] if days else nan,
        "still": len(still),
    }
