"""Which stretch of a log is which step of a scenario, and how long each took.

A platform stamps states, and a scenario has steps; between two states lie one step or several. The one that takes most
of the time is what is measured, given the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from sim.scenario.model import Item, Process, Step
from sim.scenario.quantities import UNIT_MINUTES

Kind = Literal["preparation", "acceptance", "corrections", "decision", "special", "delivery", "whole"]
APPLICANTS: Final = ("preparation", "submission", "applicant")
SELDOM: Final = 0.05


@dataclass(frozen=True)
class Stretch:
    """A stretch between two states of an item, and the step that is measured by it."""

    item: str
    kind: Kind
    step: str
    path: str
    """wait, until or again."""
    unit: str
    calendar: str
    given: tuple[str, ...] = ()
    """The other steps in it, whose numbers are taken from the base."""
    after: tuple[str, ...] = ()
    """Of a preparation: the items that come before."""
    chased: bool = False
    """Of a decision: whether what is decided on the promised day stands apart."""


def stretches(process: Process, known: frozenset[str], legal: str) -> Iterator[Stretch]:
    """All stretches of the items that a log knows, on the calendar *legal* where they are on an item's clock."""
    for name, item in process.items.items():
        if name in known:
            yield from _of_formal(name, item, known, legal) if _accept(item) else _of_other(name, item, known)


def _accept(item: Item) -> str | None:
    return next((name for name, step in item.steps.items() if step.accepts), None)


def _of_formal(name: str, item: Item, known: frozenset[str], legal: str) -> Iterator[Stretch]:
    accept = _accept(item)
    assert accept is not None
    steps = list(item.steps)
    before, later = steps[: steps.index(accept)], steps[steps.index(accept) + 1 :]
    yield from _preparation(name, item, before, known)
    yield from _timed(name, item, accept, "acceptance")
    office = [one for one in later if not _is_delivery(item.steps[one])]
    yield from _decision(name, item, office, clock_calendar(item, legal))
    yield from _special(name, item, [one for one in office if not item.steps[one].legal])
    delivery = [one for one in later if _is_delivery(item.steps[one])]
    if len(delivery) == 1:
        yield from _timed(name, item, delivery[0], "delivery")


def _is_delivery(step: Step) -> bool:
    return step.counts_as == "delivery"


def _timed(name: str, item: Item, step: str, kind: Kind) -> Iterator[Stretch]:
    """A stretch that is one wait in days of a calendar."""
    one = item.steps[step]
    if one.way == "wait" and one.duration.unit in UNIT_MINUTES and one.calendar is not None:
        yield Stretch(name, kind, step, "wait", "days", one.calendar)


def _preparation(name: str, item: Item, before: list[str], known: frozenset[str]) -> Iterator[Stretch]:
    """What the applicant does before the item comes to the office, at first and after a return."""
    waits = [one for one in before if item.steps[one].way == "wait" and item.steps[one].calendar is not None]
    if len(waits) != 1:
        return
    step, others = waits[0], tuple(one for one in before if one != waits[0])
    calendar = str(item.steps[step].calendar)
    if item.steps[step].again is not None:
        yield Stretch(name, "corrections", step, "again", "days", calendar, others)
    needed = tuple(edge.item for edge in item.after if edge.asked)
    if needed and set(needed) <= known:
        yield Stretch(name, "preparation", step, "wait", "days", calendar, others, needed)


def clock_calendar(item: Item, legal: str) -> str:
    """The calendar of an item's clock: that of its promise, or else of its limit; *legal* where these name none."""
    limit = item.promise or item.limit
    return (limit.calendar if limit is not None else None) or legal


def _decision(name: str, item: Item, office: list[str], legal: str) -> Iterator[Stretch]:
    """From acceptance to decision: the wait for a point of the promise, or else the longest wait on the clock."""
    on_clock = [one for one in office if item.steps[one].until_on_clock]
    if len(on_clock) == 1:
        step = on_clock[0]
        given = tuple(one for one in office if one != step and item.steps[one].legal)
        yield Stretch(name, "decision", step, "until", item.steps[step].duration.unit, legal, given)
        return
    longest = _longest_wait(item, [one for one in office if item.steps[one].legal])
    if longest is not None and not on_clock:
        given = tuple(one for one in office if one != longest and item.steps[one].legal)
        yield Stretch(name, "decision", longest, "wait", "days", str(item.steps[longest].calendar), given)


def _special(name: str, item: Item, off_clock: list[str]) -> Iterator[Stretch]:
    """What is off the clock between acceptance and decision, where it is one wait but for what hardly ever happens."""
    usual = [one for one in off_clock if item.steps[one].share.value > SELDOM]
    if len(usual) == 1:
        yield from _timed(name, item, usual[0], "special")


def _of_other(name: str, item: Item, known: frozenset[str]) -> Iterator[Stretch]:
    """An item that nobody accepts: from its begin to its end, or, where no begin is stamped, from what comes before."""
    longest = _longest_wait(item, list(item.steps))
    if longest is not None:
        given = tuple(one for one in item.steps if one != longest)
        needed = tuple(edge.item for edge in item.after if edge.asked)
        after = needed if set(needed) <= known else ()
        yield Stretch(name, "whole", longest, "wait", "days", str(item.steps[longest].calendar), given, after)


def _longest_wait(item: Item, steps: list[str]) -> str | None:
    """The step that waits longest in days of a calendar; None where there is no such step."""
    lengths = {
        one: item.steps[one].duration.distribution.mean() * UNIT_MINUTES[item.steps[one].duration.unit]
        for one in steps
        if item.steps[one].way == "wait" and item.steps[one].duration.unit in UNIT_MINUTES
    }
    return max(lengths, key=lambda one: lengths[one]) if lengths else None
