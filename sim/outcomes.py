"""From an event log to responses: one row a case, one row a pool, and what holds the cases up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.arrays import Flags, Floats, Ints
from sim.calendars import DAY
from sim.clocks import CLOCKS
from sim.critical_path import path_segments
from sim.draws import Draws
from sim.events import RETURNED, EventLog
from sim.history import FATES, PERMITTED, History
from sim.plan import Plan

BURDENS = {
    "trips": "trips",
    "on_site_hours": "hours",
    "corrections": "corrections",
    "overdue_share": "share",
    "intermediary_days": "days",
    "intermediary_fees": "CNY",
    "staff_hours": "hours",
}
UNITS = dict.fromkeys(("government_days", "government_sum_days", "promised_days"), "working days") | {
    "land_to_permit_days": "days",
    "total_days": "days",
    "total_working_days": "working days",
    "first_contact_days": "days",
    **BURDENS,
}


@dataclass(frozen=True)
class Outcomes:
    """What one replication measured of one process.

    *cases*: a row for each measured case, with class, traits, fate, every clock (not a number unless permitted) and
    every burden. *path*: days on the critical path by case, item, step, holder and who. *pools*: utilisation in the
    measured time.
    """

    cases: pd.DataFrame
    path: pd.DataFrame
    pools: pd.DataFrame


def measure(plan: Plan, draws: Draws, log: EventLog, process: int = 0) -> Outcomes:
    """The responses of one replication."""
    history = History(plan, draws, log, process)
    chosen = np.flatnonzero(history.measured)
    permitted = chosen[history.fate[chosen] == PERMITTED]
    columns = {name: np.where(history.fate == PERMITTED, clock(history), np.nan) for name, clock in CLOCKS.items()}
    columns |= _burdens(history)
    cases = pd.DataFrame({name: column[chosen] for name, column in columns.items()})
    cases.insert(0, "case", chosen)
    cases.insert(1, "class", [plan.variant_class[variant] for variant in history.variant[chosen]])
    cases.insert(2, "traits", ["+".join(sorted(plan.variant_traits[variant])) for variant in history.variant[chosen]])
    cases.insert(3, "fate", [FATES[fate] for fate in history.fate[chosen]])
    return Outcomes(cases, _path(history, permitted), _pools(history))


def _burdens(history: History) -> dict[str, Floats]:
    log, plan = history.log, history.plan
    trips = np.array([step.trips for step in plan.steps] or [0])
    corrects = np.array(
        [step.returns is not None and step.returns.reason == "correction" for step in plan.steps] or [False]
    )
    corrected = (log.outcome == RETURNED) & corrects[log.step]
    return {
        "trips": _per_case(history, trips[log.step]),
        "on_site_hours": _per_case(history, _on_site_minutes(history)) / 60,
        "corrections": _per_case(history, corrected),
        "overdue_share": _overdue_share(history),
        "intermediary_days": _intermediary_days(history),
        "intermediary_fees": _fees(history),
        "staff_hours": _per_case(history, _government_minutes(history)) / 60,
    }


def _per_case(history: History, amounts: object) -> Floats:
    counted = np.bincount(history.log.case, weights=np.asarray(amounts, dtype=float), minlength=history.count)
    return counted.astype(np.float64)


def _on_site_minutes(history: History) -> Floats:
    """Waiting and being served at a counter: the minutes it is open between joining its queue and leaving it.

    Who booked a slot comes at its time, and waits only as long as the service takes.
    """
    log, plan = history.log, history.plan
    pools = list(plan.scenario.pools.values())
    at_counter = np.array([pool.counter for pool in pools] + [False])[plan.step_pool[log.step]] & (log.end >= 0)
    booked = at_counter & (log.server < 0)
    minutes = np.where(booked, log.end - log.start, 0).astype(float)
    queued = np.flatnonzero(at_counter & (log.server >= 0))
    calendar = plan.server_calendar[log.server[queued]]
    for number in np.unique(calendar):
        mine = queued[calendar == number]
        worked = plan.calendars[number].worked_at
        minutes[mine] = worked(log.end[mine]) - worked(log.joined[mine])
    return minutes


def _owned_by(history: History, owner: str) -> Flags:
    items = list(history.plan.processes[history.process].items.values())
    return np.array([item.owner == owner for item in items])


def _government_minutes(history: History) -> Floats:
    """The working minutes for which government servers are held."""
    log, plan = history.log, history.plan
    held = (log.server >= 0) & (log.end >= 0) & _owned_by(history, "government")[log.item]
    minutes = np.zeros(len(log.case))
    calendar = plan.server_calendar[np.maximum(log.server, 0)]
    for number in np.unique(calendar[held]):
        mine = np.flatnonzero(held & (calendar == number))
        worked = plan.calendars[number].worked_at
        minutes[mine] = worked(log.end[mine]) - worked(log.start[mine])
    return minutes


def _overdue_share(history: History) -> Floats:
    """Of the items with a promise, the share that took longer on the legal clock than was promised."""
    log, plan = history.log, history.plan
    legal = np.array([step.legal for step in plan.steps] or [False])[log.step] & (log.end >= 0)
    worked = history.legal_calendar.worked_at
    used = np.zeros((history.count, len(history.items)))
    np.add.at(used, (log.case[legal], log.item[legal]), worked(log.end[legal]) - worked(log.joined[legal]))
    promise = plan.item_promise[history.items.start : history.items.stop]
    promised = history.applies & (promise > 0) & (used > 0)
    late = promised & (used > promise)
    shares: Floats = late.sum(axis=1) / np.maximum(promised.sum(axis=1), 1)
    return shares


def _intermediary_days(history: History) -> Floats:
    """Calendar days spent in intermediaries' items, one after another or side by side, added up."""
    spent = (history.done - history.begun) * history.applies * _owned_by(history, "intermediary")
    days: Floats = spent.sum(axis=1) / DAY
    return days


def _fees(history: History) -> Floats:
    items = list(history.plan.processes[history.process].items.values())
    fees = np.array(
        [item.fee.value if item.fee is not None and item.owner == "intermediary" else 0.0 for item in items]
    )
    paid: Floats = history.applies @ fees
    return paid


def _path(history: History, cases: Ints) -> pd.DataFrame:
    """Days on the critical path by case, item, step, holder and who."""
    segments = path_segments(history, cases)
    names = list(history.plan.processes[history.process].items)
    segments["item"] = [names[item] for item in segments["item"]]
    segments["step"] = [history.plan.step_names[step] for step in segments["step"]]
    keys = ["case", "item", "step", "holder", "who"]
    by_holder = segments.groupby(keys, as_index=False, sort=True)[["minutes", "off"]].sum()
    return by_holder.assign(days=by_holder["minutes"] / DAY, off_days=by_holder["off"] / DAY)


def _pools(history: History) -> pd.DataFrame:
    """For each pool with servers: the share of its measured hours for which it is held, by all processes."""
    plan, log = history.plan, history.whole_log
    rows = []
    for number, name in enumerate(plan.pool_names):
        servers = range(int(plan.pool_first_server[number]), int(plan.pool_first_server[number + 1]))
        if not servers:
            continue
        mine = (log.server >= servers.start) & (log.server < servers.stop)
        held = sum(_held(history, server, mine & (log.server == server)) for server in servers)
        hours = sum(
            plan.calendars[plan.server_calendar[server]].between(plan.measured_from, plan.measured_until)
            for server in servers
        )
        rows.append({"pool": name, "servers": len(servers), "held_hours": held / 60, "hours": hours / 60})
    frame = pd.DataFrame(rows, columns=["pool", "servers", "held_hours", "hours"])
    return frame.assign(utilisation=frame["held_hours"] / frame["hours"].where(frame["hours"] > 0))


def _held(history: History, server: int, records: Flags) -> int:
    """The working minutes of the measured time for which a server is held."""
    plan, log = history.plan, history.whole_log
    window = (plan.measured_from, plan.measured_until)
    worked = plan.calendars[plan.server_calendar[server]].worked_at
    start = np.clip(log.start[records].astype(np.int64), *window)
    end = np.where(log.end[records] < 0, window[1], log.end[records]).astype(np.int64)
    return int((worked(np.clip(end, *window)) - worked(start)).sum())
