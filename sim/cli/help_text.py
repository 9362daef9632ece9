"""The help of a command in the language that is spoken, in lines that fit the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from sim.base.language import spoken
from sim.cli.spoken import LANGUAGES, OPTION, in_spoken

if TYPE_CHECKING:
    from collections.abc import Iterable


KINDS: Final = re.compile(r"\b(INTEGER RANGE|FLOAT RANGE|INTEGER|FLOAT|TEXT|DIRECTORY|FILE|PATH)$")
"""How click calls the kinds of values that options take."""


class Help(click.HelpFormatter):
    """Writes help in the language that is spoken; in English as click does."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how the command is called."""
        super().write_usage(prog, in_spoken(args), in_spoken("Usage:") + " " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """What a section is about."""
        if spoken() == "en":
            super().write_heading(heading)
        else:
            self.write(f"{' ' * self.current_indent}{in_spoken(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs; of English ones the lines of one belong together."""
        if spoken() == "en":
            super().write_text(text)
            return
        paragraphs = [self._paragraph(one) for one in text.split("\n\n")]
        self.write("\n\n".join(paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands, each with what it does."""
        if spoken() == "en":
            super().write_dl(rows, col_max, col_spacing)
            return
        told = [(_what_is_given(first), in_spoken(second)) for first, second in rows]
        wide = min(max((_wide(first) for first, _ in told), default=0), col_max) + col_spacing
        for first, second in told:
            self._entry(first, second, wide)

    def _entry(self, first: str, second: str, wide: int) -> None:
        from sim.cli.show.lines import lines

        margin = " " * self.current_indent
        beside = _wide(first) + 2 <= wide
        here = margin + first + (" " * (wide - _wide(first)) if beside else f"\n{margin}{'':<{wide}}")
        told = lines(second, max(self.width - wide - self.current_indent, 10)) if second else [""]
        self.write(f"\n{margin}{'':<{wide}}".join([here + told[0], *told[1:]]).rstrip() + "\n")

    def _paragraph(self, text: str) -> str:
        from sim.cli.show.lines import lines

        margin = " " * self.current_indent
        if text.startswith("\b\n"):
            return "\n".join(margin + in_spoken(line) for line in text.split("\n")[1:])
        said = in_spoken(" ".join(text.split()))
        return "\n".join(margin + line for line in lines(said, self.width - self.current_indent))


def _what_is_given(option: str) -> str:
    """An option with what kind of value it takes, in the language that is spoken."""
    return KINDS.sub(lambda kind: in_spoken(kind[0]), option)


def _wide(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


class SpokenContext(click.Context):
    """What runs a command whose help is shown in the language that is spoken."""

    formatter_class = Help


def with_language(command: click.Command) -> click.Command:
    """The command with the option `--lang`; one that it has already is by default what is spoken."""
    command.context_class = SpokenContext
    own = next((param for param in command.params if OPTION in param.opts), None)
    if own is None:
        help_ = "Language; default: that of the locale."
        command.params.append(click.Option([OPTION], type=click.Choice(LANGUAGES), expose_value=False, help=help_))
    elif isinstance(own, click.Option):
        own.default, own.show_default = spoken, False
    if isinstance(command, click.Group):
        for one in command.commands.values():
            with_language(one)
    return command
