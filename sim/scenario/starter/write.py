"""The file itself, YAML or a workbook: written, checked, and taken back if it should not run."""

import os
import re
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter, ValidationError

from sim.base.errors import UserError, did_you_mean
from sim.base.files import write_bytes
from sim.base.language import Language
from sim.base.library import SHIPPED, beside, found, is_reachable, names
from sim.scenario import Scenario, load_scenario
from sim.scenario.document_file import ENDINGS, is_workbook
from sim.scenario.load import as_document, load_ground
from sim.scenario.quantities import LONGEST_NAME, Name
from sim.scenario.reforms.apply import own_reform
from sim.scenario.reforms.model import Extension
from sim.scenario.starter.examples import examples, fitting
from sim.scenario.validation import validated


def start_scenario(file: Path, base: str, lang: Language, check: Callable[[Scenario, str], None]) -> None:
    """Writes a scenario to start from, and leaves it only if *check* says that it can be run.

    One that is called as the *base*, but is no YAML where that is, or no workbook, is the same in the other form.
    Raises `UserError` if the file is there already, cannot be written, or is not called as a scenario can be.
    """
    content = _content(file, base, lang)
    if os.path.lexists(file):
        raise UserError(f"{file}: is there already, and is left as it is: choose another name")
    write_bytes(file, content)
    try:
        check(load_scenario(file), str(file))
    except UserError:
        file.unlink()
        raise


def _content(file: Path, base: str, lang: Language) -> bytes:
    _well_named(file)
    stands_on = _stands_on(file, base)
    if file.stem == stands_on.stem and is_workbook(file) != is_workbook(stands_on):
        from sim.scenario.form import in_other_form

        load_scenario(stands_on)
        return in_other_form(stands_on, file, lang)
    return form(file, base, lang) if is_workbook(file) else starter(file, base, lang).encode("utf-8")


def form(file: Path, base: str, lang: Language) -> bytes:
    """The workbook of a scenario that stands on *base* and is to lie in *file*, with nothing changed yet."""
    from sim.scenario.form import as_workbook

    stands_on = _stands_on(file, base)
    title = {"en": _in_words(file.stem), "zh": f"我的方案（{file.stem}）"}
    document = {"scenario": file.stem, "title": title, "extends": _as_named(stands_on, file, base)}
    return as_workbook(document, as_document(load_scenario(stands_on)), file, lang)


def _in_words(name: str) -> str:
    return name.replace("-", " ").capitalize()


def starter(file: Path, base: str, lang: Language) -> str:
    """The text of a scenario that stands on *base* and is to lie in *file*."""
    _well_named(file)
    stands_on = _stands_on(file, base)
    ground, named = load_ground(stands_on), _as_named(stands_on, file, base)
    told = {"lang": lang, "file": file.name, "name": file.stem, "base": named, "examples": examples(ground.scenario)}
    bare = yaml.safe_load(uncommented(_rendered(reforms=[], **told)))
    own = own_reform(validated(Extension, bare, str(file)).changes)
    return _rendered(reforms=fitting(ground, own), **told)


def _stands_on(file: Path, base: str) -> Path:
    """The file of the base: a path as it was typed, or a name beside the new file or among those shipped."""
    if base.endswith(ENDINGS):
        if not Path(base).is_file():
            raise UserError(f"--from: no file '{base}': give the path of a scenario, or its name")
        if not is_reachable(Path(base), file):
            raise UserError(f"--from: '{base}' lies in another folder than {file}: put them beside each other")
        return Path(base)
    path = found(base, beside(file.parent)) if Path(base).name == base else None
    if path is None:
        known = names(*beside(file.parent))
        raise UserError(f"--from: no scenario '{base}' beside {file}{did_you_mean(base, known)}")
    return path


def _as_named(stands_on: Path, file: Path, base: str) -> str:
    """What `extends` says: the bare name of what lies beside the new file or is shipped, else the way there."""
    if not base.endswith(ENDINGS):
        return base
    folder, where = file.parent.resolve(), stands_on.resolve()
    if not is_workbook(where) and where.parent in (folder, SHIPPED.resolve()):
        return where.stem
    return Path(os.path.relpath(where, folder)).as_posix()


def _rendered(**told: Any) -> str:
    environment = Environment(
        loader=PackageLoader("sim.scenario", "starter"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["name"] = _as_name
    return environment.get_template("scenario.yaml.j2").render(**told)


def _as_name(name: str) -> str:
    """A name in YAML: in quotes if without them it were a number, a date, yes or no (`2016`, `on`)."""
    return str(yaml.safe_dump(name, allow_unicode=True, width=inf)).splitlines()[0]


def uncommented(text: str) -> str:
    """A starter file with every example in force: the `#` before each line is taken away."""
    return re.sub(r"^(\s*)# ", r"\1", text, flags=re.MULTILINE)


def _well_named(file: Path) -> None:
    """Refuses a file that could not hold a scenario of its name."""
    if not file.name:
        raise UserError("FILE: found no name: give one that ends in .yaml or .xlsx, such as my-city.yaml")
    if file.suffix in ENDINGS and _is_name(file.stem):
        return
    tidy = re.sub("[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:LONGEST_NAME].rstrip("-") or "my-city"
    ending = file.suffix if file.suffix in ENDINGS else ".yaml"
    wanted = f"a scenario's file has at most {LONGEST_NAME} small letters, digits and dashes, and .yaml or .xlsx"
    raise UserError(f"{file}: {wanted}: call it {file.with_name(f'{tidy}{ending}')}")


def _is_name(text: str) -> bool:
    try:
        TypeAdapter(Name).validate_python(text)
    except ValidationError:
        return False
    return True
