"""What the tables of fields add to the models: a word for each field that has none, a unit for each number."""

from pathlib import Path
from types import ModuleType

import pytest

from sim.scenario.quantities import Part


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that makes the tables."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "docs" / "site")
    import field_tables

    return field_tables


def fields(tables: ModuleType) -> list[tuple[type[Part], str, object]]:
    return [(part, name, field) for part in tables.homes_of_parts() for name, field in tables.fields_of(part).items()]


def test_every_field_is_told(tables: ModuleType) -> None:
    untold = [one for one in fields(tables) if not tables.what(*one)]
    assert [f"{part.__name__}.{name}" for part, name, _ in untold] == []


def test_every_number_has_its_unit(tables: ModuleType) -> None:
    import field_types

    numbers = [one for one in fields(tables) if field_types.is_measured(one[2])]
    assert [f"{part.__name__}.{name}" for part, name, field in numbers if not tables.unit(part, name, field)] == []


def test_nothing_is_told_twice_or_of_nothing(tables: ModuleType) -> None:
    """A word for a field that is gone, or that its model describes by now, is to be taken out."""
    there = {
        f"{one.__name__}.{name}": field.description
        for part in tables.homes_of_parts()
        for one in part.__mro__
        if issubclass(one, Part)
        for name, field in tables.fields_of(one).items()
    }
    assert [name for name in tables.WORDS["unit"] if name not in there] == []
    assert [name for name in tables.WORDS["what"] if name not in there or there[name]] == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("step-work", "the time that a server of the pool is held | [duration](#duration) | – |"),
        ("scenario-target", "`50` | days on the clock that is asked |"),
        ("run-follow", "span of time | `5 years` |"),
        ("pool-seats", "[whole number, 1 or more](#number) | – | seats |"),
        ("extension-kept", "[share](#number) | – | 0 to 1 |"),
        ("change-items", "| name, or list of: name, or [Picked](#picked) |"),
        ("change-steps", "| one, or list of: name |"),
        ("edges-drop", "| one, or list of: text or [Dropped](#dropped) |"),
        ("study-design", "[DesignEntry](#designentry) | required |"),
    ],
)
def test_a_row_reads_so(tables: ModuleType, place: str, said: str) -> None:
    [row] = [line for page in tables.pages().values() for line in page.splitlines() if f"{{#{place}}}" in line]
    assert said in row
