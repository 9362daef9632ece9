"""A forecast on the screen: by when the backlog is gone, month by month, where cases stand, and how past ones did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from sim.base.numerals import percent
from sim.cli.show.tables import Listing, cell, console
from sim.logs.forecast.play import LEVELS
from sim.logs.forecast.tables import document, few, gone, items, months
from sim.logs.forecast.words import say
from sim.logs.log import FEWEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.base.language import Language
    from sim.logs.forecast.answer import Forecasts
    from sim.logs.forecast.play import Forecast
    from sim.logs.forecast.scores import Backtest

SHARES = ("half", "most", "all")


def show_forecasts(found: Forecasts, lang: Language) -> None:
    """Everything that was forecast, and held against the past."""
    screen = console()
    for line in _summary(found.present, lang):
        screen.print(Text(line))
    for listing in (_gone(found, lang), *_months(found, lang), _items(found.present, lang)):
        screen.print()
        screen.print(listing)
    if found.reformed is not None:
        screen.print(Text(say("forecast.old_rules", lang)))
    if found.tested is not None:
        screen.print()
        screen.print(_past(found.tested, lang))
        for line in _scores(found.tested, lang):
            screen.print(Text(line))


def _summary(found: Forecast, lang: Language) -> Iterator[str]:
    told = document(found)
    yield say(
        "forecast.summary", lang, open=told["open"], at=told["at"], late=told["past_promise"], digest=told["digest"]
    )
    start = found.found.start
    times = found.settings.replications
    yield say("forecast.played", lang, scenario=told["scenario"], start=start, until=found.last_day, replications=times)
    if told["kept_promises"] is not None:
        yield say("forecast.promises", lang, count=len(found.by_promise), kept=percent(told["kept_promises"]))
    if found.found.left_out:
        yield say("forecast.nothing_left", lang, count=told["nothing_left"])


def _ways(found: Forecasts, lang: Language) -> list[tuple[str, Forecast]]:
    ways = [(say("forecast.present", lang), found.present)]
    if found.reformed is not None:
        named = ", ".join(found.practice.reforms)
        ways.append((say("forecast.reformed", lang, reforms=named, since=found.practice.since), found.reformed))
    return ways


def _gone(found: Forecasts, lang: Language) -> Listing:
    heads = [say(f"gone.{key}", lang) for key in ("what", "course", "p10", "p50", "p90", "never")]
    rows = []
    for place, key in enumerate(SHARES):
        for way, forecast in _ways(found, lang):
            one = gone(forecast)[place]
            until = say("gone.after", lang, until=forecast.last_day)
            days = [str(day) if day is not None else until for day in one.days]
            rows.append([say(f"gone.{key}", lang), way, *days, percent(one.not_by_then)])
    return Listing(say("gone.title", lang), heads, rows, named=2, left=frozenset({0, 1}))


def _months(found: Forecasts, lang: Language) -> Iterator[Listing]:
    heads = [say(f"month.{key}", lang) for key in ("month", "permits", "then_open", "in_progress")]
    several = found.reformed is not None
    for way, forecast in _ways(found, lang):
        rows = [
            [str(one.begins)[:7], *map(_span, (one.permits, one.then_open, one.in_progress))]
            for one in months(forecast)
        ]
        title = say("month.title", lang)
        yield Listing(f"{title} · {way}" if several else title, heads, rows)


def _span(levels: Sequence[float]) -> str:
    low, middle, high = levels
    assert len(levels) == len(LEVELS)
    return f"{middle:,.0f} [{low:,.0f}–{high:,.0f}]"


def _items(found: Forecast, lang: Language) -> Listing:
    heads = [say(f"item.{key}", lang) for key in ("item", "cases", "late", "soon", "median")]
    rows = [
        [
            one.item,
            cell(one.cases),
            cell(few(one.late)),
            percent(one.soon),
            cell(one.median) if one.median is not None else say("item.more", lang),
        ]
        for one in items(found)
    ]
    return Listing(say("item.title", lang), heads, rows)


def _past(found: Backtest, lang: Language) -> Listing:
    heads = [say(f"backtest.{key}", lang) for key in ("day", "open", "said", "happened", "permits", "granted")]
    rows = [
        [
            one.day,
            cell(few(len(one.said))),
            percent(float(one.said.mean())),
            percent(float(one.happened.mean())) if len(one.happened) >= FEWEST else "",
            cell(float(one.permits.mean())),
            cell(few(one.granted)),
        ]
        for one in found.days
    ]
    return Listing(say("backtest.title", lang), heads, rows)


def _scores(found: Backtest, lang: Language) -> Iterator[str]:
    yield say("backtest.anew" if found.measured_anew else "backtest.as_is", lang)
    better = found.better
    low, high = better.interval or [float("nan"), float("nan")]
    yield say(
        "backtest.brier",
        lang,
        count=found.count,
        value=found.brier.value,
        by_age=found.brier_by_age.value,
        better=better.value,
        low=low,
        high=high,
    )
    yield say(
        "backtest.coverage",
        lang,
        coverage=percent(found.coverage),
        said=percent(found.said),
        happened=percent(found.happened),
    )
    yield say(
        "backtest.months",
        lang,
        error=found.error,
        bias=found.bias,
        before=found.error_as_before,
        within=found.months_within,
        months=len(found.days),
    )
