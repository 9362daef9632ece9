"""What `import sim` offers, and nothing else."""

from pathlib import Path

import pytest

import sim


def test_the_public_names_are_these() -> None:
    assert dir(sim) == ["Settings", "draw", "load_scenario", "lower", "measure", "play", "run", "simulate"]
    assert all(callable(getattr(sim, name)) for name in dir(sim))


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        sim.simulat  # noqa: B018


def test_play_gives_the_logs_of_single_runs() -> None:
    plan = sim.lower(sim.load_scenario(Path(__file__).parent / "scenarios" / "two-offices.yaml"))
    played = list(sim.play(plan, seed=3, replications=2))
    for replication, (draws, log) in enumerate(played):
        assert draws.replication == replication
        alone = sim.simulate(plan, sim.draw(plan, 3, replication), engine="simpy")
        assert all((ours == theirs).all() for ours, theirs in zip(log, alone, strict=True))
