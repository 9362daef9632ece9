"""What a scenario says, as the cells of the form: the way back from `sim.scenario.workbook.entries`.

Each function takes out of a part what its field can show; what is left has no column of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from math import inf
from typing import Any, Final

import yaml

from sim.base.language import Language
from sim.scenario.alternatives import WAYS
from sim.scenario.quantities import SPAN_MINUTES, is_number
from sim.scenario.workbook.entries import COUNTS
from sim.scenario.workbook.layout import (
    BASE,
    EVIDENCE,
    PARAMETERS,
    Column,
    DurationField,
    Field,
    NumberField,
    Path,
    TitleField,
)
from sim.scenario.workbook.values import BETWEEN, SPANS, WEEKDAYS
from sim.scenario.workbook.words import choice_word, choices, said

Cells = dict[str, Any]
"""What stands in a row, by the key of the column."""

KNOWN: Final = ("value", "range", "source", "grade")
CONDITIONS: Final = {"classes": "", "having": "", "lacking": "≠"}
"""For whom an item waits for another, if not for all, and the sign before it."""
SIMPLE_DAYS: Final = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)([-,](mon|tue|wed|thu|fri|sat|sun))*")


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    plain = _moments_as_text(value)
    text = yaml.safe_dump(plain, default_flow_style=True, allow_unicode=True, sort_keys=False, width=inf)
    return str(text).removesuffix("\n").removesuffix("...").strip()


def _moments_as_text(value: Any) -> Any:
    """A value whose moments are texts, for within brackets YAML cannot write them plainly."""
    if isinstance(value, dict):
        return {key: _moments_as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_moments_as_text(one) for one in value]
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value


def at(part: Any, path: Path) -> Any:
    """What stands at a path of a part; None if nothing does."""
    for key in path:
        part = part.get(key) if isinstance(part, dict) else None
    return part


def take_out(part: dict[str, Any], path: Path) -> None:
    """Takes away what stands at a path, and whatever is empty without it."""
    *parents, last = path
    node = at(part, tuple(parents))
    del node[last]
    if not node and parents:
        take_out(part, tuple(parents))


def taken(field: Field, part: dict[str, Any], lang: Language) -> Cells:
    """The cells of a field; what they show is taken out of the part."""
    if isinstance(field, NumberField):
        return _number(field, part, lang) if field.path else _number_itself(field, part, lang)
    if isinstance(field, TitleField):
        return _title(part)
    if isinstance(field, DurationField):
        return _duration(part, lang)
    (column,) = field.columns
    found = at(part, field.path)
    shown = _shown(column, found, lang) if found is not None else None
    if shown is None:
        return {}
    take_out(part, field.path)
    return {column.key: shown}


def _shown(column: Column, value: Any, lang: Language) -> Any:
    """A value in a cell of this column; None for one that it cannot show."""
    match column.kind:
        case "text" if isinstance(value, str) and value == value.strip() and value:
            return value
        case "names":
            return _names(value)
        case "whole" if isinstance(value, int) and not isinstance(value, bool):
            return value
        case "choice":
            return _choice(column.group, value, lang)
        case "any":
            return value if is_number(value) else _edges(value) if column.refers else flow(value)
        case "days" if isinstance(value, str):
            return weekdays_shown(value, lang)
    return None


def _names(value: Any) -> str | None:
    names: Any = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names:
        return None
    texts: list[str] = [one for one in names if isinstance(one, str)]
    plain = [one for one in texts if one == one.strip() and not BETWEEN.search(one)]
    return ", ".join(plain) if plain == names else None


def _edges(value: Any) -> str:
    """What an item waits for: names if that is all, else YAML."""
    edges = [one.get("item") if isinstance(one, dict) and one.keys() == {"item"} else one for one in value]
    return _names(edges) or flow(value)


def _choice(group: str, value: Any, lang: Language) -> str | None:
    if group == "flag":
        return choice_word(group, "yes" if value else "no", lang) if isinstance(value, bool) else None
    if group == "holidays" and isinstance(value, str) and value not in choices(group):
        return value
    return choice_word(group, value, lang) if value in choices(group) else None


def choice_cell(group: str, key: str, lang: Language) -> str:
    """A word of a drop-down."""
    return choice_word(group, key, lang)


def weekdays_shown(days: str, lang: Language) -> str | None:
    """Days of the week as people write them: mon-fri is 周一至周五."""
    plain = days.replace(" ", "")
    if not SIMPLE_DAYS.fullmatch(plain):
        return None
    if lang == "en":
        return plain
    for word, day in WEEKDAYS.items():
        plain = plain.replace(day, f"周{word}")
    return plain.replace("-", "至").replace(",", "、")


def _number(field: NumberField, part: dict[str, Any], lang: Language) -> Cells:
    found = at(part, field.path)
    if is_number(found):
        cells = {field.key: found}
        take_out(part, field.path)
    elif isinstance(found, dict) and is_number(found.get("value")):
        cells = {field.key: found["value"]}
        take_out(part, (*field.path, "value"))
    else:
        return {}
    cells |= _range(field, part)
    for name in ("source", "grade"):
        path = (*(field.known_at or field.path), name)
        value = at(part, path)
        shown = value if name == "source" else _choice("grade", value, lang) if isinstance(value, str) else None
        if isinstance(shown, str) and shown.strip() == shown and shown:
            cells[f"{field.key}.{name}"] = shown
            take_out(part, path)
    return cells


def _number_itself(field: NumberField, part: dict[str, Any], lang: Language) -> Cells:
    """The cells of a part that is nothing but a number."""
    held = {"": dict(part)}
    cells = _number(replace(field, path=("",)), held, lang)
    part.clear()
    part.update(held.get("", {}))
    return cells


def _range(field: NumberField, part: dict[str, Any]) -> Cells:
    path = (*field.path, "range")
    found = at(part, path)
    if not (isinstance(found, list) and len(found) == 2 and all(map(is_number, found))):
        return {}
    take_out(part, path)
    return {f"{field.key}.low": found[0], f"{field.key}.high": found[1]}


def _title(part: dict[str, Any]) -> Cells:
    title = part.get("title")
    both = {"en": title, "zh": title} if isinstance(title, str) else title
    if not isinstance(both, dict) or not both.keys() <= {"en", "zh"}:
        return {}
    if not all(isinstance(one, str) and one == one.strip() and one for one in both.values()):
        return {}
    del part["title"]
    return {f"title-{lang}": both[lang] for lang in ("zh", "en") if lang in both}


def _duration(part: dict[str, Any], lang: Language) -> Cells:
    ways = [way for way in WAYS if way in part]
    cells = duration_cells(part[ways[0]], lang) if len(ways) == 1 else None
    if cells is None:
        return {}
    del part[ways[0]]
    return {"way": choice_word("way", ways[0], lang), **cells}


def duration_cells(duration: Any, lang: Language) -> Cells | None:
    """The cells of a duration; None for one that has more to it."""
    written = _written_out(duration)
    units = [unit for unit in choices("time-unit") if unit in written]
    shape = _shape(written[units[0]]) if len(units) == 1 else None
    factor, known = written.get("range"), {"source", "grade"} & written.keys()
    if shape is None or written.keys() - {units[0], "range", "source", "grade"}:
        return None
    if factor is not None and not (isinstance(factor, list) and len(factor) == 2 and all(map(is_number, factor))):
        return None
    cells: Cells = dict(zip(PARAMETERS, shape[1], strict=False)) | {
        "time-unit": choice_word("time-unit", units[0], lang),
        "shape": choice_word("shape", shape[0], lang),
    }
    cells |= dict(zip(("factor-low", "factor-high"), factor or (), strict=False))
    for name in known:
        shown = written[name] if name == "source" else _choice("grade", written[name], lang)
        if not isinstance(shown, str) or shown != shown.strip() or not shown:
            return None
        cells[f"duration-{name}"] = shown
    return cells


def _written_out(duration: Any) -> dict[str, Any]:
    """A duration as a mapping; one with a factor that has a range and nothing else, with that range beside it."""
    if isinstance(duration, str):
        found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(second|minute|hour|day)s?\s*", duration)
        return {f"{found[2]}s": float(found[1])} if found else {}
    if not isinstance(duration, dict):
        return {}
    times = duration.get("times")
    if isinstance(times, dict) and times.keys() <= {"value", "range"} and times.get("value") == 1:
        rest = {key: part for key, part in duration.items() if key != "times"}
        return rest | ({"range": times["range"]} if "range" in times else {})
    return duration


def _shape(chance: Any) -> tuple[str, list[float]] | None:
    """The name of a shape and its plain parameters."""
    if is_number(chance):
        return "fixed", [chance]
    if not isinstance(chance, dict) or len(chance) != 1:
        return None
    name, held = next(iter(chance.items()))
    if isinstance(held, dict) and held.keys() == {"mean", "cv"}:
        held = [held["mean"], held["cv"]]
    numbers = held if isinstance(held, list) else [held]
    plain = name in COUNTS and len(numbers) == COUNTS[name] and all(map(is_number, numbers))
    return (name, numbers) if plain else None


def shown_of_base(field: Field, part: dict[str, Any] | None, lang: Language) -> Cells:
    """What the cells in front of a field show of the base."""
    if part is None:
        return {}
    if isinstance(field, TitleField):
        title = part.get("title")
        return {f"{BASE}.title": title[lang] if isinstance(title, dict) else title} if title else {}
    cells = taken(field, _copy(part), lang)
    if isinstance(field, DurationField):
        return _shown_duration(cells)
    if isinstance(field, NumberField) and field.shown and cells:
        evidence = _evidence([cells.get(f"{field.key}.{name}") for name in EVIDENCE])
        return {f"{BASE}.{field.key}": cells[field.key]} | (
            {f"{BASE}.{field.key}.evidence": evidence} if evidence else {}
        )
    if field.kind == "any" and field.shown and (found := at(part, field.path)) is not None:
        shown = in_short(found)
        return {f"{BASE}.{field.key}": shown} if shown != "" else {}
    return {f"{BASE}.{key}": value for key, value in cells.items()} if field.shown else {}


def in_short(value: Any) -> Any:
    """What a person is shown of a number, a return, shifts, or what comes before; the rest stands in YAML."""
    if isinstance(value, dict):
        main = next((value[key] for key in ("value", "share") if key in value), None)
        return flow(value) if main is None else in_short(main)
    if not isinstance(value, list):
        return value if is_number(value) else str(value)
    return ", ".join(_entry_in_short(one) for one in value)


def _entry_in_short(one: Any) -> str:
    if isinstance(one, dict) and "item" in one:
        conditions = [f"{sign}{in_short(one[key])}" for key, sign in CONDITIONS.items() if key in one]
        return f"{one['item']} ({', '.join(conditions)})" if conditions else str(one["item"])
    if isinstance(one, dict) and {"servers", "calendar"} <= one.keys():
        return f"{in_short(one['servers']):g} × {one['calendar']}"
    return str(one)


def _shown_duration(cells: Cells) -> Cells:
    names = ("way", *PARAMETERS, "time-unit", "shape")
    said_of = [cells.get(name) for name in ("factor-low", "factor-high", "duration-source", "duration-grade")]
    evidence = _evidence(said_of, "×")
    shown = {f"{BASE}.{name}": cells[name] for name in names if name in cells}
    return shown | ({f"{BASE}.evidence": evidence} if evidence else {})


def _evidence(known: list[Any], sign: str = "") -> str:
    """How low and high, from where, how far to trust it, in one line."""
    low, high, source, grade = known
    bounds = f"{sign}{low:g}–{sign}{high:g}" if low is not None else ""
    return "; ".join(str(part) for part in (bounds, source, grade) if part)


def _copy(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _copy(value) if isinstance(value, dict) else value for key, value in part.items()}


def span_shown(given: Any, lang: Language) -> str | None:
    """A span of time in its largest unit: 1577880 minutes are 3 years; None for what is none."""
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(minute|hour|day|week|month|year)s?\s*", str(given))
    if found is None:
        return None
    count, unit = float(found[1]), found[2]
    minutes = count * SPAN_MINUTES[unit]
    for larger in ("year", "month", "week", "day", "hour"):
        if minutes and minutes % SPAN_MINUTES[larger] == 0 and SPAN_MINUTES[larger] >= SPAN_MINUTES[unit]:
            count, unit = minutes / SPAN_MINUTES[larger], larger
            break
    if lang == "en":
        return f"{count:.15g} {unit}{'' if count == 1 else 's'}"
    return f"{count:.15g} {next(word for word, name in SPANS.items() if name == f'{unit}s')}"


def line_value(kind: str, value: Any, lang: Language) -> Any:
    """What stands in the cell of a line; None for what it cannot show."""
    match kind:
        case "span":
            return span_shown(value, lang)
        case "date" if isinstance(value, date):
            return value.isoformat()
        case "date" if isinstance(value, str):
            return value
        case "names":
            return _names(value)
        case "number" | "whole" if is_number(value):
            return value
        case "text" if isinstance(value, str) and value.strip() == value:
            return value
    return None


def default_word(lang: Language) -> str:
    """What says that a line is not given, although the base gives it."""
    return said("guide", "default", lang)
