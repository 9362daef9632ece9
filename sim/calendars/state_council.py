"""The State Council's notice of a year's holidays (国务院办公厅节假日安排通知), read as it is written.

「二、春节：2月6日（农历除夕前一日、周六）至12日（周五）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。」
A clause that ends in 放假 names days off, one that ends in 上班 weekends that are worked in their place.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

BRACKETS: Final = re.compile(r"[（(][^（）()]*[）)]")
DAYS: Final = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:\s*(?:至|—|－|-|~|到)\s*(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日)?"
)
CLAUSES: Final = re.compile(r"([^。；;\n]*?)(放假|上班)")


def read_notice(text: str, year: int) -> tuple[list[date], list[date]]:
    """The days off and the weekends worked of a notice about a *year*.

    Raises `ValueError` where it names no day, or a day that there is not.
    """
    off: list[date] = []
    on: list[date] = []
    for clause, what in CLAUSES.findall(BRACKETS.sub("", text)):
        (off if what == "放假" else on).extend(_days(clause, year))
    if not off:
        raise ValueError("found no day that is 放假: give the text as the notice has it, such as 1月1日至3日放假")
    return sorted(set(off)), sorted(set(on))


def read_days(text: str, year: int) -> list[date]:
    """The days of one entry, such as 1月1日 or 2月6日至12日."""
    plain = BRACKETS.sub("", text).strip()
    if DAYS.fullmatch(plain) is None:
        raise ValueError(f"found '{text}'; give a date such as 2027-01-01, or days such as 2月6日至12日")
    return list(_days(plain, year))


def _days(clause: str, year: int) -> Iterator[date]:
    for first_year, month, day, last_year, last_month, last_day in DAYS.findall(clause):
        first = _date(first_year or year, month, day)
        last = _date(last_year or first.year, last_month or month, last_day) if last_day else first
        if last < first:
            raise ValueError(f"found {first} to {last}: the last day comes before the first")
        yield from (first + timedelta(n) for n in range((last - first).days + 1))


def _date(year: str | int, month: str | int, day: str | int) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"found {year}年{month}月{day}日, which is no day") from None
