"""What "total time" may mean: every clock of the design, for every case.

The promise "within 50 days" does not say which days, so no clock is the answer alone.
"""

from collections.abc import Callable
from functools import reduce
from typing import Final

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.base.errors import ScenarioError, UserError, did_you_mean
from sim.base.own_clocks import is_own
from sim.calendars.working_time import DAY
from sim.outcomes.history import History
from sim.outcomes.own_clocks import OwnDays
from sim.scenario import Scenario
from sim.scenario.model import Process

Clock = Callable[[History], Floats]
GOVERNMENT: Final = "government"


def total_days(history: History) -> Floats:
    """Filing to permit in calendar days, everything included."""
    return (history.permitted - history.filed) / DAY


def total_working_days(history: History) -> Floats:
    """Filing to permit in working days, everything included."""
    minutes = history.legal_minutes(history.permitted) - history.legal_minutes(history.filed)
    return minutes / history.legal_day


def first_contact_days(history: History) -> Floats:
    """First contact to permit in calendar days: shows work that was merely moved before filing."""
    return (history.permitted - history.arrival) / DAY


def land_to_permit_days(history: History) -> Floats:
    """Land contract to permit in calendar days; not a number for a case that needs no land."""
    item = history.marked("land")
    if item is None:
        return np.full(history.count, np.nan)
    needed = history.of_each(history.applies, item)
    return np.where(needed, (history.permitted - history.contracted) / DAY, np.nan)


def government_days(history: History) -> Floats:
    """The working time, in days, for which at least one government item is on the legal clock, filing to permit.

    Minutes of the legal calendar over those of a working day, so that half a day is half a day. The clock of an item
    runs while it is accepted and not suspended for correction; the steps that count are marked `legal` in the scenario.
    """
    legal = history.on_legal_clock
    start, end = (history.legal_minutes(column) for column in (legal.start, legal.end))
    return united(legal.case.astype(np.int64), start, end, history.count) / history.legal_day


def government_sum_days(history: History) -> Floats:
    """The working days on the legal clock summed over items, so that parallel work counts twice: the paper figure."""
    legal = history.on_legal_clock
    spent = history.legal_minutes(legal.end) - history.legal_minutes(legal.start)
    return np.bincount(legal.case, weights=spent, minlength=history.count) / history.legal_day


def legal_days(history: History) -> Floats:
    """The government's working days as the law counts: whole ones, without that on which an item is accepted (or anew).

    Limits are in working days (Administrative Licensing Law, article 82), the day on which a period begins does not
    count in it, and what is accepted on a day off is dated to the next working day. So what is decided on the day on
    which it is accepted takes no day.
    """
    from sim.outcomes.unions import STAMP, join  # with numba, which takes its time

    legal, items = history.on_legal_clock, len(history.items)
    matter, start, end = legal.case.astype(np.int64) * items + legal.item, legal.start.copy(), legal.end.copy()
    count = join(matter, start, end, STAMP)
    dates, is_open = history.working_dates(start[:count])
    return united(matter[:count] // items, dates + ~is_open, history.working_dates(end[:count])[0], history.count)


def promised_days(history: History) -> Floats:
    """The longest path through government's promises for the items a case needs after filing: what is announced.

    To the `until` item, or else to whichever item it is the longest; what came of the promises is all one to it.
    """
    items = slice(history.items.start, history.items.stop)
    promise = (history.plan.promised_days * history.plan.item_by_government)[:, items]
    longest = np.zeros((history.count, len(history.items)))
    for variant, cases in history.variants:
        announced = promise[variant] * ~_before_filing(history, variant)
        announced = announced * ~history.plan.item_simulated[variant, items]
        length = (history.applies[cases] * announced).T.copy()
        for item, before in history.plan.in_order[variant].items():
            if before:
                length[item] += reduce(np.maximum, [length[other] for other in before])
        longest[cases] = length.T
    last = history.marked("until")
    return longest.max(axis=1) if last is None else history.of_each(longest, last)


CLOCKS: dict[str, Clock] = {
    "government_days": government_days,
    "government_sum_days": government_sum_days,
    "legal_days": legal_days,
    "promised_days": promised_days,
    "land_to_permit_days": land_to_permit_days,
    "total_days": total_days,
    "total_working_days": total_working_days,
    "first_contact_days": first_contact_days,
}


MAIN: Final = tuple(name for name in CLOCKS if name != "legal_days")
"""The clocks of every table, beside a scenario's own: another way to count one of them stands beside it once."""

KNOWN_AT_ONCE: Final = frozenset({"promised_days"})
"""What is known of a case before it ends."""


def clocks_of(process: Process) -> dict[str, Clock]:
    """The clocks that tell something of a process; without a start, a limit or a legal step the others never run."""
    runs = {
        "government_days": is_approval(process),
        "government_sum_days": is_approval(process),
        "legal_days": is_approval(process),
        "promised_days": any(item.promise is not None for item in process.items.values() if item.owner == GOVERNMENT),
        "land_to_permit_days": process.land is not None,
        "first_contact_days": process.from_ is not None,
    }
    usual = {name: clock for name, clock in CLOCKS.items() if runs.get(name, True)}
    return {**usual, **{name: OwnDays(name) for name in process.clocks}}


def clock_of(name: str) -> Clock:
    """The clock of that name, whether or not it is one of the scenario's own."""
    return CLOCKS[name] if name in CLOCKS else OwnDays(name)


def is_clock(name: object) -> bool:
    """Whether a name is that of a clock: of one that every scenario may have, or of somebody's own."""
    return name in CLOCKS or is_own(name)


def main_clocks(process: Process) -> list[str]:
    """The clocks of every table, of one process: the main ones as far as they run, and its own."""
    return [name for name in clocks_of(process) if name in MAIN or is_own(name)]


def is_approval(process: Process) -> bool:
    """Whether anything that government decides in the process is ever on the legal clock."""
    decided = (item for item in process.items.values() if item.owner == GOVERNMENT)
    return any(step.legal for item in decided for step in item.steps.values())


def require_approval(scenario: Scenario) -> None:
    """Refuses a scenario whose first process is never on the legal clock: nobody asks whether it keeps a promise."""
    name, process = next(iter(scenario.processes.items()))
    if not is_approval(process):
        message = "no step is on the legal clock (legal: true), which is asked about: use 'approvals run'"
        raise ScenarioError(scenario.scenario, f"processes.{name}", message)


def united(case: Ints, start: Ints, end: Ints, count: int) -> Floats:
    """The length of the union of each case's intervals."""
    from sim.outcomes.unions import STAMP, unite  # with numba, which takes its time

    order, length = np.argsort(case, kind="stable"), np.zeros(count)
    unite(case[order].astype(np.int64), start[order].astype(np.int64), end[order].astype(np.int64), length, STAMP)
    return length


def _before_filing(history: History, variant: int) -> Flags:
    """Which items must be done before the `from` item in this kind of case."""
    waits = history.plan.in_order[variant]
    found = np.zeros(len(history.items), dtype=np.bool_)
    starts = history.plan.marks(history.process, "from_")
    to_visit = [] if starts is None else list(waits[int(starts[history.plan.variant_rules[variant]])])
    while to_visit:
        item = to_visit.pop()
        if not found[item]:
            found[item] = True
            to_visit += waits[item]
    return found


def require_clock(name: str, scenario: Scenario) -> None:
    """Raises `UserError` for a clock that there is not, or that never runs in the scenario's headline process."""
    running = clocks_of(next(iter(scenario.processes.values())))
    if name not in running:
        found = "never runs here" if name in CLOCKS else "is no clock"
        raise UserError(f"--clock: '{name}' {found}{did_you_mean(name, running)}")
