"""The compiled engine without its compiler: the same functions, played by Python, so that they can be replaced."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numba

from sim.simulation import draws
from sim.simulation.draws import passes, philox
from sim.simulation.engines import compiled

JIT = "sim.simulation.jit"
PARTS = ("event_list", "calendars", "item_clock", "queues", "kernel", "layout")
ENGINE = [JIT, *(f"{compiled.__name__}.{part}" for part in PARTS)]
DRAWING = [JIT, philox.__name__, passes.__name__]
WALKS = ("open_minutes", "burdens", "matters", "crowds", "unions", "flow", "stays")
MEASURING = [JIT, *(f"sim.outcomes.{walk}" for walk in WALKS)]


@contextmanager
def played_by_python(**replacements: Callable[..., Any]) -> Iterator[None]:
    """As long as it lasts, the compiled engine is plain Python, with some of its functions replaced."""
    parts = _plain(ENGINE)
    for name, function in replacements.items():
        having = [part for part in parts if hasattr(part, name)]
        assert having, name
        for part in having:
            setattr(part, name, function)
    with patch.object(compiled, "kernel", next(part for part in parts if part.__name__.endswith(".kernel"))):
        yield


@contextmanager
def drawn_by_python() -> Iterator[None]:
    """As long as it lasts, luck is drawn by plain Python."""
    with patch.object(draws, "passes", _plain(DRAWING)[-1]):
        yield


@contextmanager
def measured_by_python() -> Iterator[None]:
    """As long as it lasts, logs are walked through by plain Python."""
    for name in MEASURING:
        import_module(name)
    with patch.dict(sys.modules, {module.__name__: module for module in _plain(MEASURING)}):
        yield


def _plain(modules: list[str]) -> list[ModuleType]:
    """The modules imported afresh with the compiler switched off; those in use stay as they are."""
    in_use = {name: sys.modules.pop(name) for name in modules}
    try:
        with patch.object(numba.config, "DISABLE_JIT", 1):
            return [import_module(name) for name in modules]
    finally:
        sys.modules.update(in_use)
        for name, module in in_use.items():
            package, _, own = name.rpartition(".")
            setattr(sys.modules[package], own, module)
