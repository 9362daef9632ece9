"""The briefing's targets: met, missed or open, on one firm whose before and after are worked out by hand."""

from pathlib import Path

import pytest
import yaml

from sim.experiment.replications import Result, Settings, run
from sim.experiment.targets import INSTANT, ONE_TRIP, PROMISED, Kind, Score, as_record, scores
from sim.scenario import load_scenario
from sim.statistics.clustered import NOTHING, Estimate

SHOP = Path(__file__).parent / "scenarios" / "one-shop.yaml"

CHANGES = [
    {"items": {"owner": "government"}, "times": {"promise": 0.8}},
    {"items": "design", "times": {"fee": 0.5}},
    {"items": "design", "steps": "draw", "set": {"work": "2 hours"}},
    {"items": "permit", "steps": "preparation", "times": {"documents": 0.4}},
    {"items": "permit", "steps": "review", "set": {"returns": None}},
    {"items": "permit", "steps": "submission", "set": {"channel": "online", "trips": 0}},
]
"""No return, the permit applied for on line, half the fee, two papers of five, promises a fifth shorter."""


def played(file: Path, replications: int = 1) -> Result:
    return run([load_scenario(file)], Settings(seed=1, replications=replications, workers=1))[0]


def reformed(folder: Path) -> Path:
    (folder / "one-shop.yaml").write_text(SHOP.read_text(encoding="utf-8"), encoding="utf-8")
    file = folder / "after.yaml"
    after = {"scenario": "after", "title": "After", "extends": "one-shop", "changes": CHANGES}
    file.write_text(yaml.safe_dump(after, sort_keys=False), encoding="utf-8")
    return file


ENOUGH = 300
"""Replications of the one firm, so that even two of three items are surely more than 60 %."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Score]:
    after = reformed(tmp_path_factory.mktemp("shops"))
    return {score.measure: score for score in scores(played(SHOP, ENOUGH), played(after, ENOUGH), 50)}


def test_a_cut_is_the_change_of_a_mean_by_its_own_share(found: dict[str, Score]) -> None:
    """Promises of 4, 1 and 1 working days, one after the other, a fifth shorter; the fee halved, 300 more unchanged."""
    told = {
        name: (score.before, score.after, score.reached.value, score.met)
        for name, score in found.items()
        if score.kind == "change"
    }
    assert told["promised_days"] == (6.0, pytest.approx(4.8), pytest.approx(-0.2), True)
    assert told["promise_per_item"] == (2.0, pytest.approx(1.6), pytest.approx(-0.2), True)
    assert told["intermediary_fees"] == (1000, 500, -0.5, True)
    assert told["fees_whoever_pays"] == (1300, 800, pytest.approx(-5 / 13), False)
    assert told["intermediary_service_days"] == (2.0, pytest.approx(1 + 18 / 24), pytest.approx(-1 / 8), False)
    assert told["documents"] == (5, 2, pytest.approx(-0.6), None)


def test_a_share_is_of_the_items_or_of_the_firms(found: dict[str, Score]) -> None:
    """After, permit and note are decided on the spot, the permit and the form on line; the one trip is for the note."""
    told = {name: (score.before, score.after, score.met) for name, score in found.items() if score.kind == "share"}
    assert told["on_the_spot_share"] == (pytest.approx(1 / 3), pytest.approx(2 / 3), True)
    assert told["one_trip_item_share"] == (pytest.approx(2 / 3), 1, True)
    assert told["one_trip_share"] == (0, 1, True)
    assert told["online_share"] == (pytest.approx(1 / 3), pytest.approx(2 / 3), None)
    assert told["online_coverage"] == (1 / 3, 2 / 3, False)
    assert told["courier_coverage"] == (1, 1, True)
    assert told["e_seal_coverage"] == (1 / 2, 1 / 2, False)


def test_each_clock_tells_its_median_and_how_many_are_within_the_target(found: dict[str, Score]) -> None:
    """From 09:00 on Monday: until 11:30 on Thursday before, until 17:00 on Wednesday after."""
    total = found["total_days"]
    assert (total.before, total.after, total.met) == (1, 1, True)
    assert total.medians == (3 + 2.5 / 24, 2 + 8 / 24)
    assert found["land_to_permit_days"].reached == NOTHING
    assert found["land_to_permit_days"].met is None


@pytest.mark.parametrize(
    ("kind", "threshold", "reached", "met"),
    [
        ("share", 0.6, Estimate(0.7, 0.61, 0.8), True),
        ("share", 0.6, Estimate(0.7, 0.59, 0.8), None),
        ("share", 0.6, Estimate(0.5, 0.4, 0.59), False),
        ("share", 0.6, Estimate(0.7), None),
        ("share", None, Estimate(0.7), None),
        ("share", 0.6, NOTHING, None),
        ("change", -0.2, Estimate(-0.3, -0.4, -0.21), True),
        ("change", -0.2, Estimate(-0.3, -0.4, -0.19), None),
        ("change", -0.2, Estimate(0.8 / 1 - 1, 0.8 / 1 - 1, 0.8 / 1 - 1), True),
        ("change", -0.2, Estimate(-0.1, -0.19, 0.0), False),
        ("change", -0.2, Estimate(0.3, 0.25, 0.4), False),
    ],
)
def test_a_target_is_met_only_if_the_whole_interval_is_beyond_it(
    kind: Kind, threshold: float | None, reached: Estimate, met: bool | None
) -> None:
    assert Score(PROMISED, "measure", "share", kind, threshold, 1.0, 1.0, reached).met is met


def test_what_a_reform_sets_to_what_is_promised_is_met_by_assumption(found: dict[str, Score]) -> None:
    told = {name: score.status for name, score in found.items()}
    assert told["intermediary_fees"] == told["courier_coverage"] == "assumed"
    assert told["online_coverage"] == told["e_seal_coverage"] == "missed"
    assert told["on_the_spot_share"] == "incomparable"
    assert told["one_trip_share"] == "met"
    assert told["trips"] is None
    assert told["land_to_permit_days"] is None


def test_one_replication_leaves_all_open_but_what_is_counted(tmp_path: Path) -> None:
    told = scores(played(SHOP), played(reformed(tmp_path)), 50)
    assert {score.measure for score in told if score.met is not None} == {
        "online_coverage", "courier_coverage", "e_seal_coverage",
    }  # fmt: skip


def test_two_replications_give_an_interval(tmp_path: Path) -> None:
    pair = played(SHOP, 2), played(reformed(tmp_path), 2)
    by_name = {score.measure: score for score in scores(*pair, 50)}
    assert by_name["intermediary_fees"].reached.interval == [-0.5, -0.5]
    assert by_name["one_trip_share"].met is None  # two firms are too few to say nine in ten


def test_a_record_has_everything_for_machines(found: dict[str, Score]) -> None:
    record = as_record(found["on_the_spot_share"])
    assert record["quote"] == INSTANT.quote
    assert (record["threshold"], record["reached"], record["met"]) == (0.6, pytest.approx(2 / 3), True)
    assert record["reached_ci95"] == [pytest.approx(0.635, abs=0.001), pytest.approx(0.697, abs=0.001)]
    assert (record["basis"], record["status"]) == ("incomparable", "incomparable")
    assert as_record(found["trips"])["quote"] == ONE_TRIP.quote
