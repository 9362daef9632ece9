"""From files and a map to a log: rows become events, cases become numbers, and all that was odd is told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats
from sim.base.errors import ScenarioError
from sim.logs.canonical import KEYS, ROW, canonical
from sim.logs.conditions import parsed
from sim.logs.files.table import LogError
from sim.logs.log import Log, Seen
from sim.logs.mapping import Map, read_map
from sim.logs.rows import Raw, Rows
from sim.logs.sources import Sources, files_of
from sim.logs.stamps import Stamps, read_stamps
from sim.logs.states import STATES
from sim.scenario.quantities import SPAN_MINUTES

DAY = np.timedelta64(1, "D")


STEPS: Final = 3
"""So often is progress told in reading."""


def read_log(map_file: Path, given: Sequence[Path] = (), tick: Callable[[], None] = lambda: None) -> Log:
    """The log of a map; files that are *given* take the place of those that the map names; *tick* hears of progress.

    Raises `ScenarioError` for a mistake in the map, `LogError` for one in a file.
    """
    mapping = read_map(map_file)
    try:
        sources = Sources(mapping, files_of(mapping, map_file, given))
    except ScenarioError as error:
        raise ScenarioError(str(map_file), error.path, error.message) from None
    tick()
    return _Reading(mapping, sources, map_file).log(tick)


class _Reading:
    """One log being read."""

    def __init__(self, mapping: Map, sources: Sources, map_file: Path) -> None:
        self.mapping, self.sources, self.map_file = mapping, sources, map_file
        self.rows = Rows(mapping, sources)
        self.seen: list[Seen] = [
            Seen("refused_row", 1, self.rows.count, f"{file.name}: row {row}", why)
            for table in sources.tables.values()
            for file, row, why in table.refused
        ]

    def log(self, tick: Callable[[], None]) -> Log:
        raw = self.rows.events()
        tick()
        if not len(raw.row):
            raise LogError(self.sources.main.name, "", self._nothing())
        until, raw = self._until(raw)
        frame = self._coded(raw)
        about = self._about_items(frame)
        frame = self._without_doubles(frame)
        traits = self._traits(frame)
        frame = self._closed(frame, until)
        told = (*self.rows.seen, *self.seen)
        events, items, cases, digest = canonical(frame, about, traits, self.rows.item_names)
        tick()
        parts = events.drop(columns=ROW), items, cases, digest
        return Log(*parts, self.mapping, until, self.rows.count, self.sources.names, told, self._found(events))

    def _found(self, events: pd.DataFrame) -> tuple[str, ...]:
        """Where each case stands first."""
        rows = events.groupby("case", sort=True)[ROW].min().to_numpy(np.int64)
        return tuple(f"{file.name}: {row}" for file, row in map(self.sources.main.address, rows.tolist()))

    def _nothing(self) -> str:
        """Why no row tells an event."""
        seen = {one.what: one for one in reversed(self.rows.seen)}
        if unread := seen.get("unread_time"):
            return f"no row has a time that can be read (column '{unread.name}', first in {unread.first})"
        if sign := seen.get("sentinel"):
            return f"no row has a time from 1990 to 2089 (column '{sign.name}', first in {sign.first})"
        if self.mapping.state is not None and (unknown := seen.get("unknown_state")):
            column = self.mapping.state.column
            return (
                f"no row has a state that the map knows (column '{column}', first in {unknown.first}): see state.codes"
            )
        return "no row has a time that can be read: look at the names of the columns"

    def _until(self, raw: Raw) -> tuple[pd.Timestamp, Raw]:
        """The end of the log, and the events before it."""
        said = self.mapping.log.until
        last = np.datetime64(said) if said is not None else raw.time.max().astype("datetime64[D]")
        end = last + DAY
        late = raw.time >= end
        self.rows.note("after_export", late, len(late), rows=raw.row)
        if late.all():
            raise ScenarioError(str(self.map_file), "log.until", f"no event is before the end of {said}: mind the year")
        kept = Raw(*(getattr(raw, name)[~late] for name in Raw.__annotations__))
        return pd.Timestamp(end), kept

    def _coded(self, raw: Raw) -> pd.DataFrame:
        """Events with numbers for codes of cases and instances, in whatever order."""
        mapping = self.mapping
        case = pd.factorize(self._text(mapping.case.column, mapping.case.table))[0]
        instance = pd.factorize(self._text(mapping.instance))[0] if mapping.instance else np.zeros_like(case)
        handler = pd.factorize(self._text(mapping.handler))[0] if mapping.handler else np.full_like(case, -1)
        columns = {"case": case, "instance": instance, "handler": handler}
        found = {name: numbers[raw.row].astype(np.int64) for name, numbers in columns.items()}
        order = ["case", "item", "instance", "state", "time", "dated", "handler", "row"]
        return pd.DataFrame({**found, **{name: getattr(raw, name) for name in Raw.__annotations__}})[order]

    def _text(self, name: str, table: str | None = None) -> pd.Series:
        return self.sources.column(name, table).astype(str).str.strip()

    def _without_doubles(self, frame: pd.DataFrame) -> pd.DataFrame:
        """One of each event."""
        frame = frame.sort_values([*KEYS, "time", "state", "handler", "row"], kind="stable", ignore_index=True)
        double = frame.duplicated([*KEYS, "time", "state"]).to_numpy()
        self.rows.note("double", double, len(frame), rows=frame["row"].to_numpy())
        return frame[~double]

    def _about_items(self, frame: pd.DataFrame) -> pd.DataFrame:
        """What the rows say of each instance of an item: its limit, its promise, the day it is due."""
        rows = frame["row"].to_numpy()
        about = frame[KEYS].copy()
        for name in ("limit", "promise"):
            column = getattr(self.mapping, name)
            about[name] = _days(self.sources.column(column))[rows] if column else np.nan
        about["due"] = self._due()[rows] if self.mapping.due else np.datetime64("NaT", "s")
        return about.groupby(KEYS, sort=True).min().reset_index()

    def _due(self) -> Stamps:
        about = self.mapping.log
        assert self.mapping.due is not None
        read = read_stamps(self.sources.column(self.mapping.due), about.zone, about.stamps)
        self.rows.note("unread_time", read.unread, self.rows.count, self.mapping.due)
        return read.time.astype("datetime64[D]").astype("datetime64[s]")

    def _traits(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The class and the traits of each case, by its code; of rows that differ, the first as their cells are."""
        mapping = self.mapping
        case, row = frame["case"].to_numpy(), frame["row"].to_numpy()
        flags = {name: self._holds(condition)[row] for name, condition in (mapping.classes | mapping.traits).items()}
        table = pd.DataFrame({"case": case, **flags})
        most, least = table.groupby("case").max(), table.groupby("case").min()
        differs = (most != least).any(axis=1).to_numpy() if flags else np.zeros(len(most), dtype=np.bool_)
        if differs.any():
            self.seen.append(Seen("case_differs", int(differs.sum()), len(differs)))
        classes = list(mapping.classes)
        fits = most[classes].to_numpy(dtype=np.bool_) if classes else np.zeros((len(most), 0), dtype=np.bool_)
        first = (
            np.where(fits.any(axis=1), fits.argmax(axis=1) if classes else 0, -1) if classes else np.full(len(most), -1)
        )
        if classes and (first < 0).any():
            self.seen.append(Seen("no_class", int((first < 0).sum()), len(first)))
        found = pd.DataFrame({"class": np.array([*classes, ""], dtype=object)[first]}, index=most.index)
        return found.assign(**{name: most[name].to_numpy(dtype=np.bool_) for name in mapping.traits})

    def _holds(self, condition: str) -> Flags:
        asked = parsed(condition)
        return asked.holds({name: self.sources.column(name) for name in asked.columns})

    def _closed(self, frame: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
        """With a withdrawal for each item that was silent for so long that the closing rule takes it for given up."""
        silent = self.mapping.finished.silent
        if silent is None:
            return frame
        last = frame.groupby(KEYS, sort=True).tail(1)
        over = frame["state"].isin([STATES.index(one) for one in self.mapping.finished.ends])
        ended = frame[over].groupby(KEYS).size()
        open_still = ~pd.MultiIndex.from_frame(last[KEYS]).isin(ended.index)
        since = (until - last["time"]).dt.total_seconds().to_numpy() / 60
        given_up = last[open_still & (since > silent)]
        if given_up.empty:
            return frame
        self.seen.append(Seen("given_up", len(given_up), len(last), name=f"{silent / SPAN_MINUTES['day']:.0f}"))
        closing = given_up.assign(state=STATES.index("withdrawn"), handler=-1)
        whole: pd.DataFrame = pd.concat([frame, closing])
        return whole.sort_values([*KEYS, "time", "state"], kind="stable")


def _days(cells: pd.Series) -> Floats:
    """Days as numbers, with or without a unit behind them."""
    text = cells.astype(str).str.extract(r"([0-9]+(?:\.[0-9]+)?)", expand=False)
    days = pd.to_numeric(text, errors="coerce")
    return days.where(days > 0).to_numpy(np.float64)
