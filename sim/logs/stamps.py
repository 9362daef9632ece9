"""Times as platforms and spreadsheets write them, read as local time of the offices, in whole seconds.

ISO, `2019/3/5 9:05`, `2019年3月5日`, `20190305`, serial numbers of spreadsheets, 上午/下午. What begins with a day or
a month is refused, for nobody knows which of the two it is. A stamp that names its zone is brought into that of the
offices.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.base.arrays import Flags, Ints

Stamps = NDArray[np.datetime64]

AFTERNOON: Final = ("下午", "晚上", "PM", "pm", "p.m.", "Pm")
MORNING: Final = ("上午", "凌晨", "早上", "AM", "am", "a.m.", "Am")
HALF: Final = "|".join([*AFTERNOON, *MORNING, "中午"])
PATTERN: Final = (
    r"^\s*(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    rf"(?:[T\s]*(?P<before>{HALF})?\s*(?P<hour>\d{{1,2}})\s*[:时点：]\s*(?P<minute>\d{{1,2}})"
    r"(?:\s*[:分：]\s*(?P<second>\d{1,2})(?:[.,]\d+)?)?\s*[分秒]?"
    rf"\s*(?P<after>{HALF})?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?\s*$"
)
COMPACT: Final = (
    r"^\s*(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T\s]?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?\s*$"
)
SERIAL: Final = r"^\s*(?P<days>\d{5})(?P<part>\.\d+)?\s*$"
SERIALS: Final = np.datetime64("1899-12-30")
"""Day 0 of a spreadsheet."""
LAST_DAY: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Read:
    """A column of times; all arrays have a row for each of its cells."""

    time: Stamps
    """Local time of the offices in seconds; NaT where there is none."""
    dated: Flags
    """Where only the day is known: no clock time stands there, or midnight."""
    unread: Flags
    """Where something stands that is no time."""


def read_stamps(cells: pd.Series, zone: str, written_in: str | None = None) -> Read:
    """A column as read from a file: texts, or moments as Parquet has them; *written_in* is the zone of naive ones."""
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        local = cells.dt.tz_convert(zone).dt.tz_localize(None)
        return _with_days(local.to_numpy("datetime64[s]"))
    if cells.dtype.kind == "M":
        naive = cells.to_numpy("datetime64[s]")
        moved = _moved(naive, written_in, zone) if written_in not in (None, zone) else naive
        return _with_days(moved)
    codes, texts = pd.factorize(cells.fillna("").astype(str), use_na_sentinel=False)
    found = _read_texts(pa.array(np.asarray(texts, dtype=object), type=pa.string()), zone, written_in or zone)
    return Read(found.time[codes], found.dated[codes], found.unread[codes])


def _with_days(time: Stamps) -> Read:
    at_midnight = _seconds(time) % 86_400 == 0
    missing = np.isnat(time)
    return Read(time, at_midnight & ~missing, np.zeros(len(time), dtype=np.bool_))


def _read_texts(texts: Any, zone: str, written_in: str) -> Read:
    """Different texts, each tried in three ways."""
    time = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[s]")
    for pattern in (PATTERN, COMPACT, SERIAL):
        left = np.isnat(time)
        if not left.any():
            break
        time[left] = _matched(texts.filter(pa.array(left)), pattern, zone, written_in)
    empty = pc.equal(pc.utf8_trim_whitespace(texts), "").to_numpy(zero_copy_only=False)
    at_midnight = (_seconds(time) % 86_400 == 0) & ~np.isnat(time)
    return Read(time, at_midnight, np.isnat(time) & ~empty)


def _matched(texts: Any, pattern: str, zone: str, written_in: str) -> Stamps:
    found = pc.extract_regex(texts, pattern)
    matched = found.is_valid().to_numpy(zero_copy_only=False)
    time = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[s]")
    if matched.any():
        parts = {field.name: pc.struct_field(found.filter(pa.array(matched)), field.name) for field in found.type}
        time[matched] = _serial(parts) if "days" in parts else _moment(parts, zone, written_in)
    return time


def _serial(parts: dict[str, Any]) -> Stamps:
    days, part = _number(parts["days"]), parts["part"].to_numpy(zero_copy_only=False)
    seconds = np.array([round(float(f"0{one}") * 86_400) if one else 0 for one in part], dtype=np.int64)
    return np.asarray(
        (SERIALS + days.astype("timedelta64[D]")).astype("datetime64[s]") + seconds, dtype="datetime64[s]"
    )


def _number(part: Any) -> Ints:
    texts = part.to_numpy(zero_copy_only=False)
    filled = pc.if_else(pc.equal(pa.array(texts), ""), "0", pa.array(texts))
    return np.asarray(pc.cast(filled, pa.int64()).to_numpy(), dtype=np.int64)


def _moment(parts: dict[str, Any], zone: str, written_in: str) -> Stamps:
    """Moments from their parts; what no calendar has, as the 31st of June, is no time."""
    year, month, day = (_number(parts[name]) for name in ("year", "month", "day"))
    hour, minute, second = (_number(parts[name]) for name in ("hour", "minute", "second"))
    for name in ("before", "after"):
        if name in parts:
            half = pd.Series(parts[name].to_numpy(zero_copy_only=False))
            hour = np.where(half.isin(AFTERNOON) & (hour < 12), hour + 12, hour)
            hour = np.where(half.isin(MORNING) & (hour == 12), 0, hour)
    sane = (month >= 1) & (month <= 12) & (day >= 1) & (hour <= 24) & (minute < 60) & (second <= 60)
    sane &= day <= np.asarray(LAST_DAY)[np.clip(month, 1, 12) - 1]
    dates = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (np.clip(month, 1, 12) - 1)
    first = dates.astype("datetime64[D]")
    days = first + (day - 1)
    sane &= days.astype("datetime64[M]") == dates
    time = days.astype("datetime64[s]") + (hour * 3600 + minute * 60 + np.minimum(second, 59))
    return _in_zone(np.where(sane, time, np.datetime64("NaT")), parts["zone"], zone, written_in)


def _in_zone(time: Stamps, said: Any, zone: str, written_in: str) -> Stamps:
    """Stamps brought into the zone of the offices: by what each says of its own, or else from *written_in*."""
    offsets = pd.Series(said.to_numpy(zero_copy_only=False))
    local = time.copy()
    naive = (offsets == "").to_numpy()
    if written_in != zone and naive.any():
        local[naive] = _moved(time[naive], written_in, zone)
    for offset in offsets[~naive].unique():
        rows = (offsets == offset).to_numpy()
        local[rows] = _moved(time[rows] - _offset(offset), "UTC", zone)
    return local


def _offset(text: str) -> np.timedelta64:
    if text in ("Z", "UTC"):
        return np.timedelta64(0, "s")
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return np.timedelta64((-1 if text[0] == "-" else 1) * minutes * 60, "s")


def _moved(time: Stamps, from_zone: str, to_zone: str) -> Stamps:
    """The same moments on clocks of another zone; an hour that a clock shows twice is the first."""
    there = pd.DatetimeIndex(time).tz_localize(from_zone, ambiguous=True, nonexistent="shift_forward")
    return np.asarray(there.tz_convert(to_zone).tz_localize(None), dtype="datetime64[s]")


def _seconds(time: Stamps) -> Ints:
    return time.astype("datetime64[s]").astype(np.int64)
