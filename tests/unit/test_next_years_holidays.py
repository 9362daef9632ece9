"""The holidays of years to come: by the law until a notice is known, then by the notice, as it is written."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from asking import done, refusal

from sim.calendars.holidays import CHINA_FIRST, CHINA_LAST, CHINA_RULED, FEASTS, by_law, china_holidays, load_holidays
from sim.calendars.state_council import read_notice
from sim.calendars.working_time import to_minute
from sim.experiment.provisos import by_law as by_law_told
from sim.scenario import Scenario, load_scenario
from sim.scenario.whose_holidays import by_law_from
from sim.simulation.lower import lower

TOWN = (Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml").read_text(encoding="utf-8")
NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、国庆节：9月30日至10月6日放假调休；10月9日（周六）上班。"""


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


# The law


def test_the_law_gives_everybody_thirteen_days_and_makes_good_those_on_a_weekend() -> None:
    # 2030: the eve of the lunar year is Saturday, 2 February; its first day a Sunday
    new_year = days("2030-01-01", "2030-02-02", "2030-02-03", "2030-02-04", "2030-02-05", "2030-02-06", "2030-02-07")
    spring = days("2030-04-05", "2030-05-01", "2030-05-02", "2030-06-05")
    autumn = days("2030-09-12", "2030-10-01", "2030-10-02", "2030-10-03")
    assert sorted(by_law(2030)) == new_year + spring + autumn
    assert date(2027, 5, 3) in by_law(2027), "2 May 2027 is a Sunday, so that Monday is free"


@pytest.mark.parametrize("year", FEASTS)
def test_every_year_has_as_many_working_days_off(year: int) -> None:
    working = [day for day in by_law(year) if day.weekday() < 5]
    coincide = FEASTS[year][3] in ("10-01", "10-02", "10-03")
    assert len(working) == 13 - coincide


def test_china_goes_on_where_the_notices_end_and_changes_nothing_before() -> None:
    known, ruled = china_holidays(CHINA_FIRST, CHINA_LAST), china_holidays(CHINA_FIRST, CHINA_RULED)
    assert {day for day in ruled.off if day <= CHINA_LAST} == known.off
    assert ruled.on == known.on
    after = {day for day in ruled.off if day > CHINA_LAST}
    assert after == {day for year in FEASTS if year > CHINA_LAST.year for day in by_law(year)}


# The notice


def test_a_notice_is_read_as_it_is_written() -> None:
    off, on = read_notice(NOTICE, 2027)
    spring = [date(2027, 2, 5) + timedelta(n) for n in range(7)]
    october = [date(2027, 9, 30) + timedelta(n) for n in range(7)]
    assert off == [*days("2027-01-01", "2027-01-02", "2027-01-03"), *spring, *october]
    assert on == days("2027-01-31", "2027-02-14", "2027-10-09")


def test_a_file_takes_a_year_and_days_as_the_notice_writes_them() -> None:
    table = load_holidays({"year": 2027, "off": ["1月1日（周五）至3日", date(2027, 4, 5)], "on": ["2月14日"]})
    assert (table.first, table.last) == (date(2027, 1, 1), date(2027, 12, 31))
    assert sorted(table.off) == days("2027-01-01", "2027-01-02", "2027-01-03", "2027-04-05")
    assert sorted(table.on) == days("2027-02-14")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"year": 2027, "notice": "大家好"}, "notice: found no day that is 放假: "),
        ({"year": 2027, "notice": "2月30日放假。"}, "notice: found 2027年2月30日, which is no day"),
        ({"year": 2027, "off": ["2月6日至1日"]}, "off: found 2027-02-06 to 2027-02-01: the last day comes before"),
        ({"year": 2027, "off": ["soon"]}, "off: found 'soon'; give a date such as 2027-01-01, or days such as"),
        ({"year": 27}, "year: found 27; give a year such as 2027"),
        ({"year": 2027, "from": date(2027, 1, 1)}, "year: found beside from and to; "),
        ({"year": 2027, "closed": []}, "closed: unknown key; a holiday file has year, from, to, off, on, notice"),
    ],
)
def test_what_is_wrong_in_a_file_is_told(data: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("(", r"\(")):
        load_holidays(data)


# In a scenario


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The town in 2027, of which no notice is known to the program."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.scenario.whose_holidays.CHINA_LAST", date(2026, 12, 31))
    Path("town.yaml").write_text(TOWN.replace("2016-01-04", "2027-01-01").replace("1 year", "365 days"))
    return tmp_path


def is_open(scenario: Scenario, *day: int) -> bool:
    calendar = lower(scenario).calendars[list(scenario.calendars).index("office")]
    return bool(calendar.is_open(to_minute(datetime(*day, 10, 0), scenario.start)))


def test_a_year_of_365_days_from_the_first_of_january_fits_and_says_whose_holidays_it_keeps(town: Path) -> None:
    scenario = load_scenario("town.yaml")
    assert by_law_from(scenario) == date(2027, 1, 1)
    assert [is_open(scenario, 2027, 2, day) for day in (5, 8, 9, 11, 14)] == [False, False, False, True, False]
    told = "notice: town.yaml: start: from 2027-01-01 on no notice of the State Council is known: the holidays are the "
    assert told in done("check", "town.yaml")
    [sentence] = by_law_told([scenario])
    assert sentence.startswith("From 2027-01-01 on the holidays are those of the law, without make-up days")
    assert sentence in " ".join(done("run", "town.yaml", "--replications", 1, "--workers", 1).split())


def test_one_line_changes_the_year_for_all_calendars(town: Path) -> None:
    Path("2027.yaml").write_text(
        f"year: 2027\nnotice: |\n  {NOTICE.replace(chr(10), chr(10) + '  ')}\n", encoding="utf-8"
    )
    text = "scenario: mine\ntitle: M\nextends: town\nchina: 2027.yaml\n"
    Path("mine.yaml").write_text(text, encoding="utf-8")
    scenario = load_scenario("mine.yaml")
    assert by_law_from(scenario) is None
    assert [is_open(scenario, 2027, 2, day) for day in (5, 8, 11, 14)] == [False, False, False, True]
    assert "no notice of the State Council" not in done("check", "mine.yaml")
    missing = text.replace("2027.yaml", "2028.yaml")
    Path("mine.yaml").write_text(missing, encoding="utf-8")
    assert refusal("check", "mine.yaml").startswith("mine.yaml: china: ")


def test_a_file_of_one_year_alone_is_enough_for_365_days(town: Path) -> None:
    Path("own.yaml").write_text("year: 2027\noff: [1月1日]\n", encoding="utf-8")
    own = Path("town.yaml").read_text(encoding="utf-8").replace("holidays: china", "holidays: own.yaml")
    Path("town.yaml").write_text(own, encoding="utf-8")
    assert not is_open(load_scenario("town.yaml"), 2027, 1, 1)
