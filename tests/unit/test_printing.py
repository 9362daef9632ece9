"""Consoles of every encoding, commands that can be typed again, and what is told when there is no more room."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from asking import approvals, done

from sim.base import files
from sim.cli import main
from sim.cli.as_typed import command_line, exact

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
TOWN = VALID / "town.yaml"
FEW = ("--replications", "2", "--workers", "1")
NO_ROOM = pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is always full")


def run(*arguments: object, encoding: str = "utf-8", **how: object) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "sim.cli", *map(str, arguments)]
    given = {"stdout": subprocess.PIPE} | how
    return subprocess.run(command, env=environment, stderr=subprocess.PIPE, check=False, timeout=300, **given)


@pytest.fixture
def chinese(tmp_path: Path) -> Path:
    """The town with a Chinese title alone."""
    file = tmp_path / "town.yaml"
    document = yaml.safe_load(TOWN.read_text(encoding="utf-8")) | {"title": "小城的办公室"}
    file.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


# Encodings


@pytest.mark.parametrize(("encoding", "title"), [("latin-1", "??????"), ("cp936", "小城的办公室")])
def test_a_sign_that_the_console_lacks_is_replaced(chinese, encoding, title):
    said = run("run", chinese, *FEW, encoding=encoding)
    assert (said.returncode, said.stderr) == (0, b"")
    assert said.stdout.decode(encoding).startswith(title)


def test_an_answer_is_written_before_it_is_shown_and_loses_nothing_on_any_console(chinese, tmp_path):
    said = run("answer", chinese, *FEW, "--out", tmp_path / "out", encoding="ascii")
    assert (said.returncode, said.stderr) == (0, b"")
    assert (
        said.stdout.decode("ascii")
        .splitlines()[-1]
        .endswith(": answer.txt to read, figures, tables, and what a report needs")
    )
    assert (tmp_path / "out" / "answer.zh.svg").stat().st_size > 1000


def test_documents_for_machines_are_escaped_rather_than_spoilt(chinese):
    resolved = run("resolve", chinese, encoding="ascii").stdout.decode("ascii")
    assert yaml.safe_load(resolved)["title"]["zh"] == "小城的办公室"
    schema = run("schema", encoding="ascii").stdout.decode("ascii")
    assert json.loads(schema) == json.loads(run("schema").stdout)
    assert "\\u" in schema


def test_help_and_mistakes_are_told_on_any_console(tmp_path):
    assert run("answer", "--help", encoding="ascii").stdout.decode("ascii")
    said = run("check", tmp_path / "没有.yaml", encoding="ascii")
    assert said.returncode == 2
    assert "\\u6ca1\\u6709.yaml: cannot be read" in said.stderr.decode("ascii")


# Standard output without room


@NO_ROOM
@pytest.mark.parametrize("command", [("run", TOWN, *FEW), ("--help",)])
def test_where_standard_output_takes_no_more_it_is_told_in_one_line(command):
    with Path("/dev/full").open("w") as full:
        said = run(*command, stdout=full)
    assert (said.returncode, said.stderr.decode()) == (
        2, "approvals: standard output: cannot be written to (No space left on device): choose another place for it\n"
    )  # fmt: skip


# The end of something else


def test_an_internal_end_of_a_file_is_not_told_as_if_the_user_had_aborted(monkeypatch):
    """Click takes any `EOFError` for the user's, and says 'Aborted!'."""

    def ends(*_):
        raise EOFError("Ran out of input")

    monkeypatch.setattr("sim.simulation.lower.lower", ends)
    with pytest.raises(RuntimeError, match="ended too soon"):
        main(["check", str(TOWN)], standalone_mode=False)


def test_a_user_who_stops_the_program_is_told_so(monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.simulation.lower.lower", stopped)
    result = approvals("check", TOWN)
    nothing = "no half of a file is left, and nothing else is kept: start the same command again"
    assert (result.exit_code, result.stderr.strip()) == (130, f"approvals: stopped; {nothing}")


# Commands that run


@pytest.mark.parametrize(
    ("number", "told"),
    [(50.0, "50"), (50.1234567, "50.1234567"), (0.1, "0.1"), (1e-7, "1e-07"), (123456789.25, "123456789.25")],
)
def test_a_number_is_told_so_that_the_very_same_is_read(number, told):
    assert exact(number) == told
    assert float(told) == number


@pytest.mark.skipif(os.name == "nt", reason="Windows quotes otherwise")
def test_a_command_line_is_quoted_where_it_must_be():
    assert command_line("answer", ["a.yaml"], {"--target": "50"}) == "approvals answer a.yaml --target 50"
    told = command_line("answer", ["my files/我的 方案 (v2).yaml"], {"--out": "结果 1"})
    assert told == "approvals answer 'my files/我的 方案 (v2).yaml' --out '结果 1'"
    assert command_line("run", ["it's.yaml"]) == """approvals run 'it'"'"'s.yaml'"""


@pytest.mark.skipif(os.name == "nt", reason="Windows quotes otherwise")
def test_files_that_look_like_options_stand_behind_two_dashes():
    assert command_line("run", ["-a.yaml"], {"--out": "-b"}) == "approvals run --out=-b -- -a.yaml"
    assert command_line("run", ["a.yaml"], {"-o": "-b"}) == "approvals run a.yaml -o-b"


@pytest.mark.long
def test_the_commands_of_a_report_run_as_they_stand(chinese, tmp_path, monkeypatch):
    """Of an answer in folders with spaces, with a target that has many digits."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "my files"
    folder.mkdir()
    file = chinese.rename(folder / "我的 方案 (v2).yaml")
    options = ("--target", "50.1234567", *FEW)
    done("answer", file.relative_to(tmp_path), *options, "--out", "结果 1")
    before = (tmp_path / "结果 1" / "report.json").read_bytes()
    told = shlex.split(json.loads(before)["command"])
    assert told[told.index("--target") + 1] == "50.1234567"
    done(*told[1:], "--workers", "1")
    assert (tmp_path / "结果 1" / "report.json").read_bytes() == before
    done("report", "结果 1", "-o", "my page.html")
    page = (tmp_path / "my page.html").read_text(encoding="utf-8")
    assert "approvals report &#39;结果 1&#39; -o &#39;my page.html&#39; --lang en" in page


# Files without room


def full(monkeypatch, after: int) -> list[Path]:
    """A disk that is full after so many files; gives those that were written."""
    written: list[Path] = []
    whole = files.whole

    def limited(path):
        if len(written) >= after:
            raise OSError(28, os.strerror(28))
        written.append(path)
        return whole(path)

    monkeypatch.setattr(files, "whole", limited)
    return written


@pytest.mark.parametrize("after", [0, 4, 24])
def test_an_answer_on_a_full_disk_is_shown_and_told_in_one_line(tmp_path, monkeypatch, after):
    written = full(monkeypatch, after)
    result = approvals("answer", TOWN, *FEW, "--out", tmp_path)
    assert result.exit_code == 2
    assert "Median days" in result.stdout
    [line] = [line for line in result.stderr.splitlines() if line.startswith("approvals: ")]
    assert line.endswith(": cannot be written (No space left on device): make room, or choose another place")
    assert sorted(tmp_path.iterdir()) == sorted(written)
    assert all(file.stat().st_size for file in written)


@pytest.mark.parametrize(
    "command",
    [
        ("chart", "holding", TOWN, *FEW, "-o", "{file}.svg"),
        ("map", TOWN, "-o", "{file}.png"),
        ("run", TOWN, *FEW, "--events", "{file}.parquet"),
        ("run", TOWN, *FEW, "--json", "{file}.json"),
        ("run", TOWN, *FEW, "--by-month", "--figure", "{file}.svg"),
        ("new", "{file}.yaml"),
    ],
)
def test_every_command_tells_of_a_full_disk_and_leaves_nothing_half_done(tmp_path, monkeypatch, command):
    full(monkeypatch, 0)
    result = approvals(*(str(word).replace("{file}", str(tmp_path / "a-file")) for word in command))
    assert result.exit_code == 2
    assert "cannot be written (No space left on device): make room, or choose another place" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_read_only_is_refused_before_anything_is_played(tmp_path, monkeypatch):
    file = tmp_path / "figure.svg"
    file.write_text("old")
    file.chmod(0o444)
    monkeypatch.setattr("sim.experiment.tables.by_name.made", lambda *_: pytest.fail("played"))
    result = approvals("chart", "holding", TOWN, "-o", file)
    assert (result.exit_code, file.read_text()) == (2, "old")
    assert f"{file}: cannot be written (it is read-only)" in result.stderr
