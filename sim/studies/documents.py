"""What sensitivity studies and sweeps found, as JSON for machines."""

from dataclasses import asdict
from typing import Any

from sim.experiment.ignorance import document_of
from sim.statistics.regression import share_document
from sim.studies.design.factors import Factor
from sim.studies.discovery import Discovery
from sim.studies.influence import Influence, disagreements
from sim.studies.sensitivity import Sensitivity
from sim.studies.sweep import FIGURES


def sensitivity_document(found: Sensitivity, target: float) -> dict[str, Any]:
    """What a sensitivity study found, every factor included."""
    study, studied = found.design.study, found.design.studied
    return {
        "scenario": studied.scenario(studied.package, {}).scenario,
        "digest": found.design.scenario_digest,
        "clock": found.clock,
        "target": target,
        "seed": study.seed,
        "factors": [_factor_document(found, factor) for factor in found.ranked()],
        "disagreements": [asdict(one) for one in disagreements(found.influences)],
        "points": sum(len(one.points) for one in found.told),
        "not_everybody_finished": sum(int(one.bounds.sum()) for one in found.told),
        "nobody_finished": sum(int(one.nobody.sum()) for one in found.told),
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


def discovery_document(found: Discovery) -> dict[str, Any]:
    """Where a sweep misses its target: the boxes, and how each does on other points."""
    return {
        "study": found.manifest["study"],
        "digest": found.manifest["digest"],
        "clock": found.clock,
        "class": found.group,
        "target": found.manifest["target"],
        "probability": found.probability,
        "points": found.points,
        "missed": found.missed,
        "nobody_finished": found.nobody,
        "base_rate": found.base_rate,
        **({} if found.ignorance is None else {"ignorance": document_of(found.ignorance)}),
        "boxes": [
            {
                "words": sentence,
                "coverage": box.coverage,
                "density": box.density,
                "mass": box.mass,
                "on_other_points": {
                    "density": tried.density,
                    "ci95": None if tried.interval is None else list(tried.interval),
                    "points": tried.points,
                    "found_again": tried.again,
                    "searches": tried.searches,
                },
                "limits": {
                    found.columns[column]: {"above": _finite(low), "below": _finite(high)}
                    for column, (low, high) in box.limits.items()
                },
            }
            for sentence, box, tried in zip(found.sentences(), found.found, found.tried, strict=True)
        ],
    }


def _factor_document(found: Sensitivity, factor: Factor) -> dict[str, Any]:
    told = {figure: _influence_document(found.influences[factor.name][figure]) for figure in FIGURES}
    missing = found.unseen.get(factor.name)
    return factor.label() | told | ({} if missing is None else {"not_tested_at": missing})


def _influence_document(one: Influence) -> dict[str, Any]:
    return {
        "effect": one.effect,
        "effect_spread": one.effect_spread,
        "share_of_effects": one.share,
        "first": share_document(one.first),
        "total": share_document(one.total),
        "regression": share_document(one.regression),
    }


def _finite(bound: float) -> float | None:
    return bound if abs(bound) != float("inf") else None
