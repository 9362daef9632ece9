"""Who earned the days, what money buys, and what would help, on the screen."""

import pandas as pd
from rich.console import Console
from rich.text import Text

from sim.base.numerals import percent
from sim.cli.show.cells import SHOWN, members, number, points, share, show_ids, who
from sim.cli.show.tables import Cell, Listing, console
from sim.experiment.clock_words import clock_in_words
from sim.outcomes.steady_state import growth_in_words
from sim.packages.bottleneck import Bottleneck, Gain
from sim.packages.candidates import Catalogue
from sim.packages.contributions import Shares
from sim.packages.counterfactuals import KINDS
from sim.packages.frontier import Point
from sim.packages.trials import Question, Table
from sim.statistics.clustered import Estimate

NEGLIGIBLE = 1e-9
"""What the computer's arithmetic may leave of nothing."""


def show_shares(shares: list[Shares], catalogue: Catalogue, question: Question, clock: str, others: list[int]) -> None:
    """What each reform earns: a column for each statistic; then which pairs overlap or reinforce each other."""
    screen, first = console(), shares[0]
    names = catalogue.names
    heads = ["reform", *(_statistic(one.statistic, question) for one in shares)]
    order = sorted(first.shares, key=lambda place: -(first.shares[place].value or 0))
    rows: list[list[Cell]] = [[names[place], *(_gain(one, one.shares[place]) for one in shares)] for place in order]
    rows.append([Text("all together", style="bold"), *(_gain(one, one.whole) for one in shares)])
    title = (
        f"Who earned it, of {', '.join(catalogue.members(first.package))}: on {clock_in_words(clock)}, {who(question)}"
    )
    screen.print(Listing(title, heads, rows))
    _show_interactions(screen, first, names, question)
    if others:
        screen.print(
            f"Not all {len(names)} reforms go together. So large are also: "
            + "; ".join(", ".join(catalogue.members(package)) for package in others[:SHOWN])
            + ". Ask for one with --package."
        )
    show_ids(screen, catalogue)
    screen.print(
        "A reform's share is what it adds, averaged over all orders in which the reforms can come (Shapley); the "
        "shares add up to the whole. Intervals are at 95 % for all shares of a column together, replications paired.",
        style="dim",
    )


def _show_interactions(screen: Console, shares: Shares, names: list[str], question: Question) -> None:
    felt = {pair: gain for pair, gain in shares.interactions.items() if abs(gain.value or 0) > NEGLIGIBLE}
    strongest = sorted(felt.items(), key=lambda one: -abs(one[1].value or 0))
    rows = [[names[one], names[other], _gain(shares, gain), _meeting(gain)] for (one, other), gain in strongest[:10]]
    if rows:
        heads = ["reform", "and", _statistic(shares.statistic, question), ""]
        screen.print(Listing("What two gain or lose by each other, the strongest", heads, rows))


def show_frontier(points_: list[Point], catalogue: Catalogue, question: Question, clock: str) -> None:
    """The efficient packages, cheapest first, and how many others may be as good."""
    screen = console()
    heads = ["reforms", "more a year, CNY", "range", f"P(T ≤ {question.target:g}) [95 %]"]
    rows = [
        [
            members(catalogue, point.package),
            f"{point.cost.value:,.0f}",
            f"{point.cost.low:,.0f}–{point.cost.high:,.0f}",
            share(point.within),
        ]
        for point in points_
        if point.efficient
    ]
    screen.print(Listing(f"What money buys, on {clock_in_words(clock)}, {who(question)}", heads, rows))
    show_ids(screen, catalogue)
    perhaps = sum(point.perhaps for point in points_)
    screen.print(
        f"Of {len(points_):,} packages of known cost, {len(rows)} are efficient by the estimates; {perhaps:,} others "
        "are not surely worse than the best that costs no more (paired, 95 % for all together). --json lists them."
    )


def show_unsteady(table_: Table, catalogue: Catalogue) -> None:
    """How many packages have no steady state, so that their days mean nothing."""
    unsteady = [package for package in sorted(table_.cases) if table_.growing(package)]
    if unsteady:
        first = f"{members(catalogue, unsteady[0])}: {growth_in_words(table_.growing(unsteady[0]))}"
        console().print(f"{len(unsteady):,} packages have no steady state, such as {first}.", style="yellow")


def show_bottleneck(told: Bottleneck, held: pd.DataFrame, question: Question, clock: str, top: int) -> None:
    """What would help most, beside what is on the critical path."""
    screen = console()
    sure = {True: "yes", False: ""}
    heads = ["what", "change", "days saved", f"P(T ≤ {question.target:g}) gains", "beyond chance"]
    for kind, words in KINDS.items():
        gains = [gain for gain in told.gains if gain.counterfactual.kind == kind]
        rows = [[*_told_gain(gain), sure[gain.by_chance < 0.05]] for gain in gains[:top]]
        if rows:
            screen.print(Listing(f"What if: {words} ({len(gains)} tried)", heads, rows))
    rows = [
        [str(row["holder"]), str(row["who"]), f"{row['days']:.1f}", percent(row["share"])]
        for row in held.to_dict("records")
    ]
    title = "Beside it, what is on the critical path from filing to permit"
    screen.print(Listing(title, ["what", "who", "days a project", "share"], rows))
    if told.growing:
        screen.print(f"Read no days off this: {growth_in_words(told.growing)}.", style="yellow")
    for what, why in told.refused.items():
        screen.print(f"Not tried: {what}: {why}.")
    screen.print(
        f"Without any of it, {told.within:.1%} of {who(question)} are within {question.target:g} days on "
        f"{clock_in_words(clock)}, {told.days:.1f} days on average. {told.replications} replications, each change "
        f"under the same luck; intervals are at 95 % for all {2 * len(told.gains)} numbers together, "
        "'beyond chance' is Holm's test at 5 %.",
        style="dim",
    )


def _told_gain(gain: Gain) -> list[str]:
    what = gain.counterfactual
    return [what.what, what.change, number(gain.days, signed=True), points(gain.within)]


def _meeting(gain: Estimate) -> str:
    """Whether two reforms help each other, as far as that is no chance."""
    if gain.low is not None and gain.low > NEGLIGIBLE:
        return "more than alone"
    return "overlap" if gain.high is not None and gain.high < -NEGLIGIBLE else ""


def _statistic(statistic: str, question: Question) -> str:
    words = {"mean": "mean days saved", "p50": "median days saved", "p90": "days saved at p90"}
    return words.get(statistic, f"P(T ≤ {question.target:g}) gained")


def _gain(shares: Shares, gain: Estimate) -> str:
    return points(gain) if shares.statistic == "within" else number(gain, signed=True)
