"""From an event log to responses: one row a case, one row a pool, and what holds the cases up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.working_time import DAY, WorkCalendar
from sim.outcomes import channels, costs
from sim.outcomes.bound import at_the_bound
from sim.outcomes.clocks import CLOCKS, Clock, clocks_of, is_approval
from sim.outcomes.critical_path import critical_path
from sim.outcomes.history import ENDED, FATES, PERMITTED, History, Names
from sim.outcomes.parties import Parties, parties_of
from sim.outcomes.steady_state import queue_lengths
from sim.outcomes.trips import Visits
from sim.scenario import Scenario
from sim.scenario.model import Process
from sim.simulation.draws.draw import Draws, draw
from sim.simulation.engines import simulate
from sim.simulation.event_log import EventLog
from sim.simulation.lower import lower
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
    helped = helped_hours(plan, draws.attendance, log)
    pools, queues = _pools(histories[0], helped), queue_lengths(plan, log)
    year = costs.per_year(plan, helped, log, [cases for cases, _, _ in found])
    return [
        Outcomes(name, cases, path, pools, items, queues, year, at_the_bound(history))
        for name, history, (cases, path, items) in zip(plan.scenario.processes, histories, found, strict=True)
    ]


def prepare_measuring() -> None:
    """Has the machine code that measures made or loaded, so that workers started afterwards find it on disk."""
    steps = {"examine": {"wait": "1 hour", "calendar": "office", "legal": True}}
    document = {
        "scenario": "somewhere",
        "title": "One project comes",
        "start": "2016-01-04",
        "run": {"length": "1 day", "follow": "9 days"},
        "calendars": {"office": {"hours": "09:00-17:00"}},
        "processes": {
            "projects": {
                "arrivals": {"at": ["2016-01-04 09:00"]},
                "items": {"first": {"steps": steps}, "second": {"after": ["first"], "steps": steps}},
            }
        },
    }
    plan = lower(Scenario.model_validate(document))
    draws = draw(plan, 0, 0)
    measure_all(plan, draws, simulate(plan, draws))


def _of_cases(history: History) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The measured cases, the critical path of the permitted ones among them, and which way their items went."""
    process = history.plan.processes[history.process]
    chosen = np.flatnonzero(history.measured)
    permitted = history.fate == PERMITTED
    columns = _columns(history, chosen) | _clocks(history, chosen)
    done = chosen[permitted[chosen]]
    path = critical_path(history, done if _is_ordered(process) else done[:0])
    if not is_approval(process):
        burdens, items = _costs(history), pd.DataFrame()
        return _with(columns, burdens, OF_EVERY_PROCESS, chosen), path, items
    found = channels.ways(history, history.burdens[1])
    burdens = _burdens(history) | channels.per_case(history, found)
    return _with(columns, burdens, OF_APPROVALS, chosen), path, channels.per_item(history, found, done)


def _with(columns: dict[str, object], burdens: dict[str, Floats], names: Iterable[str], chosen: Ints) -> pd.DataFrame:
    return pd.DataFrame(columns | {name: burdens[name][chosen] for name in names})


def measure_clock(plan: Plan, draws: Draws, log: EventLog, clock: str, process: int = 0) -> pd.DataFrame:
    """Only the measured cases, what became of them, and one clock: a quarter of the work of `measure`."""
    history = History(plan, draws, log, process)
    chosen = np.flatnonzero(history.measured)
    return who(history, chosen).assign(**{clock: unless_refused(history, CLOCKS[clock])[chosen]})


def measure_clocks(plan: Plan, draws: Draws, log: EventLog, process: int = 0) -> tuple[pd.DataFrame, Parties]:
    """The measured cases, what became of them, and every clock of the process; and the permitted ones' days by party.

    The days are those of `sim.outcomes.parties`; none for a process in which no item waits for another.
    """
    history = History(plan, draws, log, process)
    chosen = np.flatnonzero(history.measured)
    done = chosen[(history.fate == PERMITTED)[chosen]]
    parties = parties_of(history, done if _is_ordered(plan.processes[process]) else done[:0])
    return pd.DataFrame(_columns(history, chosen) | _clocks(history, chosen)), parties


def _clocks(history: History, chosen: Ints) -> dict[str, object]:
    """Every clock of the process, of these cases."""
    running = clocks_of(history.plan.processes[history.process])
    return {name: unless_refused(history, clock)[chosen] for name, clock in running.items()}


def _is_ordered(process: Process) -> bool:
    return any(item.after for item in process.items.values())


def unless_refused(history: History, clock: Clock) -> Floats:
    """A clock of every case: to its permit, or so far if it is still under way; not a number if it was refused."""
    return np.where(history.fate == ENDED, np.nan, clock(history))


def government_cost_per_year(plan: Plan, draws: Draws, log: EventLog) -> float:
    """Only what a measured year costs the government, in all processes; not a number without prices."""
    by_process = [History(plan, draws, log, process) for process in range(len(plan.processes))]
    helped = helped_hours(plan, draws.attendance, log)
    return costs.standing_per_year(plan, helped, log) + costs.outlays_per_year(plan, by_process)


def who(history: History, chosen: Ints) -> pd.DataFrame:
    """The cases: their class and traits, what became of them, and for how many days they were followed."""
    return pd.DataFrame(_columns(history, chosen))


def _columns(history: History, chosen: Ints) -> dict[str, object]:
    classes, traits, fates = _names(history.plan)
    return {
        "case": history.number[chosen],
        "class": classes.of(history.variant[chosen]),
        "traits": traits.of(history.variant[chosen]),
        "fate": fates.of(history.fate[chosen]),
        "followed": (history.left - history.arrival)[chosen] / DAY,
    }


@lru_cache(maxsize=1)
def _names(plan: Plan) -> tuple[Names, Names, Names]:
    """Of classes and traits by kind of case, and of fates."""
    traits = ["+".join(sorted(traits)) for traits in plan.variant_traits]
    return Names(plan.variant_class), Names(traits), Names(FATES)


def _burdens(history: History) -> dict[str, Floats]:
    return _costs(history) | {
        "overdue_share": _late_share(history, _promise_of(history.plan)),
        "over_limit_share": _late_share(history, _limit_of(history.plan)),
        "intermediary_days": _intermediary_days(history),
    }


def _costs(history: History) -> dict[str, Floats]:
    """What can be priced, and its price."""
    visits, cases = Visits(history), history.burdens[0]
    counted = {
        "trips": cases.trips,
        "on_site_hours": visits.minutes / 60,
        "wait_per_trip": visits.wait_per_trip / 60,
        "sent_home": cases.sent_home,
        "corrections": cases.corrections,
        "intermediary_fees": costs.fees(history, "fee"),
        "staff_hours": cases.staff / 60,
    }
    return counted | costs.per_case(history, counted)


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


def _pools(history: History, helped: Mapping[int, WorkCalendar]) -> pd.DataFrame:
    """For each pool with servers: for how many of its measured hours it is held, by all processes.

    The hours of a reserve are among them, while it was there; those of a pool that some rules do not ask, as long as
    they do, and while it finishes what is left.
    """
    from sim.outcomes.crowds import held as held_minutes  # with numba, which takes its time

    plan, attendance = history.plan, history.draws.attendance
    since, until = plan.measured_from, plan.measured_until
    there = attendance.timetables.worked_between(attendance.server_calendar, since, until)
    helping = np.zeros(len(there), dtype=np.int64)
    for pool in np.flatnonzero(plan.pool_reserve).tolist():
        there[plan.reserve_servers(pool)] = 0
    for server, when in helped.items():
        there[server] = helping[server] = when.between(since, until)
    for server, when in limited_hours(plan, attendance, history.whole_log).items():
        there[server] = when.between(since, until)
    by_server = np.stack([held_minutes(plan, history.draws, history.whole_log, since, until), there, helping])
    so_far = np.concatenate([np.zeros((3, 1)), np.cumsum(by_server, axis=1)], axis=1)
    held, hours, helping_hours = np.diff(so_far[:, plan.pool_first_server], axis=1) / 60
    servers = plan.pool_servers
    utilisation = held / np.where(hours > 0, hours, np.nan)
    columns = {"servers": servers, "reserve": plan.pool_reserve, "held_hours": held, "hours": hours}
    columns |= {"reserve_hours": helping_hours, "utilisation": utilisation}
    names, kept = pd.array(plan.pool_names, dtype="str"), servers > 0
    table = {"pool": names[kept]} | {name: column[kept] for name, column in columns.items()}
    return pd.DataFrame(table, index=pd.RangeIndex(len(servers))[kept])
