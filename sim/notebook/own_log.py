"""A city's own log in a notebook: what was read of it, the scenario that it makes, what is left of its open cases."""

from pathlib import Path
from typing import Final

from sim.base.errors import UserError
from sim.base.language import Language
from sim.experiment.replications import Settings
from sim.logs.calibrate import Calibration, calibrate
from sim.logs.check import check_log, require_usable
from sim.logs.evidence import Evidence
from sim.logs.forecast.answer import Forecasts, Question, forecasts
from sim.logs.forecast.open_now import Practice
from sim.logs.forecast.tables import document, gone, months
from sim.logs.forecast.words import say as say_forecast
from sim.logs.read import read_log
from sim.logs.words import say as say_log
from sim.notebook import screen
from sim.scenario import Scenario, as_document, load_scenario
from sim.scenario.load import Ground
from sim.scenario.quantities import TwoLanguages

SHARES: Final = ("half", "most", "all")


def found(file: str) -> Path:
    """A file named from here, or from a folder in which this one lies. Raises `UserError` where there is none."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / file).is_file():
            return folder / file
    raise UserError(f"{file}: is neither in {here.name} nor in a folder above it: name the map of your log")


def show_check(map_file: Path, lang: Language) -> None:
    """What was read, and every trap in it with what it biases."""
    report = check_log(map_file)
    screen.show_sentence(report.summary(lang))
    heads = [say_log(f"check.{part}", lang) for part in ("biases", "todo")]
    told = report.told(lang)
    screen.show_table([{"": one["title"], heads[0]: one["biases"], heads[1]: one["todo"]} for one in told])


def measured(map_file: Path, base: str, title: TwoLanguages, lang: Language, seed: int) -> Scenario:
    """The base with what a log measures of it, under a title of its own; shows where the base was wrong."""
    log = read_log(map_file)
    require_usable(log)
    calibration = calibrate(log, load_scenario(base), seed)
    _show_evidence(calibration, lang)
    return calibration.scenario().model_copy(update={"scenario": "my-city", "title": title})


def _show_evidence(calibration: Calibration, lang: Language) -> None:
    evidence = Evidence(calibration)
    screen.show_sentence(say_log("calibrate.summary", lang, digest=calibration.log.digest, **evidence.count()))
    number, before, value = (say_log(f"calibrate.{key}", lang) for key in ("number", "base", "value"))
    rows = [
        {number: one.address.split(".", 2)[-1], before: _span(one.base_range), value: _span(one.range)}
        for one in evidence.measured
        if one.outside
    ]
    if rows:
        screen.show_sentence(say_log("calibrate.outside", lang), strong=True)
        screen.show_table(rows)


def _span(span: tuple[float, float] | None) -> str:
    if span is None:
        return ""
    low, high = span
    return f"{low:.3g}" if low == high else f"{low:.3g}–{high:.3g}"


def show_forecast(map_file: Path, scenario: Scenario, ahead: int, settings: Settings, lang: Language) -> None:
    """What is left of the cases that are open in a log: by when they are gone, and month by month."""
    ground = Ground(scenario, as_document(scenario), map_file, frozenset())
    told = forecasts(Question(map_file, (), None, Practice(ahead)), ground, settings)
    summary = document(told.present)
    words = {"open": summary["open"], "late": summary["past_promise"]}
    screen.show_sentence(say_forecast("forecast.summary", lang, at=summary["at"], digest=summary["digest"], **words))
    screen.show_sentence(say_forecast("gone.title", lang), strong=True)
    screen.show_table(_gone(told, lang))
    screen.show_sentence(say_forecast("month.title", lang), strong=True)
    screen.show_table(_months(told, lang))


def _gone(told: Forecasts, lang: Language) -> list[dict[str, str]]:
    heads = [say_forecast(f"gone.{key}", lang) for key in ("what", "p10", "p50", "p90")]
    until = say_forecast("gone.after", lang, until=told.present.last_day)
    rows = []
    for key, one in zip(SHARES, gone(told.present), strict=True):
        days = [str(day) if day is not None else until for day in one.days]
        rows.append(dict(zip(heads, [say_forecast(f"gone.{key}", lang), *days], strict=True)))
    return rows


def _months(told: Forecasts, lang: Language) -> list[dict[str, str]]:
    heads = [say_forecast(f"month.{key}", lang) for key in ("month", "permits", "then_open", "in_progress")]
    return [
        dict(zip(heads, [str(one.begins)[:7], *map(_levels, spans)], strict=True))
        for one in months(told.present)
        for spans in [(one.permits, one.then_open, one.in_progress)]
    ]


def _levels(levels: tuple[float, ...]) -> str:
    low, middle, high = levels
    return f"{middle:,.0f} [{low:,.0f}–{high:,.0f}]"
