"""Everything in a scenario that may be otherwise than is written, or that says where it is from.

A number that is written in many items, pools or steps with the same value, range, source and grade is one assumption.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.experiment.replications import Result
from sim.experiment.responses import days_by
from sim.scenario import Scenario, as_document
from sim.scenario.addresses import LEVELS, NAMED, Keys, alternatives, part_at
from sim.scenario.alternatives import WAYS
from sim.scenario.quantities import SHAPES as DISTRIBUTIONS
from sim.scenario.quantities import Distribution, TwoLanguages
from sim.scenario.titles.titles import title_of, title_of_alike, words_of_level
from sim.simulation.draws.distributions import quantiles

UNITS: Final = ("seconds", "minutes", "hours", "days", "promise", "limit")
SHAPES: Final = {*DISTRIBUTIONS, "value"}
MONEY: Final = ("fee", "government_fee", "cost", "staff_hour", "applicant_hour", "trip_fare")
COUNTS: Final = ("servers", "seats", "documents", "per_year")
SHOWN: Final = (0.1, 0.5, 0.9)
"""The quantiles that are shown of a shape that is given by its quantiles."""
NOT_NUMBERS: Final = ("templates", "holidays", "target")
COLUMNS: Final = (
    "what_en", "what_zh", "numbers", "shape", "value", "unit", "low", "high", "factor", "source", "grade",
    "written_zh", "levels_en", "levels_zh", "days", "address",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A number, where it stands, and what is said of it."""

    keys: Keys
    told: dict[str, Any]

    @property
    def text(self) -> tuple[object, ...]:
        """What numbers of one assumption have in common: the address without the item or pool, and all that is said."""
        match self.keys:
            case ("processes", process, "items", _, *rest):
                place: Keys = ("processes", process, "items", "*", *rest)
            case ("pools" | "departments" | "calendars" | "reforms_kept" as kind, _, *rest):
                place = (kind, "*", *rest)
            case _:
                place = self.keys
        return (place, *self.told.values())


def assumptions(result: Result) -> pd.DataFrame:
    """A row for each assumption, those first on which most of a project's time rests.

    Columns: what it is, in both languages, and of how many numbers; value, as a distribution's shape with its
    parameters, or plain; unit; low and high, which are factors where `factor` says so; source; grade; of what is no
    number, in words what is written (`value`, `written_zh`) and all that it may be (`levels_en`, `levels_zh`); days:
    what it takes of a project's critical path; the address of the first.
    """
    document = as_document(result.scenario)
    spent = _days_on_path(result)
    groups: dict[tuple[object, ...], list[Found]] = {}
    for one in (*_numbers(document), *_parts(document, result.scenario)):
        groups.setdefault(one.text, []).append(one)
    rows = []
    for group in groups.values():
        title = _title(group, document)
        days = sum(spent.get(_step_of(one.keys), 0.0) for one in group)
        address = ".".join(str(key) for key in group[0].keys)
        label = {"what_en": title.en, "what_zh": title.zh, "numbers": len(group)}
        rows.append({**label, **group[0].told, "days": days, "address": address})
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["days", "address"], ascending=[False, True], kind="stable", ignore_index=True)


def _title(group: list[Found], document: dict[str, Any]) -> TwoLanguages:
    """The title of the number; of many that are alike, what they have in common and one of them as an example."""
    titles = [title_of(one.keys, document) for one in group]
    return titles[0] if len(titles) == 1 else title_of_alike(titles)


def _numbers(document: dict[str, Any]) -> Iterator[Found]:
    for key, part in document.items():
        if key not in NOT_NUMBERS:
            yield from _within(part, (key,), None)


def _parts(document: dict[str, Any], scenario: Scenario) -> Iterator[Found]:
    """What is no number and may be otherwise than is written."""
    for keys, node in alternatives(document):
        words = [words_of_level(level) for level in node["levels"]]
        written = words[part_at(scenario, keys).written_level]
        levels = {f"levels_{lang}": " / ".join(getattr(one, lang) for one in words) for lang in ("en", "zh")}
        known = _rest("", None, node.get("source"), node.get("grade"))
        yield Found(keys, {"shape": "", "value": written.en, **known, "written_zh": written.zh, **levels})


def _within(node: Any, keys: Keys, source: str | None) -> Iterator[Found]:
    if isinstance(node, list):
        for place, part in enumerate(node):
            yield from _within(part, (*keys, place), source)
    if not isinstance(node, dict):
        return
    told = _told(node, keys, source)
    if told is not None:
        if told["low"] is not None or "source" in node or "grade" in node:
            yield Found(keys, told)
        if told["shape"]:
            unit = next(unit for unit in UNITS if unit in node)
            yield from _within(node[unit], (*keys, unit), source)
        return
    inner = node.get("source", source) if "steps" in node else source
    for key, part in node.items():
        if f"{key}_source" in node:
            yield Found((*keys, key), {**_chance(part), **_rest("factor", None, node[f"{key}_source"], None)})
        elif key != LEVELS or (keys and keys[-1] in NAMED):
            yield from _within(part, (*keys, key), inner)


def _told(node: dict[str, Any], keys: Keys, source: str | None) -> dict[str, Any] | None:
    """What is said of a plain number, a duration or a limit; nothing of what is none of these."""
    said = node.get("source", source), node.get("grade")
    if "value" in node:
        return {"shape": "", "value": f"{node['value']:g}", **_rest(_unit(keys), node.get("range"), *said)}
    unit = next((unit for unit in UNITS if isinstance(node.get(unit), dict) and SHAPES & node[unit].keys()), None)
    if unit is None:
        return None
    if "value" in node[unit]:
        return {
            "shape": "",
            "value": f"{node[unit]['value']:g}",
            **_rest("working days", node[unit].get("range"), *said),
        }
    times = node.get("times", {"value": 1.0})
    chance = _chance(node[unit], times["value"])
    return {**chance, **_rest(unit, times.get("range"), *said), "factor": True}


def _chance(shapes: dict[str, Any], times: float = 1.0) -> dict[str, Any]:
    chance = Distribution.model_validate(shapes)
    words = " / ".join(f"{point:g}" for point in _shown(chance))
    return {"shape": chance.shape, "value": words if times == 1 else f"{words} × {times:g}"}


def _shown(chance: Distribution) -> list[float]:
    """The parameters of a shape; of quantiles, which may be many, those at a tenth, at half and at nine tenths."""
    return quantiles(chance, np.array(SHOWN)).tolist() if chance.quantiles is not None else list(chance.parameters)


def _rest(unit: str, bounds: list[float] | None, source: str | None, grade: str | None) -> dict[str, Any]:
    low, high = bounds if bounds is not None else (None, None)
    return {"unit": unit, "low": low, "high": high, "factor": False, "source": source, "grade": grade}


def _unit(keys: Keys) -> str:
    field = keys[-1]
    if field == "cv":
        return "factor"
    if (shape := next((key for key in keys[-2:] if key in DISTRIBUTIONS), None)) is not None:
        within = keys[keys.index(shape) - 1]
        return str(within) if within in UNITS else "factor"
    if field in MONEY or keys[0] == "reform_costs":
        return "CNY"
    if field in COUNTS:
        return "count"
    if str(field).endswith("_hours"):
        return "hours"
    return "factor" if keys[0] == "costs" else "share"


def _step_of(keys: Keys) -> tuple[object, ...] | None:
    """Item, step and whether again, of a duration's address."""
    match keys:
        case ("processes", _, "items", item, "steps", step, which) if which in (*WAYS, "again"):
            return item, step, which == "again"
    return None


def _days_on_path(result: Result) -> dict[tuple[object, ...] | None, float]:
    """Days a project on the critical path by item, step, whether again; what repeats unchanged counts as the first."""
    spent, repeated = days_by(result, ["item", "step", "again"], busy=True), _with_own_again(result.scenario)
    found: dict[tuple[object, ...] | None, float] = {}
    for row in spent.to_dict("records"):
        place = (row["item"], row["step"])
        key = (*place, bool(row["again"]) and place in repeated)
        found[key] = found.get(key, 0.0) + float(row["days"])
    return found


def _with_own_again(scenario: Scenario) -> set[tuple[str, str]]:
    items = [pair for process in scenario.processes.values() for pair in process.items.items()]
    return {(name, step) for name, item in items for step, one in item.steps.items() if one.again is not None}
