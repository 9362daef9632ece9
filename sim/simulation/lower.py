"""From a resolved scenario to its plan, once, in one place: names become numbers, units become minutes."""

from collections.abc import Iterable
from functools import cached_property
from math import ceil, floor, inf
from typing import Any, NamedTuple

import numpy as np

from sim.base.arrays import Ints
from sim.base.errors import ScenarioError
from sim.calendars.working_time import DAY, WorkCalendar
from sim.scenario import Scenario
from sim.scenario.by_class import classes_apart
from sim.scenario.epochs import rules_of, servers_of
from sim.scenario.initial_state import items_of_case, items_of_position
from sim.scenario.model import Item, Limit, Pool, Step
from sim.scenario.open_cases import OpenCase, OpenCases
from sim.scenario.precedence import kinds_of_case, predecessors
from sim.scenario.quantities import OF_ITEM, UNIT_MINUTES, Duration
from sim.scenario.whose_holidays import last_day
from sim.simulation.arrival_rates import expected_arrivals
from sim.simulation.plan import (
    FROM_NOW,
    ON_CLOCK,
    PRIMITIVES,
    SINCE_ACCEPTED,
    Chaser,
    Expected,
    Length,
    Past,
    Plan,
    Position,
    StepLuck,
)
from sim.simulation.staffing import Staffing

OF_APPLICANT = {"preparation", "submission", "applicant", "delivery"}
"""What an applicant does, whoever's item it is."""

PACED = {"acceptance", "hand-over", "review", "circulation", "seal", "intermediary", "meeting", "service"}
"""What takes longer in a department's bad year; applicants, notices and the post keep their own time."""


def lower(scenario: Scenario) -> Plan:
    """The plan of a scenario. Raises `ScenarioError` if the pattern of arrivals leaves no time to come in.

    >>> import sim
    >>> sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml")).item_names[:2]
    ('projects.filing', 'projects.survey')
    """
    return _Lowering(scenario).plan()


class _Lowering:
    """The scenario's names turned into numbers, part by part."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        run, days = scenario.run, (last_day(scenario) - scenario.start).days + 1
        self.horizon = min(run.length + run.follow, days * DAY)
        self.rules = tuple(rules_of(scenario))
        self.staffing = Staffing(scenario, self.rules, self.horizon)
        self.calendar_number, self.calendars = self.staffing.number, tuple(self.staffing.calendars)
        self.pool_number = {name: number for number, name in enumerate(scenario.pools)}
        self.department_number = {name: number for number, name in enumerate(scenario.departments)}
        last = len(self.rules) - 1
        self.last_first = [last, *range(last)]
        self.items = [
            _Item(f"{process}.{name}", item, rules)
            for process in scenario.processes
            for rules in self.last_first
            for name, item in self.rules[rules].scenario.processes[process].items.items()
        ]
        self.steps = [_Step(one, name, step) for one in self.items for name, step in one.item.steps.items()]
        self.kinds = [
            _Kind(number, rules, name, class_name, traits)
            for number, name in enumerate(self.scenario.processes)
            for rules in self.last_first
            for class_name, traits in kinds_of_case(self.rules[rules].scenario.processes[name])
        ]

    def plan(self) -> Plan:
        scenario, run = self.scenario, self.scenario.run
        return Plan(
            scenario=scenario,
            rules=self.rules,
            horizon=self.horizon,
            measured_from=run.warm_up,
            measured_until=run.length - run.cool_down,
            calendars=self.calendars,
            legal_calendar=self.calendar_number[scenario.legal_calendar],
            patience=round(scenario.patience.value),
            expected_arrivals=tuple(self._expected(name) for name in scenario.processes),
            arrival_calendar=_ints(
                self.calendar_number.get(one.arrivals.calendar or "", -1) for one in scenario.processes.values()
            ),
            backlog=tuple(self._positions(name) for name in scenario.processes),
            pasts=tuple(self._past(name) for name in scenario.processes),
            process_first_item=_starts([self._items_of(process) for process in scenario.processes]),
            item_names=tuple(one.name for one in self.items),
            item_rules=_ints(one.rules for one in self.items),
            item_first_step=_starts([len(one.item.steps) for one in self.items]),
            **self._limits(),
            **self._steps(),
            **self._pools(),
            **self._variants(),
        )

    def _items_of(self, process: str) -> int:
        """How many items a process has, by all rules."""
        return sum(len(one.scenario.processes[process].items) for one in self.rules)

    def _expected(self, process: str) -> Expected | None:
        arrivals = self.scenario.processes[process].arrivals
        if arrivals.per_year is None:
            return None
        hours = self.calendars[self.calendar_number[arrivals.calendar]] if arrivals.calendar else None
        open_hours = hours or WorkCalendar.always(self.horizon)
        try:
            return expected_arrivals(arrivals, self.scenario.start, self.scenario.run.length, open_hours)
        except ValueError as error:
            raise ScenarioError(self.scenario.scenario, f"processes.{process}.arrivals", str(error)) from None

    def _positions(self, process: str) -> tuple[Position, ...]:
        """Where the cases of a process stand on the first day."""
        standing = (self.scenario.start_with or {}).get(process, {})
        if isinstance(standing, OpenCases):
            alike = _alike(standing).values()
            return tuple(self._open_position(process, cases[0], len(cases)) for cases in alike)
        return tuple(
            Position(self._numbers(process, certain), self._numbers(process, perhaps), int(cases.value))
            for (certain, perhaps), cases in zip(map(items_of_position, standing), standing.values(), strict=True)
        )

    def _open_position(self, process: str, rows: list[OpenCase], count: int) -> Position:
        """Where open cases stand that stand alike; *rows* are those of one of them."""
        (certain, perhaps), named = items_of_case(rows), rows[0].class_name
        number = list(self.scenario.processes[process].classes).index(named) if named is not None else -1
        return Position(self._numbers(process, certain), self._numbers(process, perhaps), count, number)

    def _past(self, process: str) -> Past | None:
        """What the open cases of a process have behind them; of items that they only begin, nothing."""
        standing = (self.scenario.start_with or {}).get(process)
        if not isinstance(standing, OpenCases):
            return None
        names = [rows[0].case for cases in _alike(standing).values() for rows in cases]
        number = {name: place for place, name in enumerate(names)}
        rows = [row for row in standing.rows() if row.step is not None]
        steps = [self._first_rules[process, row.item, str(row.step)] for row in rows]
        spent = [row.spent_days * self._day_minutes(self.steps[step]) for row, step in zip(rows, steps, strict=True)]
        items = [int(self._numbers(process, [row.item])[0]) for row in rows]
        clocks = [self.calendars[self._clock_of_item(self.items[item].item)] for item in items]
        return Past(
            names=tuple(names),
            case=_ints(number[row.case] for row in rows),
            item=_ints(items),
            step=_ints(steps),
            spent=np.array(spent, dtype=np.float64),
            used=_ints(round(row.used_days * clock.day_minutes) for row, clock in zip(rows, clocks, strict=True)),
            stretch=np.array([self._own_promise(process, row) for row in rows], dtype=np.float64),
            sent_back=np.array([row.sent_back > 0 for row in rows], dtype=np.bool_),
        )

    def _own_promise(self, process: str, row: OpenCase) -> float:
        """How many times what its item promises an open case was itself promised."""
        item = self.rules[0].scenario.processes[process].items[row.item]
        days = item.promise.of(row.class_name) if item.promise is not None else 0.0
        return row.promise_days / days if row.promise_days and days else 1.0

    @cached_property
    def _first_rules(self) -> dict[tuple[str, str, str], int]:
        """The number of each step by its process, its item and its name, by the first rules."""
        parted = [(one.of.name.partition("."), one) for one in self.steps]
        return {
            (process, item, one.name): number
            for number, ((process, _, item), one) in enumerate(parted)
            if one.of.rules == 0
        }

    def _numbers(self, process: str, items: list[str]) -> tuple[int, ...]:
        """Who is there on the first day goes by the first rules."""
        place = {one.name: number for number, one in enumerate(self.items) if one.rules == 0}
        return tuple(place[f"{process}.{item}"] for item in items)

    def _limits(self) -> dict[str, Any]:
        """What is promised and what the law allows, for each kind of case and each item."""
        given = {"promise": [one.item.promise for one in self.items], "limit": [one.item.limit for one in self.items]}
        arrays = {
            "item_clock": _ints(self._clock_of_item(one.item) for one in self.items),
            "item_limit_clock": _ints(self._clock_of(limit) for limit in given["limit"]),
        }
        for key, limits in given.items():
            table = np.array([self._by_kind(limit) for limit in limits], dtype=np.int64).reshape(len(limits), -1, 2)
            arrays[f"item_{key}"] = np.ascontiguousarray(table[:, :, 0].T)
            arrays[f"item_{key}_extension"] = np.ascontiguousarray((table[:, :, 1] - table[:, :, 0]).T)
        return arrays

    def _by_kind(self, limit: Limit | None) -> list[tuple[int, int]]:
        """The minutes of a limit, without and with its extension, for each kind of case; the same for most."""
        by_name = {
            name: (self._minutes(limit, name), self._minutes(limit, name, extended=True))
            for name in {kind.class_name for kind in self.kinds}
        }
        return [by_name[kind.class_name] for kind in self.kinds]

    def _clock_of_item(self, item: Item) -> int:
        """The calendar on which the clock of an item runs."""
        return self._clock_of(item.promise or item.limit)

    def _clock_of(self, limit: Limit | None) -> int:
        """The calendar on which the days of a limit are counted."""
        named = limit.calendar if limit is not None else None
        return self.calendar_number[named or self.scenario.legal_calendar]

    def _minutes(self, limit: Limit | None, class_name: str | None = None, *, extended: bool = False) -> int:
        if limit is None:
            return 0
        return round(limit.of(class_name, extended=extended) * self.calendars[self._clock_of(limit)].day_minutes)

    def _steps(self) -> dict[str, Any]:
        item_number = {id(one): number for number, one in enumerate(self.items)}
        asked = [[self.pool_number[name] for name in one.step.pools] for one in self.steps]
        choices = [pools if len(pools) > 1 else [] for pools in asked]
        moves = [self._moves(one) for one in self.steps]
        return {
            "step_names": tuple(one.name for one in self.steps),
            "step_item": _ints(item_number[id(one.of)] for one in self.steps),
            "step_primitive": _ints(PRIMITIVES[one.step.primitive] for one in self.steps),
            "step_pool": _ints(pools[0] if pools else -1 for pools in asked),
            "choice_first": _starts([len(pools) for pools in choices]),
            "choice_pool": _ints(pool for pools in choices for pool in pools),
            "move_first": _starts([len(some) for some in moves]),
            "move_minute": _ints(minute for some in moves for minute, _ in some),
            "move_pool": _ints(self.pool_number[pool] for some in moves for _, pool in some),
            "step_calendar": _ints(self._calendar_of(one) for one in self.steps),
            "step_counts_from": _ints(_counts_from(one.step) for one in self.steps),
            "step_return_to": _ints(self._return_to(number) for number in range(len(self.steps))),
            "step_lead": _ints(self._lead(one) for one in self.steps),
            "step_accepts": np.array([one.step.accepts for one in self.steps], dtype=np.bool_),
            "step_extends": np.array([one.step.extends for one in self.steps], dtype=np.bool_),
            "step_in_person": np.array([_stands_in_line(one.step) for one in self.steps], dtype=np.bool_),
            "step_priority": _ints(one.step.priority for one in self.steps),
            "step_party": tuple(self._party(one) for one in self.steps),
            "step_luck": self._lucks(),
        }

    def _calendar_of(self, one: "_Step") -> int:
        if one.step.until_on_clock:
            return self._clock_of_item(one.of.item)
        return self.calendar_number.get(one.step.calendar or "", -1)

    def _moves(self, one: "_Step") -> list[tuple[int, str]]:
        """From which minutes on another pool does it: by later rules that know the step, if it is always one pool."""
        process, _, item = one.of.name.partition(".")
        asked, moves = one.step.pools, []
        for later in self.rules[one.of.rules + 1 :]:
            known = later.scenario.processes[process].items.get(item)
            step = known.steps.get(one.name) if known is not None else None
            if step is None or step.primitive != one.step.primitive or len(step.pools) != 1 or len(asked) != 1:
                continue
            if step.pools != asked:
                asked = step.pools
                moves.append((later.minute, asked[0]))
        return moves

    def _return_to(self, number: int) -> int:
        of, _, step = self.steps[number]
        if step.returns is None:
            return -1
        return self._chain(of).start + list(of.item.steps).index(step.returns.to)

    def _chain(self, of: "_Item") -> range:
        """The numbers of the steps of an item."""
        first = self._first_steps[id(of)]
        return range(first, first + len(of.item.steps))

    @cached_property
    def _first_steps(self) -> dict[int, int]:
        """The number of the first step of each item, by its identity."""
        begins = _starts([len(one.item.steps) for one in self.items]).tolist()
        return {id(one): begin for one, begin in zip(self.items, begins, strict=False)}

    def _party(self, one: "_Step") -> str:
        """Told by what the step counts as, then by who works, then by whose item it is."""
        item, step = one.of.item, one.step
        if step.by is not None:
            return self.scenario.departments[step.by].kind
        if step.counts_as == "notice":
            return "public"
        if step.counts_as in OF_APPLICANT and item.owner != "intermediary":
            return "applicant"
        if step.counts_as == "intermediary":
            return "intermediary"
        bodies = [body for name in step.pools if (body := self.scenario.pools[name].department) is not None]
        return self.scenario.departments[bodies[0]].kind if bodies else item.owner

    def _lead(self, one: "_Step") -> int:
        """In whole minutes, of which none is less than what must lie before the slot."""
        if one.step.lead is None:
            return 0
        length = self._length(one, one.step.lead)
        return ceil(length.chance.parameters[0] * length.minutes - 1e-6)

    def _lucks(self) -> tuple[StepLuck, ...]:
        """The luck of every step; that of some classes is numbered behind those of all steps."""
        lucks, number = [], len(self.steps)
        for place, one in enumerate(self.steps):
            others = []
            for of_class in self._classes_apart(one):
                others.append((of_class, self._luck(one, self._classes(one)[of_class], number)))
                number += 1
            lucks.append(self._luck(one, None, place, tuple(others)))
        return tuple(lucks)

    def _classes(self, one: "_Step") -> list[str]:
        """The classes of a step's process, in the order of their numbers."""
        return list(self.scenario.processes[one.of.name.partition(".")[0]].classes)

    def _classes_apart(self, one: "_Step") -> list[int]:
        """The classes of cases for whom chance is another at a step, by number."""
        apart = classes_apart(one.of.item, one.step)
        return [number for number, name in enumerate(self._classes(one)) if name in apart] if apart else []

    def _luck(
        self, one: "_Step", class_name: str | None, number: int, of_classes: tuple[tuple[int, StepLuck], ...] = ()
    ) -> StepLuck:
        """What chance decides at a step for cases of a class, or for all that are not told apart."""
        item, step = one.of.item, one.step
        returns = step.returns.share.of(class_name) if step.returns else 0.0
        again = step.returns.again.of(class_name) if step.returns and step.returns.again else returns
        return StepLuck(
            number=number,
            of_classes=of_classes,
            first=self._length(one, step.duration, class_name),
            later=self._length(one, step.again or step.duration, class_name),
            happens=step.share.of(class_name),
            having=step.having,
            lacking=tuple(step.lacking),
            more_complex_than=step.complexity_over.value if step.complexity_over is not None else -1.0,
            at_most_as_complex_as=step.complexity_up_to.value if step.complexity_up_to is not None else inf,
            returns_first=returns,
            returns_later=again,
            returns_power=step.returns.complexity.value if step.returns and step.returns.complexity else 0.0,
            refuses=step.refuses.of(class_name),
            complexity=step.complexity,
            department=self.department_number.get(item.department or "", -1) if step.counts_as in PACED else -1,
            mended_by=self._helpers(one, "mends"),
            saved_by=self._helpers(one, "saves"),
            chasers=tuple(
                Chaser(name, latest.share.of(class_name), self._length(one, latest.at, class_name))
                for name, latest in sorted((step.no_later_than or {}).items())
            ),
        )

    def _helpers(self, helped: "_Step", how: str) -> tuple[tuple[int, float], ...]:
        """The steps of its chain that help with a step, by number, and how much."""
        chain = ((number, getattr(self.steps[number].step, how)) for number in self._chain(helped.of))
        return tuple((number, helps[helped.name].value) for number, helps in chain if helped.name in helps)

    def _length(self, one: "_Step", duration: Duration, class_name: str | None = None) -> Length:
        """Working minutes; while people are away a share of the shift, the same work takes that much longer.

        Where the case has the choice of pools, it takes as long at one as at the other, for luck does not know which it
        will be: by the share of the shift that all their servers together are there, in days of the first named.
        """
        present = self._availability(one) if one.step.primitive == "work" else 1.0
        unit = self._unit_minutes(one, duration.unit, class_name)
        return Length(duration.of(class_name), unit * duration.times.value / present, duration.unit == "promise")

    def _unit_minutes(self, one: "_Step", unit: str, class_name: str | None) -> float:
        """How many minutes a unit of a duration is at a step, for cases of a class."""
        if unit == "days":
            return float(self._day_minutes(one))
        if unit in OF_ITEM:
            return float(self._minutes(getattr(one.of.item, unit), class_name, extended=one.step.extends))
        return UNIT_MINUTES[unit]

    def _availability(self, one: "_Step") -> float:
        pools = [self.rules[one.of.rules].scenario.pools[name] for name in one.step.pools]
        if len(pools) == 1:
            return pools[0].availability.most
        servers = [len(servers_of(pool)) for pool in pools]
        there = sum(count * pool.availability.most for count, pool in zip(servers, pools, strict=True))
        return there / sum(servers)

    def _day_minutes(self, one: "_Step") -> int:
        rules, name = one.of.rules, one.step.calendar
        if one.step.until_on_clock:
            name = self.scenario.legal_calendar
        if name is None:
            pool = self.rules[rules].scenario.pools[one.step.pools[0]]
            name = pool.shifts[0].calendar if pool.shifts is not None else str(pool.calendar)
        return self.staffing.day_minutes(name, rules)

    def _pools(self) -> dict[str, Any]:
        pools = list(self.scenario.pools.values())
        own, reserves = self.staffing.own.values(), self.staffing.reserve.values()
        servers = [[*first, *last] for first, last in zip(own, reserves, strict=True)]
        slots = [self._slots(pool, str(pool.calendar)) if pool.seats is not None else [] for pool in pools]
        extra = [self._extra_slots(name, pool) for name, pool in self.scenario.pools.items()]
        return {
            "pool_first_server": _starts([len(calendars) for calendars in servers]),
            "server_calendar": _ints(calendar for calendars in servers for calendar in calendars),
            "pool_reserve": _ints(map(len, reserves)),
            **self._bounds([len(calendars) for calendars in own]),
            "pool_by_priority": np.array([pool.discipline == "priority" for pool in pools], dtype=np.bool_),
            "pool_by_due": np.array([pool.discipline == "due-date" for pool in pools], dtype=np.bool_),
            "pool_escalates_at": _ints(_escalates_at(pool) for pool in pools),
            "pool_counter": np.array([pool.counter for pool in pools], dtype=np.bool_),
            "pool_seats": _ints(int(pool.seats.value) if pool.seats is not None else 0 for pool in pools),
            "pool_first_slot": _starts([len(minutes) for minutes in slots]),
            "slot_minute": _ints(minute for minutes in slots for minute in minutes),
            "pool_first_extra": _starts([len(minutes) for minutes in extra]),
            "extra_minute": _ints(minute for minutes in extra for minute in minutes),
        }

    def _bounds(self, servers: list[int]) -> dict[str, Ints]:
        """When a pool's reserve is called and sent back, and when extra sessions are booked; 0 for a pool without."""
        above, at, beyond = np.zeros((3, len(servers)), dtype=np.int64)
        for number, pool in enumerate(self.scenario.pools.values()):
            if pool.reserve is not None:
                above[number] = _whole(pool.reserve.called_above.value * servers[number])
                at[number] = _whole(pool.reserve.released_at.value * servers[number])
            if pool.extra_sessions is not None:
                beyond[number] = round(pool.extra_sessions.called_beyond.value * DAY)
        return {"pool_called_above": above, "pool_released_at": at, "pool_called_beyond": beyond}

    def _extra_slots(self, name: str, pool: Pool) -> list[int]:
        """The minutes at which a pool's extra sessions may begin, from when it may have some; none without."""
        if pool.extra_sessions is None:
            return []
        since = self.staffing.since(name, "extra_sessions")
        return [minute for minute in self._slots(pool, pool.extra_sessions.calendar) if minute >= since]

    def _slots(self, pool: Pool, calendar: str) -> list[int]:
        """The minutes at which appointments or sessions on a calendar begin."""
        sessions = self.calendars[self.calendar_number[calendar]].sessions()
        if pool.slot is None:
            return [opens for opens, _ in sessions]
        return [minute for opens, closes in sessions for minute in range(opens, closes - pool.slot + 1, pool.slot)]

    def _variants(self) -> dict[str, Any]:
        kinds = self.kinds
        before = [self._before(kind) for kind in kinds]
        following = [_reversed(lists) for lists in before]
        processes = self.scenario.processes
        return {
            "variant_process": _ints(kind.number for kind in kinds),
            "variant_class": tuple(kind.class_name for kind in kinds),
            "variant_traits": tuple(kind.traits for kind in kinds),
            "variant_rules": _ints(kind.rules for kind in kinds),
            "variant_priority": _ints(processes[kind.process].classes[kind.class_name].priority for kind in kinds),
            **_table("before", before),
            **_table("next", following),
        }

    def _before(self, kind: "_Kind") -> list[list[int]]:
        """For every item of the scenario, what it waits for in this kind of case."""
        position = {one.name: number for number, one in enumerate(self.items) if one.rules == kind.rules}
        lists: list[list[int]] = [[] for _ in self.items]
        for name, item in self.rules[kind.rules].scenario.processes[kind.process].items.items():
            others = predecessors(item, kind.class_name, kind.traits)
            lists[position[f"{kind.process}.{name}"]] = sorted(position[f"{kind.process}.{other}"] for other in others)
        return lists


class _Item(NamedTuple):
    """An item of a process by one of the rules; *name* is with its process."""

    name: str
    item: Item
    rules: int


class _Step(NamedTuple):
    """A step of an item, under one of the rules; *name* is within the item."""

    of: _Item
    name: str
    step: Step


class _Kind(NamedTuple):
    """A kind of case of a process, by one of the rules."""

    number: int
    rules: int
    process: str
    class_name: str
    traits: frozenset[str]


def _alike(standing: OpenCases) -> dict[tuple[object, ...], list[list[OpenCase]]]:
    """The rows of open cases, those together that stand at the same items and are of the same class."""
    groups: dict[tuple[object, ...], list[list[OpenCase]]] = {}
    for rows in standing.by_case().values():
        key = (rows[0].class_name, *(row.item for row in rows))
        groups.setdefault(key, []).append(rows)
    return groups


def _stands_in_line(step: Step) -> bool:
    """Whether the applicant himself does."""
    return step.primitive == "work" and (step.trips > 0 or step.in_person)


def _counts_from(step: Step) -> int:
    if step.until is None:
        return FROM_NOW
    return ON_CLOCK if step.until_on_clock else SINCE_ACCEPTED


def _escalates_at(pool: Pool) -> int:
    """In thousandths of the promise; at least one, where it escalates at all."""
    if pool.escalates_at is not None:
        return max(round(1000 * pool.escalates_at.value), 1)
    return 1000 if pool.discipline == "escalation" else 0


def _reversed(before: list[list[int]]) -> list[list[int]]:
    following: list[list[int]] = [[] for _ in before]
    for item, earlier in enumerate(before):
        for other in earlier:
            following[other].append(item)
    return following


def _table(name: str, lists: list[list[list[int]]]) -> dict[str, Ints]:
    """Lists of lists of lists as one flat array and where each list starts in it."""
    flat = [number for row in lists for cell in row for number in cell]
    starts = np.zeros((len(lists), len(lists[0]) + 1), dtype=np.int64)
    position = 0
    for place, row in enumerate(lists):
        starts[place] = position + _starts([len(cell) for cell in row])
        position = int(starts[place, -1])
    return {f"{name}_first": starts, f"{name}_item": _ints(flat)}


def _starts(lengths: list[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64)


def _whole(bound: float) -> int:
    """More wait than a bound when more wait than the whole number in it; the computer's last digits do not decide."""
    return floor(round(bound, 9))


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)
