"""What a study may say: a scenario, the factors that are varied in it, a design, and what is measured."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.base.headline_clocks import HEADLINE, WHOLE
from sim.scenario.model import OneOrMore
from sim.scenario.quantities import Name, Part, Positive, Real, Title, Whole

MOST_POINTS = 1_000_000
MOST_REPLICATIONS = 100_000
CLASH = "give exactly one of"
SUBJECTS = ("reform", "path", "every", "worlds")
"""What a line of `factors` may be about."""

Levels = list[Real] | list[str]
"""Values of a number, or names of what a part may be."""
Names = Annotated[list[str], OneOrMore]


def _as_levels(given: Any) -> Any:
    return [given] if isinstance(given, int | float | str) and not isinstance(given, bool) else given


class FactorEntry(Part):
    """One line of `factors`: a reform, a number or part by its path, all that carries a range or levels, or worlds."""

    reform: Name | None = Field(None, description="off and on")
    path: str | None = Field(
        None, description="of a number in the resolved scenario, or a part with levels; * stands for any name"
    )
    every: Literal["range"] | None = Field(
        None, description="every number that carries a range, and every part that carries levels, as it is written"
    )
    worlds: str | None = Field(
        None,
        description="a .parquet or .csv file beside: numbers that are only known together, a row for each world, a "
        "column for each address, and if they are not alike a weight",
    )
    levels: (
        Annotated[Levels | None, BeforeValidator(_as_levels)]
        | dict[str, Annotated[Levels, BeforeValidator(_as_levels)]]
    ) = Field(
        None,
        description="the values it takes, or which of a part's levels, by name; of a reform: of one number in it, "
        "while it is on",
    )
    low: Real | None = Field(None, description="with high: all between the two, equally likely; with mode: a triangle")
    mode: Real | None = None
    high: Real | None = None

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        given = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"found {' and '.join(given) or 'no subject'}: {CLASH} {', '.join(SUBJECTS)}")
        bounded = [name for name in ("low", "mode", "high") if getattr(self, name) is not None]
        if given != ["path"] and bounded:
            raise ValueError(f"found {bounded[0]} beside {given[0]}: it belongs to a path; drop it")
        if self.every is not None and self.levels is not None:
            raise ValueError("found levels beside every: each number keeps its own range; drop them")
        if self.worlds is not None and self.levels is not None:
            raise ValueError("found levels beside worlds: each world is one; drop them")
        if bounded and self.levels is not None:
            raise ValueError(f"found levels and {bounded[0]}: give either levels, or low and high")
        self._fitting_levels()
        self._rising(bounded)
        return self

    def _fitting_levels(self) -> None:
        if isinstance(self.levels, dict) != (self.reform is not None) and self.levels is not None:
            wanted = "{path: [4, 8]}, a number in the reform" if self.reform else "a list, such as [4, 8]"
            raise ValueError(f"levels of a {'reform' if self.reform else 'path'} are {wanted}")
        if isinstance(self.levels, dict) and len(self.levels) != 1:
            raise ValueError(f"levels name {len(self.levels)} paths: of a reform one number can be varied")
        for levels in self.levels.values() if isinstance(self.levels, dict) else [self.levels]:
            if levels is not None and len(set(levels)) != len(levels):
                raise ValueError(f"levels {levels} name one value twice: keep one")
            if levels is not None and len(levels) < (1 if self.reform else 2):
                raise ValueError(f"levels {levels} leave nothing to vary: give at least two")

    def _rising(self, bounded: list[str]) -> None:
        if not bounded:
            return
        if self.low is None or self.high is None:
            raise ValueError(f"found {' and '.join(bounded)}: give both low and high")
        if not self.low < self.high:
            raise ValueError(f"low {self.low:g} is not below high {self.high:g}: write the lower bound first")
        if self.mode is not None and not self.low <= self.mode <= self.high:
            raise ValueError(f"mode {self.mode:g} is outside [{self.low:g}, {self.high:g}]")


Count = Annotated[Whole, Field(ge=1, le=MOST_POINTS)]
CROSSED = ("latin_hypercube", "sobol", "random")
"""Kinds of design whose points may each be played with every package."""


class DesignEntry(Part):
    """Which combinations are played: exactly one kind, and perhaps every package at each point."""

    full_factorial: Literal["all"] | None = Field(None, description="every level of every factor with every other")
    fractional_factorial: Literal["all"] | None = Field(
        None,
        description="two levels of each, in the fewest runs that keep main effects apart from pairs (resolution 4)",
    )
    latin_hypercube: Count | None = Field(
        None, description="so many points, each factor's range cut into as many parts"
    )
    sobol: Count | None = Field(None, description="so many points of Sobol's sequence; a power of 2 is balanced")
    random: Count | None = Field(None, description="so many independent points")
    morris: Count | None = Field(None, description="so many of Morris's trajectories, of factors + 1 points each")
    saltelli: Count | None = Field(
        None, description="Saltelli's design for Sobol' indices: so many × (factors + 2) points"
    )
    packages: Literal["all"] | None = Field(
        None, description="beside latin_hypercube, sobol or random: each point with every package of the reforms"
    )

    @property
    def kind(self) -> str:
        """The name of the one kind of design that was given, such as `sobol`."""
        return self._given()[0]

    def _given(self) -> list[str]:
        return [name for name in KINDS if getattr(self, name) is not None]

    @property
    def size(self) -> int:
        """The number given with it; 0 for factorials, whose size follows from the factors."""
        given = getattr(self, self.kind)
        return given if isinstance(given, int) else 0

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = self._given()
        if len(given) != 1:
            raise ValueError(f"found {' and '.join(given) or 'no design'}: {CLASH} {', '.join(KINDS)}")
        if self.packages is not None and given[0] not in CROSSED:
            raise ValueError(f"packages stand beside {', '.join(CROSSED)}, found {given[0]}: drop one of the two")
        for kind in ("saltelli", "morris"):
            size = getattr(self, kind)
            if size is not None and size < 2:
                raise ValueError(f"{kind} of {size} tells nothing: give at least 2")
        if self.saltelli is not None and self.saltelli & (self.saltelli - 1):
            raise ValueError(f"saltelli of {self.saltelli} is not a power of 2, as Sobol's sequence needs: give 2ⁿ")
        return self


KINDS = tuple(name for name in DesignEntry.model_fields if name != "packages")
"""The kinds of design, exactly one of which is given."""


def _as_design(given: Any) -> Any:
    return {given: "all"} if isinstance(given, str) and given.endswith("_factorial") else given


class Study(Part):
    """A study as it stands in its file."""

    study: Name
    title: Title | None = None
    scenario: str = Field(description="the file, or a name in the folder scenarios")
    factors: list[FactorEntry] = Field(min_length=1)
    design: Annotated[DesignEntry, BeforeValidator(_as_design, json_schema_input_type=str | DesignEntry)]
    replications: Whole = Field(
        5, ge=1, le=MOST_REPLICATIONS, description="of every design point, all with the same luck"
    )
    seed: Whole = Field(1, ge=0)
    responses: Names = Field(default_factory=lambda: [HEADLINE, WHOLE], min_length=1)
    classes: Names = Field(default_factory=lambda: ["all"], min_length=1, description="all, or kinds of project")
    target: Positive | None = Field(None, description="days; default: the scenario's")
