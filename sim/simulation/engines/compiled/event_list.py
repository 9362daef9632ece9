"""What will happen, and when: the engine's list of coming events, as a diary with a page for each minute.

Only the present volume has pages. What comes in a later one is noted on a list for that volume, and copied to its pages
when it begins. Entering and finding take the same time however many cases are in progress, which no heap can offer.

Bounds: nothing is entered beyond the horizon, since every calendar ends there and a booking that would pass it is
unfinished; so there is a volume for every entry.
"""

from typing import Final

import numpy as np

from sim.simulation.engines.compiled.jit import at, machine_code
from sim.simulation.engines.compiled.state import NOBODY, PAGES, STRETCH, World

DE_BRUIJN: Final = 0x077CB531
"""Its 32 sequences of five binary digits all differ."""
DIGITS: Final = np.argsort([DE_BRUIJN * 2**place % 2**32 >> 27 for place in range(32)])


@machine_code
def next_page(world: World, now: int) -> int:
    """The first minute after *now* on whose page something was written, or one beyond the horizon."""
    written = world.written[now % PAGES // STRETCH] & (-2 << now % STRETCH)
    while written == 0:
        world.written[now % PAGES // STRETCH] = 0
        now += STRETCH - now % STRETCH
        if now > world.horizon:
            return now
        if now % PAGES == 0:
            open_volume(world, now)
        written = world.written[now % PAGES // STRETCH]
    return now - now % STRETCH + lowest_digit(written)


@machine_code
def lowest_digit(number: int) -> int:
    """The place of the lowest binary digit that is one, of the 32 there are.

    Leiserson, Prokop and Randall, Using de Bruijn sequences to index a 1 in a computer word, 1998.
    """
    return DIGITS[((number & -number) * DE_BRUIJN & 2**32 - 1) >> 27]


@machine_code
def open_volume(world: World, now: int) -> None:
    """What was noted for the volume that begins now is entered on its pages.

    Minutes as whole words: in plain Python the last page of a stretch would not fit into half a one.
    """
    record = world.volumes[now // PAGES] - 1
    while record != NOBODY:
        later = at(world.records, record).later - 1
        enter(world, record, int(at(world.records, record).end), now)
        record = later


@machine_code
def enter(world: World, record: int, minute: int, now: int) -> None:
    """Notes in the diary what will happen, and when."""
    entry = at(world.records, record)
    entry.end = minute
    if minute // PAGES == now // PAGES:
        entry.later = world.pages[minute % PAGES]
        world.pages[minute % PAGES] = record + 1
        world.written[minute % PAGES // STRETCH] |= 1 << minute % STRETCH
    else:
        entry.later = world.volumes[minute // PAGES]
        world.volumes[minute // PAGES] = record + 1
