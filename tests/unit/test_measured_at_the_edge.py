"""What is measured where it could just as well be measured otherwise: small worlds with exact answers."""

from typing import Any

import numpy as np
import pandas as pd

from sim.experiment.groups import in_group
from sim.experiment.replications import Result, Settings, run
from sim.experiment.responses import all_responses, holding_up
from sim.outcomes.clocks import CLOCKS
from sim.outcomes.history import History
from sim.outcomes.measure import Outcomes, measure
from sim.scenario import Scenario
from sim.scenario.check import check_parts
from sim.scenario.validation import validated
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower
from sim.statistics import censored
from sim.statistics.censored import KaplanMeier, Sample

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


def result(document: Document) -> Result:
    return run([validated(Scenario, document, "edge")], Settings(seed=1, replications=2, workers=1))[0]


def row(found: Result, name: str) -> dict[str, object]:
    """What is told of all cases."""
    return next(one for one in all_responses(found, 50) if one["name"] == name and one["class"] == "all")


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


def test_a_step_begun_on_a_day_off_goes_on_with_the_period_it_is_in() -> None:
    """Accepted on Friday at 10:00 and handed on a day later, nothing begins anew: Monday and Tuesday count."""
    steps = {
        "acceptance": {**waiting("always", days=1), "legal": True},
        "review": {**waiting(hours=10), "legal": True},
    }
    friday = "2016-01-15 10:00"
    assert CLOCKS["legal_days"](played(town({"permit": {"steps": steps}}, [friday]))).tolist() == [2]


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


def test_who_is_refused_is_refused_though_something_else_goes_on_beyond_the_end() -> None:
    items = {
        "endless": {"steps": {"review": waiting(days=60)}},
        "refused": {"steps": {"review": {**waiting(hours=1), "refuses": 1}}},
    }
    refused = measured(town(items, [MONDAY], run={"length": "7 days", "follow": "0 days"})).cases
    assert refused["fate"].tolist() == ["refused"]
    assert refused["followed"].tolist() == [1 / 24]


def test_the_first_minute_after_the_warm_up_counts_and_the_first_of_the_cool_down_does_not() -> None:
    items = {"permit": {"steps": {"review": waiting(hours=1)}}}
    arrivals = ["2016-01-11 23:59", "2016-01-12 00:00", "2016-01-16 23:59", "2016-01-17 00:00"]
    edges = {"length": "7 days", "warm_up": "1 day", "cool_down": "1 day", "follow": "30 days"}
    assert measured(town(items, arrivals, run=edges)).cases["case"].tolist() == [1, 2]


def test_what_is_decided_before_filing_or_after_the_permit_takes_no_government_days() -> None:
    """Seven hours of each of three; only those between filing and permit count."""
    review = {"review": {**waiting(days=1), "legal": True}}
    items = {
        "earlier": {"steps": review},
        "filing": {"steps": review, "after": ["earlier"]},
        "later": {"steps": review, "after": ["filing"]},
    }
    history = played(town(items, [MONDAY], {"from": "filing", "until": "filing"}))
    assert CLOCKS["government_days"](history).tolist() == [1]
    assert CLOCKS["government_sum_days"](history).tolist() == [1]
    assert CLOCKS["legal_days"](history).tolist() == [1]


def test_only_preparing_again_is_correcting_and_it_is_told_by_itself() -> None:
    """An hour to prepare, half a day to be sent back after; ten minutes again, and half a day once more."""
    steps = {
        "preparation": {**waiting(hours=1), "again": {"minutes": {"fixed": 10}}},
        "review": {**waiting(minutes=210), "returns": {"share": 1, "again": 0, "to": "preparation"}},
    }
    permit = {"owner": "government", "steps": steps, "after": ["start"]}
    path = measured(town({"start": {"steps": {}}, "permit": permit}, ["2016-01-11 10:00"])).path
    told = path[["holder", "again", "minutes", "off"]].to_records(index=False).tolist()
    night = 16 * 60
    assert told == [
        ("preparation", False, 60, 0),
        ("correction", True, 10, 0),
        ("review", False, 270, 60),
        ("review", True, 230 + night - 20, night),
    ]


def test_the_nights_before_a_slot_are_off_shift() -> None:
    """Asked on Monday at 9:00, held on Tuesday at 9:00: the office was open for seven of the hours in between."""
    steps = {"meeting": {"book": {"minutes": {"fixed": 30}}, "pool": "committee"}}
    document = town({"start": {"steps": {}}, "permit": {"steps": steps, "after": ["start"]}}, [MONDAY])
    document["calendars"]["tuesday"] = {"days": "tue", "hours": "09:00-12:00"}
    document["pools"] = {"committee": {"seats": 1, "calendar": "tuesday"}}
    path = measured(document).path
    told = path[["holder", "who", "minutes", "off"]].to_records(index=False).tolist()
    assert told == [("queue", "committee", 24 * 60, 17 * 60), ("meeting", "committee", 30, 0)]


def test_exactly_half_a_day_is_on_the_spot_and_a_minute_more_is_not() -> None:
    def on_the_spot(minutes: int) -> float:
        steps = {
            "preparation": waiting(hours=1),
            "acceptance": {**waiting(minutes=5), "accepts": True},
            "review": {**waiting(minutes=minutes), "legal": True},
            "delivery": waiting(days=3),
        }
        return float(measured(town({"permit": {"steps": steps}}, [MONDAY])).cases["on_the_spot_share"][0])

    assert (on_the_spot(210), on_the_spot(211)) == (1, 0)


def test_what_is_accepted_in_two_steps_is_accepted_after_the_second() -> None:
    """Half a day lies between these two, and half a day between the second and the decision."""
    steps = {
        "acceptance": {**waiting(minutes=210), "accepts": True},
        "hand-over": {**waiting(minutes=210), "accepts": True},
        "review": {**waiting(minutes=210), "legal": True},
    }
    assert measured(town({"permit": {"steps": steps}}, [MONDAY])).cases["on_the_spot_share"].tolist() == [1]


def test_only_what_was_spent_on_the_refused_is_wasted() -> None:
    """One in two is refused: each of these has paid 100, and the others their 100 too."""
    design = {"owner": "intermediary", "fee": 100, "steps": {"intermediary": waiting("always", days=1)}}
    permit = {"steps": {"review": {**waiting(hours=1), "legal": True, "refuses": 0.5}}}
    found = result(town({"design": design, "permit": permit}, [MONDAY] * 20))
    refused = (found.cases["fate"] == "refused").mean()
    assert 0 < refused < 1
    assert row(found, "wasted_intermediary_fees")["mean"] == 100 * refused
    assert row(found, "wasted_intermediary_days")["mean"] == refused
    assert row(found, "intermediary_fees")["mean"] == 100


def test_days_off_are_told_for_a_project_not_for_all_of_them() -> None:
    """A review from Monday 9:00 to Tuesday 10:00; of the 25 hours 17 are night and lunch, whether for one or three."""
    items = {"start": {"steps": {}}, "permit": {"steps": {"review": waiting(hours=8)}, "after": ["start"]}}
    for firms in (1, 3):
        held = holding_up(result(town(items, [MONDAY] * firms)))
        assert held[["days", "off_days", "share"]].to_numpy().tolist() == [[25 / 24, 17 / 24, 1]]


def test_a_pool_that_is_never_there_while_is_measured_has_no_utilisation() -> None:
    items = {"permit": {"steps": {"review": {"work": {"hours": {"fixed": 1}}, "pool": "weekend"}}}}
    document = town(items, [MONDAY], run={"length": "5 days", "follow": "30 days"})
    document["calendars"]["weekend"] = {"days": "sat,sun", "hours": "09:00-12:00"}
    document["pools"] = {"weekend": {"servers": 1, "calendar": "weekend"}}
    found = result(document)
    assert np.isnan(found.pools["utilisation"]).all()
    assert (row(found, "utilisation of weekend")["n"], row(found, "utilisation of weekend")["mean"]) == (0, None)


def test_through_a_lunch_as_long_as_the_patience_one_waits_and_through_a_longer_one_not() -> None:
    """The first is served from 11:30 to 13:30, over lunch; the second waits from 11:45, or comes again at 13:00."""

    def second(patience: int) -> list[float]:
        steps = {"submission": {"work": {"hours": {"fixed": 1}}, "pool": "window", "trips": 1}}
        document = town({"permit": {"steps": steps}}, ["2016-01-11 11:30", "2016-01-11 11:45"], patience=patience)
        document["pools"] = {"window": {"servers": 1, "calendar": "office", "counter": True}}
        return measured(document).cases.loc[1, ["trips", "sent_home", "wait_per_trip"]].tolist()

    assert second(60) == [1, 0, 105 / 60]
    assert second(59) == [2, 1, (15 + 30) / 60 / 2]


def test_a_further_session_counts_from_the_first_measured_minute_to_before_the_last() -> None:
    """Measured from Tuesday to Saturday, both included; booked is the one that is called at midnight."""

    def held(day: str) -> float:
        steps = {"meeting": {"book": {"minutes": {"fixed": 30}}, "pool": "committee"}}
        edges = {"length": "7 days", "warm_up": "1 day", "cool_down": "1 day", "follow": "30 days"}
        document = town({"permit": {"steps": steps}}, [MONDAY], run=edges)
        document["calendars"] |= {
            "monthly": {"days": "mon", "hours": "09:00-12:00", "every_weeks": 4, "week": 3},
            "further": {"days": day, "hours": "00:00-01:00"},
        }
        more = {"calendar": "further", "called_beyond": 1}
        document["pools"] = {"committee": {"seats": 1, "calendar": "monthly", "extra_sessions": more}}
        return float(measured(document).year["extra_sessions_per_year"][0]) * 5 / 365.25

    assert [round(held(day), 9) for day in ("tue", "sat", "sun")] == [1, 1, 0]


def test_what_was_withdrawn_was_not_decided() -> None:
    """On Saturday nobody takes what is handed in, and within the hour the case is refused for another reason."""
    items = {
        "permit": {"steps": {"review": {"work": {"hours": {"fixed": 1}}, "pool": "office", "legal": True}}},
        "withdrawal": {"owner": "applicant", "steps": {"applicant": {**waiting("always", hours=1), "refuses": 1}}},
    }
    pools = {"office": {"servers": 1, "calendar": "office"}}
    cases = measured(town(items, [SATURDAY], pools=pools)).cases
    assert cases["fate"].tolist() == ["refused"]
    assert np.isnan(cases["one_trip_item_share"][0])


def test_of_two_done_at_once_the_first_held_the_project_up() -> None:
    hour = {"steps": {"review": waiting(hours=1)}}
    items = {"start": {"steps": {}}, "one": {**hour, "after": ["start"]}, "other": {**hour, "after": ["start"]}}
    assert measured(town(items, [MONDAY])).path["item"].tolist() == ["one"]
    joint = {**items, "permit": {**hour, "after": ["other", "one"]}}
    assert measured(town(joint, [MONDAY])).path["item"].tolist() == ["one", "permit"]


def test_nothing_that_had_to_be_done_before_filing_is_promised_however_far_back() -> None:
    day = {"promise": 1, "steps": {"review": {**waiting(hours=1), "legal": True}}}
    items = {
        "first": day,
        "second": {**day, "after": ["first"]},
        "filing": {**day, "after": ["second"]},
        "permit": {**day, "after": ["filing"]},
    }
    history = played(town(items, [MONDAY], {"from": "filing", "until": "permit"}))
    assert CLOCKS["promised_days"](history).tolist() == [2]


def test_a_further_session_beside_a_regular_one_is_held_if_not_all_fit_into_that() -> None:
    """Both on Tuesday at nine, with a seat each."""

    def held(firms: int) -> float:
        steps = {"meeting": {"book": {"minutes": {"fixed": 30}}, "pool": "committee"}}
        document = town({"permit": {"steps": steps}}, [MONDAY] * firms)
        document["calendars"]["tuesday"] = {"days": "tue", "hours": "09:00-12:00"}
        more = {"calendar": "tuesday", "called_beyond": 0.5}
        document["pools"] = {"committee": {"seats": 1, "calendar": "tuesday", "extra_sessions": more}}
        return float(measured(document).year["extra_sessions_per_year"][0]) * 7 / 365.25

    assert [round(held(firms), 9) for firms in (1, 2)] == [0, 1]


def test_who_joins_in_the_minute_in_which_the_last_time_begins_waits_in_the_last_time() -> None:
    """Nine days, the last three from Sunday on; two who come as it begins are served at nine and at ten on Monday."""
    steps = {"review": {"work": {"hours": {"fixed": 1}}, "pool": "reviewers"}}
    edges = {"length": "9 days", "follow": "30 days"}
    document = town({"permit": {"steps": steps}}, ["2016-01-17 00:00"] * 2, run=edges)
    document["pools"] = {"reviewers": {"servers": 1, "calendar": "office"}}
    queues = measured(document).queues
    assert queues[["days_before", "days_last"]].to_numpy().tolist() == [[0, (33 + 34) / 24 / 2]]


def test_only_measured_cases_meet_the_bound() -> None:
    steps = {"review": {**waiting(minutes=1), "returns": {"share": 1, "again": 1, "to": "review"}}}
    edges = {"length": "7 days", "warm_up": "1 day", "follow": "30 days"}
    document = town({"permit": {"steps": steps}}, [MONDAY, SATURDAY, SATURDAY], run=edges)
    assert measured(document).bounds.to_dict("records") == [{"item": "permit", "step": "review", "cases": 2}]


def test_a_group_is_of_its_class_and_of_its_trait_by_its_whole_name() -> None:
    cases = pd.DataFrame(
        {"class": ["plain", "plain", "plain", "special"], "traits": ["ready", "already", "large+ready", "ready"]}
    )
    assert in_group(cases, "plain+ready").tolist() == [True, False, True, False]
    assert in_group(cases, "plain").tolist() == [True, True, True, False]
    assert in_group(cases, "all").all()


def test_who_was_followed_as_long_as_the_last_who_ended_has_what_weight_is_left() -> None:
    followed, still = np.array([1.0, 2.0, 2.0, 1.5]), np.array([False, False, True, True])
    weights = KaplanMeier(Sample(followed, np.zeros(4, dtype=np.int64), followed, still)).weights
    assert np.allclose(weights, [1 / 4, 3 / 8, 3 / 8, 0])
