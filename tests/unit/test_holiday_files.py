"""Holidays of other years and places: a file beside the scenario, whose content becomes part of it."""

from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from sim.calendars.working_time import to_minute
from sim.scenario import as_document, digest, load_scenario
from sim.scenario.whose_holidays import holiday_table
from sim.simulation.lower import lower

HOME = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A town whose own table makes Tuesday 5 January 2016 a holiday and works on the Sunday after."""
    file = tmp_path / "town.yaml"
    file.write_text(HOME.read_text(encoding="utf-8").replace("holidays: china", "holidays: own.yaml"), encoding="utf-8")
    (tmp_path / "own.yaml").write_text(
        "from: 2016-01-01\nto: 2016-06-30\noff: [2016-01-05]\non: [2016-01-10]\nbeyond: china\n"
    )
    return file


def test_the_file_rules_its_days_and_china_the_others(town: Path) -> None:
    calendar = lower(load_scenario(town)).calendars[0]

    def opens(*day: int) -> bool:
        return calendar.is_open(to_minute(datetime(*day, 10, 0), date(2016, 1, 4)))

    assert [opens(2016, 1, day) for day in (4, 5, 6, 9, 10, 11)] == [True, False, True, False, True, True]
    assert opens(2016, 2, 8), "in China the new year's holiday, in the file a Monday like any other"
    assert not opens(2016, 10, 3), "beyond the file, China's national day"
    assert opens(2016, 10, 8), "and its make-up Saturday"


def test_the_resolved_form_holds_the_content_and_stands_alone(town: Path, tmp_path: Path) -> None:
    scenario = load_scenario(town)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copy = elsewhere / "resolved.yaml"
    copy.write_text(yaml.safe_dump(as_document(scenario), allow_unicode=True), encoding="utf-8")
    again = load_scenario(copy)
    assert digest(again) == digest(scenario)
    assert holiday_table(again, "own.yaml") == holiday_table(scenario, "own.yaml")


def test_another_content_gives_another_digest(town: Path) -> None:
    before = digest(load_scenario(town))
    table = town.with_name("own.yaml")
    table.write_text(table.read_text().replace("2016-01-05", "2016-01-06"))
    assert digest(load_scenario(town)) != before
