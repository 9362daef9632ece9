"""The two clocks that are named wherever an answer is told, never the one without the other."""

from typing import Final

HEADLINE: Final = "government_days"
"""The clock of the promise, where a scenario's target names no other: the government's own time, in working days."""

WHOLE: Final = "total_days"
"""What a firm lives through: filing to permit, in calendar days."""


def both_clocks(headline: str) -> tuple[str, str]:
    """The clock of the promise and the one that is told beside it: the whole way; beside that, the government's."""
    return headline, WHOLE if headline != WHOLE else HEADLINE
