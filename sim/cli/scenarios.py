"""`approvals new`, `check`, `resolve` and `schema`: a scenario file is begun or looked at, nothing is played."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.completing import SCENARIO
from sim.errors import UserError

if TYPE_CHECKING:
    from sim.fonts import Language


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
    """Starts a scenario of your own in FILE.yaml, with comments that explain each part.

    The file can be run as it is. It holds examples to take over, all of which are good for the scenario it stands on.
    """
    from sim.starter import start_scenario

    start_scenario(file, base, lang)
    click.echo(f"wrote {file}")
    click.echo(f"next: approvals check {file}")
    click.echo(f"then: approvals answer {base} {file}")


@click.command()
@click.argument("scenarios", type=SCENARIO, nargs=-1, required=True)
def check(scenarios: tuple[str, ...]) -> None:
    """Says whether SCENARIOS can be run, or where the first mistake of each is, and what in them is to no purpose."""
    from sim.lowering import lower
    from sim.scenario import digest, load_scenario
    from sim.scenario.loose_ends import loose_ends

    mistakes = 0
    for name in scenarios:
        try:
            scenario = load_scenario(name)
            lower(scenario)
            click.echo(f"{name}: good ({digest(scenario)})")
            for path, message in loose_ends(scenario):
                click.echo(f"  {path}: {message}")
        except UserError as error:
            mistakes += 1
            click.echo(f"approvals: {error}", err=True)
    if mistakes:
        sys.exit(2)


@click.command()
@click.argument("scenario", type=SCENARIO)
def resolve(scenario: str) -> None:
    """Prints SCENARIO with every reform applied and every default filled in."""
    import yaml

    from sim.scenario import as_document, load_scenario

    document = as_document(load_scenario(scenario))
    click.echo(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120), nl=False)


@click.command()
def schema() -> None:
    """Prints the JSON Schema of a scenario file, for editors."""
    from sim.scenario import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=1, ensure_ascii=False))
