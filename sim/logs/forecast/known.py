"""What a forecast takes from a log, and when its cases were over.

A case is over with the approval of its last item, with a refusal, or when nothing of it is open and what ended last was
withdrawn. Where the log does not have the last item of the scenario, it is over when all is over that it began.
"""

import numpy as np

from sim.base.arrays import Ints
from sim.base.errors import ScenarioError, did_you_mean
from sim.logs.as_known import as_stamped
from sim.logs.log import Log, part_of
from sim.logs.stamps import Stamps
from sim.logs.visits import NEVER, Visits
from sim.scenario import Scenario


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
    stamped = as_stamped(log)
    return part_of(stamped, stamped.events["item"].isin(log.known_items).to_numpy(dtype=np.bool_))


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
