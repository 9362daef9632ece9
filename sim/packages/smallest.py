"""Everything that `approvals smallest` has to say, put together once, for the screen and for machines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.base.errors import UserError
from sim.base.files import require_writable_folder
from sim.base.progress import Watch, unwatched
from sim.experiment.answer import CLOCK_WORDS
from sim.experiment.goals import goal_of
from sim.experiment.groups import ALL
from sim.experiment.parallel import Workers
from sim.outcomes.clocks import require_clock
from sim.packages.additions import Addition, additions
from sim.packages.candidates import Cost, load_candidates
from sim.packages.floor import Floor, floor_under
from sim.packages.frontier import share_of
from sim.packages.play import TrialSettings
from sim.packages.search import Found, Rule, Verdict, search
from sim.packages.study import Study, open_study
from sim.packages.trials import Question
from sim.statistics.clustered import Estimate

SHOWN_NEAREST = 5


@dataclass(frozen=True)
class Smallest:
    """The verdict on every package, with what is needed to judge it."""

    study: Study
    found: Found
    within: dict[int, Estimate]
    days: dict[int, float]
    costs: dict[int, Cost | None]
    additions: list[Addition]
    floor: Floor | None = None
    """Under the nearest package; only where none keeps the promise."""

    @property
    def by_cost(self) -> list[int]:
        """The minimal packages, the cheapest first; those of unknown cost at the end."""
        costs = {package: self.cost(package) for package in self.found.minimal}
        return sorted(costs, key=lambda one: (costs[one] is None, costs[one] or Cost(0, 0, 0), one.bit_count(), one))

    @property
    def cheapest(self) -> int | None:
        """The cheapest package that keeps the promise, of those whose cost is known."""
        known = [package for package in self.by_cost if self.cost(package) is not None]
        return known[0] if known else None

    @property
    def nearest(self) -> list[int]:
        """The packages with the most projects within the target, the best first; of equals the shortest days.

        Those without a steady state come last.
        """
        unsteady = set(self.found.those(Verdict.UNSTEADY))
        return sorted(
            self.within,
            key=lambda one: (one in unsteady, -(self.within[one].value or 0), self.days[one], one.bit_count()),
        )

    @property
    def hurting(self) -> list[Addition]:
        """The additions that hurt, the worst first."""
        return sorted(
            (one for one in self.additions if one.hurts),
            key=lambda one: ((one.within.value or 0), -(one.days.value or 0)),
        )

    def cost(self, package: int) -> Cost | None:
        """What a package costs a year beyond the base; None if a reform of it does not say what it costs."""
        return self.costs[package]

    def reasons(self) -> dict[str, int]:
        """Why packages were refused, and how many for each reason."""
        return dict(Counter(self.study.refused.values()).most_common())

    def left_open(self) -> dict[int, float]:
        """The packages under which projects were still under way at the end of the run, and how many of them."""
        table, question = self.study.table, self.study.question
        shares = {package: table.left_open(package, question) for package in self.within}
        return {package: share for package, share in shares.items() if share > 0}


def smallest(
    scenario: str | Path,
    reforms: Sequence[str],
    *,
    target: float | None = None,
    probability: float | None = None,
    clock: str | None = None,
    group: str = ALL,
    indifference: float = 0.01,
    confidence: float = 0.95,
    replications: int = 12,
    most_replications: int = 400,
    seed: int = 1,
    engine: str = "compiled",
    workers: Workers = 0,
    folder: Path | None = None,
    watch: Watch = unwatched,
) -> Smallest:
    """The smallest packages of one to twelve *reforms* that bring enough projects of a scenario within its target.

    *scenario* is a file or the name of one, *reforms* the names of files beside it. *target*: days on the *clock*;
    these and the *probability* are by default those of the scenario's target; *group*: a kind of project, such as
    `own-land`. What *probability*, *indifference* and *confidence* promise of the verdicts is said in
    `sim.packages.search`. Every package is played in *replications*, those that are close in up to
    *most_replications*. A *folder* keeps what was played, and is gone on with. Raises `UserError` for a question that
    cannot be asked.

    >>> import sim
    >>> village = "tests/behaviour/scenarios/village/village.yaml"
    >>> found = sim.smallest(village, ["half-scheme", "no-fire"], clock="total_days", probability=0.7, workers=1)
    >>> [found.study.candidates.catalogue().members(package) for package in found.found.minimal]
    []
    """
    candidates = load_candidates(scenario, list(reforms))
    ground = candidates.ground.scenario
    goal = goal_of([ground], target)
    wanted = goal.share if probability is None else probability
    rule = rule_of(wanted, indifference, confidence, replications, most_replications)
    clock = clock or goal.clock
    require_clock(clock, ground)
    question = Question(goal.days, group)
    if folder is not None:
        require_writable_folder(folder)
    study = open_study(candidates, TrialSettings(seed, clock, engine, workers), question, folder, watch)
    return smallest_of(study, rule)


def rule_of(probability: float, indifference: float, confidence: float, first: int, most: int) -> Rule:
    """The rule of a search. Raises `UserError` for one that decides nothing."""
    room = min(probability, 1 - probability)
    if indifference >= room:
        beyond = f"{indifference:g} reaches beyond 0 or 1 from {probability:g}: give less than {room:g}"
        raise UserError(f"--indifference: {beyond}")
    if most < first:
        raise UserError(f"--most-replications: {most} is less than --replications {first}: give at least as many")
    return Rule(probability, indifference, confidence, first, most)


def smallest_of(study: Study, rule: Rule) -> Smallest:
    """Searches the packages of a study by a rule, and tells what was found."""
    try:
        found = search(study, rule)
        study.answered()
    finally:
        study.close()
    table, question = study.table, study.question
    played = sorted(table.cases)
    within = {package: share_of(table, package, question) for package in played}
    days = {package: _mean(study, package) for package in played}
    catalogue = study.candidates.catalogue()
    costs = {package: table.cost(catalogue, package) for package in played}
    told = Smallest(study, found, within, days, costs, additions(catalogue, table, question))
    if found.minimal:
        return told
    best = study.candidates.scenario(told.nearest[0])
    return replace(told, floor=floor_under(best, study.how, question, rule.first, study.watch))


def _mean(study: Study, package: int) -> float:
    values = study.table.yearly(package, "mean", study.question)
    return float(values[values == values].mean())


def guarantee(rule: Rule, packages: int) -> str:
    """In words, what the verdicts promise."""
    low, high = rule.probability - rule.indifference, rule.probability + rule.indifference
    return (
        f"With at least {rule.confidence:.0%} confidence for all {packages:,} packages together: whatever is said to "
        f"keep it brings at least {low:.1%} of projects within the target, and whatever is said to miss it at most "
        f"{high:.1%}. This holds however often a package was looked at and whatever the distribution of its "
        "replications (betting intervals, Waudby-Smith and Ramdas 2024, with Bonferroni's correction). It counts "
        "chance only, not how wrong the numbers of the scenario may be."
    )


def promise(study: Study, rule: Rule) -> str:
    """The promise in words, such as '90% of projects within 100 days on filing to permit in calendar days'."""
    who = "projects" if study.question.group == "all" else f"{study.question.group} projects"
    clock = CLOCK_WORDS.get(study.how.clock, study.how.clock)
    return f"{rule.probability:.0%} of {who} within {study.question.target:g} days on {clock}"


def document(told: Smallest) -> dict[str, Any]:
    """For machines: everything, package by package."""
    study, found, rule = told.study, told.found, told.found.rule
    names = study.candidates.catalogue().members
    return {
        **{key: value for key, value in study.provenance().items() if key != "changes"},
        "target": study.question.target,
        "class": study.question.group,
        "rule": vars(rule),
        "guarantee": guarantee(rule, len(told.within)),
        "minimal": [names(package) for package in told.by_cost],
        "cheapest": names(told.cheapest) if told.cheapest is not None else None,
        "near_ties": [names(package) for package in found.near_ties],
        "undecided": [names(package) for package in found.those(Verdict.OPEN)],
        "unsteady": [names(package) for package in found.those(Verdict.UNSTEADY)],
        "nearest": [names(package) for package in told.nearest[:SHOWN_NEAREST]],
        "packages": [_package(told, package) for package in study.packages],
        "hurting": [_addition(told, one) for one in told.hurting],
        "floor": _floor(told.floor),
    }


def _package(told: Smallest, package: int) -> dict[str, Any]:
    study = told.study
    head = {"reforms": study.candidates.catalogue().members(package), "verdict": told.found.verdicts[package].value}
    if package in study.refused:
        return {**head, "why": study.refused[package]}
    cost = told.cost(package)
    return {
        **head,
        "cost": cost.value if cost else None,
        "cost_range": [cost.low, cost.high] if cost else None,
        "within_target": told.within[package].value,
        "within_target_ci95": told.within[package].interval,
        "bounds": list(told.found.bounds[package]),
        "mean_days": told.days[package],
        "replications": study.table.replications(package),
        "unfinished": study.table.left_open(package, study.question),
        "growing": [one._asdict() for one in study.table.growing(package)],
    }


def _addition(told: Smallest, one: Addition) -> dict[str, Any]:
    catalogue = told.study.candidates.catalogue()
    return {
        "reform": catalogue.names[one.reform],
        "added_to": catalogue.members(one.package),
        "within_target": one.within.value,
        "within_target_ci": one.within.interval,
        "mean_days": one.days.value,
        "mean_days_ci": one.days.interval,
    }


def _floor(floor: Floor | None) -> dict[str, Any] | None:
    if floor is None:
        return None
    suppositions = [
        {"if": name, "within_target": within, "p50": median} for name, (within, median) in floor.if_zero_time.items()
    ]
    return {"holding_up": floor.held.to_dict("records"), "suppositions": suppositions}
