"""Whether a promise is kept: nine projects in ten within the target, whatever chance had in hand."""

from collections.abc import Mapping
from typing import Any, Final, Literal

SURE: Final = 0.9
"""The share of projects that a scenario must bring within the target."""

Verdict = Literal["yes", "open", "no", "unknown", "unsteady"]


def verdict(within: float, low: float | None, high: float | None, sure: float = SURE) -> Verdict:
    """What a share within the target, with its interval, says of the promise.

    Yes if the whole interval keeps it, no if none of it does or nobody is in time; open between the two. Unknown
    without an interval: one replication cannot tell. *sure* is the share that is promised.
    """
    if low is None or high is None or low != low or high != high:
        return "unknown"
    return "yes" if low >= sure else "open" if high >= sure and within > 0 else "no"


def verdict_of(row: Mapping[str, Any]) -> Verdict:
    """What a row of a table says of the promise, by its `within` and, if it has them, `within_low` and `within_high`.

    The share that is promised is its `sure`, if it says one.
    Unsteady where a queue grows through the run: then the share depends on how long is simulated.
    """
    if is_unsteady(row):
        return "unsteady"
    return verdict(row["within"], row.get("within_low"), row.get("within_high"), row.get("sure", SURE))


def is_unsteady(row: Mapping[str, Any]) -> bool:
    """Whether a row says that a queue grows, see `sim.experiment.tables.certainty`."""
    return isinstance(row.get("growing"), str) and bool(row["growing"])
