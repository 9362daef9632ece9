"""A workbook as somebody has saved it: its sheets as plain cells, read within bounds, each mistake with its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from sim.base.characters import unfit
from sim.base.errors import ScenarioError, did_you_mean
from sim.base.language import Language
from sim.base.xlsx import LockedError, NoWorkbookError, TooLargeError, merged_cells, open_workbook
from sim.scenario.workbook.layout import Column
from sim.scenario.workbook.words import LANGUAGES, alike, heading, is_said, said, sheet_title

LARGEST_FILE: Final = 10_000_000
LARGEST_UNPACKED: Final = 100_000_000
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 120
LONGEST_TEXT: Final = 32_767
"""What a cell of a workbook holds at most."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and where it is."""

    value: Any
    at: str
    """Sheet and cell, such as `Staff F9`."""


Row = dict[str, Cell]
"""The cells of a row that hold anything, by the key of their column."""


@dataclass(frozen=True)
class Page:
    """A sheet as it was saved."""

    title: str
    rows: list[list[Any]]

    def at(self, row: int, column: int) -> str:
        """The address of a cell, both numbered from 0."""
        return f"{self.title} {letters(column)}{row + 1}"


def letters(column: int) -> str:
    """The letters of a column, numbered from 0."""
    name = ""
    column += 1
    while column:
        column, last = divmod(column - 1, 26)
        name = chr(ord("A") + last) + name
    return name


class Book:
    """The sheets of a workbook that the form knows, by their keys."""

    def __init__(self, file: Path, sheets: tuple[str, ...]) -> None:
        self.file = file
        self.pages = {key: page for page in _pages(file) if (key := self._key(page, sheets))}

    def _key(self, page: Page, sheets: tuple[str, ...]) -> str | None:
        """Which sheet it is; None for one with remarks. Raises `ScenarioError` for one that nobody knows."""
        for sheet in sheets:
            if alike(page.title) in {alike(sheet_title(sheet, lang)) for lang in LANGUAGES}:
                return sheet
        if is_remark(page.title) or not any(map(any, page.rows)):
            return None
        known = [sheet_title(sheet, language_of(page.title)) for sheet in sheets]
        wanted = f"call it so, or begin its name with 'Remark' or '备注'{did_you_mean(page.title, known)}"
        raise self.refuse(f"sheet '{page.title}'", f"the form has no sheet of this name: {wanted}")

    def refuse(self, at: str, message: str) -> ScenarioError:
        """A mistake at a cell."""
        return ScenarioError(str(self.file), at, message)

    def sheet_at(self, key: str) -> str:
        """The sheet itself as a place, of one that the workbook has."""
        return self.pages[key].title

    def rows(self, key: str, columns: list[Column]) -> Iterator[tuple[Row, str]]:
        """The rows under the headings that hold anything in these columns, each with the address of its first cell."""
        if key not in self.pages:
            return
        page = self.pages[key]
        places = self._places(page, columns)
        for number, cells in enumerate(page.rows[1:], start=1):
            if cells and isinstance(cells[0], str) and _is_note(cells[0]):
                continue
            held = {place: value for place, cell in enumerate(cells) if (value := _tidy(cell)) not in (None, "")}
            row = {
                places[place]: Cell(value, page.at(number, place)) for place, value in held.items() if place in places
            }
            self._require_plain(row)
            for place in held:
                if place not in places and (place >= len(page.rows[0]) or not page.rows[0][place]):
                    wanted = "take it away, or give its column a heading that begins with 'Remark' or '备注'"
                    raise self.refuse(page.at(number, place), f"stands under no heading: {wanted}")
            if row:
                yield row, page.at(number, 0)

    def _require_plain(self, row: Row) -> None:
        for cell in row.values():
            if isinstance(cell.value, Formula):
                raise self.refuse(cell.at, "holds a formula: copy the cell and paste it as a value")
            if isinstance(cell.value, Failed):
                raise self.refuse(cell.at, f"holds the error {cell.value}: write the value")
            if isinstance(cell.value, str) and (place := unfit(cell.value.replace("\r", ""))) is not None:
                found = f"U+{ord(cell.value.replace(chr(13), '')[place]):04X}"
                raise self.refuse(
                    cell.at, f"found the character {found}, which no figure or page can hold: take it out"
                )

    def _places(self, page: Page, columns: list[Column]) -> dict[int, str]:
        """Which column stands where, by the headings in the first row."""
        heads = page.rows[0] if page.rows else []
        named = {alike(heading(one.words, one.suffix, lang)): one.key for one in columns for lang in LANGUAGES}
        places: dict[int, str] = {}
        for place, head in enumerate(heads):
            if head is None or is_remark(str(head)):
                continue
            key = named.get(alike(str(head)))
            if key is None:
                known = [heading(one.words, one.suffix, language_of(page.title)) for one in columns]
                wanted = (
                    f"restore it, or begin a column of your own with 'Remark' or '备注'{did_you_mean(str(head), known)}"
                )
                raise self.refuse(page.at(0, place), f"no heading '{str(head)[:40]}' in this sheet: {wanted}")
            if key in places.values():
                raise self.refuse(page.at(0, place), f"the heading '{head}' stands there twice: keep one")
            places[place] = key
        first = columns[0]
        if first.key not in places.values():
            wanted = " or ".join(f"'{heading(first.words, first.suffix, lang)}'" for lang in LANGUAGES)
            raise self.refuse(page.at(0, 0), f"no heading {wanted} in the first row: restore the headings")
        return places


def _is_note(text: str) -> bool:
    """Whether a row explains the columns, by what its first cell begins with."""
    return any(alike(text).startswith(alike(said("guide", "note", lang))) for lang in LANGUAGES)


def language_of(text: str) -> Language:
    """The language in which a text is written."""
    return "en" if text.isascii() else "zh"


class Formula(str):
    """What a cell computes instead of holding it."""


class Failed(str):
    """What stands in a cell that could not be computed, such as `#REF!`."""


def is_remark(text: str) -> bool:
    """Whether a sheet or a column holds remarks of the author's own."""
    return alike(text).startswith(("remark", "备注"))


def _tidy(value: Any) -> Any:
    """A cell's value without spaces around it; a whole number as such, a day as a day."""
    if isinstance(value, str):
        return type(value)(value.strip())
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def _pages(file: Path) -> list[Page]:
    """All sheets. Raises `ScenarioError` for what is no workbook, locked, too large or merged."""
    raw = _bytes(file)
    try:
        book = open_workbook(raw, LARGEST_UNPACKED)
        return [_page(file, raw, sheet) for sheet in book.worksheets]
    except ScenarioError:
        raise
    except LockedError as error:
        raise ScenarioError(str(file), "", f"{error}: save it without one, as .xlsx") from None
    except TooLargeError as error:
        raise ScenarioError(str(file), "", f"{error}: is this the right file?") from None
    except NoWorkbookError as error:
        raise ScenarioError(str(file), "", f"{error}: save it anew as .xlsx") from None
    except Exception as error:
        # openpyxl names no exceptions for damaged parts of a workbook; any of its own may come while rows are read.
        raise ScenarioError(str(file), "", f"is damaged ({type(error).__name__}): save it anew as .xlsx") from None


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ScenarioError(str(file), "", f"cannot be read ({error.strerror}): check the name") from None
    if len(raw) > LARGEST_FILE:
        raise ScenarioError(str(file), "", f"more than {LARGEST_FILE:,} bytes: is this the right file?")
    return raw


def _page(file: Path, raw: bytes, sheet: Any) -> Page:
    merged = merged_cells(raw, str(sheet._worksheet_path).lstrip("/"))
    if merged and not is_remark(sheet.title) and not is_said("sheets", "guide", sheet.title):
        found = merged[0][1]
        message = "the cells are merged, so that it is not clear for what they stand: unmerge them"
        raise ScenarioError(str(file), f"{sheet.title} {found}", message)
    sheet.reset_dimensions()
    rows: list[list[Any]] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS)):
        held = [_held(cell) for cell in cells]
        if number >= MOST_ROWS:
            if any(value is not None for value in held):
                message = f"more than {MOST_ROWS:,} rows: is this the right sheet?"
                raise ScenarioError(str(file), f"{sheet.title} A{number + 1}", message)
            continue
        rows.append(held)
    return Page(sheet.title, rows)


def _held(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "f" and value is not None:
        return Formula(value)
    if cell.data_type == "e":
        return Failed(value)
    if isinstance(value, bool | int | float | str | datetime | date) or value is None:
        return value
    return str(value)
