"""How far reforms are kept: one number that moves all of theirs between what the base has and what is written."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim.base.errors import ScenarioError
from sim.scenario import as_document, load_reform, load_scenario
from sim.scenario.addresses import numbers
from sim.scenario.reforms.apply import apply_reforms, own_reform
from sim.scenario.reforms.keeping import kept_value
from sim.scenario.reforms.model import Change, Reform
from sim.studies.design import factors as words
from sim.studies.design.load import Design, load_study

HERE = Path(__file__).parents[1]
TOWN = HERE / "scenarios" / "valid" / "town.yaml"
SHIPPED = HERE.parent / "scenarios"
Document = dict[str, Any]
ITEMS = "processes.projects.items"


@pytest.fixture(scope="module")
def town() -> Document:
    return as_document(load_scenario(TOWN))


def kept(town: Document, share: float, *changes: Document, own: tuple[Document, ...] = ()) -> Document:
    """The town with one reform, kept so far, and changes of its own."""
    package = [Reform.model_validate({"reform": "better", "title": "better", "changes": list(changes)})]
    if own:
        package.append(own_reform([Change.model_validate(change) for change in own]))
    return apply_reforms(town, package, "package", kept=share).document


def at(document: Document, address: str) -> Any:
    for name in address.split("."):
        document = document[name]
    return document


QUICKER = {"items": "drawings", "steps": "review", "times": {"duration": {"value": 0.5, "range": [0.4, 0.8]}}}


@pytest.mark.parametrize(("share", "factor"), [(0, 1), (0.5, 0.75), (0.8, 0.6), (1, 0.5)])
def test_of_a_factor_the_part_that_is_kept_is_left(town, share, factor):
    times = at(kept(town, share, QUICKER), f"{ITEMS}.drawings.steps.review.work.times")
    assert times["value"] == factor
    assert times["range"] == pytest.approx([0.5 * (1 - 0.6 * share), 2 * (1 - 0.2 * share)])


@pytest.mark.parametrize("verb", ["cut", "reduce", "times"])
def test_so_it_is_with_every_kind_of_factor(town, verb):
    after = kept(town, 0.5, {"items": "drawings", verb: {"promise": 0.8}})
    assert at(after, f"{ITEMS}.drawings.promise.days.value") == pytest.approx(9)


def test_the_smallest_share_of_two_holds_among_what_is_kept(town):
    shares = [{"items": "filing", "steps": "review", "reduce": {"returns.share": share}} for share in (0.4, 0.8)]
    assert at(kept(town, 0.5, *shares), f"{ITEMS}.filing.steps.review.returns.share.value") == pytest.approx(0.2 * 0.7)


def test_a_number_that_is_set_lies_between_the_base_and_what_is_written(town):
    after = kept(
        town,
        0.25,
        {"items": "filing", "steps": "review", "set": {"returns.share": {"value": 0.1, "range": [0.05, 0.15]}}},
        {"items": "drawings", "set": {"promise": {"days": {"value": 6, "range": [4, 8]}}}},
        {"items": "survey", "steps": "drill", "set": {"wait": "2 days"}},
        {"items": "drawings", "steps": "review", "set": {"work": {"hours": {"pert": [1, 1, 1]}}}},
    )
    share, promise = (
        at(after, f"{ITEMS}.filing.steps.review.returns.share"),
        at(after, f"{ITEMS}.drawings.promise.days"),
    )
    assert (share["value"], share["range"]) == (0.175, [0.1625, 0.1875])
    assert (promise["value"], promise["range"]) == (9, [4.75, 13.25])
    assert at(after, f"{ITEMS}.survey.steps.drill.wait.days.fixed") == 8
    assert at(after, f"{ITEMS}.drawings.steps.review.work.hours.pert") == [1, 1.75, 4]


def test_people_are_whole(town):
    """Two clerks, and one, two or three more: of half a clerk and of three quarters comes one, of a quarter none."""
    for servers, found in ((4, 3), (5, 3), (3, 2)):
        assert (
            at(kept(town, 0.25, {"pools": "clerks", "set": {"servers": servers}}), "pools.clerks.servers.value")
            == found
        )
    after = kept(town, 0.25, {"pools": "clerks", "times": {"servers": {"value": 2, "range": [1.2, 4]}}})
    assert at(after, "pools.clerks.servers") == {"value": 3, "range": [1, 5], "grade": "estimate"}


def test_what_is_built_stays(town):
    """There is no quarter of a step, an edge or a trait, nor a number between two shapes of chance."""
    changes = [
        {"items": "permit", "insert": {"look": {"before": "seal", "work": "1 hour", "pool": "clerks", "share": 0.4}}},
        {"items": "permit", "after": {"add": ["survey"], "drop": ["drawings"]}},
        {"add": {"traits": {"online": 0.6}}},
        {"items": "permit", "steps": "seal", "set": {"wait": {"days": {"fixed": 2}}}},
        {"items": "drawings", "steps": "submit", "set": {"trips": 0}},
        {"items": "filing", "set": {"promise": 4}},
    ]
    assert kept(town, 0.25, *changes) == kept(town, 1, *changes)


def test_what_the_scenario_changes_by_itself_stays(town):
    own = {"pools": "clerks", "set": {"servers": 6}}
    half = {"items": "permit", "steps": "review", "times": {"duration": 0.5}}
    after = kept(town, 0, QUICKER, own=(own, half))
    assert at(after, "pools.clerks.servers.value") == 6
    assert at(after, f"{ITEMS}.permit.steps.review.work.times.value") == 0.5
    assert at(after, f"{ITEMS}.drawings.steps.review.work.times.value") == 1


def test_kept_in_full_is_as_written_and_not_kept_leaves_every_number_of_the_base():
    """Of the shipped reforms that build nothing."""
    base = as_document(load_scenario(SHIPPED / "practice-2016.yaml"))
    names = ("limits-20", "intermediaries-half")
    package = [load_reform(SHIPPED / "reforms" / f"{name}.yaml") for name in names]
    elsewhere = {"joint-drawing-review"}.copy
    full = apply_reforms(base, package, "package", elsewhere).document
    assert apply_reforms(base, package, "package", elsewhere, kept=1).document == full != base
    none = apply_reforms(base, package, "package", elsewhere, kept=0).document
    assert values(none) == values(base) != values(full)


def test_who_is_to_chase_files_and_is_kept_to_a_half_chases_half_of_them():
    base = as_document(load_scenario(SHIPPED / "practice-2016.yaml"))
    package = [load_reform(SHIPPED / "reforms" / "performance-assessment.yaml")]
    full, half, none = (
        set(chasing(apply_reforms(base, package, "package", kept=kept).document)) for kept in (1, 0.5, 0)
    )
    assert full == {(0.6, (0.3, 0.9))}
    assert half == {(0.3, (0.15, 0.45))}
    assert none == {(0, (0, 0))}


def chasing(document: Document) -> list[tuple[float, tuple[float, ...]]]:
    """The share of files that the assessment chases at each step, with its range."""
    steps = [step for item in document["processes"]["investment"]["items"].values() for step in item["steps"].values()]
    shares = [one["share"] for step in steps for one in step.get("no_later_than", {}).values()]
    return [(share["value"], tuple(share["range"])) for share in shares]


def test_of_what_has_levels_one_is_chosen_and_not_a_mean():
    old = {"calendar": "office", "servers": 2.0, "levels": [{"servers": 2.0}, {"servers": 4.0}]}
    new = {"calendar": "office", "servers": 4.0, "levels": [{"servers": 4.0}, {"servers": 6.0}]}
    assert kept_value(new, old, 0.5) == new


def values(document: Document) -> list[tuple[Any, float]]:
    return [
        (keys, node["value"] if isinstance(node, dict) and "value" in node else node)
        for keys, node in numbers(document)
    ]


# In files and studies


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The town, one reform, and a scenario with it that is kept in full or only to a half."""
    (tmp_path / "reforms").mkdir()
    (tmp_path / "town.yaml").write_bytes(TOWN.read_bytes())
    write(tmp_path / "reforms" / "better.yaml", {"reform": "better", "title": "better", "changes": [QUICKER]})
    share = {"value": 1, "range": [0.5, 1], "source": "ASM", "grade": "estimate"}
    write(tmp_path / "improved.yaml", {**IMPROVED, "kept": share})
    return tmp_path


IMPROVED = {"scenario": "improved", "title": "Improved", "extends": "town", "reforms": ["better"]}


def write(file: Path, document: Document) -> Path:
    file.write_text(yaml.safe_dump(document))
    return file


def study(folder: Path, *factors: Document, **parts: Any) -> Design:
    document = {"study": "how-far", "scenario": "improved", "factors": list(factors), "design": {"latin_hypercube": 16}}
    return load_study(write(folder / "how-far.yaml", document | parts))


def times(scenario) -> float:
    return scenario.processes["projects"].items["drawings"].steps["review"].work.times.value


def test_a_file_says_how_far_and_the_resolved_form_tells_it(folder):
    write(folder / "half.yaml", {**IMPROVED, "scenario": "half", "kept": 0.5})
    half = load_scenario(folder / "half.yaml")
    assert times(half) == 0.75
    assert {name: share.value for name, share in half.reforms_kept.items()} == {"better": 0.5}
    write(folder / "plain.yaml", {**IMPROVED, "scenario": "plain"})
    assert load_scenario(folder / "plain.yaml").reforms_kept is None
    write(folder / "further.yaml", {"scenario": "further", "title": "Further", "extends": "half"})
    assert load_scenario(folder / "further.yaml").reforms_kept == half.reforms_kept


def test_every_range_moves_it_as_one_factor_beside_the_ranges_of_the_reforms(folder):
    design = study(folder, {"every": "range"})
    names = [factor.name for factor in design.factors]
    assert names.count("kept") == 1
    assert "reforms.better.changes[0].times.duration" in names
    place, other = names.index("kept"), names.index("reforms.better.changes[0].times.duration")
    assert (design.points[:, place].min() >= 0.5, design.points[:, place].max() <= 1) == (True, True)
    kept_at = design.factors[place]
    assert (kept_at.spread, kept_at.source, kept_at.grade) == (words.Spread(0.5, 1, 1.0), "ASM", "estimate")
    review = names.index(f"{ITEMS}.drawings.steps.review.work.times")
    for point in design.points:
        factor = 1 + (point[other] - 1) * point[place]
        assert times(design.scenario(point)) == pytest.approx(point[review] * factor)


def test_a_study_may_set_it_to_levels(folder):
    design = study(folder, {"path": "kept", "levels": [0, 0.5, 1]}, design="full_factorial")
    assert [times(design.scenario(point)) for point in design.points] == [1, 0.75, 0.5]
    assert study(folder, {"path": "kept"}).factors[0].spread == words.Spread(0.5, 1, 1.0)
    both = study(folder, {"path": "kept", "low": 0.2, "high": 0.4}, {"every": "range"})
    assert [factor.name for factor in both.factors].count("kept") == 1
    assert np.ptp(both.points[:, 0]) < 0.2


@pytest.mark.parametrize(
    ("factor", "scenario", "message"),
    [
        (
            {"path": "kept", "levels": [0.5, 1.5]},
            "improved",
            "factors[0]: 1.5 is not a share: give a number from 0 to 1",
        ),
        ({"path": "kept"}, "plain", "factors[0].path: kept has no range of its own: give levels, or low and high"),
        ({"path": "kept", "levels": [0, 1]}, "town", "no reforms are named in the scenario that could be kept"),
    ],
)
def test_a_study_that_cannot_is_refused(folder, factor, scenario, message):
    write(folder / "plain.yaml", {**IMPROVED, "scenario": "plain"})
    with pytest.raises(ScenarioError) as error:
        study(folder, factor, scenario=scenario)
    assert message in str(error.value)


def test_the_full_reform_carries_it_with_its_range():
    scenario = load_scenario(SHIPPED / "full-reform.yaml")
    assert set(scenario.reforms_kept) == set(scenario.reforms)
    assert {(share.value, share.range) for share in scenario.reforms_kept.values()} == {(1, (0.5, 1))}
