"""The words of reports and slides, from `words.yaml` beside this file, and those of the figures."""

from pathlib import Path
from typing import Final

from sim.charts.words import WORDING as OF_FIGURES
from sim.wording import Wording

WORDING: Final = Wording(Path(__file__).with_name("words.yaml"), OF_FIGURES)
say: Final = WORDING.say
words: Final = WORDING.words
