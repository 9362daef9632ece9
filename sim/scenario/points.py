"""Points on an item's clock: by when a file that is chased is let go.

The clock of an item runs from its acceptance on, in working minutes of the legal calendar, during the steps marked
`legal`; corrections, notices, hearings and whatever else the applicant or the law takes stop it. A point on it is a
share of the item's promise or of its legal limit.
"""

from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.quantities import LONGEST_DURATION, OF_ITEM, DurationField, Name, NumberByClass, Part, ShareOfClass

CHASED: Final = "chased"
"""Who chases, where nobody is named."""


class Latest(Part):
    """Somebody sees to it that a wait is over no later than at a point on the item's clock, for a share of cases."""

    at: DurationField = Field(description="a share of the promise or of the limit, since acceptance")
    share: ShareOfClass = Field(NumberByClass(value=1), description="the share of the cases there that are chased")

    @model_validator(mode="after")
    def _on_the_clock(self) -> Self:
        if self.at.unit not in OF_ITEM:
            raise ValueError(f"found {self.at.unit}: give a share of the promise or of the limit, as in {{promise: 1}}")
        return self


def _by_name(given: Any) -> Any:
    """A point alone, as the one that has no name."""
    if isinstance(given, dict) and given.keys() & LONGEST_DURATION.keys():
        return {CHASED: {"at": given}}
    return given


NoLaterThan = Annotated[
    dict[Name, Latest],
    Field(min_length=1),
    BeforeValidator(_by_name, json_schema_input_type=dict[Name, Latest] | DurationField),
]
"""By who chases; of several the earliest holds. `{promise: 1}` is short for one who chases all."""
