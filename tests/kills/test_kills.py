"""Commands are killed at any moment, on one and two workers: nothing is half written, and done again all is as if
nothing had been. Long: about eight kills for each of twelve commands; KILLS=50 for more.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "report"))

import small  # noqa: E402

from sim.outcomes.measure import prepare_measuring  # noqa: E402
from sim.simulation.engines import prepare  # noqa: E402

VALID = HERE.parent / "scenarios" / "valid"
KILLS = int(os.environ.get("KILLS", "8"))
ONE, TWO = ("--workers", "1"), ("--workers", "2")
FEW = ("--replications", "3")
CLOCK = ("--clock", "total_days")
SWEEP = ("sweep", "study.yaml", "-o", "out")
KEPT = ("-o", "out", "--json", "found.json")
SMALLEST = ("smallest", "town.yaml", "--reforms", "more-clerks,evening-shift", *CLOCK, *FEW, "--most-replications", "9")
STAGES = ("--screen", "2", "--samples", "2", "--points", "20", "--repeat", "2")
COMMANDS = {
    "sweep": (*SWEEP, *ONE),
    "sweep-on-two": (*SWEEP, *TWO),
    "smallest": (*SMALLEST, *KEPT, *ONE),
    "smallest-on-two": (*SMALLEST, *KEPT, *TWO),
    "sensitivity": ("sensitivity", "town.yaml", *CLOCK, *STAGES, *FEW, *KEPT, *ONE),
    "answer": ("answer", "town.yaml", "town-reformed.yaml", *FEW, *ONE, "--out", "out"),
    "events": ("run", "town.yaml", *FEW, *ONE, "--events", "out/log.parquet", "--json", "out/found.json"),
    "report": ("report", "answer", "-o", "out/page.html"),
    "slides": ("slides", "answer", "-o", "out/deck.pptx"),
    "map": ("map", "town.yaml", "-o", "out/map.svg", "-o", "out/map.png"),
    "chart": ("chart", "holding", "town.yaml", *FEW, *ONE, "-o", "out/holding.svg", "--table", "out/holding.csv"),
    "new": ("new", "out/my-city.yaml"),
}
SIGNALS = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
HEARS = "import sys; from sim.cli import main; print('begun', flush=True); main(sys.argv[1:])"
"""A program that says when it is ready to hear a signal."""

pytestmark = [pytest.mark.long, pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to speak of")]


@pytest.fixture(scope="module", autouse=True)
def machine_code():
    """Made beforehand: it takes half a minute on a new machine, and a kill would always come too soon."""
    prepare("compiled")
    prepare_measuring()


def begun(folder: Path) -> Path:
    """A folder with all that the commands take."""
    folder.mkdir()
    (folder / "reforms").mkdir()
    for file in (*VALID.glob("town*.yaml"), *VALID.glob("reforms/*.yaml")):
        shutil.copy(file, folder / file.relative_to(VALID))
    study = (HERE.parent / "unit" / "studies" / "town.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(study.replace("../../scenarios/valid/", ""), encoding="utf-8")
    small.written(folder / "answer")
    (folder / "out").mkdir()
    return folder


def started(folder: Path, *command: str, program: tuple[str, ...] = ("-m", "sim.cli")) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    return subprocess.Popen(
        [sys.executable, *program, *command], cwd=folder, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def made(folder: Path) -> dict[str, bytes]:
    """What a command has written, by name."""
    files = [*(folder / "out").rglob("*"), folder / "found.json"]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files if file.is_file()}


def run(folder: Path, command: tuple[str, ...]) -> dict[str, bytes]:
    process = started(folder, *command)
    said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return made(folder)


def nothing_is_half_written(folder: Path, whole: dict[str, bytes]) -> None:
    """What stands under its own name is there as a whole; what is under way may be there under other names."""
    for name, content in made(folder).items():
        if not name.endswith(".partial") and name in whole and Path(name).name not in ("manifest.json", "asked.json"):
            assert content == whole[name], name


def ended_well(process: subprocess.Popen[str], number: int) -> None:
    """Stopped, it says one sentence; killed, or when it had said all and was about to end, nothing."""
    _, mistakes = process.communicate(timeout=60)
    assert "Traceback" not in mistakes
    if number == signal.SIGKILL or process.returncode in (0, -number):
        return
    assert process.returncode == 128 + number, mistakes
    assert len([line for line in mistakes.splitlines() if line.startswith("approvals: stopped; ")]) == 1


@pytest.mark.parametrize("name", list(COMMANDS))
def test_killed_at_any_moment_it_leaves_nothing_half_done_and_ends_with_the_same_bytes(tmp_path, name):
    command, luck = COMMANDS[name], random.Random(name)
    since = time.monotonic()
    whole = run(begun(tmp_path / "whole"), command)
    takes = time.monotonic() - since
    for number in range(KILLS):
        folder = begun(tmp_path / str(number))
        process, by = started(folder, *command, program=("-c", HEARS)), luck.choice(SIGNALS)
        process.stdout.readline()
        time.sleep(0.2 + luck.uniform(0, takes))
        process.send_signal(by)
        ended_well(process, by)
        nothing_is_half_written(folder, whole)
        if name == "new":
            (folder / "out" / "my-city.yaml").unlink(missing_ok=True)
        assert run(folder, command) == whole
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["sweep", "smallest", "answer", "report"])
def test_killed_at_any_touch_of_the_disk_it_ends_with_the_same_bytes(tmp_path, name):
    command, luck = COMMANDS[name], random.Random(name)
    whole = run(begun(tmp_path / "whole"), command)
    for number in [1, 2, 3, *luck.sample(range(4, 60), KILLS)]:
        folder = begun(tmp_path / str(number))
        started(folder, str(number), *command, program=(str(HERE / "aimed.py"),)).communicate(timeout=300)
        nothing_is_half_written(folder, whole)
        assert run(folder, command) == whole
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", list(COMMANDS))
@pytest.mark.parametrize("room", [1, 3_000, 30_000])
def test_without_room_it_says_one_sentence_and_leaves_nothing_half_done(tmp_path, name, room):
    """No file may have more than so many bytes: the system says so in the middle of one, as on a full disk."""
    command = COMMANDS[name]
    whole = run(begun(tmp_path / "whole"), command)
    folder = begun(tmp_path / "full")
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); " \
              "import sys; from sim.cli import main; main(sys.argv[1:])"  # fmt: skip
    process = started(folder, *command, program=("-c", limited))
    _, mistakes = process.communicate(timeout=300)
    assert "Traceback" not in mistakes
    assert process.returncode in (0, 2), mistakes
    if process.returncode == 2:
        assert [line.startswith("approvals: ") for line in mistakes.splitlines()].count(True) == 1
    assert not list(folder.rglob("*.partial"))
    nothing_is_half_written(folder, whole)
    if name != "new" or not (folder / "out" / "my-city.yaml").exists():
        assert run(folder, command) == whole


def test_the_limit_of_this_test_is_one():
    """The system's limit for files is not lowered here, so that all that is found is the programs' own."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
