"""The words on a process map, in both languages."""

from itertools import chain, count
from string import ascii_uppercase
from typing import Final

from sim.base.language import Language
from sim.charts.fonts import lettered
from sim.charts.map.content import Fate, MapItem, ProcessMap
from sim.scenario.model import Owner
from sim.scenario.quantities import TwoLanguages as Both

OWNERS: Final[dict[Owner, Both]] = {
    "government": Both(en="the government's", zh="政府部门"),
    "applicant": Both(en="the applicant's", zh="申请企业"),
    "intermediary": Both(en="an intermediary's", zh="中介机构"),
    "public": Both(en="notice, listing, tender: all wait", zh="公示、挂牌、招标（法定等待）"),
}
FATES: Final[dict[Fate, Both]] = {
    "kept": Both(en="stays", zh="保留"),
    "added": Both(en="new", zh="新增"),
    "removed": Both(en="falls away", zh="取消"),
}
WAITS: Final[dict[Fate, Both]] = {
    "added": Both(en="{} now waits for {}", zh="{}须等待{}"),
    "removed": Both(en="{} no longer waits for {}", zh="{}不再等待{}"),
}
LEGEND: Final[dict[str, Both]] = {
    "owners": Both(en="Whose item it is", zh="事项归属"),
    "fates": Both(en="What the package changed", zh="改革前后的变化"),
    "chains": Both(en="Longest chain of items", zh="最长链上的事项数"),
}
COUNTED: Final = {
    "items": (
        Both(en="1 item", zh="共1个事项"),
        Both(en="{} items, {} of them the government's", zh="共{}个事项，其中政府部门{}个"),
    ),
    "removed": (Both(en="1 item falls away", zh="取消1个事项"), Both(en="{} items fall away", zh="取消{}个事项")),
    "added": (Both(en="1 item is new", zh="新增1个事项"), Both(en="{} items are new", zh="新增{}个事项")),
    "freed": (
        Both(en="once an item no longer waits for another", zh="1处不再等待前项"),
        Both(en="{} times an item no longer waits for another", zh="{}处不再等待前项"),
    ),
    "bound": (
        Both(en="once an item waits for one more", zh="1处新增等待"),
        Both(en="{} times an item waits for one more", zh="{}处新增等待"),
    ),
}
SAME: Final = Both(en="The same items in the same order", zh="事项与先后顺序均未改变")
NOTES: Final = {
    "lines": Both(
        en="An arrow leads to the item that waits. What follows from other arrows is left out.",
        zh="箭头指向等待的事项；可由其他箭头推出的先后关系不另画出。",
    ),
    "needs": Both(
        en="Small print in a box: only these kinds of project need the item, or this share of them; "
        "the others pass it by.",
        zh="框内小字：只有这些类别（或这一比例）的项目需要该事项，其余项目直接通过。",
    ),
    "traits": Both(en="Shown are projects with “{}”.", zh="本图为具备“{}”特征的项目。"),
    "others": Both(
        en="Projects with “{}” take another order, which is not shown.",
        zh="具备“{}”特征的项目顺序不同，本图未画出。",
    ),
    "source": Both(en="Scenario {}.", zh="情景 {}。"),
    "base": Both(en="Compared with {}.", zh="对照 {}。"),
}


def text_of(title: Both, language: Language) -> str:
    """The English or the Chinese text of a title that has both."""
    return title.en if language == "en" else title.zh


def title_of(title: Both, language: Language) -> str:
    """A title in one language, as long as there is room for on a map."""
    return lettered(text_of(title, language))


def letters(content: ProcessMap) -> dict[str, str]:
    """A letter for each class of case."""
    more = (f"{letter}{number}" for number in count(2) for letter in ascii_uppercase)
    return dict(zip(content.classes, chain(ascii_uppercase, more), strict=False))


def condition(item: MapItem, content: ProcessMap) -> str:
    """Who needs the item, if it is not everybody."""
    if len(set(item.shares.values())) == 1:
        return _percent(next(iter(item.shares.values())))
    needing = {name: share for name, share in item.shares.items() if share > 0}
    return " · ".join(f"{letters(content)[name]} {_percent(share)}".strip() for name, share in needing.items())


def _percent(share: float) -> str:
    return "" if share == 1 else f"{100 * share:g} %"


def conclusion(content: ProcessMap, language: Language) -> str:
    """What the package did, counted; of a scenario without a base, how many items there are."""
    if content.base is None:
        of_government = sum(item.owner == "government" for item in content.items)
        return _counted("items", len(content.items), language, of_government)
    counts = {
        "removed": len(content.items_that_are("removed")),
        "added": len(content.items_that_are("added")),
        "freed": len(content.edges_that_are("removed")),
        "bound": len(content.edges_that_are("added")),
    }
    told = [_counted(what, count, language) for what, count in counts.items() if count]
    return (", " if language == "en" else "，").join(told) or text_of(SAME, language)


def _counted(what: str, count: int, language: Language, *more: int) -> str:
    one, many = COUNTED[what]
    return text_of(one if count == 1 else many, language).format(count, *more)


def changes_in_words(content: ProcessMap, language: Language) -> list[str]:
    """Every item and every wait that the package changed, by name."""
    titles = {item.name: title_of(item.title, language) for item in content.items}
    told: list[str] = []
    changed: tuple[Fate, ...] = ("removed", "added")
    for fate in changed:
        told += [f"{text_of(FATES[fate], language)}: {titles[item.name]}" for item in content.items_that_are(fate)]
    for fate in changed:
        for edge in content.edges_that_are(fate):
            classes = ", ".join(title_of(content.classes[name], language) for name in edge.classes)
            waits = text_of(WAITS[fate], language).format(titles[edge.item], titles[edge.before])
            told.append(waits + (f" ({classes})" if classes else ""))
    return told


def chains_in_words(content: ProcessMap, language: Language) -> list[str]:
    """For each class of case, the most items one after the other, before and now."""
    colon = ": " if language == "en" else "："
    before = {name: f"{count} → " for name, count in content.chains_before.items()}
    return [
        f"{letter}  {title_of(content.classes[name], language)}{colon}{before.get(name, '')}{content.chains[name]}"
        for name, letter in letters(content).items()
    ]


def notes(content: ProcessMap, language: Language) -> list[str]:
    """What must be known to read the map, and from what it follows."""
    told = [("lines", ""), ("needs", "")]
    told += [("traits", trait) for trait in content.traits]
    told += [("others", trait) for trait in content.other_traits]
    told += zip(("source", "base"), content.sources, strict=False)
    return [text_of(NOTES[what], language).format(word) for what, word in told]
