"""The report of a small town: what it says follows from its tables, in both languages, and it stands by itself."""

import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
import small
from click.testing import CliRunner
from pypdf import PdfReader

from sim.base.errors import UserError
from sim.cli import main
from sim.report import html, read, sentences
from sim.report.follows_from import differing
from sim.report.sections import sections
from sim.report.studies import targets
from sim.report.words import words

LANGUAGES = ("en", "zh")


def findings(tmp_path, tables=None, told=None, **studies):
    folder = small.written(tmp_path / "town", tables, told)
    for name, document in studies.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return read.read([folder])


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("</head>")[2]))


def told(found, lang="en"):
    """The sentences of all parts, without drawing the page."""
    return " ".join(line for part in sections(found, lang) for line in (*part.paragraphs, *part.closing))


# What it says


def test_the_answer_is_one_sentence_from_the_numbers(found):
    assert sentences.answer(found, "en") == (
        "On the government’s clock, yes: under “Tomorrow”, 95% [92%–97%] of projects take at most 50 working days; "
        "from filing to permit in calendar days, no: 25% [20%–30%] of projects."
    )
    assert sentences.answer(found, "zh") == (
        "按政府审批工作日计，能：在“改革后”情景下，95% [92%–97%]的项目不超过50个工作日；"
        "从备案到施工许可按日历天计，不能：25% [20%–30%]的项目在50天以内。"
    )


def test_a_yes_that_nobody_held_against_the_ranges_says_so(tmp_path):
    found = findings(tmp_path, told={**small.about(), "ignorances": []})
    assert "clock, yes, if every estimate is right: under “Tomorrow”" in sentences.answer(found, "en")
    assert any("was not studied" in one for one in sentences.caveats(found, "en"))


def test_a_study_of_the_ranges_stands_beside_the_headline_before_what_came_with_the_program(tmp_path):
    found = findings(tmp_path, ranges={"ignorance": small.ignorance(sure=0.26), "boxes": []})
    assert "clock, yes with the estimates as they are, and at 26% of the points of their ranges: under" in (
        sentences.answer(found, "en")
    )
    assert "128 points" in " ".join(sentences.caveats(found, "en"))
    assert "估计范围内26%的取值点" in sentences.answer(found, "zh")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"scenario": "elsewhere"}, "is about 'elsewhere', and the answer about today, tomorrow"),
        (
            {"digest": "ba9876543210"},
            r"was made of tomorrow as it was \(ba9876543210\), and it is 0123456789ab now",
        ),
        ({"group": "mill"}, "is about the projects of 'mill', and the headline about all"),
        ({"target": 60}, "holds tomorrow against 60 days, and the answer against 50: ask both for the same"),
    ],
)
def test_a_study_of_the_ranges_of_something_else_is_refused(tmp_path, changed, told):
    with pytest.raises(UserError, match=told):
        findings(tmp_path, ranges={"ignorance": small.ignorance(**changed), "boxes": []})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_is_there_with_its_numbers(page_in, lang):
    said = text_of(page_in(lang))
    title, kind, law = ("Tomorrow", "Mills", "L1 art. 42") if lang == "en" else ("改革后", "工厂", "L1第42条")
    for part in (title, kind, "95% [92%–97%]", "30.0", "12.5", "33.0 · 100%", law, "×0.7–×1.4", "2–5"):
        assert part in said
    note = {"en": "Clerks were counted &lt;twice&gt;.", "zh": "窗口人员计算了&lt;两次&gt;。"}[lang]
    for part in ("0123456789ab", "approvals answer today tomorrow --target 50", note):
        assert part in said


def test_grades_are_counted(found):
    assert "3 numbers" in sentences.grades(found, "en")
    assert "1 estimate, 1 law, 1 not graded" in sentences.grades(found, "en")


@pytest.mark.usefixtures("without_letters")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_studies_beside_the_answer_get_their_parts(tmp_path, lang):
    found = findings(tmp_path, smallest=small.SMALLEST, targets=small.TARGETS, sensitivity=small.SENSITIVITY)
    said = text_of(html.page(found, lang))
    for part in ("96% [94%–98%]", "420", "95% [92%, 97%]", "−20% [−30%, −10%]", "75%", "time of review", "20.0", "9.0"):
        assert part in said
    told = {
        "en": (
            "3 packages were tried: 1 keep",
            "Of 2 promises of the briefing 1 are kept, 1 are not",
            "has 2 reforms: Agents for every project",
        ),
        "zh": ("共试验3个组合", "简报的2项目标中，1项达到，1项未达到", "代办制"),
    }
    assert all(part in said for part in told[lang])


def test_a_promise_of_the_briefing_is_one_row_however_many_clocks_it_is_measured_on(tmp_path):
    scores = [{**small.IN_TIME, "measure": "total_days", "status": "missed"}, small.IN_TIME, small.FEES]
    many = {**small.TARGETS, "after": [{"scenario": "tomorrow", "targets": scores}]}
    section = targets(findings(tmp_path, targets=many), "en")
    assert section.paragraphs[0].startswith("Of 2 promises of the briefing 1 are kept, 1 are not")
    promises, measures = section.tables
    assert [(row[1], row[5]) for row in promises.rows] == [
        ("working days on the government clock", "yes"), ("intermediaries’ fees paid by applicants, CNY", "no"),
    ]  # fmt: skip
    assert (len(measures.rows), measures.folded) == (3, True)


def test_a_study_of_another_seed_or_version_than_the_answers_is_warned_of(tmp_path):
    same = findings(tmp_path / "same", smallest={**small.SMALLEST, "seed": 7, "version": "1", "digest": "0123456789ab"})
    assert differing(same, "en") == []
    other = findings(tmp_path / "other", smallest={**small.SMALLEST, "seed": 2, "version": "1", "digest": "0" * 12})
    assert differing(other, "en") == [
        "Beware: the study “smallest” does not follow from the same as the answer "
        "(Digest: study 000000000000, answer 0123456789ab, Seed: study 2, answer 7)."
    ]
    assert "随机种子：研究为2，结论为7" in differing(other, "zh")[0]


@pytest.mark.usefixtures("without_letters")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_figure_concludes_is_text_of_the_page_and_its_numbers_are_folded_below_it(found, lang):
    page = html.page(found, lang)
    whole = {"en": "From 42 to 12 days: before, most were “", "zh": "由42天减至12天"}[lang]
    assert f'<p class="conclusion"><strong>{whole}' in page
    numbers = re.search(r"<details><summary>[^<]*</summary>\s*<div[^>]*>\s*<table>(.*?)</table>", page, re.DOTALL)[1]
    assert re.search(r"95%\s\[92%–97%\]", numbers)
    assert "<details><summary>" + words()["page.numbers"][lang] not in html.page(found, lang, paper=True)


def test_what_is_english_on_a_chinese_page_says_so():
    assert html.foreign("L1 art. 42, counted twice", "zh-Hans")
    assert not html.foreign("L1第42条", "zh-Hans")
    assert not html.foreign("S1", "zh-Hans")
    assert not html.foreign("L1 art. 42, counted twice", "en")


@pytest.mark.usefixtures("without_letters")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_to_ask_first_gets_its_part(tmp_path, lang):
    said = text_of(html.page(findings(tmp_path, worth=small.WORTH), lang))
    told = {
        "en": (
            "What to ask first",
            "First ask Planning about “clerks”: it is worth 45% [35%–55%] of knowing everything.",
            "Then time files at Planning: “time of review”: together 60% [50%–70%].",
            "“time of review”: 30 files are enough: 22% of knowing everything",
            "As far as is known now 95% are, on average over 256 points of what the numbers may be: announce.",
        ),
        "zh": (
            "首先应弄清什么",
            "首先向规划局了解“人员”：其价值相当于全部已知的45% [35%–55%]。",
            "30件即可",
            "应当公布",
        ),
    }
    assert [part for part in told[lang] if part not in said] == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"in_turn": [{"factors": ["c"], **small.worth_of(1.0, 0.5)}]}, "'c' is none of the numbers"),
        ({"decision": {**small.WORTH["decision"], "best": 2}}, "the best option is number 2, of 2 from 0"),
        ({"decision": {**small.WORTH["decision"], "probability": None}}, "to announce needs a probability"),
    ],
)
def test_a_worth_that_does_not_fit_together_is_refused(tmp_path, changed, said):
    with pytest.raises(UserError, match=said):
        findings(tmp_path, worth={**small.WORTH, **changed})


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("misses it", "no package of the reforms tried brings 90% of projects within 50 days on the government clock."),
        (
            "undecided",
            "no package of the reforms tried is known to bring 90% of projects within 50 days on the government clock, "
            "but 4 of 4 are undecided.",
        ),
        ("has no steady state", "but 4 of 4 are undecided."),
    ],
)
def test_where_no_package_is_known_to_keep_the_promise_no_more_than_that_is_said(tmp_path, verdict, said):
    packages = [{**one, "verdict": verdict} for one in small.SMALLEST["packages"]]
    none = {**small.SMALLEST, "minimal": [], "cheapest": None, "nearest": [["agents"], []], "packages": packages}
    found = told(findings(tmp_path, smallest=none))
    assert said in found
    assert "The nearest is Agents for every project: 89%." in found


# Results that are hardly any


@pytest.mark.usefixtures("without_letters")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nobody_is_permitted_it_says_so(tmp_path, lang):
    said = html.page(findings(tmp_path, small.nobody()), lang)
    assert words()["word.nobody"][lang] in said
    assert not re.search(r"\bnan\b", text_of(said))


@pytest.mark.usefixtures("without_letters")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_scenario_and_one_replication(tmp_path, lang):
    alone = ("tomorrow",)
    tables = small.town(
        chances=small.chances(alone, intervals=False), distribution=small.distribution(alone),
        groups=small.groups(alone), holding=small.holding(alone),
    )  # fmt: skip
    tables.pop("steps")
    said = text_of(html.page(findings(tmp_path, tables, small.about(alone, replications=1)), lang))
    assert words()["word.one_replication"][lang] in said
    assert not re.search(r"\bnan\b", said)


@pytest.mark.usefixtures("without_letters")
def test_all_late_is_no_on_every_clock(tmp_path):
    late = {name: dict.fromkeys(clocks, (0.0, 0.0, 0.04)) for name, clocks in small.WITHIN.items()}
    found = findings(tmp_path, small.town(chances=small.chances(within=late)))
    assert re.findall("(yes|no|on the verge):", sentences.answer(found, "en")) == ["no", "no"]
    assert "0% [0%–4%]" in html.page(found, "en")


def test_what_could_not_be_played_is_told(tmp_path):
    about = small.about() | {"left_out": {"steps": "stands on two"}}
    assert "is left out: stands on two." in told(findings(tmp_path, told=about))


# The page


class Outline(HTMLParser):
    """Headings, images, table heads, and everything that could ask for something elsewhere."""

    def __init__(self, html):
        super().__init__()
        self.headings, self.pictures, self.heads, self.links, self.lang, self.ids = [], [], [], [], None, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[name] for name in ("src", "href") if name in found]
        if tag == "html":
            self.lang = found["lang"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.pictures.append(found.get("alt", ""))
        if tag == "th":
            self.heads.append(found.get("scope"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_in_order_for_who_hears_it(page_in, lang):
    page = Outline(page_in(lang))
    assert page.lang == {"en": "en", "zh": "zh-Hans"}[lang]
    assert page.headings[0] == 1
    assert {*page.headings[1:]} == {2}
    assert page.pictures
    assert all(len(alt) > 20 for alt in page.pictures)
    assert {*page.heads} == {"col", "row"}
    assert len(page.ids) == len({*page.ids})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_asks_nothing_of_anybody(page_in, lang):
    html = page_in(lang)
    assert all(link.startswith(("data:", "#")) for link in Outline(html).links)
    assert not re.search(r"url\((?!data:)|@import|<script", html)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_carries_a_letter_for_every_sign(page_in, lang):
    import base64
    from io import BytesIO

    from fontTools.ttLib import TTFont

    html = page_in(lang)
    fonts = re.findall(r"url\(data:font/ttf;base64,([^)]*)\)", html)
    known = {sign for font in fonts for sign in TTFont(BytesIO(base64.b64decode(font))).getBestCmap()}
    assert {sign for sign in text_of(html) if ord(sign) not in known and not sign.isspace()} == set()


def test_the_same_results_give_the_same_page(found, page_in):
    assert html.page(found, "zh") == page_in("zh")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_on_a4(tmp_path, found, lang):
    pytest.importorskip("plutoprint", reason="no wheel of plutoprint for this machine")
    file = tmp_path / "report.pdf"
    html.write_pdf(html.page(found, lang, paper=True), file)
    pages = PdfReader(file).pages
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages} == {(595, 842)}
    assert "95% [92%–97%]" in "".join(page.extract_text() for page in pages)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["report.pdf"]


def test_both_languages_say_the_same_things():
    for key, said in words().items():
        fields = [sorted(re.findall(r"\{(\w+)", said[lang])) for lang in LANGUAGES]
        assert {*fields[0]} == {*fields[1]} or key.startswith(("frontier", "tornado", "counter", "load")), key


# What is refused


def refusal(*places):
    with pytest.raises(UserError) as error:
        read.read(list(places))
    return str(error.value)


def test_a_folder_without_an_answer_is_refused_with_the_remedy(tmp_path):
    said = refusal(tmp_path)
    assert said.startswith(f"{tmp_path}: found no answer (report.json)")
    assert said.endswith("make it with 'approvals answer --out FOLDER'")


def test_two_answers_are_refused(tmp_path):
    folders = [small.written(tmp_path / name) for name in ("one", "two")]
    assert "found 2 answers (report.json)" in refusal(*folders)


def test_a_missing_table_is_refused_by_name(tmp_path):
    folder = small.written(tmp_path)
    (folder / "floors.csv").unlink()
    assert refusal(folder).startswith(f"{folder / 'floors.csv'}: is missing")


def test_a_broken_file_is_refused_by_name(tmp_path):
    folder = small.written(tmp_path)
    (folder / "report.json").write_text("{", encoding="utf-8")
    assert refusal(folder).startswith(f"{folder / 'report.json'}: cannot be read as JSON")


def test_a_table_without_its_columns_is_refused(tmp_path):
    folder = small.written(tmp_path, small.town(chances=pd.DataFrame({"clock": ["total_days"]})))
    assert "chances.csv: has no column 'scenario'" in refusal(folder)


def test_a_file_of_no_use_is_refused(tmp_path):
    folder, other = small.written(tmp_path / "town"), tmp_path / "other.json"
    other.write_text('{"some": "thing"}', encoding="utf-8")
    assert refusal(folder, other).startswith(f"{other}: holds nothing a report can use")
    assert "no such folder or file" in refusal(folder, tmp_path / "nothing")


def test_a_study_given_twice_is_refused(tmp_path):
    folder = small.written(tmp_path / "town")
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text(json.dumps(small.TARGETS), encoding="utf-8")
    assert "a second targets study" in refusal(folder, tmp_path / "one.json", tmp_path / "two.json")


@pytest.mark.parametrize("kind", ["smallest", "sensitivity", "shares", "frontier"])
def test_a_study_of_another_scenario_is_refused_by_both_names(tmp_path, kind):
    folder, file = small.written(tmp_path / "town"), tmp_path / "study.json"
    study = getattr(small, kind.upper())
    file.write_text(json.dumps({**study, "scenario": "elsewhere"}), encoding="utf-8")
    told = f"{file}: is about 'elsewhere', and the answer about today, tomorrow: give the {kind} study of one of these"
    assert refusal(folder, file) == told


@pytest.mark.parametrize("part", ["before", "after"])
def test_targets_are_those_of_the_answers_scenarios(tmp_path, part):
    folder, file = small.written(tmp_path / "town"), tmp_path / "targets.json"
    other = {"scenario": "elsewhere", "targets": []}
    file.write_text(json.dumps(small.TARGETS | {part: other if part == "before" else [other]}), encoding="utf-8")
    assert refusal(folder, file).startswith(f"{file}: is about 'elsewhere', and the answer about today, tomorrow")


# On the command line


def done(*arguments):
    result = CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.long
def test_from_an_answer_to_report_and_slides(tmp_path):
    out = tmp_path / "out"
    town = "tests/scenarios/valid/town.yaml"
    done("answer", town, town.replace("town", "town-reformed"), "--replications", 2, "--workers", 1, "--out", out)
    for lang in LANGUAGES:
        file = tmp_path / f"report.{lang}.html"
        assert done("report", out, "-o", file, "--lang", lang) == f"wrote {file}\n"
        said = file.read_text(encoding="utf-8").replace("<wbr>", "")
        assert f"approvals report {out} -o {file} --lang {lang}" in said
    done("slides", out, "-o", tmp_path / "deck.pptx")
    assert (tmp_path / "deck.pptx").read_bytes().startswith(b"PK")


def test_another_kind_of_file_is_refused(tmp_path):
    for command, kinds in (("report", ".html or .pdf"), ("slides", ".pptx")):
        result = CliRunner().invoke(main, [command, str(tmp_path), "-o", "deck.doc"])
        assert result.exit_code == 2
        assert result.stderr == f"approvals: --out: 'deck.doc' is not {kinds}: give the file such a name\n"


def test_on_paper_the_annex_of_assumptions_is_a_file_of_its_own(tmp_path):
    pytest.importorskip("plutoprint")
    many = pd.concat([small.assumptions()] * 6, ignore_index=True)
    folder, file = small.written(tmp_path / "town", small.town(assumptions=many)), tmp_path / "report.pdf"
    annex = tmp_path / "report-annex.pdf"
    assert done("report", folder, "-o", file) == f"wrote {file}\nwrote {annex}\n"
    told = {one: " ".join(page.extract_text() for page in PdfReader(one).pages) for one in (file, annex)}
    assert words()["head.annex"]["en"] not in told[file]
    assert words()["head.annex"]["en"] in told[annex]
    few = small.town(assumptions=small.assumptions().assign(source="ASM"))
    done("report", small.written(tmp_path / "few", few), "-o", tmp_path / "few.pdf")
    assert not (tmp_path / "few-annex.pdf").exists()
