"""Whom the government pays, and for how many hours a year: a longer day and a Sunday rota are not free.

Paid are the servers of the pools at which government's items are worked, save those of the intermediaries and those who
are there anyway, for others (`paid: false`); a pool that no item needs any more has other work. Of their shifts counts
the share that is spent on this work (`availability`); leave and sickness are paid.
Overtime is what goes beyond the hours of the scenario's legal calendar on a day on which that is open; on other days
every hour is one of a rest day.

Where reforms begin on dates, a pool that the rules in force do not ask is not paid either, but for what it finishes.

A reserve is paid while it is called, and until it has finished what it has in hand. It comes on top of the hours of
others, so every minute of its own in which the legal calendar is closed is overtime, or one of a rest day.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.working_time import WorkCalendar
from sim.scenario import Scenario
from sim.scenario.quantities import SPAN_MINUTES
from sim.simulation.event_log import EventLog
from sim.simulation.plan import WORK, Plan
from sim.simulation.reserves import for_a_time, limited_hours, sessions_held

Window = tuple[int, int]
"""Since and until when, in minutes of the run."""


class Hours(NamedTuple):
    """Hours a year, by how they are paid."""

    usual: float
    overtime: float
    rest_day: float


@lru_cache(maxsize=1)
def staffed_by_government(plan: Plan) -> Flags:
    """The pools with servers whom government pays for working at its items."""
    of_government = np.array([item.owner == "government" for item in plan.items])
    needed = needed_by(plan, (plan.step_primitive == WORK) & of_government[plan.step_item])
    departments = plan.scenario.departments
    bodies = [departments.get(pool.department or "") for pool in plan.scenario.pools.values()]
    return needed & np.array([body is None or body.kind == "government" for body in bodies], dtype=np.bool_)


def needed_by(plan: Plan, steps: Flags) -> Flags:
    """The pools that these steps ask; of several among which a step has the choice, all."""
    chosen = plan.choice_pool[np.repeat(steps, np.diff(plan.choice_first))]
    return np.isin(np.arange(len(plan.pool_names)), np.append(plan.step_pool[steps], chosen))


@lru_cache(maxsize=1)
def presence(plan: Plan) -> Floats:
    """The share of its shift that each pool spends on this work: rules by pools."""
    return plan.by_rules(lambda pool: pool.availability.most)


@lru_cache(maxsize=1)
def _paid_share(plan: Plan) -> Floats:
    """The share of its shift for which each server is paid for this work: rules by servers."""
    paid = plan.by_rules(lambda pool: pool.paid)
    return (staffed_by_government(plan) * presence(plan) * paid)[:, pool_of_server(plan)]


def measured_years(plan: Plan) -> float:
    """How many years are measured, a minute at least."""
    return years_measured(plan.scenario)


def years_measured(scenario: Scenario) -> float:
    """How many years of a scenario are measured, a minute at least."""
    return max(scenario.run.length - scenario.run.cool_down - scenario.run.warm_up, 1) / SPAN_MINUTES["year"]


def measured_share(plan: Plan) -> list[float]:
    """For what share of the measured time each of the rules is in force."""
    if len(plan.rules) == 1:
        return [1]
    spans = [min(until, plan.measured_until) - max(since, plan.measured_from) for since, until in plan.windows()]
    return [max(span, 0) / max(plan.measured_until - plan.measured_from, 1) for span in spans]


@lru_cache(maxsize=1)
def hours_a_year(plan: Plan) -> Hours:
    """What all whom government pays are on shift for this work, averaged over the measured years.

    Without those who are there only for a time (`limited_a_year`).
    """
    share = _paid_share(plan).copy()
    for pool in np.flatnonzero(plan.pool_reserve).tolist():
        share[:, plan.reserve_servers(pool)] = 0
    for pool in for_a_time(plan):
        share[:, plan.own_servers(pool)] = 0
    minutes = np.zeros(3)
    for weight, window in _parts(plan, share):
        kept, of_server = np.unique(plan.server_calendar, return_inverse=True)
        spent = np.array([_on_their_days(plan, plan.calendars[one], window) for one in kept]).reshape(-1, 3)
        minutes += weight @ spent[of_server]
    return _per_year(plan, minutes)


def hours_of(plan: Plan, server: int) -> Hours:
    """What one server, of no reserve, is on shift for this work in a measured year; nothing if others pay him."""
    calendar = plan.calendars[int(plan.server_calendar[server])]
    minutes = np.zeros(3)
    for weight, window in _parts(plan, _paid_share(plan)):
        minutes += weight[server] * _on_their_days(plan, calendar, window)
    return _per_year(plan, minutes)


def limited_a_year(plan: Plan, helped: Hours, log: EventLog) -> Hours:
    """Hours a year of those who are there only for a time, averaged over the measured years.

    These are reserves that were called, who *helped* for so long, and servers of pools that some of the rules in force
    do not ask.
    """
    return Hours(*(sum(both) for both in zip(helped, _asked_a_year(plan, log), strict=True)))


def helped_a_year(plan: Plan, helped: Mapping[int, WorkCalendar]) -> Hours:
    """Hours a year of reserves, averaged over the measured years; *helped* is when each of them was there."""
    return _limited(plan, helped, _beside_the_usual)


def _asked_a_year(plan: Plan, log: EventLog) -> Hours:
    """Hours a year of the servers of pools that some rules do not ask; leave and sickness are paid, too."""
    return _limited(plan, limited_hours(plan, plan.attendance, log), _on_their_days)


def _limited(
    plan: Plan, there: Mapping[int, WorkCalendar], kinds: Callable[[Plan, WorkCalendar, Window], Floats]
) -> Hours:
    """Of servers who were there in these minutes, by how they are paid."""
    share = _paid_share(plan)
    minutes = np.zeros(3)
    for server, hours in there.items():
        for weight, window in _parts(plan, share):
            minutes += weight[server] * kinds(plan, hours, window)
    return _per_year(plan, minutes)


def _parts(plan: Plan, shares: Floats) -> Iterator[tuple[Floats, Window]]:
    """The measured part of the time for which each of the rules is in force, with its row of *shares*."""
    for share, (since, until) in zip(shares, plan.windows(), strict=True):
        first, last = max(since, plan.measured_from), min(until, plan.measured_until)
        if first < last or len(plan.rules) == 1:
            yield share, (first, last)


def sessions_a_year(plan: Plan, log: EventLog) -> dict[str, float]:
    """How many extra sessions each pool that may have some held, a measured year."""
    return {
        name: float(_measured(plan, sessions_held(plan, log, number)).sum()) / measured_years(plan)
        for number, (name, pool) in enumerate(plan.scenario.pools.items())
        if pool.extra_sessions is not None
    }


def pool_of_server(plan: Plan) -> Ints:
    """To which pool each server belongs."""
    return np.repeat(np.arange(len(plan.pool_names)), np.diff(plan.pool_first_server))


def _measured(plan: Plan, minutes: Ints) -> Flags:
    return (minutes >= plan.measured_from) & (minutes < plan.measured_until)


def _per_year(plan: Plan, minutes: Floats) -> Hours:
    return Hours(*(float(spent) / 60 / measured_years(plan) for spent in minutes))


def _beside_the_usual(plan: Plan, hours: WorkCalendar, window: Window) -> Floats:
    """Minutes of somebody who helps out: in legal hours, beyond them on a day that has some, on other days."""
    usual = np.diff(hours.common_with(plan.calendars[plan.legal_calendar]).worked_at(np.array(window)))
    beyond = hours.common_with(_closed(plan)).minutes_by_day(*window)
    rest = beyond * (_legal_days(plan)[: len(beyond)] == 0)
    return np.array([usual.sum(), (beyond - rest).sum(), rest.sum()], dtype=np.float64)


def _on_their_days(plan: Plan, hours: WorkCalendar, window: Window) -> Floats:
    """Minutes of somebody's own shift: as many as a legal day has, more than that, on other days."""
    since, until = window
    return _by_kind(plan, hours, until) - _by_kind(plan, hours, since)


def _by_kind(plan: Plan, hours: WorkCalendar, until: int) -> Floats:
    """The minutes of a shift before a moment: usual, overtime, on rest days; a night shift is of the day it begins."""
    daily = hours.minutes_by_day(0, until)
    legal = _legal_days(plan)[: len(daily)]
    usual, rest = np.minimum(daily, legal), daily * (legal == 0)
    return np.array([usual.sum(), (daily - usual - rest).sum(), rest.sum()], dtype=np.float64)


@lru_cache(maxsize=1)
def _legal_days(plan: Plan) -> Ints:
    """The minutes of each day of the calendar on which working days are counted."""
    return plan.calendars[plan.legal_calendar].minutes_by_day(0, plan.horizon)


@lru_cache(maxsize=1)
def _closed(plan: Plan) -> WorkCalendar:
    """When that calendar is not open."""
    legal = plan.calendars[plan.legal_calendar]
    since, until = (0, *legal.closes.tolist()), (*legal.opens.tolist(), plan.horizon)
    gaps = [(opens, closes) for opens, closes in zip(since, until, strict=True) if opens < closes]
    return WorkCalendar.from_intervals(gaps, plan.horizon)
