"""What a sweep answers point by point: who has not finished has not kept the target, however a table counts."""

import numpy as np
import pandas as pd
import pytest

from sim.studies.sweep import answers, shortfall


def rows(*told: tuple[int, int, int, float | None, float | None, float]) -> pd.DataFrame:
    """Point, replication, n, mean, within and share unfinished of each row."""
    names = ["point", "replication", *(f"total_days.{name}" for name in ("n", "mean", "within", "unfinished"))]
    return pd.DataFrame(told, columns=names).astype({names[3]: float, names[4]: float})


def test_replications_are_pooled_by_projects() -> None:
    told = answers(rows((0, 0, 1, 10, 0, 0), (0, 1, 3, 20, 1, 0), (1, 0, 2, 4, 1, 0), (1, 1, 2, 6, 1, 0)), "total_days")
    assert told.figures["mean"].tolist() == [17.5, 5]
    assert told.figures["within"].tolist() == [0.75, 1]
    assert told.tables["mean"].tolist() == [[10, 20], [4, 6]]
    assert told.cases.tolist() == [4, 4]
    assert not told.nobody.any()
    assert not told.bounds.any()
    assert shortfall(told) == []


def test_a_point_at_which_nobody_is_permitted_has_missed_and_its_mean_is_the_largest_known() -> None:
    told = answers(rows((0, 0, 2, 30, 1, 0), (1, 0, 5, None, 0, 1), (2, 0, 4, 80, 0.25, 0)), "total_days")
    assert told.points.tolist() == [0, 1, 2]
    assert told.figures["within"].tolist() == [1, 0, 0.25]
    assert told.figures["mean"].tolist() == [30, 80, 80]
    assert told.nobody.tolist() == told.bounds.tolist() == [False, True, False]
    assert shortfall(told) == [
        "At 1 of 3 points not everybody finished, at 1 of them nobody: who did not has missed the target, "
        "and the mean is a lower bound there."
    ]


def test_the_unfinished_make_the_mean_a_lower_bound() -> None:
    table = rows((0, 0, 4, 30, 0.75, 0.25), (1, 0, 4, 90, 0, 1), (2, 0, 4, 20, 1, 0))
    told = answers(table, "total_days")
    assert told.figures["within"].tolist() == [0.75, 0, 1]
    assert told.figures["mean"].tolist() == [30, 90, 20]
    assert told.nobody.tolist() == [False, True, False]
    assert told.bounds.tolist() == [True, True, False]


def test_a_point_to_which_nobody_came_is_left_out() -> None:
    table = rows((0, 0, 4, 30, 1, 0), (1, 0, 0, None, None, 0), (2, 0, 0, None, None, 0), (2, 1, 2, 9, 1, 0))
    told = answers(table, "total_days")
    assert told.points.tolist() == [0, 2]
    assert told.tables["within"].tolist() == [[1, 1], [1, 1]]


def test_a_share_that_cannot_be_told_while_projects_came_is_a_miss() -> None:
    told = answers(rows((0, 0, 3, 30, None, 0.5), (1, 0, 3, 30, 1, 0)), "total_days")
    assert told.figures["within"].tolist() == [0, 1]


def test_where_no_mean_is_known_there_is_none() -> None:
    told = answers(rows((0, 0, 3, None, 0, 1), (1, 0, 3, None, 0, 1)), "total_days")
    assert np.isnan(told.figures["mean"]).all()
    assert told.figures["within"].tolist() == [0, 0]


def test_a_table_without_counts_is_no_table() -> None:
    with pytest.raises(KeyError):
        answers(rows((0, 0, 1, 1, 1, 0)).drop(columns="total_days.n"), "total_days")
