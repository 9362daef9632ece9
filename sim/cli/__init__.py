"""The command line: each command parses its arguments and calls the library.

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import click

from sim.cli import (
    answering,
    bottlenecks,
    charting,
    comparing,
    completing,
    mapping,
    opening,
    packages,
    reporting,
    scenarios,
    studies,
    targets,
)
from sim.cli.commands import Commands


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="approval-sim", message="%(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Simulates government approval: can total time fall below the promise, and what holds projects up?

    \b
    First try this:
      approvals answer practice-2016 full-reform --replications 5
      approvals new my-city.yaml
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (
    answering.answer,
    answering.run,
    charting.chart,
    targets.targets,
    mapping.draw,
    opening.backlog,
    packages.smallest,
    packages.shares,
    packages.frontier,
    bottlenecks.bottleneck,
    studies.sweep,
    studies.sensitivity,
    studies.indices,
    studies.discover,
    comparing.compare,
    comparing.warm_up,
    comparing.coverage,
    reporting.report,
    reporting.slides,
    scenarios.new,
    scenarios.check,
    scenarios.resolve,
    scenarios.schema,
    completing.completion,
):
    main.add_command(command)
