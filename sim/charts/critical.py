"""Of one project, the items that held it up one after another: its critical path, read off its bars.

An item begins when the last of those it waits for is done; so what ended in the very minute in which an item began is
what it waited for. *rows* are those of one scenario of `sim.experiment.tables.one_project`.
"""

from typing import NamedTuple

import pandas as pd

from sim.base.language import Language
from sim.charts.captions import records, title_of

CLOSED = "closed"


class Link(NamedTuple):
    """An item on the path: since when and until when, and for how many days each party had it in hand."""

    item: str
    title: dict[Language, str]
    since: float
    """Days since first contact."""
    days: dict[str, float]


def chain(rows: pd.DataFrame) -> list[Link]:
    """The critical path, the first item first; empty of a project without any item."""
    held = rows[rows["what"] != CLOSED]
    if held.empty:
        return []
    moments = {name: pd.to_datetime(held[name]) for name in ("start", "end", "contact")}
    day = pd.Timedelta(days=1)
    held = held.assign(
        since=(moments["start"] - moments["contact"]) / day,
        until=(moments["end"] - moments["contact"]) / day,
        begun=moments["start"],
        over=moments["end"],
    )
    begun, over = held.groupby("item", sort=False)["begun"].min(), held.groupby("item", sort=False)["over"].max()
    path, at = list[str](), str(over.idxmax())
    while at not in path:
        path.append(at)
        before = [str(item) for item in over.index[over == begun[at]] if begun[item] < begun[at]]
        at = before[0] if before else at
    return [_link(held[held["item"] == item], item) for item in reversed(path)]


def _link(bars: pd.DataFrame, item: str) -> Link:
    """Steps of an item follow one another, so what each party has of it adds up to how long it took."""
    row = records(bars)[0]
    days = (bars["until"] - bars["since"]).groupby(bars["what"], sort=False).sum()
    title: dict[Language, str] = {"en": title_of(row, "en", "item"), "zh": title_of(row, "zh", "item")}
    return Link(item, title, float(bars["since"].min()), {str(party): float(spent) for party, spent in days.items()})
