"""What could be a little better in a town, and that each counterfactual changes just that."""

from pathlib import Path

import pytest

from sim.packages.counterfactuals import counterfactuals
from sim.scenario import as_document, load_ground

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
ITEMS = "processes.projects.items"


@pytest.fixture(scope="module")
def town():
    return load_ground(TOWN)


def changed(before, after, at=""):
    """Each address that is different, with the old and the new value."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted(before.keys() | after.keys())
        return {k: v for key in keys for k, v in changed(before.get(key), after.get(key), f"{at}.{key}").items()}
    return {} if before == after else {at.lstrip("."): (before, after)}


def changes(town, kind, what):
    (one,) = [one for one in counterfactuals(town.scenario) if (one.kind, one.what) == (kind, what)]
    found = changed(town.document, as_document(town.with_package([one.reform])))
    return {address: values for address, values in found.items() if address not in ("reformed", "notes")}


def test_everything_that_could_be_better(town):
    assert [(one.kind, one.what, one.change) for one in counterfactuals(town.scenario)] == [
        ("server", "clerks", "2 to 3 servers"),
        ("server", "fire", "1 to 2 servers"),
        ("returns", "filing", "returns × 0.9"),
        ("promise", "drawings", "10 to 9 days"),
        ("promise", "permit", "5 to 4 days"),
    ]


def test_one_server_more(town):
    assert changes(town, "server", "fire") == {"pools.fire.servers.value": (1.0, 2.0)}


def test_a_tenth_fewer_returns(town):
    at = f"{ITEMS}.filing.steps.review.returns.share.value"
    assert changes(town, "returns", "filing") == {at: (0.2, pytest.approx(0.18))}


def test_a_day_less_promised(town):
    assert changes(town, "promise", "permit") == {f"{ITEMS}.permit.promise.days.value": (5.0, 4.0)}
