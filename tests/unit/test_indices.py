"""`approvals indices`: what the numbers of a sweep explain, from its folder, and which sweeps cannot tell."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import done, refusal

from sim.studies.design import Study, design_of
from sim.studies.indices import indices_of
from sim.studies.sweep import sweep

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
RETURNS = "processes.projects.items.filing.steps.review.returns.share"
SERVERS = "pools.clerks.servers"
SHARE = "processes.projects.items.drawings.applies.all"
FACTORS: list[dict[str, Any]] = [
    {"path": RETURNS, "low": 0, "high": 1},
    {"path": SERVERS, "levels": [1, 2, 3, 4]},
    {"path": SHARE, "low": 0, "high": 1},
]
"""The mean is 10 times the first and the second: variances 100/12 and 1.25; the third does nothing."""
VARIANCES = (100 / 12, 1.25)


def mean_of(values: Any) -> float:
    return float(20 + 10 * values[0] + values[1])


GRID = [{"path": RETURNS, "levels": [0, 0.5, 1]}, FACTORS[1], {"path": SHARE, "levels": [0, 1]}]


def swept(
    folder: Path,
    design: dict[str, Any] | str,
    mean: Callable[[Any], float | None] = mean_of,
    factors: list[dict[str, Any]] = FACTORS,
) -> Path:
    """A sweep over some numbers of the town, in two replications with the same luck at every point."""
    study = Study.model_validate(
        {"study": "known", "scenario": "town", "factors": factors, "design": design, "responses": ["total_days"],
         "replications": 2, "target": 25}
    )  # fmt: skip

    def play(design: Any, values: Any, engine: str) -> list[dict[str, Any]]:
        told = mean(values)
        row = {
            "class": "all",
            "total_days.n": 10,
            "total_days.mean": told,
            "total_days.unfinished": float(told is None),
        }
        within = float(told is not None and told <= 25)
        return [row | {"replication": number, "total_days.within": within} for number in range(2)]

    sweep(design_of(study, "known.yaml", TOWN), folder, workers=1, play=play)
    return folder


def asked(folder: Path, *options: object) -> dict[str, Any]:
    file = folder.parent / "indices.json"
    done("indices", folder, "--clock", "total_days", "--json", file, *options)
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


def test_known_shares_are_told_of_numbers_alone_and_together(tmp_path: Path) -> None:
    told = asked(swept(tmp_path / "sweep", {"latin_hypercube": 300}), "--group", f"{RETURNS}, {SERVERS}")
    assert (told["study"], told["clock"], told["class"], told["points"]) == ("known", "total_days", "all", 300)
    shares = {factor["name"]: factor["mean"] for factor in told["factors"]}
    for name, variance in zip((RETURNS, SERVERS), VARIANCES, strict=True):
        share = variance / sum(VARIANCES)
        assert shares[name]["value"] == pytest.approx(share, abs=0.04)
        assert shares[name]["ci95"][0] < share < shares[name]["ci95"][1]
    assert shares[SHARE]["ci95"][0] == 0
    assert told["factors"][0]["name"] == RETURNS
    [both] = told["together"]
    assert both["factors"] == [RETURNS, SERVERS]
    assert both["mean"]["value"] == pytest.approx(1, abs=0.01)
    assert told["chance"] == pytest.approx({"mean": 0, "within": 0})


def test_the_first_numbers_are_asked_about_together_if_no_group_is_named(tmp_path: Path) -> None:
    told = asked(swept(tmp_path / "sweep", {"sobol": 256}))
    assert [group["factors"] for group in told["together"]] == [[RETURNS, SERVERS]]


def test_it_is_told_in_words(tmp_path: Path) -> None:
    told = done("indices", swept(tmp_path / "sweep", {"random": 200}), "--clock", "total_days")
    assert "What each of 3 numbers explains alone" in told
    assert "filing: returns at review" in told
    assert "What several explain together" in told
    assert "Chance makes 0% of the variance of P(total_days ≤ 25) between 200 points." in told
    assert "regression" in told


def test_what_nothing_moves_has_no_indices(tmp_path: Path) -> None:
    folder = swept(tmp_path / "sweep", {"random": 40}, lambda values: 20 * (1 + 4e-15 * (values[0] > 0.5)))
    assert {factor["mean"] for factor in asked(folder)["factors"]} == {None}
    told = done("indices", folder, "--clock", "total_days")
    assert "Nothing moves mean total_days between 40 points further than chance does." in told
    assert "nothing" in told


def test_points_at_which_nobody_finished_are_missed_and_said(tmp_path: Path) -> None:
    folder = swept(tmp_path / "sweep", {"random": 200}, lambda values: None if values[1] < 2 else 20.0)
    told = asked(folder)
    assert told["points"] == 200
    assert told["nobody_finished"] == told["not_everybody_finished"] > 30
    [servers, *_] = told["factors"]
    assert servers["name"] == SERVERS
    assert servers["within"]["value"] == pytest.approx(1, abs=0.01)
    words = done("indices", folder, "--clock", "total_days")
    assert f"At {told['nobody_finished']} of 200 points not everybody finished, at {told['nobody_finished']}" in words


def test_of_saltellis_design_the_points_are_used_that_are_independent(tmp_path: Path) -> None:
    folder = swept(tmp_path / "sweep", {"saltelli": 64})
    told = asked(folder)
    assert (told["points"], told["left_out"]) == (128, 192)
    assert "192 points of the design are no independent sample" in done("indices", folder, "--clock", "total_days")
    found = indices_of(folder, "total_days", "all")
    assert found.alone[RETURNS]["mean"][0] == pytest.approx(VARIANCES[0] / sum(VARIANCES), abs=0.05)


def test_a_grid_tells_too(tmp_path: Path) -> None:
    """Of levels 1 to 4 and 0, 1 with equal weight: variances 1.25 and 0.25 of the mean, to which they add."""
    folder = swept(tmp_path / "sweep", {"full_factorial": "all"}, lambda values: values[1] + values[2], GRID)
    found = indices_of(folder, "total_days", "all", [(SERVERS, SHARE)])
    assert len(found.told.points) == 24
    for name, share in ((SERVERS, 1.25 / 1.5), (SHARE, 0.25 / 1.5), (RETURNS, 0.0)):
        _, low, high = found.alone[name]["mean"]
        assert low <= share <= high
    assert found.alone[SERVERS]["mean"][0] == pytest.approx(1.25 / 1.5, abs=0.1)
    assert found.together[0].shares["mean"][0] == pytest.approx(1, abs=0.05)


def test_switches_and_numbers_in_reforms_are_told_like_others(tmp_path: Path) -> None:
    """A reform that is off, or on with 3, 4, or 5 clerks, which has no value while it is off."""
    factors: list[dict[str, Any]] = [
        {"reform": "more-clerks", "levels": {SERVERS: [3, 4, 5]}},
        {"path": SHARE, "low": 0, "high": 1},
    ]

    def mean(values: Any) -> float:
        return 20.0 if values[0] != values[0] else 10.0 + values[0]

    told = asked(swept(tmp_path / "sweep", {"random": 200}, mean, factors))
    assert told["factors"][0]["reform"] == "more-clerks"
    assert told["factors"][0]["mean"]["value"] == pytest.approx(1, abs=0.01)
    assert told["factors"][1]["mean"]["ci95"][0] == 0


def test_where_every_package_is_played_each_point_counts_once(tmp_path: Path) -> None:
    """A reform that adds 5 is on at every other point that is used: variances 25/4 beside those of the numbers."""
    factors = [{"reform": "more-clerks"}, *FACTORS]

    def mean(values: Any) -> float:
        return float(20 + 5 * values[0] + 10 * values[1] + values[2])

    told = asked(swept(tmp_path / "sweep", {"latin_hypercube": 200, "packages": "all"}, mean, factors))
    assert (told["points"], told["left_out"]) == (200, 200)
    shares = {factor["name"]: factor["mean"]["value"] for factor in told["factors"]}
    whole = 25 / 4 + sum(VARIANCES)
    assert shares["more-clerks"] == pytest.approx(25 / 4 / whole, abs=0.05)
    assert shares[RETURNS] == pytest.approx(VARIANCES[0] / whole, abs=0.05)


def test_what_cannot_be_told_is_refused(tmp_path: Path) -> None:
    morris = swept(tmp_path / "morris", {"morris": 6})
    assert refusal("indices", morris, "--clock", "total_days") == (
        f"{morris}: the points of a Morris design differ in one factor at a time and stand at the ends of ranges: "
        "sweep latin_hypercube, sobol or random points"
    )
    few = swept(tmp_path / "few", {"random": 19})
    assert refusal("indices", few, "--clock", "total_days").endswith(
        "19 independent points are too few to tell what the answer follows from: sweep at least 20"
    )
    folder = swept(tmp_path / "sweep", {"random": 30})
    asked = ("indices", folder, "--clock", "total_days")
    assert refusal(*asked, "--group", "pools.clerk.servers").endswith(
        f"has no factor 'pools.clerk.servers' — did you mean '{SERVERS}'?"
    )
    assert "--group: names no number" in refusal(*asked, "--group", ",")
    assert "--class: the sweep in" in refusal(*asked, "--class", "own")
    assert "--clock: the sweep in" in refusal("indices", folder)
