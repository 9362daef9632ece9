"""What a package of reforms makes of a scenario: exact documents, in whatever order the reforms are written."""

from copy import deepcopy
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import ScenarioError
from sim.calendars.working_time import DAY
from sim.scenario import Scenario, as_document, load_ground, load_reform, load_scenario
from sim.scenario.reforms.apply import apply_reforms
from sim.scenario.reforms.model import Reform
from sim.simulation.lower import lower

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
Document = dict[str, Any]


@pytest.fixture(scope="module")
def town() -> Document:
    return as_document(load_scenario(TOWN))


GUIDE: Document = {"wait": "5 minutes", "calendar": "office"}


def reform(name: str, *changes: Document, **others: Any) -> Reform:
    return Reform.model_validate({"reform": name, "title": name, "changes": list(changes), **others})


def applied(town: Document, *package: Reform) -> Document:
    return apply_reforms(town, list(package), "package").document


def changed(before: Any, after: Any, at: str = "") -> dict[str, Any]:
    """What is different in the second document: each address with the new value, None where it is gone."""
    if isinstance(before, dict) and isinstance(after, dict):
        gone = {f"{at}.{key}".lstrip("."): None for key in before.keys() - after.keys()}
        new = {f"{at}.{key}".lstrip("."): after[key] for key in after.keys() - before.keys()}
        for key in before.keys() & after.keys():
            new |= changed(before[key], after[key], f"{at}.{key}".lstrip("."))
        return gone | new
    return {} if before == after else {at: after}


ITEMS = "processes.projects.items"
PLAIN = {
    "legal": False,
    "accepts": False,
    "trips": 0,
    "lacking": [],
    "share": {"value": 1.0},
    "refuses": {"value": 0.0},
    "complexity": False,
    "in_person": False,
    "mends": {},
    "saves": {},
    "priority": 0,
}
"""What a step says that says nothing of itself."""


def minutes(number: float) -> Document:
    return {"minutes": {"fixed": number}, "times": {"value": 1.0}}


# Order


def test_the_order_of_the_reforms_changes_nothing(town):
    package = [
        reform("clerks", {"pools": "clerks", "set": {"servers": 4}}),
        reform("fewer-clerks", {"pools": "clerks", "times": {"servers": 0.5}}),
        reform("promises", {"items": {"owner": "government"}, "times": {"promise": 0.8}}),
        reform("promise", {"items": "drawings", "set": {"promise": 5}}),
        reform("mock", {"items": "permit", "split": {"drop": "drawings", "like": "conversion", "classes": "land"}}),
        reform("quick", {"items": {"owner": "government"}, "steps": "review", "times": {"duration": 0.5}}),
    ]
    documents = [applied(town, *order) for order in permutations(package)]
    assert all(document == documents[0] for document in documents)
    assert [list(document["processes"]["projects"]["items"]) for document in documents] == [
        ["filing", "survey", "drawings", "permit", "permit-mock"]
    ] * len(documents)
    assert documents[0]["pools"]["clerks"]["servers"] == {"value": 2.0}
    assert documents[0]["processes"]["projects"]["items"]["drawings"]["promise"] == {"days": {"value": 4.0}}


def test_the_base_is_left_as_it_was(town):
    before = deepcopy(town)
    applied(
        town,
        reform("quick", {"items": {}, "steps": "review", "times": {"duration": 0.5}}),
        reform("gone", {"items": "survey", "remove": True}),
        reform("more", {"pools": "clerks", "set": {"servers": 9}}),
    )
    assert town == before


def test_a_package_of_nothing_changes_nothing(town):
    assert applied(town) == town


# Values and factors


def test_set_replaces_a_value_and_the_rest_stays(town):
    after = applied(town, reform("more", {"pools": "clerks", "set": {"servers": 3, "absence": 0.2}}))
    assert changed(town, after) == {
        "pools.clerks.servers.range": None,
        "pools.clerks.servers.grade": None,
        "pools.clerks.servers.value": 3.0,
        "pools.clerks.absence.value": 0.2,
    }


def test_set_takes_a_place_away_with_null(town):
    after = applied(town, reform("no-promise", {"items": "drawings", "set": {"promise": None}}))
    assert changed(town, after) == {f"{ITEMS}.drawings.promise": None}


def test_set_reaches_within(town):
    after = applied(town, reform("strict", {"items": "filing", "steps": "review", "set": {"returns.share": 0.4}}))
    assert changed(town, after) == {f"{ITEMS}.filing.steps.review.returns.share.value": 0.4}


def test_set_of_the_same_primitive_keeps_the_pool(town):
    after = applied(town, reform("quick", {"items": "filing", "steps": "review", "set": {"work": "30 minutes"}}))
    assert after["processes"]["projects"]["items"]["filing"]["steps"]["review"]["pool"] == "clerks"
    assert changed(town, after) == {
        f"{ITEMS}.filing.steps.review.work.hours": None,
        f"{ITEMS}.filing.steps.review.work.minutes": {"fixed": 30.0},
    }


def test_a_choice_of_pools_may_be_set_and_goes_with_them(town):
    """Any counter in the city; then an application on line, for which nobody stands in line."""
    choice = {"pool": ["clerks", "fire"], "in_person": True}
    any_counter = applied(town, reform("any", {"items": "filing", "steps": "review", "set": choice}))
    review = f"{ITEMS}.filing.steps.review"
    assert changed(town, any_counter) == {f"{review}.pool": ["clerks", "fire"], f"{review}.in_person": True}
    on_line = {"items": "filing", "steps": "review", "set": {"wait": "30 minutes", "calendar": "office"}}
    after = applied(any_counter, reform("on-line", on_line))["processes"]["projects"]["items"]["filing"]["steps"]
    assert "pool" not in after["review"]
    assert not after["review"]["in_person"]


@pytest.mark.parametrize(
    "keys", [("wait", "calendar"), ("calendar", "wait")], ids=["the primitive first", "the primitive last"]
)
def test_a_new_primitive_drives_out_the_old_one_and_its_pool(keys, town):
    values = {"wait": "30 minutes", "calendar": "office"}
    post = {"items": "filing", "steps": "review", "set": {key: values[key] for key in keys}}
    assert changed(town, applied(town, reform("by-post", post))) == {
        f"{ITEMS}.filing.steps.review.work": None,
        f"{ITEMS}.filing.steps.review.pool": None,
        f"{ITEMS}.filing.steps.review.wait": minutes(30.0),
        f"{ITEMS}.filing.steps.review.calendar": "office",
    }


def test_new_staffing_drives_out_the_old(town):
    shifts = [{"servers": 1, "calendar": "office"}]
    assert changed(town, applied(town, reform("shifts", {"pools": "fire", "set": {"shifts": shifts}}))) == {
        "pools.fire.servers": None,
        "pools.fire.calendar": None,
        "pools.fire.shifts": [{"servers": {"value": 1.0}, "calendar": "office"}],
    }


def test_factors_multiply_what_was_set_whatever_the_names(town):
    value, first, last = (
        reform("m-promise", {"items": "drawings", "set": {"promise": 20}}),
        reform("a-cut", {"items": "drawings", "times": {"promise": 0.5}}),
        reform("z-cut", {"items": "drawings", "times": {"promise": 0.8}}),
    )
    after = applied(town, first, value, last)
    assert after["processes"]["projects"]["items"]["drawings"]["promise"] == {"days": {"value": 8.0}}


def test_a_factor_scales_the_range_with_the_value_and_its_own_range_widens_it(town):
    plain = applied(town, reform("cut", {"items": "drawings", "times": {"promise": 0.5}}))
    assert changed(town, plain) == {
        f"{ITEMS}.drawings.promise.days.value": 5.0,
        f"{ITEMS}.drawings.promise.days.range": [2.5, 7.5],
    }
    unsure = applied(
        town, reform("cut", {"items": "drawings", "times": {"promise": {"value": 0.5, "range": [0.4, 1]}}})
    )
    assert changed(town, unsure) == {
        f"{ITEMS}.drawings.promise.days.value": 5.0,
        f"{ITEMS}.drawings.promise.days.range": [2.0, 15.0],
    }


def test_a_factor_on_the_duration_means_whichever_primitive_the_step_is(town):
    quick = {"items": ["survey", "permit"], "steps": ["drill", "review"], "times": {"duration": 0.5}}
    assert changed(town, applied(town, reform("quick", quick))) == {
        f"{ITEMS}.survey.steps.drill.wait.times.value": 0.5,
        f"{ITEMS}.permit.steps.review.work.times.value": 0.5,
    }


def test_traits_are_set_by_class(town):
    after = applied(town, reform("guides", {"traits": "prepared", "set": {"land": 0.3}, "times": {"own": 0.5}}))
    assert changed(town, after) == {
        "processes.projects.traits.prepared.land": {"value": 0.3},
        "processes.projects.traits.prepared.own.value": 0.25,
    }


# Items and their order


def test_after_drops_and_adds_edges(town):
    edges = {"items": "permit", "after": {"drop": "drawings", "add": [{"item": "survey", "classes": "land"}, "filing"]}}
    assert changed(town, applied(town, reform("parallel", edges))) == {
        f"{ITEMS}.permit.after": [{"item": "filing"}, {"item": "survey", "classes": ["land"]}]
    }


def test_what_is_dropped_for_one_class_and_for_another_is_dropped_for_both(town):
    both = [{"item": "drawings", "classes": "land"}, {"item": "drawings", "classes": "own"}]
    assert changed(town, applied(town, reform("parallel", {"items": "permit", "after": {"drop": both}}))) == {
        f"{ITEMS}.permit.after": []
    }


def test_insert_puts_a_step_beside_another_where_an_item_has_it(town):
    letter = {"before": "seal", "wait": "1 day", "calendar": "office"}
    look = {"following": "review", "work": "5 minutes", "pool": "{department}"}
    after = applied(town, reform("letters", {"items": {}, "insert": {"letter": letter}}),
                    reform("looks", {"items": "drawings", "insert": {"look": look}}))  # fmt: skip
    items = after["processes"]["projects"]["items"]
    assert {name: list(item["steps"]) for name, item in items.items()} == {
        "filing": ["review"],
        "survey": ["drill"],
        "drawings": ["submit", "review", "look"],
        "permit": ["review", "letter", "seal"],
    }
    assert items["permit"]["steps"]["letter"] == {
        "wait": {"days": {"fixed": 1.0}, "times": {"value": 1.0}}, "calendar": "office", "counts_as": "service", **PLAIN
    }  # fmt: skip
    assert items["drawings"]["steps"]["look"] == {
        "work": minutes(5.0), "pool": "fire", "counts_as": "service", **PLAIN
    }  # fmt: skip


def test_remove_takes_a_step_out(town):
    after = applied(town, reform("no-seal", {"items": {}, "steps": "seal", "remove": True}))
    assert changed(town, after) == {f"{ITEMS}.permit.steps.seal": None}


def test_remove_takes_an_item_out_and_those_after_it_wait_for_those_before(town):
    after = applied(town, reform("no-drawings", {"items": "drawings", "remove": True}))
    assert changed(town, after) == {
        f"{ITEMS}.drawings": None,
        f"{ITEMS}.permit.after": [{"item": "filing"}, {"item": "survey", "lacking": "prepared"}],
    }


def test_merge_makes_one_item_of_several(town):
    steps = {"review": {"work": "30 minutes", "pool": "clerks"}}
    merge = {"into": "joint", "item": {"owner": "government", "promise": 7, "steps": steps}}
    after = applied(town, reform("joint", {"items": ["survey", "drawings"], "merge": merge}))
    assert changed(town, after) == {
        f"{ITEMS}.survey": None,
        f"{ITEMS}.drawings": None,
        f"{ITEMS}.permit.after": [{"item": "joint"}],
        f"{ITEMS}.joint": {
            "owner": "government",
            "applies": {"all": {"value": 1.0}},
            "after": [{"item": "filing"}],
            "promise": {"days": {"value": 7.0}},
            "lacking": [],
            "tags": [],
            "simulated_for": [],
            "decides": True,
            "instead_of": ["drawings", "survey"],
            "steps": {"review": {"work": minutes(30.0), "pool": "clerks", "counts_as": "review", **PLAIN}},
        },
    }


def test_a_merged_item_may_keep_a_name_and_carries_the_clock(town):
    merge = {"into": "permit", "item": {"like": "conversion"}}
    after = applied(town, reform("joint", {"items": ["drawings", "permit"], "merge": merge}))
    assert list(after["processes"]["projects"]["items"]) == ["filing", "survey", "permit"]
    other = {"into": "whole", "item": {"like": "conversion"}}
    after = applied(town, reform("joint", {"items": ["drawings", "permit"], "merge": other}))
    assert after["processes"]["projects"]["until"] == "whole"


def test_split_puts_a_mock_in_front_and_a_conversion_in_the_old_place(town):
    split = {"drop": "survey", "like": "conversion", "classes": "land", "promise": 1}
    after = applied(town, reform("mock", {"items": "drawings", "split": split}))
    old = town["processes"]["projects"]["items"]["drawings"]
    assert changed(town, after) == {
        f"{ITEMS}.drawings-mock": {
            **old, "after": [{"item": "filing"}], "luck": "drawings", "together": "drawings",
            "instead_of": ["drawings"], "simulated_for": ["land"],
        },
        f"{ITEMS}.drawings.luck": "drawings-conversion",
        f"{ITEMS}.drawings.after": [{"item": "drawings-mock"}, {"item": "survey", "lacking": "prepared"}],
        f"{ITEMS}.drawings.applies.all": None,
        f"{ITEMS}.drawings.applies.land": {"value": 1.0},
        f"{ITEMS}.drawings.promise.days.value": 1.0,
        f"{ITEMS}.drawings.promise.days.range": None,
        f"{ITEMS}.drawings.promise.days.grade": None,
        f"{ITEMS}.drawings.steps.submit": None,
        f"{ITEMS}.drawings.steps.review": None,
        f"{ITEMS}.drawings.steps.convert": {
            "work": minutes(10.0), "pool": "clerks", "counts_as": "service", **PLAIN
        },
    }  # fmt: skip


def test_items_made_of_one_template_do_not_share_their_numbers(town):
    """Two items split after the same template, then shortened: each by half, and the template not at all."""
    split = {"drop": ["filing"], "like": "conversion", "classes": "land"}
    after = applied(
        town,
        reform("mock", {"items": ["drawings", "permit"], "split": split}),
        reform("quick", {"items": {}, "steps": "convert", "times": {"duration": 0.5}}),
    )
    items = after["processes"]["projects"]["items"]
    assert [items[name]["steps"]["convert"]["work"]["times"] for name in ("drawings", "permit")] == [{"value": 0.5}] * 2
    assert after["templates"] == town["templates"]


def test_added_parts_are_there_for_the_rest_of_the_package(town):
    agents = reform("agents", {"add": {"pools": {"agents": {"servers": 2, "calendar": "late"}}}})
    late = reform("late", {"add": {"calendars": {"late": {"hours": "10:00-18:00"}}}})
    used = reform("used", {"items": "filing", "steps": "review", "set": {"pool": "agents"}})
    after = applied(town, used, agents, late)
    assert changed(town, after).keys() == {"pools.agents", "calendars.late", f"{ITEMS}.filing.steps.review.pool"}


def test_an_added_calendar_replaces_the_old_one(town):
    after = applied(town, reform("late", {"add": {"calendars": {"office": {"hours": "10:00-18:00"}}}}))
    assert after["calendars"]["office"]["hours"] == ["10:00-18:00"]


def test_an_exception_may_be_an_item_that_only_another_reform_makes(town):
    merge = {"items": ["survey", "drawings"], "merge": {"into": "joint", "item": {"like": "conversion"}}}
    but = {"items": {"owner": "government", "but": "joint"}, "steps": "convert", "times": {"duration": 2}}
    with pytest.raises(ScenarioError, match="changes nothing"):
        applied(town, reform("joint", merge), reform("slow", but))


# Company


def refused(town: Document, *package: Reform) -> str:
    """Why a package is refused, the same in whatever order it is written."""
    messages = set()
    for order in permutations(package):
        with pytest.raises(ScenarioError) as caught:
            applied(town, *order)
        messages.add(str(caught.value))
    assert len(messages) == 1
    return messages.pop()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"pools": "clerks", "set": {"servers": 3}}, {"pools": "clerks", "set": {"servers": 4}}),
        ({"pools": "clerks", "set": {"servers": 3}}, {"pools": "clerks", "set": {"seats": 3}}),
        (
            {"items": "filing", "steps": "review", "set": {"returns": {"share": 0.1, "to": "review"}}},
            {"items": "filing", "steps": "review", "set": {"returns.share": 0.3}},
        ),
        (
            {"items": "filing", "steps": "review", "set": {"wait": "1 day", "calendar": "office"}},
            {"items": "filing", "steps": "review", "set": {"pool": "fire"}},
        ),
        ({"items": "drawings", "after": {"drop": "survey"}}, {"items": "drawings", "after": {"add": ["survey"]}}),
        (
            {"items": ["survey", "filing"], "merge": {"into": "a", "item": {"like": "conversion"}}},
            {"items": ["survey", "drawings"], "merge": {"into": "b", "item": {"like": "conversion"}}},
        ),
        (
            {"items": "permit", "split": {"drop": "drawings", "like": "conversion", "classes": "land"}},
            {"items": "permit", "split": {"drop": "drawings", "like": "conversion", "classes": "own"}},
        ),
        (
            {"items": "permit", "insert": {"look": {"before": "seal", "work": "1 hour", "pool": "fire"}}},
            {"items": "permit", "insert": {"look": {"before": "seal", "work": "1 hour", "pool": "clerks"}}},
        ),
        (
            {"add": {"pools": {"agents": {"servers": 2, "calendar": "office"}}}},
            {"add": {"pools": {"agents": {"servers": 3, "calendar": "office"}}}},
        ),
    ],
    ids=["value", "staffing", "within", "primitive", "edge", "merge", "split", "insert", "add"],
)
def test_two_reforms_that_contradict_each_other_are_refused_by_both_names(one, other, town):
    said = refused(town, reform("left", one), reform("right", other))
    assert said.startswith("package: reforms: 'left' and 'right' contradict each other about ")


def test_two_reforms_that_agree_stand_side_by_side(town):
    change = {"pools": "clerks", "set": {"servers": 3}}
    assert applied(town, reform("left", change), reform("right", change)) == applied(town, reform("left", change))


def test_reforms_that_exclude_each_other_are_refused(town):
    change = {"pools": "clerks", "set": {"servers": 3}}
    said = refused(town, reform("left", change, excludes=["right"]), reform("right", change))
    assert said == "package: reforms: 'left' and 'right' exclude each other: choose one"


def test_a_reform_without_the_one_it_needs_is_refused(town):
    needy = reform("needy", {"pools": "clerks", "set": {"servers": 3}}, needs="more")
    assert refused(town, needy) == "package: reforms: 'needy' needs 'more': add it to the package"
    assert applied({**town, "reformed": ["more"]}, needy)["pools"]["clerks"]["servers"] == {"value": 3.0}


def test_a_reform_that_the_base_has_is_refused(town):
    more = reform("more", {"pools": "clerks", "set": {"servers": 3}})
    said = refused({**town, "reformed": ["more"]}, more)
    assert said == "package: reforms: 'more' is in the base already: leave it out"


def test_a_change_that_changes_nothing_is_refused(town):
    for change in (
        {"items": "permit", "after": {"drop": "survey"}},
        {"items": "filing", "insert": {"look": {"before": "seal", "work": "1 hour", "pool": "fire"}}},
        {"items": "filing", "steps": "seal", "remove": True},
        {"items": {"tag": "nothing"}, "set": {"promise": 5}},
        {"items": "filing", "times": {"promise": 0.5}},
    ):
        assert "changes nothing" in refused(town, reform("void", change))


@pytest.mark.parametrize(
    ("factor", "clerks"),
    [
        (0.5, {"value": 1.0, "range": [1.0, 2.0], "grade": "estimate"}),
        (1.4, {"value": 3.0, "range": [1.0, 4.0], "grade": "estimate"}),
        ({"value": 1.4, "range": [1.2, 1.8]}, {"value": 3.0, "range": [1.0, 5.0], "grade": "estimate"}),
    ],
)
def test_factors_on_a_count_leave_the_nearest_whole_number(town, factor, clerks):
    more = reform("more", {"pools": "clerks", "times": {"servers": factor}})
    assert applied(town, more)["pools"]["clerks"]["servers"] == clerks
    seats = {"add": {"pools": {"panel": {"seats": 5, "calendar": "office"}}}}
    fewer = reform("fewer", seats, {"pools": "panel", "reduce": {"seats": 0.7}})
    assert applied(town, fewer)["pools"]["panel"]["seats"]["value"] == 4


def test_a_count_is_whole_again_only_when_all_factors_have_acted(town):
    several = [reform(name, {"pools": "clerks", "times": {"servers": 1.3}}) for name in ("a", "b", "c")]
    assert applied(town, *several)["pools"]["clerks"]["servers"]["value"] == round(2 * 1.3**3) == 4
    cuts = [reform(name, {"pools": "clerks", "cut": {"servers": 0.9}}) for name in ("a", "b")]
    assert applied(town, *cuts)["pools"]["clerks"]["servers"]["value"] == round(2 * 0.9**2) == 2


def test_a_mistake_in_the_reformed_scenario_names_the_reform(town):
    said = refused(town, reform("half", {"pools": "clerks", "set": {"servers": 2.5}}))
    assert said == (
        "package: pools.clerks.servers: 2.5 is not a count: give a whole number from 1 to 100,000 (changed by 'half')"
    )


def test_the_files_of_the_tests_are_good_reforms():
    for file in sorted((TOWN.parent / "reforms").glob("*.yaml")):
        assert load_reform(file).reform == file.stem


# Whole processes


PEOPLE = {
    "arrivals": {"per_year": 10},
    "items": {"card": {"steps": {"serve": {"work": "5 minutes", "pool": "clerks"}}}},
}


def test_a_process_is_added_with_its_chains_and_another_removed(town):
    swap = reform("swap", {"add": {"processes": {"people": PEOPLE}}}, {"processes": "projects", "remove": True})
    after = applied(town, swap)
    assert list(after["processes"]) == ["people"]
    assert after["processes"]["people"]["items"]["card"]["steps"]["serve"] == {
        **PLAIN, "work": minutes(5), "pool": "clerks", "counts_as": "service",
    }  # fmt: skip


def test_an_added_process_uses_the_templates_of_the_scenario(town):
    people = {**PEOPLE, "items": {"card": {"like": "licence", "department": "fire"}}}
    after = applied(town, reform("more", {"add": {"processes": {"people": people}}}))
    assert after["processes"]["people"]["items"]["card"]["steps"]["review"]["pool"] == "fire"


def test_more_cases_may_come(town):
    after = applied(town, reform("boom", {"processes": "projects", "times": {"arrivals.per_year": 1.5}}))
    assert changed(town, after) == {"processes.projects.arrivals.per_year.value": 75.0}


def test_what_changes_in_a_process_that_another_removes_is_lost_in_any_order(town):
    gone = reform("gone", {"processes": "projects", "remove": True}, {"add": {"processes": {"people": PEOPLE}}})
    boom = reform("boom", {"processes": ["projects", "people"], "times": {"arrivals.per_year": 1.5}})
    assert applied(town, gone, boom) == applied(town, boom, gone)


def test_two_reforms_that_add_different_processes_of_one_name_are_refused(town):
    fewer = {**PEOPLE, "arrivals": {"per_year": 5}}
    package = [reform(name, {"add": {"processes": {"people": one}}}) for name, one in (("a", PEOPLE), ("b", fewer))]
    with pytest.raises(ScenarioError, match=r"'a' and 'b' contradict each other about processes\.people: choose one"):
        applied(town, *package)


# Factors that know of one another


def promise_of(after: Document, item: str = "drawings") -> Document:
    return after["processes"]["projects"]["items"][item]["promise"]["days"]


def test_a_cut_takes_from_what_the_base_has_and_leaves_what_a_reform_put_in_its_place(town):
    cut = reform("a-cut", {"items": {"owner": "government"}, "cut": {"promise": 0.8}})
    assert promise_of(applied(town, cut)) == {**promise_of(town), "value": 8.0, "range": [4.0, 12.0]}
    replaced = reform("z-set", {"items": "drawings", "set": {"promise": 5}})
    assert promise_of(applied(town, cut, replaced)) == {"value": 5.0}


def test_a_cut_reaches_the_mock_and_leaves_the_conversion(town):
    split = {"drop": "survey", "like": "conversion", "classes": "land", "promise": 3}
    cut = reform("cut", {"items": {"owner": "government"}, "cut": {"promise": 0.8}})
    after = applied(town, cut, reform("mock", {"items": "drawings", "split": split}))
    assert promise_of(after, "drawings-mock")["value"] == 8.0
    assert promise_of(after) == {"value": 3.0}


def test_of_several_reforms_that_reduce_the_same_the_one_that_leaves_least_holds(town):
    half = reform("a-half", {"items": "drawings", "reduce": {"promise": {"value": 0.5, "range": [0.4, 0.9]}}})
    fifth = reform("b-fifth", {"items": "drawings", "reduce": {"promise": {"value": 0.2, "range": [0.1, 1]}}})
    more = reform("c-more", {"items": "drawings", "times": {"promise": 2}})
    assert promise_of(applied(town, half))["value"] == 5.0
    both = promise_of(applied(town, half, fifth))
    assert (both["value"], both["range"]) == (2.0, [0.5, 13.5])
    assert promise_of(applied(town, fifth, half)) == both
    assert promise_of(applied(town, half, fifth, more))["value"] == 4.0


def test_numbers_that_are_known_for_sure_reduce_without_a_range(town):
    half = reform("a-half", {"items": "drawings", "reduce": {"promise": 0.5}})
    fifth = reform("b-fifth", {"items": "drawings", "reduce": {"promise": 0.2}})
    assert promise_of(applied(town, half, fifth))["value"] == 2.0


def test_those_who_are_spared_add_up(town):
    traits = reform("traits", {"add": {"traits": {"online": 0.5, "guided": 0.1}}})
    one = reform("one", {"items": "drawings", "steps": "submit", "spare": "online"})
    other = reform("other", {"items": "drawings", "spare": "guided"},
                   {"items": "drawings", "steps": "submit", "spare": "guided"})  # fmt: skip
    items = applied(town, other, traits, one)["processes"]["projects"]["items"]
    assert items["drawings"]["steps"]["submit"]["lacking"] == ["guided", "online"]
    assert items["drawings"]["lacking"] == ["guided"]


def test_hours_that_reforms_add_to_a_calendar_add_up(town):
    evening = reform("evening", {"calendars": "office", "open": [{"days": "mon-fri", "hours": "17:00-18:00"}]})
    sunday = reform("sunday", {"calendars": "office", "open": [{"days": "sun", "hours": "09:00-12:00"}]})
    lunch = reform("lunch", {"calendars": "office", "set": {"hours": ["08:30-11:30", "13:00-17:00"]}})
    office = applied(town, evening, sunday, lunch)["calendars"]["office"]
    assert office["hours"] == ["08:30-11:30", "13:00-17:00"]
    assert {hours["days"]: hours["hours"] for hours in office["also"]} == {
        "mon-fri": ["17:00-18:00"], "sun": ["09:00-12:00"]
    }  # fmt: skip
    assert applied(town, sunday, lunch, evening)["calendars"]["office"] == office


def test_hours_that_one_closes_and_another_opens_are_closed(town):
    """The clerk of the office stays until six, but on Wednesdays he is elsewhere from five on, and always at eleven."""
    longer = reform("longer", {"calendars": "office", "open": [{"days": "mon-fri", "hours": "17:00-18:00"}]})
    elsewhere = reform("elsewhere", {"calendars": "office", "close": [{"days": "wed", "hours": "17:00-24:00"}]})
    talks = reform("talks", {"calendars": "office", "close": [{"days": "mon-fri", "hours": "11:00-12:00"}]})
    after = applied(town, longer, elsewhere, talks)
    assert after == applied(town, talks, elsewhere, longer)
    office = lower(Scenario.model_validate(after)).calendars[0]
    week = [office.between(7 * DAY + day * DAY, 8 * DAY + day * DAY) for day in range(5)]
    assert week == [7 * 60, 7 * 60, 6 * 60, 7 * 60, 7 * 60]


def test_pools_may_be_picked_by_tag(town):
    town = deepcopy(town)
    town["pools"]["clerks"]["tags"] = ["window"]
    after = applied(town, reform("more", {"pools": {"tag": "window"}, "times": {"servers": 2}}))
    assert list(changed(town, after)) == ["pools.clerks.servers.value", "pools.clerks.servers.range"] or set(
        changed(town, after)
    ) == {"pools.clerks.servers.value", "pools.clerks.servers.range"}


def test_a_change_about_what_another_reform_has_taken_away_is_no_mistake(town):
    gone = reform("gone", {"items": "drawings", "remove": True})
    edges = reform("edges", {"items": "drawings", "after": {"drop": "filing"}})
    quick = reform("quick", {"items": "drawings", "steps": "review", "times": {"duration": 0.5}})
    assert applied(town, gone, edges, quick)["processes"]["projects"]["items"].keys() == {"filing", "survey", "permit"}


def test_a_step_that_only_other_reforms_make_may_be_removed_whether_or_not_they_are_there(town):
    """The guide is sent away where there is one; a step that nobody makes is a slip of the pen."""
    guided = reform("guided", {"items": "drawings", "insert": {"guide": {"before": "review", **GUIDE}}})
    agents = reform("agents", {"items": {}, "steps": "guide", "remove": True})
    without = apply_reforms(town, [agents], "package", lambda: {"guide"}).document
    assert without == town
    assert applied(town, guided, agents) == town
    with pytest.raises(ScenarioError, match="no step 'guide'"):
        applied(town, agents)


# What was added for the sake of items that another reform takes away


INTAKE = {
    "after": ["filing"],
    "serves": ["survey", "drawings"],
    "steps": {"accept": {"wait": "1 day", "calendar": "office", "accepts": True}},
}
OUTLET = {
    "after": ["survey", "drawings"],
    "serves": ["survey", "drawings"],
    "steps": {"deliver": {"wait": "1 day", "calendar": "office"}},
}
ONE_WINDOW = reform(
    "window",
    {"add": {"items": {"intake": INTAKE, "outlet": OUTLET}}},
    {"items": ["survey", "drawings"], "after": {"add": ["intake"]}},
    {"items": "permit", "after": {"add": ["outlet"]}},
)
JOINT = {"into": "joint", "item": {"steps": {"review": {"work": "30 minutes", "pool": "clerks"}}}}


def order(document: Document) -> dict[str, list[str]]:
    """What each item waits for, by name."""
    items = document["processes"]["projects"]["items"]
    return {name: [edge["item"] for edge in item["after"]] for name, item in items.items()}


def test_a_joint_acceptance_goes_when_all_it_serves_become_one_item(town):
    joint = reform("joint", {"items": ["survey", "drawings"], "merge": JOINT})
    for package in permutations([ONE_WINDOW, joint]):
        assert order(applied(town, *package)) == {"filing": [], "joint": ["filing"], "permit": ["joint"]}


def test_it_goes_from_a_base_too_and_who_waited_for_it_waits_for_what_it_waited_for(town):
    joint = reform("joint", {"items": ["survey", "drawings"], "merge": JOINT})
    base = applied(town, ONE_WINDOW)
    assert order(applied(base, joint)) == {"filing": [], "joint": ["filing"], "permit": ["joint"]}


def test_it_stays_for_the_rest_and_serves_the_merged_item(town):
    """Of three that it serves two become one: that one waits for it, as the two did."""
    intake = {**INTAKE, "serves": ["filing", "survey", "drawings"], "after": []}
    window = reform(
        "a-window", {"add": {"items": {"intake": intake}}},
        {"items": ["filing", "survey", "drawings"], "after": {"add": ["intake"]}},
    )  # fmt: skip
    joint = reform("joint", {"items": ["survey", "drawings"], "merge": JOINT})
    for package in permutations([window, joint]):
        after = applied(town, *package)
        assert after["processes"]["projects"]["items"]["intake"]["serves"] == ["filing", "joint"]
        assert order(after) == {
            "filing": ["intake"], "joint": ["filing", "intake"], "permit": ["joint"], "intake": []
        }  # fmt: skip


def test_it_goes_with_the_last_that_is_removed_and_not_before(town):
    one, other = (reform(f"no-{name}", {"items": name, "remove": True}) for name in ("survey", "drawings"))
    left = applied(town, ONE_WINDOW, one)
    assert left["processes"]["projects"]["items"]["intake"]["serves"] == ["drawings"]
    for package in permutations([ONE_WINDOW, one, other]):
        assert order(applied(town, *package)) == {"filing": [], "permit": ["filing"]}


def test_what_others_change_in_what_is_gone_is_no_mistake(town):
    joint = reform("joint", {"items": ["survey", "drawings"], "merge": JOINT})
    slower = reform("slower", {"items": "outlet", "steps": "deliver", "times": {"duration": 2}})
    unless = reform("unless", {"items": "intake", "after": {"drop": "filing"}})
    for package in permutations([ONE_WINDOW, joint, slower, unless]):
        assert order(applied(town, *package)) == {"filing": [], "joint": ["filing"], "permit": ["joint"]}


def test_whoever_is_made_to_wait_for_a_merged_item_waits_for_the_one_it_became(town):
    joint = reform("a-joint", {"items": ["survey", "drawings"], "merge": JOINT})
    notice = {"items": {"notice": {"steps": {"wait": {"wait": "1 day", "calendar": "office"}}}}}
    waits = reform("waits", {"add": notice}, {"items": "notice", "after": {"add": ["survey"]}})
    for package in permutations([joint, waits]):
        assert order(applied(town, *package))["notice"] == ["joint"]


def test_a_misspelt_name_is_still_refused(town):
    with pytest.raises(ScenarioError, match="no item 'intak'"):
        applied(town, ONE_WINDOW, reform("slower", {"items": "intak", "set": {"promise": 2}}))


# Who is chased


CHASED = {"items": {}, "steps": "seal", "chase": {"court": {"at": {"promise": 1}, "share": 0.5}}}


def chased(document: Document) -> Any:
    return document["processes"]["projects"]["items"]["permit"]["steps"]["seal"].get("no_later_than")


def test_several_may_chase_the_same_step(town):
    legal = reform("a-legal", {"items": "permit", "steps": "seal", "set": {"legal": True}})
    accepted = reform("accepted", {"items": "permit", "steps": "review", "set": {"accepts": True}})
    other = reform("other", {**CHASED, "chase": {"office": {"at": {"promise": 2}}}})
    for package in permutations([legal, accepted, reform("court", CHASED), other]):
        assert chased(applied(town, *package)).keys() == {"court", "office"}


def test_a_step_that_another_reform_makes_a_meeting_is_not_chased(town):
    legal = reform("a-legal", {"items": "permit", "steps": "seal", "set": {"legal": True}})
    meeting = {"book": "10 minutes", "pool": "hall"}
    hall = reform(
        "hall", {"add": {"pools": {"hall": {"seats": 2, "calendar": "office"}}}},
        {"items": "permit", "steps": "seal", "set": meeting},
    )  # fmt: skip
    for package in permutations([hall, reform("court", CHASED)]):
        assert chased(applied(applied(town, legal), *package)) is None


def test_whoever_chases_what_is_off_the_clock_is_refused(town):
    with pytest.raises(ScenarioError, match="changes nothing"):
        applied(town, reform("court", CHASED))


def test_two_who_chase_under_one_name_differently_contradict_each_other(town):
    legal = reform("a-legal", {"items": "permit", "steps": "seal", "set": {"legal": True}})
    other = reform("other", {**CHASED, "chase": {"court": {"at": {"promise": 2}}}})
    with pytest.raises(ScenarioError, match="'court' and 'other' contradict each other"):
        applied(town, legal, reform("court", CHASED), other)


# Many packages on one ground


def test_a_package_tried_on_a_ground_is_the_scenario_of_its_file():
    scenarios = Path(__file__).parents[2] / "scenarios"
    ground = load_ground(scenarios / "practice-2016.yaml")
    tried = ground.with_package([ground.reform(name) for name in ("mock-approval", "agents", "joint-review")])
    told = changed(as_document(load_scenario(scenarios / "three-systems.yaml")), as_document(tried))
    assert told.keys() <= {"scenario", "title.en", "title.zh", "notes"}


def test_a_ground_is_left_as_it_was():
    ground = load_ground(TOWN)
    before = deepcopy(ground.document)
    ground.with_package([reform("more", {"pools": "clerks", "set": {"servers": 9}})])
    assert ground.document == before
    assert as_document(ground.with_package([])) == before
