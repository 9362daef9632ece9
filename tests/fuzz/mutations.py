"""Small harms to documents and texts, as hands, disks and strangers do them; each follows from a seed."""

import copy
import random
from collections.abc import Callable
from typing import Any, Final

Path = tuple[str | int, ...]

ODD: Final = [
    None, True, False, 0, 1, -1, 2, 0.5, -0.0, 1e-300, 1e18, 1e308, -1e308, float("nan"), float("inf"), 10**30, "", " ",
    "0", "-1", "nan", "true", "all", "none", "x" * 300, "办" * 300, "[/red]", "[draft]", "[bold]", "{a}", "%s", "$x_2^",
    "=HYPERLINK(1)", "+1+1", "@x", "<script>alert(1)</script>", "]]>", "--", "-o", "a\tb", "a\nb", "\x1b[31m",
    "../../etc/passwd", "/etc/passwd", "a/b", "C:\\x", "caf\u00e9", "\ud800", "\ufffe", "2016-02-30", "2016-01-04",
    "1 year", "25:00-26:00", "08:30-12:00", "mon-fri", "*", ".", "~", [], [[]], {}, [None], [1, 2, 3],
    ["a", "a"], {"a": 1}, {"value": 1, "range": [2, 3]}, {"value": 1, "range": [3, 2]}, {"days": -1},
    {"pert": [3, 2, 1]}, {"fixed": 1e9}, {"en": "x", "zh": 5}, [[[[[[[[[[[[]]]]]]]]]]]],
]  # fmt: skip
"""What may stand where something else belongs."""
SIGNS: Final = ["\x00", "\t", ": ", "- ", "{", "}", "[", "]", "'", '"', "&a ", "*a ", "!!python/object:os.system ", "#",
                "|", ">", "%", "@", "`", "\r\n", "\u2028", "\ufeff", "9" * 400, "---\n", "<<: ", "? "]  # fmt: skip


def paths(document: Any, at: Path = ()) -> list[Path]:
    """The way to every part of a document, itself excluded."""
    parts = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [way for key, part in parts for way in ((*at, key), *paths(part, (*at, key)))]


def part(document: Any, way: Path) -> Any:
    """What stands at a place."""
    for key in way:
        document = document[key]
    return document


def harmed(document: Any, luck: random.Random, times: int) -> Any:
    """A copy of a document in which some parts are other than they should be."""
    harm = copy.deepcopy(document)
    for _ in range(times):
        ways = paths(harm)
        if not ways:
            break
        luck.choice(HARMS)(harm, luck.choice(ways), luck)
    return harm


def _replace(document: Any, way: Path, luck: random.Random) -> None:
    part(document, way[:-1])[way[-1]] = copy.deepcopy(luck.choice(ODD))


def _scale(document: Any, way: Path, luck: random.Random) -> None:
    found = part(document, way)
    if isinstance(found, int | float) and not isinstance(found, bool):
        part(document, way[:-1])[way[-1]] = found * luck.choice([-1, 0, 0.5, 10, 1000, 1e9])
    elif isinstance(found, str) and found:
        place = luck.randrange(len(found))
        part(document, way[:-1])[way[-1]] = found[:place] + luck.choice([*SIGNS, "", "x"]) + found[place + 1 :]


def _remove(document: Any, way: Path, luck: random.Random) -> None:
    del part(document, way[:-1])[way[-1]]


def _rename(document: Any, way: Path, luck: random.Random) -> None:
    holder = part(document, way[:-1])
    if isinstance(holder, dict):
        other = luck.choice([f"{way[-1]}s", str(way[-1])[:-1], str(way[-1]).upper(), "title", "x" * 300, "", "[/red]"])
        holder[other] = holder.pop(way[-1])


def _twice(document: Any, way: Path, luck: random.Random) -> None:
    holder, found = part(document, way[:-1]), copy.deepcopy(part(document, way))
    if isinstance(holder, list):
        holder.extend([found] * luck.choice([1, 1, 50]))
    else:
        holder[f"{way[-1]}-{luck.randrange(9)}"] = found


def _graft(document: Any, way: Path, luck: random.Random) -> None:
    """Something from elsewhere in the document."""
    part(document, way[:-1])[way[-1]] = copy.deepcopy(part(document, luck.choice(paths(document))))


def _wrap(document: Any, way: Path, luck: random.Random) -> None:
    found = part(document, way)
    part(document, way[:-1])[way[-1]] = luck.choice([[found], {"value": found}, {str(way[-1]): found}, str(found)])


HARMS: Final[list[Callable[[Any, Path, random.Random], None]]] = [
    _replace, _replace, _replace, _scale, _scale, _remove, _rename, _twice, _graft, _wrap,
]  # fmt: skip


def spoilt(content: bytes, luck: random.Random, times: int) -> bytes:
    """A copy of a file's bytes with some of them cut, doubled, flipped or put in."""
    spoil = bytearray(content)
    for _ in range(times):
        if not spoil:
            break
        place, way = luck.randrange(len(spoil)), luck.randrange(6)
        end = min(len(spoil), place + luck.randrange(1, 40))
        if way == 0:
            del spoil[place:]
        elif way == 1:
            spoil[place] ^= 1 << luck.randrange(8)
        elif way == 2:
            del spoil[place:end]
        elif way == 3:
            spoil[place:place] = spoil[place:end]
        elif way == 4:
            spoil[place:place] = luck.choice(SIGNS).encode("utf-8", "replace")
        else:
            spoil[place:end] = bytes(luck.randrange(256) for _ in range(end - place))
    return bytes(spoil)
