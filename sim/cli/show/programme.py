"""What to begin, on the screen: the packages within money and number, the best, the order, and month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from rich.text import Text

from sim.base.numerals import percent
from sim.cli.show.cells import share
from sim.cli.show.proposal import show_proposal
from sim.cli.show.tables import Listing, console
from sim.packages.frontier import share_of
from sim.packages.race import Standing
from sim.packages.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.base.language import Language
    from sim.packages.order import Begin
    from sim.packages.programme import Course, Programme
    from sim.statistics.clustered import Estimate

SHOWN: Final = 12
QUARTER: Final = 3


def show_programme(told: Programme, lang: Language) -> None:
    """Packages, the best of them, the order in which to begin, and how projects fare by quarter of filing."""
    screen = console()
    if told.proposal is not None:
        show_proposal(told.proposal, lang)
    for part in (_packages(told, lang), *_on_packages(told, lang), *_order(told, lang), _quarters(told, lang)):
        screen.print(part)
    rule, how = told.race.rule, told.study.how
    count = len(told.courses[0].filed)
    footer = say("plan.footer", lang, first=rule.first, count=count, seed=how.seed, engine=how.engine)
    screen.print(footer, style="dim")


def _packages(told: Programme, lang: Language) -> Listing:
    table, question = told.study.table, told.study.question
    beside = say("plan.beside", lang, names=_listed(told.agreed_names, lang)) if told.agreed else ""
    money = {"budget": f"{told.wishes.budget:,.0f}", "most": told.wishes.most}
    heads = [
        say(f"plan.{key}", lang, target=question.target) for key in ("reforms", "cost", "within", "lead", "standing")
    ]
    ranked = sorted(told.race.standings, key=lambda one: (told.race.leads[one].value or 0, one))
    rows = [
        [
            _named(told, package, lang),
            _money(told, package),
            share(share_of(table, package, question)),
            _points(told.race.leads[package]) if package != told.race.best else "",
            say(f"plan.{told.race.standings[package]}", lang),
        ]
        for package in ranked[:SHOWN]
    ]
    return Listing(say("plan.packages_title", lang, **money, beside=beside), heads, rows)


def _on_packages(told: Programme, lang: Language) -> Iterator[Text]:
    race, question = told.race, told.study.question
    kind = say("plan.all_projects", lang) if question.group == "all" else say("plan.of_kind", lang, kind=question.group)
    best = {
        "names": _named(told, race.best, lang),
        "share": share(share_of(told.study.table, race.best, question)),
        "who": kind,
        "target": question.target,
        "unit": say(f"unit.{told.study.how.clock}", lang),
        "cost": _money(told, race.best),
    }
    yield Text(say("plan.found", lang, **best))
    apart = race.those(Standing.OPEN)
    if not share_of(told.study.table, race.best, question).value:
        shortest, days = told.shortest
        names = _named(told, shortest, lang)
        yield Text(say("plan.none_within", lang, target=question.target, names=names, days=days), style="yellow")
    elif apart:
        yield Text(say("plan.apart", lang, names="; ".join(_named(told, one, lang) for one in apart)), style="yellow")
    else:
        yield Text(say("plan.alone", lang, indifference=100 * race.rule.indifference))
    yield Text(say("plan.guarantee", lang, confidence=race.rule.confidence, count=len(race.standings)))
    yield from _left_out(told, lang)


def _left_out(told: Programme, lang: Language) -> Iterator[Text]:
    if told.too_dear:
        cheapest = min(told.too_dear, key=lambda one: cost.value if (cost := told.cost(one)) is not None else np.inf)
        names = _named(told, cheapest, lang)
        yield Text(say("plan.too_dear", lang, count=len(told.too_dear), names=names, cost=_money(told, cheapest)))
    if told.unpriced:
        yield Text(say("plan.unpriced", lang, names=_listed(told.unpriced, lang)))
    if told.undated:
        reasons = [say("proposal.because", lang, name=name, why=why) for name, why in told.undated.items()]
        yield Text(say("plan.undated", lang, names="; ".join(reasons)))


def _order(told: Programme, lang: Language) -> Iterator[Listing | Text]:
    best, question = told.courses[0], told.study.question
    yield Text("")
    if best.begins:
        yield _begins(told, best, lang)
    heads = [say("plan.order", lang), say("plan.share", lang, target=question.target), say("plan.lead", lang)]
    rows = [
        [_sequence(told, one.begins, lang), f"{one.share:.1%}", _points(one.lead) if place else ""]
        for place, one in enumerate(told.courses)
    ]
    title = say("plan.courses_title", lang, months=told.wishes.months, since=told.calendar.days[0])
    yield Listing(title, heads, rows)
    yield from _on_orders(told, lang)


def _begins(told: Programme, best: Course, lang: Language) -> Listing:
    """When each reform begins, what is then spent a year, and what the package brings in the long run."""
    package, rows = told.agreed, []
    for begin in best.begins:
        package |= 1 << begin.reform
        within = percent(share_of(told.study.table, package, told.study.question).value)
        name = told.study.candidates.catalogue().names[begin.reform]
        rows.append([str(told.calendar.days[begin.month]), name, _money(told, package), within])
    heads = [say(f"plan.{key}", lang) for key in ("from", "reforms", "spent", "alone_share")]
    money = {"budget": f"{told.wishes.budget:,.0f}", "most": told.wishes.most}
    return Listing(say("plan.order_title", lang, **money), heads, rows, named=2, left=frozenset({0, 1}))


def _on_orders(told: Programme, lang: Language) -> Iterator[Text]:
    best = told.courses[0]
    if not best.begins:
        yield Text(say("plan.order_none", lang))
    else:
        none = next(one for one in told.courses if not one.begins)
        found = {"names": _sequence(told, best.begins, lang), "months": told.wishes.months}
        found |= {"share": f"{best.share:.1%}", "target": told.study.question.target}
        yield Text(say("plan.order_found", lang, **found, gain=100 * (best.share - none.share)))
    apart = [one for one in told.courses[1:] if one.lead.low is None or one.lead.low <= 0]
    if apart:
        names = "; ".join(_sequence(told, one.begins, lang) for one in apart)
        yield Text(say("plan.order_apart", lang, names=names), style="yellow")
    else:
        yield Text(say("plan.order_alone", lang))
    yield Text(say("plan.exact" if told.exact else "plan.climbed", lang))


def _quarters(told: Programme, lang: Language) -> Listing:
    """By quarter of filing, the best order beside none; the months are in the document for machines."""
    best, none = told.courses[0], next(one for one in told.courses if not one.begins)
    shares = [_by_quarter(one) for one in (best, none)]
    days = told.calendar.days[:-1:QUARTER]
    rows = [[str(day), *map(percent, each)] for day, *each in zip(days, *shares, strict=True)]
    heads = [say(f"plan.{key}", lang) for key in ("quarter", "best_order", "none_begins")]
    return Listing(say("plan.quarters_title", lang, target=told.study.question.target), heads, rows)


def _by_quarter(course: Course) -> list[float]:
    projects, within = (np.stack(column).sum(axis=0) for column in zip(*course.filed, strict=True))
    starts = np.arange(0, len(projects), QUARTER)
    came, made = (np.add.reduceat(one, starts) for one in (projects, within))
    return [float(hits / count) if count else float("nan") for hits, count in zip(made, came, strict=True)]


def _sequence(told: Programme, begins: Sequence[Begin], lang: Language) -> str:
    names = told.study.candidates.catalogue().names
    told_ = [f"{names[one.reform]} ({str(told.calendar.days[one.month])[:7]})" for one in begins]
    return _listed(told_, lang) if told_ else say("plan.none_begins", lang)


def _named(told: Programme, package: int, lang: Language) -> str:
    return _listed(told.more(package), lang) or say("plan.nothing", lang)


def _listed(names: Sequence[str], lang: Language) -> str:
    return (", " if lang == "en" else "、").join(names)


def _money(told: Programme, package: int) -> str:
    cost = told.cost(package)
    if cost is None:
        return ""
    between = f" ({cost.low:,.0f}–{cost.high:,.0f})" if cost.low < cost.high else ""
    return f"{cost.value:,.0f}{between}"


def _points(lead: Estimate) -> str:
    """A difference of shares in percentage points, with its interval."""
    if lead.value is None:
        return ""
    between = (
        f" [{100 * lead.low:z.1f} to {100 * lead.high:z.1f}]" if lead.low is not None and lead.high is not None else ""
    )
    return f"{100 * lead.value:z.1f}{between}"
