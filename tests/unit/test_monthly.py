"""Month by month: how cases fare by the month in which they come, and how long the queues are."""

import json
from datetime import date
from pathlib import Path

import pytest
from asking import done, refusal
from click.testing import CliRunner
from matplotlib.figure import Figure

from sim.charts.gallery import months
from sim.charts.months import conclusion, longest
from sim.cli import main
from sim.experiment.monthly import BACKLOG, SINCE, Monthly, by_month
from sim.experiment.replications import Settings
from sim.experiment.tables.months import of_monthly
from sim.scenario import Scenario, as_document, load_scenario
from sim.scenario.validation import validated

HERE = Path(__file__).parent / "scenarios"
TWICE = Settings(seed=1, replications=2, workers=1)


def opening(**changes: object) -> Monthly:
    """A case a day, and forty at the desk on the first day; measured from the first."""
    document = as_document(load_scenario(HERE / "daily.yaml"))
    start_with = {"projects": {"draw": 40}}
    document |= {"run": {"length": "90 days"}, "start_with": start_with, **changes}
    return by_month(validated(Scenario, document, "daily"), TWICE, target=10)


def rows(found: Monthly, table: str, name: str) -> list[tuple[date, float]]:
    frame = getattr(found, table)
    frame = frame[frame["name"] == name]
    return [(month, pytest.approx(mean)) for month, mean in zip(frame["month"], frame["mean"], strict=True)]


JANUARY, FEBRUARY, MARCH = (date(2018, month, 1) for month in (1, 2, 3))


def test_the_backlog_is_in_progress_until_it_is_worked_off():
    """Forty cases, four at a time, three days each and a day for the permit: four leave after days 4, 7, …, 31."""
    found = opening()
    done = sum(4 * day for day in range(4, 32, 3)) / 31
    assert rows(found, "calendar", BACKLOG) == [(JANUARY, done), (FEBRUARY, 0), (MARCH, 0)]


def test_who_comes_meets_their_queue_and_later_ones_do_not():
    """Four desks are free again every third day: who joins on day 3 or 4 waits until 6, on 5 to 8 until 9.

    That is 3 + 2, 4 + 3 + 2 + 1, 3 + 2 + 1, 2 + 1 and at last 1 day; everybody else takes the six days of the way.
    """
    coming = opening(start_with={"projects": {"draw": 10}}).coming
    totals = coming[coming["name"] == "total_days"].set_index("month")
    assert totals["n"].tolist() == [60, 56, 62]
    assert totals["mean"].tolist() == [pytest.approx(6 + 25 / 30), 6, 6]
    assert totals["within"].tolist() == [1, 1, 1]


def test_the_queue_is_told_for_each_pool():
    """On the first two days 36 of the forty wait; the first to come does so on the second."""
    found = opening(run={"length": "2 days"})
    assert rows(found, "calendar", "desk") == [(JANUARY, 36)]
    assert rows(found, "calendar", SINCE) == [(JANUARY, 0.5)]


def test_the_backlog_is_that_of_the_process_that_is_told():
    """Two hundred people who wait for a card on the first day are nobody's project."""
    processes = as_document(load_scenario(HERE / "daily.yaml"))["processes"]
    processes["cards"] = {
        "arrivals": {"interval": "1 days"},
        "items": {"card": {"steps": {"wait": {"wait": "1 days", "calendar": "always"}}}},
    }
    found = opening(processes=processes, start_with={"projects": {"draw": 10}, "cards": {"card": 200}})
    table = of_monthly(found)
    assert set(table["backlog"]) == {10}
    assert conclusion(table, "total_days").endswith(
        "nine in ten of those there on the first day are done by February 2018"
    )


def test_a_steady_state_is_the_same_in_every_month():
    found = opening(start_with={"projects": {"ask": 0}})
    assert rows(found, "calendar", SINCE)[1:] == [(FEBRUARY, 6), (MARCH, 6)]
    assert rows(found, "coming", "total_days") == [(JANUARY, 6), (FEBRUARY, 6), (MARCH, 6)]
    assert conclusion(of_monthly(found), "total_days") == (
        "A case a day: 100% of those who come in January 2018 are within 10 days from filing to permit, "
        "and hardly more or fewer later"
    )


@pytest.mark.filterwarnings("error")
def test_the_figure_says_when_the_backlog_is_gone(tmp_path: Path):
    table = of_monthly(opening())
    figure = months(table, clock="total_days")
    assert isinstance(figure, Figure)
    title = figure.get_suptitle().replace("\n", " ")
    assert title == conclusion(table, "total_days")
    assert title.endswith("nine in ten of those there on the first day are done by February 2018")
    assert conclusion(table, "total_days", "zh").endswith("；首日存量项目到2018年02月办结九成")
    assert longest(table) == ["desk"]
    figure.savefig(tmp_path / "months.png")


def test_the_command_shows_the_months_and_writes_the_figure(tmp_path: Path):
    arguments = ["run", str(HERE / "daily.yaml"), "--by-month", "--replications", "2", "--workers", "1"]
    shown = CliRunner().invoke(main, [*arguments, "--figure", str(tmp_path / "months.svg"), "--lang", "zh"])
    assert shown.exit_code == 0
    assert "2018-02" in shown.stdout
    assert (tmp_path / "months.svg").exists()
    document = json.loads(CliRunner().invoke(main, [*arguments, "--json", "-"]).stdout)
    assert {row["month"] for row in document["calendar"]} == {"2018-01", "2018-02", "2018-03"}


def in_a_file(folder: Path, old: str, new: str) -> Path:
    text = (HERE / "daily.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "daily.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return folder / "daily.yaml"


def test_where_nobody_has_a_permit_yet_it_is_told_how_long_they_have_waited(tmp_path: Path):
    """A run of three days, of which nobody is followed further: a case takes six."""
    file = in_a_file(tmp_path, "{length: 90 days, warm_up: 30 days}", "{length: 3 days, follow: 0 days}")
    often = "--replications", 1, "--workers", 1
    document = json.loads(done("run", file, "--by-month", *often, "--json", "-"))
    total = next(row for row in document["coming"] if row["name"] == "total_days")
    assert total["n"] == 2
    assert total["unfinished"] == 1
    assert total["at_least"].split() == ["mean", "p50", "p90", "within"]
    assert total["mean"] < 3
    assert [row["name"] for row in document["calendar"]] == [BACKLOG, SINCE, "desk"]
    assert "2018-01" in done("run", file, "--by-month", *often)


def test_where_nobody_is_measured_it_is_said(tmp_path: Path):
    file = in_a_file(tmp_path, "interval: 1 days", "at: ['2018-01-02 09:00']")
    assert refusal("run", file, "--by-month", "--replications", 1, "--workers", 1) == (
        "daily: run: no case came between warm-up and cool-down, so nothing was measured: "
        "lengthen the run or shorten warm-up"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--figure", "x.png"], "--figure: goes with --by-month only: add it, or drop the figure"),
        (["--by-month", "--figure", "x.pdf"], "--figure: 'x.pdf' is neither .svg nor .png: choose one of the two"),
        (["--by-month", "--events", "x.csv"], "--events: does not go with --by-month: run twice"),
        (
            ["--by-month", "--precision", "0.1", "--of", "total_days.mean", "--most-replications", "9"],
            "--precision: does not go with --by-month: say how many --replications",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: list[str], told: str):
    result = CliRunner().invoke(main, ["run", str(HERE / "daily.yaml"), *arguments])
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"approvals: {told}\n")
