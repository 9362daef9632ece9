"""What stands behind the headline, on the screen: time per item, queues, and time to refusal."""

import math
from typing import Any, Final

import pandas as pd
from rich.console import Console

from sim.base.numerals import NONE, percent
from sim.cli.show.tables import cell, table
from sim.experiment import tables
from sim.experiment.replications import Result
from sim.experiment.tables.refusals import ANY

TOP: Final = 10
"""So many items are told where not all are asked for."""
Cells = dict[str, str]


def show_details(screen: Console, result: Result, *, every_item: bool) -> None:
    """The three tables of one scenario; of items those that take longest, or every one."""
    found = tables.details([result])
    _show_items(screen, found["item_times"], every_item=every_item)
    _show_pools(screen, found["pools"])
    _show_refusals(screen, found["refusals"])


def _show_items(screen: Console, items: pd.DataFrame, *, every_item: bool) -> None:
    """Time per item; nothing where nothing is ever accepted."""
    if items.empty:
        return
    heads = {
        "item": "item", "n": "n", "mean": "mean [95 %]", "p50": "p50", "p90": "p90", "promise": "promise",
        "late_promise": "later", "limit": "limit", "late_limit": "later",
    }  # fmt: skip
    heads |= {"unfinished": "open"} if items["unfinished"].any() else {}
    told = [_item_cells(row) for row in (items if every_item else items.head(TOP)).to_dict("records")]
    screen.print(table("Time per item, accepted to decided, in working days", heads, told))
    if len(told) < len(items):
        screen.print(f"and {len(items) - len(told)} items that take less: --details", style="dim")


def _item_cells(row: dict[Any, Any]) -> Cells:
    return {
        "item": str(row["item"]),
        "n": cell(row["n"]),
        "mean": _number(row, "mean") + _between(row, "mean"),
        "p50": _number(row, "p50"),
        "p90": _number(row, "p90"),
        "promise": _days(row["promise"]),
        "late_promise": _share(row, "late_promise"),
        "limit": _days(row["limit"]),
        "late_limit": _share(row, "late_limit"),
        "unfinished": percent(row["unfinished"]) if row["unfinished"] else "",
    }


def _show_pools(screen: Console, pools: pd.DataFrame) -> None:
    """For how much of their hours servers are held, of a reserve also for how many it was there; and who waits."""
    heads = {"pool": "pool", "servers": "servers", "held": "held"}
    if pools["reserve"].any():
        heads |= {"reserve": "reserve", "reserve_hours": "its hours"}
    heads |= {"waiting": "waiting", "mean": "wait", "p90": "p90"}
    rows = [_pool_cells(row) for row in pools.to_dict("records")]
    screen.print(table("Utilisation, mean number waiting, and calendar days until served", heads, rows))


def _pool_cells(row: dict[Any, Any]) -> Cells:
    has_servers = _known(row["servers"])
    return {
        "pool": str(row["pool"]),
        "servers": f"{row['servers']:.0f}" if has_servers else "",
        "held": percent(row["held"]) if has_servers else "",
        "reserve": f"{row['reserve']:.0f}" if has_servers else "",
        "reserve_hours": f"{row['reserve_hours']:,.0f}" if has_servers else "",
        "waiting": cell(float(row["waiting"])),
        "mean": _number(row, "mean", cell),
        "p90": _number(row, "p90", cell),
    }


def _show_refusals(screen: Console, refusals: pd.DataFrame) -> None:
    """Who is refused, by which item, and after how many days; nothing where nobody is."""
    if refusals.empty:
        return
    told = refusals[(refusals["group"] == "all") | (refusals["item"] == ANY)].to_dict("records")
    heads = {
        "group": "projects", "item": "item", "n": "n", "share": "share [95 %]", "mean": "mean [95 %]", "p50": "p50",
        "p90": "p90",
    }  # fmt: skip
    heads |= {"before_filing": "before filing"} if refusals["before_filing"].any() else {}
    rows = [_refusal_cells(row) for row in told]
    screen.print(table("Refused, and after how many calendar days from filing", heads, rows, named=2))


def _refusal_cells(row: dict[Any, Any]) -> Cells:
    low, high = row["share_low"], row["share_high"]
    return {
        "group": str(row["group"]),
        "item": str(row["item"]),
        "n": cell(row["n"]),
        "share": _share(row, "share", ".1%") + (f" [{low:.1%}–{high:.1%}]" if _known(low) else ""),
        "mean": _number(row, "mean") + _between(row, "mean"),
        "p50": _number(row, "p50"),
        "p90": _number(row, "p90"),
        "before_filing": cell(row["before_filing"]),
    }


def _number(row: dict[Any, Any], key: str, told: Any = "{:.1f}".format) -> str:
    """A number, with a sign before it where it is only a lower bound; a dash where there is none."""
    return _bound(row, key) + str(told(float(row[key]))) if _known(row[key]) else NONE


def _share(row: dict[Any, Any], key: str, form: str | None = None) -> str:
    if not _known(row[key]):
        return ""
    return _bound(row, key) + (percent(row[key]) if form is None else f"{row[key]:{form}}")


def _bound(row: dict[Any, Any], key: str) -> str:
    return "≥ " if key in str(row["at_least"]).split() else ""


def _between(row: dict[Any, Any], key: str) -> str:
    low, high = row[f"{key}_low"], row[f"{key}_high"]
    return f" [{low:.1f}–{high:.1f}]" if _known(low) else ""


def _days(number: Any) -> str:
    return f"{number:g}" if _known(number) else ""


def _known(number: Any) -> bool:
    return number is not None and not math.isnan(number)
