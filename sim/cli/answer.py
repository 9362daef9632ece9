"""`approvals answer` and `approvals run`: scenarios are played, and what they say is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError
from sim.base.files import require_writable_folder
from sim.base.language import spoken
from sim.cli.as_typed import command_line, exact
from sim.cli.completion import SCENARIO
from sim.cli.months import run_by_month
from sim.cli.options import Days, emit, json_option, progress, usable_files
from sim.cli.play import play, precisely, settings_of
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.answer import Answer
    from sim.experiment.replications import Settings
    from sim.scenario import Scenario
    from sim.scenario.on_city import OnCity


@click.command()
@click.argument("scenarios", type=SCENARIO, nargs=-1)
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@click.option(
    "--on", type=SCENARIO, metavar="SCENARIO", default=None, help="Your city: the package of each of SCENARIOS on it."
)
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="Folder for files.")
@click.option("--details", is_flag=True, help="Also shows time per item, queues, and time to refusal.")
@precisely
def answer(
    scenarios: tuple[str, ...],
    on: str | None,
    target: float | None,
    out: Path | None,
    details: bool,
    **options: Any,
) -> None:
    """Answers for a ladder of SCENARIOS: who makes it, on which clock, what is in the way.

    With --on, it is answered for that city: as it is, and with the reforms of each of SCENARIOS on top. Every sentence
    is about the city.
    """
    from sim.cli.show.answer import show_answer
    from sim.experiment import answer as answers
    from sim.experiment.goals import goal_of
    from sim.outcomes.clocks import require_approval
    from sim.scenario import load_scenarios
    from sim.scenario.on_city import on_city

    settings_of(**options)
    names = scenarios or (answers.LADDER if on is None else answers.PACKAGES)
    city = on_city(on, names) if on is not None else None
    loaded = load_scenarios(names) if city is None else city.scenarios
    _tell_left_out(city)
    for scenario in loaded:
        require_approval(scenario)
    if out is not None:
        require_writable_folder(out)
    goal = goal_of(loaded, target)
    results = play(loaded, goal.days, **options)
    with progress("playing the floors", answers.floors_needed(results)) as step:
        found = answers.find(results, goal, step, city.scenario.scenario if city is not None else None)
    try:
        written = _write(found, names, on, city, out) if out is not None else []
    finally:
        show_answer(found, details)
    if out is not None:
        tell(f"wrote {len(written)} files into {out}: answer.txt to read, figures, tables, and what a report needs")


def _tell_left_out(city: OnCity | None) -> None:
    """On standard error: the packages that do not go with the city, and what reforms name that it does not have."""
    from sim.scenario.on_city import passed_over

    if city is None:
        return
    for name, why in city.left_out.items():
        tell(f"left out: {name}: {why}", err=True)
    for one in passed_over(city.scenarios):
        absent = f"no {one['what']} '{one['name']}' in {city.scenario.scenario}"
        tell(f"passed over: reform {one['reform']}: {absent}", err=True)


def _write(found: Answer, names: Sequence[str], on: str | None, city: OnCity | None, out: Path) -> list[Path]:
    """Tables and figures of the answer, all that a report of it needs, and the tables in one workbook."""
    from sim.report import answer_files, keep, workbook

    if on is None or city is None:
        files = {one.scenario.scenario: name for one, name in zip(found.results, names, strict=True)}
        plan = keep.plan_of(found, files)
    else:
        plan = keep.plan_on_city(found, city, on)
    tables = answer_files.tables_of(found)
    written = answer_files.write_answer(found, tables, out)
    with progress("for the report", plan.plays()) as step:
        more = keep.gather(plan, step)
    written += keep.write(plan, more, out, _command(found, names, on, out))
    workbook.write_workbook(tables | more, out / workbook.FILE, spoken())
    return [*written, out / workbook.FILE]


def _command(found: Answer, names: Sequence[str], on: str | None, out: Path) -> str:
    """The command that makes the answer again."""
    settings = found.results[0].settings
    options = ({"--on": on} if on is not None else {}) | {
        "--target": exact(found.target),
        "--replications": settings.replications,
        "--seed": settings.seed,
        "--engine": settings.engine,
        "--out": out,
    }
    return command_line("answer", names, options)


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@json_option
@click.option(
    "--events", type=click.Path(path_type=Path, dir_okay=False), default=None, help="FILE.parquet or FILE.csv"
)
@click.option(
    "--log",
    "log_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What a platform would have stamped of the first replication: FILE.xes.gz, .csv, .parquet or .ocel.json.",
)
@click.option("--as", "log_form", type=click.Choice(["national"]), help="With --log FILE.csv: the national tables.")
@click.option("--by-month", is_flag=True, help="Shows responses by month of coming, and queues by calendar month.")
@click.option(
    "--figure", type=click.Path(path_type=Path, dir_okay=False), help="With --by-month: FILE.svg or FILE.png."
)
@click.option("--details", is_flag=True, help="Shows the time of every item, not of the longest ten.")
@precisely
def run(
    scenario: str,
    target: float | None,
    json_file: Path | None,
    events: Path | None,
    log_file: Path | None,
    log_form: str | None,
    by_month: bool,
    figure: Path | None,
    details: bool,
    **options: Any,
) -> None:
    """Runs one SCENARIO and shows every response."""
    from sim.cli.show.answer import show_result
    from sim.experiment.documents import result_document
    from sim.experiment.event_table import write_events
    from sim.scenario import load_scenario

    _refuse_beside_months(by_month, events, log_file, options["precision"])
    if log_form is not None and log_file is None:
        raise UserError("--as: goes with --log only: add it, or drop the form")
    if figure is not None and not by_month:
        raise UserError("--figure: goes with --by-month only: add it, or drop the figure")
    if details and (by_month or json_file is not None):
        raise UserError(f"--details: does not go with {'--by-month' if by_month else '--json'}: drop one of the two")
    if by_month:
        run_by_month(scenario, target, json_file, figure, settings_of(**options))
        return

    _refuse_ending(events)
    settings_of(**options)
    loaded = load_scenario(scenario)
    usable_files(events, json_file, *_files_of_log(log_file, log_form))
    goal = target if target is not None else loaded.target.value
    result = play([loaded], goal, **options)[0]
    if events is not None:
        write_events(result, events)
    if log_file is not None:
        _write_log(loaded, result.settings, log_file, log_form)
    if json_file is None:
        show_result(result, goal, details)
        return
    emit(result_document(result, goal), json_file)


def _refuse_beside_months(by_month: bool, events: Path | None, log_file: Path | None, precision: float | None) -> None:
    """Refuses what does not go with responses by month."""
    if by_month and (events is not None or log_file is not None):
        raise UserError(f"{'--events' if events is not None else '--log'}: does not go with --by-month: run twice")
    if by_month and precision is not None:
        raise UserError("--precision: does not go with --by-month: say how many --replications")


def _refuse_ending(events: Path | None) -> None:
    if events is not None and events.suffix not in (".parquet", ".csv"):
        raise UserError(f"--events: '{events}' is neither .parquet nor .csv: choose one of the two")


def _files_of_log(file: Path | None, form: str | None) -> list[Path]:
    """The files of which a log is made, if one is asked for."""
    if file is None:
        return []
    from sim.logs.write import files_written

    return files_written(file, form)


def _write_log(scenario: Scenario, settings: Settings, file: Path, form: str | None) -> None:
    """Writes what a platform would have stamped, and says where."""
    from sim.logs.write import write_played

    for path in write_played(scenario, settings.seed, file, form, settings.engine):
        tell(f"wrote {path}", err=True)
