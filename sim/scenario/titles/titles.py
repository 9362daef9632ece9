"""What a number of a scenario or a reform is called in a sentence, in both languages: of what, and which."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sim.base.library import HERE, SHIPPED, found
from sim.scenario.addresses import Keys, address, as_keys, at, has_levels
from sim.scenario.alternatives import LABELS, WAYS
from sim.scenario.quantities import BY_CLASS, LONGEST_DURATION, SHAPES, as_title
from sim.scenario.quantities import TwoLanguages as Both
from sim.scenario.titles.words import (
    APPLIES,
    AS_FACTOR,
    CHASED,
    CLASS,
    EDGE,
    FACTORS,
    FIELDS,
    IN_YEAR,
    OF_CLASS,
    OF_PART,
    OF_STEP,
    ON_DAYS,
    PARAMETERS,
    PATTERNS,
    POINTS,
    PRICES,
    SAID,
    SHARED,
    STEPS,
    TRAIT,
    TRAITS,
    WHEN,
    WHO,
)
from sim.scenario.yaml_file import read_yaml

Document = Mapping[str, Any]
NONE: Final = Both(en="–", zh="–")
"""What there is not."""
UNITS: Final = ("times", "days", "value")
"""What stands at the end of an address and is no part of the name."""
HELP: Final = ("mends", "saves")
"""What a step does for later ones, which are named within."""


def title_of(keys: Keys, document: Document) -> Both:
    """The name of the number, or of the part that has levels, at this address of a scenario; else the address."""
    if BY_CLASS in keys[:-1]:
        return _of_class(keys, document)
    whole, parameter = _parameter(keys)
    if parameter:
        return _in_tail(PARAMETERS[parameter], title_of(whole, document))
    levels = _levels_at(keys, document)
    named = _of_part(whole, levels, document) if levels else _of_scenario(_bare(whole), document)
    return named if named is not None else _plain(address(keys))


def _of_class(keys: Keys, document: Document) -> Both:
    """The name of a number that is told by class: that of the number for all, and the class in brackets."""
    place = keys.index(BY_CLASS)
    group = _group(str(keys[place + 1]), document["processes"][keys[1]])
    named = title_of((*keys[:place], *keys[place + 2 :]), document)
    return _filled(OF_CLASS, what=named, group=group)


def title_in_reform(keys: Keys, document: Document) -> Both:
    """The name of the number, or of the part that has levels, at this address of a reform's file; else the address."""
    whole, parameter = _parameter(keys)
    if parameter:
        return _in_tail(PARAMETERS[parameter], title_in_reform(whole, document))
    levels = _levels_at(keys, document)
    if levels:
        return joined(_named(document, ""), _part_itself(at(document, keys), levels))
    verb, *rest = as_keys(address(whole[2:] or ("",)))
    where = _of_change(str(verb), _bare(tuple(rest))) if whole[0] == "changes" else FIELDS.get(address(whole))
    return joined(_named(document, ""), where or _plain(address(keys[2:] or keys)))


def words_of_level(level: Document) -> Both:
    """What a level is called: its title, or else what it says."""
    if level.get("title"):
        return Both(**as_title(level["title"]))
    said = [_said(key, value) for key, value in level.items() if key not in LABELS]
    return Both(en=", ".join(one.en for one in said), zh="，".join(one.zh for one in said)) if said else OF_PART[""]


def _said(key: str, value: Any) -> Both:
    plain = str(value).lower() if isinstance(value, bool) else value
    listed = ", ".join(map(str, plain)) if isinstance(plain, list) else plain
    named = OF_PART.get(key, _plain(key))
    return SAID.get(f"{key}: {plain}", Both(en=f"{key} {listed}", zh=f"{named.zh} {listed}"))


def _levels_at(keys: Keys, document: Document) -> list[Document]:
    """The levels of the part at an address; none of a number, or of a part that has none."""
    node = at(document, keys)
    return list(node["levels"]) if has_levels(node) else []


def _of_part(keys: Keys, levels: list[Document], document: Document) -> Both:
    """The name of a part that has levels: of what, and what they speak of."""
    match keys:
        case ("processes", str(process), "items", str(item), "after", int()):
            items = document["processes"][process]["items"]
            return joined(_named(items, item), _filled(EDGE, other=_named(items, at(document, keys)["item"])))
        case ("processes", str(process), "items", str(item), "steps", str(step)):
            named = _named(document["processes"][process]["items"], item)
            return joined(named, joined(STEPS.get(step, _plain(step)), _spoken_of(levels)))
    kept = at(document, keys[:2])
    named = _named({str(keys[1]): kept}, str(keys[1]))
    return joined(named, _spoken_of(levels))


def _part_itself(node: Document, levels: list[Document]) -> Both:
    """The name of a part that has levels where a reform brings it: its title, and what its levels speak of."""
    return joined(Both(**as_title(node["title"])), _spoken_of(levels)) if node.get("title") else _spoken_of(levels)


def _spoken_of(levels: list[Document]) -> Both:
    """What the levels of a part speak of, by the first key that one of them names."""
    keys = [key for level in levels for key in level if key not in LABELS]
    return OF_PART.get(keys[0] if keys else "", _plain(", ".join(dict.fromkeys(keys))))


def _parameter(keys: Keys) -> tuple[Keys, str]:
    """The address of the quantity of which this is a parameter, and which; the address itself of what is none."""
    for measured in ("tail", "quantiles"):
        if measured in keys[3:]:
            before = keys[: keys.index(measured, 3)]
            return before[:-1] if before[-1] in LONGEST_DURATION else before, measured
    for place in (len(keys) - 2, len(keys) - 1):
        shape = keys[place] if place > 0 else None
        if shape in SHAPES and keys[place - 1] not in ("items", "steps", "pools"):
            whole = keys[: place - 1] if keys[place - 1] in LONGEST_DURATION else keys[:place]
            inside = keys[place + 1 :]
            return whole, _which(str(shape), inside[0]) if inside else ""
    return keys, ""


def _which(shape: str, inside: str | int) -> str:
    if isinstance(inside, int):
        return POINTS[shape][inside] if shape in POINTS else "observed"
    return inside


def _in_tail(words: Both, title: Both) -> Both:
    """The title with its last part, what is measured, put into these words."""
    tail = _tail(title)
    english, chinese = title.en.removesuffix(tail.en), title.zh.removesuffix(tail.zh)
    return Both(en=english + words.en.format(what=tail.en), zh=chinese + words.zh.format(what=tail.zh))


def shared_title(titles: list[Both], what: str) -> Both:
    """The name of several numbers that move together; *what* they stand in: items, pools, numbers."""
    tails = {_tail(title) for title in titles}
    if len(tails) == 1:
        return _filled(SHARED[what], tail=tails.pop(), count=len(titles))
    return _filled(SHARED["others"], first=titles[0], count=len(titles) - 1)


def title_of_alike(titles: list[Both]) -> Both:
    """The name of several numbers called alike in different places: the first as an example, and how many they are."""
    head = Both(en=titles[0].en.partition(": ")[0], zh=titles[0].zh.partition("：")[0])
    return _filled(SHARED["such"], tail=_tail(titles[0]), first=head, count=len(titles))


def name_of_trait(trait: str) -> Both:
    """What a trait of cases is called in both languages; the trait itself where no words are known."""
    return TRAITS.get(trait, _plain(trait))


def _of_scenario(keys: Keys, document: Document) -> Both | None:
    match keys:
        case ("patience",):
            return FIELDS["patience"]
        case ("pools", str(name), "availability", "by_weekday", str(days)):
            return joined(_named(document["pools"], name), _filled(ON_DAYS, days=_when(days)))
        case ("pools" | "departments" as kind, str(name), *rest) if address(tuple(rest)) in FIELDS:
            return joined(_named(document[kind], name), FIELDS[address(tuple(rest))])
        case ("pools" | "departments" as kind, str(name), *rest) if str(rest[-1]) in FIELDS:
            return joined(_named(document[kind], name), FIELDS[str(rest[-1])])
        case ("processes", str(process), *rest):
            return _of_process(tuple(rest), process, document["processes"][process])
        case ("reform_costs" | "reforms_kept" as kind, str(name)):
            return joined(_reform(name), FIELDS[kind])
        case ("costs", str(name)):
            return joined(PRICES.get(name, _plain(name)), FIELDS["costs"])
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
        case ("arrivals", "per_year" | "bunching" as key):
            return joined(named, FIELDS[key])
        case ("arrivals", "per_year", "by_year", str(year)):
            return joined(named, _filled(IN_YEAR, year=_plain(year)))
        case ("arrivals", str(pattern), str(when)) if pattern in PATTERNS:
            return joined(named, _filled(PATTERNS[pattern], when=_when(when)))
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
        case ("promise" | "limit", "extension"):
            return FIELDS[address(keys)]
    return _plain(address(keys))


def _of_step(step: str, keys: Keys) -> Both:
    named = STEPS.get(step, _plain(step))
    match keys:
        case ("no_later_than", str(who), str(which), *_) if which in CHASED:
            return joined(named, _chased(who, which))
        case (str(way), str(unit)) if way in WAYS and unit in LONGEST_DURATION:
            keys = (way,)
    spoken = keys[:1] if keys and keys[0] in HELP else keys
    field = address(tuple("time" if key in WAYS else key for key in spoken))
    return _filled(OF_STEP[field], step=named) if field in OF_STEP else joined(named, _plain(field))


def _of_change(verb: str, keys: Keys) -> Both | None:
    """Which number a change of a reform sets, adds or multiplies."""
    match (verb, *keys):
        case (_, *_, str(last)) if last in WAYS and len(keys) == 1:
            return FIELDS["time"]
        case ("chase", str(who), str(which), *_) if which in CHASED:
            return _chased(who, which)
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
        case ("add", "processes", _, "arrivals", str(pattern), str(when)) if pattern in PATTERNS:
            return _filled(PATTERNS[pattern], when=_when(when))
        case ("add", "traits", str(trait), str(group)):
            return _filled(TRAIT[_how(group)], trait=name_of_trait(trait), group=_plain(group))
    tails = (address(keys[-2:]), address(keys[-1:]))
    found = next((FIELDS[tail] for tail in tails if tail in FIELDS), None)
    return _filled(AS_FACTOR, field=found) if found is not None and verb in FACTORS else found


def _chased(who: str, which: str) -> Both:
    """What is said of who chases: by when, or which share of the cases."""
    return _filled(CHASED[which], who=WHO.get(who, _plain(who)))


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
    """A name of two parts: of what, and which of its numbers, with a colon between them."""
    return Both(en=f"{first.en}: {second.en}", zh=f"{first.zh}：{second.zh}")


def _tail(title: Both) -> Both:
    return Both(en=title.en.rpartition(": ")[2], zh=title.zh.rpartition("：")[2])


def _filled(words: Both, **parts: Both | int) -> Both:
    english = {name: part.en if isinstance(part, Both) else part for name, part in parts.items()}
    chinese = {name: part.zh if isinstance(part, Both) else part for name, part in parts.items()}
    return Both(en=words.en.format(**english), zh=words.zh.format(**chinese))


@cache
def _reform(name: str) -> Both:
    """A reform by its id, and in Chinese by its title where one of that id is here or shipped."""
    file = found(name, [HERE / "reforms", SHIPPED / "reforms"])
    title = read_yaml(file).get("title") if file is not None else None
    return Both(en=name, zh=title["zh"]) if isinstance(title, dict) else _plain(name)


def _when(said: str) -> Both:
    """A day of the week, a month, or some of them; an hour as it is."""
    chinese = "、".join("至".join(WHEN.get(end, end) for end in part.split("-")) for part in said.split(","))
    return Both(en=said, zh=chinese if any(word in chinese for word in WHEN.values()) else said)


def _plain(words: str) -> Both:
    return Both(en=words, zh=words)
