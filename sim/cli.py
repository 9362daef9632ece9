"""The command line: each command parses its arguments and calls the library.

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import json
import sys
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


class Commands(click.Group):
    """Tells a user's mistake in one line, with exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            click.echo(f"approvals: {error}", err=True)
            sys.exit(2)


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


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="approval-sim", message="%(version)s")
def main() -> None:
    """Simulates government approval: can total time fall below the promise, and what holds projects up?"""


@main.command()
@click.argument("scenarios", nargs=-1)
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="Folder for files.")
@running
def answer(scenarios: tuple[str, ...], target: float | None, out: Path | None, **options: Any) -> None:
    """Answers for a ladder of SCENARIOS: who makes it, on which clock, what is in the way."""
    from sim import answer as answers
    from sim import present
    from sim.scenario import load_scenario

    settings = _settings(**options)
    loaded = [load_scenario(name) for name in scenarios or answers.LADDER]
    if out is not None:
        _usable_folder(out)
    with _progress("playing", answers.runs_needed(len(loaded), settings.replications)) as step:
        goal = target if target is not None else loaded[0].target.value
        found = answers.find(loaded, settings, goal, step)
    present.show_answer(found)
    if out is not None:
        for path in present.write_answer(found, out):
            click.echo(f"wrote {path}")


@main.command()
@click.argument("scenario")
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=None,
    help="File for machines, or - for standard output.",
)
@click.option(
    "--events", type=click.Path(path_type=Path, dir_okay=False), default=None, help="FILE.parquet or FILE.csv"
)
@running
def run(scenario: str, target: float | None, json_file: Path | None, events: Path | None, **options: Any) -> None:
    """Runs one SCENARIO and shows every response."""
    from sim import experiment, present
    from sim.scenario import load_scenario

    if events is not None and events.suffix not in (".parquet", ".csv"):
        raise UserError(f"--events: '{events}' is neither .parquet nor .csv: choose one of the two")
    settings = _settings(**options)
    loaded = load_scenario(scenario)
    for file in (events, json_file if json_file != Path("-") else None):
        if file is not None:
            _usable_folder(file.parent)
    with _progress("playing", settings.replications) as step:
        result = experiment.run([loaded], settings, step)[0]
    goal = target if target is not None else loaded.target.value
    if events is not None:
        present.write_events(result, events)
    if json_file is None:
        present.show_result(result, goal)
        return
    text = json.dumps(present.result_document(result, goal), ensure_ascii=False, indent=1)
    if json_file == Path("-"):
        click.echo(text)
    else:
        present.write_text(json_file, text + "\n")


@main.command()
@click.argument("scenarios", nargs=-1, required=True)
def check(scenarios: tuple[str, ...]) -> None:
    """Says whether SCENARIOS can be run, or where the first mistake of each is."""
    from sim.lowering import lower
    from sim.scenario import digest, load_scenario

    mistakes = 0
    for name in scenarios:
        try:
            scenario = load_scenario(name)
            lower(scenario)
            click.echo(f"{name}: good ({digest(scenario)})")
        except UserError as error:
            mistakes += 1
            click.echo(f"approvals: {error}", err=True)
    if mistakes:
        sys.exit(2)


@main.command()
@click.argument("scenario")
def resolve(scenario: str) -> None:
    """Prints SCENARIO with every reform applied and every default filled in."""
    import yaml

    from sim.scenario import as_document, load_scenario

    document = as_document(load_scenario(scenario))
    click.echo(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120), nl=False)


@main.command()
def schema() -> None:
    """Prints the JSON Schema of a scenario file, for editors."""
    from sim.scenario import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=1, ensure_ascii=False))


def _settings(seed: int, replications: int, engine: str, workers: int) -> Settings:
    from sim.experiment import Settings

    return Settings(seed=seed, replications=replications, engine=engine, workers=workers)


def _usable_folder(folder: Path) -> None:
    """Refuses a folder that cannot be written to, before anything is computed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UserError(f"{folder}: cannot be written to ({error.strerror}): choose another folder") from None


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on standard error, with the remaining time; gives what to call at each step."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
