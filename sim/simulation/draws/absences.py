"""Who is away on which days: leave and sickness, whole days, each server by luck of his own.

The luck of a server is keyed by his pool and his number in it, so the same clerk is away on the same days under every
scenario that has him, and of all rules where reforms begin on dates: on each day he is away as often as the rules of
that day say. Where a pool has a deputy, somebody stands in for the first of those on duty on a day on which nobody of
them would come. A reserve has no days off of its own: who cannot come is not asked.
"""

from functools import lru_cache

import numpy as np

from sim.base.arrays import Flags, Floats
from sim.calendars.working_time import DAY
from sim.simulation.attendance import Attendance, attendance
from sim.simulation.draws.streams import Streams
from sim.simulation.plan import Plan


def drawn_attendance(plan: Plan, streams: Streams) -> Attendance:
    """Who is there when in one replication; as planned where nobody is ever away."""
    if not plan.pool_absence.any():
        return plan.attendance
    calendars, server_calendar = list(plan.calendars), plan.server_calendar.copy()
    for pool in _on_duty(plan):
        first = int(plan.pool_first_server[pool])
        for number, away in enumerate(_away(plan, pool, streams)):
            if away.any():
                calendars.append(plan.calendars[plan.server_calendar[first + number]].without_days(away))
                server_calendar[first + number] = len(calendars) - 1
    return attendance(calendars, server_calendar, plan.own_and_reserve, plan.pool_counter)


def _away(plan: Plan, pool: int, streams: Streams) -> Flags:
    """On which of the days on which they are on duty a pool's own servers are away: servers by days."""
    on_duty, share, deputy = _on_duty(plan)[pool]
    name, days = plan.pool_names[pool], on_duty.shape[1]
    luck = [streams.uniforms(days, "pool", name, str(server), "absence") for server in range(len(on_duty))]
    away: Flags = on_duty & (np.array(luck) < share)
    nobody = on_duty.any(axis=0) & (away == on_duty).all(axis=0) & deputy
    away[on_duty.argmax(axis=0)[nobody], np.flatnonzero(nobody)] = False
    return away


@lru_cache(maxsize=1)
def _on_duty(plan: Plan) -> dict[int, tuple[Flags, Floats, Flags]]:
    """Of each pool where somebody may be away: who is on duty on which day, which share is away, if there is a deputy.

    Servers by days; the others by days.
    """
    midnights = np.arange(-(-plan.horizon // DAY) + 1, dtype=np.int64) * DAY
    rules = plan.rules_at(midnights[:-1])
    found = {}
    for pool in np.flatnonzero(plan.pool_absence.any(axis=0)).tolist():
        numbers = plan.server_calendar[plan.own_servers(pool)]
        on_duty = np.diff(plan.timetables.worked_at(numbers[:, np.newaxis], midnights)) > 0
        found[pool] = on_duty, plan.pool_absence[rules, pool], plan.pool_deputy[rules, pool]
    return found
