"""A table of open cases: read from CSV and Parquet alike, taken over by who extends, and not told by name."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
import yaml

from sim.base.errors import ScenarioError
from sim.scenario import as_document, load_scenario
from sim.scenario.addresses import address, numbers
from sim.scenario.open_cases import count_of
from sim.simulation.draws.draw import draw
from sim.simulation.lower import lower
from sim.simulation.notices import notices

OPEN = Path(__file__).parents[1] / "behaviour" / "scenarios" / "measured" / "open.yaml"


@pytest.fixture
def city(tmp_path):
    """Writes the scenario and a table beside it, and says where."""

    def written(rows, name="cases.csv"):
        text = OPEN.read_text(encoding="utf-8").replace("open.csv", name)
        (tmp_path / "open.yaml").write_text(text, encoding="utf-8")
        if rows is not None:
            (tmp_path / name).write_text(rows, encoding="utf-8")
        return tmp_path / "open.yaml"

    return written


def test_a_parquet_file_says_what_a_csv_file_says(city):
    table = pyarrow.csv.read_csv(OPEN.with_name("open.csv"))
    file = city(None, "cases.parquet")
    pa.parquet.write_table(table, file.with_name("cases.parquet"))
    start_with = as_document(load_scenario(file))["start_with"]["permits"]
    assert start_with | {"from": "open.csv"} == as_document(load_scenario(OPEN))["start_with"]["permits"]


def test_who_extends_it_may_start_with_a_table_of_his_own(city):
    file = city(OPEN.with_name("open.csv").read_text(encoding="utf-8"))
    own = {"scenario": "later", "extends": "open", "title": "Later", "start_with": {"permits": {"from": "later.csv"}}}
    file.with_name("later.yaml").write_text(yaml.safe_dump(own), encoding="utf-8")
    file.with_name("later.csv").write_text("case,item,step\n7,permit,review\n", encoding="utf-8")
    standing = load_scenario(file.with_name("later.yaml")).start_with["permits"]
    assert (count_of(standing), standing.case, standing.used_days) == (1, ["7"], [0.0])


def test_a_mistake_says_the_row_and_not_whose_case_it_is(city):
    file = city("case,item,class\n浙A-张三-13800138000,permit,small\n浙A-张三-13800138000,publication,large\n")
    with pytest.raises(ScenarioError) as mistake:
        load_scenario(file)
    assert "row 1: this case is of the classes" in str(mistake.value)
    assert "13800138000" not in str(mistake.value)


def test_what_cases_have_behind_them_is_no_number_to_vary():
    found = [address(keys) for keys, _ in numbers(as_document(load_scenario(OPEN)))]
    assert not [path for path in found if path.startswith("start_with")]


def test_each_case_is_of_its_class_and_those_of_none_are_drawn(city):
    rows = "".join(f"{n},permit,review,{kind}\n" for n, kind in enumerate(["large"] * 20 + ["small"] * 20 + [""] * 20))
    plan = lower(load_scenario(city("case,item,step,class\n" + rows)))
    classes = [plan.variant_class[kind] for kind in draw(plan, 1, 0).variant[:60]]
    assert classes[:40] == ["large"] * 20 + ["small"] * 20
    assert set(classes[40:]) == {"large", "small"}


def test_it_is_told_how_many_have_outlived_their_step(city):
    file = city("case,item,step,spent_days\n1,permit,review,9\n2,permit,review,6\n3,permit,accept,0.5\n")
    told = [one for one in notices(lower(load_scenario(file))) if one.path == "start_with.permits"]
    assert [one.message.partition(" have")[0] for one in told] == ["1 of 3 open cases"]
