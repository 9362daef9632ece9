"""Streams of luck, keyed by names: whoever asks for the same stream gets the same uniform numbers."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Floats

Words = NDArray[np.uint64]

ROUNDS: Final = 10
WEYL: Final = np.array([0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B], dtype=np.uint64)
"""By so much the key of Philox 4×64 grows from round to round (see `sim.simulation.draws.philox`)."""


def uniforms(count: int, seed: int, replication: int, *names: str, attempt: int = 0) -> Floats:
    """*count* uniform numbers of the stream with these names; its first rows do not depend on *count*."""
    return Streams(seed, replication).uniforms(count, *names, attempt=attempt)


class Streams:
    """All streams of one replication, from one generator that is set to the key of each: making one anew is slow."""

    def __init__(self, seed: int, replication: int) -> None:
        self.prefix = f"{seed}\x1f{replication}".encode()
        self.philox = np.random.Philox(key=0)
        self.generator = np.random.Generator(self.philox)
        self.start: Any = {**self.philox.state, "buffer": (0, 0, 0, 0)}

    def uniforms(self, count: int, *names: str, attempt: int = 0) -> Floats:
        """The beginning of the stream with these names; the attempt is the highest word of its counter."""
        [key] = self.keys([joined(*names)])
        self.start["state"] = {"key": tuple(key.tolist()), "counter": (0, 0, 0, attempt)}
        self.philox.state = self.start
        return self.generator.random(count)

    def keys(self, streams: Iterable[bytes]) -> Words:
        """The keys of streams, which are given by their joined names: streams by two words."""
        digests = [blake2b(self.prefix + names, digest_size=16).digest() for names in streams]
        return np.frombuffer(b"".join(digests), dtype=np.uint64).reshape(-1, 2)

    def round_keys(self, streams: Iterable[bytes]) -> Words:
        """The same in each round of the generator: streams by rounds by two words."""
        return self.keys(streams)[:, np.newaxis, :] + np.arange(ROUNDS, dtype=np.uint64)[:, np.newaxis] * WEYL


def joined(*names: str) -> bytes:
    """The names of a stream, to be put behind seed and replication."""
    return "".join(f"\x1f{name}" for name in names).encode()
