"""What money buys: cost to government against P(T ≤ target) of every package."""

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.language import SEPARATOR, Language
from sim.base.numerals import percent
from sim.charts.captions import Row, clock_of, ran, records, target_of
from sim.charts.fonts import folded, lettered
from sim.charts.sheet import DARK, LIGHT, SMALL, TEXT, WIDE, Look, Sheet, nothing, sheet
from sim.charts.words import say

LARGE: Final[dict[Language, float]] = {"en": 1e6, "zh": 1e4}
"""CNY: money is told in millions, or tens of thousands (万元), if the dearest package comes to a tenth of that."""
MOST_LISTED: Final = 14
LIST_WIDTH: Final = 27
LINE: Final = 0.165
"""Inches of a line of the list."""
MARKS: Final[dict[str, Look]] = {
    "beaten": {"marker": "x", "color": "#777777"},
    "perhaps": {"marker": "s", "facecolor": "white", "edgecolor": "#7f3b08"},
    "efficient": {"marker": "o", "facecolor": DARK, "edgecolor": DARK},
}


@dataclass(frozen=True)
class Purse:
    """The unit in which money is told, so that the figures are short."""

    lang: Language
    unit: float

    @classmethod
    def of(cls, packages: pd.DataFrame, lang: Language) -> "Purse":
        """The unit that suits the dearest package."""
        return cls(lang, LARGE[lang] if packages["cost"].max() >= LARGE[lang] / 10 else 1.0)

    @property
    def name(self) -> str:
        """What the unit of money is called on an axis, such as million CNY."""
        return say("frontier.small" if self.unit == 1 else "frontier.large", self.lang)

    def told(self, cost: float) -> str:
        """A cost in figures, with its unit."""
        return say("frontier.money", self.lang, amount=self._figures(cost), unit=self.name)

    def with_range(self, row: Row) -> str:
        """The cost of a package, and how low and high it may be where that is not the same."""
        low, high = row.get("cost_low"), row.get("cost_high")
        if low is None or high is None or not low < high:
            return self.told(row["cost"])
        amount = f"{self._figures(row['cost'])} [{self._figures(low)}–{self._figures(high)}]"
        return say("frontier.money", self.lang, amount=amount, unit=self.name)

    def _figures(self, cost: float) -> str:
        digits = 2 if self.unit == LARGE["en"] else 0
        return f"{cost / self.unit:,.{digits}f}"


def frontier(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """Cost a year against P(T ≤ target) of every package, the efficient ones joined, numbered and listed.

    *table*: `sim.report.tables.frontier`.
    """
    known = table[table["within"].notna()] if len(table) else table
    if known.empty:
        return nothing(axes, lang, "frontier", ran(table, lang))
    purse = Purse.of(known, lang)
    dear = known["cost_high"].fillna(known["cost"]) if "cost_high" in known else known["cost"]
    money = known.assign(
        money=known["cost"] / purse.unit, dear=dear / purse.unit, share=100 * known["within"], mark=_marks(known)
    )
    efficient = money[money["mark"] == "efficient"].sort_values(["cost", "within"], kind="stable")
    letters = _letters(records(efficient.head(MOST_LISTED)), lang)
    lines = _list(records(efficient.head(MOST_LISTED)), purse, max(len(efficient) - MOST_LISTED, 0))
    with sheet(axes, lang, max(7.2, 1.4 + LINE * len(lines)), WIDE) as paper:
        _points(paper, money)
        _stairs(paper, efficient, purse.unit, letters)
        paper.tell("\n".join(lines), (1.03, 1), (0, 0), xycoords="axes fraction", va="top", linespacing=1.3)
        paper.axes.set_xlabel(paper.say("frontier.x", unit=purse.name))
        paper.axes.set_ylabel(paper.say("frontier.y", target=target_of(known), clock=clock_of(known, lang)))
        paper.head(conclusion(efficient if len(efficient) else known.nlargest(1, "within"), purse))
        paper.foot(paper.say("frontier.caption", n=len(known)), ran(table, lang))
    return paper.axes


def _marks(known: pd.DataFrame) -> list[str]:
    return [
        "efficient" if row["efficient"] else "perhaps" if row["perhaps_efficient"] else "beaten"
        for row in records(known)
    ]


def _points(paper: Sheet, known: pd.DataFrame) -> None:
    for mark, look in MARKS.items():
        rows = known[known["mark"] == mark]
        if len(rows):
            label = paper.say(f"frontier.{mark}")
            paper.axes.scatter(rows["money"], rows["share"], s=44, zorder=3, label=label, **look)
    paper.axes.set_xlim(min(0.0, float(known["money"].min())), 1.05 * float(known["dear"].max()) or None)
    paper.axes.set_ylim(-2, min(105.0, 118 * _highest(known)))
    paper.axes.legend(frameon=False, loc="upper left", fontsize=TEXT)
    paper.grid("both")


def _highest(known: pd.DataFrame) -> float:
    """The largest share there is to draw, its interval included."""
    bounds = known["within_high"].to_numpy(float) if "within_high" in known else np.empty(0)
    return float(np.nanmax([*known["within"], *bounds, 0.05]))


def _stairs(paper: Sheet, efficient: pd.DataFrame, unit: float, letters: dict[str, tuple[str, str]]) -> None:
    """What the most is that can be had for a sum, with the intervals and numbers of the packages."""
    paper.axes.step(efficient["money"], efficient["share"], where="post", color=DARK, linewidth=1.6, zorder=2)
    if "within_low" in efficient and efficient["within_low"].notna().any():
        low, high = (100 * efficient[f"within_{bound}"] for bound in ("low", "high"))
        paper.axes.vlines(efficient["money"], low, high, color=LIGHT, linewidth=4, zorder=1)
    if "cost_low" in efficient and efficient["cost_low"].notna().any():
        low, high = (efficient[f"cost_{bound}"] / unit for bound in ("low", "high"))
        paper.axes.hlines(efficient["share"], low, high, color=LIGHT, linewidth=4, zorder=1)
    before: set[str] = set()
    look: Look = {"fontsize": SMALL + 1, "fontweight": "bold", "color": DARK, "ha": "right", "va": "bottom"}
    for number, row in enumerate(records(efficient.head(MOST_LISTED)), 1):
        mine = {*_members(row)}
        added = "".join(sorted(letters[name][0] for name in mine - before if name in letters))
        dropped = "".join(sorted(letters[name][0] for name in before - mine if name in letters))
        words = f"{number}" + (f" +{added}" if added else "") + (f" −{dropped}" if dropped else "")
        paper.tell(words, (row["money"], row["share"]), (-5, 3), **look)
        before = mine


def _list(listed: list[Row], purse: Purse, more: int) -> list[str]:
    """The packages behind the numbers, beside the axes: their reforms by letters, and what the letters stand for."""
    lang = purse.lang
    letters = _letters(listed, lang)
    lines = [*folded(say("frontier.list", lang), LIST_WIDTH), ""]
    for number, row in enumerate(listed, 1):
        mine = " ".join(sorted(letters[name][0] for name in _members(row))) or say("frontier.nothing", lang)
        told = {"share": percent(row["within"]), "money": purse.told(row["cost"]), "letters": mine}
        lines.append(say("frontier.entry", lang, number=number, **told))
    if more:
        lines.append(say("frontier.more", lang, n=more))
    for letter, title in letters.values():
        first, *others = folded(lettered(title), LIST_WIDTH - 2)
        lines += ["", f"{letter}  {first}", *(f"     {line}" for line in others)]
    return lines


def _members(row: Row) -> list[str]:
    reforms = row["reforms"]
    return reforms.split("+") if isinstance(reforms, str) and reforms else []


def _letters(listed: list[Row], lang: Language) -> dict[str, tuple[str, str]]:
    """For each reform of the packages a letter, and its title."""
    titles: dict[str, str] = {}
    for row in listed:
        names = _members(row)
        titles |= dict(zip(names, str(row[f"titles_{lang}"]).split(SEPARATOR) if names else [], strict=True))
    return {name: (letter, title) for letter, (name, title) in zip(ascii_uppercase, titles.items(), strict=False)}


def conclusion(efficient: pd.DataFrame, purse: Purse) -> str:
    """How far the best package gets and what it costs, and the best for half its money."""
    rows = records(efficient)
    best = rows[-1]
    told: Row = {"target": target_of(efficient), "clock": clock_of(efficient, purse.lang)}
    told |= {"share": percent(float(best["within"])), "money": purse.with_range(best)}
    cheaper = [row for row in rows if row["cost"] <= best["cost"] / 2 and row["within"] > 0]
    if not cheaper or len(rows) < 2:
        return say("frontier.title_one", purse.lang, **told)
    half = cheaper[-1]
    told |= {"half_share": percent(float(half["within"])), "half_money": purse.with_range(half)}
    return say("frontier.title", purse.lang, **told)
