"""An item's chain of steps: which cases come to each step how often, how it ends for them, and how long it takes."""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Floats, Ints
from sim.simulation.draws.cases import Family
from sim.simulation.draws.distributions import Chances, quantiles
from sim.simulation.draws.past import Begun, begun_at, whole_given
from sim.simulation.draws.returns import sent_back
from sim.simulation.draws.rounding import rounded_by_luck, up_or_down
from sim.simulation.event_log import BOUND, DONE, MOST_ATTEMPTS, REFUSED, RETURNED
from sim.simulation.plan import ON_CLOCK, Chaser, Plan, StepLuck

Minutes = NDArray[np.int32]
Outcomes = NDArray[np.int8]

SKIPPED: Final = -1
"""The minutes of a step that does not happen this time."""

LONGEST_MINUTES: Final = 2**30
"""No step takes longer; it is far beyond every horizon, where the log says "unfinished" anyway."""


@lru_cache(maxsize=1)
def _chances(plan: Plan) -> Chances:
    """How long steps take: of luck n number 2 n is the first attempt's, the next one that of later attempts."""
    return Chances([length.chance for luck in plan.lucks for length in (luck.first, luck.later)])


@lru_cache(maxsize=1)
def _by_luck(plan: Plan) -> Flags:
    """Whether luck rounds how long steps take, numbered in the same way."""
    return rounded_by_luck(plan)


class Attempt(NamedTuple):
    """Going through a step for the first time (number 0) or once more, and the cases that come to it.

    Where cases of a class have another luck there, they are an attempt of their own.
    """

    step: int
    luck: StepLuck
    number: int
    cases: Ints


class Chain:
    """One item's chain of steps for the cases that need it: who goes through which step how often, and how long."""

    def __init__(self, family: Family, item: str, number: int, needed: Flags) -> None:
        self.family, self.plan, self.item = family, family.plan, item
        self.steps = self.plan.steps_of(number)
        self.cases = np.flatnonzero(needed)
        self.begun = begun_at(self.plan.pasts[family.number], number, family.count)
        self.outcomes: dict[int, list[Outcomes]] = {step: [] for step in self.steps}
        self.returns = self._count_returns()
        self.attempts = self._attempts()

    def _column(self, step: int, purpose: str, number: int, cases: Ints) -> Floats:
        """Luck of these *cases* for one attempt at a step."""
        count = int(cases[-1]) + 1 if cases.size else 0
        return self.family.first_luck(count, self.item, self.plan.step_names[step], purpose, attempt=number)[cases]

    def _count_returns(self) -> dict[int, Ints]:
        """How often each returning step sends each case back.

        From the last step to the first: a step is come to once, and once more for every return of a later step that
        goes back behind it; each time it returns until it does not.
        """
        returns: dict[int, Ints] = {}
        for step in reversed(self.steps):
            luck = self.plan.step_luck[step]
            if luck.sends_back:
                again = self._times_again(self._returning_over(step, returns), returns)
                returns[step] = self._returns_of(step, again + 1)
        return returns

    def _returning_over(self, step: int, returns: dict[int, Ints]) -> tuple[int, ...]:
        """The steps, of those whose returns are counted, that make a case go through *step* again."""
        return tuple(later for later in returns if self.plan.step_return_to[later] <= step <= later)

    def _times_again(self, over: tuple[int, ...], returns: dict[int, Ints]) -> Ints:
        """How often the returns of these steps make each case go through what lies before them again."""
        return sum((returns[step] for step in over), start=np.zeros(len(self.cases), dtype=np.int64))

    def _returns_of(self, step: int, visits: Ints) -> Ints:
        """How many attempts end in a return, when each case is to get past the step *visits* times."""
        returned, number = np.zeros_like(visits), 0
        while (comes := number - returned < visits).any():
            returned += comes & (self._outcomes_at(step, number) == RETURNED)
            number += 1
        return returned

    def _attempts(self) -> dict[int, list[Attempt]]:
        """For every step as many attempts as some case needs: equal ones, where the same steps return over it."""
        come: dict[tuple[int, ...], list[Ints]] = {}
        attempts = {}
        for step in self.steps:
            over = self._returning_over(step, self.returns)
            if over not in come:
                again = self._times_again(over, self.returns)
                later = range(1, int(again.max(initial=0)) + 1)
                come[over] = [self.cases, *(self.cases[again >= number] for number in later)]
            whole = [Attempt(step, self.plan.step_luck[step], *one) for one in enumerate(come[over])]
            apart = bool(self.plan.step_luck[step].of_classes)
            attempts[step] = [part for one in whole for part in self._parts(one)] if apart else whole
        return attempts

    def _parts(self, whole: Attempt) -> list[Attempt]:
        """An attempt at a step at which some classes have another luck, in parts: all other cases, then each class."""
        cases = whole.cases
        of_case = self.family.class_number[cases]
        apart = [whole._replace(luck=luck, cases=cases[of_case == one]) for one, luck in whole.luck.of_classes]
        rest = ~np.isin(of_case, [one for one, _ in whole.luck.of_classes])
        return [whole._replace(cases=cases[rest]), *apart]

    def _outcomes_at(self, step: int, number: int) -> Outcomes:
        """How this attempt ends, for every case that may come to it."""
        columns = self.outcomes[step]
        while len(columns) <= number:
            columns.append(self._decided(step, len(columns)))
        return columns[number]

    def _decided(self, step: int, number: int) -> Outcomes:
        """How this attempt ends for every case of the chain, each by the luck of its class."""
        whole = Attempt(step, self.plan.step_luck[step], number, self.cases)
        if not whole.luck.of_classes:
            return self._decided_alike(whole)
        outcome = np.full(len(self.cases), DONE, dtype=np.int8)
        for part in self._parts(whole):
            outcome[np.searchsorted(self.cases, part.cases)] = self._decided_alike(part)
        return outcome

    def _decided_alike(self, attempt: Attempt) -> Outcomes:
        """Only what is not returned can be refused; what does not happen is done."""
        step, luck, number, cases = attempt
        outcome = np.full(len(cases), DONE, dtype=np.int8)
        if luck.refuses > 0:
            outcome[self._column(step, "refuses", number, cases) < luck.refuses] = REFUSED
        if luck.returns_first if number == 0 else luck.returns_later:
            bound = number >= MOST_ATTEMPTS - 1
            chance, complexity = self.family.process.complexity, self.family.complexity[cases]
            left = self._left_by(luck.mended_by)[cases] if luck.mended_by else 1.0
            u = self._column(step, "returns", number, cases)
            outcome[sent_back(luck, number, chance, complexity, u, left)] = BOUND if bound else RETURNED
        if not luck.always or self.begun is not None:
            outcome[~self._happens(attempt)] = DONE
        return outcome

    def _left_by(self, helpers: tuple[tuple[int, float], ...]) -> Floats:
        """What earlier steps leave of something, for every case of the family: all of it where a case skips them."""
        left = np.ones(self.family.count)
        for helper, share in helpers:
            helped = self.cases[self._happens_by_luck(Attempt(helper, self.plan.step_luck[helper], 0, self.cases))]
            left[helped] *= 1 - share
        return left

    def _happens(self, attempt: Attempt) -> Flags:
        """To which of its cases the step happens this time; who is there on the first day goes on from where he is."""
        by_luck = self._happens_by_luck(attempt)
        if self.begun is None or attempt.number:
            return by_luck
        return self.begun.happens(attempt.step, attempt.cases, by_luck)

    def _happens_by_luck(self, attempt: Attempt) -> Flags:
        """To which of its cases the step happens this time: by chance, by their traits and their complexity."""
        step, luck, number, cases = attempt
        complexity = self.family.complexity[cases]
        happens = self._column(step, "happens", number, cases) < luck.happens
        happens &= (luck.more_complex_than < complexity) & (complexity <= luck.at_most_as_complex_as)
        if luck.having is not None or luck.lacking:
            happens &= self.family.with_traits(luck.having, luck.lacking)[cases]
        return happens

    def write(self, first: Ints, minutes: Minutes, outcome: Outcomes) -> list[int]:
        """Writes the luck of each step from its place *first* on; how often all cases together go through it."""
        attempts = [attempt for attempts in self.attempts.values() for attempt in attempts]
        if attempts:
            self._write_minutes(attempts, first, minutes)
        if self.begun is not None:
            self._write_rest(self.begun, first, minutes)
        times = dict.fromkeys(self.steps, 0)
        for attempt in attempts:
            step, luck, number, cases = attempt
            begins = first[step] + self.family.count * number
            times[step] += len(cases)
            if not luck.always or self.begun is not None:
                skipped = cases[~self._happens(attempt)]
                minutes[begins + skipped] = SKIPPED
                times[step] -= len(skipped)
            if luck.decides:
                outcome[begins + self.cases] = self._outcomes_at(step, number)
        return list(times.values())

    def write_latest(self, first: Ints, latest: Minutes) -> None:
        """Writes by which minute of its item's clock each step is over at the latest, where somebody chases."""
        for attempt in (attempt for attempts in self.attempts.values() for attempt in attempts):
            step, luck, number, cases = attempt
            for chaser in luck.chasers:
                places = first[step] + self.family.count * number + cases
                latest[places] = np.minimum(latest[places], self._chased(chaser, attempt))

    def _chased(self, chaser: Chaser, attempt: Attempt) -> Floats:
        """By which minute of its clock each case is let go, or one that never comes for those who are not chased."""
        step, _, number, cases = attempt
        by = quantiles(chaser.at.chance, self._column(step, f"latest by {chaser.name}", number, cases))
        chased = self._column(step, f"chased by {chaser.name}", number, cases) < chaser.share
        return np.where(chased, np.minimum(np.rint(by * chaser.at.minutes), LONGEST_MINUTES), LONGEST_MINUTES)

    def _write_minutes(self, attempts: list[Attempt], first: Ints, minutes: Minutes) -> None:
        """What every attempt takes, all of them transformed at once."""
        step, number, of_luck = np.array([(one.step, one.number, one.luck.number) for one in attempts]).T
        chance = 2 * of_luck + (number > 0)
        counts = np.array([len(attempt.cases) for attempt in attempts])
        cases = np.concatenate([attempt.cases for attempt in attempts])
        u = np.concatenate([self._luck_of_minutes(attempt) for attempt in attempts])
        unit = [luck.length(number).minutes * self.family.year[luck.department] for _, luck, number, _ in attempts]
        taken = _chances(self.plan).quantiles(chance, counts, u)
        taken *= np.repeat(unit, counts)
        scaled = np.repeat([attempt.luck.complexity for attempt in attempts], counts)
        taken[scaled] *= self.family.complexity[cases[scaled]]
        if any(attempt.luck.saved_by for attempt in attempts):
            taken *= np.concatenate([self._left_by(attempt.luck.saved_by)[attempt.cases] for attempt in attempts])
        begins = first[step] + self.family.count * number
        whole = self._in_whole_minutes(attempts, chance, taken)
        minutes[np.repeat(begins, counts) + cases] = np.minimum(whole, LONGEST_MINUTES)

    def _write_rest(self, begun: Begun, first: Ints, minutes: Minutes) -> None:
        """What is left of the steps at which cases stand on the first day, given what they have behind them.

        Of a wait until a point on the item's clock, that is what the clock shows, which goes on from there.
        """
        for attempt in (one for attempts in self.attempts.values() for one in attempts if not one.number):
            step, luck, _, cases = attempt
            mine = begun.at(step, cases)
            on_clock = self.plan.step_counts_from[step] == ON_CLOCK
            behind = (begun.used if on_clock else begun.spent)[cases[mine]]
            scale = self._scale(attempt)[mine]
            there = np.flatnonzero((behind > 0) & (scale > 0))
            u, unit = self._luck_of_minutes(attempt)[mine][there], scale[there]
            whole = whole_given(luck.first.chance, u, behind[there] / unit) * unit
            rest = whole if on_clock else whole - behind[there]
            minutes[first[step] + cases[mine][there]] = np.minimum(np.rint(rest), LONGEST_MINUTES)

    def _scale(self, attempt: Attempt) -> Floats:
        """How many minutes one unit of a step's time is, for each of the cases that come to it the first time."""
        _, luck, number, cases = attempt
        scale = np.full(len(cases), luck.length(number).minutes * self.family.year[luck.department])
        if luck.complexity:
            scale *= self.family.complexity[cases]
        return scale * self._left_by(luck.saved_by)[cases] if luck.saved_by else scale

    def _in_whole_minutes(self, attempts: list[Attempt], chance: Ints, taken: Floats) -> Floats:
        """What all *attempts* take, one after another, in whole minutes (`sim.simulation.draws.rounding`).

        *chance*: the number of what each takes.
        """
        whole, begins, by_luck = np.rint(taken), 0, _by_luck(self.plan)[chance].tolist()
        for (step, _, number, cases), rounded in zip(attempts, by_luck, strict=True):
            mine = slice(begins, begins + len(cases))
            if rounded:
                whole[mine] = up_or_down(taken[mine], self._column(step, "rounding", number, cases))
            begins = mine.stop
        return whole

    def _luck_of_minutes(self, attempt: Attempt) -> Floats:
        """Where it is certain how long a step takes, no luck is needed."""
        step, luck, number, cases = attempt
        certain = luck.length(number).chance.fixed is not None
        return np.zeros(len(cases)) if certain else self._column(step, "minutes", number, cases)
