"""What the records of each case come to, in one walk over the log: journeys, waiting, corrections, staff, papers, pay.

What goes home and comes again, and whose time counts where, is said in `sim.outcomes.trips`.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Floats, Ints
from sim.outcomes.open_minutes import Hours, Table, columns_for, empty, hours_of, worked_at
from sim.outcomes.payroll import presence, staffed_by_government
from sim.simulation.attendance import NOWHERE, Attendance, closures
from sim.simulation.event_log import NOT_YET, RETURNED, WITHDRAWN
from sim.simulation.jit import at, entry, machine_code, stamp
from sim.simulation.plan import BOOK, Plan

if TYPE_CHECKING:
    from sim.outcomes.history import History

STAMP: Final = stamp(__name__, "sim.outcomes.open_minutes", "sim.simulation.event_log")


class Burdens(NamedTuple):
    """What each case comes to: minutes, or how many; *paid* is what government pays for steps, in money."""

    trips: Floats
    trips_to_counters: Floats
    sent_home: Floats
    waited: Floats
    served: Floats
    corrections: Floats
    staff: Floats
    documents: Floats
    paid: Floats
    intermediary: Floats


class Walked(NamedTuple):
    """The log of one process, all that its burdens depend on, and room for them, case by case."""

    case: NDArray[np.int32]
    step: NDArray[np.int16]
    attempt: NDArray[np.int16]
    joined: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    pool: NDArray[np.int16]
    server: NDArray[np.int32]
    outcome: NDArray[np.int8]
    horizon: int
    patience: int
    steps: Table
    pools: Table
    shares: Floats
    """Rules by pools: for what share of the time he serves is one of government's staff there for this."""
    shut: Ints
    opens: Ints
    at_home_before: Ints
    """The closures of counters that send people home: their beginnings and ends, and how long those before are."""
    hours: Hours
    server_calendar: Ints
    luck_first: Ints
    luck_cases: Ints
    minutes: NDArray[np.int32]
    """How long steps take: where the luck of each step begins for the process, and how many cases it has."""
    journeys: NDArray[np.int16]
    """Of each record."""
    burdens: Burdens
    stamp: Table


STEP: Final = np.dtype(
    [("documents", "f8"), ("price", "f8"), ("rules", "i8"), ("trips", "i8")]
    + [(name, "i1") for name in ("in_person", "books", "no_show", "correction", "intermediary", "government")]
)
POOL: Final = np.dtype(
    [("first_closure", "i8"), ("end_closure", "i8"), ("next_closure", "i8"), ("counter", "i1"), ("in_line", "i1")]
)
"""*next_closure* is the one at which the record before came: the next is likely to come near it."""


@entry
def walk(log: Walked) -> None:
    """Adds every record to what its case comes to."""
    for row in range(len(log.case)):
        step, case, burdens = at(log.steps, log.step[row]), log.case[row], log.burdens
        visit(log, row, step)
        if step.correction and log.outcome[row] == RETURNED:
            burdens.corrections[case] += 1
        if log.attempt[row] == 0:
            burdens.documents[case] += step.documents
        if log.end[row] >= 0:
            if step.intermediary:
                burdens.intermediary[case] += log.end[row] - log.joined[row]
            if log.outcome[row] != WITHDRAWN:
                burdens.paid[case] += step.price
            if step.government and log.server[row] >= 0:
                place = log.luck_first[log.step[row]] + log.luck_cases[log.step[row]] * log.attempt[row] + case
                burdens.staff[case] += log.minutes[place] * log.shares[step.rules, log.pool[row]]


@machine_code
def visit(log: Walked, row: int, step: Table) -> None:
    """A record as a visit to a counter, if it is one: in line or at a time that was booked."""
    burdens, case = log.burdens, log.case[row]
    came = step.no_show == 0 or log.outcome[row] != RETURNED
    journeys, over = step.trips * came, log.end[row] != NOT_YET
    if log.pool[row] >= 0:
        pool = at(log.pools, log.pool[row])
        in_line, booked = step.in_person * pool.in_line > 0, step.books * pool.counter > 0 and came
        if in_line:
            journeys += stand_in_line(log, row, pool, over)
        if in_line or booked:
            burdens.trips_to_counters[case] += journeys
        if over and log.start[row] != NOT_YET:
            if in_line:
                calendar = log.server_calendar[log.server[row]]
                burdens.served[case] += worked_at(log.hours, calendar, log.end[row]) - worked_at(
                    log.hours, calendar, log.start[row]
                )
            if booked:
                burdens.served[case] += log.end[row] - log.start[row]
    burdens.trips[case] += journeys
    log.journeys[row] = journeys


@machine_code
def stand_in_line(log: Walked, row: int, pool: Table, over: bool) -> int:
    """How often somebody went home from a shut counter and came again; what he waited there counts once it is over."""
    since, until = int(log.joined[row]), int(log.start[row])
    if until == NOT_YET:
        until = int(log.end[row]) if over else log.horizon
    first = next_closure(log.opens, pool, since)
    if log.shut[first] <= since and log.opens[first] - since <= log.patience:
        first += 1
    back = first
    while log.opens[back] <= until:
        back += 1
    away = log.at_home_before[back] - log.at_home_before[first]
    if back > first:
        away -= max(since - log.shut[first], 0)
    if back < pool.end_closure and log.shut[back] < until:
        away += until - max(log.shut[back], since)
    log.burdens.sent_home[log.case[row]] += back - first
    if over:
        log.burdens.waited[log.case[row]] += until - since - away
    return back - first


@machine_code
def next_closure(opens: Ints, pool: Table, since: int) -> int:
    """The first closure of the counter that ends after this minute; the last one never does."""
    number = pool.next_closure
    while opens[number] <= since:
        number += 1
    while number > pool.first_closure and opens[number - 1] > since:
        number -= 1
    pool.next_closure = number
    return number


def burdens_of(history: "History") -> tuple[Burdens, NDArray[np.int16]]:
    """What each case of the process comes to, and the journeys that each record took."""
    log, plan, draws = history.log, history.plan, history.draws
    burdens = Burdens(*np.zeros((len(Burdens._fields), history.count)))
    journeys = np.empty(len(log.case), np.int16)
    pools, shut, opens, before = _pools(plan, draws.attendance)
    walk(
        Walked(
            **columns_for(log, Walked),
            horizon=plan.horizon,
            patience=plan.patience,
            steps=_steps(plan),
            pools=pools,
            shares=_shares(plan),
            shut=shut,
            opens=opens,
            at_home_before=before,
            hours=hours_of(draws.attendance.timetables),
            server_calendar=draws.attendance.server_calendar,
            luck_first=draws.step_first,
            luck_cases=draws.step_cases,
            minutes=draws.minutes,
            journeys=journeys,
            burdens=burdens,
            stamp=STAMP,
        )
    )
    return burdens, journeys


@lru_cache(maxsize=1)
def _steps(plan: Plan) -> Table:
    steps, described = empty(STEP, len(plan.steps)), plan.steps
    steps.documents = [step.documents.value if step.documents is not None else 0.0 for step in described]
    steps.price = [step.cost.value if step.cost is not None else 0.0 for step in described]
    steps.rules, steps.trips, steps.in_person = plan.item_rules[plan.step_item], plan.step_trips, plan.step_in_person
    steps.books = (plan.step_primitive == BOOK) & (plan.step_trips > 0)
    steps.no_show, steps.correction = plan.step_returned_for == "no-show", plan.step_returned_for == "correction"
    parties = zip(plan.step_party, described, strict=True)
    steps.intermediary = [party == "intermediary" and step.counts_as != "applicant" for party, step in parties]
    steps.government = plan.item_by_government[plan.step_item]
    return steps


@lru_cache(maxsize=1)
def _shares(plan: Plan) -> Floats:
    return staffed_by_government(plan) * presence(plan)


@lru_cache(maxsize=1)
def _pools(plan: Plan, attendance: Attendance) -> tuple[Table, Ints, Ints, Ints]:
    """The pools, and the closures of those that are counters, one pool's behind another's."""
    pools, kept = empty(POOL, len(plan.pool_names)), attendance.counter_calendar != NOWHERE
    pools.counter, pools.in_line = plan.pool_counter, kept
    shut, opens, before = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for pool in np.flatnonzero(kept).tolist():
        begun, ended = closures(attendance.counter_hours(pool), plan.patience)
        pools.first_closure[pool] = pools.next_closure[pool] = sum(map(len, shut))
        shut.append(begun)
        opens.append(ended)
        before.append(np.append(0, np.cumsum(ended[:-1] - begun[:-1])))
        pools.end_closure[pool] = sum(map(len, shut))
    return pools, np.concatenate(shut), np.concatenate(opens), np.concatenate(before)
