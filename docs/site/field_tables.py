"""The pages of what may stand in a scenario, a reform and a study: a table for each part, a row for each field.

Fields, defaults and most descriptions are the models' own. What a model leaves unsaid, because the field's name says it
to whoever programs, and the unit of each number stand in `fields.yaml`.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from field_types import SPAN, named_parts, said, unit_of_type
from pydantic.fields import FieldInfo

from sim.scenario.model import Scenario
from sim.scenario.quantities import SPAN_MINUTES, Number, Part, as_plain
from sim.scenario.reforms.model import Extension, InForce, Reform
from sim.studies.design.model import Study

WORDS: Final[dict[str, dict[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("fields.yaml").read_text(encoding="utf-8")
)
INTRODUCTIONS: Final = {
    "scenario": "What may stand in a scenario file. One that stands alone is a [Scenario](#scenario); one that stands "
    "on others, with a package of reforms, an [Extension](#extension). `approvals new FILE.yaml` writes a first one, "
    "`approvals check FILE.yaml` says what is wrong with it, `approvals schema` prints all this as JSON Schema.",
    "reform": "What may stand in a file of the folder `reforms`: a [Reform](#reform) and its [changes](#change).",
    "study": "What may stand in a study file, which `approvals sweep` plays: a [Study](#study).",
}
ROOTS: Final[list[tuple[str, type[Part]]]] = [
    ("scenario", Scenario),
    ("reform", Reform),
    ("scenario", Extension),
    ("study", Study),
]
"""What a file may be; a part is told on the page of the first that has it."""


def pages() -> dict[str, str]:
    """The three pages by their names."""
    homes = homes_of_parts()
    return {f"fields/{kind}.md": "\n".join(_page(kind, homes)) for kind in INTRODUCTIONS}


def homes_of_parts() -> dict[type[Part], str]:
    """On which page each part is told, in the order of first mention."""
    homes: dict[type[Part], str] = {}
    for kind, root in ROOTS:
        waiting = [root]
        while waiting:
            part = waiting.pop(0)
            if part not in homes:
                homes[part] = kind
                waiting += [one for field in fields_of(part).values() for one in named_parts(field)]
    return homes


def fields_of(part: type[Part]) -> dict[str, FieldInfo]:
    """The fields of a part, by how they are written in YAML."""
    fields = part.model_fields | (InForce.model_fields if part is Scenario else {})
    return {field.alias or name: field for name, field in fields.items()}


def place(part: str, name: str) -> str:
    """Where on its page a field is told: `step-no-later-than`."""
    return f"{part.lower()}-{name.replace('_', '-')}"


def what(part: type[Part], name: str, field: FieldInfo) -> str:
    """What a field is; empty if nobody says it."""
    return field.description or _word("what", part, name) or WORDS["everywhere"].get(name, "")


def unit(part: type[Part], name: str, field: FieldInfo) -> str:
    """In what a field is told; empty where there is nothing to measure."""
    return _word("unit", part, name) or unit_of_type(field)


def _word(kind: str, part: type[Part], name: str) -> str:
    """What `fields.yaml` says of the field, of this part or of one whose fields it takes over."""
    keys = (f"{one.__name__}.{name}" for one in part.__mro__)
    return next((WORDS[kind][key] for key in keys if key in WORDS[kind]), "")


def _page(kind: str, homes: dict[type[Part], str]) -> Iterator[str]:
    yield f"# The fields of a {kind}\n\n{INTRODUCTIONS[kind]}"
    links = {part: ("" if home == kind else f"{home}.md") + f"#{part.__name__.lower()}" for part, home in homes.items()}
    for part, home in homes.items():
        if home == kind:
            yield from _section(part, links)


def _section(part: type[Part], links: dict[type[Part], str]) -> Iterator[str]:
    yield f"\n## {part.__name__}\n"
    yield (part.__doc__ or "").partition(">>>")[0].replace("\n    ", "\n").strip() + "\n"
    yield "| field | what it is | type | default | unit |\n|---|---|---|---|---|"
    for name, field in fields_of(part).items():
        anchor = f"`{name}`{{#{place(part.__name__, name)}}}"
        cells = [what(part, name, field), said(field, links), default(field), unit(part, name, field)]
        yield f"| {' | '.join([anchor, *_escaped(cells)])} |"


def _escaped(cells: Iterable[str]) -> Iterator[str]:
    return (cell.replace("|", r"\|").replace("*", r"\*").replace("<", r"\<") for cell in cells)


def default(field: FieldInfo) -> str:
    """What holds where the field is left out."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value in ([], {}):
        return "–"
    if unit_of_type(field) == SPAN:
        return _span(value)
    return f"`{json.dumps(_short(value), ensure_ascii=False)}`"


def _short(value: Any) -> Any:
    """A value as a person would write it: a number that is sure without its long form."""
    if isinstance(value, Number):
        return int(value.value) if value.value == int(value.value) else value.value
    if isinstance(value, Part):
        return {key: _short(getattr(value, key)) for key in as_plain(value)}
    return {key: _short(one) for key, one in value.items()} if isinstance(value, dict) else value


def _span(minutes: int) -> str:
    """A span of time in the longest unit that measures it in whole numbers."""
    if minutes == 0:
        return "`0 days`"
    name, length = next((name, length) for name, length in reversed(SPAN_MINUTES.items()) if minutes % length == 0)
    return f"`{minutes // length} {name}{'' if minutes == length else 's'}`"
