"""Reading a YAML file that a person wrote: nothing silently merged, expanded or guessed.

Values that YAML takes for something else than they look like (`22:30`, `010`) are refused at their place; keys are
text as they stand, `on` and `2016` too.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from sim.base.characters import unfit
from sim.base.errors import ScenarioError
from sim.scenario.full_width import FILES, TEXTS, open_quote_in, slip_in
from sim.scenario.yaml_faults import Loader, fault_of

LARGEST_FILE = 1_000_000
MOST_PARTS = 100_000
DEEPEST_NESTING = 40

TAG = "tag:yaml.org,2002:"
PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9_]*)?(\.[0-9_]*([eE][-+]?[0-9]+)?)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
LONGEST_NUMBER = 40


def read_yaml(path: Path, *, as_quoted: bool = False, begins: str = "scenario: my-name") -> dict[str, Any]:
    """The one mapping in the file; *as_quoted*: what is in quotes is as it stands, as columns of tables are;
    *begins*: how such a file begins.

    Raises `ScenarioError` for a file that is missing, empty, not text, too large, too deep, not YAML, with a repeated
    key, with anchors and aliases (which can expand without bound), with words that YAML reads in its own way, with
    full-width punctuation outside texts, or with a word that goes on over several lines.
    """
    text = _read_text(path)
    try:
        _refuse_traps(path, text)
        node = yaml.compose(text, Loader)
    except yaml.YAMLError as error:
        raise ScenarioError(str(path), *fault_of(text, error)) from None
    if node is None:
        raise ScenarioError(str(path), "", f"the file is empty: start with '{begins}'")
    if not isinstance(node, yaml.MappingNode):
        found = "a list" if isinstance(node, yaml.SequenceNode) else f"the text {node.value[:40]!r}"
        if isinstance(node, yaml.ScalarNode) and (slip := slip_in(node.value)):
            raise ScenarioError(str(path), f"line {node.start_mark.line + 1}", slip)
        raise ScenarioError(str(path), "", f"found {found}: a file holds 'key: value' lines")
    data = _Reading(path, as_quoted).plain(node, "")
    assert isinstance(data, dict)
    return data


def read_value(text: str, path: Path, at: str) -> Any:
    """What a text says as YAML, such as `{value: 5, range: [3, 8]}` in a cell of a workbook.

    Raises `ScenarioError` as `read_yaml` does, at the place *at* in the file of this *path*.
    """
    try:
        _refuse_traps(path, text)
        node = yaml.compose(text, Loader)
    except ScenarioError as error:
        raise ScenarioError(str(path), at, error.message) from None
    except yaml.YAMLError as error:
        raise ScenarioError(str(path), at, fault_of(text, error).message) from None
    return None if node is None else _Reading(path).plain(node, at)


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

    def __init__(self, path: Path, as_quoted: bool = False) -> None:
        self.path, self.as_quoted = path, as_quoted
        self.constructor = yaml.constructor.SafeConstructor()

    def plain(self, node: yaml.Node, at: str, free: bool = False) -> Any:
        """What a node says; *free* are texts, which people write as they like."""
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(child, f"{at}[{index}]", free) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        assert isinstance(node, yaml.ScalarNode)
        self._require_plain_signs(node, at, free)
        return self._scalar(node, at)

    def _require_plain_signs(self, node: yaml.ScalarNode, at: str, free: bool = False) -> None:
        """Refuses full-width punctuation, and what a missing colon makes of two lines."""
        first, last = node.start_mark.line + 1, node.end_mark.line + 1
        unquoted = node.style in (None, "")
        free = free or (self.as_quoted and not unquoted)
        if slip := slip_in(node.value) if not free else open_quote_in(node.value) if unquoted else "":
            raise self._refuse(at, f"on line {first} {slip}")
        if unquoted and first < last and not free:
            message = (
                f"found one text on lines {first} to {last}: is a ':' missing on line {last}? Else put it in quotes"
            )
            raise self._refuse(at, message)

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
            self._require_plain_signs(key, at)
            data[key.value] = self.plain(child, here, _is_free(key.value, child))
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


def _is_free(key: str, node: yaml.Node) -> bool:
    """Whether people write there as they like: in titles, notes and sources; and a file may be called anything."""
    return key.rpartition(".")[2] in TEXTS | FILES and not isinstance(node, yaml.MappingNode)


def _unfit(text: str, place: int) -> str:
    before = text[:place].rpartition("\n")[2][-20:]
    where = f"after '{before}'" if before else "at the start"
    return f"found the character U+{ord(text[place]):04X} {where}, which no figure or page can hold: take it out"
