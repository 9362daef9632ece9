"""The words on the figures, from one catalogue: `words.yaml` beside this file. Titles come from the scenarios."""

from pathlib import Path
from typing import Final

from sim.charts.wording import Wording

WORDING: Final = Wording(Path(__file__).with_name("words.yaml"))
say: Final = WORDING.say
words: Final = WORDING.words
