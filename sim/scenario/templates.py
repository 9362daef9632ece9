"""Templates: the usual chain of a kind of item, so that no author repeats it."""

from typing import Any

from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario.alternatives import WAYS, forget_levels

DEPARTMENT = "{department}"
"""Stands in a step's pool for the department of the item."""


def expand_templates(document: dict[str, Any], source: str) -> dict[str, Any]:
    """The document with every item's `like` replaced by the template's steps, the item's own words on top."""
    templates = document.get("templates") or {}
    processes = document.get("processes")
    if not isinstance(processes, dict) or not isinstance(templates, dict):
        return document
    expanded = {}
    for process_name, process in processes.items():
        items = process.get("items") if isinstance(process, dict) else None
        if not isinstance(items, dict):
            expanded[process_name] = process
            continue
        where = f"processes.{process_name}.items"
        chained = {name: with_template(item, templates, source, f"{where}.{name}") for name, item in items.items()}
        expanded[process_name] = {**process, "items": chained}
    return {**document, "processes": expanded}


def with_template(item: Any, templates: dict[str, Any], source: str, where: str) -> Any:
    """One item with its template's steps filled in; *where* is its address in *source*."""
    if not isinstance(item, dict):
        return item
    steps = _chain(item, templates, source, where) if "like" in item else item.get("steps")
    if not isinstance(steps, dict):
        return item
    department = str(item.get("department", ""))
    named = {name: for_department(step, department) for name, step in steps.items()}
    return {**{key: part for key, part in item.items() if key != "like"}, "steps": named}


def _chain(item: dict[str, Any], templates: dict[str, Any], source: str, where: str) -> dict[str, Any]:
    found = str(item["like"])
    template = templates.get(found)
    if not isinstance(template, dict):
        raise ScenarioError(source, f"{where}.like", f"no template '{found}'{did_you_mean(found, templates)}")
    own = item.get("steps", {})
    if not isinstance(own, dict):
        raise ScenarioError(source, f"{where}.steps", "found no lines of 'step: …': give them, or leave steps out")
    for name in own:
        if name not in template:
            message = f"template '{found}' has no step '{name}'{did_you_mean(str(name), template)}"
            raise ScenarioError(source, f"{where}.steps.{name}", message)
    steps = {name: merged_step(step, own.get(name, {})) for name, step in template.items()}
    return {name: step for name, step in steps.items() if step is not None}


def merged_step(template: Any, own: Any) -> Any:
    """A template's step with an item's own words on top; `null` leaves the step out, or a key of it."""
    if not isinstance(own, dict) or not isinstance(template, dict):
        return own
    ways = set(WAYS)
    belongings = {"pool", "in_person", "calendar", "no_later_than"}
    replaced = ways | belongings if ways & own.keys() - template.keys() else set()
    kept = {key: part for key, part in template.items() if key not in replaced}
    if isinstance(kept.get("levels"), list):
        forget_levels(kept, own)
    if isinstance(own.get("returns"), dict) and isinstance(kept.get("returns"), dict):
        own = {**own, "returns": {**kept["returns"], **own["returns"]}}
    return {key: part for key, part in {**kept, **own}.items() if part is not None}


def for_department(step: Any, department: str) -> Any:
    """The step with `{department}` in its pool replaced by the item's own department, if it has one."""
    if not department or not isinstance(step, dict):
        return step
    pool = step.get("pool")
    if isinstance(pool, str):
        return {**step, "pool": pool.replace(DEPARTMENT, department)}
    if isinstance(pool, list):
        named = [one.replace(DEPARTMENT, department) if isinstance(one, str) else one for one in pool]
        return {**step, "pool": named}
    return step
