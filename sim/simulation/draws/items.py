"""What a plan says of the chains of its items, made into tables for the machine code that draws their luck.

What the plan says is made into tables once; what differs from replication to replication is put beside it.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.simulation.draws.cases import Family
from sim.simulation.draws.chains import FAMILY, HELPER, ITEM, LENGTH, LUCK, NONE, Chains, Table, empty
from sim.simulation.draws.distributions import Tables
from sim.simulation.draws.past import begun_at
from sim.simulation.draws.returns import odds_of_return
from sim.simulation.draws.rounding import rounded_by_luck
from sim.simulation.draws.streams import Streams, joined
from sim.simulation.plan import Plan, StepLuck


class Described:
    """What a plan says of its chains: the same in every replication."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.families = plan, list(plan.scenario.processes)
        self.family = np.repeat(np.arange(len(self.families)), np.diff(plan.process_first_item))
        self.streams: list[tuple[int, bytes]] = []
        """The process of each stream, and the names in it."""
        self.conditions: dict[tuple[Any, ...], int] = {}
        """To whom steps may happen: process, traits and complexity."""
        chances = [length.chance for luck in plan.lucks for length in (luck.first, luck.later)]
        self.tables, self.by_luck = Tables(chances), rounded_by_luck(plan)
        self.certain = np.array([chance.fixed is not None for chance in chances], dtype=np.bool_)
        self.items, self.lengths, self.helpers = self._items(), self._lengths(), self._helpers()
        self.standing = self._standing()
        self.lucks = self._lucks()
        self.luck_by_class = self._by_class()
        self.condition = self.lucks.eligible.copy()
        weighted = self.lucks.step[(self.lucks.returns_stream != NONE) & (self.lucks.power > 0)]
        self.weighted = set(self.family[plan.step_item[weighted]].tolist())
        """The processes whose complex cases are sent back more often."""

    def names(self, *, backlog: bool) -> list[bytes]:
        """The names of all streams, and of those of the backlog if there is one."""
        came, there = ([joined(f"{name}{whose}") for name in self.families] for whose in ("", " backlog"))
        several = [came, there] if backlog else [came]
        return [prefixes[process] + names for prefixes in several for process, names in self.streams]

    def _items(self) -> Table:
        plan, items = self.plan, empty(ITEM, len(self.family))
        items.family, items.column = self.family, np.arange(len(items)) - plan.process_first_item[self.family]
        items.first_step, items.end_step = plan.item_first_step[:-1], plan.item_first_step[1:]
        return items

    def _lengths(self) -> Table:
        lengths, tables = empty(LENGTH, 2 * len(self.plan.lucks)), self.tables
        lengths.low, lengths.width, lengths.table = tables.low, tables.width, tables.table
        told = [length for luck in self.plan.lucks for length in (luck.first, luck.later)]
        lengths.minutes = [length.minutes for length in told]
        lengths.certain, lengths.by_luck, lengths.elsewhere = self.certain, self.by_luck, NONE
        lengths.elsewhere[list(tables.others)] = 0
        return lengths

    def _helpers(self) -> Table:
        """Of one luck after another those that mend, then those that save."""
        told = [pair for luck in self.plan.lucks for pair in (*luck.mended_by, *luck.saved_by)]
        helpers = empty(HELPER, len(told))
        helpers.step, helpers.leaves = [step for step, _ in told], [1 - share for _, share in told]
        return helpers

    def _standing(self) -> Ints:
        """Of each item in the middle of which cases are on the first day, the step at which each of the backlog is."""
        found, free = [np.zeros(0, dtype=np.int64)], 0
        self.items.standing = NONE
        for item, process in enumerate(self.family.tolist()):
            backlog = sum(position.cases for position in self.plan.backlog[process])
            begun = begun_at(self.plan.pasts[process], item, backlog)
            if begun is not None:
                self.items.standing[item] = free
                found.append(begun.step)
                free += backlog
        return np.concatenate(found)

    def _lucks(self) -> Table:
        lucks = empty(LUCK, len(self.plan.lucks))
        told = [self._describe(step, luck) for step, base in enumerate(self.plan.step_luck) for luck in base.each]
        told.sort(key=lambda one: one["number"])
        for name in told[0] if told else ():
            lucks[name] = [one[name] for one in told]
        ends = np.cumsum([len(helpers) for luck in self.plan.lucks for helpers in (luck.mended_by, luck.saved_by)])
        lucks.first_mended[1:], lucks.first_saved[:] = ends[1:-1:2], ends[::2]
        lucks.end_mended, lucks.end_saved = ends[::2], ends[1::2]
        return lucks

    def _by_class(self) -> Ints:
        """Of each step at which luck is another for some classes, the number of that of each class."""
        found, free = [np.zeros(0, dtype=np.int64)], 0
        self.lucks.by_class = self.lucks.other = NONE
        for step, luck in enumerate(self.plan.step_luck):
            if luck.of_classes:
                numbers = [one.number for one in luck.each]
                self.lucks.by_class[numbers], self.lucks.other[numbers[:-1]] = free, numbers[1:]
                classes = self.plan.processes[self.family[self.plan.step_item[step]]].classes
                found.append(np.array([luck.of(place).number for place in range(len(classes))], dtype=np.int64))
                free += len(classes)
        return np.concatenate(found)

    def _describe(self, step: int, luck: StepLuck) -> dict[str, float]:
        """The luck of a step, or of a class at a step, field by field."""
        item = int(self.plan.step_item[step])
        complexity = self.plan.processes[self.family[item]].complexity
        return {
            "happens": luck.happens,
            "refuses": luck.refuses,
            "returns_first": luck.returns_first,
            "returns_later": luck.returns_later,
            "odds_first": odds_of_return(luck, 0, complexity),
            "odds_later": odds_of_return(luck, 1, complexity),
            "power": luck.returns_power,
            "step": step,
            "number": luck.number,
            "return_to": int(self.plan.step_return_to[step]),
            "department": luck.department % (len(self.plan.scenario.departments) + 1),
            "eligible": self._eligible(item, luck),
            "complexity": luck.complexity,
            "always": luck.always,
            "decides": luck.decides,
            **self._streams(item, step, luck),
        }

    def _streams(self, item: int, step: int, luck: StepLuck) -> dict[str, int]:
        """The numbers of a step's streams; of what is certain there is none."""
        lengths = slice(2 * luck.number, 2 * luck.number + 2)
        needed = {
            "minutes": not self.certain[lengths].all(),
            "happens": luck.happens < 1,
            "refuses": luck.refuses > 0,
            "returns": luck.returns_first > 0 or luck.returns_later > 0,
            "rounding": self.by_luck[lengths].any(),
        }
        return {
            f"{purpose}_stream": self._stream(item, step, purpose) if needed[purpose] else NONE for purpose in needed
        }

    def _stream(self, item: int, step: int, purpose: str) -> int:
        """A stream more."""
        name = self.plan.items[item].luck or self.plan.item_names[item].partition(".")[2]
        self.streams.append((int(self.family[item]), joined(name, self.plan.step_names[step], purpose)))
        return len(self.streams) - 1

    def _eligible(self, item: int, luck: StepLuck) -> int:
        """The number of the condition under which the step may happen to a case."""
        complexity = luck.more_complex_than, luck.at_most_as_complex_as
        if luck.having is None and not luck.lacking and complexity == (-1, np.inf):
            return NONE
        condition = int(self.family[item]), luck.having, luck.lacking, *complexity
        return self.conditions.setdefault(condition, len(self.conditions))


@lru_cache(maxsize=1)
def described(plan: Plan) -> Described:
    """What a plan says of its chains."""
    return Described(plan)


def chains_of(plan: Plan, families: list[Family], streams: Streams, year: Floats, stamp: Table) -> Chains:
    """The chains of one replication, of which nothing is found out yet."""
    known = described(plan)
    needing = np.array([np.count_nonzero(row) for family in families for row in family.needed])
    items, lucks = known.items.copy(), known.lucks.copy()
    passes = needing * (items.end_step - items.first_step)
    items.cases, items.first_case, items.first_pass = needing, _begins(needing), _begins(passes)
    conditions = [eligible(families[process], *told) for process, *told in known.conditions]
    begins = _begins(np.array([len(one) for one in conditions], dtype=np.int64))
    lucks.eligible = np.append(begins, NONE)[known.condition]
    complexity = np.concatenate([family.complexity for family in families])
    most, backlog = int(needing.max(initial=0)), any(family.backlog for family in families)
    return Chains(
        families=_families(families),
        items=items,
        lucks=lucks,
        lengths=known.lengths.copy(),
        helpers=known.helpers,
        tables=known.tables.tables,
        keys=streams.round_keys(known.names(backlog=backlog)),
        streams=len(known.streams) if backlog else 0,
        year=year,
        complexity=complexity,
        log_complexity=_log_complexity(known, families),
        applies=np.concatenate([family.applies.ravel() for family in families]),
        eligible=np.concatenate([np.zeros(0, np.bool_), *conditions]),
        luck_by_class=known.luck_by_class,
        class_number=_class_numbers(known, families),
        standing=known.standing,
        elsewhere=np.zeros(0),
        cases=np.empty(int(needing.sum()), np.int32),
        passes=np.empty(int(passes.sum()), np.int32),
        coming=np.empty(most, np.int32),
        rows=np.empty(most, np.int32),
        u=np.empty(most),
        taken=np.empty(most),
        left=np.empty(most),
        happens=np.empty(most, np.bool_),
        decided=np.empty(most, np.int8),
        stamp=stamp,
    )


def _families(families: list[Family]) -> Table:
    table = empty(FAMILY, len(families))
    table.cases = [family.count for family in families]
    table.backlog = [family.backlog for family in families]
    table["items"] = [len(family.needed) for family in families]
    table.first_case, table.first_applies = _begins(table.cases), _begins(table.cases * table["items"])
    return table


def _begins(counts: Ints) -> Ints:
    """Where each of several runs of so many begins, one behind another."""
    return (np.cumsum(counts) - counts).astype(np.int64)


def eligible(family: Family, having: str | None, lacking: tuple[str, ...], above: float, at_most: float) -> Flags:
    """To which cases of a process a step may happen, by their traits and their complexity."""
    of_that_size: Flags = (above < family.complexity) & (family.complexity <= at_most)
    return of_that_size & family.with_traits(having, lacking)


def _log_complexity(known: Described, families: list[Family]) -> Floats:
    """Where it is asked for."""
    return np.concatenate(
        [
            np.log(family.complexity) if number in known.weighted else family.complexity
            for number, family in enumerate(families)
        ]
    )


def _class_numbers(known: Described, families: list[Family]) -> Ints:
    """Where they are asked for."""
    return np.concatenate(
        [family.class_number if len(known.luck_by_class) else np.zeros(0, np.int64) for family in families]
    )
