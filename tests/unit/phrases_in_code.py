"""What stands in the code for people to read: every sentence of it as a template, with places for what is filled in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PLACE = re.compile(r"\{\d+(:n)?\}")
NUMERIC = re.compile(r"[^%>^<]*(?:[,.]\d*)?[dfgz%,]")
"""The format of a number, such as `,` or `.1%`."""
ENGLISH = re.compile(r"[A-Za-z]{2,}")
CHINESE = re.compile("[一-鿿]")


def sentences(file: Path) -> Iterator[str]:
    """The templates of a module: texts of several words that are neither documentation nor Chinese."""
    for told in _Texts().of(ast.parse(file.read_text(encoding="utf-8"))):
        words = PLACE.sub("", told).strip()
        if " " in words and ENGLISH.search(words) and not CHINESE.search(words):
            yield told.strip()


class _Texts(ast.NodeVisitor):
    """Collects texts, but no docstrings, and none of what describes the fields of a file."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def of(self, tree: ast.AST) -> list[str]:
        self.visit(tree)
        return self.found

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg != "description":
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._take(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._take(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self._take(node)

    def _take(self, node: ast.expr) -> None:
        parts = _parts(node)
        if parts is None:
            self.generic_visit(node)
            return
        places = iter(range(1, len(parts) + 1))
        self.found.append("".join(f"{{{next(places)}{kind}}}" if plain is None else plain for plain, kind in parts))
        for inner in ast.walk(node):
            if isinstance(inner, ast.FormattedValue):
                self.visit(inner.value)


def _parts(node: ast.expr) -> list[tuple[str | None, str]] | None:
    """The literal parts of a text, and between them None for what is filled in, with `:n` where that is a number."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [(node.value, "")]
    if isinstance(node, ast.JoinedStr):
        return [_part(one) for one in node.values]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _parts(node.left), _parts(node.right)
        if left is None and right is None:
            return None
        return [*(left or [(None, "")]), *(right or [(None, "")])]
    return None


def _part(node: ast.expr) -> tuple[str | None, str]:
    if isinstance(node, ast.Constant):
        return str(node.value), ""
    spec = node.format_spec if isinstance(node, ast.FormattedValue) else None
    first = spec.values[0] if isinstance(spec, ast.JoinedStr) else None
    form = str(first.value) if isinstance(first, ast.Constant) else ""
    return None, ":n" if form and NUMERIC.fullmatch(form) else ""
