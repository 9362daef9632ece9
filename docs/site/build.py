"""Builds the documentation as a folder of pages that opens without a network: `make docs`.

What is written by hand (README, docs, CHANGELOG …) is gathered as it stands; what the program knows of itself (its
commands, the fields of its files, its public names, what its notebooks show) is put beside it; Sphinx does the rest,
and every warning is an error.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import commands
import field_tables
import public_names
import tutorials
import written
from sphinx.cmd.build import build_main

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]


def gather(source: Path) -> None:
    """Everything that Sphinx reads, put into the folder *source*."""
    written.write(ROOT, source)
    for name, text in (commands.pages() | field_tables.pages() | public_names.pages()).items():
        written.put(source / name, text)
    for name, content in tutorials.files(ROOT / "notebooks").items():
        written.put(source / name, content)


def build(out: Path) -> int:
    """The pages in the folder *out*; returns Sphinx's exit status."""
    with TemporaryDirectory() as folder:
        source, doctrees = Path(folder) / "source", Path(folder) / "doctrees"
        gather(source)
        strict = ["--quiet", "--fail-on-warning", "--keep-going"]
        return build_main([*strict, "-c", str(HERE), "-d", str(doctrees), "-b", "html", str(source), str(out)])


def main() -> None:
    """Builds into `out/docs`, or where it is told."""
    parser = argparse.ArgumentParser(description="Builds the documentation.")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "docs")
    out: Path = parser.parse_args().out
    if status := build(out):
        sys.exit(status)
    print(f"wrote {out / 'index.html'}")


if __name__ == "__main__":
    main()
