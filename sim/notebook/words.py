"""The words of the notebooks, from `words.yaml` beside this file, and those of reports and figures."""

from pathlib import Path
from typing import Final

from sim.charts.wording import Wording
from sim.report.words import WORDING as OF_REPORTS

WORDING: Final = Wording(Path(__file__).with_name("words.yaml"), OF_REPORTS)
say: Final = WORDING.say
