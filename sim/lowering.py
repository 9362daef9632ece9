"""From a resolved scenario to its plan, once, in one place: names become numbers, units become minutes."""

from collections.abc import Iterable
from math import ceil, inf
from typing import Any

import numpy as np

from sim.arrays import Ints
from sim.calendars import DAY, WorkCalendar
from sim.errors import ScenarioError
from sim.plan import (
    FROM_NOW,
    ON_CLOCK,
    PRIMITIVES,
    SINCE_ACCEPTED,
    Chaser,
    Expected,
    Length,
    Plan,
    Position,
    StepLuck,
)
from sim.rates import expected_arrivals
from sim.scenario import Scenario
from sim.scenario.backlog import items_of_position
from sim.scenario.check import kinds_of_case, predecessors
from sim.scenario.holidays import last_day, work_calendar
from sim.scenario.model import Item, Limit, Pool, Step
from sim.scenario.quantities import UNIT_MINUTES, Duration

OF_APPLICANT = {"preparation", "submission", "applicant", "delivery"}
"""What an applicant does, whoever's item it is."""

PACED = {"acceptance", "hand-over", "review", "circulation", "seal", "intermediary", "meeting", "service"}
"""What takes longer in a department's bad year; applicants, notices and the post keep their own time."""


def lower(scenario: Scenario) -> Plan:
    """The plan of a scenario. Raises `ScenarioError` if the pattern of arrivals leaves no time to come in."""
    return _Lowering(scenario).plan()


class _Lowering:
    """The scenario's names turned into numbers, part by part."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        run, days = scenario.run, (last_day(scenario) - scenario.start).days + 1
        self.horizon = min(run.length + run.follow, days * DAY)
        self.calendar_number = {name: number for number, name in enumerate(scenario.calendars)}
        self.calendars = tuple(work_calendar(scenario, one, self.horizon) for one in scenario.calendars.values())
        self.pool_number = {name: number for number, name in enumerate(scenario.pools)}
        self.department_number = {name: number for number, name in enumerate(scenario.departments)}
        self.items = [
            (f"{process_name}.{name}", item)
            for process_name, process in scenario.processes.items()
            for name, item in process.items.items()
        ]
        self.steps = [(item, name, step) for _, item in self.items for name, step in item.steps.items()]
        self.legal_day = self.calendars[self.calendar_number[scenario.legal_calendar]].day_minutes

    def plan(self) -> Plan:
        scenario, run = self.scenario, self.scenario.run
        return Plan(
            scenario=scenario,
            horizon=self.horizon,
            measured_from=run.warm_up,
            measured_until=run.length - run.cool_down,
            calendars=self.calendars,
            legal_calendar=self.calendar_number[scenario.legal_calendar],
            patience=round(scenario.patience.value),
            expected_arrivals=tuple(self._expected(name) for name in scenario.processes),
            backlog=tuple(self._positions(name) for name in scenario.processes),
            process_first_item=_starts([len(process.items) for process in scenario.processes.values()]),
            item_names=tuple(name for name, _ in self.items),
            item_first_step=_starts([len(item.steps) for _, item in self.items]),
            item_promise=_ints(self._minutes(item.promise) for _, item in self.items),
            item_limit=_ints(self._minutes(item.limit) for _, item in self.items),
            **self._steps(),
            **self._pools(),
            **self._variants(),
        )

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
        return tuple(
            Position(self._numbers(process, certain), self._numbers(process, perhaps), int(cases.value))
            for (certain, perhaps), cases in zip(map(items_of_position, standing), standing.values(), strict=True)
        )

    def _numbers(self, process: str, items: list[str]) -> tuple[int, ...]:
        names = [name for name, _ in self.items]
        return tuple(names.index(f"{process}.{item}") for item in items)

    def _minutes(self, limit: Limit | None) -> int:
        return round(limit.days.value * self.legal_day) if limit is not None else 0

    def _steps(self) -> dict[str, Any]:
        item_number = {id(item): number for number, (_, item) in enumerate(self.items)}
        asked = [[self.pool_number[name] for name in step.pools] for _, _, step in self.steps]
        choices = [pools if len(pools) > 1 else [] for pools in asked]
        return {
            "step_names": tuple(name for _, name, _ in self.steps),
            "step_item": _ints(item_number[id(item)] for item, _, _ in self.steps),
            "step_primitive": _ints(PRIMITIVES[step.primitive] for _, _, step in self.steps),
            "step_pool": _ints(pools[0] if pools else -1 for pools in asked),
            "choice_first": _starts([len(pools) for pools in choices]),
            "choice_pool": _ints(pool for pools in choices for pool in pools),
            "step_calendar": _ints(self._calendar_of(step) for _, _, step in self.steps),
            "step_counts_from": _ints(_counts_from(step) for _, _, step in self.steps),
            "step_return_to": _ints(self._return_to(number) for number in range(len(self.steps))),
            "step_lead": _ints(self._lead(item, step) for item, _, step in self.steps),
            "step_accepts": np.array([step.accepts for _, _, step in self.steps], dtype=np.bool_),
            "step_in_person": np.array([_stands_in_line(step) for _, _, step in self.steps], dtype=np.bool_),
            "step_priority": _ints(step.priority for _, _, step in self.steps),
            "step_party": tuple(self._party(item, step) for item, _, step in self.steps),
            "step_luck": tuple(self._luck(item, name, step) for item, name, step in self.steps),
        }

    def _calendar_of(self, step: Step) -> int:
        if step.until_on_clock:
            return self.calendar_number[self.scenario.legal_calendar]
        return self.calendar_number.get(step.calendar or "", -1)

    def _return_to(self, number: int) -> int:
        item, _, step = self.steps[number]
        if step.returns is None:
            return -1
        first = next(n for n, (owner, _, _) in enumerate(self.steps) if owner is item)
        return first + list(item.steps).index(step.returns.to)

    def _party(self, item: Item, step: Step) -> str:
        """Told by what the step counts as, then by who works, then by whose item it is."""
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

    def _lead(self, item: Item, step: Step) -> int:
        """In whole minutes, of which none is less than what must lie before the slot."""
        if step.lead is None:
            return 0
        length = self._length(item, step, step.lead)
        return ceil(length.chance.parameters[0] * length.minutes - 1e-6)

    def _luck(self, item: Item, name: str, step: Step) -> StepLuck:
        returns = step.returns.share.value if step.returns else 0.0
        again = step.returns.again.value if step.returns and step.returns.again else returns
        return StepLuck(
            first=self._length(item, step, step.duration),
            later=self._length(item, step, step.again or step.duration),
            happens=step.share.value,
            having=step.having,
            lacking=tuple(step.lacking),
            more_complex_than=step.complexity_over.value if step.complexity_over is not None else -1.0,
            at_most_as_complex_as=step.complexity_up_to.value if step.complexity_up_to is not None else inf,
            returns_first=returns,
            returns_later=again,
            refuses=step.refuses.value,
            complexity=step.complexity,
            department=self.department_number.get(item.department or "", -1) if step.counts_as in PACED else -1,
            mended_by=self._helpers(item, name, "mends"),
            saved_by=self._helpers(item, name, "saves"),
            chasers=tuple(
                Chaser(name, latest.share.value, self._length(item, step, latest.at))
                for name, latest in sorted((step.no_later_than or {}).items())
            ),
        )

    def _helpers(self, item: Item, name: str, how: str) -> tuple[tuple[int, float], ...]:
        """The steps of an item that help with the step of this name, by number, and how much."""
        chain = ((number, getattr(one, how)) for number, (owner, _, one) in enumerate(self.steps) if owner is item)
        return tuple((number, helped[name].value) for number, helped in chain if name in helped)

    def _length(self, item: Item, step: Step, duration: Duration) -> Length:
        """Working minutes; while people are away a share of the shift, the same work takes that much longer.

        Where the case has the choice of pools, it takes as long at one as at the other, for luck does not know which it
        will be: by the share of the shift that all their servers together are there, in days of the first named.
        """
        unit = {
            **UNIT_MINUTES,
            "days": float(self._day_minutes(step)),
            "promise": float(self._minutes(item.promise)),
            "limit": float(self._minutes(item.limit)),
        }[duration.unit]
        present = self._availability(step) if step.primitive == "work" else 1.0
        return Length(duration.distribution, unit * duration.times.value / present)

    def _availability(self, step: Step) -> float:
        pools = [self.scenario.pools[name] for name in step.pools]
        if len(pools) == 1:
            return pools[0].availability.value
        servers = [len(self._shifts(pool)) for pool in pools]
        there = sum(count * pool.availability.value for count, pool in zip(servers, pools, strict=True))
        return there / sum(servers)

    def _day_minutes(self, step: Step) -> int:
        if (own := self._calendar_of(step)) >= 0:
            return self.calendars[own].day_minutes
        return self.calendars[self._shifts(self.scenario.pools[step.pools[0]])[0]].day_minutes

    def _shifts(self, pool: Pool) -> list[int]:
        """The calendar of each server; of a pool with seats, its one calendar."""
        if pool.shifts is not None:
            return [self.calendar_number[one.calendar] for one in pool.shifts for _ in range(int(one.servers.value))]
        assert pool.calendar is not None
        return [self.calendar_number[pool.calendar]] * (int(pool.servers.value) if pool.servers is not None else 1)

    def _pools(self) -> dict[str, Any]:
        pools = list(self.scenario.pools.values())
        servers = [[] if pool.seats is not None else self._shifts(pool) for pool in pools]
        slots = [self._slots(pool) for pool in pools]
        return {
            "pool_first_server": _starts([len(calendars) for calendars in servers]),
            "server_calendar": _ints(calendar for calendars in servers for calendar in calendars),
            "pool_by_priority": np.array([pool.discipline == "priority" for pool in pools], dtype=np.bool_),
            "pool_by_due": np.array([pool.discipline == "due-date" for pool in pools], dtype=np.bool_),
            "pool_escalates_at": _ints(_escalates_at(pool) for pool in pools),
            "pool_counter": np.array([pool.counter for pool in pools], dtype=np.bool_),
            "pool_absence": np.array([pool.absence.value for pool in pools], dtype=np.float64),
            "pool_deputy": np.array([pool.deputy for pool in pools], dtype=np.bool_),
            "pool_seats": _ints(int(pool.seats.value) if pool.seats is not None else 0 for pool in pools),
            "pool_first_slot": _starts([len(minutes) for minutes in slots]),
            "slot_minute": _ints(minute for minutes in slots for minute in minutes),
        }

    def _slots(self, pool: Pool) -> list[int]:
        """The minutes at which appointments or sessions begin."""
        if pool.seats is None:
            return []
        sessions = self.calendars[self._shifts(pool)[0]].sessions()
        if pool.slot is None:
            return [opens for opens, _ in sessions]
        return [minute for opens, closes in sessions for minute in range(opens, closes - pool.slot + 1, pool.slot)]

    def _variants(self) -> dict[str, Any]:
        kinds = [
            (number, process, class_name, traits)
            for number, process in enumerate(self.scenario.processes.values())
            for class_name, traits in kinds_of_case(process)
        ]
        before = [self._before(number, class_name, traits) for number, _, class_name, traits in kinds]
        following = [_reversed(lists) for lists in before]
        return {
            "variant_process": _ints(number for number, _, _, _ in kinds),
            "variant_class": tuple(class_name for _, _, class_name, _ in kinds),
            "variant_traits": tuple(traits for _, _, _, traits in kinds),
            "variant_priority": _ints(process.classes[name].priority for _, process, name, _ in kinds),
            **_table("before", before),
            **_table("next", following),
        }

    def _before(self, number: int, class_name: str, traits: frozenset[str]) -> list[list[int]]:
        """For every item of the scenario, what it waits for in this kind of case."""
        processes = list(self.scenario.processes.values())
        first = sum(len(process.items) for process in processes[:number])
        position = {name: first + place for place, name in enumerate(processes[number].items)}
        lists: list[list[int]] = [[] for _ in self.items]
        for name, item in processes[number].items.items():
            lists[position[name]] = sorted(position[other] for other in predecessors(item, class_name, traits))
        return lists


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


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)
