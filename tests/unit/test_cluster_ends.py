"""How a command ends on a cluster that is none, lacks this program or goes away: one sentence, after a bounded wait."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from asking import refusal

from sim.experiment import cluster
from sim.experiment.cluster import ClusterLostError, _Cluster

HERE = Path(__file__).parent
TOWN = str(HERE.parent / "scenarios" / "valid" / "town.yaml")
STUDY = HERE / "studies" / "town.yaml"
LISTENING = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", "scheduler.json")
ALONE = ("--nthreads", "1", "--no-nanny", "--no-dashboard")


@pytest.mark.parametrize(
    "address",
    ["foo", "", "tcp://", "tcp://127.0.0.1", "tcp://127.0.0.1:none", "tcp://127.0.0.1:99999", "http://127.0.0.1:80",
     "tcp://someone:secret@127.0.0.1:8786"],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    remedy = "write tcp://HOST:8786, tls://HOST:8786 or local"
    assert refusal("run", TOWN, "--cluster", address) == (
        f"--cluster '{address}': is no address of a scheduler: {remedy}"
    )


def test_without_certificates_there_is_no_secure_connection() -> None:
    assert refusal("run", TOWN, "--cluster", "tls://127.0.0.1:1") == (
        "--cluster tls://127.0.0.1:1: no certificates are configured here for TLS: "
        "name them in Dask's configuration (distributed: comm: tls:)"
    )


def greet(server: socket.socket) -> None:
    """Says who it is to who comes first, as remote shells do."""
    connected, _ = server.accept()
    with connected:
        connected.sendall(b"SSH-2.0-OpenSSH_9.6\r\n" * 9)


def test_what_answers_as_something_else_is_told() -> None:
    """Its first eight bytes, taken for a length, are more than any memory."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        Thread(target=greet, args=(server,), daemon=True).start()
        assert refusal("run", TOWN, "--cluster", address) == (
            f"--cluster {address}: no scheduler answers (what answers there speaks another language): "
            "start one with 'dask scheduler', or leave --cluster out"
        )


class Client:
    """Of a cluster whose workers have ended."""

    def nthreads(self) -> dict[str, int]:
        return {}


def test_nobody_waits_for_a_cluster_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.05)
    with pytest.raises(ClusterLostError, match=r"has had no worker for 0\.05 seconds: look why they ended"):
        _Cluster(Client(), "tcp://127.0.0.1:8786").until(lambda: False)
    _Cluster(Client(), "tcp://127.0.0.1:8786").until(lambda: True)


class Processes:
    """A scheduler and workers, in a folder of their own; with or without this program."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.started = folder, list[subprocess.Popen[bytes]]()

    def start(self, *command: str, program: bool = True) -> subprocess.Popen[bytes]:
        """A module of Dask, as `dask_worker`, with its arguments."""
        module, *arguments = command
        python = ["-m", f"distributed.cli.{module}"] if program else [str(HERE / "without_the_program.py"), module]
        silent = subprocess.DEVNULL
        self.started.append(
            subprocess.Popen([sys.executable, *python, *arguments], cwd=self.folder, stdout=silent, stderr=silent)
        )
        return self.started[-1]

    def scheduler(self, *, program: bool = True) -> tuple[subprocess.Popen[bytes], str]:
        """A scheduler, and its address."""
        started = self.start("dask_scheduler", *LISTENING, program=program)
        file, deadline = self.folder / "scheduler.json", time.monotonic() + 60
        while not (file.exists() and file.read_bytes().endswith(b"}")):
            assert time.monotonic() < deadline, "no scheduler began"
            time.sleep(0.05)
        return started, str(json.loads(file.read_text(encoding="utf-8"))["address"])

    def asked(self, *command: str) -> "subprocess.Popen[str]":
        """The command, at work."""
        python = [sys.executable, "-m", "sim.cli", *command]
        return subprocess.Popen(python, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Ended with the test, whatever became of them."""
    made = Processes(tmp_path)
    yield made
    for process in made.started:
        process.kill()
        process.wait()


@pytest.mark.long
def test_a_scheduler_or_a_worker_without_the_program_is_told(processes: Processes) -> None:
    scheduler, address = processes.scheduler()
    worker = processes.start("dask_worker", address, *ALONE, program=False)
    out, told = processes.asked("run", TOWN, "--cluster", address).communicate(timeout=60)
    assert (out, told.count("\n")) == ("", 1)
    assert told.startswith(f"approvals: --cluster {address}: a worker (tcp://127.0.0.1:")
    assert told.endswith(") has not this program (No module named 'sim'): install it\n")
    for process in (worker, scheduler):
        process.kill()
        process.wait()
    (processes.folder / "scheduler.json").unlink()
    _, address = processes.scheduler(program=False)
    processes.start("dask_worker", address, *ALONE)
    out, told = processes.asked("run", TOWN, "--cluster", address).communicate(timeout=60)
    assert (out, told) == (
        "", f"approvals: --cluster {address}: the scheduler has not this program (No module named 'sim'): install it\n"
    )  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(
    ("victim", "told"),
    [
        (0, "the scheduler went away ("),
        (1, "has had no worker for 10 seconds: look why they ended, start some with 'dask worker "),
    ],
    ids=["the scheduler", "the only worker"],
)
def test_what_goes_away_in_the_middle_is_told_and_what_came_back_is_kept(
    victim: int, told: str, processes: Processes
) -> None:
    scheduler, address = processes.scheduler()
    worker = processes.start("dask_worker", address, *ALONE)
    text = STUDY.read_text(encoding="utf-8").replace("../../scenarios/valid/town.yaml", TOWN)
    (processes.folder / "many.yaml").write_text(text.replace("sobol: 12", "sobol: 4096"), encoding="utf-8")
    sweeping = processes.asked("sweep", "many.yaml", "-o", "out", "--cluster", address)
    deadline = time.monotonic() + 120
    while not list((processes.folder / "out" / "chunks").glob("*.parquet")):
        assert time.monotonic() < deadline, "nothing came back"
        time.sleep(0.05)
    (scheduler, worker)[victim].send_signal(signal.SIGKILL)
    _, error = sweeping.communicate(timeout=60)
    *_, last = error.splitlines()
    assert sweeping.returncode == 2
    assert last.startswith(f"approvals: --cluster {address}: {told}")
    assert "is kept" in last
    assert "Traceback" not in error
