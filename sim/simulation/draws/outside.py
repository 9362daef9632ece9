"""What is calculated outside the machine code: lengths whose quantiles are scipy's, and by when somebody chases."""

import numpy as np

from sim.base.arrays import Floats
from sim.simulation.draws.cases import Family
from sim.simulation.draws.distributions import quantiles
from sim.simulation.draws.items import LONGEST_MINUTES, Chains, Int32, Minutes, described
from sim.simulation.plan import Chaser, Plan


class Outside:
    """The steps of one replication of which something is, with the luck of those that come to them."""

    def __init__(self, plan: Plan, families: list[Family], chains: Chains) -> None:
        self.plan, self.families, self.chains = plan, families, chains

    def lengths(self) -> Chains:
        """The chains, with the lengths of the steps whose shape has no table, in the order in which they are asked."""
        found, free = [np.zeros(0)], 0
        for row, chance in described(self.plan).tables.others.items():
            step, later = divmod(row, 2)
            self.chains.lengths.elsewhere[row] = free
            for number in range(1, self.chains.steps.columns[step]) if later else [0]:
                found.append(quantiles(chance, self._luck(step, number, "minutes")))
                free += len(found[-1])
        return self.chains._replace(elsewhere=np.concatenate(found))

    def write_latest(self, first: Floats, latest: Minutes) -> None:
        """Writes by which minute of its item's clock each step is over at the latest, where somebody chases."""
        for step, luck in enumerate(self.plan.step_luck):
            for chaser in luck.chasers:
                for number in range(self.chains.steps.columns[step]):
                    places = first[step] + self._family(step).count * number + self._coming(step, number)
                    latest[places] = np.minimum(latest[places], self._chased(chaser, step, number))

    def _chased(self, chaser: Chaser, step: int, number: int) -> Floats:
        """By which minute of its clock each case is let go, or one that never comes for those who are not chased."""
        by = quantiles(chaser.at.chance, self._luck(step, number, f"latest by {chaser.name}"))
        chased = self._luck(step, number, f"chased by {chaser.name}") < chaser.share
        return np.where(chased, np.minimum(np.rint(by * chaser.at.minutes), LONGEST_MINUTES), LONGEST_MINUTES)

    def _luck(self, step: int, number: int, purpose: str) -> Floats:
        """The luck of those who come to a step for this time."""
        cases, item = self._coming(step, number), int(self.plan.step_item[step])
        count = int(cases[-1]) + 1 if cases.size else 0
        name = self.plan.items[item].luck or self.plan.item_names[item].partition(".")[2]
        return self._family(step).first_luck(count, name, self.plan.step_names[step], purpose, attempt=number)[cases]

    def _coming(self, step: int, number: int) -> Int32:
        return self.chains.coming_to(int(self.plan.step_item[step]), step, number)

    def _family(self, step: int) -> Family:
        return self.families[int(self.chains.items.family[self.plan.step_item[step]])]
