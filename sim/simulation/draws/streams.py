"""Streams of luck, keyed by names: whoever asks for the same stream gets the same uniform numbers."""

from hashlib import blake2b
from struct import unpack
from typing import Any

import numpy as np

from sim.base.arrays import Floats


def uniforms(count: int, seed: int, replication: int, *names: str, attempt: int = 0) -> Floats:
    """*count* uniform numbers of the stream with these names; its first rows do not depend on *count*."""
    return Streams(seed, replication).uniforms(count, *names, attempt=attempt)


class Streams:
    """All streams of one replication, from one generator that is set to the key of each: making one anew is slow."""

    def __init__(self, seed: int, replication: int) -> None:
        self.prefix = f"{seed}\x1f{replication}"
        self.philox = np.random.Philox(key=0)
        self.generator = np.random.Generator(self.philox)
        self.start: Any = {**self.philox.state, "buffer": (0, 0, 0, 0)}

    def uniforms(self, count: int, *names: str, attempt: int = 0) -> Floats:
        """The beginning of the stream with these names; the attempt is the highest word of its counter."""
        words = "\x1f".join((self.prefix, *names))
        key = unpack("=2Q", blake2b(words.encode(), digest_size=16).digest())
        self.start["state"] = {"key": key, "counter": (0, 0, 0, attempt)}
        self.philox.state = self.start
        return self.generator.random(count)
