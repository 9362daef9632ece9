"""Several processes on the same windows: each is measured by itself, the first is the headline."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.base.errors import ScenarioError
from sim.calendars.working_time import DAY
from sim.cli import main
from sim.experiment.replications import Result, Settings, run
from sim.experiment.responses import all_responses, responses
from sim.outcomes.clocks import CLOCKS, clocks_of, require_approval
from sim.outcomes.measure import Outcomes, measure_all
from sim.scenario import load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

HERE = Path(__file__).parent
TWO = HERE / "scenarios" / "two-processes.yaml"


@pytest.fixture(scope="module")
def played() -> list[Outcomes]:
    """The firms hold the window until 10:00, the people who came meanwhile until 10:20 and 10:40.

    Who comes at 16:50 has ten minutes on Monday, and ten on Tuesday morning.
    """
    plan = lower(load_scenario(TWO))
    draws = draw(plan, seed=1, replication=0)
    return measure_all(plan, draws, simulate(plan, draws))


@pytest.fixture(scope="module")
def result() -> Result:
    return run([load_scenario(TWO)], Settings(seed=1, replications=2, workers=1))[0]


def test_every_family_has_its_own_table(played: list[Outcomes]) -> None:
    assert [(one.process, len(one.cases)) for one in played] == [("firms", 2), ("people", 3)]


def test_people_at_a_counter_have_a_time_and_a_wait_but_no_government_clock(played: list[Outcomes]) -> None:
    people = played[1].cases
    assert set(people) & set(CLOCKS) == {"total_days", "total_working_days"}
    assert people["total_days"].tolist() == [70 / DAY, 80 / DAY, (16 * 60 + 20) / DAY]
    assert people["total_working_days"].tolist() == pytest.approx([70 / 420, 80 / 420, 20 / 420])
    assert people["on_site_hours"].tolist() == [70 / 60, 80 / 60, 20 / 60]
    assert people["trips"].tolist() == [1, 1, 1]
    assert people["staff_hours"].tolist() == [20 / 60] * 3
    assert {"overdue_share", "intermediary_days", "intermediary_fees"}.isdisjoint(people)
    assert played[1].path.empty


def test_the_firms_have_every_clock_but_that_of_land(played: list[Outcomes]) -> None:
    firms = played[0].cases
    assert set(CLOCKS) - set(firms) == {"land_to_permit_days"}
    assert firms["total_days"].tolist() == [150 / DAY, 330 / DAY]  # the second has lunch in between
    assert firms["government_days"].tolist() == [120 / 420, 210 / 420]
    assert firms["intermediary_fees"].tolist() == [100, 100]
    assert played[0].path.groupby("case")["minutes"].sum().tolist() == [150, 330]


def test_all_families_share_one_table_of_pools(played: list[Outcomes]) -> None:
    assert played[0].pools is played[1].pools
    held = played[0].pools.set_index("pool")["held_hours"]
    assert held.to_dict() == {"window": 2.0, "planning": 4.0}


def test_the_shipped_base_measures_its_windows_too() -> None:
    investment, counter = load_scenario("scenarios/practice-2016.yaml").processes.values()
    assert set(clocks_of(investment)) == set(CLOCKS)
    assert set(clocks_of(counter)) == {"total_days", "total_working_days"}


def test_the_headline_is_the_first_process_and_the_others_stand_beside_it(result: Result) -> None:
    assert [one.process for one in result.by_process()] == ["firms", "people"]
    assert set(result.cases["class"]) == {"case"}
    assert len(result.others[0].cases) == 6
    assert np.array_equal(result.others[0].cases["replication"], [0, 0, 0, 1, 1, 1])


def test_the_target_is_asked_of_the_headline_only(result: Result) -> None:
    rows = all_responses(result, 50)
    asked = {(row["process"], row["name"]) for row in rows if row["within_target"] is not None}
    assert asked == {("firms", clock) for clock in set(CLOCKS) - {"land_to_permit_days"}}
    assert [row for row in rows if row["process"] == "firms"] == responses(result, 50)
    assert {row["process"] for row in rows if str(row["name"]).startswith("utilisation")} == {None}


def test_run_has_a_section_for_each_family_and_json_names_it() -> None:
    said = CliRunner().invoke(main, ["run", str(TWO), "--replications", "2", "--workers", "1"]).stdout
    firms, people = said.split("Cards for people")
    assert "government_days" in firms
    assert "government_days" not in people
    assert "on_site_hours" in people
    told = CliRunner().invoke(main, ["run", str(TWO), "--replications", "2", "--workers", "1", "--json", "-"]).stdout
    of_people = [row for row in json.loads(told)["responses"] if row["process"] == "people"]
    assert {row["class"] for row in of_people} <= {"all", "old", "new"}
    assert {"on_site_hours", "refused_share"} <= {row["name"] for row in of_people}


def test_there_is_no_answer_about_a_family_without_a_legal_clock(tmp_path: Path) -> None:
    file = tmp_path / "cards.yaml"
    text = TWO.read_text(encoding="utf-8").replace("two-processes", "cards").replace(", legal: true", "")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"^cards: processes.firms: no step is on .*: use 'approvals run'$"):
        require_approval(load_scenario(file))
