"""What one meets first: no arguments, help, version, completion; quick, because nothing heavy is imported for them."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from sim.base.library import SHIPPED, names
from sim.cli import main
from sim.cli.commands import SECTIONS

HEAVY = (
    "numpy", "pandas", "scipy", "matplotlib", "pydantic", "rich", "joblib", "yaml", "pyarrow", "numba", "jinja2",
)  # fmt: skip
PROGRAM = f"""
import atexit, sys
atexit.register(lambda: print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr))
from sim.cli import main
main(sys.argv[1:], prog_name="approvals")
"""


def asked(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="approvals")


def process(*arguments: str, **variables: str) -> tuple[str, str]:
    """What a process of its own says, and which heavy modules it had imported in the end."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, **variables}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout, done.stderr.strip()


def completed(words: str) -> list[str]:
    """What bash is offered for the last of the words."""
    number = str(len(words.split(" ")) - 1)
    said, heavy = process(_APPROVALS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=number)
    assert heavy == "[]"
    return said.splitlines()


def test_without_arguments_help_is_shown_and_nothing_is_wrong() -> None:
    bare, helped = asked(), asked("--help")
    assert (bare.exit_code, bare.stdout) == (0, helped.stdout)
    assert "First try this:" in bare.stdout
    assert max(len(line) for line in bare.stdout.splitlines()) <= 80


def test_every_command_stands_in_one_section() -> None:
    told = [name for commands in SECTIONS.values() for name in commands]
    assert sorted(told) == sorted(main.commands)
    for title, commands in SECTIONS.items():
        assert f"\n{title}:\n" in asked().stdout
        assert all(f"\n  {name} " in asked().stdout for name in commands)


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], [], ["run", "--help"], ["completion", "zsh"]])
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: list[str]) -> None:
    said, heavy = process(*arguments)
    assert said
    assert heavy == "[]"


def test_scenarios_and_reforms_are_completed() -> None:
    assert completed("approvals ch") == ["plain,chart", "plain,check"]
    assert completed("approvals run prac") == ["plain,practice-2016"]
    assert len(completed("approvals check ")) >= len(names(SHIPPED))
    assert completed("approvals smallest practice-2016 --reforms agents,e-") == ["plain,agents,e-seal"]
    assert completed("approvals smallest practice-2016 --reforms extended-hours,e-") == ["plain,extended-hours,e-seal"]
    assert completed("approvals run ../scen") == ["file,../scen"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_asks_the_program(shell: str) -> None:
    assert f"_APPROVALS_COMPLETE={shell}_complete" in asked("completion", shell).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("ask", "no such command 'ask': see approvals --help"),
        ("ru", "no such command 'ru' — did you mean 'run'?"),
        ("run", "missing argument 'SCENARIO': see approvals run --help"),
        ("--foo", "no such option '--foo': see approvals --help"),
        ("completion csh", "invalid value for '{bash|zsh|fish}': 'csh' is not one of 'bash', 'zsh', 'fish': "
                           "see approvals completion --help"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_one_line_with_where_to_read_on(arguments: str, told: str) -> None:
    said = asked(*arguments.split())
    assert (said.exit_code, said.stdout, said.stderr) == (2, "", f"approvals: {told}\n")
