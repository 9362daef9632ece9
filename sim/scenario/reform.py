"""A reform: a named, sourced list of changes to a scenario. Data, not code."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.scenario.model import Calendar, Department, Edge, Name, Owner, Pool, Step, as_edge, as_list
from sim.scenario.quantities import AnyNumber, NonNegative, Number, Part, Title


def _positive(number: Number) -> Number:
    if number.bounds()[0] <= 0:
        raise ValueError(f"{number.bounds()[0]:g} would make it nothing: use remove for that")
    return number


Factor = Annotated[AnyNumber, AfterValidator(_positive)]
Names = Annotated[list[Name], BeforeValidator(as_list)]


class Which(Part):
    """Items picked by what they are; every condition given must hold."""

    owner: Owner | None = None
    department: Name | None = None
    tag: str | None = None
    but: Names = Field(default_factory=list, description="except these")


def _as_which(given: Any) -> Any:
    return given if isinstance(given, dict) else {"named": [given] if isinstance(given, str) else given}


class Picked(Which):
    """Items by name, or by what they are."""

    named: list[Name] | None = None


class Edges(Part):
    """How precedence changes."""

    add: list[Annotated[Edge, BeforeValidator(as_edge)]] = Field(default_factory=list)
    drop: Names = Field(default_factory=list)


class Inserted(Step):
    """A new step, and where in the chain it goes."""

    before: Name | None = Field(None, description="the step it comes before; where absent, the item is left alone")
    following: Name | None = Field(None, description="the step it comes after")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.before is None) == (self.following is None):
            raise ValueError("a new step needs its place: give exactly one of before, following")
        return self


class Split(Part):
    """A mock item in front, and a quick formal conversion in the old place.

    The mock copy `NAME-mock` keeps the chain and loses the predecessors in `drop`; the item itself becomes a
    `like` chain after its mock and after what was dropped. Only for `classes`; for others the mock is the real thing.
    """

    drop: Names
    like: Name
    classes: Names
    promise: AnyNumber | None = None


class Merge(Part):
    """Several items become one."""

    into: Name
    item: dict[str, Any] = Field(description="the new item; what comes before and after it is taken from the old ones")


class Added(Part):
    """New parts of the world."""

    calendars: dict[Name, Calendar] = Field(default_factory=dict)
    departments: dict[Name, Department] = Field(default_factory=dict)
    pools: dict[Name, Pool] = Field(default_factory=dict)
    templates: dict[Name, dict[Name, Step]] = Field(default_factory=dict)
    items: dict[Name, dict[str, Any]] = Field(default_factory=dict)


class Change(Part):
    """One change: what it is about (items, steps of items, pools, traits), then what happens to it."""

    process: Name | None = Field(None, description="default: every process that has the items")
    items: Annotated[Picked | None, BeforeValidator(_as_which)] = None
    steps: Names = Field(default_factory=list, description="of the picked items, these steps")
    pools: Names = Field(default_factory=list)
    traits: Names = Field(default_factory=list)
    set: dict[str, Any] = Field(default_factory=dict, description="path: new value")
    times: dict[str, Factor] = Field(default_factory=dict, description="path: factor")
    after: Edges | None = None
    insert: dict[Name, Inserted] = Field(default_factory=dict)
    split: Split | None = None
    merge: Merge | None = None
    remove: bool = False
    add: Added | None = None

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        about = [name for name in ("items", "pools", "traits", "add") if getattr(self, name)]
        if len(about) != 1:
            raise ValueError(
                f"found {' and '.join(about) or 'no subject'}: give exactly one of items, pools, traits, add"
            )
        if about == ["items"] and not self.verbs():
            raise ValueError("nothing happens to the items: give set, times, after, insert, split, merge or remove")
        return self

    def verbs(self) -> list[str]:
        """What the change does."""
        names = ("set", "times", "after", "insert", "split", "merge", "remove")
        return [name for name in names if getattr(self, name)]


class Cost(Part):
    """What a reform costs the government, beside the hours the simulation counts."""

    per_year: NonNegative
    unit: str = "CNY"


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
