"""From the lines of a study to factors: each is found in the scenario, and tried before anything is played."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario import Scenario, as_document
from sim.scenario.addresses import (
    Changes,
    Keys,
    address,
    alternatives,
    as_keys,
    at,
    has_levels,
    in_proportion,
    matching,
    numbers,
    with_numbers,
)
from sim.scenario.check import check_parts
from sim.scenario.quantities import TwoLanguages, as_plain
from sim.scenario.titles.titles import NONE, joined, shared_title, title_of, words_of_level
from sim.scenario.titles.words import FIELDS
from sim.studies.design.assumptions import Ranged, assumptions, guesses, moving
from sim.studies.design.factors import BASE, KEPT, OFF, PACKAGE, RESOLVED, Factor, Spot, Spread
from sim.studies.design.model import FactorEntry, Study
from sim.studies.design.point import StudiedScenario
from sim.studies.design.worlds import Worlds, read_worlds

NUMBER_WITHIN = ("times", "days")
"""The number of a duration, and of a promise, when only the whole is named."""

MOST_TRIED = 64
"""Worlds that are all tried before anything is played."""

TARGET: Keys = ("target",)

Chosen = tuple[tuple[float, ...], tuple[TwoLanguages, ...]]
"""The values of a factor, and what they are called if they are no numbers."""


def factors_of(study: Study, studied: StudiedScenario, source: str) -> list[Factor]:
    """Every factor of the study, in its order. Raises `ScenarioError` at the first that cannot be."""
    reader = _Reader(study, studied, source)
    factors = [factor for place in range(len(study.factors)) for factor in reader.factors(place)]
    taken: dict[str, str] = {}
    for factor in factors:
        for name in {factor.name, factor.reform or factor.name}:
            if name in taken:
                raise ScenarioError(source, factor.place, f"'{name}' is a factor already, {taken[name]}: keep one")
            taken[name] = factor.place
    _refuse_two_masters(factors, source)
    return factors


def _refuse_two_masters(factors: list[Factor], source: str) -> None:
    """A number that two factors set would follow the last: refused."""
    masters: dict[Keys, Factor] = {}
    for factor in factors:
        for spot in factor.spots:
            if spot.where not in (BASE, PACKAGE, RESOLVED):
                continue
            other = masters.setdefault(spot.keys, factor)
            if other is not factor:
                message = f"{address(spot.keys)} is moved by {other.place} already: leave it out of one"
                raise ScenarioError(source, factor.place, message)


def _known(document: Any) -> dict[Keys, Any]:
    """By address, all that a path can mean: numbers, and parts that have levels."""
    return dict(numbers(document)) | dict(alternatives(document))


class _Reader:
    """Makes factors of the lines of a study: finds the numbers and reforms that they name."""

    def __init__(self, study: Study, studied: StudiedScenario, source: str) -> None:
        self.study, self.studied, self.source = study, studied, source
        self.switched = frozenset(entry.reform for entry in study.factors if entry.reform is not None)
        self.always = studied.package - self.switched

    def factors(self, place: int) -> list[Factor]:
        entry = self.study.factors[place]
        where = f"factors[{place}]"
        if entry.every is not None:
            return self._every(where)
        if entry.worlds is not None:
            return [self._joint(entry.worlds, where)]
        if entry.reform is not None:
            return [self._reform(entry, where)]
        return [self._number(entry, where)]

    # Every range

    def _every(self, where: str) -> list[Factor]:
        """Numbers that another line of the study moves are left to it; the target is asked for, not unknown."""
        taken = {keys for place, entry in enumerate(self.study.factors) if entry.path for keys in self._spots(place)}
        taken |= {KEPT} if any(entry.path == address(KEPT) for entry in self.study.factors) else set()
        taken |= {TARGET}
        joint = [(place, one.worlds) for place, one in enumerate(self.study.factors) if one.worlds is not None]
        taken |= {keys for place, name in joint for keys in self._worlds(name, f"factors[{place}]").keys}
        taken |= {as_keys(path) for one in self.study.factors if isinstance(one.levels, dict) for path in one.levels}
        documents: dict[str, Any] = {BASE: self.studied.written.base}
        if self.studied.written.kept is not None:
            documents[PACKAGE] = {address(KEPT): as_plain(self.studied.written.kept)}
        documents |= {name: as_plain(reform) for name, reform in self.studied.reforms.items()}
        found = [
            guess
            for name, document in documents.items()
            for guess in guesses(document, name)
            if (guess.keys if name in (BASE, PACKAGE) else guess.keys[3:]) not in taken
        ]
        if not found and not joint:
            raise ScenarioError(self.source, where, "no number of the scenario carries a range: give paths and levels")
        return [self._counting(factor, self.studied.base) for factor in assumptions(found, documents, where)]

    def _joint(self, name: str, where: str) -> Factor:
        """Worlds that are each played as a whole; all, or of many those at the ends, are tried first."""
        worlds = self._worlds(name, where)
        for world in worlds.outermost(MOST_TRIED):
            changes = in_proportion(self.studied.written.base, worlds.changes(world))
            self._try_changes(self.studied.base, changes, f"{where}.worlds: {name}: row {world + 1}")
        return worlds.factor(where)

    def _worlds(self, name: str, where: str) -> Worlds:
        return read_worlds(name, self.source, f"{where}.worlds", _known(self.studied.written.base))

    def _spots(self, place: int) -> list[Keys]:
        return matching(str(self.study.factors[place].path), _known(self.studied.written.base))

    # Reforms

    def _reform(self, entry: FactorEntry, where: str) -> Factor:
        assert entry.reform is not None
        title = self.studied.reforms[entry.reform].title
        if not isinstance(entry.levels, dict):
            return Factor(entry.reform, title, reform=entry.reform, levels=(0.0, 1.0), place=where)
        [(path, levels)] = entry.levels.items()
        scenario = self._scenario(self.always | {entry.reform}, where)
        spots = self._found(path, scenario, f"{where}.levels", "")
        document = as_document(scenario)
        values, words = self._chosen(levels, spots, document, f"{where}.levels.{path}")
        self._try(scenario, spots, dict(enumerate(values)), f"{where}.levels.{path}")
        return Factor(
            address(spots[0]) if len(spots) == 1 else path,
            joined(title, title_of(spots[0], document)),
            tuple(Spot(RESOLVED, keys) for keys in spots),
            reform=entry.reform,
            levels=(OFF, *values),
            words=(NONE, *words) if words else (),
            place=where,
        )

    def _scenario(self, on: frozenset[str], where: str) -> Scenario:
        try:
            return self.studied.scenario(on, {})
        except ScenarioError as error:
            message = f"{error.path}: {error.message}" if error.path else error.message
            raise ScenarioError(self.source, where, message) from None

    # Numbers

    def _number(self, entry: FactorEntry, where: str) -> Factor:
        scenario = self._scenario(self.always, where)
        path = str(entry.path)
        if path == address(KEPT):
            return self._kept(entry, where)
        spots = self._found(path, scenario, f"{where}.path", self._only_with_reform(path))
        document = as_document(scenario)
        titles = [title_of(keys, document) for keys in spots]
        title = titles[0] if len(spots) == 1 else shared_title(titles, "numbers")
        name = address(spots[0]) if len(spots) == 1 else path
        if entry.levels is not None:
            assert not isinstance(entry.levels, dict)
            values, words = self._chosen(entry.levels, spots, document, f"{where}.levels")
            self._try(scenario, spots, dict(enumerate(values)), f"{where}.levels")
            named = tuple(Spot(RESOLVED, keys) for keys in spots)
            return Factor(name, title, named, levels=values, words=words, place=where)
        if entry.low is not None and entry.high is not None:
            self._refuse_parts(spots, document, where)
            self._try(scenario, spots, {"low": entry.low, "high": entry.high}, where)
            spread = Spread(entry.low, entry.high, entry.mode, self._is_count(scenario, spots, entry.low, entry.high))
            return Factor(name, title, tuple(Spot(RESOLVED, keys) for keys in spots), spread=spread, place=where)
        return self._by_its_own(Factor(name, title, place=where), spots, document, where)

    def _kept(self, entry: FactorEntry, where: str) -> Factor:
        """How far the reforms of the package are kept, whether or not the scenario says so."""
        if not self.studied.written.package:
            raise ScenarioError(self.source, f"{where}.path", "no reforms are named in the scenario that could be kept")
        written, spread = self.studied.written.kept, None
        if entry.low is not None and entry.high is not None:
            spread = Spread(entry.low, entry.high, entry.mode)
        elif entry.levels is None and written is not None and written.range is not None:
            spread = Spread(*written.range, written.value)
        levels = self._values(entry.levels, "kept", f"{where}.levels") if isinstance(entry.levels, list) else ()
        if not levels and spread is None:
            raise ScenarioError(
                self.source, f"{where}.path", "kept has no range of its own: give levels, or low and high"
            )
        name, spots = address(KEPT), (Spot(PACKAGE, KEPT, None if entry.levels or entry.low is not None else spread),)
        factor = Factor(name, FIELDS[name], spots, levels=levels, spread=spread, place=where)
        if wrong := [value for value in factor.ends() if not 0 <= value <= 1]:
            raise ScenarioError(self.source, where, f"{wrong[0]:g} is not a share: give a number from 0 to 1")
        return factor

    def _by_its_own(self, factor: Factor, spots: list[Keys], document: Any, where: str) -> Factor:
        """The factor over the range of its numbers, or the levels of its parts."""
        known = {one.keys: one for one in guesses(document, BASE)}
        for keys in spots:
            if keys not in known:
                remedy = "give levels, or low and high"
                raise ScenarioError(self.source, f"{where}.path", f"{address(keys)} has no range of its own: {remedy}")
        mine = [known[keys] for keys in spots]
        if len({getattr(one, "says", None) for one in mine}) > 1:
            message = "names parts that may be different things: give each a line of its own"
            raise ScenarioError(self.source, f"{where}.path", message)
        ranged = [one for one in mine if isinstance(one, Ranged)]
        for end in ("low", "high") if ranged else ():
            outermost = {one.keys: float(getattr(one, end)) for one in ranged}
            self._try_changes(self._scenario(self.always, where), outermost, f"{where}.path")
        factor = replace(factor, source=mine[0].source, grade=mine[0].grade)
        return self._counting(moving(factor, mine, RESOLVED), self._scenario(self.always, where))

    # Parts that have levels

    def _refuse_parts(self, spots: list[Keys], document: Any, where: str) -> None:
        """What has levels is no number between a low and a high."""
        for keys in spots:
            if has_levels(at(document, keys)):
                message = f"{address(keys)} is no number: name some of its levels, or leave low and high out"
                raise ScenarioError(self.source, f"{where}.path", message)

    def _chosen(self, wanted: Sequence[float | str], spots: list[Keys], document: Any, where: str) -> Chosen:
        """The levels that a line names: values of numbers, or which of the levels that its parts have."""
        node = at(document, spots[0])
        if not has_levels(node):
            return self._values(wanted, address(spots[0]), where), ()
        if any(at(document, keys).get("levels") != node["levels"] for keys in spots):
            raise ScenarioError(self.source, where, "parts that may be different things: give each a line of its own")
        words = [words_of_level(level) for level in node["levels"]]
        places = [self._level(name, words, f"{where}[{place}]") for place, name in enumerate(wanted)]
        return tuple(map(float, places)), tuple(words[place] for place in places)

    def _values(self, wanted: Sequence[float | str], name: str, where: str) -> tuple[float, ...]:
        for place, value in enumerate(wanted):
            if isinstance(value, str):
                raise ScenarioError(
                    self.source, f"{where}[{place}]", f"'{value}' is no number, but {name} is: give one"
                )
        return tuple(value for value in wanted if not isinstance(value, str))

    def _level(self, name: float | str, words: list[TwoLanguages], where: str) -> int:
        """Which of the levels is called this, in either language."""
        for place, one in enumerate(words):
            if name in (one.en, one.zh):
                return place
        raise ScenarioError(
            self.source, where, f"no level '{name}'{did_you_mean(str(name), [one.en for one in words])}"
        )

    def _counting(self, factor: Factor, scenario: Scenario) -> Factor:
        """The factor, in whole numbers where its number is a count; of reforms only what is so by name."""
        first = factor.spots[0]
        if first.own is None or first.own.whole or first.where not in (BASE, RESOLVED):
            return factor
        if not self._is_count(scenario, [first.keys], first.own.low, first.own.high):
            return factor
        spots = tuple(replace(spot, own=replace(spot.own, whole=True)) for spot in factor.spots if spot.own)
        return replace(factor, spots=spots, spread=factor.spread and replace(factor.spread, whole=True))

    def _only_with_reform(self, path: str) -> str:
        """A hint, where the number is there only while some reform is on."""
        for name in sorted(self.switched):
            try:
                there = _known(as_document(self.studied.scenario(self.always | {name}, {})))
            except ScenarioError:
                continue
            if matching(path, there):
                return f"; it is there only with the reform '{name}': write it as levels of that"
        return ""

    def _found(self, path: str, scenario: Scenario, where: str, hint: str) -> list[Keys]:
        known = _known(as_document(scenario))
        found = matching(path, known)
        if found:
            return found
        within = [f"{path}.{name}" for name in NUMBER_WITHIN if (*as_keys(path), name) in known]
        meant = f" — did you mean '{within[0]}'?" if within else hint or did_you_mean(path, map(address, known))
        raise ScenarioError(self.source, where, f"no number '{path}' in the scenario{meant}")

    def _try(self, scenario: Scenario, spots: list[Keys], levels: dict[Any, float], where: str) -> None:
        """Each level by itself, the rest as it is."""
        for name, level in levels.items():
            at = f"{where}[{name}]" if isinstance(name, int) else f"{where}.{name}"
            self._try_changes(scenario, dict.fromkeys(spots, level), at)

    def _try_changes(self, scenario: Scenario, changes: Changes, where: str) -> None:
        try:
            check_parts(with_numbers(scenario, changes, ""), "")
        except ScenarioError as error:
            raise ScenarioError(self.source, where, f"{error.message} (for {error.path})") from None

    def _is_count(self, scenario: Scenario, spots: list[Keys], low: float, high: float) -> bool:
        """Whether a value between two that may stand is refused."""
        if low == int(low) and high == int(high):
            between = low + (high - low) * float(np.sqrt(2) - 1)
            try:
                with_numbers(scenario, {spots[0]: between}, "")
            except ScenarioError:
                return True
        return False
