"""How busy each pool is, how many wait for it, and at which steps cases met the bound on attempts."""

from math import nan

from sim.calendars.working_time import DAY
from sim.simulation.event_log import BOUND, NOT_YET

from .costs import YEAR, asked, calls, is_asked_for_a_time, reserve_hours, there_for_a_time
from .history import Case, World
from .hours import Hours, common, length

MONTH = 43_830
"""Minutes."""


def pools(world: World) -> list[dict[str, object]]:
    """For each pool with servers: for how many of its measured hours it is held."""
    return [pool_row(world, pool) for pool in range(len(world.plan.pool_names)) if world.plan.own_servers(pool)]


def pool_row(world: World, pool: int) -> dict[str, object]:
    plan = world.plan
    measured = [(plan.measured_from, plan.measured_until)]
    own = sum(length(common(hours_there(world, pool, server), measured)) for server in plan.own_servers(pool))
    reserve = plan.reserve_servers(pool) if plan.pool_reserve[pool] and calls(world, pool) else []
    helped = sum(length(common(reserve_hours(world, pool, server), measured)) for server in reserve)
    held = sum(held_minutes(world, server) for server in [*plan.own_servers(pool), *plan.reserve_servers(pool)])
    return {
        "pool": plan.pool_names[pool],
        "servers": len(plan.own_servers(pool)),
        "reserve": len(plan.reserve_servers(pool)),
        "held_hours": held / 60,
        "hours": (own + helped) / 60,
        "reserve_hours": helped / 60,
        "utilisation": held / (own + helped) if own + helped else nan,
    }


def hours_there(world: World, pool: int, server: int) -> Hours:
    """When one of its own is there, days away left out; where some rules do not ask it, as long as they do."""
    kept = world.draws.attendance.hours_of(server)
    if is_asked_for_a_time(world, pool):
        return there_for_a_time(world, kept, server, asked(world, pool))
    return kept.sessions()


def held_minutes(world: World, server: int) -> int:
    """The working minutes of the measured time for which a server is held."""
    plan, kept, minutes = world.plan, world.draws.attendance.hours_of(server), 0
    for record in world.records:
        if record.server == server:
            since = max(record.start, plan.measured_from)
            until = min(record.end if record.is_over else plan.horizon, plan.measured_until)
            minutes += kept.between(since, until) if since < until else 0
    return minutes


def queues(world: World) -> list[dict[str, object]]:
    """For each pool the mean number that wait, and the days they wait: in the last time and the time before."""
    run = world.plan.scenario.run
    room = run.length - run.warm_up
    span = YEAR if room >= 2 * YEAR else max(room // 3, 1)
    last, before = (run.length - span, run.length), (run.length - 2 * span, run.length - span)
    rows = []
    for pool, name in enumerate(world.plan.pool_names):
        (many, long), (many_before, long_before) = waiting(world, pool, *last), waiting(world, pool, *before)
        columns = {"before": many_before, "last": many, "days_before": long_before, "days_last": long}
        rows.append({"pool": name, **columns, "months": span / MONTH})
    return rows


def waiting(world: World, pool: int, since: int, until: int) -> tuple[float, float]:
    """How many wait on average between two moments, and how many days those wait who come in between."""
    minutes = come = 0
    for record in world.records:
        if record.pool == pool:
            gone = record.start if record.start != NOT_YET else record.end if record.is_over else world.plan.horizon
            minutes += max(min(gone, until) - max(record.joined, since), 0)
            come += since <= record.joined < until
    return minutes / (until - since), minutes / DAY / max(come, 1)


def bounds(world: World, cases: list[Case]) -> list[dict[str, object]]:
    """For each step at which some of these cases met the bound, how many did."""
    met: dict[int, set[int]] = {}
    for case in cases:
        for record in case.records:
            if record.outcome == BOUND:
                met.setdefault(record.step, set()).add(case.place)
    rows = []
    for step in sorted(met):
        item = world.short_name(int(world.plan.step_item[step]))
        rows.append({"item": item, "step": world.plan.step_names[step], "cases": len(met[step])})
    return rows
