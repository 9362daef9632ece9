"""What to begin: the best package within money and number beside what is agreed, and the order over some years.

The package is the best of all that cost no more than the budget a year and have no more reforms than may begin
(`sim.packages.race`). The order spends the budget anew each year (`sim.packages.order`); the best one, its nearest
rivals and the course on which nothing begins are played with their dates (`sim.packages.begun`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import ScenarioError, UserError
from sim.base.files import require_writable_folder
from sim.base.progress import Watch, unwatched
from sim.experiment.goals import goal_of
from sim.experiment.groups import ALL, groups_of
from sim.experiment.parallel import Workers
from sim.experiment.replications import Settings
from sim.outcomes.clocks import require_clock
from sim.packages.begun import Calendar, Filed, cannot_begin, dated, played_by_month, yearly
from sim.packages.candidates import Cost, load_candidates
from sim.packages.order import EXACT, Begin, Terms, best_order, neighbours, worth_of
from sim.packages.play import TrialSettings
from sim.packages.proposal import Proposal, propose
from sim.packages.race import Race, RaceRule, leads_of, run_race
from sim.packages.study import Study, open_study
from sim.packages.trials import Question
from sim.scenario import Ground, load_ground
from sim.scenario.reforms.model import Reform
from sim.statistics.clustered import Estimate

RIVALS: Final = 3
"""So many orders beside the best are played with their dates."""


@dataclass(frozen=True)
class Wishes:
    """What money, number and time allow."""

    budget: float
    """CNY a year more for the government; for the order, freed anew each year."""
    most: int
    """So many reforms at once beside what is agreed; for the order, so many begin a year."""
    months: int = 36


@dataclass(frozen=True)
class Course:
    """An order, as it was played with its dates."""

    begins: tuple[Begin, ...]
    filed: list[Filed]
    lead: Estimate
    """How far the best order is ahead of it, in the share of all projects filed over the months."""

    @property
    def share(self) -> float:
        """The share within the target of all projects filed over the months, the mean of the replications."""
        return float(np.nanmean(yearly(self.filed)))


@dataclass(frozen=True)
class Programme:
    """The package and the order, with all that is needed to judge them."""

    study: Study
    wishes: Wishes
    agreed: int
    race: Race
    calendar: Calendar
    courses: list[Course]
    """The best order first, then its rivals, then that on which nothing begins."""
    exact: bool
    """Whether all orders were looked at."""
    proposal: Proposal | None = None
    too_dear: list[int] = field(default_factory=list)
    """Packages that cost more than the budget."""
    unpriced: list[str] = field(default_factory=list)
    undated: dict[str, str] = field(default_factory=dict)
    """The reforms that can begin on no day, and why."""

    def cost(self, package: int) -> Cost | None:
        """What a package costs a year more than what is agreed."""
        return self.study.table.cost(self.study.candidates.catalogue(), package, self.agreed)

    def more(self, package: int) -> list[str]:
        """The reforms of a package beside what is agreed."""
        return self.study.candidates.catalogue().members(package & ~self.agreed)

    @property
    def shortest(self) -> tuple[int, float]:
        """Of the packages within money and number, that with the shortest mean days, and these."""
        days = {one: float(np.nanmean(self._days(one))) for one in self.race.standings}
        shortest = min(days, key=lambda one: days[one])
        return shortest, days[shortest]

    def _days(self, package: int) -> Floats:
        return self.study.table.yearly(package, "mean", self.study.question)

    @property
    def agreed_names(self) -> list[str]:
        """The reforms that are agreed already."""
        return self.study.candidates.catalogue().members(self.agreed)


def programme(
    scenario: str | Path,
    wishes: Wishes,
    *,
    already: Sequence[str] = (),
    reforms: Sequence[str] | None = None,
    target: float | None = None,
    clock: str | None = None,
    group: str = ALL,
    rule: RaceRule | None = None,
    seed: int = 1,
    engine: str = "compiled",
    workers: Workers = 0,
    folder: Path | None = None,
    watch: Watch = unwatched,
) -> Programme:
    """What to begin in a scenario, of *reforms* or of those that act most on the clock, beside those agreed *already*.

    Raises `UserError` for a question that cannot be asked, and where the budget is too small for any reform.
    """
    ground = load_ground(scenario)
    goal = goal_of([ground.scenario], target)
    clock = clock or goal.clock
    require_clock(clock, ground.scenario)
    question = Question(goal.days, group).asked_of(groups_of(ground.scenario))
    how, rule = TrialSettings(seed, clock, engine, workers), rule or RaceRule()
    if folder is not None:
        require_writable_folder(folder)
    agreed = _agreed(ground, already)
    proposal = propose(ground, how, question, watch, agreed) if reforms is None else None
    named = proposal.names if proposal is not None else [*(reforms or [])]
    free = [name for name in named if name not in already]
    if not free:
        raise UserError("--reforms: none is named that is not agreed already: name those to choose from")
    study = open_study(load_candidates(scenario, [*already, *free]), how, question, folder, watch)
    try:
        return _found(study, wishes, rule, (1 << len(already)) - 1, proposal)
    finally:
        study.close()


def _agreed(ground: Ground, already: Sequence[str]) -> list[Reform]:
    """The reforms that are agreed. Raises `UserError` where they cannot be, all together."""
    for name in already:
        if name in (*ground.scenario.reforms, *ground.scenario.reforms_in_force):
            raise UserError(f"--already: '{name}' is in {ground.file} already: leave it out")
        if list(already).count(name) > 1:
            raise UserError(f"--already: '{name}' is named twice: once is enough")
    agreed = [ground.reform(name, "--already") for name in already]
    try:
        ground.with_package(agreed)
    except ScenarioError as error:
        raise UserError(f"--already: {error.message}") from None
    return agreed


def _found(study: Study, wishes: Wishes, rule: RaceRule, agreed: int, proposal: Proposal | None) -> Programme:
    free = [place for place in range(len(study.candidates.reforms)) if not agreed >> place & 1]
    affordable, too_dear = _affordable(study, wishes, rule, agreed, free)
    race = run_race(study, affordable, rule)
    months = Calendar.of(study.candidates.ground, wishes.months)
    undated = cannot_begin(study.candidates, agreed, free, months)
    terms = _terms(study, wishes, rule, agreed, [place for place in free if place not in undated])
    courses = _courses(study, terms, months, rule)
    study.answered()
    names = study.candidates.catalogue().names
    return Programme(
        study, wishes, agreed, race, months, courses, len(terms.reforms) <= EXACT, proposal, too_dear,
        [name for name in study.candidates.catalogue().without_cost if names.index(name) in free],
        {names[place]: why for place, why in undated.items()},
    )  # fmt: skip


def _affordable(
    study: Study, wishes: Wishes, rule: RaceRule, agreed: int, free: Sequence[int]
) -> tuple[list[int], list[int]]:
    """The packages within number and money that have a steady state, cheapest first, and the dearer ones.

    What is agreed alone is among them, and of packages that do as well the cheapest is the best.

    Raises `UserError` where no reform can be paid.
    """
    sizes = range(min(wishes.most, len(free)) + 1)
    packages = [agreed | sum(1 << one for one in some) for size in sizes for some in combinations(free, size)]
    study.look(packages, rule.first, f"{len(packages)} packages of at most {sizes[-1]}")
    catalogue = study.candidates.catalogue()
    known = [package for package in packages if package not in study.refused and not study.unsteady(package)]
    costs = {package: study.table.cost(catalogue, package, agreed) for package in known}
    priced = {package: cost.value for package, cost in costs.items() if cost is not None}
    ranked = sorted(priced, key=lambda package: (priced[package], package))
    within = [package for package in ranked if priced[package] <= wishes.budget]
    beyond = ranked[len(within) :]
    if not [package for package in within if package != agreed]:
        raise UserError(_too_small(study, wishes, {package: priced[package] for package in beyond}, agreed))
    return within, beyond


def _too_small(study: Study, wishes: Wishes, dear: dict[int, float], agreed: int) -> str:
    if not dear:
        if study.refused:
            return f"--reforms: none of these can be begun here ({next(iter(study.refused.values()))}): name others"
        return "--reforms: none of these says what it costs a year: name others, or state it in their files"
    cheapest = min(dear, key=lambda package: dear[package])
    names = ", ".join(study.candidates.catalogue().members(cheapest & ~agreed))
    found = f"{wishes.budget:,.0f} CNY a year is too little for any of these reforms"
    return f"--budget: {found}: the cheapest is {names} with {dear[cheapest]:,.0f}: give that, or name others"


def _terms(study: Study, wishes: Wishes, rule: RaceRule, agreed: int, free: Sequence[int]) -> Terms:
    """What orders are judged by; of few reforms all packages are played at once, of more those that are looked at."""
    if len(free) <= EXACT:
        most = min(len(free), -(-wishes.months * wishes.most // 12))
        packages = [
            agreed | sum(1 << one for one in some) for size in range(most + 1) for some in combinations(free, size)
        ]
        study.look(packages, rule.first, f"{len(packages)} packages on the way")

    def share(package: int) -> float | None:
        if package not in study.refused and study.table.replications(package) < rule.first:
            study.look([package], rule.first, "one package on the way")
        if package in study.refused or study.unsteady(package):
            return None
        return float(np.nanmean(study.shares(package)[: rule.first]))

    def cost(package: int) -> float | None:
        if share(package) is None:
            return None
        found = study.table.cost(study.candidates.catalogue(), package, agreed)
        return None if found is None else found.value

    return Terms(agreed, tuple(free), wishes.months, wishes.budget, wishes.most, share, cost)


def _courses(study: Study, terms: Terms, calendar: Calendar, rule: RaceRule) -> list[Course]:
    """The best order, its nearest rivals and none, played with their dates; of these the best first, none last."""
    best = best_order(terms)
    others = sorted({*neighbours(best, terms)} - {best, ()}, key=lambda one: (-worth_of(one, terms), one))
    orders = [*dict.fromkeys([best, *others[:RIVALS], ()])]
    settings = Settings(study.how.seed, max(rule.first, 2), study.how.engine, study.how.workers)
    filed: dict[tuple[Begin, ...], list[Filed]] = {}
    with study.watch("orders with their dates", len(orders) * settings.replications) as step:
        for begins in orders:
            scenario = dated(study.candidates, terms.agreed, begins, calendar)
            filed[begins] = played_by_month(scenario, study.how.clock, study.question, calendar, settings, step)
    return _ranked(filed, rule)


def _ranked(filed: dict[tuple[Begin, ...], list[Filed]], rule: RaceRule) -> list[Course]:
    """The courses with how far the best is ahead; the intervals of all pairs hold together."""
    orders = [*filed]
    values = np.stack([yearly(filed[one]) for one in orders])
    values = values[:, ~np.isnan(values).any(axis=0)]
    if not values.shape[1]:
        raise UserError("--months: nobody asked about came in them: lengthen them, or ask about others")
    best = int(np.argmax(values.mean(axis=1)))
    tail = (1 - rule.confidence) / max(len(orders) * (len(orders) - 1), 1)
    leads = leads_of(values[best], values, tail)
    courses = [Course(one, filed[one], lead) for one, lead in zip(orders, leads, strict=True)]
    return sorted(courses, key=lambda one: (not one.begins and one is not courses[best], one.lead.value or 0))
