"""The two languages in which everything is shown, and the sign between titles that stand in one cell."""

from typing import Final, Literal

Language = Literal["en", "zh"]

SEPARATOR: Final = " | "
"""Between the titles of a package's reforms."""
