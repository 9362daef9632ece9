"""Runs a module of Dask in a Python that has not this program: `without_the_program.py dask_worker ADDRESS …`."""

import sys
from importlib import import_module


class Absent:
    """Finds nothing of this program, as if it had never been installed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] == "sim":
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)


sys.meta_path.insert(0, Absent())  # type: ignore[arg-type]
import_module(f"distributed.cli.{sys.argv.pop(1)}").main()
