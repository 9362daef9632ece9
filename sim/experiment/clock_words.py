"""What clocks are called in English sentences and tables."""

from collections.abc import Sequence
from typing import Final

from sim.base.own_clocks import is_own, words_of
from sim.experiment.replications import Result

CLOCK_WORDS: Final = {
    "government_days": "the government's legal clock in working days",
    "government_sum_days": "government time added up over items",
    "legal_days": "the government's clock in whole working days, the day of acceptance not counted",
    "promised_days": "the promised limits along the longest path",
    "land_to_permit_days": "signature of the land contract to permit in calendar days",
    "total_days": "filing to permit in calendar days",
    "total_working_days": "filing to permit in working days",
    "first_contact_days": "first contact to permit in calendar days",
}


def clock_in_words(clock: str) -> str:
    """A clock in plain words, such as 'filing to permit in calendar days'; a name that is no clock's stays."""
    if not is_own(clock):
        return CLOCK_WORDS.get(clock, clock)
    told = words_of(clock)
    within = "" if told.target is None else f", within {told.target:g} as it says itself"
    return f"{told.en} in {'working' if told.working else 'calendar'} days{within}"


def short_name(clock: str) -> str:
    """A clock over a column."""
    return clock.removesuffix("_days").removesuffix("-days").replace("_", " ").replace("-", " ")


def own_clocks(results: Sequence[Result]) -> list[str]:
    """The own clocks of the processes of these results, each once."""
    names = (name for one in results for name in one.scenario.processes[one.process].clocks)
    return list(dict.fromkeys(names))
