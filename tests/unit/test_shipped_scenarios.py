"""The scenarios we ship: complete, sourced to the last number, and free to be combined."""

import random
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.outcomes.costs import unpriced
from sim.outcomes.payroll import hours_a_year
from sim.scenario import Scenario, as_document, digest, load_reform, load_scenario
from sim.scenario.precedence import kinds_of_case, predecessors
from sim.scenario.quantities import Number
from sim.scenario.reforms.model import FACTORS
from sim.scenario.yaml_file import read_yaml
from sim.simulation.feasibility import require_feasible
from sim.simulation.lower import lower
from sim.simulation.notices import notices
from sim.studies.sensitivity import Effort, design_for

FOLDER = Path(__file__).parents[2] / "scenarios"
SCENARIOS = sorted(FOLDER.glob("*.yaml"))
REFORMS = sorted((FOLDER / "reforms").glob("*.yaml"))
OF_OTHER_FAMILIES = {"real-estate-one-window"}
NOT_IN_THE_BRIEFING = {"electronic-supervision", "tolerant-acceptance"}
"""Beside every system that the briefing names."""

BASES = ["practice-2016", "real-estate-2016", "everyday-2016", "city"]
"""The scenarios without reforms: each family alone, and all in one hall."""


@cache
def shipped(file: Path) -> Scenario:
    """A scenario, read once for all tests."""
    return load_scenario(file)


ITEMS = {
    "F0": ["entry-review"],
    "F1": ["filing"],
    "F1'": ["catalogue-approval"],
    "F2": ["business-licence"],
    "L1": ["planning-conditions"],
    "L2": ["land-pre-examination"],
    "L3": ["land-listing"],
    "L4": ["land-contract"],
    "L5": ["land-use-permit"],
    "L6": ["land-title"],
    "E1": ["eia-report", "eia-book"],
    "E2": ["eia-book-decision", "eia-decision", "eia-registration"],
    "E3": ["eia-acceptance-notice"],
    "N1": ["energy-report"],
    "N2": ["energy-review"],
    "N3": ["energy-decision", "energy-registration"],
    "W1": ["soil-water-plan"],
    "W2": ["soil-water-decision"],
    "A1": ["safety-evaluation"],
    "A2": ["special-assessments"],
    "D1": ["scheme-design"],
    "D2": ["scheme-review"],
    "D3": ["site-plan-notice"],
    "D4": ["planning-permit"],
    "D5": ["preliminary-design"],
    "D6": ["preliminary-design-review"],
    "D7": ["construction-drawings"],
    "Q1": ["survey"],
    "C1, C2": ["drawing-review"],
    "C3": ["fire-review", "fire-filing"],
    "C4": ["air-defence"],
    "C5": ["lightning"],
    "B1": ["tender", "construction-contract"],
    "B2": ["registrations"],
    "B3": ["fees"],
    "P1": ["construction-permit"],
}
"""The approval items of the domain, by the label in the item's `source`, and what they are called here."""

DEFINITIONS = [
    (r"target", "the question asked, not a quantity that could be wrong"),
    (r".*\.classes\.[^.]+\.share", "shares of a whole: one cannot vary alone"),
    (r"processes\.(counter|everyday)\..*\.applies\.[^.]+", "which matter goes to which window"),
    (r"pools\.[^.]+\.availability", "1 where nothing is said: seats are always there"),
    (r"pools\.[^.]+\.absence", "0 where nothing is said: nobody is away"),
    (r".*\.applies\.all", "1 where nothing is said: the item always applies"),
    (r".*\.steps\.[^.]+\.share", "1 where nothing is said: the step always happens"),
    (r".*\.steps\.[^.]+\.refuses", "0 where nothing is said: nothing is refused"),
    (r"templates\..*\.(share|refuses)", "as for steps"),
]
"""Addresses of numbers that may stand bare, and why. All but the first three only at the value that says nothing."""

SAYS_NOTHING = {"availability": 1, "absence": 0, "all": 1, "share": 1, "refuses": 0}


@pytest.fixture(scope="module")
def base() -> Scenario:
    return shipped(FOLDER / "practice-2016.yaml")


@pytest.fixture(scope="module", params=BASES)
def family(request: pytest.FixtureRequest) -> Scenario:
    return shipped(FOLDER / f"{request.param}.yaml")


def numbers(node: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every number, duration and limit of a document in the normal form, with its address, as one flat mapping."""
    if isinstance(node, list):
        for place, child in enumerate(node):
            yield from numbers(child, f"{at}[{place}]")
    if not isinstance(node, dict):
        return
    inner = next(
        (node[key] for key in ("times", "days") if isinstance(node.get(key), dict) and "value" in node[key]), {}
    )
    if inner:
        yield at, {**inner, **{key: node[key] for key in ("source", "grade") if key in node}}
    elif "value" in node:
        yield at, node
    else:
        for key, child in node.items():
            yield from numbers(child, f"{at}.{key}" if at else str(key))


def is_definition(at: str, number: dict[str, Any]) -> bool:
    for place, (pattern, _) in enumerate(DEFINITIONS):
        if re.fullmatch(pattern, at):
            return place < 3 or number["value"] == SAYS_NOTHING[at.rsplit(".", 1)[1]]
    return False


@cache
def package(path: Path) -> list[str]:
    """The reforms that a scenario file names, and those of the file on which it stands."""
    document = read_yaml(path)
    names = [one if isinstance(one, str) else one["reform"] for one in document.get("reforms", [])]
    bases = document.get("extends", [])
    bases = [bases] if isinstance(bases, str) else bases
    return names + [name for base in bases for name in package(path.with_name(f"{base}.yaml"))]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_shipped_scenario_loads_and_is_called_like_its_file(path: Path) -> None:
    scenario = shipped(path)

    assert scenario.scenario == path.stem
    assert scenario.title.en
    assert scenario.title.zh
    assert scenario.notes


def test_titles_and_notes_are_in_both_languages() -> None:
    said = [scenario.title for scenario in map(shipped, SCENARIOS)]
    said += [note for scenario in map(shipped, SCENARIOS) for note in scenario.notes]
    said += [load_reform(file).title for file in sorted((FOLDER / "reforms").glob("*.yaml"))]
    assert [one.zh for one in said if not re.search("[\u4e00-\u9fff]", one.zh)] == []
    assert [one.en for one in said if re.search("[\u4e00-\u9fff]", one.en)] == []


def test_the_base_has_every_approval_item_of_the_domain(base: Scenario) -> None:
    expected = sorted(name for names in ITEMS.values() for name in names)

    assert sorted(base.processes["investment"].items) == expected


def test_every_item_says_which_item_of_the_domain_it_is(base: Scenario) -> None:
    for label, names in ITEMS.items():
        for name in names:
            source = base.processes["investment"].items[name].source or ""
            assert source.startswith(label.split(",")[0]), name


def test_every_number_of_a_base_says_where_it_is_from(family: Scenario) -> None:
    silent = [
        at
        for at, number in numbers(as_document(family))
        if not is_definition(at, number) and not (number.get("source") and number.get("grade"))
    ]

    assert silent == []


def test_every_number_of_a_base_that_is_not_law_says_how_wrong_it_may_be(family: Scenario) -> None:
    certain = [
        at
        for at, number in numbers(as_document(family))
        if not is_definition(at, number) and number.get("grade") != "law" and "range" not in number
    ]

    assert certain == []


def test_the_walk_over_the_numbers_finds_them(base: Scenario) -> None:
    found = dict(numbers(as_document(base)))

    assert found["processes.investment.arrivals.per_year"]["value"] == 230
    assert found["processes.investment.items.planning-permit.promise"]["source"] == "S37"
    assert found["processes.investment.items.planning-permit.steps.review.work"]["range"] == [0.7, 1.4]
    assert found["processes.investment.items.planning-permit.limit"]["grade"] == "law"
    assert len(found) > 500


def test_every_spread_of_a_base_says_where_it_is_from_and_how_wrong_it_may_be(family: Scenario) -> None:
    chances = {name: process.complexity for name, process in family.processes.items()}
    chances |= {f"year of {name}": department.year for name, department in family.departments.items()}
    for name, chance in chances.items():
        spread = chance.lognormal.cv if chance.lognormal is not None else None
        assert chance.fixed == 1 or (isinstance(spread, Number) and spread.source and spread.range), name


def test_every_item_and_pool_has_a_name_in_both_languages(family: Scenario) -> None:
    titled = {
        **family.departments,
        **family.pools,
        **family.processes,
        **{name: item for process in family.processes.values() for name, item in process.items.items()},
    }

    assert [name for name, part in titled.items() if part.title is None or not part.title.zh] == []


def test_the_base_has_twelve_windows(base: Scenario) -> None:
    windows = [pool for pool in base.pools.values() if "window" in pool.tags]
    servers = [pool.servers or shift.servers for pool in windows for shift in pool.shifts or [pool]]

    assert sum(number.value for number in servers if number is not None) == 12


def test_on_own_land_nothing_waits_for_land(base: Scenario) -> None:
    land = base.processes["investment"].items["land-contract"]

    assert land.applies["own-land"].value == 0


def test_a_prepared_project_designs_before_it_files_and_another_after(base: Scenario) -> None:
    items = base.processes["investment"].items

    assert "construction-drawings" in predecessors(items["filing"], "own-land", frozenset({"prepared"}))
    assert "filing" in predecessors(items["scheme-design"], "own-land", frozenset())
    assert "filing" not in predecessors(items["scheme-design"], "own-land", frozenset({"prepared"}))


def test_in_the_strict_series_every_item_waits_for_exactly_one_other() -> None:
    process = shipped(FOLDER / "serial-2016.yaml").processes["investment"]

    for class_name, traits in kinds_of_case(process):
        before = [predecessors(item, class_name, traits) for item in process.items.values()]
        assert sorted(len(names) for names in before) == [0] + [1] * (len(before) - 1)
        assert len({name for names in before for name in names}) == len(before) - 1


@pytest.mark.parametrize("path", REFORMS, ids=lambda path: path.stem)
def test_every_reform_says_what_it_is_how_it_works_and_what_it_costs(path: Path) -> None:
    reform = load_reform(path)

    assert reform.title.en != reform.title.zh
    assert reform.source
    assert reform.mechanism
    assert reform.cost is not None
    assert reform.cost.covers
    assert reform.cost.per_year.range is not None
    assert reform.cost.per_year.source
    assert reform.cost.per_year.grade


@pytest.mark.parametrize("path", REFORMS, ids=lambda path: path.stem)
def test_every_factor_of_a_reform_has_a_range_and_a_source(path: Path) -> None:
    changes = load_reform(path).changes
    factors = [factor for change in changes for verb in FACTORS for factor in getattr(change, verb).values()]

    assert all(factor.range is not None and factor.source and factor.grade for factor in factors)


def test_every_price_and_paper_under_all_reforms_says_where_it_is_from_and_how_wrong_it_may_be() -> None:
    full = dict(numbers(as_document(shipped(FOLDER / "every-reform.yaml"))))
    priced = {
        at: number
        for at, number in full.items()
        if at.startswith(("costs.", "reform_costs.")) or at.endswith((".cost", "fee", ".documents"))
    }
    silent = [at for at, number in priced.items() if not (number.get("source") and number.get("grade"))]
    certain = [at for at, number in priced.items() if number.get("grade") != "law" and "range" not in number]

    assert silent == certain == []
    assert {
        f"reform_costs.{path.stem}"
        for path in REFORMS
        if path.stem not in {"strict-serial", "backlog-relief", *OF_OTHER_FAMILIES, *NOT_IN_THE_BRIEFING}
    } < priced.keys()
    assert "processes.investment.items.planning-permit.steps.deliver.cost" in priced


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_package_costs_what_its_reforms_cost(path: Path) -> None:
    scenario = shipped(path)
    costs = [load_reform(FOLDER / "reforms" / f"{name}.yaml").cost for name in package(path)]

    assert unpriced(scenario) == []
    assert sum(cost.value for cost in scenario.reform_costs.values()) == sum(
        cost.per_year.value for cost in costs if cost is not None
    )


def test_only_the_five_services_make_staff_work_overtime(base: Scenario) -> None:
    usual = hours_a_year(lower(base))
    longer = hours_a_year(lower(shipped(FOLDER / "five-services.yaml")))

    assert (usual.overtime, usual.rest_day) == (0, 0)
    guides, kept_free = 2 * 7, 2.5 + 1.5  # hours a day; two clerks at appointments, which the reform pays, or at lunch
    assert longer.usual == pytest.approx(usual.usual + (guides - kept_free) * 250, rel=0.001)
    later = 5 + 2 * 2.5  # five clerks stay an hour longer, the sixth is kept free for more; guides stay with the hall
    assert longer.overtime == pytest.approx(later * 250, rel=0.02)
    assert 44 < longer.rest_day / ((3 + 2) * 6) < 47  # on each Sunday that is no holiday three clerks and the guides


def test_one_window_employs_the_same_twelve_clerks_and_not_the_old_windows_too(base: Scenario) -> None:
    one = hours_a_year(lower(shipped(FOLDER / "one-window.yaml")))

    assert one.usual == pytest.approx(hours_a_year(lower(base)).usual)


def test_papers_for_new_land_are_about_as_many_as_huzhou_counted(base: Scenario) -> None:
    """303 (S5); here about 280 for a project that needs all the usual items."""
    items = base.processes["investment"].items.values()
    papers = sum(
        step.documents.value * item.applies.get("new-land", item.applies.get("all", Number(value=0))).value
        for item in items
        for step in item.steps.values()
        if step.documents is not None
    )

    assert 0.85 * 303 < papers < 1.15 * 303


def test_every_reform_is_part_of_a_shipped_scenario() -> None:
    used = {name for path in SCENARIOS for name in package(path)}
    used |= set(load_scenario(FOLDER / "practice-2016.yaml").reforms_in_force)

    assert used == {path.stem for path in REFORMS}


@pytest.mark.parametrize("luck", range(3))
def test_the_full_reform_is_the_same_in_whatever_order_it_is_written(luck: int, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "full-reform.yaml"
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    before = list(written["reforms"])
    random.Random(luck).shuffle(written["reforms"])
    file.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")

    assert written["reforms"] != before
    assert digest(load_scenario(file)) == digest(shipped(FOLDER / "full-reform.yaml"))


def test_shorter_promises_touch_nothing_but_promises_and_how_strict_the_window_is(base: Scenario) -> None:
    shorter = as_document(shipped(FOLDER / "limits-20.yaml"))["processes"]["investment"]["items"]
    plain = as_document(base)["processes"]["investment"]["items"]

    for name, item in shorter.items():
        assert without_promise(item) == without_promise(plain[name]), name
    permits = [items["planning-permit"] for items in (shorter, plain)]
    promised = [permit["promise"]["days"]["value"] for permit in permits]
    returned = [permit["steps"]["accept"]["returns"]["share"]["value"] for permit in permits]
    assert promised == [pytest.approx(5.6), 7]
    assert returned == [pytest.approx(1.1 * 0.2), 0.2]


def without_promise(item: dict[str, Any]) -> dict[str, Any]:
    """An item without its promise, and without the share that its acceptance returns."""
    kept = {key: part for key, part in item.items() if key != "promise"}
    returns = item["steps"].get("accept", {}).get("returns")
    if returns is None:
        return kept
    accept = {**item["steps"]["accept"], "returns": {**returns, "share": None}}
    return {**kept, "steps": {**item["steps"], "accept": accept}}


def test_with_mock_approval_new_land_designs_before_the_land_is_won() -> None:
    process = shipped(FOLDER / "mock-approval.yaml").processes["investment"]

    def ahead_of(name: str) -> set[str]:
        before = predecessors(process.items[name], "new-land", frozenset())
        return set(before).union(*(ahead_of(other) for other in before))

    assert "land-contract" not in ahead_of("construction-drawings")
    assert "land-contract" in ahead_of("planning-permit")


# The other families, and the city


def test_the_first_family_alone_has_its_own_process_only() -> None:
    alone = {name: list(shipped(FOLDER / f"{name}.yaml").processes) for name in BASES}

    assert alone == {
        "practice-2016": ["investment", "counter"],
        "real-estate-2016": ["real-estate"],
        "everyday-2016": ["everyday"],
        "city": ["investment", "real-estate", "everyday"],
    }


def test_in_the_city_every_family_is_what_it_is_alone_but_for_the_pools_they_share(base: Scenario) -> None:
    city = as_document(shipped(FOLDER / "city.yaml"))["processes"]
    moved = {
        ("land-title", "submit"): "home-registration-window",
        ("land-title", "review"): "home-registrars",
        ("business-licence", "submit"): "market-supervision-counter",
    }
    investment = as_document(base)["processes"]["investment"]
    for (item, step), pool in moved.items():
        investment["items"][item]["steps"][step]["pool"] = pool

    assert city["investment"] == investment
    for name in ("real-estate", "everyday"):
        assert city[name] == as_document(shipped(FOLDER / f"{name}-2016.yaml"))["processes"][name]


def test_the_families_meet_at_the_windows_of_projects_of_firms_and_of_registration() -> None:
    processes = shipped(FOLDER / "city.yaml").processes
    pools = {
        name: {step.pool for item in process.items.values() for step in item.steps.values() if step.pool}
        for name, process in processes.items()
    }

    assert pools["investment"] & pools["real-estate"] == {"home-registration-window", "home-registrars"}
    shared = pools["investment"] & pools["everyday"]
    assert {"planning-window", "general-window", "market-supervision-counter"} < shared
    assert len(shared) == 9
    assert not pools["real-estate"] & pools["everyday"]


def test_a_house_passes_three_departments_and_five_windows_and_then_one() -> None:
    def windows(name: str) -> set[str]:
        scenario = shipped(FOLDER / f"{name}.yaml")
        items = scenario.processes["real-estate"].items.values()
        return {step.pool for item in items for step in item.steps.values() if step.trips and step.pool}

    before = shipped(FOLDER / "real-estate-2016.yaml").processes["real-estate"]
    assert {item.department for item in before.items.values()} == {"housing", "tax", "registration-centre"}
    assert len(windows("real-estate-2016")) == 5
    assert windows("real-estate-one-window") == {"transfer-window"}


def test_sunday_service_in_lieu_asks_nobody_for_an_hour_more() -> None:
    def hours(name: str, calendar: str) -> int:
        """In the three years from 2016 on, but for the weeks with holidays the same every fourth week."""
        plan = lower(shipped(FOLDER / f"{name}.yaml"))
        desk = plan.calendars[list(plan.scenario.calendars).index(calendar)]
        week = 7 * 24 * 60
        return desk.between(9 * week, 13 * week) // 60  # four weeks in March 2016, without a holiday

    for desk in ("desk-1", "desk-2", "desk-3", "desk-4", "spare-1", "spare-2"):
        assert hours("city-sunday-in-lieu", desk) == hours("city", desk) == 140
        assert hours("city-sunday", desk) == 146


@pytest.mark.parametrize("name", ["full-reform", "every-reform", *sorted(NOT_IN_THE_BRIEFING)])
def test_every_number_that_may_be_wrong_has_a_name_in_both_languages(name: str) -> None:
    design = design_for(name, "government_days", "all", [], 1, None, Effort())
    titles = [factor.title for factor in design.factors]
    assert [one.en for one in titles if re.search(r"[a-z_][._\[][a-z\[0-9]", one.en)] == []
    assert [one.zh for one in titles if not re.search("[\u4e00-\u9fff]", one.zh)] == []


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_shipped_scenario_is_feasible_and_there_is_nothing_to_be_told_of_it(file):
    plan = lower(shipped(file))
    require_feasible(plan, file.stem)
    assert list(notices(plan)) == []
