"""Each case's luck, in whole minutes and decisions already made.

Luck is keyed by names: one Philox stream for each (seed, replication, process, item, step, purpose), one row for each
case, one column for each attempt, by inverse CDF. So the same project meets the same luck under every scenario and
every engine, whatever was added, removed or re-wired.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Ints
from sim.simulation.attendance import Attendance
from sim.simulation.draws.absences import drawn_attendance
from sim.simulation.draws.cases import Family, years
from sim.simulation.draws.chains import LONGEST_MINUTES, SKIPPED
from sim.simulation.draws.items import chains_of
from sim.simulation.draws.outside import Outside
from sim.simulation.draws.streams import Streams
from sim.simulation.event_log import DONE
from sim.simulation.plan import Plan


@dataclass(frozen=True)
class Draws:
    """All chance of one replication. Cases are numbered process after process, by arrival.

    >>> import sim
    >>> plan = sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml"))
    >>> draws = sim.draw(plan, seed=1, replication=0)
    >>> len(draws.arrival), int(draws.arrival[0])
    (61, 2393)
    """

    seed: int
    replication: int
    attendance: Attendance
    """Which hours everybody keeps, days away left out."""
    first_case: Ints
    """Length processes + 1."""
    backlog: Ints
    """For each process, how many of its cases, the first ones, are there on the first day."""
    arrival: Ints
    variant: Ints
    applies: Flags
    """Flat: of case c, its process's items begin at applies_first[c]."""
    applies_first: Ints
    step_case: Ints
    """For each step, the first case of its process."""
    step_cases: Ints
    """And how many cases that process has."""
    columns: Ints
    """For how many attempts there is luck."""
    most_records: Ints
    """For each step, how often all cases together go through it; less often only if some are refused before."""
    step_first: Ints
    """Where in minutes and outcome a step's luck begins: all cases of its process, attempt after attempt."""
    minutes: NDArray[np.int32]
    """Working minutes the step takes; -1: it does not happen this time."""
    outcome: NDArray[np.int8]
    """How it ends: DONE, RETURNED, REFUSED, or BOUND. For a case that does not come to an attempt both mean nothing."""
    used: Ints
    """Flat, as *applies*: how many minutes the clock of an item of a case that is there on the first day shows then.

    Empty where all clocks begin at nothing.
    """
    latest_first: Ints
    """Where the luck of each step begins in *latest*, if somebody chases there; -1 for all others."""
    latest: NDArray[np.int32]
    """By which minute of its item's clock the step is over at the latest; far beyond the horizon if nobody does."""

    @property
    def cases(self) -> int:
        """How many cases there are, in all processes."""
        return len(self.arrival)

    def used_before(self, case: int | Ints, item: int | Ints) -> Ints:
        """What the clocks of items (numbered within their process) of cases show on the first day."""
        place = self.applies_first[case] + item
        return self.used[place] if len(self.used) else np.zeros(np.shape(place), dtype=np.int64)

    @cached_property
    def number(self) -> Ints:
        """By what each case is known in its process, under every scenario alike.

        From 0 on by arrival; below 0 those that are there on the first day, of which another scenario may have others.
        """
        return np.arange(self.cases) - np.repeat(self.first_case[:-1] + self.backlog, np.diff(self.first_case))

    def place(self, step: int | Ints, case: int | Ints, attempt: int | Ints) -> Ints:
        """Where in minutes and outcome the luck of these cases stands, for this time through these steps."""
        place: Ints = self.step_first[step] + self.step_cases[step] * attempt + case - self.step_case[step]
        return place

    def place_of_latest(self, step: int | Ints, case: int | Ints, attempt: int | Ints) -> Ints:
        """Where in *latest* it stands for these cases, at steps at which somebody chases."""
        return self.place(step, case, attempt) - self.step_first[step] + self.latest_first[step]


def draw(plan: Plan, seed: int, replication: int) -> Draws:
    """The luck of every case in one replication.

    >>> import sim
    >>> plan = sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml"))
    >>> again = [sim.draw(plan, seed=1, replication=0).minutes for _ in range(2)]
    >>> bool((again[0] == again[1]).all())
    True
    """
    from sim.simulation.draws import passes  # with numba, which takes its time

    streams = Streams(seed, replication)
    families = [Family(plan, number, streams) for number in range(len(plan.processes))]
    chains = chains_of(plan, families, streams, years(plan, streams), passes.STAMP)
    passes.count_passes(chains)
    outside = Outside(plan, families, chains)
    step_family = chains.families[chains.items.family[plan.step_item]]
    columns, times = chains.lucks.columns[: len(step_family)], chains.lucks.times[: len(step_family)]
    places = step_family.cases * columns
    ends = np.append(0, np.cumsum(places))
    minutes, outcome = np.zeros(ends[-1], dtype=np.int32), np.zeros(ends[-1], dtype=np.int8)
    passes.write(outside.lengths(), ends, minutes, outcome)
    outside.write_rest(ends, minutes)
    latest_first, latest = _latest(plan, outside, places)
    width = np.repeat(chains.families["items"], chains.families.cases)
    return Draws(
        seed=seed,
        replication=replication,
        attendance=drawn_attendance(plan, streams),
        first_case=np.append(0, np.cumsum(chains.families.cases)).astype(np.int64),
        backlog=chains.families.backlog.copy(),
        arrival=np.concatenate([family.arrival for family in families]),
        variant=np.concatenate([family.variant for family in families]),
        applies=chains.applies,
        applies_first=(np.cumsum(width) - width).astype(np.int64),
        step_case=step_family.first_case.copy(),
        step_cases=step_family.cases.copy(),
        columns=columns.copy(),
        most_records=times.copy(),
        step_first=ends[:-1],
        minutes=minutes,
        outcome=outcome,
        used=_used(plan, families),
        latest_first=latest_first,
        latest=latest,
    )


def _used(plan: Plan, families: list[Family]) -> Ints:
    """What the clocks of the items of cases show on the first day: cases after cases."""
    return np.concatenate([_used_by(family) if any(plan.pasts) else np.zeros(0, np.int64) for family in families])


def _used_by(family: Family) -> Ints:
    used, past = np.zeros(family.applies.shape, dtype=np.int64), family.plan.pasts[family.number]
    if past is not None:
        used[past.case, past.item - family.plan.items_of(family.number).start] = past.used
    return used.ravel()


def _latest(plan: Plan, outside: Outside, places: Ints) -> tuple[Ints, NDArray[np.int32]]:
    """By when steps are over at which somebody chases; for each step there is luck in so many *places*."""
    chased = np.array([bool(luck.chasers) for luck in plan.step_luck], dtype=np.bool_)
    ends = np.append(0, np.cumsum(np.where(chased, places, 0)))
    latest = np.full(ends[-1], LONGEST_MINUTES, dtype=np.int32)
    outside.write_latest(ends, latest)
    return np.where(chased, ends[:-1], -1), latest


def without_time(plan: Plan, draws: Draws, parties: tuple[str, ...]) -> Draws:
    """These draws, but for the steps of *parties*, which take no time: they do not happen, and return nothing."""
    minutes, outcome = draws.minutes.copy(), draws.outcome.copy()
    ends = np.append(draws.step_first, len(minutes))
    for step, party in enumerate(plan.step_party):
        if party in parties:
            minutes[ends[step] : ends[step + 1]] = SKIPPED
            outcome[ends[step] : ends[step + 1]] = DONE
    return replace(draws, minutes=minutes, outcome=outcome)
