"""A notebook's desk: what it plays, and how it shows it, all in one language and with the same luck."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.base.language import Language
from sim.base.library import HERE, SHIPPED, names
from sim.charts.captions import records
from sim.charts.gallery import KINDS, settling
from sim.charts.sheet import figure_of
from sim.experiment import tables
from sim.experiment.replications import Result, Settings, run
from sim.experiment.tables.by_name import OF_RESULTS
from sim.notebook import own_log, screen, sliders
from sim.notebook.packages import Promise, Tried, tried
from sim.notebook.what_if import ground_with, what_if
from sim.notebook.words import say
from sim.notebook.worth import Titles, design_for, influences
from sim.packages.trials import Question
from sim.report import numbers
from sim.scenario import Scenario, load_scenario
from sim.scenario.ladder import ladder
from sim.scenario.quantities import TwoLanguages
from sim.scenario.starter import starter
from sim.studies.design.trajectories import unseen

FEW = 8
"""So few plays are done here: to start further processes would take longer."""


@dataclass(frozen=True)
class Notebook:
    """Plays scenarios and shows what came of it."""

    lang: Language = "en"
    replications: int = 10
    seed: int = 1
    target: float | None = None
    """Days; None: each scenario's own."""

    # Playing

    def play(self, *scenarios: str | Scenario) -> list[Result]:
        """The results of scenarios, given by name, by file, or as `what_if` makes them; all meet the same luck."""
        loaded = self._loaded(scenarios)
        total = len(loaded) * self.replications
        with screen.progress(self.lang, total) as step:
            return run(loaded, self._settings(total), step)

    def what_if(
        self,
        base: str,
        reforms: Sequence[str] = (),
        changes: Sequence[Mapping[str, Any]] = (),
        en: str = "My scenario",
        zh: str = "我的方案",
    ) -> Scenario:
        """A scenario that stands on *base*, with reforms and changes as a file would have them."""
        return what_if(base, reforms, changes, en, zh)

    def reforms(self) -> list[str]:
        """The names of the reforms that can be chosen from, those shipped and those beside."""
        return sorted(names(HERE / "reforms", SHIPPED / "reforms"))

    def one_project(self, before: str, after: str) -> pd.DataFrame:
        """One project under two scenarios with the same luck: a row for each stretch of time that an item is held."""
        first, last = self._loaded([before, after])
        return tables.one_project(first, last, self._settings(1))

    def counters(self, *scenarios: str | Scenario) -> pd.DataFrame:
        """How long people wait at the counters: a row for each scenario, counter and way of coming (queue, booked)."""
        return self._of_logs(tables.counters, scenarios)

    def hours(self, *scenarios: str | Scenario) -> pd.DataFrame:
        """Who is there and who is busy, by hour and weekday."""
        return self._of_logs(tables.hours, scenarios)

    def step_by_step(self, scenario: str) -> list[Result]:
        """The results of a package a reform at a time, today first."""
        return self.play(*ladder(scenario))

    def packages(self, base: str, agreed: Sequence[str], undecided: Sequence[str], promise: Promise) -> Tried:
        """Every package of the undecided reforms, beside those agreed upon, and whether it keeps the promise."""
        ground = ground_with(base, agreed)
        asked = Question(self._target([ground.scenario]), "all")
        settings = self._settings(2 ** len(undecided) * self.replications)
        return tried(ground, agreed, undecided, promise, asked, settings, self.lang)

    def influences(self, base: str, numbers: Titles, clock: str, trajectories: int) -> pd.DataFrame:
        """How far each of these uncertain numbers moves the answer within its range."""
        design = design_for(base, numbers, clock, trajectories, self.seed)
        with screen.progress(self.lang, design.size) as step:
            table = influences(design, numbers, self._settings(design.size).workers, step)
        missing = unseen(design.factors, design.points)
        for factor in (one for one in design.factors if one.name in missing):
            title = numbers[factor.name][("en", "zh").index(self.lang)]
            values = factor.listed(missing[factor.name], self.lang)
            screen.show_words(say("book.not_tested", self.lang, title=title, values=values))
        return table

    # A log of one's own

    def check_log(self, map_file: str) -> None:
        """What was read of the log of a map, and every trap in it."""
        own_log.show_check(own_log.found(map_file), self.lang)

    def calibrate(self, map_file: str, base: str, en: str = "My city", zh: str = "本市") -> Scenario:
        """The scenario *base* with what the log of a map measures of it; shows where the base was wrong."""
        title = TwoLanguages(en=en, zh=zh)
        return own_log.measured(own_log.found(map_file), base, title, self.lang, self.seed)

    def forecast(self, map_file: str, scenario: Scenario, months: int = 12) -> None:
        """What is left of the cases that are open in the log of a map: by when they are gone, and month by month."""
        own_log.show_forecast(own_log.found(map_file), scenario, months, self._settings(self.replications), self.lang)

    # Showing

    def show(self, kind: str, what: pd.DataFrame | list[Result]) -> None:
        """A figure of one of `sim.charts.gallery.KINDS`, from its table or from results."""
        name, draw = KINDS[kind]
        table = what if isinstance(what, pd.DataFrame) else self._table(name, what)
        screen.show_figure(draw(table, lang=self.lang))

    def medians(self, results: list[Result], clocks: Sequence[str]) -> None:
        """A table: scenarios down, the median and the share within the target across."""
        table, target = self._table("chances", results), self._target([one.scenario for one in results])
        rows = []
        for _, mine in table.groupby("scenario", sort=False):
            by_clock = {row["clock"]: row for row in records(mine)}
            cells = {say("book.scenario", self.lang): mine[f"title_{self.lang}"].iloc[0]}
            for clock in clocks:
                told, unit = by_clock[clock], say(f"clock.{clock}", self.lang)
                cells[say("book.median", self.lang, clock=unit)] = numbers.days(told["p50"])
                share = numbers.bounded(told, "within", self.lang, share=True)
                cells[say("book.within", self.lang, clock=unit, target=target)] = share
            rows.append(cells)
        screen.show_table(rows)

    def how_sure(self, results: list[Result], clock: str, goal: float) -> None:
        """How closely the share within the target is known as replications add up; *goal* in percentage points."""
        table = tables.settling(results[0], clock, self._target([results[0].scenario]))
        screen.show_figure(figure_of(settling(table, lang=self.lang, goal=goal / 100)))

    def explore(self, question: Callable[..., None], **knobs: sliders.Knob) -> None:
        """Answers a question for what the knobs begin with, and lets one turn them where the notebook is running."""
        sliders.explore(question, knobs, self.lang)

    def show_new_scenario(self, file: str, base: str) -> None:
        """What `approvals new` would write into the file."""
        screen.show_words(f"```yaml\n{starter(Path(file), base, self.lang)}```")

    # Both

    def _loaded(self, scenarios: Sequence[str | Scenario]) -> list[Scenario]:
        return [one if isinstance(one, Scenario) else load_scenario(one) for one in scenarios]

    def _settings(self, plays: int) -> Settings:
        return Settings(self.seed, self.replications, workers=1 if plays <= FEW else 0)

    def _target(self, scenarios: Sequence[Scenario]) -> float:
        return self.target if self.target is not None else scenarios[0].target.value

    def _table(self, name: str, results: list[Result]) -> pd.DataFrame:
        return OF_RESULTS[name](results, self._target([one.scenario for one in results]))

    def _of_logs(self, make: Callable[..., pd.DataFrame], scenarios: Sequence[str | Scenario]) -> pd.DataFrame:
        loaded = self._loaded(scenarios)
        with screen.progress(self.lang, len(loaded) * self.replications) as step:
            return pd.concat([make(one, self._settings(1), step) for one in loaded], ignore_index=True)
