"""The page of `import sim`: every public name, from its docstring and with its example."""

import inspect
from collections.abc import Iterator

import sim


def pages() -> dict[str, str]:
    """The page by its name."""
    return {"api.rst": "\n".join(_lines())}


def _lines() -> Iterator[str]:
    yield "``import sim``\n==============\n"
    yield f"{inspect.getdoc(sim)}\n".replace("\n\n    plan =", "\n\n::\n\n    plan =", 1)
    types = [name for name in sim.__all__ if inspect.isclass(getattr(sim, name))]
    yield "What is done\n------------\n"
    for name in sim.__all__:
        if name not in types:
            yield f".. autofunction:: sim.{name}\n"
    yield "What it is done with\n--------------------\n"
    for name in types:
        yield f".. autoclass:: sim.{name}\n"
