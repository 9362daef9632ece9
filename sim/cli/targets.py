"""`approvals targets`: the briefing's own targets, before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.base.errors import UserError
from sim.cli.completion import SCENARIO
from sim.cli.names_known import know_of
from sim.cli.options import Days, emit, json_option, progress, running, usable_files
from sim.cli.play import settings_of


@click.command()
@click.argument("scenarios", type=SCENARIO, nargs=-1)
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@json_option
@running
def targets(scenarios: tuple[str, ...], target: float | None, json_file: Path | None, **options: Any) -> None:
    """Measures the briefing's targets: the first of SCENARIOS is before, each other one after.

    Without SCENARIOS, the practice of 2016 and all reforms together.
    """
    from sim.cli.show.answer import show_targets
    from sim.experiment import replications
    from sim.experiment import targets as briefing
    from sim.experiment.documents import targets_document
    from sim.experiment.goals import goal_of
    from sim.outcomes.clocks import require_approval
    from sim.scenario import load_scenarios

    names = scenarios or briefing.BEFORE_AND_AFTER
    if len(names) < 2:
        raise UserError(f"targets: found only '{names[0]}': name what was before, then what comes after")
    settings = settings_of(**options)
    loaded = load_scenarios(names, twice=True)
    know_of(loaded)
    for scenario in loaded:
        require_approval(scenario)
    usable_files(json_file)
    with progress("playing", settings.replications * len(loaded)) as step:
        before, *others = replications.run(loaded, settings, step)
    goal = goal_of(loaded, target)
    if json_file is None:
        show_targets(before, others, goal)
        return
    emit(targets_document(before, others, goal), json_file)
