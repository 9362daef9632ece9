"""Parts that are read from the same data again and again are made once and shared: parts never change.

Of all the scenarios that packages of reforms make of one, most have most of their items in common.
"""

import marshal
from collections import OrderedDict
from typing import Any, Final, Self

from pydantic import ModelWrapValidatorHandler, model_validator

from sim.scenario.quantities import Part

MOST: Final = 2048
"""So many parts are kept; those that were not asked for the longest time make room."""
WITHOUT_REFERENCES: Final = 2
"""The version of marshal whose bytes depend on nothing but the data."""

_made: OrderedDict[tuple[type[Part], bytes], Part] = OrderedDict()


class MadeOnce(Part):
    """A part that is the same object wherever the same plain data says it."""

    @model_validator(mode="wrap")
    @classmethod
    def _once(cls, given: Any, make: ModelWrapValidatorHandler[Self]) -> Self:
        data = _bytes_of(given)
        if data is None:
            return make(given)
        known = _made.pop((cls, data), None)
        part = known if isinstance(known, cls) else make(given)
        _made[cls, data] = part
        if len(_made) > MOST:
            _made.popitem(last=False)
        return part


def _bytes_of(given: Any) -> bytes | None:
    """What tells plain data apart, the order of keys included; None where there is anything else, such as a date."""
    try:
        return marshal.dumps(given, WITHOUT_REFERENCES)
    except ValueError:
        return None
