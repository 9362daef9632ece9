"""What must not change, what can only get better, and what is left when nobody is ever short of people."""

from itertools import pairwise

import pytest

from sim.scenario import Scenario, as_document, load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.event_log import BOUND, REFUSED, RETURNED
from sim.simulation.lower import lower

PLENTY = 400
"""More servers than there are cases under way."""


@pytest.fixture
def town(scenario_file):
    return as_document(load_scenario(scenario_file("town")))


def plentiful(document):
    """The same scenario with more servers than anybody needs."""
    for pool in document["pools"].values():
        pool.pop("shifts", None)
        pool |= {"servers": {"value": PLENTY}, "calendar": "always"}
    return document


def reversed_order(mapping):
    return dict(reversed(mapping.items()))


def luck_by_name(plan, draws):
    """For each step by name, the minutes and the outcomes: cases of its process by attempts."""
    found = {}
    for step, name in enumerate(plan.step_names):
        shape = draws.columns[step], draws.step_cases[step]
        place = slice(draws.step_first[step], draws.step_first[step] + shape[0] * shape[1])
        lot = (draws.minutes[place].reshape(shape).T, draws.outcome[place].reshape(shape).T)
        found[plan.item_names[plan.step_item[step]], name] = lot
    return found


def assert_same_luck(before, after):
    for name, (minutes, outcome) in before.items():
        assert (minutes == after[name][0]).all(), name
        assert (outcome == after[name][1]).all(), name


def played_by_name(run):
    """The log with names for numbers; servers left out, as their numbers depend on the order of the pools."""
    names = [(run.plan.item_names[run.plan.step_item[step]], name) for step, name in enumerate(run.plan.step_names)]
    columns = zip(*(column.tolist() for column in run.log._replace(server=run.log.attempt)), strict=True)
    return {(case, *names[step], *row) for case, _, step, *row in columns}


# Directions


def test_a_server_more_never_lengthens_a_wait(play, scenario_file):
    """At a single station, case by case, under the same luck."""
    document = as_document(load_scenario(scenario_file("counter")))
    starts = []
    for servers in range(1, 7):
        document["pools"]["counter"]["servers"] = {"value": servers}
        starts.append(play(Scenario.model_validate(document)).log.start)
    assert len(starts[0]) > 500
    for fewer, more in pairwise(starts):
        assert (more <= fewer).all()
    assert (starts[0] > starts[1]).mean() > 0.5


# Extremes


def chain_minutes(run, item, case):
    """The minutes an item takes with this case's luck, everybody being there day and night."""
    plan, draws, steps = run.plan, run.draws, list(run.plan.steps_of(item))
    total, place, attempts = 0, 0, [0] * len(steps)
    while place < len(steps):
        at = draws.place(steps[place], case, attempts[place])
        attempts[place] += 1
        total += max(int(draws.minutes[at]), 0)
        assert draws.outcome[at] not in (REFUSED, BOUND)
        place = plan.step_return_to[steps[place]] - steps[0] if draws.outcome[at] == RETURNED else place + 1
    return total


def longest_path(run, case):
    """The minute each item of a case is done, by the longest path through its items."""
    plan, variant = run.plan, int(run.draws.variant[case])
    items = plan.items_of(int(plan.variant_process[variant]))
    needed = run.draws.applies[run.draws.applies_first[case] :][: len(items)]
    done = {}

    def done_at(item):
        if item not in done:
            ready = max([int(run.draws.arrival[case]), *(done_at(other) for other in plan.before(variant, item))])
            done[item] = ready + (chain_minutes(run, item, case) if needed[item - items.start] else 0)
        return done[item]

    return {item: done_at(item) for item in items if needed[item - items.start]}


def test_very_many_servers_leave_the_critical_path(play, town):
    """Everybody is there day and night and nobody is refused: every item of every case is done when its luck says."""
    always = town["calendars"]["always"]
    town["calendars"] = dict.fromkeys(town["calendars"], always)
    for process in town["processes"].values():
        for item in process["items"].values():
            for step in item["steps"].values():
                step["refuses"] = {"value": 0}
    run = play(Scenario.model_validate(plentiful(town)))
    assert (run.log.start == run.log.joined).all()
    ends = {}
    for case, item, end in zip(run.log.case.tolist(), run.log.item.tolist(), run.log.end.tolist(), strict=True):
        ends.setdefault(case, {}).setdefault(item, []).append(end)
    assert len(ends) > 150
    for case, by_item in ends.items():
        assert {item: max(moments) for item, moments in by_item.items()} == longest_path(run, case)


def test_warm_up_only_measures_no_case(town):
    town["run"] |= {"warm_up": town["run"]["length"]}
    plan = lower(Scenario.model_validate(town))
    draws = draw(plan, 1, 0)
    assert draws.cases > 0
    assert not ((plan.measured_from <= draws.arrival) & (draws.arrival < plan.measured_until)).any()


# Common luck


def test_an_unrelated_item_changes_nobody_elses_luck(play, town):
    """The new item comes first, in the file and for every project, and takes servers everybody else uses too.

    All other luck is the same; where there are servers enough, so is everything else that happens.
    """
    without = play(Scenario.model_validate(plentiful(town)))
    heritage = {"steps": {"review": {"work": "3 days", "pool": "planners", "returns": {"share": 0.5, "to": "review"}}}}
    items = {"heritage": heritage, **town["processes"]["projects"]["items"]}
    town["processes"]["projects"]["items"] = items
    with_it = play(Scenario.model_validate(town))
    assert_same_luck(luck_by_name(without.plan, without.draws), luck_by_name(with_it.plan, with_it.draws))
    assert (without.draws.arrival == with_it.draws.arrival).all()
    others = {row for row in played_by_name(with_it) if row[1] != "projects.heritage"}
    assert len(others) < len(with_it.log.case)
    assert others == played_by_name(without)


def test_neither_order_nor_titles_nor_pools_change_luck(town):
    """Luck is keyed by the names of process, item and step."""
    plan = lower(Scenario.model_validate(town))
    draws = draw(plan, 1, 0)
    town["title"] = {"en": "Another", "zh": "另一个"}
    town["pools"]["clerks"] = town["pools"].pop("window")
    for process in town["processes"].values():
        process["items"] = reversed_order(process["items"])
        for item in process["items"].values():
            item["title"] = {"en": "renamed", "zh": "改名"}
            for step in item["steps"].values():
                step |= {"pool": "clerks"} if step.get("pool") == "window" else {}
    for part in ("calendars", "departments", "pools", "processes"):
        town[part] = reversed_order(town[part])
    other = lower(Scenario.model_validate(town))
    assert other.step_names != plan.step_names
    assert_same_luck(luck_by_name(plan, draws), luck_by_name(other, draw(other, 1, 0)))


def test_what_happens_depends_on_seed_and_replication_alone(play):
    log = play("town", seed=1, replication=0).log
    again = play("town", seed=1, replication=0).log
    assert all((a == b).all() for a, b in zip(log, again, strict=True))
    others = [play("town", seed=1, replication=1).log, play("town", seed=2, replication=0).log]
    firsts = [one.joined[:20].tolist() for one in (log, *others)]
    assert firsts[0] != firsts[1] != firsts[2] != firsts[0]
