"""Small logs that are written by hand, and the maps that read them."""

from collections.abc import Sequence
from pathlib import Path

import yaml

STATES_MAP = {
    "log": {"form": "states"},
    "tables": {"rows": "log.csv"},
    "case": "gcdm",
    "item": {"column": "spsxbm"},
    "state": {"column": "blzt", "codes": "platform"},
    "time": "blsj",
}
HEADS = "gcdm,spsxbm,blzt,blsj"


def written(folder: Path, text: str | bytes, document: dict[str, object] | None = None, name: str = "log.csv") -> Path:
    """A log and its map in a folder; the map's path."""
    content = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(content)
    found = {**(STATES_MAP if document is None else document)}
    if name != "log.csv":
        found["tables"] = {"rows": name}
    file = folder / "map.yaml"
    file.write_text(yaml.safe_dump(found, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


def states(rows: Sequence[str]) -> str:
    """A log of states from its rows."""
    return "\n".join([HEADS, *rows]) + "\n"


def two_cases() -> list[str]:
    """Two cases: one permit decided after ten days with a correction, one still open."""
    return [
        "A,planning,1,2019-03-04 09:00:00",
        "A,planning,3,2019-03-05 10:30:00",
        "A,planning,6,2019-03-06 15:00:00",
        "A,planning,7,2019-03-11 09:30:00",
        "A,planning,11,2019-03-14 16:20:00",
        "B,planning,1,2019-03-12 14:10:00",
        "B,planning,3,2019-03-13 08:50:00",
    ]


def many(count: int = 20, days: int = 10) -> list[str]:
    """So many cases, one a week, each received at 09:00 and something and decided after so many days."""
    from datetime import datetime, timedelta

    rows = []
    for number in range(count):
        begun = datetime(2018, 1, 1, 9, 7) + timedelta(weeks=number, minutes=11 * number % 300)
        ended = begun + timedelta(days=days, minutes=17 * number % 240)
        rows += [f"C{number},planning,1,{begun:%F %T}", f"C{number},planning,11,{ended:%F %T}"]
    return rows
