"""What sensitivity studies and sweeps found, for people (tables on the screen) and for machines (JSON)."""

from typing import Any, Final

from sim.budget import Budget
from sim.design.factors import Factor
from sim.discovery import Discovery
from sim.screen import Listing, console
from sim.sensitivity import FIGURES, Index, Influence, Sensitivity

SHOWN: Final = 15


def show_sensitivity(found: Sensitivity, target: float) -> None:
    """The factors that matter most, and the uncertainty budget."""
    screen, words = console(), _figure_words(found.clock, target)
    title = f"What moves {found.clock}, of {len(found.design.factors)} numbers that may be wrong"
    figures = [f"{word} {kind}" for word in ("mean", f"P(≤ {target:g})") for kind in ("alone", "in all")]
    rows = [[*_told(factor), *_cells(found.influences[factor.name])] for factor in found.ranked()[:SHOWN]]
    screen.print(Listing(title, ["number", "range", "grade", "source", *figures], rows, left=frozenset(range(4))))
    screen.print(
        "alone, in all: share of the variance that the number explains by itself, and together with others (Sobol's "
        "indices, 95 % intervals);\nscreened: too little in Morris's screening to go on; its share of squared effects.",
        style="dim",
    )
    for figure, word in words.items():
        if figure in found.budgets:
            screen.print(budget_in_words(found.budgets[figure], word, found.replications))


def budget_in_words(budget: Budget, what: str, replications: int) -> str:
    """The shares of a budget in a sentence."""
    shares = budget.shares
    if shares is None:
        return f"Nothing moves {what}, neither the inputs nor chance."
    low, high = budget.inputs_interval
    parts = f"{shares['unknown_inputs']:.0%} unknown inputs [{low:.0%}–{high:.0%}], {shares['chance']:.0%} chance"
    few = f"{shares['too_few_runs']:.0%} too few runs ({replications} replications)"
    spread = f"standard deviation {budget.total**0.5:.3g}"
    return f"Of the spread of {what} ({spread}): {parts} in one replication, {few}."


def sensitivity_document(found: Sensitivity, target: float) -> dict[str, Any]:
    """The same for machines, every factor included."""
    study, world = found.design.study, found.design.world
    return {
        "scenario": world.scenario(world.package, {}).scenario,
        "digest": found.design.scenario_digest,
        "clock": found.clock,
        "target": target,
        "seed": study.seed,
        "factors": [
            factor.label() | {figure: _influence_document(found.influences[factor.name][figure]) for figure in FIGURES}
            for factor in found.ranked()
        ],
        "budget": {
            figure: {
                "variances": {"unknown_inputs": one.inputs, "chance": one.chance, "too_few_runs": one.runs},
                "shares": one.shares,
                "unknown_inputs_ci95": list(one.inputs_interval),
                "replications": found.replications,
            }
            for figure, one in found.budgets.items()
        },
    }


def show_discovery(found: Discovery) -> None:
    """The boxes in words, with coverage and density."""
    screen = console()
    screen.print(discovery_in_words(found))
    if not found.found:
        return
    rows = [
        [sentence, f"{box.coverage:.0%}", f"{box.density:.0%}", f"{box.mass:.0%}"]
        for sentence, box in zip(found.sentences(), found.found, strict=True)
    ]
    screen.print(Listing("", ["", "coverage", "density", "share of points"], rows))
    screen.print(
        "coverage: share of all points that miss; density: share of the box's points that miss;\neach box is found on "
        "the points outside those above it.",
        style="dim",
    )


def discovery_in_words(found: Discovery) -> str:
    """Where the target is missed, in a sentence."""
    goal = f"{found.probability:.0%} of projects ({found.group}) within {found.manifest['target']:g} {found.clock}"
    if found.missed == 0:
        return f"{goal} is reached at every one of {found.points:,} points."
    if found.missed == found.points:
        return f"{goal} is missed at every one of {found.points:,} points: no box to find."
    said = f"{goal} is missed at {found.missed:,} of {found.points:,} points"
    return f"{said}." if found.found else f"{said}, but in no box of the factors much oftener than elsewhere."


def discovery_document(found: Discovery) -> dict[str, Any]:
    """The same for machines."""
    return {
        "study": found.manifest["study"],
        "digest": found.manifest["digest"],
        "clock": found.clock,
        "class": found.group,
        "target": found.manifest["target"],
        "probability": found.probability,
        "points": found.points,
        "missed": found.missed,
        "boxes": [
            {
                "words": sentence,
                "coverage": box.coverage,
                "density": box.density,
                "mass": box.mass,
                "limits": {
                    found.columns[column]: {"above": _finite(low), "below": _finite(high)}
                    for column, (low, high) in box.limits.items()
                },
            }
            for sentence, box in zip(found.sentences(), found.found, strict=True)
        ],
    }


def _influence_document(one: Influence) -> dict[str, Any]:
    return {
        "effect": one.effect,
        "effect_spread": one.effect_spread,
        "share_of_effects": one.share,
        "first": None if one.first is None else {"value": one.first[0], "ci95": list(one.first[1:])},
        "total": None if one.total is None else {"value": one.total[0], "ci95": list(one.total[1:])},
    }


def _told(factor: Factor) -> list[str]:
    spread = factor.spread
    bounds = f"{spread.low:.4g}–{spread.high:.4g}" if spread is not None else "off, on" if factor.reform else ""
    return [str(factor.title), bounds, factor.grade or "", factor.source or ""]


def _cells(figures: dict[str, Influence]) -> list[str]:
    cells: list[str] = []
    for figure in FIGURES:
        one = figures[figure]
        screened = "" if one.total is not None else f"screened {one.share:.1%}"
        cells += [_share(one.first), _share(one.total) or screened]
    return cells


def _share(index: Index | None) -> str:
    return "" if index is None else f"{index[0]:.0%} [{index[1]:.0%}, {index[2]:.0%}]"


def _figure_words(clock: str, target: float) -> dict[str, str]:
    return {"mean": f"mean {clock}", "within": f"P({clock} ≤ {target:g})"}


def _finite(bound: float) -> float | None:
    return bound if abs(bound) != float("inf") else None
