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
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats, Ints, Numbers
from sim.calendars.working_time import DAY
from sim.outcomes.history import History
from sim.scenario.model import Step
from sim.simulation.plan import Plan

if TYPE_CHECKING:
    from sim.outcomes.matters import Matters

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

COUNTER, ONLINE, SEAL, E_SEAL, DELIVERY, COURIER, OTHER, SENT_BACK = (1 << bit for bit in range(8))
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
    from sim.outcomes.matters import matters_of  # with numba, which takes its time

    plan, items = history.plan, slice(history.items.start, history.items.stop)
    found = matters_of(history, trips, plan.item_by_government[items], _said_by_step(plan), SENT_BACK)
    item, said = found.item, found.said
    decides = np.array([one.decides for one in plan.items[items]], dtype=np.bool_)
    simulated = plan.item_simulated[history.variant[found.case], history.items.start + item]
    at_counter, decided = _has(said, COUNTER), _has(said, OTHER) & decides[item] & ~simulated
    applied_for = decided & _handed_in(history)[item]
    return Ways(
        case=found.case,
        item=item,
        decided=decided,
        on_the_spot=decided & ~_has(said, SENT_BACK) & _soon(history, found),
        applied_for=applied_for,
        online=applied_for & ~at_counter,
        delivered=_has(said, DELIVERY),
        by_courier=_has(said, COURIER),
        sealed=_has(said, SEAL),
        e_sealed=_has(said, E_SEAL),
        one_trip=decided & (found.journeys <= 1),
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
    known = {name: place for place, name in enumerate(dict.fromkeys(names))}
    by_name = np.zeros((len(known), len(names)), dtype=np.int64)
    by_name[[known[name] for name in names], np.arange(len(names))] = 1
    return pd.DataFrame({"item": list(known), **{name: by_name @ number for name, number in counts.items()}})


@lru_cache(maxsize=1)
def _said_by_step(plan: Plan) -> Ints:
    return np.array([_bits(step) for step in plan.steps], dtype=np.int64)


def _bits(step: Step) -> int:
    """What going through a step says."""
    kinds = {
        COUNTER: step.counts_as == "submission" and step.channel != "online",
        ONLINE: step.channel == "online",
        SEAL: step.counts_as == "seal",
        E_SEAL: step.channel == "e-seal",
        DELIVERY: step.counts_as == "delivery",
        COURIER: step.channel == "courier",
    }
    return reduce(or_, (bit for bit, true in kinds.items() if true), OTHER if not kinds[DELIVERY] else 0)


def _has(said: Ints, bits: int) -> Flags:
    return (said & bits) > 0


def _handed_in(history: History) -> Flags:
    """The items that are handed in, at a counter or on line."""
    chains = [history.plan.items[item].steps.values() for item in history.items]
    return np.array([any(step.counts_as == "submission" for step in chain) for chain in chains], dtype=np.bool_)


def _soon(history: History, found: "Matters") -> Flags:
    """Which items were decided within half a working day of being accepted, or else of being taken up."""
    since = np.where(found.accepted >= 0, found.accepted, found.taken_up)
    spent = history.legal_minutes(np.maximum(found.decided, 0)) - history.legal_minutes(np.maximum(since, 0))
    return (found.decided >= 0) & (spent <= history.legal_day / 2)


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
    days: Floats = history.burdens[0].intermediary / DAY
    return days
