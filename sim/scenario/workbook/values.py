"""What stands in a cell, as a scenario says it: numbers, words of a drop-down, names, days, spans of time."""

import re
from datetime import date
from typing import Any, Final

from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario.workbook.book import Book, Cell, language_of
from sim.scenario.workbook.layout import Column
from sim.scenario.workbook.words import alike, choice_word, choices, meaning, plainly, sheet_title
from sim.scenario.yaml_file import read_value

BETWEEN: Final = re.compile(r"[,，、;；\n]")
"""What stands between names."""
DECIMAL: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
WEEKDAYS: Final = dict(zip("一二三四五六日", ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), strict=True))
SPANS: Final = {
    "分钟": "minutes", "小时": "hours", "个月": "months", "年": "years", "月": "months", "周": "weeks", "天": "days",
    "日": "days",
}  # fmt: skip
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*|\{department\}.*")
"""The name of a part, or what stands for one."""
LONGEST_SHOWN: Final = 40


class Values:
    """Reads the cells of a workbook by the kind of their column; *titles* are what its parts are called, by sheet."""

    def __init__(self, book: Book, titles: dict[str, dict[str, set[str]]]) -> None:
        self.book, self.titles = book, titles

    def of(self, column: Column, cell: Cell) -> Any:
        """What the cell says. Raises `ScenarioError` at the cell for what its column cannot hold."""
        match column.kind:
            case "number" | "whole":
                return self._number(cell, whole=column.kind == "whole")
            case "choice":
                return self._choice(column, cell)
            case "names":
                return [self._name(column, part, cell) for part in _parts(self._text(cell))]
            case "any":
                return self._any(column, cell)
            case "date":
                return self._date(cell)
            case "days":
                return weekdays(self._text(cell))
            case "span":
                return span(self._text(cell))
        return self._name(column, self._text(cell), cell) if column.refers else self._text(cell)

    def refuse(self, cell: Cell, wanted: str) -> ScenarioError:
        """What is told of a cell that holds something else than its column."""
        return self.book.refuse(cell.at, f"found '{str(cell.value)[:LONGEST_SHOWN]}': {wanted}")

    def _text(self, cell: Cell) -> str:
        if isinstance(cell.value, bool | float):
            raise self.refuse(cell, "give text")
        return cell.value.isoformat() if isinstance(cell.value, date) else str(cell.value)

    def _number(self, cell: Cell, whole: bool) -> float:
        value = cell.value
        if isinstance(value, str) and DECIMAL.fullmatch(plainly(value)):
            value = float(plainly(value)) if "." in plainly(value) else int(plainly(value))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse(cell, f"give a {'whole ' if whole else ''}number")
        if whole and value != int(value):
            raise self.refuse(cell, "give a whole number")
        return value

    def _choice(self, column: Column, cell: Cell) -> Any:
        if isinstance(cell.value, bool) and column.group == "flag":
            return cell.value
        word = self._text(cell)
        found = meaning(column.group, word)
        if found is None and column.group == "holidays":
            return word
        if found is None:
            known = [choice_word(column.group, key, language_of(cell.at)) for key in choices(column.group)]
            raise self.refuse(cell, f"give one of the list{did_you_mean(word, known)}")
        return found == "yes" if column.group == "flag" else found

    def _any(self, column: Column, cell: Cell) -> Any:
        if not isinstance(cell.value, str):
            return cell.value
        text = cell.value
        if column.refers and not text.startswith("["):
            return [{"item": self._name(column, part, cell)} for part in _parts(text)]
        return read_value(text, self.book.file, cell.at)

    def _date(self, cell: Cell) -> date:
        if isinstance(cell.value, date):
            return cell.value
        numbers = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plainly(str(cell.value)))
        try:
            return date(*map(int, numbers.groups())) if numbers else date.fromisoformat(str(cell.value))
        except ValueError:
            raise self.refuse(cell, "give a day, such as 2017-04-01") from None

    def _name(self, column: Column, word: str, cell: Cell) -> str:
        """The name of a part that is called by its name or by its title; a name that nothing has stays as it is."""
        known = self.titles.get(column.refers, {})
        called = known.get(alike(word), set())
        if len(called) == 1:
            return min(called)
        if not column.refers or NAME.fullmatch(word):
            return word
        sheet = sheet_title(column.refers, language_of(cell.at))
        if called:
            several = f"'{word}' is the title of several in the sheet {sheet}"
            raise self.book.refuse(cell.at, f"{several}: give the name of one")
        wanted = f"add it there, or give a name or title that stands there{did_you_mean(word, known)}"
        raise self.book.refuse(cell.at, f"no '{word}' in the sheet {sheet}: {wanted}")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in BETWEEN.split(text) if part.strip()]


def weekdays(text: str) -> str:
    """Days of the week as a scenario writes them: 周一至周五 is mon-fri."""
    words = re.sub("[至到~～]", "-", re.sub("(?:周|星期)?([一二三四五六日天])", _weekday, plainly(text)))
    return words.replace(" ", "")


def _weekday(found: re.Match[str]) -> str:
    return WEEKDAYS["日" if found[1] == "天" else found[1]]


def span(text: str) -> str:
    """A span of time as a scenario writes it: 3 年 is 3 years."""
    found = re.fullmatch(rf"\s*([0-9.]+)\s*({'|'.join(SPANS)})\s*", plainly(text))
    return f"{found[1]} {SPANS[found[2]]}" if found else text
