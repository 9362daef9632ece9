"""The words of reports and slides, from `words.yaml` beside this file, and those of the figures."""

from pathlib import Path
from typing import Final

from sim.charts.wording import Wording
from sim.experiment.cost_words import WORDING as OF_COSTS

WORDING: Final = Wording(Path(__file__).with_name("words.yaml"), OF_COSTS)
say: Final = WORDING.say
words: Final = WORDING.words
