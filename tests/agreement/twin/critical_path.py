"""What held a case up, back from its permit, record by record."""

from collections import Counter
from typing import NamedTuple

from .history import Case, Record


class Part(NamedTuple):
    """A part of the critical path of a case."""

    case: int
    item: str
    step: str
    holder: str
    who: str
    again: bool


def critical_path(case: Case) -> dict[Part, tuple[int, int]]:
    """For each part that took any time its minutes, and how many of them were off-shift."""
    minutes: Counter[Part] = Counter()
    off: Counter[Part] = Counter()
    for item in critical_items(case):
        for record in case.of_item(item):
            joined, start, end = (max(one, case.filed) for one in (record.joined, record.start, record.end))
            waited, held = queued(case, record), busy(case, record)
            minutes[waited] += start - joined
            off[waited] += closed(case, calendar_of_queue(case, record), joined, start)
            minutes[held] += end - start
            off[held] += closed(case, calendar_of_service(case, record), start, end)
    return {part: (spent, off[part]) for part, spent in minutes.items() if spent}


def critical_items(case: Case) -> list[int]:
    """The last item; of those it waits for the one done last, of two at once the first; and so on back."""
    last = case.marked("until")
    item = last if last is not None else max(case.items, key=lambda one: (case.done(one), -one))
    found = [item]
    while case.before[item]:
        item = max(case.before[item], key=lambda one: (case.done(one), -one))
        found.append(item)
    return found


def queued(case: Case, record: Record) -> Part:
    """Waiting for whom was asked."""
    return part(case, record, "queue", case.world.plan.pool_names[record.pool] if record.pool >= 0 else "", again=False)


def busy(case: Case, record: Record) -> Part:
    """The time the step itself takes; who prepares again is correcting."""
    world, again = case.world, record.attempt > 0
    step, item = world.step(record.step), world.item(record.item)
    name = step.counts_as or "service"
    holder = "correction" if again and name == "preparation" else name
    pool = world.plan.pool_names[record.pool] if record.pool >= 0 else item.department or item.owner
    by_applicant = world.plan.step_party[record.step] == "applicant"
    return part(case, record, holder, step.by or ("applicant" if by_applicant else pool), again=again)


def part(case: Case, record: Record, holder: str, who: str, *, again: bool) -> Part:
    world = case.world
    step = world.plan.step_names[record.step]
    return Part(case.number, world.short_name(record.item), step, holder, who, again)


def calendar_of_queue(case: Case, record: Record) -> int | None:
    """That on which the pool's first server is on duty; for a meeting or a slot, the legal one."""
    plan = case.world.plan
    if case.world.step(record.step).primitive == "work":
        return int(plan.server_calendar[plan.own_servers(record.pool)[0]])
    return plan.legal_calendar


def calendar_of_service(case: Case, record: Record) -> int | None:
    """That which the server keeps, or on which a wait runs; a session has none."""
    match case.world.step(record.step).primitive:
        case "work":
            return int(case.world.draws.attendance.server_calendar[record.server])
        case "wait":
            calendar = int(case.world.plan.step_calendar[record.step])
            return calendar if calendar >= 0 else None
    return None


def closed(case: Case, calendar: int | None, since: int, until: int) -> int:
    """The minutes in which a calendar is closed; none where there is no calendar."""
    if calendar is None:
        return 0
    return until - since - case.world.draws.attendance.calendars[calendar].between(since, until)
