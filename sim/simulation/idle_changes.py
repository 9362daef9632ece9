"""Changes of a planner's own that are accepted and do nothing: what they change is not there any more, or not played.

Each is left out once, and the scenario lowered without it. If the plan is the same, and nothing has changed that is
read beside the plan (what costs, clocks and titles are made of), the change did nothing, and that is told with the
reason as far as the address gives one.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial
from math import inf
from typing import Any, Final

import numpy as np

from sim.base.errors import ScenarioError
from sim.base.progress import Watch, unwatched
from sim.calendars.working_time import WorkCalendar
from sim.scenario import Scenario, Written, as_document, resolved
from sim.scenario.addresses import limit_is_played
from sim.scenario.model import Item
from sim.scenario.quantities import as_plain
from sim.scenario.reforms.conflicts import OWN
from sim.scenario.reforms.model import Change, Reform
from sim.simulation.lower import lower
from sim.simulation.notices import Notice
from sim.simulation.plan import Expected, Plan

BY_PATH: Final = ("set", "times", "cut", "reduce")
"""Verbs that name several places, each a change by itself."""

BESIDE_THE_PLAN: Final = frozenset(
    {
        "title", "owner", "department", "by", "kind", "counts_as", "decides", "legal", "trips", "channel", "documents",
        "cost", "fee", "government_fee", "costs", "paid", "simulated_for", "from", "until", "land", "land_step", "run",
        "target", "start", "arrivals", "classes", "traits", "complexity", "year", "luck", "together", "clocks",
        "reason", "levels", "range", "source", "grade",
    }
)  # fmt: skip
"""Names in an address whose values are read from the scenario itself: by draws, clocks, costs, studies and reports."""

OF_LIMITS: Final = ("item_limit", "item_limit_clock", "item_limit_extension")
"""Of an item, which are played only if one of its steps takes a share of its limit."""
PRIORITY: Final = "priority"
"""Of a class or a step, which is read from the plan alone."""
LABELS: Final = ("scenario", "title", "notes", "reformed", "put_in_force", "reform_costs", "reforms_kept", "templates")


def idle_changes(written: Written, watch: Watch = unwatched) -> Iterator[Notice]:
    """A notice for each of the scenario's own changes that does nothing, with its address and the reason."""
    own = next((reform for reform in written.package if reform.reform == OWN), None)
    if own is None:
        return
    plan = lower(resolved(written))
    edits = [(number, *edit) for number, change in enumerate(own.changes) for edit in _left_out(change)]
    with watch("looking for changes that do nothing", len(edits)) as step:
        for number, verb, path, without in edits:
            change = own.changes[number]
            rest = [*own.changes[:number], *([without] if without is not None else []), *own.changes[number + 1 :]]
            reason = _unused(plan, change) or _idle(plan, written, own, rest, verb, path)
            if reason:
                yield Notice("notice", f"changes[{number}].{'.'.join(filter(None, (verb, path)))}", reason)
            step()


def _left_out(change: Change) -> Iterator[tuple[str, str, Change | None]]:
    """Each thing that a change does: verb, path, and the change without it; None where nothing else is left."""
    for verb in change.verbs() or ["add"]:
        names = list(getattr(change, verb)) if verb in BY_PATH else [""]
        for name in names:
            left = {key: value for key, value in getattr(change, verb).items() if key != name} if name else None
            others = [one for one in change.verbs() if one != verb]
            default = Change.model_fields[verb].get_default(call_default_factory=True)
            kept = change.model_copy(update={verb: left or default}) if left or others else None
            yield verb, name, kept


def _idle(plan: Plan, written: Written, own: Reform, rest: list[Change], verb: str, path: str) -> str:
    """Why a change does nothing; empty if it does something, or if the scenario cannot be without it."""
    package = tuple(
        one if one.reform != OWN else own.model_copy(update={"changes": rest})
        for one in written.package
        if one.reform != OWN or rest
    )
    try:
        other = resolved(replace(written, package=package))
        same = _told_alike(plan.scenario, other) and _played_alike(plan, lower(other))
    except ScenarioError:
        return ""
    return f"changes nothing: {_why(path or verb)}" if same else ""


def _unused(plan: Plan, change: Change) -> str:
    """That a change is about parts that nothing names any longer; empty if one of them is in use."""
    pools = (change.pools.named or []) if change.pools is not None else []
    used = {name for step in plan.steps for name in step.pools}
    if pools and used.isdisjoint(pools):
        return f"no step names the pool '{pools[0]}' here: it changes at most what its people cost"
    if reason := _without_effect(plan, change):
        return f"changes nothing: {reason}"
    alike = len(set(plan.step_priority.tolist())) == len(set(plan.variant_priority.tolist())) == 1
    if change.pools is not None and list(change.set.items()) == [("discipline", PRIORITY)] and alike:
        return "changes nothing: all who come have the same priority"
    document = as_document(plan.scenario)
    kept = {*_said(document, ("calendar", "legal_calendar")), *_said(document, ("holidays",))}
    if change.calendars and kept.isdisjoint(change.calendars):
        return f"changes nothing: nobody and nothing keeps the calendar '{change.calendars[0]}' here"
    if change.traits and set(_said(document, ("having", "lacking"))).isdisjoint(change.traits):
        return f"changes nothing: nothing here asks who has the trait '{change.traits[0]}'"
    return ""


def _without_effect(plan: Plan, change: Change) -> str:
    """Why a change of one place does nothing though a plan may hold it; empty if it does something."""
    places = [*change.set, *change.times, *change.cut, *change.reduce]
    if len(places) != 1:
        return ""
    [place] = places
    if place == "absence" and change.pools is not None:
        pools = [plan.scenario.pools[name] for name in change.pools.named or [] if name in plan.scenario.pools]
        alone = [pool.deputy and pool.servers is not None and pool.servers.value == 1 for pool in pools]
        return "somebody stands in whenever the only one is away" if pools and all(alone) else ""
    if place.split(".")[0] == "complexity" and change.processes:
        numbers = [list(plan.scenario.processes).index(name) for name in change.processes]
        return "" if any(map(partial(_by_complexity, plan), numbers)) else "no step there asks how complex a case is"
    if place in ("legal", "accepts") and change.items is not None:
        items = [item for item in plan.items if _is_of(plan, change, item)]
        return "" if any(map(_runs_a_clock, items)) else "the item's clock runs for no step: none accepts it before"
    return ""


def _by_complexity(plan: Plan, process: int) -> bool:
    """Whether anything that happens to a case of a process depends on how complex it is."""
    lucks = (plan.step_luck[step] for item in plan.items_of(process) for step in _steps_of(plan, item))
    return any(
        luck.complexity or luck.returns_power or luck.more_complex_than >= 0 or luck.at_most_as_complex_as < inf
        for luck in lucks
    )


def _steps_of(plan: Plan, item: int) -> range:
    return range(plan.item_first_step[item], plan.item_first_step[item + 1])


def _is_of(plan: Plan, change: Change, item: Item) -> bool:
    """Whether a change names an item."""
    named = change.items.named if change.items is not None else None
    return any(
        item is known and (named is None or name in named)
        for process in plan.scenario.processes.values()
        for name, known in process.items.items()
    )


def _runs_a_clock(item: Item) -> bool:
    """Whether a step of the item is on its clock: it is legal and comes after one that accepts the item."""
    accepted = False
    for step in item.steps.values():
        if accepted and step.legal:
            return True
        accepted = accepted or step.accepts
    return False


def _said(part: Any, keys: tuple[str, ...], key: str = "") -> Iterator[str]:
    """Every text that stands under one of these keys, alone or in a list, at any depth."""
    if isinstance(part, dict):
        for name, within in part.items():
            yield from _said(within, keys, name)
    elif isinstance(part, list):
        for one in part:
            yield from _said(one, keys, key)
    elif key in keys and isinstance(part, str):
        yield part


def _why(path: str) -> str:
    """The reason, by the first word of a place that gives one."""
    return next((REASONS[word] for word in path.split(".") if word in REASONS), "nothing is played from it")


REASONS: Final = {
    "limit": "limits are told and checked, but not played where no step takes a share of one",
    "priority": "no pool here serves by priority",
    "tags": "it is only a word by which changes pick",
    "again": "the step is gone through once",
    "deputy": "nobody is ever away there",
    "add": "nothing names what is added, or an equal part is there already",
    "off_clock": "it says only why",
}


def _told_alike(one: Scenario, other: Scenario) -> bool:
    """Whether nothing differs that is read from the scenario itself."""
    differing = _differing(as_document(one), as_document(other))
    return not any(BESIDE_THE_PLAN.intersection(keys) and PRIORITY not in keys for keys in differing)


def _differing(one: Any, other: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The addresses at which two documents differ, without what only labels a whole scenario; a number is one place."""
    if isinstance(one, dict) and isinstance(other, dict) and one.get("value") == other.get("value"):
        for key in one.keys() | other.keys():
            if keys or key not in LABELS:
                yield from _differing(one.get(key), other.get(key), (*keys, key))
    elif one != other:
        yield keys


def _played_alike(one: Plan, other: Plan) -> bool:
    """Whether two plans are the same to an engine and to the draws."""
    unread = {"scenario", "rules"}
    if not (one.pool_by_priority.any() or other.pool_by_priority.any()):
        unread |= {"step_priority", "variant_priority"}
    names = [field.name for field in fields(Plan) if field.name not in {*unread, *OF_LIMITS}]
    if not all(_same(getattr(one, name), getattr(other, name)) for name in names):
        return False
    played = [[limit_is_played(as_plain(item)) for item in plan.items] for plan in (one, other)]
    return played[0] == played[1] and all(
        _same(getattr(one, name)[..., played[0]], getattr(other, name)[..., played[1]]) for name in OF_LIMITS
    )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other))
    if isinstance(one, WorkCalendar):
        return bool(np.array_equal(one.sessions(), other.sessions()))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, Expected) and isinstance(other, Expected):
        return _same((one.minutes, one.cases), (other.minutes, other.cases))
    return bool(one == other)
