"""The two clocks that are named wherever an answer is told, never the one without the other."""

from typing import Final

HEADLINE: Final = "government_days"
"""The clock of the promise: the government's own time, in working days."""

WHOLE: Final = "total_days"
"""What a firm lives through: filing to permit, in calendar days."""
