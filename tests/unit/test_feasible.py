"""What can never be served is refused by `check` with its place, and what may mislead is told beside the good news."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main

OFFICE = """
scenario: office
title: Office
start: 2016-01-04
run: {length: 365 days, follow: 100 days}
target: 20
calendars:
  office: {days: mon-fri, hours: ["08:30-12:00", "13:30-17:00"], holidays: china}
  thursdays: {days: thu, hours: "14:00-17:00", holidays: china}
  june: {days: mon-fri, hours: "09:00-17:00"}
departments: {bureau: {year: {uniform: [0.5, 1]}}}
pools:
  clerks: {servers: 2, calendar: office}
  committee: {seats: 1, slot: 60, calendar: thursdays}
processes:
  permits:
    arrivals: {per_year: 50, calendar: office}
    complexity: {uniform: [0.5, 2]}
    classes: {plain: 0.5, large: 0.5}
    traits: {rare: 0.1}
    items:
      filing: {steps: {review: {work: 1 hour, pool: clerks, legal: true}}}
      meeting: {after: [filing], department: bureau, steps: {meet: {book: 1 hour, pool: committee, legal: true}}}
      permit: {after: [meeting], steps: {seal: {wait: 1 day, calendar: office, legal: true}}}
"""
ITEMS = "processes.permits.items"


def check(folder: Path, *changes: tuple[str, str]) -> tuple[int, list[str], str]:
    """Exit status, lines on standard output and what is on standard error about the office, changed."""
    text = OFFICE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "office.yaml"
    file.write_text(text, encoding="utf-8")
    days = "from: 2015-01-01\nto: 2027-12-31\noff: [[2015-01-01, 2016-05-31], [2016-07-01, 2027-12-31]]\n"
    (folder / "june.yaml").write_text(days, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file)])
    prefix = f"{file}: "
    told = [line.replace(prefix, "", 1) for line in result.stdout.splitlines()]
    return result.exit_code, told, result.stderr.replace(f"approvals: {prefix}", "").strip()


def good(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """What is told of the office beside that it is good."""
    code, (first, *told), said = check(folder, *changes)
    assert (code, said) == (0, "")
    assert first.startswith("good (")
    return told


JUNE = ('hours: "09:00-17:00"}', 'hours: "09:00-17:00", holidays: june.yaml}')
IN_JUNE = [JUNE, ("clerks: {servers: 2, calendar: office}", "clerks: {servers: 2, calendar: june}")]
COME = "{per_year: 50, calendar: office}"
MEET, SEAL, REVIEW, SLOT, LENGTH = "book: 1 hour,", "wait: 1 day,", "work: 1 hour,", "slot: 60,", "365 days,"
LATE = [("start: 2016-01-04", "start: 2035-03-05"), (LENGTH, "300 days,")]
NOBODY = "processes.permits.arrivals: no case can come between warm-up and cool-down, from "
CLOSED = "processes.permits.arrivals: the pattern leaves no minute in which a case could come"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            [(SLOT, "slot: 240,")],
            "pools.committee.slot: no slot of 240 minutes fits into 'thursdays', whose longest session has 180: "
            "shorten the slot, or lengthen the session",
        ),
        (
            [(MEET, "lead: 400 days, calendar: office, book: 1 hour,")],
            f"{ITEMS}.meeting.steps.meet.lead: no slot of 'committee' comes after it until 2017-04-12: "
            "shorten the lead, or let run.follow be longer",
        ),
        (
            [(MEET, "book: 24000 hours,")],
            f"{ITEMS}.meeting.steps.meet.book: takes 12,000 hours at least, and there are 11,160 until 2017-04-12: "
            "shorten it, or let run.follow be longer",
        ),
        (
            [(REVIEW, "work: 400 days,")],
            f"{ITEMS}.filing.steps.review.work: takes 2,800 hours at least, and there are 2,226 until 2017-04-12: "
            "shorten it, or let run.follow be longer",
        ),
        ([(REVIEW, "work: {days: {pert: [400, 500, 600]}}, share: 0.5,")], "review.work: takes 2,800 hours at least"),
        ([("filing: {", "filing: {applies: {large: 0.1}, "), (REVIEW, "work: 400 days,")], "takes 2,800 hours"),
        ([(SEAL, "wait: 400 days,")], f"{ITEMS}.permit.steps.seal.wait: takes 2,800 hours at least, and there"),
        (
            [(SEAL, "wait: 200 days,"), (REVIEW, "work: 200 days,")],
            f"{ITEMS}.permit.steps.seal: no case of 'plain' gets through it by 2017-04-12, even one that waits for "
            "nobody: shorten what comes before, or let run.follow be longer",
        ),
        ([*IN_JUNE, (REVIEW, "work: 23 days,")], "review.work: takes 184 hours at least, and there are 176 until 2017"),
        ([*IN_JUNE, (LENGTH, "365 days, warm_up: 8 months,")], "review: no case of 'plain' gets through it by 2017"),
        (
            [*LATE, (REVIEW, "work: 400 days,")],
            "until 2035-12-31: shorten it, or give the calendars a holiday file for the days after 2035-12-31",
        ),
        (
            [JUNE, (COME, "{per_year: 50, calendar: june}"), (LENGTH, "365 days, warm_up: 7 months,")],
            f"{NOBODY}2016-08-04 to 2017-01-02: let cases come then, lengthen the run or shorten warm-up",
        ),
        (
            [
                (LENGTH, "25 hours,"),
                ("100 days", "0 days"),
                ("days: thu", "days: mon"),
                ("june: {days: mon-fri", "june: {days: tue"),
                IN_JUNE[1],
            ],
            "pools.clerks: is never there from 2016-01-04 to 2016-01-05: let run.follow be longer",
        ),
        ([(COME, "{per_year: 0}")], f"{NOBODY}2016-01-04 to 2017-01-02"),
        ([(COME, "{at: []}")], NOBODY),
        (
            [
                (COME, "{at: [2016-01-05 09:00, 2016-12-20 09:00]}"),
                (LENGTH, "365 days, warm_up: 9 days, cool_down: 20 days,"),
            ],
            f"{NOBODY}2016-01-13 to 2016-12-13",
        ),
        ([(COME, "{interval: 400 days}")], NOBODY),
        ([(COME, "{interval: 10 days, most: 3}"), (LENGTH, "365 days, warm_up: 31 days,")], NOBODY),
        ([(COME, "{per_year: 50, calendar: thursdays, weekdays: {mon-fri: 0}}")], CLOSED),
        ([JUNE, (COME, "{per_year: 50, calendar: june, season: {jun: 0}}")], CLOSED),
    ],
)
def test_what_can_never_be_is_refused_with_its_place(changes, said, tmp_path):
    code, told, error = check(tmp_path, *changes)
    assert (code, told) == (2, [])
    assert said in error


@pytest.mark.parametrize(
    "changes",
    [
        [(SLOT, "slot: 180,")],
        [(MEET, "lead: 310 days, calendar: office, book: 1 hour,")],
        [(REVIEW, "work: 317 days, share: 0.5,")],
        [(REVIEW, "work: 600 days, having: rare, complexity: true,")],
        [("filing: {steps", "filing: {applies: 0, steps"), (REVIEW, "work: 9000 days,")],
        [
            (COME, "{interval: 10 days, most: 4}"),
            (LENGTH, "365 days, warm_up: 31 days,"),
        ],
        [(COME, "{interval: {days: {exponential: 400}}}")],
    ],
)
def test_what_is_only_just_possible_is_good(changes, tmp_path):
    good(tmp_path, *changes)


def test_slots_go_on_over_midnight_and_nights_may_bring_cases(tmp_path):
    """Fridays only from 22:00 to 02:00: three hours of a slot fit, and cases come though Fridays have no weight."""
    night = (
        'thursdays: {days: thu, hours: "14:00-17:00", holidays: china}',
        'thursdays: {days: fri, hours: "22:00-02:00"}',
    )
    come = (COME, "{per_year: 50, calendar: thursdays, weekdays: {fri: 0}}")
    assert good(tmp_path, night, (SLOT, "slot: 240,")) == good(tmp_path, night, come) == []
    code, _, said = check(tmp_path, night, (SLOT, "slot: 241,"))
    assert (code, "whose longest session has 240" in said) == (2, True)


def test_of_a_good_scenario_nothing_more_is_told(tmp_path):
    assert good(tmp_path) == []


def test_a_warning_where_the_known_holidays_end_before_cases_are_followed(tmp_path):
    [warning, by_law] = good(tmp_path, *LATE, ("100 days", "3 years"))
    assert by_law.startswith("notice: start: from 2035-03-05 on no notice of the State Council is known: ")
    assert warning == (
        "warning: run.follow: holidays are known until 2035-12-31, so nobody is followed any longer: who comes last, "
        "on 2035-12-29, is followed for 2 days, and the target is 20; give the calendars a holiday file for later "
        "years, start earlier, or lengthen run.cool_down"
    )


def test_a_warning_where_cases_are_not_followed_for_as_long_as_the_target(tmp_path):
    [warning] = good(tmp_path, ("follow: 100 days", "follow: 19 days"))
    assert warning == (
        "warning: run.follow: who comes last, on 2017-01-02, is followed for 19 days, and the target is 20: "
        "lengthen run.follow"
    )
    assert good(tmp_path, ("follow: 100 days", "follow: 20 days")) == []
    assert good(tmp_path, ("follow: 100 days", "follow: 1 day, cool_down: 19 days")) == []


def test_a_warning_where_most_are_never_done(tmp_path):
    [warning, load] = good(tmp_path, (REVIEW, "work: {days: {lognormal: {mean: 400, cv: 1}}},"))
    assert load.startswith("warning: pools.")
    assert load.endswith(": its queue grows without end")
    assert warning == (
        f"warning: {ITEMS}.filing.steps.review.work: takes 2,800 hours on average, and most are not done with it by "
        "2017-04-12: shorten it, or follow cases for longer"
    )


def test_a_notice_of_items_of_government_that_no_clock_of_the_law_counts(tmp_path):
    off = ("wait: 1 day, calendar: office, legal: true", "wait: 1 day, calendar: office")
    [notice] = good(tmp_path, off)
    assert notice == (
        "notice: processes.permits: no step of 'permit' is on the legal clock, so government_days do not count them: "
        "mark what the law's limit counts by legal: true, or say why by off_clock"
    )
    assert good(tmp_path, off, ("permit: {after", "permit: {off_clock: 送达，不计时, after")) == []
    assert good(tmp_path, off, ("permit: {after", "permit: {owner: public, after")) == []
