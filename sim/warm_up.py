"""How long the simulated offices need to fill up before what is measured says something about an ordinary year."""

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.calendars import DAY
from sim.draws import draw
from sim.engines import simulate
from sim.errors import UserError, did_you_mean
from sim.experiment import Progress, Settings
from sim.lowering import lower
from sim.outcomes import measure
from sim.scenario import Scenario

BATCH: Final = 5
"""Cases in a batch."""


@dataclass(frozen=True)
class WarmUp:
    """What the data propose, in days; None where they do not settle within the first half of the run."""

    response: str
    proposed_days: float | None
    given_days: float
    replications: int

    @property
    def verdict(self) -> str:
        """Whether the scenario's own warm-up is long enough, in words."""
        if self.proposed_days is None:
            return "does not settle within half of the run: lengthen the run, or look whether a pool is overloaded"
        if self.given_days >= self.proposed_days:
            return "long enough"
        return f"too short: set run.warm_up to {np.ceil(self.proposed_days):.0f} days or more"

    def document(self) -> dict[str, object]:
        """For machines."""
        return {**asdict(self), "verdict": self.verdict}


def propose(scenario: Scenario, settings: Settings, names: list[str], progress: Progress | None = None) -> list[WarmUp]:
    """The warm-up that MSER-5 proposes for each response.

    Cases in the order of their arrival, in batches of five, averaged over the replications; the batches to leave out
    are those whose removal makes the mean of the rest least uncertain (White, Simulation 69, 1997, 323-334; Franklin
    and White, Winter Simulation Conference 2008, 541-546). The whole run is looked at, from the first day.
    """
    run = scenario.run.model_copy(update={"warm_up": 0, "cool_down": 0})
    plan = lower(scenario.model_copy(update={"run": run}))
    minutes: list[Floats] = []
    series: dict[str, list[Floats]] = {name: [] for name in names}
    for replication in settings.numbers:
        draws = draw(plan, settings.seed, replication)
        cases = measure(plan, draws, simulate(plan, draws, settings.engine)).cases
        cases = cases[cases["fate"] == "permitted"]
        for name in names:
            if name not in cases:
                raise UserError(
                    f"{scenario.scenario}: no response '{name}'{did_you_mean(name, map(str, cases.columns))}"
                )
            series[name].append(batches(cases[name].to_numpy(float)))
        minutes.append(batches(draws.arrival[cases["case"].to_numpy()].astype(float)))
        if progress is not None:
            progress()
    given = scenario.run.warm_up / DAY
    when = average(minutes) / DAY
    return [
        WarmUp(name, _days(mser(average(each)), when), given, settings.replications) for name, each in series.items()
    ]


def batches(values: Floats) -> Floats:
    """The means of each five values that follow one another; what is left over at the end is dropped."""
    means: Floats = values[: len(values) // BATCH * BATCH].reshape(-1, BATCH).mean(axis=1)
    return means


def average(series: list[Floats]) -> Floats:
    """Replication by replication as far as the shortest goes."""
    shortest = min(map(len, series))
    mean: Floats = np.mean([one[:shortest] for one in series], axis=0)
    return mean


def mser(series: Floats) -> int | None:
    """How many batches to leave out; None if the best place to begin lies in the second half."""
    count = len(series)
    if count < 4:
        return None
    left = np.arange(count, 1, -1)
    sums, squares = (
        np.cumsum(part[::-1])[::-1][: count - 1] for part in (series - series.mean(), (series - series.mean()) ** 2)
    )
    errors = (squares - sums**2 / left) / left**2
    best = int(np.argmin(errors[: count - BATCH])) if count > BATCH else 0
    return best if best <= count // 2 else None


def _days(batch: int | None, when: Floats) -> float | None:
    """The moment at which the first batch that is kept begins to arrive; nothing left out, nothing to wait for."""
    if batch is None:
        return None
    return float(when[batch]) if batch else 0.0
