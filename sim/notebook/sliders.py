"""Knobs to turn: sliders, choices and ticks where the notebook is running; where it is not, what they begin with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from IPython.display import display

from sim.base.language import Language
from sim.notebook.screen import show_words
from sim.notebook.words import say


@dataclass(frozen=True)
class Knob:
    """What can be turned: a number from *low* to *high*, or any of *choices*; *value* is what it begins with."""

    en: str
    zh: str
    value: Any
    low: float = 0
    high: float = 0
    step: float = 1
    choices: Sequence[str] = ()


def explore(question: Callable[..., None], knobs: Mapping[str, Knob], lang: Language) -> None:
    """Asks the question with what the knobs begin with, then shows them with a button that asks it again."""
    question(**{name: knob.value for name, knob in knobs.items()})
    try:
        import ipywidgets
    except ImportError:
        show_words(f"*{say('book.no_sliders', lang)}*")
        return
    turned = {name: _widget(ipywidgets, knob, lang) for name, knob in knobs.items()}
    asking = ipywidgets.interactive(question, {"manual": True, "manual_name": say("book.play", lang)}, **turned)
    show_words(f"*{say('book.sliders', lang)}*")
    display(asking)


def _widget(ipywidgets: Any, knob: Knob, lang: Language) -> Any:
    looks = {
        "description": knob.en if lang == "en" else knob.zh,
        "value": knob.value,
        "style": {"description_width": "initial"},
        "layout": {"width": "600px"},
    }
    if knob.choices:
        return ipywidgets.SelectMultiple(options=list(knob.choices), rows=len(knob.choices), **looks)
    if isinstance(knob.value, bool):
        return ipywidgets.Checkbox(**looks)
    slider = ipywidgets.IntSlider if isinstance(knob.value, int) else ipywidgets.FloatSlider
    return slider(min=knob.low, max=knob.high, step=knob.step, continuous_update=False, **looks)
