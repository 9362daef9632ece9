"""Packages held against many worlds, on the screen."""

from sim.base.numerals import NONE, percent
from sim.cli.show.tables import Listing, console
from sim.studies.robust import PackageOverWorlds, Robust
from sim.studies.sweep import shortfall

SHOWN = 16


def show_robust(found: Robust) -> None:
    """How each package does over the worlds, the smallest robust one, and where it breaks the promise."""
    screen = console()
    promise = (
        f"{percent(found.probability)} of projects ({found.group}) within {found.manifest['target']:g} {found.clock}"
    )
    heads = ["package", "keeps it in", "P on average", "P in the worst tenth", "regret", "at most", "cost a year"]
    shown = sorted(found.over_worlds, key=lambda one: -one.keeps)[:SHOWN]
    rows = [_row(one) for one in shown]
    screen.print(Listing(f"{promise}, in {found.worlds:,} worlds", heads, rows))
    for sentence in [*robust_in_words(found), *shortfall(found.told)]:
        screen.print(sentence)
    screen.print(
        "A world is what all that is guessed may be at once; every package meets the same worlds and the same luck.\n"
        "keeps it in: share of the worlds, 95 % interval; regret: percentage points that another package would bring\n"
        "more in the same world, on average and at most. What breaks it is told of worlds that did not choose the box.",
        style="dim",
    )


def robust_in_words(found: Robust) -> list[str]:
    """The smallest packages that keep the promise in enough worlds, and which worlds break the first of them."""
    enough, chosen = percent(found.kept_in), found.chosen
    told = []
    if found.smallest:
        fewest = [one for one in found.smallest if len(one.package.reforms) == len(chosen.package.reforms)]
        named = "; ".join(f"{_named(one)} ({percent(one.keeps)})" for one in fewest)
        told.append(f"Smallest of those that keep it in at least {enough} of the worlds: {named}.")
    else:
        told.append(
            f"No package keeps it in {enough} of the worlds; nearest is {_named(chosen)} with {percent(chosen.keeps)}."
        )
    told.append(
        f"With {_named(chosen)} regret is {100 * chosen.regret:.1f} percentage points on average, "
        f"and {100 * chosen.most_regret:.1f} at most."
    )
    told.append(_breaks(found))
    if found.left_out:
        told.append(f"{found.left_out:,} packages do not go together, or nobody comes, in some world: left out.")
    return told


def _breaks(found: Robust) -> str:
    broken = found.broken
    if not broken.missed:
        return "No world breaks it."
    what = f"{broken.missed:,} of {found.worlds:,} worlds break it"
    sentences = broken.sentences()
    if not sentences:
        return f"{what}, and no number by itself is known to be behind that."
    return f"{what}: {'; '.join(sentences)}."


def _row(one: PackageOverWorlds) -> list[str]:
    low, high = one.interval
    cost = NONE if one.cost is None else f"{one.cost:,.0f}"
    return [
        _named(one), f"{percent(one.keeps)} [{percent(low)}–{percent(high)}]", percent(one.within),
        percent(one.worst), f"{100 * one.regret:.1f}", f"{100 * one.most_regret:.1f}", cost,
    ]  # fmt: skip


def _named(one: PackageOverWorlds) -> str:
    return ", ".join(one.package.reforms) or "none"
