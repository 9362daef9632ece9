"""From files to one resolved scenario: base, package of reforms, own changes, every check."""

import hashlib
import json
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError, did_you_mean
from sim.scenario.check import check_parts
from sim.scenario.model import Scenario
from sim.scenario.package import apply_package
from sim.scenario.quantities import as_plain
from sim.scenario.reform import Reform
from sim.scenario.templates import expand_templates
from sim.scenario.validate import validated
from sim.scenario.yaml_file import read_yaml

OVERRIDES = {"scenario", "title", "start", "run", "target", "notes"}


def load_scenario(path: str | Path) -> Scenario:
    """The resolved scenario of a file: everything it extends, every reform of its package and its own changes applied.

    Raises `ScenarioError` with the address of the first mistake.
    """
    file = _scenario_file(Path(path))
    return _resolve(file, ())


def load_reform(path: Path) -> Reform:
    """One reform file, checked by itself."""
    reform = validated(Reform, read_yaml(path), str(path))
    if reform.reform != path.stem:
        raise ScenarioError(str(path), "reform", f"'{reform.reform}' is not the name of its file: call both the same")
    return reform


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, for editors."""
    return Scenario.model_json_schema(by_alias=True)


def as_document(scenario: Scenario) -> dict[str, Any]:
    """The resolved form as plain data, the form `approvals resolve` prints."""
    return as_plain(scenario)


def digest(scenario: Scenario) -> str:
    """Twelve hexadecimal digits that change when anything the result depends on does."""
    text = json.dumps(as_document(scenario), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _scenario_file(path: Path) -> Path:
    """The file itself, or a bare name looked up in `scenarios/`."""
    if path.exists() or path.suffix:
        return path
    named = Path("scenarios") / f"{path}.yaml"
    if not named.exists():
        known = (found.stem for found in Path("scenarios").glob("*.yaml"))
        raise ScenarioError(str(path), "", f"no such scenario{did_you_mean(str(path), known)}")
    return named


def _resolve(file: Path, seen: tuple[Path, ...]) -> Scenario:
    if file in seen:
        raise ScenarioError(str(file), "extends", "extends itself in a circle: name a base that stands alone")
    own = read_yaml(file)
    if "extends" not in own:
        if stray := {"reforms", "changes"} & own.keys():
            raise ScenarioError(str(file), stray.pop(), "belongs to a scenario that extends another: add 'extends:'")
        return _finish(own, str(file))
    if unknown := own.keys() - OVERRIDES - {"extends", "reforms", "changes"}:
        name = sorted(unknown)[0]
        allowed = OVERRIDES | {"extends", "reforms", "changes"}
        raise ScenarioError(str(file), name, f"not allowed beside 'extends'{did_you_mean(name, allowed)}")
    base = _resolve(_base_file(file, own["extends"]), (*seen, file))
    return _reformed(file, own, base)


def _base_file(file: Path, name: object) -> Path:
    base = file.parent / f"{name}.yaml"
    if not base.exists():
        known = (found.stem for found in file.parent.glob("*.yaml"))
        raise ScenarioError(str(file), "extends", f"no scenario '{name}'{did_you_mean(str(name), known)}")
    return base


def _reformed(file: Path, own: dict[str, Any], base: Scenario) -> Scenario:
    package = [_named_reform(file, name, place) for place, name in enumerate(own.get("reforms") or [])]
    document = as_document(base)
    if own.get("changes"):
        changes = {"reform": "own-changes", "title": "own changes", "changes": own["changes"]}
        package.append(validated(Reform, changes, str(file)))
    document = apply_package(document, package, str(file))
    document |= {key: own[key] for key in OVERRIDES & own.keys()}
    document["reforms"] = [*document.get("reforms", []), *sorted(reform.reform for reform in package)]
    return _finish(document, str(file))


def _named_reform(file: Path, name: object, place: int) -> Reform:
    path = file.parent / "reforms" / f"{name}.yaml"
    if not path.exists():
        known = (found.stem for found in path.parent.glob("*.yaml"))
        raise ScenarioError(str(file), f"reforms[{place}]", f"no reform '{name}'{did_you_mean(str(name), known)}")
    return load_reform(path)


def _finish(document: dict[str, Any], source: str) -> Scenario:
    scenario = validated(Scenario, expand_templates(document, source), source)
    check_parts(scenario, source)
    return scenario
