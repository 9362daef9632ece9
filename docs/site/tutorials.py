"""The notebooks as pages, in both languages, with what they show; they are not played anew."""

import re
from pathlib import Path
from typing import Final

import nbformat
from nbconvert import MarkdownExporter
from nbformat import NotebookNode

BLANK_LINES: Final = re.compile(r"\n\s*\n")
"""They would end a table in the midst: in Markdown, HTML goes on to the next blank line."""


def files(folder: Path) -> dict[str, str | bytes]:
    """Pages and pictures by their names."""
    found: dict[str, str | bytes] = {}
    for file in sorted(folder.glob("*/*.ipynb")):
        place = f"{folder.name}/{file.parent.name}"
        text, pictures = _page(file)
        found[f"{place}/{file.stem}.md"] = text
        found |= {f"{place}/{name}": content for name, content in pictures.items()}
    return found


def _page(file: Path) -> tuple[str, dict[str, bytes]]:
    """A notebook as Markdown, and its pictures by name."""
    book = _without_blank_lines(nbformat.read(file, as_version=4))
    names = {"unique_key": file.stem, "output_files_dir": f"{file.stem}-shown"}
    text, resources = MarkdownExporter().from_notebook_node(book, resources=names)
    return text, resources["outputs"]


def _without_blank_lines(book: NotebookNode) -> NotebookNode:
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if html := output.get("data", {}).get("text/html"):
                output["data"]["text/html"] = BLANK_LINES.sub("\n", html)
    return book
