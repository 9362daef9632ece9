"""Whom the government pays, and for how many hours a year: a longer day and a Sunday rota are not free.

Paid are the servers of the pools at which government's items are worked, save those of the intermediaries and those who
are there anyway, for others (`paid: false`); a pool that no item needs any more has other work. Of their shifts counts
the share that is spent on this work (`availability`); leave and sickness are paid.
Overtime is what goes beyond the hours of the scenario's legal calendar on a day on which that is open; on other days
every hour is one of a rest day.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.plan import WORK, Plan
from sim.scenario.quantities import SPAN_MINUTES


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


def presence(plan: Plan) -> Floats:
    """The share of its shift that each pool spends on this work."""
    return np.array([pool.availability.value for pool in plan.scenario.pools.values()])


def measured_years(plan: Plan) -> float:
    """How many years are measured, a minute at least."""
    return max(plan.measured_until - plan.measured_from, 1) / SPAN_MINUTES["year"]


def hours_a_year(plan: Plan) -> Hours:
    """What all whom government pays are on shift for this work, on average over the measured years."""
    by_calendar = _minutes(plan)
    pool_of_server = np.repeat(np.arange(len(plan.pool_names)), np.diff(plan.pool_first_server))
    paid = np.array([pool.paid for pool in plan.scenario.pools.values()], dtype=np.bool_)
    weight = (staffed_by_government(plan) * presence(plan) * paid)[pool_of_server]
    minutes = weight @ by_calendar[plan.server_calendar]
    return Hours(*(float(spent) / 60 / measured_years(plan) for spent in minutes))


def _minutes(plan: Plan) -> Ints:
    """The open minutes of each calendar in the measured time: usual, overtime, on rest days."""
    daily = np.array([one.minutes_by_day(plan.measured_from, plan.measured_until) for one in plan.calendars])
    legal = daily[plan.legal_calendar]
    usual, rest = np.minimum(daily, legal), daily * (legal == 0)
    return np.column_stack([minutes.sum(axis=1) for minutes in (usual, daily - usual - rest, rest)])
