"""The same project day by day under two scenarios: who holds each of its items from when to when.

Luck is keyed by names, so case number so-and-so is the same project, with the same luck, under both.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Ints
from sim.calendars.working_time import to_moment
from sim.experiment.replications import Settings, play
from sim.experiment.tables.scenarios import named
from sim.outcomes.clocks import government_days, is_approval
from sim.outcomes.history import PERMITTED, History
from sim.scenario import Scenario
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

QUEUE: Final = "queue"
CLOSED: Final = "closed"
"""What a row may be besides the party that has the item in hand: it waits for somebody; the offices are closed."""


def one_project(
    before: Scenario, after: Scenario, settings: Settings, *, group: str | None = None, case: int | None = None
) -> pd.DataFrame:
    """A row for each stretch of time: scenario, item, what (a party, queue, closed), start and end.

    The project is number *case* of those that come in the first replication; by default, of those permitted under both,
    of the most frequent kind (of class *group*, if given), that nearest to the mean of both sides.
    """
    first, last = (_history(scenario, settings) for scenario in (before, after))
    chosen = case if case is not None else _nearest_to_the_means(first, last, group)
    if chosen is None:
        return pd.DataFrame()
    ran = {"case": chosen, "seed": settings.seed, "replication": 0}
    tables = [_bars(history, chosen).assign(**named(history.plan.scenario), **ran) for history in (first, last)]
    return pd.concat(tables, ignore_index=True)


def _history(scenario: Scenario, settings: Settings) -> History:
    plan = lower(scenario)
    draws, log = next(play(plan, settings.seed, 1, settings.engine))
    return History(plan, draws, log, 0)


def _nearest_to_the_means(before: History, after: History, group: str | None) -> int | None:
    """Of the projects permitted under both scenarios, of the most frequent kind, the one nearest to both means."""
    coming, later = np.flatnonzero(before.number >= 0), np.flatnonzero(after.number >= 0)
    count = min(len(coming), len(later))
    coming, later = coming[:count], later[:count]
    chosen = ((before.fate == PERMITTED) & before.measured)[coming] & (after.fate == PERMITTED)[later]
    variant = before.variant[coming]
    if group is not None:
        chosen &= np.array(before.plan.variant_class)[variant] == group
    if not chosen.any():
        return None
    kinds, counts = np.unique(variant[chosen], return_counts=True)
    cases = np.flatnonzero(chosen & (variant == kinds[np.argmax(counts)]))
    sides = ((before.permitted - before.filed)[coming[cases]], (after.permitted - after.filed)[later[cases]])
    apart = sum(np.abs(total / max(float(total.mean()), 1.0) - 1) for total in sides)
    return int(cases[np.argmin(apart)])


def _bars(history: History, number: int) -> pd.DataFrame:
    case = int(np.flatnonzero(history.number == number)[0])
    log = history.log.at(np.flatnonzero(history.log.case == case))
    plan, last = history.plan, int(history.permitted[case])
    ended = np.where(log.end < 0, last, log.end)
    started = np.where(log.start < 0, ended, log.start)
    waits = [_row(plan, int(step), QUEUE, *span) for step, *span in zip(log.step, log.joined, started, strict=True)]
    held = [
        _row(plan, int(step), plan.step_party[step], *span)
        for step, *span in zip(log.step, started, ended, strict=True)
    ]
    rows = [row for pair in zip(waits, held, strict=True) for row in pair if row["end"] > row["start"]]
    arrival = int(history.arrival[case])
    nothing = {"item": None, "item_en": None, "item_zh": None, "what": CLOSED, "start": arrival, "end": last}
    table = pd.DataFrame([*rows, *_closed(history, arrival, last)] or [nothing])
    for column in ("start", "end"):
        table[column] = [to_moment(int(minute), plan.scenario.start) for minute in table[column]]
    moments = {"contact": history.arrival, "filed": history.filed, "permit": history.permitted}
    told = {name: to_moment(int(minutes[case]), plan.scenario.start) for name, minutes in moments.items()}
    working = float(government_days(history)[case]) if is_approval(plan.processes[history.process]) else np.nan
    return table.assign(**told, government_days=working)


def _row(plan: Plan, step: int, what: str, start: int, end: int) -> dict[str, Any]:
    number = int(plan.step_item[step])
    name, title = plan.item_names[number].partition(".")[2], plan.items[number].title
    label = {"item": name, "item_en": title.en if title else name, "item_zh": title.zh if title else name}
    return {**label, "step": plan.step_names[step], "what": what, "start": int(start), "end": int(end)}


def _closed(history: History, since: int, until: int) -> list[dict[str, Any]]:
    """The nights, lunches, weekends and holidays of the legal calendar between two moments."""
    calendar = history.plan.calendars[history.plan.legal_calendar]
    opens: Ints = np.append(calendar.opens, until)
    closes: Ints = np.append(0, calendar.closes)
    spans = zip(np.maximum(closes, since).tolist(), np.minimum(opens, until).tolist(), strict=True)
    return [{"what": CLOSED, "start": start, "end": end} for start, end in spans if end > start]
