"""Shares and days in figures: how they are written in a title, a label or a sentence."""


def percent(share: float) -> str:
    """A share in whole percent, without rounding it to none or all."""
    if share != share:
        return "–"
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 < share < 1 else f"{100 * share:.0f}%"


def days(number: float) -> str:
    """A number of days, to a tenth where it is small."""
    if number != number:
        return "–"
    return (f"{number:,.0f}" if abs(number) >= 10 else f"{number:.1f}").replace("-", "−")


def signed(number: float) -> str:
    """A change in days, with its sign."""
    told = days(number)
    return "0.0" if told in ("0.0", "−0.0") else ("+" if number > 0 else "") + told
