"""The reading report of a log: what was read, what was refused, every trap with its count, and what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.base.language import Language
from sim.base.progress import Watch, unwatched
from sim.logs.files.read import read_table
from sim.logs.files.table import LogError
from sim.logs.log import FEWEST, UNMAPPED, Log
from sim.logs.mapping import read_map
from sim.logs.read import STEPS, read_log
from sim.logs.rows import EMPTY, FEW, ROW
from sim.logs.sources import files_of
from sim.logs.stamps import read_stamps
from sim.logs.states import GROUPS
from sim.logs.survival import Durations, Survival, months
from sim.logs.traps import Finding, of_reading, traps
from sim.logs.visits import Visits, always
from sim.logs.words import say

EARLY, LATE = 0.2, 0.7
"""A column that is filled in less of the early rows and more of the late ones came to be filled."""
ENOUGH_ROWS: Final = 60
SHARED: Final = {"handlers", "correlation", "drift", "trend", "bunched", "filled_late"}
"""Traps whose count is no count of cases."""


@dataclass(frozen=True)
class ItemRow:
    """One item: its cases, how many are open, how long it takes from receipt to its end in calendar days."""

    item: str
    cases: int
    open: int
    median: float
    p90: float


@dataclass(frozen=True)
class Report:
    """A reading report."""

    log: Log
    findings: tuple[Finding, ...]
    items: tuple[ItemRow, ...]

    def told(self, lang: Language) -> list[dict[str, str]]:
        """Every trap in words: title, found, example, biases, todo."""
        return [_told(one, lang) for one in self.findings]

    def summary(self, lang: Language) -> str:
        """What was read, in one sentence."""
        log, events = self.log, self.log.events
        return say(
            "check.read",
            lang,
            rows=log.rows,
            files=", ".join(log.files),
            events=len(events),
            cases=len(log.cases),
            items=events["item"].nunique(),
            first=events["time"].min().date(),
            last=(log.until - timedelta(seconds=1)).date(),
            digest=log.digest,
        )

    def document(self, lang: Language) -> dict[str, Any]:
        """The report for programs."""
        words = self.told(lang)
        return {
            "files": list(self.log.files),
            "rows": self.log.rows,
            "events": len(self.log.events),
            "cases": len(self.log.cases),
            "until": str((self.log.until - timedelta(seconds=1)).date()),
            "digest": self.log.digest,
            "summary": self.summary(lang),
            "traps": [
                {"trap": one.trap, "count": one.count, "of": one.of, "where": one.where, "values": _plain(one), **told}
                for one, told in zip(self.findings, words, strict=True)
            ],
            "items": [vars(row) for row in self.items],
        }


def _plain(finding: Finding) -> dict[str, Any]:
    return {key: value if isinstance(value, str) else float(value) for key, value in finding.values.items()}


def _told(finding: Finding, lang: Language) -> dict[str, str]:
    told = {key: _in_words(value, lang) for key, value in finding.values.items()}
    values = {"count": finding.count, "of": finding.of, "share": finding.share, **told}
    words = {
        key: say(f"{finding.trap}.{key}", lang, **values) for key in ("title", "found", "example", "biases", "todo")
    }
    if finding.where:
        words["found"] += " " + say("check.first", lang, where=_place(finding.where, lang))
    return words


def _place(where: str, lang: Language) -> str:
    """A file, and the row in it if one is told."""
    file, _, row = where.rpartition(ROW)
    return say("check.row", lang, file=file, row=row) if file else where


def _in_words(value: Any, lang: Language) -> Any:
    """A value; of names of items, what stands for those that are not told."""
    if not isinstance(value, str):
        return value
    return value.replace(FEW, say("check.few_cases", lang)).replace(EMPTY, say("check.empty", lang))


def check_log(map_file: Path, given: Sequence[Path] = (), watch: Watch = unwatched) -> Report:
    """The reading report of a log. Raises `LogError` or `ScenarioError` for what cannot be read or used."""
    with watch("reading", STEPS) as tick:
        log = read_log(map_file, given, tick)
    require_usable(log)
    return Report(log, tuple(traps(log, _filled_late(log, map_file, given))), tuple(_items(log)))


def unmapped(log: Log, lang: Language) -> list[str]:
    """What is told of items that the map does not name: none, or one sentence with file and row."""
    return [_told(one, lang)["found"] for one in of_reading(log) if one.trap == "unmapped"]


def require_usable(log: Log) -> None:
    """Refuses a log from which nothing can be learned: of one case, of one day, without any end, of unknown items."""
    events, name = log.events, log.files[0] if log.files else "log"
    if not log.known_items:
        count = events["item"].nunique()
        raise LogError(name, "row 2", f"none of its {count} items is named in the map: name them under item.names")
    if len(log.cases) == 1:
        raise LogError(
            name, "row 2", "all rows are of one case: nothing can be measured from it; mind the column of cases"
        )
    days = events["time"].dt.normalize()
    if days.nunique() == 1:
        day = days.iloc[0].date()
        raise LogError(name, "row 2", f"every event is on {day}: that may be the day of the export; map another column")
    ends = log.mapping.finished.ends
    if not events["state"].isin(list(ends)).any():
        known = ", ".join(sorted(GROUPS["decided"]))
        message = f"no row says that anything was over: map a code or a column to one of {known}, or set finished"
        raise LogError(name, f"rows 2 to {log.rows + 1}", message)


def _items(log: Log) -> Iterator[ItemRow]:
    """The items that enough cases have, those with most of them first."""
    visits, clock = Visits(log), always(log)
    received, end = clock.at(visits.received) / 1440, clock.at(visits.ended) / 1440
    export = float((visits.until - clock.start).astype(np.int64)) / 86_400
    spent = np.maximum(np.where(visits.open, export, end) - received, 0)
    durations = Durations(spent, visits.open, months(visits.received.time))
    count = np.bincount(visits.item, minlength=len(visits.item_names))
    for number in np.argsort(-count, kind="stable"):
        name, mine = visits.item_names[number], visits.item == number
        if count[number] >= FEWEST and not name.startswith(UNMAPPED):
            some = durations.at(mine)
            median, p90 = Survival(some).quantiles(np.array([0.5, 0.9]))
            yield ItemRow(name, len(np.unique(visits.case[mine])), some.open_count, float(median), float(p90))


def _filled_late(log: Log, map_file: Path, given: Sequence[Path]) -> Iterator[Finding]:
    """Columns of the first table that are empty in early rows and filled in late ones; only whether, not with what."""
    mapping = read_map(map_file)
    table = read_table(files_of(mapping, map_file, given)[mapping.main])
    stamped = mapping.time or next(iter(mapping.moments.values()))
    if stamped not in table.frame or len(table.frame) < ENOUGH_ROWS:
        return
    time = read_stamps(table.frame[stamped], mapping.log.zone, mapping.log.stamps).time
    order = np.argsort(time, kind="stable")[: int((~np.isnat(time)).sum())]
    third = len(order) // 3
    for name, column in table.frame.items():
        filled = (column.astype(str).str.strip() != "").to_numpy()[order] if column.dtype.kind not in "M" else None
        if filled is None or not third:
            continue
        early, late = float(filled[:third].mean()), float(filled[-third:].mean())
        if early <= EARLY and late >= LATE and str(name) not in mapping.moments.values():
            values = {"name": str(name), "early": early, "late": late}
            yield Finding("filled_late", int(filled.sum()), len(order), values=values)
