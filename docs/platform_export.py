"""Makes the made-up export of a platform in `studies/platform-export`: python docs/platform_export.py.

The practice of 2016 is played once, and of its first three hundred projects a platform's tables are written, with the
columns and codes of the national exchange standard and items by their Chinese names. Nothing in it is from a city.
"""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.base.files import write_bytes
from sim.logs.fit import before
from sim.logs.log import Log
from sim.logs.played import log_of
from sim.logs.write import as_csv, national_tables, own_map
from sim.scenario import load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

FOLDER = Path(__file__).parents[1] / "studies" / "platform-export"
PROJECTS, SEED = 300, 2016


def played() -> Log:
    """The first projects, as the platform knew them on the day on which the last of them came."""
    plan = lower(load_scenario("practice-2016"))
    draws = draw(plan, SEED, 0)
    log = log_of(plan, draws, simulate(plan, draws), own_map())
    formal = log.events.loc[log.events["state"] == "accepted", "item"].unique()
    events = log.events[log.events["item"].isin(formal)]
    came = np.sort(events.groupby("case")["time"].min().to_numpy())
    exported = pd.Timestamp(came[PROJECTS - 1]).normalize() + pd.Timedelta(days=1)
    return before(replace(log, events=events.reset_index(drop=True)), exported)


def tables() -> dict[str, bytes]:
    """The files of the export by name."""
    details, items, projects = national_tables(played())
    described = next(iter(load_scenario("practice-2016").processes.values())).items
    titles = {name: item.title.zh for name, item in described.items() if item.title is not None}
    items["spsxbm"] = items["spsxbm"].map(titles)
    named = {"details": details, "items": items, "projects": projects}
    return {f"{name}.csv.gz": gzip.compress(as_csv(table), mtime=0) for name, table in named.items()}


if __name__ == "__main__":
    for name, content in tables().items():
        FOLDER.mkdir(exist_ok=True)
        write_bytes(FOLDER / name, content)
        print(f"wrote {FOLDER / name}")
