"""How long the simulated offices need to fill up before what is measured says something about an ordinary year."""

from dataclasses import asdict, dataclass
from typing import Final, NamedTuple

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import UserError
from sim.calendars.working_time import DAY
from sim.experiment.replications import Progress, Settings
from sim.experiment.responses import require_known
from sim.outcomes.measure import measure
from sim.scenario import Scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

BATCH: Final = 5
"""Cases in a batch."""
FEWEST: Final = 2 * BATCH + 1
"""Batches: with fewer, the last five, which are no beginning, reach into the first half."""


class Batches(NamedTuple):
    """Cases in the order of their arrival, five by five: their mean, and the day on which the first of them arrived."""

    means: Floats
    since: Floats


@dataclass(frozen=True)
class WarmUp:
    """What the data propose, in days; None where they do not settle within the first half of the run."""

    response: str
    proposed_days: float | None
    given_days: float
    replications: int
    unfinished: float
    """The share of cases that had not ended when the run did, and are left out."""

    @property
    def verdict(self) -> str:
        """Whether the scenario's own warm-up is long enough, in words."""
        left_out = f"; {self.unfinished:.1%} of cases had not ended and are left out" if self.unfinished else ""
        return self._verdict + left_out

    @property
    def _verdict(self) -> str:
        if self.proposed_days is None:
            return "does not settle within half of the run: lengthen the run, or look whether a pool is overloaded"
        if self.given_days >= self.proposed_days:
            return "long enough"
        return f"too short: set run.warm_up to {np.ceil(self.proposed_days):.0f} days or more"

    def document(self) -> dict[str, object]:
        """The warm-up study as a JSON document, with its verdict."""
        return {**asdict(self), "verdict": self.verdict}


def propose(scenario: Scenario, settings: Settings, names: list[str], progress: Progress | None = None) -> list[WarmUp]:
    """The warm-up that MSER-5 proposes for each response.

    The permitted cases that have the response, in the order of their arrival, in batches of five, averaged over the
    replications; the batches to leave out are those whose removal makes the mean of the rest least uncertain (White,
    Simulation 69, 1997, 323-334; Franklin and White, Winter Simulation Conference 2008, 541-546). The whole run is
    looked at, from the first day. Raises `UserError` for a response that there is not, or that too few cases have.
    """
    for name in names:
        require_known(scenario, name)
    run = scenario.run.model_copy(update={"warm_up": 0, "cool_down": 0})
    plan = lower(scenario.model_copy(update={"run": run}))
    found: dict[str, list[Batches]] = {name: [] for name in names}
    unfinished: list[float] = []
    for replication in settings.numbers:
        draws = draw(plan, settings.seed, replication)
        cases = measure(plan, draws, simulate(plan, draws, settings.engine)).cases
        permitted = cases[cases["fate"] == "permitted"]
        unfinished.append(float((cases["fate"] == "unfinished").mean()))
        arrivals = draws.arrival[draws.backlog[0] + permitted["case"].to_numpy()] / DAY
        for name in names:
            found[name].append(batches(permitted[name].to_numpy(float), arrivals))
        if progress is not None:
            progress()
    given = scenario.run.warm_up / DAY
    return [
        WarmUp(name, _days(_averaged(scenario, name, each)), given, settings.replications, float(np.mean(unfinished)))
        for name, each in found.items()
    ]


def batches(values: Floats, arrivals: Floats) -> Batches:
    """Each five cases that have a value and follow one another; what is left over at the end is dropped."""
    known = np.flatnonzero(~np.isnan(values))
    chosen = known[: len(known) // BATCH * BATCH].reshape(-1, BATCH)
    return Batches(values[chosen].mean(axis=1), arrivals[chosen[:, 0]])


def average(series: list[Batches]) -> Batches:
    """Replication by replication as far as the shortest goes."""
    shortest = min(len(one.means) for one in series)
    means, since = (np.mean([column[:shortest] for column in columns], axis=0) for columns in zip(*series, strict=True))
    return Batches(means, since)


def mser(series: Floats) -> int | None:
    """How many batches to leave out; None if the best place to begin lies in the second half."""
    count = len(series)
    left = np.arange(count, 1, -1)
    sums, squares = (
        np.cumsum(part[::-1])[::-1][: count - 1] for part in (series - series.mean(), (series - series.mean()) ** 2)
    )
    errors = (squares - sums**2 / left) / left**2
    best = int(np.argmin(errors[: count - BATCH]))
    return best if best <= count // 2 else None


def _averaged(scenario: Scenario, name: str, series: list[Batches]) -> Batches:
    """The average, refused if it is too short to look for a beginning in all of its first half."""
    averaged = average(series)
    if len(averaged.means) < FEWEST:
        told = f"fewer than {FEWEST * BATCH} permitted cases of a replication have {name}"
        raise UserError(f"{scenario.scenario}: {told}, too few to propose a warm-up: lengthen the run")
    return averaged


def _days(averaged: Batches) -> float | None:
    """The moment at which the first batch that is kept begins to arrive; nothing left out, nothing to wait for."""
    batch = mser(averaged.means)
    if batch is None:
        return None
    return float(averaged.since[batch]) if batch else 0.0
