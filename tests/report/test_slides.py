"""The slides of a small town: ten that can be edited, each with a conclusion, and with a note for the speaker."""

import json

import pytest
import small
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Emu

from sim.report import read
from sim.report.slides.answer import write_slides
from sim.report.slides.native_charts import COLOURS, PLOT, bars, points
from sim.report.words import words

LANGUAGES = ("en", "zh")
STUDIES = {
    "smallest": small.SMALLEST, "targets": small.TARGETS, "sensitivity": small.SENSITIVITY,
    "shares": small.SHARES, "frontier": small.FRONTIER,
}  # fmt: skip


def deck(tmp_path, lang="en", tables=None, told=None, **studies):
    folder = small.written(tmp_path / "town", tables, told)
    for name, document in studies.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    write_slides(read.read([folder]), lang, tmp_path / "deck.pptx")
    return Presentation(str(tmp_path / "deck.pptx"))


def charts(file):
    return [shape.chart for slide in file.slides for shape in slide.shapes if shape.has_chart]


def tables(file):
    return [shape.table for slide in file.slides for shape in slide.shapes if shape.has_table]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fourteen_slides_with_native_charts_and_no_picture(deck_in, lang):
    file = deck_in(lang)
    assert len(file.slides) == 14
    assert len(charts(file)) == 7
    assert len(tables(file)) == 4
    assert not any(shape.shape_type == 13 for slide in file.slides for shape in slide.shapes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_slide_has_a_conclusion_and_a_note_and_keeps_to_its_frame(tmp_path, lang):
    file = deck(tmp_path, lang, **STUDIES)
    for slide in file.slides:
        assert len(slide.shapes.title.text) > 3
        assert len(slide.notes_slide.notes_text_frame.text) > 15
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert Emu(shape.left + shape.width) <= file.slide_width
            assert Emu(shape.top + shape.height) <= file.slide_height


def test_the_charts_hold_the_numbers_of_the_tables(deck_in):
    ladder, kinds, spread, waterfall, whose, held, floors = charts(deck_in("en"))
    assert [*ladder.plots[0].series[0].values] == [0.4, 0.95]
    assert [*ladder.plots[0].categories] == ["Today", "Tomorrow"]
    assert [one.values for one in kinds.plots[0].series] == [(0.95,), (0.25,)]
    assert [one.values[0] for one in spread.plots[0].series] == [20.0, 10.0, 15.5, 14.5, 30.0]
    assert [one.values for one in waterfall.plots[0].series] == [
        (0.0, 100.0, 0.0), (300.0, 0.0, 100.0), (0.0, 200.0, 0.0), (0.0, 0.0, 0.0),
    ]  # fmt: skip
    assert next(one.name for one in whose.plots[0].series) == "government works on it"
    assert [one.values for one in whose.plots[0].series] == [(20.0, 8.0), (0.0, 4.5), (22.5, 0.0)]
    assert [*held.plots[0].categories] == ["Office: review", "Applicant: correcting papers", "everybody else (0)"]
    assert [one.values for one in held.plots[0].series] == [(30.0, 12.5, 0.0), (10.0, 2.5, 0.0)]
    assert [one.values for one in floors.plots[0].series] == [(12.0,), (33.0,), (28.0,)]


def test_titles_are_made_from_the_numbers(deck_in):
    titles = [slide.shapes.title.text for slide in deck_in("en").slides]
    assert titles[0] == "Can approval of an enterprise investment project fall within 50 days?"
    assert titles[2] == "“Tomorrow” surely brings nine projects in ten within 50 days on 1 of 2 clocks"
    assert titles[3] == "Within 50 working days of government time: “Mills” 95%"
    assert titles[10] == "At 5% of the points within the ranges of the estimates the promise is missed"
    assert titles[11] == "What we ask you to decide"
    assert titles[8] == "“Mills” projects still take 33.0 days if the government takes none"
    assert titles[12] == "80% of a project’s time under “Tomorrow” rests on durations that are estimates"


def test_each_study_gets_a_slide(tmp_path):
    file = deck(tmp_path, **STUDIES)
    assert len(file.slides) == 19
    cells = [cell.text for table in tables(file) for row in table.rows for cell in row.cells]
    assert {"96% [94%–98%]", "95% [92%, 97%]", "yes", "no"} <= {*cells}
    assert [*charts(file)[-1].plots[0].series[0].values] == [20.0, 2.0]


def test_the_slide_of_a_study_says_what_was_studied(tmp_path):
    file = deck(tmp_path, sensitivity={**small.SENSITIVITY, "target": 3})
    slide = next(one for one in file.slides if "time of review" in one.shapes.title.text)
    axis = next(shape.chart for shape in slide.shapes if shape.has_chart).value_axis.axis_title.text_frame.text
    assert "within 3 days" in slide.shapes.title.text
    assert axis.startswith("mean change of the share within 3 days")


def test_money_and_shares_are_drawn_by_powerpoint(tmp_path):
    file = deck(tmp_path, shares=small.SHARES, frontier=small.FRONTIER)
    money, earned = charts(file)[-2:]
    told = [[*zip(one.iter_values(), one._element.xpath(".//c:xVal//c:v/text()"), strict=True)]
            for one in money.plots[0].series]  # fmt: skip
    assert told == [[(10.0, "0.0"), (50.0, "2.0")], [(40.0, "3.0")]]
    assert [*earned.plots[0].categories] == ["Agents for every project", "Electronic signature and seal"]
    assert [*earned.plots[0].series[0].values] == [30.0, 20.0]
    notes = file.slides[10].notes_slide.notes_text_frame.text
    assert notes.endswith(
        "10% for 0.00 million CNY a year: no reform.\n50% for 2.00 million CNY a year: Agents for every project."
    )


def test_of_marks_in_a_plane_the_most_come_first_each_in_its_colour():
    """LibreOffice draws nothing of a first series that is shorter than another."""
    file = Presentation()
    slide = file.slides.add_slide(file.slide_layouts[6])
    few, many = [(1.0, 1.0)], [(1.0, 2.0), (2.0, 3.0)]
    chart = points(slide, {"few": few, "many": many}, across="x", up="y", alt="", colours=("#000000", "#ffffff"))
    colours = [(one.name, str(one.marker.format.fill.fore_color.rgb)) for one in chart.plots[0].series]
    assert colours == [("many", "FFFFFF"), ("few", "000000")]


def test_of_more_series_than_colours_none_is_left_out():
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    series = {f"scenario {number}": [number, number + 1] for number in range(len(COLOURS) + 2)}
    chart = bars(slide, ["new land", "own land"], series, form="0", alt="", stacked=True)
    assert [one.name for one in chart.plots[0].series] == list(series)
    shades = [str(one.format.fill.fore_color.rgb) for one in chart.plots[0].series]
    assert shades[4:] == shades[:2]
    assert chart.has_legend


def test_three_numbers_open_the_session(deck_in):
    said = [shape.text_frame.text for shape in deck_in("en").slides[0].shapes if shape.has_text_frame]
    assert {"95%", "25%", "46 → 46"} <= {*said}
    assert "of projects within 50 calendar days from filing to permit [20%–30%]: no" in said
    chinese = [shape.text_frame.text for shape in deck_in("zh").slides[0].shapes if shape.has_text_frame]
    assert "的项目政府审批不超过50个工作日（92%–97%）：能" in chinese


def test_small_steps_stand_together_where_there_are_many(tmp_path):
    file = deck(tmp_path, tables=small.town(steps=small.climbed(300, 299, 298, *range(280, 100, -20))))
    names = [*charts(file)[3].plots[0].categories]
    assert names[:3] == ["Step 0", "+ 2 more reforms together", "+ Step 3"]
    assert (len(names), names[-1]) == (12, "what is left")
    _, whole, saved, _ = charts(file)[3].plots[0].series
    assert [_label(whole, place) for place in (0, 11)] == ["300", "120"]
    assert [_label(saved, place) for place in (1, 2)] == ["−2.0", "−18"]
    assert "Step 1 (−1.0), Step 2 (−1.0)" in file.slides[5].notes_slide.notes_text_frame.text


def _label(series, place):
    return series.points[place].data_label.text_frame.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_target_is_a_line_at_its_place_on_the_axis(deck_in, lang):
    slides = deck_in(lang).slides
    for number, (at, told) in {1: (0.9, "90%"), 5: (50, "50")}.items():
        (frame,) = [shape for shape in slides[number].shapes if shape.has_chart]
        (line,) = [shape for shape in slides[number].shapes if shape.shape_type == MSO_SHAPE_TYPE.LINE]
        x, _, width, _ = PLOT
        end = frame.chart.value_axis.maximum_scale
        assert line.left == pytest.approx(frame.left + frame.width * (x + width * at / end), abs=2)
        layout = frame.chart._chartSpace.xpath(".//c:plotArea/c:layout/c:manualLayout/c:w/@val")
        assert [float(one) for one in layout] == [width]
        assert any(told in shape.text_frame.text for shape in slides[number].shapes if shape.has_text_frame)


def test_titles_are_of_one_size_and_every_slide_has_its_number_and_its_source(tmp_path):
    slides = deck(tmp_path, shares={**small.SHARES, "replications": 4}).slides
    sizes = {run.font.size.pt for slide in slides for run in slide.shapes.title.text_frame.paragraphs[0].runs}
    assert len(sizes) == 1
    assert min(sizes) >= 22
    for number, slide in enumerate(slides, 1):
        fields = slide._element.xpath(".//a:fld")
        assert [one.get("type") for one in fields] == ["datetime1", "slidenum"]
        assert fields[1].xpath("string(a:t)") == str(number)
    said = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in slides]
    assert any("Each scenario was played 20 times" in text for text in said[0])
    assert any("Study of “Today”: 4 replications, seed 1" in text for texts in said for text in texts)


def test_the_chain_and_the_critical_path_of_one_project(tmp_path):
    file = deck(tmp_path, tables=small.town(one_project=small.one_project()))
    titles = [slide.shapes.title.text for slide in file.slides]
    number = titles.index("Under “Tomorrow” 2 items follow one another where there were 3")
    boxes = [
        shape.text_frame.text for shape in file.slides[number].shapes if shape.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE
    ]
    assert boxes == ["1  Plan", "2  Review", "3  Permit", "1  Plan", "2  Permit"]
    before, after = [shape.chart for shape in file.slides[number + 1].shapes if shape.has_chart]
    assert [*before.plots[0].categories] == ["Plan", "Review", "Permit"]
    told = {one.name: one.values for one in before.plots[0].series}
    assert told["government works on it"] == (0.0, 7.0, 5.0)
    assert told["waiting for somebody’s turn or a fixed day"] == (0.0, 3.0, 0.0)
    assert [*after.plots[0].categories] == ["Plan", "Permit"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_has_a_latin_and_a_chinese_font_and_every_bar_its_name(tmp_path, lang):
    file = deck(tmp_path, lang, **STUDIES)
    parts = [slide._element for slide in file.slides] + [slide.notes_slide._element for slide in file.slides]
    spaces = [chart._chartSpace for chart in charts(file)]
    for part in (*parts, *spaces):
        letters = part.xpath(".//a:rPr | .//a:defRPr")
        assert letters
        for one in letters:
            assert one.xpath("string(a:latin/@typeface)") == "Arial"
            assert one.xpath("string(a:ea/@typeface)") == "Microsoft YaHei"
    assert all(skip == "1" for space in spaces for skip in space.xpath(".//c:catAx/c:tickLblSkip/@val"))
    assert sum(len(space.xpath(".//c:tickLblSkip")) for space in spaces) == len(spaces) - 1


def test_a_share_is_not_rounded_to_all(tmp_path):
    near = {name: {**clocks, "government_days": (0.998, 0.99, 1.0)} for name, clocks in small.WITHIN.items()}
    ladder = charts(deck(tmp_path, tables=small.town(chances=small.chances(within=near))))[0]
    assert ladder.plots[0].series[0].data_labels.number_format == "0.0%"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nobody_is_permitted_there_are_sentences(tmp_path, lang):
    file = deck(tmp_path, lang, small.nobody())
    assert len(file.slides) == 11
    assert charts(file) == []
    assert any(words()["word.nobody"][lang] in slide.shapes.title.text for slide in file.slides)


def test_without_steps_the_headline_clock_is_shown(tmp_path):
    tables = small.town()
    tables.pop("steps")
    file = deck(tmp_path, tables=tables)
    assert len(file.slides) == 14
    assert len(charts(file)) == 7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_know_their_language(deck_in, lang):
    marked = {run.get("lang") for slide in deck_in(lang).slides for run in slide._element.iter() if run.get("lang")}
    assert marked == {{"en": "en-US", "zh": "zh-CN"}[lang]}


def test_a_long_table_goes_on_on_the_next_slide(tmp_path):
    many = {
        **small.TARGETS,
        "after": [{"scenario": "tomorrow", "targets": [{**small.FEES, "quote": f"{n}"} for n in range(20)]}],
    }
    file = deck(tmp_path, targets=many)
    assert [len(table.rows) - 1 for table in tables(file)][2:4] == [10, 10]
