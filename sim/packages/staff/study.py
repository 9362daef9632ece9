"""The question of `approvals staff` put and answered once, for the screen and for machines."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.base.errors import UserError
from sim.base.files import require_writable_folder
from sim.base.progress import Watch, unwatched
from sim.experiment.goals import goal_of
from sim.experiment.groups import ALL, groups_of
from sim.experiment.parallel import Workers
from sim.outcomes.clocks import require_clock
from sim.packages.floor import held_up
from sim.packages.play import TrialSettings
from sim.packages.search import Rule, Verdict
from sim.packages.smallest import rule_of
from sim.packages.staff.places import Place, as_reforms, box_of, enough, places_of
from sim.packages.staff.plays import Keeper, Plays, share
from sim.packages.staff.search import CLOSER, Found, Search
from sim.packages.staff.staffings import Staffing
from sim.packages.staff.store import StaffStore
from sim.packages.trials import Question
from sim.scenario import Ground, load_ground
from sim.simulation.lower import lower
from sim.statistics.clustered import Estimate
from sim.statistics.multiple import together

MOST_PLAYED: Final = 1500
"""So many replications are played to look for the cheapest, before it is held against other luck."""


@dataclass(frozen=True)
class Instead:
    """The package that the staff is to equal: its reforms, and the share within the target that it brings."""

    reforms: list[str]
    within: Estimate


@dataclass(frozen=True)
class Afforded:
    """What the budget buys where it does not buy the promise."""

    budget: float
    staffing: Staffing
    is_enough: bool | None
    """Whether the promise can be kept within the budget, if more people do no harm; None where it is not known."""


@dataclass(frozen=True)
class Staffed:
    """The staffing that was found, with what is needed to judge it."""

    plays: Plays
    places: list[Place]
    found: Found
    instead: Instead | None
    afforded: Afforded | None
    held: pd.DataFrame | None
    """What holds projects up with the most people everywhere; only where not even these keep the promise."""

    @property
    def replications(self) -> range:
        """Those in which today's staff and the way up were played, under common luck."""
        return range(CLOSER * self.found.rule.first)

    @property
    def ground(self) -> Ground:
        """The scenario that was asked about."""
        return self.plays.ground

    def luck_of(self, staffing: Staffing) -> range:
        """The replications by which a staffing is judged: other luck where it was held against that."""
        verified = self.found.verified(staffing)
        if verified is None:
            known = self.plays.known[staffing]
            return self.replications if len(known) >= len(self.replications) else range(self.found.rule.first)
        start = verified.replications.start
        return range(start, start + verified.counts[staffing])

    def within(self, staffing: Staffing) -> Estimate:
        """The share within the target, with its interval at 95 %."""
        return self.plays.share(staffing, self.luck_of(staffing))

    def bounds(self, staffing: Staffing) -> tuple[float, float] | None:
        """Sure bounds of that share, which hold together with all that other luck was asked about."""
        verified = self.found.verified(staffing)
        return None if verified is None else verified.bounds[staffing]

    def measured_cost(self, staffing: Staffing) -> Estimate:
        """What a year costs the government more than with today's staff, reserves and all that is paid out included."""
        now, common = self.found.box.now, self.replications
        if staffing not in self.plays.known or len(self.plays.known[staffing]) < len(common):
            return Estimate(None)
        more = self.plays.costs(staffing, common) - self.plays.costs(now, common)
        return Estimate(None) if np.isnan(more).any() else together(more[None])[0]

    def frontier(self) -> list[Staffing]:
        """People against promise: of today's staff, the way up and what was found, those that none cheaper beats."""
        found, world = self.found, self.plays
        asked = list(dict.fromkeys([found.box.now, *found.way, found.staffing]))
        common = range(found.rule.first)
        means = {one: float(np.nanmean(world.within(one, common))) for one in asked}
        kept: list[Staffing] = []
        for one in sorted(asked, key=lambda each: (found.box.cost(each), -means[each], each)):
            if not kept or means[one] > max(means[other] for other in kept):
                kept.append(one)
        return kept


def staff(
    scenario: str | Path,
    *,
    target: float | None = None,
    probability: float | None = None,
    clock: str | None = None,
    group: str = ALL,
    budget: float | None = None,
    pools: Sequence[str] | None = None,
    no_fewer: bool = False,
    instead_of: Sequence[str] = (),
    indifference: float = 0.02,
    confidence: float = 0.95,
    replications: int = 4,
    most_replications: int = 1000,
    seed: int = 1,
    engine: str = "compiled",
    workers: Workers = 0,
    folder: Path | None = None,
    watch: Watch = unwatched,
) -> Staffed:
    """The cheapest staffing of a scenario that brings enough projects within its target, and how sure that is.

    *scenario* is a file or the name of one. *target*: days on the *clock*; these and the *probability* are by default
    those of the scenario's target; *group*: a kind of project. *pools*: where people may be put or taken away, by
    default wherever there is anything to do; with *no_fewer* nobody is taken away. *budget*: what a year may cost more
    than today. *instead_of*: reforms whose package, with today's staff, is to be equalled; then that says the
    probability. What *indifference* and *confidence* promise is said in `sim.packages.staff.search`. A *folder* keeps
    what was played, and is gone on with. Raises `UserError` for a question that cannot be asked.
    """
    ground = load_ground(scenario)
    goal = goal_of([ground.scenario], target)
    clock = clock or goal.clock
    require_clock(clock, ground.scenario)
    if instead_of and probability is not None:
        raise UserError("--probability: is what the package of --instead-of brings: drop one of them")
    rule = rule_of(probability or goal.share, indifference, confidence, replications, most_replications)
    question = Question(goal.days, group).asked_of(groups_of(ground.scenario))
    reforms = [ground.reform(name, "--instead-of") for name in instead_of]
    places = places_of(lower(ground.scenario), pools)
    how = TrialSettings(seed, clock, engine, workers)
    if folder is not None:
        require_writable_folder(folder)
    keeper = Keeper() if folder is None else StaffStore(folder, ground, places, how, question)
    plays = Plays(ground, places, how, question, keeper, watch)
    try:
        instead = None
        if reforms:
            instead = Instead(list(instead_of), share(plays.of_package(reforms, 32 * replications)))
            rule = _as_much(rule, instead.within.value or 0.0)
        return _staffed(plays, rule, instead, budget, no_fewer=no_fewer)
    finally:
        keeper.close()


def _staffed(plays: Plays, rule: Rule, instead: Instead | None, budget: float | None, *, no_fewer: bool) -> Staffed:
    box = box_of(plays.places, no_fewer=no_fewer)
    plays.look([box.now], range(CLOSER * rule.first), "today's staff")
    plays.require_cases(box.now, range(CLOSER * rule.first))
    searching = Search(plays, box, rule, enough(plays.places, box), MOST_PLAYED)
    found = searching.run()
    afforded = None
    if budget is not None and not (found.verdict == Verdict.KEEPS and box.cost(found.staffing) <= budget):
        bought = searching.afford(budget)
        is_dear = found.floor is not None and found.floor > budget and not found.harm.hurts
        is_not = found.verdict == Verdict.MISSES or is_dear
        afforded = Afforded(budget, bought, False if is_not else None)
    if found.verdict != Verdict.MISSES:
        plays.look([found.staffing], range(CLOSER * rule.first), "what it costs")
        return Staffed(plays, plays.places, found, instead, afforded, None)
    most = plays.ground.with_package(as_reforms(plays.ground.scenario, plays.places, found.staffing))
    held = held_up(most, plays.how, plays.question, rule.first, plays.watch)
    return Staffed(plays, plays.places, found, instead, afforded, held)


def _as_much(rule: Rule, share: float) -> Rule:
    """The rule of a search for as large a share as a package brings. Raises `UserError` for one that needs nobody."""
    if share < rule.indifference:
        raise UserError(f"--instead-of: the package brings {share:.1%} within the target: there is nothing to equal")
    probability = min(share, 1 - 2 * rule.indifference)
    return rule_of(probability, min(rule.indifference, probability / 2), rule.confidence, rule.first, rule.most)
