"""Philox 4×64, a generator without a state: any number of a stream is calculated from its place, none before it.

By the rounds and constants of Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11, 2011;
the same bits as `numpy.random.Philox`, of which the first four numbers are made from counter 1.
"""

from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

from sim.base.arrays import Floats
from sim.simulation.draws.streams import ROUNDS, Words
from sim.simulation.jit import routine

FIRST: Final = np.uint64(0xD2E7470EE14C6C93)
SECOND: Final = np.uint64(0xCA5A826395121157)
NO_BITS: Final = np.uint64(0)
UNUSED_BITS: Final = np.uint64(11)
UNIT: Final = 2.0**-53
"""A number in [0, 1) has 53 of a word's 64 bits."""


def product(one: np.uint64, other: np.uint64) -> tuple[np.uint64, np.uint64]:
    """The high and the low word of a product."""
    whole = int(one) * int(other)
    return np.uint64(whole >> 64), np.uint64(whole & 0xFFFF_FFFF_FFFF_FFFF)


def _as_instruction(_typing: Any, _one: Any, _other: Any) -> Any:
    """The same as one instruction of the processor, which numba has no name for."""

    def code(context: Any, builder: Any, signature: Any, words: Any) -> Any:
        wide, word = ir.IntType(128), ir.IntType(64)
        whole = builder.mul(*(builder.zext(one, wide) for one in words))
        high = builder.lshr(whole, ir.Constant(wide, 64))
        parts = [builder.trunc(part, word) for part in (high, whole)]
        return context.make_tuple(builder, signature.return_type, parts)

    return types.UniTuple(types.uint64, 2)(types.uint64, types.uint64), code


_wide_product: Any = intrinsic(_as_instruction)


@overload(product)
def _product(one: Any, other: Any) -> Any:
    def by_instruction(one: Any, other: Any) -> Any:
        return _wide_product(one, other)

    return by_instruction


@routine
def fill(u: Floats, keys: Words, stream: int, attempt: int, rows: Any, begin: int, end: int, before: int) -> None:
    """The numbers of one stream, in [0, 1): u[i] is that of place rows[i] - *before*, for i from *begin* to *end*.

    *keys* are the round keys of all streams; the *attempt* is the highest word of the counter. Rows ascend, so that the
    four numbers of a counter are made once.
    """
    known = np.int64(-1)
    a = b = c = d = NO_BITS
    for i in range(begin, end):
        place = np.int64(rows[i]) - before
        if place >> 2 != known:
            known = place >> 2
            a, b, c, d = np.uint64(known + 1), NO_BITS, NO_BITS, np.uint64(attempt)
            for number in range(ROUNDS):
                high_a, low_a = product(FIRST, a)
                high_c, low_c = product(SECOND, c)
                a, b, c, d = high_c ^ b ^ keys[stream, number, 0], low_c, high_a ^ d ^ keys[stream, number, 1], low_a
        odd, upper = place & 1, place & 2
        word = (d if odd else c) if upper else (b if odd else a)
        u[i] = np.int64(word >> UNUSED_BITS) * UNIT
