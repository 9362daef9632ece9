"""The brief: one page of A4, with the answer on two clocks and both their ranges, three decisions, and when not."""

import json

import pytest
import small
from pypdf import PdfReader

from sim.report import brief, html, read
from sim.report.decisions import decisions
from sim.report.misses import misses

pytestmark = pytest.mark.usefixtures("without_letters")
LONG = "A very long title of a very long scenario that nobody would ever write, but somebody may " * 3
STUDIES = {"smallest": small.SMALLEST, "sensitivity": small.SENSITIVITY, "worth": small.WORTH}


@pytest.fixture
def without_letters(monkeypatch):
    """Here the brief carries no fonts, which take half of the time."""
    monkeypatch.setattr(brief, "fonts_of", lambda text, lang: {})
    monkeypatch.setattr(brief, "bold_of", lambda text: "")


def town(folder, tables=None, told=None, **studies):
    folder = small.written(folder / "town", tables, told)
    for name, document in studies.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return read.read([folder])


def pages(found, lang, folder):
    pytest.importorskip("plutoprint")
    file = folder / "brief.pdf"
    html.write_pdf(brief.brief(found, lang, file), file)
    return PdfReader(file).pages


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_one_page_of_a4(tmp_path, lang):
    (page,) = pages(town(tmp_path, **STUDIES), lang, tmp_path)
    assert [round(float(one) / 72 * 25.4) for one in page.mediabox[2:]] == [210, 297]


def test_what_is_long_is_set_in_smaller_letters_and_is_one_page_still(tmp_path):
    tables, about = small.town(), small.about()
    for table in tables.values():
        for column in [name for name in table if name.endswith(("_en", "_zh"))]:
            table[column] = [LONG if isinstance(one, str) else one for one in table[column]]
    for one in about["scenarios"]:
        one |= {"title_en": LONG, "title_zh": LONG}
    assert len(pages(town(tmp_path, tables, about, **STUDIES), "en", tmp_path)) == 1


def test_both_numbers_stand_with_the_ranges_of_chance_and_of_ignorance(tmp_path):
    page = brief.brief(town(tmp_path), "en", tmp_path / "brief.html")
    assert '<p class="share">95%</p><p>of projects within 50 working days on the government’s clock</p>' in page
    assert "chance: 92%–97%<br>if the guesses are wrong: 92%–96% at half of the points, at most 90% at one in" in page
    assert '<p class="share">25%</p><p>of projects within 50 calendar days from filing to permit</p>' in page
    assert "chance: 20%–30%<br>if the guesses are wrong: not studied" in page


def test_without_studies_the_decisions_are_of_the_answer_itself(tmp_path):
    days, package, find_out = decisions(town(tmp_path), "en")
    assert days.what == "Promise 50 working days on the government clock, and say so"
    assert package.what == "Adopt all reforms of “Tomorrow”"
    assert package.cost == "1.50 million CNY [1.40 million CNY to 1.60 million CNY] a year more for the government"
    assert find_out.what == "Time files before announcing: Mill: review: time"


def test_with_studies_they_are_of_the_smallest_package_and_of_what_is_worth_knowing(tmp_path):
    _, package, find_out = decisions(town(tmp_path, **STUDIES), "en")
    assert package.what == "Adopt: Agents for every project, Electronic signature and seal"
    assert package.cost == "0.42 million CNY a year more for the government"
    assert (find_out.what, find_out.cost) == ("Before announcing, ask Planning: clerks", "one question")


def test_when_it_is_missed(tmp_path):
    groups = small.groups()
    groups.loc[(groups["group"] == "mill") & (groups["clock"] == "government_days"), "within"] = 0.7
    told = misses(town(tmp_path, small.town(groups=groups), sensitivity=small.SENSITIVITY), "en")
    assert told[0].startswith("“Mills” projects: only 70%")
    assert "nine projects in ten miss it at 5% of the points; in the worst tenth at most 90% keep it" in told[1]
    assert told[2] == "What moves it most: “time of review”, by 20 percentage points within its range."
    assert told[3].endswith("the median “Mills” project would take 33.0.")


def test_of_nobody_who_was_permitted_the_brief_says_so(tmp_path):
    found = town(tmp_path, small.nobody())
    page = brief.brief(found, "en", tmp_path / "brief.html")
    assert "Under no scenario was any project permitted" in page
    assert len(pages(found, "zh", tmp_path)) == 1


def test_a_strangers_title_is_no_code(tmp_path):
    about = small.about()
    about["scenarios"][1] |= {"title_en": "<script>x</script>", "title_zh": "<b>"}
    page = brief.brief(town(tmp_path, None, about), "en", tmp_path / "brief.html")
    assert "<script>" not in page
