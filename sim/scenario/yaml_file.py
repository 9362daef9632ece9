"""Reading a YAML file that a person wrote: nothing silently merged, expanded or guessed.

Values that YAML takes for something else than they look like (`22:30`, `010`) are refused at their place; keys are
text as they stand, `on` and `2016` too.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from sim.characters import unfit
from sim.errors import ScenarioError

LARGEST_FILE = 1_000_000
MOST_PARTS = 100_000
DEEPEST_NESTING = 40
Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

TAG = "tag:yaml.org,2002:"
PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9_]*)?(\.[0-9_]*([eE][-+]?[0-9]+)?)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
LONGEST_NUMBER = 40


def read_yaml(path: Path) -> dict[str, Any]:
    """The one mapping in the file.

    Raises `ScenarioError` for a file that is missing, empty, not text, too large, too deep, not YAML, with a repeated
    key, with anchors and aliases (which can expand without bound), or with words that YAML reads in its own way.
    """
    text = _read_text(path)
    try:
        _refuse_traps(path, text)
        node = yaml.compose(text, Loader)
    except yaml.YAMLError as error:
        raise ScenarioError(str(path), _place(error), f"not YAML: {_problem(error)}") from None
    if node is None:
        raise ScenarioError(str(path), "", "the file is empty: start with 'scenario: my-name'")
    if not isinstance(node, yaml.MappingNode):
        found = "a list" if isinstance(node, yaml.SequenceNode) else f"the text {node.value[:40]!r}"
        raise ScenarioError(str(path), "", f"found {found}: a file holds 'key: value' lines")
    data = _Reading(path).plain(node, "")
    assert isinstance(data, dict)
    return data


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ScenarioError(str(path), "", f"cannot be read ({error.strerror}): check the name") from None
    if len(raw) > LARGEST_FILE:
        raise ScenarioError(str(path), "", f"more than {LARGEST_FILE:,} bytes: is this the right file?")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"0x{raw[error.start]:02x}"
        raise ScenarioError(str(path), f"byte {error.start}", f"found {found}, not UTF-8: save it as UTF-8") from None
    if (place := unfit(text.replace("\r", "\n"))) is not None:
        line = len(f"{text[:place]}.".splitlines())
        raise ScenarioError(str(path), f"line {line}", _unfit(text, place))
    return text


def _refuse_traps(path: Path, text: str) -> None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader)):
        line = f"line {event.start_mark.line + 1}" if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent):
            raise ScenarioError(str(path), line, f"alias '*{event.anchor}' is not allowed: write it out")
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            found = tag.replace(TAG, "!!")
            raise ScenarioError(str(path), line, f"tag '{found}' is not allowed: leave it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if number > MOST_PARTS:
            raise ScenarioError(str(path), line, f"more than {MOST_PARTS:,} values: is this the right file?")
        if depth > DEEPEST_NESTING:
            raise ScenarioError(str(path), line, f"nested more than {DEEPEST_NESTING} deep: mind the indentation")


class _Reading:
    """YAML nodes turned into plain data, each with its address for the case that it cannot be."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.constructor = yaml.constructor.SafeConstructor()

    def plain(self, node: yaml.Node, at: str) -> Any:
        """What a node says."""
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(child, f"{at}[{index}]") for index, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        return self._scalar(node, at)

    def _mapping(self, node: yaml.MappingNode, at: str) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == TAG + "merge":
                found = "<<" if isinstance(key, yaml.ScalarNode) else f"a {key.id}"
                line = f"line {key.start_mark.line + 1}"
                raise self._refuse(at or line, f"the key ({found}) on {line} is not a word: write plain 'key: value'")
            here = f"{at}.{key.value}" if at else key.value
            if (place := unfit(key.value)) is not None:
                raise self._refuse(here, _unfit(key.value, place))
            if key.value in data:
                raise self._refuse(here, f"written twice (again on line {key.start_mark.line + 1}): keep one")
            data[key.value] = self.plain(child, here)
        return data

    def _scalar(self, node: yaml.Node, at: str) -> Any:
        if (place := unfit(node.value)) is not None:
            raise self._refuse(at, _unfit(node.value, place))
        if node.tag == TAG + "value":  # YAML 1.1 keeps a lone "=" for itself
            return node.value
        is_number = node.tag in (TAG + "int", TAG + "float")
        if is_number and len(node.value) > LONGEST_NUMBER:
            raise self._refuse(at, f"found a number of {len(node.value)} digits: correct it")
        try:
            value = self.constructor.construct_object(node)
        except ValueError as error:
            raise self._refuse(at, f"'{node.value[:40]}' cannot be read: {error}; correct it") from None
        if is_number and not PLAIN_NUMBER.fullmatch(node.value):
            said = f"found {node.value}, which YAML reads as the number {value:g}"
            raise self._refuse(at, f"{said}: put it in quotes, or write the number in plain digits")
        return value

    def _refuse(self, at: str, message: str) -> ScenarioError:
        return ScenarioError(str(self.path), at, message)


def _unfit(text: str, place: int) -> str:
    before = text[:place].rpartition("\n")[2][-20:]
    where = f"after '{before}'" if before else "at the start"
    return f"found the character U+{ord(text[place]):04X} {where}, which no figure or page can hold: take it out"


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"line {mark.line + 1}"
    position = getattr(error, "position", None)
    return f"character {position}" if position is not None else ""


def _problem(error: yaml.YAMLError) -> str:
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    return f"{said}; check indentation, colons and quotes"
