"""The chains of steps of all items as tables, for the machine code that draws their luck.

What the plan says is made into tables once; what differs from replication to replication is put beside it.
"""

from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Floats, Ints
from sim.simulation.draws.cases import Family
from sim.simulation.draws.distributions import Tables
from sim.simulation.draws.returns import odds_of_return
from sim.simulation.draws.rounding import rounded_by_luck
from sim.simulation.draws.streams import Streams, Words, joined
from sim.simulation.plan import Plan, StepLuck

Int32 = NDArray[np.int32]
Minutes = Int32
Outcomes = NDArray[np.int8]
Table = Any
"""A numpy record array: a row for each thing, a field for each of its properties."""

SKIPPED: Final = -1
"""The minutes of a step that does not happen this time."""
LONGEST_MINUTES: Final = 2**30
"""No step takes longer; it is far beyond every horizon, where the log says "unfinished" anyway."""
NONE: Final = -1
"""Stands for the number of a stream, or a place, that there is not: nothing is left to chance, or to be asked."""


def _fields(kind: str, *names: str) -> list[tuple[str, str]]:
    return [(name, kind) for name in names]


FAMILY: Final = np.dtype(_fields("i8", "cases", "backlog", "items", "first_case", "first_applies"))
"""A process: from *first_case* on are its cases, from *first_applies* on which of its *items* each of them needs."""
ITEM: Final = np.dtype(_fields("i8", "family", "column", "first_step", "end_step", "cases", "first_case", "first_pass"))
"""So many *cases* need it; from *first_case* on is which, from *first_pass* on how often each comes to each step."""
STEP: Final = np.dtype(
    [
        *_fields("f8", "happens", "refuses", "returns_first", "returns_later", "odds_first", "odds_later", "power"),
        *_fields("i8", "minutes_stream", "happens_stream", "refuses_stream", "returns_stream", "rounding_stream"),
        *_fields("i8", "first_mended", "end_mended", "first_saved", "end_saved", "return_to", "department"),
        *_fields("i8", "eligible", "columns", "times"),
        *_fields("i1", "complexity", "always", "decides"),
    ]
)
"""Its luck as the plan says it; from *eligible* on is to whom it may happen. For so many attempts there are *columns*,
and so many *times* all cases together go through it."""
LENGTH: Final = np.dtype(
    [
        *_fields("f8", "low", "width", "minutes"),
        *_fields("i8", "table", "elsewhere"),
        *_fields("i1", "certain", "by_luck"),
    ]
)
"""How long a step takes: in row 2 s the first attempt at step s, in the next one the later ones. Where its shape has no
table, the next length is found at *elsewhere*."""
HELPER: Final = np.dtype([*_fields("i8", "step"), *_fields("f8", "leaves")])
"""An earlier step of a chain, and how much it leaves of the returns, or of the time, of a later one."""


class Chains(NamedTuple):
    """All that the luck of the chains depends on, what is found out about them, and room for one column."""

    families: Table
    items: Table
    steps: Table
    lengths: Table
    helpers: Table
    tables: Floats
    keys: Words
    """The round keys of the streams, and behind those of all streams those of the backlog's."""
    streams: int
    year: Floats
    complexity: Floats
    log_complexity: Floats
    applies: Flags
    eligible: Flags
    elsewhere: Floats
    cases: Int32
    passes: Int32
    coming: Int32
    rows: Int32
    u: Floats
    taken: Floats
    left: Floats
    happens: Flags
    decided: Outcomes
    stamp: Table

    def coming_to(self, item: int, step: int, number: int) -> Int32:
        """The cases that come to a step of an item for this time, as their process numbers them."""
        told = self.items[item]
        first_pass = told.first_pass + (step - told.first_step) * told.cases
        needing = self.cases[told.first_case : told.first_case + told.cases]
        return needing[self.passes[first_pass : first_pass + told.cases] > number]


class Described:
    """What a plan says of its chains: the same in every replication."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.families = plan, list(plan.scenario.processes)
        self.family = np.repeat(np.arange(len(self.families)), np.diff(plan.process_first_item))
        self.streams: list[tuple[int, bytes]] = []
        """The process of each stream, and the names in it."""
        self.conditions: dict[tuple[Any, ...], int] = {}
        """To whom steps may happen: process, traits and complexity."""
        chances = [length.chance for luck in plan.step_luck for length in (luck.first, luck.later)]
        self.tables, self.by_luck = Tables(chances), rounded_by_luck(plan)
        self.certain = np.array([chance.fixed is not None for chance in chances], dtype=np.bool_)
        self.items, self.lengths, self.helpers = self._items(), self._lengths(), self._helpers()
        self.steps = empty(STEP, len(plan.step_names))
        told = [self._describe(number, luck) for number, luck in enumerate(plan.step_luck)]
        for name in told[0] if told else ():
            self.steps[name] = [one[name] for one in told]
        ends = np.cumsum([len(helpers) for luck in plan.step_luck for helpers in (luck.mended_by, luck.saved_by)])
        self.steps.first_mended[1:], self.steps.first_saved[:] = ends[1:-1:2], ends[::2]
        self.steps.end_mended, self.steps.end_saved = ends[::2], ends[1::2]
        self.condition = self.steps.eligible.copy()
        weighted = self.steps.power[self.steps.returns_stream != NONE] > 0
        self.weighted = set(self.family[plan.step_item[self.steps.returns_stream != NONE][weighted]].tolist())
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
        lengths, tables = empty(LENGTH, 2 * len(self.plan.step_luck)), self.tables
        lengths.low, lengths.width, lengths.table = tables.low, tables.width, tables.table
        told = [length for luck in self.plan.step_luck for length in (luck.first, luck.later)]
        lengths.minutes = [length.minutes for length in told]
        lengths.certain, lengths.by_luck, lengths.elsewhere = self.certain, self.by_luck, NONE
        return lengths

    def _helpers(self) -> Table:
        """Of one step after another those that mend, then those that save."""
        told = [pair for luck in self.plan.step_luck for pair in (*luck.mended_by, *luck.saved_by)]
        helpers = empty(HELPER, len(told))
        helpers.step, helpers.leaves = [step for step, _ in told], [1 - share for _, share in told]
        return helpers

    def _describe(self, number: int, luck: StepLuck) -> dict[str, float]:
        """One step, field by field."""
        item = int(self.plan.step_item[number])
        complexity = self.plan.processes[self.family[item]].complexity
        return {
            "happens": luck.happens,
            "refuses": luck.refuses,
            "returns_first": luck.returns_first,
            "returns_later": luck.returns_later,
            "odds_first": odds_of_return(luck, 0, complexity),
            "odds_later": odds_of_return(luck, 1, complexity),
            "power": luck.returns_power,
            "return_to": int(self.plan.step_return_to[number]),
            "department": luck.department % (len(self.plan.scenario.departments) + 1),
            "eligible": self._eligible(item, luck),
            "complexity": luck.complexity,
            "always": luck.always,
            "decides": luck.decides,
            **self._streams(item, number, luck),
        }

    def _streams(self, item: int, number: int, luck: StepLuck) -> dict[str, int]:
        """The numbers of a step's streams; of what is certain there is none."""
        lengths = slice(2 * number, 2 * number + 2)
        needed = {
            "minutes": not self.certain[lengths].all(),
            "happens": luck.happens < 1,
            "refuses": luck.refuses > 0,
            "returns": luck.returns_first > 0 or luck.returns_later > 0,
            "rounding": self.by_luck[lengths].any(),
        }
        return {
            f"{purpose}_stream": self._stream(item, number, purpose) if needed[purpose] else NONE for purpose in needed
        }

    def _stream(self, item: int, number: int, purpose: str) -> int:
        """A stream more."""
        name = self.plan.items[item].luck or self.plan.item_names[item].partition(".")[2]
        self.streams.append((int(self.family[item]), joined(name, self.plan.step_names[number], purpose)))
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


def empty(layout: np.dtype[Any], rows: int) -> Table:
    """A table of that many rows, filled with zeros."""
    return np.zeros(rows, dtype=layout).view(np.recarray)


def chains_of(plan: Plan, families: list[Family], streams: Streams, year: Floats, stamp: Table) -> Chains:
    """The chains of one replication, of which nothing is found out yet."""
    known = described(plan)
    needing = np.array([np.count_nonzero(row) for family in families for row in family.needed])
    items, steps = known.items.copy(), known.steps.copy()
    passes = needing * (items.end_step - items.first_step)
    items.cases, items.first_case, items.first_pass = needing, _begins(needing), _begins(passes)
    eligible = [_eligible(families[process], *told) for process, *told in known.conditions]
    steps.eligible = np.append(_begins(np.array([len(one) for one in eligible], dtype=np.int64)), NONE)[known.condition]
    complexity = np.concatenate([family.complexity for family in families])
    most, backlog = int(needing.max(initial=0)), any(family.backlog for family in families)
    return Chains(
        families=_families(families),
        items=items,
        steps=steps,
        lengths=known.lengths.copy(),
        helpers=known.helpers,
        tables=known.tables.tables,
        keys=streams.round_keys(known.names(backlog=backlog)),
        streams=len(known.streams) if backlog else 0,
        year=year,
        complexity=complexity,
        log_complexity=_log_complexity(known, families),
        applies=np.concatenate([family.applies.ravel() for family in families]),
        eligible=np.concatenate([np.zeros(0, np.bool_), *eligible]),
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


def _eligible(family: Family, having: str | None, lacking: tuple[str, ...], above: float, at_most: float) -> Flags:
    """To which cases of a process a step may happen, by their traits and their complexity."""
    eligible: Flags = (above < family.complexity) & (family.complexity <= at_most)
    return eligible & family.with_traits(having, lacking)


def _log_complexity(known: Described, families: list[Family]) -> Floats:
    """Where it is asked for."""
    return np.concatenate(
        [
            np.log(family.complexity) if number in known.weighted else family.complexity
            for number, family in enumerate(families)
        ]
    )
