"""Makes the notebooks in both languages from one source each, plays them, and keeps what they show.

    python notebooks/build.py            all of them
    python notebooks/build.py 02 05      only these

A source is a Python file in jupytext's percent format. Cells of words carry `lang="en"` or `lang="zh"`; code is written
once, and only the line `lang = "en"` differs.
"""

import re
import sys
from pathlib import Path
from typing import Final

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE: Final = Path(__file__).parent
SOURCES: Final = sorted((HERE / "source").glob("*.py"))
LANGUAGES: Final = ("en", "zh")
PATIENT: Final = {"timeout": 600, "iopub_timeout": 60, "raise_on_iopub_timeout": True}
"""Seconds that a cell may take, and what it shows may lag behind, on a machine that is busy with other things."""
WIDGET: Final = "application/vnd.jupyter.widget-view+json"
KERNEL: Final = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook(source: Path, lang: str) -> NotebookNode:
    """The notebook of a source in one language, not yet played."""
    cells = []
    for cell in jupytext.read(source).cells:
        if cell.metadata.get("lang", lang) != lang:
            continue
        text = re.sub('^lang = "en"$', f'lang = "{lang}"', cell.source, flags=re.MULTILINE)
        new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
        tags = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
        cells.append(new(text, id=f"cell-{len(cells) + 1:02}", metadata=tags))
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def played(book: NotebookNode) -> NotebookNode:
    """The same with what its cells show; without what would differ from one time to the next."""
    NotebookClient(book, kernel_name="python3", record_timing=False, store_widget_state=False, **PATIENT).execute()
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if lasting(output)]
            cell.metadata.pop("execution", None)
    return book


def lasting(output: NotebookNode) -> bool:
    """Whether an output is to be kept: sliders are dead on paper, and a note of how far it is was wiped in the end."""
    data = output.get("data", {})
    return WIDGET not in data and data.get("text/html") != ""


def main(wanted: list[str]) -> None:
    """Writes every notebook whose number is wanted; all of them if none is named."""
    for source in SOURCES:
        if wanted and source.stem[:2] not in wanted:
            continue
        for lang in LANGUAGES:
            file = HERE / lang / f"{source.stem}.ipynb"
            file.parent.mkdir(exist_ok=True)
            nbformat.write(played(notebook(source, lang)), file)
            print(f"wrote {file.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
