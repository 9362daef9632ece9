"""Tables of many replications, in memory and beside it: the same rows, the same bits, whatever there is room for."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiment import kept_tables, streamed_responses
from sim.experiment.kept_tables import Gathering, KeptTable, Spool
from sim.experiment.replications import Result, Settings, run
from sim.experiment.responses import all_responses, days_by, holding_up
from sim.experiment.tables.settling import settling
from sim.scenario import load_scenario

HERE = Path(__file__).parent / "scenarios"
VALID = Path(__file__).parents[1] / "scenarios" / "valid"


def gathered(spool: Spool, tables: list[pd.DataFrame]) -> KeptTable:
    gathering = Gathering(spool)
    for number, table in enumerate(tables):
        gathering.add(table, number)
    return gathering.table()


@pytest.fixture
def tables() -> list[pd.DataFrame]:
    kinds = pd.CategoricalDtype(["new", "old"])
    return [
        pd.DataFrame(
            {
                "case": np.arange(size),
                "kind": pd.Categorical.from_codes(np.arange(size) % 2, dtype=kinds),
                "days": np.where(np.arange(size) % 3 == 0, np.nan, np.arange(size) / 7),
                "late": np.arange(size) % 5 == 0,
                "who": pd.Series([f"{one}" for one in range(size)], dtype="str"),
            }
        )
        for size in (3, 0, 5, 4)
    ]


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_tables, "AS_THEY_ARE", 200)
    monkeypatch.setattr(kept_tables, "TOGETHER", 100)
    monkeypatch.setattr(kept_tables, "FEW", 2)
    monkeypatch.setattr(streamed_responses, "FEW", 2)


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch, little_room: None) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)


def test_a_table_that_has_room_is_one_table_with_its_replications_numbered(tables: list[pd.DataFrame]) -> None:
    kept = gathered(Spool(), tables)
    assert kept.whole is not None
    assert kept.frame(["replication"])["replication"].tolist() == [0] * 3 + [2] * 5 + [3] * 4


@pytest.mark.parametrize("room", ["little_room", "no_room"])
def test_a_table_without_room_has_the_same_rows_and_kinds_of_column(
    tables: list[pd.DataFrame], room: str, request: pytest.FixtureRequest
) -> None:
    whole = gathered(Spool(), tables).frame()
    request.getfixturevalue(room)
    kept = gathered(Spool(), tables)
    assert kept.whole is None
    assert kept.rows == 12
    pd.testing.assert_frame_equal(kept.frame(), whole)
    pd.testing.assert_frame_equal(kept.frame(["late", "case"]), whole[["late", "case"]])


def test_columns_of_a_table_that_is_not_too_long_are_read_once(
    tables: list[pd.DataFrame], little_room: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_tables, "FEW", 100)
    kept = gathered(Spool(), tables)
    first = kept.frame(["days"])
    monkeypatch.setattr(KeptTable, "_read", lambda self, names: pytest.fail(f"read again: {names}"))
    pd.testing.assert_frame_equal(kept.frame(["days"]), first)


def test_what_lies_in_the_file_is_not_held_in_memory_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    content = bytes([1]) * 1000
    held = sys.getrefcount(content)
    read = Spool().put(content)
    assert sys.getrefcount(content) == held
    assert read() == content


def test_only_empty_tables_are_an_empty_table_with_its_columns(tables: list[pd.DataFrame], little_room: None) -> None:
    kept = gathered(Spool(), [tables[1], tables[1]])
    assert kept.rows == 0
    assert list(kept.frame().columns) == [*tables[0].columns, "replication"]


def test_one_table_goes_on_behind_another(tables: list[pd.DataFrame], little_room: None) -> None:
    kept = gathered(Spool(), tables)
    twice = kept.followed_by(KeptTable.of(kept.frame()))
    pd.testing.assert_frame_equal(twice.frame(), pd.concat([kept.frame(), kept.frame()], ignore_index=True))


def played(name: Path, replications: int = 6) -> Result:
    return run([load_scenario(name)], Settings(1, replications, workers=1))[0]


def told(result: Result) -> str:
    """Every number that is told of a result, to the last bit."""
    held = [
        holding_up(one, by).to_json(double_precision=15) for one in result.by_process() for by in ("holder", "item")
    ]
    groups = [
        days_by(result, ["item", "step", "again"], busy=True, group=one).to_json() for one in ("all", _class(result))
    ]
    return json.dumps([all_responses(result, 30.0), *held, *groups, result.growing, result.let_go])


def _class(result: Result) -> str:
    return str(result.cases["class"].iloc[0])


@pytest.mark.parametrize(
    "scenario", [VALID / "town.yaml", HERE / "two-processes.yaml", HERE / "big.yaml"], ids=lambda it: it.stem
)
def test_what_is_told_of_many_replications_has_the_bits_of_what_is_told_of_one_table(
    scenario: Path, request: pytest.FixtureRequest
) -> None:
    whole = played(scenario)
    expected = told(whole)
    request.getfixturevalue("little_room")
    packed = played(scenario)
    assert packed.tables["cases"].whole is None
    assert told(packed) == expected
    clock = next(name for name in ("total_days", "government_days") if name in packed.cases)
    pd.testing.assert_frame_equal(settling(packed, clock, 30), settling(whole, clock, 30))


def test_days_on_the_path_are_what_pandas_adds_up(little_room: None) -> None:
    result = played(VALID / "town.yaml")
    path = result.path
    by_hand = (path["minutes"] / 1440 * (1 / len(result.permitted()))).groupby(path["item"], observed=True).sum()
    found = days_by(result, ["item"]).set_index("item")["days"]
    assert found.tolist() == by_hand.tolist()
    assert list(found.index) == list(by_hand.index)
