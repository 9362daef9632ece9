"""The cases that are there on the first day: of which class each may be, and what it has still to do.

What comes before the items at which a case stands is done, and so is what is beside the way from there; these items
themselves and all that follows them are still to do, each from its beginning.
"""

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.scenario.precedence import share_of
from sim.simulation.plan import Plan, Position


def positions(plan: Plan, process: int) -> Ints:
    """For each case that is there on the first day, the number of its position in the plan's backlog."""
    counts = [position.cases for position in plan.backlog[process]]
    return np.repeat(np.arange(len(counts)), counts)


def class_shares(plan: Plan, process: int) -> Floats:
    """Positions by classes: the shares added up, each class as likely as it comes and needs all items of the place."""
    described = plan.processes[process]
    shares = np.array([one.share.value for one in described.classes.values()])
    needing = [
        [np.prod([share_of(plan.items[item], name) for item in position.items]) for name in described.classes]
        for position in plan.backlog[process]
    ]
    weights = shares * np.array(needing).reshape(-1, len(shares))
    known = np.array([position.class_number for position in plan.backlog[process]], dtype=np.int64)
    weights[known >= 0] = np.eye(len(shares))[known[known >= 0]]
    ends: Floats = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    return ends


def to_do(plan: Plan, process: int, position: Ints, variant: Ints, drawn: Flags) -> Flags:
    """Which items each case has still to do: cases by items; *drawn* says which it would need from the beginning."""
    left = np.zeros_like(drawn)
    for place, kind in np.unique(np.stack([position, variant], axis=1), axis=0):
        cases = np.flatnonzero((position == place) & (variant == kind))
        at, after = _from_here(plan, process, plan.backlog[process][place], kind)
        left[np.ix_(cases, after)] = drawn[np.ix_(cases, after)]
        left[np.ix_(cases, at)] = True
    return left


def _from_here(plan: Plan, process: int, position: Position, variant: int) -> tuple[Ints, Ints]:
    """The items that a case there needs for certain, and the others still to do; numbered within the process."""
    first, items = plan.items_of(process).start, position.items
    ahead = [*items, *position.perhaps]
    reached = set(ahead)
    while ahead:
        ahead = [after for item in ahead for after in plan.after(variant, item) if after not in reached]
        reached |= set(ahead)
    words, needed = {plan.items[item].together for item in items} - {None}, plan.variant_class[variant]
    bound = {item for item in reached if plan.items[item].together in words and share_of(plan.items[item], needed)}
    certain = set(items) | bound
    here, later = (np.array(sorted(those), dtype=np.int64) - first for those in (certain, reached - certain))
    return here, later
