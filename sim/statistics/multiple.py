"""Differences between packages that met the same luck, replication by replication, and intervals that hold together."""

import numpy as np

from sim.base.arrays import Floats
from sim.statistics.clustered import CONFIDENCE, Estimate
from sim.statistics.quantiles import student, student_tail


def together(differences: Floats, among: int | None = None) -> list[Estimate]:
    """The mean of each row, with intervals that all hold at once in 95 of 100 such tables.

    A row has a number for each replication. Student's t, with the error shared out evenly (Bonferroni) *among* so many
    intervals, by default the rows. With one replication there is no interval.
    """
    rows, count = differences.shape
    centres = differences.mean(axis=1)
    if count < 2:
        return [Estimate(float(centre)) for centre in centres]
    tail = (1 - CONFIDENCE) / 2 / max(among or rows, 1)
    half_widths = float(-student(tail, count - 1)) * _errors(differences)
    bounds = zip(centres.tolist(), (centres - half_widths).tolist(), (centres + half_widths).tolist(), strict=True)
    return [Estimate(centre, low, high) for centre, low, high in bounds]


def holm(differences: Floats) -> Floats:
    """The probability of so great a difference by chance, of each row, adjusted for there being so many (Holm 1979).

    Rows below 0.05 differ from nothing; the chance that any of them is told wrongly is then 0.05 for all together.
    """
    rows, count = differences.shape
    if count < 2:
        return np.ones(rows)
    errors, centres = _errors(differences), np.abs(differences.mean(axis=1))
    ratio = np.divide(centres, errors, out=np.where(centres > 0, np.inf, 0.0), where=errors > 0)
    single = 2 * student_tail(ratio, count - 1)
    order = np.argsort(single, kind="stable")
    adjusted = np.maximum.accumulate(single[order] * (rows - np.arange(rows)))
    told = np.empty(rows)
    told[order] = np.minimum(adjusted, 1.0)
    return told


def _errors(differences: Floats) -> Floats:
    errors: Floats = differences.std(axis=1, ddof=1) / np.sqrt(differences.shape[1])
    return errors
