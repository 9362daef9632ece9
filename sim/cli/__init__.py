"""The command line: each command parses its arguments and calls the library.

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from sim.cli import (
    answering,
    bottlenecks,
    charting,
    comparing,
    mapping,
    opening,
    packages,
    reporting,
    scenarios,
    studies,
    targets,
)
from sim.errors import UserError


class Commands(click.Group):
    """Tells a user's mistake in one line, with exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            click.echo(f"approvals: {error}", err=True)
            sys.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="approval-sim", message="%(version)s")
def main() -> None:
    """Simulates government approval: can total time fall below the promise, and what holds projects up?"""


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
):
    main.add_command(command)
