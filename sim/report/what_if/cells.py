"""What the page keeps of one package, clock and kind of project: a few hundred bytes.

The share within every target of the slider with its standard error, the mean, and a hundred dots, each one project in a
hundred. All are those of `approvals smallest`: a replication is one observation, and who is still under way at the end
of the run is not within the target. The page works the interval of a share out of these by the same formula.
"""

import base64
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import ARITHMETIC, Flags, Floats, Ints
from sim.base.numerals import percent
from sim.statistics.clustered import TAIL
from sim.statistics.quantiles import student

SHARES: Final = 10_000
"""A share is kept in hundredths of a percent."""
ERRORS: Final = 100_000
FACTORS: Final = 10_000
HUNDREDTHS: Final = 100
TENTHS: Final = 10
DOTS: Final = (np.arange(100) + 0.5) / 100


def cell(cases: pd.DataFrame, mine: Flags, replications: int, targets: Floats) -> list[int]:
    """The numbers of those of a package's cases that are *mine*; nothing but 0 where there are none.

    How many cases; the factor of the effective size; the mean days; the shares within the targets, then their errors,
    each but the first as what it is more than the one before; how many of the dots have ended, and their days.
    """
    days, is_open = cases["days"].to_numpy(np.float64)[mine], cases["open"].to_numpy(bool)[mine]
    replication = cases["replication"].to_numpy(np.int64)[mine]
    if not len(days):
        return [0]
    yearly = _yearly_shares(days[~is_open], replication[~is_open], replication, replications, targets)
    known = len(yearly)
    errors = yearly.std(axis=0, ddof=1) / np.sqrt(known) if known > 1 else np.zeros(len(targets))
    sums, sizes = (np.bincount(replication, weights, replications) for weights in (days, None))
    mean = float((sums[sizes > 0] / sizes[sizes > 0]).mean())
    weights = 1 / sizes[replication] / known
    dots = _dots(days[~is_open], weights[~is_open])
    shares = [_share(float(share)) for share in yearly.mean(axis=0)]
    head = [len(days), round(FACTORS * _factor(len(days), known)), round(HUNDREDTHS * mean)]
    return [*head, *_steps(shares), *_steps(np.rint(ERRORS * errors).astype(int).tolist()), len(dots), *_steps(dots)]


def _yearly_shares(ended: Floats, of: Ints, of_all: Ints, replications: int, targets: Floats) -> Floats:
    """The share within each target, replications by targets, without those in which no such project came."""
    place = of * (len(targets) + 1) + np.searchsorted(targets, ended)
    counts = np.bincount(place, minlength=replications * (len(targets) + 1)).reshape(replications, -1)
    within, sizes = np.cumsum(counts, axis=1)[:, :-1], np.bincount(of_all, minlength=replications)
    some: Floats = within[sizes > 0] / sizes[sizes > 0, None]
    return some


def _share(share: float) -> int:
    """A share in its unit, so that its whole percent stays the same."""
    units = round(share * SHARES)
    near = (units, units - 1, units + 1)
    return next((one for one in near if percent(one / SHARES) == percent(share)), units)


def _factor(cases: int, known: int) -> float:
    """Of the effective size, see `sim.statistics.clustered.proportion`; 0 where there is no interval."""
    if known < 2:
        return 0.0
    return float(student(1 - TAIL, cases - 1) / student(1 - TAIL, known - 1)) ** 2 if cases > 1 else 1.0


def _dots(days: Floats, weights: Floats) -> list[int]:
    """Of a hundred dots those that have ended, in tenths of days, rounded up: none crosses a line of whole days."""
    order = np.argsort(days, kind="stable")
    reached = np.cumsum(weights[order])
    ended = DOTS[(reached[-1] if len(reached) else 0) + ARITHMETIC >= DOTS]
    place = np.minimum(np.searchsorted(reached, ended - ARITHMETIC), max(len(order) - 1, 0))
    return [int(one) for one in np.ceil(TENTHS * days[order][place] - ARITHMETIC)]


def _steps(numbers: Sequence[int]) -> list[int]:
    """The first, and what each is more than the one before; signs are folded in, so that none is below 0."""
    before = [0, *numbers[:-1]]
    return [2 * step if step >= 0 else -2 * step - 1 for step in (a - b for a, b in zip(numbers, before, strict=True))]


def packed(numbers: Iterable[int]) -> str:
    """Numbers from 0 up as text: seven bits a byte, the lowest first, in base 64."""
    content = bytearray()
    for number in numbers:
        while number > 127:
            content.append(number & 127 | 128)
            number >>= 7
        content.append(number)
    return base64.b64encode(content).decode()
