"""`approvals smallest`, `shares`, `frontier` and `what-if`: each package of some reforms is tried, judged, shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError, did_you_mean
from sim.cli.as_typed import command_line
from sim.cli.completion import REFORMS, SCENARIO
from sim.cli.names_known import know_of, know_reforms
from sim.cli.options import (
    CLASS,
    ENGINES,
    Chance,
    Days,
    Share,
    emit,
    is_given,
    json_option,
    names_in,
    on_workers,
    progress,
    refuse_given,
    usable_files,
)
from sim.cli.report import LANG, into
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from sim.base.language import Language
    from sim.packages.trials import Question

OF_THE_SEARCH = ("indifference", "confidence", "most_replications")
"""Options of a search that plays packages until they are decided."""
TABLE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
ON_CLOCK = click.option("--clock", default=None, help="Default: that asked last.")


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--reforms",
    type=REFORMS,
    metavar="A,B,C",
    default=None,
    help="One to twelve files of the folder reforms: agents,e-seal,…; default: those that act most on the clock.",
)
@click.option("--clock", default=None, help="Default: that of the scenario's target, or government_days.")
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@click.option(
    "--probability",
    type=Chance(),
    default=None,
    help="The share that must be within it; default: the target's, or 0.9.",
)
@CLASS
@click.option(
    "--indifference",
    type=Chance(),
    default=0.01,
    show_default=True,
    help="So much more or less than it matters to nobody.",
)
@click.option("--confidence", type=Chance(), default=0.95, show_default=True, help="That all verdicts hold.")
@click.option(
    "--replications", type=click.IntRange(2, 100_000), default=12, show_default=True, help="Of every package, at first."
)
@click.option(
    "--most-replications",
    type=click.IntRange(2, 100_000),
    default=400,
    show_default=True,
    help="Of those that are close.",
)
@click.option(
    "--worlds",
    type=click.IntRange(1, 10_000),
    default=None,
    help="Holds every package against so many worlds, drawn from all ranges at once, 4 replications in each.",
)
@click.option("--joint", type=TABLE, default=None, help="With --worlds: a table of numbers only known together.")
@click.option(
    "--kept-in", type=Share(), default=0.8, show_default=True, help="With --worlds: the share that must keep it."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@on_workers
@click.option("-o", "--out", type=FOLDER, default=None, help="Folder that keeps the table, for shares and frontier.")
@json_option
@LANG
def smallest(
    scenario: str,
    reforms: str | None,
    worlds: int | None,
    joint: Path | None,
    kept_in: float,
    json_file: Path | None,
    out: Path | None,
    lang: Language,
    **asked: Any,
) -> None:
    """The smallest package of --reforms that brings enough projects of SCENARIO within the target.

    Every combination is tried. Without --reforms each reform is played alone first, and those that act most on the
    clock asked about are taken. With -o, nothing that was played is played again, and `approvals shares` and
    `approvals frontier` tell who earned the days and what money buys.
    """
    from sim.cli.show import packages
    from sim.packages.smallest import document
    from sim.packages.smallest import smallest as find

    usable_files(json_file)
    if worlds is None:
        refuse_given(("joint", "kept_in"), "is about worlds: give --worlds too, or drop it")
    names, proposal = _named_or_proposed(scenario, reforms, lang if json_file is None else None, **asked)
    if worlds is not None:
        over = asked | {"joint": joint, "kept_in": kept_in, "folder": out}
        _over_worlds(scenario, names, worlds, json_file, over, proposal)
        return
    told = find(scenario, names, folder=out, watch=progress, **asked)
    if json_file is None:
        know_of([told.study.candidates.ground.scenario], told.study.candidates.reforms)
        packages.show_smallest(told)
        if out is not None:
            earned, buys = (command_line(command, [out]) for command in ("shares", "frontier"))
            switched = command_line("what-if", [out], {"-o": "what-if.html"})
            tell(f"\nWho earned the days: {earned}. What money buys: {buys}. To switch reforms: {switched}.")
        return
    emit(document(told) | proposal, json_file)


def _named_or_proposed(
    scenario: str, reforms: str | None, lang: Language | None, **asked: Any
) -> tuple[list[str], dict[str, Any]]:
    """The reforms that are named; or those proposed, which are shown in *lang*, and what a document says of them."""
    from sim.cli.show.proposal import show_proposal
    from sim.packages.proposal import proposal_document, propose_for

    if reforms is not None:
        return names_in(reforms), {}
    of_playing = ("target", "clock", "group", "seed", "engine", "workers")
    found = propose_for(scenario, watch=progress, **{name: asked[name] for name in of_playing})
    if lang is not None:
        show_proposal(found, lang)
    return found.names, {"proposal": proposal_document(found)}


def _over_worlds(
    scenario: str,
    names: list[str],
    worlds: int,
    json_file: Path | None,
    asked: dict[str, Any],
    proposal: dict[str, Any],
) -> None:
    """Every package in every world."""
    from sim.cli.show.robust import show_robust
    from sim.experiment.goals import headline_of
    from sim.scenario import load_scenario
    from sim.statistics.decision import SURE
    from sim.studies.robust import require_worlds, robust, robust_document

    refuse_given(OF_THE_SEARCH, "is of the search without worlds: drop one of them")
    require_worlds(worlds)
    for name in (*OF_THE_SEARCH, *([] if is_given("replications") else ["replications"])):
        asked.pop(name)
    written = load_scenario(scenario)
    asked["clock"] = asked["clock"] or headline_of(written, scenario)
    asked["probability"] = asked["probability"] or written.target.share or SURE
    know_of([written])
    know_reforms(names)
    found = robust(scenario, names, worlds, watch=progress, **asked)
    if json_file is None:
        show_robust(found)
    else:
        emit(robust_document(found) | proposal, json_file)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--statistic", type=click.Choice(["mean", "p50", "p90"]), default="mean", show_default=True)
@click.option("--package", default=None, help="Whose gain is shared out: agents,e-seal …; default: the largest.")
@click.option("--target", type=Days(), default=None, help="Days; default: that asked last.")
@click.option("--class", "group", default=None, help="Default: that asked last.")
@ON_CLOCK
@json_option
def shares(
    folder: Path, statistic: str, package: str | None, clock: str | None, json_file: Path | None, **asked: Any
) -> None:
    """Who earned the days: each reform's share in what a package gains, from the table in FOLDER.

    FOLDER is what `approvals smallest -o FOLDER` has kept.
    """
    from sim.cli.show import gains
    from sim.packages import contributions, store

    catalogue, question = store.read_catalogue(folder), _question(folder, **asked)
    study = {**store.read_study(folder), "clock": _clock(folder, clock)}
    know_of([store.read_ground(folder)])
    know_reforms(catalogue.names)
    table = store.read_table(folder, study["clock"])
    table.require_all(catalogue.packages)
    largest = contributions.largest(catalogue, table, question)
    whole = largest[0] if package is None else _package(package, catalogue.names, table.refused)
    told = [contributions.earned(table, whole, one, question) for one in (statistic, "within")]
    others = [one for one in largest[1:] if one != whole] if len(largest) > 1 else []
    if json_file is None:
        gains.show_shares(told, catalogue, question, study["clock"], others)
        gains.show_unsteady(table, catalogue)
        return
    head = {key: study[key] for key in ("scenario", "digest", "clock", "seed", "engine", "version")}
    emit({**head, **vars(question), "shares": [contributions.document(one, catalogue) for one in told]}, json_file)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--target", type=Days(), default=None, help="Days; default: that asked last.")
@click.option("--class", "group", default=None, help="Default: that asked last.")
@ON_CLOCK
@json_option
def frontier(folder: Path, clock: str | None, json_file: Path | None, **asked: Any) -> None:
    """What money buys: cost to government against P(T ≤ target) of all packages in FOLDER, and the efficient ones."""
    from sim.cli.show import gains
    from sim.packages import frontier as frontiers
    from sim.packages import store

    catalogue, question = store.read_catalogue(folder), _question(folder, **asked)
    study = {**store.read_study(folder), "clock": _clock(folder, clock)}
    know_of([store.read_ground(folder)])
    know_reforms(catalogue.names)
    table = store.read_table(folder, study["clock"])
    table.require_all(catalogue.packages)
    points = frontiers.frontier(catalogue, table, question)
    if json_file is None:
        gains.show_frontier(points, catalogue, question, study["clock"])
        gains.show_unsteady(table, catalogue)
        return
    head = {key: study[key] for key in ("scenario", "digest", "clock", "seed", "engine", "version")}
    emit({**head, **vars(question), "points": [frontiers.document(one, catalogue) for one in points]}, json_file)


@click.command("what-if")
@click.argument("table", type=FOLDER)
@into(".html")
@LANG
def what_if(table: Path, file: Path, lang: Language) -> None:
    """A page on which the reforms of TABLE are switched on and off, for a room: one file that opens without a network.

    TABLE is the folder that `approvals smallest -o TABLE` has kept. Every package was played; nothing is interpolated.
    """
    from sim.base.files import write_text
    from sim.report.what_if.page import page
    from sim.report.what_if.table import document

    usable_files(file)
    write_text(file, page(document(table, progress), lang))
    tell(f"wrote {file}")


def _question(folder: Path, target: float | None, group: str | None) -> Question:
    from dataclasses import replace

    from sim.packages import store

    question = store.read_question(folder)
    question = replace(question, target=target) if target is not None else question
    return (
        replace(question, group=group).asked_of(store.read_study(folder)["groups"]) if group is not None else question
    )


def _clock(folder: Path, clock: str | None) -> str:
    """The clock asked about; raises `UserError` for one on which the cases of the folder were not measured."""
    from sim.packages import store

    if clock is None:
        return store.read_clock(folder)
    if clock not in (measured := store.read_clocks(folder)):
        raise UserError(f"--clock: '{clock}' is none of the table's{did_you_mean(clock, measured)}")
    return clock


def _package(text: str, names: list[str], refused: dict[int, str]) -> int:
    """The number of a package that was named by its reforms."""
    named = names_in(text)
    for name in named:
        if name not in names:
            raise UserError(f"--package: no reform '{name}' in the table{did_you_mean(name, names)}")
    package = sum(1 << names.index(name) for name in set(named))
    if package in refused:
        raise UserError(f"--package: {refused[package]}")
    if not named:
        raise UserError("--package: no reform is named: give those whose gain is to be shared out")
    return package
