"""Templates: the usual chain of a kind of item, so that no author repeats it."""

from typing import Any

from sim.errors import ScenarioError, did_you_mean


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
    if not isinstance(item, dict) or "like" not in item:
        return item
    template = templates.get(item["like"])
    if not isinstance(template, dict):
        found = str(item["like"])
        raise ScenarioError(source, f"{where}.like", f"no template '{found}'{did_you_mean(found, templates)}")
    own = item.get("steps") or {}
    for name in own:
        if name not in template:
            message = f"template '{item['like']}' has no step '{name}'{did_you_mean(str(name), template)}"
            raise ScenarioError(source, f"{where}.steps.{name}", message)
    steps = {name: merged_step(step, own.get(name, {})) for name, step in template.items()}
    named = {
        name: for_department(step, str(item.get("department", ""))) for name, step in steps.items() if step is not None
    }
    return {**{key: part for key, part in item.items() if key != "like"}, "steps": named}


def merged_step(template: Any, own: Any) -> Any:
    """A template's step with an item's own words on top; `null` leaves the step out."""
    if not isinstance(own, dict) or not isinstance(template, dict):
        return own
    primitives = {"wait", "work", "book"}
    replaced = primitives | {"pool", "calendar"} if primitives & own.keys() - template.keys() else set()
    kept = {key: part for key, part in template.items() if key not in replaced}
    if isinstance(own.get("returns"), dict) and isinstance(kept.get("returns"), dict):
        own = {**own, "returns": {**kept["returns"], **own["returns"]}}
    return {**kept, **own}


def for_department(step: Any, department: str) -> Any:
    """The step with `{department}` in its pool replaced by the item's own department."""
    if isinstance(step, dict) and isinstance(step.get("pool"), str):
        return {**step, "pool": step["pool"].replace("{department}", department)}
    return step
