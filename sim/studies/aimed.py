"""Within how many days the projects of a study are to be, where it asks about a clock of the scenario's own."""

from dataclasses import replace

from sim.experiment.goals import days_on
from sim.scenario.quantities import Target
from sim.studies.design import Design


def aimed(design: Design, clock: str, asked: float | None) -> Design:
    """The design of a study on a *clock*, for which so many days may be *asked*.

    Raises `UserError` where others are asked for than those that the clock is held against by itself.
    """
    days = days_on(design.written, clock, asked)
    if days == design.target:
        return design
    return replace(design, study=design.study.model_copy(update={"target": Target(value=days)}))
