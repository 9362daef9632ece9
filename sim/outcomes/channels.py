"""Which way items went, read off the log: decided on the spot, applied for on line, sent by courier, sealed by key,
with how many trips.

Nothing here is set by a scenario. Items count that end in a decision: no joint acceptance, no conclusion, no simulated
opinion. An item is decided on the spot (即办) when no paper was sent back and no more than
half a working day lies between acceptance and decision. It is applied for on line when its chain can be handed in at a
counter and the log shows no such step, or one whose `channel` says so. That a certificate went by courier, and that a
seal is electronic, is said by the channel of the step that was gone through.
"""

from functools import lru_cache, reduce
from operator import or_
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.base.arrays import Flags, Floats, Ints, Numbers
from sim.calendars.working_time import DAY
from sim.outcomes.history import History
from sim.scenario.model import Step
from sim.simulation.event_log import RETURNED, WITHDRAWN
from sim.simulation.plan import Plan

SHARES: Final = {
    "on_the_spot_share": ("on_the_spot", "decided"),
    "online_share": ("online", "applied_for"),
    "courier_share": ("by_courier", "delivered"),
    "e_seal_share": ("e_sealed", "sealed"),
    "one_trip_item_share": ("one_trip", "decided"),
}
"""Each share: which items went that way, of which items."""

UNITS: Final = dict.fromkeys(SHARES, "share") | {
    "promise_per_item": "working days",
    "intermediary_service_days": "days",
}

COUNTER, ONLINE, SEAL, E_SEAL, DELIVERY, COURIER, OTHER, SENT_BACK = (np.uint8(1 << bit) for bit in range(8))
"""What a record says about the way of its item, one bit each."""


class Ways(NamedTuple):
    """One row for each item of government's that a case went through: whose it is, and which way it went."""

    case: Ints
    item: Ints
    decided: Flags
    on_the_spot: Flags
    applied_for: Flags
    online: Flags
    delivered: Flags
    by_courier: Flags
    sealed: Flags
    e_sealed: Flags
    one_trip: Flags


def ways(history: History, trips: Numbers) -> Ways:
    """The way of every item of government's; *trips* are the journeys that each record took."""
    log = history.log
    items = slice(history.items.start, history.items.stop)
    of_government = history.plan.item_by_government[items]
    rows = np.flatnonzero(of_government[log.item])
    flat = log.case[rows].astype(np.int64) * len(history.items) + log.item[rows]
    first = np.flatnonzero(np.diff(flat, prepend=-1))
    said = np.bitwise_or.reduceat(_said(history, rows), first) if first.size else np.zeros(0, dtype=np.uint8)
    item = log.item[rows[first]].astype(np.int64)
    decides = np.array([one.decides for one in history.plan.items[items]], dtype=np.bool_)
    simulated = history.plan.item_simulated[history.variant[log.case[rows[first]]], history.items.start + item]
    at_counter, decided = _has(said, COUNTER), _has(said, OTHER) & decides[item] & ~simulated
    applied_for = decided & _handed_in(history)[item]
    return Ways(
        case=log.case[rows[first]].astype(np.int64),
        item=item,
        decided=decided,
        on_the_spot=decided & ~_has(said, SENT_BACK) & _soon(history, rows, first),
        applied_for=applied_for,
        online=applied_for & ~at_counter,
        delivered=_has(said, DELIVERY),
        by_courier=_has(said, COURIER),
        sealed=_has(said, SEAL),
        e_sealed=_has(said, E_SEAL),
        one_trip=decided & (_per_item(trips[rows], first) <= 1),
    )


def per_case(history: History, found: Ways) -> dict[str, Floats]:
    """For each case the share of its items that went each way, and two means over its items."""

    def count(name: str) -> Ints:
        return np.bincount(found.case[getattr(found, name)], minlength=history.count)

    return {name: _ratio(count(part), count(whole)) for name, (part, whole) in SHARES.items()} | {
        "promise_per_item": _promise_per_item(history),
        "intermediary_service_days": _service_days(history),
    }


def per_item(history: History, found: Ways, chosen: Ints) -> pd.DataFrame:
    """For each item how many of the *chosen* cases had it decided, applied for, delivered and sealed, and which way."""
    among = np.zeros(history.count, dtype=np.bool_)
    among[chosen] = True
    counted = among[found.case]
    counts = {
        name: np.bincount(found.item[getattr(found, name) & counted], minlength=len(history.items))
        for name in Ways._fields[2:]
    }
    names = [history.plan.item_names[item].partition(".")[2] for item in history.items]
    return pd.DataFrame({"item": names, **counts}).groupby("item", as_index=False, sort=False).sum()


def _said(history: History, rows: Ints) -> NDArray[np.uint8]:
    """What these records say about the way of their item; what was never done says nothing."""
    log, plan = history.log, history.plan
    step, outcome = log.step[rows], log.outcome[rows]
    on_paper = ~np.isin(plan.step_returned_for, ["", "no-show"])
    said = _said_by_step(plan)[step] | np.where((outcome == RETURNED) & on_paper[step], SENT_BACK, np.uint8(0))
    return np.where((log.end[rows] >= 0) & (outcome != WITHDRAWN), said, np.uint8(0))


@lru_cache(maxsize=1)
def _said_by_step(plan: Plan) -> NDArray[np.uint8]:
    return np.array([_bits(step) for step in plan.steps], dtype=np.uint8)


def _bits(step: Step) -> np.uint8:
    """What going through a step says."""
    kinds = {
        COUNTER: step.counts_as == "submission" and step.channel != "online",
        ONLINE: step.channel == "online",
        SEAL: step.counts_as == "seal",
        E_SEAL: step.channel == "e-seal",
        DELIVERY: step.counts_as == "delivery",
        COURIER: step.channel == "courier",
    }
    return reduce(or_, (bit for bit, true in kinds.items() if true), OTHER if not kinds[DELIVERY] else np.uint8(0))


def _has(said: NDArray[np.uint8], bits: np.uint8) -> Flags:
    return (said & bits) > 0


def _handed_in(history: History) -> Flags:
    """The items that are handed in, at a counter or on line."""
    chains = [history.plan.items[item].steps.values() for item in history.items]
    return np.array([any(step.counts_as == "submission" for step in chain) for chain in chains], dtype=np.bool_)


def _soon(history: History, rows: Ints, first: Ints) -> Flags:
    """Which items were decided within half a working day of being accepted, or else of being taken up."""
    if not first.size:
        return np.zeros(0, dtype=np.bool_)
    log, worked = history.log, history.legal_minutes
    step, end = log.step[rows], log.end[rows].astype(np.int64)
    delivers = np.array([one.counts_as == "delivery" for one in history.plan.steps], dtype=np.bool_)
    accepted = np.maximum.reduceat(np.where(history.plan.step_accepts[step], end, -1), first)
    decided = np.maximum.reduceat(np.where(delivers[step], -1, end), first)
    since = np.where(accepted >= 0, accepted, log.start[rows[first]])
    spent = worked(np.maximum(decided, 0)) - worked(np.maximum(since, 0))
    return (decided >= 0) & (spent <= history.legal_day / 2)


def _per_item(numbers: Ints, first: Ints) -> Ints:
    """The sums of runs of records that begin at *first*."""
    return np.add.reduceat(numbers, first) if first.size else numbers


def _ratio(part: Ints | Floats, whole: Ints) -> Floats:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)


def _promise_per_item(history: History) -> Floats:
    """The mean promised limit of government's items that a case needs and that promise anything."""
    items, plan = slice(history.items.start, history.items.stop), history.plan
    promise = (plan.promised_days * plan.item_by_government)[:, items]
    needed = (history.applies & ~plan.item_simulated[history.variant, items]).astype(np.float64)
    alike = [(0, np.arange(history.count))] if (promise == promise[0]).all() else history.variants
    days, count = np.zeros(history.count), np.zeros(history.count, dtype=np.int64)
    for variant, cases in alike:
        days[cases] = needed[cases] @ promise[variant]
        count[cases] = needed[cases] @ (promise[variant] > 0)
    return _ratio(days, count)


def _service_days(history: History) -> Floats:
    """Calendar days for which intermediaries have the work, queues included, added up; choosing one is the firm's."""
    plan, log = history.plan, history.log
    parties = zip(plan.step_party, plan.steps, strict=True)
    theirs = np.array([party == "intermediary" and step.counts_as != "applicant" for party, step in parties])
    rows = np.flatnonzero(theirs[log.step] & (log.end >= 0))
    spent = log.end[rows].astype(np.int64) - log.joined[rows]
    return np.bincount(log.case[rows], weights=spent, minlength=history.count) / DAY
