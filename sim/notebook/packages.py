"""Every package of a few reforms, and whether it keeps a promise."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.base.headline_clocks import HEADLINE
from sim.base.language import Language
from sim.base.numerals import percent
from sim.experiment.replications import Settings
from sim.experiment.verdict_words import package
from sim.notebook import screen
from sim.notebook.words import say
from sim.packages import contributions, smallest
from sim.packages import frontier as frontiers
from sim.packages.candidates import Candidates
from sim.packages.play import TrialSettings
from sim.packages.search import Rule
from sim.packages.smallest import Smallest, smallest_of
from sim.packages.study import open_study
from sim.packages.trials import Question
from sim.report import tables as kept
from sim.report.tables.documents import Titles
from sim.scenario import Ground
from sim.scenario.quantities import TwoLanguages

LOOKS = 3
"""A package that is close is played up to so many times as often as the others."""


@dataclass(frozen=True)
class Promise:
    """A share of projects that is to be within the target; so much more or less than it matters to nobody."""

    clock: str = HEADLINE
    probability: float = 0.9
    indifference: float = 0.05
    confidence: float = 0.95


@dataclass(frozen=True)
class Tried:
    """What came of it, in tables and sentences."""

    told: Smallest
    agreed: tuple[TwoLanguages, ...]
    """The titles of the reforms that every package has."""
    lang: Language

    def show(self) -> None:
        """The smallest package in a sentence, and every package with its verdict, the best first."""
        document = smallest.document(self.told)
        titles = {name: getattr(title, self.lang) for name, title in self._titles().items()}
        base = self.told.study.candidates.ground.scenario.title
        said = package(document, getattr(base, self.lang), titles, self.lang)
        screen.show_sentence(said, strong=True)
        if self.agreed:
            names = " + ".join(getattr(title, self.lang) for title in self.agreed)
            screen.show_sentence(say("of_packages.agreed", self.lang, names=names))
        ranked = sorted(document["packages"], key=lambda one: -(one.get("within_target") or 0))
        screen.show_table([self._row(one, titles, document["target"]) for one in ranked])

    def frontier(self) -> pd.DataFrame:
        """What money buys: the table of the figure `frontier`."""
        study, catalogue = self.told.study, self.told.study.candidates.catalogue()
        points = frontiers.frontier(catalogue, study.table, study.question)
        found = {"points": [frontiers.document(one, catalogue) for one in points]}
        return kept.frontier({**self._head(), **found}, self._titles())

    def shares(self) -> pd.DataFrame:
        """Who earned what: the table of the figure `shares-within`."""
        study, catalogue = self.told.study, self.told.study.candidates.catalogue()
        whole = contributions.largest(catalogue, study.table, study.question)[0]
        earned = contributions.earned(study.table, whole, "within", study.question)
        return kept.shares({**self._head(), "shares": [contributions.document(earned, catalogue)]}, self._titles())

    def _row(self, one: dict[str, Any], titles: dict[str, str], target: float) -> dict[str, str]:
        cost = one.get("cost")
        within = one.get("within_target")
        return {
            say("word.reforms", self.lang): " + ".join(titles[name] for name in one["reforms"])
            or say("package.none_of_them", self.lang),
            say("of_packages.within", self.lang, target=target): "–" if within is None else percent(within),
            say("word.cost", self.lang): "–" if cost is None else f"{cost / 1000:,.0f}",
            say("of_packages.verdict", self.lang): say(f"verdict_of.{one['verdict']}", self.lang),
        }

    def _head(self) -> dict[str, Any]:
        study = self.told.study
        told = {key: study.provenance()[key] for key in ("scenario", "clock", "seed")}
        return {**told, "target": study.question.target}

    def _titles(self) -> Titles:
        return {one.reform: one.title for one in self.told.study.candidates.reforms}


def tried(
    ground: Ground,
    agreed: Sequence[str],
    reforms: Sequence[str],
    promise: Promise,
    asked: Question,
    settings: Settings,
    lang: Language,
) -> Tried:
    """Plays every package so often, those that are close more often, and judges them."""
    candidates = Candidates(ground, tuple(ground.reform(name) for name in reforms))
    study = open_study(
        candidates,
        TrialSettings(settings.seed, promise.clock, settings.engine, settings.workers),
        asked,
        None,
        _watch(lang),
    )
    first = settings.replications
    rule = Rule(promise.probability, promise.indifference, promise.confidence, first, LOOKS * first)
    titles = tuple(ground.reform(name).title for name in agreed)
    return Tried(smallest_of(study, rule), titles, lang)


def _watch(lang: Language) -> Callable[..., Any]:
    @contextmanager
    def watch(what: str, total: int) -> Iterator[Callable[[], None]]:
        with screen.progress(lang, total) as step:
            yield step

    return watch
