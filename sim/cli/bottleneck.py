"""`approvals bottleneck`: what holds projects up, told by what would help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.completion import SCENARIO
from sim.cli.names_known import know_of
from sim.cli.options import CLASS, Days, emit, json_option, progress, refuse_given, running, usable_files
from sim.cli.play import settings_of


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option("--clock", default=None, help="Default: that of the scenario's target, or government_days.")
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@CLASS
@click.option("--top", type=click.IntRange(1), default=8, show_default=True, help="How many of each kind are shown.")
@json_option
@running
def bottleneck(
    scenario: str, clock: str | None, target: float | None, group: str, top: int, json_file: Path | None, **options: Any
) -> None:
    """What holds projects up in SCENARIO: what one server more or a day less would gain, under the same luck."""
    from sim.cli.show import gains
    from sim.packages import bottleneck as bottlenecks
    from sim.packages.floor import held_up
    from sim.packages.play import TrialSettings
    from sim.packages.trials import Question
    from sim.scenario import digest, load_ground

    if json_file is not None:
        refuse_given(("top",), "is about the screen, and --json tells all: drop one of the two")
    ground, settings = load_ground(scenario), settings_of(**options)
    know_of([ground.scenario])
    from sim.experiment.goals import days_on, headline_of
    from sim.outcomes.clocks import require_clock

    clock = clock or headline_of(ground.scenario, scenario)
    require_clock(clock, ground.scenario)
    usable_files(json_file)
    question = Question(days_on(ground.scenario, clock, target), group)
    how = TrialSettings(settings.seed, clock, settings.engine, settings.workers)
    told = bottlenecks.bottleneck(ground, how, question, settings.replications, progress)
    held = held_up(ground.scenario, how, question, settings.replications, progress)
    if json_file is None:
        gains.show_bottleneck(told, held.head(10), question, clock, top)
        return
    head = {"scenario": ground.scenario.scenario, "digest": digest(ground.scenario), **vars(how), **vars(question)}
    emit({**head, **bottlenecks.document(told), "holding_up": held.to_dict("records")}, json_file)
