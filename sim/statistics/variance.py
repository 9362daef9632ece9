"""The uncertainty budget: how much of an answer's spread is ignorance, how much chance, how much too few runs.

Points drawn from what the inputs may be are each played in the same replications, so that the answers stand in a table
of points by replications. Its variance has three parts: points (unknown inputs), replications (luck that all points
share), and what is left (luck that works differently at each point). The mean squares of the two-way table without
repetition estimate them without bias (Searle, Casella & McCulloch, Variance Components, 1992, section 4.5); a nested
formula would count the shared luck twice. By the law of total variance the parts add up to the variance of one
replication at unknown inputs. An answer from a number of replications adds the error of their mean.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.base.arrays import ARITHMETIC, Floats

RESAMPLES: Final = 1_000


@dataclass(frozen=True)
class Budget:
    """Variances of an answer; the shares sum to one. None of them is told where nothing varies at all."""

    inputs: float
    """Because the inputs are not known."""
    chance: float
    """Because one replication is not like another."""
    runs: float
    """Because the answer is from a limited number of replications."""
    inputs_interval: tuple[float, float]
    """Of the share of inputs, at 95 %, resampling points."""

    @property
    def total(self) -> float:
        """The variance of how far the next replication may be from the answer."""
        return self.inputs + self.chance + self.runs

    @property
    def shares(self) -> dict[str, float] | None:
        """The share of the variance that each source has, by name; None if nothing varies."""
        if self.total <= 0:
            return None
        parts = {"unknown_inputs": self.inputs, "chance": self.chance, "too_few_runs": self.runs}
        return {name: part / self.total for name, part in parts.items()}


def components(answers: Floats) -> tuple[float, float, float]:
    """The variance between points, between replications, and of what is left, unbiased: they may come out below 0.

    *answers*: points by replications.
    """
    points, replications = answers.shape
    if points < 2 or replications < 2:
        raise ValueError(f"{points} points in {replications} replications: a budget needs at least two of each")
    by_point, by_replication, middle = answers.mean(axis=1), answers.mean(axis=0), answers.mean()
    rest = answers - by_point[:, None] - by_replication[None, :] + middle
    left = float((rest**2).sum() / ((points - 1) * (replications - 1)))
    between_points = float(by_point.var(ddof=1)) - left / replications
    between_replications = float(by_replication.var(ddof=1)) - left / points
    return between_points, between_replications, left


def budget(answers: Floats, replications: int, seed: int) -> Budget:
    """The budget of an answer that is the mean of so many *replications*; *answers*: points by replications.

    A part that comes out below 0 is not told from none, and is none; so is one that is nothing beside the answers.
    """
    least = ARITHMETIC * float((answers**2).mean())
    inputs, chance = _parts(answers, least)
    generator = np.random.Generator(np.random.Philox(seed))
    drawn = (generator.integers(len(answers), size=len(answers)) for _ in range(RESAMPLES))
    again = [_parts(answers[points], least) for points in drawn]
    shares = [one / whole for one, luck in again if (whole := one + luck * (1 + 1 / replications)) > 0] or [0.0]
    low, high = np.quantile(shares, [0.025, 0.975])
    return Budget(inputs, chance, chance / replications, (float(low), float(high)))


def _parts(answers: Floats, least: float) -> tuple[float, float]:
    """The variance because of unknown inputs and because of chance; 0 for what is less than *least*."""
    inputs, shared, left = components(answers)
    return inputs if inputs > least else 0.0, chance if (chance := shared + left) > least else 0.0
