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
        certain = self.process.complexity.fixed is not None
        luck = np.zeros(self.count) if certain else self.luck("complexity")
        self.complexity = quantiles(self.process.complexity, luck)

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
        """The first class up to which the shares come to more than a case's luck, or else the last."""
        numbers = np.zeros(self.count, dtype=np.int64)
        if len(self.process.classes) == 1:
            return numbers
        luck, backlog = self.luck("class"), self.backlog
        standing_ends = initial_state.class_shares(self.plan, self.number)[self.position]
        ends = np.cumsum([one.share.value for one in self.process.classes.values()])
        for place in range(len(ends) - 1):
            numbers[backlog:] += luck[backlog:] >= ends[place]
            numbers[:backlog] += luck[:backlog] >= standing_ends[:, place]
        return numbers

    def _by_class(self, shares: dict[str, object]) -> Floats:
        """The probability of something for each class, given for all or by class; a class not named has none."""
        everyone = shares.get("all")
        return np.array([getattr(shares.get(name, everyone), "value", 0.0) for name in self.process.classes])

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
                luck, shares_of_cases = self.luck("trait", trait), self._by_class(dict(shares))[self.class_number]
                having = (self.rules == number) & (luck < shares_of_cases)
                traits[trait] = traits.get(trait, np.zeros(self.count, dtype=np.bool_)) | having
        return traits

    def _chosen(self, shares: Floats, *names: str) -> Flags:
        """Each case with the probability of its class; where those are 0 or 1 for all, no luck is needed."""
        certain: Flags = shares == 1
        if (certain | (shares == 0)).all():
            return certain[self.class_number]
        return self.luck(*names) < shares[self.class_number]

    def items(self) -> list[tuple[str, Item, int]]:
        """The items of the process in the plan's order: name, what is said of each, and by which of the rules it is."""
        plan, numbers = self.plan, self.plan.items_of(self.number)
        return [(plan.item_names[n].partition(".")[2], plan.items[n], int(plan.item_rules[n])) for n in numbers]

    @cached_property
    def needed(self) -> Flags:
        """Which items each case needs: items by cases."""
        needed = np.empty((len(self.items()), self.count), dtype=np.bool_)
        several = len(self.plan.rules) > 1
        for row, (name, item, rules) in zip(needed, self.items(), strict=True):
            row[:] = self._chosen(self._by_class(dict(item.applies)), item.together or name, "applies")
            if item.having is not None or item.lacking:
                row &= self.with_traits(item.having, item.lacking)
            if several:
                row &= self.rules == rules
        drawn = self._for_somebody(needed)
        if there := self.backlog:
            first = np.ascontiguousarray(drawn[:, :there].T)
            left = initial_state.to_do(self.plan, self.number, self.position, self.variant[:there], first)
            drawn[:, :there] = left.T
        return drawn

    @cached_property
    def applies(self) -> Flags:
        """The same: cases by items."""
        return np.ascontiguousarray(self.needed.T)

    def _for_somebody(self, needed: Flags) -> Flags:
        """What is there for the sake of other items is not needed by who needs none of them."""
        names, chosen = list(self.process.items), needed.copy()
        for place, item in enumerate(self.process.items.values()):
            if item.serves:
                chosen[place] &= needed[[names.index(name) for name in item.serves]].any(axis=0)
        return chosen

    def with_traits(self, having: str | None, lacking: Iterable[str]) -> Flags:
        """The cases that have the one trait and none of the others."""
        chosen = self.traits[having].copy() if having is not None else np.ones(self.count, dtype=np.bool_)
        for trait in lacking:
            chosen &= ~self.traits[trait]
        return chosen


def years(plan: Plan, streams: Streams) -> Floats:
    """The good or bad year of each department in this replication; the last is 1, for none."""
    bodies = plan.scenario.departments.items()
    luck = [
        np.zeros(1) if body.year.fixed is not None else streams.uniforms(1, "department", name, "year")
        for name, body in bodies
    ]
    return np.concatenate([*(quantiles(body.year, u) for (_, body), u in zip(bodies, luck, strict=True)), [1.0]])
