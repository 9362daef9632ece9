"""The scenario's document while a package of reforms works on it: who has claimed what, and whom to blame.

Two reforms that would leave the result to the order in which they are written contradict each other.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario.model import Scenario
from sim.scenario.quantities import Number, as_plain
from sim.scenario.reforms.model import Change, Picked
from sim.scenario.validation import validated

Document = dict[str, Any]

OWN = "own-changes"
"""What a scenario changes by itself, among the names of the reforms."""


@dataclass
class Package:
    """The document being changed, and who has claimed what."""

    document: Document
    source: str
    kept: float = 1
    """How far the reforms are kept, from 0 to 1."""
    reform: str = ""
    path: str = ""
    base: Document = field(default_factory=dict)
    """The document as it was before the package."""
    elsewhere: Callable[[], set[str]] = set
    """The items that reforms outside the package would make: naming them as an exception is no mistake."""
    others: Callable[[], set[str]] = set
    """What scenarios beside this one call their parts: a reform that names one which is not here passes over it."""
    passed_over: list[Document] = field(default_factory=list)
    """What reforms name that this scenario does not have, with the kind of part and its name."""
    claims: dict[str, tuple[str, Any]] = field(default_factory=dict)
    claimed_at: dict[str, str] = field(default_factory=dict)
    """In which change of its reform each claim was made first."""
    values: set[str] = field(default_factory=set)
    """The claimed places whose value is set, in the last turn but one."""
    touched: list[tuple[str, str]] = field(default_factory=list)
    """Each address in the document that was changed, and by which reform."""
    beside: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=dict)
    """For each item, the steps put into its chain: beside which step, and whether behind it."""
    reductions: dict[str, tuple[Document, Number]] = field(default_factory=dict)
    """Each number that was reduced, as it was before that, and the share of it that is left so far."""
    set_by: dict[str, set[str]] = field(default_factory=dict)
    """By which reforms each place is set."""
    counts: list[Document] = field(default_factory=list)
    """The counts on which factors have acted, and which are not yet whole again."""
    added: Document = field(default_factory=dict)
    """By process, the items that the package has added or made, as they were then."""
    gone: dict[str, set[str]] = field(default_factory=dict)
    """By process, the items that went with those they were there for."""
    became: dict[str, dict[str, str]] = field(default_factory=dict)
    """By process, the items that were merged, and into which."""
    passed_by: set[tuple[str, str]] = field(default_factory=set)
    """The changes, by reform and place, that name something which is not here."""
    known_items: set[str] = field(default_factory=set)
    known_steps: set[str] = field(default_factory=set)
    known_processes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name, process in self.document["processes"].items():
            self.know_process(name, process)
        self.added = {"processes": {name: {"items": {}} for name in self.document["processes"]}}

    def know_process(self, name: str, process: Document) -> None:
        """A process and its items may be named from now on, even after it was removed."""
        self.known_processes.add(name)
        for item_name, item in process["items"].items():
            self.know(item_name, item)

    def know(self, name: str, item: Document) -> None:
        """An item, and its steps, may be named from now on, even after it was merged or removed."""
        self.known_items.add(name)
        self.known_steps |= item.get("steps", {}).keys()

    def remember(self, process: str, name: str, item: Document) -> None:
        """An item that the package has made: a change about it is no mistake though another may take it away again."""
        self.know(name, item)
        self.added["processes"].setdefault(process, {"items": {}})["items"][name] = item

    def still_called(self, process: str, name: str) -> str | None:
        """The item that another was merged into, as often as that happened; None for one that is gone."""
        merged = self.became.get(process, {})
        while name in merged:
            name = merged[name]
        return None if name in self.gone.get(process, set()) else name

    def refuse(self, message: str) -> ScenarioError:
        """An error at the change now being applied."""
        return ScenarioError(self.source, self.place(), message)

    @property
    def keeps_all(self) -> bool:
        """Whether what the reform changes takes place in full."""
        return self.kept == 1 or self.reform == OWN

    def place(self) -> str:
        """The address of the change now being applied."""
        return self.path if self.reform == OWN else f"reform {self.reform}: {self.path}"

    def claim(self, what: str, value: Any) -> None:
        """Says that this reform makes *what* be *value*; refused if another makes it something else."""
        owner, other = self.claims.setdefault(what, (self.reform, value))
        place = self.claimed_at.setdefault(what, self.path)
        if owner != self.reform and other != value:
            raise self._contradiction(owner, what)
        if owner == self.reform == OWN and other != value and place != self.path:
            raise self.refuse(f"{what}: {place} makes it something else: keep one of the two")

    def claim_part(self, address: str, value: Any) -> None:
        """Says that this reform makes the part of the document at *address* be *value*.

        Raises `ScenarioError` if another reform makes it something else. Later errors in the part name this reform.
        """
        self.claim(address, value)
        self.touched.append((address, self.reform))

    def claim_value(self, address: str, value: Any) -> None:
        """Says that this reform sets the value at *address*.

        Raises `ScenarioError` if another reform sets it to something else, or sets something within it or around it.
        """
        for what in sorted(self.values):
            owner, _ = self.claims[what]
            if not (what.startswith(f"{address}.") or address.startswith(f"{what}.")):
                continue
            if owner != self.reform:
                raise self._contradiction(owner, max(what, address, key=len))
            if owner == OWN and self.claimed_at[what] != self.path:
                place = self.claimed_at[what]
                raise self.refuse(f"{max(what, address, key=len)}: {place} sets it as well: keep one of the two")
        self.claim_part(address, value)
        self.values.add(address)

    def _contradiction(self, owner: str, what: str) -> ScenarioError:
        names = " and ".join(_called(name) for name in sorted((owner, self.reform), key=turn))
        return ScenarioError(self.source, "reforms", f"{names} contradict each other about {what}: choose one")

    def blamed(self, error: ScenarioError) -> ScenarioError:
        """An error in the reformed document, with the names of the reforms that touched the place."""
        around = [(len(at), name) for at, name in self.touched if f"{error.path}.".startswith((f"{at}.", f"{at}["))]
        nearest = sorted({name for length, name in around if length == max(around)[0]}, key=turn)
        by = f" (changed by {' and '.join(_called(name) for name in nearest)})" if nearest else ""
        message = self._missing_here(error.message) if nearest and OWN not in nearest else error.message
        return ScenarioError(error.source, error.path, f"{message}{by}")

    def _missing_here(self, message: str) -> str:
        """What a reform's new part needs and only other scenarios have is no slip for which another name is meant."""
        found = re.match(r"no (\w+) '([^']+)'", message)
        if found is None or found[2] not in self.others():
            return message
        return f"{found[0]}, which the reform was written with: give this scenario one, or leave the reform out"

    def known(self, names: Iterable[str], known: Iterable[str], what: str) -> list[str]:
        """Those of the names that this scenario has.

        Raises `ScenarioError` for a name that nothing has. What a reform names and only other scenarios have is passed
        over, and said: it was written for a city that has it.
        """
        there = []
        for name in names:
            if name in known:
                there.append(name)
            elif self.reform != OWN and self._is_of_others(name):
                self._pass_over(what, name)
            else:
                raise self.refuse(f"no {what} '{name}'{did_you_mean(name, known)}")
        return there

    def _is_of_others(self, name: str) -> bool:
        """Whether only other scenarios have it, or this reform would make it of what only they have."""
        partly = any(reform == self.reform for reform, _ in self.passed_by)
        return name in self.others() or (partly and name in self.elsewhere())

    def _pass_over(self, what: str, name: str) -> None:
        found = {"reform": self.reform, "what": what, "name": name}
        self.passed_by.add((self.reform, self.path.partition(".")[0]))
        if found not in self.passed_over:
            self.passed_over.append(found)

    @property
    def passes_over(self) -> bool:
        """Whether the change now being applied names something that this scenario does not have."""
        return (self.reform, self.path.partition(".")[0]) in self.passed_by

    def require_something(self) -> None:
        """Refuses a reform of which nothing is left, for the scenario has none of what it names."""
        for reform in dict.fromkeys(one["reform"] for one in self.passed_over):
            if not any(name == reform for _, name in self.touched):
                absent = [f"no {one['what']} '{one['name']}'" for one in self.passed_over if one["reform"] == reform]
                message = f"'{reform}' changes nothing, for here is {', '.join(absent)}: leave it out"
                raise ScenarioError(self.source, "reforms", message)

    def known_or_elsewhere(self, names: Iterable[str]) -> None:
        """Refuses items that neither the scenario has nor any reform makes."""
        absent = [name for name in names if name.removesuffix("-mock") not in self.known_items]
        if absent:
            others = self.others() if self.reform != OWN else set()
            self.known(absent, self.known_items | self.elsewhere() | others, "item")

    def known_steps_or_elsewhere(self, names: Iterable[str]) -> None:
        """Refuses steps that neither the scenario has nor any reform makes."""
        absent = [name for name in names if name not in self.known_steps]
        if absent:
            self.known(absent, self.known_steps | self.elsewhere(), "step")

    def processes(self, change: Change) -> Iterator[tuple[str, Document]]:
        """The processes a change is about."""
        self.known([change.process] if change.process is not None else [], self.known_processes, "process")
        for name, process in self.document["processes"].items():
            if change.process in (None, name):
                yield name, process

    def superseded(self, change: Change) -> bool:
        """Whether what the change picks was there and is all gone, for another reform has merged or removed it."""
        assert change.items is not None
        before = {*_places(self.base, change), *_places(self.added, change)}
        return bool(before) and before.isdisjoint(_places(self.document, change))

    def made_by_reforms(self, change: Change) -> bool:
        """Whether the base has none of the steps a change names, so that a package need not have them either."""
        items = (item for process in self.base["processes"].values() for item in process["items"].values())
        return bool(change.steps) and all(item.get("steps", {}).keys().isdisjoint(change.steps) for item in items)

    def waited_in_base(self, address: str) -> set[str]:
        """The items for which an item of the base waits, whatever the package has made of it."""
        _, process, _, item = address.split(".")
        known: Document = self.base["processes"][process]["items"].get(item, {})
        return {edge["item"] for edge in known.get("after", [])}

    def item_at(self, address: str) -> Document:
        """The item, in the document as it is by now, to which the step at this address belongs."""
        _, process, _, item, *_ = address.split(".")
        found: Document = self.document["processes"][process]["items"][item]
        return found

    def step_in_base(self, address: str) -> Document:
        """A step as it was before the package; empty where it was not."""
        _, process, _, item, _, step = address.split(".")
        known: Document = self.base["processes"].get(process, {"items": {}})["items"].get(item, {})
        found: Document = known.get("steps", {}).get(step, {})
        return found

    def picked(self, change: Change) -> Iterator[tuple[str, str, Document, Document]]:
        """Each picked item that is still there: its address, name, document, and its process."""
        assert change.items is not None
        self.known(change.items.named or [], self.known_items, "item")
        self.known_or_elsewhere(change.items.but)
        for process_name, process in self.processes(change):
            for name, item in list(process["items"].items()):
                if _is_picked(change.items, name, item):
                    yield f"processes.{process_name}.items.{name}", name, item, process

    def merged(self, change: Change) -> Iterator[tuple[str, str, Document]]:
        """The items that those which a change names have been merged into: address, name and document, each once."""
        assert change.items is not None
        for process_name, process in self.processes(change):
            away = [name for name in change.items.named or [] if name not in process["items"]]
            for name in sorted(
                {self.still_called(process_name, name) or "" for name in away} & process["items"].keys()
            ):
                yield f"processes.{process_name}.items.{name}", name, process["items"][name]

    def sort_new_parts(self) -> None:
        """What the base does not have comes after what it has, by name, whichever reform added it first."""
        _by_name(self.document, self.base, ("calendars", "departments", "pools", "templates"))
        for name, process in self.document["processes"].items():
            known = self.base["processes"].get(name, {})
            _by_name(process, known, ("traits", "items"))
            for item_name, item in process["items"].items():
                if item.get("after", []) != known.get("items", {}).get(item_name, {}).get("after", []):
                    item["after"] = sorted(item["after"], key=lambda edge: (edge["item"], json.dumps(edge)))

    def normalise(self) -> None:
        """Brings whatever was set into the normal form, so that every number is where factors look for it."""
        try:
            self.document = as_plain(validated(Scenario, self.document, self.source))
        except ScenarioError as error:
            raise self.blamed(error) from None


def _by_name(document: Document, base: Document, kinds: Iterable[str]) -> None:
    for kind in kinds:
        parts, known = document.get(kind, {}), list(base.get(kind, {}))
        new = sorted(parts.keys() - set(known))
        document |= {kind: {name: parts[name] for name in [*known, *new] if name in parts}} if parts else {}


def turn(reform: str) -> tuple[bool, str]:
    """The order of reforms: by name, the scenario's own changes last."""
    return reform == OWN, reform


def _called(reform: str) -> str:
    return "the scenario's own changes" if reform == OWN else f"'{reform}'"


def _places(document: Document, change: Change) -> Iterator[str]:
    """The addresses of the items, or the steps of them, that a change picks in a document."""
    assert change.items is not None
    for process_name, process in document["processes"].items():
        for name, item in process["items"].items():
            if change.process in (None, process_name) and _is_picked(change.items, name, item):
                steps = [step for step in change.steps if step in item.get("steps", {})]
                yield from (f"{process_name}.{name}.{step}" for step in (steps if change.steps else [""]))


def _is_picked(which: Picked, name: str, item: Document) -> bool:
    if name in which.but or (which.named is not None and name not in which.named):
        return False
    return (
        which.owner in (None, item.get("owner", "government"))
        and (which.department is None or item.get("department") in which.department)
        and (which.tag is None or which.tag in item.get("tags", []))
    )
