"""All that stands in a form before it is drawn: the cells of every sheet, and the words of its guide."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sim.base.errors import UserError
from sim.base.language import Language
from sim.base.library import beside, names
from sim.scenario.form.cells import Cells, at, default_word, flow, line_value, take_out
from sim.scenario.form.tables import Document, Tables, on_base, standing_alone
from sim.scenario.load import load_reform
from sim.scenario.quantities import is_number
from sim.scenario.reforms.model import Reform
from sim.scenario.workbook.book import LONGEST_TEXT
from sim.scenario.workbook.layout import BASE, EVIDENCE, LINES, TABLES, WHOLE, Line
from sim.scenario.workbook.words import choice_word, line_words, said

LONG: Final = 300
"""A text of so many characters is put apart into rows of its own, if it has parts."""


@dataclass
class Content:
    """The rows of every sheet, each by the key of its columns."""

    name: str
    on_base: bool
    lang: Language
    rows: dict[str, list[Cells]] = field(default_factory=dict)
    base_name: str = ""
    lists: dict[str, list[str]] = field(default_factory=dict)
    """Names for drop-downs that stand on no sheet: templates."""


def content_of(document: Document, base: Document | None, file: Path, lang: Language) -> Content:
    """What the form says of a scenario as written, of one on a base with all that the base says beside it."""
    tables = standing_alone(document, lang) if base is None else on_base(document, base, lang)
    content = Content(str(document["scenario"]), base is not None, lang)
    left, shown = tables.left, base or {}
    if base is not None:
        content.base_name = str(document["extends"])
        content.lists["templates"] = list(base.get("templates", {}))
    _put_lines(content, left, shown)
    for sheet in TABLES:
        content.rows[sheet.key] = _rows(tables, sheet.key, [column.key for column in sheet.keys])
    content.rows["reforms"] = _reforms(left, shown, file, lang)
    content.rows["notes"] = _notes(left)
    content.rows["other"] = [row for key, value in left.items() for row in _other(key, value)]
    content.rows["matters"] = []
    _require_short(content)
    return content


def _rows(tables: Tables, sheet: str, keys: list[str]) -> list[Cells]:
    return [dict(zip(keys, key, strict=True)) | cells for key, cells in tables.rows.get(sheet, {}).items()]


def _put_lines(content: Content, left: Document, base: Document) -> None:
    """The lines of what a scenario says of itself; what they show is taken out of what is left."""
    if isinstance(left.get("title"), str):
        left["title"] = {"en": left["title"], "zh": left["title"]}
    own_wholes: list[str] = [key for key in WHOLE if key in left]
    if is_number(left.get("target")):
        left["target"] = {"value": left["target"]}
    for sheet, lines in LINES.items():
        shown = [line for line in lines if _fits(line, content)]
        content.rows[sheet] = [_line(line, left, base, own_wholes, content.lang) for line in shown]


def _fits(line: Line, content: Content) -> bool:
    """Whether such a scenario may say it: some things only one that stands alone, others only one on a base."""
    return line.key not in (("legal_calendar",) if content.on_base else ("extends", "kept"))


def _line(line: Line, left: Document, base: Document, own_wholes: list[str], lang: Language) -> Cells:
    what, unit, how = line_words(line.key, lang)
    cells: Cells = {"key": line.key, "parameter": what, "unit": unit, "explanation": how}
    if line.path[0] not in ("scenario", "extends", "title"):
        cells |= {f"{BASE}.{name}": value for name, value in _of_line(line, base, lang, take=False).items()}
    own = _of_line(line, left, lang, take=True)
    if not own and line.path[0] in own_wholes and f"{BASE}.value" in cells:
        own = {"value": default_word(lang)}
    return cells | own


def _of_line(line: Line, document: Document, lang: Language, *, take: bool) -> Cells:
    found = at(document, line.path)
    number = found if isinstance(found, dict) else {"value": found}
    value = line_value(line.kind, number.get("value") if line.with_evidence else found, lang)
    if value is None:
        return {}
    cells = {"value": value}
    known = _evidence(number, lang) if line.with_evidence else {}
    for name, (shown, path) in known.items():
        cells[name] = shown
        if take and at(document, (*line.path, path)) is not None:
            take_out(document, (*line.path, path))
    if take:
        take_out(document, (*line.path, "value") if line.with_evidence and isinstance(found, dict) else line.path)
    return cells


def _evidence(number: dict[str, Any], lang: Language) -> dict[str, tuple[Any, str]]:
    """What is known of a number, by column: how it is shown, and where in the number it stands."""
    known: dict[str, tuple[Any, str]] = {}
    bounds = number.get("range")
    if isinstance(bounds, list) and len(bounds) == 2:
        known |= {"low": (bounds[0], "range"), "high": (bounds[1], "range")}
    if isinstance(number.get("source"), str):
        known["source"] = (number["source"], "source")
    if isinstance(number.get("grade"), str):
        known["grade"] = (choice_word("grade", number["grade"], lang), "grade")
    return {name: known[name] for name in EVIDENCE if name in known}


def _reforms(left: Document, base: Document, file: Path, lang: Language) -> list[Cells]:
    """A row for each reform that is known beside the file or shipped, those that are taken first."""
    key = "in_force" if "processes" in left or "in_force" in left else "reforms"
    given = left.pop(key, [])
    named = [given] if isinstance(given, str) else given
    taken = {one if isinstance(one, str) else one["reform"]: one for one in named}
    folders = [folder / "reforms" for folder in beside(file.parent)]
    had = {*base.get("reformed", []), *base.get("put_in_force", [])}
    order = [*taken, *sorted(names(*folders) - taken.keys())]
    return [_reform(_loaded(name, folders), taken.get(name), name in had, lang) for name in order]


def _loaded(name: str, folders: list[Path]) -> Reform:
    return load_reform(next(path for folder in folders if (path := folder / f"{name}.yaml").exists()))


def _reform(reform: Reform, taken: Any, had: bool, lang: Language) -> Cells:
    title = reform.title.en if lang == "en" else reform.title.zh
    cells: Cells = {"reform": reform.reform, "base.title": title}
    cells |= {"use": choice_word("flag", "yes", lang)} if taken is not None else {}
    cells |= {"begins": str(taken["from"])} if isinstance(taken, dict) and "from" in taken else {}
    cells |= {"in-base": said("guide", "already", lang)} if had else {}
    cells |= {"mechanism": reform.mechanism.strip()} if reform.mechanism else {}
    cells |= {"per-year-cost": reform.cost.per_year.value} if reform.cost else {}
    company = [
        said("guide", word, lang).format(names=", ".join(named))
        for word, named in (("needs", reform.needs), ("excludes", reform.excludes)) if named
    ]  # fmt: skip
    return cells | ({"company": "; ".join(company)} if company else {})


def _notes(left: Document) -> list[Cells]:
    """The notes, if each is a text or one in both languages."""
    notes = left.get("notes")
    if not isinstance(notes, list) or not all(map(_is_note, notes)):
        return []
    del left["notes"]
    return [
        {"note-zh": note} if isinstance(note, str) else {f"note-{key}": note[key] for key in note} for note in notes
    ]


def _is_note(note: Any) -> bool:
    texts = [note] if isinstance(note, str) else list(note.values())
    return all(isinstance(text, str) and text == text.strip() and text for text in texts)


def _other(key: str, value: Any) -> list[Cells]:
    """The rows of what has no column; what is long is put apart."""
    if key == "changes":
        return [{"other-key": key, "other-value": flow(change)} for change in value]
    text = flow(value)
    apart = isinstance(value, dict) and value and not any("." in str(name) for name in value)
    if apart and len(text) > LONG:
        return [row for name, one in value.items() for row in _other(f"{key}.{name}", one)]
    return [{"other-key": key, "other-value": value if is_number(value) else text}]


def _require_short(content: Content) -> None:
    """Refuses what no cell can hold."""
    for sheet, rows in content.rows.items():
        for row in rows:
            for value in row.values():
                if isinstance(value, str) and len(value) > LONGEST_TEXT:
                    what = next(str(name) for name in row.values())
                    message = f"a part of {what} ({sheet}) has {len(value):,} characters, more than a cell holds"
                    raise UserError(f"{content.name}: {message}: keep it in YAML, and let a workbook extend that")
