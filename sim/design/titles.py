"""What a number of a scenario is called in a sentence."""

from collections.abc import Mapping
from typing import Any

from sim.design.numbers import Keys, address

POOL = {"servers": "servers", "seats": "seats a slot", "availability": "share of the shift spent on this work"}


def title_of(keys: Keys, document: Mapping[str, Any]) -> str:
    """The number's name: of what, and which."""
    match keys:
        case ("pools", pool, *rest):
            return f"{_title(document, 'pools', pool)}: {POOL.get(str(rest[-1]), address(tuple(rest)))}"
        case ("processes", process, "items", item, *rest):
            return f"{_title(document, 'processes', process, 'items', item)}: {_of_item(rest)}"
        case ("processes", process, "arrivals", "per_year"):
            return f"{process}: cases a year"
        case ("processes", _, "traits", trait, group):
            return f"share of {group} cases that are {trait}"
        case ("processes", _, "classes", group, "share"):
            return f"share of {group} among the cases"
    return address(keys)


def shared_title(titles: list[str], what: str) -> str:
    """The name of several numbers that move together."""
    tails = {title.rpartition(": ")[2] for title in titles}
    return f"{tails.pop()}, {len(titles)} {what}" if len(tails) == 1 else f"{titles[0]} and {len(titles) - 1} others"


def _of_item(rest: list[str | int]) -> str:
    match rest:
        case ["promise" | "limit" as which, "days"]:
            return f"{'promised' if which == 'promise' else 'legal'} working days"
        case ["applies", group]:
            return f"share of {group} cases that need it"
        case ["steps", step, "returns", "share"]:
            return f"returns at {step}"
        case ["steps", step, "returns", "again"]:
            return f"returns at {step} the second time"
        case ["steps", step, "refuses"]:
            return f"refusals at {step}"
        case ["steps", step, "share"]:
            return f"share of cases with {step}"
        case ["steps", step, "again", "times"]:
            return f"time of {step} the second time"
        case ["steps", step, "wait" | "work" | "book", "times"]:
            return f"time of {step}"
    return address(tuple(rest))


def _title(document: Mapping[str, Any], *keys: str | int) -> str:
    node: Any = document
    for key in keys:
        node = node[key]
    title = node.get("title")
    return str(title["en"]) if title else str(keys[-1])
