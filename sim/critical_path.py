"""What held each case up: its total time split exactly, to the minute, into who and what held it.

From the permit back: of the items the last one waited for, the one done last held it up; and so on back to first
contact. Along an item, its records follow one another without a gap, so the records of the critical items are the path.
"""

import numpy as np
import pandas as pd

from sim.arrays import Flags, Ints
from sim.history import History
from sim.plan import BOOK, WAIT, WORK


def critical_items(history: History) -> Flags:
    """Which items of which cases lie on the critical path; of two done at once, the first."""
    critical = np.zeros((history.count, len(history.items)), dtype=np.bool_)
    critical[np.arange(history.count), history.last_item] = True
    for variant, cases in history.variants:
        for item, before in reversed(history.in_order(variant)):
            held = cases[critical[cases, item]]
            if before and held.size:
                last = np.array(before)[np.argmax(history.done[held][:, before], axis=1)]
                critical[held, last] = True
    return critical


def path_segments(history: History, cases: Ints) -> pd.DataFrame:
    """The critical path of *cases* between filing and permit, segment by segment.

    Columns: case; item and step (numbers); holder (what: queue, review, correction, notice …); who; minutes, of which
    `off` were nights, weekends and holidays of whoever was waited for. Minutes of a case add up to its total time.
    """
    log = history.log
    wanted = np.zeros(history.count, dtype=np.bool_)
    wanted[cases] = True
    on_path = np.flatnonzero(wanted[log.case] & critical_items(history)[log.case, log.item])
    case, filed = log.case[on_path], history.filed[log.case[on_path]]
    joined, start, end = (np.maximum(column[on_path], filed) for column in (log.joined, log.start, log.end))
    step, names = log.step[on_path], _Names(history)
    calendar_asked, calendar_busy = names.calendars(step, log.server[on_path])
    frame = {"case": case, "item": log.item[on_path], "step": step}
    queue = pd.DataFrame(
        {**frame, "holder": "queue", "who": names.pool[step], "minutes": start - joined}
        | {"off": _off(history, calendar_asked, joined, start)}
    )
    busy = pd.DataFrame(
        {**frame, "holder": names.holders(step, log.attempt[on_path]), "who": names.who[step], "minutes": end - start}
        | {"off": _off(history, calendar_busy, start, end)}
    )
    segments = pd.concat([queue, busy], ignore_index=True)
    return segments[segments["minutes"] > 0].sort_values(["case", "item", "step"], kind="stable", ignore_index=True)


class _Names:
    """For every step of the plan, in words: what it counts as, and who is waited for."""

    def __init__(self, history: History) -> None:
        self.plan = plan = history.plan
        self.steps = plan.steps
        items = [plan.item_of(int(item)) for item in plan.step_item]
        pools = plan.pool_names
        self.pool = np.array([pools[pool] if pool >= 0 else "" for pool in plan.step_pool], dtype=object)
        self.holder = np.array([step.counts_as for step in self.steps], dtype=object)
        owners = [item.department or item.owner for item in items]
        applicants = {"preparation", "submission", "applicant", "delivery"}
        self.who = np.array(
            [
                "applicant" if step.counts_as in applicants else step.pool or owner
                for step, owner in zip(self.steps, owners, strict=True)
            ],
            dtype=object,
        )

    def holders(self, step: Ints, attempt: Ints) -> object:
        """What the step counts as; preparing again is correcting."""
        named = self.holder[step]
        return np.where((named == "preparation") & (attempt > 0), "correction", named)

    def calendars(self, step: Ints, server: Ints) -> tuple[Ints, Ints]:
        """On which calendar off-shift time is told, while waiting for somebody and while it is done.

        Who waits for a pool, on that of its first server; who is served, on that of the server; who waits for a
        meeting or a slot, on the legal calendar.
        """
        plan = self.plan
        primitive, pool = plan.step_primitive[step], plan.step_pool[step]
        of_server = np.append(plan.server_calendar, plan.legal_calendar)
        asked = np.where(primitive == WORK, of_server[plan.pool_first_server[pool]], plan.legal_calendar)
        busy = np.where(primitive == WORK, of_server[server], plan.legal_calendar)
        busy = np.where(primitive == WAIT, plan.step_calendar[step], busy)
        return asked, np.where(primitive == BOOK, -1, busy)


def _off(history: History, calendars: Ints, start: Ints, end: Ints) -> Ints:
    """The minutes between *start* and *end* in which the calendar is closed; none where there is no calendar."""
    off = np.zeros(len(start), dtype=np.int64)
    for number in np.unique(calendars[calendars >= 0]):
        mine = calendars == number
        worked = history.plan.calendars[number].worked_at
        off[mine] = (end - start)[mine] - (worked(end[mine]) - worked(start[mine]))
    return off
