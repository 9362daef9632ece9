"""Tables on the screen: how every command shows what it found to people."""

from rich.console import Console
from rich.table import Table

WIDTH = 132


def console() -> Console:
    """The screen; where it is not a terminal, wide enough for the tables."""
    screen = Console()
    return screen if screen.is_terminal else Console(width=WIDTH)


def table(title: str, heads: dict[str, str], rows: list[dict[str, str]]) -> Table:
    """Rows under heads, the first column to the left, numbers to the right."""
    made = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for place, head in enumerate(heads.values()):
        made.add_column(head, justify="left" if place == 0 else "right", no_wrap=True)
    for row in rows:
        made.add_row(*(row[key] for key in heads))
    return made


def cell(value: object) -> str:
    """A value as it stands in a table: nothing for None, an interval for a list, three figures or so of a number."""
    if value is None:
        return ""
    if isinstance(value, list):
        return f"{cell(value[0])}–{cell(value[1])}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
