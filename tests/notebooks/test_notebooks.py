"""The notebooks: every one runs in one go, shows what it should, and is kept as its source says, in both languages.

Played here with few replications, in one kernel; what is kept was played in full by `notebooks/build.py`.
"""

import gc
import re
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

from sim.simulation.engines import prepare

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
NAMES = sorted(file.stem for file in (NOTEBOOKS / "source").glob("*.py"))
LANGUAGES = ("en", "zh")
FEW = {"trajectories": 2}
TWICE = ("05-smallest-package", "07-how-many-runs")
"""These ask how sure something is, which one replication cannot tell."""
RUN_ALWAYS = ("01-the-answer", "08-write-your-own-scenario")
"""The others run in the long suite."""
FEWER_NUMBERS = "numbers = dict(list(numbers.items())[:2])\n"


def _builder() -> ModuleType:
    spec = spec_from_file_location("build", NOTEBOOKS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = _builder()


def kept(name: str, lang: str) -> NotebookNode:
    return nbformat.read(NOTEBOOKS / lang / f"{name}.ipynb", as_version=4)


def code(book: NotebookNode) -> list[str]:
    return [cell.source for cell in book.cells if cell.cell_type == "code"]


def shown(book: NotebookNode) -> list[NotebookNode]:
    return [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]


def quick(name: str, lang: str) -> NotebookNode:
    """A notebook with so few replications that it takes a second or two."""
    book = build.notebook(NOTEBOOKS / "source" / f"{name}.py", lang)
    parameters = next(cell for cell in book.cells if "parameters" in cell.metadata.get("tags", []))
    for parameter, few in (FEW | {"replications": 2 if name in TWICE else 1}).items():
        line = rf"^{parameter} = \d+$"
        parameters.source = re.sub(line, f"{parameter} = {few}", parameters.source, flags=re.MULTILINE)
    if "numbers = {" in parameters.source:
        parameters.source += f"\n{FEWER_NUMBERS}"
    if "undecided = [" in parameters.source:
        parameters.source += "\nundecided = undecided[:2]\n"
    return book


@pytest.fixture(scope="module")
def kernel() -> Iterator[KernelManager]:
    """One kernel for all, for starting it and importing everything takes longer than a notebook.

    The machine code is made before, which a notebook on a new machine would announce in its output.
    """
    prepare("compiled")
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(NOTEBOOKS / LANGUAGES[0]))
    yield manager
    manager.shutdown_kernel(now=True)
    manager.context.destroy()
    gc.collect()


def test_there_are_nine_in_both_languages() -> None:
    assert len(NAMES) == 9
    for lang in LANGUAGES:
        assert sorted(file.stem for file in (NOTEBOOKS / lang).glob("*.ipynb")) == NAMES


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in RUN_ALWAYS else pytest.mark.long) for name in NAMES]
)
def test_it_runs_from_top_to_bottom(name: str, kernel: KernelManager) -> None:
    book = quick(name, LANGUAGES[NAMES.index(name) % 2])
    book.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))
    client = NotebookClient(book, km=kernel, store_widget_state=False, **build.PATIENT)
    try:
        client.execute()
    finally:
        client.kc.stop_channels()
    assert [output for output in shown(book) if output.output_type in ("error", "stream")] == []
    assert any("image/png" in output.data for output in shown(book))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_what_its_source_says(name: str, lang: str) -> None:
    book, made = kept(name, lang), build.notebook(NOTEBOOKS / "source" / f"{name}.py", lang)
    assert [(cell.cell_type, cell.source) for cell in book.cells] == [
        (cell.cell_type, cell.source) for cell in made.cells
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_two_languages_differ_in_words_alone(name: str) -> None:
    english, chinese = (kept(name, lang) for lang in LANGUAGES)
    assert [text.replace('lang = "en"', 'lang = "zh"') for text in code(english)] == code(chinese)
    assert [cell.cell_type for cell in english.cells] == [cell.cell_type for cell in chinese.cells]
    assert all(re.search(r"[一-鿿]", cell.source) for cell in chinese.cells if cell.cell_type == "markdown")
    assert not any(re.search(r"[一-鿿]", cell.source) for cell in english.cells if cell.cell_type == "markdown")
    assert len(shown(english)) == len(shown(chinese))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_was_played_in_full_and_holds_nothing_of_the_machine(name: str, lang: str) -> None:
    book, text = kept(name, lang), (NOTEBOOKS / lang / f"{name}.ipynb").read_text(encoding="utf-8")
    assert {output.output_type for output in shown(book)} == {"display_data"}
    assert [cell.execution_count for cell in book.cells if cell.cell_type == "code"] == list(
        range(1, len(code(book)) + 1)
    )
    assert set(book.metadata) == {"kernelspec", "language_info"}
    assert not re.search(r"/tmp/|/home/|/root/|/work/|model_id", text)
