"""What matters: indices of functions whose indices are known, budgets of answers whose parts are known."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from asking import approvals, refusal
from SALib.test_functions import Ishigami, Sobol_G

from sim.base.errors import StoppedError, UserError
from sim.cli.show.studies import sensitivity_in_words, show_sensitivity
from sim.statistics.variance import budget, components
from sim.studies.design import Design, Study, design_of
from sim.studies.documents import sensitivity_document
from sim.studies.influence import Influence, disagreements, indices, most_influential, screen
from sim.studies.sensitivity import Effort, Stages, sensitivity_of
from sim.studies.sweep import temporary_folder

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
ITEMS = "processes.projects.items"
SHARES = [
    "processes.projects.traits.prepared.all",
    "processes.projects.traits.prepared.own",
    f"{ITEMS}.filing.steps.review.returns.share",
    f"{ITEMS}.filing.steps.review.refuses",
    f"{ITEMS}.survey.applies.all",
    f"{ITEMS}.drawings.applies.all",
    f"{ITEMS}.permit.applies.all",
    f"{ITEMS}.filing.steps.review.share",
]
"""Numbers of the town that may be anything from 0 to 1."""


def study_of(count: int, design: dict[str, int], replications: int = 1) -> Design:
    """A study over so many shares of the town."""
    factors = [{"path": path, "low": 0, "high": 1} for path in SHARES[:count]]
    study = {"study": "known", "scenario": str(TOWN), "factors": factors, "design": design, "responses": ["total_days"]}
    return design_of(Study.model_validate(study | {"replications": replications}), "known.yaml", TOWN)


def answering(function):
    """Plays points by calculation: the mean is a function of the shares, and the probability another of the mean."""

    def play(design, values, engine):
        means = [function(values, number) for number in range(design.study.replications)]
        return [
            {"replication": number, "class": "all", "total_days.n": 10, "total_days.mean": mean,
             "total_days.within": float(mean < 3)}
            for number, mean in enumerate(means)
        ]  # fmt: skip

    return play


def answers(design, folder, function):
    return Stages(folder, workers=1, play=answering(function)).answers("known", design)


def ishigami(values, replication):
    return float(Ishigami.evaluate(np.pi * (2 * values[None, :] - 1))[0])


def sobol_g(values, replication):
    return float(Sobol_G.evaluate(values[None, :])[0])


# Functions whose indices are known


def test_the_indices_of_ishigami(tmp_path):
    """First 0.314, 0.442, 0; total 0.558, 0.442, 0.244 (Ishigami & Homma 1990, with a = 7 and b = 0.1)."""
    design = study_of(3, {"saltelli": 1024})
    found = indices(design, answers(design, tmp_path, ishigami))
    expected = {SHARES[0]: (0.3139, 0.5576), SHARES[1]: (0.4424, 0.4424), SHARES[2]: (0.0, 0.2437)}
    for name, (first, total) in found["mean"].items():
        assert first[0] == pytest.approx(expected[name][0], abs=0.05)
        assert total[0] == pytest.approx(expected[name][1], abs=0.05)
        assert first[1] <= expected[name][0] <= first[2]
        assert total[1] <= expected[name][1] <= total[2]


def test_the_indices_of_sobols_g(tmp_path):
    """First index of factor i: its variance 1 / (3 (1 + a)²) in the product of all (1 + variance), less one."""
    weights = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    alone = 1 / (3 * (1 + weights) ** 2)
    whole = np.prod(1 + alone) - 1
    total = alone * np.prod(1 + alone) / (1 + alone) / whole
    design = study_of(8, {"saltelli": 1024})
    found = indices(design, answers(design, tmp_path, sobol_g))
    told = np.array([[index[0] for index in found["mean"][name]] for name in SHARES])
    assert told[:, 0] == pytest.approx(alone / whole, abs=0.05)
    assert told[:, 1] == pytest.approx(total, abs=0.05)


def test_elementary_effects_of_a_sum_are_its_weights(tmp_path):
    weights = np.array([4.0, 2.0, 0.0])
    design = study_of(3, {"morris": 4})
    found = screen(design, answers(design, tmp_path, lambda values, replication: float(values @ weights)))
    told = [found[name]["mean"] for name in SHARES[:3]]
    assert [one.effect for one in told] == pytest.approx([4, 2, 0])
    assert [one.effect_spread for one in told] == pytest.approx([0, 0, 0], abs=1e-12)
    assert [one.share for one in told] == pytest.approx([0.8, 0.2, 0])


def test_only_what_matters_goes_on_from_screening_to_indices(tmp_path):
    weights = dict(zip(SHARES, (3.0, 0.0, 2.0, 0.01), strict=False))

    def play(design, values, engine):
        mean = sum(weights[factor.name] * value for factor, value in zip(design.factors, values, strict=True))
        return answering(lambda _, replication: mean + 0.1 * replication)(design, values, engine)

    effort = Effort(screen=4, samples=256, keep=3, points=30, replications=2)
    found = sensitivity_of(study_of(4, {"morris": 2}), Stages(tmp_path, workers=1, play=play), effort)
    assert [factor.name for factor in found.ranked()][:2] == [SHARES[0], SHARES[2]]
    first = found.influences[SHARES[0]]["mean"].first
    assert first is not None
    assert first[0] == pytest.approx(9 / 13, abs=0.06)
    assert found.influences[SHARES[1]]["mean"].total is None
    assert found.influences[SHARES[3]]["mean"].total is None
    assert sum(found.budgets["mean"].shares.values()) == pytest.approx(1)


def test_a_mean_that_is_known_nowhere_is_told(tmp_path):
    with pytest.raises(UserError) as caught:
        answers(study_of(2, {"morris": 2}), tmp_path, lambda values, replication: np.nan)
    assert str(caught.value) == (
        "known.yaml: at none of 6 points is there total_days.mean to compare: lengthen the run, or narrow the ranges"
    )


def test_where_nobody_finishes_the_target_is_missed_and_the_mean_the_largest_known(tmp_path):
    """With more than half of the returns nobody is ever done; the study goes on and says so."""

    def play(design, values, engine):
        is_stuck = values[0] > 0.5
        row = {"class": "all", "total_days.n": 10, "total_days.unfinished": float(is_stuck)}
        told = (
            {"total_days.within": 0.0} if is_stuck else {"total_days.within": 1.0, "total_days.mean": 2 + 4 * values[0]}
        )
        return [row | {"replication": number} | told for number in range(design.study.replications)]

    effort = Effort(screen=4, samples=64, keep=2, points=60, replications=2)
    found = sensitivity_of(study_of(2, {"morris": 4}), Stages(tmp_path, workers=1, play=play), effort)
    stuck, other = (found.influences[name] for name in SHARES[:2])
    assert stuck["within"].share == stuck["mean"].share == 1
    assert stuck["within"].regression[0] == pytest.approx(1, abs=0.05)
    assert (other["within"].effect, other["mean"].effect) == (0, 0)
    nobody = sum(int(one.nobody.sum()) for one in found.told)
    points = sum(len(one.points) for one in found.told)
    assert 0.3 * points < nobody < 0.7 * points
    assert sensitivity_in_words(found, {})[-1].startswith(f"At {nobody} of {points} points not everybody finished")
    assert sensitivity_document(found, 50)["nobody_finished"] == nobody


def test_an_answer_that_nothing_moves_has_no_indices(tmp_path, capsys):
    """Constant to 4e-15: what rounding leaves was told as 107 % of it explained."""

    def constant(values, replication):
        return 30 * (1 + 4e-15 * (values[0] > 0.5))

    effort = Effort(screen=4, samples=64, keep=2, points=60, replications=2)
    found = sensitivity_of(study_of(2, {"morris": 4}), Stages(tmp_path, workers=1, play=answering(constant)), effort)
    for figures in found.influences.values():
        for one in figures.values():
            assert (one.effect, one.share, one.first, one.total, one.regression) == (0, 0, None, None, None)
    assert found.budgets["mean"].shares is None
    show_sensitivity(found, 50)
    assert "Nothing moves mean total_days, neither the inputs nor chance." in capsys.readouterr().out
    design = study_of(2, {"saltelli": 64})
    assert indices(design, answers(design, tmp_path / "saltelli", constant)) == {}


def test_what_regression_finds_goes_on_whatever_the_screening_says():
    one, other = Influence(9.0, 0, 0.999), Influence(0.3, 0, 0.001)
    found = {"a": {"mean": one, "within": one}, "b": {"mean": other, "within": other}}
    assert most_influential(found, 5) == {0}
    surely = Influence(0.3, 0, 0.001, regression=(0.3, 0.2, 0.4))
    assert most_influential(found | {"b": {"mean": surely, "within": other}}, 5) == {0, 1}
    perhaps = Influence(0.3, 0, 0.001, regression=(0.3, 0.01, 0.6))
    assert most_influential(found | {"b": {"mean": perhaps, "within": other}}, 5) == {0}


def test_where_methods_disagree_beyond_their_intervals_the_number_is_named(tmp_path):
    design = study_of(2, {"morris": 2})
    effort = Effort(2, 64, 2, 60, 2)
    agreed = sensitivity_of(
        design, Stages(tmp_path, workers=1, play=answering(lambda x, r: float(x[0] + x[1]))), effort
    )
    assert disagreements(agreed.influences) == []
    first, second = (agreed.influences[name] for name in SHARES[:2])
    passed = replace(first["mean"], share=0.001, effect=0.1, total=None, first=None, regression=(0.3, 0.2, 0.4))
    apart = replace(second["within"], share=1.0, first=(0.02, 0.0, 0.05), regression=(0.3, 0.2, 0.4))
    whole = replace(second["mean"], share=0.999)
    influences = {SHARES[0]: first | {"mean": passed}, SHARES[1]: {"mean": whole, "within": apart}}
    told = sensitivity_in_words(replace(agreed, influences=influences), {"mean": "the mean", "within": "P"})
    titles = [str(factor.title) for factor in design.factors]
    assert told == [
        f"{titles[0]}: the screening lets it pass for 0.1% of the effects on the mean, and regression says that alone "
        "it explains 30% [20%, 40%]: it is left out all the same: raise --keep.",
        f"{titles[1]}: alone it explains of P by Sobol's index 2% [0%, 5%] of what the numbers make that were kept, by "
        "regression 30% [20%, 40%] of all: more --samples and --points tell them apart, a larger --keep whether it "
        "depends on the others.",
    ]


def test_a_value_at_which_a_number_was_not_tested_is_told_by_name(tmp_path):
    """Two trajectories see four of the five values of a count."""
    factor = {"path": "pools.clerks.servers", "low": 4, "high": 8}
    study = {"study": "known", "scenario": str(TOWN), "factors": [factor], "design": {"morris": 2}, "replications": 1}
    design = design_of(Study.model_validate(study | {"responses": ["total_days"]}), "known.yaml", TOWN)
    stages = Stages(tmp_path, workers=1, play=answering(lambda x, r: 1.0))
    found = sensitivity_of(design, stages, Effort(2, 2, 1, 40, 2))
    assert sensitivity_in_words(found, {}) == [
        "clerks: servers: not tested at 6, and screened out all the same; with a larger --screen it is."
    ]
    assert sensitivity_document(found, 50)["factors"][0]["not_tested_at"] == [6]


def test_a_study_that_stops_in_a_temporary_folder_does_not_say_that_anything_is_kept():
    def breaking(design, values, engine):
        raise UserError("servers must be at least 1 (found 0)")

    with pytest.raises(UserError) as caught, temporary_folder(": with -o FOLDER it is") as folder:
        Stages(folder, workers=1, play=breaking).answers("screen", study_of(2, {"morris": 2}))
    assert str(caught.value) == (
        "known.yaml: point 0: servers must be at least 1 (found 0); nothing is kept: with -o FOLDER it is"
    )


def test_a_clock_that_stands_still_for_the_projects_asked_about_is_refused_before_the_screening(tmp_path):
    def nobody(design, values, engine):
        return [
            {"replication": 0, "class": "all", "total_days.n": 0, "total_days.mean": None, "total_days.within": None}
        ]

    with pytest.raises(UserError, match="no project of 'all' has total_days: choose another"):
        sensitivity_of(study_of(2, {"morris": 2}), Stages(tmp_path, workers=1, play=nobody), Effort())
    assert list(tmp_path.iterdir()) == []


def test_what_stops_half_way_is_said_to_be_kept_only_where_it_is(tmp_path, monkeypatch):
    def stops(design, stages, *_):
        raise StoppedError("point 3: nothing there", f"the points that were computed are kept in {stages.folder}")

    monkeypatch.setattr("sim.studies.sensitivity.sensitivity_of", stops)
    out = tmp_path / "out"
    kept = f"point 3: nothing there; the points that were computed are kept in {out}"
    gone = (
        "point 3: nothing there; nothing is kept: -o names a folder that keeps what was computed, to go on from there"
    )
    assert refusal("sensitivity", TOWN, "-o", out, "--clock", "total_days") == kept
    assert refusal("sensitivity", TOWN, "--clock", "total_days") == gone


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--samples", 3), "sensitivity: samples: saltelli of 3 is not a power of 2"),
        (("--points", 20_000_000), "sensitivity: points.random: found 20000000: give at most 1e+06"),
        (("--clock", "trips"), "--clock: 'trips' is no clock"),
        (("--class", "own+prepard"), "classes[0]: no class 'own+prepard' — did you mean 'own+prepared'?"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_played(options, told, monkeypatch):
    monkeypatch.setattr("sim.studies.sensitivity.sensitivity_of", lambda *_: pytest.fail("played"))
    assert told in refusal("sensitivity", TOWN, *options)


def test_a_probability_that_is_no_number_is_refused(tmp_path):
    result = approvals("discover", tmp_path, "--probability", "nan")
    assert result.exit_code == 2
    assert "nan is not a share" in result.stderr


def test_what_is_found_is_told_of_the_scenario_by_its_own_name(tmp_path):
    effort = Effort(2, 2, 1, 2, 2)
    stages = Stages(tmp_path, workers=1, play=answering(sobol_g))
    told = sensitivity_document(sensitivity_of(study_of(8, {"morris": 2}), stages, effort), 50)
    assert (told["scenario"], len(told["factors"])) == ("town", 8)


# The budget


def two_way(points, replications, spreads, generator):
    by_point, by_replication, rest = spreads
    return (
        generator.normal(0, by_point, (points, 1))
        + generator.normal(0, by_replication, (1, replications))
        + generator.normal(0, rest, (points, replications))
    )


def test_the_parts_of_a_table_are_estimated_without_bias():
    generator = np.random.default_rng(1)
    found = np.array([components(two_way(12, 4, (3, 2, 1), generator)) for _ in range(4_000)])
    error = found.std(axis=0) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - [9, 4, 1]) < 4 * error).all()


def test_parts_of_a_table_without_chance_are_exact():
    assert components(np.array([[1.0, 1, 1], [3, 3, 3]])) == pytest.approx((2, 0, 0))
    assert components(np.array([[1.0, 3], [1, 3]])) == pytest.approx((0, 2, 0))


@pytest.mark.parametrize(("spreads", "replications"), list(product([(3, 2, 1), (0, 1, 1), (1, 0, 0)], [1, 20])))
def test_the_shares_of_a_budget_sum_to_one(spreads, replications):
    found = budget(two_way(20, 5, spreads, np.random.default_rng(2)), replications, seed=1)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.shares["too_few_runs"] == pytest.approx(found.shares["chance"] / replications)
    low, high = found.inputs_interval
    assert low <= found.shares["unknown_inputs"] <= high


def test_a_budget_of_nothing_has_no_shares():
    assert budget(np.ones((3, 2)), 20, seed=1).shares is None


@pytest.mark.parametrize("size", [1e-3, 1.0, 297.0])
def test_what_only_arithmetic_has_left_is_nothing(size):
    """An answer that is the same but for its last digits, as 0.1 + 0.2 is and 0.3."""
    numbers = np.random.default_rng(1)
    same = size * (1 + numbers.normal(0, 1e-15, (64, 4)))
    assert np.ptp(same) > 0
    assert budget(same, 20, seed=1).shares is None
    told = budget(size * (1 + numbers.normal(0, 1e-4, (64, 1)) + np.zeros((64, 4))), 20, seed=1)
    assert told.shares == {
        "unknown_inputs": pytest.approx(1),
        "chance": pytest.approx(0),
        "too_few_runs": pytest.approx(0),
    }


def test_a_budget_needs_two_of_each():
    with pytest.raises(ValueError) as caught:
        components(np.ones((1, 4)))
    assert str(caught.value) == "1 points in 4 replications: a budget needs at least two of each"
