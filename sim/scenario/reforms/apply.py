"""Applying a package of reforms to a scenario's document.

Every kind of change has its turn (cuts in what the base has, new parts, merges, splits, precedence, new steps,
removals, values, who is spared, who is chased, longer and shorter hours, reductions, factors), and within a turn
reforms go by name, the scenario's own changes last. Counts are made whole again once the cuts have acted, and in the
end. So the order in which a package is written changes nothing; two reforms that would leave the result to that order
contradict each other, and are refused by name.

What a reform changes in an item that another merges or removes is gone with it, but for order: the merged item waits
for what the old one was made to wait for, and who was made to wait for the old one waits for the merged one. What was
added only for the sake of other items (`serves`) goes with the last of them, or as all of them become one.
"""

from collections.abc import Callable

from sim.base.errors import ScenarioError
from sim.scenario.quantities import TwoLanguages, copied
from sim.scenario.reforms.change_numbers import (
    chase,
    close_sooner,
    cut,
    keep_values,
    multiply,
    open_longer,
    reduce,
    round_counts,
    set_values,
    spare,
)
from sim.scenario.reforms.change_structure import add, claim_merged, insert, merge, remove, rewire, split
from sim.scenario.reforms.conflicts import OWN, Document, Package, turn
from sim.scenario.reforms.model import Change, Reform

TURNS: list[tuple[str, Callable[[Package, Change], None]]] = [
    ("cut", cut),
    ("add", add),
    ("merge", claim_merged),
    ("merge", merge),
    ("split", split),
    ("after", rewire),
    ("insert", insert),
    ("remove", remove),
    ("set", set_values),
    ("spare", spare),
    ("chase", chase),
    ("open", open_longer),
    ("close", close_sooner),
    ("reduce", reduce),
    ("times", multiply),
]


def own_reform(changes: list[Change]) -> Reform:
    """What a scenario changes by itself, as one more reform of its package."""
    return Reform(reform=OWN, title=TwoLanguages(en="own changes", zh="自身改动"), changes=changes)


def apply_reforms(
    document: Document,
    package: list[Reform],
    source: str,
    elsewhere: Callable[[], set[str]] = set,
    kept: float = 1,
    others: Callable[[], set[str]] = set,
) -> Package:
    """The resolved document with every reform of the package applied, and who has touched what.

    The given document is left as it was. *elsewhere* are items of reforms outside the package; *kept* says how far,
    from 0 to 1, the reforms are kept (`sim.scenario.reforms.keeping`). What a reform names that only scenarios beside
    this one have (*others*) is passed over. Raises `ScenarioError` if two reforms contradict
    each other, one lacks what it needs, or a change changes nothing.
    """
    before = [*document.get("reformed", []), *document.get("put_in_force", [])]
    _check_company(package, [name for name in before if name != OWN], source)
    work = Package(copied(document), source, base=document, elsewhere=elsewhere, kept=kept, others=others)
    for verb, apply in TURNS:
        if verb == "spare":
            round_counts(work)
            work.normalise()
            keep_values(work)
        for reform in sorted(package, key=lambda one: turn(one.reform)):
            for place, change in enumerate(reform.changes):
                if getattr(change, verb):
                    work.reform, work.path = reform.reform, f"changes[{place}].{verb}"
                    apply(work, change)
    round_counts(work)
    work.require_something()
    work.sort_new_parts()
    return work


def _check_company(package: list[Reform], before: list[str], source: str) -> None:
    """Refuses a reform in the wrong company, that of the reforms already worked into the base included."""
    names = [*before, *(reform.reform for reform in package)]
    for reform in package:
        if names.count(reform.reform) > 1:
            there = (
                "is in the base already: leave it out" if reform.reform in before else "is named twice: once is enough"
            )
            raise ScenarioError(source, "reforms", f"'{reform.reform}' {there}")
        for other in reform.excludes:
            if other in names:
                pair = sorted((reform.reform, other))
                message = f"'{pair[0]}' and '{pair[1]}' exclude each other: choose one"
                raise ScenarioError(source, "reforms", message)
        for other in reform.needs:
            if other not in names:
                raise ScenarioError(source, "reforms", f"'{reform.reform}' needs '{other}': add it to the package")
