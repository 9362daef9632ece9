"""Who holds projects up, whatever they do meanwhile: so a step that is renamed is no firm that came or went.

*table* is `sim.experiment.tables.holding` everywhere: a row for each scenario, each thing done and each who does it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.base.language import Language
from sim.charts.words import say, words

SEEN: Final = 0.05
"""Days a project: what is less is written as 0.0."""
REST: Final = ""


@dataclass(frozen=True)
class Held:
    """Days a project on the critical path for which one office, firm or the applicant is waited for, by scenario."""

    who: str
    """Its name; `REST` for everybody else together."""
    days: tuple[float, ...]
    what: str
    """What takes most of them, see `sim.outcomes.critical_path`."""
    only: bool
    """Whether it is all that they do."""
    others: int = 0
    """How many are told together."""

    @property
    def is_new(self) -> bool:
        """Whether the last scenario makes projects wait for somebody who held none up in the first."""
        return len(self.days) > 1 and self.days[0] < SEEN <= self.days[-1]


def holders(table: pd.DataFrame, most: int, scenarios: Sequence[str] = ()) -> list[Held]:
    """The *most* who hold projects up longest under any of the scenarios, then everybody else together.

    Of those who are new under the last one, the largest is always among them.

    *scenarios* are those of the table, unless some may have nobody in it.
    """
    shown = list(scenarios) or list(table["scenario"].unique())
    spent = table.pivot_table(index="who", columns="scenario", values="days", aggfunc="sum", fill_value=0.0)
    spent = spent.reindex(columns=shown, fill_value=0.0)
    ranked = spent.loc[spent.max(axis=1).sort_values(ascending=False, kind="stable").index]
    told = _shown(ranked, most)
    spent_by = ranked.T
    largest = [_held(table[table["who"] == who], who, spent_by[who]) for who in told]
    rest = ranked.drop(index=told)
    return [*largest, Held(REST, tuple(float(one) for one in rest.sum()), "", only=False, others=len(rest))]


def _shown(ranked: pd.DataFrame, most: int) -> list[str]:
    """The first of all; the last of them gives its place to who is new, where otherwise nobody new were among them."""
    told = [str(who) for who in ranked.index[:most]]
    new = ranked.index[(ranked.iloc[:, 0] < SEEN) & (ranked.iloc[:, -1] >= SEEN)]
    return told if not len(new) or {*told} & {*new} else [*told[:-1], str(new[0])]


def _held(mine: pd.DataFrame, who: str, days: "pd.Series[float]") -> Held:
    """What it is that takes the time is told of the scenario in which it takes most."""
    most = mine[mine["scenario"] == days.idxmax()]
    there = (most if len(most) else mine).groupby("holder", sort=False)["days"].sum()
    return Held(who, tuple(float(one) for one in days), str(there.idxmax()), only=len(set(mine["holder"])) == 1)


def name_of(table: pd.DataFrame, held: Held, lang: Language) -> str:
    """What somebody who holds projects up is called; the rest by how many they are."""
    if held.who == REST:
        return say("holding.rest", lang, n=held.others)
    from sim.charts.fonts import lettered  # with matplotlib, which takes its time

    row = table[table["who"] == held.who].iloc[0].to_dict()
    title, word = row.get(f"who_{lang}"), f"who.{held.who}"
    return lettered(title) if isinstance(title, str) else say(word, lang) if word in words() else held.who


def who_in_words(table: pd.DataFrame, held: Held, lang: Language) -> str:
    """The name, and that it is new where it is."""
    name = name_of(table, held, lang)
    return say("holding.new", lang, who=name) if held.is_new else name


def what_in_words(held: Held, lang: Language) -> str:
    """What takes most of the time; nothing of the rest."""
    if held.who == REST:
        return ""
    what = say(f"holder.{held.what}", lang)
    return what if held.only else say("holding.mostly", lang, what=what)


def in_words(table: pd.DataFrame, held: Held, lang: Language) -> str:
    """Who and what in one label."""
    who, what = who_in_words(table, held, lang), what_in_words(held, lang)
    return say("holding.label", lang, who=who, what=what) if what else who
