"""What the commands have in common: options, settings, folders that can be written to, progress."""

from __future__ import annotations

from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import click

from sim.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.experiment import Settings

ENGINES = ("compiled", "simpy")


class Days(click.FloatRange):
    """A positive number of days, neither infinite nor undefined."""

    def __init__(self) -> None:
        super().__init__(0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        days = float(super().convert(value, param, ctx))
        if not isfinite(days):
            self.fail(f"{value} is not a number of days.", param, ctx)
        return days


def running(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that runs scenarios."""
    for option in (
        click.option("--workers", type=click.IntRange(0), default=0, help="Processes; 0: one for each processor."),
        click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True),
        click.option("--seed", type=click.IntRange(0), default=1, show_default=True),
        click.option("--replications", type=click.IntRange(1, 100_000), default=20, show_default=True),
    ):
        command = option(command)
    return command


def settings_of(seed: int, replications: int, engine: str, workers: int) -> Settings:
    """How the options say that scenarios are to be run."""
    from sim.experiment import Settings

    return Settings(seed=seed, replications=replications, engine=engine, workers=workers)


def usable_folder(folder: Path) -> None:
    """Refuses a folder that cannot be written to, before anything is computed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UserError(f"{folder}: cannot be written to ({error.strerror}): choose another folder") from None


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on standard error, with the remaining time; gives what to call at each step."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
