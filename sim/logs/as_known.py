"""A log as it was known on an earlier day: what came later has not happened, nor was anybody given up."""

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.base.arrays import Flags
from sim.logs.log import Log, part_of
from sim.logs.visits import Visits

KEYS = ["case", "item", "instance"]


def before(log: Log, until: pd.Timestamp) -> Log:
    """The log as it was known at an earlier midnight: what came later has not happened."""
    return replace(part_of(log, (log.events["time"] < until).to_numpy(dtype=np.bool_)), until=until)


def as_stamped(log: Log) -> Log:
    """The log without what the closing rule took for given up: nobody stamped that."""
    return part_of(log, ~_given_up(log))


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
    """A log `as_stamped` as it was known at a midnight; what was silent for too long by then is given up."""
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
