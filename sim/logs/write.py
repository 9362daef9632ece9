"""Logs in the formats of other programs, each with the map by which it is read again.

XES (IEEE 1849) and OCEL 2.0 for process mining, CSV for anybody, and the tables of the national exchange standard, as
a platform would hand them out. Cases are called `sim-…`: nobody takes them for projects of a city.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

import numpy as np
import pandas as pd

from sim.base.errors import UserError
from sim.base.files import write_bytes, write_text
from sim.experiment.replications import play
from sim.logs.log import Log
from sim.logs.mapping import Map
from sim.logs.played import log_of
from sim.logs.states import CODES
from sim.logs.yaml_text import as_yaml
from sim.scenario import Scenario
from sim.scenario.validation import validated
from sim.simulation.lower import lower

ENDINGS: Final = (".xes.gz", ".xes", ".ocel.json", ".csv", ".csv.gz", ".parquet")
NATIONAL: Final = "national"
DUMMY: Final = "log"
TIME: Final = "%Y-%m-%dT%H:%M:%S"
OFFSET: Final = "+08:00"
OF_PROJECT: Final = ("class", "outcome")


def ending(file: Path, form: str | None = None) -> str:
    """How a file's name ends, of those that can be written. Raises `UserError` with what can be."""
    allowed = (".csv",) if form == NATIONAL else ENDINGS
    found = next((one for one in allowed if file.name.endswith(one)), None)
    if found is None:
        shown = ", ".join(allowed[:-1]) + " or " + allowed[-1] if len(allowed) > 1 else allowed[0]
        raise UserError(f"--log: '{file}' is no {shown}: choose one of them")
    return found


def files_written(file: Path, form: str | None = None) -> list[Path]:
    """The files that a log is written into, its map last."""
    end = ending(file, form)
    stem = file.name.removesuffix(end)
    map_file = file.with_name(f"{stem}.map.yaml")
    if form == NATIONAL:
        return [file, file.with_name(f"{stem}-items.csv"), file.with_name(f"{stem}-projects.csv"), map_file]
    return [file] if end == ".ocel.json" else [file, map_file]


def write_log(log: Log, file: Path, form: str | None = None, last_item: str | None = None) -> list[Path]:
    """Writes a log, and beside it the map that reads it again; *last_item* is the one whose approval is the permit."""
    files = files_written(file, form)
    if form == NATIONAL:
        for path, table in zip(files, national_tables(log), strict=False):
            write_bytes(path, as_csv(table))
    else:
        writers: dict[str, Callable[[Log, str | None], bytes]] = {
            ".xes.gz": lambda log, last: gzip.compress(_xes(log, last), mtime=0),
            ".xes": _xes,
            ".ocel.json": _ocel,
            ".csv": lambda log, last: as_csv(_plain(log, last)),
            ".csv.gz": lambda log, last: gzip.compress(as_csv(_plain(log, last)), mtime=0),
            ".parquet": lambda log, last: _plain(log, last).to_parquet(index=False),
        }
        write_bytes(file, writers[ending(file)](log, last_item))
    if files[-1].suffix == ".yaml":
        write_text(files[-1], map_text(log, file, form))
    return files


def write_played(
    scenario: Scenario, seed: int, file: Path, form: str | None = None, engine: str = "compiled"
) -> list[Path]:
    """Plays the first replication of a scenario, and writes what a platform would have stamped of its headline."""
    plan = lower(scenario)
    draws, played = next(play(plan, seed, 1, engine))
    return write_log(log_of(plan, draws, played, own_map()), file, form, plan.processes[0].until)


def map_of(
    log_until: pd.Timestamp, file: Path, traits: list[str], classes: list[str], form: str | None
) -> dict[str, Any]:
    """The map of a log that is written into a file."""
    day = (log_until - pd.Timedelta(seconds=1)).date().isoformat()
    xes = form is None and ".xes" in file.name
    case = "case:" if xes else ""
    kind = "splclx" if form == NATIONAL else f"{case}class"
    conditions = {
        "classes": {name: f"`{kind}` == '{name}'" for name in classes},
        "traits": {name: f"`{case}{name}` == 1" for name in traits},
    }
    told = {key: found for key, found in conditions.items() if found}
    if form == NATIONAL:
        stem = file.name.removesuffix(".csv")
        return {
            "log": {"form": "states", "until": day},
            "tables": {"states": file.name, "items": f"{stem}-items.csv", "projects": f"{stem}-projects.csv"},
            "join": {"items": "spsxslbm", "projects": "gcdm"},
            "case": {"column": "gcdm", "table": "items"},
            "item": {"column": "spsxbm"},
            "state": {"column": "blzt", "codes": "platform"},
            "time": "blsj",
            "promise": "sxblsx",
            **told,
        }
    return {
        "log": {"form": "xes" if xes else "states", "until": day},
        "tables": {"events": file.name},
        "case": "case:concept:name" if xes else "case",
        "item": {"column": "item"},
        "state": {"column": "state", "codes": "words"},
        "time": "time:timestamp" if xes else "time",
        "limit": "limit",
        "promise": "promise",
        **told,
    }


def own_map() -> Map:
    """A map for logs that were never in a file."""
    until = pd.Timestamp("2000-01-01")
    return validated(Map, {**map_of(until, Path("log.csv"), [], [], None), "log": {"form": "states"}}, DUMMY)


def map_text(log: Log, file: Path, form: str | None) -> str:
    """The map as YAML."""
    traits = [str(name) for name in log.cases.columns if name != "class"]
    classes = sorted({str(name) for name in log.cases["class"]} - {""})
    document = map_of(log.until, file, traits, classes, form)
    text = as_yaml(document)
    return f"# The map of {file.name}, which a simulation wrote.\n{text}"


def _names(log: Log) -> np.ndarray:
    return np.array([f"sim-{number:06d}" for number in range(1, len(log.cases) + 1)], dtype=object)


def _outcomes(log: Log, last_item: str | None) -> np.ndarray:
    """What became of each case by the day of the export."""
    events, found = log.events, np.full(len(log.cases), "open", dtype=object)
    of_last = events if last_item is None else events[events["item"] == last_item]
    found[of_last.loc[of_last["state"].isin(["approved", "approved-owing"]), "case"]] = "permitted"
    found[events.loc[events["state"] == "refused", "case"]] = "refused"
    return found


def _plain(log: Log, last_item: str | None) -> pd.DataFrame:
    """A row an event, with all that is known of its case and its item."""
    events = log.events.merge(log.items, on=["case", "item", "instance"], how="left")
    cases = log.cases.assign(outcome=_outcomes(log, last_item)).iloc[events["case"]].reset_index(drop=True)
    traits = {name: cases[name].astype(int) for name in log.cases.columns if name != "class"}
    return pd.DataFrame(
        {
            "case": _names(log)[events["case"]],
            "item": events["item"].astype(str),
            "state": events["state"].astype(str),
            "time": events["time"].dt.strftime(TIME),
            "limit": events["limit"],
            "promise": events["promise"],
            "class": cases["class"],
            **traits,
            "outcome": cases["outcome"],
        }
    )


def as_csv(table: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8, the same bytes on every machine."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def national_tables(log: Log) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Details, items and projects, with the columns and codes of the standard; only what offices accept is in them."""
    keys = ["case", "item", "instance"]
    formal = log.events.loc[log.events["state"] == "accepted", "item"].unique()
    events = log.events[log.events["item"].isin(formal) & log.events["state"].isin([*CODES])]
    items = log.items.merge(events[keys].drop_duplicates(), on=keys).reset_index(drop=True)
    items = items.assign(spsxslbm=[f"sim-item-{number:07d}" for number in range(1, len(items) + 1)])
    told = events.merge(items[[*keys, "spsxslbm"]], on=keys)
    details = pd.DataFrame(
        {
            "spsxslbm": told["spsxslbm"],
            "blzt": told["state"].astype(str).map(CODES),
            "blsj": told["time"].dt.strftime("%F %T"),
        }
    )
    names = _names(log)
    about = pd.DataFrame(
        {
            "spsxslbm": items["spsxslbm"],
            "gcdm": names[items["case"]],
            "spsxbm": items["item"].astype(str),
            "sxblsx": items["promise"].fillna(items["limit"]),
        }
    )
    seen = np.unique(items["case"])
    traits = {str(name): log.cases[name].iloc[seen].astype(int) for name in log.cases.columns if name != "class"}
    projects = pd.DataFrame({"gcdm": names[seen], "splclx": log.cases["class"].iloc[seen], **traits})
    return details, about, projects


def _xes(log: Log, last_item: str | None) -> bytes:
    """A trace a case; the activity of an event is its item and state, so that any tool tells them apart."""
    table = _plain(log, last_item)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">\n'
        '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>\n'
        '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>\n'
        '<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>\n'
        '<classifier name="Activity" keys="concept:name"/>\n'
    )
    traces = "".join(_trace(rows) for _, rows in table.groupby("case", sort=True))
    return f"{head}{traces}</log>\n".encode()


def _trace(rows: pd.DataFrame) -> str:
    of_case = [name for name in rows.columns if name not in ("case", "item", "state", "time", "limit", "promise")]
    first = rows.iloc[0]
    attributes = [_text("concept:name", first["case"]), *(_text(name, first[name]) for name in of_case)]
    rows = rows.sort_values("time", kind="stable")
    return f"<trace>\n{''.join(attributes)}{''.join(_events(rows))}</trace>\n"


def _events(rows: pd.DataFrame) -> Iterator[str]:
    columns = (rows[name].to_list() for name in ("item", "state", "time", "limit", "promise"))
    for item, state, time, limit, promise in zip(*columns, strict=True):
        days = "".join(
            f'<float key="{key}" value="{value:g}"/>'
            for key, value in (("limit", limit), ("promise", promise))
            if value == value
        )
        yield (
            f"<event>{_text('concept:name', f'{item} {state}')}{_text('lifecycle:transition', 'complete')}"
            f"{_text('item', item)}{_text('state', state)}"
            f'<date key="time:timestamp" value="{time}{OFFSET}"/>{days}</event>\n'
        )


def _text(key: str, value: object) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(str(value))}/>"


def _ocel(log: Log, last_item: str | None) -> bytes:
    """OCEL 2.0: projects and items are objects; an event is about one item and its project."""
    table, keys = _plain(log, last_item), log.events["item"].astype(str)
    of_project = [name for name in table.columns if name not in ("case", "item", "state", "time", "limit", "promise")]
    activities = sorted(set(table["item"] + " " + table["state"]))
    projects = table.drop_duplicates("case")
    items = (table["case"] + ":" + keys.to_numpy()).to_numpy()
    first = pd.Series(items).drop_duplicates().index
    document = {
        "objectTypes": [
            {"name": "project", "attributes": [{"name": name, "type": "string"} for name in of_project]},
            {"name": "item", "attributes": [{"name": name, "type": "float"} for name in ("limit", "promise")]},
        ],
        "eventTypes": [{"name": name, "attributes": []} for name in activities],
        "objects": [
            *(_project(row, of_project) for row in projects.to_dict("records")),
            *(_item(items[place], table.iloc[place]) for place in first),
        ],
        "events": [
            {
                "id": f"e{number}",
                "type": f"{item} {state}",
                "time": time + OFFSET,
                "attributes": [],
                "relationships": [
                    {"objectId": case, "qualifier": "project"},
                    {"objectId": of_item, "qualifier": "item"},
                ],
            }
            for number, (case, item, state, time, of_item) in enumerate(
                zip(table["case"], table["item"], table["state"], table["time"], items, strict=True), 1
            )
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=None, separators=(",", ":")).encode()


def _project(row: dict[Any, Any], names: list[str]) -> dict[str, Any]:
    attributes = [{"name": name, "time": "1970-01-01T00:00:00Z", "value": str(row[name])} for name in names]
    return {"id": row["case"], "type": "project", "attributes": attributes}


def _item(name: str, row: Any) -> dict[str, Any]:
    told = {key: row[key] for key in ("limit", "promise") if row[key] == row[key]}
    attributes = [{"name": key, "time": "1970-01-01T00:00:00Z", "value": float(days)} for key, days in told.items()]
    return {"id": name, "type": "item", "attributes": attributes}
