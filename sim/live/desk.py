"""Plays what the page asks: a package with numbers of its own, a few replications at a time, so that intervals narrow.

All is played with the same luck as in `smallest` and `answer`: with the numbers as they are written and as many
replications, the shares are theirs.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.metadata import version
from typing import Any, Final

import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import UserError, did_you_mean
from sim.base.headline_clocks import WHOLE
from sim.experiment.groups import ALL, groups_of, is_class
from sim.live.numbers import Adjustable, adjustable
from sim.packages.candidates import Candidates, load_candidates
from sim.packages.play import Trial, TrialSettings, Tried, played
from sim.packages.trials import Table
from sim.report.what_if.table import CLOCKS, about_page, cells_of, rest_of, targets_with
from sim.scenario import Scenario, digest
from sim.scenario.addresses import Changes
from sim.scenario.validation import validated
from sim.studies.design import Design
from sim.studies.design.assumptions import ranged_numbers
from sim.studies.design.factors import BASE
from sim.studies.design.load import design_of
from sim.studies.design.model import Study

STAGES: Final = (0, 2, 4, 7, 12, 20, 30, 40, 60, 80, 120, 160, 200)
"""After so many replications the page is told how things stand."""
OF_NEIGHBOURS: Final = 4
"""Replications of each package that differs by one reform: what that would add now."""
AT_ONCE: Final = 4
"""Replications between two looks whether anybody still wants to know."""
Part = dict[str, Any]
Asked = Callable[[], bool]
"""Whether the page still wants to know."""


@dataclass
class Desk:
    """A scenario, the reforms that can be switched on it, and the numbers that can be changed."""

    scenario: str
    reforms: list[str]
    seed: int = 1
    engine: str = "compiled"
    most: int = 40
    """Replications after which a package is left as it is."""
    tables: dict[tuple[tuple[str, float], ...], "Played"] = field(default_factory=dict, repr=False)
    """What was played, by the numbers that are not as written."""

    @cached_property
    def candidates(self) -> Candidates:
        """The reforms, and what they are tried on."""
        return load_candidates(self.scenario, self.reforms)

    @cached_property
    def design(self) -> Design:
        """The scenario with its reforms and ranges, as a study has them."""
        switched = [{"reform": one.reform} for one in self.candidates.reforms]
        ranges = [{"every": "range"}] if any(ranged_numbers(self.candidates.ground.document, BASE)) else []
        document = {
            "study": "serve", "scenario": self.scenario, "factors": [*switched, *ranges],
            "design": {"latin_hypercube": 2}, "replications": 2, "seed": self.seed,
        }  # fmt: skip
        return design_of(validated(Study, document, "serve"), "serve", self.scenario)

    @cached_property
    def fields(self) -> list[Adjustable]:
        """The numbers that can be changed."""
        return adjustable(self.design, self.seed, self.engine)

    @cached_property
    def kinds(self) -> list[str]:
        """All projects, and each class of them."""
        return [ALL, *filter(is_class, groups_of(self.candidates.ground.scenario))]

    @cached_property
    def targets(self) -> Floats:
        """Days that can be asked about."""
        return targets_with(self.candidates.ground.scenario.target.value)

    def document(self) -> dict[str, Any]:
        """All that the page knows at first: the scenario as it is, played a few times."""
        base = self._table(0, {})
        base.look(0, STAGES[1], lambda: True)
        if 0 in base.refused:
            raise UserError(f"{self.scenario}: cannot be played: {base.refused[0]}")
        ground = self.candidates.ground.scenario
        reforms = {one.reform: one.title for one in self.candidates.reforms}
        return {
            "scenario": ground.scenario, "digest": digest(ground), "seed": self.seed, "engine": self.engine,
            "version": version("approval-sim"), "date": date.today().isoformat(),
            **about_page(ground, reforms, [clock for clock in CLOCKS if clock in base.tables], self.kinds),
            "targets": self.targets.tolist(), "target": ground.target.value,
            "packages": {"0": base.part(0)["about"]}, "refused": {}, "ignorance": {}, "project": None,
            "fields": [one.document() for one in self.fields],
        }  # fmt: skip

    def parts(self, package: int, numbers: Mapping[str, object], wanted: Asked) -> Iterator[Part]:
        """What the page is told, part by part: of the package asked about, of the base, of every package beside it.

        Raises `UserError` for a package or number that there is not, `ScenarioError` where parts do not go together.
        """
        table = self._table(package, numbers)
        for stage, (number, count) in enumerate(self._order(package)):
            if not wanted():
                return
            if table.look(number, count, wanted) or stage < 2:
                yield table.part(number)

    def _order(self, package: int) -> Iterator[tuple[int, int]]:
        """Which package is played up to how many replications: first a glance, then what was asked, then around it."""
        stages = [count for count in STAGES[1:] if count < self.most] + [self.most]
        yield package, stages[0]
        yield 0, stages[0]
        for count in stages[1:3]:
            yield package, count
        for place in range(len(self.reforms)):
            yield package ^ 1 << place, min(OF_NEIGHBOURS, self.most)
        for count in stages[3:]:
            yield package, count
        yield 0, self.most

    def _table(self, package: int, numbers: Mapping[str, object]) -> "Played":
        if not 0 <= package < 1 << len(self.reforms):
            raise UserError(f"package: found {package}: there are {1 << len(self.reforms)}, from 0")
        known = {one.key: one for one in self.fields}
        for key in numbers:
            if key not in known:
                raise UserError(f"numbers: there is no '{key[:80]}'{did_you_mean(key, known)}")
        told = {key: known[key].checked(value) for key, value in numbers.items()}
        changed = tuple(sorted((key, value) for key, value in told.items() if value != known[key].value))
        if changed not in self.tables:
            self.tables[changed] = Played(self, dict(changed))
        return self.tables[changed]

    def made(self, package: int, numbers: Mapping[str, float]) -> Scenario:
        """The scenario of a package with some numbers."""
        on = frozenset(self.candidates.catalogue().members(package))
        changes: dict[str, Changes] = {}
        for one in self.fields:
            if one.key in numbers:
                for spot in one.spots:
                    changes.setdefault(spot.where, {})[spot.keys] = numbers[one.key]
        return self.design.studied.scenario(self.design.studied.package | on, changes)


@dataclass
class Played:
    """All that was played with the same numbers."""

    desk: Desk
    numbers: dict[str, float]
    tables: dict[str, Table] = field(default_factory=dict)
    """By clock."""
    whose: dict[int, pd.DataFrame] = field(default_factory=dict)
    """Of each package, whose the days were."""
    refused: dict[int, str] = field(default_factory=dict)

    def look(self, package: int, count: int, wanted: Asked) -> bool:
        """Plays a package until it was played so often or nobody wants to know; whether anything was played."""
        how = TrialSettings(self.desk.seed, WHOLE, self.desk.engine, workers=1, every_clock=True)
        before = known = self._known(package)
        while known < count and package not in self.refused and wanted():
            ahead = range(known, min(known + AT_ONCE, count))
            [tried] = played([Trial(package, lambda: self.desk.made(package, self.numbers), ahead)], how)
            self._add(tried)
            known = ahead.stop
        return known > before

    def _known(self, package: int) -> int:
        return max((table.replications(package) for table in self.tables.values()), default=0)

    def _add(self, tried: Tried) -> None:
        if tried.cases is None:
            self.refused[tried.number] = tried.refusal or ""
            return
        for clock in (one for one in CLOCKS if one in tried.cases):
            self.tables.setdefault(clock, Table(clock)).add(tried)
        if tried.parties is not None:
            before = self.whose.get(tried.number)
            self.whose[tried.number] = tried.parties if before is None else pd.concat([before, tried.parties])

    def part(self, package: int) -> Part:
        """How things stand with a package, as the page takes it: cells by clock, cost, queues, days; or why not."""
        if package in self.refused:
            return {"package": package, "refused": self.refused[package]}
        cells = [cells_of(self.tables[clock], package, self.desk.kinds, self.desk.targets) for clock in self.tables]
        [table, *_] = self.tables.values()
        whose = self.whose.get(package, pd.DataFrame())
        rest = rest_of(table, package, self.desk.candidates.catalogue(), whose, self.desk.kinds)
        return {"package": package, "about": {"cells": cells, **rest}}
