"""What a report is made of: sections of paragraphs, tables and pictures."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first column heads the rows. `words` are columns set to the left."""

    caption: str
    heads: list[str]
    rows: list[list[str]]
    words: frozenset[int] = frozenset()
    folded: bool = False
    """Whether it is shown only when it is opened; on paper it always is."""


@dataclass(frozen=True)
class Picture:
    """An image that carries its bytes, with what it says in words."""

    uri: str
    alt: str
    width: int
    height: int
    title: str = ""
    """Its conclusion, which stands above it as text."""
    note: str = ""
    """Its small print, which stands below it as text."""
    numbers: Table | None = None
    """What is drawn, in numbers; folded up below it, and left out on paper."""


@dataclass(frozen=True)
class Section:
    """A part of the report under a heading."""

    anchor: str
    title: str
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    first: int | None = None
    """How many of the pictures come before the tables; all if it is not said."""
    code: list[str] = field(default_factory=list)
    """Command lines."""
    closing: list[str] = field(default_factory=list)
    """Small print."""
    notes: list[str] = field(default_factory=list)
    """Long remarks, as they stand in the scenario; folded on the screen."""
    notes_title: str = ""
