"""Tables from files: those that were written as CSV or Parquet, and the JSON and folders of other commands."""

from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow.parquet as pq

from sim.base.errors import UserError, one_line
from sim.base.sheets import read_csv
from sim.experiment.kept_documents import read_json
from sim.outcomes.clocks import is_clock
from sim.report.study_documents import checked_study
from sim.report.tables.columns import checked_table
from sim.report.tables.documents import frontier, influences, shares, swept
from sim.studies.sweep import read_manifest, read_runs
from sim.studies.worth import worth_table

REMEDY: Final = "write it again with the command that made it"
LARGEST: Final = 512 * 2**20
NO_TABLE: Final = b"\n"
"""What stands in the file of a table without rows and columns."""

DOCUMENTS: Final[dict[str, tuple[str, Callable[[Any], pd.DataFrame]]]] = {
    "influences": ("sensitivity", influences),
    "worth": ("worth", worth_table),
    "frontier": ("frontier", frontier),
    "shares": ("shares", shares),
}
"""The tables that are made from a JSON document: of which study, and how."""


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
    _require_small(path)
    table = pd.read_parquet(path) if path.suffix == ".parquet" else read_csv(path)
    return checked_table(name, table, path, REMEDY) if len(table) else table


def _require_small(path: Path) -> None:
    """Refuses a table that would take more memory than any of the program's: Parquet says so before it is read."""
    size = path.stat().st_size
    if path.suffix == ".parquet":
        said = pq.read_metadata(path)
        size = max(size, sum(said.row_group(number).total_byte_size for number in range(said.num_row_groups)))
        size = max(size, 8 * said.num_rows)
    if size > LARGEST:
        raise ValueError(f"it has {size:,} bytes, and at most {LARGEST:,} are read")


def _of_document(name: str, path: Path) -> pd.DataFrame:
    if name not in DOCUMENTS:
        raise UserError(f"{path}: a table '{name}' is not made from JSON: give its .csv or .parquet file")
    kind, read = DOCUMENTS[name]
    document = read_json(path, f"write it again with 'approvals {kind} --json'", "a table")
    try:
        return read(checked_study(kind, document, path))
    except UserError as error:
        said = str(error).removeprefix(f"{path}: ")
        raise UserError(f"{path}: is not what 'approvals {kind} --json' writes ({said})") from None


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
    clocks = [name for name in manifest["written"]["responses"] if is_clock(name)]
    if not clocks:
        raise UserError(f"{folder}: no clock was measured: name one in the study's responses, such as total_days")
    return swept(read_runs(folder), manifest, (pair[0], pair[1]), clocks[0])
