"""A ladder of packages on a city of one's own: what is taken, what is left out, and whom the answer is about."""

import json
from pathlib import Path

import pytest
from asking import approvals, done, refusal

from sim.base.errors import ScenarioError
from sim.report import read, sentences
from sim.scenario import load_scenario
from sim.scenario.ladder import climb
from sim.scenario.on_city import on_city

TOWN = (Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml").read_text(encoding="utf-8")
FEW = ("--replications", 2, "--workers", 1)
HERE = {
    "mine": "title: {en: Mine, zh: 我市}\nextends: town\ntarget: 9\nchanges:\n  - {items: survey, remove: true}\n",
    "built": "title: Built\nextends: town\nreforms: [clerks]\ntarget: 9\n",
    "more": "title: {en: More clerks, zh: 增员}\nextends: town\nreforms: [clerks]\n",
    "most": "title: {en: All of it, zh: 全部}\nextends: more\nreforms: [quick]\nrun: {length: 2 years}\n",
    "faster": "title: Faster survey\nextends: town\nreforms: [survey]\n",
    "fixed": "title: Fixed\nextends: town\nchanges:\n  - {pools: fire, set: {servers: 3}}\n",
}
REFORMS = {
    "clerks": "  - {pools: clerks, set: {servers: 4}}\n",
    "quick": "  - {items: [drawings, permit], steps: [review], times: {duration: 0.1}}\n",
    "survey": "  - {items: survey, steps: [drill], times: {duration: 0.5}}\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A town, cities that stand on it, and packages that were written for it."""
    monkeypatch.chdir(tmp_path)
    Path("town.yaml").write_text(TOWN, encoding="utf-8")
    Path("reforms").mkdir()
    for name, text in HERE.items():
        Path(f"{name}.yaml").write_text(f"scenario: {name}\n{text}", encoding="utf-8")
    for name, changes in REFORMS.items():
        text = f"reform: {name}\ntitle: {name}\nchanges:\n{changes}"
        Path(f"reforms/{name}.yaml").write_text(text, encoding="utf-8")


def test_a_package_goes_on_the_city_as_if_its_file_named_the_reforms() -> None:
    found = on_city("mine.yaml", ["more.yaml", "most.yaml"])
    assert [one.scenario for one in found.scenarios] == ["mine", "more", "most"]
    assert [one.reforms for one in found.scenarios] == [
        ["own-changes"],
        ["clerks", "own-changes"],
        ["clerks", "own-changes", "quick"],
    ]
    most = found.scenarios[-1]
    assert "survey" not in most.processes["projects"].items
    assert (most.target.value, most.run, most.title.zh) == (9, found.scenario.run, "全部")


def test_what_the_city_has_is_not_taken_twice_and_what_does_not_go_is_left_out_with_the_reason() -> None:
    found = on_city("built.yaml", ["more.yaml", "most.yaml"])
    assert [one.scenario for one in found.scenarios] == ["built", "most"]
    assert found.left_out == {"more": "built has all of it already"}
    Path("mine.yaml").write_text(
        "scenario: mine\ntitle: M\nextends: town\nchanges:\n  - {pools: clerks, set: {servers: 9}}\n"
    )
    assert on_city("mine.yaml", ["more.yaml"]).left_out == {
        "more": "reforms: 'clerks' and the scenario's own changes contradict each other about "
        "pools.clerks (servers, shifts, seats): choose one"
    }


def test_a_scenarios_own_changes_are_a_part_of_its_package() -> None:
    [_, fixed] = on_city("mine.yaml", ["fixed.yaml"]).scenarios
    assert fixed.reforms == ["fixed-changes", "own-changes"]
    servers = fixed.pools["fire"].servers
    assert servers is not None
    assert servers.value == 3


def test_the_ladder_climbs_from_the_city_to_a_package() -> None:
    found = on_city("mine.yaml", ["most.yaml"])
    steps = climb(found.scenario, found.written("most"), len(found.city.package))
    assert [one.scenario for one in steps] == ["mine", "clerks", "quick"]
    assert steps[0] is found.scenario
    assert steps[-1].reforms == found.scenarios[-1].reforms


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["town.yaml"], "town.yaml: stands alone, so it has no package to put on another: leave it out"),
        (["more.yaml", "more.yaml"], "more.yaml: scenario: 'more' is named twice: give one of them another name"),
    ],
)
def test_what_has_no_package_or_comes_twice_is_refused(names: list[str], told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        on_city("mine.yaml", names)
    assert str(error.value) == told
    assert refusal("answer", "--on", "mine.yaml", *names, *FEW) == told


# What a reform names and the city does not have


def test_a_reform_passes_over_what_only_other_cities_have() -> None:
    text = "scenario: less\ntitle: Less\nextends: mine\nreforms: [survey, clerks]\n"
    Path("less.yaml").write_text(text, encoding="utf-8")
    told = approvals("check", "less.yaml")
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == (
        "approvals: less.yaml: reforms: 'survey' changes nothing, for here is no item 'survey': leave it out\n"
    )
    both = Path("reforms/survey.yaml").read_text(encoding="utf-8") + "  - {pools: fire, set: {servers: 2}}\n"
    Path("reforms/survey.yaml").write_text(both, encoding="utf-8")
    [one] = load_scenario("less.yaml").passed_over or []
    assert (one.reform, one.what, one.name) == ("survey", "item", "survey")
    notice = "notice: less.yaml: reform survey: names the item 'survey', which is not here: passed over\n"
    assert notice in done("check", "less.yaml")


def test_a_slip_in_a_reform_is_still_refused() -> None:
    slip = REFORMS["survey"].replace("survey", "survay")
    Path("reforms/survey.yaml").write_text(f"reform: survey\ntitle: S\nchanges:\n{slip}", encoding="utf-8")
    said = refusal("check", "faster.yaml")
    assert said == "faster.yaml: reform survey: changes[0].times: no item 'survay' — did you mean 'survey'?"


def test_a_new_item_of_a_reform_waits_for_what_is_there() -> None:
    changes = "  - add: {items: {check: {after: [survey, filing], steps: {look: {wait: 1 hour, calendar: office}}}}}\n"
    Path("reforms/check.yaml").write_text(f"reform: check\ntitle: C\nchanges:\n{changes}", encoding="utf-8")
    Path("less.yaml").write_text("scenario: less\ntitle: L\nextends: mine\nreforms: [check]\n", encoding="utf-8")
    less = load_scenario("less.yaml")
    assert [edge.item for edge in less.processes["projects"].items["check"].after] == ["filing"]
    assert [one.name for one in less.passed_over or []] == ["survey"]


# The command


def test_the_answer_is_about_the_city() -> None:
    text = " ".join(done("answer", "--on", "mine.yaml", "more.yaml", "most.yaml", *FEW).split())
    assert "days; each package on mine" in text
    assert "By kind of project under mine" in text
    assert "working days, mine brings" in text
    assert "days, with a median of" in text
    assert "; of the packages on it, " in text
    assert "The floor under mine, in" in text
    assert "In mine the critical path" in text


def test_what_is_left_out_is_told_beside_the_answer() -> None:
    told = approvals("answer", "--on", "built.yaml", "more.yaml", "most.yaml", *FEW)
    assert told.stderr == "left out: more: built has all of it already\n"


@pytest.mark.long
def test_report_and_slides_are_about_the_city() -> None:
    done("answer", "--on", "mine.yaml", "most.yaml", *FEW, "--out", "out")
    about = json.loads(Path("out/report.json").read_text(encoding="utf-8"))
    assert about["command"] == (
        "approvals answer most.yaml --on mine.yaml --target 9 --replications 2 --seed 1 --engine compiled --out out"
    )
    findings = read.read([Path("out")])
    assert (findings.subject, findings.base, findings.best) == ("mine", "mine", "most")
    assert [list(findings.table("steps")["scenario"])] == [["mine", "clerks", "quick"]]
    for lang, subject, best in (("en", "under “Mine”", "“All of it” brings most"), ("zh", "“我市”", "“全部”效果最好")):
        told = sentences.answer(findings, lang)
        assert subject in told
        assert best in told
    done("report", "out", "-o", "page.html", "--lang", "zh")
    done("slides", "out", "-o", "deck.pptx")
