"""What to ask first: what knowing each number is worth before something is decided, if it was studied."""

from typing import Any, Final

from sim.base.language import Language
from sim.charts.fonts import shortened
from sim.report.figures import pictures
from sim.report.parts import Section, Table
from sim.report.read import Findings
from sim.report.words import say
from sim.studies.worth import sentences
from sim.studies.worth.words import rows

MOST: Final = 15
TITLES: Final = ("title", "title_zh", "title_en", "who_en", "who_zh")


def worth(findings: Findings, lang: Language) -> Section | None:
    """What is decided, what knowing everything is worth, whom to ask first, how many files to collect."""
    document = findings.studies.get("worth")
    if document is None:
        return None
    fitting = document | {"knowing": [_shortened(one) for one in document["knowing"]]}
    fitting["decision"] = document["decision"] | {"options": list(map(_shortened, document["decision"]["options"]))}
    heads, shown = rows(fitting, lang, MOST)
    tables = [Table(say("table.worth", lang), heads, shown, words=frozenset({4, 5}))] if shown else []
    drawn = pictures(findings, ("worth",), lang)
    return Section("worth", say("head.worth", lang), sentences(fitting, lang), tables, drawn)


def _shortened(one: dict[str, Any]) -> dict[str, Any]:
    """With titles as long as there is room for."""
    return one | {name: shortened(str(one[name])) for name in TITLES if one.get(name)}
