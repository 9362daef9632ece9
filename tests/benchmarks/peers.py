"""The same approval network in other simulators and in this project's two engines: the same answer, and how soon.

The network is `scenarios/network.yaml` beside this file: no calendars; an intake desk of two; eight parallel reviews,
each its own desk of three, a quarter of which end in a return through a delay; a join; three serial desks of three.
Every desk is at load 0.8. For each simulator it is written as its users would write it; the bare loop is written for
this network alone, and is the yardstick of what the engine's generality and its log cost.

Run with `python tests/benchmarks/peers.py`, after `pip install -e ".[bench]"`. In each round everybody plays in turn,
again and again for half a second, so that what disturbs the machine disturbs all; shown is the median over the rounds.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from types import FunctionType
from typing import Any, NamedTuple, TypeVar

import ciw
import numba
import numpy as np
import salabim
import simpy
from scipy import stats

from sim.base.arrays import Floats, Ints
from sim.outcomes.measure import measure
from sim.scenario import Scenario, load_scenario
from sim.simulation.draws.draw import Draws, draw
from sim.simulation.engines import simulate
from sim.simulation.engines.compiled import calendars, event_list, item_clock, kernel, layout, queues
from sim.simulation.engines.compiled.event_list import next_event_time, schedule
from sim.simulation.engines.compiled.kernel import expect_next_case
from sim.simulation.engines.compiled.layout import lay_out
from sim.simulation.engines.compiled.queues import put
from sim.simulation.engines.compiled.state import (
    BUCKETS,
    State,
    Table,
    columns_for,
    happened_for,
    luck_of,
    records_for,
    state_of,
)
from sim.simulation.event_log import EventLog
from sim.simulation.jit import FLAGS
from sim.simulation.lower import lower
from sim.simulation.plan import WORK, Plan

T = TypeVar("T")

NETWORK = Path(__file__).parent / "scenarios" / "network.yaml"
INTERVAL, INTAKE, REVIEW, CORRECTION, PERMIT = 180.0, 288.0, 324.0, 1440.0, 432.0
"""Means in minutes, all exponential."""
RETURNED = 0.25
REVIEWS, PERMITS = 8, 3


class Played(NamedTuple):
    """What one replication gives: how many services were completed, and a project's mean time in the system."""

    services: int
    mean: float


class Turn(NamedTuple):
    """How long somebody played, and what came of it."""

    seconds: float
    played: list[Played]

    @property
    def rate(self) -> float:
        """Service completions per second."""
        return sum(one.services for one in self.played) / self.seconds


def with_simpy(projects: int, seed: int) -> Played:
    env, chance = simpy.Environment(), random.Random(seed)
    intake = simpy.Resource(env, capacity=2)
    reviews = [simpy.Resource(env, capacity=3) for _ in range(REVIEWS)]
    permits = [simpy.Resource(env, capacity=3) for _ in range(PERMITS)]
    times: list[float] = []
    services = 0

    def serve(desk: simpy.Resource, mean: float) -> Iterator[simpy.Event]:
        nonlocal services
        with desk.request() as turn:
            yield turn
            yield env.timeout(chance.expovariate(1 / mean))
        services += 1

    def review(desk: simpy.Resource) -> Iterator[simpy.Event]:
        yield from serve(desk, REVIEW)
        while chance.random() < RETURNED:
            yield env.timeout(chance.expovariate(1 / CORRECTION))
            yield from serve(desk, REVIEW)

    def project() -> Iterator[simpy.Event]:
        came = env.now
        yield from serve(intake, INTAKE)
        yield env.all_of([env.process(review(desk)) for desk in reviews])
        for desk in permits:
            yield from serve(desk, PERMIT)
        times.append(env.now - came)

    def arrivals() -> Iterator[simpy.Event]:
        for _ in range(projects):
            yield env.timeout(chance.expovariate(1 / INTERVAL))
            env.process(project())

    env.process(arrivals())
    env.run()
    return Played(services, sum(times) / len(times))


def with_salabim(projects: int, seed: int) -> Played:
    env = salabim.Environment(random_seed=seed, yieldless=False)
    intake = salabim.Resource("intake", capacity=2)
    reviews = [salabim.Resource("review.", capacity=3) for _ in range(REVIEWS)]
    permits = [salabim.Resource("permit.", capacity=3) for _ in range(PERMITS)]
    duration = {mean: salabim.Exponential(mean) for mean in (INTERVAL, INTAKE, REVIEW, CORRECTION, PERMIT)}
    times: list[float] = []
    services = 0

    class Review(salabim.Component):
        def setup(self, project: Any, desk: Any) -> None:
            self.project, self.desk = project, desk

        def process(self) -> Iterator[None]:
            nonlocal services
            returned = True
            while returned:
                yield self.request(self.desk)
                yield self.hold(duration[REVIEW])
                self.release(self.desk)
                services += 1
                returned = random.random() < RETURNED
                if returned:
                    yield self.hold(duration[CORRECTION])
            self.project.open_reviews -= 1
            if self.project.open_reviews == 0:
                self.project.activate()

    class Project(salabim.Component):
        def process(self) -> Iterator[None]:
            nonlocal services
            came = env.now()
            yield self.request(intake)
            yield self.hold(duration[INTAKE])
            self.release(intake)
            self.open_reviews = REVIEWS
            for desk in reviews:
                Review(project=self, desk=desk)
            yield self.passivate()
            for desk in permits:
                yield self.request(desk)
                yield self.hold(duration[PERMIT])
                self.release(desk)
            services += 1 + PERMITS
            times.append(env.now() - came)

    salabim.ComponentGenerator(Project, number=projects, iat=duration[INTERVAL])
    env.run()
    return Played(services, sum(times) / len(times))


class Fork(ciw.Node):
    """Ciw's intake. It has no fork of its own: on leaving, a project becomes eight individuals, a family."""

    def release(self, individual: Any, next_node: Any, reroute: bool = False) -> None:
        simulation = self.simulation
        numbers = range(individual.id_number * REVIEWS + 1, individual.id_number * REVIEWS + REVIEWS)
        parts = [simulation.IndividualType(f"part {number}", simulation=simulation) for number in numbers]
        for part in [individual, *parts]:
            part.family = [individual, *parts]
        individual.done = 0
        super().release(individual, next_node, reroute)
        for part, node in zip(parts, simulation.transitive_nodes[2 : 1 + REVIEWS], strict=True):
            node.accept(part)


class Join(ciw.Node):
    """Ciw's first serial desk. It has no join either: the last of the eight brings the project in."""

    def accept(self, individual: Any) -> None:
        project = individual.family[0]
        project.done += 1
        if project.done == REVIEWS:
            super().accept(individual)


class BackToReview(ciw.routing.NodeRouting):
    """After a correction, to the review that asked for it."""

    def next_node(self, individual: Any) -> Any:
        return self.simulation.nodes[individual.data_records[-1].node]


def with_ciw(projects: int, seed: int) -> Played:
    chance = random.Random(seed)
    ciw.seed(seed)
    arrivals = [chance.expovariate(1 / INTERVAL) for _ in range(projects)]
    join, correction = REVIEWS + 2, REVIEWS + PERMITS + 2
    review = ciw.routing.Probabilistic(destinations=[join, correction], probs=[1 - RETURNED, RETURNED])
    means = [INTAKE, *[REVIEW] * REVIEWS, *[PERMIT] * PERMITS, CORRECTION]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*arrivals, float("inf")]), *[None] * (len(means) - 1)],
        service_distributions=[ciw.dists.Exponential(1 / mean) for mean in means],
        number_of_servers=[2, *[3] * (REVIEWS + PERMITS), float("inf")],
        routing=ciw.routing.NetworkRouting(
            routers=[
                ciw.routing.Direct(to=2),
                *[review] * REVIEWS,
                *[ciw.routing.Direct(to=join + place) for place in range(1, PERMITS)],
                ciw.routing.Leave(),
                BackToReview(),
            ]
        ),
    )
    nodes = [Fork, *[ciw.Node] * REVIEWS, Join, *[ciw.Node] * PERMITS]
    simulation = ciw.Simulation(network, node_class=nodes)
    simulation.simulate_until_max_customers(projects)
    finished = simulation.nodes[-1].all_individuals
    times = [one.data_records[-1].exit_date - one.family[0].data_records[0].arrival_date for one in finished]
    records = [record for one in finished for part in one.family for record in part.data_records]
    return Played(sum(record.node != correction for record in records), sum(times) / projects)


@numba.njit(inline="always")
def push(heap: Ints, count: int, key: int) -> int:
    """A key enters the heap that begins at place 1."""
    count += 1
    place = count
    while place > 1 and heap[place >> 1] > key:
        heap[place] = heap[place >> 1]
        place >>= 1
    heap[place] = key
    return count


@numba.njit(inline="always")
def pop(heap: Ints, count: int) -> int:
    """The hole sinks to the bottom, and the last key rises from there (Wegener 1993)."""
    key = heap[count]
    count -= 1
    place = 1
    while 2 * place < count:
        place = 2 * place + (heap[2 * place + 1] < heap[2 * place])
        heap[place >> 1] = heap[place]
    if 2 * place == count:
        heap[place] = heap[count]
        place = count
    while place > 1 and heap[place >> 1] > key:
        heap[place] = heap[place >> 1]
        place >>= 1
    heap[place] = key
    return count


ARRIVAL, SERVED, CORRECTED = 0, 1, 2


@numba.njit(error_model="numpy")
def bare_loop(projects: int, luck: Floats, shares: Floats, rows: Ints) -> tuple[int, float]:  # noqa: C901
    """Nothing but the events of this network, in a heap of minutes and numbers packed into one key.

    Without rows no log is written; with rows, one for each service and correction as it ends, in that order.
    """
    room = 1
    while room < projects:
        room *= 2
    waiting = np.empty((REVIEWS + PERMITS + 1, room), dtype=np.int32)
    first, behind = np.zeros((2, REVIEWS + PERMITS + 1), dtype=np.int64)
    free = np.full(REVIEWS + PERMITS + 1, 3)
    free[REVIEWS] = 2
    came, to_come = np.empty(projects), np.full(projects, REVIEWS)
    parts = projects * (REVIEWS + PERMITS + 1)
    joined = np.empty(parts if len(rows) else 0, dtype=np.int32)
    begun = np.empty_like(joined)
    heap = np.empty(projects * REVIEWS + 2, dtype=np.int64)
    count = used = asked = services = written = arrived = 0
    total = 0.0
    key = whole(luck[used] * INTERVAL) << 28 | ARRIVAL
    used += 1
    count = push(heap, count, key)
    while count > 0:
        key = heap[1]
        count = pop(heap, count)
        now, kind, part = key >> 28, key & 3, key >> 2 & 0x3FFFFFF
        project, desk = part // 12, part % 12
        to_join, following = -1, -1
        if kind == ARRIVAL:
            came[arrived] = now
            to_join = following = REVIEWS
            project = arrived
            arrived += 1
            if arrived < projects:
                count = push(heap, count, (now + whole(luck[used] * INTERVAL)) << 28 | ARRIVAL)
                used += 1
        elif kind == CORRECTED:
            to_join = following = desk
            if len(rows):
                write_row(rows, written, part, 1, begun[part], begun[part], now)
                written += 1
        else:
            services += 1
            if len(rows):
                write_row(rows, written, part, 0, joined[part], begun[part], now)
                written += 1
            if first[desk] < behind[desk]:
                other = waiting[desk, first[desk] & room - 1] * 12 + desk
                first[desk] += 1
                if len(rows):
                    begun[other] = now
                count = push(heap, count, (now + whole(luck[used] * mean_of(desk))) << 28 | other << 2 | SERVED)
                used += 1
            else:
                free[desk] += 1
            if desk == REVIEWS:
                to_join, following = 0, REVIEWS - 1
            elif desk > REVIEWS + PERMITS - 1:
                total += now - came[project]
            elif desk > REVIEWS:
                to_join = following = desk + 1
            else:
                asked += 1
                if shares[asked - 1] < RETURNED:
                    if len(rows):
                        begun[part] = now
                    count = push(heap, count, (now + whole(luck[used] * CORRECTION)) << 28 | part << 2 | CORRECTED)
                    used += 1
                else:
                    to_come[project] -= 1
                    if to_come[project] == 0:
                        to_join = following = REVIEWS + 1
        if to_join >= 0:
            for place in range(to_join, following + 1):
                other = project * 12 + place
                if len(rows):
                    joined[other] = begun[other] = now
                if free[place] > 0:
                    free[place] -= 1
                    count = push(heap, count, (now + whole(luck[used] * mean_of(place))) << 28 | other << 2 | SERVED)
                    used += 1
                else:
                    waiting[place, behind[place] & room - 1] = project
                    behind[place] += 1
    return services, total / projects


@numba.njit(inline="always")
def whole(minutes: float) -> int:
    return int(minutes + 0.5)


@numba.njit(inline="always")
def mean_of(desk: int) -> float:
    return INTAKE if desk == REVIEWS else REVIEW if desk < REVIEWS else PERMIT


@numba.njit(inline="always")
def write_row(rows: Ints, place: int, part: int, kind: int, joined: int, begun: int, now: int) -> None:
    """As many bytes as a row of the engine's log has."""
    rows[place, 0], rows[place, 1], rows[place, 2] = part // 12, part % 12, kind
    rows[place, 3], rows[place, 4], rows[place, 5] = joined, begun, now


NO_ROWS = np.empty((0, 6), dtype=np.int32)


def bare_luck(projects: int, seed: int) -> tuple[Floats, Floats]:
    """More than enough."""
    chance = np.random.default_rng(seed)
    return chance.standard_exponential(projects * 24), chance.random(projects * 16)


def with_bare_loop(projects: int, seed: int) -> Played:
    return Played(*bare_loop(projects, *bare_luck(projects, seed), NO_ROWS))


def network(projects: int, slower: float = 1.0) -> Plan:
    """The scenario file, with so many projects in as many years as they take, every duration *slower* times as long."""
    document = load_scenario(NETWORK).model_dump(mode="json", by_alias=True, exclude_none=True)
    years = min(20, 1 + round(1.1 * projects * INTERVAL * slower / 525_960))
    document["run"] |= {"length": f"{years} years", "follow": "1 year"}
    process = document["processes"]["projects"]
    process["arrivals"] |= {"most": projects}
    for item in process["items"].values():
        for step in item["steps"].values():
            step["wait" if "wait" in step else "work"] |= {"times": {"value": slower}}
    process["arrivals"]["interval"] |= {"times": {"value": slower}}
    return lower(Scenario.model_validate(document))


def summary(plan: Plan, draws: Draws, log: EventLog) -> Played:
    """Services and mean time in the system, from a log."""
    begins = np.flatnonzero(np.diff(log.case, prepend=-1))
    assert len(begins) == draws.cases
    assert log.end.min() >= 0
    mean = float((np.maximum.reduceat(log.end, begins) - draws.arrival).mean())
    return Played(int((plan.step_primitive[log.step] == WORK).sum()), mean)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = perf_counter()
    done = work()
    return perf_counter() - begun, done


class Contestants:
    """Everybody who plays, each taking turns of at least so many seconds, never twice with the same luck."""

    def __init__(self, projects: int, seconds: float) -> None:
        self.projects, self.seconds, self.seed = projects, seconds, 0
        self.plan = network(projects)

    def again(self) -> int:
        self.seed += 1
        return self.seed

    def peer(self, play: Callable[[int, int], Played]) -> Turn:
        spent, played = 0.0, list[Played]()
        while not played or spent < self.seconds:
            seconds, one = timed(lambda: play(self.projects, self.again()))
            spent += seconds
            played.append(one)
        return Turn(spent, played)

    def engine(self, name: str) -> Turn:
        """Only playing, the log included."""
        spent, played = 0.0, list[Played]()
        while not played or spent < self.seconds:
            draws = [draw(self.plan, self.again(), 0) for _ in range(10 if name == "compiled" else 1)]
            seconds, logs = timed(lambda draws=draws: [simulate(self.plan, one, name) for one in draws])  # type: ignore[misc]
            spent += seconds
            played += [summary(self.plan, one, log) for one, log in zip(draws, logs, strict=True)]
        return Turn(spent, played)

    def whole(self, name: str) -> Turn:
        """Drawing, playing, and measuring all clocks and critical paths."""
        spent, played = 0.0, list[Played]()
        while not played or spent < self.seconds:
            seconds, (draws, log) = timed(lambda: self.one_whole(name))
            spent += seconds
            played.append(summary(self.plan, draws, log))
        return Turn(spent, played)

    def one_whole(self, name: str) -> tuple[Draws, EventLog]:
        draws = draw(self.plan, self.again(), 0)
        log = simulate(self.plan, draws, name)
        measure(self.plan, draws, log)
        return draws, log

    def all(self, without: list[str]) -> dict[str, Callable[[], Turn]]:
        everybody: dict[str, Callable[[], Turn]] = {
            "SimPy": lambda: self.peer(with_simpy),
            "Ciw": lambda: self.peer(with_ciw),
            "salabim": lambda: self.peer(with_salabim),
            "reference, play": lambda: self.engine("simpy"),
            "compiled, play": lambda: self.engine("compiled"),
            "compiled, draw + play + measure": lambda: self.whole("compiled"),
            "bare loop, its numbers drawn": lambda: self.peer(with_bare_loop),
        }
        return {name: turn for name, turn in everybody.items() if name not in without}


def race(projects: int, rounds: int, seconds: float, without: list[str]) -> None:
    """Everybody in turn, round after round: the rates, and whether all give the same mean."""
    contestants = Contestants(projects, seconds)
    everybody = contestants.all(without)
    for turn in everybody.values():
        turn_once(turn, contestants)
    turns: dict[str, list[Turn]] = {name: [] for name in everybody}
    for _ in range(rounds):
        for name, turn in everybody.items():
            turns[name].append(turn())
    print(f"\n{projects:,} projects, median of {rounds} rounds")
    print(f"{'':34}{'services/s':>12}{'x SimPy':>10}{'(rounds)':>16}{'mean minutes in the system, 99 %':>42}")
    for name, taken in turns.items():
        ratios = [one.rate / other.rate for one, other in zip(taken, turns["SimPy"], strict=True)]
        spread = f"{min(ratios):.3g}-{max(ratios):.3g}"
        rate = median(one.rate for one in taken)
        print(f"{name:34}{rate:12,.0f}{median(ratios):10.3g}{spread:>16}{mean_of_all(taken):>42}")
    check({name: [one.mean for turn in taken for one in turn.played] for name, taken in turns.items()})


def turn_once(turn: Callable[[], Turn], contestants: Contestants) -> None:
    """Before anything counts: imports and compilations."""
    contestants.seconds, usual = 0.0, contestants.seconds
    turn()
    contestants.seconds = usual


def mean_of_all(taken: list[Turn]) -> str:
    means = [one.mean for turn in taken for one in turn.played]
    if len(means) < 2:
        return f"{means[0]:,.0f} (1 replication)"
    half = stats.sem(means) * stats.t.ppf(0.995, len(means) - 1)
    return f"{np.mean(means):,.0f} +- {half:,.0f} ({len(means)} replications)"


def check(means: dict[str, list[float]]) -> None:
    """The compiled engine has played most; is anybody's mean different from its own (Welch, 1 % for all together)?"""
    ours = means["compiled, play"]
    tested = {name: theirs for name, theirs in means.items() if theirs is not ours and len(theirs) > 1}
    chances = {name: float(stats.ttest_ind(ours, theirs, equal_var=False).pvalue) for name, theirs in tested.items()}
    different = [name for name, chance in chances.items() if chance < 0.01 / len(chances)]
    told = ", ".join(f"{name} {chance:.2f}" for name, chance in chances.items())
    print(f"same mean as the compiled engine: p = {told}")
    print("all agree" if not different else f"NOT THE SAME: {', '.join(different)}")


def engine_with(**replaced: Any) -> Callable[[State], None]:
    """The kernel with some of its functions replaced, compiled apart from the engine's own."""
    names: dict[str, Any] = {name: part for module in PARTS for name, part in vars(module).items()}
    functions = {name: part.py_func for name, part in names.items() if hasattr(part, "py_func")} | replaced
    for name, function in functions.items():
        own = FunctionType(function.__code__, names, name)
        names[name] = numba.njit(**FLAGS, **({} if name in OUTER else {"forceinline": True}))(own)
    chosen: Callable[[State], None] = names[next((name for name in replaced if name in OUTER), "play")]
    return chosen


PARTS = (calendars, event_list, item_clock, queues, layout, kernel)
OUTER = ("play", "only_lay_out", "only_event_list")

# What follows is compiled among the engine's own functions, and knows them by name.


def only_lay_out(state: State) -> None:
    """Every case laid out, nothing played."""
    for process in range(len(state.arrivals)):
        for case in range(state.arrivals[process].next_case, state.arrivals[process].end_case):
            lay_out(state, case, process)


def only_event_list(state: State, order: Ints, starts: Ints) -> None:
    """What was scheduled when *state* was played before, scheduled again in that order, and found when it is due."""
    expect_next_case(state, 0, 0)
    place, now = 0, next_event_time(state, -1)
    while now <= state.horizon:
        while state.buckets[now % BUCKETS] != 0 or (place < len(order) and starts[place] == now):
            if state.buckets[now % BUCKETS] != 0:
                record = state.buckets[now % BUCKETS] - 1
                state.buckets[now % BUCKETS] = state.records[record].later
                if record >= state.entries:
                    state.arrivals[0].next_case += 1
                    expect_next_case(state, 0, now)
            else:
                schedule(state, order[place], state.records[order[place]].end, now)
                place += 1
        now = next_event_time(state, now)


def never_closed(state: State, calendar: int, now: int) -> bool:
    return True


def without_breaks(state: State, calendar: int, now: int, work: int) -> int:
    return now + work


def join_behind(queues: Table, pool: Table, rank: int, record: int) -> None:
    put(queues, pool.first_waiting + pool.waiting, rank, record)
    pool.waiting += 1


def leave_in_front(queues: Table, pool: Table) -> None:
    pool.first_waiting += 1
    pool.waiting -= 1


def take_any(servers: Table, shift: Table) -> int:
    shift.free -= 1
    return servers[shift.first_server + shift.free].free


def release_any(state: State, server: int) -> None:
    shift = state.shifts[state.servers[server].shift]
    state.servers[shift.first_server + shift.free].free = server
    shift.free += 1


class Stages:
    """The engine taken apart: what each part of playing one replication costs, in seconds."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        always: dict[str, Any] = {"is_open": never_closed, "work_until": without_breaks}
        in_line: dict[str, Any] = {"join": join_behind, "leave": leave_in_front}
        anybody: dict[str, Any] = {"take": take_any, "release": release_any}
        self.variants = {
            "calendars": engine_with(**always),
            "queues": engine_with(**always, **in_line),
            "servers": engine_with(**always, **in_line, **anybody),
        }
        self.lay_out: Any = engine_with(only_lay_out=only_lay_out)
        self.event_list: Any = engine_with(only_event_list=only_event_list)

    def state(self, draws: Draws) -> State:
        """A state to be played."""
        return state_of(self.plan, draws, luck_of(self.plan, draws), records_for(self.plan, draws), columns_for(draws))

    def take_apart(self, draws: Draws) -> dict[str, float]:
        set_up, state = timed(lambda: self.state(draws))
        playing, _ = timed(lambda: kernel.play(state))
        room, happened = timed(lambda: happened_for(state.entries))
        doors = len(self.plan.pool_seats)
        writing, _ = timed(
            lambda: kernel.write_up(state.steps, state.records, state.arrivals, state.columns, happened, doors)
        )
        used = slice(int(state.arrivals.first_record[0]), int(state.arrivals.next_record[0]))
        order = used.start + np.argsort(state.records.start[used], kind="stable")
        starts = state.records.start[order].astype(np.int64)
        parts = {"set-up": set_up + room, "play": playing, "write up": writing}
        again = self.state(draws)._replace(records=state.records)
        parts["event list"], _ = timed(lambda: self.event_list(again, order, starts))
        fresh = self.state(draws)
        parts["lay out"], _ = timed(lambda: self.lay_out(fresh))
        faster = [playing]
        for name, variant in self.variants.items():
            fresh = self.state(draws)
            seconds, _ = timed(lambda variant=variant, fresh=fresh: variant(fresh))  # type: ignore[misc]
            faster.append(seconds)
            parts[name] = faster[-2] - faster[-1]
        return parts


def account(projects: int, rounds: int) -> None:
    """What the engine needs more than the bare loop, part by part."""
    plan = network(projects)
    stages = Stages(plan)
    stages.take_apart(draw(plan, 0, 0))
    rows = np.empty((projects * 30, 6), dtype=np.int32)
    noted: dict[str, list[float]] = {}
    for seed in range(rounds):
        draws = draw(plan, seed, 0)
        services = summary(plan, draws, simulate(plan, draws)).services
        drawing, luck = timed(lambda seed=seed: bare_luck(projects, seed))  # type: ignore[misc]
        bare, (bare_services, _) = timed(lambda luck=luck: bare_loop(projects, *luck, NO_ROWS))  # type: ignore[misc]
        with_rows, _ = timed(lambda luck=luck: bare_loop(projects, *luck, rows))  # type: ignore[misc]
        ours = {name: seconds / services for name, seconds in stages.take_apart(draws).items()}
        bare_parts = {"numbers": drawing, "bare": bare, "rows": with_rows - bare}
        for name, each in (ours | {name: part / bare_services for name, part in bare_parts.items()}).items():
            noted.setdefault(name, []).append(each * 1e9)
    cost = {name: median(all_of_it) for name, all_of_it in noted.items()}
    known = sum(cost[name] for name in ("lay out", "event list", "calendars", "queues", "servers"))
    print(f"\n{projects:,} projects: nanoseconds a service completion, median of {rounds} replications")
    for name, told in (
        ("numbers", "drawing its random numbers"),
        ("bare", "the bare loop, its numbers given: a heap, queues first come first served, no log"),
        ("rows", "  and if it wrote rows as services end"),
    ):
        print(f"{cost[name]:8.1f}  {told}")
    print(f"{cost['set-up'] + cost['play'] + cost['write up']:8.1f}  the compiled engine, of which")
    for name, told in (
        ("set-up", "  room for what will happen, and the plan as tables (Python, numpy)"),
        ("lay out", "  laying them out: returns and skipped steps settled, every row of the log in its place"),
        ("event list", "  the event list, in place of the heap"),
        ("queues", "  queues in the order of the tie rule, in place of first come first served"),
        ("servers", "  the free server of the lowest number, in place of any"),
        ("calendars", "  calendars, though always open"),
    ):
        print(f"{cost[name]:8.1f}  {told}")
    rest = cost["play"] - known
    print(f"{rest:8.1f}    the events themselves: records followed, a graph of items, settling and allocating")
    print(f"{cost['write up']:8.1f}    writing up the log")


def as_minutes_grow_longer(seconds: float) -> None:
    """The event list has a bucket a minute: how much depends on how many minutes there are to an event?"""
    for slower in (0.1, 1.0, 5.0):
        contestants = Contestants(2000, seconds)
        contestants.plan = network(2000, slower)
        turn = contestants.engine("compiled")
        print(f"every duration times {slower:g}: {1e9 / turn.rate:.0f} ns a service completion")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="how long a turn is, at least")
    parser.add_argument("--without", action="append", default=[], help="who does not play, by the name in the table")
    parser.add_argument("--account", action="store_true", help="and where the engine's time goes, part by part")
    asked = parser.parse_args()
    race(asked.projects, asked.rounds, asked.seconds, asked.without)
    if asked.account:
        account(asked.projects, 100)
        as_minutes_grow_longer(asked.seconds)


if __name__ == "__main__":
    main()
