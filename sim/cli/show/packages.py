"""The smallest packages on the screen, or how near one comes."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from sim.base.language import spoken
from sim.base.numerals import percent
from sim.cli.show.cells import SHOWN, members, money, number, points, share, show_ids
from sim.cli.show.tables import Cell, Listing, console
from sim.experiment.clock_words import clock_in_words
from sim.experiment.verdict_words import package_in_short
from sim.outcomes.steady_state import growth_in_words
from sim.packages.additions import Addition
from sim.packages.search import Verdict
from sim.packages.smallest import SHOWN_NEAREST, Smallest, document, guarantee, promise


def show_smallest(told: Smallest) -> None:
    """The smallest packages, or how near one comes; near ties; where a reform hurts; the guarantee."""
    screen, found = console(), told.found
    asked = promise(told.study, found.rule)
    if found.minimal:
        _show_packages(screen, f"The smallest packages that bring {asked}, cheapest first", told.by_cost, told)
        if told.cheapest is not None:
            cost = told.cost(told.cheapest)
            screen.print(
                f"Cheapest of them: {_named(told, told.cheapest)}, {money(cost)} CNY a year more for the government."
            )
    else:
        screen.print(f"{package_in_short(document(told), spoken())}.", style="bold")
        _show_packages(screen, "The nearest", told.nearest[:SHOWN_NEAREST], told)
        _show_floor(screen, told)
    ties = [package for package in found.near_ties if package not in found.minimal]
    if ties:
        _show_packages(
            screen, f"Near ties: undecided, or within {2 * found.rule.indifference:.1%} of the promise", ties, told
        )
    _show_hurting(screen, told)
    for sentence in _sentences(told):
        screen.print(sentence)
    show_ids(screen, told.study.candidates.catalogue())
    screen.print(_footer(told), style="dim")


def _show_packages(screen: Console, title: str, packages: Sequence[int], told: Smallest) -> None:
    heads = [
        "reforms",
        "more a year, CNY",
        f"P(T ≤ {told.study.question.target:g}) [95 %]",
        "sure bounds",
        "mean days",
    ]
    rows = [
        [
            _named(told, package),
            money(told.cost(package)),
            share(told.within[package]),
            "–".join(f"{bound:.1%}" for bound in told.found.bounds[package]),
            f"{told.days[package]:.1f}",
            str(told.study.table.replications(package)),
            told.found.verdicts[package].value,
        ]
        for package in packages[:SHOWN]
    ]
    screen.print(Listing(title, [*heads, "replications", ""], rows))
    if len(packages) > SHOWN:
        screen.print(f"… and {len(packages) - SHOWN} more; --json lists them all.")


def _show_floor(screen: Console, told: Smallest) -> None:
    if told.floor is None:
        return
    top = told.floor.held.head(8)
    rows = [
        [str(row["holder"]), str(row["who"]), f"{row['days']:.1f}", percent(row["share"])]
        for row in top.to_dict("records")
    ]
    title = "What holds projects up under the nearest, from filing to permit"
    screen.print(Listing(title, ["what", "who", "days a project", "share"], rows))
    goal, clock = told.study.question.target, clock_in_words(told.study.how.clock)
    for name, (within, median) in told.floor.if_zero_time.items():
        screen.print(f"If {name}: {percent(within)} within {goal:g} days, median {median:.1f} days on {clock}.")


def _show_hurting(screen: Console, told: Smallest) -> None:
    """For each reform that hurts somewhere, in how many packages, and the worst of them."""
    names = told.study.candidates.catalogue().names
    by_reform = sorted(told.hurting, key=lambda one: one.reform)
    rows = []
    for reform, group in groupby(by_reform, key=lambda one: one.reform):
        those = list(group)
        tried = sum(one.reform == reform for one in told.additions)
        worst = min(those, key=lambda one: (one.within.value or 0, -(one.days.value or 0)))
        rows.append(
            [
                names[reform],
                f"{len(those)} of {tried}",
                _named(told, worst.package),
                points(worst.within),
                number(worst.days, signed=True),
            ]
        )
    if rows:
        heads = ["reform", "hurts in", "worst when added to", "P changes by", "mean days by"]
        screen.print(Listing("Where a reform hurts", heads, rows))


def _sentences(told: Smallest) -> list[Cell]:
    """What a reader of the table must not overlook: packages undecided or without a steady state, and the rest."""
    found, study, rule = told.found, told.study, told.found.rule
    sentences: list[Cell] = [_monotone(told.additions)]
    if undecided := found.those(Verdict.OPEN):
        warning = (
            f"Undecided after {rule.most} replications: {len(undecided)} "
            f"package{'s' * (len(undecided) > 1)}. A set said to be smallest may contain one of them. "
            "Raise --most-replications, or --indifference."
        )
        sentences.append(Text(warning, style="yellow"))
    if unsteady := found.those(Verdict.UNSTEADY):
        first = study.table.growing(unsteady[0])
        warning = (
            f"No verdict on {len(unsteady)} package{'s' * (len(unsteady) > 1)}, such as "
            f"{_named(told, unsteady[0])}: {growth_in_words(first)}."
        )
        sentences.append(Text(warning, style="yellow"))
    for reason, count in list(told.reasons().items())[:SHOWN]:
        sentences.append(f"{count} package{'s' * (count > 1)} refused: {reason}.")
    if missing := study.candidates.catalogue().without_cost:
        sentences.append(f"No cost is stated for {', '.join(missing)}: packages with them are not among the cheapest.")
    if left := told.left_open():
        worst = max(left, key=lambda package: left[package])
        warning = (
            f"Under {len(left)} packages some projects were still under way at the end of the run, at most "
            f"{left[worst]:.1%}, under {_named(told, worst)}; they count as within the target for no package."
        )
        sentences.append(Text(warning, style="yellow"))
    return [*sentences, guarantee(rule, len(told.within))]


def _monotone(added: list[Addition]) -> str:
    helps, hurts = sum(one.helps for one in added), sum(one.hurts for one in added)
    return (
        f"Of {len(added):,} ways to add a reform to a package, {helps:,} surely help, {hurts:,} surely hurt, and of "
        "the others it cannot be told (in P or in mean days, under the same luck, 95 % for all together)."
    )


def _footer(told: Smallest) -> str:
    study, rule = told.study, told.found.rule
    return (
        f"{len(told.within):,} packages, {rule.first} to {rule.most} replications each, seed {study.how.seed}, engine "
        f"{study.how.engine}. P is the mean of the replications' shares; sure bounds hold for all packages together."
    )


def _named(told: Smallest, package: int) -> str:
    return members(told.study.candidates.catalogue(), package)
