"""Figures: table in, matplotlib figure out."""

from pathlib import Path
from textwrap import fill
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment import Result

BAND, BOX, LINE = "#9ecae1", "#2171b5", "#cb181d"
SURE: Final = 0.9
SHOWN: Final = {
    "government_days": ("government clock", "working days on the legal clock, filing to permit"),
    "total_days": ("whole way from filing to permit", "calendar days from filing to permit, everything in"),
}


def distributions(results: list[Result], target: float) -> Figure:
    """The distribution of each scenario against the target, on the headline clock and on the whole time."""
    height = 2.2 + 0.42 * len(results)
    figure = Figure(figsize=(12, height), layout="constrained")
    panels = figure.subplots(1, len(SHOWN), sharey=True)
    for axes, clock in zip(panels, SHOWN, strict=True):
        _distribution_panel(axes, results, clock, target)
    panels[0].set_yticks(range(len(results)), [str(result.scenario.title) for result in results])
    panels[0].set_ylim(len(results) - 0.4, -0.6)
    figure.supxlabel(_caption(results), fontsize=8, color="#555555")
    return figure


def _distribution_panel(axes: Axes, results: list[Result], clock: str, target: float) -> None:
    axes.axvline(target, color=LINE, linestyle="--", linewidth=1.2)
    for row, result in enumerate(results):
        days = result.permitted()[clock].dropna().to_numpy(float)
        if not days.size:
            axes.annotate("no case permitted", (target, row), va="center", fontsize=8)
            continue
        low, first, half, third, high = np.quantile(days, [0.1, 0.25, 0.5, 0.75, 0.9])
        axes.hlines(row, low, high, color=BAND, linewidth=9)
        axes.hlines(row, first, third, color=BOX, linewidth=9)
        axes.plot(half, row, "o", color="white", markeredgecolor="black", markersize=5)
        within = f"{(days <= target).mean():.0%} ≤ {target:g}"
        axes.annotate(within, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.set_xlim(left=0)
    axes.set_xlabel(SHOWN[clock][1])
    axes.set_title(fill(_conclusion(results, clock, target), 42), loc="left", fontsize=11, fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _conclusion(results: list[Result], clock: str, target: float) -> str:
    """The title: which scenarios bring nine cases in ten within the target on this clock."""
    made = [
        str(result.scenario.title)
        for result in results
        if len(days := result.permitted()[clock].dropna()) and (days <= target).mean() >= SURE
    ]
    who = (
        "No scenario"
        if not made
        else f"Only “{made[0]}”"
        if len(made) == 1
        else f"{len(made)} of {len(results)} scenarios"
    )
    verb = "bring" if len(made) > 1 else "brings"
    return f"{who} {verb} nine projects in ten within {target:g} days on the {SHOWN[clock][0]}"


def _caption(results: list[Result]) -> str:
    cases = [len(result.permitted()) for result in results]
    settings = results[0].settings
    return (
        "Dot: median; dark: middle half; light: 10th to 90th percentile; dashed: the target. "
        f"n = {min(cases):,} to {max(cases):,} permitted projects a scenario, "
        f"{settings.replications} replications, seed {settings.seed}."
    )


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Writes the figure as PNG and SVG; the same figure gives the same bytes."""
    paths = [folder / f"{name}.png", folder / f"{name}.svg"]
    with mpl.rc_context({"svg.hashsalt": "approval-sim"}):
        figure.savefig(paths[0], dpi=150)
        figure.savefig(paths[1], metadata={"Date": None})
    return paths
