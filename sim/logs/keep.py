"""A calibration as files: the scenario that holds what was measured, and beside it evidence and joint worlds."""

import json
import os
from pathlib import Path
from typing import Any

from sim.base.errors import UserError
from sim.base.files import write_text
from sim.base.language import Language
from sim.base.library import SHIPPED, is_reachable
from sim.base.sheets import write_table
from sim.logs.calibrate import Calibration
from sim.logs.evidence import Evidence
from sim.logs.worlds import Joint
from sim.logs.yaml_text import as_yaml
from sim.scenario.quantities import LONGEST_NAME


def evidence_file(out: Path) -> Path:
    """The evidence beside a scenario."""
    return out.with_name(f"{out.stem}.evidence.json")


def require_free(out: Path, *, worlds: bool = False, force: bool) -> None:
    """Raises `UserError` where a file would be written over, or where the name is no name of a scenario."""
    if out.suffix != ".yaml":
        raise UserError(f"{out}: is no .yaml: a scenario is a YAML file")
    files = [out, evidence_file(out), *([worlds_file(out)] if worlds else [])]
    for file in () if force else files:
        if file.exists():
            raise UserError(f"{file}: is there already: choose another name, or add --force")


def require_beside(base_file: Path, out: Path) -> None:
    """Raises `UserError` for a place from which a scenario cannot name its base."""
    if not is_reachable(base_file, out):
        raise UserError(f"{out}: cannot extend {base_file}, which is in another folder: write it beside that file")


def worlds_file(out: Path) -> Path:
    """The table of joint worlds beside a scenario."""
    return out.with_name(f"{out.stem}.worlds.parquet")


def write_scenario(calibration: Calibration, base_file: Path, out: Path, *, edges: bool = False) -> Path:
    """Writes the scenario. With *edges*, it no longer waits for what the log contradicts."""
    document = calibration.document(_name(out), named_from(base_file, out), edges=edges)
    write_text(out, f"{_head(Evidence(calibration))}{as_yaml(document, flat=True)}")
    return out


def evidence_document(calibration: Calibration, out: Path, lang: Language, more: dict[str, Any]) -> dict[str, Any]:
    """The evidence of the scenario in a file, with what *more* is known, such as the fit."""
    return {**Evidence(calibration).as_document(lang), "scenario": _name(out), **more}


def write_evidence(document: dict[str, Any], out: Path) -> Path:
    """Writes the evidence beside the scenario."""
    write_text(evidence_file(out), json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return evidence_file(out)


def write_worlds(joint: Joint, out: Path) -> list[Path]:
    """Writes the table of joint worlds, if there are at least two of them; a table of fewer leaves nothing to vary."""
    if len(joint.table) < 2:
        return []
    write_table(joint.table, worlds_file(out))
    return [worlds_file(out)]


def _name(out: Path) -> str:
    """The name of a scenario from that of its file."""
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in out.stem.lower()).strip("-")
    return plain[:LONGEST_NAME] or "calibrated"


def named_from(base_file: Path, out: Path) -> str:
    """How a scenario calls its base: by its bare name where that stands beside it or is shipped, else by its path."""
    if base_file.resolve().parent in (out.resolve().parent, SHIPPED.resolve()):
        return base_file.stem
    return Path(os.path.relpath(base_file.resolve().with_suffix(""), out.resolve().parent)).as_posix()


def _head(evidence: Evidence) -> str:
    """What stands above the scenario: what was measured, and where the base was wrong."""
    count, found = evidence.count(), evidence.calibration
    lines = [
        f"Log with the digest {found.log.digest}: {count['measured']} numbers, {count['bounded']} bounded.",
        f"All else is that of {found.base.scenario}.",
        "Why each number is as it is stands in the evidence file beside this one.",
    ]
    outside = [one.address for one in evidence.measured if one.outside]
    if outside:
        lines.append(f"The range of {len(outside)} numbers of the base does not hold what was measured:")
        lines += [f"  {address}" for address in outside]
    return "".join(f"# {line}\n" for line in lines) + "\n"
