"""What the commands have in common: options, settings, folders that can be written to, progress."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from sim.base.errors import UserError
from sim.base.files import is_no_file, require_writable, require_writable_folder, write_text
from sim.cli.printing import can_be_printed
from sim.cli.spoken import in_spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


ENGINES = ("compiled", "simpy")


class Positive(click.FloatRange):
    """A positive number, neither infinite nor undefined."""

    what = "a number"

    def __init__(self) -> None:
        super().__init__(0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number as a float; infinity and `nan` are refused as a wrong use of the command."""
        number = float(super().convert(value, param, ctx))
        if not isfinite(number):
            self.fail(f"{value} is not {self.what}.", param, ctx)
        return number


class Days(Positive):
    """A positive number of days, such as the target, neither infinite nor undefined."""

    what = "a number of days"


class Width(Positive):
    """How far an interval may reach to either side."""

    what = "a width"


class Share(click.FloatRange):
    """A share of a whole: more than nothing, and perhaps all of it."""

    what = "a share"

    def __init__(self, *, max_open: bool = False) -> None:
        super().__init__(0, 1, min_open=True, max_open=max_open)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share as a float; infinity and `nan` are refused as a wrong use of the command."""
        share = float(super().convert(value, param, ctx))
        if not isfinite(share):
            self.fail(f"{value} is not {self.what}.", param, ctx)
        return share


class Chance(Share):
    """A probability, neither impossible nor certain."""

    what = "a probability"

    def __init__(self) -> None:
        super().__init__(max_open=True)


def on_workers(command: Callable[..., Any]) -> Callable[..., Any]:
    """On how many processes, or on which cluster, a command plays; it is told both as its `workers`."""

    @wraps(command)
    def told(*arguments: Any, workers: int, cluster: str | None, **options: Any) -> Any:
        if cluster is not None:
            refuse_given(
                ("workers",), "are processes of this machine, and --cluster has workers of its own: drop one of them"
            )
        return command(*arguments, workers=workers if cluster is None else cluster, **options)

    for option in (
        click.option("--cluster", default=None, help="A Dask scheduler such as tcp://10.0.0.1:8786, or 'local'."),
        click.option("--workers", type=click.IntRange(0), default=0, help="Processes; 0: one for each processor."),
    ):
        told = option(told)
    return told


def working(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where and on what a study is played."""
    for option in (
        on_workers,
        click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True),
    ):
        command = option(command)
    return command


def running(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that runs scenarios."""
    for option in (
        on_workers,
        click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True),
        click.option("--seed", type=click.IntRange(0), default=1, show_default=True),
        click.option("--replications", type=click.IntRange(1, 100_000), default=20, show_default=True),
    ):
        command = option(command)
    return command


SCREEN = Path("-")
"""Stands for standard output."""

CLASS = click.option("--class", "group", default="all", show_default=True, help="own-land, own-land+prepared …")
json_option = click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=None,
    help="File for machines, or - for standard output.",
)


def emit(document: object, file: Path) -> None:
    """Writes a document for machines into a file, or to standard output; a number that cannot be told is null.

    What the console cannot print is written as JSON's escapes, so that nothing of it is lost.
    """
    text = json.dumps(_as_json(document), ensure_ascii=False, indent=1, allow_nan=False)
    if file == SCREEN:
        click.echo(text if can_be_printed(text) else json.dumps(_as_json(document), indent=1, allow_nan=False))
        return
    write_text(file, text + "\n")


def _as_json(document: object) -> object:
    """The document with null where JSON has no word for a number: infinity, and what is not a number."""
    if isinstance(document, dict):
        return {key: _as_json(value) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [_as_json(value) for value in document]
    return None if isinstance(document, float) and not isfinite(document) else document


def refuse_given(options: Iterable[str], why: str) -> None:
    """Refuses these options of the command where they were given, for they would do nothing there."""
    for option in click.get_current_context().command.params:
        if option.name in options and is_given(option.name):
            raise UserError(f"{max(option.opts, key=len)}: {why}")


def is_given(option: str) -> bool:
    """Whether somebody gave this option of the command."""
    return click.get_current_context().get_parameter_source(option) is not ParameterSource.DEFAULT


def names_in(text: str | None) -> list[str]:
    """The names with commas between them that an option was given; none where it was not."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def usable_files(*files: Path | None) -> None:
    """Refuses files, where they are asked for, that cannot be written to, before anything is computed."""
    for file in files:
        if file is not None and file != SCREEN and not is_no_file(file):
            require_writable_folder(file.parent if not file.is_symlink() else file.resolve().parent)
            require_writable(file)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[..., None]]:
    """A progress bar on standard error, with rate and remaining time; gives what to call with so many steps more."""
    with growing_progress(what) as more:
        yield more(total)


@contextmanager
def growing_progress(what: str) -> Iterator[Callable[[int], Callable[..., None]]]:
    """A progress bar on standard error whose total grows; gives what to call with the number of steps that are added.

    That call gives in turn what to call when so many steps are done.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many steps a second, or a minute."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed or 0.0
            return Text(f"{speed:.1f}/s" if speed >= 1 else f"{speed * 60:.1f}/min" if speed else "", style="dim")

    what = in_spoken(what)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task, total = bar.add_task(what, total=0), 0

        def more(steps: int) -> Callable[..., None]:
            nonlocal total
            total += steps
            bar.update(task, total=total)
            return lambda steps=1: bar.advance(task, steps)

        yield more
