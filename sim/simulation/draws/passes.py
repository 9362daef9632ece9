"""Every case's way through the steps of its items: how often it comes to each, how long it takes, how it ends.

Column after column: one attempt at one step, for all cases that come to it. Luck is calculated only for those.
"""

from math import exp
from typing import Any, Final

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.simulation.draws import rounding
from sim.simulation.draws.chains import LONGEST_MINUTES, NONE, SKIPPED, Chains, Minutes, Outcomes
from sim.simulation.draws.distributions import TABLE_CELLS
from sim.simulation.draws.philox import fill
from sim.simulation.event_log import BOUND, DONE, MOST_ATTEMPTS, REFUSED, RETURNED
from sim.simulation.jit import at, entry, machine_code, routine, stamp

STAMP: Final = stamp("sim.simulation.draws", "sim.simulation.event_log")
"""Goes with the arguments of every entry."""

FIRST: Final[Any] = np.int64(0)
"""The first attempt, or row; handed on as a literal 0 it would have machine code of its own."""

up_or_down = machine_code(rounding.up_or_down)


@entry
def count_passes(chains: Chains) -> None:
    """Who needs each item, and how often each of them comes to each of its steps."""
    for item in range(len(chains.items)):
        of_item = at(chains.items, item)
        list_cases(chains, of_item)
        for step in range(of_item.end_step - 1, of_item.first_step - 1, -1):
            number = step
            while number != NONE:
                luck = at(chains.lucks, number)
                if luck.returns_first > 0 or luck.returns_later > 0:
                    count_returns(chains, of_item, luck)
                number = luck.other
            of_step = at(chains.lucks, step)
            of_step.columns = 1
            for one in range(of_item.cases):
                of_step.columns = max(of_step.columns, chains.passes[pass_place(of_item, step, one)])


@machine_code
def list_cases(chains: Chains, item: Any) -> None:
    """Writes down the cases that need the item; all of them come once to each of its steps."""
    family, free = at(chains.families, item.family), item.first_case
    applies = family.first_applies + item.column
    for case in range(family.cases):
        if chains.applies[applies]:
            chains.cases[free] = case
            free += 1
        applies += family.items
    for place in range(item.first_pass, item.first_pass + item.cases * (item.end_step - item.first_step)):
        chains.passes[place] = 1


@machine_code
def pass_place(item: Any, step: int, one: int) -> int:
    """Where it is noted how often one of the item's cases comes to the step."""
    return item.first_pass + (step - item.first_step) * item.cases + one


@routine
def count_returns(chains: Chains, item: Any, luck: Any) -> None:
    """Each time a case that has this luck is returned, it comes once more to every step from where it is returned to.

    From the last step to the first: how often later steps have returned it behind this one is known, and so how often
    it has to get past it.
    """
    number, coming = FIRST, list_alike(chains, item, luck)
    while coming > 0:
        name_cases(chains, item, coming)
        whom_it_happens_to(chains, item, luck, number, coming)
        decide(chains, item, luck, number, coming)
        left, number = 0, number + 1
        for place in range(coming):
            one = chains.coming[place]
            if chains.decided[place] == RETURNED:
                for again in range(luck.return_to, luck.step + 1):
                    chains.passes[pass_place(item, again, one)] += 1
            if chains.passes[pass_place(item, luck.step, one)] > number:
                chains.coming[left] = one
                left += 1
        coming = left


@machine_code
def list_alike(chains: Chains, item: Any, luck: Any) -> int:
    """How many of the item's cases have this luck at its step, written down as coming."""
    alike = 0
    for one in range(item.cases):
        if is_luck_of(chains, item, luck, chains.cases[item.first_case + one]):
            chains.coming[alike] = one
            alike += 1
    return alike


@machine_code
def is_luck_of(chains: Chains, item: Any, luck: Any, case: int) -> bool:
    """Whether this is the luck of the case's class, where some classes have another one at the step."""
    if luck.by_class == NONE:
        return True
    class_number = chains.class_number[at(chains.families, item.family).first_case + case]
    return bool(chains.luck_by_class[luck.by_class + class_number] == luck.number)


@machine_code
def name_cases(chains: Chains, item: Any, coming: int) -> None:
    """Those of the item's cases that are *coming*, as the process numbers them."""
    for place in range(coming):
        chains.rows[place] = chains.cases[item.first_case + chains.coming[place]]


@routine
def draw_luck(chains: Chains, item: Any, stream: int, number: int, coming: int) -> None:
    """The luck of those that are coming, of one stream; cases of the backlog have a stream of their own."""
    backlog, there = at(chains.families, item.family).backlog, FIRST
    while there < coming and chains.rows[there] < backlog:
        there += 1
    fill(chains.u, chains.keys, stream, number, chains.rows, there, coming, backlog)
    fill(chains.u, chains.keys, chains.streams + stream, number, chains.rows, FIRST, there, FIRST)


@routine
def whom_it_happens_to(chains: Chains, item: Any, luck: Any, number: int, coming: int) -> None:
    """To which of those that are coming the step happens this time; who is there already goes on from where he is."""
    whom_luck_picks(chains, item, luck, number, coming)
    if item.standing != NONE and number == 0:
        backlog = at(chains.families, item.family).backlog
        for place in range(coming):
            if chains.rows[place] < backlog:
                stands = chains.standing[item.standing + chains.rows[place]]
                chains.happens[place] = stands == luck.step or (chains.happens[place] and stands < luck.step)


@routine
def whom_luck_picks(chains: Chains, item: Any, luck: Any, number: int, coming: int) -> None:
    """To which of those that are coming it would happen: by chance, by their traits and their complexity."""
    if luck.happens_stream != NONE:
        draw_luck(chains, item, luck.happens_stream, number, coming)
    for place in range(coming):
        chains.happens[place] = (luck.happens_stream == NONE or chains.u[place] < luck.happens) and (
            luck.eligible == NONE or chains.eligible[luck.eligible + chains.rows[place]]
        )


@machine_code
def always_happens(item: Any, luck: Any) -> bool:
    """Whether the step happens to all, wherever they stand on the first day."""
    return bool(luck.always and item.standing == NONE)


@routine
def leave(chains: Chains, item: Any, first: int, end: int, coming: int) -> None:
    """What earlier steps leave of something for each of those that are coming: all of it where they are skipped."""
    for place in range(coming):
        chains.left[place] = 1.0
    for number in range(first, end):
        helper = at(chains.helpers, number)
        whom_luck_picks(chains, item, at(chains.lucks, helper.step), FIRST, coming)
        for place in range(coming):
            if chains.happens[place]:
                chains.left[place] *= helper.leaves


@routine
def decide(chains: Chains, item: Any, luck: Any, number: int, coming: int) -> None:
    """How this attempt ends: only what is not returned can be refused; what does not happen is done."""
    for place in range(coming):
        chains.decided[place] = DONE
    if luck.refuses > 0:
        draw_luck(chains, item, luck.refuses_stream, number, coming)
        for place in range(coming):
            if chains.u[place] < luck.refuses:
                chains.decided[place] = REFUSED
    share = luck.returns_later if number > 0 else luck.returns_first
    if share > 0:
        send_back(chains, item, luck, number, share, coming)
    if not always_happens(item, luck):
        whom_it_happens_to(chains, item, luck, number, coming)
        for place in range(coming):
            chains.decided[place] = chains.decided[place] if chains.happens[place] else DONE


@machine_code
def send_back(chains: Chains, item: Any, luck: Any, number: int, share: float, coming: int) -> None:
    """Who is returned at this attempt; at the last one the case is let go."""
    leave(chains, item, luck.first_mended, luck.end_mended, coming)
    draw_luck(chains, item, luck.returns_stream, number, coming)
    for place in range(coming):
        if chains.u[place] < return_share(chains, item, luck, number, share, place) * chains.left[place]:
            chains.decided[place] = BOUND if number >= MOST_ATTEMPTS - 1 else RETURNED


@machine_code
def return_share(chains: Chains, item: Any, luck: Any, number: int, share: float, place: int) -> float:
    """The probability that a case is sent back at this attempt (`sim.simulation.draws.returns`)."""
    if luck.power == 0 or share >= 1:
        return share
    odds = luck.odds_later if number > 0 else luck.odds_first
    logarithm = chains.log_complexity[at(chains.families, item.family).first_case + chains.rows[place]]
    return 1.0 / (1.0 + exp(-(odds + luck.power * logarithm)))


@entry
def draw_elsewhere(chains: Chains, u: Floats) -> None:
    """Writes the luck of all lengths whose quantiles are calculated elsewhere, and notes where that of each begins."""
    free = 0
    for number in range(len(chains.items)):
        item = at(chains.items, number)
        for step in range(item.first_step, item.end_step):
            luck_number = step
            while luck_number != NONE:
                luck = at(chains.lucks, luck_number)
                for attempt in range(at(chains.lucks, step).columns):
                    free = write_luck(chains, item, luck, attempt, u, free)
                luck_number = luck.other


@machine_code
def write_luck(chains: Chains, item: Any, luck: Any, attempt: int, u: Floats, free: int) -> int:
    """Writes from *free* on the luck of this attempt's length, if it is calculated elsewhere; what is free then."""
    length = at(chains.lengths, 2 * luck.number + (attempt > 0))
    if length.elsewhere == NONE:
        return free
    coming = list_coming(chains, item, luck, attempt)
    draw_luck(chains, item, luck.minutes_stream, attempt, coming)
    if attempt <= 1:
        length.elsewhere = free
    for place in range(coming):
        u[free + place] = chains.u[place]
    length.many += coming
    return free + coming


@entry
def write(chains: Chains, step_first: Ints, minutes: Minutes, outcome: Outcomes) -> None:
    """Writes the luck of each step from its place *step_first* on, and how often all cases together go through it."""
    for number in range(len(chains.items)):
        item = at(chains.items, number)
        for step in range(item.first_step, item.end_step):
            of_step, begins = at(chains.lucks, step), step_first[step]
            of_step.times = 0
            for attempt in range(of_step.columns):
                luck_number = step
                while luck_number != NONE:
                    luck = at(chains.lucks, luck_number)
                    coming = list_coming(chains, item, luck, attempt)
                    of_step.times += write_attempt(chains, item, luck, attempt, coming, begins, minutes, outcome)
                    luck_number = luck.other
                begins += at(chains.families, item.family).cases


@machine_code
def list_coming(chains: Chains, item: Any, luck: Any, attempt: int) -> int:
    """How many come to this attempt that have this luck, written down as the process numbers them."""
    coming, first_pass, alike = 0, pass_place(item, luck.step, FIRST), luck.by_class == NONE
    for one in range(item.cases):
        if chains.passes[first_pass + one] > attempt:
            case = chains.cases[item.first_case + one]
            if alike or is_luck_of(chains, item, luck, case):
                chains.rows[coming] = case
                coming += 1
    return coming


@machine_code
def write_attempt(
    chains: Chains, item: Any, luck: Any, attempt: int, coming: int, begins: int, minutes: Minutes, outcome: Outcomes
) -> int:
    """How long it takes and how it ends, for all that are coming; to how many of them it happens."""
    times, length = coming, at(chains.lengths, 2 * luck.number + (attempt > 0))
    take(chains, item, luck, length, attempt, coming)
    for place in range(coming):
        minutes[begins + chains.rows[place]] = np.int32(min(chains.taken[place], LONGEST_MINUTES))
    if not always_happens(item, luck):
        whom_it_happens_to(chains, item, luck, attempt, coming)
        for place in range(coming):
            if not chains.happens[place]:
                minutes[begins + chains.rows[place]] = SKIPPED
                times -= 1
    if luck.decides:
        decide(chains, item, luck, attempt, coming)
        for place in range(coming):
            outcome[begins + chains.rows[place]] = chains.decided[place]
    return times


@routine
def take(chains: Chains, item: Any, luck: Any, length: Any, attempt: int, coming: int) -> None:
    """How long the step takes each of those that are coming, in whole minutes."""
    leave(chains, item, luck.first_saved, luck.end_saved, coming)
    draw_lengths(chains, item, length, luck.minutes_stream, attempt, coming)
    unit = length.minutes * at(chains.year, luck.department)
    complexity = at(chains.families, item.family).first_case
    for place in range(coming):
        chains.taken[place] *= unit
        if luck.complexity:
            chains.taken[place] *= chains.complexity[complexity + chains.rows[place]]
        chains.taken[place] *= chains.left[place]
    if length.by_luck:
        draw_luck(chains, item, luck.rounding_stream, attempt, coming)
        for place in range(coming):
            chains.taken[place] = up_or_down(chains.taken[place], chains.u[place])
    else:
        for place in range(coming):
            chains.taken[place] = np.rint(chains.taken[place])


@machine_code
def draw_lengths(chains: Chains, item: Any, length: Any, stream: int, attempt: int, coming: int) -> None:
    """The step's length in its own unit: fixed, by the table of its PERT, or as was calculated beforehand."""
    if length.elsewhere != NONE:
        for place in range(coming):
            chains.taken[place] = chains.elsewhere[length.elsewhere]
            length.elsewhere += 1
    elif length.certain:
        for place in range(coming):
            chains.taken[place] = length.low
    else:
        draw_luck(chains, item, stream, attempt, coming)
        for place in range(coming):
            chains.taken[place] = length.low + length.width * between(chains.tables, chains.u[place], length.table)


@machine_code
def between(tables: Floats, u: float, first: int) -> float:
    """The quantile at *u* by the table that begins at *first*, in a straight line between its cells."""
    cell = np.int64(u * TABLE_CELLS)
    below = tables[first + cell]
    return below + (u * TABLE_CELLS - cell) * (tables[first + cell + 1] - below)
