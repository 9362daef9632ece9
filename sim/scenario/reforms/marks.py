"""Where a process names items at which its clocks start and end."""

from collections.abc import Collection, Iterator
from typing import Any, Final

Document = dict[str, Any]
MARKS: Final = ("from", "until", "land")


def marks_on(process: Document, where: str, item: str) -> list[str]:
    """The addresses at which a process names an item so; *where* is its own."""
    own = [f"{where}.clocks.{name}.{key}" for name, key, point in _points(process) if point["item"] == item]
    return [*(f"{where}.{key}" for key in MARKS if process.get(key) == item), *own]


def rename_marks(process: Document, items: Collection[str], into: str) -> None:
    """Names another item in place of some, of which it was made."""
    process |= {key: into for key in MARKS if process.get(key) in items}
    for name, key, point in list(_points(process)):
        if point["item"] in items:
            clock = {**process["clocks"][name], key: {**point, "item": into}}
            process["clocks"] = {**process["clocks"], name: clock}


def _points(process: Document) -> Iterator[tuple[str, str, Document]]:
    for name, clock in process.get("clocks", {}).items():
        for key in ("from", "until"):
            yield name, key, clock[key]
