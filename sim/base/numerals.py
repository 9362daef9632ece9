"""Shares and days as they are written, everywhere: in a title, a label, a sentence, the cell of a table."""

NONE = "–"
"""Where there is no number."""


def percent(share: float | None) -> str:
    """A share in whole percent, without rounding it to none or all; a dash where there is none."""
    if share is None or share != share:
        return NONE
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 < share < 1 else f"{100 * share:.0f}%"


def days(number: float) -> str:
    """A number of days, to a tenth where it is small."""
    if number != number:
        return NONE
    return (f"{number:,.0f}" if abs(number) >= 10 else f"{number:.1f}").replace("-", "−")


def signed(number: float) -> str:
    """A change in days, with its sign."""
    told = days(number)
    return "0.0" if told in ("0.0", "−0.0") else ("+" if number > 0 else "") + told
