"""The kinds of column that everything is computed in; `Numbers` are whole ones of any width."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Numbers = NDArray[np.signedinteger[Any]]

ARITHMETIC: Final = 1e-12
"""A part so small of the numbers it comes from is left by the computer's arithmetic, and is nothing."""


def varies(values: Floats) -> bool:
    """Whether numbers differ by more than arithmetic leaves on numbers of their size."""
    return bool(values.size) and bool(beside(np.ptp(values), np.abs(values).max()))


def beside(amounts: Floats | np.float64, scale: Floats | np.float64) -> Floats:
    """The amounts, with 0 for what is nothing beside numbers of this *scale*."""
    told: Floats = np.where(np.abs(amounts) <= ARITHMETIC * np.abs(scale), 0.0, amounts)
    return told


def less(one: Floats | np.float64, other: Floats | np.float64) -> Floats:
    """How much one is more than the other; 0 where only the last digits differ."""
    return beside(one - other, np.maximum(np.abs(one), np.abs(other)))


@contextmanager
def one_thread() -> Iterator[None]:
    """Within, matrices are multiplied by one thread: several wait for each other, and round in another order."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield
