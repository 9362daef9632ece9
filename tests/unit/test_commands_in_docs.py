"""Every command that the README and the documents print can be typed as it stands, in the order in which it stands.

They are played with few replications and few points: whether a command works does not depend on how many.
"""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.cli.chart import FROM_FILES

ROOT = Path(__file__).parents[2]
FEW = {
    "--replications": "2",
    "--most-replications": "2",
    "--experiments": "2",
    "--screen": "2",
    "--samples": "2",
    "--keep": "2",
    "--points": "20",
    "--repeat": "2",
}
ELSEWHERE = {
    "--precision": ("--most-replications",),
    "--worlds": ("--most-replications",),
    "--quick": ("--screen", "--samples", "--keep", "--repeat", "--replications"),
}
"""Options that a command refuses beside another, or that mean something else there."""
DOCUMENTS = [
    pytest.param(path, id=path, marks=[] if path == "README.md" else [pytest.mark.long])
    for path in ("README.md", "README.zh.md", *sorted(f"docs/{one.name}" for one in (ROOT / "docs").glob("*.md")))
]


def commands_of(text: str) -> list[str]:
    """The lines of its shell blocks, and what stands between backticks with arguments and without a placeholder."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    typed = [line.partition("#")[0].strip() for line in lines]
    inline = re.findall(r"(?<!`)`(approvals [a-z-]+ [^`]+)`(?!`)", text.replace("\n", " "))
    meant = [line for line in inline if line.isascii() and not re.search(r"[A-Z]{3}|[|[]", line)]
    return list(dict.fromkeys(line for line in [*typed, *meant] if line.startswith("approvals ")))


def in_short(command: str) -> list[str]:
    """The arguments of a command, with few of whatever it would play many of; of what is kept nothing is played."""
    name, *arguments = (_a_few(word) for word in shlex.split(command.replace("--worlds 64", "--worlds 20"))[1:])
    if name == "chart" and (Path(arguments[1]).is_dir() or Path(arguments[1]).suffix in FROM_FILES):
        return [name, *arguments]
    known = {option for one in main.commands[name].params if isinstance(one, click.Option) for option in one.opts}
    for option, others in ELSEWHERE.items():
        known -= set(others) if option in arguments or (option == "--precision" and option in known) else set()
    return [name, *arguments, *(word for option, few in FEW.items() if option in known for word in (option, few))]


def _a_few(word: str) -> str:
    """The first three of a list of names."""
    return ",".join(word.split(",")[:3])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_its_commands_are_such_as_the_program_takes(document: str) -> None:
    for command in commands_of((ROOT / document).read_text(encoding="utf-8")):
        name, *arguments = shlex.split(command)[1:]
        main.commands[name].make_context(name, arguments)


@pytest.mark.long
@pytest.mark.parametrize("document", DOCUMENTS)
def test_its_commands_work(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "studies", tmp_path / "studies")
    for study in (tmp_path / "studies").glob("*.yaml"):
        text = study.read_text(encoding="utf-8")
        text = re.sub(r"latin_hypercube: \d+", "latin_hypercube: 20", text)
        study.write_text(re.sub(r"replications: \d+", "replications: 1", text), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = commands_of((ROOT / document).read_text(encoding="utf-8"))

    for command in commands:
        if "--cluster tcp://" in command:
            continue  # of computers that are not here
        result = CliRunner().invoke(main, in_short(command))

        assert result.exit_code == 0, (command, result.stderr, result.exception)


def test_the_walk_of_the_readme_is_found() -> None:
    for readme in ("README.md", "README.zh.md"):
        commands = commands_of((ROOT / readme).read_text(encoding="utf-8"))
        walk = [command.split()[1] for command in commands[:6]]
        assert walk == ["new", "check", "answer", "chart", "report", "slides"]
