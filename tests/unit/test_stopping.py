"""A command that is stopped says in one sentence what is kept, and ends; and no worker outlives it."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from asking import approvals
from test_sweep import STUDY, TOWN, content, wait_for

from sim.base.stops import NOTHING, Stop, exit_status, keeping, keeping_nothing, told
from sim.studies.design import load_study
from sim.studies.sweep import sweep
from sim.studies.sweep.temporary import temporary_folder


def stops(number):
    def stopping(*_, **__):
        raise Stop(number)

    return stopping


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_who_is_stopped_says_so_in_one_sentence_with_the_status_that_shells_know(monkeypatch, name, status):
    monkeypatch.setattr("sim.simulation.lower.lower", stops(getattr(signal, name)))
    result = approvals("check", TOWN)
    assert (result.exit_code, result.stdout, result.stderr) == (status, "", f"approvals: stopped; {NOTHING}\n")


def test_a_stop_says_what_is_kept_and_how_to_go_on():
    with pytest.raises(Stop) as stop, keeping("out", lambda: "3 of 9 points are"):
        raise Stop
    assert told(stop.value) == (
        "stopped; 3 of 9 points are kept in out: start the same command again, it goes on there"
    )
    assert exit_status(stop.value) == exit_status(KeyboardInterrupt()) == 130


def test_of_a_folder_that_is_gone_nothing_is_said_to_be_kept():
    with pytest.raises(Stop) as stop, keeping_nothing(), keeping("out", lambda: "3 of 9 points are"):
        raise Stop
    assert told(stop.value) == f"stopped; {NOTHING}"
    with pytest.raises(Stop) as stop, temporary_folder() as folder, keeping(folder, lambda: "3 of 9 points are"):
        raise Stop
    assert told(stop.value) == f"stopped; {NOTHING}"
    assert not folder.exists()


def test_a_sweep_that_is_stopped_says_how_many_points_are_kept(tmp_path, monkeypatch):
    design = load_study(STUDY)
    asked = []

    def play(design, values, engine):
        asked.append(values)
        if len(asked) > 2:
            raise Stop
        return [{"replication": 0, "class": "all"}]

    with pytest.raises(Stop) as stop:
        sweep(design, tmp_path / "out", workers=1, play=play)
    assert told(stop.value).startswith(f"stopped; 1 of 12 points are kept in {tmp_path / 'out'}: start the same")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to speak of")
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("SIGTERM", 143),
        pytest.param("SIGINT", 130, marks=pytest.mark.long),
        pytest.param("SIGHUP", 129, marks=pytest.mark.long),
    ],
)
def test_a_signal_stops_a_sweep_which_then_goes_on_to_the_same_bytes(tmp_path, name, status):
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "sim.cli", "sweep", STUDY, "-o", folder, "--workers", "1"]
    victim = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: list(folder.glob("chunks/*.parquet")))
    victim.send_signal(getattr(signal, name))
    said, mistakes = victim.communicate(timeout=60)
    assert (victim.returncode, said, mistakes.count("\n")) == (status, "", 1)
    assert " of 12 points are kept in " in mistakes
    assert not list(folder.rglob("*.partial"))
    design = load_study(STUDY)
    for place in ("out", "whole"):
        sweep(design, tmp_path / place, workers=1)
    assert content(folder) == content(tmp_path / "whole")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no parents to speak of")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_workers_end_with_their_parent_and_let_go_of_its_pipe(name):
    """Otherwise `approvals … | tee` would hang, for whoever reads a pipe waits for all who might write to it."""
    program = (
        "import os, time; from sim.experiment.parallel import call_all\n"
        "for pid in call_all(os.getpid, [()] * 2, 2, 'simpy', in_order=False): print(pid, flush=True)\n"
        "print('done', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        workers = {int(line) for line in iter(parent.stdout.readline, "done\n")}
        assert parent.pid not in workers
        parent.send_signal(getattr(signal, name))
        assert parent.stdout.read() == ""  # the end of the pipe, which comes when the last worker is gone
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


# No room and no memory, wherever it is


def test_out_of_memory_is_told_in_one_sentence(monkeypatch):
    def hungry(*_):
        raise MemoryError

    monkeypatch.setattr("sim.simulation.lower.lower", hungry)
    result = approvals("check", TOWN)
    assert (result.exit_code, result.stderr) == (
        2, "approvals: out of memory: give fewer --replications or --workers, or a shorter run\n"
    )  # fmt: skip


def test_a_full_disk_is_told_in_one_sentence_wherever_it_is_full(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere")

    monkeypatch.setattr("sim.simulation.lower.lower", full)
    result = approvals("check", TOWN)
    assert (result.exit_code, result.stderr) == (
        2,
        "approvals: no room on the disk at /somewhere (No space left on device): "
        "make room, and start the same command again\n",
    )


def test_any_other_failure_of_the_system_is_not_hidden(monkeypatch):
    def broken(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("sim.simulation.lower.lower", broken)
    with pytest.raises(AssertionError):
        approvals("check", TOWN)
