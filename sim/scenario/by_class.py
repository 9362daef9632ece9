"""What an item and its steps say by class: durations, shares and limits that are others for some classes of cases."""

from collections.abc import Iterator

from sim.scenario.model import Item, Limit, Step
from sim.scenario.quantities import OF_ITEM, Duration, NumberByClass

Told = tuple[str, set[str]]
"""Where something is said by class, and of which classes."""


def told_by_class(step: Step) -> Iterator[Told]:
    """What a step says of some classes of cases."""
    told = [(path, duration.by_class) for path, duration in durations_of(step).items()]
    for path, classes in (*told, *((path, share.by_class) for path, share in _shares(step).items())):
        if classes:
            yield f"{path}.by_class", set(classes)


def limits_by_class(item: Item) -> Iterator[Told]:
    """What the promise and the legal limit of an item are for some classes of cases."""
    for key in OF_ITEM:
        limit: Limit | None = getattr(item, key)
        for part, number in _days(limit).items():
            if number.by_class:
                yield f"{key}.{part}.by_class", set(number.by_class)


def classes_apart(item: Item, step: Step) -> set[str]:
    """The classes whose cases have a luck of their own at a step."""
    named = {name for _, names in told_by_class(step) for name in names}
    shares_of = {duration.unit for duration in durations_of(step).values()}.intersection(OF_ITEM)
    told = limits_by_class(item) if shares_of else ()
    return named | {name for path, names in told for name in names if path.split(".")[0] in shares_of}


def _days(limit: Limit | None) -> dict[str, NumberByClass]:
    if limit is None:
        return {}
    return {"days": limit.days} | ({"extension": limit.extension} if limit.extension is not None else {})


def durations_of(step: Step) -> dict[str, Duration]:
    """The durations of a step by their place in it."""
    given = {step.way: step.duration} | ({"again": step.again} if step.again is not None else {})
    return given | {f"no_later_than.{name}.at": latest.at for name, latest in (step.no_later_than or {}).items()}


def _shares(step: Step) -> dict[str, NumberByClass]:
    given = {"share": step.share, "refuses": step.refuses}
    if step.returns is not None:
        given |= {"returns.share": step.returns.share}
        given |= {"returns.again": step.returns.again} if step.returns.again is not None else {}
    return given | {f"no_later_than.{name}.share": latest.share for name, latest in (step.no_later_than or {}).items()}
