"""Numbers of a calibrated city: each has an address, a name in two languages, and says what it was measured on."""

from pathlib import Path

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import as_document, load_scenario
from sim.scenario.addresses import address, as_keys, at, numbers, with_numbers
from sim.scenario.titles.titles import title_of

MEASURED = Path(__file__).parents[1] / "scenarios" / "valid" / "measured.yaml"
DECIDE = "processes.projects.items.permit.steps.decide"


@pytest.fixture(scope="module")
def city():
    return load_scenario(MEASURED)


@pytest.fixture(scope="module")
def known(city):
    return {address(keys): number for keys, number in numbers(as_document(city))}


def test_what_was_measured_and_how_far_it_reaches_can_be_varied(city, known):
    paths = [f"{DECIDE}.until.promise.quantiles[3][1]", f"{DECIDE}.until.promise.tail.exponential"]
    assert set(paths) <= known.keys()
    changed = with_numbers(city, dict(zip(map(as_keys, paths), (1.7, 0.5), strict=True)), "city.yaml")
    chance = changed.processes["projects"].items["permit"].steps["decide"].duration.distribution
    assert (chance.parameters[3], chance.tail.exponential) == (1.7, 0.5)


def test_a_quantile_cannot_be_moved_below_the_one_before_it(city):
    with pytest.raises(ScenarioError, match="is below 1 before it: quantiles rise"):
        with_numbers(city, {as_keys(f"{DECIDE}.until.promise.quantiles[3][1]"): 0.9}, "city.yaml")


def test_on_how_many_cases_it_was_measured_is_no_number_to_vary(known):
    assert not [path for path in known if path.rpartition(".")[2] in ("n", "open", "digest")]


def test_what_is_set_to_another_value_is_no_longer_measured(city):
    changed = with_numbers(city, {as_keys("processes.projects.arrivals.per_year"): 300}, "city.yaml")
    assert at(as_document(changed), as_keys("processes.projects.arrivals.per_year")) == {
        "value": 300,
        "by_year": {"2016": {"value": 245}},
    }


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        (
            f"{DECIDE}.until.promise.quantiles[3][1]",
            "permit: a measured quantile of time of decision on the spot",
            "permit：实测的即办时间分位数",
        ),
        (
            f"{DECIDE}.until.promise.tail.exponential",
            "permit: how much longer than measured time of decision on the spot may be",
            "permit：超出实测范围的即办时间",
        ),
    ],
)
def test_what_the_parts_of_a_measured_shape_are_called(city, path, english, chinese):
    title = title_of(as_keys(path), as_document(city))
    assert (title.en, title.zh) == (english, chinese)
