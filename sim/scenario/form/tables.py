"""A scenario as the rows of the form: what each sheet holds, of one that stands alone or on a base."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.base.language import Language
from sim.scenario.form.cells import Cells, choice_cell, flow, shown_of_base, taken
from sim.scenario.form.own_changes import as_own_cells
from sim.scenario.quantities import copied, is_number
from sim.scenario.titles.words import STEPS as STEP_WORDS
from sim.scenario.workbook.entries import NONE
from sim.scenario.workbook.layout import MORE, TABLES, TEMPLATES, Sheet

Key = tuple[str, ...]
Document = dict[str, Any]
WITHIN: dict[str, tuple[str, ...]] = {"processes": ("classes", "traits", "items"), "items": ("applies", "steps")}
"""What of a part stands on sheets of its own."""
KNOWN_OF_NUMBER = {"value", "range", "source", "grade"}


@dataclass
class Tables:
    """The rows of each sheet with parts of the scenario, and what of the scenario stands on none of them."""

    rows: dict[str, dict[Key, Cells]] = field(default_factory=dict)
    left: Document = field(default_factory=dict)


def normal(document: Document) -> Document:
    """A copy of a scenario as written, in which what may be written short stands in its long form."""
    whole: Document = copied(document)
    for process in whole.get("processes", {}).values():
        for name, given in process.get("classes", {}).items():
            process["classes"][name] = given if isinstance(given, dict) and "share" in given else {"share": given}
        for name, given in process.get("traits", {}).items():
            process["traits"][name] = _by_class(given)
        for item in process["items"].values():
            item |= {"applies": _by_class(item["applies"])} if "applies" in item else {}
            item |= {key: _with_days(item[key]) for key in ("limit", "promise") if key in item}
    return whole


def _by_class(given: Any) -> Document:
    """Shares by class, each as a mapping."""
    shares = given if isinstance(given, dict) and not KNOWN_OF_NUMBER & given.keys() else {"all": given}
    return {name: one if isinstance(one, dict) else {"value": one} for name, one in shares.items()}


def _with_days(given: Any) -> Any:
    short = is_number(given) or (isinstance(given, dict) and "value" in given)
    return {"days": given} if short else given


def parts_of(sheet: Sheet, document: Document) -> Iterator[tuple[Key, Any]]:
    """Each part of a scenario that stands on a sheet, with what names it."""
    yield from _walked(sheet.at.split("."), document, ())


def _walked(path: list[str], node: Any, key: Key) -> Iterator[tuple[Key, Any]]:
    if not path:
        yield key, node
    elif path[0].startswith("{"):
        for name, part in node.items() if isinstance(node, dict) else ():
            yield from _walked(path[1:], part, (*key, name))
    elif isinstance(node, dict) and path[0] in node:
        yield from _walked(path[1:], node[path[0]], key)


def standing_alone(document: Document, lang: Language) -> Tables:
    """The rows of a scenario that stands alone: all that it says."""
    whole = normal(document)
    tables = Tables()
    for sheet in TABLES:
        tables.rows[sheet.key] = {key: _row_of(sheet, part, lang) for key, part in parts_of(sheet, whole)}
    tables.left = {key: part for key, part in whole.items() if key not in {one.at.partition(".")[0] for one in TABLES}}
    return tables


def _row_of(sheet: Sheet, part: Document | None, lang: Language) -> Cells:
    """The cells of a part, with all that has none of its own in the last one; a step may be none at all."""
    if part is None:
        return {"way": choice_cell("way", NONE, lang)}
    rest = {key: copied(one) for key, one in part.items() if not (key in WITHIN.get(sheet.key, ()) and one)}
    cells: Cells = {}
    for one in sheet.fields:
        cells |= taken(one, rest, lang)
    return cells | ({MORE: flow(rest)} if rest else {})


def on_base(document: Document, base: Document, lang: Language) -> Tables:
    """The rows of a scenario that stands on a base: all parts of that, and beside them what this one changes."""
    tables = Tables(left=copied(document))
    whole = normal(base)
    for sheet in TABLES:
        if sheet is not TEMPLATES:
            tables.rows[sheet.key] = {key: _shown_row(sheet, part, lang) for key, part in parts_of(sheet, whole)}
    _put_labels(tables.rows, lang)
    kept = []
    for change in tables.left.pop("changes", []):
        own = as_own_cells(change, tables.rows, lang)
        if own is None:
            kept.append(change)
            continue
        for (sheet_key, key), cells in own.items():
            tables.rows[sheet_key][key] |= cells
    if kept:
        tables.left["changes"] = kept
    return tables


def _put_labels(rows: dict[str, dict[Key, Cells]], lang: Language) -> None:
    """Beside the names of items and their steps, what these are called."""
    for sheet in ("needs", "steps"):
        for key, cells in rows[sheet].items():
            title = str(rows["items"][key[:2]].get("base.title", key[1]))
            step = STEP_WORDS.get(key[2]) if sheet == "steps" else None
            cells["base.title"] = f"{title}: {step.en if lang == 'en' else step.zh}" if step else title


def _shown_row(sheet: Sheet, part: Document, lang: Language) -> Cells:
    cells: Cells = {}
    for one in sheet.fields:
        cells |= shown_of_base(one, part, lang)
    return cells
