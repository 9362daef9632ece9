"""One order and one name for what happened, however the files were ordered and whatever they called it.

Cases are numbered by their first moment, and then by all that is known of them; so rows that are shuffled, other codes
and another form of table give the same numbers and the same digest.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Ints
from sim.logs.states import STATES

KEYS: Final = ["case", "item", "instance"]
ROW: Final = "row"
Parts = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, str]


def canonical(events: pd.DataFrame, about: pd.DataFrame, traits: pd.DataFrame, item_names: Sequence[str]) -> Parts:
    """Events, items, cases and digest of a `Log`, from codes in any order.

    A column that says from which row of a file an event is stays, and is told by no digest.
    *events* has numbers for case, item, instance and state; *about* a row for each instance of an item of a case;
    *traits* a row for each case under its code.
    """
    names = sorted(item_names)
    place = np.array([names.index(name) for name in item_names], dtype=np.int64)
    events, about = (one.assign(item=place[one["item"]]).reset_index(drop=True) for one in (events, about))
    first = _instances(events)
    events, about = (one.assign(instance=_found(first, one)) for one in (events, about))
    number = _numbers(events, about, traits)
    events, about = (one.assign(case=number[one["case"]].to_numpy()) for one in (events, about))
    events = events.sort_values([*KEYS, "time", "state"], kind="stable", ignore_index=True)
    about = about.sort_values(KEYS, kind="stable", ignore_index=True)
    cases = traits.loc[number.index].reset_index(drop=True)
    digest = _digest(events, about, cases, names)
    index = pd.Index(names, dtype=object)
    from_row = [ROW] if ROW in events else []
    kept = events[[*KEYS, "state", "time", "dated", "handler", *from_row]].copy()
    kept["state"] = pd.Categorical.from_codes(events["state"].to_numpy(), pd.Index(STATES, dtype=object))
    kept["item"] = pd.Categorical.from_codes(events["item"].to_numpy(), index)
    about["item"] = pd.Categorical.from_codes(about["item"].to_numpy(), index)
    return kept, about, cases, digest


def _instances(events: pd.DataFrame) -> pd.Series:
    """Instances of an item of a case from 0 by their first moment, under their codes."""
    first = events.groupby(KEYS, sort=True)["time"].min().reset_index()
    first = first.sort_values(["case", "item", "time", "instance"], kind="stable")
    return first.assign(place=first.groupby(["case", "item"]).cumcount()).set_index(KEYS)["place"]


def _found(instances: pd.Series, table: pd.DataFrame) -> Ints:
    if (instances == 0).all() and (table["instance"] == table["instance"].iloc[0]).all():
        return np.zeros(len(table), dtype=np.int64)
    return instances.reindex(pd.MultiIndex.from_frame(table[KEYS])).to_numpy(np.int64)


def _numbers(events: pd.DataFrame, about: pd.DataFrame, traits: pd.DataFrame) -> pd.Series:
    """The number of each case under its code, in the order of numbers."""
    rows = events[["item", "instance", "state", "dated"]].assign(time=events["time"].astype(np.int64))
    marks = pd.DataFrame({"case": events["case"], "first": rows["time"], "mark": _marked(rows)})
    cases = marks.groupby("case", sort=True).agg(first=("first", "min"), mark=("mark", "sum"))
    told = about.drop(columns="case").assign(due=about["due"].astype(np.int64)).fillna(-1.0)
    cases["told"] = _marked(told).groupby(about["case"]).sum().reindex(cases.index)
    cases["traits"] = _marked(traits.loc[cases.index]).to_numpy()
    order = cases.reset_index().sort_values(["first", "mark", "told", "traits"], kind="stable")
    return pd.Series(np.arange(len(order)), index=order["case"].to_numpy())


def _marked(rows: pd.DataFrame) -> pd.Series:
    return pd.util.hash_pandas_object(rows, index=False)


def _digest(events: pd.DataFrame, about: pd.DataFrame, cases: pd.DataFrame, names: Sequence[str]) -> str:
    """Of the rows as they are understood: twelve hexadecimal digits."""
    found = hashlib.sha256("\n".join(names).encode())
    for table, columns in ((events, [*KEYS, "state", "dated"]), (about, KEYS)):
        for column in columns:
            found.update(table[column].to_numpy(np.int64).tobytes())
    for moments in (events["time"], about["due"]):
        found.update(moments.to_numpy("datetime64[s]").astype(np.int64).tobytes())
    for name in ("limit", "promise"):
        found.update(about[name].to_numpy(np.float64).tobytes())
    found.update(cases.to_csv(index=False).encode())
    return found.hexdigest()[:12]
