"""Figures: table in, matplotlib figure out."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment import Result

BAND, BOX, LINE = "#9ecae1", "#2171b5", "#cb181d"
SHOWN = {
    "government_days": "government clock (working days)",
    "total_days": "filing to permit, everything in (calendar days)",
}


def distributions(results: list[Result], target: float) -> Figure:
    """The distribution of each scenario against the target, on the headline clock and on the whole time."""
    height = 1.9 + 0.42 * len(results)
    figure = Figure(figsize=(12, height), layout="constrained")
    panels = figure.subplots(1, len(SHOWN), sharey=True)
    for axes, clock in zip(panels, SHOWN, strict=True):
        _distribution_panel(axes, results, clock, target)
    panels[0].set_yticks(range(len(results)), [str(result.scenario.title) for result in results])
    panels[0].set_ylim(len(results) - 0.4, -0.6)
    figure.suptitle(_conclusion(results, target), x=0.01, ha="left", fontweight="bold")
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
    axes.set_xlabel(SHOWN[clock])
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _conclusion(results: list[Result], target: float) -> str:
    """The title: which scenarios bring nine cases in ten within the target, on which of the two clocks."""
    reached = {
        clock: [
            str(result.scenario.title)
            for result in results
            if (result.permitted()[clock].dropna() <= target).mean() >= 0.9  # not a number where nobody is permitted
        ]
        for clock in SHOWN
    }
    said = []
    for clock, where in (("government_days", "on the government clock"), ("total_days", "from filing to permit")):
        names = reached[clock]
        many = f"{len(names)} of {len(results)} scenarios"
        said.append(f"{where} {'no scenario' if not names else names[0] if len(names) == 1 else many}")
    return f"Who brings nine projects in ten within {target:g} days: {said[0]}; {said[1]}"


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
