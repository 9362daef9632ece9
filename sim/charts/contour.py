"""Two factors of a sweep, and where the target is met."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LogNorm, Normalize
from matplotlib.ticker import FuncFormatter

from sim.base.arrays import Flags, Floats, varies
from sim.base.language import Language
from sim.base.numerals import days, percent
from sim.charts.captions import clock_of, in_lines, ran, records, target_of, title_of
from sim.charts.sheet import INK, SMALL, TARGET, Sheet, figure_of, nothing, sheet
from sim.charts.words import say
from sim.statistics.decision import SURE

SHADES: Final = {"mean": "Blues", "within": "Blues_r"}
"""Pale is good: few days, or many within the target."""
WITHIN: Final = "within"
WIDE_APART: Final = 15
"""Days that differ by more than this factor are shaded by their logarithm."""
BEYOND: Final = 1.01
"""So many times the target a mean is at least where nobody finished."""
TITLE_WIDTH: Final = 36
MOST_TOLD: Final = 80
"""Cells in which the number is written."""


def contour(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", value: str = "mean") -> Axes:
    """A heat map of mean days (*value* mean), or of the share within the target (within), over two factors.

    The dashed line is the target: so many days, or nine projects in ten. On a grid each point is a cell; of scattered
    points, what lies between is interpolated. *table*: `sim.report.tables.swept`.
    """
    known = table[table[value].notna()] if len(table) else table
    if known.empty:
        return nothing(axes, lang, "contour", ran(table, lang, "points"))
    goal = SURE if value == WITHIN else target_of(known)
    known = _beyond_where_nobody_finished(known, value, goal)
    grid = known.pivot_table(index="y", columns="x", values=value)
    is_grid = grid.size == len(known) > 1
    with sheet(axes, lang, 7.2, 10.5) as paper:
        drawn = _cells(paper, known, value, goal) if is_grid else _scattered(paper, known, value, goal)
        if is_grid:
            paper.axes.set_xticks(range(grid.shape[1]), _levels(known, "x", grid.columns, lang))
            paper.axes.set_yticks(range(grid.shape[0]), _levels(known, "y", grid.index, lang))
        words = paper.say(f"contour.{value}", clock=clock_of(known, lang), target=target_of(known))
        numbers = FuncFormatter(lambda number, _: percent(number) if value == WITHIN else f"{number:,g}")
        figure_of(paper.axes).colorbar(drawn, ax=paper.axes, label=words, shrink=0.85, format=numbers)
        for axis in ("x", "y"):
            title = in_lines(title_of(records(known)[0], lang, axis), TITLE_WIDTH, 2)
            paper.axes.set(**{f"{axis}label": title})
        paper.head(conclusion(known, value, goal, lang))
        line = paper.say("contour.line") if known[value].min() < goal < known[value].max() else ""
        drawn_as = paper.say("contour.caption" if is_grid else "contour.between")
        paper.foot(line, drawn_as, *_unfinished(paper, known, value), ran(known, lang, "points"))
    return paper.axes


def _beyond_where_nobody_finished(rows: pd.DataFrame, value: str, goal: float) -> pd.DataFrame:
    """The rows with a mean beyond the target where nobody finished: such points count as missed."""
    if value == WITHIN or "nobody" not in rows:
        return rows
    return rows.assign(**{value: rows[value].where(~rows["nobody"], rows[value].clip(lower=BEYOND * goal))})


def _bounds(rows: pd.DataFrame, value: str) -> Flags:
    """In which cells the number is a lower bound, for not everybody finished."""
    bound = rows["bound"].astype(float) if value != WITHIN and "bound" in rows else 0.0
    return rows.assign(bound=bound).pivot_table(index="y", columns="x", values="bound").to_numpy(float) > 0


def _unfinished(paper: Sheet, rows: pd.DataFrame, value: str) -> list[str]:
    """That at some points nobody finished, or not everybody, as far as the table tells."""
    nobody = int(rows["nobody"].sum()) if "nobody" in rows else 0
    told = [paper.say("contour.nobody", count=nobody, all=len(rows))] if nobody else []
    has_bound = value != WITHIN and "bound" in rows and bool(rows["bound"].any())
    return [*told, paper.say("contour.bound")] if has_bound else told


def _cells(paper: Sheet, rows: pd.DataFrame, value: str, goal: float) -> Any:
    """A cell for each point; the levels stand at equal distances, whatever they are."""
    grid = rows.pivot_table(index="y", columns="x", values=value)
    axes, numbers = paper.axes, grid.to_numpy(float)
    across, down = np.arange(grid.shape[1]), np.arange(grid.shape[0])
    norm = _norm(numbers, value)
    drawn = axes.pcolormesh(across, down, numbers, cmap=SHADES[value], norm=norm, shading="nearest")
    _border(axes, numbers >= goal if value == WITHIN else numbers <= goal)
    if numbers.size <= MOST_TOLD:
        _tell(axes, numbers, norm, value, _bounds(rows, value))
    return drawn


def _border(axes: Axes, met: Flags) -> None:
    """The line of the target along the borders of the cells: between those that meet it and those that do not."""
    upright = [((x + 0.5, y - 0.5), (x + 0.5, y + 0.5)) for y, x in np.argwhere(met[:, 1:] != met[:, :-1])]
    level = [((x - 0.5, y + 0.5), (x + 0.5, y + 0.5)) for y, x in np.argwhere(met[1:] != met[:-1])]
    if upright or level:
        axes.add_collection(LineCollection(upright + level, colors=TARGET, linestyles="--", linewidths=2.6))


def _levels(rows: pd.DataFrame, axis: str, levels: Iterable[Any], lang: Language) -> list[str]:
    """The levels of a factor: in words where they are no numbers."""
    named = f"{axis}_level_{lang}"
    words = dict(zip(rows[axis], rows[named], strict=True)) if named in rows else {}
    return [words.get(level, f"{level:g}") for level in levels]


def _norm(numbers: Floats, value: str) -> Normalize:
    low, high = float(numbers.min()), float(numbers.max())
    return LogNorm(low, high) if value != WITHIN and high > WIDE_APART * low > 0 else Normalize(low, high)


def _tell(axes: Axes, numbers: Floats, norm: Normalize, value: str, bounds: Flags) -> None:
    """Writes the number into each cell, so that it can be read on its shade; a lower bound as one."""
    for (row, column), number in np.ndenumerate(numbers):
        shade = float(norm(float(number)))
        is_dark = shade < 0.45 if value == WITHIN else shade > 0.55
        words = percent(float(number)) if value == WITHIN else "≥" * int(bounds[row, column]) + days(float(number))
        colour = "white" if is_dark else INK
        axes.text(column, row, words, ha="center", va="center", fontsize=SMALL, color=colour)


def _scattered(paper: Sheet, rows: pd.DataFrame, value: str, goal: float) -> Any:
    axes = paper.axes
    x, y, z = (rows[name].to_numpy(float) for name in ("x", "y", value))
    in_line = np.linalg.matrix_rank(np.stack([x - x.mean(), y - y.mean()])) < 2
    if not in_line and varies(z):
        axes.tricontourf(x, y, z, levels=12, cmap=SHADES[value])
        _line(axes.tricontour, goal, x, y, z)
    return axes.scatter(x, y, c=z, cmap=SHADES[value], edgecolors=INK, s=36, zorder=3, clip_on=False)


def _line(draw: Any, goal: float, x: Any, y: Any, z: Floats) -> None:
    """The line of the target, where it passes through."""
    if z.min() < goal < z.max():
        draw(x, y, z, levels=[goal], colors=[TARGET], linestyles="--", linewidths=2.2)


def _needed(rows: pd.DataFrame, met: list[bool], lang: Language) -> str:
    """How much of one factor each level of the other needs, where more of it never hurts; nothing where that is not so.

    Three levels at most are told: the first, the middle and the last.
    """
    grid = rows.assign(met=met).pivot_table(index="y", columns="x", values="met", aggfunc="min")
    for axis, other, table in (("x", "y", grid), ("y", "x", grid.T)):
        kept = table.to_numpy(float)
        if np.isnan(kept).any() or (np.diff(kept, axis=1) < 0).any() or not (np.diff(kept, axis=1) > 0).any():
            continue
        known = [
            (level, table.columns[int(np.argmax(row))])
            for level, row in zip(table.index, kept, strict=True)
            if row.any()
        ]
        few = [known[place] for place in sorted({0, len(known) // 2, len(known) - 1})]
        names = {name: title_of(records(rows)[0], lang, name) for name in (axis, other)}
        pairs = [
            say("contour.need", lang, what=names[axis], much=_levels(rows, axis, [much], lang)[0],
                other=names[other], level=_levels(rows, other, [level], lang)[0])
            for level, much in few
        ]  # fmt: skip
        return say("general.comma", lang).join(pairs)
    return ""


def conclusion(rows: pd.DataFrame, value: str, goal: float, lang: Language) -> str:
    """At how many of the points the target is met, and which is the best."""
    points = records(rows)
    met = [row[value] >= goal if value == WITHIN else row[value] <= goal for row in points]
    best = max(points, key=lambda row: row[value] if value == WITHIN else -row[value])
    how = "all" if all(met) else "some" if any(met) else "none"
    needs = _needed(rows, met, lang) if value == WITHIN and how == "some" else ""
    if needs:
        return say("contour.needs", lang, needs=needs, target=target_of(rows), clock=clock_of(rows, lang))
    told = {"met": sum(met), "all": len(points), "target": target_of(rows), "clock": clock_of(rows, lang)}
    names = {axis: title_of(best, lang, axis) for axis in ("x", "y")}
    levels = {f"{axis}_level": _levels(rows, axis, [float(f"{best[axis]:.3g}")], lang)[0] for axis in ("x", "y")}
    reached = percent(float(best[value])) if value == WITHIN else days(float(best[value]))
    return say(f"contour.title.{value}.{how}", lang, best=reached, **told, **names, **levels)
