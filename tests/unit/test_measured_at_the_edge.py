"""What is measured where it could just as well be measured otherwise: small worlds with exact answers."""

from typing import Any

import numpy as np

from sim import censored
from sim.censored import Sample
from sim.clocks import CLOCKS
from sim.draws import draw
from sim.engines import simulate
from sim.history import History
from sim.lowering import lower
from sim.outcomes import Outcomes, measure
from sim.scenario import Scenario
from sim.scenario.check import check_parts
from sim.scenario.validate import validated

Document = dict[str, Any]

MONDAY, SATURDAY = "2016-01-11 09:00", "2016-01-16 10:00"


def town(items: Document, arrivals: list[str], process: Document | None = None, **more: Any) -> Document:
    """A scenario of one process, a week from Monday 2016-01-11, with an office of seven hours a day."""
    return {
        "scenario": "edge",
        "title": "Edge",
        "start": "2016-01-11",
        "run": {"length": "7 days", "follow": "30 days"},
        "calendars": {
            "office": {"days": "mon-fri", "hours": ["09:00-12:00", "13:00-17:00"]},
            "always": {"days": "mon-sun", "hours": "00:00-24:00"},
        },
        "processes": {"firms": {"arrivals": {"at": arrivals}, "items": items, **(process or {})}},
        **more,
    }


def played(document: Document) -> History:
    scenario = validated(Scenario, document, "edge")
    check_parts(scenario, "edge")
    plan = lower(scenario)
    draws = draw(plan, 1, 0)
    return History(plan, draws, simulate(plan, draws, "compiled"), 0)


def measured(document: Document) -> Outcomes:
    history = played(document)
    return measure(history.plan, history.draws, history.whole_log)


def waiting(calendar: str = "office", **duration: float) -> Document:
    """A wait of so many minutes, hours or days."""
    [(unit, number)] = duration.items()
    return {"wait": {unit: {"fixed": number}}, "calendar": calendar}


def test_a_period_begun_on_a_day_off_is_dated_to_monday_though_two_steps_follow_one_another_on_it() -> None:
    """On the clock from Saturday 10:00; Monday is the day of acceptance, so until Tuesday it has taken one day."""
    steps = {
        "acceptance": {**waiting("always", hours=1), "legal": True},
        "review": {**waiting(hours=10), "legal": True},
    }
    assert CLOCKS["legal_days"](played(town({"permit": {"steps": steps}}, [SATURDAY]))).tolist() == [1]


def test_what_is_announced_does_not_depend_on_what_ends_last() -> None:
    """Five days are promised for what takes one, one for what takes three."""
    items = {
        "quick": {"promise": 5, "steps": {"review": {**waiting(days=1), "legal": True}}},
        "slow": {"promise": 1, "steps": {"review": {**waiting(days=3), "legal": True}}},
    }
    assert CLOCKS["promised_days"](played(town(items, [MONDAY]))).tolist() == [5]
    assert CLOCKS["promised_days"](played(town(items, [MONDAY], {"until": "slow"}))).tolist() == [1]


def test_what_is_only_delivered_is_not_decided_however_it_is_sent() -> None:
    """A certificate sent by courier is decided no more than one that is fetched."""
    steps = {"delivery": {**waiting(minutes=5), "channel": "courier", "legal": True}}
    items = measured(town({"certificate": {"steps": steps}}, [MONDAY])).items
    assert (items["decided"][0], items["delivered"][0], items["by_courier"][0]) == (0, 1, 1)
    assert np.isnan(measured(town({"certificate": {"steps": steps}}, [MONDAY])).cases["on_the_spot_share"][0])


def test_the_median_of_ten_is_the_fifth_though_one_of_the_last_is_under_way() -> None:
    """Five of ten are half, whatever the tenths add up to in the computer."""
    days = np.arange(1.0, 11.0)
    sample = Sample(days, np.zeros(10, dtype=np.int64), days, days == 9)
    assert censored.quantile(sample, 0.5).value == 5


def test_who_took_as_many_working_minutes_took_as_many_working_days_on_whichever_day_he_came() -> None:
    items = {"permit": {"steps": {"review": waiting(hours=10)}}}
    arrivals = [f"2016-01-{day} 09:00" for day in (11, 12, 13, 14, 15)]
    assert CLOCKS["total_working_days"](played(town(items, arrivals))).tolist() == [600 / 420] * 5
