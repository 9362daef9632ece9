"""The what-if page: every number on it is that of `smallest` and `answer`, and nothing on it acts or fetches by itself.

The numbers are held three times: as they stand in the table, as the page's script has them (in Node, where there is
one), and as a browser shows them (where there is one).
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files

import browser
import numpy as np
import pytest
from click.testing import CliRunner

from sim.base.errors import UserError
from sim.base.numerals import percent
from sim.cli import main
from sim.experiment.replications import Settings, run
from sim.experiment.responses import holding_up
from sim.packages import store
from sim.packages.candidates import load_candidates
from sim.packages.frontier import share_of
from sim.packages.smallest import document as told_document
from sim.packages.smallest import smallest
from sim.packages.trials import Question
from sim.report.what_if.page import LIVE, SCRIPTS, page
from sim.report.what_if.table import document
from sim.report.what_if.words import WORDING
from sim.statistics.decision import verdict

REFORMS = ["limits-20", "parallel-review", "strict-serial"]
PLAYED = [0, 1, 2, 3, 4, 5]
"""Parallel review and strict serial order exclude each other: 6 and 7."""
NODE = shutil.which("node")
TEMPLATES = files("sim.report") / "templates"
SCRIPT = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"><!--"
needs_browser = pytest.mark.skipif(browser.installed() is None, reason="no browser of the Chromium family was found")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("table") / "table"


@pytest.fixture(scope="module")
def told(folder):
    few = {"replications": 3, "most_replications": 3, "workers": 1}
    return told_document(smallest("practice-2016", REFORMS, folder=folder, **few))


@pytest.fixture(scope="module")
def table(folder, told):
    assert len(told["packages"]) == 8
    return document(folder)


@pytest.fixture(scope="module")
def pages(table, tmp_path_factory):
    """The file in which the page stands, as it opens in English."""
    file = tmp_path_factory.mktemp("page") / "what-if.html"
    file.write_text(page(table, "en"), encoding="utf-8")
    return file


def of_smallest(folder, table):
    """What `smallest` says of each package, clock and kind at three targets, read off its table."""
    found = {}
    for clock in table["clocks"]:
        tried = store.read_table(folder, clock)
        for package in PLAYED:
            for kind in table["kinds"]:
                for target in (20.0, 50.0, 120.0):
                    found[package, clock, kind["id"], target] = share_of(tried, package, Question(target, kind["id"]))
    return found


def unpacked(text):
    numbers, scale, number = [], 1, 0
    for byte in base64.b64decode(text):
        number += (byte & 127) * scale
        scale *= 128
        if byte < 128:
            numbers.append(number)
            scale, number = 1, 0
    return numbers


def signed(steps):
    return np.cumsum([-(step + 1) // 2 if step % 2 else step // 2 for step in steps])


# The numbers


def test_every_share_of_the_table_is_that_of_smallest(folder, table):
    places = {target: place for place, target in enumerate(table["targets"])}
    for (package, clock, kind, target), share in of_smallest(folder, table).items():
        kinds = [one["id"] for one in table["kinds"]]
        numbers = unpacked(table["packages"][str(package)]["cells"][table["clocks"].index(clock)][kinds.index(kind)])
        count = len(places)
        if share.value is None:
            assert numbers == [0]
            continue
        kept = signed(numbers[3 : 3 + count])[places[target]] / 10_000
        assert kept == pytest.approx(share.value, abs=0.000_151)
        assert percent(kept) == percent(share.value)
        ended = numbers[3 + 2 * count]
        dots = signed(numbers[4 + 2 * count : 4 + 2 * count + ended]) / 10
        assert len(numbers) == 4 + 2 * count + ended
        assert (dots <= target).sum() == pytest.approx(100 * share.value, abs=0.501)


def test_costs_replications_and_means_are_those_of_smallest(told, table):
    by_package = dict(zip(range(8), told["packages"], strict=True))
    assert {one["id"] for one in table["reforms"]} == set(REFORMS)
    assert sorted(table["refused"]) == ["6", "7"]
    for package in PLAYED:
        here, there = table["packages"][str(package)], by_package[package]
        assert here["cost"] == [round(one) for one in (there["cost"], *there["cost_range"])]
        assert (here["replications"], here["growing"]) == (there["replications"], there["growing"])
        mean = unpacked(here["cells"][table["clocks"].index(told["clock"])][0])[2] / 100
        assert mean == pytest.approx(there["mean_days"], abs=0.005_001)


@pytest.mark.parametrize("package", PLAYED[:5])
def test_whose_days_they_are_is_what_an_answer_says(table, package):
    scenario = load_candidates("practice-2016", REFORMS).scenario(package)
    [result] = run([scenario], Settings(seed=1, replications=3, workers=1))
    held = holding_up(result)
    days = dict(zip(table["parties"], table["packages"][str(package)]["days"][0], strict=True))
    queues = held.loc[held["holder"] == "queue", "days"].sum()
    assert days["queue"] / 100 == pytest.approx(queues, abs=0.005_001)
    notices = held.loc[held["holder"] == "notice", "days"].sum()
    assert days["public"] / 100 >= notices - 0.005_001
    assert sum(days.values()) / 100 == pytest.approx(held["days"].sum(), abs=0.031)
    assert (result.cases["fate"] != "unfinished").all()
    mine = result.cases[(result.cases["case"] == table["project"]["case"]) & (result.cases["replication"] == 0)]
    path = table["packages"][str(package)]["path"]
    assert sum(sum(days) for _, *days in path) / 10 == pytest.approx(
        mine["total_days"].item(), abs=0.05 * 6 * len(path)
    )
    assert {table["project"]["items"][item]["en"] for item, *_ in path} >= {"Construction permit"}
    assert held["days"].sum() == pytest.approx(result.permitted()["total_days"].mean())


@pytest.mark.skipif(NODE is None, reason="no Node was found")
def test_the_script_has_the_numbers_of_smallest(folder, table, tmp_path):
    expected = of_smallest(folder, table)
    ask = tmp_path / "ask.js"
    source = (TEMPLATES / SCRIPTS[0]).read_text(encoding="utf-8")
    clocks, kinds = table["clocks"], [one["id"] for one in table["kinds"]]
    asked = [
        [package, clocks.index(clock), kinds.index(kind), table["targets"].index(target)]
        for package, clock, kind, target in expected
    ]
    (tmp_path / "table.json").write_text(json.dumps({**table, "asked": asked}), encoding="utf-8")
    ask.write_text(
        source + "\nconst data = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));"
        "const numbers = numbersOf(data);"
        "console.log(JSON.stringify(data.asked.map((one) => [numbers.share(...one), numbers.interval(...one),"
        " numbers.verdict(...one), numbers.percent(numbers.share(...one)), "
        " (numbers.cell(...one) || { shares: [] }).shares.length])));",
        encoding="utf-8",
    )
    line = [str(NODE), str(ask), str(tmp_path / "table.json")]
    said = json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout)
    for here, there in zip(said, expected.values(), strict=True):
        if there.value is None:
            assert here == [None, None, "unknown", "–", 0]
            continue
        assert here[0] == pytest.approx(there.value, abs=0.000_151)
        assert here[1] == pytest.approx(there.interval, abs=0.001)
        assert here[2] == verdict(here[0], *here[1])
        assert here[3:] == [percent(there.value), len(table["targets"])]


# The page


class Tags(HTMLParser):
    """What of a page acts, and what it would fetch."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.acts, self.fetched = Counter(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.acts += [name for name, _ in attrs if name.startswith("on")]
        self.fetched += [value for name, value in attrs if name in ("src", "href", "action", "data")]


def test_it_fetches_nothing_and_lets_no_other_script_run(table):
    text = page(table, "zh")
    found = Tags(text)
    assert (found.acts, found.fetched) == ([], ["data:,", "#answer"])
    assert found.tags["script"] == 2
    assert not re.search(r"https?:|import\(|fetch\(|XMLHttp|Worker|WebAssembly|DecompressionStream|eval\(", text)
    script = text.rpartition("<script>")[2].partition("</script>")[0]
    allowed = re.search(r"script-src 'sha256-([^']+)'", unescape(text))[1]
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() == allowed
    assert page(table, "zh") == text


def hostile(table):
    """The table with a script in place of every text that a stranger may have written."""
    title = {"en": SCRIPT, "zh": SCRIPT}
    reforms = [{"id": SCRIPT, "title": title} for _ in table["reforms"]]
    kinds = [table["kinds"][0], *({"id": SCRIPT + str(n), "title": title} for n in range(len(table["kinds"]) - 1))]
    refused = dict.fromkeys(table["refused"], SCRIPT)
    project = {**table["project"], "items": [title for _ in table["project"]["items"]]}
    return {
        **table,
        "project": project,
        "title": title,
        "scenario": SCRIPT,
        "reforms": reforms,
        "kinds": kinds,
        "refused": refused,
    }


def test_what_a_stranger_wrote_is_text_and_never_markup(table):
    text = page(hostile(table), "en")
    found = Tags(text)
    assert (found.tags["script"], found.tags["img"], found.acts) == (2, 0, [])
    kept = text.partition('id="data">')[2].partition("</script>")[0]
    assert not set("<>&") & set(kept)
    assert json.loads(kept)["reforms"][0]["id"] == SCRIPT


def test_each_word_of_the_page_is_there_in_both_languages_and_is_used():
    sources = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in (*LIVE, "what-if.html.j2"))
    said = set(re.findall(r"""(?:say\(|tell\(|\[|data-say=|\? |: )"([a-z]+\.[a-z_]+)\"""", sources)) | {
        "page.title",
        "page.no_script",
    }
    prefixes = {"days.", "clock.", "unit.", "verdict."}
    own = {key for key in WORDING.words() if key not in WORDING.base.words()}
    assert said <= WORDING.words().keys()
    assert {key for key in own - said if key.partition(".")[0] + "." not in prefixes} == set()
    for key in own:
        assert set(WORDING.words()[key]) == {"en", "zh"}
        fields = [sorted(re.findall(r"\{(\w+)", WORDING.words()[key][lang])) for lang in ("en", "zh")]
        assert fields[0] == fields[1]


def test_the_command_writes_the_page_and_refuses_what_is_no_whole_table(folder, told, tmp_path):
    assert told["minimal"] == []
    done = CliRunner().invoke(main, ["what-if", str(folder), "-o", str(tmp_path / "page.html"), "--lang", "zh"])
    assert (done.exit_code, done.output) == (0, f"已写入 {tmp_path / 'page.html'}\n")
    assert '<html lang="zh-Hans">' in (tmp_path / "page.html").read_text(encoding="utf-8")
    wrong = CliRunner().invoke(main, ["what-if", str(folder), "-o", str(tmp_path / "page.pdf")])
    assert (wrong.exit_code, ".html" in wrong.output) == (2, True)
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    asked = json.loads((broken / "asked.json").read_text(encoding="utf-8"))
    (broken / "asked.json").write_text(json.dumps({**asked, "played": 0}), encoding="utf-8")
    for chunk in (broken / "chunks").iterdir():
        chunk.unlink()
    with pytest.raises(UserError, match="have not been tried yet: run 'approvals smallest' with the same -o again"):
        document(broken)


def test_what_money_buys_is_told_on_another_clock_without_playing(folder, told, tmp_path):
    line = ["frontier", str(folder), "--clock", "promised_days", "--json", str(tmp_path / "frontier.json")]
    assert CliRunner().invoke(main, line).exit_code == 0
    found = json.loads((tmp_path / "frontier.json").read_text(encoding="utf-8"))
    tried = store.read_table(folder, "promised_days")
    assert (found["clock"], len(found["points"])) == ("promised_days", 6)
    for point in found["points"]:
        package = sum(1 << REFORMS.index(name) for name in point["reforms"])
        assert point["within_target"] == share_of(tried, package, Question(told["target"])).value
    wrong = CliRunner().invoke(main, ["shares", str(folder), "--clock", "total_day"])
    assert (wrong.exit_code, wrong.output.count("\n")) == (2, 1)
    assert "--clock: 'total_day' is none of the table's — did you mean 'total_days'?" in wrong.output


# In a browser


@pytest.fixture(scope="module")
def tab():
    opened = browser.Browser(browser.installed())
    yield opened
    opened.close()


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_complains_of_nothing_and_fetches_nothing(tab, pages, width, lang):
    tab.open(pages, width)
    tab.value(f"location.hash = '#p=1&pin=0&l={lang}'")
    tab.value("new Promise((done) => setTimeout(done, 300))")
    assert tab.value("document.documentElement.scrollWidth") <= width
    assert (tab.complaints(), tab.requests()) == ([], [pages.as_uri()])


@needs_browser
def test_a_browser_shows_the_numbers_of_smallest(tab, pages, folder, table):
    expected = of_smallest(folder, table)
    tab.open(pages, 1280)
    tab.value("document.querySelector('#presets button').click()")
    for package in (0, 1, 3, 2, 0, 4, 5):
        now = tab.value("Number(/p=([0-9]+)/.exec(location.hash)[1])")
        for place in range(3):
            if (now ^ package) >> place & 1:
                tab.value(f"document.getElementById('reform-{place}').click()")
        assert tab.value("location.hash").startswith(f"#p={package}&")
        shown = tab.value("[...document.querySelectorAll('.share')].map((one) => one.textContent)")
        clocks = ("government_days", "total_days")
        assert shown == [percent(expected[package, clock, "all", 50.0].value) for clock in clocks]
        dots = tab.value("document.querySelectorAll('.dot.now:not(.late)').length")
        assert dots == pytest.approx(100 * expected[package, "government_days", "all", 50.0].value, abs=0.501)


@needs_browser
def test_what_does_not_go_together_is_told_and_cannot_be_switched(tab, pages):
    tab.open(pages, 1280)
    tab.value("document.getElementById('reform-1').click()")
    switch = "document.getElementById('reform-2')"
    assert tab.value(f"{switch}.getAttribute('aria-disabled')") == "true"
    assert "cannot be combined with “Parallel review”" in tab.value(f"{switch}.textContent")
    before = tab.value("location.hash")
    tab.value(f"{switch}.click()")
    assert tab.value("location.hash") == before


@needs_browser
def test_a_strangers_titles_do_nothing_in_a_browser(tab, table, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page(hostile(table), "en"), encoding="utf-8")
    tab.open(file, 1280)
    tab.value("document.getElementById('reform-0').click()")
    assert tab.value("document.title") == f"What if? {SCRIPT}"
    assert tab.value("document.querySelectorAll('img').length") == 0
    assert (tab.complaints(), tab.requests()) == ([], [file.as_uri()])


@needs_browser
@pytest.mark.long
def test_a_switch_is_answered_within_50_ms_with_1024_packages(tab, table, tmp_path):
    """Ten reforms, each package with the numbers of one that was played; the best of six rounds."""
    reforms = [{"id": f"r{place}", "title": {"en": f"R{place}", "zh": f"R{place}"}} for place in range(10)]
    packages = {str(number): table["packages"][str(number % 6)] for number in range(1024)}
    file = tmp_path / "page.html"
    file.write_text(page({**table, "reforms": reforms, "packages": packages, "refused": {}}, "en"), encoding="utf-8")
    tab.open(file, 1280)
    click = "((at) => { const since = performance.now(); document.getElementById('reform-' + at).click();"
    click += " document.body.offsetHeight; return performance.now() - since; })"
    taken = [min(tab.value(f"{click}({place})") for _ in range(6)) for place in range(10)]
    print(f"{file.stat().st_size:,} bytes; a switch takes {min(taken):.1f} to {max(taken):.1f} ms")
    assert max(taken) < 50
