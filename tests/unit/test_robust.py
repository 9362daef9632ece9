"""Packages held against many worlds: which keep the promise in most, their regret, and the worlds that break them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from asking import done, refusal

from sim.cli.show.robust import robust_in_words
from sim.studies.crossed import Crossed, Package
from sim.studies.design import Design, Study, design_of
from sim.studies.robust import Robust, packages_over_worlds, robust_document, robust_of, worlds_and_packages
from sim.studies.sweep import read_finished, sweep

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
RETURNS = "processes.projects.items.filing.steps.review.returns.share"
REFORMS = ("clerks", "inspectors")


def crossed(*within: list[float], costs: list[float] | None = None) -> Crossed:
    """Packages by name, with the share within the target in each world."""
    packages = tuple(Package(tuple("abc"[:place]), "", "") for place in range(len(within)))
    shares = np.array(within).T
    paid = None if costs is None else np.broadcast_to(np.array(costs), (len(shares), 1, len(costs)))
    return Crossed(packages, np.arange(len(shares)), shares, shares[:, None, :], paid)


def test_how_often_the_promise_is_kept_and_the_regret() -> None:
    """Of four worlds: none of the reforms keeps it in one, both in three; each is behind where the other is better."""
    none, both = packages_over_worlds(crossed([0.95, 0.5, 0.6, 0.7], [0.92, 0.9, 0.95, 0.8], costs=[0.0, 7.0]), 0.9)
    assert (none.keeps, both.keeps) == (0.25, 0.75)
    assert none.regret == pytest.approx((0 + 0.4 + 0.35 + 0.1) / 4)
    assert (none.most_regret, both.most_regret) == pytest.approx((0.4, 0.03))
    assert both.regret == pytest.approx(0.03 / 4)
    assert (none.cost, both.cost) == (0.0, 7.0)
    assert none.interval[0] < 0.25 < none.interval[1]
    assert both.is_robust(0.75)
    assert not both.is_robust(0.8)


def town(folder: Path) -> Design:
    """A share of returns between 0 and 1 is not known, and two reforms may be on or off."""
    (folder / "reforms").mkdir()
    for name, pool in zip(REFORMS, ("clerks", "fire"), strict=True):
        changes = [{"pools": pool, "set": {"servers": 3}}]
        written = yaml.safe_dump({"reform": name, "title": f"More {name}", "changes": changes})
        (folder / "reforms" / f"{name}.yaml").write_text(written, encoding="utf-8")
    file = folder / "town.yaml"
    file.write_text(TOWN.read_text(encoding="utf-8"), encoding="utf-8")
    factors: list[dict[str, Any]] = [*({"reform": one} for one in REFORMS), {"path": RETURNS, "low": 0, "high": 1}]
    document = {
        "study": "known", "scenario": "town", "factors": factors, "replications": 2, "target": 20,
        "design": {"latin_hypercube": 40, "packages": "all"}, "responses": ["total_days"],
    }  # fmt: skip
    return design_of(Study.model_validate(document), "known.yaml", file)


def play(design: Design, values: Any, engine: str) -> list[dict[str, Any]]:
    """Enough are in time up to a share of returns of 0.3; more clerks make it 0.9, more inspectors 0.8."""
    clerks, inspectors, returns = values
    within = 0.9 + 0.1 * ((0.9 if clerks else 0.8 if inspectors else 0.3) - returns)
    row = {"class": "all", "total_days.n": 10, "total_days.mean": 20.0, "total_days.within": within}
    return [row | {"replication": number, "total_days.unfinished": 0.0} for number in range(2)]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Robust:
    folder = tmp_path_factory.mktemp("swept")
    sweep(town(tmp_path_factory.mktemp("town")), folder, workers=1, play=play)
    return robust_of(read_finished(folder), "total_days", "all", 0.9, 0.85)


def test_the_smallest_package_that_keeps_the_promise_in_enough_worlds(found: Robust) -> None:
    told = {one.package.reforms: one.keeps for one in found.over_worlds}
    assert found.worlds == 40
    assert told == pytest.approx({(): 0.3, ("clerks",): 0.9, ("inspectors",): 0.8, REFORMS: 0.9})
    assert found.chosen.package.reforms == ("clerks",)
    assert [one.package.reforms for one in found.smallest] == [("clerks",)]


def test_the_worlds_that_break_it_are_told(found: Robust) -> None:
    """Those with more than nine returns in ten; where none of the reforms is on, those above three."""
    assert found.broken.missed == 4
    said = robust_in_words(found)
    assert said[0] == "Smallest of those that keep it in at least 85% of the worlds: clerks (90%)."
    assert said[1] == "With clerks regret is 0.0 percentage points on average, and 0.0 at most."
    assert said[2].startswith("4 of 40 worlds break it: missed at ")
    assert "filing: returns at review exceeds 0.8" in said[2] or "filing: returns at review exceeds 0.9" in said[2]


def test_where_no_package_is_robust_the_nearest_is_told(tmp_path: Path) -> None:
    sweep(town(tmp_path), tmp_path / "swept", workers=1, play=play)
    found = robust_of(read_finished(tmp_path / "swept"), "total_days", "all", 0.9, 0.95)
    assert found.smallest == []
    assert robust_in_words(found)[0] == "No package keeps it in 95% of the worlds; nearest is clerks with 90%."
    document = robust_document(found)
    assert (document["robust"], document["chosen"]) == ([], ["clerks"])
    assert document["broken"]["worlds"] == 4


def test_every_range_is_a_world_and_money_is_counted_where_there_are_prices() -> None:
    design = worlds_and_packages(TOWN, ["more-clerks"], 20, None, "total_days", None, "own", 2, 1)
    assert design.size == 40
    assert design.study.responses == ["total_days"]
    assert design.study.classes == ["own", "all"]
    assert len(design.factors) == 6


def test_worlds_of_numbers_that_are_only_known_together_are_drawn_from_a_table(tmp_path: Path) -> None:
    """The two numbers of the table move as one factor, and are no factors of their own."""
    file = tmp_path / "worlds.csv"
    file.write_text(f"{RETURNS},pools.clerks.servers\n0.1,2\n0.3,1\n", encoding="utf-8")
    design = worlds_and_packages(TOWN, ["more-clerks"], 20, file, "total_days", None, "all", 2, 1)
    names = [factor.name for factor in design.factors]
    assert names[:2] == ["more-clerks", "worlds"]
    assert RETURNS not in names
    assert sorted(design.points[:, 1].tolist()) == [0.0] * 20 + [1.0] * 20


def test_it_is_asked_for_by_smallest(tmp_path: Path) -> None:
    asked = ("smallest", TOWN, "--reforms", "more-clerks", "--clock", "total_days", "--workers", 1, "--worlds", 20)
    done(*asked, "--replications", 2, "-o", tmp_path / "kept", "--json", tmp_path / "robust.json")
    document = json.loads((tmp_path / "robust.json").read_text(encoding="utf-8"))
    assert (document["worlds"], document["replications"], len(document["packages"])) == (20, 2, 2)
    assert (tmp_path / "kept" / "runs.parquet").exists()
    said = " ".join(done(*asked, "--replications", 2, "-o", tmp_path / "kept").split())
    assert "in 20 worlds" in said
    assert "Smallest of those that keep it" in said


def test_what_belongs_to_the_other_search_is_refused() -> None:
    asked = ("smallest", TOWN, "--reforms", "more-clerks")
    assert refusal(*asked, "--worlds", 30, "--confidence", 0.9) == (
        "--confidence: is of the search without worlds: drop one of them"
    )
    assert refusal(*asked, "--kept-in", 0.9) == "--kept-in: is about worlds: give --worlds too, or drop it"
    assert refusal(*asked, "--worlds", 19).startswith("--worlds: 19 are too few")
