"""What was measured on a log, on the screen: where the model was wrong first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.text import Text

from sim.cli.show.log import shown
from sim.cli.show.tables import Listing, console
from sim.logs.check import unmapped
from sim.logs.evidence import Entry, Evidence
from sim.logs.words import say

if TYPE_CHECKING:
    from sim.base.language import Language
    from sim.logs.calibrate import Calibration
    from sim.logs.fit import Fit
    from sim.logs.worlds import Joint


MOST_MOVED: Final = 20


def show_calibration(calibration: Calibration, lang: Language) -> None:
    """The counts, the numbers that left the base's range, the others, and why what was not measured was not."""
    evidence, screen = Evidence(calibration), console()
    screen.print(Text(say("calibrate.summary", lang, digest=calibration.log.digest, **evidence.count())))
    for title, outside in (("outside", True), ("others", False)):
        rows = [one for one in evidence.measured if one.outside == outside]
        if rows:
            screen.print()
            screen.print(_measured(say(f"calibrate.{title}", lang), rows, lang))
    screen.print()
    screen.print(_untouched(evidence, lang))
    missing = evidence.as_document(lang)["items_not_in_base"]
    if missing:
        screen.print(Text(say("calibrate.not_in_base", lang, names=", ".join(missing[:12]))))
    for told in unmapped(calibration.log, lang):
        screen.print(Text(say("calibrate.unmapped", lang, found=told)))
    contradicted = [
        f"{one.before} → {one.item} ({one.share:.0%})" for one in calibration.edges if one.verdict == "contradicted"
    ]
    if contradicted:
        screen.print(Text(say("calibrate.contradicted", lang, edges=", ".join(contradicted[:12]))))
    if calibration.short:
        names = ", ".join(sorted(calibration.short)[:6])
        screen.print(Text(say("calibrate.slower", lang, count=len(calibration.short), names=names)))


def _measured(title: str, rows: list[Entry], lang: Language) -> Listing:
    heads = [say(f"calibrate.{key}", lang) for key in ("number", "base", "value", "n", "open")]
    return Listing(title, heads, [_row(one, lang) for one in rows])


def _row(one: Entry, lang: Language) -> list[str]:
    place = (
        one.address.removeprefix("processes.").partition(".")[2]
        if one.address.startswith("processes.")
        else one.address
    )
    sample = [f"{one.sample.n:,}", shown(one.sample.open, lang)] if one.sample is not None else ["", ""]
    return [place, _with_range(one.base, one.base_range), _with_range(one.value, one.range), *sample]


def _with_range(value: float | None, span: tuple[float, float] | None) -> str:
    if value is None:
        return ""
    if span is None or span[0] >= span[1]:
        return f"{value:.3g}"
    return f"{value:.3g} [{span[0]:.3g}–{span[1]:.3g}]"


def _untouched(evidence: Evidence, lang: Language) -> Listing:
    counts = Counter((one.status, one.why) for one in evidence.entries if one.status in ("jointly", "untouched"))
    rows = [
        [say(f"why.{why}", lang, other="…"), f"{count:,}"]
        for (_, why), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]
    heads = [say("calibrate.why", lang), say("calibrate.count", lang)]
    return Listing(say("calibrate.untouched", lang), heads, rows)


def show_worlds(joint: Joint, lang: Language) -> None:
    """How many worlds give the log, what excludes the others, and which numbers have moved."""
    screen, kept = console(), len(joint.table)
    screen.print()
    key = "kept" if kept > 1 else "none"
    screen.print(Text(say(f"worlds.{key}", lang, kept=kept, tried=joint.tried, numbers=joint.table.shape[1])))
    if joint.excluded:
        names = ", ".join(f"{_measure(key, lang)} ({count})" for key, count in joint.excluded.items())
        screen.print(Text(say("worlds.excluded", lang, names=names)))
    if joint.moved:
        rows = [[name, f"{tried:.3g}", f"{now:.3g}"] for name, (tried, now) in list(joint.moved.items())[:MOST_MOVED]]
        heads = [say(f"worlds.{key}", lang) for key in ("number", "tried", "now")]
        screen.print(Listing(say("worlds.moved", lang), heads, rows))


def _measure(key: str, lang: Language) -> str:
    name, _, measure = key.rpartition(" ")
    return say(f"worlds.of_{measure}", lang, name=name)


def show_fit(fit: Fit, lang: Language) -> None:
    """How a scenario fits a log on time that it was not measured on."""
    screen = console()
    screen.print()
    screen.print(Text(fit.sentence(lang)))
    heads = [say(f"fit.{key}", lang) for key in ("measure", "seen", "played", "difference", "floor", "drift")]
    rows = [[row.title(lang), *row.cells(lang)] for row in fit.rows]
    screen.print(Listing(say("fit.title", lang), heads, rows))
