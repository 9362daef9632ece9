"""The folder of a sweep written by hand, for tests of those who read it."""

import json
from pathlib import Path

from sim.base.resumable import file_digest

WRITTEN = {
    "study": "hand",
    "scenario": "town",
    "factors": [{"path": "pools.desks.servers", "levels": [1, 2]}, {"path": "pools.desks.rate", "low": 0, "high": 1}],
    "design": {"sobol": 4},
    "responses": ["total_days"],
}
MANIFEST = {
    "study": "hand", "digest": "0123456789ab", "scenario": "town", "scenario_digest": "0123456789ab", "seed": 1,
    "replications": 1, "points": 4, "engine": "compiled", "target": 50.0, "version": "1",
    "source_digest": "0123456789ab", "made_with": {},
    "factors": [
        {"name": name, "title": name, "title_zh": name, "kind": "range", "numbers": 1} for name in ("desks", "rate")
    ],
    "written": WRITTEN, "follows_from": {},
}  # fmt: skip


def write_manifest(folder: Path, **changes: object) -> None:
    """A manifest with some parts changed, and the checksums of the tables that are there."""
    (folder / "manifest.json").write_text(json.dumps(MANIFEST | changes), encoding="utf-8")
    sign(folder)


def sign(folder: Path) -> None:
    """Says in the manifest that the tables are as they are now."""
    file = folder / "manifest.json"
    tables = {one.name: file_digest(one) for one in sorted(folder.glob("*.parquet"))}
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | {"tables": tables}), encoding="utf-8")
