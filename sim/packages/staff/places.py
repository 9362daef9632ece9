"""The places of a scenario at which somebody may be put: servers of a pool, of one of its shifts, seats of a session.

How many may be there, how many are enough to do the work at all, and what one more costs a year follow from the plan;
a staffing is put into force as a reform, as a file would.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Any, Final, Literal

from sim.base.errors import UserError, did_you_mean
from sim.outcomes.costs import pay
from sim.outcomes.payroll import hours_of
from sim.packages.staff.staffings import Box, Staffing
from sim.scenario import Scenario
from sim.scenario.model import Pool
from sim.scenario.quantities import TwoLanguages
from sim.scenario.reforms.model import Reform
from sim.simulation.load import Load, loads
from sim.simulation.plan import Plan

IDLE: Final = 0.3
"""With the most that may be at a place, they are busy for so much of their time or less."""
SPARE: Final = 2
"""And at least so many more than today."""
Way = Literal["servers", "seats", "shifts"]


@dataclass(frozen=True)
class Place:
    """Servers or seats that may become more or fewer."""

    pool: str
    way: Way
    title: TwoLanguages
    now: int
    price: float
    """CNY a year of one more; without prices in the scenario 1 for everyone whom government pays; else 0."""
    is_paid: bool
    """Whether government pays them; where it pays none at all, everyone counts as 1."""
    share: float
    """What part of their time is spent on this work."""
    needed: float
    """The work offered, in servers or seats that would be busy all the time."""
    calendar: str | None = None
    """Of one of several shifts, by which it is known; with its number where several keep the same."""
    shift: int = 0

    @property
    def name(self) -> str:
        """The pool, and of one of several shifts its calendar."""
        return self.pool if self.calendar is None else f"{self.pool} ({self.calendar})"


def places_of(plan: Plan, names: Sequence[str] | None) -> list[Place]:
    """The places of the pools of these *names*, by default of all at which there is anything to do.

    Raises `UserError` for a name of no pool, or of one at which there is nothing to do.
    """
    found, scenario = {load.pool: load for load in loads(plan)}, plan.scenario
    for name in names or ():
        if name not in scenario.pools:
            raise UserError(f"--pools: no pool '{name}'{did_you_mean(name, scenario.pools)}")
        if name not in found:
            raise UserError(f"--pools: at '{name}' there is nothing to do, so nobody would be missed: leave it out")
    chosen = [found[name] for name in dict.fromkeys(names)] if names is not None else list(found.values())
    places = [place for load in chosen for place in _of_pool(plan, load)]
    if any(place.is_paid for place in places):
        return places
    return [replace(place, price=1.0) for place in places]


def box_of(places: Sequence[Place], *, no_fewer: bool) -> Box:
    """What is to choose: from one at each place (or as many as today) up to so many that they are mostly idle.

    Where one more costs nothing, nobody is taken away.
    """
    return Box(
        tuple(place.now if no_fewer or not place.price else 1 for place in places),
        tuple(max(2 * place.now, place.now + SPARE, ceil(place.needed / IDLE)) for place in places),
        tuple(place.now for place in places),
        tuple(place.price for place in places),
        tuple(place.needed for place in places),
    )


def enough(places: Sequence[Place], box: Box) -> Staffing:
    """Who can do the work at all: as many as today, or as many more as the load takes for no queue to grow for ever."""
    return tuple(min(max(place.now, int(place.needed) + 1), most) for place, most in zip(places, box.high, strict=True))


def changes(scenario: Scenario, places: Sequence[Place], staffing: Staffing) -> list[dict[str, Any]]:
    """The changes that put a staffing into force, as they stand in a scenario's file; none for today's."""
    differing = [place for place, there in zip(places, staffing, strict=True) if there != place.now]
    there = {(place.pool, place.shift): count for place, count in zip(places, staffing, strict=True)}
    return [
        {"pools": [pool], "set": _staffing(scenario, pool, way, there)}
        for pool, way in dict.fromkeys((place.pool, place.way) for place in differing)
    ]


def as_reforms(scenario: Scenario, places: Sequence[Place], staffing: Staffing) -> list[Reform]:
    """A staffing as a package of one reform; of none where it is today's."""
    made = changes(scenario, places, staffing)
    title = {"en": "Another staffing", "zh": "调整人员"}
    return [Reform.model_validate({"reform": "staffing", "title": title, "changes": made})] if made else []


def _staffing(scenario: Scenario, pool: str, way: Way, there: dict[tuple[str, int], int]) -> dict[str, Any]:
    if way != "shifts":
        return {way: there[pool, 0]}
    shifts = scenario.pools[pool].shifts or []
    return {"shifts": [{"servers": there[pool, turn], "calendar": shift.calendar} for turn, shift in enumerate(shifts)]}


def _of_pool(plan: Plan, load: Load) -> Iterator[Place]:
    scenario = plan.scenario
    pool, number = scenario.pools[load.pool], plan.pool_names.index(load.pool)
    title = pool.title or TwoLanguages(en=load.pool, zh=load.pool)
    busy = load.share if load.share < inf else 0.0
    if pool.seats is not None:
        yield Place(load.pool, "seats", title, load.there, 0.0, False, 1.0, busy * load.there)
        return
    server = plan.own_servers(number).start
    way: Way = "servers" if pool.shifts is None else "shifts"
    shifts = _shifts(pool, load.there)
    for turn, (now, calendar) in enumerate(shifts):
        price = _price(plan, server) if now else 0.0
        several = calendar if len(shifts) > 1 else None
        if several and [other for _, other in shifts].count(several) > 1:
            several = f"{calendar}, {turn + 1}"
        yield Place(load.pool, way, title, now, price, price > 0, pool.availability.most, busy * now, several, turn)
        server += now


def _shifts(pool: Pool, there: int) -> list[tuple[int, str]]:
    """The servers of a pool by the calendar they keep."""
    if pool.shifts is None:
        return [(there, str(pool.calendar))]
    return [(int(shift.servers.value), shift.calendar) for shift in pool.shifts]


def _price(plan: Plan, server: int) -> float:
    """What one more of the kind of a server costs a year."""
    hours = hours_of(plan, server)
    if not sum(hours):
        return 0.0
    return pay(hours, plan.scenario.costs) if plan.scenario.costs is not None else 1.0
