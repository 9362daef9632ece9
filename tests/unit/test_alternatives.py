"""What is guessed and is no number: calendars, orders of service, who waits for whom. The value written runs."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from sim.base.errors import ScenarioError
from sim.charts.gallery import contour
from sim.cli import main
from sim.cli.show.studies import _told as told
from sim.experiment import tables
from sim.experiment.replications import Settings, run
from sim.experiment.responses import response
from sim.report import tables as kept
from sim.report.assumptions import range_of, value_of
from sim.scenario import as_document, digest, load_scenario
from sim.scenario.model import Edge, Step
from sim.scenario.quantities import TwoLanguages
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower
from sim.studies.design import Design, Study, design_of
from sim.studies.design.factors import Factor
from sim.studies.discovery import limit_in_words
from sim.studies.sweep import read_runs, sweep

ROOT = Path(__file__).parents[2]
OFFICE = ROOT / "tests" / "scenarios" / "valid" / "open-questions.yaml"
SIGNING = "calendars.signing-days"
DAYS = ["mon-fri", "mon,wed,fri", "tue,fri", "fri"]
CALLED = ["daily", "three days a week", "two days a week", "one day a week"]


def made(*factors: dict, design: object = "full_factorial", scenario: str | Path = OFFICE, **parts: object) -> Design:
    document = {"study": "s", "scenario": "town", "factors": list(factors), "design": design, **parts}
    return design_of(Study.model_validate(document), "s.yaml", scenario)


def refused(*factors: dict, **parts: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        made(*factors, **parts)
    return str(caught.value)


def signed(design: Design) -> list[str]:
    """On which days leaders sign, at each point."""
    return [design.scenario(values).calendars["signing-days"].days for values in design.points]


@pytest.fixture
def certain(tmp_path: Path) -> Path:
    """The office as if nothing were open: the same file without ranges and without levels."""

    def sure(node: object) -> object:
        if isinstance(node, list):
            return [sure(child) for child in node]
        if not isinstance(node, dict):
            return node
        if "value" in node:
            return node["value"]
        return {key: sure(child) for key, child in node.items() if key not in ("levels", "grade", "source")}

    file = tmp_path / "open-questions.yaml"
    document = yaml.safe_load(OFFICE.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump(sure(document), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


# What is written runs


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_neither_engine_knows_what_else_a_part_may_be(engine: str, certain: Path) -> None:
    plans = [lower(load_scenario(file)) for file in (OFFICE, certain)]
    logs = [simulate(plan, draw(plan, 1, 0), engine) for plan in plans]
    assert len(logs[0].case) > 100
    for one, other in zip(*logs, strict=True):
        assert np.array_equal(one, other)


def test_what_else_a_part_may_be_is_in_the_digest(certain: Path) -> None:
    assert digest(load_scenario(OFFICE)) != digest(load_scenario(certain))


def test_an_item_that_is_not_asked_for_is_not_waited_for() -> None:
    [edge] = load_scenario(OFFICE).processes["projects"].items["permit"].after
    assert edge.asked
    assert [form.asked for form in edge.forms] == [True, False]
    assert "asked" not in as_document(load_scenario(OFFICE))["processes"]["projects"]["items"]["permit"]["after"][0]
    assert Edge(item="scheme", asked=False).model_dump(exclude_unset=True) == {"item": "scheme", "asked": False}


def test_a_level_may_do_a_step_in_another_way() -> None:
    step = load_scenario(OFFICE).processes["projects"].items["scheme"].steps["seal"]
    booked, at_once = step.forms
    assert (step.written_level, booked.pool, booked.primitive) == (0, "signing", "book")
    assert (at_once.pool, at_once.primitive, at_once.calendar, at_once.legal) == (None, "wait", "office", True)
    assert not isinstance(Step(wait="1 day", calendar="office").levels, list)


# A factor of studies


def test_every_range_moves_parts_too() -> None:
    factors = {factor.name: factor for factor in made({"every": "range"}, design={"random": 2}).factors}
    assert {name: (factor.kind, factor.title.en) for name, factor in factors.items()} == {
        "departments.planning.year.lognormal.cv": ("range", "Planning: spread of good and bad years"),
        "processes.projects.complexity.lognormal.cv": ("range", "Projects: spread of complexity of a case"),
        "processes.projects.items.permit.steps.notice.wait.days.fixed": ("range", "permit: time of notice"),
        "processes.projects.items.scheme.steps.review.work.hours.pert[0]": ("range", "scheme: shortest time of review"),
        "processes.projects.items.scheme.steps.review.work.hours.pert[2]": ("range", "scheme: longest time of review"),
        SIGNING: ("alternatives", "Leaders sign: days of opening"),
        "pools.clerks": ("alternatives", "clerks: order of service"),
        "processes.projects.items.scheme.steps.seal": ("alternatives", "scheme: sealing: how it is done"),
        "processes.projects.items.permit.after[0]": ("alternatives", "permit: whether it waits for scheme"),
    }
    assert [str(word) for word in factors[SIGNING].words] == CALLED
    assert [word.zh for word in factors["pools.clerks"].words] == ["先到期先办", "先到先办"]
    assert [str(word) for word in factors["processes.projects.items.scheme.steps.seal"].words] == [
        "what it is",
        "sealed at once",
    ]


def test_levels_are_drawn_exactly_by_their_weights() -> None:
    """Of ten equal parts of the position two are daily, two three days a week, four two days, two one day."""
    design = made({"path": SIGNING}, design={"latin_hypercube": 10})
    assert [signed(design).count(days) for days in DAYS] == [2, 2, 4, 2]
    factor = design.factors[0]
    assert factor.at(np.array([0, 0.19, 0.2, 0.39, 0.4, 0.79, 0.8, 1])).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert factor.middles().tolist() == pytest.approx([0.1, 0.3, 0.6, 0.9])


def test_levels_without_weights_are_equal_parts() -> None:
    assert Factor("a", TwoLanguages(en="a", zh="a"), levels=(0, 1, 2)).at(np.array([0.3, 0.4, 0.7])).tolist() == [
        0,
        1,
        2,
    ]


def test_a_full_factorial_has_each_level_once_whatever_its_weight() -> None:
    design = made({"path": SIGNING}, {"path": "pools.clerks"})
    assert [(days, design.scenario(values).pools["clerks"].discipline)
            for days, values in zip(signed(design), design.points, strict=True)] == [
        (days, order) for days in DAYS for order in ("due-date", "fifo")
    ]  # fmt: skip


def test_levels_are_named_by_their_titles_in_either_language() -> None:
    assert signed(made({"path": SIGNING, "levels": ["one day a week", "每天"]})) == ["fri", "mon-fri"]
    chosen = made({"path": "pools.clerks", "levels": ["first come, first served", "earliest due first"]})
    assert [chosen.scenario(values).pools["clerks"].discipline for values in chosen.points] == ["fifo", "due-date"]


def test_what_was_chosen_is_certain_and_everything_else_as_it_was() -> None:
    design = made({"path": SIGNING})
    before, after = (as_document(one) for one in (load_scenario(OFFICE), design.scenario(design.points[0])))
    chosen = after["calendars"]["signing-days"]
    assert (chosen["days"], chosen["hours"], "levels" in chosen) == ("mon-fri", ["09:00-11:30"], False)
    after["calendars"]["signing-days"] = before["calendars"]["signing-days"]
    assert after == before


def test_the_step_and_the_edge_of_a_point_are_as_their_levels_say() -> None:
    design = made(
        {"path": "processes.projects.items.scheme.steps.seal"}, {"path": "processes.projects.items.permit.after[0]"}
    )
    found = [design.scenario(values).processes["projects"].items for values in design.points]
    assert [(items["scheme"].steps["seal"].primitive, items["permit"].after[0].asked) for items in found] == [
        ("book", True), ("book", False), ("wait", True), ("wait", False)
    ]  # fmt: skip
    plans = [lower(design.scenario(values)) for values in design.points[:2]]
    assert [plan.before(0, 1) for plan in plans] == [[0], []]


def test_a_number_within_a_part_moves_beside_the_part_itself() -> None:
    """Two reviewers or three, and either order of service."""
    design = made({"path": "pools.clerks"}, {"path": "pools.clerks.servers", "levels": [2, 3]})
    pools = [design.scenario(values).pools["clerks"] for values in design.points]
    assert [(pool.discipline, pool.servers.value) for pool in pools] == [
        ("due-date", 2), ("due-date", 3), ("fifo", 2), ("fifo", 3)
    ]  # fmt: skip


def test_the_same_guess_about_several_pools_is_one_factor() -> None:
    orders = [factor for factor in made({"every": "range"}, design={"random": 2}, scenario="practice-2016").factors
              if factor.name == "pools.*"]  # fmt: skip
    assert [(factor.title.en, len(factor.spots)) for factor in orders] == [("order of service, 14 pools", 14)]


def test_a_part_that_a_reform_brings_is_moved_there() -> None:
    name = "reforms.joint-review.changes[0].add.calendars.committee"
    design = made({"every": "range"}, design={"random": 2}, scenario="joint-review")
    place = [factor.name for factor in design.factors].index(name)
    values = np.full(len(design.factors), np.nan)
    met = []
    for level in design.factors[place].levels:
        values[place] = level
        calendar = design.scenario(values).calendars["committee"]
        met.append((calendar.days, calendar.every_weeks))
    assert met == [("tue,thu", 1), ("thu", 1), ("mon", 1), ("thu", 2)]
    assert signed(made({"path": "calendars.committee"}, scenario="joint-review")) == ["tue,fri"] * 4


def test_of_a_reform_that_is_switched_a_part_may_take_some_of_its_levels() -> None:
    switched = {"reform": "joint-review", "levels": {"calendars.committee": ["twice a week", "on Mondays"]}}
    design = made(switched, scenario="practice-2016")
    assert [point.get("committee") and point["committee"].days for point in
            (design.scenario(values).calendars for values in design.points)] == [None, "tue,thu", "mon"]  # fmt: skip
    assert design.factors[0].label()["words"] == ["–", "twice a week", "on Mondays"]


def test_what_a_scenario_decides_is_no_longer_open(tmp_path: Path) -> None:
    (tmp_path / "office.yaml").write_text(
        OFFICE.read_text(encoding="utf-8").replace("scenario: open-questions", "scenario: office")
    )
    changes = [{"calendars": ["signing-days"], "set": {"days": "mon-fri"}},
               {"calendars": ["office"], "open": [{"days": "sat", "hours": "09:00-12:00"}]}]  # fmt: skip
    daily = {"scenario": "daily", "title": "Daily", "extends": "office", "changes": changes}
    file = tmp_path / "daily.yaml"
    file.write_text(yaml.safe_dump(daily), encoding="utf-8")
    scenario = load_scenario(file)
    assert (scenario.calendars["signing-days"].days, scenario.calendars["signing-days"].levels) == ("mon-fri", None)
    assert scenario.pools["clerks"].levels is not None
    assert refused({"path": SIGNING}, scenario=file).startswith(f"s.yaml: factors[0].path: no number '{SIGNING}'")


@pytest.mark.parametrize(
    ("change", "open_still"),
    [
        ({"items": "scheme", "set": {"steps.seal.calendar": "office"}}, False),
        ({"items": "scheme", "steps": "seal", "set": {"wait": "1 hour", "calendar": "office"}}, False),
        ({"items": "scheme", "steps": "seal", "set": {"trips": 1}}, True),
        ({"items": "scheme", "steps": "seal", "spare": ["there-is-none"]}, None),
        ({"calendars": ["signing-days"], "set": {"levels": [{"days": "tue,fri"}, {"days": "sat"}]}}, True),
    ],
)
def test_a_change_that_speaks_of_what_levels_speak_of_decides(
    change: dict, open_still: bool | None, tmp_path: Path
) -> None:
    text = OFFICE.read_text(encoding="utf-8").replace("scenario: open-questions", "scenario: office")
    (tmp_path / "office.yaml").write_text(text, encoding="utf-8")
    file = tmp_path / "mine.yaml"
    mine = {"scenario": "mine", "title": "Mine", "extends": "office", "changes": [change]}
    file.write_text(yaml.safe_dump(mine), encoding="utf-8")
    if open_still is None:
        with pytest.raises(ScenarioError, match="there-is-none"):
            load_scenario(file)
        return
    scenario = load_scenario(file)
    seal = scenario.processes["projects"].items["scheme"].steps["seal"]
    assert (seal.levels is not None) is open_still
    if change.get("calendars"):
        assert [form.days for form in scenario.calendars["signing-days"].forms] == ["tue,fri", "sat"]


def test_an_item_decides_about_a_step_that_its_template_leaves_open(tmp_path: Path) -> None:
    document = yaml.safe_load(OFFICE.read_text(encoding="utf-8"))
    chain = {"review": {"work": "1 hour", "pool": "clerks", "levels": [{"legal": False}, {"legal": True}]}}
    document["templates"] = {"visit": chain}
    items = document["processes"]["projects"]["items"]
    items |= {
        "one": {"like": "visit"},
        "other": {"like": "visit"},
        "third": {"like": "visit", "steps": {"review": {"legal": True}}},
    }
    file = tmp_path / "open-questions.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    made_of = {factor.name: factor for factor in made({"every": "range"}, design={"random": 2}, scenario=file).factors}
    assert len(made_of["processes.projects.items.*.steps.review"].spots) == 2
    assert load_scenario(file).processes["projects"].items["third"].steps["review"].levels is None


def test_when_cases_come_may_be_open_too(tmp_path: Path) -> None:
    document = yaml.safe_load(OFFICE.read_text(encoding="utf-8"))
    document["processes"]["projects"]["arrivals"] |= {
        "levels": [{"calendar": "office"}, {"season": {"jan-feb": 0.5}}, {"weekdays": {"mon": 2}}]
    }
    document["processes"]["projects"]["arrivals"]["levels"][1]["calendar"] = "office"
    file = tmp_path / "open-questions.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    design = made({"path": "processes.projects.arrivals"}, scenario=file)
    assert [factor.title.en for factor in design.factors] == ["Projects: opening hours"]
    come = [design.scenario(values).processes["projects"].arrivals for values in design.points]
    assert [(list(one.season), list(one.weekdays)) for one in come] == [([], []), (["jan-feb"], []), ([], ["mon"])]


def test_levels_that_a_part_does_not_have() -> None:
    assert refused({"path": SIGNING, "levels": ["daly", "每天"]}) == (
        "s.yaml: factors[0].levels[0]: no level 'daly' — did you mean 'daily'?"
    )
    assert refused({"path": SIGNING, "low": 0, "high": 2}) == (
        f"s.yaml: factors[0].path: {SIGNING} is no number: name some of its levels, or leave low and high out"
    )
    assert refused({"path": "pools.clerks.servers", "levels": ["few", "many"]}) == (
        "s.yaml: factors[0].levels[0]: 'few' is no number, but pools.clerks.servers is: give one"
    )
    several = {"path": "calendars.*", "levels": ["daily", "on Fridays"]}
    assert refused(several, scenario="practice-2016") == (
        "s.yaml: factors[0].levels: parts that may be different things: give each a line of its own"
    )
    assert refused({"path": "calendars.*"}, scenario="practice-2016") == (
        "s.yaml: factors[0].path: names parts that may be different things: give each a line of its own"
    )


# What it does to the answer


def test_a_sweep_over_the_signing_days_is_what_separate_files_give(tmp_path: Path) -> None:
    def beside(name: str, *changes: dict) -> Path:
        file = tmp_path / f"{name}.yaml"
        parts = {"scenario": name, "title": name, "extends": "practice-2016", "run": {"length": "1 year"}}
        file.write_text(yaml.safe_dump(parts | ({"changes": list(changes)} if changes else {})), encoding="utf-8")
        return file

    design = made({"path": SIGNING}, scenario=beside("one-year"), replications=1, responses=["government_days"])
    sweep(design, tmp_path / "out", workers=1)
    rows = read_runs(tmp_path / "out")
    files = [beside(f"signing-{place}", {"calendars": ["signing-days"], "set": {"days": days}})
             for place, days in enumerate(DAYS)]  # fmt: skip
    results = run([load_scenario(file) for file in files], Settings(1, 1, "compiled", workers=1))
    apart = [response(result, "government_days", "all", 50) for result in results]
    assert rows[SIGNING].tolist() == [0, 1, 2, 3]
    assert rows["government_days.mean"].tolist() == [one["mean"] for one in apart]
    assert rows["government_days.within"].tolist() == [one["within_target"] for one in apart]
    assert rows["government_days.mean"].is_monotonic_increasing


def test_more_projects_on_new_land_keep_the_promise_less_often() -> None:
    shares = [f"processes.investment.classes.{name}.share" for name in ("new-land", "own-land", "special")]
    design = made({"every": "range"}, design={"random": 2}, scenario="full-reform")
    places = [[factor.name for factor in design.factors].index(share) for share in shares]
    kept = []
    for wanted in ([0.3, 0.65, 0.05], [0.6, 0.3, 0.1]):
        values = np.full(len(design.factors), np.nan)
        values[places] = wanted
        [result] = run([design.scenario(values)], Settings(1, 3, "compiled", workers=2))
        kept.append(response(result, "government_days", "all", 50)["within_target"])
    assert kept[0] > kept[1] + 0.02


# In words


def test_a_level_is_named_in_a_box() -> None:
    labels = {label["name"]: label for label in (factor.label() for factor in made({"path": SIGNING}).factors)}
    assert limit_in_words(SIGNING, labels, 1.0, np.inf) == (
        "Leaders sign: days of opening is two days a week or one day a week"
    )
    assert limit_in_words(SIGNING, labels, -np.inf, 1.0) == "Leaders sign: days of opening is daily"


def test_what_a_part_may_be_stands_where_a_number_has_its_range() -> None:
    [factor] = made({"path": SIGNING}).factors
    assert told(factor) == ["Leaders sign: days of opening", " / ".join(CALLED), "estimate", "ASM: leaders are busy"]


def test_a_map_of_two_factors_names_the_levels() -> None:
    design = made({"path": SIGNING}, {"path": "pools.clerks.servers", "levels": [1, 2]})
    runs = design.table().assign(
        replication=0,
        **{"class": "all", "total_days.n": 1, "total_days.mean": 5.0}
        | {"total_days.within": 1.0, "total_days.unfinished": 0.0},
    )
    manifest = {"factors": [factor.label() for factor in design.factors], "target": 50}
    table = kept.swept(runs, manifest, (SIGNING, "pools.clerks.servers"), "total_days")
    for lang, called in (("en", CALLED), ("zh", ["每天", "每周三天", "每周两天", "每周一天"])):
        axes = contour(table, lang=lang)
        assert [tick.get_text() for tick in axes.get_xticklabels()] == called
        assert [tick.get_text() for tick in axes.get_yticklabels()] == ["1", "2"]


def test_assumptions_tell_what_a_part_is_and_may_be() -> None:
    [result] = run([load_scenario(OFFICE)], Settings(1, 1, "compiled", workers=1))
    table = tables.assumptions(result).set_index("address")
    signing = table.loc[SIGNING].to_dict()
    assert (signing["what_zh"], signing["grade"], signing["source"]) == (
        "领导签批：开放日",
        "estimate",
        "ASM: leaders are busy",
    )
    assert (value_of(signing, "en"), range_of(signing, "en")) == ("two days a week", " / ".join(CALLED))
    assert (value_of(signing, "zh"), range_of(signing, "zh")) == ("每周两天", "每天 / 每周三天 / 每周两天 / 每周一天")
    spread = table.loc["processes.projects.complexity.lognormal.cv"].to_dict()
    assert (spread["value"], spread["unit"], spread["low"], spread["high"]) == ("0.4", "factor", 0.2, 0.7)
    longest = table.loc["processes.projects.items.scheme.steps.review.work.hours.pert.2"].to_dict()
    assert (longest["value"], longest["unit"], longest["low"], longest["high"]) == ("8", "hours", 6, 12)


def test_a_tornado_says_between_what_a_part_moves() -> None:
    [factor] = made({"path": SIGNING}).factors
    one = {"effect": 1.0, "effect_spread": 1.0, "share_of_effects": 1.0}
    rows = kept.influences({"factors": [factor.label() | {"mean": one}]})
    assert rows["title_en"].tolist() == ["Leaders sign: days of opening (daily … one day a week)"]
    assert rows["title_zh"].tolist() == ["领导签批：开放日（每天……每周一天）"]


# Guesses that are told as if they were certain


def check(*files: str | Path) -> list[str]:
    result = CliRunner().invoke(main, ["check", "--estimates", *map(str, files)])
    assert result.exit_code == 0
    return [
        line for line in result.stdout.splitlines() if "estimate" in line.partition(" ")[0] or "every estimate" in line
    ]


WIDEST = ["practice-2016", "every-reform", "city-sunday", "real-estate-one-window"]
"""All families, and every reform that goes with others."""


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(WIDEST, id="the widest"),
        pytest.param(
            sorted(file.stem for file in (ROOT / "scenarios").glob("*.yaml")), id="all", marks=pytest.mark.long
        ),
    ],
)
def test_nothing_that_is_guessed_in_the_shipped_files_is_told_as_certain(names: list[str]) -> None:
    assert check(*names) == [f"{name}: every estimate has a range or levels" for name in names]


def test_a_guess_without_range_or_levels_is_named(tmp_path: Path) -> None:
    document = yaml.safe_load(OFFICE.read_text(encoding="utf-8"))
    document["scenario"] = "sure"
    del document["calendars"]["signing-days"]["levels"]
    del document["processes"]["projects"]["complexity"]["lognormal"]["cv"]["range"]
    document["departments"]["planning"] |= {"year": {"lognormal": {"mean": 1, "cv": 0.1}}, "year_source": "S1, ASM"}
    chain = {"review": {"work": {"hours": 1, "source": "GK"}, "pool": "clerks"}}
    document["templates"] = {"visit": chain}
    items = document["processes"]["projects"]["items"]
    items["look"] = {
        "like": "visit",
        "source": "GK: where the item is from is no guess",
        "applies": {"value": 0.5, "source": "CALC: half"},
    }
    items["permit"]["steps"]["notice"]["wait"] = {"days": 7, "source": "ASM", "range": [0.5, 2]}
    file = tmp_path / "sure.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert check(file) == [
        f"estimate: {file}: {where}: has neither a range nor levels ({source})"
        for where, source in {
            SIGNING: "ASM: leaders are busy",
            "departments.planning.year": "S1, ASM",
            "templates.visit.review.work": "GK",
            "processes.projects.complexity.lognormal.cv": "ASM",
            "processes.projects.items.look.applies.all": "CALC: half",
        }.items()
    ]


def test_a_guess_in_a_reform_or_a_change_is_named_with_its_address(tmp_path: Path) -> None:
    (tmp_path / "office.yaml").write_text(
        OFFICE.read_text(encoding="utf-8").replace("scenario: open-questions", "scenario: office")
    )
    (tmp_path / "reforms").mkdir()
    reform = {"reform": "faster", "title": "Faster", "source": "ASM",
              "changes": [{"items": {}, "times": {"promise": {"value": 0.5, "source": "ASM"}}}]}  # fmt: skip
    (tmp_path / "reforms" / "faster.yaml").write_text(yaml.safe_dump(reform), encoding="utf-8")
    mine = {"scenario": "mine", "title": "Mine", "extends": "office", "reforms": ["faster"],
            "changes": [{"pools": ["clerks"], "set": {"servers": {"value": 3, "grade": "estimate"}}}]}  # fmt: skip
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump(mine), encoding="utf-8")
    assert check(file) == [
        f"estimate: {file}: reforms.faster.changes[0].times.promise: has neither a range nor levels (ASM)",
        f"estimate: {file}: changes[0].set.servers: has neither a range nor levels (no source)",
    ]


def test_the_guesses_that_stood_outside_every_study_are_in_it() -> None:
    names = {factor.name for factor in made({"every": "range"}, design={"random": 2}, scenario="full-reform").factors}
    assert len(names) > 370
    assert names >= {
        "processes.investment.classes.new-land.share",
        "processes.investment.complexity.lognormal.cv",
        "departments.*.year.lognormal.cv",
        SIGNING,
        "calendars.panel-day",
        "calendars.entry-day",
        "calendars.firm",
        "calendars.trade",
        "reforms.joint-review.changes[0].add.calendars.committee",
        "processes.investment.traits.fire-reviewed.all",
        "processes.investment.items.lightning.applies.all",
        "processes.investment.items.planning-permit.after[5]",
        "pools.*",
    }
