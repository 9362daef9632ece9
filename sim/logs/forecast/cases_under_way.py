"""Where the open cases of a log stand in a scenario: at which items, and what is next for them.

An item behind which another has begun is passed, whatever is stamped of it. What has not begun and waits for nothing
any more is being prepared since what was before it was over, or is still to do for a case that needs it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Final, NamedTuple

import numpy as np

from sim.logs.forecast.places import Place, Places
from sim.logs.log import Log
from sim.logs.visits import case_starts
from sim.scenario import Scenario
from sim.scenario.open_cases import OpenCase
from sim.scenario.precedence import classes_standing_at, predecessors, share_of

NOBODY: Final = -1
PERHAPS: Final = 0.5
"""Stands for any share that is neither none nor all."""


class Promise(NamedTuple):
    """By when an item of a case is promised that is accepted and not decided."""

    case: int
    item: str
    minute: float | None
    """Since the end of the log, negative if it is past; None where it lies ahead and no row tells the day."""
    days: float
    """How many days of the item's clock are left until then."""


@dataclass(frozen=True)
class CaseKind:
    """What a log knows of a case: its class, if the scenario has it, and its traits; None: not told."""

    class_name: str | None
    traits: dict[str, bool] = field(default_factory=dict)


def _row(name: str, item: str, place: Place) -> OpenCase:
    return OpenCase(name, item, place.step, place.spent, place.used, None, place.promise, place.sent_back)


class CasesUnderWay:
    """The cases of a log in the terms of one process of a scenario."""

    def __init__(self, log: Log, scenario: Scenario, process: str) -> None:
        self.log, self.process = log, scenario.processes[process]
        self.places = Places(log, scenario, process)
        self.visits, self.started = self.places.visits, case_starts(log)
        self._orders: dict[tuple[str, frozenset[str]], dict[str, list[str]]] = {}

    def rows_of(self, case: int, name: str) -> list[OpenCase]:
        """The rows of a case in a table of open cases; none where nothing of it is left to do."""
        kind = self.kind(case)
        certain, perhaps = self._ahead(case, kind)
        rows = [_row(name, item, place) for item, place in certain.items()]
        rows += [OpenCase(name, f"{item}?", None, 0.0, 0.0, None) for item in perhaps]
        return self._of_class(rows, kind)

    def _of_class(self, rows: list[OpenCase], kind: CaseKind) -> list[OpenCase]:
        """With the class of the case; where none of that class comes there, with none; where nobody does, no rows."""
        certain = [row.item for row in rows if not row.perhaps]
        classes = classes_standing_at(self.process, certain)
        named = kind.class_name if kind.class_name in classes else None
        return [row._replace(class_name=named) for row in rows] if classes else []

    def kind(self, case: int) -> CaseKind:
        """What the log knows of a case."""
        row, known = self.log.cases.iloc[case], self.process
        traits = {name: bool(row[name]) for name in self.log.cases.columns[1:] if name in known.traits}
        named = str(row["class"])
        return CaseKind(named if named in known.classes else None, traits)

    def _ahead(self, case: int, kind: CaseKind) -> tuple[dict[str, Place], list[str]]:
        """The items at which a case stands, and those that are next for it if it needs them."""
        mine, before = self.latest.get(case, {}), self._before(kind)
        begun = self._passed_by(mine, before)
        certain: dict[str, Place] = {}
        perhaps: list[str] = []
        over: dict[str, float] = {}
        """By passed item, the seconds at which it was over as far as that is known."""
        for item in before:
            visit, earlier = mine.get(item, NOBODY), before[item]
            if item in begun or (visit != NOBODY and self.places.is_over(visit, item)):
                over[item] = max([self._over_at(visit), *(over.get(one, 0.0) for one in earlier)])
            elif visit != NOBODY:
                certain[item] = self.places.place(visit, item)
            elif all(one in over for one in earlier):
                since = max([over[one] for one in earlier], default=0.0) or self._began(case)
                self._next(item, kind, since, certain, perhaps, over)
        return certain, perhaps

    def _next(
        self,
        item: str,
        kind: CaseKind,
        since: float,
        certain: dict[str, Place],
        perhaps: list[str],
        over: dict[str, float],
    ) -> None:
        """An item that could have begun and has not: who needs it prepares it, who does not has passed it.

        Who would have begun it by now in all likelihood if he needed it does not need it.
        """
        share = self._share(item, kind)
        if share == 0:
            over[item] = since
        elif share == 1:
            certain[item] = self.places.preparing(item, since)
        elif self._needed(item, share, since) < share / 2:
            over[item] = since
        else:
            perhaps.append(item)

    def _needed(self, item: str, share: float, since: float) -> float:
        """The probability that a case needs an item, given that it has not come to the office since it could."""
        waits = share * self.places.not_yet(item, since)
        return waits / (waits + 1 - share)

    def _before(self, kind: CaseKind) -> dict[str, list[str]]:
        """What each item waits for, in a case of this kind; the items in an order in which they may come."""
        traits = frozenset(name for name, has in kind.traits.items() if has)
        named = kind.class_name or next(iter(self.process.classes))
        key = (named, traits)
        if key not in self._orders:
            waits = {name: predecessors(one, named, traits) for name, one in self.process.items.items()}
            self._orders[key] = {name: waits[name] for name in TopologicalSorter(waits).static_order()}
        return self._orders[key]

    def _passed_by(self, mine: dict[str, int], before: dict[str, list[str]]) -> set[str]:
        """The items behind which another has begun."""
        found: set[str] = set()
        ahead = [earlier for item in mine for earlier in before.get(item, [])]
        while ahead:
            item = ahead.pop()
            if item not in found:
                found.add(item)
                ahead += before[item]
        return found

    @cached_property
    def latest(self) -> dict[int, dict[str, int]]:
        """By case and item, the visit that counts: one that was approved, or else the last."""
        visits, found = self.visits, dict[int, dict[str, int]]()
        approved = visits.last("approved", "approved-owing").there
        for visit in range(len(visits)):
            items = found.setdefault(int(visits.case[visit]), {})
            item = visits.item_names[int(visits.item[visit])]
            if item not in items or not approved[items[item]] or approved[visit]:
                items[item] = visit
        return found

    def _over_at(self, visit: int) -> float:
        """In seconds; 0 where nobody stamped it."""
        if visit == NOBODY:
            return 0.0
        moment = self.places.delivered.or_else(self.visits.ended).time[visit]
        return 0.0 if np.isnat(moment) else float(moment.astype(np.int64))

    def _began(self, case: int) -> float:
        return float(self.started[case].astype("datetime64[s]").astype(np.int64))

    def _share(self, item: str, kind: CaseKind) -> float:
        """The probability that a case needs an item, as far as its class and its traits are known."""
        one = self.process.items[item]
        classes = [kind.class_name] if kind.class_name is not None else list(self.process.classes)
        shares = {share_of(one, name) for name in classes}
        wanted = {one.having: True} if one.having is not None else {}
        wanted |= dict.fromkeys(one.lacking, False)
        if any(name in kind.traits and kind.traits[name] != has for name, has in wanted.items()):
            return 0.0
        if len(shares) > 1 or any(name not in kind.traits for name in wanted):
            return PERHAPS if max(shares) else 0.0
        return shares.pop()

    def promised(self, cases: Iterable[int]) -> Iterator[Promise]:
        """The promises of those items of some cases that are accepted and not decided."""
        for case in cases:
            for item, visit in self.latest[case].items():
                promise = self.places.promise(visit, item) if self.visits.open[visit] else None
                if promise is not None:
                    yield Promise(case, item, *promise)
