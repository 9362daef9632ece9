"""All that the page knows, as one document: read off the folder of `approvals smallest -o`."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.headline_clocks import HEADLINE, WHOLE
from sim.base.progress import Watch, unwatched
from sim.experiment.groups import ALL, in_group, is_class
from sim.experiment.ignorance import known_of
from sim.experiment.verdict_words import how_far
from sim.outcomes.parties import PARTIES
from sim.packages import store
from sim.packages.candidates import Catalogue
from sim.packages.trials import Question, Table
from sim.report.what_if.cells import HUNDREDTHS, cell, packed
from sim.report.what_if.project import one_project
from sim.scenario import Scenario
from sim.scenario.quantities import TwoLanguages
from sim.statistics.decision import SURE

CLOCKS: Final = (HEADLINE, WHOLE, "promised_days", "land_to_permit_days")
"""Those that the page has tabs for, as far as they run."""
SLIDER: Final = range(20, 121)
"""The targets that can be asked about, in days, beside the scenario's own."""

Document = dict[str, Any]
Parties = dict[int, tuple[pd.DataFrame, pd.DataFrame]]


def document(folder: Path, watch: Watch = unwatched) -> Document:
    """The table of a folder, with everything that stands on the page. Raises `UserError` for one that is not whole."""
    ground, catalogue, study = store.read_ground(folder), store.read_catalogue(folder), store.read_study(folder)
    measured = store.read_clocks(folder)
    clocks = [clock for clock in CLOCKS if clock in measured] or [WHOLE]
    target = float(store.read_question(folder).target)
    targets = targets_with(target)
    kinds = [ALL, *(one for one in study["groups"] if is_class(one))]
    packages: dict[int, Document] = {}
    parties = store.read_parties(folder)
    with watch("putting the page together", len(clocks)) as step:
        for clock in clocks:
            table = store.read_table(folder, clock)
            table.require_all(catalogue.packages)
            for package in table.cases:
                packages.setdefault(package, {"cells": []})["cells"].append(cells_of(table, package, kinds, targets))
            if clock == clocks[-1]:
                for package, about in packages.items():
                    whose = parties[package][0] if package in parties else pd.DataFrame()
                    about |= rest_of(table, package, catalogue, whose, kinds)
            step()
    return {
        **{key: study[key] for key in ("scenario", "digest", "seed", "version", "engine")},
        "date": date.fromtimestamp((folder / store.ASKED).stat().st_mtime).isoformat(),
        **about_page(ground, {one["reform"]: one["title"] for one in study["changes"]}, clocks, kinds),
        "targets": targets.tolist(),
        "target": target,
        "packages": {str(number): packages[number] for number in sorted(packages)},
        "refused": {str(number): why for number, why in sorted(table.refused.items())},
        "ignorance": _ignorance(ground, target),
        "project": one_project(packages, {number: paths for number, (_, paths) in parties.items()}),
    }


def targets_with(target: float) -> Floats:
    """Those of the slider and the scenario's own, in days."""
    return np.array(sorted({*map(float, SLIDER), target}))


def about_page(ground: Scenario, reforms: Mapping[str, Any], clocks: Sequence[str], kinds: list[str]) -> Document:
    """What stands on the page whatever was played: titles, reforms, clocks and kinds of project."""
    return {
        "title": both(ground.title),
        "reforms": [{"id": name, "title": both(title)} for name, title in reforms.items()],
        "clocks": list(clocks),
        "kinds": [{"id": kind, "title": _title_of(ground, kind)} for kind in kinds],
        "parties": list(PARTIES),
        "sure": SURE,
    }


def cells_of(table: Table, package: int, kinds: list[str], targets: Floats) -> list[str]:
    """What one clock says of a package: a cell for each kind of project."""
    cases = table.cases[package]
    asked = [Question(0, kind).concerns(cases) for kind in kinds]
    return [packed(cell(cases, mine, table.replications(package), targets)) for mine in asked]


def rest_of(table: Table, package: int, catalogue: Catalogue, whose: pd.DataFrame, kinds: list[str]) -> Document:
    """What is the same on every clock: cost, how often it was played, which queues grow, and whose the days are."""
    cost = table.cost(catalogue, package) if 0 in table.cases else None
    return {
        "cost": None if cost is None else [round(one) for one in cost],
        "replications": table.replications(package),
        "growing": [one.pool for one in table.growing(package)],
        "days": [] if whose.empty else [_by_party(whose, table.cases[package], kind) for kind in kinds],
    }


def _by_party(whose: pd.DataFrame, cases: pd.DataFrame, kind: str) -> list[int]:
    """The days of each party on the critical path of a permitted project of a kind, in hundredths."""
    permitted = int((in_group(cases, kind) & (cases["fate"] == "permitted").to_numpy(bool)).sum())
    mine = whose[in_group(whose, kind)]
    days = mine.groupby("party", observed=True)["days"].sum().reindex(PARTIES, fill_value=0.0)
    return [round(HUNDREDTHS * float(one) / max(permitted, 1)) for one in days]


def _ignorance(ground: Scenario, target: float) -> Document:
    """By package, how far its share goes beyond chance, where that was studied: of the scenario as it is."""
    found = known_of(ground, HEADLINE, target)
    return (
        {}
        if found is None
        else {"0": {lang: how_far(found, getattr(ground.title, lang), lang) for lang in ("en", "zh")}}
    )


def both(title: Any) -> Document:
    """A title in both languages."""
    told = title if isinstance(title, TwoLanguages) else TwoLanguages.model_validate(title)
    return {"en": told.en, "zh": told.zh}


def _title_of(ground: Scenario, kind: str) -> Document | None:
    """A kind of project by the title of its class; None for all."""
    if kind == ALL:
        return None
    title = next(iter(ground.processes.values())).classes[kind].title
    return {"en": kind, "zh": kind} if title is None else both(title)
