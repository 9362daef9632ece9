"""What will happen, and when: the engine's list of coming events, as a diary with a page for each minute.

Only the present volume has pages. What comes in a later one is noted on a list for that volume, and copied to its pages
when it begins. Entering and finding take the same time however many cases are in progress, which no heap can offer.

Bounds: nothing is entered beyond the horizon, since every calendar ends there and a booking that would pass it is
unfinished; so there is a volume for every entry.
"""

from sim.engines.compiled.jit import machine_code
from sim.engines.compiled.world import NOBODY, PAGES, STRETCH, World


@machine_code
def next_page(world: World, now: int) -> int:
    """The first minute not before *now* on whose page something stands, or one beyond the horizon."""
    while now <= world.horizon and world.pages[now % PAGES] == 0:
        now += 1
        if now % STRETCH == 0:
            now = next_stretch(world, now)
    return now


@machine_code
def next_stretch(world: World, now: int) -> int:
    """The first stretch not before *now* that was written on, or one beyond the horizon; the last one is done with."""
    world.busy[(now - STRETCH) % PAGES // STRETCH] = False
    while now <= world.horizon:
        if now % PAGES == 0:
            open_volume(world, now)
        if world.busy[now % PAGES // STRETCH]:
            break
        now += STRETCH
    return now


@machine_code
def open_volume(world: World, now: int) -> None:
    """What was noted for the volume that begins now is entered on its pages."""
    record = world.volumes[now // PAGES] - 1
    while record != NOBODY:
        later = world.records[record].later - 1
        enter(world, record, world.records[record].end, now)
        record = later


@machine_code
def enter(world: World, record: int, minute: int, now: int) -> None:
    """Notes in the diary what will happen, and when."""
    entry = world.records[record]
    entry.end = minute
    if minute // PAGES == now // PAGES:
        entry.later = world.pages[minute % PAGES]
        world.pages[minute % PAGES] = record + 1
        world.busy[minute % PAGES // STRETCH] = True
    else:
        entry.later = world.volumes[minute // PAGES]
        world.volumes[minute // PAGES] = record + 1
