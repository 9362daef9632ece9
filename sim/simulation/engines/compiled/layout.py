"""When a case comes, every record of it that can come to be is laid out, in the order of the log.

Which steps a case will go through, and how often, is in the draws; only the minutes are open. So returns, skipped
steps and attempts are settled here, once, and playing means following each record to the next. All cases at once would
be as well, but the records of those in progress would no longer be in the processor's own memory.

Bounds: a step is gone through at most as often as the draws have columns for it, and in all at most as often as they
say, since they followed the same path.
"""

from sim.base.arrays import Ints
from sim.simulation.draws.chains import SKIPPED
from sim.simulation.engines.compiled.state import NOBODY, Columns, Luck, State, Table
from sim.simulation.event_log import REFUSED, RETURNED
from sim.simulation.jit import at, machine_code


@machine_code
def lay_out(state: State, case: int, process: int) -> None:
    """Writes down all that is known of the records of a case that comes."""
    luck, arrival = state.luck, at(state.arrivals, process)
    row, first_item = case - luck.first_case[process], luck.process_first_item[process]
    for item in range(first_item, luck.process_first_item[process + 1]):
        number = luck.applies_first[case] + item - first_item
        matter = at(state.matters, number)
        used = luck.used[number] if len(luck.used) > 0 else 0
        not_yet_begun(matter, used)
        if luck.applies[number]:
            end = lay_out_straight(state, matter, case, row, item, arrival.next_record)
            if end == NOBODY:
                not_yet_begun(matter, used)
                count_passes(luck, row, item, state.attempts, state.passes)
                end = reserve(luck, item, state.attempts, state.passes, arrival.next_record)
                lay_out_item(state, matter, case, row, item)
            arrival.next_record = end


@machine_code
def not_yet_begun(matter: Table, used: int) -> None:
    """An item of a case of which nothing is known but what its clock shows."""
    matter.first_record = matter.accepted = NOBODY
    matter.clock = used
    matter.accepts = matter.runs = 0


@machine_code
def luck_place(luck: Luck, row: int, step: int, attempt: int) -> int:
    """Where the luck of the row-th case of a process stands, for this time through the step."""
    return luck.step_first[step] + luck.step_cases[step] * attempt + row


@machine_code
def next_step(luck: Luck, step: int, outcome: int) -> int:
    """The step that comes after one that ended so."""
    return luck.step_return_to[step] if outcome == RETURNED else step + 1


@machine_code
def count_passes(luck: Luck, row: int, item: int, attempts: Ints, passes: Ints) -> None:
    """Follows one item of one case: how often each of its steps will really be done."""
    step, end = luck.item_first_step[item], luck.item_first_step[item + 1]
    for one in range(step, end):
        attempts[one] = passes[one] = 0
    while step < end:
        drawn = luck_place(luck, row, step, attempts[step])
        attempts[step] += 1
        if luck.minutes[drawn] != SKIPPED:
            passes[step] += 1
        outcome = luck.outcome[drawn]
        step = end if outcome == REFUSED else next_step(luck, step, outcome)


@machine_code
def reserve(luck: Luck, item: int, attempts: Ints, place: Ints, free: int) -> int:
    """Turns the number of each step's records into the place of the first of them; returns what is then free."""
    for step in range(luck.item_first_step[item], luck.item_first_step[item + 1]):
        count = place[step]
        place[step] = free
        attempts[step] = 0
        free += count
    return free


@machine_code
def lay_out_straight(state: State, matter: Table, case: int, row: int, item: int, free: int) -> int:
    """Most items go once through each step; returns what is then free, or NOBODY if something is returned."""
    luck, previous = state.luck, NOBODY
    for step in range(luck.item_first_step[item], luck.item_first_step[item + 1]):
        drawn = luck_place(luck, row, step, 0)
        outcome = luck.outcome[drawn]
        if outcome == RETURNED:
            return NOBODY
        if luck.minutes[drawn] != SKIPPED:
            lay_out_record(at(state.records, free), case, step, luck.minutes[drawn], outcome)
            name_record(state.columns, free, case, item, step, 0)
            link(matter, state.records, previous, free)
            previous = free
            free += 1
        if outcome == REFUSED:
            return free
        if luck.step_accepts[step]:
            mark_acceptance(matter, state.records, previous)
    return free


@machine_code
def lay_out_item(state: State, matter: Table, case: int, row: int, item: int) -> None:
    """Follows one item of one case and writes its records, each knowing the one that comes after it."""
    luck, attempts, place = state.luck, state.attempts, state.passes
    step, end = luck.item_first_step[item], luck.item_first_step[item + 1]
    previous = NOBODY
    while step < end:
        attempt = attempts[step]
        attempts[step] += 1
        drawn = luck_place(luck, row, step, attempt)
        outcome = luck.outcome[drawn]
        if luck.minutes[drawn] != SKIPPED:
            record = place[step]
            place[step] += 1
            lay_out_record(at(state.records, record), case, step, luck.minutes[drawn], outcome)
            name_record(state.columns, record, case, item, step, attempt)
            link(matter, state.records, previous, record)
            previous = record
        if outcome == REFUSED:
            return
        if luck.step_accepts[step] and outcome != RETURNED:
            mark_acceptance(matter, state.records, previous)
        step = next_step(luck, step, outcome)


@machine_code
def lay_out_record(new: Table, case: int, step: int, minutes: int, outcome: int) -> None:
    """One time through a step, as it is known beforehand."""
    new.case = case
    new.step = step
    new.end = minutes
    new.outcome = outcome
    new.accepts = 0
    new.following = new.joined = new.start = new.server = NOBODY


@machine_code
def name_record(columns: Columns, record: int, case: int, item: int, step: int, attempt: int) -> None:
    """Whose record it is, as the log says it."""
    columns.case[record], columns.item[record] = case, item
    columns.step[record], columns.attempt[record] = step, attempt


@machine_code
def link(matter: Table, records: Table, previous: int, record: int) -> None:
    """One record comes after another, or first of its item."""
    if previous == NOBODY:
        matter.first_record = record
    else:
        at(records, previous).following = record


@machine_code
def mark_acceptance(matter: Table, records: Table, previous: int) -> None:
    """The item is accepted at the end of this record, or from the beginning if no record precedes."""
    if previous == NOBODY:
        matter.accepts = 1
    else:
        at(records, previous).accepts = 1
