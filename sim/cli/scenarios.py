"""`approvals new`, `check`, `resolve` and `schema`: a scenario file is begun or looked at, nothing is played."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.base.cells import place_told
from sim.base.errors import UserError
from sim.cli.as_typed import command_line
from sim.cli.completion import SCENARIO
from sim.cli.options import SCREEN, emit, progress
from sim.cli.printing import can_be_printed
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from sim.base.language import Language
    from sim.scenario import Scenario


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "base",
    type=SCENARIO,
    metavar="SCENARIO",
    default="practice-2016",
    show_default=True,
    help="What it stands on.",
)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the comments.")
def new(file: Path, base: str, lang: Language) -> None:
    """Starts a scenario of your own in FILE.yaml, with comments that explain each part, or in FILE.xlsx, a form.

    The file can be run as it is. YAML holds examples to take over, all of which are good for the scenario it stands on;
    of a workbook, whatever is left empty is as there. Called as the workbook or YAML that it is made from, it is the
    same scenario in the other form.
    """
    from sim.scenario.starter import start_scenario
    from sim.simulation.feasibility import require_playable

    start_scenario(file, base, lang, require_playable)
    tell(f"wrote {file}")
    tell(f"next: {command_line('check', [file])}")
    tell(f"then: {command_line('answer', [], {'--on': file})}")


@click.command()
@click.argument("scenarios", type=SCENARIO, nargs=-1, required=True)
@click.option("--estimates", is_flag=True, help="Also name every guess that has neither a range nor levels.")
def check(scenarios: tuple[str, ...], estimates: bool) -> None:
    """Says whether SCENARIOS can be run, or where the first mistake of each is, and what to know of those that can."""
    from sim.scenario import digest, load_scenario, load_written
    from sim.scenario.reforms.conflicts import OWN
    from sim.simulation.feasibility import require_feasible
    from sim.simulation.idle_changes import idle_changes
    from sim.simulation.lower import lower
    from sim.simulation.notices import notices

    mistakes = 0
    for name in scenarios:
        try:
            scenario = load_scenario(name)
            plan = lower(scenario)
            require_feasible(plan, name)
            _require_clock(scenario, name)
            tell(f"{name}: good ({digest(scenario)})")
            idle = idle_changes(load_written(name), progress) if OWN in scenario.reforms else ()
            for notice in [*notices(plan), *idle]:
                tell(f"{notice.kind}: {name}: {place_told(name, notice.path)}: {notice.message}")
            if estimates:
                _tell_estimates(name)
        except UserError as error:
            mistakes += 1
            tell(f"approvals: {error}", err=True)
    if mistakes:
        sys.exit(2)


def _require_clock(scenario: Scenario, name: str) -> None:
    """Refuses a target on a clock that never runs; what knows of clocks is loaded only if one is named."""
    if scenario.target.clock is not None:
        from sim.experiment.goals import headline_of

        headline_of(scenario, name)


def _tell_estimates(name: str) -> None:
    """Names the guesses that stand outside every study of what may be wrong."""
    from sim.scenario import load_written
    from sim.studies.design import certain_guesses

    found = certain_guesses(load_written(name))
    for guess in found:
        tell(f"estimate: {name}: {guess.address}: has neither a range nor levels ({guess.source or 'no source'})")
    if not found:
        tell(f"{name}: every estimate has a range or levels")


@click.command()
@click.argument("scenario", type=SCENARIO)
def resolve(scenario: str) -> None:
    """Prints SCENARIO with every reform applied and every default filled in."""
    import yaml

    from sim.scenario import resolve as resolved

    document = resolved(scenario)
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
    click.echo(text if can_be_printed(text) else yaml.safe_dump(document, sort_keys=False, width=120), nl=False)


@click.command()
def schema() -> None:
    """Prints the JSON Schema of a scenario file, for editors."""
    from sim.scenario import scenario_schema

    emit(scenario_schema(), SCREEN)
