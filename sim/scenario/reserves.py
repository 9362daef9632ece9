"""What an office does about a backlog: overtime, lent staff, a further session of a committee.

No office watches a queue of years. Of a pool with servers, a reserve helps out while many wait; of one with seats, a
session more is held when the next free seat is far off.
"""

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.quantities import Count, Name, NonNegative, Part, Positive


class Reserve(Part):
    """Servers who take work only while they are called: own staff in the evening, or staff lent by others.

    They are called when a minute leaves more than `called_above` waiting for each of the pool's own servers, and sent
    back when one leaves no more than `released_at`. What they have in hand then, they finish in their hours. As much of
    their shift goes to this work as of the pool's own servers.
    """

    servers: Count | None = Field(None, description="default: as many as the pool has: everybody stays longer")
    calendar: Name
    called_above: NonNegative = Field(description="called when more than so many wait for each own server of the pool")
    released_at: NonNegative = Field(description="sent back when no more than so many do")

    @model_validator(mode="after")
    def _sent_back_below_the_call(self) -> Self:
        most, least = self.released_at.bounds()[1], self.called_above.bounds()[0]
        if most > least:
            found = f"sent back at up to {most:g} waiting, called above as few as {least:g}"
            raise ValueError(f"{found}: let released_at end where called_above begins, or lower")
        return self


class ExtraSessions(Part):
    """Sessions with as many seats as the others, booked only if the next regular seat is far off, and then if sooner.

    An extra session that nobody books is not held.
    """

    calendar: Name
    called_beyond: Positive = Field(
        description="days (of 24 hours) between when a case could come and the next free regular seat; more, and it is "
        "booked into an extra session if that is sooner"
    )
    cost: NonNegative | None = Field(None, description="what government pays for each that is held, CNY")
