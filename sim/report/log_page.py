"""The reading report of a log as one HTML page that opens without a network."""

from sim.base.language import Language
from sim.logs.check import Report
from sim.logs.log import FEWEST
from sim.logs.words import say
from sim.report.html import HTML_LANG, rendered
from sim.report.parts import Section, Table


def log_page(report: Report, lang: Language) -> str:
    """The whole page."""
    return rendered(
        {
            "paper": False,
            "lang": HTML_LANG[lang],
            "title": say("check.title", lang),
            "subtitle": ", ".join(report.log.files),
            "answer": report.summary(lang),
            "ran": [say("check.privacy", lang, fewest=FEWEST)],
            "sections": [_traps(report, lang), _items(report, lang)],
        },
        lang,
    )


def _traps(report: Report, lang: Language) -> Section:
    keys = ("title", "found", "example", "biases", "todo")
    heads = [say(f"check.{'trap' if key == 'title' else key}", lang) for key in keys]
    rows = [[told[key] for key in keys] for told in report.told(lang)]
    title = say("check.traps", lang)
    return Section("traps", title, tables=[Table(title, heads, rows, words=frozenset(range(1, len(keys))))])


def _items(report: Report, lang: Language) -> Section:
    heads = [say(f"check.{key}", lang) for key in ("item", "cases", "open", "median", "p90")]
    rows = [
        [row.item, f"{row.cases:,}", _shown(row.open, lang), f"{row.median:.1f}", f"{row.p90:.1f}"]
        for row in report.items
    ]
    title = say("check.of_items", lang)
    return Section("items", title, tables=[Table(title, heads, rows)], closing=[say("check.days", lang, fewest=FEWEST)])


def _shown(count: int, lang: Language) -> str:
    return f"{count:,}" if count == 0 or count >= FEWEST else say("check.few", lang, fewest=FEWEST)
