"""From what a picture or a study follows, and where that is not what the answer follows from."""

from typing import Any, Final

from sim.base.language import Language
from sim.report.numbers import listed
from sim.report.read import Findings
from sim.report.words import say

OF_A_SCENARIO: Final = ("smallest", "frontier", "shares", "sensitivity")
"""The studies of which the digest is that of the scenario; others tell that of the whole study."""
COMPARED: Final = ("digest", "seed", "version")


def of_study(findings: Findings, kind: str, lang: Language) -> str:
    """What a study beside the answer follows from, as far as it says so; nothing if there is none."""
    document = findings.studies.get(kind)
    if document is None:
        return ""
    part = document.get("before", document)
    known = [name for name in ("replications", "seed", "version") if part.get(name) is not None]
    told = [say(f"source.{name}", lang, n=part[name]) for name in known]
    title = findings.title(part["scenario"], lang)
    return say("source.study", lang, title=title, told=listed(told, lang)) if told else ""


def differing(findings: Findings, lang: Language) -> list[str]:
    """A sentence for each study that was made of another scenario, seed or version than the answer."""
    told = []
    for kind, document in findings.studies.items():
        parts = [document["before"], *document["after"]] if kind == "targets" else [document]
        names = COMPARED if kind in (*OF_A_SCENARIO, "targets") else COMPARED[1:]
        unlike = dict.fromkeys(one for part in parts for one in _unlike(findings, part, names, lang))
        if unlike:
            told.append(say("source.differs", lang, kind=kind, what=listed(unlike, lang)))
    return told


def _unlike(findings: Findings, part: dict[str, Any], names: tuple[str, ...], lang: Language) -> list[str]:
    """In what the study of a scenario is unlike the answer's run of it, with both values."""
    mine: dict[str, Any] = next((one for one in findings.about["scenarios"] if one["scenario"] == part["scenario"]), {})
    return [
        say("source.unlike", lang, what=say(f"word.{name}", lang), study=part[name], answer=mine[name])
        for name in names
        if part.get(name) is not None and mine.get(name) is not None and str(part[name]) != str(mine[name])
    ]
