"""One table of everything that was measured in several replications, and what holds projects up.

Means, quantiles and shares are counted here case by case. Their intervals are those of the program's statistics, given
the cases that belong to them; of these `tests/unit` has worked numbers.
"""

from fractions import Fraction
from math import inf, isnan, nan

import numpy as np

from sim.calendars.working_time import DAY
from sim.scenario import Scenario
from sim.scenario.model import Process
from sim.scenario.own_clocks import OwnClock
from sim.statistics import censored, clustered
from sim.statistics.censored import Sample

from .outcomes import OF_EVERY_PROCESS, Row, Twin, is_approval, running_clocks

NEXT_TO_NOTHING = 1e-12
CLOCKS = {
    "government_days": "working days", "government_sum_days": "working days", "legal_days": "working days",
    "promised_days": "working days", "land_to_permit_days": "days", "total_days": "days",
    "total_working_days": "working days", "first_contact_days": "days",
}  # fmt: skip
UNITS = CLOCKS | {
    "trips": "trips", "on_site_hours": "hours", "wait_per_trip": "hours", "sent_home": "times",
    "corrections": "corrections", "overdue_share": "share", "over_limit_share": "share", "intermediary_days": "days",
    "intermediary_fees": "CNY", "staff_hours": "hours", "on_the_spot_share": "share", "online_share": "share",
    "courier_share": "share", "e_seal_share": "share", "one_trip_item_share": "share",
    "promise_per_item": "working days", "intermediary_service_days": "days", "documents": "documents",
    "government_fees": "CNY", "government_outlays": "CNY", "government_cost": "CNY", "applicant_hours": "hours",
    "applicant_travel": "CNY", "applicant_cost": "CNY",
}  # fmt: skip
OF_A_YEAR = {
    "staff_hours_per_year": "hours", "overtime_hours_per_year": "hours", "reserve_hours_per_year": "hours",
    "extra_sessions_per_year": "sessions", "staff_cost_per_year": "CNY", "reform_cost_per_year": "CNY",
    "government_outlays_per_year": "CNY", "government_cost_per_year": "CNY", "applicant_hours_per_year": "hours",
    "applicant_cost_per_year": "CNY",
}  # fmt: skip


def all_rows(scenario: Scenario, replications: list[Twin], target: float) -> list[Row]:
    """Every response of every process, then what a year costs and how busy each pool is."""
    rows = []
    for number, name in enumerate(scenario.processes):
        cases = cases_of(replications, number)
        rows += of_process(name, scenario.processes[name], cases, None if number else target)
    rows += [of_year(replications, name) for name in OF_A_YEAR]
    return rows + [utilisation(replications, pool["pool"]) for pool in replications[0].pools]


def cases_of(replications: list[Twin], process: int) -> list[Row]:
    """The measured cases of all replications."""
    return [
        {**case, "replication": number}
        for number, twin in enumerate(replications)
        for case in twin.families[process].cases
    ]


def of_process(name: str, process: Process, cases: list[Row], target: float | None) -> list[Row]:
    """The rows of one process: of all cases and of each group, those refused left out; then what they came to."""
    names = [*running_clocks(process), *(UNITS.keys() - CLOCKS.keys() if is_approval(process) else OF_EVERY_PROCESS)]
    units = CLOCKS | {name: own_unit(clock) for name, clock in process.clocks.items()} | UNITS
    known = [response for response in units if response in names]
    asked = [case for case in cases if case["fate"] != "refused"]
    rows = []
    for response in known:
        for group, some in groups(process, asked).items():
            aimed_at = aim(process, response, target)
            rows.append(of_response(response, units[response], group, some, aimed_at))
    for fate in ("refused", "unfinished"):
        hits = [case["fate"] == fate for case in cases]
        rows.append(only_mean(f"{fate}_share", "share", hits, clustered.share(np.array(hits), replications_of(cases))))
    for burden in ("staff_hours", "intermediary_days", "intermediary_fees"):
        if burden in known:
            in_vain = [case[burden] if case["fate"] == "refused" else 0.0 for case in cases]
            rows.append(mean_row(f"wasted_{burden}", UNITS[burden], in_vain, replications_of(cases)))
    return [{"process": name, **row} for row in rows]


def own_unit(clock: OwnClock) -> str:
    return "days" if clock.calendar is None else "working days"


def aim(process: Process, response: str, target: float | None) -> float | None:
    """What a clock is held against: one of the scenario's own against its own target, if it has one."""
    if target is None or response not in (*CLOCKS, *process.clocks):
        return None
    own = process.clocks[response].target if response in process.clocks else None
    return target if own is None else own


def groups(process: Process, cases: list[Row]) -> dict[str, list[Row]]:
    """All; each class by name; and those of it with a trait on which it depends what waits for what."""
    edges = [edge for item in process.items.values() for edge in item.after]
    traits = [trait for trait in process.traits if any(trait in (edge.having, edge.lacking) for edge in edges)]
    found = {"all": cases}
    for kind in sorted({case["class"] for case in cases}):
        found[kind] = [case for case in cases if case["class"] == kind]
        for trait in traits:
            having = [case for case in found[kind] if trait in case["traits"].split("+")]
            if having:
                found[f"{kind}+{trait}"] = having
    return found


def replications_of(cases: list[Row]) -> np.ndarray:
    return np.array([case["replication"] for case in cases], dtype=np.int64)


def is_open(case: Row, response: str) -> bool:
    """Whether it is still to be seen what the response comes to: what is promised is known before."""
    return case["fate"] == "unfinished" and response != "promised_days"


def of_response(response: str, unit: str, group: str, cases: list[Row], aimed_at: float | None) -> Row:
    known = [case for case in cases if not isnan(case[response])]
    weighted = Weighted(known, response)
    sample = Sample(
        np.array([case[response] for case in known], dtype=np.float64),
        replications_of(known),
        np.array([case["followed"] for case in known], dtype=np.float64),
        np.array([is_open(case, response) for case in known], dtype=np.bool_),
    )
    mean = censored.mean(sample)
    told = {"mean": (weighted.mean(), clustered.of_shares(mean) if unit == "share" else mean)}
    for level in (50, 90):
        told[f"p{level}"] = weighted.quantile(level / 100), censored.quantile(sample, level / 100)
    told["within_target"] = (None, False), clustered.NOTHING
    if aimed_at is not None:
        told["within_target"] = weighted.share_within(aimed_at), censored.share_within(sample, aimed_at)
    row: Row = {"name": response, "class": group, "unit": unit, "n": len(known)}
    for statistic, ((value, _), estimate) in told.items():
        row |= {statistic: value, f"{statistic}_ci95": estimate.interval}
    unfinished = sum(sample.open.tolist()) / len(known) if known else 0.0
    return row | {"unfinished": unfinished, "at_least": [name for name, ((_, less), _) in told.items() if less]}


class Weighted:
    """Cases with the weight of each: who ended late speaks for those who came too late to be followed so long."""

    def __init__(self, cases: list[Row], response: str) -> None:
        self.values = [case[response] for case in cases]
        self.open = [is_open(case, response) for case in cases]
        self.followed = [case["followed"] for case in cases]
        self.left = Fraction(1)
        self.weights = [Fraction(0)] * len(cases)
        if any(self.open):
            self._share_out()
        elif cases:
            self.left, self.weights = Fraction(0), [Fraction(1, len(cases))] * len(cases)

    def _share_out(self) -> None:
        """Kaplan and Meier's estimator, moment by moment: those who end divide what each of those left would get."""
        last_end = -inf
        for moment in sorted(set(self.followed)):
            followed = sum(one >= moment for one in self.followed)
            ending = [n for n, one in enumerate(self.followed) if one == moment and not self.open[n]]
            for number in ending:
                self.weights[number] = self.left / followed
                last_end = moment
            self.left -= self.left * len(ending) / followed
        longest = [n for n, one in enumerate(self.followed) if self.open[n] and one >= last_end]
        for number in longest:
            self.weights[number] = self.left / len(longest)

    def total(self, amounts: list[float]) -> float:
        return float(sum(weight * Fraction(amount) for weight, amount in zip(self.weights, amounts, strict=True)))

    def mean(self) -> tuple[float | None, bool]:
        """The mean, and whether it is only a lower bound."""
        return (self.total(self.values), self.left > NEXT_TO_NOTHING) if self.values else (None, False)

    def share_within(self, target: float) -> tuple[float | None, bool]:
        """The share that surely is within a target, and whether more may be."""
        if not self.values:
            return None, False
        within = [value <= target for value in self.values]
        surely = self.total([hit and not still for hit, still in zip(within, self.open, strict=True)])
        return surely, self.total(within) - surely > NEXT_TO_NOTHING

    def quantile(self, level: float) -> tuple[float | None, bool]:
        """The number below which so many are; between two cases where all have ended."""
        if not self.values:
            return None, False
        if not any(self.open):
            return interpolated(sorted(self.values), level), False
        ends = [inf if still else value for value, still in zip(self.values, self.open, strict=True)]
        now, never = self.reached(self.values, level), self.reached(ends, level)
        return now, never > now

    def reached(self, values: list[float], level: float) -> float:
        """The first value at which so much of the weight is reached; digits that the arithmetic leaves do not count."""
        so_far = Fraction(0)
        for value, weight in sorted(zip(values, self.weights, strict=True)):
            so_far += weight
            if so_far >= Fraction(level) - Fraction(1, 10**12):
                return value
        return max(values)


def interpolated(values: list[float], level: float) -> float:
    place = level * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def of_year(replications: list[Twin], name: str) -> Row:
    known = [(number, twin.year[name]) for number, twin in enumerate(replications) if not isnan(twin.year[name])]
    numbers, spent = np.array([number for number, _ in known], dtype=np.int64), [one for _, one in known]
    return {"process": None, **mean_row(name, OF_A_YEAR[name], spent, numbers)}


def utilisation(replications: list[Twin], pool: str) -> Row:
    """Of the replications in which it is ever there."""
    rows = [(number, row) for number, twin in enumerate(replications) for row in twin.pools if row["pool"] == pool]
    known = [(number, row["utilisation"]) for number, row in rows if not isnan(row["utilisation"])]
    numbers, busy = np.array([number for number, _ in known], dtype=np.int64), [one for _, one in known]
    return {"process": None, **mean_row(f"utilisation of {pool}", "share", busy, numbers)}


def mean_row(name: str, unit: str, values: list[float], numbers: np.ndarray) -> Row:
    estimate = clustered.mean(np.array(values, dtype=np.float64), numbers)
    estimate = clustered.of_shares(estimate) if unit == "share" else estimate
    return only_mean(name, unit, values, estimate)


def only_mean(name: str, unit: str, values: list[float], estimate: clustered.Estimate) -> Row:
    mean = sum(values) / len(values) if values else None
    empty = dict.fromkeys(("p50", "p50_ci95", "p90", "p90_ci95", "within_target", "within_target_ci95"))
    row = {"name": name, "class": "all", "unit": unit, "n": len(values), "mean": mean, "mean_ci95": estimate.interval}
    return {**row, **empty, "unfinished": 0.0, "at_least": []}


def holding_up(replications: list[Twin], by: tuple[str, ...]) -> list[Row]:
    """What each part of the critical paths adds to a headline project's mean days."""
    cases = [case for case in cases_of(replications, 0) if case["fate"] != "refused"]
    weighted = Weighted(cases, "total_days")
    ended = sum(weight for weight, still in zip(weighted.weights, weighted.open, strict=True) if not still)
    weights = {
        (case["replication"], case["case"]): weight / ended if ended else Fraction(0)
        for case, weight in zip(cases, weighted.weights, strict=True)
    }
    days: dict[tuple[str, ...], Fraction] = {}
    off: dict[tuple[str, ...], Fraction] = {}
    for number, twin in enumerate(replications):
        for row in twin.families[0].path:
            key, weight = tuple(row[name] for name in by), weights[number, row["case"]] / DAY
            days[key] = days.get(key, Fraction(0)) + weight * row["minutes"]
            off[key] = off.get(key, Fraction(0)) + weight * row["off"]
    total = sum(days.values())
    return [
        {
            **dict(zip(by, key, strict=True)),
            "days": float(days[key]),
            "off_days": float(off[key]),
            "share": float(days[key] / total) if total else nan,
        }
        for key in sorted(days)
    ]
