"""What sensitivity studies and sweeps found, on the screen."""

from typing import Final

from sim.base.language import spoken
from sim.base.numerals import percent
from sim.cli.show.tables import Listing, console
from sim.experiment.verdict_words import how_far
from sim.report.sources import in_language
from sim.statistics.regression import share_in_words
from sim.statistics.variance import Budget
from sim.studies.design.factors import Factor
from sim.studies.discovery import Discovery
from sim.studies.influence import Disagreement, Influence, disagreements
from sim.studies.sensitivity import Sensitivity
from sim.studies.sweep import FIGURES, shortfall

SHOWN: Final = 15


def show_sensitivity(found: Sensitivity, target: float) -> None:
    """The factors that matter most, where the methods disagree, what was not tested, and the uncertainty budget."""
    screen, words = console(), _figure_words(found.clock, target)
    title = f"What moves {found.clock}, of {len(found.design.factors)} numbers that may be wrong"
    figures = [f"{word} {kind}" for word in ("mean", f"P(≤ {target:g})") for kind in ("alone", "in all")]
    rows = [[*_told(factor), *_cells(found.influences[factor.name])] for factor in found.ranked()[:SHOWN]]
    screen.print(Listing(title, ["number", "range", "grade", "source", *figures], rows, left=frozenset(range(4))))
    screen.print(
        "alone, in all: share of the variance that the number explains by itself, and together with others (95 %\n"
        "intervals): Sobol's indices, of what the numbers make that were kept; in the second line by regression, of\n"
        "what all make. screened: too little in Morris's screening to go on; its share of squared effects.",
        style="dim",
    )
    for sentence in sensitivity_in_words(found, words):
        screen.print(sentence)
    for figure, word in words.items():
        if figure in found.budgets:
            screen.print(budget_in_words(found.budgets[figure], word, found.replications))


def sensitivity_in_words(found: Sensitivity, words: dict[str, str]) -> list[str]:
    """Where the methods disagree, what was not tested, and where nobody finished."""
    factors = {factor.name: factor for factor in found.design.factors}
    told = [
        _disagreement(found, one, str(factors[one.factor].title), words[one.figure])
        for one in disagreements(found.influences)
    ]
    for name, values in found.unseen.items():
        out = all(one.total is None for one in found.influences[name].values())
        more = ", and screened out all the same" if out else ""
        listed = factors[name].listed(values)
        told.append(f"{factors[name].title}: not tested at {listed}{more}; with a larger --screen it is.")
    return [*told, *shortfall(*found.told)]


def _disagreement(found: Sensitivity, one: Disagreement, title: str, figure: str) -> str:
    """In a sentence that names the factor."""
    influence = found.influences[one.factor][one.figure]
    assert influence.regression is not None
    told = share_in_words(influence.regression)
    if one.screened:
        kept = "it goes on" if influence.total is not None else "it is left out all the same: raise --keep"
        why = f"the screening lets it pass for {influence.share:.1%} of the effects on {figure}"
        return f"{title}: {why}, and regression says that alone it explains {told}: {kept}."
    assert influence.first is not None
    first = f"{share_in_words(influence.first)} of what the numbers make that were kept"
    remedy = "more --samples and --points tell them apart, a larger --keep whether it depends on the others"
    return f"{title}: alone it explains of {figure} by Sobol's index {first}, by regression {told} of all: {remedy}."


def budget_in_words(budget: Budget, what: str, replications: int) -> str:
    """The shares of a budget in a sentence."""
    shares = budget.shares
    if shares is None:
        return f"Nothing moves {what}, neither the inputs nor chance."
    low, high = map(percent, budget.inputs_interval)
    parts = f"{percent(shares['unknown_inputs'])} unknown inputs [{low}–{high}], {percent(shares['chance'])} chance"
    few = f"{percent(shares['too_few_runs'])} too few runs ({replications} replications)"
    spread = f"standard deviation {budget.total**0.5:.3g}"
    return f"Of the spread of {what} ({spread}): {parts} in one replication, {few}."


def show_discovery(found: Discovery) -> None:
    """The boxes in words, with coverage and density."""
    screen = console()
    screen.print(discovery_in_words(found))
    if found.ignorance is not None:
        screen.print(how_far(found.ignorance, found.ignorance.scenario, "en"))
    if not found.found:
        return
    rows = [
        [
            sentence,
            f"{tried.again} of {tried.searches}",
            *(percent(share) for share in (box.density, box.coverage, box.mass)),
        ]
        for sentence, box, tried in zip(found.sentences(), found.found, found.tried, strict=True)
    ]
    screen.print(Listing("", ["", "found again", "density", "coverage", "share of points"], rows))
    screen.print(
        "The sentences tell of points that did not choose the box (95 % interval): it was looked for again without a\n"
        "tenth of the points, ten times. density: share that misses of the points that chose it, too large for being\n"
        "chosen; coverage: share of all misses that is in the box. Each is found on the points outside those above it.",
        style="dim",
    )


def discovery_in_words(found: Discovery) -> str:
    """Where the target is missed, in a sentence."""
    goal = f"{found.probability:.0%} of projects ({found.group}) within {found.manifest['target']:g} {found.clock}"
    if found.missed == 0:
        return f"{goal} is reached at every one of {found.points:,} points."
    if found.missed == found.points:
        return f"{goal} is missed at every one of {found.points:,} points: no box to find."
    said = f"{goal} is missed at {found.missed:,} of {found.points:,} points ({percent(found.base_rate)})"
    if found.nobody:
        said += f", at {found.nobody:,} of them because nobody finished"
    return f"{said}." if found.found else f"{said}, but in no box of the factors much oftener than elsewhere."


def _told(factor: Factor) -> list[str]:
    return [str(factor.title), _bounds(factor), factor.grade or "", in_language(factor.source or "", spoken())]


def _bounds(factor: Factor) -> str:
    """Between what the factor moves, or what it may be."""
    if factor.spread is not None:
        return f"{factor.spread.low:.4g}–{factor.spread.high:.4g}"
    return "off, on" if factor.reform else " / ".join(map(str, factor.words))


def _cells(figures: dict[str, Influence]) -> list[str]:
    cells: list[str] = []
    for figure in FIGURES:
        one = figures[figure]
        screened = f"screened {one.share:.1%}" if one.effect else "nothing"
        alone = [share_in_words(share) for share in (one.first, one.regression) if share is not None]
        cells += ["\n".join(alone), share_in_words(one.total) if one.total is not None else screened]
    return cells


def _figure_words(clock: str, target: float) -> dict[str, str]:
    return {"mean": f"mean {clock}", "within": f"P({clock} ≤ {target:g})"}
