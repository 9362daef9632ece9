"""What is no mistake, but what an author should know of a scenario before trusting what it says.

Each is told by `approvals check`, after it has said that the scenario is good. To add one, write a function from a plan
to `Notice`s and name it in `NOTICES`.
"""

from collections.abc import Callable, Iterator
from math import inf
from typing import Final, Literal, NamedTuple

import numpy as np

from sim.calendars.working_time import DAY, NEVER, to_moment
from sim.scenario.loose_ends import loose_ends
from sim.scenario.model import Item, Process
from sim.scenario.whose_holidays import by_law_from
from sim.simulation.draws.distributions import bounds
from sim.simulation.event_log import MOST_ATTEMPTS, SELDOM
from sim.simulation.feasibility import address_of, end_of, last_day, mean_minutes
from sim.simulation.load import heavy, in_words
from sim.simulation.plan import ON_CLOCK, Plan, StepLuck


class Notice(NamedTuple):
    """Something to know, or a warning that answers may mislead: the place in the scenario, what it is, the remedy."""

    kind: Literal["notice", "warning"]
    path: str
    message: str


def notices(plan: Plan) -> Iterator[Notice]:
    """All that is to be told of a scenario, warnings first."""
    found = [notice for told in NOTICES for notice in told(plan)]
    yield from sorted(found, key=lambda notice: notice.kind != "warning")


def followed_too_short(plan: Plan) -> Iterator[Notice]:
    """Cases that come last may still be under way when nobody follows them any longer."""
    run, target = plan.scenario.run, plan.scenario.target.value
    follow = (plan.horizon - plan.measured_until) / DAY
    cut_off = plan.horizon < run.length + run.follow
    approval = any(map(_on_legal_clock, plan.processes))
    if not cut_off and not (approval and follow < target):
        return
    last = f"{to_moment(plan.measured_until - 1, plan.scenario.start):%Y-%m-%d}"
    days = f"{follow:.0f} day{'' if round(follow) == 1 else 's'}"
    followed = f"who comes last, on {last}, is followed for {days}, and the target is {target:g}"
    if cut_off:
        known = f"holidays are known until {last_day(plan)}, so nobody is followed any longer"
        remedy = "give the calendars a holiday file for later years, start earlier, or lengthen run.cool_down"
        yield Notice("warning", "run.follow", f"{known}: {followed}; {remedy}")
    else:
        yield Notice("warning", "run.follow", f"{followed}: lengthen run.follow")


def hardly_ever_done(plan: Plan) -> Iterator[Notice]:
    """Steps that on average take longer than there is time: most who come to them are still there in the end."""
    for step, luck in _lucks(plan):
        minutes = mean_minutes(plan, step, luck)
        if luck.happens > 0 and end_of(plan, step, plan.measured_from, round(minutes)) == NEVER:
            found = f"takes {minutes / 60:,.5g} hours on average, and most are not done with it by {last_day(plan)}"
            path = f"{address_of(plan, step)}.{plan.steps[step].primitive}"
            yield Notice("warning", path, f"{found}: shorten it, or follow cases for longer")


def _lucks(plan: Plan) -> Iterator[tuple[int, StepLuck]]:
    """Each step with the luck of most cases, and with that of classes for whom it is another."""
    return ((step, luck) for step, base in enumerate(plan.step_luck) for luck in base.each)


def often_let_go(plan: Plan) -> Iterator[Notice]:
    """Steps from which cases are sent back so often that the bound on attempts lets them go before they are right."""
    for step, luck in _lucks(plan):
        share = luck.happens * luck.returns_first * luck.returns_later ** (MOST_ATTEMPTS - 1)
        if share > SELDOM:
            often = f"{share:.2%} of those who come to it would be sent back more than {MOST_ATTEMPTS - 1} times"
            let_go = "and are let go then, so that corrections and times are too low: lower again"
            yield Notice("warning", f"{address_of(plan, step)}.returns", f"{often} {let_go}")


def off_the_legal_clock(plan: Plan) -> Iterator[Notice]:
    """Items of the government whose time no clock of the law counts, in a process in which it counts that of others."""
    for name, process in plan.scenario.processes.items():
        if not _on_legal_clock(process):
            continue
        off = [
            item_name
            for item_name, item in process.items.items()
            if item.owner == "government" and item.off_clock is None and item.steps and not _ever_legal(item)
        ]
        if off:
            named = ", ".join(f"'{item}'" for item in off)
            told = f"no step of {named} is on the legal clock, so government_days do not count them"
            remedy = "mark what the law's limit counts by legal: true, or say why by off_clock"
            yield Notice("notice", f"processes.{name}", f"{told}: {remedy}")


def outlived(plan: Plan) -> Iterator[Notice]:
    """Open cases that have been at a step for longer than the step ever takes: they go on at once."""
    for name, past in zip(plan.scenario.processes, plan.pasts, strict=True):
        if past is None:
            continue
        longest = np.array([_longest(plan, step) for step in past.step.tolist()])
        count = int((past.spent > longest).sum())
        if count:
            told = f"{count:,} of {len(past.names):,} open cases have been at their step for longer than it ever takes"
            yield Notice("notice", f"start_with.{name}", f"{told}, and go on at once: look at how long it may take")


def _longest(plan: Plan, step: int) -> float:
    """The most minutes that a step takes at the first attempt; without end where a factor of luck acts on it."""
    luck = plan.step_luck[step]
    scaled = luck.complexity or luck.department >= 0 or plan.step_counts_from[step] == ON_CLOCK
    return inf if scaled else max(bounds(one.first.chance)[1] * one.first.minutes for one in luck.each)


def to_no_purpose(plan: Plan) -> Iterator[Notice]:
    """Items that nothing waits for, and papers that are accepted or delivered twice."""
    for path, message in loose_ends(plan.scenario):
        yield Notice("warning", path, message)


def by_law(plan: Plan) -> Iterator[Notice]:
    """Years of which the State Council's notice is not known yet: their holidays are those of the law."""
    since = by_law_from(plan.scenario)
    if since is not None:
        told = (
            f"from {since} on no notice of the State Council is known: the holidays are the law's, without make-up days"
        )
        yield Notice("notice", "start", f"{told}; give china: a holiday file when there is one")


def loaded(plan: Plan) -> Iterator[Notice]:
    """Pools that have more to do than they can: the queue of each grows without end, unless a reserve keeps up."""
    for load in heavy(plan):
        yield Notice("warning", f"pools.{load.pool}", in_words(load))


def passed_over(plan: Plan) -> Iterator[Notice]:
    """What reforms name and the scenario does not have, for it is another city."""
    for one in plan.scenario.passed_over or []:
        yield Notice(
            "notice", f"reform {one.reform}", f"names the {one.what} '{one.name}', which is not here: passed over"
        )


def _on_legal_clock(process: Process) -> bool:
    return any(map(_ever_legal, process.items.values()))


def _ever_legal(item: Item) -> bool:
    return any(step.legal for step in item.steps.values())


NOTICES: Final[tuple[Callable[[Plan], Iterator[Notice]], ...]] = (
    followed_too_short,
    hardly_ever_done,
    often_let_go,
    outlived,
    to_no_purpose,
    off_the_legal_clock,
    loaded,
    by_law,
    passed_over,
)
