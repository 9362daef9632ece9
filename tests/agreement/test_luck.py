"""The luck of every case, drawn once more by a slow twin: one case after another, as it goes through its steps."""

from collections import Counter
from math import floor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from readable import drawn_by_python
from towns import Document, documents, drawn

from sim.scenario import load_scenario
from sim.scenario.precedence import deciding_traits
from sim.simulation.draws import initial_state
from sim.simulation.draws.chains import LONGEST_MINUTES, SKIPPED
from sim.simulation.draws.distributions import SURELY, quantiles
from sim.simulation.draws.draw import Draws, draw, without_time
from sim.simulation.draws.past import share_up_to, whole_given
from sim.simulation.draws.returns import return_shares
from sim.simulation.draws.rounding import rounded_by_luck
from sim.simulation.draws.streams import uniforms
from sim.simulation.event_log import BOUND, DONE, MOST_ATTEMPTS, REFUSED, RETURNED
from sim.simulation.lower import lower
from sim.simulation.plan import ON_CLOCK, Plan, StepLuck

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
STORIES = Path(__file__).parents[1] / "behaviour" / "scenarios"
UNIT = Path(__file__).parents[1] / "unit" / "scenarios"
MEASURED = [STORIES / "measured" / name for name in ("extended.yaml", "open.yaml")]
TOLD = [STORIES / "town.yaml", UNIT / "two-processes.yaml", UNIT / "hall.yaml", *MEASURED, VALID / "measured.yaml"]


class OneByOne:
    """The cases of one process; *backlog* of them are there on the first day, and have streams of their own."""

    def __init__(self, plan: Plan, draws: Draws, number: int) -> None:
        self.plan, self.draws, self.number = plan, draws, number
        self.first, self.count = int(draws.first_case[number]), int(np.diff(draws.first_case)[number])
        self.backlog = sum(position.cases for position in plan.backlog[number])
        self.name, self.process = list(plan.scenario.processes)[number], plan.processes[number]
        self.rules = plan.rules_at(draws.arrival[self.first : self.first + self.count]).tolist()
        self.by_rules = [rules.scenario.processes[self.name] for rules in plan.rules]
        self.known: dict[tuple, np.ndarray] = {}
        self.by_luck = rounded_by_luck(plan)
        self.own_past: dict[tuple[int, int], tuple[float, bool]] = {}
        self.past = self.known_past()
        self.complexity = [self.quantile(self.process.complexity, case, "complexity") for case in range(self.count)]

    def known_past(self) -> dict[tuple[int, int], tuple[int, float, int]]:
        """Of a case that is in the middle of an item: at which step, for how long, and what the item's clock shows."""
        past = self.plan.pasts[self.number]
        if past is None:
            return {}
        rows = zip(past.case.tolist(), past.item.tolist(), past.step.tolist(), past.spent, past.used, strict=True)
        own = zip(past.stretch.tolist(), past.sent_back.tolist(), strict=True)
        self.own_past = dict(zip(zip(past.case.tolist(), past.item.tolist(), strict=True), own, strict=True))
        return {(case, item): (step, spent, used) for case, item, step, spent, used in rows}

    def luck(self, case: int, *names: str, attempt: int = 0) -> float:
        there = case < self.backlog
        key = (f"{self.name} backlog" if there else self.name, *names, attempt)
        if key not in self.known:
            self.known[key] = uniforms(self.count, self.draws.seed, self.draws.replication, *key[:-1], attempt=attempt)
        return float(self.known[key][case if there else case - self.backlog])

    def quantile(self, chance, case: int, *names: str, attempt: int = 0) -> float:
        return float(quantiles(chance, np.array([self.luck(case, *names, attempt=attempt)]))[0])

    # What kind of case it is, and what it needs

    def kind(self, case: int) -> str:
        """The first class up to which the shares come to more than its luck."""
        if case < self.backlog:
            place = int(initial_state.positions(self.plan, self.number)[case])
            ends = initial_state.class_shares(self.plan, self.number)[place].tolist()
        else:
            ends = np.cumsum([one.share.value for one in self.process.classes.values()]).tolist()
        names = list(self.process.classes)
        return next((name for name, end in zip(names, ends, strict=True) if self.luck(case, "class") < end), names[-1])

    def traits(self, case: int) -> set[str]:
        told = self.by_rules[self.rules[case]].traits
        return {trait for trait, shares in told.items() if self.luck(case, "trait", trait) < self.share(shares, case)}

    def share(self, shares, case: int) -> float:
        """By its class; by what is said of all where its class is not named; nothing where neither is."""
        named = shares.get(self.kind(case), shares.get("all"))
        return named.value if named is not None else 0.0

    def has(self, case: int, having: str | None, lacking) -> bool:
        traits = self.traits(case)
        return (having is None or having in traits) and not traits.intersection(lacking)

    def needs(self, case: int, item: int) -> bool:
        told = self.plan.items[item]
        if int(self.plan.item_rules[item]) != self.rules[case] or not self.has(case, told.having, told.lacking):
            return False
        own = self.plan.item_names[item].partition(".")[2]
        share = self.share(told.applies, case)
        needed = self.luck(case, told.together or own, "applies") < share
        return needed and (told.serves is None or any(self.needs(case, other) for other in self.named(told.serves)))

    def named(self, names) -> list[int]:
        """The items of these names, by whichever rules."""
        return [
            item for item in self.plan.items_of(self.number) if self.plan.item_names[item].partition(".")[2] in names
        ]

    def check_kinds(self) -> None:
        plan, items = self.plan, self.plan.items_of(self.number)
        for case in range(self.count):
            variant = int(self.draws.variant[self.first + case])
            deciding = deciding_traits(self.by_rules[self.rules[case]])
            assert plan.variant_process[variant] == self.number
            assert plan.variant_rules[variant] == self.rules[case]
            assert plan.variant_class[variant] == self.kind(case)
            assert plan.variant_traits[variant] == self.traits(case).intersection(deciding)
            if case >= self.backlog:
                assert self.applied(case) == [self.needs(case, item) for item in items]

    def applied(self, case: int) -> list[bool]:
        first = int(self.draws.applies_first[self.first + case])
        return self.draws.applies[first : first + len(self.plan.items_of(self.number))].tolist()

    # How it goes through the steps of an item

    def check_items(self) -> None:
        for place, item in enumerate(self.plan.items_of(self.number)):
            times, records = Counter[int](), Counter[int]()
            for case in range(self.count):
                used = self.past.get((case, item), (0, 0, 0))[-1]
                assert self.draws.used_before(self.first + case, place) == used
                if self.applied(case)[place]:
                    visits = self.walked(case, item, records)
                    times.update({step: max(0, visits[step] - times[step]) for step in visits})
            for step in self.plan.steps_of(item):
                assert self.draws.columns[step] == max(times[step], 1)
                assert self.draws.most_records[step] == records[step]
                assert self.draws.step_case[step] == self.first
                assert self.draws.step_cases[step] == self.count

    def walked(self, case: int, item: int, records: Counter[int]) -> Counter[int]:
        """From the first step to the last, and back where it is returned: how often it comes to each."""
        steps = self.plan.steps_of(item)
        visits, step = Counter[int](), steps.start
        while step < steps.stop:
            number = visits[step]
            visits[step] += 1
            minutes, outcome = self.at(case, item, step, number)
            records[step] += minutes != SKIPPED
            place = int(self.draws.place(step, self.first + case, number))
            assert (self.draws.minutes[place], self.draws.outcome[place]) == (minutes, outcome)
            if self.plan.step_luck[step].chasers:
                latest = self.draws.latest[int(self.draws.place_of_latest(step, self.first + case, number))]
                assert latest == self.latest(case, item, step, number)
            step = int(self.plan.step_return_to[step]) if outcome == RETURNED else step + 1
        return visits

    def at(self, case: int, item: int, step: int, number: int) -> tuple[int, int]:
        if not self.happens(case, item, step, number):
            return SKIPPED, DONE
        return self.minutes(case, item, step, number), self.outcome(case, item, step, number)

    def chance(self, case: int, step: int) -> StepLuck:
        """What chance decides there for its class."""
        return self.plan.step_luck[step].of(list(self.process.classes).index(self.kind(case)))

    def own(self, item: int, step: int) -> tuple[str, str]:
        told = self.plan.items[item]
        return told.luck or self.plan.item_names[item].partition(".")[2], self.plan.step_names[step]

    def happens(self, case: int, item: int, step: int, number: int) -> bool:
        """Where it stands on the first day, it goes on: what comes before is done."""
        stands = self.past.get((case, item), (-1,))[0]
        if number == 0 and stands >= step:
            return stands == step
        return self.picked(case, item, step, number)

    def picked(self, case: int, item: int, step: int, number: int) -> bool:
        luck, complexity = self.chance(case, step), self.complexity[case]
        return (
            self.luck(case, *self.own(item, step), "happens", attempt=number) < luck.happens
            and luck.more_complex_than < complexity <= luck.at_most_as_complex_as
            and self.has(case, luck.having, luck.lacking)
        )

    def outcome(self, case: int, item: int, step: int, number: int) -> int:
        """Returned, if its luck is below the share; else refused, if another luck is; else done."""
        luck = self.chance(case, step)
        complexity = np.array([self.complexity[case]])
        share = np.ravel(return_shares(luck, number, self.process.complexity, complexity))[0]
        share *= self.left_by(luck.mended_by, case, item)
        if self.luck(case, *self.own(item, step), "returns", attempt=number) < share:
            return BOUND if number + 1 >= MOST_ATTEMPTS else RETURNED
        return REFUSED if self.luck(case, *self.own(item, step), "refuses", attempt=number) < luck.refuses else DONE

    def left_by(self, helpers, case: int, item: int) -> float:
        """What is left by earlier steps, each of which helps those to whom it happens the first time."""
        left = 1.0
        for helper, share in helpers:
            left *= 1 - share if self.picked(case, item, helper, 0) else 1
        return left

    def minutes(self, case: int, item: int, step: int, number: int) -> int:
        luck = self.chance(case, step)
        stands, spent, used = self.past.get((case, item), (-1, 0.0, 0))
        stretch, sent_back = self.own_past.get((case, item), (1.0, False))
        here = number == 0 and stands == step
        length = luck.length(1 if here and sent_back else number)
        unit = self.unit(case, item, step, length.minutes)
        on_clock = self.plan.step_counts_from[step] == ON_CLOCK
        own = here and on_clock and length.promised and not luck.chasers
        unit *= stretch if own else 1
        behind = used if on_clock else spent
        if here and (behind or sent_back or (own and stretch != 1)) and unit:
            u = np.array([self.luck(case, *self.own(item, step), "minutes")])
            whole = whole_given(length.chance, u, np.array([behind / unit]))[0] * unit
            return min(round(whole if on_clock else whole - behind), LONGEST_MINUTES)
        taken = self.quantile(length.chance, case, *self.own(item, step), "minutes", attempt=number) * unit
        if self.by_luck[2 * luck.number + bool(number)]:
            part = self.luck(case, *self.own(item, step), "rounding", attempt=number)
            below = floor(taken + 1e-6)
            return below + (part < taken - below)
        return min(round(taken), LONGEST_MINUTES)

    def unit(self, case: int, item: int, step: int, minutes: float) -> float:
        """How many minutes one unit of a step's time is for the case."""
        luck = self.chance(case, step)
        if luck.department >= 0:
            name, body = list(self.plan.scenario.departments.items())[luck.department]
            year = uniforms(1, self.draws.seed, self.draws.replication, "department", name, "year")
            minutes *= float(quantiles(body.year, year)[0])
        minutes *= self.complexity[case] if luck.complexity else 1
        return minutes * self.left_by(luck.saved_by, case, item)

    def latest(self, case: int, item: int, step: int, number: int) -> int:
        """The earliest minute of all who chase it."""
        by = [LONGEST_MINUTES]
        for chaser in self.chance(case, step).chasers:
            names, unit = self.own(item, step), chaser.at.minutes
            passed, chased = 0.0, chaser.share
            if number == 0 and self.past.get((case, item), (-1,))[0] == step and unit:
                unit *= self.own_past[case, item][0] if chaser.at.promised else 1
                passed = share_up_to(chaser.at.chance, np.array([self.past[case, item][2] / unit]))[0]
                chased *= (1 - passed) / max(1 - chased * passed, 1 - SURELY)
            if self.luck(case, *names, f"chased by {chaser.name}", attempt=number) < chased:
                u = self.luck(case, *names, f"latest by {chaser.name}", attempt=number)
                beyond = np.array([min(u + (1 - u) * passed, SURELY)])
                by.append(min(round(quantiles(chaser.at.chance, beyond)[0] * unit), LONGEST_MINUTES))
        return min(by)


def check(plan: Plan, draws: Draws) -> None:
    assert len(draws.first_case) == len(plan.processes) + 1
    assert draws.first_case[-1] == draws.cases
    for number in range(len(plan.processes)):
        cases = OneByOne(plan, draws, number)
        assert draws.backlog[number] == cases.backlog
        mine = slice(cases.first, cases.first + cases.count)
        assert draws.number[mine].tolist() == list(range(-cases.backlog, cases.count - cases.backlog))
        assert (draws.arrival[mine][: cases.backlog] == 0).all()
        cases.check_kinds()
        cases.check_items()


# A town that fails is told as it was drawn: to look for a smaller one would take minutes.
@settings(
    max_examples=60, phases=[Phase.generate], derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(document=documents())
def test_every_case_meets_the_luck_of_its_name(document: Document) -> None:
    check(*drawn(document, replication=1))


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.stem)
def test_so_do_the_cases_of_the_stories(path: Path) -> None:
    plan = lower(load_scenario(path))
    check(plan, draw(plan, 3, 2))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.stem)
def test_plain_python_draws_the_same_luck_as_machine_code(path: Path, seed: int) -> None:
    plan = lower(load_scenario(path))
    compiled = draw(plan, seed, 0)
    with drawn_by_python():
        plain = draw(plan, seed, 0)
    for column in ("columns", "most_records", "minutes", "outcome", "used", "latest"):
        assert (getattr(plain, column) == getattr(compiled, column)).all(), column


def test_without_a_party_its_steps_do_not_happen_and_all_else_stays() -> None:
    plan = lower(load_scenario(STORIES / "town.yaml"))
    draws = draw(plan, 1, 0)
    none, without = without_time(plan, draws, ()), without_time(plan, draws, ("government", "public"))
    assert (none.minutes == draws.minutes).all()
    assert (none.outcome == draws.outcome).all()
    ends = [*draws.step_first.tolist(), len(draws.minutes)]
    for step, party in enumerate(plan.step_party):
        mine = slice(ends[step], ends[step + 1])
        if party in ("government", "public"):
            assert (without.minutes[mine] == SKIPPED).all()
            assert (without.outcome[mine] == DONE).all()
        else:
            assert (without.minutes[mine] == draws.minutes[mine]).all()
            assert (without.outcome[mine] == draws.outcome[mine]).all()
    assert {"government", "public"} & set(plan.step_party)
    assert set(plan.step_party) - {"government", "public"}
