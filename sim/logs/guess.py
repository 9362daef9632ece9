"""A first map of files that nobody has described: the form and the columns by their names and by what stands in them.

Whatever is guessed is said, and written as YAML that a planner corrects.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.language import Language
from sim.logs.files.read import read_table
from sim.logs.files.table import LogError, Table
from sim.logs.log import FEWEST
from sim.logs.stamps import read_stamps
from sim.logs.states import PLATFORM, STATES
from sim.logs.words import say
from sim.logs.yaml_text import as_yaml
from sim.scenario import Scenario
from sim.scenario.yaml_file import read_yaml

ALIKE: Final = 0.6
MOSTLY: Final = 0.9
MOST_LISTED: Final = 60
OFFSET: Final = re.compile(r"([+-]\d{2}):?(\d{2})$")
ZONES: Final = {
    ("+08:00",): "Asia/Shanghai",
    ("+01:00", "+02:00"): "Europe/Berlin",
    ("+00:00", "+01:00"): "Europe/London",
}
"""Zones by the offsets that their clocks have in a year; the rest are named by their offset."""


@dataclass
class Guess:
    """A map as guessed, and what is to be said of it."""

    document: dict[str, Any] = field(default_factory=dict)
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)

    def say(self, key: str, **values: Any) -> None:
        """Keeps a sentence for who asked."""
        self.said.append((f"guess.{key}", values))

    def sentences(self, lang: Language) -> list[str]:
        """What was guessed, in words."""
        return [say(key, lang, **{name: _word(one, lang) for name, one in values.items()}) for key, values in self.said]

    def text(self, lang: Language) -> str:
        """The map as YAML, with what was guessed above it."""
        head = "".join(f"# {line}\n" for line in self.sentences(lang))
        body = as_yaml(self.document)
        left = "".join(f"#   {json_like(name)}: \n" for name in self.unmapped)
        told = f"# {say('guess.unmapped', lang)}\n{left}" if left else ""
        return f"{head}{body}{told}"


def _word(value: Any, lang: Language) -> Any:
    """A value of a sentence, or, where it is the key of words, these."""
    return say(value, lang) if isinstance(value, str) and value.startswith("guess.") else value


def json_like(text: str) -> str:
    """A text in quotes, as YAML takes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def headers() -> dict[str, Any]:
    """The dictionary of heads, from `headers.yaml` beside this file."""
    return read_yaml(Path(__file__).with_name("headers.yaml"))


def plain(head: str) -> str:
    """A head without what does not matter: blanks, signs, brackets, and the mark of an attribute of the case."""
    return re.sub(r"[\s_\-()（）\[\]【】.:]", "", head.lower().removeprefix("case:"))


def guess_map(files: Sequence[Path], map_file: Path, scenario: Scenario | None = None) -> Guess:
    """The first map of *files*, to be written into *map_file*; items are named as those of a scenario they look like.

    Raises `LogError` where nothing can be guessed.
    """
    tables = {file: read_table([file]) for file in files}
    names = {file: _path(file, map_file) for file in files}
    roles = _platform(tables)
    guess = Guess()
    if roles is not None:
        _of_platform(guess, roles, names)
    else:
        file, table = max(tables.items(), key=lambda one: len(one[1].frame))
        if len(tables) > 1:
            guess.say("several", file=file.name)
        _of_one(guess, file, table, names[file])
    _zone(guess, tables)
    _named(guess, tables, scenario)
    _classed(guess, tables, scenario)
    _private(guess, tables)
    return guess


def _path(file: Path, map_file: Path) -> str:
    try:
        return str(file.resolve().relative_to(map_file.resolve().parent))
    except ValueError:
        return str(file.resolve())


def _platform(tables: dict[Path, Table]) -> dict[str, Path] | None:
    """Which file is which table of the national standard; None if they are not."""
    roles: dict[str, Path] = {}
    for role, heads in headers()["platform"].items():
        free = [file for file in tables if file not in roles.values()]
        fitting = [file for file in free if set(heads) <= {head.lower() for head in tables[file].heads}]
        if fitting:
            roles[role] = fitting[0]
    return roles if "states" in roles and len(roles) == len(tables) else None


def _of_platform(guess: Guess, roles: dict[str, Path], names: dict[Path, str]) -> None:
    guess.say("form", form="states", what="guess.platform")
    keys = {"items": "spsxslbm", "projects": "gcdm"}
    guess.document |= {
        "log": {"form": "states"},
        "tables": {role: names[file] for role, file in roles.items()},
        "join": {role: keys[role] for role in roles if role in keys},
        "case": {"column": "gcdm", "table": "items"} if "items" in roles else "gcdm",
        "item": {"column": "spsxbm"},
        "state": {"column": "blzt", "codes": "platform"},
        "time": "blsj",
    }
    if "items" in roles:
        guess.document["promise"] = "sxblsx"
        guess.say("promise")
    if "items" in roles:
        guess.document["instance"] = "spsxslbm"


def _of_one(guess: Guess, file: Path, table: Table, name: str) -> None:
    found = _columns(table.frame)
    moments = _moments(table.frame)
    if file.name.removesuffix(".gz").endswith(".xes") or ("time" in found and {"state", "activity"} & found.keys()):
        _of_events(guess, file, table, found, moments, name)
    elif len(moments) >= 2:
        _of_wide(guess, found, moments, table, name)
    else:
        heads = ", ".join(f"'{head}'" for head in table.heads[:12])
        message = f"no column looks like a state with its time, nor do two look like moments of an item: found {heads}"
        raise LogError(file, "row 1", f"{message}; write a map by hand")


def _columns(frame: pd.DataFrame) -> dict[str, str]:
    """The column of each thing that the map wants to know, as far as its name tells."""
    found: dict[str, str] = {}
    for what, heads in headers()["columns"].items():
        fitting = [(heads.index(plain(head)), head) for head in map(str, frame) if plain(head) in heads]
        if what in ("case", "activity") and len(fitting) > 1:
            of_case = [one for one in fitting if one[1].startswith("case:") == (what == "case")]
            fitting = of_case or fitting
        if fitting:
            found[what] = min(fitting)[1]
    return found


def _moments(frame: pd.DataFrame) -> dict[str, str]:
    """The column of each moment: by its name, and because times stand in it."""
    found: dict[str, str] = {}
    for state, heads in headers()["moments"].items():
        fitting = sorted((heads.index(plain(head)), head) for head in map(str, frame) if plain(head) in heads)
        good = [head for _, head in fitting if _is_time(frame[head])]
        if good:
            found[state] = good[0]
    return found


def _is_time(cells: pd.Series) -> bool:
    some = cells[cells.astype(str).str.strip() != ""].head(500).reset_index(drop=True)
    return len(some) > 0 and float((~read_stamps(some, "UTC").unread).mean()) >= MOSTLY


def _of_wide(guess: Guess, found: dict[str, str], moments: dict[str, str], table: Table, name: str) -> None:
    guess.say("form", form="wide", what="guess.wide")
    guess.document |= {
        "log": {"form": "wide"},
        "tables": {"rows": name},
        "case": found.get("case", _by_content(table.frame, moments)),
        "item": {"column": found["item"]} if "item" in found else {"all": "item"},
        **_said(found, "instance", "limit", "promise", "due", "handler"),
        "moments": moments,
    }
    if "case" not in found:
        guess.say("unsure", what="case", column=guess.document["case"])
    if "result" in found and "decided" in moments:
        guess.document["result"] = {"column": found["result"], "codes": _results(table.frame[found["result"]])}


def _said(found: dict[str, str], *keys: str) -> dict[str, str]:
    """The columns of these things, as far as there are any."""
    return {key: found[key] for key in keys if key in found}


def _results(cells: pd.Series) -> dict[str, str]:
    """What the results are that stand in a column, as far as the dictionary knows them."""
    known = {plain(word): state for state, words in headers()["results"].items() for word in words}
    texts = [str(text) for text in cells.astype(str).str.strip().value_counts().index if text]
    return {text: known[plain(text)] for text in texts if plain(text) in known}


def _by_content(frame: pd.DataFrame, moments: dict[str, str]) -> str:
    """The column that looks most like the code of a case: several rows share a value, and many values there are."""
    left = [str(head) for head in frame if head not in moments.values()]
    counts = {head: frame[head].nunique() for head in left}
    shared = [head for head in left if 1 < counts[head] < len(frame)]
    return max(shared or left, key=lambda head: counts[head])


def _of_events(
    guess: Guess, file: Path, table: Table, found: dict[str, str], moments: dict[str, str], name: str
) -> None:
    xes = ".xes" in file.name
    column = found.get("state", found.get("activity", "concept:name"))
    texts = table.frame[column].astype(str).str.strip()
    own = set(texts.unique()) <= set(STATES)
    codes: Any = "words" if own else "platform" if set(texts.unique()) <= set(PLATFORM) else None
    guess.say("form", form="xes" if xes else "events", what="guess.events")
    state: dict[str, Any] = {"column": column, "codes": codes} if codes else {**_free(guess, column, texts, moments)}
    item = {"column": found["item"]} if "item" in found and codes else {"all": "item"}
    guess.document |= {
        "log": {"form": "xes" if xes else "states" if codes else "events"},
        "tables": {"events": name},
        "case": found.get("case", _by_content(table.frame, moments)),
        "item": item,
        "state": state,
        "time": found["time"],
        **({"moments": moments} if moments and not codes else {}),
        **_said(found, "limit", "promise", "due", "handler"),
    }


def _free(guess: Guess, column: str, texts: pd.Series, moments: dict[str, str]) -> dict[str, Any]:
    """Events that say in words what was done: which of them changes a state is for the planner to say."""
    common = [str(text) for text in texts.value_counts().index[:MOST_LISTED]]
    if "decided" not in moments:
        guess.say("no_end", column=column)
    return {"column": column, "codes": dict.fromkeys(common[:1], "touched"), "others": "touched"}


def _zone(guess: Guess, tables: dict[Path, Table]) -> None:
    """The zone of the offices by the offsets that stamps show."""
    stamped = [guess.document.get("time"), *guess.document.get("moments", {}).values()]
    offsets: set[str] = set()
    for table in tables.values():
        for name in stamped:
            if name in table.frame:
                found = table.frame[name].astype(str).str.extract(OFFSET)
                offsets |= set((found[0] + ":" + found[1]).dropna().unique())
    if not offsets:
        guess.document["log"]["zone"] = "Asia/Shanghai"
        guess.say("zone_unsaid")
        return
    zone = ZONES.get(tuple(sorted(offsets)), f"Etc/GMT{-int(min(offsets)[:3]):+d}")
    guess.document["log"]["zone"] = zone
    guess.say("zone", zone=zone, offsets=", ".join(sorted(offsets)))


def _named(guess: Guess, tables: dict[Path, Table], scenario: Scenario | None) -> None:
    """The names of items: those of a scenario whose titles they look like; the rest is listed."""
    column = guess.document["item"].get("column")
    table = next((one.frame for one in tables.values() if column in one.frame), None)
    if column is None or table is None or scenario is None:
        return
    counts = table[column].astype(str).str.strip().value_counts()
    texts = [str(text) for text in counts.index if text and counts[text] >= FEWEST]
    items = next(iter(scenario.processes.values())).items
    titles = {name: [name, *((item.title.zh, item.title.en) if item.title else ())] for name, item in items.items()}
    names = {text: like for text in texts if (like := _like(text, titles)) is not None}
    guess.unmapped = [text for text in texts if text not in names][:MOST_LISTED]
    if any(text != like for text, like in names.items()) or guess.unmapped:
        guess.document["item"]["names"] = names
    guess.say("named", count=len(names), of=len(texts), scenario=scenario.scenario)


def _classed(guess: Guess, tables: dict[Path, Table], scenario: Scenario | None) -> None:
    """Classes and traits, where columns hold or are called what the scenario calls them."""
    if scenario is None:
        return
    process = next(iter(scenario.processes.values()))
    for table in tables.values():
        for head in table.heads:
            texts = set(table.frame[head].astype(str).str.strip().unique()) - {""}
            if texts and texts <= set(process.classes):
                guess.document["classes"] = {name: f"`{head}` == '{name}'" for name in process.classes if name in texts}
            name = head.removeprefix("case:")
            if name in process.traits and texts <= {"0", "1"}:
                guess.document.setdefault("traits", {})[name] = f"`{head}` == 1"


def _like(text: str, titles: dict[str, list[str]]) -> str | None:
    """The item whose name or title is most like a text, if one is at all."""
    scores = {
        name: max(SequenceMatcher(None, plain(text), plain(one)).ratio() for one in each)
        for name, each in titles.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= ALIKE else None


def _private(guess: Guess, tables: dict[Path, Table]) -> None:
    """Says which columns are left unread because people stand in them."""
    known = [plain(word) for word in headers()["private"]]
    heads = [head for table in tables.values() for head in table.heads if plain(head) in known]
    named = [head for head in dict.fromkeys(heads) if head != guess.document.get("handler")]
    if named:
        guess.say("private", columns=", ".join(named))
    if "handler" in guess.document:
        guess.say("handler", column=guess.document["handler"])
