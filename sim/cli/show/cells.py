"""What the tables have in common: numbers with their intervals, packages and clocks in words."""

from rich.console import Console

from sim.cli.spoken import in_spoken
from sim.packages.candidates import Catalogue, Cost
from sim.packages.trials import Question
from sim.statistics.clustered import Estimate

SHOWN = 20
"""So many rows of a table are shown."""
NOTHING = "(no reform)"


def members(catalogue: Catalogue, package: int) -> str:
    """The reforms of a package, by name."""
    return ", ".join(catalogue.members(package)) or NOTHING


def show_ids(screen: Console, catalogue: Catalogue) -> None:
    """Under which ids reforms are typed, where they are told by their titles, as in Chinese."""
    told = [f"{title} = {name}" for name in catalogue.names if (title := in_spoken(name)) != name]
    if told:
        screen.print(f"措施代码：{'；'.join(told)}。", style="dim")


def who(question: Question) -> str:
    """Which projects were asked about."""
    return "all projects" if question.group == "all" else f"{question.group} projects"


def money(cost: Cost | None) -> str:
    """A yearly cost in CNY, rounded to whole ones; 'not stated' where prices are missing."""
    return "not stated" if cost is None else f"{cost.value:,.0f}"


def share(estimate: Estimate) -> str:
    """A share with its interval, in per cent."""
    if estimate.value is None:
        return "–"
    between = f" [{estimate.low:.1%}–{estimate.high:.1%}]" if estimate.low is not None else ""
    return f"{estimate.value:.1%}{between}"


def points(estimate: Estimate) -> str:
    """A difference of two shares, in percentage points."""
    value, low, high = (None if one is None else 100 * one for one in _three(estimate))
    return number(Estimate(value, low, high), signed=True, unit=" pp")


def number(estimate: Estimate, *, signed: bool = False, unit: str = "") -> str:
    """An estimate with two decimals and its interval in brackets; a dash where there is no value."""
    if estimate.value is None:
        return "–"
    form = "+z.2f" if signed else "z.2f"
    between = f" [{estimate.low:{form}} to {estimate.high:{form}}]" if estimate.low is not None else ""
    return f"{estimate.value:{form}}{unit}{between}"


def _three(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return estimate.value, estimate.low, estimate.high
