"""Plays on processes: in their order, and a process that the system kills is a sentence."""

import os
import pickle
import signal
from collections.abc import Iterator

import pytest

from sim.base.errors import ScenarioError, StoppedError, UserError
from sim.experiment.cluster import LOCAL, Shared
from sim.experiment.parallel import Workers, call_all, processes


def squared(number: int) -> int:
    return number**2


def killed(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_no_more_processes_than_there_is_to_do() -> None:
    assert [processes(workers, calls) for workers, calls in ((1, 9), (4, 9), (4, 2))] == [1, 4, 2]
    assert processes(3) == 3
    assert processes(0) == os.cpu_count()


CLUSTER = pytest.param(LOCAL, marks=pytest.mark.long)


@pytest.mark.parametrize("workers", [1, 2, CLUSTER])
def test_what_many_calls_have_in_common_is_an_argument_as_any_other(workers: Workers) -> None:
    town = Shared("town")
    found = call_all("{}-{}".format, ((town, number) for number in range(20)), workers, "simpy")
    assert list(found) == [f"town-{number}" for number in range(20)]


@pytest.mark.long
def test_on_a_cluster_calls_are_made_only_as_workers_become_free() -> None:
    taken: list[int] = []

    def calls() -> Iterator[tuple[int]]:
        for number in range(200):
            taken.append(number)
            yield (number,)

    found = call_all(squared, calls(), LOCAL, "simpy", in_order=False)
    next(found)
    assert len(taken) < 100
    assert sorted([*found, 0])[-1] == 199**2


@pytest.mark.parametrize("count", [1, 2, CLUSTER])
def test_results_come_in_the_order_of_the_calls(count: Workers) -> None:
    calls = ((number,) for number in range(20))
    assert list(call_all(squared, calls, count, "simpy")) == [number**2 for number in range(20)]


def test_out_of_order_all_are_there() -> None:
    calls = ((number,) for number in range(20))
    found = call_all(squared, calls, 2, "simpy", in_order=False)
    assert sorted(found) == [number**2 for number in range(20)]


def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(UserError, match="a worker was killed, perhaps for want of memory: start again, with fewer"):
        list(call_all(killed, ((number,) for number in range(20)), 2, "simpy"))


def mistaken(number: int) -> int:
    if number == 3:
        raise ScenarioError("town.yaml", "run", "no case came")
    return number


@pytest.mark.parametrize("count", [1, 2, CLUSTER])
def test_a_mistake_in_a_worker_is_told_as_if_it_were_made_here(count: Workers) -> None:
    with pytest.raises(ScenarioError) as told:
        list(call_all(mistaken, ((number,) for number in range(20)), count, "simpy"))
    assert str(told.value) == "town.yaml: run: no case came"
    assert (told.value.path, told.value.message) == ("run", "no case came")


def test_what_stopped_a_computation_can_be_sent_too() -> None:
    sent = pickle.loads(pickle.dumps(StoppedError("full", "kept")))
    assert (str(sent), sent.mistake) == ("full; kept", "full")
