"""What is calculated outside the machine code.

Lengths whose quantiles are scipy's, what is left of the steps at which cases stand on the first day, and by when
somebody chases.
"""

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.simulation.draws.cases import Family
from sim.simulation.draws.chains import LONGEST_MINUTES, Chains, Int32, Minutes
from sim.simulation.draws.distributions import SURELY, quantiles
from sim.simulation.draws.items import described, eligible
from sim.simulation.draws.past import Begun, begun_at, share_up_to, whole_given
from sim.simulation.plan import ON_CLOCK, Chaser, Length, Plan, StepLuck


class Outside:
    """The steps of one replication of which something is, with the luck of those that come to them."""

    def __init__(self, plan: Plan, families: list[Family], chains: Chains) -> None:
        self.plan, self.families, self.chains = plan, families, chains

    def lengths(self) -> Chains:
        """The chains, with the lengths of the steps whose shape has no table, in the order in which they are asked."""
        others, chains = described(self.plan).tables.others, self.chains
        if not others:
            return chains
        from sim.simulation.draws import passes  # with numba, which takes its time

        u = np.empty(int(chains.passes.sum()))
        passes.draw_elsewhere(chains, u)
        begins = chains.lengths.elsewhere.tolist()
        ends = (chains.lengths.elsewhere + chains.lengths.many).tolist()
        for row, chance in others.items():
            u[begins[row] : ends[row]] = quantiles(chance, u[begins[row] : ends[row]])
        return chains._replace(elsewhere=u)

    def write_rest(self, first: Ints, minutes: Minutes) -> None:
        """Writes what is left of the steps at which cases stand on the first day, given what they have behind them."""
        for luck in self.plan.lucks if any(self.plan.pasts) else ():
            begun = self._begun(luck)
            if begun is not None:
                for length, sent_back in ((luck.first, False), (luck.later, True)):
                    self._write_rest_of(luck, length, begun.sent(back=sent_back), first, minutes)

    def _write_rest_of(self, luck: StepLuck, length: Length, begun: Begun, first: Ints, minutes: Minutes) -> None:
        """Of a wait until a point on the item's clock, that is what the clock shows, which goes on from there."""
        step = self._step(luck)
        on_clock = self.plan.step_counts_from[step] == ON_CLOCK
        if step not in begun.step:
            return
        cases = begun.at(step, self._coming(luck, 0))
        own = begun.stretch[cases] if on_clock and length.promised and not luck.chasers else np.ones(len(cases))
        behind, scale = (begun.used if on_clock else begun.spent)[cases], self._scale(luck, length, cases) * own
        there = ((behind > 0) | begun.sent_back[cases] | (own != 1)) & (scale > 0)
        if not there.any():
            return
        cases, behind, unit = cases[there], behind[there], scale[there]
        whole = whole_given(length.chance, self._luck(luck, 0, "minutes", cases), behind / unit) * unit
        rest = whole if on_clock else whole - behind
        minutes[first[step] + cases] = np.minimum(np.rint(rest), LONGEST_MINUTES)

    def _scale(self, luck: StepLuck, length: Length, cases: Int32) -> Floats:
        """How many minutes one unit of a step's time is, for each of the cases the first time."""
        scale, left = np.full(len(cases), length.minutes * self.chains.year[luck.department]), np.ones(len(cases))
        if luck.complexity:
            scale *= self._family(luck).complexity[cases]
        for helper, share in luck.saved_by:
            left[self._picked(self.plan.step_luck[helper], cases)] *= 1 - share
        return scale * left

    def _picked(self, luck: StepLuck, cases: Int32) -> Flags:
        """To which of the cases a step would happen, wherever they stand."""
        complexity = luck.more_complex_than, luck.at_most_as_complex_as
        able = eligible(self._family(luck), luck.having, luck.lacking, *complexity)[cases]
        return able & (self._luck(luck, 0, "happens", cases) < luck.happens)

    def write_latest(self, first: Ints, latest: Minutes) -> None:
        """Writes by which minute of its item's clock each step is over at the latest, where somebody chases."""
        for luck in self.plan.lucks:
            for chaser in luck.chasers:
                for attempt in range(self._columns(luck)):
                    cases, step = self._coming(luck, attempt), self._step(luck)
                    places = first[step] + self._family(luck).count * attempt + cases
                    latest[places] = np.minimum(latest[places], self._chased(chaser, luck, attempt, cases))

    def _begun(self, luck: StepLuck) -> Begun | None:
        family = self._family(luck)
        return begun_at(self.plan.pasts[family.number], self._item(luck), family.count)

    def _chased(self, chaser: Chaser, luck: StepLuck, attempt: int, cases: Int32) -> Floats:
        """By which minute of its clock each case is let go, or one that never comes for those who are not chased."""
        unit, passed = self._behind(chaser, luck, cases, attempt)
        u = self._luck(luck, attempt, f"latest by {chaser.name}", cases)
        by = quantiles(chaser.at.chance, np.minimum(u + (1 - u) * passed, SURELY))
        share = chaser.share * (1 - passed) / np.maximum(1 - chaser.share * passed, 1 - SURELY)
        chased = self._luck(luck, attempt, f"chased by {chaser.name}", cases) < share
        return np.where(chased, np.minimum(np.rint(by * unit), LONGEST_MINUTES), LONGEST_MINUTES)

    def _behind(self, chaser: Chaser, luck: StepLuck, cases: Int32, attempt: int) -> tuple[Floats, Floats]:
        """How many minutes a unit of the point is by which each case is let go, and the share of points it has passed.

        Who stands there on the first day is let go by his own promise, and by none that is past.
        """
        unit, passed = np.full(len(cases), chaser.at.minutes), np.zeros(len(cases))
        begun = self._begun(luck) if not attempt else None
        if begun is None:
            return unit, passed
        there = np.flatnonzero((begun.step[cases] == self._step(luck)) & (unit > 0))
        if chaser.at.promised:
            unit[there] *= begun.stretch[cases[there]]
        passed[there] = share_up_to(chaser.at.chance, begun.used[cases[there]] / unit[there])
        return unit, passed

    def _luck(self, luck: StepLuck, attempt: int, purpose: str, cases: Int32) -> Floats:
        """The luck of these *cases*, which ascend."""
        count = int(cases[-1]) + 1 if cases.size else 0
        item, step = self._item(luck), self.plan.step_names[self._step(luck)]
        name = self.plan.items[item].luck or self.plan.item_names[item].partition(".")[2]
        return self._family(luck).first_luck(count, name, step, purpose, attempt=attempt)[cases]

    def _coming(self, luck: StepLuck, attempt: int) -> Int32:
        """Who comes to its step for this time and has this luck there."""
        return self.chains.coming_to(self._item(luck), luck.number, attempt)

    def _columns(self, luck: StepLuck) -> int:
        """For how many attempts there is luck."""
        return int(self.chains.lucks.columns[self._step(luck)])

    def _step(self, luck: StepLuck) -> int:
        return int(self.chains.lucks.step[luck.number])

    def _item(self, luck: StepLuck) -> int:
        return int(self.plan.step_item[self._step(luck)])

    def _family(self, luck: StepLuck) -> Family:
        return self.families[int(self.chains.items.family[self._item(luck)])]
