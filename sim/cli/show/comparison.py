"""How sure and how different, on the screen: comparisons, warm-up, coverage."""

from sim.base.numerals import percent
from sim.cli.show.tables import cell, console, table
from sim.experiment.comparison import CaseByCase, Comparison
from sim.experiment.coverage import Coverage
from sim.experiment.goals import Goal, other_targets
from sim.experiment.warm_up import WarmUp
from sim.statistics.clustered import Estimate


def show_comparison(found: list[Comparison], group: str, goal: Goal) -> None:
    """For each response the differences, and who gains and who loses."""
    screen, target = console(), goal.days
    heads = {
        "scenario": "scenario", "mean": "mean", "p50": "p50", "p90": "p90", "within_target": f"P(T ≤ {target:g})",
        "gains": "sooner, by", "loses": "later, by",
    }  # fmt: skip
    if any(one.cases.untold for one in found):
        heads["untold"] = "not told"
    for response in dict.fromkeys(one.response for one in found):
        here = [one for one in found if one.response == response]
        rows = [
            {"scenario": one.other, **_gains(one.cases)}
            | {name: _difference(one.differences.get(name), name) for name in ("mean", "p50", "p90", "within_target")}
            for one in here
        ]
        screen.print(table(f"{response}, {here[0].unit}: difference from {here[0].base}", heads, rows))
    screen.print(
        f"Projects: {group}; {found[0].replications} replications with the same luck; P in percentage points.\n"
        "In brackets: intervals that hold all together at 95 %; * means that one does not hold 0.",
        style="dim",
    )
    told = [*other_targets(goal, found[0].base), *(sentence for one in found for sentence in one.warnings)]
    for sentence in dict.fromkeys(told):
        screen.print(sentence, style="yellow")


def _difference(one: Estimate | None, name: str) -> str:
    if one is None or one.value is None:
        return ""
    points = 100 if name == "within_target" else 1
    digits = 1 if abs(points * one.value) < 100 else 0
    if one.low is None or one.high is None:
        return f"{points * one.value:+.{digits}f}"
    star = "" if one.low <= 0 <= one.high else "*"
    return f"{points * one.value:+.{digits}f}{star} [{points * one.low:+.{digits}f}, {points * one.high:+.{digits}f}]"


def _gains(cases: CaseByCase) -> dict[str, str]:
    return {
        "gains": percent(cases.gain) + ("" if cases.gained is None else f", {cell(cases.gained)}"),
        "loses": percent(cases.lose) + ("" if cases.lost is None else f", {cell(cases.lost)}"),
        "untold": percent(cases.untold),
    }


def show_warm_up(found: list[WarmUp], scenario: str) -> None:
    """What the data propose, beside what the scenario says."""
    heads = {"response": "response", "proposed": "proposed", "given": "run.warm_up", "verdict": "verdict"}
    rows = [
        {
            "response": one.response,
            "proposed": "–" if one.proposed_days is None else f"{one.proposed_days:.0f} days",
            "given": f"{one.given_days:.0f} days",
            "verdict": one.verdict,
        }
        for one in found
    ]
    console().print(table(f"Warm-up of {scenario} by MSER-5, {found[0].replications} replications", heads, rows))


def show_coverage(found: list[Coverage]) -> None:
    """How often each kind of interval held the truth."""
    heads = {"interval": "95 % interval of", "held": "held the truth", "ci95": "[95 %]"}
    rows = [
        {"interval": one.interval, "held": f"{one.share:.1%}", "ci95": f"{one.bounds[0]:.1%}–{one.bounds[1]:.1%}"}
        for one in found
    ]
    console().print(table(f"Coverage in {found[0].experiments:,} experiments", heads, rows))
