"""Tables from the files of other commands: JSON, CSV, Parquet, folders of sweeps."""

from sim.report.tables.documents import frontier, influences, known_titles, shares, swept
from sim.report.tables.files import read_table
from sim.studies.worth import worth_table

__all__ = ["frontier", "influences", "known_titles", "read_table", "shares", "swept", "worth_table"]
