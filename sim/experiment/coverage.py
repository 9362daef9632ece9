"""Do the intervals keep their word? Experiments on a counter whose true numbers are known, each with luck of its own.

One clerk, random arrivals, random work: the time from coming to leaving is exponential, so its mean, its quantiles and
the share within a target are exact (Gross and others, Fundamentals of Queueing Theory, 5th ed., 2018, section 3.2). An
interval at 95 % should hold the truth in 95 of 100 experiments.
"""

from dataclasses import asdict, dataclass
from functools import cache
from math import exp, log
from typing import Final

import numpy as np

from sim.calendars.working_time import DAY
from sim.experiment.comparison import compare, statistics
from sim.experiment.parallel import Workers, call_all
from sim.experiment.precision import Precision, run_until
from sim.experiment.replications import Progress, Result, Settings, run
from sim.experiment.responses import response
from sim.scenario import Scenario
from sim.statistics.clustered import Estimate
from sim.statistics.paired import together

INTERVAL: Final = 1000.0
SERVICE: Final = 600.0
FASTER: Final = 500.0
"""Minutes between two arrivals, and of one service in the first town and in the second."""
TARGET: Final = 1.2
RESPONSE: Final = "total_days"
HALF_WIDTH: Final = 0.008
REPLICATIONS: Final = 20

Holds = dict[str, bool]


@dataclass(frozen=True)
class Coverage:
    """How often one kind of interval held the truth."""

    interval: str
    held: int
    experiments: int

    @property
    def share(self) -> float:
        """The share of experiments in which it did."""
        return self.held / self.experiments

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the true coverage lies, at 95 % (Clopper and Pearson)."""
        from scipy import stats

        interval = stats.binomtest(self.held, self.experiments).proportion_ci(0.95, method="exact")
        return float(interval.low), float(interval.high)

    def document(self) -> dict[str, object]:
        """The coverage study as a JSON document: its numbers, the share covered and the interval of that share."""
        return {**asdict(self), "share": self.share, "share_ci95": list(self.bounds)}


def measure_coverage(experiments: int, workers: Workers, progress: Progress | None = None) -> list[Coverage]:
    """Every kind of interval in so many experiments; experiment number n has the seed n."""
    counted: dict[str, int] = {}
    seeds = ((seed,) for seed in range(experiments))
    for held in call_all(one_experiment, seeds, workers, "compiled", most=experiments):
        for name, does in held.items():
            counted[name] = counted.get(name, 0) + does
        if progress is not None:
            progress()
    return [Coverage(name, held, experiments) for name, held in counted.items()]


def one_experiment(seed: int) -> Holds:
    """Whether each interval holds the truth this time."""
    slow, quick = run([town(SERVICE), town(FASTER)], Settings(seed, REPLICATIONS, workers=1))
    row = response(slow, RESPONSE, "all", TARGET)
    truth, quicker = true_values(SERVICE), true_values(FASTER)
    held = {name: _holds(row[f"{name}_ci95"], value) for name, value in truth.items()}
    differences = compare(slow, [quick], [RESPONSE], "all", TARGET)[0].differences
    between = {name: _holds(one.interval, quicker[name] - truth[name]) for name, one in differences.items()}
    held["all four differences at once"] = all(between.values())
    for name, one in _one_by_one(slow, quick).items():
        held[f"difference of {name}"] = _holds(one.interval, quicker[name] - truth[name])
    asked = Precision(HALF_WIDTH, RESPONSE, "within_target", "all", TARGET, 5000)
    stopped = run_until([town(SERVICE)], Settings(seed, REPLICATIONS, workers=1), asked, lambda _: None)
    row = response(stopped.results[0], RESPONSE, "all", TARGET)
    held["within_target, stopped when narrow"] = _holds(row["within_target_ci95"], truth["within_target"])
    return held


def _one_by_one(slow: Result, quick: Result) -> dict[str, Estimate]:
    """Each difference as if it were the only one asked for."""
    of_slow, of_quick = (statistics(one, RESPONSE, "all", TARGET) for one in (slow, quick))
    return {name: together([of_quick[name] - of_slow[name]])[0] for name in of_slow}


def true_values(service: float) -> dict[str, float]:
    """What queueing theory says of the days a case is there: exponential, with the mean 1 / (mu - lambda)."""
    mean = 1 / (1 / service - 1 / INTERVAL) / DAY
    return {"mean": mean, "p50": mean * log(2), "p90": mean * log(10), "within_target": 1 - exp(-TARGET / mean)}


@cache
def town(service: float) -> Scenario:
    """One clerk who needs so many minutes on average; three years, of which the first two months do not count."""
    day_and_night = {"days": "mon-sun", "hours": "00:00-24:00"}
    step = {"work": {"minutes": {"exponential": service}}, "pool": "clerk"}
    return Scenario.model_validate(
        {
            "scenario": f"counter-{service:.0f}",
            "title": "One counter",
            "start": "2016-01-04",
            "run": {"length": "3 years", "warm_up": "60 days"},
            "legal_calendar": "always",
            "calendars": {"always": day_and_night},
            "pools": {"clerk": {"servers": 1, "calendar": "always"}},
            "processes": {
                "matters": {
                    "arrivals": {"interval": {"minutes": {"exponential": INTERVAL}}},
                    "items": {"matter": {"steps": {"serve": step}}},
                }
            },
        }
    )


def _holds(interval: object, truth: float) -> bool:
    return isinstance(interval, list) and bool(np.less_equal(interval[0], truth) and np.less_equal(truth, interval[1]))
