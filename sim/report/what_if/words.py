"""The words of the what-if page, from `words.yaml` beside this file, those of verdicts and of the figures."""

from pathlib import Path
from typing import Final

from sim.charts.wording import Wording
from sim.experiment.verdict_words import WORDING as OF_VERDICTS

WORDING: Final = Wording(Path(__file__).with_name("words.yaml"), OF_VERDICTS)
say: Final = WORDING.say
words: Final = WORDING.words
