"""The page that `approvals serve` serves, in a real browser: what is asked is shown as it is played."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import browser
import pytest

VILLAGE = Path(__file__).parents[1] / "behaviour" / "scenarios" / "village" / "village.yaml"
pytestmark = pytest.mark.skipif(browser.installed() is None, reason="no browser of the Chromium family was found")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "sim.cli", "serve", str(VILLAGE), "--reforms", "half-scheme,no-scheme,no-fire"]
    with subprocess.Popen([*command, "--no-open", "--replications", "4"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture(scope="module")
def tab() -> Iterator[browser.Browser]:
    opened = browser.Browser(str(browser.installed()))
    yield opened
    opened.close()


def until(tab: browser.Browser, script: str, found: object) -> None:
    last = time.monotonic() + browser.PATIENCE
    while tab.value(script) != found:
        assert time.monotonic() < last, tab.value(script)
        time.sleep(0.05)


def test_switches_and_numbers_are_played_while_one_waits(tab: browser.Browser, address: str) -> None:
    """The village's projects take 100 days, without the review of fire protection 85; its target are 60 days."""
    mean = "document.getElementById('dots-told').textContent.match(/mean is ([0-9.]+)/)[1]"
    tab.open(address, 1280)
    until(tab, "document.getElementById('live-status').textContent", "Played as often as asked.")
    before = float(tab.value(mean))
    tab.value("document.getElementById('reform-2').click()")
    until(tab, "document.getElementById('reform-2').getAttribute('aria-checked')", "true")
    until(tab, "document.getElementById('live-status').textContent", "Played as often as asked.")
    assert float(tab.value(mean)) == pytest.approx(before - 15, abs=0.2)
    written = tab.value("document.querySelector('#live-staff input').value")
    change = "box.value = Number(box.value) + 1; box.dispatchEvent(new Event('change'))"
    tab.value(f"(() => {{ const box = document.querySelector('#live-staff input'); {change}; }})()")
    until(tab, "document.getElementById('live-changed').textContent.includes(' = ')", True)
    assert tab.value("document.getElementById('again').parentElement.hidden") is True
    assert tab.value("document.querySelectorAll('.dot.behind').length") == 100
    tab.value("document.querySelector('#live-staff .changed button').click()")
    until(tab, "document.getElementById('live-changed').textContent", "")
    assert tab.value("document.querySelector('#live-staff input').value") == written
    assert tab.complaints() == []
    assert {url.rpartition("/")[0] for url in tab.requests()} == {address.rstrip("/")}


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits(tab: browser.Browser, address: str, width: int) -> None:
    tab.open(address, width)
    tab.value("new Promise((done) => setTimeout(done, 300))")
    assert tab.value("document.documentElement.scrollWidth") <= width
