"""Studies: what is varied, which points are played, and every mistake told before anything is."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.base.errors import ScenarioError
from sim.scenario import as_document, load_scenario
from sim.scenario.addresses import address, as_keys, at, numbers, with_numbers
from sim.studies.design import Design, DesignEntry, Study, design_of, load_study
from sim.studies.design.factors import Factor, Spread
from sim.studies.design.sampling import size_of

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
ROOT = Path(__file__).parents[2]
TOWN = VALID / "town.yaml"
SERVERS = "pools.clerks.servers"
RETURNS = "processes.projects.items.filing.steps.review.returns.share"


def study(*factors, design="full_factorial", **parts) -> Study:
    return Study.model_validate({"study": "s", "scenario": "town", "factors": list(factors), "design": design, **parts})


def made(*factors, design="full_factorial", scenario=TOWN, **parts) -> Design:
    return design_of(study(*factors, design=design, **parts), "s.yaml", scenario)


def refused(*factors, **parts) -> str:
    with pytest.raises(ScenarioError) as caught:
        made(*factors, **parts)
    return str(caught.value)


def value(design: Design, point: int, path: str) -> float:
    return at(as_document(design.scenario(design.points[point])), as_keys(path))["value"]


# Reforms by their names


def test_a_reform_is_found_among_those_shipped_beside_a_scenario_of_ones_own(tmp_path):
    mine = tmp_path / "my-city.yaml"
    mine.write_text("scenario: my-city\ntitle: Mine\nextends: practice-2016\n", encoding="utf-8")
    design = made({"reform": "e-seal"}, scenario=mine)
    assert [design.scenario(point).reforms for point in design.points] == [[], ["e-seal"]]


# Numbers by their address


def test_an_address_is_what_resolve_prints():
    document = as_document(load_scenario(TOWN))
    known = {address(keys) for keys, _ in numbers(document)}
    assert {SERVERS, RETURNS, "target", "processes.projects.items.survey.steps.drill.wait.days.fixed"} <= known
    assert "templates.licence.submit.work.times" not in known
    assert as_keys(f"{SERVERS}.value") == ("pools", "clerks", "servers")
    assert as_keys("a.pert[1]") == ("a", "pert", 1)


def test_other_numbers_leave_everything_else_as_it_was():
    town = load_scenario(TOWN)
    before, after = as_document(town), as_document(with_numbers(town, {as_keys(SERVERS): 3, as_keys(RETURNS): 0.4}, ""))
    assert at(after, as_keys(SERVERS)) == {"value": 3.0}
    assert at(after, as_keys(RETURNS)) == {"value": 0.4}
    at(after, ("pools", "clerks"))["servers"] = at(before, as_keys(SERVERS))
    at(after, as_keys(RETURNS)[:-1])["share"] = at(before, as_keys(RETURNS))
    assert after == before


def test_a_number_within_a_distribution_can_be_another():
    path = "processes.projects.items.survey.steps.drill.wait.days.fixed"
    design = made({"path": path, "levels": [10, 20]})
    assert [at(as_document(design.scenario(values)), as_keys(path)) for values in design.points] == [10.0, 20.0]


# Spreads


def test_a_range_is_a_triangle_with_its_top_at_the_value():
    spread = Spread(0, 4, 1)
    assert spread.at(np.array([0, 0.25, 1])).tolist() == [0, 1, 4]
    assert spread.at(np.array([1 - 1 / 12])) == pytest.approx(3)


def test_bounds_alone_are_uniform_and_counts_are_whole():
    assert Spread(2, 4).at(np.array([0, 0.25, 1])).tolist() == [2, 2.5, 4]
    whole = Spread(1, 3, whole=True).at(np.array([0, 0.3, 0.4, 0.6, 0.7, 1]))
    assert whole.tolist() == [1, 1, 2, 2, 3, 3]


# Factors and designs


def test_a_full_factorial_has_every_level_with_every_other():
    design = made({"path": SERVERS, "levels": [1, 2, 3]}, {"path": RETURNS, "low": 0.1, "high": 0.5})
    assert design.points.tolist() == [[1, 0.1], [1, 0.5], [2, 0.1], [2, 0.5], [3, 0.1], [3, 0.5]]
    assert value(design, 5, SERVERS) == 3
    assert value(design, 5, RETURNS) == 0.5


def test_a_fractional_factorial_keeps_main_effects_apart_from_each_other_and_from_pairs():
    paths = [SERVERS, RETURNS, "pools.fire.servers", "processes.projects.arrivals.per_year"]
    design = made(*({"path": path, "levels": [1, 0.5] if path == RETURNS else [1, 2]} for path in paths),
                  design="fractional_factorial")  # fmt: skip
    signs = np.sign(design.points - design.points.mean(axis=0))
    assert len(signs) == 8
    assert (signs.T @ signs == 8 * np.eye(4)).all()
    pairs = np.array([signs[:, one] * signs[:, other] for one in range(4) for other in range(one)])
    assert (pairs @ signs == 0).all()


@pytest.mark.parametrize(
    ("design", "points"),
    [({"latin_hypercube": 10}, 10), ({"sobol": 16}, 16), ({"random": 7}, 7), ({"morris": 3}, 9), ({"saltelli": 4}, 16)],
)
def test_every_design_has_its_size_and_stays_within_the_bounds(design, points):
    town = made({"path": SERVERS, "low": 1, "high": 3}, {"path": RETURNS, "low": 0.1, "high": 0.5}, design=design)
    assert town.points.shape == (points, 2)
    assert set(town.points[:, 0]) <= {1, 2, 3}
    assert town.points[:, 1].min() >= 0.1
    assert town.points[:, 1].max() <= 0.5


def test_every_package_is_played_at_every_point(reformed):
    """Three points of what is not known, each with both packages; without them the points are the same."""
    unknown = {"path": SERVERS, "levels": [1, 2, 3]}, {"path": RETURNS, "low": 0, "high": 1}
    design = made({"reform": "more"}, *unknown, design={"latin_hypercube": 3, "packages": "all"}, scenario=reformed)
    alone = made(*unknown, design={"latin_hypercube": 3}, scenario=reformed)
    assert design.points[:, 0].tolist() == [0, 1] * 3
    assert design.points[::2, 1:].tolist() == design.points[1::2, 1:].tolist() == alone.points.tolist()
    assert size_of(design.study.design, design.factors) == 6


def test_packages_without_reforms_or_of_another_design_are_refused():
    unknown = {"path": RETURNS, "low": 0, "high": 1}
    crossed = {"latin_hypercube": 3, "packages": "all"}
    assert "packages: all, and no reform among the factors" in refused(unknown, design=crossed)
    assert "nothing but reforms among the factors" in refused({"reform": "more-clerks"}, design=crossed)
    with pytest.raises(ValueError, match="packages stand beside latin_hypercube, sobol, random, found morris"):
        DesignEntry.model_validate({"morris": 3, "packages": "all"})
    with pytest.raises(ValueError, match="found no design: give exactly one of full_factorial"):
        DesignEntry.model_validate({"packages": "all"})


def test_the_same_study_has_the_same_points_and_another_seed_others():
    factor = {"path": RETURNS, "low": 0, "high": 1}
    first, again, other = (made(factor, design={"random": 5}, seed=seed) for seed in (1, 1, 2))
    assert (first.points == again.points).all()
    assert first.digest == again.digest != other.digest


def test_a_folder_of_other_trajectories_is_not_gone_on_with(monkeypatch):
    """Levels were once left to chance: the points of a folder would be taken for others."""
    factor = {"path": RETURNS, "low": 0, "high": 1}
    morris, random = ({"morris": 3}, {"random": 3})
    before = [made(factor, design=design).digest for design in (morris, random)]
    monkeypatch.setattr("sim.studies.design.load.DEALT", "by chance")
    after = [made(factor, design=design).digest for design in (morris, random)]
    assert (before[0] == after[0], before[1] == after[1]) == (False, True)


def test_a_number_without_levels_varies_over_its_own_range():
    [factor] = made({"path": "processes.projects.items.drawings.promise.days"}).factors
    assert factor.spread == Spread(5, 15, 10)
    assert (factor.name, str(factor.title)) == (
        "processes.projects.items.drawings.promise.days",
        "drawings: promised working days",
    )


def test_a_count_varies_in_whole_numbers_over_its_own_range():
    [factor] = made({"path": SERVERS}).factors
    assert factor.spread == Spread(1, 3, 2, whole=True)


def test_a_factor_on_a_count_is_no_count(tmp_path):
    """1.5 [1.2, 1.8] times so many clerks is some whole number of clerks, but the factor is none itself."""
    shutil.copy(TOWN, tmp_path)
    mine = tmp_path / "mine.yaml"
    more = "[{pools: clerks, times: {servers: {value: 1.5, range: [1.2, 1.8]}}}]"
    mine.write_text(f"scenario: mine\ntitle: Mine\nextends: town\nchanges: {more}\n", encoding="utf-8")
    design = made({"every": "range"}, design={"random": 40}, scenario=mine)
    place = [factor.name for factor in design.factors].index("reforms.own-changes.changes[0].times.servers")
    assert design.factors[place].spread == Spread(1.2, 1.8, 1.5)
    before = design.points[:, [factor.name for factor in design.factors].index(SERVERS)]
    after = [value(design, point, SERVERS) for point in range(40)]
    assert after == np.floor(before * design.points[:, place] + 0.5).tolist()


def test_a_star_moves_several_numbers_together():
    design = made({"path": "pools.*.servers", "levels": [1, 4]})
    assert [value(design, 1, f"pools.{pool}.servers") for pool in ("clerks", "fire")] == [4, 4]


def test_every_range_is_a_factor_and_what_a_line_names_is_left_to_it():
    own = {"path": SERVERS, "levels": [1, 2]}
    names = [factor.name for factor in made({"every": "range"}, design={"random": 2}).factors]
    assert names == [
        SERVERS,
        "processes.projects.items.drawings.promise.days",
        "processes.projects.items.drawings.steps.review.work.times",
    ]
    assert [factor.name for factor in made({"every": "range"}, own, design={"random": 2}).factors] == [
        *names[1:],
        SERVERS,
    ]


def test_an_assumption_written_once_and_used_often_is_one_factor(tmp_path):
    town = yaml.safe_load(TOWN.read_text(encoding="utf-8"))
    town["processes"]["projects"]["items"]["filing"] = {"like": "licence", "department": "fire"}
    file = tmp_path / "town.yaml"
    file.write_text(yaml.safe_dump(town), encoding="utf-8")
    *_, review = made({"every": "range"}, design={"random": 2}, scenario=file).factors
    assert review.name == "processes.projects.items.*.steps.review.work.times"
    assert (review.title.en, review.title.zh) == ("time of review, 2 items", "审查时间（2个事项）")
    assert len(review.spots) == 2


@pytest.mark.parametrize("study", sorted((ROOT / "studies").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_studies_can_be_played(study):
    """Every range of every reform of the full package moves at once."""
    design = load_study(study)
    for point in (0, len(design.points) // 2, -1):
        design.scenario(design.points[point])


# Reforms


def test_a_reform_is_off_or_on(reformed):
    design = made({"reform": "more"}, scenario=reformed)
    assert design.table().to_dict("list") == {"point": [0, 1], "more": [0, 1]}
    assert [value(design, point, "pools.fire.servers") for point in (0, 1)] == [1, 3]


def test_a_reform_is_off_or_on_with_some_level_of_a_number_in_it(reformed):
    design = made({"reform": "more", "levels": {"pools.helpers.servers": [2, 5]}}, scenario=reformed)
    table = design.table()
    assert table["more"].tolist() == [0, 1, 1]
    assert table["pools.helpers.servers"].tolist()[1:] == [2, 5]
    assert np.isnan(table["pools.helpers.servers"][0])
    assert "helpers" not in as_document(design.scenario(design.points[0]))["pools"]
    assert value(design, 2, "pools.helpers.servers") == 5


def test_ranges_written_in_a_reform_move_all_that_it_acts_on(reformed):
    design = made({"every": "range"}, {"reform": "more"}, design={"random": 4}, scenario=reformed)
    names = [factor.name for factor in design.factors]
    assert "reforms.more.changes[0].times.promise" in names
    on = np.array([1.0 if name == "more" else np.nan for name in names])
    on[names.index("reforms.more.changes[0].times.promise")] = 0.25
    document = as_document(design.scenario(on))
    assert at(document, as_keys("processes.projects.items.drawings.promise.days"))["value"] == 2.5
    assert at(document, as_keys("processes.projects.items.permit.promise.days"))["value"] == 1.25


@pytest.fixture
def reformed(tmp_path) -> Path:
    """The town, with reforms beside it."""
    changes = [
        {"items": {}, "times": {"promise": {"value": 0.5, "range": [0.25, 1]}}},
        {"add": {"pools": {"helpers": {"servers": 1, "calendar": "office"}}}},
        {"pools": "fire", "set": {"servers": 3}},
    ]
    reforms = {
        "more": {"title": "More", "changes": changes},
        "lone": {"title": "Lone", "excludes": "more", "changes": changes[2:]},
    }
    (tmp_path / "reforms").mkdir()
    for name, reform in reforms.items():
        (tmp_path / "reforms" / f"{name}.yaml").write_text(yaml.safe_dump({"reform": name, **reform}), encoding="utf-8")
    file = tmp_path / "town.yaml"
    file.write_text(TOWN.read_text(encoding="utf-8"), encoding="utf-8")
    return file


# Mistakes


def town_with(folder: Path, **parts: object) -> Path:
    """The town with some of its parts replaced."""
    file = folder / "town.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(TOWN.read_text(encoding="utf-8")) | parts), encoding="utf-8")
    return file


def test_the_target_is_that_of_the_scenario_as_it_stands_unless_the_study_has_its_own(tmp_path):
    shutil.copy(TOWN, tmp_path / "before.yaml")
    file = tmp_path / "sooner.yaml"
    sooner = {"scenario": "sooner", "title": "Sooner", "extends": "before", "target": 20}
    file.write_text(yaml.safe_dump(sooner), encoding="utf-8")
    factor = {"path": SERVERS, "levels": [1, 2]}
    assert made(factor, scenario=file).target == 20
    assert made(factor, scenario=file, target=3).target == 3


def test_what_is_asked_for_and_what_the_law_allows_are_no_unknown_numbers(tmp_path):
    town = yaml.safe_load(TOWN.read_text(encoding="utf-8"))
    town["processes"]["projects"]["items"]["drawings"]["limit"] = {"days": {"value": 20, "range": [20, 30]}}
    aim = {"value": 50, "range": [40, 60], "source": "ASM"}
    file = town_with(tmp_path, target=aim, processes=town["processes"])
    every = {"every": "range"}
    names = [factor.name for factor in made(every, design={"random": 2}, scenario=file).factors]
    assert names == [factor.name for factor in made(every, design={"random": 2}).factors]
    assert "no number" in refused({"path": "processes.projects.items.drawings.limit.days"}, scenario=file)
    by_hand = made({"path": "target", "levels": [40, 60]}, scenario=file)
    assert [by_hand.target_at(by_hand.scenario(values)) for values in by_hand.points] == [40, 60]


def shares_of(design: Design) -> list[list[float]]:
    """The shares of the classes at each point."""
    classes = [design.scenario(values).processes["projects"].classes for values in design.points]
    return [[one.share.value for one in at_a_point.values()] for at_a_point in classes]


def test_unknown_shares_of_classes_keep_their_proportion_and_add_up(tmp_path):
    """Between 0.3 and 0.5 to between 0.4 and 0.6, drawn each by itself, are brought back to one."""
    town = yaml.safe_load(TOWN.read_text(encoding="utf-8"))
    town["processes"]["projects"]["classes"] = {
        "land": {"share": {"value": 0.4, "range": [0.3, 0.5]}},
        "own": {"share": {"value": 0.6, "range": [0.4, 0.6]}},
    }
    file = town_with(tmp_path, processes=town["processes"])
    design = made({"every": "range"}, design={"random": 20}, scenario=file)
    drawn = [[value(design, point, f"processes.projects.classes.{name}.share") for name in ("land", "own")]
             for point in range(20)]  # fmt: skip
    assert drawn == shares_of(design)
    assert [sum(shares) for shares in drawn] == pytest.approx([1] * 20)
    places = [[factor.name for factor in design.factors].index(f"processes.projects.classes.{name}.share")
              for name in ("land", "own")]  # fmt: skip
    before = design.points[:, places]
    assert [land / own for land, own in drawn] == pytest.approx((before[:, 0] / before[:, 1]).tolist())


def test_the_share_of_one_class_alone_cannot_vary(tmp_path):
    town = yaml.safe_load(TOWN.read_text(encoding="utf-8"))
    town["processes"]["projects"]["classes"]["land"] = {"value": 0.4, "range": [0.3, 0.5]}
    file = town_with(tmp_path, processes=town["processes"])
    assert refused({"path": "processes.projects.classes.land.share"}, design={"random": 2}, scenario=file) == (
        "s.yaml: factors[0].path: the shares add up to 0.9: they must add up to 1 (for processes.projects.classes)"
    )


def test_the_second_family_can_be_varied_though_its_classes_come_with_its_own_changes():
    design = made({"every": "range"}, design={"random": 4}, scenario="real-estate-2016")
    for values in design.points:
        classes = design.scenario(values).processes["real-estate"].classes.values()
        assert sum(one.share.value for one in classes) == pytest.approx(1)


def test_a_path_that_nothing_has():
    assert refused({"path": "pools.clerk.servers", "levels": [1, 2]}) == (
        "s.yaml: factors[0].path: no number 'pools.clerk.servers' in the scenario"
        " — did you mean 'pools.clerks.servers'?"
    )
    assert refused({"path": "processes.projects.items.permit.promise", "levels": [1, 2]}) == (
        "s.yaml: factors[0].path: no number 'processes.projects.items.permit.promise' in the scenario"
        " — did you mean 'processes.projects.items.permit.promise.days'?"
    )


def test_levels_that_cannot_stand():
    assert refused({"path": RETURNS, "levels": [0.5, 1.5]}) == (
        f"s.yaml: factors[0].levels[1]: 1.5 is not a share: give a number from 0 to 1 (for {RETURNS})"
    )
    assert refused({"path": SERVERS, "low": 0, "high": 3}).startswith("s.yaml: factors[0].low: 0 is not a count")
    assert refused({"path": "processes.projects.classes.land.share", "levels": [0.4, 0.5]}) == (
        "s.yaml: factors[0].levels[1]: the shares add up to 1.1: they must add up to 1 (for processes.projects.classes)"
    )


def test_a_number_that_has_no_range():
    assert refused({"path": RETURNS}) == (
        f"s.yaml: factors[0].path: {RETURNS} has no range of its own: give levels, or low and high"
    )


def test_a_number_that_two_lines_move():
    assert refused({"path": SERVERS, "levels": [1, 2]}, {"path": "pools.*.servers", "levels": [1, 2]}) == (
        "s.yaml: factors[1]: pools.clerks.servers is moved by factors[0] already: leave it out of one"
    )


def test_designs_that_are_too_large():
    factor = {"path": RETURNS, "levels": [0, 1]}
    assert refused(factor, design={"saltelli": 2**19}) == (
        "s.yaml: design: 1,572,864 points are over 1,000,000: use fewer factors or levels, or a sparser design"
    )
    with pytest.raises(ValueError) as caught:
        size_of(DesignEntry(random=1_000_000), [Factor("one", "one")] * 60)
    assert str(caught.value) == "1,000,000 points of 60 factors are 0.5 GB, over 0.4: use fewer of either"


def test_reforms_that_are_not_there_or_exclude_each_other(reformed):
    assert refused({"reform": "mor"}, scenario=reformed) == (
        "s.yaml: factors[0].reform: no reform 'mor' — did you mean 'more'?"
    )
    assert refused({"reform": "lone"}, {"reform": "more"}, scenario=reformed, design={"morris": 2}) == (
        "s.yaml: factors: 'lone' and 'more' exclude each other, but are both on at some points"
    )


def test_a_number_that_only_a_reform_brings(reformed):
    assert refused({"reform": "more"}, {"path": "pools.helpers.servers", "levels": [1, 2]}, scenario=reformed) == (
        "s.yaml: factors[1].path: no number 'pools.helpers.servers' in the scenario;"
        " it is there only with the reform 'more': write it as levels of that"
    )


def test_a_fraction_of_three_levels():
    assert refused({"path": SERVERS, "levels": [1, 2, 3]}, design="fractional_factorial") == (
        f"s.yaml: design: '{SERVERS}' has 3 levels, a fractional factorial two of each: give two, or use full_factorial"
    )


def test_a_class_that_no_project_is_of():
    assert refused({"path": SERVERS, "levels": [1, 2]}, classes=["lend"]) == (
        "s.yaml: classes[0]: no class 'lend' — did you mean 'land'?"
    )
    assert refused({"path": SERVERS, "levels": [1, 2]}, classes=["all", "own+prepard"]) == (
        "s.yaml: classes[1]: no class 'own+prepard' — did you mean 'own+prepared'?"
    )


@pytest.mark.parametrize(
    ("factor", "message"),
    [
        ({"levels": [1, 2]}, "found no subject: give exactly one of reform, path, every, worlds"),
        ({"path": "a", "reform": "b"}, "found reform and path: give exactly one of reform, path, every, worlds"),
        ({"path": "a", "levels": [1]}, "levels [1.0] leave nothing to vary: give at least two"),
        ({"path": "a", "levels": [1, 1]}, "levels [1.0, 1.0] name one value twice: keep one"),
        ({"path": "a", "low": 2, "high": 1}, "low 2 is not below high 1: write the lower bound first"),
        ({"path": "a", "low": 1}, "found low: give both low and high"),
        ({"path": "a", "low": 1, "mode": 3, "high": 2}, "mode 3 is outside [1, 2]"),
        ({"every": "range", "levels": [1, 2]}, "found levels beside every: each number keeps its own range; drop them"),
        ({"reform": "a", "levels": [1, 2]}, "levels of a reform are {path: [4, 8]}, a number in the reform"),
    ],
)
def test_a_line_that_says_two_things_or_none(factor, message):
    with pytest.raises(ValueError) as caught:
        study(factor)
    assert message in str(caught.value)
