"""What a number of a scenario or a reform is called in a sentence, in both languages: of what, and which."""

from collections.abc import Mapping
from typing import Any, Final

from sim.design.naming import (
    APPLIES,
    AS_FACTOR,
    CLASS,
    FACTORS,
    FIELDS,
    OF_STEP,
    PATTERNS,
    PRICES,
    SHARED,
    STEPS,
    TRAIT,
    TRAITS,
)
from sim.design.numbers import Keys, address, as_keys
from sim.scenario.quantities import TwoLanguages as Both

Document = Mapping[str, Any]
UNITS: Final = ("times", "days", "value")
"""What stands at the end of an address and is no part of the name."""
TIMES: Final = ("wait", "work", "book")
HELP: Final = ("mends", "saves")
"""What a step does for later ones, which are named within."""


def title_of(keys: Keys, document: Document) -> Both:
    """The name of the number at this address of a scenario; the address itself where it has no other."""
    named = _of_scenario(_bare(keys), document)
    return named if named is not None else _plain(address(keys))


def title_in_reform(keys: Keys, document: Document) -> Both:
    """The name of the number at this address of a reform's file."""
    verb, *rest = as_keys(address(keys[2:] or ("",)))
    where = _of_change(str(verb), _bare(tuple(rest))) if keys[0] == "changes" else FIELDS.get(address(keys))
    return joined(_named(document, ""), where or _plain(address(keys[2:] or keys)))


def shared_title(titles: list[Both], what: str) -> Both:
    """The name of several numbers that move together; *what* they stand in: items, pools, numbers."""
    tails = {_tail(title) for title in titles}
    if len(tails) == 1:
        return _filled(SHARED[what], tail=tails.pop(), count=len(titles))
    return _filled(SHARED["others"], first=titles[0], count=len(titles) - 1)


def title_of_alike(titles: list[Both]) -> Both:
    """The same with the first as an example."""
    head = Both(en=titles[0].en.partition(": ")[0], zh=titles[0].zh.partition("：")[0])
    return _filled(SHARED["such"], tail=_tail(titles[0]), first=head, count=len(titles))


def name_of_trait(trait: str) -> Both:
    """A trait of cases in words."""
    return TRAITS.get(trait, _plain(trait))


def _of_scenario(keys: Keys, document: Document) -> Both | None:
    match keys:
        case ("patience",):
            return FIELDS["patience"]
        case ("pools" | "departments" as kind, str(name), *rest) if str(rest[-1]) in FIELDS:
            return joined(_named(document[kind], name), FIELDS[str(rest[-1])])
        case ("processes", str(process), *rest):
            return _of_process(tuple(rest), process, document["processes"][process])
        case ("reform_costs" | "costs" as kind, str(name)):
            return joined(PRICES.get(name, _plain(name)), FIELDS[kind])
    return None


def _of_process(keys: Keys, name: str, process: Document) -> Both | None:
    named = _named({name: process}, name)
    match keys:
        case ("items", str(item), *rest):
            return joined(_named(process["items"], item), _of_item(tuple(rest), process))
        case ("traits", str(trait), str(group)):
            return _filled(TRAIT[_how(group)], trait=name_of_trait(trait), group=_group(group, process))
        case ("classes", str(group), "share"):
            return _filled(CLASS, group=_group(group, process))
        case ("arrivals", "per_year"):
            return joined(named, FIELDS["per_year"])
        case ("arrivals", str(pattern), str(when)) if pattern in PATTERNS:
            return joined(named, _filled(PATTERNS[pattern], when=_plain(when)))
        case ("complexity",):
            return joined(named, FIELDS["complexity"])
    return None


def _of_item(keys: Keys, process: Document) -> Both:
    match keys:
        case ("steps", str(step), *rest):
            return _of_step(step, tuple(rest))
        case ("applies", str(group)):
            return _filled(APPLIES[_how(group)], group=_group(group, process))
        case (str(field),) if field in FIELDS:
            return FIELDS[field]
    return _plain(address(keys))


def _of_step(step: str, keys: Keys) -> Both:
    spoken = keys[:1] if keys and keys[0] in HELP else keys
    field = address(tuple("time" if key in TIMES else key for key in spoken))
    named = STEPS.get(step, _plain(step))
    return _filled(OF_STEP[field], step=named) if field in OF_STEP else joined(named, _plain(field))


def _of_change(verb: str, keys: Keys) -> Both | None:
    """Which number a change of a reform sets, adds or multiplies."""
    match (verb, *keys):
        case (_, *_, str(last)) if last in TIMES and len(keys) == 1:
            return FIELDS["time"]
        case ("insert", str(step), *rest) if rest:
            return _of_step(step, tuple(rest))
        case (_, *_, "steps", str(step), field):
            return _of_step(step, (field,))
        case (_, *_, "steps", str(step), "returns", field):
            return _of_step(step, ("returns", field))
        case (_, *_, "applies", str(group)):
            return _filled(APPLIES[_how(group)], group=_plain(group))
        case ("add", "templates", _, str(step), *rest):
            return _of_step(step, tuple(rest))
        case ("add", "traits", str(trait), str(group)):
            return _filled(TRAIT[_how(group)], trait=name_of_trait(trait), group=_plain(group))
    tails = (address(keys[-2:]), address(keys[-1:]))
    found = next((FIELDS[tail] for tail in tails if tail in FIELDS), None)
    return _filled(AS_FACTOR, field=found) if found is not None and verb in FACTORS else found


def _bare(keys: Keys) -> Keys:
    """The address without the unit at its end."""
    return keys[:-1] if len(keys) > 1 and keys[-1] in UNITS else keys


def _how(group: str) -> str:
    return "all" if group == "all" else "some"


def _group(group: str, process: Document) -> Both:
    kind = process.get("classes", {}).get(group) or {}
    title = kind.get("title") if isinstance(kind, dict) else None
    return Both(en=group, zh=f"“{title['zh']}”") if title else _plain(group)


def _named(parts: Document, name: str) -> Both:
    part = parts[name] if name else parts
    title = part.get("title") if isinstance(part, Mapping) else None
    return Both(**title) if title else _plain(name)


def joined(first: Both, second: Both) -> Both:
    """Of what, and which."""
    return Both(en=f"{first.en}: {second.en}", zh=f"{first.zh}：{second.zh}")


def _tail(title: Both) -> Both:
    return Both(en=title.en.rpartition(": ")[2], zh=title.zh.rpartition("：")[2])


def _filled(words: Both, **parts: Both | int) -> Both:
    english = {name: part.en if isinstance(part, Both) else part for name, part in parts.items()}
    chinese = {name: part.zh if isinstance(part, Both) else part for name, part in parts.items()}
    return Both(en=words.en.format(**english), zh=words.zh.format(**chinese))


def _plain(words: str) -> Both:
    return Both(en=words, zh=words)
