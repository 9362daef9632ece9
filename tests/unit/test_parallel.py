"""Plays on processes: in their order, and a process that the system kills is a sentence."""

import os
import pickle
import signal

import pytest

from sim.base.errors import ScenarioError, StoppedError, UserError
from sim.experiment.parallel import on_processes, processes


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


@pytest.mark.parametrize("count", [1, 2])
def test_results_come_in_the_order_of_the_calls(count: int) -> None:
    calls = ((number,) for number in range(20))
    assert list(on_processes(squared, calls, count, "simpy")) == [number**2 for number in range(20)]


def test_out_of_order_all_are_there() -> None:
    calls = ((number,) for number in range(20))
    found = on_processes(squared, calls, 2, "simpy", in_order=False)
    assert sorted(found) == [number**2 for number in range(20)]


def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(UserError, match="a worker was killed, perhaps for want of memory: start again, with fewer"):
        list(on_processes(killed, ((number,) for number in range(20)), 2, "simpy"))


def mistaken(number: int) -> int:
    if number == 3:
        raise ScenarioError("town.yaml", "run", "no case came")
    return number


@pytest.mark.parametrize("count", [1, 2])
def test_a_mistake_in_a_worker_is_told_as_if_it_were_made_here(count: int) -> None:
    with pytest.raises(ScenarioError) as told:
        list(on_processes(mistaken, ((number,) for number in range(20)), count, "simpy"))
    assert str(told.value) == "town.yaml: run: no case came"
    assert (told.value.path, told.value.message) == ("run", "no case came")


def test_what_stopped_a_computation_can_be_sent_too() -> None:
    sent = pickle.loads(pickle.dumps(StoppedError("full", "kept")))
    assert (str(sent), sent.mistake) == ("full; kept", "full")
