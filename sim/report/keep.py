"""What a report needs to know, gathered when the answer is played: so a report is made without playing again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.errors import UserError
from sim.base.files import write_text
from sim.base.own_clocks import as_document
from sim.base.sheets import write_table
from sim.charts.images import write_image
from sim.charts.map import draw_map, process_map
from sim.experiment import replications as experiment
from sim.experiment import tables
from sim.experiment.answer import FLOORS, Answer
from sim.experiment.ignorance import document_of
from sim.experiment.replications import Progress, Result, Settings
from sim.scenario import Scenario, digest, load_root, load_scenario, scenario_file
from sim.scenario.clock_titles import titles_of_clocks
from sim.scenario.document_file import read_document
from sim.scenario.ladder import climb, ladder
from sim.scenario.on_city import OnCity, passed_over
from sim.scenario.whose_holidays import by_law_from

FEW: Final = 3
"""Replications for the tables of hours and counters, which change little from one to the next."""

WRITTEN: Final = ("chances", "distribution", "holding", "parties")
"""The tables that `sim.cli.show.answer.write_answer` writes."""

Files = Mapping[str, str]
"""For each scenario by name, the file or bare name it was loaded from."""


@dataclass(frozen=True)
class Plan:
    """What is to be played for the report beside the answer, and what cannot be."""

    answer: Answer
    drawn: tuple[Scenario, Scenario | None]
    """Whose process is drawn, and what it is compared with there."""
    ladder: list[Scenario]
    left_out: dict[str, str] = field(default_factory=dict)
    """What the report must do without, by the table's name, and why."""
    not_on_it: dict[str, str] = field(default_factory=dict)
    """The packages that do not go with the city that was asked about, and why."""

    @property
    def pair(self) -> list[Result]:
        """Before and after; one if the base is the best."""
        base, best = self.answer.base, self.answer.best
        return [base] if base is best else [base, best]

    @property
    def few(self) -> Settings:
        """How the tables of single records are played."""
        settings = self.answer.results[0].settings
        return replace(settings, replications=min(FEW, settings.replications))

    def still_to_play(self) -> list[Scenario]:
        """The steps of the ladder that were not played for the answer."""
        played = {digest(result.scenario) for result in self.answer.results}
        return [scenario for scenario in self.ladder if digest(scenario) not in played]

    def plays(self) -> int:
        """How many times `progress` is called."""
        return len(self.still_to_play()) * self.answer.results[0].settings.replications


def plan_of(answer: Answer, files: Files) -> Plan:
    """What is to be played, given the files of the scenarios."""
    best_file = files[answer.best.scenario.scenario]
    drawn = load_scenario(best_file), load_root(best_file)
    if "extends" not in read_document(scenario_file(best_file)):
        return Plan(answer, drawn, [])
    return _climbing(answer, drawn, lambda: ladder(best_file))


def plan_on_city(answer: Answer, city: OnCity, file: str) -> Plan:
    """What is to be played for the answer for one city: step by step from it to the best of the packages on it."""
    drawn = city.scenario, load_root(file)
    if answer.best is answer.subject:
        return Plan(answer, drawn, [], not_on_it=city.left_out)
    written = city.written(answer.best.scenario.scenario)
    plan = _climbing(answer, drawn, lambda: climb(city.scenario, written, len(city.city.package)))
    return replace(plan, not_on_it=city.left_out)


def _climbing(answer: Answer, drawn: tuple[Scenario, Scenario | None], steps: Callable[[], list[Scenario]]) -> Plan:
    """The plan with a ladder, or without one if the reforms cannot come one after another, and why."""
    try:
        return Plan(answer, drawn, steps())
    except UserError as error:
        return Plan(answer, drawn, [], {"steps": str(error)})


def gather(plan: Plan, progress: Progress | None = None) -> dict[str, pd.DataFrame]:
    """The tables of the report beside those of the answer itself, by the names of `sim.experiment.tables`."""
    answer, few = plan.answer, plan.few
    target, pair = answer.goal, plan.pair
    zero_time = {FLOORS[name]: result for name, result in answer.floors.items()}
    found = {
        "groups": tables.groups(pair, target),
        "floors": tables.floors(zero_time, target),
        "assumptions": tables.assumptions(answer.subject),
        "hours": pd.concat([tables.hours(one.scenario, few) for one in pair], ignore_index=True),
        "counters": pd.concat([tables.counters(one.scenario, few) for one in pair], ignore_index=True),
    }
    if len(answer.costs):
        found["costs"] = answer.costs
    if plan.ladder:
        found["steps"] = tables.steps(_climbed(plan, progress), target)
    if len(pair) == 2:
        found["one_project"] = tables.one_project(pair[0].scenario, pair[1].scenario, few)
    return found


def _climbed(plan: Plan, progress: Progress | None) -> list[Result]:
    """A result for each step of the ladder, those of the answer as they are."""
    settings = plan.answer.results[0].settings
    found = {digest(result.scenario): result for result in plan.answer.results}
    played = experiment.run(plan.still_to_play(), settings, progress)
    found |= {digest(result.scenario): result for result in played}
    return [replace(found[digest(one)], scenario=one) for one in plan.ladder]


def write(plan: Plan, found: Mapping[str, pd.DataFrame], folder: Path, command: str) -> list[Path]:
    """Writes the tables, the map of a process and what the answer is about, for `sim.report.read`."""
    files = [folder / f"{name}.csv" for name in found]
    for file, table in zip(files, found.values(), strict=True):
        write_table(table, file)
    maps = _write_maps(plan, folder)
    write_text(
        folder / "report.json",
        json.dumps(_about(plan, [*WRITTEN, *found], command), ensure_ascii=False, indent=1) + "\n",
    )
    return [*files, *maps, folder / "report.json"]


def _about(plan: Plan, names: list[str], command: str) -> dict[str, Any]:
    answer = plan.answer
    scenarios = [
        {
            **result.provenance,
            "target": answer.goal.of(result.scenario.scenario),
            "title_en": result.scenario.title.en,
            "title_zh": result.scenario.title.zh,
        }
        for result in answer.results
    ]
    return {
        "target": answer.target,
        "own_targets": answer.own_targets,
        **answer.goal.told,
        "base": answer.base.scenario.scenario,
        "best": answer.best.scenario.scenario,
        "about": answer.about,
        "command": command,
        "scenarios": scenarios,
        "ignorances": [document_of(one) for one in answer.ignorances],
        **_own_clocks(answer),
        "notes": [{"en": note.en, "zh": note.zh} for note in answer.subject.scenario.notes],
        "tables": names,
        "left_out": plan.left_out,
        "not_on_it": plan.not_on_it,
        **_by_law(answer),
        "passed_over": passed_over(one.scenario for one in answer.results),
    }


def _own_clocks(answer: Answer) -> dict[str, Any]:
    """What the clocks of the scenarios' own are called; nothing where there are none."""
    found = {name: told for one in answer.results for name, told in titles_of_clocks(one.scenario).items()}
    return {"clocks": as_document(found)} if found else {}


def _by_law(answer: Answer) -> dict[str, str]:
    """From which day on the holidays are the law's in some scenario; nothing where all of them are published."""
    since = [day for day in (by_law_from(one.scenario) for one in answer.results) if day is not None]
    return {"holidays_by_law_from": min(since).isoformat()} if since else {}


def _write_maps(plan: Plan, folder: Path) -> list[Path]:
    content = process_map(*plan.drawn, None, ())
    files = [folder / f"map.{lang}.svg" for lang in ("en", "zh")]
    write_image(draw_map(content, "en"), files[0])
    write_image(draw_map(content, "zh"), files[1])
    return files
