"""What will happen, and when: the engine's event list, a timing wheel with a bucket for each minute.

Only the next `BUCKETS` minutes have a bucket each. Later events wait in coarse buckets of so many minutes, and are
dealt out to the buckets of single minutes when their time begins (Varghese and Lauck, Hashed and hierarchical timing
wheels, 1987). Scheduling and finding take the same time however many cases are in progress, which no heap can offer.

Bounds: nothing is scheduled beyond the horizon, since every calendar ends there and a booking that would pass it is
unfinished; so there is a coarse bucket for every event.
"""

from typing import Final

import numpy as np

from sim.simulation.engines.compiled.state import BUCKETS, BUCKETS_A_WORD, NOBODY, State
from sim.simulation.jit import at, machine_code

DE_BRUIJN: Final = 0x077CB531
"""Its 32 sequences of five binary digits all differ."""
DIGITS: Final = np.argsort([DE_BRUIJN * 2**place % 2**32 >> 27 for place in range(32)])


@machine_code
def next_event_time(state: State, now: int) -> int:
    """The first minute after *now* whose bucket is not empty, or one beyond the horizon."""
    filled = state.filled[now % BUCKETS // BUCKETS_A_WORD] & (-2 << now % BUCKETS_A_WORD)
    while filled == 0:
        state.filled[now % BUCKETS // BUCKETS_A_WORD] = 0
        now += BUCKETS_A_WORD - now % BUCKETS_A_WORD
        if now > state.horizon:
            return now
        if now % BUCKETS == 0:
            open_coarse_bucket(state, now)
        filled = state.filled[now % BUCKETS // BUCKETS_A_WORD]
    return now - now % BUCKETS_A_WORD + lowest_digit(filled)


@machine_code
def lowest_digit(number: int) -> int:
    """The place of the lowest binary digit that is one, of the 32 there are.

    Leiserson, Prokop and Randall, Using de Bruijn sequences to index a 1 in a computer word, 1998.
    """
    return DIGITS[((number & -number) * DE_BRUIJN & 2**32 - 1) >> 27]


@machine_code
def open_coarse_bucket(state: State, now: int) -> None:
    """The events of the coarse bucket whose time begins now are dealt out to the buckets of single minutes.

    Minutes as whole words: in plain Python the last bucket of a word would not fit into half a one.
    """
    record = state.coarse_buckets[now // BUCKETS] - 1
    while record != NOBODY:
        later = at(state.records, record).later - 1
        schedule(state, record, int(at(state.records, record).end), now)
        record = later


@machine_code
def schedule(state: State, record: int, minute: int, now: int) -> None:
    """Puts a record into the bucket of the minute in which it ends."""
    entry = at(state.records, record)
    entry.end = minute
    if minute // BUCKETS == now // BUCKETS:
        entry.later = state.buckets[minute % BUCKETS]
        state.buckets[minute % BUCKETS] = record + 1
        state.filled[minute % BUCKETS // BUCKETS_A_WORD] |= 1 << minute % BUCKETS_A_WORD
    else:
        entry.later = state.coarse_buckets[minute // BUCKETS]
        state.coarse_buckets[minute // BUCKETS] = record + 1
