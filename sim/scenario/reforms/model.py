"""A reform: a named, sourced list of changes to a scenario. Data, not code."""

from operator import not_
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.base.errors import did_you_mean
from sim.scenario.model import (
    Backlog,
    Calendar,
    Chain,
    Day,
    Department,
    EdgeField,
    Item,
    Names,
    OneOrMore,
    Owner,
    Pool,
    Process,
    Run,
    ShareByClass,
    ShiftHours,
    Step,
    as_edge,
)
from sim.scenario.own_clocks import OwnClocks
from sim.scenario.points import NoLaterThan
from sim.scenario.prices import Cost, Costs
from sim.scenario.quantities import Flag, Name, NonNegative, Part, Positive, Share, TargetField, Title, as_plain
from sim.scenario.validation import fields_at

VERBS = (
    "set", "times", "cut", "reduce", "spare", "chase", "after", "insert", "split", "merge", "remove", "open", "close",
)  # fmt: skip
FACTORS = ("times", "cut", "reduce")
FITTING = {
    "items": tuple(verb for verb in VERBS if verb not in ("open", "close")),
    "pools": ("set", *FACTORS),
    "calendars": ("set", "open", "close"),
    "departments": ("set", *FACTORS),
    "processes": ("set", *FACTORS, "remove"),
    "traits": ("set", *FACTORS),
    "add": (),
}
"""What can be done to each kind of subject."""


OF_ITSELF = {
    "scenario",
    "title",
    "start",
    "run",
    "target",
    "patience",
    "costs",
    "china",
    "start_with",
    "notes",
    "clocks",
}
"""What a scenario that stands on others may say of itself."""


class Which(Part):
    """Items picked by what they are; every condition given must hold."""

    owner: Owner | None = None
    department: Annotated[list[Name] | None, OneOrMore] = None
    tag: str | None = None
    but: Names = Field(default_factory=list, description="except these, whether or not a package has them")


def _as_which(given: Any) -> Any:
    return given if isinstance(given, dict) else {"named": [given] if isinstance(given, str) else given}


NAMED = Name | list[Name] | None
"""How parts may be picked in short."""


class Picked(Which):
    """Items by name, or by what they are."""

    named: list[Name] | None = None


class PickedPools(Part):
    """Pools by name, or all that have a tag."""

    named: list[Name] | None = None
    tag: str | None = None


class Dropped(Part):
    """An item that is no longer waited for, by all or only by some classes."""

    item: Name
    classes: Annotated[list[Name] | None, OneOrMore] = None


DroppedField = Annotated[Dropped, BeforeValidator(as_edge, json_schema_input_type=str | Dropped)]


class Edges(Part):
    """How precedence changes."""

    add: list[EdgeField] = Field(default_factory=list)
    drop: Annotated[list[DroppedField], OneOrMore] = Field(
        default_factory=list, description="whether or not a package has them"
    )


class Inserted(Step):
    """A new step, and where in the chain it goes."""

    before: Name | None = Field(None, description="the step it comes before; where absent, the item is left alone")
    following: Name | None = Field(None, description="the step it comes after")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.before is None) == (self.following is None):
            found = "before and following" if self.before else "no place for the new step"
            raise ValueError(f"found {found}: give exactly one of before, following")
        return self


class Split(Part):
    """A mock item in front, and a quick formal conversion in the old place.

    The mock copy `NAME-mock` keeps the chain and loses the predecessors in `drop`; the item itself becomes a
    `like` chain after its mock and after what was dropped. Only for `classes`; for others the mock is the real thing.
    What is simulated is on no legal clock and decided by nobody (`Item.simulated_for`).
    """

    drop: Names
    like: Name
    classes: Names
    promise: NonNegative | None = None


class Merge(Part):
    """Several items become one."""

    into: Name
    item: dict[str, Any] = Field(description="the new item; what comes before and after it is taken from the old ones")


class Added(Part):
    """New parts of the world; a calendar, department or template of the same name replaces the old one."""

    calendars: dict[Name, Calendar] = Field(default_factory=dict)
    departments: dict[Name, Department] = Field(default_factory=dict)
    pools: dict[Name, Pool] = Field(default_factory=dict)
    templates: dict[Name, Chain] = Field(default_factory=dict)
    traits: dict[Name, ShareByClass] = Field(default_factory=dict)
    items: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    processes: dict[Name, dict[str, Any]] = Field(default_factory=dict)


class Change(Part):
    """One change: what it is about (items, steps, pools, calendars, departments …), then what happens to it."""

    process: Name | None = Field(None, description="default: every process that has the items")
    items: Annotated[Picked | None, BeforeValidator(_as_which, json_schema_input_type=NAMED | Picked)] = None
    steps: Names = Field(default_factory=list, description="of the picked items, these steps")
    pools: Annotated[PickedPools | None, BeforeValidator(_as_which, json_schema_input_type=NAMED | PickedPools)] = None
    calendars: Names = Field(default_factory=list)
    departments: Names = Field(default_factory=list)
    processes: Names = Field(default_factory=list, description="whole case families: their arrivals, classes, …")
    traits: Names = Field(default_factory=list)
    set: dict[str, Any] = Field(
        default_factory=dict, description="path: new value; {add: 3} is so much more than is there, of each who adds"
    )
    times: dict[str, Positive] = Field(
        default_factory=dict,
        description="path: factor on what is there in the end; servers and seats stay whole numbers, the nearest",
    )
    cut: dict[str, Positive] = Field(
        default_factory=dict, description="path: factor on what the base has; what a reform puts in its place stays"
    )
    reduce: dict[str, Share] = Field(
        default_factory=dict,
        description="path: share that is left; of reforms that remove the same, the one that leaves least holds",
    )
    spare: Names = Field(default_factory=list, description="cases that have one of these traits skip it")
    chase: NoLaterThan | None = Field(
        None, description="who sees to it that the steps, where they are waits on the legal clock, are over by when"
    )
    open: list[ShiftHours] = Field(default_factory=list, description="further hours of the calendars")
    close: list[ShiftHours] = Field(
        default_factory=list, description="hours in which the calendars are shut, whoever opens them"
    )
    after: Edges | None = None
    insert: dict[Name, Inserted] = Field(default_factory=dict)
    split: Split | None = None
    merge: Merge | None = None
    remove: Flag = False
    add: Added | None = None

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        about = [name for name in FITTING if getattr(self, name)]
        if len(about) != 1:
            raise ValueError(f"found {' and '.join(about) or 'no subject'}: give exactly one of {', '.join(FITTING)}")
        subject, verbs = about[0], self.verbs()
        if FITTING[subject] and not verbs:
            raise ValueError(f"nothing happens to the {subject}: give one of {', '.join(FITTING[subject])}")
        if stray := [verb for verb in verbs if verb not in FITTING[subject]]:
            raise ValueError(f"found {stray[0]} with {subject}: it does not apply to them; drop it")
        if self.chase and not self.steps:
            raise ValueError("found chase without steps: name the steps that are chased")
        if self.steps and (stray := [verb for verb in ("after", "insert", "split", "merge") if verb in verbs]):
            raise ValueError(f"found steps beside {stray[0]}: it is about whole items; drop steps")
        if self.process is not None and subject in ("pools", "calendars", "departments", "processes"):
            why = "they are named there" if subject == "processes" else "all processes share them"
            raise ValueError(f"found process '{self.process}' beside {subject}: {why}; drop it")
        self._known_places(subject)
        return self

    def _known_places(self, subject: str) -> None:
        """Refuses a path that no part of the kind has; traits have a share by class, whose names come later."""
        parts_of: dict[str, type[Part]] = {
            "items": Step if self.steps else Item,
            "pools": Pool,
            "calendars": Calendar,
            "departments": Department,
            "processes": Process,
        }
        part: type[Part] | None = parts_of.get(subject)
        if part is None:
            return
        shorthand = {"duration"} if self.steps and (self.times or self.cut or self.reduce) else set()
        for path in [*self.set, *self.times, *self.cut, *self.reduce]:
            parts = path.split(".")
            for number, name in enumerate(parts):
                known = {*fields_at(part, tuple(parts[:number])), *(shorthand if number == 0 else ())}
                if known and name not in known:
                    raise ValueError(f"{path}: no place '{name}'{did_you_mean(name, known)}")

    def verbs(self) -> list[str]:
        """The verbs that the change uses, such as `set` or `merge`."""
        return [name for name in VERBS if getattr(self, name)]


class Reform(Part):
    """A reform as it stands in its file."""

    reform: Name
    title: Title
    source: str | None = None
    mechanism: str | None = Field(None, description="what it does in the model, in a sentence or two")
    cost: Cost | None = None
    needs: Names = Field(default_factory=list, description="reforms without which it makes no sense")
    excludes: Names = Field(default_factory=list, description="reforms it cannot stand beside")
    changes: list[Change] = Field(min_length=1)


class InForce(Part):
    """The reforms that a scenario which stands alone has from the beginning: no package, but how things are."""

    in_force: Names = Field(default_factory=list, description="files in the folder reforms, without .yaml")


class Named(Part):
    """A reform of a package, and the day from which it is in force; without one, from the first."""

    reform: Name
    from_: Day | None = Field(None, alias="from", description="who comes before that day goes by the rules before it")


def _as_named(given: Any) -> Any:
    return {"reform": given} if isinstance(given, str) else given


NamedField = Annotated[Named, BeforeValidator(_as_named, json_schema_input_type=str | Named)]


class Extension(Part):
    """A scenario that stands on others: its base or bases, its package of reforms, its own changes."""

    scenario: Name
    extends: Annotated[list[str], OneOrMore] = Field(
        min_length=1,
        description="what it stands on: the name of a file beside it or of one that is shipped, or the path of a "
        "file in this folder or in one beside it; of several, all processes run",
    )
    reforms: Annotated[list[NamedField], OneOrMore] = Field(
        default_factory=list,
        description="files in the folder reforms, without .yaml; {reform: …, from: 2017-04-01} begins on a day",
    )
    kept: Share | None = Field(
        None, description="how far the reforms are kept, in all numbers that they change: 0 not at all, 1 in full"
    )
    changes: list[Change] = Field(default_factory=list, description="its own, beside the reforms'")
    title: Title
    start: Day | None = None
    run: Run | None = None
    target: TargetField | None = None
    patience: NonNegative | None = None
    costs: Costs | None = None
    china: str | None = Field(
        None,
        pattern=r"\.ya?ml$",
        description="a holiday file that all calendars with holidays: china keep on the days of which it knows",
    )
    start_with: Backlog | None = Field(None, description="cases that are there on the first day; not the base's")
    clocks: OwnClocks = Field(
        default_factory=dict,
        exclude_if=not_,
        description="further clocks of one's own for its first process, by names that end with -days",
    )
    notes: list[Title] | None = None

    @model_validator(mode="after")
    def _something_to_keep(self) -> Self:
        if self.kept is not None and not self.reforms:
            raise ValueError(f"found kept {self.kept.value:g}, but no reforms are named here: name them, or drop it")
        return self

    def own(self) -> dict[str, Any]:
        """What it says of itself, in place of what its base says."""
        return as_plain(self, include=OF_ITSELF)
