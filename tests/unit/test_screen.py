"""Tables on screens of any width: words are folded, what is too wide goes on below, and no number is ever cut."""

import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from asking import approvals
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sim.cli.show.tables import WIDTH, Listing, console, table

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
STUDIES = Path(__file__).parent / "studies"
NUMBER = re.compile(r"[0-9][0-9,.]*[0-9]|[0-9]")
VERY_WIDE = 1000
WIDTHS = (60, 80, 100, 132)
FEW = ("--replications", 2, "--workers", 1)
RESULT = Listing(
    "Small office",
    ["response", "projects", "unit", "n", "mean", "[95 %]", "p50", "p90", "P(T ≤ 50)"],
    [
        ["intermediary_fees", "own-land+prepared", "CNY", "1,234", "123,456.5", "120,000–234,567", "8", "9", "7%"],
        ["total_days", "all", "calendar days", "636", "98.9", "73.4–124.4", "92.1", "139.3", "2%"],
    ],
    named=2,
)


def shown(what: object, width: int) -> str:
    said = StringIO()
    Console(file=said, width=width, markup=False, emoji=False).print(what)
    return said.getvalue()


def numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 132])
def test_no_number_of_a_table_is_cut_whatever_the_width(width):
    said = shown(RESULT, width)
    assert not numbers(shown(RESULT, VERY_WIDE)) - numbers(said)
    assert "…" not in said
    assert max(map(cell_len, said.splitlines())) <= width


def test_a_table_that_fits_stands_as_it_is():
    said = shown(Listing("T", ["a", "b"], [["x", "1"], ["long name", "22"]]), 80)
    assert [line.rstrip() for line in said.splitlines()] == ["T", "a           b", "x           1", "long name  22"]


def test_names_are_folded_at_dashes_before_anything_goes_on_below():
    said = shown(Listing("", ["what", "days"], [["joint-drawing-review", "1,234.5"]]), 24)
    assert [line.split() for line in said.splitlines()] == [["what", "days"], ["joint-drawing-", "1,234.5"], ["review"]]


def test_what_is_too_wide_goes_on_below_under_the_same_names():
    said = [line.split() for line in shown(RESULT, 60).splitlines() if line.startswith("total_days")]
    assert said == [
        ["total_days", "all", "calendar", "days", "636"],
        ["total_days", "all", "98.9"],
        ["total_days", "all", "73.4–124.4", "92.1"],
        ["total_days", "all", "139.3", "2%"],
    ]


@pytest.mark.parametrize("title", ["[/red]", "[draft]", "[bold]x[/bold]", ":smile:", "\\[a]", "[link=x]y"])
def test_brackets_and_colons_are_text(title):
    said = shown(Listing(title, [title, title], [[title, Text(title, style="bold")]]), 80)
    assert said.count(title) == 5


@pytest.mark.parametrize("name", ["x" * 300, "办" * 300, "a-" * 150, "many words " * 30])
def test_a_very_long_name_pushes_nothing_off_the_screen(name):
    said = shown(Listing(name, ["who", "days", "share"], [[name, "1,234.5", "99%"]]), 80)
    assert max(map(cell_len, said.splitlines())) <= 80
    assert {"1,234.5", "99"} <= set(numbers(said))
    assert re.sub(r"\s|1,234\.5|99%|who|days|share", "", said) == re.sub(r"\s", "", name) * 2


CELL = st.from_regex(r"[a-z]{0,12}[-+ ]?-?[0-9]{1,7}\.[0-9]( \[[0-9.]{1,9}–[0-9]{1,9}\])?", fullmatch=True)


@given(st.lists(st.lists(CELL, min_size=7, max_size=7), min_size=1, max_size=4), st.integers(40, 140))
def test_of_any_table_every_number_is_there(rows, width):
    made = Listing("", [f"column {place}" for place in range(7)], rows)
    assert not numbers(shown(made, VERY_WIDE)) - numbers(shown(made, width))


def test_the_width_of_a_screen_is_that_of_the_environment_or_enough(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert console().width == WIDTH
    monkeypatch.setenv("COLUMNS", "97")
    assert console().width == 97


def test_rows_under_heads():
    assert table("t", {"a": "A", "b": "B"}, [{"b": "2", "a": "1"}]).rows == [["1", "2"]]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The folder of a sweep of the town, and of the table of its packages."""
    folder = tmp_path_factory.mktemp("study")
    asked = (STUDIES / "town.yaml").read_text(encoding="utf-8").replace("../../scenarios/valid", str(VALID))
    (folder / "study.yaml").write_text(asked.replace("sobol: 12", "sobol: 24"), encoding="utf-8")
    busy = (VALID / "town.yaml").read_text(encoding="utf-8").replace("per_year: 50", "per_year: 500")
    (folder / "busy.yaml").write_text(busy, encoding="utf-8")
    assert approvals("sweep", folder / "study.yaml", "-o", folder / "swept", "--workers", 1).exit_code == 0
    small = ("--replications", 2, "--most-replications", 2, "--workers", 1)
    asked = ("smallest", VALID / "town.yaml", "--reforms", "more-clerks", "--clock", "total_days", *small)
    assert approvals(*asked, "-o", folder / "packages").exit_code == 0
    return folder


COMMANDS = {
    "answer": ("answer", VALID / "town.yaml", VALID / "town-reformed.yaml", *FEW),
    "run": ("run", VALID / "valley.yaml", *FEW),
    "by-month": ("run", VALID / "town.yaml", "--by-month", *FEW),
    "targets": ("targets", VALID / "town.yaml", VALID / "town-reformed.yaml", *FEW),
    "compare": ("compare", VALID / "town.yaml", VALID / "town-reformed.yaml", *FEW),
    "bottleneck": ("bottleneck", VALID / "town.yaml", *FEW),
    "warm-up": ("warm-up", "{study}/busy.yaml", *FEW),
    "coverage": ("coverage", "--experiments", 4, "--workers", 1),
    "sensitivity": ("sensitivity", VALID / "town.yaml", "--screen", 2, "--samples", 2, "--points", 20, "--repeat", 2,
                    "--replications", 2, "--workers", 1),
    "smallest": ("smallest", VALID / "town.yaml", "--reforms", "more-clerks", "--clock", "total_days",
                 "--most-replications", 2, *FEW),
    "shares": ("shares", "{study}/packages"),
    "frontier": ("frontier", "{study}/packages"),
    "discover": ("discover", "{study}/swept", "--clock", "total_days"),
    "worth": ("worth", "{study}/swept", "--clock", "total_days", "--announce", 0.99),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_no_command_cuts_a_number_on_a_narrow_screen(command, study, monkeypatch):
    """What a command prints is kept, and printed again at other widths."""
    kept = []
    monkeypatch.setattr(Console, "print", lambda self, *what, **how: kept.append(what))
    result = approvals(*(str(word).replace("{study}", str(study)) for word in command))
    monkeypatch.undo()
    assert (result.exit_code, result.stderr) == (0, "")
    assert any(isinstance(one, Listing) for what in kept for one in what) or command[0] in ("discover", "worth")
    wide = [numbers(shown(one, VERY_WIDE)) for what in kept for one in what]
    for width in WIDTHS:
        narrow = [numbers(shown(one, width)) for what in kept for one in what]
        assert [one - other for one, other in zip(wide, narrow, strict=True) if one - other] == []
