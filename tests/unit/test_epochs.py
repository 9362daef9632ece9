"""Reforms that begin on dates: one resolved scenario with rules for each part of the run, and what is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim.base.errors import ScenarioError
from sim.charts.map.content import process_map
from sim.experiment.backlog import standing_cases
from sim.experiment.replications import Settings
from sim.scenario import Scenario, Written, as_document, digest, load_scenario, resolved
from sim.scenario.addresses import with_numbers
from sim.scenario.epochs import rules_of
from sim.scenario.reforms.model import Reform
from sim.scenario.validation import validated
from sim.simulation.draws.draw import Draws, draw
from sim.simulation.engines import simulate
from sim.simulation.invariants import broken_invariants
from sim.simulation.lower import lower
from sim.simulation.plan import Plan
from sim.studies.design.load import load_study

HERE = Path(__file__).parents[1]
DATED = HERE / "behaviour" / "scenarios" / "dated"
TOWN = HERE / "scenarios" / "valid" / "town.yaml"
RELIEVED = TOWN.with_name("relieved.yaml")
SHIPPED = HERE.parent / "scenarios"
Document = dict[str, Any]
MARCH, JUNE = date(2016, 3, 1), date(2016, 6, 1)


def reform(name: str, *changes: Document, **others: Any) -> Reform:
    return Reform.model_validate({"reform": name, "title": name, "changes": list(changes), **others})


def begun(dates: dict[str, date], *package: Reform, base: Path = TOWN, **own: Any) -> Scenario:
    """The town under a package of which some begin on dates."""
    return resolved(Written("town.yaml", as_document(load_scenario(base)), package, own, dates=dates))


QUICKER = reform("quicker", {"items": "drawings", "steps": "review", "times": {"duration": 0.5}})
PROMISED = reform("promised", {"items": "permit", "set": {"promise": 3}}, cost={"per_year": 700})
SATURDAYS = reform("saturdays", {"calendars": "mondays", "open": [{"days": "sat", "hours": "09:00-12:00"}]})
MORE = reform("more", {"pools": "clerks", "set": {"servers": 3}}, needs=["quicker"])


# The rules of each part of the run


def test_each_part_of_the_run_has_the_reforms_that_have_begun():
    rules = rules_of(begun({"quicker": MARCH, "promised": JUNE, "more": JUNE}, QUICKER, PROMISED, MORE))
    assert [one.since for one in rules] == [date(2016, 1, 4), MARCH, JUNE]
    assert [one.scenario.reforms for one in rules] == [[], ["quicker"], ["more", "promised", "quicker"]]
    assert [promise(one.scenario) for one in rules] == [5, 5, 3]
    assert [review(one.scenario) for one in rules] == [1, 0.5, 0.5]
    assert [one.minute for one in rules] == [0, 57 * 1440, 149 * 1440]
    assert [sum(cost.value for cost in one.scenario.reform_costs.values()) for one in rules] == [0, 0, 700]


def promise(scenario: Scenario) -> float:
    return scenario.processes["projects"].items["permit"].promise.days.value


def review(scenario: Scenario) -> float:
    return scenario.processes["projects"].items["drawings"].steps["review"].work.times.value


def test_the_day_of_a_reform_that_is_off_is_no_day():
    """As in a study that leaves it out at some of its points."""
    rules = rules_of(begun({"quicker": MARCH, "absent": JUNE}, QUICKER))
    assert [one.since for one in rules] == [date(2016, 1, 4), MARCH]


def test_without_a_date_nothing_is_told_of_rules():
    scenario = begun({}, QUICKER)
    assert scenario.before is None
    assert rules_of(scenario)[0].scenario is scenario


def test_the_resolved_form_means_the_same_and_the_digest_knows_the_day(tmp_path):
    scenario = load_scenario(DATED / "dated.yaml")
    (tmp_path / "again.yaml").write_text(yaml.safe_dump(as_document(scenario), allow_unicode=True))
    assert load_scenario(tmp_path / "again.yaml") == scenario
    days = [digest(begun({"quicker": day}, QUICKER)) for day in (MARCH, JUNE)]
    assert len({*days, digest(begun({}, QUICKER))}) == 3


def test_what_stands_on_a_dated_base_changes_all_its_rules(tmp_path):
    """Its own changes and a reform without a date by all rules; a further reform from its own day on."""
    for file in (*DATED.glob("*.yaml"), *DATED.glob("reforms/*.yaml")):
        target = tmp_path / file.relative_to(DATED)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(file.read_bytes())
    longer = {"reform": "longer", "title": "Longer", "changes": [{"items": ["permit"], "set": {"promise": 9}}]}
    (tmp_path / "reforms" / "longer.yaml").write_text(yaml.safe_dump(longer))
    further = {
        "scenario": "further",
        "title": "Further",
        "extends": "dated",
        "reforms": [{"reform": "longer", "from": "2016-06-20"}],
        "changes": [{"pools": ["window"], "set": {"servers": 4}}],
    }
    (tmp_path / "further.yaml").write_text(yaml.safe_dump(further))
    rules = rules_of(load_scenario(tmp_path / "further.yaml"))
    assert [f"{one.since:%d}" for one in rules] == ["06", "15", "16", "20"]
    assert [one.scenario.pools["window"].servers.value for one in rules] == [4] * 4
    assert [one.scenario.processes["permits"].items["permit"].promise is None for one in rules] == [True] * 3 + [False]
    assert ["hall" in one.scenario.pools for one in rules] == [False, True, True, True]


# What it means for cases, calendars and people


def of_case(plan: Plan, draws: Draws, case: int) -> dict[tuple[str, str], list[int]]:
    """The minutes of every attempt at each step that a case needs, by item and step."""
    found = {}
    process = int(np.searchsorted(draws.first_case, case, side="right")) - 1
    items = plan.items_of(process)
    for item in items:
        if draws.applies[draws.applies_first[case] + item - items.start]:
            for step in plan.steps_of(item):
                places = [draws.place(step, case, attempt) for attempt in range(int(draws.columns[step]))]
                outcomes = [int(draws.outcome[place]) for place in places]
                taken = [int(draws.minutes[place]) for place in places]
                last = next((n for n, outcome in enumerate(outcomes) if outcome != 1), len(outcomes))
                found[plan.item_names[item], plan.step_names[step]] = taken[: last + 1]
    return found


def test_each_case_has_the_luck_it_would_have_if_its_rules_held_all_the_time():
    """In the shipped scenario, of projects that come before the first day and after the last one."""
    dated = load_scenario(SHIPPED / "full-reform-by-dates.yaml")
    plan = lower(dated)
    draws = draw(plan, 1, 0)
    arrival = draws.arrival[: int(draws.first_case[1])]
    for number, some in ((0, slice(0, 40)), (len(plan.rules) - 1, slice(-40, None))):
        alone = lower(plan.rules[number].scenario)
        lone = draw(alone, 1, 0)
        chosen = np.flatnonzero(plan.rules_at(arrival) == number)[some]
        assert (lone.arrival[chosen] == arrival[chosen]).all()
        for case in chosen.tolist():
            assert of_case(plan, draws, case) == of_case(alone, lone, case)


def test_a_calendar_has_other_hours_from_the_day_on():
    plan = lower(begun({"saturdays": JUNE}, SATURDAYS, base=RELIEVED))
    hours = plan.calendars[list(plan.scenario.calendars).index("mondays")]
    for day, is_open in [(date(2016, 5, 28), False), (date(2016, 6, 4), True), (date(2016, 6, 11), True)]:
        assert hours.is_open((day - plan.scenario.start).days * 1440 + 600) == is_open
    assert hours.is_open((date(2016, 5, 30) - plan.scenario.start).days * 1440 + 14 * 60)
    assert hours.is_open((date(2016, 6, 6) - plan.scenario.start).days * 1440 + 14 * 60)


def test_new_servers_come_on_the_day_and_the_others_stay():
    plan = lower(begun({"more": JUNE}, QUICKER, MORE))
    clerks = plan.pool_names.index("clerks")
    hours = [plan.calendars[plan.server_calendar[server]] for server in plan.own_servers(clerks)]
    day = (JUNE - plan.scenario.start).days * 1440
    assert [calendar.is_open(510) for calendar in hours] == [True, True, False]
    assert hours[2].next_opening(0) == day + 510
    assert len(plan.calendars) == len(plan.scenario.calendars) + 1


def test_a_reserve_and_extra_sessions_may_begin_on_a_day():
    for name, change in (("reserve", {"reserve.servers": 1}), ("seats", {"seats": 9})):
        pool = {"reserve": "clerks", "seats": "committee"}[name]
        with pytest.raises(ScenarioError, match=f"changes {name} of a pool"):
            begun({"helped": JUNE}, reform("helped", {"pools": pool, "set": change}), base=RELIEVED)
    plain = as_document(load_scenario(RELIEVED))
    del plain["pools"]["committee"]["extra_sessions"], plain["pools"]["lent"]["reserve"]
    sessions = reform(
        "sessions", {"pools": "committee", "set": {"extra_sessions": {"calendar": "mondays", "called_beyond": 7}}}
    )
    lent = {"calendar": "office", "servers": 2, "called_above": 3, "released_at": 1}
    reserve = reform("reserve", {"pools": "lent", "set": {"reserve": lent}})
    written = Written("relieved.yaml", plain, (sessions, reserve), {}, dates={"sessions": JUNE, "reserve": JUNE})
    plan = lower(resolved(written))
    day, pool = (JUNE - plan.scenario.start).days * 1440, plan.pool_names.index("lent")
    assert plan.extra_minute.min() >= day
    helpers = [plan.calendars[plan.server_calendar[server]] for server in plan.reserve_servers(pool)]
    assert [calendar.next_opening(0) for calendar in helpers] == [day + 510] * 2


def test_where_more_come_from_a_day_on_so_many_more_stay_longer():
    """A reserve that is everybody grows with the pool, and is called and sent back as one by both engines."""
    plain = as_document(load_scenario(TOWN))
    plain["pools"]["clerks"]["counter"] = False
    plain["calendars"]["evenings"] = {"days": "mon-fri", "hours": ["17:30-19:30"]}
    plain["processes"]["projects"]["arrivals"]["per_year"]["value"] = 1500
    plain["pools"]["clerks"]["reserve"] = {"calendar": "evenings", "called_above": 0, "released_at": 0}
    more = reform("more", {"pools": "clerks", "set": {"servers": 3}})
    plan = lower(resolved(Written("town.yaml", plain, (more,), {}, dates={"more": JUNE})))
    pool = plan.pool_names.index("clerks")
    helpers = [plan.calendars[plan.server_calendar[server]] for server in plan.reserve_servers(pool)]
    day = (JUNE - plan.scenario.start).days * 1440
    assert [calendar.next_opening(0) < day for calendar in helpers] == [True, True, False]
    draws = draw(plan, 1, 0)
    logs = [simulate(plan, draws, engine) for engine in ("simpy", "compiled")]
    assert all((one == other).all() for one, other in zip(*logs, strict=True))
    assert broken_invariants(plan, draws, logs[1]) == []
    assert np.isin(logs[0].server, plan.reserve_servers(pool)).any()


def test_what_is_varied_in_a_study_is_so_by_all_rules(tmp_path):
    """A number of the resolved scenario, and one that only earlier rules have through the base."""
    for file in (*DATED.glob("*.yaml"), *DATED.glob("reforms/*.yaml")):
        target = tmp_path / file.relative_to(DATED)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(file.read_bytes())
    path = "processes.permits.items.permit.steps.review.work.times"
    study = {
        "study": "times",
        "scenario": "dated",
        "factors": [{"path": path, "levels": [0.5, 2]}],
        "design": "full_factorial",
    }
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study))
    design = load_study(tmp_path / "study.yaml")
    found = [
        [
            one.scenario.processes["permits"].items["permit"].steps["review"].work.times.value
            for one in rules_of(design.scenario(point))
        ]
        for point in design.points
    ]
    assert found == [[0.5] * 3, [2] * 3]


def test_what_only_the_last_rules_leave_open_is_chosen_for_them_alone():
    document = as_document(begun({"saturdays": JUNE}, SATURDAYS, base=RELIEVED))
    document["calendars"]["mondays"] |= {"levels": [{"days": "mon"}, {"days": "tue"}]}
    changed = with_numbers(validated(Scenario, document, "town"), {("calendars", "mondays"): 1.0}, "town")
    assert [one.scenario.calendars["mondays"].days for one in rules_of(changed)] == ["mon", "tue"]


# What cannot be


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"pools": "clerks", "set": {"discipline": "priority"}},
            "pools.clerks.discipline: 'odd' from 2016-06-01 on changes",
        ),
        (
            {"pools": "clerks", "set": {"servers": 1}},
            "pools.clerks.servers: 'odd' from 2016-06-01 on takes servers away",
        ),
        (
            {"pools": "clerks", "set": {"counter": False}},
            "pools.clerks.counter: 'odd' from 2016-06-01 on changes counter",
        ),
        (
            {"calendars": "office", "set": {"hours": "09:00-12:00"}},
            "calendars.office: 'odd' from 2016-06-01 on changes the",
        ),
        (
            {"processes": "projects", "set": {"arrivals.per_year": 9}},
            "processes.projects.arrivals: 'odd' from 2016-06-01",
        ),
        ({"processes": "projects", "times": {"classes.own.share": 0.5}}, "the shares add up to 0.7"),
        (
            {"processes": "projects", "set": {"from": "filing"}},
            "processes.projects.from: 'odd' from 2016-06-01 on starts",
        ),
        (
            {"add": {"departments": {"fire": {"year": {"uniform": [0.5, 1]}}}}},
            "departments.fire: 'odd' from 2016-06-01 on",
        ),
        (
            {"add": {"processes": {"more": {"arrivals": {"per_year": 3}, "items": {"one": {"like": "conversion"}}}}}},
            "processes: 'odd' from 2016-06-01 on adds or removes a process",
        ),
    ],
)
def test_what_cannot_change_on_a_day_is_refused_by_name(change, message):
    with pytest.raises(ScenarioError) as error:
        begun({"odd": JUNE}, reform("odd", change))
    assert message in str(error.value)
    if "on a day" not in message and "add up" not in message:
        assert str(error.value).endswith(": let it begin with the run")


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (
            {"quicker": date(2015, 12, 1)},
            "reforms[0].from: 2015-12-01 is outside the run, 2016-01-04 to 2017-01-03: move it",
        ),
        (
            {"quicker": date(2017, 1, 4)},
            "reforms[0].from: 2017-01-04 is outside the run, 2016-01-04 to 2017-01-03: move it",
        ),
        ({"quicker": date(2016, 1, 4)}, "reforms[0].from: 2016-01-04 is the first day: drop the date"),
        (
            {"quicker": JUNE, "more": MARCH},
            "reforms[1].from: 'more' needs 'quicker', which begins on 2016-06-01: begin it",
        ),
        (
            {"quicker": JUNE},
            "reforms[1].from: 'more' needs 'quicker', which begins on 2016-06-01: begin it then, or later",
        ),
    ],
)
def test_a_day_that_cannot_be_is_refused(dates, message):
    with pytest.raises(ScenarioError) as error:
        begun(dates, QUICKER, *([MORE] if "more" in message else []))
    assert message in str(error.value)


def test_a_package_that_cannot_stand_before_a_day_says_so():
    """What the second changes is there only once the first has begun."""
    first = reform("first", {"add": {"items": {"new": {"like": "conversion"}}}})
    second = reform("second", {"items": "new", "set": {"promise": 2}})
    with pytest.raises(ScenarioError) as error:
        begun({"first": JUNE}, first, second)
    assert "no item 'new'" in str(error.value)
    assert str(error.value).endswith("(the reforms begin on dates; this is before the first of them begins)")


def test_beside_others_a_dated_base_is_refused(tmp_path):
    (tmp_path / "reforms").mkdir()
    for file in ("old", "dated", "reforms/one-hall", "reforms/second-examiner"):
        (tmp_path / f"{file}.yaml").write_bytes((DATED / f"{file}.yaml").read_bytes())
    (tmp_path / "both.yaml").write_text(
        yaml.safe_dump({"scenario": "both", "title": "Both", "extends": ["old", "dated"]})
    )
    with pytest.raises(ScenarioError, match="the reforms of 'dated' begin on dates, so nothing can stand beside it"):
        load_scenario(tmp_path / "both.yaml")


def test_where_cases_stand_is_not_told_of_several_rules_and_a_map_says_which_it_shows():
    scenario = load_scenario(DATED / "dated.yaml")
    with pytest.raises(ScenarioError, match="its reforms begin on dates, so cases stand under several rules"):
        standing_cases(scenario, "permits", Settings(seed=1, replications=1, workers=1))
    assert process_map(scenario).title.en == "By dates: rules from 2016-06-16 on"
    assert process_map(scenario).title.zh == "By dates：2016-06-16起的规则"


def test_cases_that_are_there_on_the_first_day_go_by_the_first_rules():
    """By the last rules the item at which they stand is merged away; a case there has still what the first ones ask."""
    merged = reform(
        "merged", {"items": ["filing", "survey"], "merge": {"into": "both", "item": {"like": "conversion"}}}
    )
    scenario = begun({"merged": MARCH}, merged, start_with={"projects": {"survey": {"value": 3}}})
    plan = lower(scenario)
    draws = draw(plan, 1, 0)
    assert draws.backlog.tolist() == [3]
    log = simulate(plan, draws)
    assert broken_invariants(plan, draws, log) == []
    stood = {plan.item_names[item].partition(".")[2] for case, item in zip(log.case, log.item, strict=True) if case < 3}
    assert stood == {"survey", "drawings", "permit"}
    with pytest.raises(ScenarioError, match="no item 'both'"):
        begun({"merged": MARCH}, merged, start_with={"projects": {"both": {"value": 3}}})


# The shipped scenario


def test_the_full_reform_by_dates_ends_as_the_full_reform_and_begins_as_practice():
    rules = rules_of(load_scenario(SHIPPED / "full-reform-by-dates.yaml"))
    full, practice = (load_scenario(SHIPPED / f"{name}.yaml") for name in ("full-reform", "practice-2016"))
    assert [f"{one.since}" for one in rules] == ["2015-07-01", "2017-04-01", "2017-07-01", "2017-10-01", "2018-01-01"]
    assert rules[-1].scenario.processes == full.processes
    assert rules[-1].scenario.pools == full.pools
    assert rules[0].scenario.processes == practice.processes
    assert rules[0].scenario.pools == practice.pools
    assert rules[1].scenario.reforms == ["one-window"]
