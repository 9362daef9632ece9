"""The page that plays what is asked: its numbers are those of `smallest`, and nobody else can ask."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
import uvicorn
from asking import refusal

from sim.base.errors import UserError
from sim.live.desk import Desk
from sim.live.server import HOST, Player, application
from sim.packages.smallest import smallest
from sim.report.what_if.table import document

VILLAGE = Path(__file__).parents[1] / "behaviour" / "scenarios" / "village" / "village.yaml"
REFORMS = ["half-scheme", "no-scheme", "no-fire"]


def always() -> bool:
    return True


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(str(VILLAGE), REFORMS, seed=1, most=4)


@pytest.fixture(scope="module")
def port(desk: Desk) -> Iterator[int]:
    """Where the page of the desk is served, under the token 'secret'."""
    config = uvicorn.Config(application(desk, "secret", "en"), HOST, 0, log_level="critical", lifespan="off")
    server, socket = uvicorn.Server(config), config.bind_socket()
    thread = Thread(target=server.run, args=([socket],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield socket.getsockname()[1]
    server.should_exit = True
    thread.join()


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


def asked(port: int, place: str, body: str | None = None, **headers: str) -> Answer:
    """What a browser gets from there."""
    link = HTTPConnection(HOST, port)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    link.request("GET" if body is None else "POST", place, body, told)
    answer = link.getresponse()
    found = Answer(answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()})
    link.close()
    return found


def question(port: int, body: str, place: str = "/secret/ask", **headers: str) -> Answer:
    return asked(port, place, body, **{"content_type": "application/json", **headers})


def last(desk: Desk, package: int, numbers: dict[str, object]) -> dict[str, Any]:
    told = [part for part in desk.parts(package, numbers, always) if part["package"] == package]
    return told[-1]


# What is played


def test_what_is_played_is_what_smallest_plays(desk: Desk, tmp_path: Path) -> None:
    smallest(str(VILLAGE), REFORMS, replications=4, most_replications=4, workers=1, folder=tmp_path / "table")
    table = document(tmp_path / "table")
    for package in (1, 5):
        mine = last(desk, package, {})["about"]
        assert mine == {key: value for key, value in table["packages"][str(package)].items() if key != "path"}


def test_first_a_glance_then_what_was_asked_then_what_each_reform_would_add(desk: Desk) -> None:
    fresh = Desk(str(VILLAGE), REFORMS, seed=2, most=12)
    told = [(part["package"], part["about"]["replications"]) for part in fresh.parts(1, {}, always) if "about" in part]
    assert told == [(1, 2), (0, 2), (1, 4), (1, 7), (0, 4), (5, 4), (1, 12), (0, 12)]


def test_a_package_that_cannot_be_says_why(desk: Desk) -> None:
    assert "half-scheme" in last(desk, 3, {})["refused"]


def test_who_no_longer_wants_to_know_is_told_nothing(desk: Desk) -> None:
    fresh, left = Desk(str(VILLAGE), REFORMS, seed=3, most=12), iter([True, True, False])
    assert len(list(fresh.parts(1, {}, lambda: next(left, False)))) == 1


def test_other_numbers_are_another_town_and_the_written_ones_are_none(desk: Desk) -> None:
    staff = next(one for one in desk.fields if one.is_staff)
    more = {staff.key: staff.value + 1}
    assert last(desk, 1, {staff.key: staff.value}) == last(desk, 1, {})
    [scenario] = [desk.made(1, {key: float(value) for key, value in more.items()})]
    assert scenario.pools[staff.key.split(".")[1]].servers.value == staff.value + 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "wrong"),
    [(1.5, "give a whole number from 1 to 999"), (0, "from 1 to 999"), ("5", "found 5: give"), (True, "found True")],
)
def test_a_number_that_cannot_be_is_refused_with_its_bounds(desk: Desk, value: object, wrong: str) -> None:
    staff = next(one for one in desk.fields if one.is_staff)
    with pytest.raises(UserError, match=wrong):
        staff.checked(value)


def test_an_unknown_number_or_package_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match=r"numbers: there is no 'pools\.nobody\.servers'"):
        list(desk.parts(0, {"pools.nobody.servers": 1}, always))
    with pytest.raises(UserError, match="package: found 8: there are 8, from 0"):
        list(desk.parts(8, {}, always))


def test_a_later_question_ends_the_one_before(desk: Desk) -> None:
    player = Player(Desk(str(VILLAGE), REFORMS, seed=4, most=12))
    first = player.answers(1, {})
    assert json.loads(next(first))["package"] == 1
    assert len(list(islice(player.answers(4, {}), 1))) == 1
    assert list(first) == []


# Who may ask


def test_the_page_asks_only_who_serves_it(port: int) -> None:
    answer = asked(port, "/secret/")
    assert answer.status == 200
    assert "connect-src &#39;self&#39;" in answer.text
    assert "default-src &#39;none&#39;" in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert '"fields":' in answer.text


def test_an_answer_comes_line_by_line(port: int) -> None:
    parts = [json.loads(line) for line in question(port, '{"package": 1, "numbers": {}}').text.splitlines()]
    assert {part["package"] for part in parts} >= {0, 1}
    wrong = question(port, '{"package": 99, "numbers": {}}')
    assert json.loads(wrong.text) == {"error": "package: found 99: there are 8, from 0"}


@pytest.mark.parametrize(
    "place",
    ["/", "/wrong/", "/secret/../../etc/passwd", "/secret/%2e%2e/%2e%2e/etc/passwd", "/secret/x.js", "/secret/ask"],
)
def test_without_the_token_or_beside_the_page_there_is_nothing(port: int, place: str) -> None:
    assert asked(port, place).status in (404, 405)


def test_no_other_host_and_no_other_page_can_ask(port: int) -> None:
    body = '{"package": 0, "numbers": {}}'
    assert asked(port, "/secret/", host="evil.example").status == 400
    assert question(port, body, origin="http://evil.example").status == 404
    assert question(port, body, content_type="text/plain").status == 404
    assert question(port, body, "/wrong/ask").status == 404
    assert question(port, body, origin=f"http://{HOST}:{port}").status == 200


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"package": 1}', '{"package": "1", "numbers": {}}', '{"package": 1, "numbers": []}', "[" * 60_000,
     '{"package": 1, "numbers": {"x": "' + "x" * 70_000 + '"}}'],
)  # fmt: skip
def test_what_is_no_question_is_refused(port: int, body: str) -> None:
    assert question(port, body).status == 400


# The command


def test_ctrl_c_ends_it_cleanly() -> None:
    command = [sys.executable, "-m", "sim.cli", "serve", str(VILLAGE), "--reforms", "no-fire", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        said, complaint = process.communicate()
    assert (process.returncode, complaint) == (0, "")
    assert said.endswith("Ended; nothing is kept.\n")


def test_without_its_libraries_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "sim.live.server", raising=False)
    assert "pip install 'approval-sim[serve]'" in refusal("serve", VILLAGE, "--reforms", "no-fire")
