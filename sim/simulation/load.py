"""How much work each pool is offered, beside what it can do: computed from the plan, nothing is played.

Of each class so many cases come, need an item with its probability, and go through its steps as often as shares and
returns say on average. What earlier steps mend or save and who is refused on the way is left out, so that a load is
rather too high by a little. Where it is one or more, the queue grows without end, whatever luck brings.
"""

from dataclasses import replace
from math import ceil, inf, log, log1p, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np

from sim.base.arrays import Floats
from sim.scenario.model import Item, Process
from sim.scenario.precedence import share_of
from sim.scenario.quantities import SPAN_MINUTES, UNIT_MINUTES, Distribution
from sim.simulation.draws.distributions import quantiles
from sim.simulation.feasibility import mean_minutes
from sim.simulation.plan import BOOK, WAIT, Plan, StepLuck

YEAR: Final = SPAN_MINUTES["year"]
ROUNDS: Final = 200
POINTS: Final = (np.arange(400) + 0.5) / 400


class Load(NamedTuple):
    """What a pool is offered in a year, and what it can do, both in minutes or, of a pool with seats, in seats."""

    pool: str
    offered: float
    capacity: float
    """Without a reserve."""
    reserve: float
    """What its reserve could do on top, if it were called all the time."""
    there: int
    """How many servers, without a reserve; of a pool with seats, seats a session."""
    cases: float
    """How many cases of the first process come in a year."""

    @property
    def share(self) -> float:
        """What part of its time it would be busy; more than one cannot be done without a reserve."""
        return self.offered / self.capacity if self.capacity else inf

    @property
    def needed(self) -> int:
        """How many servers, or seats a session, could just do the work."""
        return ceil(self.share * self.there) if self.capacity else self.there


def loads(plan: Plan) -> list[Load]:
    """The load of every pool that anything is done or booked at, in the order of the scenario."""
    names = plan.pool_names
    offered = np.zeros(len(names))
    for step, (first, again) in enumerate(_visits(plan).T):
        pools = [names.index(name) for name in plan.steps[step].pools]
        if pools and plan.step_primitive[step] != WAIT:
            is_booked = plan.step_primitive[step] == BOOK
            each = first + again if is_booked else np.dot((first, again), _minutes(plan, step))
            offered[pools] += each * _parts(plan, pools)
    there = [_own(plan, pool) for pool in range(len(names))]
    cases = _cases(plan, 0)
    return [
        Load(name, float(offered[pool]), *_capacity(plan, pool), there[pool], cases)
        for pool, name in enumerate(names)
        if offered[pool] > 0
    ]


def in_words(load: Load) -> str:
    """A load of more than can be done, in the way in which a planner asks for people."""
    helped = " and a reserve" if load.reserve else ""
    told = f"needs {load.needed} for {load.cases:,.0f} cases a year, and has {load.there}{helped}"
    grows = load.offered >= load.capacity + load.reserve
    return f"{told}: its queue grows without end" if grows else f"{told}, which is called all the time"


def _parts(plan: Plan, pools: list[int]) -> Floats:
    """How the work is shared out among pools of which a case may choose: by how many there are."""
    there = np.array([_own(plan, pool) for pool in pools], dtype=np.float64)
    parts: Floats = there / there.sum()
    return parts


def _own(plan: Plan, pool: int) -> int:
    """The servers of a pool, without its reserve, or its seats."""
    if plan.pool_seats[pool]:
        return int(plan.pool_seats[pool])
    return int(plan.pool_first_server[pool + 1] - plan.pool_first_server[pool] - plan.pool_reserve[pool])


def _capacity(plan: Plan, pool: int) -> tuple[float, float]:
    """The minutes that its servers are there in a year, or the seats that it has; and what its reserve could add."""
    length = plan.scenario.run.length
    if plan.pool_seats[pool]:
        slots = [
            minutes[first[pool] : first[pool + 1]]
            for minutes, first in (
                (plan.slot_minute, plan.pool_first_slot),
                (plan.extra_minute, plan.pool_first_extra),
            )
        ]
        own, extra = (plan.pool_seats[pool] * int((one < length).sum()) * YEAR / length for one in slots)
        return float(own), float(extra)
    servers = plan.server_calendar[plan.pool_first_server[pool] : plan.pool_first_server[pool + 1]].tolist()
    present = (1 - plan.scenario.pools[plan.pool_names[pool]].absence.value) * YEAR / length
    minutes = [float(plan.calendars[number].between(0, length)) * present for number in servers]
    return sum(minutes[: _own(plan, pool)]), sum(minutes[_own(plan, pool) :])


def _cases(plan: Plan, process: int) -> float:
    """How many cases of a process come in a year."""
    length, expected = plan.scenario.run.length, plan.expected_arrivals[process]
    if expected is not None:
        return float(np.interp(length, expected.minutes, expected.cases)) * YEAR / length
    arrivals = plan.processes[process].arrivals
    if arrivals.interval is None:
        return len((arrivals.at or [])[: arrivals.most]) * YEAR / length
    hours = plan.calendars[number] if (number := int(plan.arrival_calendar[process])) >= 0 else None
    units = UNIT_MINUTES if hours is None else {**UNIT_MINUTES, "days": hours.day_minutes}
    unit = units[arrivals.interval.unit] * arrivals.interval.times.value
    open_minutes = hours.between(0, length) if hours is not None else length
    each = arrivals.interval.distribution.mean() * unit
    return min(open_minutes / each if each else inf, arrivals.most or inf) * YEAR / length


def _visits(plan: Plan) -> Floats:
    """How often a year each step is gone through for the first time, and again; by the rules that hold in the end."""
    found = np.zeros((2, len(plan.steps)))
    last = len(plan.rules) - 1
    for number, process in enumerate(plan.processes):
        cases = _cases(plan, number)
        for kind, (name, described) in enumerate(process.classes.items()):
            of_class = cases * described.share.value
            for item in plan.items_of(number):
                if of_class and plan.item_rules[item] == last:
                    needing = of_class * _needing(process, plan.items[item], name)
                    steps = range(plan.item_first_step[item], plan.item_first_step[item + 1])
                    found[:, steps.start : steps.stop] += needing * _of_chain(plan, process, steps, kind, name)
    return found


def _needing(process: Process, item: Item, kind: str) -> float:
    return share_of(item, kind) * _traits(process, kind, item.having, item.lacking)


def _traits(process: Process, kind: str, having: str | None, lacking: list[str] | tuple[str, ...]) -> float:
    """The share of a class that has a trait and lacks others."""
    share = _trait(process, kind, having) if having is not None else 1.0
    for name in lacking:
        share *= 1 - _trait(process, kind, name)
    return share


def _trait(process: Process, kind: str, name: str) -> float:
    shares = process.traits.get(name, {})
    number = shares.get(kind, shares.get("all"))
    return number.value if number is not None else 0.0


def _of_chain(plan: Plan, process: Process, steps: range, kind: int, name: str) -> Floats:
    """How often a case that needs an item goes through each of its steps, at first and again after being returned.

    Who is returned from a step comes again to all from the one to which it returns to this one.
    """
    lucks = [plan.step_luck[step].of(kind) for step in steps]
    happens = np.array([_happens(process, luck, name) for luck in lucks])
    back = [int(plan.step_return_to[step]) - steps.start for step in steps]
    again = np.zeros(len(lucks))
    for _ in range(ROUNDS):
        returned = [
            happens[place] * (luck.returns_first + luck.returns_later * again[place])
            for place, luck in enumerate(lucks)
        ]
        new = np.zeros(len(lucks))
        for place, count in enumerate(returned):
            if count:
                new[max(back[place], 0) : place + 1] += count
        if np.allclose(new, again, atol=1e-9):
            break
        again = new
    return np.array([happens, happens * again])


def _happens(process: Process, luck: StepLuck, kind: str) -> float:
    """The share of those who come to a step for whom it happens."""
    share = luck.happens * _traits(process, kind, luck.having, luck.lacking)
    if luck.more_complex_than < 0 and luck.at_most_as_complex_as == inf:
        return share
    above, up_to = (_up_to(process.complexity, one) for one in (luck.more_complex_than, luck.at_most_as_complex_as))
    return share * max(up_to - above, 0.0)


def _up_to(chance: Distribution, most: float) -> float:
    """The share of what is drawn that is no more than this; of a lognormal shape, as most are, without any table."""
    if most < 0 or most == inf:
        return float(most > 0)
    if chance.shape == "lognormal":
        mean, cv = chance.parameters
        spread = sqrt(log1p(cv**2))
        if most == 0 or spread == 0:
            return float(most > 0 and most >= mean)
        return NormalDist(log(mean) - spread**2 / 2, spread).cdf(log(most))
    return float((quantiles(chance, POINTS) <= most).mean())


def _minutes(plan: Plan, step: int) -> tuple[float, float]:
    """The working minutes of a step on average, at first and again; where classes differ, as for most cases."""
    luck = plan.step_luck[step]
    first, again = (mean_minutes(plan, step, one) for one in (luck, replace(luck, first=luck.later)))
    return first, again


def heavy(plan: Plan) -> list[Load]:
    """The pools that have more to do than they can, the heaviest load first."""
    return sorted((load for load in loads(plan) if load.share >= 1), key=lambda load: -load.share)
