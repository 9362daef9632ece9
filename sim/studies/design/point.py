"""From a design point to a scenario: some reforms on, some numbers other than they are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sim.base.errors import ScenarioError
from sim.scenario import Scenario, Written, as_document, resolved
from sim.scenario.addresses import Changes, in_proportion, with_numbers, with_values
from sim.scenario.check import check_parts
from sim.scenario.quantities import Number, as_plain
from sim.scenario.reforms.conflicts import OWN
from sim.scenario.reforms.model import Reform
from sim.scenario.validation import validated
from sim.studies.design.factors import BASE, KEPT, PACKAGE, RESOLVED

MOST_KEPT = 64
"""Packages that are kept resolved; the oldest make room."""


@dataclass
class StudiedScenario:
    """A scenario as written, and the reforms that a study may switch. It is read once and can be sent anywhere."""

    written: Written
    reforms: dict[str, Reform]
    """All that are in the package or may be."""
    known: dict[frozenset[str], Scenario] = field(default_factory=dict, repr=False)
    """Packages that were resolved with every number as written."""

    @classmethod
    def of(cls, written: Written, switched: list[Reform]) -> "StudiedScenario":
        """What reforms elsewhere make is found out now, for the files may not be where points are played."""
        reforms = {reform.reform: reform for reform in (*written.package, *switched)}
        made, others = (frozenset(find() if reforms else set()) for find in (written.elsewhere, written.others))
        return cls(replace(written, elsewhere=_Known(made), others=_Known(others)), reforms)

    @property
    def package(self) -> frozenset[str]:
        """The names of the reforms that the scenario itself has."""
        return frozenset(reform.reform for reform in self.written.package)

    @cached_property
    def base(self) -> Scenario:
        """The scenario that this one stands on, before its own changes and reforms."""
        return validated(Scenario, self.written.base, self.written.source)

    def scenario(self, on: frozenset[str], values: Mapping[str, Changes]) -> Scenario:
        """The scenario with these reforms and these numbers, by where they are written.

        Raises `ScenarioError` if a number cannot stand in its place, or the parts do not fit together.
        """
        within = self._resolved(on, {where: changes for where, changes in values.items() if where != RESOLVED})
        scenario = with_numbers(within, values.get(RESOLVED, {}), self.written.source)
        check_parts(scenario, self.written.source)
        return scenario

    def _resolved(self, on: frozenset[str], values: Mapping[str, Changes]) -> Scenario:
        if any(values.values()):
            return self._anew(on, values)
        if on not in self.known:
            if len(self.known) >= MOST_KEPT:
                self.known.pop(next(iter(self.known)))
            self.known[on] = self._anew(on, {})
        return self.known[on]

    def _anew(self, on: frozenset[str], values: Mapping[str, Changes]) -> Scenario:
        source = self.written.source
        base = with_numbers(self.base, in_proportion(self.written.base, values.get(BASE, {})), source)
        if not on and not self.written.own:
            return base
        document = as_document(base) if values.get(BASE) else self.written.base
        package = tuple(
            self._reform(name, values.get(name, {})) for name in sorted(on, key=lambda one: (one == OWN, one))
        )
        kept = values.get(PACKAGE, {}).get(KEPT)
        as_far = self.written.kept if kept is None else Number(value=kept)
        return resolved(replace(self.written, base=document, package=package, kept=as_far))

    def _reform(self, name: str, changes: Changes) -> Reform:
        reform = self.reforms[name]
        if not changes:
            return reform
        written = as_plain(reform)
        return validated(Reform, with_values(written, in_proportion(written, changes)), f"reform {name}")

    def refuse_company(self, on: frozenset[str]) -> None:
        """Raises `ScenarioError` for a package that cannot be."""
        for name in sorted(on):
            reform = self.reforms[name]
            for other in reform.needs:
                if other not in on | {*self.base.reforms, *self.base.reforms_in_force}:
                    raise ScenarioError("", "", f"'{name}' needs '{other}', which is off at some points: keep it on")
            for other in reform.excludes:
                if other in on:
                    raise ScenarioError(
                        "", "", f"'{name}' and '{other}' exclude each other, but are both on at some points"
                    )


@dataclass(frozen=True)
class _Known:
    """Answers with what was found out before."""

    names: frozenset[str]

    def __call__(self) -> set[str]:
        return set(self.names)
