"""`approvals new`: what it writes runs as it is, and with every example uncommented, on every base that is shipped."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.base.errors import UserError
from sim.base.library import SHIPPED
from sim.cli import main
from sim.outcomes.clocks import is_approval
from sim.scenario import load_scenario
from sim.scenario.starter import starter, uncommented
from sim.simulation.lower import lower
from sim.simulation.notices import notices

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
BASES = ["practice-2016", "full-reform", "real-estate-one-window", "everyday-2016", "city"]
NAMED = "a scenario's file has at most 60 small letters, digits and dashes, and .yaml or .xlsx"


def new(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["new", *map(str, arguments)])


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that knows nothing of the program."""
    monkeypatch.chdir(tmp_path)


def test_a_scenario_is_started_anywhere_and_can_be_run() -> None:
    said = new("my-city.yaml")
    assert (said.exit_code, said.stdout) == (
        0,
        "wrote my-city.yaml\nnext: approvals check my-city.yaml\nthen: approvals answer --on my-city.yaml\n",
    )
    base, mine = load_scenario("practice-2016"), load_scenario("my-city.yaml")
    assert (mine.scenario, mine.reforms) == ("my-city", ["own-changes", "parallel-review"])
    servers = [one.pools["development-reform"].servers for one in (base, mine)]
    assert [one and one.value for one in servers] == [1, 2]


@pytest.mark.parametrize("name", ["2016", "no", "on", "null", "2016-01-01", "2016-99-99", "0x1f", "1e3", "x" * 60])
def test_a_name_is_a_name_whatever_yaml_takes_it_for(name: str) -> None:
    shutil.copy(TOWN, "town.yaml")
    assert new(f"{name}.yaml", "--from", "town").exit_code == 0
    assert new("next.yaml", "--from", name).exit_code == 0
    assert [load_scenario(f"{one}.yaml").scenario for one in (name, "next")] == [name, "next"]


def test_parts_of_the_base_are_names_too() -> None:
    town = TOWN.read_text(encoding="utf-8") + "legal_calendar: office\n"
    for word, name in {"projects": "no", "filing": "on", "drawings": "2016", "clerks": "null", "office": "off"}.items():
        town = re.sub(rf"\b{word}\b", f"'{name}'", town)
    Path("town.yaml").write_text(town, encoding="utf-8")
    assert new("mine.yaml", "--from", "town").exit_code == 0
    Path("mine.yaml").write_text(uncommented(Path("mine.yaml").read_text(encoding="utf-8")), encoding="utf-8")
    mine = load_scenario("mine.yaml")
    assert [edge.item for edge in mine.processes["no"].items["extra-check"].after] == ["on"]
    promise = mine.processes["no"].items["2016"].promise
    assert promise is not None
    assert promise.days.value == 5


SHORTEST = "everyday-2016"


@pytest.mark.parametrize(
    ("base", "lang"),
    [
        ("practice-2016", "en"),
        *(pytest.param(base, "zh", marks=() if base == SHORTEST else pytest.mark.long) for base in BASES),
    ],
)
def test_every_example_holds_when_it_is_uncommented(base: str, lang: str) -> None:
    assert new("mine.yaml", "--from", base, "--lang", lang).exit_code == 0
    file = Path("mine.yaml")
    commented = file.read_text(encoding="utf-8")
    file.write_text(uncommented(commented), encoding="utf-8")

    mine, known = load_scenario(file), load_scenario(base)
    lower(mine)

    assert "\n#" not in uncommented(commented).replace("\n##", "")
    assert mine.target.value == 60
    before, after = (next(iter(one.processes.values())) for one in (known, mine))
    assert after.items["extra-check"].steps["review"].legal == is_approval(before)
    assert [notice for notice in notices(lower(mine)) if "extra-check" in notice.message] == []
    assert set(known.reforms) < set(mine.reforms)


def test_uncommented_examples_do_what_they_say() -> None:
    new("mine.yaml")
    Path("mine.yaml").write_text(uncommented(Path("mine.yaml").read_text()))
    before, after = (load_scenario(name).processes["investment"] for name in ("practice-2016", "mine.yaml"))

    assert "fire-filing" in before.items.keys() - after.items.keys()
    assert "extra-check" in [edge.item for edge in after.items["construction-permit"].after]
    promises = [one.items["eia-book-decision"].promise for one in (before, after)]
    assert [one and one.days.value for one in promises] == [20, 10]
    assert after.arrivals.per_year is not None
    assert after.arrivals.per_year.value == 276


def test_the_comments_are_in_the_language_asked_for() -> None:
    english, chinese = (starter(Path("a.yaml"), "practice-2016", lang) for lang in ("en", "zh"))
    assert "并联审批" not in english.replace("zh: ", "")
    assert "## Parallel review" in english
    assert "## 并联审批" in chinese
    assert [line for line in english.splitlines() if "servers" in line and "##" not in line] == [
        line for line in chinese.splitlines() if "servers" in line and "##" not in line
    ]


def test_nothing_is_overwritten() -> None:
    Path("mine.yaml").write_text("what was there")
    said = new("mine.yaml")
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr == "approvals: mine.yaml: is there already, and is left as it is: choose another name\n"
    assert Path("mine.yaml").read_text() == "what was there"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["My City.yaml"], f"My City.yaml: {NAMED}: call it my-city.yaml"),
        (["city"], f"city: {NAMED}: call it city.yaml"),
        (["x" * 61 + ".yaml"], f"{NAMED}: call it {'x' * 60}.yaml"),
        (["嘉兴.yaml"], "call it my-city.yaml"),
        (["no/such/a.yaml"], "no/such/a.yaml: cannot be written (No such file or directory): choose another place"),
        (["a.yaml", "--from", "practise-2016"], "--from: no scenario 'practise-2016' beside a.yaml — did you mean 'p"),
    ],
)  # fmt: skip
def test_what_cannot_be_started_is_refused_with_the_remedy(arguments: list[str], told: str) -> None:
    said = new(*arguments)
    assert (said.exit_code, said.stdout, said.stderr.count("\n")) == (2, "", 1)
    assert told in said.stderr
    assert list(Path.cwd().iterdir()) == []


def test_a_file_that_would_not_run_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.scenario.starter.write.starter", lambda *_: "scenario: other\n")
    said = new("mine.yaml")
    assert said.exit_code == 2
    assert not Path("mine.yaml").exists()


# Where scenarios and reforms are found


def test_what_lies_beside_a_scenario_comes_before_what_is_shipped() -> None:
    Path("reforms").mkdir()
    own = (SHIPPED / "reforms" / "e-seal.yaml").read_text(encoding="utf-8").replace("reform: e-seal", "reform: courier")
    Path("reforms/courier.yaml").write_text(own, encoding="utf-8")
    for name in ("courier", "agents"):
        Path(f"{name}.yaml").write_text(f"scenario: {name}\ntitle: T\nextends: practice-2016\nreforms: [{name}]\n")
    seal, courier = (load_scenario(name) for name in ("courier.yaml", "agents.yaml"))
    assert "agents" in courier.pools
    assert seal.reform_costs != {}
    assert "signing" in seal.pools


def test_a_file_named_without_its_ending_is_asked_back_for() -> None:
    new("mine.yaml")
    with pytest.raises(UserError, match=r"no such scenario in scenarios/ — did you mean 'mine.yaml'\?"):
        load_scenario("mine")
