"""Scenarios are played as the options say: so many replications, or as many as a precision calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError
from sim.cli.names_known import know_of
from sim.cli.options import ENGINES, Width, growing_progress, on_workers, progress
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.experiment.parallel import Workers
    from sim.experiment.precision import Precise, Precision
    from sim.experiment.replications import Result, Settings
    from sim.scenario import Scenario

REPLICATIONS = 20
MOST = 2000


def precisely(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that runs scenarios so often, or as often as it takes."""
    for option in (
        on_workers,
        click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True),
        click.option("--seed", type=click.IntRange(0), default=1, show_default=True),
        click.option(
            "--most-replications", type=click.IntRange(2, 100_000), help="The cap of --precision; default 2000."
        ),
        click.option(
            "--of",
            "of",
            metavar="RESPONSE.STATISTIC",
            help="What --precision is about; default government_days.within_target, if there.",
        ),
        click.option(
            "--precision",
            type=Width(),
            help="As many replications as it takes for intervals of ± this; for a share, 0.01 is one percent.",
        ),
        click.option("--replications", type=click.IntRange(1, 100_000), help="How many; default 20."),
    ):
        command = option(command)
    return command


def settings_of(
    seed: int,
    engine: str,
    workers: Workers,
    replications: int | None = None,
    precision: float | None = None,
    of: str | None = None,
    most_replications: int | None = None,
) -> Settings:
    """How the options say that scenarios are to be run; refuses options that do not go together."""
    from sim.experiment.replications import Settings

    if precision is None and (of is not None or most_replications is not None):
        raise UserError("--of and --most-replications are about --precision: give it, or drop them")
    if precision is not None and replications is not None:
        raise UserError(
            "--precision finds the number of replications: drop --replications, or cap it by --most-replications"
        )
    return Settings(seed=seed, replications=replications or REPLICATIONS, engine=engine, workers=workers)


def play(scenarios: list[Scenario], target: float, group: str = "all", **options: object) -> list[Result]:
    """The results of scenarios, with a progress bar; says plainly if a precision was not reached."""
    from sim.experiment.replications import run

    know_of(scenarios)
    settings = settings_of(**options)  # type: ignore[arg-type]
    asked = _precision(scenarios, target, group, **options)  # type: ignore[arg-type]
    if asked is None:
        _tell_if_long(scenarios, settings)
        with progress("playing", len(scenarios) * settings.replications) as step:
            return run(scenarios, settings, step)
    from sim.experiment.precision import run_until

    with growing_progress("playing") as more:
        precise = run_until(scenarios, settings, asked, lambda count: more(count * len(scenarios)))
    _tell(precise)
    return precise.results


def _tell_if_long(scenarios: list[Scenario], settings: Settings) -> None:
    """On standard error, before anything is played: how long it will take here, if that is minutes."""
    from sim.experiment.effort import long_in_words
    from sim.experiment.parallel import processes

    if isinstance(settings.workers, str):
        return
    told = long_in_words(scenarios, settings.replications, processes(settings.workers, settings.replications))
    if told is not None:
        tell(told, err=True)


def _precision(
    scenarios: list[Scenario],
    target: float,
    group: str,
    precision: float | None = None,
    of: str | None = None,
    most_replications: int | None = None,
    **_: object,
) -> Precision | None:
    if precision is None:
        return None
    from sim.experiment.precision import Precision, statistic_of
    from sim.experiment.responses import usual

    name, statistic = statistic_of(of or f"{usual(scenarios)[0]}.within_target")
    return Precision(precision, name, statistic, group, target, most_replications or MOST)


def usual_told(scenarios: list[Scenario]) -> list[str]:
    """The responses that are looked at by default; on standard error, which these are if they are not the usual."""
    from sim.base.headline_clocks import HEADLINE, both_clocks
    from sim.experiment.responses import usual

    names = usual(scenarios)
    if missing := [name for name in both_clocks(scenarios[0].target.clock or HEADLINE) if name not in names]:
        tell(f"by default {', '.join(names)}, for not all have {' and '.join(missing)}", err=True)
    return names


def _tell(precise: Precise) -> None:
    """On standard error: how many replications it took, and who is less certain than asked."""
    count = precise.results[0].settings.replications
    tell(f"{precise.asked.wanted}: {count:,} replications of each scenario", err=True)
    for name, width in precise.missed:
        tell(
            f"WARNING: {name}: ± {width:.3g} after {count:,} replications, the most allowed: "
            "raise --most-replications, or be content with this",
            err=True,
        )
