"""What is put below a cell: a figure as a picture, a table, and for a while how far it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from io import BytesIO
from time import monotonic
from typing import Final

import pandas as pd
from IPython.display import HTML, Image, Markdown, display
from matplotlib.figure import Figure

from sim.base.language import Language
from sim.notebook.words import say

DOTS: Final = 80
"""An inch: sharp enough to read, small enough to keep."""
PLAIN: Final = "tex2jax_ignore mathjax_ignore"
"""What tells the browser that a `$` begins no formula."""
EVERY: Final = 0.5
"""Seconds between two notes of how far it is."""


def show_figure(figure: Figure) -> None:
    """The figure as a picture, the same bytes for the same figure."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=DOTS, metadata={"Software": None})
    display(Image(file.getvalue()))


def show_table(rows: Sequence[Mapping[str, str]]) -> None:
    """Rows with the same keys, the keys as heads."""
    display(HTML(pd.DataFrame(rows).to_html(index=False, border=0, justify="left", classes=PLAIN)))


def show_words(text: str) -> None:
    """Shows a text in Markdown below the cell of the notebook."""
    display(Markdown(text))


def show_sentence(text: str, *, strong: bool = False) -> None:
    """A sentence as it stands: a title in it is no Markdown, and no formula."""
    words = f"<strong>{escape(text)}</strong>" if strong else escape(text)
    display(HTML(f'<p class="{PLAIN}">{words}</p>'))


@contextmanager
def progress(lang: Language, total: int) -> Iterator[Callable[..., None]]:
    """Tells how far it is, and nothing once it is done; gives what to call at each step."""
    done, last, note = 0, monotonic(), None

    def step(steps: int = 1) -> None:
        nonlocal done, last, note
        done += steps
        if monotonic() - last > EVERY:
            last = monotonic()
            told = HTML(escape(say("book.playing", lang, done=done, total=total)))
            if note is None:
                note = display(told, display_id=True)
            else:
                note.update(told)

    yield step
    if note is not None:
        note.update(HTML(""))
