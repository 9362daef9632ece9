"""The briefing's own targets as responses: what was before, what comes after, and whether the target is met.

A target is met where the whole interval is beyond it, missed where none of it is, and open where it lies across. Where
the briefing leaves room it is read so: "within 50 days" and "at most one trip" are kept if nine cases in ten keep them,
as in the answer; "full coverage" is kept if every item can go that way, and beside it stands how many really went.
What a reform sets to just what is promised (coverage, promised limits, half the time and fee of intermediaries) is met
by assumption, and the share decided on the spot is here one of the items of projects, in the briefing one of all
matters of the city: not comparable.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Ints
from sim.experiment.replications import Result
from sim.experiment.responses import BASIS, sample_of
from sim.outcomes.channels import SHARES
from sim.outcomes.clocks import MAIN
from sim.statistics import censored, clustered
from sim.statistics.censored import Sample
from sim.statistics.clustered import Estimate
from sim.statistics.decision import SURE

BEFORE_AND_AFTER: Final = ("practice-2016", "full-reform")
"""Which scenarios are compared if none is named."""

ALL: Final = 1.0
TRIPS: Final = 1
ROUNDING: Final = 1e-9
"""So much less is as good: a cut by exactly a fifth must not fail by the computer's last digit."""
WHOEVER_PAYS: Final = "fees_whoever_pays"
"""What intermediaries are paid, by applicants and by government: that somebody else pays makes nothing cheaper."""

Kind = Literal["share", "change"]
Basis = Literal["simulated", "assumed", "incomparable"]
"""What a measure rests on: what is simulated; numbers that a reform sets to what is promised; other things than the
briefing counts, which are all matters of the city where here it is the items of a project.
"""
Status = Literal["met", "missed", "open", "assumed", "incomparable"]


@dataclass(frozen=True)
class Target:
    """A target in the briefing's words, and in plain ones."""

    quote: str
    words: str


@dataclass(frozen=True)
class Score:
    """One measure of a target, before and after.

    *reached* is what the threshold is about: the share after, or by what share of itself the mean has changed. Without
    a threshold the measure only stands beside another. *met* is None where the interval leaves it open, where there is
    no threshold, or where nothing was measured. Of a clock the medians are told too.
    """

    target: Target
    measure: str
    unit: str
    kind: Kind
    threshold: float | None
    before: float | None
    after: float | None
    reached: Estimate
    medians: tuple[float | None, float | None] | None = None
    counted: bool = False
    """Whether it is what it is, without an interval: chance has no hand in it."""
    steady: bool = True
    """Whether both runs have a steady state; else the numbers depend on how long is simulated."""
    basis: Basis = "simulated"

    @property
    def status(self) -> Status | None:
        """What is said of the target: what is met because it was put in is assumed; None where no threshold is asked.

        None, too, where nothing was measured.
        """
        if self.threshold is None or self.reached.value is None:
            return None
        if self.basis == "incomparable":
            return "incomparable"
        if self.met is None:
            return "open"
        return ("assumed" if self.basis == "assumed" else "met") if self.met else "missed"

    @property
    def met(self) -> bool | None:
        """Whether the whole interval is beyond the threshold; None if that is open."""
        value, bounds = self.reached.value, self.reached.interval
        if self.threshold is None or value is None or not self.steady or self.reached.at_least:
            return None
        if bounds is None and not self.counted:
            return None
        low, high = bounds if bounds is not None else (value, value)
        if self.kind == "change":
            low, high = -high, -low
        wanted = abs(self.threshold) - ROUNDING
        return True if low >= wanted else False if high < wanted else None


TOTAL: Final = Target("力争把企业投资项目审批压缩到50天以内", "approval within 50 days, for nine projects in ten")
PROMISED: Final = Target("行政审批承诺办理时间再缩短20%以上", "promised time at least 20 % shorter")
INSTANT: Final = Target("即办件比例超过60%", "more than 60 % of items decided on the spot")
SERVICE: Final = Target("中介……服务时间压缩50%以上", "intermediaries' time at least 50 % shorter")
CHARGES: Final = Target("中介服务收费降低50%以上", "intermediaries' fees at least 50 % lower")
ONE_TRIP: Final = Target("最多跑一次", "at most one trip, for nine in ten: items, then whole projects")
ONLINE: Final = Target("服务事项网上申请全覆盖", "applications on line for every item")
COURIER: Final = Target("行政服务中心证照快递送达全覆盖", "certificates by courier for every item")
SEALED: Final = Target("政府部门电子印章系统全覆盖", "electronic seals for every item")
PAPERS: Final = Target("能简化程序的简化程序", "fewer documents; the briefing names no number")


def scores(before: Result, after: Result, target: float) -> list[Score]:
    """Every target of the briefing, measured *before* and *after*."""
    steady = not (before.growing or after.growing)
    return [replace(score, steady=steady) for score in _scores((before, after), target)]


def _scores(pair: "Pair", target: float) -> list[Score]:
    return [
        *(_within(clock, pair, target) for clock in MAIN),
        *_based("assumed", _change(PROMISED, "promised_days", "working days", pair, -0.2)),
        *_based("assumed", _change(PROMISED, "promise_per_item", "working days", pair, -0.2)),
        *_based("incomparable", _item_share(INSTANT, "on_the_spot_share", pair, 0.6)),
        *_based("assumed", _change(SERVICE, "intermediary_service_days", "days", pair, -0.5)),
        *_based("assumed", _change(CHARGES, "intermediary_fees", "CNY", pair, -0.5)),
        *_based("assumed", _change(CHARGES, WHOEVER_PAYS, "CNY", pair, -0.5)),
        _item_share(ONE_TRIP, "one_trip_item_share", pair, SURE),
        _one_trip(pair),
        _change(ONE_TRIP, "trips", "trips", pair),
        *_based("assumed", *_coverage(ONLINE, "online_share", pair)),
        *_based("assumed", *_coverage(COURIER, "courier_share", pair)),
        *_based("assumed", *_coverage(SEALED, "e_seal_share", pair)),
        _change(PAPERS, "documents", "documents", pair),
    ]


def as_record(score: Score) -> dict[str, object]:
    """What came of one target as a row for tables and JSON: measure, values before and after, whether it is met."""
    medians = score.medians or (None, None)
    return {
        "target": score.target.words,
        "quote": score.target.quote,
        "measure": score.measure,
        "unit": score.unit,
        "before": score.before,
        "after": score.after,
        "median_before": medians[0],
        "median_after": medians[1],
        "kind": score.kind,
        "threshold": score.threshold,
        "reached": score.reached.value,
        "reached_ci95": score.reached.interval,
        "met": score.met,
        "basis": score.basis,
        "status": score.status,
    }


Pair = tuple[Result, Result]


def _within(clock: str, pair: Pair, target: float) -> Score:
    """The share of cases within the target on a clock, and the medians."""
    samples = [_sample(result, clock) for result in pair]
    before, after = (censored.share_within(sample, target) for sample in samples)
    medians = [censored.quantile(sample, 0.5).value for sample in samples]
    named = Target(TOTAL.quote, TOTAL.words.replace("50", f"{target:g}"))
    return Score(named, clock, "share", "share", SURE, before.value, after.value, after, (medians[0], medians[1]))


def _based(basis: Basis, *scores: Score) -> list[Score]:
    """Scores that do not rest on what is simulated."""
    return [replace(score, basis=basis) for score in scores]


def _one_trip(pair: Pair) -> Score:
    """The share of cases with one trip at most."""
    before, after = (censored.share_within(_sample(result, "trips"), TRIPS) for result in pair)
    return Score(ONE_TRIP, "one_trip_share", "share", "share", SURE, before.value, after.value, after)


def _item_share(target: Target, name: str, pair: Pair, threshold: float | None = None) -> Score:
    """The share of the items of all cases that went a certain way."""
    before, after = (clustered.share(*_items(result, *SHARES[name])) for result in pair)
    return Score(target, name, "share", "share", threshold, before.value, after.value, after)


def _items(result: Result, part: str, whole: str) -> tuple[Flags, Ints]:
    """Each item of which it can be said, whether it went that way, and the replication it is from."""
    counts = result.items.groupby("replication")[[part, whole]].sum()
    numbers = np.column_stack([counts[part], counts[whole] - counts[part]]).ravel()
    hits = np.tile([True, False], len(counts))
    return np.repeat(hits, numbers), np.repeat(np.repeat(counts.index.to_numpy(np.int64), 2), numbers)


def _change(target: Target, name: str, unit: str, pair: Pair, threshold: float | None = None) -> Score:
    """By what share of itself the mean over cases has changed."""
    before, after = (_sample(result, name) for result in pair)
    means = [censored.mean(sample).value for sample in (before, after)]
    changed = censored.change(before, after, pair[0].settings.replications)
    return Score(target, name, unit, "change", threshold, means[0], means[1], changed)


def _coverage(target: Target, name: str, pair: Pair) -> list[Score]:
    """The share of the kinds of item of which some went that way, and the share of items that did."""
    before, after = (_covered(result, name) for result in pair)
    offered = Score(
        target, name.replace("_share", "_coverage"), "share", "share", ALL, before, after, Estimate(after), counted=True
    )
    return [offered, _item_share(target, name, pair)]


def _covered(result: Result, name: str) -> float | None:
    part, whole = SHARES[name]
    by_item = result.items.groupby("item")[[part, whole]].sum()
    possible = by_item[by_item[whole] > 0]
    return float((possible[part] > 0).mean()) if len(possible) else None


def _sample(result: Result, name: str) -> Sample:
    """A response of every case that has it and was not refused."""
    known = result.tables["cases"].columns
    parts = (
        ["intermediary_fees", "government_fees"] if name == WHOEVER_PAYS else [one for one in (name,) if one in known]
    )
    cases = result.asked_about([*parts, *BASIS])
    values = cases[parts].sum(axis=1, skipna=False) if parts else pd.Series(np.nan, cases.index)
    return sample_of(cases.assign(**{name: values}), name)
