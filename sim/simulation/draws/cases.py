"""The cases of a process: when they come, what kind they are, what they need, and how good a year the offices have."""

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.scenario.model import Item, Process
from sim.scenario.precedence import deciding_traits
from sim.simulation.draws import initial_state
from sim.simulation.draws.arrivals import arrival_minutes
from sim.simulation.draws.distributions import quantiles
from sim.simulation.draws.streams import Streams
from sim.simulation.plan import Plan


class Family:
    """The cases of one process: when they come, what kind they are, and which items they need."""

    def __init__(self, plan: Plan, number: int, streams: Streams) -> None:
        self.plan, self.number, self.streams = plan, number, streams
        self.name = list(plan.scenario.processes)[number]
        self.process: Process = plan.processes[number]
        self.position = initial_state.positions(plan, number)
        self.backlog = len(self.position)
        came, weeks = (self._stream("arrivals"), self._stream("weeks"))
        arrival = arrival_minutes(plan, number, came, weeks)
        self.arrival = np.concatenate([np.zeros(self.backlog, dtype=np.int64), arrival])
        self.count = len(self.arrival)
        self.class_number = self._class_numbers()
        self.rules = plan.rules_at(self.arrival)
        self.traits = self._traits()
        self.variant = self._variants()
        self.complexity = quantiles(self.process.complexity, self.luck("complexity"))

    def _stream(self, purpose: str) -> Callable[[int], Floats]:
        """Gives so many uniform numbers of a stream of the process."""
        return lambda count: self.streams.uniforms(count, self.name, purpose)

    def luck(self, *names: str, attempt: int = 0) -> Floats:
        """One uniform number for each case, of the stream with these names."""
        return self.first_luck(self.count, *names, attempt=attempt)

    def first_luck(self, count: int, *names: str, attempt: int = 0) -> Floats:
        """One uniform number for each of the first *count* cases, of the stream with these names.

        Cases of the backlog have streams of their own, so that they change no other's luck.
        """
        there = min(count, self.backlog)
        came = self.streams.uniforms(count - there, self.name, *names, attempt=attempt)
        if not there:
            return came
        return np.concatenate([self.streams.uniforms(there, f"{self.name} backlog", *names, attempt=attempt), came])

    def _class_numbers(self) -> Ints:
        luck = self.luck("class")
        ends = np.cumsum([one.share.value for one in self.process.classes.values()])
        came = np.searchsorted(ends, luck[self.backlog :], side="right")
        standing_ends = initial_state.class_shares(self.plan, self.number)[self.position]
        there = (luck[: self.backlog, np.newaxis] >= standing_ends).sum(axis=1)
        numbers: Ints = np.minimum(np.concatenate([there, came]), len(ends) - 1)
        return numbers

    def _by_class(self, shares: dict[str, object]) -> Floats:
        """The probability of something for each case, given for all or by class; a class not named has none."""
        everyone = shares.get("all")
        by_class = [shares.get(name, everyone) for name in self.process.classes]
        return np.array([getattr(share, "value", 0.0) for share in by_class])[self.class_number]

    def _variants(self) -> Ints:
        """The kind of each case: the plan numbers a process's kinds by class, then by its traits as binary digits.

        Those of each of the rules by themselves.
        """
        variant = np.zeros(self.count, dtype=np.int64)
        for number, process in enumerate(self._by_rules()):
            kinds = (self.plan.variant_process == self.number) & (self.plan.variant_rules == number)
            found = int(np.argmax(kinds)) + self.class_number
            for place, trait in enumerate(deciding_traits(process)):
                found = found + self.traits[trait] * (len(process.classes) << place)
            variant = np.where(self.rules == number, found, variant)
        return variant.astype(np.int64)

    def _by_rules(self) -> list[Process]:
        """The process by each of the rules."""
        return [one.scenario.processes[self.name] for one in self.plan.rules]

    def _traits(self) -> dict[str, Flags]:
        """Who has which trait, by the rules for whom it is one; the same luck decides under all of them."""
        traits: dict[str, Flags] = {}
        for number, process in enumerate(self._by_rules()):
            for trait, shares in process.traits.items():
                having = (self.rules == number) & (self.luck("trait", trait) < self._by_class(dict(shares)))
                traits[trait] = traits.get(trait, np.zeros(self.count, dtype=np.bool_)) | having
        return traits

    def _chosen(self, shares: Floats, *names: str) -> Flags:
        """Each case with its probability; where that is 0 or 1 for all, no luck is needed."""
        certain: Flags = shares == 1
        return certain if (certain | (shares == 0)).all() else self.luck(*names) < shares

    def items(self) -> list[tuple[str, Item, int]]:
        """The items of the process in the plan's order: name, what is said of each, and by which of the rules it is."""
        plan, numbers = self.plan, self.plan.items_of(self.number)
        return [(plan.item_names[n].partition(".")[2], plan.items[n], int(plan.item_rules[n])) for n in numbers]

    @cached_property
    def applies(self) -> Flags:
        """Which items each case needs: cases by items."""
        columns = [
            self._chosen(self._by_class(dict(item.applies)), item.together or name, "applies")
            & self.with_traits(item.having, item.lacking)
            & (self.rules == rules)
            for name, item, rules in self.items()
        ]
        drawn = self._for_somebody(np.column_stack(columns))
        if there := self.backlog:
            left = initial_state.to_do(self.plan, self.number, self.position, self.variant[:there], drawn[:there])
            drawn[:there] = left
        return drawn

    def _for_somebody(self, drawn: Flags) -> Flags:
        """What is there for the sake of other items is not needed by who needs none of them."""
        names, needed = list(self.process.items), drawn.copy()
        for place, item in enumerate(self.process.items.values()):
            if item.serves:
                needed[:, place] &= drawn[:, [names.index(name) for name in item.serves]].any(axis=1)
        return needed

    def with_traits(self, having: str | None, lacking: Iterable[str]) -> Flags:
        """The cases that have the one trait and none of the others."""
        chosen = self.traits[having].copy() if having is not None else np.ones(self.count, dtype=np.bool_)
        for trait in lacking:
            chosen &= ~self.traits[trait]
        return chosen

    @cached_property
    def year(self) -> list[float]:
        """The good or bad year of each department in this replication; the last is 1, for none (-1)."""
        bodies = self.plan.scenario.departments
        luck = {name: self.streams.uniforms(1, "department", name, "year") for name in bodies}
        return [*(float(quantiles(body.year, luck[name])[0]) for name, body in bodies.items()), 1.0]
