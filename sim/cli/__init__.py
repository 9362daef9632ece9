"""The command line: parses arguments, calls one public function a command, and shows what came of it on the screen.

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import click

from sim.cli import (
    answer,
    backlog,
    bottleneck,
    calibrate,
    chart,
    compare,
    completion,
    forecast,
    log,
    packages,
    report,
    scenarios,
    serve,
    staff,
    studies,
    targets,
    worth,
)
from sim.cli import map as process_map
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
    answer.answer,
    answer.run,
    chart.chart,
    targets.targets,
    process_map.draw,
    backlog.backlog,
    packages.smallest,
    packages.shares,
    packages.frontier,
    packages.what_if,
    serve.serve,
    bottleneck.bottleneck,
    staff.staff,
    studies.sweep,
    studies.sensitivity,
    studies.indices,
    studies.discover,
    worth.worth,
    compare.compare,
    compare.warm_up,
    compare.coverage,
    report.report,
    report.slides,
    log.log,
    calibrate.calibrate,
    forecast.forecast,
    scenarios.new,
    scenarios.check,
    scenarios.resolve,
    scenarios.schema,
    completion.completion,
):
    main.add_command(command)
