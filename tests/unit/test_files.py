"""A file is written as a whole or not at all, whatever comes between; every file of the program is written so."""

import errno
import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from sim.base.errors import UserError
from sim.base.files import cannot_be_written, is_no_file, require_writable, whole, write_bytes, write_text

SIM = Path(__file__).parents[2] / "sim"
OLD = "what was there"


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "table.csv"
    place.write_text(OLD)
    return place


def left(folder):
    return sorted(one.name for one in folder.iterdir())


def fails(number):
    def failing(*_):
        raise OSError(number, os.strerror(number))

    return failing


def test_a_file_holds_the_bytes_of_the_text_with_no_other_line_ends(tmp_path):
    write_text(tmp_path / "new", "办\n公\n")
    assert (tmp_path / "new").read_bytes() == "办\n公\n".encode()
    assert left(tmp_path) == ["new"]


def test_a_new_file_takes_the_place_of_an_old_one_and_its_rights(file):
    file.chmod(0o640)
    write_text(file, "new")
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_file_that_was_not_there_has_the_rights_that_the_system_gives(tmp_path):
    (tmp_path / "theirs").touch()
    write_text(tmp_path / "ours", "new")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "make room, or choose another place"),
        (errno.EPERM, "close the program that has it open, or choose another name"),
        (errno.EIO, "choose another place"),
    ],
)
def test_where_a_step_fails_the_old_file_stays_and_nothing_else(file, monkeypatch, step, number, remedy):
    monkeypatch.setattr(os, step, fails(number))
    monkeypatch.setattr(Path, step, fails(number), raising=False)
    with pytest.raises(UserError) as told:
        write_text(file, "new")
    said = os.strerror(number)
    assert str(told.value) == f"{file}: cannot be written ({said}): {remedy}; the old file is as it was"
    assert file.read_text() == OLD
    assert left(file.parent) == ["table.csv"]


def test_where_the_disk_is_full_after_half_of_it_nothing_is_left(tmp_path):
    """As on a full disk: the system takes the first bytes and refuses the next."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(UserError, match=re.escape(": cannot be written (File too large): make room")):
            write_bytes(tmp_path / "big", b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert left(tmp_path) == []


def test_who_is_stopped_while_writing_leaves_the_old_file(file):
    def stopped():
        with whole(file) as out:
            out.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert file.read_text() == OLD
    assert left(file.parent) == ["table.csv"]


def test_a_machine_that_goes_down_leaves_the_old_file(file):
    """The program is killed in the middle: what it began lies beside, under a name by which it is known."""
    program = (
        "import os, signal, sys; from pathlib import Path; from sim.base.files import whole\n"
        "with whole(Path(sys.argv[1])) as out:\n"
        "    out.write(b'half'); out.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file)], timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert file.read_text() == OLD
    place, beside = left(file.parent)
    assert place == "table.csv"
    assert re.fullmatch(r"table\.csv\.[0-9a-f]{8}\.partial", beside)


def test_what_a_killed_program_has_left_is_deleted_when_the_file_is_written_again(file):
    """But not what another program is about to write, nor what is not a partial file."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(timeout=60)
    left_by = [f"table.csv.{dead.pid:08x}.partial", f"table.csv.{os.getppid():08x}.partial"]
    others = ["table.csv.notanumb.partial", "other.csv.00000000.partial", f"table.csv.{dead.pid:08x}.kept"]
    for name in (*left_by, *others):
        (file.parent / name).write_text("half")
    write_text(file, "new")
    assert left(file.parent) == sorted([*left_by[1:], *others, "table.csv"])
    assert file.read_text() == "new"


def test_a_file_that_is_marked_as_read_only_is_left_alone(file):
    file.chmod(0o444)
    wanted = f"{file}: cannot be written (it is read-only): close the program that has it open, or choose another name"
    for refused in (lambda: write_text(file, "new"), lambda: require_writable(file)):
        with pytest.raises(UserError) as told:
            refused()
        assert str(told.value) == f"{wanted}; the old file is as it was"
    assert file.read_text() == OLD


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any folder")
def test_in_a_folder_that_is_read_only_the_old_file_stays(file):
    file.parent.chmod(0o555)
    try:
        with pytest.raises(UserError, match="cannot be written"):
            write_text(file, "new")
        assert left(file.parent) == ["table.csv"]
    finally:
        file.parent.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "said"),
    [("no/such/file", "No such file or directory"), ("table.csv/file", "Not a directory"), (".", "Is a directory")],
)
def test_a_place_that_cannot_be_is_told(file, name, said):
    with pytest.raises(UserError, match=re.escape(f"cannot be written ({said}): choose another place")):
        write_text(file.parent / name, "new")
    assert left(file.parent) == ["table.csv"]


def test_a_link_leads_to_the_file_it_names(file, tmp_path):
    link = tmp_path / "link"
    link.symlink_to("table.csv")
    write_text(link, "new")
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_a_link_to_a_file_that_is_not_there_yet_makes_it(tmp_path):
    (tmp_path / "link").symlink_to("later")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "later").read_text() == "new"


def test_a_pipe_is_written_through(tmp_path):
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    write_text(pipe, "through")
    reader.join()
    assert heard == ["through"]
    assert left(tmp_path) == ["pipe"]


def test_a_device_is_written_through():
    write_text(Path(os.devnull), "gone")
    assert not Path(os.devnull).is_file()
    assert is_no_file(Path(os.devnull))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is always full")
def test_a_full_device_is_told():
    with pytest.raises(UserError, match="/dev/full: cannot be written"):
        write_text(Path("/dev/full"), "no room")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="standard output has no path here")
def test_standard_output_goes_on_where_it_is(tmp_path):
    """Into a file that something stands in already: neither that nor what is printed before and after is lost."""
    file = tmp_path / "all"
    file.write_text("first\n")
    program = (
        "from pathlib import Path; from sim.base.files import write_text\n"
        "print('second'); write_text(Path('/dev/stdout'), 'third\\n'); print('fourth')"
    )
    with file.open("a") as out:
        subprocess.run([sys.executable, "-c", program], stdout=out, check=True, timeout=60)
    assert file.read_text().split() == ["first", "second", "third", "fourth"]


def test_a_name_as_long_as_the_system_allows_can_be_written(tmp_path):
    file = tmp_path / ("办" * 83 + ".csv")
    write_text(file, "new")
    assert file.read_text() == "new"


def test_half_a_character_is_written_as_json_has_it(tmp_path):
    write_text(tmp_path / "half", '"caf\udce9"')
    assert (tmp_path / "half").read_bytes() == b'"caf\\udce9"'


def test_an_error_without_a_reason_of_the_system_is_told_as_it_is():
    told = cannot_be_written(Path("x"), OSError("the library's own words"))
    assert str(told) == "x: cannot be written (the library's own words): choose another place"


WRITING = re.compile(
    "|".join(
        (
            r"\.write_(text|bytes)\(",
            r"\bopen\([^)]*[\"'][wax+]",
            r"savefig\((?!buffer|file)",
            r"\.to_(csv|parquet|json|excel)\(\s*[^i\s)]",
            r"write_to_pdf\(",
            r"os\.replace",
        )
    )
)
"""How a file would be written without `sim.base.files`."""


def test_no_other_part_of_the_program_writes_a_file():
    found = {
        f"{file.relative_to(SIM)}: {line.strip()}"
        for file in SIM.rglob("*.py")
        if file != SIM / "base" / "files.py"
        for line in file.read_text(encoding="utf-8").splitlines()
        if WRITING.search(line) and "super().write_text(" not in line  # what click puts on the screen
    }
    assert found == set()
