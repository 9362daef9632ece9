"""The kinds of column that everything is computed in; `Numbers` are whole ones of any width."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Numbers = NDArray[np.signedinteger[Any]]

ROUNDING: Final = 1e-9
"""Numbers that differ by less than this share of their size differ by how they were computed, not by what they say."""


def varies(values: Floats) -> bool:
    """Whether numbers differ by more than rounding leaves on numbers of their size."""
    return bool(values.size) and bool(np.ptp(values) > ROUNDING * np.abs(values).max())
