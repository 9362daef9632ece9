"""A scenario as flat whole-number arrays: all that the draws and the engines ever read.

Items, steps, pools, servers, calendars and kinds of case (variants: a class with a set of traits) are numbered
through the whole scenario, process after process, in the order of the file. -1 stands for "none".
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from math import inf
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.lookup import Timetables
from sim.calendars.working_time import WorkCalendar
from sim.scenario import Scenario
from sim.scenario.epochs import Rules
from sim.scenario.model import Item, Pool, Process, Step
from sim.scenario.quantities import Distribution
from sim.simulation.attendance import Attendance, attendance

WAIT: Final = 0
WORK: Final = 1
BOOK: Final = 2
PRIMITIVES: Final = {"wait": WAIT, "work": WORK, "book": BOOK}

FROM_NOW: Final = 0
ON_CLOCK: Final = 1
SINCE_ACCEPTED: Final = 2
"""From where the minutes of a wait are counted: from the moment it begins; on its item's clock, which began at nothing
as the item was first accepted and runs during its legal steps; or from that moment on, on the wait's own calendar."""


@dataclass(frozen=True)
class Length:
    """How long a step takes: a distribution, and how many minutes one of its units is (ignorance included)."""

    chance: Distribution
    minutes: float
    promised: bool = False
    """Whether its units are what the item promises."""


class Chaser(NamedTuple):
    """Somebody who sees to it that a wait is over by a point on its item's clock, for a share of the cases there."""

    name: str
    share: float
    at: Length


@dataclass(frozen=True)
class StepLuck:
    """What chance decides at one step; shares are probabilities at the first and at later attempts.

    Those of returns hold for all cases on average: a case's odds rise with its complexity to a power.
    """

    first: Length
    later: Length
    happens: float
    having: str | None
    lacking: tuple[str, ...]
    more_complex_than: float
    at_most_as_complex_as: float
    returns_first: float
    returns_later: float
    returns_power: float
    refuses: float
    complexity: bool
    department: int
    chasers: tuple[Chaser, ...]
    mended_by: tuple[tuple[int, float], ...] = ()
    """Earlier steps of the chain, by number, and the share of what is returned here that each puts right."""
    saved_by: tuple[tuple[int, float], ...] = ()
    """Earlier steps of the chain, by number, and the share of the time of this one that each saves."""
    number: int = 0
    """Its place among all: first that of each step, then those of some classes only."""
    of_classes: tuple[tuple[int, "StepLuck"], ...] = ()
    """The classes of cases, by number within their process, for whom chance is another at this step."""

    @cached_property
    def each(self) -> tuple["StepLuck", ...]:
        """What chance decides for most cases, and for those of each class for whom it is another."""
        return (self, *(luck for _, luck in self.of_classes))

    def of(self, class_number: int) -> "StepLuck":
        """What chance decides here for cases of a class."""
        return next((luck for number, luck in self.of_classes if number == class_number), self)

    @cached_property
    def may_happen(self) -> bool:
        """Whether the step happens to cases of any class."""
        return any(luck.happens > 0 for luck in self.each)

    @cached_property
    def sends_back(self) -> bool:
        """Whether the step may return a case."""
        return any(luck.returns_first > 0 or luck.returns_later > 0 for luck in self.each)

    def length(self, attempt: int) -> Length:
        """How long the step takes this time."""
        return self.later if attempt else self.first

    @cached_property
    def always(self) -> bool:
        """Whether the step happens to every case each time."""
        anyone = self.having is None and not self.lacking
        return self.happens >= 1 and anyone and self.more_complex_than < 0 and self.at_most_as_complex_as == inf

    @cached_property
    def decides(self) -> bool:
        """Whether the step can end otherwise than done, for cases of any class."""
        return self.sends_back or any(luck.refuses > 0 for luck in self.each)


@dataclass(frozen=True)
class Expected:
    """How many cases are expected by when: the rate is constant between two of *minutes*, *cases* is its sum so far."""

    minutes: Ints
    cases: Floats


class Position(NamedTuple):
    """Where cases stand on the first day: at which items at once, and how many of them."""

    items: tuple[int, ...]
    """That they need for certain."""
    perhaps: tuple[int, ...]
    """That are still to do for those that need them."""
    cases: int
    class_number: int = -1
    """Their class, by number within the process; -1 where they may be of any that needs the items."""


class Past(NamedTuple):
    """What the cases of a process have behind them that are there on the first day; a row for each item of a case."""

    names: tuple[str, ...]
    """What the cases are called, in the order of their numbers."""
    case: Ints
    """By number within the process."""
    item: Ints
    step: Ints
    """The step at which the case stands."""
    spent: Floats
    """For how many minutes of the step's calendar it has been there."""
    used: Ints
    """How many minutes the clock of the item shows."""
    stretch: Floats
    """How many times what the item promises it was itself promised."""
    sent_back: Flags
    """Whether the item was sent back to this step."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The resolved scenario as arrays; see the module's first lines for the numbering. No two plans are equal.

    >>> import sim
    >>> plan = sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml"))
    >>> plan.pool_names, len(plan.items), len(plan.steps)
    (['clerks', 'fire'], 4, 6)
    """

    scenario: Scenario
    rules: tuple[Rules, ...]
    """Those of each part of the run, the first ones first; one, where no reform begins on a date."""
    horizon: int
    measured_from: int
    measured_until: int

    calendars: tuple[WorkCalendar, ...]
    legal_calendar: int
    patience: int
    """Minutes for which people wait before a counter while nobody is there."""

    expected_arrivals: tuple[Expected | None, ...]
    """For each process whose cases come in a pattern of the year; None for the others."""
    arrival_calendar: Ints
    """For each process whose cases come at intervals, the calendar on which these pass; -1: all the time."""
    backlog: tuple[tuple[Position, ...], ...]
    """For each process, where the cases stand that are there on the first day."""
    pasts: tuple[Past | None, ...]
    """For each process, what these cases have behind them; None where each begins its items."""
    process_first_item: Ints
    """Length processes + 1: process p has the items from [p] to before [p + 1], the last rules' first."""
    item_names: tuple[str, ...]
    """Under several rules, one name may stand for several items."""
    item_rules: Ints
    """By which of the rules each item is."""
    item_first_step: Ints
    """Length items + 1."""
    item_clock: Ints
    """The calendar on which the clock of each item runs: that of its promise, or else of its limit."""
    item_promise: Ints
    """Variants by items: working minutes promised, on the calendar of the item's clock; 0: nothing promised."""
    item_promise_extension: Ints
    """Variants by items: the minutes by which the promise is longer for a case that was extended."""
    item_limit_clock: Ints
    """The calendar on which the legal limit of each item is counted."""
    item_limit: Ints
    """Variants by items: working minutes of the legal limit, on the calendar of the limit; 0: no limit."""
    item_limit_extension: Ints
    """Variants by items: the minutes by which the limit is longer for a case that was extended."""

    step_names: tuple[str, ...]
    step_item: Ints
    step_primitive: Ints
    step_pool: Ints
    """Who is asked; of several, the first named."""
    choice_first: Ints
    """Length steps + 1: choice_pool[choice_first[s]:choice_first[s + 1]] are the pools step s has the choice among."""
    choice_pool: Ints
    """As named; none for a step that names one pool or nobody."""
    step_calendar: Ints
    """On which a wait runs, or the lead time of a booking."""
    step_counts_from: Ints
    """FROM_NOW, ON_CLOCK or SINCE_ACCEPTED."""
    step_return_to: Ints
    step_lead: Ints
    """Working minutes, on step_calendar, between the moment of booking and the earliest slot."""
    step_accepts: Flags
    step_extends: Flags
    """Whether from its beginning on the item's promise and limit are longer."""
    step_in_person: Flags
    """Whether the applicant himself stands in line; where he waits at a counter, he goes home while it is shut."""
    step_priority: Ints
    move_first: Ints
    """Length steps + 1: from move_minute[m] on, step s asks move_pool[m], for each m from [s] to before [s + 1]."""
    move_minute: Ints
    move_pool: Ints
    step_luck: tuple[StepLuck, ...]
    step_party: tuple[str, ...]
    """Who takes the time at each step: government, intermediary, applicant, or public, where the law makes all wait."""

    pool_first_server: Ints
    """Length pools + 1; a pool with seats has no servers."""
    server_calendar: Ints
    pool_reserve: Ints
    """How many of a pool's servers, the last ones, take work only while they are called."""
    pool_called_above: Ints
    """So many may be left waiting before they are called."""
    pool_released_at: Ints
    """With so many left waiting they are sent back."""
    pool_by_priority: Flags
    pool_by_due: Flags
    pool_counter: Flags
    """Whether applicants come there in person."""
    pool_escalates_at: Ints
    """The share of its promise, in thousandths, from which on an item is served before all others; 0: never."""
    pool_seats: Ints
    pool_first_slot: Ints
    """Length pools + 1."""
    slot_minute: Ints
    pool_first_extra: Ints
    """Length pools + 1; the slots of extra sessions."""
    extra_minute: Ints
    pool_called_beyond: Ints
    """Minutes to the next free regular slot beyond which an extra one may be booked."""

    variant_process: Ints
    variant_class: tuple[str, ...]
    variant_traits: tuple[frozenset[str], ...]
    variant_rules: Ints
    """By which of the rules each kind of case goes."""
    variant_priority: Ints
    before_first: Ints
    """Shape variants by items + 1: before_item[before_first[v, i]:before_first[v, i + 1]] is what item i waits for."""
    before_item: Ints
    next_first: Ints
    """Shape variants by items + 1: next_item[next_first[v, i]:next_first[v, i + 1]] are those that wait for item i."""
    next_item: Ints

    def before(self, variant: int, item: int) -> list[int]:
        """The items that must be done before *item*."""
        return list(map(int, self.before_item[self.before_first[variant, item] : self.before_first[variant, item + 1]]))

    def after(self, variant: int, item: int) -> list[int]:
        """The items that wait for *item*."""
        return list(map(int, self.next_item[self.next_first[variant, item] : self.next_first[variant, item + 1]]))

    def choice_of(self, step: int) -> list[int]:
        """The pools among which *step* has the choice; none if it names only one."""
        return list(map(int, self.choice_pool[self.choice_first[step] : self.choice_first[step + 1]]))

    def windows(self) -> list[tuple[int, int]]:
        """From which minute each of the rules is in force, and from which on no more."""
        starts = [one.minute for one in self.rules]
        return list(zip(starts, [*starts[1:], self.horizon], strict=True))

    @cached_property
    def pools_asked(self) -> Flags:
        """By each of the rules, the pools that its steps ask; of several among which a step has the choice, all."""
        asked = np.zeros((len(self.rules), len(self.pool_seats)), dtype=np.bool_)
        rules = self.item_rules[self.step_item]
        asks = np.flatnonzero(self.step_pool >= 0)
        asked[rules[asks], self.step_pool[asks]] = True
        asked[np.repeat(rules, np.diff(self.choice_first)), self.choice_pool] = True
        return asked

    def pool_at(self, step: int, minute: int) -> int:
        """Who is asked by who comes to *step* in a minute, unless he has the choice."""
        moves = range(int(self.move_first[step]), int(self.move_first[step + 1]))
        begun = [int(self.move_pool[move]) for move in moves if self.move_minute[move] <= minute]
        return begun[-1] if begun else int(self.step_pool[step])

    def items_of(self, process: int) -> range:
        """The numbers of a process's items."""
        return range(int(self.process_first_item[process]), int(self.process_first_item[process + 1]))

    def steps_of(self, item: int) -> range:
        """The numbers of an item's steps."""
        return range(int(self.item_first_step[item]), int(self.item_first_step[item + 1]))

    @cached_property
    def timetables(self) -> Timetables:
        """The calendars by number, to be asked about many moments at once."""
        return Timetables(self.calendars)

    @cached_property
    def attendance(self) -> Attendance:
        """Who is on duty when, if nobody is ill or on leave: the calendars of all servers and counters."""
        return attendance(self.calendars, self.server_calendar, self.own_and_reserve, self.pool_counter)

    @cached_property
    def own_and_reserve(self) -> list[tuple[range, range]]:
        """For each pool the numbers of its own servers, and of those of its reserve."""
        return [(self.own_servers(pool), self.reserve_servers(pool)) for pool in range(len(self.pool_names))]

    @cached_property
    def pool_absence(self) -> Floats:
        """The share of days on which each of a pool's own servers is away: rules by pools."""
        return self.by_rules(lambda pool: pool.absence.value)

    @cached_property
    def pool_deputy(self) -> Flags:
        """Whether somebody stands in where nobody of a pool would be left: rules by pools."""
        return self.by_rules(lambda pool: pool.deputy) > 0

    def by_rules(self, of: Callable[[Pool], float]) -> Floats:
        """A number of each pool, as each of the rules has it: rules by pools.

        Of a pool that rules do not know, as by the first that do.
        """
        numbers = np.full((len(self.rules), len(self.pool_names)), np.nan)
        for row, one in reversed(list(enumerate(self.rules))):
            for column, name in enumerate(self.pool_names):
                known = one.scenario.pools.get(name)
                numbers[row, column] = of(known) if known is not None else numbers[row + 1, column]
        return numbers

    @cached_property
    def processes(self) -> list[Process]:
        """The processes of the scenario, in the order of their numbers in the plan."""
        return list(self.scenario.processes.values())

    @cached_property
    def items(self) -> list[Item]:
        """The items by number, as the scenario describes them."""
        last_first = [self.rules[-1], *self.rules[:-1]]
        return [
            item
            for name in self.scenario.processes
            for one in last_first
            for item in one.scenario.processes[name].items.values()
        ]

    @cached_property
    def steps(self) -> list[Step]:
        """The steps by number, as the scenario describes them."""
        return [step for item in self.items for step in item.steps.values()]

    @cached_property
    def step_trips(self) -> NDArray[np.int8]:
        """How many journeys of the applicant each step takes."""
        return np.array([step.trips for step in self.steps], dtype=np.int8)

    @cached_property
    def step_legal(self) -> Flags:
        """Whether the item is on the legal clock during each step."""
        return np.array([step.legal for step in self.steps], dtype=np.bool_)

    @cached_property
    def item_simulated(self) -> Flags:
        """Variants by items: which items are only simulated for which kind of case."""
        simulated = [set(item.simulated_for) for item in self.items]
        found = np.zeros((len(self.variant_class), len(simulated)), dtype=np.bool_)
        for number, classes in enumerate(simulated):
            found[:, number] = [name in classes for name in self.variant_class] if classes else False
        return found

    @cached_property
    def item_by_government(self) -> Flags:
        """Which items the government decides: theirs are its clocks, its promises and the limits it may miss."""
        return np.array([item.owner == "government" for item in self.items], dtype=np.bool_)

    @cached_property
    def lucks(self) -> list[StepLuck]:
        """All that chance decides, by number: that of each step, then of steps at which it is another for a class."""
        return sorted((luck for base in self.step_luck for luck in base.each), key=lambda luck: luck.number)

    @cached_property
    def promised_days(self) -> Floats:
        """Variants by items: what is promised without an extension, in working days.

        What is promised in days of another calendar is told in as many working days as that comes to on average.
        """
        legal = self.calendars[self.legal_calendar]
        clocks = [self.calendars[number] for number in self.item_clock]
        ratio = [(legal.total / legal.day_minutes) / (one.total / one.day_minutes) for one in clocks]
        factors = np.where(self.item_clock == self.legal_calendar, 1.0, ratio)
        days: Floats = self.item_promise / np.array([one.day_minutes for one in clocks]) * factors
        return days

    @cached_property
    def step_prepares(self) -> Flags:
        """Whether the applicant is still preparing the item at each step."""
        return np.array([step.counts_as == "preparation" for step in self.steps], dtype=np.bool_)

    @cached_property
    def step_returned_for(self) -> NDArray[np.str_]:
        """Why each step may return a case; empty where it never does."""
        return np.array([step.returns.reason if step.returns is not None else "" for step in self.steps], dtype=np.str_)

    def rules_at(self, minutes: Ints) -> Ints:
        """Which of the rules are in force in each of these minutes."""
        if len(self.rules) == 1:
            return np.zeros(len(minutes), dtype=np.int64)
        return np.searchsorted([one.minute for one in self.rules], minutes, side="right").astype(np.int64) - 1

    def marks(self, process: int, key: str) -> Ints | None:
        """The item of a process that starts or ends a clock (`from_`, `until`, `land`), by each of the rules.

        Numbered within the process; None if it names none.
        """
        first, names = self.items_of(process).start, [name.partition(".")[2] for name in self.item_names]
        place = {(names[item], int(self.item_rules[item])): item - first for item in self.items_of(process)}
        described = [one.scenario.processes[list(self.scenario.processes)[process]] for one in self.rules]
        marked = [getattr(one, key) for one in described]
        return None if marked[-1] is None else np.array([place[name, n] for n, name in enumerate(marked)])

    def land_steps(self, process: int) -> Ints:
        """The step of the `land` item whose end is the contract, by each of the rules; -1 where none is named."""
        described = [one.scenario.processes[list(self.scenario.processes)[process]] for one in self.rules]
        items = self.marks(process, "land")
        steps = np.full(len(described), -1, dtype=np.int64)
        for number, one in enumerate(described):
            if items is not None and one.land is not None and one.land_step is not None:
                first = self.steps_of(self.items_of(process).start + int(items[number])).start
                steps[number] = first + list(one.items[one.land].steps).index(one.land_step)
        return steps

    @cached_property
    def in_order(self) -> list[dict[int, list[int]]]:
        """For each variant the items of its process, each after all it waits for, which stand with it.

        They are numbered within the process.
        """
        return [self._sorted(variant) for variant in range(len(self.variant_process))]

    def _sorted(self, variant: int) -> dict[int, list[int]]:
        items = self.items_of(int(self.variant_process[variant]))
        waits = {item - items.start: [one - items.start for one in self.before(variant, item)] for item in items}
        return {item: waits[item] for item in TopologicalSorter(waits).static_order()}

    @cached_property
    def pool_names(self) -> list[str]:
        """The names of the pools, in the order of their numbers in the plan."""
        return list(self.scenario.pools)

    @cached_property
    def pool_servers(self) -> Ints:
        """How many servers each pool has of its own."""
        own: Ints = np.diff(self.pool_first_server) - self.pool_reserve
        return own

    def own_servers(self, pool: int) -> range:
        """The numbers of a pool's own servers."""
        first = int(self.pool_first_server[pool])
        return range(first, first + int(self.pool_servers[pool]))

    def reserve_servers(self, pool: int) -> range:
        """The numbers of those who take work only while they are called."""
        return range(self.own_servers(pool).stop, int(self.pool_first_server[pool + 1]))
