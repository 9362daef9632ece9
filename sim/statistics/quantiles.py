"""Quantiles and tails of the distributions that intervals are made of, without all of `scipy.stats`.

They are the functions that `scipy.stats` calls itself, so they give the same bits, and are imported in a tenth of its
time: a command that prints a table of numbers starts by so much sooner.
"""

from typing import Any

from scipy import special


def student(level: Any, freedom: Any) -> Any:
    """The quantile of Student's t with so many degrees of freedom."""
    return special.stdtrit(freedom, level)


def student_tail(value: Any, freedom: Any) -> Any:
    """The chance of more than *value* under Student's t."""
    return special.stdtr(freedom, -value)


def normal(level: Any) -> Any:
    """The quantile of the standard normal distribution."""
    return special.ndtri(level)


def beta(level: Any, successes: Any, failures: Any) -> Any:
    """The quantile of the beta distribution."""
    return special.betaincinv(successes, failures, level)
