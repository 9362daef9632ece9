"""How many cases come, and in which months, by the first stamp of each."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy import stats

from sim.base.arrays import Flags, Floats, Ints
from sim.logs.estimates import LEVEL, NumberEstimate, Sample, Subject, rate
from sim.logs.log import Log
from sim.logs.stamps import Stamps
from sim.logs.survival import FEWEST
from sim.logs.visits import Clock
from sim.scenario.check_arrivals import parse_months
from sim.scenario.model import Process
from sim.statistics.quantiles import normal

YEAR: Final = np.timedelta64(365, "D")
SEASONS: Final = 24
"""A season is measured on no fewer months than these."""
LONGEST_LEAD: Final = 14.0
"""Days from first contact to the first stamp beyond which the months of stamps are not those in which cases come."""


FEWEST_WEEKS: Final = 26
QUARTER: Final = 13
"""Weeks."""


class Arrivals:
    """The estimators of arrivals on one log."""

    def __init__(
        self, log: Log, start: Stamps, process_name: str, process: Process, office: Clock, lead: float
    ) -> None:
        self.start, self.name, self.process, self.office, self.lead = start, process_name, process, office, lead
        self.until = np.datetime64(log.until, "s")
        self.untold: list[tuple[str, str, int, int]] = []
        """Addresses that could not be measured: why, of how many, how many open."""

    def estimates(self) -> Iterator[NumberEstimate]:
        """The number of a year, the season, and how far cases come in bunches."""
        yield from self._arrivals()
        yield from self._season()
        yield from self._bunching()

    def _leave(self, address: str, why: str, n: int = 0) -> None:
        self.untold.append((address, why, n, 0))

    def _monthly(self) -> tuple[Ints, Floats]:
        """Cases by whole month of the log, without a first one that is cut, and the office's open minutes in each."""
        last = self.until.astype("datetime64[M]")
        first = self.start.min().astype("datetime64[M]") + 1
        count = int((last - first).astype(np.int64))
        if count <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        month = (self.start.astype("datetime64[M]") - first).astype(np.int64)
        edges = (first + np.arange(count + 1)).astype("datetime64[s]")
        minutes = (edges - self.office.start).astype(np.int64) // 60
        opened = np.diff(self.office.calendar.worked_at(np.minimum(minutes, self.office.calendar.horizon)))
        inside = (month >= 0) & (month < count)
        return np.bincount(month[inside], minlength=count).astype(np.int64), opened.astype(np.float64)

    def _expected(self, opened: Floats, first: int) -> Floats:
        """The relative number of cases by month that the base's season and the open hours lead to expect."""
        weight = np.ones(13)
        for key, number in self.process.arrivals.season.items():
            weight[list(parse_months(key))] = number.value
        return opened * weight[(first + np.arange(len(opened))) % 12 + 1]

    def _dispersion(self) -> tuple[float, int]:
        """By how much monthly numbers vary more than independent arrivals would, and with how many degrees."""
        counts, opened = self._monthly()
        if len(counts) < 6 or not counts.sum():
            return 1.0, 5
        first = int(self.start.min().astype("datetime64[M]").astype(np.int64)) + 1
        expected = self._expected(opened, first % 12)
        expected *= counts.sum() / max(expected.sum(), 1e-9)
        ratio = float(((counts - expected) ** 2 / np.maximum(expected, 1e-9)).sum() / (len(counts) - 1))
        return max(ratio, 1.0), len(counts) - 1

    def _arrivals(self) -> Iterator[NumberEstimate]:
        """The last twelve months, for a mean over years of which each has another level is that of none."""
        subject = Subject("processes", self.name)
        if self.process.arrivals.per_year is None:
            return
        until = self.until
        span = min(YEAR.astype("timedelta64[s]"), until - self.start.min())
        count = int((self.start >= until - span).sum())
        days = span.astype(np.int64) / 86_400
        if count < FEWEST or days < 180:
            self._leave(f"{subject.address}.arrivals.per_year", "few", count)
            return
        value = count * 365.25 / days
        low, high = rate(count, *self._dispersion())
        yield NumberEstimate(subject, "arrivals.per_year", value, value * low, value * high, Sample(count), "arrivals")

    def _season(self) -> Iterator[NumberEstimate]:
        """The weight of each group of months that the base tells apart, against all others."""
        season, (counts, opened) = self.process.arrivals.season, self._monthly()
        subject = Subject("processes", self.name)
        groups = {key: set(parse_months(key)) for key in season}
        rest = set(range(1, 13)) - set().union(*groups.values()) if groups else set()
        whole = len(counts) // 12 * 12
        if not groups or not rest or len(counts) < SEASONS or self.lead > LONGEST_LEAD:
            for key in season:
                why = "lead" if self.lead > LONGEST_LEAD else "season_short"
                self._leave(f"{subject.address}.arrivals.season.{key}", why, len(counts))
            return
        first = int(self.start.min().astype("datetime64[M]").astype(np.int64)) + 1
        month = (first + np.arange(len(counts))) % 12 + 1
        recent = np.arange(len(counts)) >= len(counts) - whole
        dispersed, _ = self._dispersion()
        base = self._rate(counts, opened, recent & np.isin(month, sorted(rest)))
        for key, numbers in groups.items():
            count, each = self._rate(counts, opened, recent & np.isin(month, sorted(numbers)))
            if min(count, base[0]) < FEWEST:
                self._leave(f"{subject.address}.arrivals.season.{key}", "few", count)
                continue
            value = each / base[1]
            half = float(normal(LEVEL)) * np.sqrt(dispersed * (1 / count + 1 / base[0]))
            low, high = value * np.exp(-half), value * np.exp(half)
            yield NumberEstimate(subject, f"arrivals.season.{key}", value, low, high, Sample(count), "season")

    def _rate(self, counts: Ints, opened: Floats, rows: Flags) -> tuple[int, float]:
        return int(counts[rows].sum()), float(counts[rows].sum() / max(opened[rows].sum(), 1e-9))

    def _bunching(self) -> Iterator[NumberEstimate]:
        """The variance of weekly cases over their mean, where it is beyond that of independent ones."""
        week = np.timedelta64(7, "D")
        weeks = int((self.until - self.start.min()) // week)
        place = ((self.start - (self.until - weeks * week)) // week).astype(np.int64)
        counts = np.bincount(place[place >= 0], minlength=max(weeks, 1)).astype(np.float64)
        if weeks < FEWEST_WEEKS or counts.sum() < FEWEST:
            return
        value, low, high = bunching(counts)
        if low > 1:
            yield NumberEstimate(
                Subject("processes", self.name),
                "arrivals.bunching",
                value,
                low,
                high,
                Sample(len(self.start)),
                "bunching",
            )


def bunching(weekly: Floats) -> tuple[float, float, float]:
    """The variance of weekly numbers over their mean, with the range of a variance; not less than 1.

    A trend or a season is taken out as the mean of a quarter of a year around each week.
    """
    around = np.convolve(weekly, np.ones(QUARTER), "same") / np.convolve(np.ones(len(weekly)), np.ones(QUARTER), "same")
    freedom = len(weekly) * (1 - 1 / QUARTER)
    ratio = float(((weekly - around) ** 2 / np.maximum(around, 1e-9)).sum() / freedom)
    low, high = (ratio * freedom / float(stats.chi2.ppf(level, freedom)) for level in (LEVEL, 1 - LEVEL))
    return max(ratio, 1.0), max(low, 1.0), max(high, 1.0)
