"""The map of a process: what it shows, what it says was changed, and that it can be read in both languages."""

import json
import os
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.image
import pytest
from click.testing import CliRunner
from matplotlib.text import Text

from sim.charts.fonts import folded, lettering
from sim.charts.images import image, write_image
from sim.charts.map import MapEdge, ProcessMap, draw_map, process_map
from sim.charts.map.words import changes_in_words, conclusion, condition, letters
from sim.cli import main
from sim.scenario import load_root, load_scenario
from sim.scenario.quantities import TwoLanguages

HERE = Path(__file__).parent / "scenarios"
SHIPPED = Path(__file__).parents[2] / "scenarios"


@pytest.fixture
def old() -> ProcessMap:
    return process_map(load_scenario(HERE / "way.yaml"))


@pytest.fixture
def new() -> ProcessMap:
    return process_map(load_scenario(HERE / "new-way.yaml"), load_root(HERE / "new-way.yaml"))


def lines(content: ProcessMap) -> set[tuple[str, str, str, tuple[str, ...]]]:
    return {(edge.before, edge.item, edge.fate, edge.classes) for edge in content.edges}


# What is shown


def test_what_follows_from_other_lines_is_not_drawn(old: ProcessMap):
    assert lines(old) == {
        ("filing", "survey", "kept", ()),
        ("survey", "design", "kept", ()),
        ("design", "notice", "kept", ()),
        ("notice", "permit", "kept", ()),
    }


def test_a_map_without_a_base_tells_of_no_change(old: ProcessMap):
    assert {item.fate for item in old.items} == {"kept"}
    assert changes_in_words(old, "en") == []
    assert conclusion(old, "en") == "5 items, 2 of them the government's"


def test_the_order_of_cases_with_a_trait_is_shown_when_asked_for(old: ProcessMap):
    assert old.other_traits == ("ready",)
    ready = process_map(load_scenario(HERE / "way.yaml"), traits=["ready"])
    assert ready.other_traits == ()
    assert lines(ready) == lines(old)


def test_who_needs_an_item_is_told_if_not_everybody_does(old: ProcessMap):
    assert {item.name: condition(item, old) for item in old.items if condition(item, old)} == {"survey": "B 20 %"}


def test_the_longest_chain_passes_by_what_a_class_does_not_need(old: ProcessMap, new: ProcessMap):
    assert old.chains == {"plain": 4, "large": 5}
    assert (new.chains, new.chains_before) == ({"plain": 3, "large": 5}, old.chains)


# What was changed


def test_items_are_told_to_be_removed_and_added(new: ProcessMap):
    assert [item.name for item in new.items_that_are("removed")] == ["survey"]
    assert [item.name for item in new.items_that_are("added")] == ["advice"]


def test_every_line_that_is_new_or_gone_is_told_with_its_classes(new: ProcessMap):
    assert lines(new) == {
        ("filing", "design", "kept", ()),
        ("design", "notice", "kept", ()),
        ("design", "permit", "kept", ()),
        ("notice", "permit", "kept", ("large",)),
        ("notice", "permit", "removed", ("plain",)),
        ("filing", "advice", "added", ()),
        ("advice", "design", "added", ("large",)),
        ("filing", "survey", "removed", ()),
        ("survey", "design", "removed", ()),
    }


def test_only_waits_between_items_that_stay_are_counted_as_re_wired(new: ProcessMap):
    assert new.edges_that_are("removed") == [MapEdge("notice", "permit", "removed", ("plain",))]
    assert conclusion(new, "en") == ("1 item falls away, 1 item is new, once an item no longer waits for another")
    assert changes_in_words(new, "en") == [
        "falls away: Survey",
        "new: Advice",
        "Permit no longer waits for Notice (plain)",
    ]


def test_mock_approval_frees_the_design_from_the_land():
    scenario = SHIPPED / "mock-approval.yaml"
    content = process_map(load_scenario(scenario), load_root(scenario))
    assert [item.name for item in content.items_that_are("added")] == ["land-use-permit-mock", "planning-permit-mock"]
    assert {(edge.before, edge.item) for edge in content.edges_that_are("removed")} == {
        ("land-contract", "soil-water-plan"),
        ("land-contract", "scheme-design"),
        ("land-contract", "survey"),
        ("land-use-permit", "scheme-review"),
        ("planning-permit", "drawing-review"),
    }


def test_the_base_is_the_root_without_reforms():
    root = load_root(HERE / "new-way.yaml")
    assert root is not None
    assert root.scenario == "way"
    assert load_root(HERE / "way.yaml") is None


# How it is drawn


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_character_has_a_glyph_and_both_kinds_of_file_are_written(new: ProcessMap, language: str, tmp_path: Path):
    figure = draw_map(new, language)
    for name in ("map.svg", "map.png"):
        write_image(figure, tmp_path / name)
    assert matplotlib.image.imread(tmp_path / "map.png").shape[:2] == (1755, 2475)
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_chinese_map_is_in_chinese(new: ProcessMap):
    words = {text.get_text() for axes in draw_map(new, "zh").axes for text in axes.texts}
    assert {"新办法", "勘察", "咨询", "取消1个事项,新增1个事项,1处不再等待前项"} <= {
        text.replace("\n", "").replace("\uff0c", ",") for text in words
    }


def test_the_same_map_gives_the_same_bytes(new: ProcessMap, tmp_path: Path):
    for name in ("one.svg", "two.svg"):
        write_image(draw_map(new, "en"), tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_a_long_chain_gets_a_longer_sheet_instead_of_smaller_boxes():
    scenario = SHIPPED / "serial-2016.yaml"
    tall = draw_map(process_map(load_scenario(scenario), load_root(scenario)), "en")
    assert tall.get_size_inches()[0] == pytest.approx(16.5)
    assert tall.get_size_inches()[1] > 20


def test_boxes_do_not_overlap_and_every_line_ends_at_its_box(new: ProcessMap):
    from sim.charts.map.layout import lay_out

    layout = lay_out(new, (1.6, 0.4), (13, 11))
    centres = list(layout.boxes.values())
    apart = [
        abs(x - u) >= 1.6 * layout.scale or abs(y - v) >= 0.4 * layout.scale
        for place, (x, y) in enumerate(centres)
        for u, v in centres[:place]
    ]
    assert all(apart)
    for edge, curve in layout.lines:
        (x, y), (u, v) = layout.boxes[edge.item], curve[-1]
        assert abs(x - u) <= 0.81 * layout.scale
        assert abs(y - v) <= 0.21 * layout.scale


def test_drawing_leaves_the_environment_as_it_was(new: ProcessMap):
    before = dict(os.environ)
    draw_map(new, "en")
    assert dict(os.environ) == before


# Lettering


def test_lines_are_folded_between_words_and_chinese_characters_but_not_before_a_full_stop():
    assert folded("one two three", 5) == ["one two", "three"]
    assert folded("一二三四五。", 5) == ["一二三四", "五。"]
    assert folded("第12处不再", 3.5) == ["第12处", "不再"]
    assert folded("one antidisestablishmentarianism", 17) == ["one", "antidisestablishmentarianism"]


def test_a_word_that_is_longer_than_a_line_is_cut_rather_than_pushed_off_the_sheet():
    assert folded("antidisestablishmentarianism", 6) == ["antidisest", "ablishment", "arianism"]
    assert folded("见antidisestablishmentarianism", 6) == ["见", "antidisest", "ablishment", "arianism"]
    assert folded("W" * 5, 2) == ["WW", "WW", "W"]


def test_fonts_are_the_language_s_only_within():
    import matplotlib as mpl

    before = mpl.rcParams["font.family"]
    with lettering("zh"):
        assert mpl.rcParams["font.family"][0] == "Noto Sans SC"
    assert mpl.rcParams["font.family"] == before


# The command


def test_the_command_writes_what_it_is_asked_for_and_says_what_changed(tmp_path: Path):
    files = [tmp_path / "new" / "map.png", tmp_path / "map.svg"]
    out = [word for file in files for word in ("-o", str(file))]
    result = CliRunner().invoke(main, ["map", str(HERE / "new-way.yaml"), *out, "--lang", "zh"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "取消: 勘察" in result.stdout
    assert all(file.exists() for file in files)


def test_the_command_prints_the_map_for_machines():
    result = CliRunner().invoke(main, ["map", str(HERE / "new-way.yaml"), "--json", "-"])
    document = json.loads(result.stdout)
    assert document["base"] == {"en": "The old way", "zh": "老办法"}
    assert {"before": "notice", "item": "permit", "fate": "removed", "classes": ["plain"]} in document["edges"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "map.pdf"], "--out: 'map.pdf' is neither .svg nor .png: choose one of the two"),
        (
            ["--json", "-", "-o", "a.svg"],
            "--out: is about the drawing, and with --json nothing is drawn: drop one of the two",
        ),
        (["--process", "project"], "way: no process 'project' — did you mean 'projects'?"),
        (["--having", "redy"], "way: projects: no trait 'redy' — did you mean 'ready'?"),
    ],
)
def test_a_mistake_is_told_in_one_line(arguments: list[str], told: str):
    result = CliRunner().invoke(main, ["map", str(HERE / "way.yaml"), *arguments])
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"approvals: {told}\n")


# Whatever a person writes


def test_more_classes_than_letters_have_letters_with_numbers(old):
    many = replace(old, classes={f"class-{number}": old.title for number in range(30)})
    assert list(letters(many).values())[24:28] == ["Y", "Z", "A2", "B2"]


@pytest.mark.parametrize("title", ["W" * 400, "办" * 400, "_$3 less $1 <b> --> 🏠\v"])
def test_a_title_of_any_kind_keeps_within_its_box(old, title):
    both = TwoLanguages(en=title, zh=title)
    content = replace(old, title=both, process=both, items=[replace(item, title=both) for item in old.items])
    figure = draw_map(content, "en")
    ElementTree.fromstring(image(figure, "svg"))
    words = [text for text in figure.findobj(Text) if text.get_text().strip()]
    figure.draw_without_rendering()
    for text in words:
        edges = text.get_window_extent()
        assert edges.x0 >= 0
        assert edges.x1 <= figure.bbox.width
        assert edges.y0 >= 0
        assert edges.y1 <= figure.bbox.height
    drawn = [text.get_window_extent() for text in words if text.get_ha() == "center"]
    assert max(edges.width for edges in drawn) < 1.68 * figure.dpi
    assert max(edges.height for edges in drawn) < 0.44 * figure.dpi
