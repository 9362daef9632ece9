"""Each case's luck, in whole minutes and decisions already made.

Luck is keyed by names: one Philox stream for each (seed, replication, process, item, step, purpose), one row for each
case, one column for each attempt, by inverse CDF. So the same project meets the same luck under every scenario and
every engine, whatever was added, removed or re-wired.
"""

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Floats, Ints
from sim.arrivals import arrival_minutes
from sim.distributions import quantiles
from sim.events import BOUND, DONE, REFUSED, RETURNED
from sim.plan import Plan
from sim.scenario.model import Process

MOST_ATTEMPTS: Final = 16
"""No step is gone through more often; a return that would need one more is recorded as "done at the bound"."""

SKIPPED: Final = -1
"""The minutes of a step that does not happen this time."""

LONGEST_MINUTES: Final = 2**30
"""No step takes longer; it is far beyond every horizon, where the log says "unfinished" anyway."""


@dataclass(frozen=True)
class Draws:
    """All chance of one replication. Cases are numbered process after process, by arrival."""

    seed: int
    replication: int
    first_case: Ints
    """Length processes + 1."""
    arrival: Ints
    variant: Ints
    applies: Flags
    """Flat: of case c, its process's items begin at applies_first[c]."""
    applies_first: Ints
    columns: Ints
    """For each step, for how many attempts there is luck."""
    step_first: Ints
    """Where in minutes and outcome a step's luck begins: a row for each case of its process, a column an attempt."""
    minutes: NDArray[np.int32]
    """Working minutes the step takes; -1: it does not happen this time."""
    outcome: NDArray[np.int8]
    """How it ends: DONE, RETURNED, REFUSED, or BOUND."""

    @property
    def cases(self) -> int:
        """How many cases there are, in all processes."""
        return len(self.arrival)


def uniforms(count: int, seed: int, replication: int, *names: str, attempt: int = 0) -> Floats:
    """*count* uniform numbers of the stream with these names; its first rows do not depend on *count*."""
    words = "\x1f".join((str(seed), str(replication), *names))
    key = int.from_bytes(blake2b(words.encode(), digest_size=16).digest(), "little")
    stream = np.random.Generator(np.random.Philox(key=key, counter=attempt << 192))
    return stream.random(count)


def draw(plan: Plan, seed: int, replication: int) -> Draws:
    """The luck of every case in one replication."""
    families = [_Family(plan, number, seed, replication) for number in range(len(plan.processes))]
    steps = [luck for family in families for luck in family.steps()]
    applies = [family.applies() for family in families]
    widths = np.concatenate([np.full(len(matrix), matrix.shape[1]) for matrix in applies])
    sizes = [minutes.size for minutes, _ in steps]
    return Draws(
        seed=seed,
        replication=replication,
        first_case=np.concatenate(([0], np.cumsum([family.count for family in families]))),
        arrival=np.concatenate([family.arrival for family in families]),
        variant=np.concatenate([family.variant for family in families]),
        applies=np.concatenate([matrix.ravel() for matrix in applies]),
        applies_first=np.concatenate(([0], np.cumsum(widths)))[:-1].astype(np.int64),
        columns=np.array([minutes.shape[1] for minutes, _ in steps], dtype=np.int64),
        step_first=np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64),
        minutes=np.concatenate([minutes.ravel() for minutes, _ in steps] or [np.zeros(0, dtype=np.int32)]),
        outcome=np.concatenate([outcome.ravel() for _, outcome in steps] or [np.zeros(0, dtype=np.int8)]),
    )


def at_once(plan: Plan, draws: Draws, owners: tuple[str, ...]) -> Draws:
    """The same luck in a world where the items of these owners take no time: their steps do not happen."""
    minutes, outcome = draws.minutes.copy(), draws.outcome.copy()
    ends = np.append(draws.step_first, len(minutes))
    for step, item in enumerate(plan.step_item):
        if plan.item_of(int(item)).owner in owners:
            minutes[ends[step] : ends[step + 1]] = SKIPPED
            outcome[ends[step] : ends[step + 1]] = DONE
    return replace(draws, minutes=minutes, outcome=outcome)


class _Family:
    """The cases of one process: when they come, what kind they are, and their luck at every step."""

    def __init__(self, plan: Plan, number: int, seed: int, replication: int) -> None:
        self.plan, self.number = plan, number
        self.name = list(plan.scenario.processes)[number]
        self.process: Process = plan.processes[number]
        self.seed, self.replication = seed, replication
        self.arrival = arrival_minutes(
            self.process.arrivals, plan, lambda count: uniforms(count, seed, replication, self.name, "arrivals")
        )
        self.count = len(self.arrival)
        self.class_number = self._class_numbers()
        self.variant = self._variants()
        self.complexity = quantiles(self.process.complexity, self.luck("complexity"))

    def luck(self, *names: str, attempt: int = 0) -> Floats:
        """One uniform number for each case, of the stream with these names."""
        return uniforms(self.count, self.seed, self.replication, self.name, *names, attempt=attempt)

    def _class_numbers(self) -> Ints:
        ends = np.cumsum([one.share.value for one in self.process.classes.values()])
        return np.minimum(np.searchsorted(ends, self.luck("class"), side="right"), len(ends) - 1)

    def _by_class(self, shares: dict[str, object]) -> Floats:
        """The probability of something for each case, given for all or by class; a class not named has none."""
        everyone = shares.get("all")
        by_class = [shares.get(name, everyone) for name in self.process.classes]
        return np.array([getattr(share, "value", 0.0) for share in by_class])[self.class_number]

    def _variants(self) -> Ints:
        """The kind of each case: the plan numbers a process's kinds by class, then by its traits as binary digits."""
        first = int(np.searchsorted(self.plan.variant_process, self.number))
        variant = first + self.class_number
        for place, (trait, shares) in enumerate(self.process.traits.items()):
            has = self.luck("trait", trait) < self._by_class(dict(shares))
            variant = variant + has * (len(self.process.classes) << place)
        return variant.astype(np.int64)

    def applies(self) -> Flags:
        """Which items each case needs: cases by items."""
        columns = [
            self.luck(name, "applies") < self._by_class(dict(item.applies)) for name, item in self.process.items.items()
        ]
        return np.column_stack(columns) if columns else np.zeros((self.count, 0), dtype=np.bool_)

    def steps(self) -> list[tuple[NDArray[np.int32], NDArray[np.int8]]]:
        """For every step of every item, the minutes and the outcome: cases by attempts."""
        return [
            luck
            for name, number in zip(self.process.items, self.plan.items_of(self.number), strict=True)
            for luck in _Chain(self, name, number).steps()
        ]

    def year(self, department: int) -> float:
        """The good or bad year of a department in this replication."""
        if department < 0:
            return 1.0
        name, body = list(self.plan.scenario.departments.items())[department]
        return float(quantiles(body.year, uniforms(1, self.seed, self.replication, "department", name, "year"))[0])


class _Chain:
    """One item's chain of steps for all cases: first who goes through which step how often, then how long it takes."""

    def __init__(self, family: _Family, item: str, number: int) -> None:
        self.family, self.item = family, item
        self.numbers = list(family.plan.steps_of(number))
        self.lucks = [family.plan.step_luck[step] for step in self.numbers]
        self.passes = np.zeros((family.count, len(self.numbers)), dtype=np.int64)
        self.outcomes: list[list[NDArray[np.int8]]] = [[] for _ in self.numbers]
        self._count_passes()

    def steps(self) -> list[tuple[NDArray[np.int32], NDArray[np.int8]]]:
        """Minutes and outcomes of every step, cases by attempts, as many columns as some case needs."""
        return [self._step(place) for place in range(len(self.numbers))]

    def _column(self, place: int, purpose: str, attempt: int) -> Floats:
        name = self.family.plan.step_names[self.numbers[place]]
        return self.family.luck(self.item, name, purpose, attempt=attempt)

    def _count_passes(self) -> None:
        """Follows every case's returns; each sweep takes all cases one step on from every place of the chain."""
        at = np.zeros(self.family.count, dtype=np.int64)
        while (at < len(self.numbers)).any():
            for place, number in enumerate(self.numbers):
                here = np.flatnonzero(at == place)
                if not here.size:
                    continue
                attempt = self.passes[here, place]
                self.passes[here, place] += 1
                back = int(self.family.plan.step_return_to[number] - self.numbers[0])
                at[here] = np.where(self._outcome_of(place, here, attempt) == RETURNED, back, place + 1)

    def _outcome_of(self, place: int, cases: Ints, attempt: Ints) -> NDArray[np.int8]:
        columns = self.outcomes[place]
        while len(columns) <= attempt.max():
            columns.append(self._outcomes_at(place, len(columns)))
        return np.stack(columns)[attempt, cases]

    def _outcomes_at(self, place: int, attempt: int) -> NDArray[np.int8]:
        """How this attempt ends, for every case that may come to it. Only what is not returned can be refused."""
        luck = self.lucks[place]
        outcome = np.full(self.family.count, DONE, dtype=np.int8)
        if luck.refuses > 0:
            outcome[self._column(place, "refuses", attempt) < luck.refuses] = REFUSED
        share = luck.returns_first if attempt == 0 else luck.returns_later
        if share > 0:
            last = attempt == MOST_ATTEMPTS - 1
            outcome[self._column(place, "returns", attempt) < share] = BOUND if last else RETURNED
        if luck.happens < 1:
            outcome[~self._happens(place, attempt)] = DONE
        return outcome

    def _happens(self, place: int, attempt: int) -> Flags:
        return self._column(place, "happens", attempt) < self.lucks[place].happens

    def _step(self, place: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        columns = max(int(self.passes[:, place].max(initial=0)), 1)
        minutes = np.zeros((self.family.count, columns), dtype=np.int32)
        outcome = np.zeros((self.family.count, columns), dtype=np.int8)
        for attempt in range(columns):
            needed = np.flatnonzero(self.passes[:, place] > attempt)
            minutes[needed, attempt] = self._minutes(place, attempt, needed)
            if self.outcomes[place]:
                outcome[:, attempt] = self._outcome_of(place, np.arange(self.family.count), np.array([attempt]))
        return minutes, outcome

    def _minutes(self, place: int, attempt: int, cases: Ints) -> Ints:
        luck = self.lucks[place]
        length = luck.first if attempt == 0 else luck.later
        factor = length.minutes * self.family.year(luck.department)
        taken = quantiles(length.chance, self._column(place, "minutes", attempt)[cases]) * factor
        if luck.complexity:
            taken = taken * self.family.complexity[cases]
        whole = np.minimum(np.rint(taken), LONGEST_MINUTES).astype(np.int64)
        if luck.happens < 1:
            whole[~self._happens(place, attempt)[cases]] = SKIPPED
        return whole
