"""What may happen to an item, in one vocabulary: the words of maps, tables and logs, and the codes of platforms.

The sixteen codes are those of the national exchange standard for construction approvals (column `blzt`).
"""

from typing import Final, Literal

State = Literal[
    "received", "not-accepted", "accepted", "taken", "corrections-asked", "corrections-in", "special-begun",
    "special-ended", "approved", "approved-owing", "refused", "withdrawal-pending", "withdrawn", "revoked",
    "certificate", "delivered", "touched",
]  # fmt: skip
"""`accepted` is at the window, `taken` by the department; `special` is the procedure that stops the clock of the law
(expert review, hearing, notice); `approved-owing` with a document owed; `certificate` as it is made; `touched` changes
nothing: somebody worked on it."""

STATES: Final[tuple[State, ...]] = State.__args__  # type: ignore[attr-defined]
"""In the order of an item's life, which is that of events of one moment."""

PLATFORM: Final[dict[str, State]] = {
    "1": "received",
    "2": "withdrawn",
    "3": "accepted",
    "4": "not-accepted",
    "5": "not-accepted",
    "6": "corrections-asked",
    "7": "corrections-in",
    "8": "taken",
    "9": "special-begun",
    "10": "special-ended",
    "11": "approved",
    "12": "approved-owing",
    "13": "refused",
    "14": "withdrawn",
    "15": "revoked",
    "16": "withdrawal-pending",
}
"""The state behind each code of the national standard."""

CODES: Final[dict[str, str]] = {state: code for code, state in reversed(PLATFORM.items())}
"""The first code of each state; what the standard does not know (certificate, delivered) has none."""

DECIDED: Final[tuple[State, ...]] = ("approved", "approved-owing", "refused")
GONE: Final[tuple[State, ...]] = ("not-accepted", "withdrawn", "revoked")
"""The ends of an item that are no decision."""

GROUPS: Final[dict[str, tuple[State, ...]]] = {"decided": DECIDED}
"""Words of maps that stand for several states."""


def state_number(state: State) -> int:
    """The place of a state in an item's life."""
    return STATES.index(state)
