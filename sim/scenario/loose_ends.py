"""What a scenario holds to no purpose: an item that nothing waits for, a paper accepted or delivered twice.

None of it is a mistake that could not be played; whoever wrote it probably meant something else.
"""

from collections.abc import Iterator
from typing import Final

from sim.scenario.model import Item, Process, Scenario, Step
from sim.scenario.precedence import kinds_of_case, predecessors, share_of

Kind = tuple[str, frozenset[str]]
"""A class of case with the traits it has, of those that decide precedence."""

AFTERWARDS: Final = "afterwards"
"""The tag of items that come when the case is over, such as a check of what was promised."""

IN_FRONT: Final = {"preparation", "submission", "agent", "acceptance"}
"""What the steps of an item count as that only takes papers in for others."""


def loose_ends(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Each with its address and what to do about it; only the first process, the headline, is looked at."""
    name, process = next(iter(scenario.processes.items()))
    path = f"processes.{name}.items"
    yield from _unawaited(process, path)
    yield from _accepted_twice(process, path)
    yield from _delivered_twice(process, path)


def _unawaited(process: Process, path: str) -> Iterator[tuple[str, str]]:
    """Items without which a case ends just as well; where no item ends the case, all of them do."""
    if process.until is None:
        return
    kinds = kinds_of_case(process)
    awaited = [{name for item in process.items.values() for name in predecessors(item, *kind)} for kind in kinds]
    for name, item in process.items.items():
        if name == process.until or AFTERWARDS in item.tags:
            continue
        needing = [
            kind for kind, found in zip(kinds, awaited, strict=True) if name not in found and _needs(item, *kind)
        ]
        if needing:
            whose = "" if needing == kinds else f" of {' and '.join(_named(needing, kinds))}"
            remedy = f"let an item wait for it, or tag it '{AFTERWARDS}'"
            yield f"{path}.{name}", f"nothing{whose} waits for it, and it does not end a case: {remedy}"


def _named(some: list[Kind], kinds: list[Kind]) -> list[str]:
    """Some kinds of case by class, and by their traits where it is not the whole class."""
    whole = {name for name, _ in kinds} - {kind[0] for kind in kinds if kind not in some}
    return list(dict.fromkeys(name if name in whole else "+".join([name, *sorted(traits)]) for name, traits in some))


def _needs(item: Item, class_name: str, traits: frozenset[str]) -> bool:
    """Whether a kind of case may need the item, as far as its traits that decide precedence tell."""
    return share_of(item, class_name) > 0 and traits.isdisjoint(item.lacking)


def _accepted_twice(process: Process, path: str) -> Iterator[tuple[str, str]]:
    """Items that another in front of them takes in for them, and that are then accepted by their own chain as well."""
    for front, item in process.items.items():
        chain = item.steps.values()
        if not any(step.accepts for step in chain) or not {str(step.counts_as) for step in chain} <= IN_FRONT:
            continue
        for name in item.serves or []:
            for step_name, step in process.items[name].steps.items():
                if step.accepts and _does_something(step):
                    remedy = f"'{front}' has accepted it already: let the step take no time and return nothing"
                    yield f"{path}.{name}.steps.{step_name}", remedy


def _delivered_twice(process: Process, path: str) -> Iterator[tuple[str, str]]:
    """Items that deliver by their own chain what another behind them delivers again."""
    for outlet, item in process.items.items():
        if {step.counts_as for step in item.steps.values()} != {"delivery"}:
            continue
        for name in item.serves or [edge.item for edge in item.after]:
            for step_name, step in process.items[name].steps.items():
                if step.counts_as == "delivery" and _does_something(step):
                    yield f"{path}.{name}.steps.{step_name}", f"'{outlet}' delivers it, too: leave one of them out"


def _does_something(step: Step) -> bool:
    return step.returns is not None or step.duration.largest * step.duration.times.value > 0
