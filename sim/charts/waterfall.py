"""From today to the full package, a reform at a time."""

from typing import Final, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from sim.base.language import Language
from sim.base.numerals import days, signed
from sim.charts.captions import Row, intervals, ran, records, title_of, titles_of
from sim.charts.sheet import DARK, GAIN, GREY, INK, LOSS, Look, Sheet, nothing, sheet
from sim.charts.words import say

TITLE_WIDTH: Final = 24
HEIGHT: Final = 0.62
NOTHING: Final = 0.05
"""Days: a change without an interval that is written as 0.0 is none."""
UNKNOWN: Final[Look] = {"color": "#e3e3e3", "edgecolor": "#777777"}
"""The sign of what may be chance has no colour."""


def waterfall(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """Days of today, what each further reform takes off, and what is left. *table*: `sim.experiment.tables.steps`."""
    known = table[table["days"].notna()] if len(table) else table
    if known.empty:
        return nothing(axes, lang, "waterfall", ran(table, lang))
    rows = records(known)
    steps = steps_of(rows, titles_of(known, lang))
    with sheet(axes, lang, 2.6 + 0.4 * (len(steps) + 2)) as paper:
        _label(paper, known, steps)
        _total(paper, 0, rows[0]["days"], GREY, "///")
        for place, step in enumerate(steps, 1):
            _step(paper, place, step)
        if steps:
            _total(paper, len(steps) + 1, rows[-1]["days"], DARK, "")
        paper.head(conclusion(rows, lang))
        lines = intervals(known, lang, "change_low", "change_high", words="waterfall.interval")
        paper.foot(paper.say("waterfall.caption"), _named(steps, lang), lines, ran(table, lang))
    return paper.axes


class Step(NamedTuple):
    """What one more reform changes, or several one after another of which none is known to change anything."""

    names: list[str]
    before: float
    after: float
    bounds: tuple[float, float] | None
    """The interval of the change; None where there is none."""
    is_known: bool
    """Whether the change is known to be one: its interval does not reach across nothing."""

    @property
    def change(self) -> float:
        """Days more, or less."""
        return self.after - self.before


def steps_of(rows: list[Row], titles: list[str]) -> list[Step]:
    """The steps after the first row; those that are nothing and follow one another become one."""
    steps: list[Step] = []
    for before, row, title in zip(rows, rows[1:], titles[1:], strict=False):
        step = _step_of(float(before["days"]), row, title)
        if steps and not step.is_known and not steps[-1].is_known:
            last = steps.pop()
            step = Step([*last.names, title], last.before, step.after, None, is_known=False)
        steps.append(step)
    return steps


def _step_of(before: float, row: Row, title: str) -> Step:
    after, low, high = (float(row[name]) for name in ("days", "change_low", "change_high"))
    if low != low or high != high:
        return Step([title], before, after, None, is_known=abs(after - before) >= NOTHING)
    return Step([title], before, after, (low, high), is_known=not low <= 0 <= high)


def step_in_words(step: Step, lang: Language) -> str:
    """What a step is called; of what is nothing, that nothing is to be told."""
    if step.is_known:
        return step.names[0]
    key = "waterfall.together" if len(step.names) > 1 else "waterfall.alone"
    return say(key, lang, n=len(step.names), title=step.names[0])


def _named(steps: list[Step], lang: Language) -> str:
    """The names of those that stand together."""
    names = [name for step in steps if len(step.names) > 1 for name in step.names]
    return say("waterfall.named", lang, names=say("general.comma", lang).join(names)) if names else ""


def _total(paper: Sheet, place: int, number: float, colour: str, hatch: str) -> None:
    paper.axes.barh(place, number, HEIGHT, color=colour, hatch=hatch, edgecolor="#555555", linewidth=0.8)
    paper.tell(days(number), (number, place), fontweight="bold")


def _step(paper: Sheet, place: int, step: Step) -> None:
    """What one more reform changes: pale and to the left what it saves, hatched what it adds, grey what is nothing."""
    before, change = step.before, step.change
    look = UNKNOWN if not step.is_known else GAIN if change <= 0 else LOSS
    paper.axes.barh(place, change, HEIGHT, before, linewidth=0.8, **look)
    paper.axes.vlines(before, place - 1 + HEIGHT / 2, place + HEIGHT / 2, color="#888888", linewidth=0.7)
    reach = max(before, step.after)
    if step.bounds is not None:
        low, high = step.bounds
        paper.axes.hlines(place, before + low, before + high, color=INK, linewidth=1.4)
        reach = max(reach, before + high)
    paper.tell(signed(change), (reach, place))


def _label(paper: Sheet, rows: pd.DataFrame, steps: list[Step]) -> None:
    first, left = titles_of(rows, paper.lang)[0], [paper.say("waterfall.left")] if steps else []
    paper.rows([first, *(f"+ {step_in_words(step, paper.lang)}" for step in steps), *left], TITLE_WIDTH)
    target = float(rows["target"].iloc[0])
    paper.target(target)
    paper.axes.set_xlim(0, 1.1 * max(target, float(rows["days"].max())))
    paper.axes.set_xlabel(paper.say(f"unit.{rows['clock'].iloc[0]}") + paper.say("general.on_average"))
    paper.grid()


def conclusion(rows: list[Row], lang: Language) -> str:
    """What the first reform does alone, and what all of them do."""
    today, last, target = (float(number) for number in (rows[0]["days"], rows[-1]["days"], rows[0]["target"]))
    told: Row = {"today": days(today), "last": days(last), "target": target, "saved": days(abs(today - last))}
    if len(rows) == 1:
        return say("waterfall.only", lang, title=title_of(rows[0], lang), **told)
    first = float(rows[1]["days"])
    told |= {"first": title_of(rows[1], lang), "alone": days(abs(today - first))}
    parts = ["saves" if first <= today else "costs", "reaches" if first <= target else "misses"]
    if len(rows) > 2:
        parts.append("all" if last <= today else "all_cost")
    return "".join(say(f"waterfall.{part}", lang, **told) for part in parts)
