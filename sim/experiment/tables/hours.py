"""How busy each pool is, half hour by half hour of the week: from event logs and calendars.

Staggered lunches, extended hours and Sunday rotas show as half hours in which somebody, or fewer, or nobody is there.
A pool that no step asks any more, such as an office's old window beside the one window, has other work and is left out.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.calendars.working_time import DAY
from sim.experiment.replications import Progress, Settings, play
from sim.experiment.tables.scenarios import named
from sim.outcomes.payroll import needed_by, pool_of_server
from sim.scenario import Scenario
from sim.simulation.attendance import Attendance
from sim.simulation.event_log import EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan
from sim.simulation.reserves import for_a_time, helped_hours, limited_hours, sessions_held

WEEK: Final = 7 * DAY
SLOT: Final = 30
SLOTS: Final = WEEK // SLOT


def hours(scenario: Scenario, settings: Settings, progress: Progress | None = None) -> pd.DataFrame:
    """A row for each pool that some step asks and each half hour of the week in which somebody is ever there.

    Columns: pool with titles, whether it is a counter, whether seats are booked; weekday (0: Monday), minute of the
    day; present and busy: how many servers or seats, on average over all measured weeks and replications; load: the
    share of those present who are busy.
    """
    plan = lower(scenario)
    weeks = _slots_in(plan)
    present, busy = np.zeros((2, len(plan.pool_names), SLOTS))
    for draws, log in play(plan, settings.seed, settings.replications, settings.engine):
        present += _present(plan, draws.attendance) + _called(plan, draws.attendance, log)
        busy += _busy(plan, draws.attendance, log)
        if progress is not None:
            progress()
    present /= settings.replications
    busy /= settings.replications
    rows = [
        _row(plan, pool, slot, present[pool, slot] / weeks[slot], busy[pool, slot] / weeks[slot])
        for pool in np.flatnonzero(needed_by(plan, np.ones(len(plan.step_names), dtype=np.bool_))).tolist()
        for slot in np.flatnonzero(present[pool] > 0).tolist()
    ]
    ran = {"replications": settings.replications, "seed": settings.seed}
    return pd.DataFrame(rows).assign(**named(scenario), **ran)


def _row(plan: Plan, number: int, slot: int, present: float, busy: float) -> dict[str, Any]:
    name = plan.pool_names[number]
    pool = plan.scenario.pools[name]
    titles = {"pool_en": pool.title.en if pool.title else name, "pool_zh": pool.title.zh if pool.title else name}
    when = {"weekday": slot * SLOT // DAY, "minute": slot * SLOT % DAY}
    return {"pool": name, **titles, "counter": pool.counter, "seats": pool.seats is not None, **when} | {
        "present": present, "busy": busy, "load": busy / present,
    }  # fmt: skip


def _slots(plan: Plan, minutes: Ints) -> Ints:
    """Of the half hours of the measured time, numbered through: which of the week each is."""
    return (minutes // SLOT + plan.scenario.start.weekday() * (DAY // SLOT)) % SLOTS


def _slots_in(plan: Plan) -> Floats:
    """How many minutes of each half hour of the week are measured."""
    edges = _edges(plan)
    return _by_slot(plan, np.diff(edges).astype(np.float64))


def _edges(plan: Plan) -> Ints:
    """Where half hours begin in the measured time, and both its ends."""
    since, until = plan.measured_from, plan.measured_until
    inner = np.arange(-(-since // SLOT), -(-until // SLOT), dtype=np.int64) * SLOT
    return np.unique(np.concatenate(([since], inner, [until])).astype(np.int64))


def _by_slot(plan: Plan, amounts: Floats) -> Floats:
    return np.bincount(_slots(plan, _edges(plan)[:-1]), weights=amounts, minlength=SLOTS).astype(np.float64)


def _present(plan: Plan, kept: Attendance) -> Floats:
    """Minutes of presence of all own servers or regular seats of each pool together, pools by half hours of the week.

    None of a pool that is there only for a time.
    """
    edges = _edges(plan)
    present = [_by_slot(plan, _there(plan, kept, pool, edges)) for pool in range(len(plan.pool_names))]
    return np.array(present).reshape(-1, SLOTS)


def _there(plan: Plan, kept: Attendance, pool: int, edges: Ints) -> Floats:
    """The minutes of presence of a pool's servers or seats together, between the edges."""
    if plan.pool_seats[pool]:
        opens, closes = _regular(plan, pool)
        return np.diff(_covered(opens, closes, edges)).astype(np.float64) * int(plan.pool_seats[pool])
    open_minutes = np.zeros(len(edges) - 1)
    for server in plan.own_servers(pool) if pool not in for_a_time(plan) else ():
        open_minutes += np.diff(kept.hours_of(server).worked_at(edges))
    return open_minutes


def _called(plan: Plan, kept: Attendance, log: EventLog) -> Floats:
    """Minutes of presence of servers who were there only for a time, and of extra sessions that were held.

    Pools by half hours of the week.
    """
    edges = _edges(plan)
    present = np.zeros((len(plan.pool_names), SLOTS))
    for server, when in {**helped_hours(plan, kept, log), **limited_hours(plan, kept, log)}.items():
        present[pool_of_server(plan)[server]] += _by_slot(plan, np.diff(when.worked_at(edges)).astype(np.float64))
    for pool in np.flatnonzero(plan.pool_called_beyond).tolist():
        opens, closes = _extra(plan, pool)
        held = np.isin(opens, sessions_held(plan, log, pool))
        seats = np.diff(_covered(opens[held], closes[held], edges)).astype(np.float64) * plan.pool_seats[pool]
        present[pool] += _by_slot(plan, seats)
    return present


def _busy(plan: Plan, kept: Attendance, log: EventLog) -> Floats:
    """Minutes in which servers are held and seats are taken, pools by half hours of the week."""
    edges = _edges(plan)
    busy = np.zeros((len(plan.pool_names), SLOTS))
    for number in range(len(plan.pool_names)):
        mine = np.flatnonzero((log.pool == number) & (log.start >= 0))
        if plan.pool_seats[number]:
            busy[number] = _by_slot(plan, _seated(plan, log, mine, number, edges))
        else:
            busy[number] = _by_slot(plan, _held(plan, kept, log, mine, edges))
    return busy


def _held(plan: Plan, kept: Attendance, log: EventLog, mine: Ints, edges: Ints) -> Floats:
    """The open minutes for which servers are held, between the edges."""
    minutes = np.zeros(len(edges) - 1)
    server = log.server[mine]
    for one in np.unique(server[server >= 0]):
        rows = mine[server == one]
        start, end = (column[rows].astype(np.int64) for column in (log.start, log.end))
        worked = kept.hours_of(one).worked_at
        until = np.where(end < 0, plan.horizon, end)
        minutes += np.diff(_covered(worked(start), worked(until), worked(edges)))
    return minutes


def _seated(plan: Plan, log: EventLog, mine: Ints, pool: int, edges: Ints) -> Floats:
    """The minutes of seats taken, each for the whole of its slot or session."""
    opens, closes = (np.concatenate(both) for both in zip(_regular(plan, pool), _extra(plan, pool), strict=True))
    order = np.argsort(opens, kind="stable")
    opens, closes = opens[order], closes[order]
    place = np.searchsorted(opens, log.start[mine].astype(np.int64))
    taken = np.sort(place)
    return np.diff(_covered(opens[taken], closes[taken], edges)).astype(np.float64)


def _regular(plan: Plan, pool: int) -> tuple[Ints, Ints]:
    """When the regular slots of a pool begin and end."""
    begins = plan.slot_minute[plan.pool_first_slot[pool] : plan.pool_first_slot[pool + 1]]
    described = plan.scenario.pools[plan.pool_names[pool]]
    return begins, _ends(plan, begins, str(described.calendar), described.slot)


def _extra(plan: Plan, pool: int) -> tuple[Ints, Ints]:
    """When its extra slots would begin and end."""
    begins = plan.extra_minute[plan.pool_first_extra[pool] : plan.pool_first_extra[pool + 1]]
    described = plan.scenario.pools[plan.pool_names[pool]]
    if described.extra_sessions is None:
        return begins, begins
    return begins, _ends(plan, begins, described.extra_sessions.calendar, described.slot)


def _ends(plan: Plan, begins: Ints, name: str, slot: int | None) -> Ints:
    """Of slots on the calendar of that name: after so many minutes, or with the session."""
    calendar = plan.calendars[list(plan.scenario.calendars).index(name)]
    closing: Ints = calendar.closes[np.searchsorted(calendar.opens, begins, side="right") - 1]
    return closing if slot is None else begins + slot


def _covered(starts: Ints, ends: Ints, edges: Ints) -> Ints:
    """How many minutes of all these intervals lie before each edge."""
    first, last = np.sort(starts), np.sort(ends)
    begun, over = np.searchsorted(first, edges), np.searchsorted(last, edges)
    sums = np.concatenate(([0], np.cumsum(first))), np.concatenate(([0], np.cumsum(last)))
    covered: Ints = edges * (begun - over) - sums[0][begun] + sums[1][over]
    return covered
