"""What a planner's first file says of its own city: where it stands, who works there, and what is changed twice."""

from pathlib import Path

import pytest
from asking import approvals, done, refusal

from sim.scenario import Scenario, load_scenario

TOWN = (Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for the work, beside one with a town, and reforms for both."""
    for name in ("work/reforms", "towns"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    Path("../towns/town.yaml").write_text(TOWN, encoding="utf-8")
    Path("town.yaml").write_text(TOWN, encoding="utf-8")


def mine(*changes: str, extends: str = "town", reforms: str = "") -> str:
    """The file of a scenario with these changes."""
    text = f"scenario: mine\ntitle: M\nextends: {extends}\nreforms: [{reforms}]\n"
    told = "".join(f"  - {change}\n" for change in changes)
    Path("mine.yaml").write_text(text + (f"changes:\n{told}" if told else ""), encoding="utf-8")
    return "mine.yaml"


def reform(name: str, change: str) -> None:
    Path(f"reforms/{name}.yaml").write_text(f"reform: {name}\ntitle: R\nchanges:\n  - {change}\n", encoding="utf-8")


def servers(scenario: Scenario, pool: str) -> tuple[float, tuple[float, float] | None]:
    number = scenario.pools[pool].servers
    assert number is not None
    return number.value, number.range


# Where it stands


@pytest.mark.parametrize("way", ["town.yaml", "./town.yaml", "../towns/town.yaml", "../towns/town"])
def test_a_base_is_named_by_a_path_as_well(way: str) -> None:
    assert (
        "drawings" in load_scenario(mine("{pools: fire, set: {servers: 3}}", extends=way)).processes["projects"].items
    )


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("./twon.yaml", "no scenario './twon.yaml' — did you mean 'town'?"),
        ("/etc/town.yaml", "no scenario '/etc/town.yaml' — "),
        ("../../far.yaml", "'../../far.yaml' leads to another folder: put it beside this file"),
    ],
)
def test_a_path_that_leads_nowhere_or_too_far_is_refused(way: str, told: str, tmp_path: Path) -> None:
    (tmp_path.parent / "far.yaml").write_text(TOWN, encoding="utf-8")
    assert refusal("check", mine(extends=way)).startswith(f"mine.yaml: extends: {told}")


@pytest.mark.parametrize(
    ("base", "said"), [("./town.yaml", "town"), ("../towns/town.yaml", "../towns/town.yaml"), ("town", "town")]
)
def test_a_scenario_is_started_from_a_path(base: str, said: str) -> None:
    assert done("new", "my-city.yaml", "--from", base).startswith("wrote my-city.yaml\n")
    assert f"\nextends: {said}\n" in Path("my-city.yaml").read_text(encoding="utf-8")
    assert load_scenario("my-city.yaml").scenario == "my-city"


def test_a_start_from_too_far_is_refused(tmp_path: Path) -> None:
    far = tmp_path.parent / "far.yaml"
    far.write_text(TOWN, encoding="utf-8")
    told = f"--from: '{far}' lies in another folder than my-city.yaml: put them beside each other"
    assert refusal("new", "my-city.yaml", "--from", far) == told
    told = "--from: no file 'twon.yaml': give the path of a scenario, or its name"
    assert refusal("new", "my-city.yaml", "--from", "twon.yaml") == told


# So many more, and of departments


def test_what_is_added_comes_on_top_of_what_is_there() -> None:
    assert servers(load_scenario(mine("{pools: clerks, set: {servers: {add: 3}}}")), "clerks") == (5, (4, 6))
    more = "{pools: fire, set: {servers: {add: {value: 2, range: [1, 4], grade: estimate}}}}"
    assert servers(load_scenario(mine(more)), "fire") == (3, (2, 5))


def test_all_of_what_several_add_comes_and_nobody_sets_it_beside_them() -> None:
    reform("two-more", "{pools: fire, set: {servers: {add: 2}}}")
    reform("five-more", "{pools: fire, set: {servers: {add: 5}}}")
    reform("nine", "{pools: fire, set: {servers: 9}}")
    assert servers(load_scenario(mine(reforms="two-more, five-more")), "fire") == (8, None)
    told = "'nine' and 'two-more' contradict each other about pools.fire (servers, shifts, seats): choose one"
    assert refusal("check", mine(reforms="two-more, nine")) == f"mine.yaml: reforms: {told}"


def test_there_must_be_something_to_add_to() -> None:
    told = "mine.yaml: changes[0].set: seats: there is no number to add to: set it"
    assert refusal("check", mine("{pools: fire, set: {seats: {add: 2}}}")) == told
    assert "changes[0].set.servers.add" in refusal("check", mine("{pools: fire, set: {servers: {add: soon}}}"))


def test_a_factor_on_a_count_is_the_nearest_whole_number_and_half_is_one_more() -> None:
    for factor, there in ((1.2, 2), (1.25, 3), (0.7, 1)):
        change = f"{{pools: clerks, times: {{servers: {factor}}}}}"
        assert servers(load_scenario(mine(change)), "clerks")[0] == there


def test_a_department_is_changed_like_any_part() -> None:
    changes = "{departments: fire, set: {year: {lognormal: {mean: 1.2, cv: 0.1}}, title: {en: Fire, zh: 消防}}}"
    fire = load_scenario(mine(changes)).departments["fire"]
    assert fire.title is not None
    assert (fire.title.zh, fire.year.lognormal is not None) == ("消防", True)
    told = "mine.yaml: changes[0].set: no department 'fier' — did you mean 'fire'?"
    assert refusal("check", mine("{departments: fier, set: {title: F}}")) == told
    told = "mine.yaml: changes[0]: found merge with departments: it does not apply to them; drop it"
    assert refusal("check", mine("{departments: fire, merge: {into: x, item: {}}}")) == told


# One place, changed twice


def test_two_own_changes_of_one_place_are_refused() -> None:
    told = "mine.yaml: changes[1].set: pools.fire (servers, shifts, seats): changes[0].set makes it something else: "
    both = mine("{pools: fire, set: {servers: 2}}", "{pools: fire, set: {servers: 3}}")
    assert refusal("check", both) == told + "keep one of the two"
    within = mine("{items: permit, set: {promise: 4}}", "{items: permit, set: {promise.days: 3}}")
    told = "processes.projects.items.permit.promise.days: changes[0].set sets it as well: keep one of the two"
    assert refusal("check", within) == f"mine.yaml: changes[1].set: {told}"


def test_the_same_said_twice_and_two_factors_are_no_contradiction() -> None:
    twice = mine("{pools: fire, set: {servers: 3}}", "{pools: fire, set: {servers: 3}}")
    assert servers(load_scenario(twice), "fire") == (3, None)
    assert approvals("check", twice).exit_code == 0
    factors = mine("{pools: clerks, times: {servers: 2}}", "{pools: clerks, times: {servers: 2}}")
    assert servers(load_scenario(factors), "clerks")[0] == 8
