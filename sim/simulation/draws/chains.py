"""The chains of steps of all items as tables, and room for what the machine code finds out about them."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Floats, Ints
from sim.simulation.draws.streams import Words

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
ITEM: Final = np.dtype(
    _fields("i8", "family", "column", "first_step", "end_step", "cases", "first_case", "first_pass", "standing")
)
"""So many *cases* need it; from *first_case* on is which, from *first_pass* on how often each comes to each step. Where
cases are in the middle of it on the first day, from *standing* on is at which step each of the backlog stands."""
LUCK: Final = np.dtype(
    [
        *_fields("f8", "happens", "refuses", "returns_first", "returns_later", "odds_first", "odds_later", "power"),
        *_fields("i8", "minutes_stream", "happens_stream", "refuses_stream", "returns_stream", "rounding_stream"),
        *_fields("i8", "first_mended", "end_mended", "first_saved", "end_saved", "return_to", "department"),
        *_fields("i8", "step", "number", "by_class", "other", "eligible", "columns", "times"),
        *_fields("i1", "complexity", "always", "decides"),
    ]
)
"""The luck of each step as the plan says it, then that of some classes at steps where it is another.

Of such a step, from *by_class* on is which luck each class has, and *other* is one more of its lucks. From *eligible*
on is to whom it may happen. For so many attempts there are *columns*, and so many *times* all cases together go through
it: both stand in the step's own row.
"""
LENGTH: Final = np.dtype(
    [
        *_fields("f8", "low", "width", "minutes"),
        *_fields("i8", "table", "elsewhere", "many"),
        *_fields("i1", "certain", "by_luck"),
    ]
)
"""How long a step takes: in row 2 n the first attempt by luck n, in the next one the later ones. Where its shape has no
table, the next length is found at *elsewhere*; there are so *many*."""
HELPER: Final = np.dtype([*_fields("i8", "step"), *_fields("f8", "leaves")])
"""An earlier step of a chain, and how much it leaves of the returns, or of the time, of a later one."""


class Chains(NamedTuple):
    """All that the luck of the chains depends on, what is found out about them, and room for one column."""

    families: Table
    items: Table
    lucks: Table
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
    luck_by_class: Ints
    class_number: Ints
    """Of each case; empty where all classes have the same luck."""
    standing: Ints
    """The step at which a case stands on the first day, or `NONE`."""
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

    def coming_to(self, item: int, number: int, attempt: int) -> Int32:
        """The cases that come to a step of an item for this time and have the luck of that number there.

        As their process numbers them.
        """
        told, luck = self.items[item], self.lucks[number]
        first_pass = told.first_pass + (luck.step - told.first_step) * told.cases
        needing = self.cases[told.first_case : told.first_case + told.cases]
        coming: Int32 = needing[self.passes[first_pass : first_pass + told.cases] > attempt]
        if luck.by_class != NONE:
            of_case = self.class_number[self.families.first_case[told.family] + coming]
            coming = coming[self.luck_by_class[luck.by_class + of_case] == number]
        return coming


def empty(layout: np.dtype[Any], rows: int) -> Table:
    """A table of that many rows, filled with zeros."""
    return np.zeros(rows, dtype=layout).view(np.recarray)
