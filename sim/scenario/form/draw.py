"""The workbook itself: sheets with headings, explanations and drop-downs, yellow where a planner writes."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from sim.scenario.form.cells import Cells
from sim.scenario.form.content import Content
from sim.scenario.workbook.book import letters
from sim.scenario.workbook.layout import (
    BASE,
    LINE_COLUMNS,
    LINES,
    MATTER_COLUMNS,
    NOTE_COLUMNS,
    OTHER_COLUMNS,
    REFORM_COLUMNS,
    TABLES,
    Column,
)
from sim.scenario.workbook.words import choice_word, choices, explanation, heading, said, sheet_title

ORDER: Final = ("guide", "overall", "processes", "classes", "traits", "departments", "pools", "items", "needs", "steps",
                "templates", "calendars", "reforms", "costs", "matters", "notes", "other")  # fmt: skip
LONGEST_LIST, LONGEST_MESSAGE, LONGEST_CAPTION = 255, 255, 32
"""What Excel takes for a drop-down, for what is told of a cell, and for its caption."""
SPARE_ROWS: Final = 60
"""So many rows below the last may be filled in with the same help."""
WIDTHS: Final = {"number": 9, "whole": 9, "choice": 11, "date": 12, "any": 22, "names": 22, "days": 14, "span": 12,
                 "text": 18, "shown": 14}  # fmt: skip
WIDE: Final = {"explanation": 52, "mechanism": 80, "note-zh": 80, "note-en": 80, "other-value": 100, "other-key": 30,
               "parameter": 20, "base.title": 26, "matter": 26, "company": 30, "after": 30, "base.after": 30,
               "item": 24, "process": 13, "step": 14, "name": 24, "reform": 24}  # fmt: skip
MADE: Final = datetime(2016, 1, 1)
"""The day that every form bears, so that the same scenario makes the same file."""
KEYS: Final = {"reform", "key"}
FONT: Final = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
COLOURS: Final = {"own": "#FFF9DB", "filled": "#FFD966", "shown": "#EFEFEF", "head": "#1F4E78", "tab": "#FFC000"}
FIRST_ROW: Final = 2
"""The first row with parts, below the headings and their explanations."""


def drawn(content: Content) -> bytes:
    """The workbook with this content."""
    from xlsxwriter import Workbook

    held = BytesIO()
    book = Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": MADE, "title": content.name})
    drawing = _Drawing(book, content)
    drawing.draw()
    book.close()
    return held.getvalue()


class _Drawing:
    """A workbook in the making."""

    def __init__(self, book: Any, content: Content) -> None:
        self.book, self.content, self.lang = book, content, content.lang
        self.sheets: dict[str, Any] = {}
        looks: dict[str, dict[str, Any]] = {
            "head": {"bold": True, "font_color": "white", "bg_color": COLOURS["head"], "text_wrap": True, "border": 1},
            "note": {"italic": True, "font_color": "#7F7F7F", "text_wrap": True, "bottom": 1},
            "key": {"bold": True},
            "shown": {"bg_color": COLOURS["shown"], "font_color": "#595959", "border": 1, "border_color": "#D9D9D9"},
            "own": {"bg_color": COLOURS["own"], "border": 1, "border_color": "#D9D9D9"},
            "long": {"bg_color": COLOURS["own"], "border": 1, "border_color": "#D9D9D9", "text_wrap": True},
            "filled": {"bg_color": COLOURS["filled"], "bold": True},
            "caption": {"bold": True, "font_size": 16},
            "command": {"font_name": "Consolas", "bg_color": COLOURS["shown"]},
            "plain": {"text_wrap": True},
            "link": {"font_color": "#0563C1", "underline": 1},
        }
        self.looks = {name: book.add_format({**FONT, **look}) for name, look in looks.items()}

    def draw(self) -> None:
        """Draws every sheet that has something on it, or may have."""
        kept = [key for key in ORDER if self._is_wanted(key)]
        for key in kept:
            self.sheets[key] = self.book.add_worksheet(sheet_title(key, self.lang))
        self._guide(kept)
        for key in kept[1:]:
            self._table(key, self._columns(key), self.content.rows[key])

    def _is_wanted(self, key: str) -> bool:
        if key == "matters":
            return self.content.on_base
        return key != "templates" or not self.content.on_base

    def _columns(self, key: str) -> Sequence[Column]:
        fixed = {"reforms": REFORM_COLUMNS, "notes": NOTE_COLUMNS, "other": OTHER_COLUMNS, "matters": MATTER_COLUMNS}
        if key in LINES:
            return [one for one in LINE_COLUMNS if self.content.on_base or not one.key.startswith(f"{BASE}.")]
        if key in fixed:
            return fixed[key]
        sheet = next(sheet for sheet in TABLES if sheet.key == key)
        return list(sheet.columns(self.content.on_base))

    def _table(self, key: str, columns: Sequence[Column], rows: list[Cells]) -> None:
        sheet = self.sheets[key]
        keys = self._keys(key)
        last = FIRST_ROW + len(rows) - 1 + (0 if key in LINES or key == "reforms" else SPARE_ROWS)
        for place, column in enumerate(columns):
            self._head(sheet, place, column)
            look = self._look(column, keys)
            width = WIDE.get(column.key, WIDTHS[column.kind])
            options = {"level": 1, "hidden": True} if column.folded else {}
            sheet.set_column(place, place, width, self.looks[look], options)
            for number, row in enumerate(rows, start=FIRST_ROW):
                self._write(sheet, number, place, row.get(column.key), look)
            if look in ("own", "long"):
                self._help(sheet, key, place, column, last)
        sheet.set_row(1, 45)
        sheet.freeze_panes(FIRST_ROW, len(keys) + (1 if columns[len(keys)].key == "base.title" else 0))
        if key not in LINES:
            sheet.autofilter(1, 0, max(last, 1), len(columns) - 1)
        if any(column.kind != "shown" for column in columns):
            sheet.set_tab_color(COLOURS["tab"])

    def _keys(self, key: str) -> list[str]:
        """The columns that name the rows, which stay where they are."""
        if key in LINES:
            return ["key", "parameter"]
        if key == "reforms":
            return ["reform"]
        found = next((sheet for sheet in TABLES if sheet.key == key), None)
        return [column.key for column in found.keys] if found else [self._columns(key)[0].key]

    def _look(self, column: Column, keys: list[str]) -> str:
        if column.key in keys and column.key not in ("matter", "note-zh", "other-key"):
            return "key"
        if column.kind == "shown":
            return "shown"
        return "long" if column.key in ("note-zh", "note-en", "other-value") else "own"

    def _head(self, sheet: Any, place: int, column: Column) -> None:
        note = explanation(column.words, self.lang) if column.suffix in ("", "base") else ""
        if place == 0:
            note = f"{said('guide', 'note', self.lang)}{note}"
        sheet.write_string(0, place, heading(column.words, column.suffix, self.lang), self.looks["head"])
        sheet.write_string(1, place, note, self.looks["note"])

    def _write(self, sheet: Any, row: int, place: int, value: Any, look: str) -> None:
        style = self.looks[look]
        if isinstance(value, bool | str):
            sheet.write_string(row, place, str(value), style)
        elif value is not None:
            sheet.write_number(row, place, value, style)

    def _help(self, sheet: Any, key: str, place: int, column: Column, last: int) -> None:
        """A drop-down or what is told of a cell when it is chosen; what is filled in stands out."""
        told = {
            "input_title": heading(column.words, column.suffix, self.lang)[:LONGEST_CAPTION],
            "input_message": explanation(column.words, self.lang)[:LONGEST_MESSAGE],
        }
        sheet.data_validation(FIRST_ROW, place, last, place, {**self._allowed(column), **told})
        if self.content.on_base and key not in ("notes", "other", "matters"):
            filled = {"type": "no_blanks", "format": self.looks["filled"]}
            sheet.conditional_format(FIRST_ROW, place, last, place, filled)

    def _allowed(self, column: Column) -> dict[str, Any]:
        if column.kind == "choice":
            words = [choice_word(column.group, one, self.lang) for one in choices(column.group)]
            return {
                "validate": "list",
                "source": words,
                "error_type": "information" if column.group == "holidays" else "stop",
            }
        names = f"='{sheet_title(column.refers, self.lang)}'" if column.refers in self.sheets else ""
        if names and column.kind == "text":
            where = letters(self._name_column(column.refers))
            rows = len(self.content.rows[column.refers]) + FIRST_ROW + SPARE_ROWS
            return {
                "validate": "list",
                "source": f"{names}!${where}${FIRST_ROW + 1}:${where}${rows}",
                "error_type": "warning",
            }
        if column.key == "like" and (known := self.content.lists.get("templates")):
            return _listed(known)
        if column.kind in ("number", "whole"):
            kind = "integer" if column.kind == "whole" else "decimal"
            return {"validate": kind, "criteria": ">=", "value": -100 if column.key == "priority" else 0}
        return {"validate": "any"}

    def _name_column(self, sheet: str) -> int:
        """Where the names of a sheet's parts stand."""
        found = next(one for one in TABLES if one.key == sheet)
        return len(found.keys) - 1

    def _guide(self, kept: list[str]) -> None:
        sheet, lang, content = self.sheets["guide"], self.lang, self.content
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, said("guide", "title", lang).format(name=content.name), self.looks["caption"])
        on = said("guide", "base" if content.on_base else "alone", lang).format(base=content.base_name)
        lines = [on, *(said("guide", f"g{number}", lang) for number in range(1, 8))]
        for number, text in enumerate(lines, start=2):
            sheet.write_string(number, 1, text, self.looks["plain"])
        row = len(lines) + 2
        for command in ("check {file}", "run {file}", "answer --on {file}", "compare {base} {file}"):
            if content.on_base or "{base}" not in command:
                told = command.format(file=f"{content.name}.xlsx", base=content.base_name)
                sheet.write_string(row, 1, f"approvals {told}", self.looks["command"])
                row += 1
        row += 1
        sheet.write_string(row, 0, said("guide", "sheet", lang), self.looks["head"])
        sheet.write_string(row, 1, said("guide", "purpose", lang), self.looks["head"])
        for number, key in enumerate(kept[1:], start=row + 1):
            title = sheet_title(key, lang)
            sheet.write_url(number, 0, f"internal:'{title}'!A1", self.looks["link"], title)
            sheet.write_string(number, 1, said("purposes", key, lang), self.looks["plain"])


def _listed(words: list[str]) -> dict[str, Any]:
    """A drop-down of these words, if Excel takes so many."""
    fits = len(",".join(words)) <= LONGEST_LIST
    return {"validate": "list", "source": words, "error_type": "warning"} if fits else {"validate": "any"}
