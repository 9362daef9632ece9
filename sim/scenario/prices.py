"""What hours, journeys and papers cost: the prices of a scenario, and who pays.

They turn into money what the simulation counts anyway: hours on shift and overtime, trips, documents, corrections.
Fees stand with their items, parcels with their steps, and what a reform costs beside all this with the reform.
"""

from typing import Literal

from pydantic import Field

from sim.scenario.quantities import NonNegative, Number, Part, Positive


class Costs(Part):
    """Prices in CNY, and the hours an applicant spends on a trip, a document, a correction."""

    staff_hour: NonNegative = Field(description="CNY an hour of staff on shift, with insurance and workplace")
    overtime: Positive = Field(
        Number(value=1.5, source="Labour Law art. 44", grade="law"),
        description="times the usual, for hours beyond those of the legal calendar on its working days",
    )
    rest_day: Positive = Field(
        Number(value=2, source="Labour Law art. 44", grade="law"),
        description="times the usual, for hours on days on which the legal calendar is closed",
    )
    applicant_hour: NonNegative = Field(description="CNY an hour of the applicant's")
    trip_hours: NonNegative = Field(description="hours on the way, there and back; those at the counter are simulated")
    trip_fare: NonNegative = Field(description="CNY a trip, there and back")
    document_hours: NonNegative = Field(description="hours to get one document ready")
    correction_hours: NonNegative = Field(description="hours to mend what was returned, each time")


class Cost(Part):
    """What a reform costs the government a year, beside what the simulation counts by itself.

    Counted by themselves, and not to be included: the hours of servers that a reform adds or whose calendar it
    lengthens, fees that government pays for items (`government_fee`), and money for each time a step is gone through
    (`cost` of a step).
    """

    per_year: NonNegative
    covers: str | None = Field(None, description="what is in it, in a few words")
    unit: Literal["CNY"] = "CNY"
