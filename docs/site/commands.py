"""The page of the command line: every command and each of its options, as click knows them."""

import sys
from collections.abc import Iterator

import click

from sim.cli import main
from sim.cli.commands import SECTIONS


def pages() -> dict[str, str]:
    """The page by its name; the commands stand in the sections of `approvals --help`."""
    return {"commands.rst": "\n".join(_lines())}


def _lines() -> Iterator[str]:
    yield from _heading("Commands", "=")
    yield "What ``approvals --help`` and ``approvals COMMAND --help`` say, on one page."
    for section, names in SECTIONS.items():
        yield from _heading(section, "-")
        for name in names:
            yield f".. click:: {_place(main.commands[name])}\n   :prog: approvals {name}\n"


def _heading(title: str, line: str) -> Iterator[str]:
    yield f"\n{title}\n{line * len(title)}\n"


def _place(command: click.Command) -> str:
    """Where a command is found: its module, and its name there."""
    module = sys.modules[getattr(command.callback, "__module__", "")]
    return f"{module.__name__}:{next(name for name, value in vars(module).items() if value is command)}"
