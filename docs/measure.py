"""What the syntax tree says of a source tree: `python docs/measure.py [FOLDER] [FOLDER …]`, a column for each."""

import ast
import sys
from pathlib import Path
from statistics import median


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_typed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether what it returns, and each of its arguments but self and cls, has a type."""
    asked = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return function.returns is not None and all(one.annotation or one.arg in ("self", "cls") for one in asked)


def statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    told = function.body[0]
    if isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant) and isinstance(told.value.value, str):
        lines -= (told.end_lineno or told.lineno) - told.lineno + 1
    return lines


def measured(folder: Path) -> dict[str, str]:
    """The figures of one tree."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}
    lengths = {path: len(text.splitlines()) for path, text in texts.items()}
    modules = {path: length for path, length in lengths.items() if path.name != "__init__.py"}
    found = [function for text in texts.values() for function in functions(ast.parse(text))]
    sizes = [statements(function) for function in found]
    longest = max(modules, key=modules.__getitem__)
    top = [path for path in folder.iterdir() if path.suffix == ".py" and path.name != "__init__.py"]
    rooms = len(top) + sum(1 for path in folder.iterdir() if (path / "__init__.py").is_file())
    return {
        "lines": f"{sum(lengths.values()):,}",
        "modules": f"{len(modules):,}",
        "median module, lines": f"{median(modules.values()):.0f}",
        "longest file, lines": f"{modules[longest]} ({longest.relative_to(folder)})",
        "functions": f"{len(found):,}",
        "median function, lines": f"{median(sizes):.0f}",
        "functions over 20 lines": f"{sum(size > 20 for size in sizes) / len(sizes):.1%}",
        "functions over 40 lines": f"{sum(size > 40 for size in sizes)}",
        "functions fully typed": f"{sum(map(is_typed, found)) / len(found):.1%}",
        "rooms (what stands directly in the package)": f"{rooms}",
    }


def main() -> None:
    """Prints a table in Markdown."""
    folders = [Path(name) for name in sys.argv[1:]] or [Path(__file__).parents[1] / "sim"]
    columns = [measured(folder) for folder in folders]
    print("| | " + " | ".join(map(str, folders)) + " |")
    print("|---|" + "---:|" * len(folders))
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(column[name] for column in columns) + " |")


if __name__ == "__main__":
    main()
