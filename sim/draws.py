"""Each case's luck, in whole minutes and decisions already made.

Luck is keyed by names: one Philox stream for each (seed, replication, process, item, step, purpose), one row for each
case, one column for each attempt, by inverse CDF. So the same project meets the same luck under every scenario and
every engine, whatever was added, removed or re-wired.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim import standing
from sim.arrays import Flags, Floats, Ints
from sim.arrivals import arrival_minutes
from sim.distributions import quantiles
from sim.events import BOUND, DONE, REFUSED, RETURNED
from sim.plan import Length, Plan
from sim.scenario.check import deciding_traits
from sim.scenario.model import Process

MOST_ATTEMPTS: Final = 16
"""The last attempt at which a step decides; if it would return the case once more, that is "done at the bound"."""

SKIPPED: Final = -1
"""The minutes of a step that does not happen this time."""

LONGEST_MINUTES: Final = 2**30
"""No step takes longer; it is far beyond every horizon, where the log says "unfinished" anyway."""


StepDraws = tuple[NDArray[np.int32], NDArray[np.int8], int]
"""Of one step: minutes and outcomes, attempts by cases; and how often all cases together go through it."""


@dataclass(frozen=True)
class Draws:
    """All chance of one replication. Cases are numbered process after process, by arrival."""

    seed: int
    replication: int
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
    """How it ends: DONE, RETURNED, REFUSED, or BOUND. For a case that does not need the item both mean nothing."""

    @property
    def cases(self) -> int:
        """How many cases there are, in all processes."""
        return len(self.arrival)

    def place(self, step: int | Ints, case: int | Ints, attempt: int | Ints) -> Ints:
        """Where in minutes and outcome the luck of these cases stands, for this time through these steps."""
        place: Ints = self.step_first[step] + self.step_cases[step] * attempt + case - self.step_case[step]
        return place


def uniforms(count: int, seed: int, replication: int, *names: str, attempt: int = 0) -> Floats:
    """*count* uniform numbers of the stream with these names; its first rows do not depend on *count*."""
    return _Streams(seed, replication).uniforms(count, *names, attempt=attempt)


class _Streams:
    """All streams of one replication, from one generator that is set to the key of each: making one anew is slow."""

    def __init__(self, seed: int, replication: int) -> None:
        self.prefix = f"{seed}\x1f{replication}"
        self.philox = np.random.Philox(key=0)
        self.generator = np.random.Generator(self.philox)
        self.start = self.philox.state

    def uniforms(self, count: int, *names: str, attempt: int = 0) -> Floats:
        """The beginning of the stream with these names; the attempt is the highest word of its counter."""
        words = "\x1f".join((self.prefix, *names))
        self.start["state"]["key"] = np.frombuffer(blake2b(words.encode(), digest_size=16).digest(), dtype=np.uint64)
        self.start["state"]["counter"][3] = attempt
        self.philox.state = self.start
        return self.generator.random(count)


def draw(plan: Plan, seed: int, replication: int) -> Draws:
    """The luck of every case in one replication."""
    streams = _Streams(seed, replication)
    families = [_Family(plan, number, streams) for number in range(len(plan.processes))]
    by_family = [family.steps() for family in families]
    of_family = [len(steps) for steps in by_family]
    steps = [luck for steps in by_family for luck in steps]
    first_case = np.append(0, np.cumsum([family.count for family in families])).astype(np.int64)
    applies = [family.applies for family in families]
    widths = np.concatenate([np.full(len(matrix), matrix.shape[1]) for matrix in applies])
    sizes = [minutes.size for minutes, _, _ in steps]
    return Draws(
        seed=seed,
        replication=replication,
        first_case=first_case,
        backlog=np.array([family.backlog for family in families], dtype=np.int64),
        arrival=np.concatenate([family.arrival for family in families]),
        variant=np.concatenate([family.variant for family in families]),
        applies=np.concatenate([matrix.ravel() for matrix in applies]),
        applies_first=np.concatenate(([0], np.cumsum(widths)))[:-1].astype(np.int64),
        step_case=np.repeat(first_case[:-1], of_family),
        step_cases=np.repeat(np.diff(first_case), of_family),
        columns=np.array([len(minutes) for minutes, _, _ in steps], dtype=np.int64),
        most_records=np.array([times for _, _, times in steps], dtype=np.int64),
        step_first=np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64),
        minutes=np.concatenate([minutes.ravel() for minutes, _, _ in steps] or [np.zeros(0, dtype=np.int32)]),
        outcome=np.concatenate([outcome.ravel() for _, outcome, _ in steps] or [np.zeros(0, dtype=np.int8)]),
    )


def at_once(plan: Plan, draws: Draws, parties: tuple[str, ...]) -> Draws:
    """The same luck in a world where what these parties do takes no time: their steps do not happen."""
    minutes, outcome = draws.minutes.copy(), draws.outcome.copy()
    ends = np.append(draws.step_first, len(minutes))
    for step, party in enumerate(plan.step_party):
        if party in parties:
            minutes[ends[step] : ends[step + 1]] = SKIPPED
            outcome[ends[step] : ends[step + 1]] = DONE
    return replace(draws, minutes=minutes, outcome=outcome)


class _Family:
    """The cases of one process: when they come, what kind they are, and their luck at every step."""

    def __init__(self, plan: Plan, number: int, streams: _Streams) -> None:
        self.plan, self.number, self.streams = plan, number, streams
        self.name = list(plan.scenario.processes)[number]
        self.process: Process = plan.processes[number]
        self.position = standing.positions(plan, number)
        self.backlog = len(self.position)
        arrival = arrival_minutes(plan, number, lambda count: streams.uniforms(count, self.name, "arrivals"))
        self.arrival = np.concatenate([np.zeros(self.backlog, dtype=np.int64), arrival])
        self.count = len(self.arrival)
        self.class_number = self._class_numbers()
        self.traits: dict[str, Flags] = {}
        self.variant = self._variants()
        self.complexity = quantiles(self.process.complexity, self.luck("complexity"))

    def luck(self, *names: str, attempt: int = 0) -> Floats:
        """One uniform number for each case, of the stream with these names."""
        return self.first_luck(self.count, *names, attempt=attempt)

    def first_luck(self, count: int, *names: str, attempt: int = 0) -> Floats:
        """The same for the first *count* cases; those already there have streams of their own, so change no other's."""
        there = min(count, self.backlog)
        came = self.streams.uniforms(count - there, self.name, *names, attempt=attempt)
        if not there:
            return came
        return np.concatenate([self.streams.uniforms(there, f"{self.name} backlog", *names, attempt=attempt), came])

    def _class_numbers(self) -> Ints:
        luck = self.luck("class")
        ends = np.cumsum([one.share.value for one in self.process.classes.values()])
        came = np.searchsorted(ends, luck[self.backlog :], side="right")
        standing_ends = standing.class_shares(self.plan, self.number)[self.position]
        there = (luck[: self.backlog, np.newaxis] >= standing_ends).sum(axis=1)
        numbers: Ints = np.minimum(np.concatenate([there, came]), len(ends) - 1)
        return numbers

    def _by_class(self, shares: dict[str, object]) -> Floats:
        """The probability of something for each case, given for all or by class; a class not named has none."""
        everyone = shares.get("all")
        by_class = [shares.get(name, everyone) for name in self.process.classes]
        return np.array([getattr(share, "value", 0.0) for share in by_class])[self.class_number]

    def _variants(self) -> Ints:
        """The kind of each case: the plan numbers a process's kinds by class, then by its traits as binary digits."""
        first = int(np.searchsorted(self.plan.variant_process, self.number))
        variant = first + self.class_number
        for trait, shares in self.process.traits.items():
            self.traits[trait] = self.luck("trait", trait) < self._by_class(dict(shares))
        for place, trait in enumerate(deciding_traits(self.process)):
            variant = variant + self.traits[trait] * (len(self.process.classes) << place)
        return variant.astype(np.int64)

    def _chosen(self, shares: Floats, *names: str) -> Flags:
        """Each case with its probability; where that is 0 or 1 for all, no luck is needed."""
        certain: Flags = shares == 1
        return certain if (certain | (shares == 0)).all() else self.luck(*names) < shares

    @cached_property
    def applies(self) -> Flags:
        """Which items each case needs: cases by items."""
        columns = [
            self._chosen(self._by_class(dict(item.applies)), item.together or name, "applies")
            & self.with_traits(item.having, item.lacking)
            for name, item in self.process.items.items()
        ]
        drawn = np.column_stack(columns) if columns else np.zeros((self.count, 0), dtype=np.bool_)
        if there := self.backlog:
            left = standing.to_do(self.plan, self.number, self.position, self.variant[:there], drawn[:there])
            drawn[:there] = left
        return drawn

    def with_traits(self, having: str | None, lacking: Iterable[str]) -> Flags:
        """The cases that have the one trait and none of the others."""
        chosen = self.traits[having].copy() if having is not None else np.ones(self.count, dtype=np.bool_)
        for trait in lacking:
            chosen &= ~self.traits[trait]
        return chosen

    def steps(self) -> list[StepDraws]:
        """For every step of every item."""
        first = self.plan.items_of(self.number).start
        return [
            luck
            for (name, item), number in zip(self.process.items.items(), self.plan.items_of(self.number), strict=True)
            for luck in _Chain(self, item.luck or name, number, self.applies[:, number - first]).steps()
        ]

    @cached_property
    def _years(self) -> list[float]:
        bodies = self.plan.scenario.departments
        luck = {name: self.streams.uniforms(1, "department", name, "year") for name in bodies}
        return [float(quantiles(body.year, luck[name])[0]) for name, body in bodies.items()]

    def year(self, department: int) -> float:
        """The good or bad year of a department in this replication; 1 for no department."""
        return self._years[department] if department >= 0 else 1.0


class _Chain:
    """One item's chain of steps for the cases that need it: who goes through which step how often, and how long."""

    def __init__(self, family: _Family, item: str, number: int, needed: Flags) -> None:
        self.family, self.item = family, item
        self.numbers = list(family.plan.steps_of(number))
        self.lucks = [family.plan.step_luck[step] for step in self.numbers]
        self.cases = np.flatnonzero(needed)
        self.outcomes: list[list[NDArray[np.int8]]] = [[] for _ in self.numbers]
        self.returns = self._count_returns()

    def steps(self) -> list[StepDraws]:
        """For every step, as many columns as some case needs."""
        return [self._step(place) for place in range(len(self.numbers))]

    def _column(self, place: int, purpose: str, attempt: int, some: Ints | slice = slice(None)) -> Floats:
        """Luck for one attempt of those that need the item, or of *some* of them."""
        name = self.family.plan.step_names[self.numbers[place]]
        rows = self.cases[some]
        count = int(rows[-1]) + 1 if rows.size else 0
        return self.family.first_luck(count, self.item, name, purpose, attempt=attempt)[rows]

    def _count_returns(self) -> dict[int, Ints]:
        """How often each returning step sends each case back.

        From the last step to the first: a step is come to once, and once more for every return of a later step that
        goes back behind it; each time it returns until it does not.
        """
        returns: dict[int, Ints] = {}
        for place, luck in reversed(list(enumerate(self.lucks))):
            if luck.returns_first or luck.returns_later:
                returns[place] = self._returns_of(place, self._sent_back_over(place, returns) + 1)
        return returns

    def _sent_back_over(self, place: int, returns: dict[int, Ints]) -> Ints:
        """How often the returns counted so far make a case go through a step again."""
        again = np.zeros(len(self.cases), dtype=np.int64)
        for later, count in returns.items():
            back = int(self.family.plan.step_return_to[self.numbers[later]]) - self.numbers[0]
            if back <= place <= later:
                again += count
        return again

    def _returns_of(self, place: int, visits: Ints) -> Ints:
        """How many attempts end in a return, when each case is to get past the step *visits* times."""
        returned, past, attempt = np.zeros_like(visits), np.zeros_like(visits), 0
        while (some := np.flatnonzero(past < visits)).size:
            sent_back = self._outcomes_at(place, attempt)[some] == RETURNED
            returned[some] += sent_back
            past[some] += ~sent_back
            attempt += 1
        return returned

    def _outcomes_at(self, place: int, attempt: int) -> NDArray[np.int8]:
        """How this attempt ends, for every case that may come to it."""
        columns = self.outcomes[place]
        while len(columns) <= attempt:
            columns.append(self._decided(place, len(columns)))
        return columns[attempt]

    def _decided(self, place: int, attempt: int) -> NDArray[np.int8]:
        """Only what is not returned can be refused; what does not happen is done."""
        luck = self.lucks[place]
        outcome = np.full(len(self.cases), DONE, dtype=np.int8)
        if luck.refuses > 0:
            outcome[self._column(place, "refuses", attempt) < luck.refuses] = REFUSED
        share = luck.returns_first if attempt == 0 else luck.returns_later
        if share > 0:
            bound = attempt >= MOST_ATTEMPTS - 1
            outcome[self._column(place, "returns", attempt) < share] = BOUND if bound else RETURNED
        if not luck.always:
            outcome[~self._happens(place, attempt, np.arange(len(self.cases)))] = DONE
        return outcome

    def _happens(self, place: int, attempt: int, some: Ints) -> Flags:
        """To which of *some* cases the step happens this time: by chance, by their traits and their complexity."""
        luck, cases = self.lucks[place], self.cases[some]
        complexity = self.family.complexity[cases]
        happens = self._column(place, "happens", attempt, some) < luck.happens
        happens &= (luck.more_complex_than < complexity) & (complexity <= luck.at_most_as_complex_as)
        if luck.having is not None or luck.lacking:
            happens &= self.family.with_traits(luck.having, luck.lacking)[cases]
        return happens

    def _step(self, place: int) -> StepDraws:
        luck = self.lucks[place]
        passes = self._sent_back_over(place, self.returns) + 1
        columns, times = int(passes.max(initial=1)), int(passes.sum())
        minutes = np.zeros((columns, self.family.count), dtype=np.int32)
        outcome = np.zeros((columns, self.family.count), dtype=np.int8)
        come = [np.flatnonzero(passes > attempt) for attempt in range(columns)]
        self._fill(minutes, place, luck.first, come, range(1))
        if columns > 1:
            self._fill(minutes, place, luck.later, come, range(1, columns))
        for attempt, some in enumerate(come):
            if not luck.always:
                skipped = some[~self._happens(place, attempt, some)]
                minutes[attempt, self.cases[skipped]] = SKIPPED
                times -= len(skipped)
            if luck.decides:
                outcome[attempt, self.cases] = self._outcomes_at(place, attempt)
        return minutes, outcome, times

    def _fill(self, minutes: NDArray[np.int32], place: int, length: Length, come: list[Ints], attempts: range) -> None:
        """Writes the minutes of those who come to these attempts, all transformed at once."""
        some = np.concatenate([come[attempt] for attempt in attempts])
        if length.chance.fixed is None:
            columns = [self._column(place, "minutes", attempt, come[attempt]) for attempt in attempts]
            taken = quantiles(length.chance, np.concatenate(columns))
        else:
            taken = np.full(len(some), length.chance.fixed)
        luck, cases = self.lucks[place], self.cases[some]
        taken = taken * (length.minutes * self.family.year(luck.department))
        if luck.complexity:
            taken *= self.family.complexity[cases]
        attempt = np.repeat(attempts, [len(come[attempt]) for attempt in attempts])
        minutes[attempt, cases] = np.minimum(np.rint(taken), LONGEST_MINUTES)
