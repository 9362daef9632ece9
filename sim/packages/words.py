"""The words of what is told of packages, from `words.yaml` beside this file."""

from pathlib import Path
from typing import Final

from sim.charts.wording import Wording
from sim.charts.words import WORDING as ON_CHARTS

WORDING: Final = Wording(Path(__file__).with_name("words.yaml"), ON_CHARTS)
say: Final = WORDING.say
