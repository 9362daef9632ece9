"""What a case costs the government and the applicant, and what a year does."""

from functools import lru_cache
from itertools import pairwise
from math import nan

from sim.calendars.working_time import DAY, WorkCalendar
from sim.scenario.model import Pool
from sim.simulation.event_log import NOT_YET

from .history import Case, World
from .hours import Hours, common, gaps, length, united
from .trips import Trips

YEAR = 525_960
"""Minutes."""


def per_case(case: Case, trips: Trips, fees: float, corrections: int, staff_hours: float) -> dict[str, float]:
    """What is charged to a case: what is paid out for it, and the hours it takes of others and of the applicant."""
    world, prices = case.world, case.world.plan.scenario.costs
    papers, journeys = documents(case), sum(map(trips.journeys, case.records))
    counted = {
        "documents": papers,
        "government_fees": paid_for_items(case, "government_fee"),
        "government_outlays": outlays(case),
    }
    if prices is None:
        unknown = ("government_cost", "applicant_hours", "applicant_travel", "applicant_cost")
        return counted | dict.fromkeys(unknown, nan)
    hours = (
        trips.minutes / 60
        + journeys * prices.trip_hours.value
        + (papers if asks_for_documents(world, case.process) else 0) * prices.document_hours.value
        + corrections * prices.correction_hours.value
    )
    travel = journeys * prices.trip_fare.value
    return counted | {
        "government_cost": counted["government_outlays"] + staff_hours * prices.staff_hour.value,
        "applicant_hours": hours,
        "applicant_travel": travel,
        "applicant_cost": fees + travel + hours * prices.applicant_hour.value,
    }


def asks_for_documents(world: World, process: int) -> bool:
    """Whether any step of a process says how many it asks for."""
    items = [world.item(number) for number in world.plan.items_of(process)]
    return any(step.documents is not None for item in items for step in item.steps.values())


def documents(case: Case) -> float:
    """The papers got ready, at each step's first attempt."""
    if not asks_for_documents(case.world, case.process):
        return nan
    asked = [case.world.step(record.step).documents for record in case.records if record.attempt == 0]
    return sum(number.value for number in asked if number is not None)


def paid_for_items(case: Case, who: str) -> float:
    """What is paid once for each item that was begun: the applicant's `fee` or the `government_fee`."""
    begun = {record.item for record in case.records}
    prices = [getattr(case.world.item(item), who) for item in begun]
    return sum(price.value for price in prices if price is not None)


def outlays(case: Case) -> float:
    """What government pays out: for items begun, and each time a step is gone through."""
    through = [case.world.step(record.step).cost for record in case.records if record.was_gone_through]
    return paid_for_items(case, "government_fee") + sum(price.value for price in through if price is not None)


def staff_minutes(case: Case) -> float:
    """The minutes of government's staff for its items, of whom the share counts for which they are present."""
    world, minutes = case.world, 0.0
    for record in case.records:
        served = record.server >= 0 and record.is_over and world.item(record.item).owner == "government"
        if served and record.pool in government_pools(world):
            held = world.draws.attendance.hours_of(record.server).between(record.start, record.end)
            minutes += held * availability(world, case.rules, record.pool)
    return minutes


@lru_cache(maxsize=4)
def government_pools(world: World) -> set[int]:
    """The pools with servers at which government's items are worked, but for those of intermediaries."""
    plan, found = world.plan, set()
    for number, step in enumerate(plan.steps):
        if step.work is not None and world.item(int(plan.step_item[number])).owner == "government":
            found |= {plan.pool_names.index(name) for name in step.pools}
    return {pool for pool in found if not is_of_intermediaries(world, pool)}


def is_of_intermediaries(world: World, pool: int) -> bool:
    scenario = world.plan.scenario
    department = scenario.pools[world.plan.pool_names[pool]].department
    return department is not None and scenario.departments[department].kind == "intermediary"


def described(world: World, rules: int, pool: int) -> Pool:
    """A pool as these rules have it, or as the next that know it."""
    name = world.plan.pool_names[pool]
    return next(one.scenario.pools[name] for one in world.plan.rules[rules:] if name in one.scenario.pools)


def availability(world: World, rules: int, pool: int) -> float:
    """The share of the shift that is spent on this work."""
    return described(world, rules, pool).availability.most


def is_paid(world: World, rules: int, pool: int) -> bool:
    """Whether these are not there anyway, for others."""
    return described(world, rules, pool).paid


def measured_years(world: World) -> float:
    """A minute at least."""
    return max(world.plan.measured_until - world.plan.measured_from, 1) / YEAR


def windows(world: World) -> list[tuple[int, int, int]]:
    """Each of the rules, with the measured part of the time for which it is in force."""
    plan, starts = world.plan, [one.minute for one in world.plan.rules]
    found = []
    for rules, (since, until) in enumerate(zip(starts, [*starts[1:], plan.horizon], strict=True)):
        found.append((rules, max(since, plan.measured_from), min(until, plan.measured_until)))
    return [one for one in found if one[1] < one[2]]


def by_day(hours: Hours, since: int, until: int) -> dict[int, int]:
    """The minutes of each day; hours over midnight are of the day on which they begin, unless longer than a day."""
    found: dict[int, int] = {}
    for opens, closes in hours:
        if opens >= until:
            break
        edges = [opens, closes]
        if closes - opens > DAY:
            edges = sorted({opens, closes, *range(-(-opens // DAY) * DAY, closes, DAY)})
        for begins, ends in pairwise(edges):
            minutes = max(min(ends, until) - max(begins, since), 0)
            found[begins // DAY] = found.get(begins // DAY, 0) + minutes
    return found


@lru_cache(maxsize=4)
def legal_by_day(world: World) -> dict[int, int]:
    """The minutes of each day of the calendar on which working days are counted."""
    return by_day(world.legal.sessions(), 0, world.plan.horizon)


def own_shift(world: World, hours: Hours, since: int, until: int) -> tuple[float, ...]:
    """Minutes of somebody's own shift: as many as a legal day has, what goes beyond, and those on other days."""
    before, after = (paid_by_day(world, hours, moment) for moment in (since, until))
    return tuple(later - earlier for earlier, later in zip(before, after, strict=True))


def paid_by_day(world: World, hours: Hours, moment: int) -> tuple[int, int, int]:
    usual = overtime = rest_day = 0
    for day, minutes in by_day(hours, 0, moment).items():
        due = legal_by_day(world).get(day, 0)
        if due:
            usual += min(minutes, due)
            overtime += max(minutes - due, 0)
        else:
            rest_day += minutes
    return usual, overtime, rest_day


def helping(world: World, hours: Hours, since: int, until: int) -> tuple[int, int, int]:
    """Minutes of somebody who helps out: in legal hours, beyond them on a day that has some, on other days."""
    legal = world.legal.sessions()
    usual = length(common(common(hours, legal), [(since, until)]))
    overtime = rest_day = 0
    for day, minutes in by_day(common(hours, gaps(legal, world.plan.horizon)), since, until).items():
        if legal_by_day(world).get(day, 0):
            overtime += minutes
        else:
            rest_day += minutes
    return usual, overtime, rest_day


def calls(world: World, pool: int) -> Hours:
    """When a reserve was called: from the minute after one that left more than the bound waiting, until the one after
    a minute that left no more than the lower bound.
    """
    plan = world.plan
    change: dict[int, int] = {}
    for record in world.records:
        if record.pool == pool:
            gone = record.start if record.start != NOT_YET else record.end if record.is_over else plan.horizon
            change[record.joined] = change.get(record.joined, 0) + 1
            change[gone] = change.get(gone, 0) - 1
    waiting, since, found = 0, None, []
    for minute in sorted(change):
        waiting += change[minute]
        if waiting > plan.pool_called_above[pool] and since is None:
            since = min(minute + 1, plan.horizon)
        elif waiting <= plan.pool_released_at[pool] and since is not None:
            found.append((since, min(minute + 1, plan.horizon)))
            since = None
    return united([*found, (since, plan.horizon)] if since is not None else found)


def in_hand(world: World, server: int) -> Hours:
    """When a server had something in hand."""
    mine = [record for record in world.records if record.server == server]
    return united((one.start, one.end if one.is_over else world.plan.horizon) for one in mine)


def there_for_a_time(world: World, kept: WorkCalendar, server: int, asked: Hours) -> Hours:
    """On shift while asked, and until what was in hand was finished."""
    return common(kept.sessions(), united([*asked, *in_hand(world, server)]))


def asking(world: World, pool: int) -> list[bool]:
    """For each of the rules, whether its steps ask a pool."""
    name = world.plan.pool_names[pool]
    return [
        any(
            name in step.pools
            for process in one.scenario.processes.values()
            for item in process.items.values()
            for step in item.steps.values()
        )
        for one in world.plan.rules
    ]


def is_asked_for_a_time(world: World, pool: int) -> bool:
    """By some of the rules, but not by all."""
    return len(set(asking(world, pool))) == 2


def asked(world: World, pool: int) -> Hours:
    """While rules are in force that ask a pool."""
    starts = [one.minute for one in world.plan.rules]
    spans = zip(asking(world, pool), starts, [*starts[1:], world.plan.horizon], strict=True)
    return united((since, until) for asks, since, until in spans if asks)


def reserve_hours(world: World, pool: int, server: int) -> Hours:
    """When a server of a reserve was there; never, if it was never called."""
    called = calls(world, pool)
    return there_for_a_time(world, world.draws.attendance.hours_of(server), server, called) if called else []


def paid_hours(world: World) -> tuple[list[float], float]:
    """Usual, overtime and rest-day hours a measured year of all whom government pays; those of reserves among them."""
    total, helped = [0.0, 0.0, 0.0], 0.0
    for pool in sorted(government_pools(world)):
        for rules, since, until in windows(world):
            share = availability(world, rules, pool) * is_paid(world, rules, pool)
            for server in world.plan.own_servers(pool):
                minutes = own_minutes(world, pool, server, since, until)
                total = [so_far + share * one for so_far, one in zip(total, minutes, strict=True)]
            for server in world.plan.reserve_servers(pool):
                minutes = helping(world, reserve_hours(world, pool, server), since, until)
                total = [so_far + share * one for so_far, one in zip(total, minutes, strict=True)]
                helped += share * sum(minutes)
    years = measured_years(world)
    return [minutes / 60 / years for minutes in total], helped / 60 / years


def own_minutes(world: World, pool: int, server: int, since: int, until: int) -> tuple[float, ...]:
    """For what somebody is paid: days off are; where some rules do not ask the pool, only for what it finishes."""
    plan = world.plan
    if is_asked_for_a_time(world, pool):
        hours = there_for_a_time(world, plan.attendance.hours_of(server), server, asked(world, pool))
        return own_shift(world, hours, since, until)
    return on_duty(world, int(plan.attendance.server_calendar[server]), since, until)


@lru_cache(maxsize=256)
def on_duty(world: World, calendar: int, since: int, until: int) -> tuple[float, ...]:
    """The minutes of whoever keeps a calendar of the plan."""
    return own_shift(world, world.plan.attendance.calendars[calendar].sessions(), since, until)


def extra_sessions(world: World) -> dict[str, float] | None:
    """How many each pool that may have some held in a measured year; none if no pool may."""
    found = {}
    for pool, (name, known) in enumerate(world.plan.scenario.pools.items()):
        if known.extra_sessions is not None:
            held = [one for one in sessions_held(world, pool) if in_measured_time(world, one)]
            found[name] = len(held) / measured_years(world)
    return found or None


def in_measured_time(world: World, minute: int) -> bool:
    return world.plan.measured_from <= minute < world.plan.measured_until


def sessions_held(world: World, pool: int) -> list[int]:
    """The extra sessions that somebody had booked; beside a regular one, if that has too few seats for all."""
    plan = world.plan
    extra = set(plan.extra_minute[plan.pool_first_extra[pool] : plan.pool_first_extra[pool + 1]].tolist())
    regular = set(plan.slot_minute[plan.pool_first_slot[pool] : plan.pool_first_slot[pool + 1]].tolist())
    booked = [record.start for record in world.records if record.pool == pool and record.start != NOT_YET]
    seats = plan.pool_seats[pool]
    return [one for one in sorted(extra) if booked.count(one) > (seats if one in regular else 0)]


def reform_cost(world: World) -> float:
    """The yearly cost of the reforms, of each for as long as it is in force."""
    measured = world.plan.measured_until - world.plan.measured_from
    cost = 0.0
    for rules, since, until in windows(world):
        prices = world.plan.rules[rules].scenario.reform_costs.values()
        cost += sum(price.value for price in prices) * (until - since) / measured
    return cost


def staff_cost(world: World, hours: list[float], sessions: dict[str, float]) -> float:
    """Hours with their premium, and extra sessions."""
    prices = world.plan.scenario.costs
    if prices is None:
        return nan
    usual, overtime, rest_day = hours
    paid = usual + overtime * prices.overtime.value + rest_day * prices.rest_day.value
    held = 0.0
    for name, count in sessions.items():
        price = world.plan.scenario.pools[name].extra_sessions.cost
        held += count * price.value if price is not None else 0.0
    return paid * prices.staff_hour.value + held


def per_year(world: World, cases: list[dict[str, object]]) -> dict[str, float]:
    """What a measured year costs; the measured cases of all processes, with their costs."""
    hours, helped = paid_hours(world)
    sessions = extra_sessions(world)
    flow = {
        name: sum(case[name] for case in cases) / measured_years(world)
        for name in ("government_outlays", "applicant_hours", "applicant_cost")
    }
    staff, reforms = staff_cost(world, hours, sessions or {}), reform_cost(world)
    return {
        "staff_hours_per_year": sum(hours),
        "overtime_hours_per_year": hours[1] + hours[2],
        "reserve_hours_per_year": helped if any(world.plan.pool_reserve) else nan,
        "extra_sessions_per_year": sum(sessions.values()) if sessions is not None else nan,
        "staff_cost_per_year": staff,
        "reform_cost_per_year": reforms,
        "government_outlays_per_year": flow["government_outlays"],
        "government_cost_per_year": staff + reforms + flow["government_outlays"],
        "applicant_hours_per_year": flow["applicant_hours"],
        "applicant_cost_per_year": flow["applicant_cost"],
    }
