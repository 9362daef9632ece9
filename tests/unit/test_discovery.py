"""When the target is missed: boxes that are known are found, and said in words."""

import shutil
from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from swept import sign

from sim.base.errors import UserError
from sim.cli.show.studies import discovery_in_words
from sim.statistics.prim import Box, Tried, boxes, inside, telling, tried
from sim.studies.design import Study, design_of
from sim.studies.discovery import discover, limit_in_words
from sim.studies.documents import discovery_document
from sim.studies.sweep import sweep

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
RETURNS = "processes.projects.items.filing.steps.review.returns.share"
REVIEW = "processes.projects.items.drawings.steps.review.work.times"
OTHER = "pools.clerks.servers"


def test_a_known_box_is_found_and_no_limit_beside_it():
    values = np.random.default_rng(1).random((2_000, 5))
    happens = (values[:, 1] > 0.6) & (values[:, 3] < 0.5)
    [box] = boxes(values, happens)
    assert set(box.limits) == {1, 3}
    assert box.limits[1] == (pytest.approx(0.6, abs=0.03), inf)
    assert box.limits[3] == (-inf, pytest.approx(0.5, abs=0.03))
    assert box.coverage > 0.95
    assert box.density > 0.95
    assert box.mass == pytest.approx(0.2, abs=0.03)


def test_a_second_box_is_found_on_what_the_first_leaves():
    values = np.random.default_rng(2).random((3_000, 4))
    first, second = (values[:, 0] > 0.7), (values[:, 0] < 0.4) & (values[:, 2] > 0.8)
    found = boxes(values, first | second)
    assert [set(box.limits) for box in found] == [{0}, {0, 2}]
    assert sum(box.coverage for box in found) > 0.9


def test_what_happens_by_chance_has_no_box():
    generator = np.random.default_rng(3)
    found = boxes(generator.random((500, 6)), generator.random(500) < 0.3, density=0.8)
    assert sum(box.mass for box in found) < 0.2


@pytest.mark.parametrize(("seed", "density"), [(1, 0.45), (2, 0.4), (3, 0.66)])
def test_a_box_that_chance_made_is_dense_on_the_points_that_chose_it_alone(seed, density):
    """Nothing in the columns says where it happens, which it does at three points in ten."""
    generator = np.random.default_rng(seed)
    values, happens = generator.random((120, 6)), generator.random(120) < 0.3
    [box] = boxes(values, happens, most=1)
    assert box.density > density
    [one] = tried([box], values, happens, seed=1, most=1)
    assert one.again <= 2
    assert one.interval is None or one.interval[0] < happens.mean()


def test_a_true_box_is_as_dense_on_other_points():
    generator = np.random.default_rng(9)
    values = generator.random((600, 6))
    happens = generator.random(600) < np.where((values[:, 0] > 0.7) & (values[:, 1] < 0.6), 0.85, 0.1)
    [first, *_] = tried(boxes(values, happens), values, happens, seed=1)
    assert first.again == first.searches == 10
    low, high = first.interval
    assert low < 0.85 < high


def test_a_box_that_is_never_found_again_has_no_density_to_tell():
    values = np.random.default_rng(10).random((40, 1))
    never = Box({0: (2.0, inf)}, 0.1, 0.9, 0.1)
    [one] = tried([never], values, values[:, 0] > 0.5, seed=1)
    assert (one.again, one.density, one.interval) == (0, None, None)


def test_switches_and_counts_are_peeled_like_numbers():
    generator = np.random.default_rng(4)
    values = np.column_stack([generator.integers(0, 2, 800), generator.integers(1, 6, 800), generator.random(800)])
    [box] = boxes(values.astype(float), (values[:, 0] == 0) & (values[:, 1] >= 4))
    assert box.limits == {0: (-inf, 1.0), 1: (3.0, inf)}
    assert (box.coverage, box.density) == (1, 1)


def test_what_has_no_value_is_within_no_limit():
    values = np.array([[np.nan], [1.0], [2.0]])
    assert inside({0: (0.5, inf)}, values).tolist() == [False, True, True]
    assert inside({}, values).all()


@pytest.fixture
def swept(tmp_path) -> Path:
    """A sweep in which the target is missed when returns exceed 0.31 and the review takes more than 1.2 times."""
    factors = [{"path": RETURNS, "low": 0, "high": 1}, {"path": REVIEW}, {"path": OTHER, "levels": [1, 2, 3]}]
    study = Study.model_validate(
        {
            "study": "misses",
            "scenario": "town",
            "factors": factors,
            "design": {"sobol": 512},
            "responses": ["total_days"],
        }
    )

    def play(design, values, engine):
        missed = values[0] > 0.31 and values[1] > 1.2
        return [
            {"replication": number, "class": "all", "total_days.n": 10, "total_days.within": 0.5 if missed else 1.0}
            for number in range(2)
        ]

    sweep(design_of(study, "misses.yaml", TOWN), tmp_path, workers=1, play=play)
    return tmp_path


def test_a_miss_is_said_in_words(swept):
    found = discover(swept, "total_days", 0.9, "all", 0.8)
    [sentence] = found.sentences()
    assert sentence.startswith("missed at 9")
    assert "%] of the points where filing: returns at review exceeds 0.3" in sentence
    assert " and drawings: time of review exceeds 0.1" in sentence
    assert sentence.endswith(f" days on average (of all points: {found.base_rate:.0%})")
    assert "clerks" not in sentence
    assert discovery_in_words(found) == (
        f"90% of projects (all) within 50 total_days is missed at {found.missed} of 512 points ({found.base_rate:.0%})."
    )
    [box] = discovery_document(found)["boxes"]
    assert box["limits"][RETURNS]["above"] == pytest.approx(0.31, abs=0.03)
    assert box["limits"][REVIEW]["above"] == pytest.approx(1.2, abs=0.03)
    assert box["coverage"] > 0.9
    assert box["density"] > 0.9
    other = box["on_other_points"]
    assert (other["found_again"], other["searches"]) == (10, 10)
    assert other["ci95"][0] < other["density"] < other["ci95"][1]
    assert other["density"] > 0.9
    assert discovery_document(found)["base_rate"] == pytest.approx(found.missed / 512)


def test_no_sentence_says_more_than_points_carry_that_did_not_choose_the_box(swept):
    found = discover(swept, "total_days", 0.9, "all", 0.8)
    label = found.sentences()[0].split(" of the points where ")[1].split(" (of all")[0]
    for one, said in (
        (Tried(9, 10, 50, 40), f"missed at 80% [67%–89%] of the points where {label} (of all points: 29%)"),
        (Tried(9, 10, 50, 16), f"missed at 32% [21%–46%] of the points where {label}; that may be no more than of all "
                               "points, 29%"),
        (Tried(), f"perhaps by chance, for without some of the points it is not found again: {label}"),
    ):  # fmt: skip
        assert replace(found, tried=[one]).sentences() == [said]


def test_points_at_which_nobody_finished_are_missed_and_not_dropped(tmp_path):
    """With fewer than two clerks nobody is ever permitted: nothing else was found before, for those were left out."""
    factors = [{"path": OTHER, "levels": [1, 2, 3]}, {"path": RETURNS, "low": 0, "high": 1}]
    study = {"study": "stuck", "scenario": "town", "factors": factors, "design": {"sobol": 128},
             "responses": ["total_days"]}  # fmt: skip

    def play(design, values, engine):
        told = {"within": 0.0, "unfinished": 1.0} if values[0] < 2 else {"within": 1.0, "mean": 20.0}
        return [
            {"replication": 0, "class": "all", "total_days.n": 10} | {f"total_days.{k}": v for k, v in told.items()}
        ]

    sweep(
        design_of(Study.model_validate(study | {"replications": 1}), "stuck.yaml", TOWN), tmp_path, workers=1, play=play
    )
    found = discover(tmp_path, "total_days", 0.9, "all", 0.8)
    assert found.points == 128
    assert found.missed == found.nobody > 40
    assert [box.limits for box in found.found] == [{0: (-inf, 2.0)}]
    assert f"is missed at {found.missed} of 128 points (34%), at {found.nobody} of them because nobody" in (
        discovery_in_words(found)
    )
    assert found.sentences()[0].startswith("missed at 100% [9")
    assert discovery_document(found)["nobody_finished"] == found.nobody


def test_a_share_that_is_the_promise_but_for_its_last_digit_is_no_miss(tmp_path):
    study = Study.model_validate(
        {
            "study": "verge",
            "scenario": "town",
            "factors": [{"path": RETURNS, "low": 0, "high": 1}],
            "design": {"sobol": 32},
            "responses": ["total_days"],
        }
    )

    def play(design, values, engine):
        nearly = float(np.nextafter(0.8, 0))
        return [{"replication": 0, "class": "all", "total_days.n": 10, "total_days.within": nearly}]

    sweep(design_of(study, "verge.yaml", TOWN), tmp_path, workers=1, play=play)
    assert discover(tmp_path, "total_days", 0.8, "all", 0.8).missed == 0


def test_a_factor_that_is_the_same_but_for_its_last_digits_does_not_vary(tmp_path, swept):
    points = pd.read_parquet(swept / "points.parquet")
    points[OTHER] = 0.3 + np.arange(len(points)) % 2 * 5e-17
    assert points[OTHER].nunique() == 2
    points.to_parquet(swept / "points.parquet", index=False)
    sign(swept)
    assert OTHER not in discover(swept, "total_days", 0.9, "all", 0.8).columns


def test_a_target_that_is_always_reached_has_no_box(swept):
    found = discover(swept, "total_days", 0.4, "all", 0.8)
    assert (
        discovery_in_words(found) == "40% of projects (all) within 50 total_days is reached at every one of 512 points."
    )


def test_what_the_sweep_does_not_have(swept):
    for clock, group, message in (
        ("total_day", "all", f"--clock: the sweep in {swept} has no 'total_day' — did you mean 'total_days'?"),
        ("total_days", "own", f"--class: the sweep in {swept} has no 'own' — known: all"),
    ):
        with pytest.raises(UserError) as caught:
            discover(swept, clock, 0.9, group, 0.8)
        assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("runs.parquet", "PAR", "cannot be read ("),
        ("points.parquet", "PAR", "cannot be read ("),
        ("manifest.json", '{"digest": "1", "study": "misses"}', "scenario: missing: it must be given"),
    ],
)
def test_a_file_of_the_sweep_that_is_spoilt_is_named(name, content, told, swept):
    (swept / name).write_text(content, encoding="utf-8")
    sign(swept)
    with pytest.raises(UserError) as caught:
        discover(swept, "total_days", 0.9, "all", 0.8)
    assert str(caught.value).startswith(f"{swept / name}: {told}")
    assert str(caught.value).endswith(": sweep again in another folder")


def test_another_table_in_the_place_of_the_runs_is_refused(swept):
    shutil.copy(swept / "points.parquet", swept / "runs.parquet")
    sign(swept)
    with pytest.raises(UserError, match=r"runs\.parquet: has no 'class', which a sweep writes"):
        discover(swept, "total_days", 0.9, "all", 0.8)


def test_limits_in_words():
    labels = {
        "a": {"name": "a", "title": "Agents", "kind": "reform"},
        "s": {"name": "s", "title": "clerks: servers", "kind": "levels"},
        "d": {"name": "d", "title": "report: time of write", "kind": "range", "days": 20.0},
    }
    assert limit_in_words("a", labels, -inf, 1) == "Agents is off"
    assert limit_in_words("a", labels, 0, inf) == "Agents is on"
    assert limit_in_words("s", labels, -inf, 3) == "clerks: servers is below 3"
    assert limit_in_words("d", labels, 1.05, inf) == "report: time of write exceeds 21 days on average"
    assert limit_in_words("s", labels, 1, 3) == "clerks: servers is between 1 and 3"


@pytest.mark.parametrize("seed", range(6))
def test_among_hundreds_of_columns_only_those_that_tell_by_themselves_are_looked_at(seed):
    """Two of 300 columns decide, by and large; others look so in places, by chance, and led the peeling astray."""
    random = np.random.default_rng(seed)
    values = random.random((500, 300))
    box = (values[:, 0] > 0.6) & (values[:, 1] < 0.7)
    happens = random.random(500) < np.where(box, 0.85, 0.15)
    assert telling(values, happens).tolist() == [0, 1]
    first = boxes(values, happens)[0]
    assert set(first.limits) == {0, 1}
    assert first.density > 0.8
    assert first.coverage > 0.6
