"""Every clock of a case, by minutes and dates."""

from functools import cache
from math import nan

from sim.calendars.working_time import DAY
from sim.scenario.own_clocks import ClockPoint, OwnClock

from .history import Case, Spell


def clocks(case: Case) -> dict[str, float]:
    """All clocks of a case that was not refused."""
    return {
        "government_days": government_days(case),
        "government_sum_days": government_sum_days(case),
        "legal_days": legal_days(case),
        "promised_days": promised_days(case),
        "land_to_permit_days": land_to_permit_days(case),
        "total_days": (case.permitted - case.filed) / DAY,
        "total_working_days": working_minutes(case, case.filed, case.permitted) / legal_day(case),
        "first_contact_days": (case.permitted - case.arrival) / DAY,
        **{name: own_days(case, clock) for name, clock in case.described.clocks.items()},
    }


def own_days(case: Case, clock: OwnClock) -> float:
    """A clock of the scenario's own: from the first time that one moment comes to the last time that the other does."""
    since = min(moments(case, clock.from_, clock.from_.at or "start"), default=None)
    until = max(moments(case, clock.until, clock.until.at or "end"), default=None)
    if case.fate == "unfinished" and {case.numbered(one.item) for one in (clock.from_, clock.until)} <= case.needs:
        if since is None:
            return 0.0
        reached = clock.until.step is None and clock.until.at == "start" and until is not None
        if not reached and not is_done(case, clock.until.item):
            until = case.world.plan.horizon
    if since is None or until is None or until < since:
        return nan
    if clock.calendar is None:
        return (until - since) / DAY
    hours = case.world.plan.calendars[list(case.world.plan.scenario.calendars).index(clock.calendar)]
    return hours.between(since, until) / hours.day_minutes


def moments(case: Case, point: ClockPoint, at: str) -> list[int]:
    """The minutes in which a case comes to a moment; an item begins with its first record, and ends with its last."""
    records = case.of_item(case.numbered(point.item))
    if point.step is None and at == "start":
        return [min(one.joined for one in records)] if records else []
    if point.step is None:
        return [max(one.end for one in records)] if is_done(case, point.item) else []
    mine = [one for one in records if case.world.plan.step_names[one.step] == point.step]
    return [one.joined for one in mine] if at == "start" else [one.end for one in mine if one.was_gone_through]


def is_done(case: Case, item: str) -> bool:
    """Whether an item was taken up, and every record of it is over."""
    records = case.of_item(case.numbered(item))
    return bool(records) and all(one.was_gone_through for one in records)


def legal_day(case: Case) -> int:
    """The working minutes of a working day."""
    return case.world.legal.day_minutes


def working_minutes(case: Case, since: int, until: int) -> int:
    """The working minutes from one moment to another; less than none where the second is the first in time."""
    between = case.world.legal.between
    return between(since, until) if since <= until else -between(until, since)


def government_days(case: Case) -> float:
    """The working time for which at least one item of government's is on the legal clock."""
    minutes, reached = 0, 0
    for spell in sorted(case.on_legal_clock(), key=lambda one: one.since):
        since = max(spell.since, reached)
        if spell.until > since:
            minutes += case.world.legal.between(since, spell.until)
            reached = spell.until
    return minutes / legal_day(case)


def government_sum_days(case: Case) -> float:
    """The same summed over items."""
    minutes = sum(case.world.legal.between(spell.since, spell.until) for spell in case.on_legal_clock())
    return minutes / legal_day(case)


def legal_days(case: Case) -> int:
    """Whole working days on which some item's period runs; the day on which one is accepted does not count in it."""
    spells = list(case.on_legal_clock())
    counted: set[int] = set()
    for item in {spell.item for spell in spells}:
        for since, until in periods([spell for spell in spells if spell.item == item]):
            accepted, decided = since // DAY, until // DAY
            dated = min((day for day in case.world.working_dates if day >= accepted), default=decided)
            counted |= {day for day in case.world.working_dates if dated < day <= decided}
    return len(counted)


def periods(spells: list[Spell]) -> list[tuple[int, int]]:
    """For how long one item was on the clock without a break."""
    found: list[tuple[int, int]] = []
    for spell in sorted(spells, key=lambda one: (one.since, one.until)):
        if found and found[-1][1] == spell.since:
            found[-1] = found[-1][0], spell.until
        else:
            found.append((spell.since, spell.until))
    return found


def promised_days(case: Case) -> float:
    """The longest path through government's promises for the items that the case needs after filing."""
    first, last = case.marked("from_"), case.marked("until")
    behind = set() if first is None else case.all_before(first)

    def announced(item: int) -> float:
        of_government = case.world.item(item).owner == "government" and not case.is_simulated(item)
        counts = item in case.needs and item not in behind and of_government
        return case.world.working_days(item, "promise", case.class_name) if counts else 0.0

    @cache
    def longest(item: int) -> float:
        return announced(item) + max((longest(one) for one in case.before[item]), default=0.0)

    return longest(last) if last is not None else max(longest(item) for item in case.items)


def land_to_permit_days(case: Case) -> float:
    """Land contract to permit; not a number for a case that needs no land."""
    land = case.marked("land")
    return (case.permitted - case.contracted) / DAY if land in case.needs else nan
