"""`approvals check`, `resolve` and `schema`: a scenario file is looked at, nothing is played."""

from __future__ import annotations

import json
import sys

import click

from sim.errors import UserError


@click.command()
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


@click.command()
@click.argument("scenario")
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
