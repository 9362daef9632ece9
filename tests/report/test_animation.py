"""The animation: from the event log, day by day; every permit counted; one small file that asks for nothing."""

import base64
import html
import json
import re
import shutil
import subprocess
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from sim.cli import main
from sim.outcomes.history import PERMITTED
from sim.report.animation.page import document, page
from sim.report.animation.town import MOST_DRAWN, PERMIT, Town
from sim.scenario import load_scenario

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
DAY = 1440


@pytest.fixture(scope="module")
def towns():
    return [Town.of(load_scenario(VALID / f"{name}.yaml"), 1, "compiled") for name in ("town", "town-reformed")]


@pytest.fixture(scope="module")
def shown(towns):
    return document(towns, 1, "compiled")


def data_of(text):
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])


def test_permits_are_those_of_the_event_log(towns, shown):
    history = towns[0].history
    begin, noon = history.plan.measured_from, history.plan.measured_from + DAY * (shown["days"] - 1) + DAY // 2
    left = history.left[history.fate == PERMITTED]
    assert shown["towns"][0]["permits"][-1] == int(((left > begin) & (left <= noon)).sum()) > 0


def test_who_is_in_hand_came_and_is_neither_permitted_nor_refused(towns, shown):
    history, town = towns[0].history, shown["towns"][0]
    for day in (0, shown["days"] // 2, shown["days"] - 1):
        noon = history.plan.measured_from + DAY * day + DAY // 2
        assert town["hand"][day] == int(((history.arrival <= noon) & (history.left > noon)).sum())


def test_each_dot_ends_with_its_permit_on_the_day_it_gets_it(towns, shown):
    history, town = towns[0].history, shown["towns"][0]
    permits = [0] * shown["days"]
    for _, *runs in town["projects"]:
        for day, code in zip(runs[::2], runs[1::2], strict=True):
            permits[day] += code == PERMIT
    counted = town["permits"]
    assert permits[1:] == [after - before for before, after in pairwise(counted)]
    assert len(town["projects"]) == town["all"] <= history.count


def test_only_lanes_in_which_somebody_stands_are_shown(shown):
    used = {code // 2 for town in shown["towns"] for one in town["projects"] for code in one[2::2] if code >= 0}
    assert used == set(range(len(shown["lanes"])))


def test_of_many_projects_some_are_drawn_and_all_are_counted(towns, monkeypatch):
    monkeypatch.setattr("sim.report.animation.town.MOST_DRAWN", 10)
    town = document(towns, 1, "compiled")["towns"][0]
    assert len(town["projects"]) <= town["all"] / 2
    assert town["every"] == -(-town["all"] // 10)
    assert MOST_DRAWN > 10


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_asks_for_nothing_and_is_small(shown, lang):
    text = page(shown, lang)
    assert not re.search(r"(?:src|href)=\"(?!data:|#)|url\((?!data:)|@import|fetch\(|XMLHttp", text)
    script = re.search(r"<script>(.*?)</script>", text, re.S)[1]
    assert "default-src &#39;none&#39;" in text
    assert f"sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}" in html.unescape(text)
    assert "prefers-reduced-motion" in text
    assert len(text) < 300_000
    assert data_of(text)["lang"] == lang


def test_a_strangers_title_is_only_a_text(shown):
    bad = "</script><script>alert(1)</script>"
    town = {**shown["towns"][0], "title": {"en": bad, "zh": bad}}
    text = page({**shown, "towns": [town]}, "en")
    assert text.count("<script") == 2
    assert "alert(1)</script>" not in text
    assert data_of(text)["towns"][0]["title"]["en"] == bad


def test_more_than_two_towns_are_refused(tmp_path):
    names = [str(VALID / f"{name}.yaml") for name in ("town", "town-reformed")]
    with pytest.raises(SystemExit) as stop:
        main(["animate", *names, "practice-2016", "-o", str(tmp_path / "weeks.html")])
    assert stop.value.code == 2
    assert not (tmp_path / "weeks.html").exists()


def test_the_command_writes_one_page(tmp_path):
    file = tmp_path / "weeks.html"
    main(["animate", str(VALID / "town.yaml"), "-o", str(file), "--lang", "zh"], standalone_mode=False)
    assert 'lang="zh-Hans"' in file.read_text("utf-8")


@pytest.mark.skipif(shutil.which("node") is None, reason="no node was found")
@pytest.mark.parametrize("motion", ["full", "calm"])
def test_it_plays_for_a_minute_stops_at_a_key_and_does_not_move_by_itself_where_that_is_not_wanted(
    shown, tmp_path, motion
):
    (tmp_path / "page.html").write_text(page(shown, "en"), encoding="utf-8")
    command = ["node", Path(__file__).with_name("dom.js"), tmp_path / "page.html", motion]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    first, second, end, last = json.loads(ran.stdout)
    moves = motion == "full"
    assert (first, second) == (("Pause", "Play") if moves else ("Play", "Pause"))
    permits = shown["towns"][1]["permits"][-1]
    assert f"permits {permits}" in end
    assert last.startswith(f"Day {shown['days']} " if moves else "Day 1 ")
