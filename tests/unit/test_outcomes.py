"""Clocks, burdens and critical paths, against a small world worked out by hand and against slow counting."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendars import DAY
from sim.clocks import CLOCKS, united
from sim.critical_path import critical_path
from sim.draws import draw
from sim.engines import simulate
from sim.history import History
from sim.lowering import lower
from sim.outcomes import measure
from sim.scenario import load_scenario

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def history() -> History:
    """The two firms of two-offices.yaml.

    Monday: both prepare until 09:30; the window takes the first until 10:00, the second until 10:30. Filing is reviewed
    until 11:00 and 11:30. The first firm prepares its plan for two working hours, until 14:00, hands it in until 14:30
    and has it back at 10:30 on Tuesday (150 minutes on Monday, 90 on Tuesday). It corrects until 11:30, hands in until
    noon, and the second review takes until 17:00. The drawings follow until 17:00 on Wednesday. The notice for
    the land runs from Monday 11:00 to Saturday 11:00, so the permit is reviewed on Monday 18th, 09:00 to 10:00, and
    delivered at 11:00.
    """
    plan = lower(load_scenario(HERE / "scenarios" / "two-offices.yaml"))
    draws = draw(plan, seed=1, replication=0)
    return History(plan, draws, simulate(plan, draws), 0)


def at(day: int, hour: int, minute: int = 0) -> int:
    """A minute of January 2016, counted from Monday the 11th."""
    return (day - 11) * DAY + hour * 60 + minute


def test_every_item_is_done_when_worked_out(history: History) -> None:
    assert history.done[0].tolist() == [
        at(11, 11), at(16, 11), at(12, 17), at(13, 11), at(13, 17), at(18, 11)
    ]  # fmt: skip
    assert history.filed.tolist() == [at(11, 9, 30), at(11, 9, 30)]
    assert history.permitted[0] == at(18, 11)


def test_total_clocks_run_from_handing_in_the_filing_to_the_permit(history: History) -> None:
    assert CLOCKS["total_days"](history)[0] == 7 + 90 / DAY
    assert CLOCKS["first_contact_days"](history)[0] == 7 + 120 / DAY
    assert CLOCKS["land_to_permit_days"](history)[0] == 2.0
    assert CLOCKS["total_working_days"](history)[0] == 5 + 90 / 420


def test_the_legal_clock_stops_while_a_return_is_corrected(history: History) -> None:
    """Filing an hour, plan 240 twice, permit an hour; fire (two working days from Monday 11:00) covers both plans.

    Union: Monday 10:00 to 11:00 (filing), 11:00 to Wednesday 11:00 (fire), and the permit's hour.
    """
    assert CLOCKS["government_sum_days"](history)[0] == (60 + 240 + 240 + 840 + 60) / 420
    assert CLOCKS["government_days"](history)[0] == (60 + 840 + 60) / 420


def test_promised_days_add_up_along_the_longest_path(history: History) -> None:
    """Filing 1, then fire 2 beside plan 1, then permit 1."""
    assert CLOCKS["promised_days"](history).tolist() == [4.0, 4.0]


def test_burdens_of_the_first_firm(history: History) -> None:
    cases = measure(history.plan, history.draws, history.whole_log).cases
    first = cases.iloc[0]
    assert first["trips"] == 4
    assert first["corrections"] == 1
    assert first["on_site_hours"] == 1.5
    assert first["intermediary_days"] == 1.0
    assert first["intermediary_fees"] == 1000
    assert first["staff_hours"] == (30 * 3 + 60 + 240 + 240 + 60) / 60
    assert first["overdue_share"] == 1 / 4
    assert cases["on_site_hours"][1] == 2.0


def test_the_critical_path_is_told_to_the_minute(history: History) -> None:
    """The first firm is held by the window, the filing, the notice, the weekend's rest, the review and the post."""
    path = critical_path(history, np.array([0]))
    told = [(row["holder"], row["who"], row["minutes"], row["off"]) for row in path.to_dict("records")]
    assert told == [
        ("submission", "applicant", 30, 0),
        ("review", "planning", 60, 0),
        ("notice", "public", 5 * DAY, 0),
        ("queue", "planning", 46 * 60, 46 * 60),
        ("review", "planning", 60, 0),
        ("delivery", "applicant", 60, 0),
    ]


def test_utilisation_counts_working_minutes_only(history: History) -> None:
    pools = measure(history.plan, history.draws, history.whole_log).pools.set_index("pool")
    assert pools["held_hours"].to_dict() == {"window": 3.0, "planning": 20.0}


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(0, 40)), max_size=25),
)
def test_the_union_of_intervals_equals_a_count_minute_by_minute(intervals: list[tuple[int, int, int]]) -> None:
    case, start, length = np.array(intervals, dtype=np.int64).reshape(-1, 3).T
    slow = [len({m for c, s, n in intervals if c == number for m in range(s, s + n)}) for number in range(4)]
    assert united(case, start, start + length, 4).tolist() == slow
