"""Any package of the shipped reforms: composed to one resolved form in any order, or refused with both names and why;
nothing in it is to no purpose.

The whole, every pair and a thousand random packages, is played in the long suite; a sample of each in the default one.
"""

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import as_document, load_reform, load_root, load_scenario
from sim.scenario.check import check_parts
from sim.scenario.load import made_by_reforms
from sim.scenario.loose_ends import loose_ends
from sim.scenario.model import Scenario
from sim.scenario.reforms.apply import apply_reforms
from sim.scenario.reforms.model import Reform
from sim.scenario.validation import validated
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.invariants import broken_invariants
from sim.simulation.lower import lower

FOLDER = Path(__file__).parents[2] / "scenarios"
THERE = load_scenario(FOLDER / "practice-2016.yaml").reforms_in_force
FILES = [path for path in sorted((FOLDER / "reforms").glob("*.yaml")) if path.stem not in THERE]
REFORMS = {path.stem: load_reform(path) for path in FILES}
PAIRS = list(itertools.combinations(REFORMS, 2))

CONTRADICTIONS = {
    frozenset(["strict-serial", other]): "exclude each other"
    for other in ("fewer-preconditions", "joint-review", "mock-approval", "parallel-review")
}
"""The pairs that are refused, and why: in a strict series nothing can go side by side. All others compose."""

MADE_ELSEWHERE = made_by_reforms(FOLDER / "reforms")


@pytest.fixture(scope="module")
def base() -> dict[str, Any]:
    """All three families, and the counter that stands for the third where there is only the first."""
    together = load_root(FOLDER / "city.yaml")
    assert together is not None
    return as_document(together)


def resolved(base: dict[str, Any], package: list[Reform]) -> Scenario:
    """The base with a package, every check passed."""
    work = apply_reforms(base, package, "package", lambda: MADE_ELSEWHERE)
    scenario = validated(Scenario, work.document, "package")
    check_parts(scenario, "package")
    return scenario


def renamed(package: list[Reform], luck: random.Random) -> list[Reform]:
    """The same reforms under other names, so that each has its turn at another place."""
    names = [f"reform-{number:02}" for number in range(len(package))]
    luck.shuffle(names)
    called = dict(zip([reform.reform for reform in package], names, strict=True))
    return [
        reform.model_copy(
            update={
                "reform": called[reform.reform],
                "needs": [called[other] for other in reform.needs if other in called],
                "excludes": [called[other] for other in reform.excludes if other in called],
            }
        )
        for reform in package
    ]


def written(scenario: Scenario) -> str:
    """The resolved form with the order of its parts, which the tie rule depends on."""
    return json.dumps(as_document(scenario))


def contradiction(names: list[str]) -> frozenset[str] | None:
    return next((pair for pair in CONTRADICTIONS if pair <= set(names)), None)


def assert_composes_or_is_refused(base: dict[str, Any], names: list[str], luck: random.Random) -> None:
    package = [REFORMS[name] for name in names]
    if contradiction(names) is None:
        scenario = resolved(base, package)
        assert written(scenario) == written(resolved(base, renamed(package, luck))), names
        assert list(loose_ends(scenario)) == [], names
        return
    with pytest.raises(ScenarioError) as caught:
        resolved(base, package)
    assert any(
        all(f"'{name}'" in str(caught.value) for name in pair) and why in str(caught.value)
        for pair, why in CONTRADICTIONS.items()
        if pair <= set(names)
    )


def random_package(number: int) -> list[str]:
    luck = random.Random(number)
    return sorted(luck.sample(list(REFORMS), luck.randint(2, len(REFORMS))))


@pytest.mark.parametrize("number", range(0, 1000, 250))
def test_a_random_package_composes_in_any_order_or_is_refused_by_both_names(number: int, base: dict[str, Any]) -> None:
    assert_composes_or_is_refused(base, random_package(number), random.Random(number))


@pytest.mark.parametrize("pair", PAIRS[5::75], ids="+".join)
def test_a_pair_composes_in_any_order_or_is_refused_by_both_names(pair: tuple[str, str], base: dict[str, Any]) -> None:
    assert_composes_or_is_refused(base, list(pair), random.Random(1))


@pytest.mark.long
@pytest.mark.parametrize("first", REFORMS)
def test_every_pair_composes_or_is_refused(first: str, base: dict[str, Any]) -> None:
    for pair in PAIRS:
        if pair[0] == first:
            assert_composes_or_is_refused(base, list(pair), random.Random(1))


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(10))
def test_a_thousand_random_packages_compose_or_are_refused(hundred: int, base: dict[str, Any]) -> None:
    for number in range(100 * hundred, 100 * hundred + 100):
        assert_composes_or_is_refused(base, random_package(number), random.Random(number))


@pytest.mark.long
@pytest.mark.parametrize("number", range(0, 1000, 50))
def test_a_random_package_can_be_played(number: int, base: dict[str, Any]) -> None:
    names = random_package(number)
    if contradiction(names) is None:
        plan = lower(resolved(base, [REFORMS[name] for name in names]))
        draws = draw(plan, 1, 0)
        assert broken_invariants(plan, draws, simulate(plan, draws, "compiled")) == []


@pytest.mark.long
def test_the_full_reform_is_another_without_any_one_of_its_reforms(base: dict[str, Any]) -> None:
    full = load_scenario(FOLDER / "full-reform.yaml").reforms
    whole = resolved(base, [REFORMS[name] for name in full])
    for left_out in full:
        less = resolved(base, [REFORMS[name] for name in full if name != left_out])
        assert written(less) != written(whole), left_out
