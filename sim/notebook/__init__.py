"""What the notebooks call: play scenarios, show figures and tables in one language, try numbers with sliders.

    book = Notebook(lang="en", replications=10, seed=1)
    results = book.play("practice-2016", "full-reform")
    book.show("chances", results)

Everything shown is made by `sim.experiment.tables` and `sim.charts` from what was played.
"""

from sim.notebook.book import Notebook
from sim.notebook.packages import Promise
from sim.notebook.sliders import Knob

__all__ = ["Knob", "Notebook", "Promise"]
