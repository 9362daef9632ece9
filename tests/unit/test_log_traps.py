"""Each trap of a log as a file of some twenty rows, with its exact sentence; and a log without any."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from asking import done
from small_logs import STATES_MAP, written

from sim.logs.check import check_log
from sim.logs.words import WORDING

WIDE = {
    "log": {"form": "wide", "until": "2019-12-31"},
    "tables": {"rows": "log.csv"},
    "case": "case",
    "item": {"all": "permit"},
    "moments": {"received": "received", "decided": "decided"},
}
Rows = list[list[str]]
HEADS = ["case", "received", "decided"]


def moment(week: float, hour: float = 9.0) -> datetime:
    """A minute of the n-th week of 2019, on its Monday, or so many days of it later."""
    return datetime(2019, 1, 7) + timedelta(weeks=week, hours=hour)


def row(number: int, begun: datetime, ended: datetime | None, *more: str) -> list[str]:
    return [f"C{number}", f"{begun:%F %H:%M}", f"{ended:%F %H:%M}" if ended else "", *more]


def steady(count: int = 20) -> Rows:
    """Cases that come one every other week and take eight to eleven days, at different minutes of the day."""
    return [
        row(n, moment(2 * n, 9 + n * 0.35 % 8), moment(2 * n, 9 + n * 0.27 % 8) + timedelta(days=8 + n % 4))
        for n in range(count)
    ]


def told(folder: Path, rows: Rows, heads: list[str] | None = None, **changes: object) -> dict[str, str]:
    """What is found, by trap."""
    text = "\n".join(",".join(one) for one in [heads or HEADS, *rows])
    report = check_log(written(folder, text, {**WIDE, **changes}))
    return {one.trap: words["found"] for one, words in zip(report.findings, report.told("en"), strict=True)}


def test_a_log_without_traps(tmp_path: Path) -> None:
    assert told(tmp_path, steady()) == {}


def test_open_cases(tmp_path: Path) -> None:
    rows = [row(n, moment(n, 10), moment(n, 10) + timedelta(days=10 if n % 2 else 30)) for n in range(40)]
    rows = [one if n % 4 or n < 20 else [one[0], one[1], ""] for n, one in enumerate(rows)]
    assert told(tmp_path, rows, log={"form": "wide", "until": "2019-10-31"})["open"] == (
        "5 of 40 are not over. Of those that are over, the mean is 18.6 calendar days and 90 % are over in 30.0; of "
        "all, 28.9 and 45.6."
    )


def test_the_limit_drives_time(tmp_path: Path) -> None:
    rows = [
        row(
            n,
            moment(2 * n, 9 + n * 0.3),
            moment(2 * n, 15) + timedelta(days=56 if n < 15 else 40 + n),
            f"{moment(2 * n) + timedelta(days=56):%F}",
        )
        for n in range(21)
    ]
    found = told(tmp_path, rows, [*HEADS, "due"], due="due", log={"form": "wide", "until": "2020-12-31"})
    assert found["limit_drives"] == (
        "The chance of being over on a day is 0.000 about 56 days before the promised one, 0.800 on it and 0.400 after "
        "it; 16 of 21 ended on it."
    )


def test_work_that_cannot_be_seen(tmp_path: Path) -> None:
    rows = [
        f"C{n},permit,{code},{moment(2 * n, 9 + n * 0.3) + timedelta(days=days):%F %H:%M}:{code * 3 % 60:02d}"
        for n in range(10)
        for code, days in ((1, 0), (3, 0), (8, 40), (11, 40))
    ]
    text = "\n".join(["gcdm,spsxbm,blzt,blsj", *rows])
    report = check_log(written(tmp_path, text, {**STATES_MAP, "log": {"form": "states", "until": "2019-12-31"}}))
    [found] = [
        words["found"] for one, words in zip(report.findings, report.told("en"), strict=True) if one.trap == "no_start"
    ]
    assert found == (
        "20 of 30 events follow within a minute of the one before; a case has events on 2.0 of its 41 days."
    )


def test_periods_that_differ(tmp_path: Path) -> None:
    rows = [
        row(n, moment(2 * n, 9.5 + n * 0.2), moment(2 * n, 10) + timedelta(days=5 if n < 13 else 30)) for n in range(26)
    ]
    assert told(tmp_path, rows, log={"form": "wide", "until": "2020-06-30"})["drift"] == (
        "The share that is over within the median time goes from 0% to 100% over 4 quarters: 6.5 times the variance of "
        "independent cases."
    )


def test_arrivals_in_bunches(tmp_path: Path) -> None:
    rows = [
        row(n, moment(n // 4 * 5, 9 + n * 0.37), moment(n // 4 * 5, 9) + timedelta(days=9 + n % 4)) for n in range(20)
    ]
    assert told(tmp_path, rows, log={"form": "wide", "until": "2019-06-30"})["bunched"] == (
        "The variance of weekly arrivals is 3.3 times their mean over 25 weeks; independent cases give 1."
    )


def test_arrivals_that_fall(tmp_path: Path) -> None:
    days = np.cumsum(np.linspace(3, 30, 60))
    rows = [
        row(
            n,
            moment(0, 9 + n * 0.1) + timedelta(days=float(int(day))),
            moment(0, 11) + timedelta(days=float(int(day)) + 10),
        )
        for n, day in enumerate(days)
    ]
    assert told(tmp_path, rows, log={"form": "wide", "until": "2021-09-30"})["trend"] == (
        "Arrivals change by -57% a year."
    )


def test_dates_and_constant_clock_times(tmp_path: Path) -> None:
    rows = [[f"C{n}", f"{moment(2 * n):%F} 01:06:40", f"{moment(2 * n) + timedelta(days=10):%F}"] for n in range(20)]
    found = told(tmp_path, rows)
    assert found["constant_time"] == (
        "20 of 20 stamps of 'received' (100%) show one of few minutes of the day outside office hours; they count as "
        "dates. First in log.csv: row 2."
    )
    assert found["date_only"] == "20 of 20 stamps of 'decided' (100%) have no clock time. First in log.csv: row 2."


def test_a_session_within_office_hours_is_told_and_kept(tmp_path: Path) -> None:
    rows = [row(n, moment(2 * n, 9 + n * 0.35), moment(2 * n, 9.25) + timedelta(days=8 + n % 4)) for n in range(20)]
    assert told(tmp_path, rows) == {
        "frequent_time": "20 of 20 stamps of 'decided' (100%) show one of few minutes within office hours; they are "
        "kept. First in log.csv: row 2."
    }


def test_a_receipt_before_the_first_event(tmp_path: Path) -> None:
    rows = [[*one, f"{moment(2 * n, 11 + n * 0.2) + timedelta(days=7):%F %H:%M}"] for n, one in enumerate(steady())]
    moments = {"received": "received", "accepted": "accepted", "decided": "decided"}
    assert told(tmp_path, rows, [*HEADS, "accepted"], moments=moments)["early_receipt"] == (
        "In 20 of 20 the receipt is a day or more before the next event, 7.0 days on average."
    )


def test_no_end_marker(tmp_path: Path) -> None:
    rows = [one if n % 4 else [*one[:2], ""] for n, one in enumerate(steady())]
    assert told(tmp_path, rows)["no_end"] == (
        "5 of 20 items that began more than 22 days before the export have no end."
    )


@pytest.mark.parametrize("sign", ["1970-01-01", "1970-12-31", "2099-12-31", "1721-03-05", "9999-12-31"])
def test_signs_that_stand_for_no_time(tmp_path: Path, sign: str) -> None:
    rows = steady()
    rows[3][2] = sign
    assert told(tmp_path, rows)["sentinel"] == (
        "1 of 20 stamps of 'decided' are signs such as 1970-01-01 or 2099-12-31, or lie outside 1990 to 2089; they "
        "count as missing. First in log.csv: row 5."
    )


def test_events_after_the_export(tmp_path: Path) -> None:
    rows = steady()
    rows[3][2] = "2020-02-01 09:30"
    assert told(tmp_path, rows)["after_export"] == (
        "1 of 40 events are dated after the day of the export; they are left out. First in log.csv: row 5."
    )


def test_clocks_of_another_zone(tmp_path: Path) -> None:
    rows = [row(n, moment(2 * n, 17 + n * 0.35), moment(2 * n, 17 + n * 0.36) + timedelta(days=10)) for n in range(20)]
    assert told(tmp_path, rows)["zone"] == (
        "28 of 40 clock times lie outside 07:00 to 19:00; moved by -5 hours, only 0% would."
    )


def test_test_users_and_many_hands(tmp_path: Path) -> None:
    rows = [[*one, "admin2" if n == 4 else f"U{n % 6}"] for n, one in enumerate(steady())]
    found = told(tmp_path, rows, [*HEADS, "handler"], handler="handler")
    assert found["test_handlers"] == (
        "1 of 20 rows are of handlers whose names begin with test, admin, system or the like. First in log.csv: row 6."
    )
    assert found["handlers"] == "7 handlers; five of them do 85%; one item is done by up to 7."
    dropped = told(tmp_path, rows, [*HEADS, "handler"], handler="handler", drop={"handlers": "ADMIN*"})
    assert dropped["dropped_handlers"] == "1 of 20 rows are of handlers that the map drops. First in log.csv: row 6."


def test_columns_that_came_to_be_filled(tmp_path: Path) -> None:
    rows = [[*one, "" if n < 30 else "group 5"] for n, one in enumerate(steady(60))]
    found = told(tmp_path, rows, [*HEADS, "group"], log={"form": "wide", "until": "2021-12-31"})
    assert found["filled_late"] == (
        "'group' is filled in 0% of the first third of rows by time and in 100% of the last."
    )


def test_correlation_within_a_case(tmp_path: Path) -> None:
    rows = [
        [
            f"C{n}",
            f"{moment(2 * n, 9 + n * 0.35):%F %H:%M}",
            f"{moment(2 * n, 9.5 + item) + timedelta(days=5 + n):%F %H:%M}",
            f"X{item}",
        ]
        for n in range(10)
        for item in range(2)
    ]
    found = told(tmp_path, rows, [*HEADS, "item"], item={"column": "item"})
    assert found["correlation"] == ("Within 10 cases the rank correlation of the durations of two items is +1.00.")


def test_doubles_refused_rows_and_what_is_of_no_case(tmp_path: Path) -> None:
    rows = [*steady(), steady()[7], ["", "2019-03-04 09:11", "2019-03-05 10:12"], ["x"] * 5]
    found = told(tmp_path, rows)
    assert found["double"] == "2 of 42 events are told more than once; each counts once. First in log.csv: row 22."
    assert found["no_case"] == "1 of 22 rows have nothing in 'case'; they are left out. First in log.csv: row 23."
    assert found["refused_row"] == "1 row is not read: 5 cells under 3 heads. First in log.csv: row 24."


def test_items_that_nobody_mapped_with_their_share_of_time(tmp_path: Path) -> None:
    rows = [[*one, "X-12" if n % 2 else "X-31"] for n, one in enumerate(steady())]
    found = told(tmp_path, rows, [*HEADS, "item"], item={"column": "item", "names": {"X-12": "planning-permit"}})
    assert found["unmapped"] == (
        "1 items with 10 of 20 rows are not named in the map (their share of the time of all items in brackets): X-31 "
        "(47%). First in log.csv: row 2."
    )


def test_every_trap_has_all_its_words_in_both_languages() -> None:
    traps = {key.partition(".")[0] for key in WORDING.words()} - {
        "check",
        "guess",
        "calibrate",
        "fit",
        "why",
        "worlds",
        "report",
    }
    from sim.logs.traps import ORDER

    assert traps == set(ORDER)
    parts = ("title", "found", "example", "biases", "todo")
    assert all(WORDING.words()[f"{trap}.{part}"].keys() == {"en", "zh"} for trap in traps for part in parts)


def test_the_report_on_the_screen_and_as_a_page_in_both_languages(tmp_path: Path) -> None:
    rows = [one if n % 4 else [*one[:2], ""] for n, one in enumerate(steady())]
    map_file = written(tmp_path, "\n".join(",".join(one) for one in [HEADS, *rows]), WIDE)
    for lang, title in (("en", "Items that are open at the export"), ("zh", "导出时尚未办结的事项")):
        page = tmp_path / f"{lang}.html"
        said = done("log", "check", "--map", map_file, "--lang", lang, "-o", page)
        assert title in said
        text = page.read_text(encoding="utf-8")
        assert title in text
        assert "http://" not in text.replace("http://www.w3.org", "")
