"""From files to one resolved scenario: base, package of reforms, own changes, every check."""

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from sim.base.errors import ScenarioError, did_you_mean
from sim.base.library import HERE, SHIPPED, beside, found, is_reachable, names
from sim.base.own_clocks import learn
from sim.scenario.check import check_parts
from sim.scenario.clock_titles import titles_of_clocks
from sim.scenario.combine import bring_together
from sim.scenario.document_file import ENDINGS, is_workbook, read_document
from sim.scenario.epochs import as_epoch, base_at, begun, check_days, check_order, dates_of, days_of, rules_of
from sim.scenario.full_width import slip_in
from sim.scenario.initial_state import check_backlog
from sim.scenario.model import Scenario
from sim.scenario.named_hours import with_named_hours, without_likeness
from sim.scenario.names_of_parts import names_in_scenarios
from sim.scenario.quantities import Number, as_plain
from sim.scenario.reforms.apply import apply_reforms, own_reform
from sim.scenario.reforms.conflicts import OWN, Package
from sim.scenario.reforms.model import Extension, InForce, Reform
from sim.scenario.tables_beside import QUANTILES, with_open_cases, with_quantiles
from sim.scenario.templates import expand_templates
from sim.scenario.validation import validated
from sim.scenario.whose_holidays import holiday_files
from sim.scenario.yaml_file import read_yaml

PARTS = {field.alias or name for name, field in Scenario.model_fields.items()} - set(Extension.model_fields)
"""What only a scenario that stands alone has."""

CLOCKS = "clocks"
MOST_BASES = 20
"""So many scenarios may stand one on the other."""

IN_FORCE = "in_force"
"""Under which a scenario that stands alone names the reforms that it has from the beginning."""


@dataclass(frozen=True)
class Written:
    """A scenario before its package is applied: what it stands on, and what is done to that."""

    source: str
    base: dict[str, Any]
    """The resolved document of the base; of a scenario that stands alone, its own."""
    package: tuple[Reform, ...]
    """Its reforms, its own changes last."""
    own: dict[str, Any]
    """What it says of itself in place of what its base says."""
    elsewhere: Callable[[], set[str]] = set
    """The items and steps that reforms outside its package would make."""
    kept: Number | None = None
    """How far the reforms of its package are kept; in full, if it says nothing."""
    dates: dict[str, date] = field(default_factory=dict)
    """From which day the reforms are in force that are not so from the first."""
    others: Callable[[], set[str]] = set
    """What the scenarios beside it call their parts."""


def load_scenario(path: str | Path) -> Scenario:
    """The resolved scenario of a file: everything it extends, every reform of its package and its own changes applied.

    Raises `ScenarioError` with the address of the first mistake.

    >>> import sim
    >>> sim.load_scenario("full-reform").reforms[:3]
    ['agents', 'appointment', 'courier']
    """
    return _resolve(scenario_file(path), ())


def resolve(path: str | Path) -> dict[str, Any]:
    """The scenario of a file as plain data, with every default filled in: what `approvals resolve` prints.

    >>> import sim
    >>> document = sim.resolve("practice-2016")
    >>> document["calendars"]["office"]["holidays"]
    'china'
    """
    return as_document(load_scenario(path))


def load_scenarios(paths: Iterable[str | Path], *, twice: bool = False) -> list[Scenario]:
    """The resolved scenarios of several files, each under a name of its own, for by it they are told apart.

    *twice*: the very same scenario may come again. Raises `ScenarioError` for two that share a name.
    """
    loaded = [(path, load_scenario(path)) for path in paths]
    for (path, one), (again, other) in combinations(loaded, 2):
        if one.scenario == other.scenario and not (twice and digest(one) == digest(other)):
            raise _namesake(again, path, one.scenario)
    return [scenario for _, scenario in loaded]


def _namesake(path: str | Path, other: str | Path, name: str) -> ScenarioError:
    if scenario_file(path).resolve() == scenario_file(other).resolve():
        return ScenarioError(str(path), "", "is named twice: once is enough")
    return ScenarioError(str(path), "scenario", f"'{name}' is the name of {other} too: give one of them another")


def load_root(path: str | Path) -> Scenario | None:
    """What a scenario is to be compared with: the next one below it that has no reform; None if it stands alone.

    What stands on several is compared with all of them together.
    """
    file = scenario_file(path)
    load_scenario(file)
    own = _read(file)
    return _below(file, own) if "extends" in own else None


def _below(file: Path, own: dict[str, Any]) -> Scenario:
    bases = [(base, _read(base)) for base in base_files(file, own["extends"])]
    roots = [_below(base, text) if "reforms" in text else _resolve(base, ()) for base, text in bases]
    if len(roots) == 1:
        return roots[0]
    together = bring_together([as_document(root) for root in roots], own, str(file))
    return _finish(together | validated(Extension, own, str(file)).own(), str(file))


@dataclass(frozen=True)
class Ground:
    """A scenario on which many packages are tried: its files are read once."""

    scenario: Scenario
    document: dict[str, Any]
    file: Path
    elsewhere: frozenset[str]
    """The items and steps that the reforms beside it make."""

    def reform(self, name: str, place: str = "reforms") -> Reform:
        """The reform of that name beside the scenario; *place* is where an unknown one was named."""
        return named_reform(self.file, name, str(self.file), place)

    @property
    def reforms_beside(self) -> list[str]:
        """The names of the reforms that it does not have yet: those in its own folder first, then those shipped."""
        known = [name for folder in _reforms(self.file) for name in sorted(names(folder))]
        had = {*self.scenario.reforms, *self.scenario.reforms_in_force}
        return [name for name in dict.fromkeys(known) if name not in had]

    def with_package(self, package: list[Reform]) -> Scenario:
        """The scenario with the package applied. Raises `ScenarioError` if the package's reforms do not go together."""
        elsewhere, others = lambda: set(self.elsewhere), _others(self.file)
        return resolved(Written(str(self.file), self.document, tuple(package), {}, elsewhere, others=others))


def load_ground(path: str | Path) -> Ground:
    """The resolved scenario of a file, ready for many packages."""
    file = scenario_file(path)
    scenario = _resolve(file, ())
    return Ground(scenario, as_document(scenario), file, frozenset(_elsewhere(file)()))


def load_written(path: str | Path) -> Written:
    """The scenario of a file before its package is applied."""
    file = scenario_file(path)
    own = _read(file)
    if "extends" in own:
        return _written(file, own, ())
    return Written(str(file), as_document(_alone(file, own)), (), {}, _elsewhere(file), others=_others(file))


def load_reform(path: Path) -> Reform:
    """One reform file, checked by itself."""
    reform = validated(Reform, _read(path), str(path))
    if reform.reform != path.stem:
        raise ScenarioError(str(path), "reform", f"'{reform.reform}' is not the name of its file: call both the same")
    return reform


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, one that stands alone or one that extends another, for editors."""
    schema: dict[str, Any] = TypeAdapter(Scenario | Extension).json_schema(by_alias=True)
    schema["$defs"]["Scenario"]["properties"] |= InForce.model_json_schema(by_alias=True)["properties"]
    return schema


def as_document(scenario: Scenario) -> dict[str, Any]:
    """The resolved form as plain data, the form `approvals resolve` prints."""
    return as_plain(scenario)


def digest(scenario: Scenario) -> str:
    """Twelve hexadecimal digits that change when anything the result depends on does."""
    text = json.dumps(without_likeness(as_document(scenario)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def scenario_file(name: str | Path) -> Path:
    """The file itself, or a bare name looked up in `scenarios/`, then among the scenarios shipped."""
    path = Path(name)
    if path.is_file() or path.suffix:
        return path
    file = found(str(path), (HERE, SHIPPED))
    if file is None:
        here = {f"{path}.yaml"} if Path(f"{path}.yaml").is_file() else set()
        raise ScenarioError(str(path), "", f"no such scenario in {HERE}/{did_you_mean(str(path), here or _known())}")
    return file


def _known() -> set[str]:
    return names(HERE) or names(SHIPPED)


def _read(file: Path) -> dict[str, Any]:
    """What the file of a scenario or a reform says, and what stands in files beside it."""
    said = read_document(file)
    if is_workbook(file) or QUANTILES.encode() in file.read_bytes():
        said = with_quantiles(said, file)
    return with_open_cases(said, file)


def _resolve(file: Path, seen: tuple[Path, ...]) -> Scenario:
    own = _read(file)
    return resolved(_written(file, own, seen)) if "extends" in own else _alone(file, own)


def _alone(file: Path, own: dict[str, Any]) -> Scenario:
    """A scenario that stands alone, with the reforms that are in force in it from the beginning."""
    for key in ("reforms", "changes"):
        if key in own:
            raise ScenarioError(str(file), key, "belongs to a scenario that extends another: add 'extends:'")
    source, given = str(file), {key: part for key, part in own.items() if key == IN_FORCE}
    bare = _finish({key: part for key, part in own.items() if key != IN_FORCE}, source)
    if not given:
        return bare
    names = validated(InForce, given, source).in_force
    package = [named_reform(file, name, source, f"{IN_FORCE}[{place}]") for place, name in enumerate(names)]
    try:
        return _put_in_force(bare, package, file)
    except ScenarioError as error:
        raise ScenarioError(source, IN_FORCE if error.path == "reforms" else error.path, error.message) from None


def _put_in_force(bare: Scenario, package: list[Reform], file: Path) -> Scenario:
    document, source = as_document(bare), str(file)
    applied = apply_reforms(document, package, source, _elsewhere(file), others=_others(file))
    told = {"put_in_force": sorted(reform.reform for reform in package), "reform_costs": _costs(document, package)}
    told |= _passed_over(document, applied)
    try:
        return _finish({**applied.document, **told}, source)
    except ScenarioError as error:
        raise applied.blamed(error) from None


def _written(file: Path, own: dict[str, Any], seen: tuple[Path, ...]) -> Written:
    for key in own:
        if key in PARTS:
            message = "stands beside 'extends', but belongs to the base: write what differs under 'changes'"
            raise ScenarioError(str(file), key, message)
    extension = validated(Extension, own, str(file))
    if file.resolve() in seen:
        message = f"'{extension.extends[0]}' leads round in a circle: name a base that stands alone"
        raise ScenarioError(str(file), "extends", message)
    if len(seen) >= MOST_BASES:
        message = f"more than {MOST_BASES} scenarios stand one on the other: name a base that stands alone"
        raise ScenarioError(str(file), "extends", message)
    bases = [as_document(_resolve(base, (*seen, file.resolve()))) for base in base_files(file, own["extends"])]
    base = bring_together(bases, own, str(file))
    package, dates = _package(file, extension), dates_of(extension, str(file))
    return Written(str(file), base, package, extension.own(), _elsewhere(file), extension.kept, dates, _others(file))


def base_files(file: Path, given: str | list[str]) -> list[Path]:
    """The file of each scenario that a file stands on; *given* is what `extends` says, one name or a list of them."""
    named = {"extends": given} if isinstance(given, str) else {f"extends[{n}]": name for n, name in enumerate(given)}
    bases = []
    for place, name in named.items():
        base = _base_file(file, name)
        if base is None:
            wanted = file.parent / name
            others = names(*beside(wanted.parent)) - {file.stem}
            slip = f"; {slip_in(name)}" if slip_in(name) else ""
            near = did_you_mean(wanted.name.removesuffix(".yaml"), others)
            raise ScenarioError(str(file), place, f"no scenario '{name}'{near}{slip}")
        if not is_reachable(base, file):
            raise ScenarioError(str(file), place, f"'{name}' leads to another folder: put it beside this file")
        if list(named.values()).count(name) > 1:
            raise ScenarioError(str(file), place, f"'{name}' is named twice: once is enough")
        bases.append(base)
    return bases


def _base_file(file: Path, name: str) -> Path | None:
    """The file of a base that is named as such, beside the file that names it, or by its bare name."""
    if name.endswith(ENDINGS):
        path = file.parent / name
        return path if path.is_file() else None
    return found(name, beside(file.parent) if Path(name).name == name else [file.parent])


def _package(file: Path, extension: Extension) -> tuple[Reform, ...]:
    named = tuple(named_reform(file, one.reform, str(file), f"reforms[{n}]") for n, one in enumerate(extension.reforms))
    return (*named, own_reform(extension.changes)) if extension.changes else named


def resolved(written: Written) -> Scenario:
    """The base with the package applied, and what the scenario says of itself in place of what its base says.

    Where reforms begin on dates, of the base or of the package, so it is for each part of the run between two of them.
    """
    there = {reform.reform for reform in written.package}
    dates = {name: day for name, day in written.dates.items() if name in there}
    days = days_of(written.base, dates)
    if not days:
        return _under(written, written.base, written.package)
    check_order(written.package, dates, written.source)
    parts = [_under_rules_of(written, day) for day in (None, *days)]
    check_days(written.package, dates, parts[-1], written.source)
    before = [as_epoch(as_document(part), until) for part, until in zip(parts, days, strict=False)]
    held = {name: table for part in parts for name, table in part.holidays.items()}
    standing = {key: part for key, part in as_document(parts[0]).items() if key == "start_with"}
    return _finish({**as_document(parts[-1]), "holidays": held, "before": before, **standing}, written.source)


def _under_rules_of(written: Written, day: date | None) -> Scenario:
    """As if the rules of a day, or of the first, held all the time; only by the first do cases stand there already."""
    package = tuple(one for one in written.package if begun(one.reform, written.dates, day))
    base, own = base_at(written.base, day), written.own
    if day is not None:
        base, own = ({key: part for key, part in one.items() if key != "start_with"} for one in (base, own))
    try:
        return _under(replace(written, own=own), base, package)
    except ScenarioError as error:
        since = "before the first of them begins" if day is None else f"as it is from {day} on"
        message = f"{error.message} (the reforms begin on dates; this is {since})"
        raise ScenarioError(error.source, error.path, message) from None


def _under(written: Written, base: dict[str, Any], package: tuple[Reform, ...]) -> Scenario:
    """The base under one package all the time."""
    kept = written.kept.value if written.kept is not None else 1
    own = {key: part for key, part in written.own.items() if key != CLOCKS}
    base = _with_clocks(base, written.own.get(CLOCKS, {}))
    applied = apply_reforms(base, list(package), written.source, written.elsewhere, kept, written.others)
    names = [*base.get("reformed", []), *sorted(reform.reform for reform in package)]
    notes = [*base.get("notes", []), *written.own.get("notes", [])]
    try:
        told = {"notes": notes, "reformed": names, "reform_costs": _costs(base, package), **_kept(written)}
        told |= _passed_over(base, applied)
        return _finish({**applied.document, **own, **told}, written.source)
    except ScenarioError as error:
        raise _as_written(applied.blamed(error), base, written) from None


def _with_clocks(base: dict[str, Any], clocks: dict[str, Any]) -> dict[str, Any]:
    """The base with further clocks of its first process: reforms rename what they merge in these, too."""
    if not clocks:
        return base
    name, process = next(iter(base["processes"].items()))
    told = {**process, CLOCKS: {**process.get(CLOCKS, {}), **clocks}}
    return {**base, "processes": {**base["processes"], name: told}}


def _as_written(error: ScenarioError, base: dict[str, Any], written: Written) -> ScenarioError:
    """A mistake in a clock that the file itself declares, at the place at which it stands there."""
    inside = f"processes.{next(iter(base['processes']))}."
    path = error.path.removeprefix(inside)
    if path == error.path or path.split(".")[1:2] == [] or path.split(".")[1] not in written.own.get(CLOCKS, {}):
        return error
    return ScenarioError(error.source, path, error.message) if path.startswith(f"{CLOCKS}.") else error


def _kept(written: Written) -> dict[str, Any]:
    """How far each reform is kept, as far as the base or this scenario says so."""
    names = [reform.reform for reform in written.package if reform.reform != OWN] if written.kept is not None else []
    said = {**written.base.get("reforms_kept", {}), **{name: as_plain(written.kept) for name in names if written.kept}}
    return {"reforms_kept": dict(sorted(said.items()))} if said else {}


def _passed_over(base: dict[str, Any], applied: Package) -> dict[str, Any]:
    """What the reforms of the base and of the package name that is not there, if anything."""
    found = [*base.get("passed_over", []), *applied.passed_over]
    return {"passed_over": found} if found else {}


def _costs(base: dict[str, Any], package: Iterable[Reform]) -> dict[str, Any]:
    """What each reform of the base and of the package costs a year, as far as they say, by name."""
    new = {reform.reform: as_plain(reform.cost.per_year) for reform in package if reform.cost is not None}
    return dict(sorted({**base.get("reform_costs", {}), **new}.items()))


def named_reform(scenario: Path, name: str, source: str, place: str) -> Reform:
    """The reform of that name beside a scenario's file, or among those shipped.

    Raises `ScenarioError` for an unknown one, at the *place* in *source* where it was named.
    """
    folders = _reforms(scenario)
    path = found(name, folders)
    if path is None:
        raise ScenarioError(source, place, f"no reform '{name}'{did_you_mean(name, names(*folders))}")
    return load_reform(path)


def _reforms(file: Path) -> list[Path]:
    """The folders in which a scenario's reforms are looked for."""
    return [folder / "reforms" for folder in beside(file.parent)]


def _elsewhere(file: Path) -> Callable[[], set[str]]:
    folders = {folder.resolve() for folder in _reforms(file)}
    return lambda: {name for folder in folders for name in made_by_reforms(folder)}


def _others(file: Path) -> Callable[[], set[str]]:
    return partial(names_in_scenarios, beside(file.parent))


def made_by_reforms(folder: Path) -> set[str]:
    """The items and steps that the reforms of a folder make; a mistake there is told to who uses it."""
    stated = [(path, path.stat()) for path in sorted(folder.glob("*.yaml"))]
    return set(_made(tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stated)))


@lru_cache(maxsize=16)
def _made(reforms: tuple[tuple[Path, int, int], ...]) -> frozenset[str]:
    """The same, of files as they are told by when they were last changed and how long they are: all are read once."""
    made: set[str] = set()
    for path, _, _ in reforms:
        with suppress(ScenarioError):
            for change in load_reform(path).changes:
                made |= {change.merge.into} if change.merge else set()
                made |= change.add.items.keys() if change.add else set()
                made |= change.insert.keys()
    return frozenset(made)


def _finish(document: dict[str, Any], source: str) -> Scenario:
    document = _with_holidays(with_named_hours(document, source), source)
    scenario = validated(Scenario, expand_templates(document, source), source)
    check_parts(scenario, source)
    check_backlog(rules_of(scenario)[0].scenario, source)
    learn(titles_of_clocks(scenario))
    return scenario


def _with_holidays(document: dict[str, Any], source: str) -> dict[str, Any]:
    """The document with the content of every holiday file that a calendar names and that it does not hold yet."""
    held = document.get("holidays", {})
    if not isinstance(held, dict):
        return document
    files = {name: place for name, place in holiday_files(document).items() if name not in held}
    read = {name: _holiday_file(Path(source).parent / name, source, place) for name, place in files.items()}
    return {**document, "holidays": {**held, **read}} if read else document


def _holiday_file(file: Path, source: str, place: str) -> dict[str, Any]:
    if not is_reachable(file, Path(source)):
        raise ScenarioError(source, place, f"'{file}' leads to another folder: put it beside this file")
    try:
        return read_yaml(file)
    except ScenarioError as error:
        raise ScenarioError(source, place, str(error)) from None
