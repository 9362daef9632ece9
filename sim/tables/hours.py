"""How busy each pool is, half hour by half hour of the week: from event logs and calendars.

Staggered lunches, extended hours and Sunday rotas show as half hours in which somebody, or fewer, or nobody is there.
A pool that no step asks any more, such as an office's old window beside the one window, has other work and is left out.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from sim.arrays import Floats, Ints
from sim.attendance import Attendance
from sim.calendars import DAY
from sim.events import EventLog
from sim.experiment import Progress, Settings, play
from sim.lowering import lower
from sim.payroll import needed_by
from sim.plan import Plan
from sim.scenario import Scenario
from sim.tables.scenarios import named

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
        present += _present(plan, draws.attendance)
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
    """Minutes of presence of all servers or seats of each pool together, pools by half hours of the week."""
    edges = _edges(plan)
    present = [_by_slot(plan, _there(plan, kept, pool, edges)) for pool in range(len(plan.pool_names))]
    return np.array(present).reshape(-1, SLOTS)


def _there(plan: Plan, kept: Attendance, pool: int, edges: Ints) -> Floats:
    """The minutes of presence of a pool's servers or seats together, between the edges."""
    if plan.pool_seats[pool]:
        opens, closes = _bookable(plan, pool)
        return np.diff(_covered(opens, closes, edges)).astype(np.float64) * int(plan.pool_seats[pool])
    open_minutes = np.zeros(len(edges) - 1)
    for server in range(plan.pool_first_server[pool], plan.pool_first_server[pool + 1]):
        open_minutes += np.diff(kept.hours_of(server).worked_at(edges))
    return open_minutes


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
    opens, closes = _bookable(plan, pool)
    place = np.searchsorted(opens, log.start[mine].astype(np.int64))
    taken = np.sort(place)
    return np.diff(_covered(opens[taken], closes[taken], edges)).astype(np.float64)


def _bookable(plan: Plan, pool: int) -> tuple[Ints, Ints]:
    """When the slots of a pool begin and end."""
    described = plan.scenario.pools[plan.pool_names[pool]]
    begins = plan.slot_minute[plan.pool_first_slot[pool] : plan.pool_first_slot[pool + 1]]
    calendar = plan.calendars[list(plan.scenario.calendars).index(str(described.calendar))]
    closing = calendar.closes[np.searchsorted(calendar.opens, begins, side="right") - 1]
    return begins, closing if described.slot is None else begins + described.slot


def _covered(starts: Ints, ends: Ints, edges: Ints) -> Ints:
    """How many minutes of all these intervals lie before each edge."""
    first, last = np.sort(starts), np.sort(ends)
    begun, over = np.searchsorted(first, edges), np.searchsorted(last, edges)
    sums = np.concatenate(([0], np.cumsum(first))), np.concatenate(([0], np.cumsum(last)))
    covered: Ints = edges * (begun - over) - sums[0][begun] + sums[1][over]
    return covered
