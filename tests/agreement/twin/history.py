"""What became of one case: when each item began and was done, when it was filed and permitted, and when it was gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sim.calendars.working_time import DAY, WorkCalendar
from sim.scenario.model import Edge, Item, Process, Step
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import NOT_YET, REFUSED, UNFINISHED, WITHDRAWN, EventLog
from sim.simulation.plan import Plan


class Record(NamedTuple):
    """One row of the event log, with plain numbers; items, steps, pools and servers are those of the whole plan."""

    case: int
    item: int
    step: int
    attempt: int
    joined: int
    start: int
    end: int
    pool: int
    server: int
    outcome: int

    @property
    def is_over(self) -> bool:
        """Whether it ended before the horizon came."""
        return self.end != NOT_YET

    @property
    def was_gone_through(self) -> bool:
        """Whether it ended, and not because the case was withdrawn."""
        return self.is_over and self.outcome != WITHDRAWN


class Spell(NamedTuple):
    """An item's time on the legal clock, from one minute to another; *whole* is all of its record's."""

    item: int
    since: int
    until: int
    whole: tuple[int, int]


@dataclass(frozen=True, eq=False)
class World:
    """A replication: the plan, its luck, and all records of the log."""

    plan: Plan
    draws: Draws
    log: EventLog

    @cached_property
    def records(self) -> list[Record]:
        """The rows of the log."""
        return [Record(*row) for row in zip(*(column.tolist() for column in self.log), strict=True)]

    @cached_property
    def by_case(self) -> dict[int, list[Record]]:
        """The records of each case, in the order of the log."""
        found: dict[int, list[Record]] = {case: [] for case in range(self.draws.cases)}
        for record in self.records:
            found[record.case].append(record)
        return found

    @cached_property
    def legal(self) -> WorkCalendar:
        """The calendar on which working days are counted."""
        return self.plan.calendars[self.plan.legal_calendar]

    @cached_property
    def working_dates(self) -> list[int]:
        """The days of the run, counted from 0, on which that calendar is open at all."""
        days = range(self.plan.horizon // DAY + 1)
        return [day for day in days if self.legal.between(day * DAY, (day + 1) * DAY)]

    @cached_property
    def number_of_item(self) -> dict[tuple[str, int], int]:
        """The number of an item, by its process and name and by which of the rules it is."""
        keys = zip(self.plan.item_names, self.plan.item_rules.tolist(), strict=True)
        return {key: number for number, key in enumerate(keys)}

    def item(self, number: int) -> Item:
        """An item as the scenario describes it."""
        return self.plan.items[number]

    def step(self, number: int) -> Step:
        """A step as the scenario describes it."""
        return self.plan.steps[number]

    def clock(self, item: int, key: str) -> WorkCalendar:
        """The calendar on which an item's `promise` or `limit` is counted."""
        limit = getattr(self.item(item), key)
        name = limit.calendar if limit is not None and limit.calendar is not None else self.plan.scenario.legal_calendar
        return self.plan.calendars[list(self.plan.scenario.calendars).index(name)]

    def minutes(self, item: int, key: str, class_name: str, *, extended: bool = False) -> int:
        """An item's `promise` or `limit` for a class of cases, in minutes of its calendar; 0 if it has none."""
        limit = getattr(self.item(item), key)
        if limit is None:
            return 0
        days = [limit.days, *([limit.extension] if extended and limit.extension is not None else [])]
        told = [(number.by_class or {}).get(class_name, number).value for number in days]
        return round(sum(told) * self.clock(item, key).day_minutes)

    def working_days(self, item: int, key: str, class_name: str) -> float:
        """The same in working days: of another calendar, as many as that comes to on average."""
        hours = self.clock(item, key)
        days = self.minutes(item, key, class_name) / hours.day_minutes
        if hours is self.legal:
            return days
        return days * (self.legal.total / self.legal.day_minutes) / (hours.total / hours.day_minutes)

    def short_name(self, item: int) -> str:
        """An item's name without its process."""
        return self.plan.item_names[item].split(".", 1)[1]

    def processes(self) -> list[str]:
        """The names of all processes."""
        return list(self.plan.scenario.processes)

    def cases(self, process: int) -> list["Case"]:
        """All cases of a process, by arrival."""
        first, end = int(self.draws.first_case[process]), int(self.draws.first_case[process + 1])
        return [Case(self, process, place) for place in range(first, end)]

    def measured_cases(self, process: int) -> list["Case"]:
        """Those that came after warm-up and before cool-down, and began in the simulation."""
        return [case for case in self.cases(process) if case.is_measured]


@dataclass(frozen=True, eq=False)
class Case:
    """One case of a process, told by its place among all cases."""

    world: World
    process: int
    place: int

    @property
    def number(self) -> int:
        """From 0 by arrival; below 0 those that were there on the first day."""
        draws = self.world.draws
        return self.place - int(draws.first_case[self.process]) - int(draws.backlog[self.process])

    @cached_property
    def arrival(self) -> int:
        """The minute of first contact."""
        return int(self.world.draws.arrival[self.place])

    @cached_property
    def variant(self) -> int:
        """Its kind."""
        return int(self.world.draws.variant[self.place])

    @property
    def class_name(self) -> str:
        """Its class."""
        return self.world.plan.variant_class[self.variant]

    @property
    def traits(self) -> frozenset[str]:
        """What of its traits decides which items wait for which."""
        return self.world.plan.variant_traits[self.variant]

    @property
    def rules(self) -> int:
        """By which of the rules it goes."""
        return int(self.world.plan.variant_rules[self.variant])

    @cached_property
    def described(self) -> Process:
        """Its process as its rules have it."""
        scenario = self.world.plan.rules[self.rules].scenario
        return scenario.processes[self.world.processes()[self.process]]

    @cached_property
    def items(self) -> list[int]:
        """The items of its rules."""
        return [self.numbered(name) for name in self.described.items]

    def numbered(self, name: str) -> int:
        """The number of an item of its process, by its rules."""
        return self.world.number_of_item[f"{self.world.processes()[self.process]}.{name}", self.rules]

    @cached_property
    def needs(self) -> set[int]:
        """The items it needs."""
        of_process = self.world.plan.items_of(self.process)
        first = int(self.world.draws.applies_first[self.place])
        return {item for item in self.items if self.world.draws.applies[first + item - of_process.start]}

    @cached_property
    def records(self) -> list[Record]:
        """Its rows of the log."""
        return self.world.by_case[self.place]

    def of_item(self, item: int) -> list[Record]:
        """Its rows of one item."""
        return [record for record in self.records if record.item == item]

    def over(self, record: Record) -> int:
        """When a record was over; of one that is not when the horizon comes, the horizon."""
        return self.world.plan.horizon if record.outcome == UNFINISHED else record.end

    @cached_property
    def before(self) -> dict[int, list[int]]:
        """What each item waits for, by number."""
        return {
            self.numbered(name): sorted({self.numbered(edge.item) for edge in item.after if self._holds(edge)})
            for name, item in self.described.items.items()
        }

    def _holds(self, edge: Edge) -> bool:
        of_class = edge.classes is None or self.class_name in edge.classes
        having = edge.having is None or edge.having in self.traits
        return edge.asked and of_class and having and edge.lacking not in self.traits

    def all_before(self, item: int) -> set[int]:
        """What an item waits for, and what that waits for, and so on."""
        found, to_visit = set[int](), list(self.before[item])
        while to_visit:
            other = to_visit.pop()
            if other not in found:
                found.add(other)
                to_visit += self.before[other]
        return found

    @cached_property
    def begun(self) -> dict[int, int]:
        """The minute each item could start: the last of those it waits for was done, or the case came."""
        return {item: max([self.arrival, *(self.done(one) for one in self.before[item])]) for item in self.items}

    def done(self, item: int) -> int:
        """The minute an item was done; that of one the case does not need is when it could have started."""
        if item not in self._done:
            ends = [self.over(record) for record in self.of_item(item)]
            self._done[item] = max([self.arrival, *(self.done(one) for one in self.before[item]), *ends])
        return self._done[item]

    @cached_property
    def _done(self) -> dict[int, int]:
        return {}

    def marked(self, key: str) -> int | None:
        """The item that starts or ends a clock (`from_`, `until`, `land`), if there is one."""
        name = getattr(self.described, key)
        return None if name is None else self.numbered(name)

    @cached_property
    def fate(self) -> str:
        """Permitted; refused, whatever else goes on; or unfinished, if its last item is not done at the horizon."""
        if any(record.outcome == REFUSED for record in self.records):
            return "refused"
        last = self.marked("until")
        counting = set(self.items) if last is None else {last} | self.all_before(last)
        waiting = {record.item for record in self.records if record.outcome == UNFINISHED}
        return "unfinished" if waiting & counting else "permitted"

    @cached_property
    def filed(self) -> int:
        """The minute the clock starts: its item's preparation is over; else it could start; without one, arrival."""
        item = self.marked("from_")
        if item is None:
            return self.arrival
        handed_in = [one.joined for one in self.of_item(item) if self.world.step(one.step).counts_as != "preparation"]
        return min(handed_in, default=self.begun[item])

    @cached_property
    def contracted(self) -> int:
        """The minute of the land contract: the end of the `land` item, or of the step of it that is named."""
        item = self.marked("land")
        assert item is not None
        named = self.described.land_step
        if named is None:
            return self.done(item)
        signing = [one for one in self.of_item(item) if self.world.plan.step_names[one.step] == named]
        return max([self.begun[item], *(self.over(one) for one in signing)])

    @cached_property
    def permitted(self) -> int:
        """The minute the last item is done, of an unfinished case the horizon."""
        last = self.marked("until")
        return self.done(last) if last is not None else max(self.done(item) for item in self.items)

    @cached_property
    def left(self) -> int:
        """The minute it is gone: permitted, or refused, or the horizon if it is neither by then."""
        refused = [record.end for record in self.records if record.outcome == REFUSED]
        last = self.permitted if self.fate == "permitted" else self.world.plan.horizon
        return min([last, *refused])

    @property
    def is_measured(self) -> bool:
        """Whether it counts."""
        plan = self.world.plan
        return self.number >= 0 and plan.measured_from <= self.arrival < plan.measured_until

    def is_simulated(self, item: int) -> bool:
        """Whether the opinion on an item is only simulated for cases of its class."""
        return self.class_name in self.world.item(item).simulated_for

    def on_legal_clock(self) -> Iterator[Spell]:
        """When an item of government's is accepted and not suspended, as far as it lies between filing and permit."""
        for record in self.records:
            item = self.world.item(record.item)
            of_government = item.owner == "government" and not self.is_simulated(record.item)
            if of_government and self.world.step(record.step).legal and self.over(record) > record.joined:
                since, until = record.joined, self.over(record)
                whole = since, until
                since, until = max(since, self.filed), min(until, self.permitted)
                yield Spell(record.item, since, max(since, until), whole)
