"""What if one thing were a little better: a server more here, a tenth fewer returns there, a day less of one wait.

Each counterfactual is a reform of a single change, so it goes the way of every reform: nothing is altered that a file
could not alter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sim.scenario import Scenario, as_document
from sim.scenario.model import Item, Step
from sim.scenario.reforms.model import Reform

FEWER_RETURNS: Final = 0.9
KINDS: Final = {
    "server": "one more server or seat",
    "returns": "10 % fewer returns",
    "promise": "a day less promised",
    "notice": "a day less of a notice or public wait",
}


@dataclass(frozen=True)
class Counterfactual:
    """One thing that is a little better."""

    kind: str
    what: str
    change: str
    reform: Reform


def counterfactuals(scenario: Scenario) -> list[Counterfactual]:
    """All of them: every pool of the scenario, and every item of its first process, the headline."""
    process_name, process = next(iter(scenario.processes.items()))
    found = list(_servers(scenario))
    for name, item in process.items.items():
        about = {"process": process_name, "items": [name]}
        found += [*_returns(name, item, about), *_promise(name, item, about), *_notices(name, item, about)]
    return found


def _one(kind: str, what: str, told: str, change: dict[str, Any]) -> Counterfactual:
    title = {"en": f"{what}: {told}", "zh": f"{what}: {told}"}
    reform = {"reform": "counterfactual", "title": title, "changes": [change]}
    return Counterfactual(kind, what, told, Reform.model_validate(reform))


def _servers(scenario: Scenario) -> Iterator[Counterfactual]:
    """Where servers keep several calendars, the one more keeps the first of them."""
    pools = as_document(scenario)["pools"] if scenario.pools else {}
    for name, pool in pools.items():
        way = next(way for way in ("servers", "seats", "shifts") if way in pool)
        if way == "shifts":
            first, *others = pool["shifts"]
            count, keeps = first["servers"]["value"], f" on {first['calendar']}"
            staffing: Any = [{"servers": count + 1, "calendar": first["calendar"]}, *others]
        else:
            count, keeps = pool[way]["value"], ""
            staffing = count + 1
        unit = "seats" if way == "seats" else "servers"
        told = f"{count:.0f} to {count + 1:.0f} {unit}{keeps}"
        yield _one("server", name, told, {"pools": [name], "set": {way: staffing}})


def _returns(name: str, item: Item, about: dict[str, Any]) -> Iterator[Counterfactual]:
    steps = [step_name for step_name, step in item.steps.items() if step.returns is not None]
    if any(step.returns.share.value > 0 for step in item.steps.values() if step.returns is not None):
        times = dict.fromkeys(("returns.share", "returns.again"), FEWER_RETURNS)
        yield _one("returns", name, f"returns × {FEWER_RETURNS:g}", {**about, "steps": steps, "times": times})


def _promise(name: str, item: Item, about: dict[str, Any]) -> Iterator[Counterfactual]:
    days = item.promise.days.value if item.promise is not None else 0
    if item.promise is not None and days > 0:
        less = max(days - 1, 0)
        more = (item.promise.calendar, item.promise.extension, item.promise.days.by_class)
        shorter = {"times": {"promise": less / days}} if any(more) and less else {"set": {"promise": less}}
        yield _one("promise", name, f"{days:g} to {less:g} days", {**about, **shorter})


def _notices(name: str, item: Item, about: dict[str, Any]) -> Iterator[Counterfactual]:
    """Waits in days that are a notice, or of an item at which everybody waits for the law."""
    for step_name, step in item.steps.items():
        if step.wait is None or step.wait.unit != "days" or not (item.owner == "public" or step.counts_as == "notice"):
            continue
        days = _mean_days(step)
        if days > 0:
            less = {"times": {"duration": (days - 1) / days}} if days > 1 else {"set": {"wait": "0 days"}}
            told = f"{days:.3g} to {max(days - 1, 0):.3g} days on {step.calendar}"
            yield _one("notice", f"{name} ({step_name})", told, {**about, "steps": [step_name], **less})


def _mean_days(step: Step) -> float:
    assert step.wait is not None
    return step.wait.distribution.mean() * step.wait.times.value
