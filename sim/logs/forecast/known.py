"""A log as it was known on an earlier day, and when its cases were over.

A case is over with the approval of its last item, with a refusal, or when nothing of it is open and what ended last was
withdrawn. Where the log does not have the last item of the scenario, it is over when all is over that it began.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Ints
from sim.base.errors import ScenarioError, did_you_mean
from sim.logs.fit import before
from sim.logs.log import Log, part_of
from sim.logs.stamps import Stamps
from sim.logs.visits import NEVER, Visits
from sim.scenario import Scenario

KEYS = ["case", "item", "instance"]


def process_of(log: Log, scenario: Scenario, map_file: str) -> str:
    """The process of which the log tells. Raises `ScenarioError` for an item of the map that it does not have."""
    known = log.known_items
    name = max(scenario.processes, key=lambda one: len(set(scenario.processes[one].items) & set(known)))
    items = scenario.processes[name].items
    for item in known:
        if item not in items:
            remedy = "name the scenario's own, or leave it out"
            found = f"'{item}' is no item of {scenario.scenario}, so nothing can be said of who stands there"
            raise ScenarioError(map_file, "item.names", f"{found}: {remedy}{did_you_mean(item, items)}")
    return name


def only_known(log: Log) -> Log:
    """The log without items that the map does not name, and without what the closing rule took for given up."""
    named = log.events["item"].isin(log.known_items).to_numpy(dtype=np.bool_)
    return part_of(log, named & ~_given_up(log))


def _given_up(log: Log) -> Flags:
    """The withdrawals that nobody stamped: so long a silence followed that the closing rule made them."""
    events, silent = log.events, log.mapping.finished.silent
    if silent is None:
        return np.zeros(len(events), dtype=np.bool_)
    time = events["time"].to_numpy("datetime64[s]")
    same = (events[KEYS] == events[KEYS].shift()).all(axis=1).to_numpy() & (time == np.roll(time, 1))
    long_ago = (np.datetime64(log.until, "s") - time).astype(np.int64) / 60 > silent
    found: Flags = same & long_ago & (events["state"] == "withdrawn").to_numpy(dtype=np.bool_)
    return found


def known_at(log: Log, until: pd.Timestamp) -> Log:
    """A log of `only_known` as it was known at a midnight; what was silent for too long by then is given up."""
    then = before(log, until) if until < log.until else log
    silent = log.mapping.finished.silent
    if silent is None or then.events.empty:
        return then
    visits = Visits(then)
    last = np.append(visits.starts[1:], len(then.events)) - 1
    quiet = (np.datetime64(until, "s") - visits.time[last]).astype(np.int64) / 60 > silent
    closing = then.events.iloc[last[visits.open & quiet]]
    if closing.empty:
        return then
    states = pd.Categorical(["withdrawn"] * len(closing), categories=then.events["state"].cat.categories)
    whole: pd.DataFrame = pd.concat([then.events, closing.assign(state=states, handler=-1)])
    return replace(then, events=whole.sort_values([*KEYS, "time", "state"], kind="stable", ignore_index=True))


def ends(visits: Visits, last_item: str | None) -> Stamps:
    """When each case was over; NaT where it is open."""
    count = int(visits.case.max(initial=-1)) + 1
    over = _latest(visits.case, visits.ended.time, count)
    still = np.bincount(visits.case, weights=visits.open, minlength=count) > 0
    if last_item is None or last_item not in visits.item_names:
        return np.where(still, NEVER, over)
    mine = np.flatnonzero(visits.item == visits.item_names.index(last_item))
    approved = _latest(visits.case[mine], visits.last("approved", "approved-owing").time[mine], count)
    refused = _latest(visits.case, visits.last("refused").time, count)
    gone = _latest(visits.case, visits.gone.time, count)
    left = np.where(~still & (gone == over), over, NEVER)
    decided = np.where(np.isnat(approved), refused, approved)
    return np.where(np.isnat(decided), left, decided)


def _latest(case: Ints, time: Stamps, count: int) -> Stamps:
    """The latest moment of each case; NaT where it has none."""
    lowest = np.iinfo(np.int64).min
    found = np.full(count, lowest)
    np.maximum.at(found, case, time.astype("datetime64[s]").astype(np.int64))
    return found.astype("datetime64[s]")
