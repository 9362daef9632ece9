"""Something read off every replication of one scenario, on as many processes as wanted, in their order."""

import os
from collections.abc import Callable
from typing import TypeVar

import joblib

from sim.draws import Draws, draw
from sim.engines import prepare, simulate
from sim.events import EventLog
from sim.experiment import Progress, Settings
from sim.plan import Plan

T = TypeVar("T")
Read = Callable[[Plan, Draws, EventLog], T]


def each_replication(plan: Plan, settings: Settings, read: Read[T], progress: Progress | None = None) -> list[T]:
    """What *read* finds in the log of each replication; *progress* is called after each."""
    workers = min(settings.workers or os.cpu_count() or 1, settings.replications)
    prepare(settings.engine)
    parallel = joblib.Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    tasks = (joblib.delayed(_one)(plan, settings, read, number) for number in range(settings.replications))
    found: list[T] = []
    for one in parallel(tasks):
        found.append(one)
        if progress is not None:
            progress()
    return found


def _one(plan: Plan, settings: Settings, read: Read[T], replication: int) -> T:
    draws = draw(plan, settings.seed, replication)
    return read(plan, draws, simulate(plan, draws, settings.engine))
