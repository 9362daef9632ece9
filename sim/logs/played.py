"""What a platform would have stamped of a replication that was played: the event log as a log of states.

An item that is accepted is received as it comes to the office, taken as the file is handed over, and decided with its
last step there; a return asks for corrections, which are in as the item is back at the office; what happens off the
legal clock between acceptance and decision is a special procedure. Of an item that nobody accepts, as a study of an
intermediary, begin and end are stamped as received and approved.
"""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import DAY
from sim.logs.canonical import canonical
from sim.logs.log import Log
from sim.logs.mapping import Map
from sim.logs.states import STATES, State
from sim.simulation.draws.cases import Family
from sim.simulation.draws.draw import Draws
from sim.simulation.draws.streams import Streams
from sim.simulation.event_log import BOUND, DONE, REFUSED, RETURNED, UNFINISHED, WITHDRAWN, EventLog
from sim.simulation.plan import Plan

APPLICANTS: Final = ("preparation", "submission", "applicant")
"""What steps count as while an item is not at the office."""


class _Steps(NamedTuple):
    """What each step of the plan is to a platform."""

    formal: Flags
    """Whether its item is accepted somewhere."""
    accepts: Flags
    office: Flags
    """Whether the item is at the office, and not with the applicant or on its way to him."""
    hands_over: Flags
    special: Flags
    delivers: Flags
    corrects: Flags


def _steps(plan: Plan) -> _Steps:
    steps, item = plan.steps, plan.step_item
    accepts = plan.step_accepts.astype(np.bool_)
    formal = np.isin(item, item[accepts])
    counts = np.array([step.counts_as or "" for step in steps], dtype=object)
    delivers = formal & (counts == "delivery")
    office = ~formal | (~np.isin(counts, APPLICANTS) & ~delivers)
    number = np.arange(len(steps))
    first_accept = np.full(len(plan.item_names), len(steps))
    np.minimum.at(first_accept, item[accepts], number[accepts])
    special = formal & office & ~plan.step_legal & (number > first_accept[item])
    return _Steps(
        formal=formal,
        accepts=accepts,
        office=office,
        hands_over=formal & (counts == "hand-over"),
        special=special,
        delivers=delivers,
        corrects=plan.step_returned_for == "correction",
    )


def log_of(
    plan: Plan,
    draws: Draws,
    played: EventLog,
    mapping: Map,
    process: int = 0,
    until: int | None = None,
    stamped: frozenset[str] | None = None,
) -> Log:
    """The log of a process, exported at a minute, by default after the last whole day on which cases come.

    *mapping* is that under which it would be read again, see `sim.logs.write.map_of`; *stamped* are the states that the
    platform stamps, all if it is not said.
    """
    export = plan.scenario.run.length // DAY * DAY if until is None else until
    stamps = _Stamping(plan, draws, played, process)
    events = stamps.events()
    start = np.datetime64(plan.scenario.start)
    known = [number for number, state in enumerate(STATES) if stamped is None or state in stamped]
    events = events[(events["minute"] < export) & events["state"].isin(known)].reset_index(drop=True)
    if mapping.log.form == "wide":  # a row has one cell for each state
        events = events.sort_values("minute", kind="stable").drop_duplicates(["case", "item", "state"])
    time = start.astype("datetime64[s]") + events["minute"].to_numpy() * np.timedelta64(60, "s")
    at_midnight = (events["minute"] % 1440 == 0).to_numpy()
    events = events.assign(time=time, dated=at_midnight, instance=0, handler=-1)
    events = events.drop_duplicates(["case", "item", "state", "time"])
    names = [name.partition(".")[2] for name in plan.item_names]
    about = events[["case", "item", "instance"]].drop_duplicates().reset_index(drop=True)
    described = [plan.items[number] for number in about["item"]]
    about["limit"] = [one.limit.days.value if one.limit is not None else np.nan for one in described]
    about["promise"] = [one.promise.days.value if one.promise is not None else np.nan for one in described]
    about["due"] = np.datetime64("NaT", "s")
    used = np.unique(events["item"])
    place = np.zeros(len(names), dtype=np.int64)
    place[used] = np.arange(len(used))
    events["item"], about["item"] = place[events["item"]], place[about["item"]]
    parts = canonical(events, about, stamps.cases(np.unique(events["case"])), [names[number] for number in used])
    return Log(*parts, mapping, pd.Timestamp(start + np.timedelta64(export, "m")), len(events))


class Milestones(NamedTuple):
    """A moment of some items of some cases; the case and the item by their numbers in the plan."""

    case: Ints
    item: Ints
    minute: Ints


def received_and_approved(
    plan: Plan, draws: Draws, played: EventLog, process: int
) -> tuple[Milestones, Milestones, Milestones]:
    """When the items of a process came to the office, when they were approved, and when one was refused."""
    stamps = _Stamping(plan, draws, played, process)
    came, (approved, refused) = stamps.came_to_the_office(), stamps.approved_and_refused()
    pairs = ((came, stamps.joined), (approved, stamps.end), (refused, stamps.end))
    first, last, never = (Milestones(stamps.case[rows], stamps.item[rows], at[rows]) for rows, at in pairs)
    return first, last, never


class _Stamping:
    """The records of a process in the order in which they happened, and what is stamped of them."""

    def __init__(self, plan: Plan, draws: Draws, played: EventLog, process: int) -> None:
        self.plan, self.draws, self.process = plan, draws, process
        items = plan.items_of(process)
        mine = np.flatnonzero((played.item >= items.start) & (played.item < items.stop))
        keys = (played.step, played.attempt, played.end, played.joined, played.item, played.case)
        order = mine[np.lexsort([key[mine] for key in keys])]
        self.case, self.item, self.step, self.joined, self.end, self.outcome = (
            column[order].astype(np.int64)
            for column in (played.case, played.item, played.step, played.joined, played.end, played.outcome)
        )
        self.what = _Steps(*(flags[self.step] for flags in _steps(plan)))
        self.group = self.case * len(plan.item_names) + self.item

    def cases(self, numbers: Ints) -> pd.DataFrame:
        """Class and traits of cases, by their numbers in the replication."""
        family = Family(self.plan, self.process, Streams(self.draws.seed, self.draws.replication))
        classes = np.array(list(family.process.classes), dtype=object)
        place = numbers - int(self.draws.first_case[self.process])
        found = pd.DataFrame({"class": classes[family.class_number[place]]}, index=numbers)
        return found.assign(**{name: flags[place] for name, flags in family.traits.items()})

    def events(self) -> pd.DataFrame:
        """case, item, state, minute."""
        what, ended = self.what, np.isin(self.outcome, (DONE, BOUND))
        in_office = np.flatnonzero(what.office)
        parts = [
            self._stamped("received", self.came_to_the_office(), self.joined),
            self._stamped("accepted", self._first(what.accepts & ended), self.end),
            self._stamped("taken", self._first(what.hands_over & ended), self.end),
            *self._special(),
            *self._corrections(in_office),
            *self._decisions(),
            self._stamped("delivered", self._last(what.delivers & ended), self.end),
        ]
        found = pd.concat([part for part in parts if len(part)], ignore_index=True)
        return pd.concat([found, self._withdrawn(found)], ignore_index=True)

    def _withdrawn(self, events: pd.DataFrame) -> pd.DataFrame:
        """With a case that was refused, or whose land was not won, all that is not decided is over."""
        ended = np.flatnonzero(np.isin(self.outcome, (REFUSED, WITHDRAWN)) & (self.end >= 0))
        when = np.full(int(self.case.max(initial=-1)) + 1, -1)
        np.maximum.at(when, self.case[ended], self.end[ended])
        decided = np.isin(events["state"], [STATES.index(one) for one in ("approved", "refused")])
        groups = events.groupby(["case", "item"])["minute"].max()
        over = events[decided].set_index(["case", "item"]).index
        left = groups[~groups.index.isin(over)].reset_index()
        end = when[left["case"].to_numpy()]
        left = left.assign(minute=np.maximum(left["minute"], end), state=STATES.index("withdrawn"))
        ends: pd.DataFrame = left[end >= 0]
        return ends[["case", "item", "minute", "state"]]

    def _first(self, flags: Flags) -> Ints:
        rows = np.flatnonzero(flags)
        return rows[np.unique(self.group[rows], return_index=True)[1]]

    def _last(self, flags: Flags) -> Ints:
        rows = np.flatnonzero(flags)[::-1]
        return rows[np.unique(self.group[rows], return_index=True)[1]]

    def _stamped(self, state: State, rows: Ints, minutes: Ints) -> pd.DataFrame:
        found = {"case": self.case[rows], "item": self.item[rows], "minute": minutes[rows]}
        return pd.DataFrame({**found, "state": np.full(len(rows), STATES.index(state))})

    def _special(self) -> list[pd.DataFrame]:
        """What takes time off the legal clock, once the item was accepted."""
        rows = np.flatnonzero(self.what.special & (self.end != self.joined))
        ended = rows[self.end[rows] >= 0]
        return [
            self._stamped("special-begun", rows, self.joined),
            self._stamped("special-ended", ended, self.end),
        ]

    def _corrections(self, in_office: Ints) -> list[pd.DataFrame]:
        rows = np.flatnonzero((self.outcome == RETURNED) & self.what.corrects)
        place = np.searchsorted(in_office, rows, side="right")
        following = in_office[np.minimum(place, len(in_office) - 1)] if len(in_office) else rows
        back = (place < len(in_office)) & (self.group[following] == self.group[rows])
        return [
            self._stamped("corrections-asked", rows, self.end),
            self._stamped("corrections-in", following[back], self.joined),
        ]

    def _decisions(self) -> list[pd.DataFrame]:
        approved, refused = self.approved_and_refused()
        return [
            self._stamped("approved", approved, self.end),
            self._stamped("refused", refused, self.end),
        ]

    def came_to_the_office(self) -> Ints:
        """The record with which each item was first at the office."""
        return self._first(self.what.office)

    def approved_and_refused(self) -> tuple[Ints, Ints]:
        """An item is decided with its last record at the office, if nothing of it but delivery is left."""
        stuck = np.isin(self.outcome, (UNFINISHED, WITHDRAWN)) & ~self.what.delivers
        open_still = np.unique(self.group[stuck])
        last = self._last(self.what.office)
        last = last[~np.isin(self.group[last], open_still)]
        return last[np.isin(self.outcome[last], (DONE, BOUND))], last[self.outcome[last] == REFUSED]
