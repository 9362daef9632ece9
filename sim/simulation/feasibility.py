"""What can never be, whatever luck brings: a case that cannot come, a step that nobody can ever get through.

Whoever is at such a step is still there when the run ends, and an answer would be about the others only. So it is
refused before anything is played. Everything is taken as favourably as it can be: nobody else is there, each step takes
as little time as it may, an item or step that only some need is not needed.
"""

from collections.abc import Callable, Iterator
from math import ceil, inf

import numpy as np

from sim.base.arrays import Ints
from sim.base.errors import ScenarioError
from sim.calendars.working_time import NEVER, WorkCalendar, to_minute, to_moment
from sim.scenario import Scenario
from sim.scenario.check_helpers import Mistakes
from sim.scenario.model import Arrivals, Item
from sim.scenario.quantities import UNIT_MINUTES, Distribution
from sim.simulation.draws.distributions import bounds
from sim.simulation.lower import lower
from sim.simulation.plan import BOOK, WAIT, WORK, Plan, StepLuck

"""The greatest uniform number that is ever drawn."""


def require_playable(scenario: Scenario, source: str) -> None:
    """Raises `ScenarioError` at the first thing in a scenario that can never be; *source* is where it was read."""
    require_feasible(lower(scenario), source)


def require_feasible(plan: Plan, source: str) -> None:
    """Raises `ScenarioError` at the first thing in *source* that can never be."""
    for path, message in _mistakes(plan):
        raise ScenarioError(source, path, message)


def _mistakes(plan: Plan) -> Mistakes:
    yield from _nobody_comes(plan)
    yield from _without_slots(plan)
    for step in range(len(plan.steps)):
        if _may_be_needed(plan.items[plan.step_item[step]]) and plan.step_luck[step].may_happen:
            yield from _never_done(plan, step)
    for variant, traits in enumerate(plan.variant_traits):
        if not traits:
            yield from _no_way_through(plan, variant)


# Arrivals


def _nobody_comes(plan: Plan) -> Mistakes:
    """No case of the headline process can come while it is measured."""
    name, process = next(iter(plan.scenario.processes.items()))
    if not _may_come(plan, process.arrivals):
        since, until = (_day(plan, minute) for minute in (plan.measured_from, plan.measured_until - 1))
        told = f"no case can come between warm-up and cool-down, from {since} to {until}"
        yield f"processes.{name}.arrivals", f"{told}: let cases come then, lengthen the run or shorten warm-up"


def _may_come(plan: Plan, arrivals: Arrivals) -> bool:
    since, until, expected = plan.measured_from, plan.measured_until, plan.expected_arrivals[0]
    if expected is not None:
        before, after = np.interp([since, until], expected.minutes, expected.cases)
        return bool(after > before)
    most = inf if arrivals.most is None else arrivals.most
    if arrivals.interval is not None:
        hours = plan.calendars[number] if (number := int(plan.arrival_calendar[0])) >= 0 else None
        units = UNIT_MINUTES if hours is None else {**UNIT_MINUTES, "days": hours.day_minutes}
        if hours is not None:
            since, until = hours.between(0, since), hours.between(0, until)
        unit = units[arrivals.interval.unit] * arrivals.interval.times.value
        least, greatest = (bound * unit for bound in bounds(arrivals.interval.distribution))
        first = max(1, ceil(since / greatest)) if greatest > 0 else inf
        return first <= most and first * least < until
    moments = sorted(to_minute(moment, plan.scenario.start) for moment in arrivals.at or [])
    return any(since <= moment < until for moment in moments[: arrivals.most])


# Steps, each by itself


def _without_slots(plan: Plan) -> Mistakes:
    for number, (name, pool) in enumerate(plan.scenario.pools.items()):
        if pool.seats is not None and pool.slot is not None and not len(_slots(plan, number)):
            longest = max((closes - opens for opens, closes in _hours(plan, pool.calendar).sessions()), default=0)
            found = f"no slot of {pool.slot} minutes fits into '{pool.calendar}', whose longest session has {longest}"
            yield f"pools.{name}.slot", f"{found}: shorten the slot, or lengthen the session"


def _never_done(plan: Plan, step: int) -> Mistakes:
    """One who comes to the step as the first, in the first minute of the run, is never done with it."""
    path, primitive = address_of(plan, step), plan.steps[step].primitive
    for name in plan.steps[step].pools:
        if plan.scenario.pools[name].seats is None and not _ever_there(plan, plan.pool_names.index(name)):
            yield f"pools.{name}", f"is never there from {plan.scenario.start} to {last_day(plan)}: {_longer(plan)}"
    if plan.step_primitive[step] == BOOK and _slot_after(plan, step, 0) == NEVER:
        pool = plan.steps[step].pools[0]
        place = f"{path}.lead" if plan.step_lead[step] else f"{path}.book"
        yield place, f"no slot of '{pool}' comes after it until {last_day(plan)}: shorten the lead, or {_longer(plan)}"
    least = min(least_minutes(plan, step, luck) for luck in plan.step_luck[step].each)
    if end_of(plan, step, 0, least) == NEVER:
        hours = least / 60
        there = max((calendar.total for calendar in _calendars(plan, step)), default=plan.horizon) / 60
        found = f"takes {hours:,.5g} hours at least, and there are {there:,.5g} until {last_day(plan)}"
        yield f"{path}.{primitive}", f"{found}: shorten it, or {_longer(plan)}"


def _ever_there(plan: Plan, pool: int) -> bool:
    servers = plan.server_calendar[plan.pool_first_server[pool] : plan.pool_first_server[pool + 1]]
    return any(plan.calendars[number].total for number in servers)


def end_of(plan: Plan, step: int, since: int, minutes: int) -> int:
    """The minute by which who comes to a step as the only one is done with it; `NEVER` before the horizon."""
    if plan.step_primitive[step] == BOOK:
        slot = _slot_after(plan, step, since)
        return slot + minutes if slot + minutes <= plan.horizon else NEVER
    if plan.step_primitive[step] == WAIT:
        return plan.calendars[int(plan.step_calendar[step])].add(since, minutes)
    return min(int(hours.add(hours.next_opening(since), minutes)) for hours in _calendars(plan, step))


def _slot_after(plan: Plan, step: int, since: int) -> int:
    """The first slot that can be booked, whoever else there is."""
    lead, pool = int(plan.step_lead[step]), int(plan.step_pool[step])
    extra = plan.extra_minute[plan.pool_first_extra[pool] : plan.pool_first_extra[pool + 1]]
    slots = np.union1d(_slots(plan, pool), extra)
    earliest = plan.calendars[plan.step_calendar[step]].add(since, lead) if lead else since
    place = slots.searchsorted(earliest)
    return int(slots[place]) if place < len(slots) else NEVER


def least_minutes(plan: Plan, step: int, luck: StepLuck) -> int:
    """The fewest working minutes that a step takes at the first attempt, for cases with this *luck* there."""
    return int(_minutes(plan, step, luck, lambda chance: bounds(chance)[0]))


def mean_minutes(plan: Plan, step: int, luck: StepLuck) -> float:
    """The working minutes that a step takes on average at the first attempt, for cases with this *luck* there."""
    return _minutes(plan, step, luck, Distribution.mean)


def _minutes(plan: Plan, step: int, luck: StepLuck, of: Callable[[Distribution], float]) -> float:
    """What is asked of the distribution of a step's minutes, and of the factors upon them."""
    minutes = of(luck.first.chance) * luck.first.minutes
    if luck.complexity:
        process = int(np.searchsorted(plan.process_first_item, plan.step_item[step], side="right")) - 1
        minutes *= of(plan.processes[process].complexity)
    if luck.department >= 0:
        minutes *= of(list(plan.scenario.departments.values())[luck.department].year)
    return minutes


# Cases, from their first item to their last


def _no_way_through(plan: Plan, variant: int) -> Mistakes:
    """Where the first measured case of a kind gets stuck, if it does though it waits for nobody."""
    items = plan.items_of(int(plan.variant_process[variant]))
    process, kind = plan.processes[int(plan.variant_process[variant])], plan.variant_class[variant]
    first = _first_measured(plan, int(plan.variant_rules[variant]))
    if first == NEVER or not process.classes[kind].share.value:
        return
    done: dict[int, int] = {}
    for item, before in plan.in_order[variant].items():
        done[item] = max((done[one] for one in before), default=first)
        if plan.item_rules[items[item]] != plan.variant_rules[variant]:
            continue
        for step, luck in _certain_steps(plan, items[item], kind, list(process.classes).index(kind)):
            done[item] = end_of(plan, step, done[item], least_minutes(plan, step, luck))
            if done[item] == NEVER:
                found = f"no case of '{kind}' gets through it by {last_day(plan)}, even one that waits for nobody"
                yield address_of(plan, step), f"{found}: shorten what comes before, or {_longer(plan)}"
                return


def _first_measured(plan: Plan, rules: int) -> int:
    """The first minute in which a measured case may come by these rules; `NEVER` if none does."""
    since, until = plan.windows()[rules]
    first = max(since, plan.measured_from)
    return first if first < min(until, plan.measured_until) else NEVER


def _certain_steps(plan: Plan, item: int, kind: str, class_number: int) -> Iterator[tuple[int, StepLuck]]:
    """The steps of an item through which all cases of a kind go, and their luck there."""
    applies = plan.items[item].applies
    share = applies.get(kind, applies.get("all"))
    everyone = plan.items[item].having is None and not plan.items[item].lacking
    if everyone and share is not None and share.value == 1:
        lucks = ((step, plan.step_luck[step].of(class_number)) for step in plan.steps_of(item))
        yield from ((step, luck) for step, luck in lucks if luck.always)


def _may_be_needed(item: Item) -> bool:
    return any(share.value > 0 for share in item.applies.values())


# What is where


def _calendars(plan: Plan, step: int) -> list[WorkCalendar]:
    """On which hours a step's time passes: those of a wait, or of each server that may ever do it."""
    if plan.step_primitive[step] != WORK:
        return [plan.calendars[plan.step_calendar[step]]] if plan.step_primitive[step] == WAIT else []
    moves = plan.move_pool[plan.move_first[step] : plan.move_first[step + 1]].tolist()
    pools = [*(plan.choice_of(step) or [int(plan.step_pool[step])]), *moves]
    first = plan.pool_first_server
    numbers = {int(one) for pool in pools for one in plan.server_calendar[first[pool] : first[pool + 1]]}
    return [plan.calendars[number] for number in sorted(numbers)]


def _slots(plan: Plan, pool: int) -> Ints:
    return plan.slot_minute[plan.pool_first_slot[pool] : plan.pool_first_slot[pool + 1]]


def _hours(plan: Plan, name: str | None) -> WorkCalendar:
    return plan.calendars[list(plan.scenario.calendars).index(str(name))]


def address_of(plan: Plan, step: int) -> str:
    """Where a step stands in the scenario."""
    process, _, item = plan.item_names[plan.step_item[step]].partition(".")
    return f"processes.{process}.items.{item}.steps.{plan.step_names[step]}"


def _day(plan: Plan, minute: int) -> str:
    return f"{to_moment(minute, plan.scenario.start):%Y-%m-%d}"


def last_day(plan: Plan) -> str:
    """The last day on which cases are followed."""
    return _day(plan, plan.horizon - 1)


def _longer(plan: Plan) -> str:
    run = plan.scenario.run
    if plan.horizon < run.length + run.follow:
        return f"give the calendars a holiday file for the days after {last_day(plan)}"
    return "let run.follow be longer"
