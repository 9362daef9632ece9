"""Sums by name that go on from one part of a table to the next, in machine code.

What each addition loses is added to the next (Kahan, Communications of the ACM 8, 1965, 40): so a sum has the same bits
in however many parts its numbers come. What pandas adds up within one table may be another in the last digit.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.simulation.jit import entry


class SumsByNames:
    """The sums of numbers by the columns of *like*, which are of names or flags: for each of their values together."""

    def __init__(self, like: pd.DataFrame, sums: Sequence[str]) -> None:
        self._like, self._names = like[:0], sums
        self._sizes = [_count(like[key]) for key in like]
        self._seen = np.zeros(int(np.prod(self._sizes)), dtype=np.int64)
        self._sums = [np.zeros(len(self._seen)) for _ in sums]
        self._lost = [np.zeros(len(self._seen)) for _ in sums]

    def add(self, rows: pd.DataFrame, numbers: Sequence[Floats]) -> None:
        """The numbers of these rows, a column for each sum, in their order."""
        codes = tuple(_codes(rows[key]) for key in self._like)
        place = np.ravel_multi_index(codes, self._sizes).astype(np.int64)
        self._seen += np.bincount(place, minlength=len(self._seen))
        for values, sums, lost in zip(numbers, self._sums, self._lost, strict=True):
            add(place, values, sums, lost)

    def table(self) -> pd.DataFrame:
        """A row for each that was seen, in the order of the names."""
        seen = np.flatnonzero(self._seen)
        codes = zip(self._like, np.unravel_index(seen, self._sizes), strict=True)
        columns = {key: _named(code, self._like[key].dtype) for key, code in codes}
        return pd.DataFrame(columns | {name: sums[seen] for name, sums in zip(self._names, self._sums, strict=True)})


def _count(column: pd.Series) -> int:
    return len(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else 2


def _codes(column: pd.Series) -> Ints:
    return np.asarray(column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column, dtype=np.int64)


def _named(codes: Ints, kind: Any) -> Any:
    return pd.Categorical.from_codes(codes, dtype=kind) if isinstance(kind, pd.CategoricalDtype) else codes == 1


@entry
def add(place: Ints, values: Floats, sums: Floats, lost: Floats) -> None:
    """Each value on top of the sum at its place; *lost* is what rounding took from each sum."""
    for row in range(len(place)):
        at = place[row]
        more = values[row] - lost[at]
        total = sums[at] + more
        lost[at] = total - sums[at] - more
        sums[at] = total
