"""Before anything is played, every record that can come to be is laid out, in the order of the log.

Which steps a case will go through, and how often, is in the draws; only the minutes are open. So returns, skipped
steps and attempts are settled here, once, and playing means following each record to the next.

Bounds: a step is gone through at most as often as the draws have columns for it, since they followed the same path;
there are as many records as `count_records` has counted on that path.
"""

from sim.arrays import Ints
from sim.draws import SKIPPED
from sim.engines.compiled.jit import entry, machine_code
from sim.engines.compiled.world import NOBODY, Columns, Luck, Table
from sim.events import REFUSED, RETURNED


@entry
def count_records(luck: Luck, attempts: Ints, passes: Ints, counts: Ints) -> None:
    """Counts how many records there can be of each step; *attempts* and *passes* are room to work in."""
    for process in range(len(luck.process_first_item) - 1):
        first, end = luck.first_case[process], luck.first_case[process + 1]
        for item in range(luck.process_first_item[process], luck.process_first_item[process + 1]):
            for case in range(first, end):
                if luck.applies[luck.applies_first[case] + item - luck.process_first_item[process]]:
                    count_passes(luck, case - first, item, attempts, passes)
                    for step in range(luck.item_first_step[item], luck.item_first_step[item + 1]):
                        counts[step] += passes[step]


@entry
def lay_out(luck: Luck, matters: Table, records: Table, columns: Columns, attempts: Ints, place: Ints) -> None:
    """Writes down all that is known of every record; *attempts* and *place* are room to work in."""
    free = 0
    for process in range(len(luck.process_first_item) - 1):
        first_item, end_item = luck.process_first_item[process], luck.process_first_item[process + 1]
        first = luck.first_case[process]
        for case in range(first, luck.first_case[process + 1]):
            for item in range(first_item, end_item):
                matter = luck.applies_first[case] + item - first_item
                if luck.applies[matter]:
                    count_passes(luck, case - first, item, attempts, place)
                    free = reserve(luck, item, attempts, place, free)
                    lay_out_item(luck, matters[matter], records, columns, case, case - first, item, attempts, place)


@machine_code
def luck_place(luck: Luck, row: int, step: int, attempt: int) -> int:
    """Where the luck of the row-th case of a process stands, for this time through the step."""
    return luck.step_first[step] + row * luck.columns[step] + attempt


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
def lay_out_item(
    luck: Luck,
    matter: Table,
    records: Table,
    columns: Columns,
    case: int,
    row: int,
    item: int,
    attempts: Ints,
    place: Ints,
) -> None:
    """Follows one item of one case and writes its records, each knowing the one that comes after it."""
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
            lay_out_record(records[record], case, step, luck.minutes[drawn], outcome)
            name_record(columns, record, case, item, step, attempt)
            link(matter, records, previous, record)
            previous = record
        if outcome == REFUSED:
            return
        if luck.step_accepts[step]:
            mark_acceptance(matter, records, previous)
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
        records[previous].following = record


@machine_code
def mark_acceptance(matter: Table, records: Table, previous: int) -> None:
    """The promised limit runs from the end of this record, or from the beginning if no record precedes."""
    if previous == NOBODY:
        matter.accepts = 1
    else:
        records[previous].accepts = 1
