"""`approvals targets`: the briefing's own targets, before and after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sim.cli.completing import SCENARIO
from sim.cli.options import Days, progress, running, settings_of, usable_folder
from sim.errors import UserError


@click.command()
@click.argument("scenarios", type=SCENARIO, nargs=-1)
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=None,
    help="File for machines, or - for standard output.",
)
@running
def targets(scenarios: tuple[str, ...], target: float | None, json_file: Path | None, **options: Any) -> None:
    """Measures the briefing's targets: the first of SCENARIOS is before, each other one after.

    Without SCENARIOS, the practice of 2016 and all reforms together.
    """
    from sim import experiment, present
    from sim import targets as briefing
    from sim.clocks import require_approval
    from sim.scenario import load_scenario

    names = scenarios or briefing.BEFORE_AND_AFTER
    if len(names) < 2:
        raise UserError(f"targets: found only '{names[0]}': name what was before, then what comes after")
    settings = settings_of(**options)
    loaded = [load_scenario(name) for name in names]
    for scenario in loaded:
        require_approval(scenario)
    if json_file is not None and json_file != Path("-"):
        usable_folder(json_file.parent)
    with progress("playing", settings.replications * len(loaded)) as step:
        before, *others = experiment.run(loaded, settings, step)
    goal = target if target is not None else loaded[0].target.value
    if json_file is None:
        present.show_targets(before, others, goal)
        return
    text = json.dumps(present.targets_document(before, others, goal), ensure_ascii=False, indent=1)
    if json_file == Path("-"):
        click.echo(text)
    else:
        present.write_text(json_file, text + "\n")
