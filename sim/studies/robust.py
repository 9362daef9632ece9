"""Packages held against many worlds: in which share of them each keeps the promise, and what breaks the best.

A world is what all that is not known may be at once, drawn from the ranges of the scenario, or from a table of numbers
that are only known together. Every package is played in every world, with the same luck everywhere, so that packages
are compared world by world. Regret is how much more of the projects another package would have brought within the
target in the same world (Savage, Journal of the American Statistical Association 46, 1951, 55-67); that a promise is
to be kept in most of the worlds is the satisficing of robust decision making (Lempert et al., Management Science 52,
2006, 514-528), and boxes of worlds that break it are found by the patient rule induction method.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.base.arrays import ARITHMETIC, Flags, Floats
from sim.base.errors import UserError
from sim.base.headline_clocks import HEADLINE
from sim.base.progress import Watch, unwatched
from sim.experiment.groups import ALL
from sim.experiment.parallel import Workers
from sim.outcomes.clocks import require_clock
from sim.scenario.validation import validated
from sim.statistics.prim import boxes, tried
from sim.studies.crossed import COST, Crossed, Package, choices, crossed
from sim.studies.design import Design, Study, design_of
from sim.studies.discovery import FEWEST_POINTS, SEED, Discovery
from sim.studies.sensitivity import KEEP
from sim.studies.sweep import Answers, Finished, read_finished, sweep, temporary_folder

MOST_WORLDS: Final = 10_000
KEPT_IN: Final = 0.8
"""A package is robust if it keeps the promise in this share of the worlds."""
DENSITY: Final = 0.8
"""The share of a box's worlds in which the promise is broken."""


@dataclass(frozen=True)
class PackageOverWorlds:
    """How a package does over the worlds."""

    package: Package
    keeps: float
    """The share of worlds in which it keeps the promise."""
    interval: tuple[float, float]
    """Of that share, at 95 %, by Wilson (Journal of the American Statistical Association 22, 1927, 209-212)."""
    within: float
    """The share of projects within the target, on average over the worlds."""
    worst: float
    """The same in the world in which nine in ten are better."""
    regret: float
    """How much more the best package of each world brings, on average."""
    most_regret: float
    """And in the world where it is most."""
    cost: float | None
    """What a year costs the government, on average; None where the scenario has no prices."""

    def is_robust(self, kept_in: float) -> bool:
        """Whether it keeps the promise in at least so large a share of the worlds."""
        return self.keeps >= kept_in - ARITHMETIC


@dataclass(frozen=True)
class Robust:
    """What was found of all packages."""

    manifest: dict[str, Any]
    clock: str
    group: str
    probability: float
    kept_in: float
    worlds: int
    over_worlds: list[PackageOverWorlds]
    """Those of fewest reforms first, of these those that keep it in most worlds."""
    left_out: int
    """Packages that do not go together in every world, or to which nobody comes."""
    chosen: PackageOverWorlds
    """The smallest robust package; where there is none, that which keeps the promise in most worlds."""
    broken: Discovery
    """Where the chosen package breaks the promise."""
    told: Answers

    @property
    def smallest(self) -> list[PackageOverWorlds]:
        """The robust packages of which no reform can be dropped, those of fewest reforms first."""
        robust = [one for one in self.over_worlds if one.is_robust(self.kept_in)]
        sets = [frozenset(one.package.reforms) for one in robust]
        return [one for one, mine in zip(robust, sets, strict=True) if not any(other < mine for other in sets)]


def robust(
    scenario: str | Path,
    reforms: Sequence[str],
    worlds: int,
    *,
    joint: Path | None = None,
    clock: str = HEADLINE,
    target: float | None = None,
    probability: float = 0.9,
    kept_in: float = KEPT_IN,
    group: str = ALL,
    replications: int = 4,
    seed: int = 1,
    folder: Path | None = None,
    workers: Workers = 0,
    engine: str = "compiled",
    watch: Watch = unwatched,
) -> Robust:
    """Holds every package of some reforms against so many worlds, drawn from the ranges of a scenario.

    Of numbers that are only known together a table of *joint* worlds is drawn from instead. A *folder* keeps the sweep.
    Raises `UserError` for a question that cannot be asked.
    """
    design = worlds_and_packages(scenario, reforms, worlds, joint, clock, target, group, replications, seed)
    require_clock(clock, design.written)
    with (
        nullcontext(folder) if folder is not None else temporary_folder(KEEP) as place,
        watch("points", design.size) as step,
    ):
        sweep(design, place, workers=workers, engine=engine, progress=step)
        return robust_of(read_finished(place), clock, group, probability, kept_in)


def worlds_and_packages(
    scenario: str | Path,
    reforms: Sequence[str],
    worlds: int,
    joint: Path | None,
    clock: str,
    target: float | None,
    group: str,
    replications: int,
    seed: int,
) -> Design:
    """Every package of the reforms in every world; what it costs is measured where the scenario has prices."""
    drawn = [{"worlds": str(joint.resolve())}] if joint is not None else []
    document: dict[str, Any] = {
        "study": "robust",
        "scenario": str(scenario),
        "factors": [*({"reform": name} for name in reforms), *drawn, {"every": "range"}],
        "design": {"latin_hypercube": worlds, "packages": "all"},
        "replications": replications,
        "seed": seed,
        "responses": [clock, COST],
        "classes": list(dict.fromkeys([group, ALL])),
    }
    study = validated(Study, document | ({} if target is None else {"target": target}), "smallest")
    design = design_of(study, "smallest", scenario)
    if design.written.costs is None:
        return replace(design, study=study.model_copy(update={"responses": [clock]}))
    return design


def robust_of(finished: Finished, clock: str, group: str, probability: float, kept_in: float) -> Robust:
    """What a finished sweep says in which every package is played in every world."""
    told = finished.answers(clock, group)
    played = crossed(finished, told)
    over_worlds = packages_over_worlds(played, probability)
    order = sorted(range(len(over_worlds)), key=lambda place: _rank(over_worlds[place]))
    holding = [place for place in order if over_worlds[place].is_robust(kept_in)]
    chosen = holding[0] if holding else max(order, key=lambda place: (over_worlds[place].keeps, -place))
    packages = finished.points[choices(finished.manifest)].drop_duplicates().shape[0]
    return Robust(
        finished.manifest, clock, group, probability, kept_in, len(played.points),
        [over_worlds[place] for place in order], packages - len(over_worlds), over_worlds[chosen],
        _broken(finished, played, chosen, clock, group, probability), told,
    )  # fmt: skip


def packages_over_worlds(played: Crossed, probability: float) -> list[PackageOverWorlds]:
    """How each package does over the worlds, in the order of the packages."""
    from scipy import stats

    keeps = played.within >= probability - ARITHMETIC
    regrets = played.within.max(axis=1, keepdims=True) - played.within
    costs = None if played.costs is None else played.costs.mean(axis=(0, 1))
    made = []
    for place, package in enumerate(played.packages):
        low, high = stats.binomtest(int(keeps[:, place].sum()), len(keeps)).proportion_ci(method="wilson")
        within, regret = played.within[:, place], regrets[:, place]
        made.append(
            PackageOverWorlds(
                package, float(keeps[:, place].mean()), (float(low), float(high)), float(within.mean()),
                float(np.quantile(within, 0.1)), float(regret.mean()), float(regret.max()),
                None if costs is None else float(costs[place]),
            )
        )  # fmt: skip
    return made


def _rank(one: PackageOverWorlds) -> tuple[int, float, float]:
    """Fewest reforms first; of these the one that keeps it in most worlds, and of like ones the cheapest."""
    return len(one.package.reforms), -one.keeps, one.cost if one.cost is not None else 0.0


def _broken(finished: Finished, played: Crossed, chosen: int, clock: str, group: str, probability: float) -> Discovery:
    """The boxes of worlds in which a package breaks the promise."""
    missed: Flags = played.within[:, chosen] < probability - ARITHMETIC
    unknown = [name for name in finished.points if name not in ("point", *choices(finished.manifest))]
    placed = finished.points.set_index("point").loc[played.points, unknown]
    columns = [str(name) for name in unknown if placed[name].nunique(dropna=False) > 1]
    values: Floats = placed[columns].to_numpy(np.float64)
    is_told = 0 < missed.sum() < len(missed) and len(missed) >= FEWEST_POINTS
    found = boxes(values, missed, DENSITY) if is_told else []
    again = tried(found, values, missed, SEED, DENSITY) if found else []
    counts = len(missed), int(missed.sum()), 0
    return Discovery(finished.manifest, clock, probability, group, *counts, columns, found, again, None)


def require_worlds(worlds: int) -> None:
    """Refuses fewer worlds than tell anything."""
    if worlds < FEWEST_POINTS:
        raise UserError(f"--worlds: {worlds} are too few to tell how often a promise is kept: give {FEWEST_POINTS}")


def robust_document(found: Robust) -> dict[str, Any]:
    """What was found of every package as a JSON document."""
    return {
        "scenario": found.manifest["scenario"],
        "digest": found.manifest["scenario_digest"],
        "clock": found.clock,
        "class": found.group,
        "target": found.manifest["target"],
        "probability": found.probability,
        "kept_in": found.kept_in,
        "worlds": found.worlds,
        "replications": found.manifest["replications"],
        "seed": found.manifest["seed"],
        "left_out": found.left_out,
        "robust": [list(one.package.reforms) for one in found.smallest],
        "chosen": list(found.chosen.package.reforms),
        "broken": {"worlds": found.broken.missed, "boxes": found.broken.sentences()},
        "packages": [_over_worlds(one) for one in found.over_worlds],
    }


def _over_worlds(one: PackageOverWorlds) -> dict[str, Any]:
    return {
        "reforms": list(one.package.reforms),
        "title_en": one.package.title_en,
        "title_zh": one.package.title_zh,
        "keeps": {"value": one.keeps, "ci95": list(one.interval)},
        "within_target": one.within,
        "within_target_p10": one.worst,
        "regret": one.regret,
        "most_regret": one.most_regret,
        "cost": one.cost,
    }
