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


def minutes_of(file, step, replications=40):
    """What is drawn for a step of the first case, by replication."""
    plan = lower(load_scenario(file))
    drawn = [draw(plan, 1, number) for number in range(replications)]
    number = plan.step_names.index(step)
    return [int(one.minutes[one.place(number, 0, 0)]) for one in drawn]


def with_step(file, step, **changed):
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    document["processes"]["permits"]["items"]["permit"]["steps"][step] |= changed
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return file


def test_who_was_promised_more_days_waits_for_a_share_of_these(city):
    """Six of ten days are used, or of twenty, or of five; the wait is over when all have run."""
    for own, days in (("", 10), ("20", 20), ("5", 6)):
        file = city(f"case,item,step,used_days,promise_days\n1,permit,decide,6,{own}\n")
        assert set(minutes_of(file, "decide")) == {days * 420}, own


def test_who_was_sent_back_takes_as_long_as_at_later_attempts(city):
    """Of three days one has passed; the clock may show something before the acceptance."""
    rows = "case,item,step,spent_days,used_days,sent_back\n1,permit,accept,1,4,{}\n"
    file = with_step(city(rows.format(1)), "accept", again="3 days")
    assert set(minutes_of(file, "accept")) == {2 * 420}
    file.with_name("cases.csv").write_text(rows.format(""), encoding="utf-8")
    with pytest.raises(ScenarioError, match="4 days are used, but no step of 'permit' before 'accept' accepts it"):
        load_scenario(file)


def test_what_only_some_need_may_be_all_that_is_next(city):
    plan = lower(load_scenario(city("case,item\n" + "".join(f"{n},publication?\n" for n in range(4)))))
    assert draw(plan, 1, 0).backlog.tolist() == [4]


def test_nobody_has_a_promise_of_his_own_where_nothing_is_promised(city):
    file = city("case,item,step,promise_days\n1,publication,notice,7\n")
    with pytest.raises(ScenarioError, match="'publication' promises nothing, so nobody was promised something else"):
        load_scenario(file)


def test_columns_that_say_nothing_are_not_in_the_resolved_scenario(city):
    told = as_document(load_scenario(city("case,item,step,promise_days,sent_back\n1,permit,review,0,\n")))
    assert {"promise_days", "sent_back"} & told["start_with"]["permits"].keys() == set()


def test_it_is_told_how_many_have_outlived_their_step(city):
    file = city("case,item,step,spent_days\n1,permit,review,9\n2,permit,review,6\n3,permit,accept,0.5\n")
    told = [one for one in notices(lower(load_scenario(file))) if one.path == "start_with.permits"]
    assert [one.message.partition(" have")[0] for one in told] == ["1 of 3 open cases"]
