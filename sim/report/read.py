"""Reads what other commands wrote: the folder of an answer, and the JSON of studies beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pandas.errors import EmptyDataError, ParserError

from sim.base.errors import UserError
from sim.base.headline_clocks import HEADLINE
from sim.base.language import Language
from sim.base.own_clocks import learn_document
from sim.base.sheets import TITLES, read_csv
from sim.charts.fonts import shortened
from sim.experiment.groups import ALL
from sim.experiment.ignorance import Ignorance, from_document
from sim.experiment.kept_documents import read_json
from sim.report import tables as kept
from sim.report.documents import checked_about
from sim.report.drawings import read_drawing
from sim.report.study_documents import STUDIES, checked_study, kind_of
from sim.report.tables.columns import checked_table
from sim.statistics.decision import SURE
from sim.studies.discovery import ignorance_in
from sim.studies.sweep.manifest import MANIFEST

ABOUT: Final = "report.json"
OWN: Final = (ABOUT, "answer.json")
"""What an answer has written into its folder beside its tables."""
IGNORANCE: Final = "ignorance"
REMEDY: Final = "make it with 'approvals answer --out FOLDER'"


@dataclass(frozen=True)
class Findings:
    """All there is to report: what it is about, the tables, the maps, and the studies."""

    about: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    maps: dict[str, bytes] = field(default_factory=dict)
    studies: dict[str, dict[str, Any]] = field(default_factory=dict)
    ignorances: list[Ignorance] = field(default_factory=list)
    """The ranges of ignorance of scenarios of the answer, those given before those that come with the program."""

    def ignorance(self, scenario: str, clock: str) -> Ignorance | None:
        """How far the answer for a scenario goes on a clock; nothing if it was not studied."""
        return next((one for one in self.ignorances if (one.scenario, one.clock) == (scenario, clock)), None)

    @property
    def target(self) -> float:
        """The target of the headline question, in days."""
        return float(self.about["target"])

    def target_of(self, scenario: str) -> float:
        """The days that a scenario is held against."""
        own: dict[str, float] = self.about.get("own_targets", {})
        return float(own.get(scenario, self.target))

    @property
    def headline(self) -> str:
        """The clock of the promise."""
        return str(self.about.get("headline") or HEADLINE)

    @property
    def sure(self) -> float:
        """The share of projects that is promised."""
        return float(self.about.get("sure") or SURE)

    @property
    def base(self) -> str:
        """The scenario that the others are compared with."""
        return str(self.about["base"])

    @property
    def best(self) -> str:
        """The scenario that comes nearest to the target."""
        return str(self.about["best"])

    @property
    def about_one(self) -> bool:
        """Whether one scenario was asked about, and the others are that with a package each."""
        return self.about.get("about") is not None

    @property
    def subject(self) -> str:
        """What every sentence is about: the scenario that was asked about; of a ladder by itself, the best."""
        return str(self.about["about"]) if self.about_one else self.best

    @property
    def pair(self) -> list[str]:
        """Before and after; one if they are the same."""
        return [self.base] if self.base == self.best else [self.base, self.best]

    def title(self, scenario: str, lang: Language) -> str:
        """The title of a scenario in one language, shortened to fit; its name where it has none."""
        found = [one[f"title_{lang}"] for one in self.about["scenarios"] if one["scenario"] == scenario]
        return shortened(str(found[0])) if found else scenario

    def table(self, name: str) -> pd.DataFrame:
        """A table of the answer by name; an empty one where the folder has none."""
        return self.tables.get(name, pd.DataFrame())


def read(places: Sequence[Path]) -> Findings:
    """The findings in these folders and JSON files, of which exactly one is the folder of an answer.

    Raises `UserError` with the file and the remedy for what is missing, unreadable, there twice or about another
    scenario than the answer.
    """
    answers = [place for place in places if (place / ABOUT).is_file()]
    if len(answers) != 1:
        said = ", ".join(str(place) for place in places)
        found = "no answer" if not answers else f"{len(answers)} answers"
        raise UserError(f"{said}: found {found} ({ABOUT}), and a report is made of one: {REMEDY}")
    about = _about(answers[0])
    learn_document(about.get("clocks", {}))
    ignorances = [_ignorance_of(place, about) for place in places if (place / MANIFEST).is_file()]
    studies: dict[str, dict[str, Any]] = {}
    for place in (one for one in places if not (one / MANIFEST).is_file()):
        for kind, file, document in _studies_in(place, is_answer=place in answers):
            if kind in studies:
                raise UserError(f"{place}: a second {kind} study: give one of them")
            if kind == IGNORANCE:
                ignorances.append(_same_scenario(from_document(document[IGNORANCE], file), file, about))
                continue
            _refuse_another(kind, file, document, about)
            studies[kind] = document
    return _answer(answers[0], about, studies, ignorances)


def _about(folder: Path) -> dict[str, Any]:
    return checked_about(read_json(folder / ABOUT, REMEDY), folder / ABOUT, REMEDY)


def _refuse_another(kind: str, file: Path, document: dict[str, Any], about: dict[str, Any]) -> None:
    """Refuses a study of a scenario that the answer is not about."""
    known = [one["scenario"] for one in about["scenarios"]]
    parts = [document["before"], *document["after"]] if kind == "targets" else [document]
    for name in (part["scenario"] for part in parts):
        if name not in known:
            told = f"is about '{name}', and the answer about {', '.join(known)}"
            raise UserError(f"{file}: {told}: give the {kind} study of one of these")


def _ignorance_of(folder: Path, about: dict[str, Any]) -> Ignorance:
    """What a sweep over the ranges of a scenario of the answer says of the headline."""
    return _same_scenario(ignorance_in(folder, str(about.get("headline") or HEADLINE)), folder, about)


def _same_scenario(found: Ignorance, place: Path, about: dict[str, Any]) -> Ignorance:
    """The range of ignorance, if it belongs to this answer.

    Raises `UserError` where it is about another scenario, a changed one, another group of projects or another target.
    """
    digests = {one["scenario"]: one["digest"] for one in about["scenarios"]}
    if found.scenario not in digests:
        told = f"is about '{found.scenario}', and the answer about {', '.join(digests)}"
        raise UserError(f"{place}: {told}: give a sweep over the ranges of one of these")
    if digests[found.scenario] != found.scenario_digest:
        told = (
            f"was made of {found.scenario} as it was ({found.scenario_digest}), and it is {digests[found.scenario]} now"
        )
        raise UserError(f"{place}: {told}: sweep it again")
    if found.group != ALL:
        told = f"is about the projects of '{found.group}', and the headline about all"
        raise UserError(f"{place}: {told}: give the --json of 'approvals discover' without --class")
    if found.target != float(about["target"]):
        told = f"holds {found.scenario} against {found.target:g} days, and the answer against {about['target']:g}"
        raise UserError(f"{place}: {told}: ask both for the same")
    return found


def _answer(
    folder: Path, about: dict[str, Any], studies: dict[str, dict[str, Any]], given: list[Ignorance]
) -> Findings:
    for name in about["tables"]:
        if not (folder / f"{name}.csv").is_file():
            raise UserError(f"{folder / name}.csv: is missing: {REMEDY}")
    found = {name: _csv(folder / f"{name}.csv", name) for name in about["tables"]}
    maps = {file.suffixes[0][1:]: read_drawing(file, REMEDY) for file in sorted(folder.glob("map.*.svg"))}
    known = [from_document(one, folder / ABOUT) for one in about.get("ignorances", [])]
    return Findings(about, {**found, **_tables_of(studies)}, maps, studies, [*given, *known])


def _tables_of(studies: dict[str, dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """The tables that figures take, from the studies that have some."""
    found = {}
    if "sensitivity" in studies:
        found["influences"] = kept.influences(studies["sensitivity"])
    if "worth" in studies:
        found["worth"] = kept.worth_table(studies["worth"])
    if "frontier" in studies:
        found["frontier"] = kept.frontier(studies["frontier"])
    if "shares" in studies:
        found["shares"] = kept.shares(studies["shares"])
    return found


def _studies_in(place: Path, *, is_answer: bool) -> list[tuple[str, Path, dict[str, Any]]]:
    """The studies of a folder or file: of what kind, where, and what they say."""
    if not place.exists():
        raise UserError(f"{place}: no such folder or file: {REMEDY}")
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    found = [(file, _study_of(file)) for file in files if not is_answer or file.name not in OWN]
    known = [(study[0], file, study[1]) for file, study in found if study is not None]
    if not known and not is_answer:
        kinds = ", ".join(STUDIES)
        raise UserError(f"{place}: holds nothing a report can use: give the --json of one of {kinds}")
    return known


def _study_of(file: Path) -> tuple[str, dict[str, Any]] | None:
    """Of what kind a document is, and what it says; nothing if a report cannot use it."""
    document = read_json(file, "write it anew")
    kind = kind_of(document)
    return None if kind is None else (kind, checked_study(kind, document, file))


def _csv(file: Path, name: str) -> pd.DataFrame:
    """A table, checked; one without rows may lack its columns too."""
    try:
        table = read_csv(file)
    except EmptyDataError:
        return pd.DataFrame()
    except (OSError, UnicodeDecodeError, ParserError) as error:
        raise UserError(f"{file}: cannot be read as a table ({error}): {REMEDY}") from None
    table = checked_table(name, table, file, REMEDY) if len(table) else table
    titles = [str(column) for column in table if str(column).endswith(TITLES)]
    return table.assign(**{title: table[title].map(_short) for title in titles})


def _short(title: object) -> object:
    """A title as long as there is room for, so that it pushes nothing off a page or a slide."""
    return shortened(title) if isinstance(title, str) else title
