"""Mutants of a module: its text with one small mistake in it, by the operators of cosmic-ray and one of our own."""

import ast
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import cosmic_ray.plugins
import parso.python.tree
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator

Position = tuple[int, int]
Span = tuple[Position, Position]

PLAIN = re.compile(
    r"core/(ReplaceComparisonOperator_(?!.*Is)|ReplaceComparisonOperator_Is(Not)?_Is"
    r"|ReplaceBinaryOperator_(Add|Sub|Mul|Div|FloorDiv|Mod|Pow)_(Add|Sub|Mul|Div|FloorDiv|Mod)$"
    r"|ReplaceBinaryOperator_(RShift|LShift|Bit\w+)_(RShift|LShift|Bit\w+)$"
    r"|ReplaceUnaryOperator_|Replace(True|False|And|Or|Break|Continue)With|AddNot|NumberReplacer|ZeroIterationForLoop)"
)
"""The operators whose mistakes someone might make: no shift of a fraction, no identity for an equality."""

OPPOSITES = {
    "min": "max",
    "minimum": "maximum",
    "any": "all",
    "floor": "ceil",
    "union": "intersection",
    '"left"': '"right"',
    '"first"': '"last"',
}


class Opposite(Operator):
    """Takes the least for the greatest, any for all, the left for the right side of a tie."""

    WORDS = OPPOSITES | {there: here for here, there in OPPOSITES.items()}

    def mutation_positions(self, node: parso.tree.NodeOrLeaf) -> Iterator[Span]:
        """Where such a word stands."""
        if isinstance(node, parso.tree.Leaf) and node.value in self.WORDS:
            yield node.start_pos, node.end_pos

    def mutate(self, node: parso.tree.Leaf, index: int) -> parso.tree.Leaf:
        """The word replaced."""
        node.value = self.WORDS[node.value]
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """One of each kind."""
        return Example("min(a, b)", "max(a, b)"), Example('f(side="left")', 'f(side="right")')


@dataclass(frozen=True)
class Mutant:
    """A module with one mistake."""

    module: str
    """The path of the module from the root of the project."""
    line: int
    operator: str
    before: str
    """The line as it is, without the blanks around and between its words."""
    after: str
    text: str
    """The whole module with the mistake."""


def sample(module: str, source: str, each: int, seed: int) -> list[Mutant]:
    """At most so many mutants of a module, no two at the same place, the same ones for the same seed."""
    places = sites(source)
    chance = random.Random(f"{seed} {module}")
    chosen = sorted(chance.sample(sorted(places), min(each, len(places))))
    made = (_mutant(module, source, place, *chance.choice(places[place])) for place in chosen)
    return [mutant for mutant in made if mutant.before != mutant.after]


def sites(source: str) -> dict[Span, list[tuple[str, int]]]:
    """Every place at which a mistake can be made, with the operators that make one, each with its occurrence."""
    nodes = list(ast_nodes(get_ast(source)))
    silent = _silent(source)
    found: dict[Span, list[tuple[str, int]]] = {}
    for name, operator in _operators().items():
        positions = (place for node in nodes for place in operator.mutation_positions(node))
        for occurrence, (start, stop) in enumerate(positions):
            if not any(first <= start and stop <= last for first, last in silent):
                found.setdefault((start, stop), []).append((name, occurrence))
    return found


def _operators() -> dict[str, Operator]:
    names = [name for name in cosmic_ray.plugins.operator_names() if PLAIN.match(name)]
    return {"Opposite": Opposite()} | {name: cosmic_ray.plugins.get_operator(name)() for name in names}


def _silent(source: str) -> list[Span]:
    """Annotations, decorators, and how strict a zip is: the type checker sees it, or it changes nothing."""
    nodes = [
        part
        for node in ast.walk(ast.parse(source))
        for part in [
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
            *getattr(node, "decorator_list", []),
            node if isinstance(node, ast.keyword) and node.arg == "strict" else None,
        ]
        if part is not None
    ]
    return [((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)) for node in nodes]


def _mutant(module: str, source: str, place: Span, name: str, occurrence: int) -> Mutant:
    text = mutate_code(source, _operators()[name], occurrence)
    pairs = zip(source.splitlines(), text.splitlines(), strict=False)
    line, before, after = next((row, old, new) for row, (old, new) in enumerate(pairs, 1) if old != new)
    return Mutant(module, line, name.removeprefix("core/"), " ".join(before.split()), " ".join(after.split()), text)
