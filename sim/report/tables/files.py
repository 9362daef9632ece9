"""Tables from files: those that were written as CSV or Parquet, and the JSON and folders of other commands."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.characters import all_fit
from sim.base.errors import UserError, one_line
from sim.base.sheets import read_csv
from sim.outcomes.clocks import CLOCKS
from sim.report.tables.documents import frontier, influences, shares, swept
from sim.studies.sweep import read_manifest, read_runs

NAMED: Final = ("scenario", "title_en", "title_zh")
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "distribution": (*NAMED, "target", "clock", "n", "p10", "p25", "p50", "p75", "p90", "within"),
    "chances": (*NAMED, "target", "clock", "n", "within", "within_low", "within_high"),
    "holding": (*NAMED, "holder", "who", "days", "off_days", "who_en", "who_zh"),
    "steps": (*NAMED, "target", "clock", "n", "days", "change_low", "change_high"),
    "one_project": (*NAMED, "item", "what", "start", "end", "contact", "filed", "permit", "government_days", "case"),
    "hours": (*NAMED, "pool", "counter", "seats", "weekday", "minute", "present", "busy", "load"),
    "counters": (*NAMED, "pool", "way", "share", "n", "mean", "low", "high", "p90"),
    "months": (*NAMED, "target", "what", "month", "name", "name_en", "name_zh", "mean", "low", "high", "backlog"),
    "influences": ("factor", "title_en", "title_zh", "figure", "effect", "effect_spread", "first", "total", "clock"),
    "swept": ("x", "y", "x_en", "y_en", "clock", "target", "n", "mean", "within"),
    "frontier": ("reforms", "titles_en", "titles_zh", "cost", "within", "efficient", "perhaps_efficient", "target"),
    "shares": ("statistic", "whole", "reform", "title_en", "title_zh", "share", "share_low", "share_high"),
}
"""What each table has at least."""

NO_TABLE: Final = b"\n"
"""What stands in the file of a table without rows and columns."""

DOCUMENTS: Final[dict[str, tuple[str, Callable[[Any], pd.DataFrame]]]] = {
    "influences": ("approvals sensitivity", influences),
    "frontier": ("approvals frontier", frontier),
    "shares": ("approvals shares", shares),
}
"""The tables that are made from a JSON document: by which command, and how."""


def read_table(name: str, path: Path, factors: Sequence[str] | None = None) -> pd.DataFrame:
    """The table of that name from a file, or from the folder of a sweep (of two *factors*; default: its first two).

    Raises `UserError` for a file that holds none.
    """
    try:
        if path.is_dir():
            return _of_sweep(name, path, factors)
        return _of_document(name, path) if path.suffix == ".json" else _of_table(name, path)
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read as a table ({error}): give a .csv or .parquet file") from None


def _of_table(name: str, path: Path) -> pd.DataFrame:
    if path.suffix == ".csv" and path.read_bytes().removeprefix(BOM_UTF8) == NO_TABLE:
        return pd.DataFrame()
    table = pd.read_parquet(path) if path.suffix == ".parquet" else read_csv(path)
    for column in COLUMNS[name] if len(table) else ():
        if column not in table:
            found = ", ".join(map(str, table.columns[:6]))
            raise UserError(f"{path}: has no column '{column}' (found {found} …): give a table '{name}'")
    return table


def _of_document(name: str, path: Path) -> pd.DataFrame:
    if name not in DOCUMENTS:
        raise UserError(f"{path}: a table '{name}' is not made from JSON: give its .csv or .parquet file")
    command, read = DOCUMENTS[name]
    try:
        return read(all_fit(json.loads(path.read_text(encoding="utf-8-sig"))))
    except (KeyError, TypeError, AttributeError):
        raise UserError(f"{path}: is not what '{command} --json' writes: write it again") from None


def _of_sweep(name: str, folder: Path, factors: Sequence[str] | None) -> pd.DataFrame:
    if name != "swept":
        raise UserError(f"{folder}: is a folder, and a table '{name}' is a file: give its .csv or .parquet file")
    manifest = read_manifest(folder)
    try:
        return _of_runs(folder, manifest, factors)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"{type(error).__name__}: {error}"
        found = f"manifest.json and runs.parquet are not as 'approvals sweep' writes them ({what})"
        raise UserError(one_line(f"{folder}: {found}: give the folder of a sweep")) from None


def _of_runs(folder: Path, manifest: dict[str, Any], factors: Sequence[str] | None) -> pd.DataFrame:
    known = [factor["name"] for factor in manifest["factors"]]
    pair = list(factors if factors is not None else known[:2])
    if len(pair) != 2 or any(one not in known for one in pair):
        raise UserError(f"{folder}: give two of its factors, which are {', '.join(known)} (found {', '.join(pair)})")
    clocks = [name for name in manifest["written"]["responses"] if name in CLOCKS]
    if not clocks:
        raise UserError(f"{folder}: no clock was measured: name one in the study's responses, such as total_days")
    return swept(read_runs(folder), manifest, (pair[0], pair[1]), clocks[0])
