"""Whose days they are: the critical path of the permitted cases, filing to permit, by who has the case in hand.

The sums of `sim.outcomes.critical_path`, without its rows: for a table of thousands of packages.
"""

from typing import Final

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


def days_by_party(history: History, cases: Ints) -> pd.DataFrame:
    """The days of these cases together on their critical paths: a row for each class, traits and party that has any.

    The days of a case add up to its total time.
    """
    from sim.outcomes.stays import times_of  # with numba, which takes its time

    plan, wanted = history.plan, np.zeros((history.count, 1), dtype=np.bool_)
    wanted[cases] = True
    case, step, _, kind, minutes, _ = times_of(history, critical_items(history) & wanted)
    place = np.where(kind == QUEUE, PARTIES.index("queue"), _party_of_step(plan)[step])
    shape = len(plan.variant_class), len(PARTIES)
    cell = history.variant[case].astype(np.int64) * shape[1] + place
    spent = np.bincount(cell, weights=minutes, minlength=shape[0] * shape[1]).reshape(shape) / DAY
    variant, party = np.nonzero(spent)
    traits = ["+".join(sorted(some)) for some in plan.variant_traits]
    rows = {
        "class": [plan.variant_class[one] for one in variant],
        "traits": [traits[one] for one in variant],
        "party": [PARTIES[one] for one in party],
    }
    return pd.DataFrame(
        {**{name: pd.array(told, dtype="str") for name, told in rows.items()}, "days": spent[variant, party]}
    )


def _party_of_step(plan: Plan) -> Ints:
    """By the place in `PARTIES`; an agent works for the applicant, on the government's pay."""
    parties = [
        "agent" if step.counts_as == "agent" else party for step, party in zip(plan.steps, plan.step_party, strict=True)
    ]
    return np.array([PARTIES.index(party) for party in parties], dtype=np.int64)
