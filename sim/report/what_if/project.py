"""One project under every package: who has it in hand, item by item of its critical path.

It is the one in the middle of those that are kept of the scenario as it is. Luck is keyed by names, so its number
stands for the same project, with the same luck, under every package.
"""

from typing import Any

import pandas as pd

from sim.outcomes.parties import PARTIES
from sim.report.what_if.cells import TENTHS

Document = dict[str, Any]


def one_project(packages: dict[int, Document], paths: dict[int, pd.DataFrame]) -> Document | None:
    """Its number and the titles of its items; puts its `path` to each package under which it gets its permit.

    A path is a list of items (their number, then the tenths of days of each party), in the order in which they end.
    None where no project is known.
    """
    case = _middle(paths.get(0))
    if case is None:
        return None
    mine = {package: rows[rows["case"] == case] for package, rows in paths.items()}
    items: dict[str, Document] = {}
    for package, rows in mine.items():
        for row in rows.drop_duplicates("item").to_dict("records"):
            items.setdefault(f"{row['item']}\n{row['title_en']}", {"en": row["title_en"], "zh": row["title_zh"]})
        if package in packages and len(rows):
            packages[package]["path"] = _path(rows, list(items))
    return {"case": case, "items": list(items.values())}


def _middle(paths: pd.DataFrame | None) -> int | None:
    """The project in the middle by its days from filing to permit."""
    if paths is None or paths.empty:
        return None
    total = paths.groupby("case")["days"].sum().sort_values(kind="stable")
    return int(total.index[len(total) // 2])


def _path(rows: pd.DataFrame, items: list[str]) -> list[list[int]]:
    path: dict[int, list[int]] = {}
    for row in rows.to_dict("records"):
        item = items.index(f"{row['item']}\n{row['title_en']}")
        days = path.setdefault(item, [0] * len(PARTIES))
        days[PARTIES.index(row["party"])] += round(TENTHS * row["days"])
    return [[item, *days] for item, days in path.items()]
