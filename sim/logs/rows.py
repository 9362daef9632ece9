"""From the rows of files to events: what each row says happened, in the vocabulary of states."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Ints
from sim.logs.log import FEWEST, UNMAPPED, Seen
from sim.logs.mapping import Map
from sim.logs.privacy import form_of
from sim.logs.sources import Sources
from sim.logs.stamps import Stamps, read_stamps
from sim.logs.states import STATES

MOST_OF_A_CLOCK_TIME = 0.05
"""A minute of the day that more of a column's stamps show is no clock time but how a date was written."""
EARLIEST, LATEST = np.datetime64("1990-01-01"), np.datetime64("2090-01-01")
"""What lies outside is no time of an event but a sign for none."""
SIGNS = ("1970-01-01", "1970-12-31", "1999-01-01", "1999-12-31", "2000-01-01", "2049-12-31", "2099-12-31")
"""Days that programs write where there is none; those within the bounds only where they stand far from all others."""
FEW_STAMPS = 20
ROW = ": row "
"""Between a file and the row in it."""
FEW, EMPTY = "(of few cases)", "(empty)"
"""What stands for the name of an item that fewer than five cases have, and for one without a name."""
TEST_USERS = ("test*", "admin*", "system*", "root", "测试*", "管理员*", "系统*", "超级管理员*")
"""How the names of those begin who are nobody."""
DAYTIME, NOON = (7 * 60, 19 * 60), 12 * 60
"""Minutes of the day in which offices may stamp; at noon programs write a date."""


@dataclass(frozen=True)
class Raw:
    """Events as rows tell them; all columns have the same length."""

    row: Ints
    """The row of the first table."""
    item: Ints
    """The number of the item in `item_names`."""
    state: Ints
    time: Stamps
    dated: Flags


class Rows:
    """All events of the tables, and what was met in reading them."""

    def __init__(self, mapping: Map, sources: Sources) -> None:
        self.mapping, self.sources = mapping, sources
        self.count = len(sources.main.frame)
        self.seen: list[Seen] = []
        self.item_names: list[str] = []
        self.row_item = self._items()
        self.tests: Flags
        self.kept = self._not_dropped()

    def events(self) -> Raw:
        """What every row says."""
        parts = [*self._by_state(), *self._by_moments()]
        return Raw(*(np.concatenate([getattr(one, name) for one in parts]) for name in Raw.__annotations__))

    def note(self, what: str, flags: Flags, of: int, name: str = "", rows: Ints | None = None) -> None:
        """Keeps in mind how often something was met, and where first; nothing if it was not."""
        if not flags.any():
            return
        place = int(np.flatnonzero(flags)[0]) if rows is None else int(rows[flags].min())
        file, row = self.sources.main.address(place)
        self.seen.append(Seen(what, int(flags.sum()), of, f"{file.name}: {row}", name))

    def _text(self, name: str, table: str | None = None) -> pd.Series:
        return self.sources.column(name, table).astype(str).str.strip()

    def _items(self) -> Ints:
        """The number of each row's item."""
        about = self.mapping.item
        if about.all is not None:
            return np.full(self.count, self._number(about.all), dtype=np.int64)
        assert about.column is not None
        codes, texts = pd.factorize(self._text(about.column, about.table))
        cases = self._cases_of(codes, len(texts))
        names = [self._named(str(text), int(count)) for text, count in zip(texts, cases, strict=True)]
        numbers = np.array([self._number(name) for name in names], dtype=np.int64)[codes]
        for name in sorted({name for name in names if name.startswith(UNMAPPED)}):
            self.note("unmapped", numbers == self.item_names.index(name), self.count, name)
        return numbers

    def _cases_of(self, codes: Ints, count: int) -> Ints:
        """How many cases have each item."""
        case = self._text(self.mapping.case.column, self.mapping.case.table)
        pairs = pd.DataFrame({"item": codes, "case": case}).drop_duplicates()
        return np.bincount(pairs["item"].to_numpy(np.int64), minlength=count).astype(np.int64)

    def _named(self, text: str, cases: int) -> str:
        """The name of an item; what the map does not name and few cases have may be anything, also a person."""
        names = self.mapping.item.names
        if names is None:
            return text or f"{UNMAPPED}{EMPTY}"
        hidden = text if cases >= FEWEST else FEW
        return names.get(text, f"{UNMAPPED}{hidden or EMPTY}")

    def _number(self, name: str) -> int:
        if name not in self.item_names:
            self.item_names.append(name)
        return self.item_names.index(name)

    def _not_dropped(self) -> Flags:
        """The rows that say whose they are; `tests` are those of test users, whose work is left out."""
        kept = np.ones(self.count, dtype=np.bool_)
        if self.mapping.handler is not None:
            codes, texts = pd.factorize(self._text(self.mapping.handler))
            kept = ~_fitting(texts, self.mapping.drop.handlers)[codes]
            self.note("dropped_handlers", ~kept, self.count)
            self.note("test_handlers", kept & _fitting(texts, TEST_USERS)[codes], self.count)
        self.tests = ~kept
        nobody = (self._text(self.mapping.case.column, self.mapping.case.table) == "").to_numpy()
        self.note("no_case", nobody, self.count, self.mapping.case.column)
        return ~nobody

    def _by_state(self) -> Iterator[Raw]:
        state, column = self.mapping.state, self.mapping.time
        if state is None or column is None:
            return
        codes, texts = pd.factorize(self._text(state.column, state.table))
        meanings = [state.meanings.get(_plain(str(text), state.meanings)) for text in texts]
        known = np.array([one is not None or state.others == "touched" for one in meanings], dtype=np.bool_)[codes]
        for text in [text for text, one in zip(texts, meanings, strict=True) if one is None]:
            if state.others == "refused":
                self.note("unknown_state", codes == list(texts).index(text), self.count, form_of(text))
        states = [STATES.index(one.state if one is not None else "touched") for one in meanings]
        items = [self._number(one.item) if one is not None and one.item is not None else -1 for one in meanings]
        item = np.array(items, dtype=np.int64)[codes]
        rows = np.flatnonzero(self.kept & ~self.tests & known)
        yield from self._timed(
            column, rows, np.where(item >= 0, item, self.row_item)[rows], np.array(states)[codes][rows]
        )

    def _by_moments(self) -> Iterator[Raw]:
        for moment, column in self.mapping.moments.items():
            rows = self._rows_of(column)
            states = self._results()[rows] if moment == "decided" else np.full(len(rows), STATES.index(moment))
            yield from self._timed(column, rows, self.row_item[rows], states)

    def _rows_of(self, column: str) -> Ints:
        """The rows whose moment counts; where rows are events, each tells a moment of the case, and it counts once."""
        if self.mapping.state is None:
            return np.flatnonzero(self.kept & ~self.tests)
        case = self._text(self.mapping.case.column, self.mapping.case.table)
        told = pd.DataFrame({"case": case, "item": self.row_item, "cell": self.sources.column(column)})
        return np.flatnonzero(self.kept & ~told.duplicated().to_numpy())

    def _results(self) -> Ints:
        """With what each row was decided, if it was."""
        result = self.mapping.result
        if result is None:
            return np.full(self.count, STATES.index("approved"), dtype=np.int64)
        codes, texts = pd.factorize(self._text(result.column))
        known = [result.codes.get(str(text)) for text in texts]
        for place, (text, state) in enumerate(zip(texts, known, strict=True)):
            if state is None and text:
                self.note("unknown_result", codes == place, self.count, form_of(text))
        return np.array([STATES.index(state or "approved") for state in known], dtype=np.int64)[codes]

    def _timed(self, column: str, rows: Ints, item: Ints, state: Ints) -> Iterator[Raw]:
        """The rows that have a sane time in a column."""
        about = self.mapping.log
        read = read_stamps(self.sources.column(column).iloc[rows].reset_index(drop=True), about.zone, about.stamps)
        count = len(rows)
        self.note("unread_time", read.unread, count, column, rows)
        there = ~np.isnat(read.time)
        no_time = there & _sign(read.time)
        self.note("sentinel", no_time, count, column, rows)
        good = there & ~no_time
        time, dated, constant, frequent = _without_constant(read.time, read.dated, good)
        self.note("constant_time", constant, int(good.sum()), column, rows)
        self.note("frequent_time", frequent, int(good.sum()), column, rows)
        self.note("date_only", read.dated & good, int(good.sum()), column, rows)
        yield Raw(rows[good], item[good], state[good].astype(np.int64), time[good], dated[good])


def _fitting(texts: Iterable[object], patterns: Iterable[str]) -> Flags:
    """Which texts fit one of the patterns, whether large or small letters."""
    each = [one.lower() for one in patterns]
    return np.array([any(fnmatchcase(str(text).lower(), one) for one in each) for text in texts], dtype=np.bool_)


def _plain(text: str, known: object) -> str:
    """A code without what a spreadsheet adds: 3.0 and 03 are 3."""
    assert isinstance(known, dict)
    if text in known:
        return text
    bare = text.removesuffix(".0").lstrip("0")
    return bare if bare in known else text


def _sign(time: Stamps) -> Flags:
    """Which times stand for none."""
    outside = (time < EARLIEST) | (time >= LATEST)
    days = time.astype("datetime64[D]")
    inside = days[~outside & ~np.isnat(time)]
    if not len(inside):
        return np.asarray(outside, dtype=np.bool_)
    low, high = np.quantile(inside.astype(np.int64), [0.02, 0.98]).astype(np.int64)
    far = (days.astype(np.int64) < low - 1830) | (days.astype(np.int64) > high + 1830)
    return np.asarray(outside | (np.isin(days, np.array(SIGNS, dtype="datetime64[D]")) & far), dtype=np.bool_)


def _without_constant(time: Stamps, dated: Flags, good: Flags) -> tuple[Stamps, Flags, Flags, Flags]:
    """The times; those at a minute of the day that too many show are dates, for which only the day stays.

    In the hours of offices such a minute is a session, as of those who sign, and is only told.
    """
    minute = time.astype("datetime64[m]").astype(np.int64) % 1440
    clocks = good & ~dated
    often = np.zeros(len(time), dtype=np.bool_)
    if clocks.sum() >= FEW_STAMPS:
        shares = np.bincount(minute[clocks], minlength=1440) / good.sum()
        often = clocks & np.isin(minute, np.flatnonzero(shares > MOST_OF_A_CLOCK_TIME))
    in_hours = (minute >= DAYTIME[0]) & (minute < DAYTIME[1]) & (minute != NOON)
    constant = often & ~in_hours
    dated = dated | constant
    days = time.astype("datetime64[D]").astype("datetime64[s]")
    return np.where(dated, days, time), dated, constant, often & in_hours
