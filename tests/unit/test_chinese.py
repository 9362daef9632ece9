"""What commands say in Chinese: no sentence without its Chinese, no word of the other language, no number cut."""

import re
from inspect import cleandoc
from pathlib import Path

import click
import pytest
import yaml
from asking import approvals
from phrases_in_code import PLACE, sentences
from rich.cells import cell_len

from sim.cli import main
from sim.cli.chinese.book import FOLDER, book, chinese
from sim.cli.show.lines import CLOSING, OPENING, lines
from sim.cli.spoken import language_of

ROOT = Path(__file__).parents[2]
TESTS = Path(__file__).parents[1]
VALID = TESTS / "scenarios" / "valid"
TOWN = VALID / "town.yaml"
REFORMED = VALID / "town-reformed.yaml"
VILLAGE = TESTS / "behaviour" / "scenarios" / "village" / "village.yaml"
FEW = ("--replications", 2, "--workers", 1)

ELSEWHERE = re.compile(
    r"(simulation/invariants|base/(program|sheets|phrases|templates|own_clocks)|cli/(chinese|help_text)|charts|notebook"
    r"|report/(slides|html|lettering|sources|what_if)"
    r"|scenario/(model|quantities|titles|starter|clock_titles)|logs/(write|yaml_text)|studies/worth/words)"
)
"""What speaks both languages by words of its own, or to nobody at a screen."""
NO_SENTENCES = {
    "frame-ancestors 'none'",
    "module 'sim' has no attribute '{1}'",
    "{value: {1}, range: [{2}, {3}], source: CALC, grade: estimate}",
    ". Did you",
    "— did you",
    "something that was read ended too soon",
    "__import__('sim.base.program', fromlist=['made_by']).made_by()",
    "One counter",
    "3 years",
    "60 days",
    "Empty CSV",
    "Could not skip",
    "0 days",
    "np.ndarray | np.datetime64",
    "1 hour",
    "One project comes",
    "1 day",
    "9 days",
    "{1}: played_on",
    "Labour Law art. 44",
    "no (\\w+) '([^']+)'",
    "an empty {}",
    "while parsing a flow sequence",
    "while parsing a flow mapping",
    "while scanning a quoted scalar",
    "while scanning a simple key",
    "mapping values are not allowed in this context",
    "did not find expected key",
    "latest by {1}",
    "chased by {1}",
    "Nobody comes",
    "done at the bound",
    "{1}.worlds: {2}: row {3}",
    "The balance properties of Sobol",
    "utilisation of",
    "Another staffing",
    "{1}, other staff",
    "Microsoft YaHei",
    "check {file}",
    "run {file}",
    "answer --on {file}",
    "compare {base} {file}",
    "scenario: my-name",
    "study: my-name",
    "log: {form: states}",
    "approval-sim: making machine code of what simulates, once on this machine; it takes about a minute",
}
"""Texts of several words that no command shows, or that are no more than an address."""


def plain(template: str) -> str:
    """A template without what its places are for."""
    return template.replace(":n}", "}")


def test_every_sentence_that_a_command_may_show_has_its_chinese():
    known = {plain(english) for english in book()}
    told = {
        (str(file.relative_to(ROOT)), template)
        for file in sorted((ROOT / "sim").rglob("*.py"))
        if not ELSEWHERE.match(str(file.relative_to(ROOT / "sim")))
        for template in map(plain, sentences(file))
        if template not in NO_SENTENCES
    }
    assert {one for one in told if one[1] not in known} == set()


def test_every_help_has_its_chinese():
    assert [text for text in helps(main) if text and text not in book()] == []


def helps(command: click.Command) -> list[str]:
    """What the help of a command and of those within it says."""
    told = [param.help for param in command.params if isinstance(param, click.Option) and param.help]
    for paragraph in cleandoc(command.help or "").split("\n\n"):
        kept = paragraph[2:].splitlines() if paragraph.startswith("\b\n") else [paragraph]
        told += [" ".join(one.split()) for one in kept]
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        told += helps(one)
    return told


def test_a_phrase_stands_once_and_has_the_places_of_its_english():
    found: list[str] = []
    for file in sorted(FOLDER.glob("*.yaml")):
        lines_ = file.read_text(encoding="utf-8").splitlines()
        found += [plain(next(iter(yaml.safe_load(line)))) for line in lines_ if line.startswith('"')]
    assert sorted(found) == sorted(set(found))
    for english, said in book().items():
        assert {one[0] for one in PLACE.finditer(said)} <= {one[0] for one in PLACE.finditer(plain(english))}, english
        assert said, english


def test_what_stands_in_places_is_put_into_chinese_and_quotes_stay_as_they_are():
    assert chinese("my-city.yaml: pools.clerks: unknown key — did you mean 'servers'?") == (
        "my-city.yaml: pools.clerks: 未知的键——您是不是想写 'servers'？"
    )
    assert chinese("--out: 'range' is neither .svg nor .png: choose one of the two") == (
        "--out：'range' 既不是 .svg 也不是 .png：请选其一"
    )
    assert chinese("Cheapest of them: a, b, 950 CNY a year more for the government.", {"a": "甲", "b": "乙"}) == (
        "其中最省的：甲、乙，政府每年多支出950元。"
    )


def test_the_language_is_that_of_the_option_else_of_the_variable_else_of_the_locale():
    assert language_of(["answer", "--lang", "zh"], {"APPROVALS_LANG": "en"}) == "zh"
    assert language_of(["answer", "--lang=en"], {"APPROVALS_LANG": "zh"}) == "en"
    assert language_of(["answer"], {"APPROVALS_LANG": "zh", "LANG": "en_GB.UTF-8"}) == "zh"
    assert language_of(["answer"], {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}) == "zh"
    assert language_of(["answer"], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}) == language_of([], {}) == "en"
    assert language_of(["answer", "--", "--lang", "zh"], {}) == "en"


def test_a_variable_that_names_no_language_is_refused(monkeypatch):
    monkeypatch.setenv("APPROVALS_LANG", "fr")
    result = approvals("schema")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "approvals: APPROVALS_LANG: 'fr' is no language that is spoken here: set it to en or zh\n"


def test_no_line_ends_with_an_opening_bracket_and_none_begins_with_a_stop():
    text = "按政府审批工作日计，“全部改革措施”（full-reform）或许能使90%的项目（97%）在50天内完成，处于临界：是。"
    for width in range(12, 60):
        folded = lines(text, width)
        assert "".join(folded) == text
        assert not any(line.endswith(tuple(OPENING)) or line.startswith(tuple(CLOSING)) for line in folded)
        assert max(map(cell_len, folded)) <= width


COMMANDS = [
    ["answer", TOWN, REFORMED, *FEW],
    ["run", TOWN, *FEW],
    ["run", TOWN, "--by-month", *FEW],
    ["compare", TOWN, REFORMED, *FEW],
    ["targets", TOWN, REFORMED, *FEW],
    ["bottleneck", TOWN, *FEW],
    ["smallest", VILLAGE, "--reforms", "no-scheme,no-fire", "--clock", "total_days", *FEW, "--most-replications", 2],
    ["backlog", TOWN, *FEW],
    ["check", TOWN, REFORMED],
]
ALLOWED = re.compile(
    r"town(-reformed)?|village|clerks|committee|Fire|brigade|fire|drawings|filing|permit|land|own|prepared|scheme|form"
    r"|no-scheme|no-fire|compiled|Waudby-Smith|Ramdas|MSER|json|start_with|value|range|source|CALC|grade|estimate|projects"
    r"|p50|p90|CNY|ASM|details|out|results|xlsx|most-|town-|reformed|replications|survey|afterwards|processes|items|and|most-replications|indifference"
)
"""Ids of the scenarios that are played, options, keys of files, and names of people."""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(str, command[:1])))
def test_no_command_shows_a_word_of_english_in_chinese(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    result = approvals(*command, "--lang", "zh")
    assert result.exit_code == 0, result.output
    words = re.findall(r"[A-Za-z][A-Za-z_-]+", re.sub(r"\S*/\S*|[0-9a-f]{12}", "", result.output))
    assert [word for word in words if not ALLOWED.fullmatch(word)] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(str, command[:1])))
def test_no_command_shows_a_word_of_chinese_in_english(command):
    assert re.findall("[一-鿿]+", re.sub("“.*”", "", approvals(*command, "--lang", "en").stdout)) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(str, command[:1])))
def test_no_number_is_cut_at_80_columns(command, lang, monkeypatch):
    shown = {}
    for columns in ("80", "300"):
        monkeypatch.setenv("COLUMNS", columns)
        shown[columns] = approvals(*command, "--lang", lang).stdout
    numbers = {columns: set(re.findall(r"[\d,.]*\d%?", said)) for columns, said in shown.items()}
    assert numbers["300"] <= numbers["80"]
    assert "…" not in re.sub("“.*”", "", shown["80"])
    if command[0] != "check":
        assert max(map(cell_len, shown["80"].splitlines())) <= 80


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["answer", "--foo"], "没有选项 '--foo'"),
        (["answre"], "没有命令 'answre'——您是不是想写 'answer'？"),
        (["run", TOWN, "--seed", "x"], "'--seed' 的值不对：'x' 不是整数"),
        (["check", "practice-2016x"], "practice-2016x: scenarios/ 中没有这个情景——您是不是想写 'practice-2016'？"),
        (["run", TOWN, "--events", "a.txt"], "--events：'a.txt' 既不是 .parquet 也不是 .csv：请选其一"),
    ],
)
def test_mistakes_are_told_in_chinese(command, said):
    result = approvals(*command, "--lang", "zh")
    assert result.exit_code == 2
    assert said in result.stderr
