"""What the folder of `smallest -o` says of itself, as it is read back: what was tried, and what was asked last."""

from typing import Any, Final, Literal

from pydantic import Field

from sim.experiment.kept_documents import Kept, KeptDocument, Versioned

STUDY_FORMAT: Final = 2
"""The first kept one clock alone."""


class KeptChoice(Kept):
    """A reform that was tried: what it is called, and what it costs a year (value, low, high)."""

    name: str
    title: str
    cost: list[float] | None = Field(min_length=3, max_length=3)


class KeptStudy(Versioned):
    """From what a table of packages follows."""

    format: Literal[2]
    scenario: str
    digest: str
    reforms: list[KeptChoice] = Field(min_length=1, max_length=12)
    changes: list[dict[str, Any]]
    groups: list[str]
    seed: int = Field(ge=0)
    engine: str
    version: str
    source_digest: str
    made_with: dict[str, str]
    played_on: dict[str, Any]


class KeptQuestion(KeptDocument):
    """What was asked, and how many replications had been played when it was answered."""

    target: float = Field(gt=0)
    group: str
    clock: str
    played: int | None = Field(None, ge=0)
