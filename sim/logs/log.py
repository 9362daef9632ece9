"""A log as everything here works with it: what happened to which item of which case, in one vocabulary.

Nobody is in it: cases are numbers in an order that follows from what happened to them, handlers are numbers that are
only counted, and of a file's columns only those that the map names were ever read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Ints
from sim.logs.mapping import Map

FEWEST: Final = 5
"""A cell of fewer cases is not shown."""


@dataclass(frozen=True)
class Seen:
    """How often something was met in reading, of how many, and where it was met first."""

    what: str
    """The key of the words that tell it."""
    count: int
    of: int
    first: str = ""
    """File and row."""
    name: str = ""
    """A column, a state or an item that it is about."""


@dataclass(frozen=True)
class Log:
    """A log that was read. Times are local times of the offices, in whole seconds.

    `events`: case, item, instance, state, time, dated (only the day is known), handler (-1: not told); in the order of
    (case, item, instance, time, state). `items`: a row for each instance of an item of a case, with limit and promise
    in days and the day on which it is due, as far as they are told. `cases`: a row for each case, by its number: its
    class ("" if none fits) and a column of flags for each trait.
    """

    events: pd.DataFrame
    items: pd.DataFrame
    cases: pd.DataFrame
    digest: str
    """Of these rows: twelve hexadecimal digits."""
    mapping: Map
    until: pd.Timestamp
    """Midnight after the day of the export."""
    rows: int
    """How many rows the files had."""
    files: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    found_at: tuple[str, ...] = ()
    """File and row at which each case stands first, where the log is from files: by it who has them finds it again."""

    @cached_property
    def counted(self) -> dict[str, int]:
        """How often each thing was met in reading."""
        found: dict[str, int] = {}
        for one in self.seen:
            found[one.what] = found.get(one.what, 0) + one.count
        return found

    def told(self, what: str) -> Iterator[Seen]:
        """What was met of one kind."""
        return (one for one in self.seen if one.what == what)

    @property
    def known_items(self) -> list[str]:
        """The items that the map names, or all where it names none."""
        names = [str(name) for name in self.events["item"].cat.categories]
        return [name for name in names if not name.startswith(UNMAPPED)]


UNMAPPED: Final = "?"
"""Stands before an item that the map does not name."""


def first_of_each(*keys: Ints) -> Ints:
    """Where runs of equal keys begin, in rows that are sorted by them."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    changes = np.any([np.diff(key, prepend=key[:1] - 1) != 0 for key in keys], axis=0)
    changes[0] = True
    return np.flatnonzero(changes).astype(np.int64)


def part_of(log: Log, rows: Flags) -> Log:
    """A log with some of its events; cases, items and instances of items that have none of them are not in it."""
    events = log.events[rows].reset_index(drop=True)
    events["item"] = events["item"].cat.remove_unused_categories()
    keys = ["case", "item", "instance"]
    kept = np.unique(events["case"])
    number = pd.Series(np.arange(len(kept)), index=kept)
    seen = pd.MultiIndex.from_frame(events[keys].drop_duplicates())
    items = log.items[pd.MultiIndex.from_frame(log.items[keys]).isin(seen)].reset_index(drop=True)
    items["item"] = items["item"].cat.set_categories(events["item"].cat.categories)
    return replace(
        log,
        events=events.assign(case=number[events["case"]].to_numpy()),
        items=items.assign(case=number[items["case"]].to_numpy()),
        cases=log.cases.iloc[kept].reset_index(drop=True),
        found_at=tuple(log.found_at[case] for case in kept) if log.found_at else (),
    )
