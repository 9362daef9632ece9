"""Reading a YAML file that a person wrote: nothing silently merged, expanded or guessed."""

from pathlib import Path
from typing import Any

import yaml

from sim.errors import ScenarioError

LARGEST_FILE = 2_000_000
DEEPEST_NESTING = 40
Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> dict[str, Any]:
    """The one mapping in the file.

    Raises `ScenarioError` for a file that is missing, empty, not text, too large, too deep, not YAML, with a repeated
    key, or with anchors and aliases (which can expand without bound).
    """
    text = _read_text(path)
    try:
        _refuse_traps(path, text)
        node = yaml.compose(text, Loader)
        if node is None:
            raise ScenarioError(str(path), "", "the file is empty: start with 'scenario: my-name'")
        _refuse_repeated_keys(path, node, "")
        data = yaml.load(text, Loader)
    except yaml.YAMLError as error:
        raise ScenarioError(str(path), _place(error), f"not YAML: {_problem(error)}") from None
    except ValueError as error:
        raise ScenarioError(str(path), "", f"a value cannot be read: {error}; put it in quotes or correct it") from None
    if not isinstance(data, dict):
        raise ScenarioError(str(path), "", f"found a {type(data).__name__}: a file holds 'key: value' lines")
    return data


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ScenarioError(str(path), "", f"cannot be read ({error.strerror}): check the name") from None
    if len(raw) > LARGEST_FILE:
        raise ScenarioError(str(path), "", f"{len(raw)} bytes is too large: at most {LARGEST_FILE}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(str(path), f"byte {error.start}", "not UTF-8 text: save it as UTF-8") from None


def _refuse_traps(path: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader):
        line = f"line {event.start_mark.line + 1}" if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent):
            raise ScenarioError(str(path), line, f"alias '*{event.anchor}' is not allowed: write it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST_NESTING:
            raise ScenarioError(str(path), line, f"nested more than {DEEPEST_NESTING} deep: mind the indentation")


def _refuse_repeated_keys(path: Path, node: yaml.Node, at: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _refuse_repeated_keys(path, child, f"{at}[{index}]")
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            name = str(key.value)
            here = f"{at}.{name}" if at else name
            if name in seen:
                line = key.start_mark.line + 1
                raise ScenarioError(str(path), here, f"written twice (again on line {line}): keep one")
            seen.add(name)
            _refuse_repeated_keys(path, child, here)


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark is not None else ""


def _problem(error: yaml.YAMLError) -> str:
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    return f"{said}; check indentation, colons and quotes"
