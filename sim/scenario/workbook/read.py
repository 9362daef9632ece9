"""A scenario written in a workbook, the form of `approvals new my-city.xlsx`, as the mapping that YAML would hold.

What is left empty is as in the base; so of a workbook that stands on one, only what was changed becomes part of it.
"""

from pathlib import Path
from typing import Any

from sim.base.cells import remember_cells
from sim.scenario.workbook.assemble import Draft, alone, dotted, on_base
from sim.scenario.workbook.book import Book
from sim.scenario.workbook.entries import entries, titles
from sim.scenario.workbook.layout import LINES, TABLES
from sim.scenario.workbook.lines import put_lines, put_notes, put_other, put_reforms
from sim.scenario.workbook.matters import put_matters
from sim.scenario.workbook.values import Values
from sim.scenario.workbook.words import LANGUAGES, sheet_title

SHEETS = ("guide", *LINES, *(sheet.key for sheet in TABLES), "reforms", "matters", "notes", "other")
"""All sheets that the form knows."""


def read_workbook(path: Path) -> dict[str, Any]:
    """The scenario in a workbook as plain data, as if it stood in YAML; its cells are remembered for errors.

    Raises `ScenarioError` with sheet and cell for what cannot be read.
    """
    book = Book(path, SHEETS)
    if "overall" not in book.pages:
        names = " or ".join(f"'{sheet_title('overall', lang)}'" for lang in LANGUAGES)
        raise book.refuse("", f"no sheet {names}, so it is no scenario: begin with 'approvals new my-city.xlsx'")
    draft, values = Draft(book), Values(book, titles(book))
    put_lines(draft, values)
    stands_on = "extends" in draft.document
    found = entries(values, stands_on)
    (on_base if stands_on else alone)(draft, found)
    put_reforms(draft, values, "reforms" if stands_on else "in_force")
    put_matters(draft, values, found)
    put_notes(draft, values)
    put_other(draft, values)
    together = {dotted(entry.path[:-1]): book.sheet_at(entry.sheet.key) for entry in found if len(entry.path) > 1}
    remember_cells(path, {**together, **draft.cells})
    return draft.document
