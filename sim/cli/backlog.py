"""`approvals backlog`: where the cases of a scenario stand on an average day, ready to start another one with."""

from __future__ import annotations

from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError, did_you_mean
from sim.cli.completion import SCENARIO
from sim.cli.options import emit, json_option, progress, running, usable_files
from sim.cli.play import settings_of
from sim.cli.spoken import in_spoken

if TYPE_CHECKING:
    from sim.experiment.backlog import CasesAtPlace


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--for",
    "target",
    type=SCENARIO,
    default=None,
    metavar="SCENARIO",
    help="Whose items take the cases over.",
)
@click.option("--process", default=None, help="Which process; default: the scenario's first.")
@json_option
@running
def backlog(scenario: str, target: str | None, process: str | None, json_file: Path | None, **options: Any) -> None:
    """Prints where the cases of a SCENARIO stand on an average day, as `start_with:` of another scenario."""
    from sim.experiment.backlog import standing_cases
    from sim.scenario import digest, load_scenario

    settings = settings_of(**options)
    loaded, reformed = load_scenario(scenario), load_scenario(target) if target is not None else None
    name = next(iter(loaded.processes)) if process is None else process
    for one in (loaded, reformed):
        if one is not None and name not in one.processes:
            raise UserError(f"{one.scenario}: no process '{name}'{did_you_mean(name, one.processes)}")
    usable_files(json_file)
    with progress("playing", settings.replications) as step:
        found = standing_cases(loaded, name, settings, reformed, step)
    source = f"{loaded.scenario} {digest(loaded)}, {settings.replications} replications, seed {settings.seed}"
    if json_file is None:
        click.echo(_block(name, found, source))
    else:
        emit(_document(name, found, source), json_file)


def _block(process: str, found: list[CasesAtPlace], source: str) -> str:
    """The block to paste into a scenario."""
    lines = [
        in_spoken(f"# Cases in progress on an average day: {sum(one.mean for one in found):.1f}, of"),
        f"# {in_spoken(source)}",
        in_spoken("# Value: the mean, rounded; range: the lowest and highest mean of a replication."),
        "start_with:",
        f"  {process}:",
    ]
    return "\n".join([*lines, *(f"    {_where(one)}: {_number(one)}" for one in found)])


def _where(one: CasesAtPlace) -> str:
    return " + ".join(one.items)


def _number(one: CasesAtPlace) -> str:
    low, high = min(floor(one.low), one.cases), max(ceil(one.high), one.cases)
    return f"{{value: {one.cases}, range: [{low}, {high}], source: CALC, grade: estimate}}"


def _document(process: str, found: list[CasesAtPlace], source: str) -> dict[str, Any]:
    places = {_where(one): {"value": one.cases, "mean": one.mean, "range": [one.low, one.high]} for one in found}
    return {"source": source, "start_with": {process: places}}
