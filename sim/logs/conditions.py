"""Conditions on the columns of a table, such as `tdhqfs in [1, 2] and lxlx != 3`, without running anybody's code.

A column whose name is no word stands in backquotes: `` `case:channel` == "Internet" ``. A number is compared with what
is a number in the column, a text with the text as it stands.
"""

import ast
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags

QUOTED: Final = re.compile(r"`([^`]+)`")
PLACE: Final = "column_{}_"
COMPARISONS: Final[dict[type, Callable[[Any, Any], Any]]] = {
    ast.Eq: lambda one, other: one == other,
    ast.NotEq: lambda one, other: one != other,
    ast.Lt: lambda one, other: one < other,
    ast.LtE: lambda one, other: one <= other,
    ast.Gt: lambda one, other: one > other,
    ast.GtE: lambda one, other: one >= other,
}
REMEDY: Final = "write it as in 'kind in [1, 2] and size > 500'"


class Condition:
    """A condition that was read, ready to be asked of tables."""

    def __init__(self, text: str) -> None:
        self.names: list[str] = []
        quoted = QUOTED.sub(self._placed, text)
        try:
            self.tree = ast.parse(quoted.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError(f"'{text[:60]}' cannot be read: {REMEDY}") from None
        self._require_known(self.tree, text)

    def _placed(self, found: re.Match[str]) -> str:
        self.names.append(found[1])
        return PLACE.format(len(self.names) - 1)

    def _require_known(self, node: ast.expr, text: str) -> None:
        match node:
            case ast.BoolOp(values=parts):
                for part in parts:
                    self._require_known(part, text)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                self._require_known(part, text)
            case ast.Compare(left=ast.Name(), ops=[ast.In() | ast.NotIn()], comparators=[ast.List() | ast.Tuple()]):
                _values(node.comparators[0])
            case ast.Compare(left=ast.Name(), ops=[op], comparators=[ast.Constant() | ast.UnaryOp()]) if (
                type(op) in COMPARISONS
            ):
                _values(node.comparators[0])
            case _:
                raise ValueError(f"'{text[:60]}' is not a comparison of a column with values: {REMEDY}")

    @property
    def columns(self) -> list[str]:
        """The columns that it asks about, as their tables name them."""
        return list(dict.fromkeys(self._column(one) for one in ast.walk(self.tree) if isinstance(one, ast.Name)))

    def _column(self, node: ast.Name) -> str:
        places = {PLACE.format(number): name for number, name in enumerate(self.names)}
        return places.get(node.id, node.id)

    def holds(self, columns: Mapping[str, pd.Series]) -> Flags:
        """For which rows it holds."""
        return self._holds(self.tree, columns)

    def _holds(self, node: ast.expr, columns: Mapping[str, pd.Series]) -> Flags:
        match node:
            case ast.BoolOp(op=op, values=parts):
                joined = np.logical_and if isinstance(op, ast.And) else np.logical_or
                return reduce(joined, [self._holds(part, columns) for part in parts])
            case ast.UnaryOp(operand=part):
                return ~self._holds(part, columns)
            case ast.Compare(left=ast.Name() as name, ops=[op], comparators=[other]):
                return _compared(columns[self._column(name)], op, _values(other))
        raise AssertionError(node)


def _values(node: ast.expr) -> list[Any]:
    try:
        found = ast.literal_eval(node)
    except ValueError:
        raise ValueError(f"found '{ast.unparse(node)[:40]}', which is no number and no text in quotes") from None
    return list(found) if isinstance(found, list | tuple) else [found]


def _compared(column: pd.Series, op: ast.cmpop, values: list[Any]) -> Flags:
    """A column against one value or several, as numbers or as texts, as the values are."""
    as_numbers = all(isinstance(value, int | float) for value in values)
    kept = pd.to_numeric(column, errors="coerce") if as_numbers else column.fillna("").astype(str).str.strip()
    if isinstance(op, ast.In | ast.NotIn):
        inside = kept.isin(values).to_numpy(dtype=np.bool_)
        return ~inside if isinstance(op, ast.NotIn) else inside
    found: Flags = np.asarray(COMPARISONS[type(op)](kept, values[0]), dtype=np.bool_)
    return found


@lru_cache(maxsize=64)
def parsed(text: str) -> Condition:
    """A condition as it stands in a map. Raises `ValueError` with what is wrong and the remedy."""
    return Condition(text)


def columns_of(text: str) -> list[str]:
    """The columns that a condition asks about."""
    return parsed(text).columns
