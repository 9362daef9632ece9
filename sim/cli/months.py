"""`approvals run --by-month`: responses by month of coming, queues by calendar month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import UserError
from sim.base.headline_clocks import HEADLINE, WHOLE
from sim.base.language import spoken
from sim.cli.names_known import know_of
from sim.cli.options import emit, progress, usable_files
from sim.cli.spoken import tell

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.monthly import Monthly
    from sim.experiment.replications import Settings


def run_by_month(
    scenario: str,
    target: float | None,
    json_file: Path | None,
    figure: Path | None,
    settings: Settings,
) -> None:
    """Plays a scenario and tells it month by month."""
    from sim.experiment.monthly import by_month
    from sim.scenario import load_scenario

    if figure is not None and figure.suffix not in (".svg", ".png"):
        raise UserError(f"--figure: '{figure}' is neither .svg nor .png: choose one of the two")
    loaded = load_scenario(scenario)
    know_of([loaded])
    usable_files(figure, json_file)
    with progress("playing", settings.replications) as step:
        found = by_month(loaded, settings, target if target is not None else loaded.target.value, progress=step)
    if figure is not None:
        _draw(found, figure)
    if json_file is None:
        _show(found)
    else:
        emit(_document(found), json_file)


def _draw(found: Monthly, file: Path) -> None:
    from sim.charts import gallery as charts
    from sim.charts.images import write_image
    from sim.experiment import tables

    write_image(charts.months(tables.of_monthly(found), lang=spoken()), file)
    tell(f"wrote {file}", err=True)


def _document(found: Monthly) -> dict[str, Any]:
    """The tables for machines, with from what they follow."""
    from sim.scenario import digest

    return {
        "scenario": found.scenario.scenario,
        "digest": digest(found.scenario),
        "seed": found.settings.seed,
        "replications": found.settings.replications,
        "engine": found.settings.engine,
        "target": found.target,
        "coming": _rows(found.coming),
        "calendar": _rows(found.calendar),
    }


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} | {"month": f"{row['month']:%Y-%m}"} for row in rows]


def _show(found: Monthly) -> None:
    from sim.charts.months import conclusion, longest
    from sim.cli.show.tables import Listing, console
    from sim.experiment.monthly import BACKLOG, SINCE
    from sim.experiment.tables.months import of_monthly

    told = of_monthly(found)
    waited = longest(told)
    queues = [BACKLOG, SINCE, *waited]
    heads = ["month", "came", "government days", "[95 %]", f"P(T ≤ {found.target:g})", "total days"]
    rows = [
        [f"{month:%Y-%m}", *_fared(found, month), *(_number(found.calendar, name, month, "mean") for name in queues)]
        for month in dict.fromkeys(found.calendar["month"])
    ]
    screen = console()
    screen.print(Listing(str(found.scenario.title), [*heads, "first day's", "since", *waited], rows))
    screen.print(conclusion(told, lang=spoken()))
    screen.print("Came: permitted cases by month of coming. From “first day's” on: mean numbers in progress and "
                  "waiting for a pool in the calendar month.", style="dim")  # fmt: skip


def _fared(found: Monthly, month: object) -> list[str]:
    clock, coming = HEADLINE, found.coming
    low, high = (_number(coming, clock, month, bound) for bound in ("low", "high"))
    return [
        _number(coming, clock, month, "n", ",.0f"),
        _number(coming, clock, month, "mean"),
        f"{low}–{high}" if low else "",
        _number(coming, clock, month, "within", ".0%"),
        _number(coming, WHOLE, month, "mean"),
    ]


def _number(table: pd.DataFrame, name: str, month: object, column: str, form: str = ".1f") -> str:
    rows = table[(table["name"] == name) & (table["month"] == month)][column].dropna()
    return f"{float(rows.iloc[0]):{form}}" if len(rows) else ""
