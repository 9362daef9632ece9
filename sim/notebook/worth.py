"""Which of some uncertain numbers move the answer most: each is moved within its range, the others at many levels."""

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from sim.experiment.parallel import Workers
from sim.report import tables as kept
from sim.scenario.validation import validated
from sim.studies.design import Design, Study, design_of
from sim.studies.documents import sensitivity_document
from sim.studies.influence import screen
from sim.studies.sensitivity import Sensitivity, Stages
from sim.studies.sweep import temporary_folder

Titles = Mapping[str, tuple[str, str]]
"""What the numbers are called, in English and Chinese, by their paths in the resolved scenario."""


def design_for(base: str, numbers: Iterable[str], clock: str, trajectories: int, seed: int) -> Design:
    """Morris's design over these numbers of a scenario, each by its path and within its own range."""
    document = {
        "study": "notebook",
        "scenario": base,
        "factors": [{"path": path} for path in numbers],
        "design": {"morris": trajectories},
        "replications": 1,
        "seed": seed,
        "responses": [clock],
    }
    return design_of(validated(Study, document, "notebook"), base, base)


def influences(design: Design, titles: Titles, workers: Workers, progress: Callable[[int], None]) -> pd.DataFrame:
    """What each number does to the mean and to the share within the target: the table of the figure `tornado`."""
    with temporary_folder() as folder:
        found = screen(design, Stages(folder, workers, progress=progress).answers("screen", design))
    found_in = Sensitivity(design, design.study.responses[0], found, {}, design.study.replications)
    table = kept.influences(sensitivity_document(found_in, design.target))
    called = [titles[path] for path in table["factor"]]
    return table.assign(title_en=[one[0] for one in called], title_zh=[one[1] for one in called])
