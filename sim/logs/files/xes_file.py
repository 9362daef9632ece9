"""XES, the format of process mining (IEEE 1849): a row an event, with the attributes of its case under `case:`."""

from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pandas as pd

from sim.logs.files.table import LogError, Table, bytes_of, heads_of, table_of

CASE: Final = "case:"
VALUES: Final = ("string", "date", "int", "float", "boolean", "id")
"""The elements that hold one value."""


def read_xes(file: Path, wanted: Collection[str] | None = None, most: int | None = None) -> Table:
    """The *wanted* attributes of all events, or of the first so many; of an attribute with parts only its own value."""
    events = _Events(wanted)
    try:
        for moment, element in ElementTree.iterparse(BytesIO(bytes_of(file)), events=("start", "end")):
            events.hear(moment, element)
            if events.count == most:
                break
    except ElementTree.ParseError as error:
        reason = error.msg.split(":")[0]
        raise LogError(file, f"line {error.position[0]}", f"is no whole XES ({reason}): export it again") from None
    if not events.count:
        raise LogError(file, "", "has no event: is this the right file?")
    frame = events.frame()
    heads_of(file, "", list(events.columns), wanted)
    return table_of(frame, file, 1)


class _Events:
    """The events of a file, as they are heard one after another."""

    def __init__(self, wanted: Collection[str] | None) -> None:
        self.wanted = wanted
        self.columns: dict[str, list[str]] = {}
        self.count = 0
        self.inside: list[str] = []
        self.case: dict[str, str] = {}

    def hear(self, moment: str, element: ElementTree.Element) -> None:
        kind = element.tag.rpartition("}")[2]
        if moment == "start":
            self.inside.append(kind)
            self.case = {} if kind == "trace" else self.case
            return
        self.inside.pop()
        if kind == "event":
            self._add({**self.case, **dict(self._values(element))})
        elif kind in VALUES and self.inside[-1:] == ["trace"]:
            self.case |= self._wanted(CASE + element.attrib.get("key", ""), element)
        if kind in ("event", "trace"):
            element.clear()

    def _values(self, event: ElementTree.Element) -> list[tuple[str, str]]:
        return [pair for one in event for pair in self._wanted(one.attrib.get("key", ""), one).items()]

    def _wanted(self, key: str, element: ElementTree.Element) -> dict[str, str]:
        kept = self.wanted is None or key in self.wanted
        return {key: element.attrib.get("value", "")} if kept else {}

    def _add(self, event: dict[str, str]) -> None:
        for key, value in event.items():
            column = self.columns.setdefault(key, [])
            column.extend([""] * (self.count - len(column)))
            column.append(value)
        self.count += 1

    def frame(self) -> pd.DataFrame:
        """A row an event; an attribute that an event does not have is empty."""
        return pd.DataFrame({key: cells + [""] * (self.count - len(cells)) for key, cells in self.columns.items()})
