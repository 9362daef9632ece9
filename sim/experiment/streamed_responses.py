"""Responses of so many cases that they are never in memory together, in three passes over their parts.

They have the bits that `sim.experiment.responses` finds in the table as a whole. That is so where all cases ended; who
is still under way is weighted by when others end (`sim.statistics.censored`), and for that all are needed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.experiment.groups import in_group
from sim.experiment.kept_tables import FEW
from sim.experiment.replications import Result
from sim.statistics.streamed import PASSES, StreamedSample

LEVELS: Final = (0.5, 0.9)
"""Of the quantiles that are told."""
EVERYBODY: Final = "everybody"
"""The group of all measured cases, those that were refused among them."""
AT_ONCE: Final = 7
"""So many numbers are told in one go."""


@dataclass(frozen=True)
class Number:
    """A number of each case: the columns that it follows from, and how; and within what its share is told."""

    columns: tuple[str, ...]
    of: Callable[[pd.DataFrame], Floats]
    within: float | None = None


def column(name: str, within: float | None = None) -> Number:
    """A number that is a column."""
    return Number((name,), lambda cases: cases[name].to_numpy(np.float64), within)


def not_of_fate(fate: str) -> Number:
    """0 for a case that met a fate, 1 for another: the share within 0 is that of the fate."""
    return Number(("fate",), lambda cases: np.where(cases["fate"] != fate, 1.0, 0.0), 0.0)


def in_vain(burden: str) -> Number:
    """A burden as far as it was borne for nothing: by those who were refused."""

    def of(cases: pd.DataFrame) -> Floats:
        spent: Floats = cases[burden].to_numpy(np.float64) * (cases["fate"] == "refused").to_numpy(bool)
        return spent

    return Number((burden, "fate"), of)


Told = dict[tuple[str, str], StreamedSample]
"""By number and group."""


def are_streamed(result: Result) -> bool:
    """Whether the cases are many, and all of them ended."""
    cases = result.tables["cases"]
    if cases.whole is not None or cases.rows <= FEW:
        return False
    return not any((part["fate"] == "unfinished").any() for part in cases.parts(["fate"]))


def streamed(result: Result, numbers: Mapping[str, Number], groups: Sequence[str] = (EVERYBODY,)) -> Told:
    """The numbers of groups of cases; of other groups than `EVERYBODY` those whose time is asked about."""
    found: Told = {}
    for first in range(0, len(numbers), AT_ONCE):
        some = dict(list(numbers.items())[first : first + AT_ONCE])
        samples = {
            (name, group): StreamedSample(result.settings.numbers, LEVELS, number.within)
            for name, number in some.items()
            for group in groups
        }
        for number in range(PASSES):
            _pass(result, number, some, samples)
        found |= samples
    return found


def _pass(result: Result, number: int, numbers: Mapping[str, Number], samples: Told) -> None:
    """One pass of the samples over all parts."""
    for sample in samples.values():
        sample.begin(number)
    columns = {"class", "traits", "fate", "replication", *(name for one in numbers.values() for name in one.columns)}
    groups = list(dict.fromkeys(group for _, group in samples))
    for part in result.tables["cases"].parts(sorted(columns)):
        clusters, rows = part["replication"].to_numpy(np.int64), dict(_rows(part, groups))
        values = {name: one.of(part) for name, one in numbers.items()}
        for (name, group), sample in samples.items():
            mine = rows[group][~np.isnan(values[name][rows[group]])]
            sample.add(number, values[name][mine], clusters[mine])


def _rows(part: pd.DataFrame, groups: Sequence[str]) -> Iterator[tuple[str, Ints]]:
    """Of each group its cases, by their places in a part."""
    kinds = part[["class", "traits"]].drop_duplicates()
    kind_of = part.groupby(["class", "traits"], observed=True, sort=False).ngroup().to_numpy(np.int64)
    asked_about = (part["fate"] != "refused").to_numpy(bool)
    for group in groups:
        if group == EVERYBODY:
            yield group, np.arange(len(part))
        else:
            yield group, np.flatnonzero(in_group(kinds, group)[kind_of] & asked_about)
