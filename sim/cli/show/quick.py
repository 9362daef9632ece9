"""What matters as far as it is known by now, on the screen."""

import numpy as np

from sim.base.numerals import percent
from sim.cli.names_known import know_titles
from sim.cli.show.studies import budget_in_words
from sim.cli.show.tables import Listing, console
from sim.statistics.regression import FEWEST_POINTS, share_in_words
from sim.studies.indices import MEAN, WITHIN, Shares
from sim.studies.quick import SoFar
from sim.studies.sweep import shortfall

SHOWN = 10
TELLING = "Numbers that tell something beyond chance (a tenth of such may be false), and what each explains alone"


def show_so_far(found: SoFar) -> None:
    """How far the answer goes over the points that are played, which groups and which numbers it follows from."""
    screen, design, count = console(), found.design, len(found.told.points)
    know_titles([*(one.title for one in design.factors), *(one.title for one in found.groups)])
    clock, target = design.study.responses[0], design.target
    title = f"After {count:,} of {design.size:,} points" if not found.is_whole else f"All {count:,} points"
    if not found.is_enough:
        screen.print(f"{title}: too few to tell what matters, it takes {FEWEST_POINTS}.")
        return
    heads = [f"P({clock} ≤ {target:g})", f"mean {clock}"]
    within = found.told.figures[WITHIN]
    low, middle, high = (percent(float(np.quantile(within, share))) for share in (0.1, 0.5, 0.9))
    screen.print(f"{title}: {heads[0]} is {middle} in the middle of them, and {low} to {high} at four fifths.")
    groups = [[str(one.title), f"{len(one.factors):,}", *_cells(one.shares)] for one in found.groups[:SHOWN]]
    screen.print(Listing("What all that one knows about explains together", ["whom", "numbers", *heads], groups))
    if found.telling:
        rows = [[str(one.factor.title), *_cells(one.shares)] for one in found.telling[:SHOWN]]
        screen.print(Listing(TELLING, ["number", *heads], rows))
    left = len(found.numbers) - len(found.telling)
    screen.print(f"Of {left:,} of {len(found.numbers):,} numbers so many points do not tell whether they matter.")
    for figure, word in zip((WITHIN, MEAN), heads, strict=True):
        if figure in found.budgets:
            screen.print(budget_in_words(found.budgets[figure], word, design.study.replications))
    for sentence in shortfall(found.told):
        screen.print(sentence)


def _cells(shares: Shares) -> list[str]:
    return [share_in_words(shares[figure]) if figure in shares else "nothing" for figure in (WITHIN, MEAN)]
