"""The kinds of column that everything is computed in; `Numbers` are whole ones of any width."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Numbers = NDArray[np.signedinteger[Any]]
