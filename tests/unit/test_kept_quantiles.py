"""Tables are calculated once on a machine, to the same bits, and again where what was kept cannot be read."""

from pathlib import Path

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.simulation.draws import kept_tables
from sim.simulation.draws.distributions import TABLE_CELLS, _calculated_pert, _standard_pert
from sim.simulation.draws.kept_tables import kept_table

THIRDS = np.array([1 / 3, 2 / 3, 1])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for tables, which is not there yet."""
    monkeypatch.setattr(kept_tables, "FOLDER", tmp_path / "tables")
    return tmp_path / "tables"


class Calculation:
    """Counts how often it is made."""

    def __init__(self, table: Floats) -> None:
        self.table, self.times = table, 0

    def __call__(self) -> Floats:
        self.times += 1
        return self.table


@pytest.fixture
def thirds() -> Calculation:
    return Calculation(THIRDS)


def test_a_table_is_calculated_once_and_is_the_same_to_the_bit(folder: Path, thirds: Calculation) -> None:
    found = [kept_table("thirds", 3, thirds) for _ in range(3)]
    assert thirds.times == 1
    assert [one.tobytes() for one in found] == [THIRDS.tobytes()] * 3
    assert [file.suffix for file in folder.iterdir()] == [".table"]


def test_another_name_is_another_table(folder: Path, thirds: Calculation) -> None:
    kept_table("thirds", 3, thirds)
    assert kept_table("halves", 2, Calculation(np.array([0.5, 1]))).tolist() == [0.5, 1]


@pytest.mark.parametrize("damage", [b"", b"half", bytes(3 * 8 + 16)])
def test_what_is_damaged_is_calculated_again_and_mended(folder: Path, thirds: Calculation, damage: bytes) -> None:
    kept_table("thirds", 3, thirds)
    [file] = folder.iterdir()
    file.write_bytes(damage)
    assert kept_table("thirds", 3, thirds).tolist() == THIRDS.tolist()
    kept_table("thirds", 3, thirds)
    assert thirds.times == 2


def test_where_nothing_can_be_kept_it_is_calculated_each_time(folder: Path, thirds: Calculation) -> None:
    folder.write_text("a file where the folder would be", encoding="utf-8")
    assert [kept_table("thirds", 3, thirds).tolist() for _ in range(2)] == [THIRDS.tolist()] * 2
    assert thirds.times == 2


def test_only_so_many_are_kept(folder: Path, thirds: Calculation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_tables, "MOST", 2)
    for name in ("one", "two", "three"):
        kept_table(name, 3, thirds)
    assert len(list(folder.iterdir())) == 2


def test_another_library_may_calculate_other_digits(
    folder: Path, thirds: Calculation, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_table("thirds", 3, thirds)
    monkeypatch.setattr(kept_tables, "_library", lambda: "0.0")
    kept_table("thirds", 3, thirds)
    assert thirds.times == 2


@pytest.mark.parametrize("mode", [0.0, 1 / 3, 0.5, 1.0])
def test_quantiles_of_pert_are_those_calculated(folder: Path, mode: float) -> None:
    for _ in range(2):
        _standard_pert.cache_clear()
        assert _standard_pert(mode).tobytes() == _calculated_pert(mode).tobytes()
    assert len(_standard_pert(mode)) == TABLE_CELLS + 1
