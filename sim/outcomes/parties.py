"""Whose days they are: the critical path of the permitted cases, filing to permit, by who has the case in hand.

The sums of `sim.outcomes.critical_path`, without its rows: for a table of thousands of packages.
"""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Ints
from sim.calendars.working_time import DAY
from sim.outcomes.critical_path import QUEUE, critical_items
from sim.outcomes.history import History
from sim.simulation.plan import Plan

PARTIES: Final = ("government", "applicant", "intermediary", "public", "agent", "queue")
"""Who has a case in hand; `public`: a notice, a listing or a tender, at which the law makes everybody wait; `queue`: it
waits for somebody, or for a fixed day.
"""


SOME: Final = 40
"""Of so many cases, the first, the paths are told one by one."""


class Parties(NamedTuple):
    """Who had the permitted cases in hand on their critical paths."""

    days: pd.DataFrame
    """All cases together: class, traits, party, days; a row for each that has any."""
    paths: pd.DataFrame
    """Of the first cases: case, item, title_en, title_zh, party, days; items in the order in which they end."""


def parties_of(history: History, cases: Ints) -> Parties:
    """Whose the days of these cases are; the days of a case add up to its total time."""
    from sim.outcomes.stays import times_of  # with numba, which takes its time

    plan, wanted = history.plan, np.zeros((history.count, 1), dtype=np.bool_)
    wanted[cases] = True
    case, step, _, kind, minutes, _ = times_of(history, critical_items(history) & wanted)
    party = np.where(kind == QUEUE, PARTIES.index("queue"), _party_of_step(plan)[step])
    few = np.isin(case, cases[:SOME])
    item = np.asarray(plan.step_item, dtype=np.int64)[step]
    paths = _paths(history, case[few], item[few], party[few], minutes[few])
    return Parties(_together(history, case, party, minutes), paths)


def _together(history: History, case: Ints, party: Ints, minutes: Ints) -> pd.DataFrame:
    plan = history.plan
    shape = len(plan.variant_class), len(PARTIES)
    cell = history.variant[case].astype(np.int64) * shape[1] + party
    spent = np.bincount(cell, weights=minutes, minlength=shape[0] * shape[1]).reshape(shape) / DAY
    kinds, parties = np.nonzero(spent)
    rows = {
        "class": [plan.variant_class[one] for one in kinds],
        "traits": ["+".join(sorted(plan.variant_traits[one])) for one in kinds],
        "party": [PARTIES[one] for one in parties],
    }
    told = {name: pd.array(names, dtype="str") for name, names in rows.items()}
    return pd.DataFrame({**told, "days": spent[kinds, parties]})


def _paths(history: History, case: Ints, item: Ints, party: Ints, minutes: Ints) -> pd.DataFrame:
    plan, items = history.plan, len(history.plan.items)
    cells, place = np.unique((case * items + item) * len(PARTIES) + party, return_inverse=True)
    days = np.bincount(place, weights=minutes, minlength=len(cells)) / DAY
    case, item, party = cells // (items * len(PARTIES)), cells // len(PARTIES) % items, cells % len(PARTIES)
    order = np.lexsort((party, item, history.done[case, item - history.items.start], case))
    names = [plan.item_names[one].partition(".")[2] for one in item[order]]
    titles = [plan.items[one].title for one in item[order]]
    rows = {
        "item": names,
        "title_en": [title.en if title else name for title, name in zip(titles, names, strict=True)],
        "title_zh": [title.zh if title else name for title, name in zip(titles, names, strict=True)],
        "party": [PARTIES[one] for one in party[order]],
    }
    told = {name: pd.array(texts, dtype="str") for name, texts in rows.items()}
    return pd.DataFrame({"case": history.number[case[order]].astype(np.int64), **told, "days": days[order]})


def party_by_step(plan: Plan, process: str) -> dict[tuple[str, str], str]:
    """Who has a case of a process in hand at each step of each item, once nobody is waited for."""
    numbers = _party_of_step(plan)
    places = [(*plan.item_names[item].split(".", 1), plan.step_names[step]) for step, item in enumerate(plan.step_item)]
    return {
        (item, step): PARTIES[number]
        for (family, item, step), number in zip(places, numbers, strict=True)
        if family == process
    }


def _party_of_step(plan: Plan) -> Ints:
    """By the place in `PARTIES`; an agent works for the applicant, on the government's pay."""
    parties = [
        "agent" if step.counts_as == "agent" else party for step, party in zip(plan.steps, plan.step_party, strict=True)
    ]
    return np.array([PARTIES.index(party) for party in parties], dtype=np.int64)
