"""From an event log to responses: one row a case, one row a pool, and what holds the cases up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats, Ints, Numbers
from sim.calendars.working_time import DAY
from sim.outcomes import channels, costs
from sim.outcomes.bound import at_the_bound
from sim.outcomes.clocks import CLOCKS, Clock, clocks_of, is_approval
from sim.outcomes.critical_path import critical_path
from sim.outcomes.history import ENDED, FATES, PERMITTED, History, named
from sim.outcomes.payroll import presence, staffed_by_government
from sim.outcomes.steady_state import queue_lengths
from sim.outcomes.trips import Visits
from sim.scenario.model import Process
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import RETURNED, EventLog
from sim.simulation.plan import Plan
from sim.simulation.reserves import helped_hours, limited_hours

BURDENS = {
    "trips": "trips",
    "on_site_hours": "hours",
    "wait_per_trip": "hours",
    "sent_home": "times",
    "corrections": "corrections",
    "overdue_share": "share",
    "over_limit_share": "share",
    "intermediary_days": "days",
    "intermediary_fees": "CNY",
    "staff_hours": "hours",
}
IN_WORKING_DAYS = ("government_days", "government_sum_days", "legal_days", "promised_days")
UNITS = dict.fromkeys(IN_WORKING_DAYS, "working days") | {
    "land_to_permit_days": "days",
    "total_days": "days",
    "total_working_days": "working days",
    "first_contact_days": "days",
    **BURDENS,
    **channels.UNITS,
    **costs.UNITS,
}
OF_APPROVALS = [*BURDENS, *channels.UNITS, *costs.UNITS]
OF_EVERY_PROCESS = [
    "trips", "on_site_hours", "wait_per_trip", "sent_home", "corrections", "staff_hours",
    "government_outlays", "government_cost", "applicant_hours", "applicant_travel", "applicant_cost",
]  # fmt: skip
"""What a visit to a counter costs, too: it promises nothing, asks for no intermediary and has no way to go."""


@dataclass(frozen=True)
class Outcomes:
    """What one replication measured of one process.

    *cases*: a row for each measured case, with class, traits, fate, for how many days it was *followed* from first
    contact on, every clock of the process and every burden it can have; of a case that is still under way at the end of
    the run both are what they have come to so far, of a refused one the clocks are not a number. *path*: the critical
    path of the permitted ones, see `sim.outcomes.critical_path`; empty for a process in which no item waits for
    another: it would only part service from queue. *items*: which way the items of the permitted cases went, see
    `sim.outcomes.channels`; empty for a process that is never on the legal clock. *bounds*: where cases met the bound
    on attempts, see `sim.outcomes.bound`.

    Of all processes together: *pools*, for each pool with servers the hours it is held and the hours it is there in the
    measured time; *queues*, for each pool how many wait, see `sim.outcomes.steady_state`; *year*, one row, what a year
    costs, see `sim.outcomes.costs`.

    >>> import sim
    >>> plan = sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml"))
    >>> draws = sim.draw(plan, seed=1, replication=0)
    >>> outcomes = sim.measure(plan, draws, sim.simulate(plan, draws))
    >>> outcomes.process, list(outcomes.cases.columns[:4])
    ('projects', ['case', 'class', 'traits', 'fate'])
    """

    process: str
    cases: pd.DataFrame
    path: pd.DataFrame
    pools: pd.DataFrame
    items: pd.DataFrame
    queues: pd.DataFrame
    year: pd.DataFrame
    bounds: pd.DataFrame


def responses_of(process: Process) -> list[str]:
    """What is measured of the cases of a process: its clocks and its burdens."""
    return [*clocks_of(process), *(OF_APPROVALS if is_approval(process) else OF_EVERY_PROCESS)]


def measure(plan: Plan, draws: Draws, log: EventLog, process: int = 0) -> Outcomes:
    """The responses of one process in one replication.

    >>> import sim
    >>> plan = sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml"))
    >>> draws = sim.draw(plan, seed=1, replication=0)
    >>> outcomes = sim.measure(plan, draws, sim.simulate(plan, draws))
    >>> outcomes.cases["fate"].value_counts().to_dict()
    {'permitted': 47, 'refused': 0, 'unfinished': 0}
    """
    return measure_all(plan, draws, log)[process]


def measure_all(plan: Plan, draws: Draws, log: EventLog) -> list[Outcomes]:
    """The responses of every process, the headline first."""
    histories = [History(plan, draws, log, process) for process in range(len(plan.processes))]
    found = [_of_cases(history) for history in histories]
    pools, queues = _pools(histories[0]), queue_lengths(plan, log)
    year = costs.per_year(plan, draws.attendance, log, [cases for cases, _, _ in found])
    return [
        Outcomes(name, cases, path, pools, items, queues, year, at_the_bound(history))
        for name, history, (cases, path, items) in zip(plan.scenario.processes, histories, found, strict=True)
    ]


def _of_cases(history: History) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The measured cases, the critical path of the permitted ones among them, and which way their items went."""
    process = history.plan.processes[history.process]
    chosen = np.flatnonzero(history.measured)
    permitted = history.fate == PERMITTED
    columns = _columns(history, chosen)
    columns |= {name: unless_refused(history, clock)[chosen] for name, clock in clocks_of(process).items()}
    done = chosen[permitted[chosen]]
    ordered = any(item.after for item in process.items.values())
    path = critical_path(history, done if ordered else done[:0])
    visits = Visits(history)
    if not is_approval(process):
        burdens, items = _costs(history, visits), pd.DataFrame()
        return _with(columns, burdens, OF_EVERY_PROCESS, chosen), path, items
    found = channels.ways(history, visits.trips)
    burdens = _burdens(history, visits) | channels.per_case(history, found)
    return _with(columns, burdens, OF_APPROVALS, chosen), path, channels.per_item(history, found, done)


def _with(columns: dict[str, object], burdens: dict[str, Floats], names: Iterable[str], chosen: Ints) -> pd.DataFrame:
    return pd.DataFrame(columns | {name: burdens[name][chosen] for name in names})


def measure_clock(plan: Plan, draws: Draws, log: EventLog, clock: str, process: int = 0) -> pd.DataFrame:
    """Only the measured cases, what became of them, and one clock: a quarter of the work of `measure`."""
    history = History(plan, draws, log, process)
    chosen = np.flatnonzero(history.measured)
    return who(history, chosen).assign(**{clock: unless_refused(history, CLOCKS[clock])[chosen]})


def unless_refused(history: History, clock: Clock) -> Floats:
    """A clock of every case: to its permit, or so far if it is still under way; not a number if it was refused."""
    return np.where(history.fate == ENDED, np.nan, clock(history))


def government_cost_per_year(plan: Plan, draws: Draws, log: EventLog) -> float:
    """Only what a measured year costs the government, in all processes; not a number without prices."""
    families = [History(plan, draws, log, process) for process in range(len(plan.processes))]
    return costs.standing_per_year(plan, draws.attendance, log) + costs.outlays_per_year(plan, families)


def who(history: History, chosen: Ints) -> pd.DataFrame:
    """The cases: their class and traits, what became of them, and for how many days they were followed."""
    return pd.DataFrame(_columns(history, chosen))


def _columns(history: History, chosen: Ints) -> dict[str, object]:
    plan = history.plan
    traits = ["+".join(sorted(traits)) for traits in plan.variant_traits]
    return {
        "case": history.number[chosen],
        "class": named(history.variant[chosen], plan.variant_class),
        "traits": named(history.variant[chosen], traits),
        "fate": named(history.fate[chosen], FATES),
        "followed": (history.left - history.arrival)[chosen] / DAY,
    }


def _burdens(history: History, visits: Visits) -> dict[str, Floats]:
    return _costs(history, visits) | {
        "overdue_share": _late_share(history, _promise_of(history.plan)),
        "over_limit_share": _late_share(history, _limit_of(history.plan)),
        "intermediary_days": _intermediary_days(history),
    }


def _costs(history: History, visits: Visits) -> dict[str, Floats]:
    """What can be priced, and its price."""
    log, plan = history.log, history.plan
    corrected = (log.outcome == RETURNED) & (plan.step_returned_for == "correction")[log.step]
    counted = {
        "trips": _per_case(history, visits.trips),
        "on_site_hours": visits.minutes / 60,
        "wait_per_trip": visits.wait_per_trip / 60,
        "sent_home": _per_case(history, visits.sent_home),
        "corrections": _per_case(history, corrected),
        "intermediary_fees": costs.fees(history, "fee"),
        "staff_hours": _staff_minutes(history) / 60,
    }
    return counted | costs.per_case(history, counted)


def _per_case(history: History, amounts: Numbers | Flags) -> Floats:
    """The sum over the records of each case."""
    some = np.flatnonzero(amounts)
    return np.bincount(history.log.case[some], weights=amounts[some], minlength=history.count).astype(np.float64)


def _staff_minutes(history: History) -> Floats:
    """The minutes of government's staff for government's items: of those it holds a server, the share he is present."""
    log, plan = history.log, history.plan
    share = np.pad(staffed_by_government(plan) * presence(plan), ((0, 0), (0, 1)))
    paid: Flags = np.any(share > 0, axis=0)
    served = (log.server >= 0) & (log.end >= 0) & paid[log.pool] & _owned_by(history, "government")[log.item]
    mine = np.flatnonzero(served)
    rules = plan.item_rules[plan.step_item[log.step[mine]]]
    case, step, attempt = (column[mine].astype(np.int64) for column in (log.case, log.step, log.attempt))
    drawn = _drawn_minutes(history, case + history.first_case, step, attempt) * share[rules, log.pool[mine]]
    return np.bincount(case, weights=drawn, minlength=history.count).astype(np.float64)


def _drawn_minutes(history: History, case: Ints, step: Ints, attempt: Ints) -> Ints:
    """The working minutes drawn for records of *case* (numbered in all processes), for which a server is held."""
    minutes: Ints = history.draws.minutes[history.draws.place(step, case, attempt)].astype(np.int64)
    return minutes


def _owned_by(history: History, owner: str) -> Flags:
    return np.array([history.plan.items[item].owner == owner for item in history.items])


class _Deadlines(NamedTuple):
    """By when items are to be decided: minutes, variants by items, without and with the extension; by which clocks."""

    minutes: Ints
    extension: Ints
    clocks: Ints


def _promise_of(plan: Plan) -> _Deadlines:
    return _Deadlines(plan.item_promise, plan.item_promise_extension, plan.item_clock)


def _limit_of(plan: Plan) -> _Deadlines:
    return _Deadlines(plan.item_limit, plan.item_limit_extension, plan.item_limit_clock)


def _late_share(history: History, deadlines: _Deadlines) -> Floats:
    """Of government's items with a deadline, the share that took longer on the legal clock.

    The extension counts for who went through a step that extends. A case without such an item has none that is late.
    """
    legal, items = history.on_legal_clock, slice(history.items.start, history.items.stop)
    shape = history.count, len(history.items)
    place, worked = legal.case * np.int64(shape[1]) + legal.item, _worked(history, deadlines.clocks[items])
    used = np.bincount(place, weights=worked, minlength=shape[0] * shape[1]).reshape(shape)
    allowed = deadlines.minutes[history.variant, items]
    if deadlines.extension.any():
        allowed = allowed + deadlines.extension[history.variant, items] * _extended(history)
    limited = history.applies & (allowed > 0) & (used > 0)
    shares: Floats = (limited & (used > allowed)).sum(axis=1) / np.maximum(limited.sum(axis=1), 1)
    return shares


def _worked(history: History, clocks: Ints) -> Ints:
    """The minutes of every record on the legal clock, on the calendar on which its item's deadline is counted."""
    legal, plan = history.on_legal_clock, history.plan
    if (clocks == plan.legal_calendar).all():
        return legal.worked
    since, until = (column[legal.row].astype(np.int64) for column in (history.log.joined, history.ended))
    of_record = clocks[legal.item]
    worked: Ints = plan.timetables.worked_at(of_record, until) - plan.timetables.worked_at(of_record, since)
    return worked


def _extended(history: History) -> Flags:
    """Whose promise and limit were extended: cases by items."""
    extended = np.zeros((history.count, len(history.items)), dtype=np.bool_)
    rows = np.flatnonzero(history.plan.step_extends[history.log.step])
    extended[history.log.case[rows], history.log.item[rows]] = True
    return extended


def _intermediary_days(history: History) -> Floats:
    """Calendar days spent in intermediaries' items, one after another or side by side, added up."""
    spent = (history.done - history.begun) * history.applies * _owned_by(history, "intermediary")
    days: Floats = spent.sum(axis=1) / DAY
    return days


def _pools(history: History) -> pd.DataFrame:
    """For each pool with servers: for how many of its measured hours it is held, by all processes.

    The hours of a reserve are among them, while it was there; those of a pool that some rules do not ask, as long as
    they do, and while it finishes what is left.
    """
    plan, attendance = history.plan, history.draws.attendance
    since, until = plan.measured_from, plan.measured_until
    there = attendance.timetables.worked_between(attendance.server_calendar, since, until)
    helping = np.zeros(len(there), dtype=np.int64)
    for pool in np.flatnonzero(plan.pool_reserve).tolist():
        there[plan.reserve_servers(pool)] = 0
    for server, when in helped_hours(plan, attendance, history.whole_log).items():
        there[server] = helping[server] = when.between(since, until)
    for server, when in limited_hours(plan, attendance, history.whole_log).items():
        there[server] = when.between(since, until)
    by_server = np.stack([_held(history, since, until), there, helping])
    so_far = np.concatenate([np.zeros((3, 1)), np.cumsum(by_server, axis=1)], axis=1)
    held, hours, helped = np.diff(so_far[:, plan.pool_first_server], axis=1) / 60
    servers = plan.pool_servers
    utilisation = held / np.where(hours > 0, hours, np.nan)
    columns = {"servers": servers, "reserve": plan.pool_reserve, "held_hours": held, "hours": hours}
    columns |= {"reserve_hours": helped, "utilisation": utilisation}
    names, kept = pd.array(plan.pool_names, dtype="str"), servers > 0
    table = {"pool": names[kept]} | {name: column[kept] for name, column in columns.items()}
    return pd.DataFrame(table, index=pd.RangeIndex(len(servers))[kept])


def _held(history: History, since: int, until: int) -> Ints:
    """The working minutes between two moments for which each server is held."""
    plan, log = history.plan, history.whole_log
    served = np.flatnonzero((log.server >= 0) & (log.start < until) & ((log.end > since) | (log.end < 0)))
    start, end, server = log.start[served], log.end[served], log.server[served]
    case, step, attempt = (column[served].astype(np.int64) for column in (log.case, log.step, log.attempt))
    minutes = _drawn_minutes(history, case, step, attempt)
    cut = np.flatnonzero((start < since) | (end > until) | (end < 0))
    over = np.where(end[cut] < 0, until, np.minimum(end[cut], until))
    attendance = history.draws.attendance
    minutes[cut] = attendance.timetables.worked_between(
        attendance.server_calendar[server[cut]], np.maximum(start[cut], since), over
    )
    return np.bincount(server, weights=minutes, minlength=len(plan.server_calendar)).astype(np.int64)
