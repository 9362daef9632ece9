"""What is written down about mutants: which tests belong to a module, and which mistakes change nothing."""

import sys
import tomllib
from pathlib import Path

Tests = tuple[str, ...]
"""Files of tests, or single ones, the quickest first."""

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def belonging_tests(only: list[str]) -> dict[str, Tests]:
    """The tests of each module."""
    suites = tomllib.loads((HERE / "modules.toml").read_text(encoding="utf-8"))["suites"]
    listed: dict[str, Tests] = {module: tuple(suite["tests"]) for suite in suites for module in suite["modules"]}
    named = {path.split("::")[0] for module, tests in listed.items() for path in [module, *tests]}
    if gone := sorted(path for path in named if not (ROOT / path).exists()):
        sys.exit(f"modules.toml: there is no {', '.join(gone)}")
    chosen = {module: tests for module, tests in listed.items() if not only or module.startswith(tuple(only))}
    return chosen or sys.exit(f"modules.toml: lists no module {', '.join(only)}")


def argued_mistakes() -> set[tuple[str, str, str | None]]:
    """The mistakes that change nothing: module, the line, the line with the mistake; None: whatever is changed."""
    listed = tomllib.loads((HERE / "argued.toml").read_text(encoding="utf-8"))
    for module, entries in listed.items():
        lines = {" ".join(line.split()) for line in (ROOT / module).read_text(encoding="utf-8").splitlines()}
        if gone := [entry["line"] for entry in entries if entry["line"] not in lines]:
            sys.exit(f"argued.toml: {module} has no line '{gone[0]}': argue anew or take it out")
    return {(module, entry["line"], entry.get("changed")) for module, entries in listed.items() for entry in entries}
