"""The words of what is told of a forecast, from `words.yaml` beside this file."""

from pathlib import Path
from typing import Final

from sim.charts.wording import Wording

WORDING: Final = Wording(Path(__file__).with_name("words.yaml"))
say: Final = WORDING.say
