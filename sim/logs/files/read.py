"""A file of a log by what it is: its ending, or what its first bytes say."""

from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.logs.files.csv_file import read_csv
from sim.logs.files.table import LogError, Table, heads_of, joined, require_rows, table_of
from sim.logs.files.xes_file import read_xes
from sim.logs.files.xlsx_file import read_xlsx


def read_table(files: Sequence[Path], wanted: Collection[str] | None = None) -> Table:
    """The *wanted* columns of files of one kind below one another. Raises `LogError` for what cannot be read."""
    tables = [require_rows(_read(file, wanted)) for file in files]
    return joined(tables)


def _read(file: Path, wanted: Collection[str] | None) -> Table:
    kind = file.name.lower().removesuffix(".gz").rpartition(".")[2]
    if kind == "xlsx":
        return read_xlsx(file, wanted)
    if kind == "xes":
        return read_xes(file, wanted)
    if kind == "parquet":
        return _read_parquet(file, wanted)
    if kind in ("xls", "et", "ods", "mdb", "dbf", "json", "zip", "rar"):
        raise LogError(file, "", f".{kind} is not read: save it as .xlsx or CSV")
    return read_csv(file, wanted)


def _read_parquet(file: Path, wanted: Collection[str] | None) -> Table:
    """Moments stay moments; all else becomes text."""
    try:
        heads = pq.read_schema(file).names
        kept = heads_of(file, "", heads, wanted)
        columns = pq.read_table(file, columns=kept).to_pandas()
    except FileNotFoundError:
        raise LogError(file, "", "cannot be read (No such file or directory): check the name") from None
    except (pa.ArrowInvalid, OSError) as error:
        raise LogError(file, "", f"is no whole Parquet ({type(error).__name__}): write it again") from None
    return table_of(pd.DataFrame({name: _told(column) for name, column in columns.items()}), file, 1)


def _told(column: pd.Series) -> pd.Series:
    if column.dtype.kind == "M" or isinstance(column.dtype, pd.DatetimeTZDtype):
        return column
    if column.dtype.kind == "f" and (whole := column.dropna()).mod(1).eq(0).all() and len(whole):
        column = column.astype("Int64")
    return column.astype("string").fillna("").astype(str)
