"""The words of the animation, from `words.yaml` beside this file, and those of the figures."""

from pathlib import Path
from typing import Final

from sim.charts.wording import Wording
from sim.charts.words import WORDING as OF_FIGURES

WORDING: Final = Wording(Path(__file__).with_name("words.yaml"), OF_FIGURES)
say: Final = WORDING.say
words: Final = WORDING.words
