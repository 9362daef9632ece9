"""The points of a sweep in chunks of seconds: what is asked of a worker, and what comes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.base.resumable import Span

CHUNK_SECONDS: Final = 2.0
MOST_IN_CHUNK: Final = 2_000
GROWTH: Final = 4


@dataclass(frozen=True)
class Played:
    """A chunk that was played: as far as it came, and what stopped it."""

    span: Span
    rows: pd.DataFrame
    seconds: float
    mistake: str | None = None


class Backlog:
    """What is still to be played, handed out in chunks that grow until one takes seconds."""

    def __init__(self, gaps: list[Span]) -> None:
        self.gaps, self.size, self.stopped = list(gaps), 1, False

    def __iter__(self) -> Iterator[Span]:
        while self.gaps and not self.stopped:
            start, end = self.gaps.pop(0)
            stop = min(start + self.size, end)
            if stop < end:
                self.gaps.insert(0, (stop, end))
            yield start, stop

    def learn(self, chunk: Played) -> None:
        """The next chunks are of a size that takes `CHUNK_SECONDS`, as far as this one tells."""
        points = chunk.span[1] - chunk.span[0]
        wanted = round(CHUNK_SECONDS * points / max(chunk.seconds, 1e-9))
        self.size = max(1, min(wanted, points * GROWTH, MOST_IN_CHUNK))
