"""The traps of a log: what would mislead who calculates from it as if every row were the truth, each counted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.logs.log import FEWEST, UNMAPPED, Log, Seen
from sim.logs.states import STATES
from sim.logs.survival import Durations, Survival, months
from sim.logs.visits import Visits, always, case_starts

ORDER: Final = (
    "refused_row", "no_case", "unread_time", "unknown_state", "unknown_result", "unmapped", "sentinel", "after_export",
    "double", "dropped_handlers", "test_handlers", "case_differs", "no_class", "zone", "date_only", "constant_time",
    "frequent_time", "open", "overdue", "no_end", "given_up", "limit_drives", "no_start", "early_receipt", "drift",
    "trend", "bunched", "filled_late", "handlers", "correlation",
)  # fmt: skip
"""In which order they are told: what was refused, what stamps are worth, what biases durations, arrivals, the rest."""
DAY: Final = 86_400
WEEK: Final = 7
FEW: Final = 20
"""With fewer observations nothing is said of their distribution."""
OLD_ENOUGH: Final = 0.95
OFFICE: Final = (7, 19)
"""Hours of the day in which offices stamp."""
SEEN_TOGETHER: Final = 0.1
"""So many events within a minute of the one before, and stamps are made at sittings, not as work begins and ends."""
OUTSIDE, INSIDE_AGAIN = 0.25, 0.1
"""So many stamps outside these hours, and so few after a shift, and the zone is wrong."""


@dataclass(frozen=True)
class Finding:
    """One trap that was met: its key, how often, of how many, where first, and the numbers of its sentence."""

    trap: str
    count: int
    of: int
    where: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """How much of it there is."""
        return self.count / self.of if self.of else 0.0


def traps(log: Log, late: Iterable[Finding] = ()) -> list[Finding]:
    """All traps of a log that were met, in the order in which they are told; *late* are those of its columns."""
    view = _View(log)
    found = [one for look in LOOKS for one in look(view)]
    return sorted([*of_reading(log, view), *found, *late], key=lambda one: ORDER.index(one.trap))


class _View:
    """A log and what is asked of it more than once."""

    def __init__(self, log: Log) -> None:
        self.log, self.visits = log, Visits(log)
        clock = always(log)
        self.received, self.end = clock.at(self.visits.received) / 1440, clock.at(self.visits.ended) / 1440
        self.export = float((self.visits.until - clock.start).astype(np.int64)) / DAY
        self.open = np.isnan(self.end)
        self.spent = np.where(self.open, self.export, self.end) - self.received
        self.month = months(self.visits.received.time)

    @property
    def durations(self) -> Durations:
        """From receipt to the end, of all instances of items, in calendar days."""
        return Durations(np.maximum(self.spent, 0), self.open, self.month)


def of_reading(log: Log, view: _View | None = None) -> Iterator[Finding]:
    """What was met in reading; items that the map does not name are told together."""
    for one in log.seen:
        if one.what not in ("unmapped",):
            yield Finding(one.what, one.count, one.of, one.first, {"name": one.name})
    unmapped = [one for one in log.seen if one.what == "unmapped"]
    if unmapped:
        yield _unmapped(view or _View(log), unmapped)


def _unmapped(view: _View, seen: list[Seen]) -> Finding:
    """The items that are not named, each with its share of the time of all items, those with most of it first."""
    time = np.bincount(view.visits.item, weights=view.durations.spent, minlength=len(view.visits.item_names))
    share = dict(zip(view.visits.item_names, time / max(time.sum(), 1e-9), strict=True))
    shown = sorted(seen, key=lambda one: (-share.get(one.name, 0.0), one.name))
    named = [f"{one.name.removeprefix(UNMAPPED)} ({share.get(one.name, 0.0):.0%})" for one in shown]
    told = ", ".join(named[:12]) + (f" +{len(named) - 12}" if len(named) > 12 else "")
    count = sum(one.count for one in seen)
    return Finding("unmapped", count, seen[0].of, min(one.first for one in seen), {"items": len(seen), "names": told})


def _open(view: _View) -> Iterator[Finding]:
    if not view.open.any():
        return
    fit, over = Survival(view.durations), view.spent[~view.open]
    if not len(over):
        return
    true_mean, true_p90 = fit.mean()[0], fit.quantiles(np.array([0.9]))[0]
    values = {"finished_mean": over.mean(), "finished_p90": np.quantile(over, 0.9), "mean": true_mean, "p90": true_p90}
    yield Finding("open", int(view.open.sum()), len(view.open), values=values)


def _due_day(view: _View) -> Floats:
    """The day of each instance by which it is promised, in the view's days; not a number where nothing is."""
    clock = always(view.log)
    items, visits = view.log.items, view.visits
    due = (items["due"].to_numpy("datetime64[s]") - clock.start).astype("timedelta64[s]").astype(np.float64) / DAY
    due[np.isnat(items["due"].to_numpy("datetime64[s]"))] = np.nan
    accepted = clock.at(visits.accepted.or_else(visits.received)) / 1440
    days = items["promise"].fillna(items["limit"]).to_numpy(np.float64) * 7 / 5
    return np.where(np.isnan(due), accepted + days, due)


def _overdue(view: _View) -> Iterator[Finding]:
    late = view.open & (np.floor(_due_day(view)) + 1 <= view.export)
    if late.any():
        yield Finding("overdue", int(late.sum()), int(view.open.sum()))


def _limit_drives(view: _View) -> Iterator[Finding]:
    """The chance of being over on a day, well before the promised one, on it, and after it."""
    due = _due_day(view)
    known = ~np.isnan(due)
    if known.sum() < FEW:
        return
    begin, due = np.floor(view.received[known]), np.floor(due[known])
    last = np.floor(np.where(view.open, view.export, view.end)[known])
    over = ~view.open[known]
    length = np.median(due - begin)
    windows = {"before": (-length, -max(length * 0.8, 2)), "on": (0, 0), "after": (1, max(length / 4, 7))}
    chance = {name: _hazard(begin, last, over, due, bounds) for name, bounds in windows.items()}
    if chance["on"] > 2 * chance["before"] and chance["on"] > chance["after"]:
        hit = int((over & (last == due)).sum())
        yield Finding("limit_drives", hit, int(over.sum()), values={**chance, "days": length})


def _hazard(begin: Floats, last: Floats, over: np.ndarray, due: Floats, bounds: tuple[float, float]) -> float:
    """Of the days that items were open within these days of the promised one, the share on which they ended."""
    low, high = due + bounds[0], due + bounds[1]
    days = np.maximum(np.minimum(last, high) - np.maximum(begin, low) + 1, 0).sum()
    ends = (over & (last >= low) & (last <= high)).sum()
    return float(ends / days) if days else 0.0


def _no_start(view: _View) -> Iterator[Finding]:
    """How many events follow within a minute, and on how many of its days a case is touched."""
    events = view.log.events
    clocks = events[~events["dated"]].sort_values(["case", "time"], kind="stable")
    same = clocks["case"].to_numpy()[1:] == clocks["case"].to_numpy()[:-1]
    near = np.diff(clocks["time"].to_numpy()).astype("timedelta64[s]").astype(np.int64) <= 60
    days = events["time"].to_numpy("datetime64[D]").astype(np.int64)
    touched = pd.DataFrame({"case": events["case"], "day": days}).drop_duplicates().groupby("case")["day"]
    length = float((touched.max() - touched.min() + 1).mean())
    if same.any() and length > 3 and (near & same).sum() >= SEEN_TOGETHER * same.sum():
        values = {"touched": float(touched.count().mean()), "days": length}
        yield Finding("no_start", int((near & same).sum()), int(same.sum()), values=values)


def _early_receipt(view: _View) -> Iterator[Finding]:
    """How long before the next event the receipt is dated."""
    visits = view.visits
    ends = [STATES.index(state) for state in STATES if state in view.log.mapping.finished.ends]
    later = (visits.state != STATES.index("received")) & ~np.isin(visits.state, ends)
    rows = np.flatnonzero(later)[::-1]
    first = np.full(len(visits), np.datetime64("NaT", "s"))
    first[visits.visit[rows]] = visits.time[rows]
    received = visits.first("received").time
    gap = (first - received).astype("timedelta64[s]").astype(np.float64) / DAY
    known = ~np.isnat(first) & ~np.isnat(received)
    if known.sum() >= FEWEST and np.mean(gap[known]) > 3:
        yield Finding(
            "early_receipt", int((gap[known] > 1).sum()), int(known.sum()), values={"days": gap[known].mean()}
        )


def _no_end(view: _View) -> Iterator[Finding]:
    """Items that are old enough to be over, and are not."""
    if view.open.all() or not view.open.any():
        return
    old = view.export - view.received > 2 * np.quantile(view.spent[~view.open], OLD_ENOUGH)
    count = int((old & view.open).sum())
    if count and count > 0.02 * max(old.sum(), 1):
        yield Finding(
            "no_end", count, int(old.sum()), values={"days": 2 * np.quantile(view.spent[~view.open], OLD_ENOUGH)}
        )


def _drift(view: _View) -> Iterator[Finding]:
    """How much more the share that is over within its item's median differs between quarters than by chance."""
    medians = pd.Series(view.spent[~view.open]).groupby(view.visits.item[~view.open]).median()
    median = medians.reindex(view.visits.item).to_numpy(np.float64)
    known = view.export - view.received >= median
    quarter = view.month[known] // 3
    within = ((view.spent <= median) & ~view.open)[known].astype(np.float64)
    count = np.bincount(quarter)
    full = np.flatnonzero(count >= FEWEST)
    if len(full) < 3:
        return
    shares = np.bincount(quarter, weights=within)[full] / count[full]
    whole = within.mean()
    expected = (whole * (1 - whole) / count[full]).mean()
    ratio = float(np.average((shares - whole) ** 2) / expected) if expected > 0 else 0.0
    if ratio > 2:
        values = {"ratio": ratio, "low": shares.min(), "high": shares.max()}
        yield Finding("drift", len(full), len(full), values=values)


def _arrivals(view: _View) -> Ints:
    """How many cases came in each whole week of the log, without its first and last month."""
    start = case_starts(view.log).astype("datetime64[D]").astype(np.int64)
    first, last = int(np.quantile(start, 0.01)), int((view.visits.until.astype("datetime64[D]")).astype(np.int64))
    weeks = (last - first) // WEEK
    kept = start[(start >= first) & (start < first + weeks * WEEK)]
    return np.bincount((kept - first) // WEEK, minlength=max(weeks, 1)).astype(np.int64)


def _bunched(view: _View) -> Iterator[Finding]:
    weekly = _arrivals(view)
    if len(weekly) >= 8 and weekly.mean() > 0.5:
        ratio = float(weekly.var(ddof=1) / weekly.mean())
        if ratio > 1.5:
            yield Finding(
                "bunched", int(weekly.sum()), int(weekly.sum()), values={"ratio": ratio, "weeks": len(weekly)}
            )


def _trend(view: _View) -> Iterator[Finding]:
    """By how much arrivals change in a year, where the change is beyond what weeks differ by."""
    weekly = _arrivals(view)
    if len(weekly) < 52:
        return
    place = np.arange(len(weekly)) - (len(weekly) - 1) / 2
    slope = float((place * weekly).sum() / (place**2).sum())
    error = float(np.sqrt(((weekly - weekly.mean() - slope * place) ** 2).sum() / (len(weekly) - 2) / (place**2).sum()))
    a_year = slope * 52 / weekly.mean()
    if abs(slope) > 3 * error and abs(a_year) > 0.1:
        yield Finding("trend", int(weekly.sum()), int(weekly.sum()), values={"change": a_year})


def _zone(view: _View) -> Iterator[Finding]:
    """Whether stamps would be in office hours if clocks were set otherwise."""
    events = view.log.events
    hours = events.loc[~events["dated"], "time"].dt.hour.to_numpy()
    if len(hours) < FEW:
        return
    by_hour = np.bincount(hours, minlength=24) / len(hours)
    outside = [1 - np.roll(by_hour, shift)[OFFICE[0] : OFFICE[1]].sum() for shift in range(-12, 13)]
    best = min(range(len(outside)), key=lambda place: (round(float(outside[place]), 3), abs(place - 12)))
    if outside[12] > OUTSIDE and outside[best] < INSIDE_AGAIN:
        count = round(outside[12] * len(hours))
        yield Finding("zone", count, len(hours), values={"shift": best - 12, "left": outside[best]})


def _handlers(view: _View) -> Iterator[Finding]:
    events = view.log.events
    known = events[events["handler"] >= 0]
    if known.empty or known["handler"].nunique() < FEWEST:
        return
    by_handler = np.sort(known["handler"].value_counts().to_numpy())[::-1]
    most = int(known.groupby("item", observed=True)["handler"].nunique().max())
    values = {"five": by_handler[:5].sum() / by_handler.sum(), "most": most}
    yield Finding("handlers", int(known["handler"].nunique()), len(known), values=values)


def _correlation(view: _View) -> Iterator[Finding]:
    """Whether who is slow in one item is slow in the others: the rank correlation within cases."""
    table = pd.DataFrame({"case": view.visits.case, "item": view.visits.item, "spent": view.spent})[~view.open]
    table["rank"] = table.groupby("item")["spent"].rank(pct=True) - 0.5
    several = table[table.groupby("case")["item"].transform("size") > 1]
    if several["case"].nunique() < FEWEST:
        return
    by_case = several.assign(squares=several["rank"] ** 2).groupby("case")
    count, total, squares = by_case.size(), by_case["rank"].sum(), by_case["squares"].sum()
    pairs, products = (count * (count - 1)).sum(), (total**2 - squares).sum()
    found = float(products / pairs / (several["rank"] ** 2).mean())
    yield Finding("correlation", int(several["case"].nunique()), int(pairs), values={"correlation": found})


LOOKS: Final[tuple[Callable[[_View], Iterator[Finding]], ...]] = (
    _open, _overdue, _limit_drives, _no_start, _early_receipt, _no_end, _drift, _bunched, _trend, _zone, _handlers,
    _correlation,
)  # fmt: skip
