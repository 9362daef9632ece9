"""What approval costs the government and the applicant, for each case and for each year.

A case is charged what it causes: the hours worked on it, and what is paid out for it. A year is charged everything:
staff on shift whether or not there is work, overtime and rest days at their premium, reserves while they are there,
extra sessions that are held, what is paid out, and the yearly cost of the reforms. Prices stand in the scenario's
`costs`; without them money is not a number.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.calendars.working_time import WorkCalendar
from sim.outcomes.history import History
from sim.outcomes.payroll import (
    Hours,
    helped_a_year,
    hours_a_year,
    limited_a_year,
    measured_share,
    measured_years,
    sessions_a_year,
)
from sim.scenario import Scenario
from sim.scenario.prices import Costs
from sim.scenario.reforms.conflicts import OWN
from sim.simulation.event_log import EventLog
from sim.simulation.plan import Plan

UNITS: Final = {
    "documents": "documents",
    "government_fees": "CNY",
    "government_outlays": "CNY",
    "government_cost": "CNY",
    "applicant_hours": "hours",
    "applicant_travel": "CNY",
    "applicant_cost": "CNY",
}
YEARLY: Final = {
    "staff_hours_per_year": "hours",
    "overtime_hours_per_year": "hours",
    "reserve_hours_per_year": "hours",
    "extra_sessions_per_year": "sessions",
    "staff_cost_per_year": "CNY",
    "reform_cost_per_year": "CNY",
    "government_outlays_per_year": "CNY",
    "government_cost_per_year": "CNY",
    "applicant_hours_per_year": "hours",
    "applicant_cost_per_year": "CNY",
}
SUMMED: Final = ("government_outlays", "applicant_hours", "applicant_cost")
"""What is added up over the cases of a year."""

Burdens = Mapping[str, Floats]
Helped = Mapping[int, WorkCalendar]


def per_case(history: History, burdens: Burdens) -> dict[str, Floats]:
    """What each case costs, given its other *burdens*."""
    prices, papers, ordered = history.plan.scenario.costs, _documents(history), fees(history, "government_fee")
    paid = outlays(history)
    counted = {"documents": papers, "government_fees": ordered, "government_outlays": paid}
    if prices is None:
        return dict.fromkeys(UNITS, np.full(history.count, np.nan)) | counted
    hours, travel = _applicant_hours(prices, burdens, papers), burdens["trips"] * prices.trip_fare.value
    return counted | {
        "government_cost": paid + burdens["staff_hours"] * prices.staff_hour.value,
        "applicant_hours": hours,
        "applicant_travel": travel,
        "applicant_cost": burdens["intermediary_fees"] + travel + hours * prices.applicant_hour.value,
    }


def per_year(plan: Plan, helped: Helped, log: EventLog, by_process: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """One row: what a measured year costs; *by_process* are the measured cases of every process, with their costs.

    *helped* is when each server of a reserve was there.
    The hours of reserves and the number of extra sessions are not numbers where there are none to call.
    """
    tables, years = list(by_process), measured_years(plan)
    flow = {name: sum(float(table[name].sum(skipna=False)) for table in tables) / years for name in SUMMED}
    reserve, sessions = helped_a_year(plan, helped), sessions_a_year(plan, log)
    hours = _paid_hours(plan, reserve, log)
    staff = _staff_cost(plan, hours, sessions)
    reforms = _reform_cost(plan)
    year = {
        "staff_hours_per_year": sum(hours),
        "overtime_hours_per_year": hours.overtime + hours.rest_day,
        "reserve_hours_per_year": sum(reserve) if plan.pool_reserve.any() else np.nan,
        "extra_sessions_per_year": sum(sessions.values()) if sessions else np.nan,
        "staff_cost_per_year": staff,
        "reform_cost_per_year": reforms,
        "government_cost_per_year": staff + reforms + flow["government_outlays"],
        **{f"{name}_per_year": total for name, total in flow.items()},
    }
    return pd.DataFrame({name: [year[name]] for name in YEARLY})


def standing_per_year(plan: Plan, helped: Helped, log: EventLog) -> float:
    """What a year costs the government before anything is paid out for a case: staff, extra sessions, and reforms."""
    staff = _staff_cost(plan, _paid_hours(plan, helped_a_year(plan, helped), log), sessions_a_year(plan, log))
    return staff + _reform_cost(plan)


def _reform_cost(plan: Plan) -> float:
    """The yearly cost of the reforms, of each for as long as it is in force."""
    costs = [sum(cost.value for cost in one.scenario.reform_costs.values()) for one in plan.rules]
    return sum(cost * share for cost, share in zip(costs, measured_share(plan), strict=True))


def _paid_hours(plan: Plan, helped: Hours, log: EventLog) -> Hours:
    """Those of all staff, also of those who were there only for a time."""
    return Hours(*(sum(both) for both in zip(hours_a_year(plan), limited_a_year(plan, helped, log), strict=True)))


def _staff_cost(plan: Plan, hours: Hours, sessions: Mapping[str, float]) -> float:
    """Hours on shift with their premium, and extra sessions; not a number without prices."""
    if plan.scenario.costs is None:
        return np.nan
    held = 0.0
    for name, count in sessions.items():
        described = plan.scenario.pools[name].extra_sessions
        held += count * described.cost.value if described is not None and described.cost is not None else 0.0
    return pay(hours, plan.scenario.costs) + held


def outlays(history: History) -> Floats:
    """What government pays out for each case: fees for its items, and each time a step is gone through."""
    paid: Floats = fees(history, "government_fee") + history.burdens[0].paid
    return paid


def outlays_per_year(plan: Plan, by_process: Iterable[History]) -> float:
    """What government pays out in a measured year for the cases of all processes."""
    items = any(item.government_fee is not None for item in plan.items)
    if not items and all(step.cost is None for step in plan.steps):
        return 0.0
    return sum(float(outlays(history)[history.measured].sum()) for history in by_process) / measured_years(plan)


def unpriced(scenario: Scenario) -> list[str]:
    """The reforms in a scenario that do not say what they cost a year; a year's costs leave them out."""
    had = [*scenario.reforms_in_force, *scenario.reforms]
    return [name for name in had if name not in scenario.reform_costs and name != OWN]


def pay(hours: Hours, prices: Costs) -> float:
    """What hours on shift cost, in CNY, with the premium of those beyond the usual."""
    paid = hours.usual + hours.overtime * prices.overtime.value + hours.rest_day * prices.rest_day.value
    return paid * prices.staff_hour.value


def _applicant_hours(prices: Costs, burdens: Burdens, documents: Floats) -> Floats:
    """At the counter, on the way there and back, getting documents ready and mending what was returned."""
    hours: Floats = (
        burdens["on_site_hours"]
        + burdens["trips"] * prices.trip_hours.value
        + np.nan_to_num(documents) * prices.document_hours.value
        + burdens["corrections"] * prices.correction_hours.value
    )
    return hours


def _documents(history: History) -> Floats:
    """The papers got ready for all items; not a number where no step says how many it asks for."""
    asked = [step.documents for step in history.plan.steps]
    if not any(asked[step] is not None for item in history.items for step in history.plan.steps_of(item)):
        return np.full(history.count, np.nan)
    papers: Floats = history.burdens[0].documents
    return papers


def fees(history: History, who: str) -> Floats:
    """What is paid for the items that were begun: *who* is the applicant's `fee` or the `government_fee`."""
    said = [getattr(history.plan.items[item], who) for item in history.items]
    price = np.array([fee.value if fee is not None else 0.0 for fee in said])
    paid: Floats = history.taken_up @ price if price.any() else np.zeros(history.count)
    return paid
