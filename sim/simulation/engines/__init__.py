"""What plays a plan: `simpy` is the reference, the specification; `compiled` returns the same log, much sooner."""

from collections.abc import Callable

from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import EventLog
from sim.simulation.plan import Plan

Engine = Callable[[Plan, Draws], EventLog]


def _compiled(plan: Plan, draws: Draws) -> EventLog:
    """The compiled engine, imported only when something is simulated: numba takes its time."""
    from sim.simulation.engines import compiled

    return compiled.simulate(plan, draws)


def _reference(plan: Plan, draws: Draws) -> EventLog:
    """The reference engine, likewise."""
    from sim.simulation.engines import reference

    return reference.simulate(plan, draws)


ENGINES: dict[str, Engine] = {"simpy": _reference, "compiled": _compiled}


def prepare(engine: str) -> None:
    """Has the engine's machine code made or loaded, where it has any, so that workers started later find it on disk."""
    if engine == "compiled":
        from sim.simulation.engines import compiled

        compiled.warm_up()


def simulate(plan: Plan, draws: Draws, engine: str = "compiled") -> EventLog:
    """What happens when *plan* is played with *draws*: a pure function of the two.

    >>> import sim
    >>> plan = sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml"))
    >>> draws = sim.draw(plan, seed=1, replication=0)
    >>> one, other = (sim.simulate(plan, draws, engine) for engine in ("compiled", "simpy"))
    >>> all(bool((mine == theirs).all()) for mine, theirs in zip(one, other, strict=True))
    True
    """
    return ENGINES[engine](plan, draws)
