"""Waits that are told from the acceptance of their item on, or cut short by who chases, end when they should."""

from collections.abc import Iterator

import numpy as np

from sim.base.arrays import Flags, Ints
from sim.simulation.invariants.log import Rows, wide
from sim.simulation.invariants.routing import Routing
from sim.simulation.plan import FROM_NOW, ON_CLOCK, WAIT


def is_told_otherwise(rows: Rows) -> Flags:
    """Which records do not simply take the minutes drawn."""
    plan, draws = rows.plan, rows.draws
    waits = plan.step_primitive == WAIT
    told = waits & ((plan.step_counts_from != FROM_NOW) | (draws.latest_first >= 0))
    return np.asarray(told[rows.step] & rows.begun)


def ends_of_waits(routing: Routing) -> Iterator[str]:
    """Each ends at its point on the item's clock or since the acceptance, and no later than it is chased."""
    rows = routing.rows
    here = np.flatnonzero(is_told_otherwise(rows))
    ends = np.minimum(_own_end(routing, here), _latest(routing, here))
    found = np.where(rows.ended[here], rows.end[here] == ends, ends > rows.plan.horizon)
    yield from rows.told(here[~found], "does not end when its clock says")


def _own_end(routing: Routing, here: Ints) -> Ints:
    """When each would be over if nobody chased."""
    rows, plan = routing.rows, routing.plan
    ends = np.zeros(len(here), dtype=np.int64)
    for calendar in np.unique(plan.step_calendar[rows.step[here]]):
        for counts_from in np.unique(plan.step_counts_from):
            of_step = (plan.step_calendar == calendar) & (plan.step_counts_from == counts_from)
            mine = np.flatnonzero(of_step[rows.step[here]])
            row = here[mine]
            if counts_from == ON_CLOCK:
                ends[mine] = _clock_shows(routing, row, rows.drawn[row])
            else:
                since = rows.joined[row] if counts_from == FROM_NOW else routing.accepted[row]
                ends[mine] = np.maximum(_after(routing, int(calendar), since, rows.drawn[row]), rows.joined[row])
    return ends


def _latest(routing: Routing, here: Ints) -> Ints:
    """When each is over at the latest, for somebody chases."""
    rows, draws = routing.rows, routing.draws
    step, chased = rows.step[here], draws.latest_first[rows.step[here]] >= 0
    place = draws.place_of_latest(step, rows.case[here], rows.attempt[here])
    latest = np.append(draws.latest, 0)[np.where(chased, place, len(draws.latest))]
    ends = _clock_shows(routing, here, wide(latest))
    return wide(np.where(chased, ends, np.iinfo(np.int64).max))


def _clock_shows(routing: Routing, row: Ints, minutes: Ints) -> Ints:
    """When the clock of each record's item, running on, shows so many minutes; at once if it does already."""
    left, clocks = np.maximum(minutes - routing.used[row], 0), routing.plan.item_clock[routing.rows.item[row]]
    ends = np.zeros(len(row), dtype=np.int64)
    for clock in np.unique(clocks):
        mine = np.flatnonzero(clocks == clock)
        ends[mine] = _after(routing, int(clock), routing.rows.joined[row[mine]], left[mine])
    return ends


def _after(routing: Routing, calendar: int, since: Ints, work: Ints) -> Ints:
    """So many open minutes after each moment; none at all is that moment itself."""
    hours = routing.plan.calendars[calendar]
    return wide(np.where(work > 0, hours.moment(hours.worked_at(since) + work), since))
