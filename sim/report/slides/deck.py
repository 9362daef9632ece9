"""A deck of slides that a presenter can edit: titles, native charts and tables, speaker notes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches, Pt

from sim.base.files import write_bytes
from sim.base.language import Language
from sim.charts.fonts import wide
from sim.report.slides.archive import timeless
from sim.report.slides.fitting import BOLD, INSIDE, READABLE, fitted, text_size, title_size

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE: Final = Inches(0.6)
TOP: Final = Inches(1.55)
FOOT: Final = Inches(6.95)
BODY: Final = (EDGE, TOP, Emu(WIDTH - 2 * EDGE), Emu(FOOT - TOP))
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
BLUE, INK, SOFT = RGBColor(0x08, 0x30, 0x6B), RGBColor(0x22, 0x22, 0x22), RGBColor(0x55, 0x55, 0x55)
ASIDE: Final = Inches(2.2)
"""At the foot, what the day and the number of the slide take."""
FIELD: Final = {
    "datetime1": "{5BCAD085-E8A6-8845-BD4E-CB4CCA059FC4}", "slidenum": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}",
}  # fmt: skip
"""Each kind of field has a number of its own, as PowerPoint writes it."""
Box = tuple[Any, Any, Any, Any]
"""Left, top, width and height."""
FIGURE: Final = 60
TITLE_HEIGHT: Final = Inches(1.1)
TITLE_ONLY, NOTHING_BUT_TITLE = 5, 0
LATIN_FONT, CHINESE_FONT = "Arial", "Microsoft YaHei"
SPOKEN: Final = {"en": "en-US", "zh": "zh-CN"}
DRAWING: Final = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
LETTERS: Final = tuple(f"{{{DRAWING['a']}}}{kind}" for kind in ("rPr", "defRPr", "endParaRPr"))
"""What says how a text is lettered: of a run, of all texts of a chart, of an end."""


@dataclass(frozen=True)
class Deck:
    """A deck of slides in one language, with what is put on them."""

    file: Any
    lang: Language
    footer: str

    def add(self, title: str, notes: Sequence[str], source: str = "") -> Any:
        """A slide with a conclusion for a title, what the speaker should know, and at its foot from what it follows.

        *source* is that of a study; without one the slide follows from the answer. Beside it stand the day on which
        the slide is shown, which PowerPoint fills in, and its number.
        """
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        slide.shapes.title.text = title
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        self.write(slide, [source or self.footer], (EDGE, FOOT, Emu(BODY[2] - ASIDE), Inches(0.35)), 10, SOFT)
        self.write(slide, [""], (Emu(EDGE + BODY[2] - ASIDE), FOOT, ASIDE, Inches(0.35)), 10, SOFT)
        _add_fields(
            slide.shapes[-1].text_frame.paragraphs[0], ("datetime1", ""), ("slidenum", str(len(self.file.slides)))
        )
        return slide

    def arrow(self, slide: Any, text: str, colour: str, box: Sequence[int]) -> None:
        """A box of this colour that points to the right, with a text that keeps within."""
        shape = slide.shapes.add_shape(MSO_SHAPE.PENTAGON, *map(Emu, box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
        shape.line.color.rgb = SOFT
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(3)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        frame.text = text
        _set(frame.paragraphs[0], text_size([text], 12, shape.width, shape.height), INK)

    def write(
        self,
        slide: Any,
        lines: Sequence[str],
        box: Sequence[int],
        size: float,
        colour: RGBColor = INK,
        *,
        bold: bool = False,
    ) -> None:
        """Lines of text in a box, in smaller letters where they need more room than there is."""
        size = text_size(lines, size, box[2], box[3])
        frame = slide.shapes.add_textbox(*box).text_frame
        frame.word_wrap = True
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.text = line
            paragraph.space_after = Pt(size / 2)
            _set(paragraph, size, colour, bold=bold)

    def key(self, slide: Any, told: Sequence[tuple[str, str]], box: Sequence[int]) -> None:
        """What each colour stands for, in one line: a square of the colour, then the words."""
        self.write(slide, [""], box, 12)
        paragraph = slide.shapes[-1].text_frame.paragraphs[0]
        for words, colour in told:
            for text, shade in ((" ■ ", RGBColor.from_string(colour.lstrip("#").upper())), (words + "  ", INK)):
                run = paragraph.add_run()
                run.text, run.font.size, run.font.color.rgb = text, Pt(12), shade

    def band(self, slide: Any, box: Sequence[int]) -> None:
        """Puts a blue rectangle on a slide, in *box*: left, top, width and height."""
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box)
        shape.fill.solid()
        shape.fill.fore_color.rgb = BLUE
        shape.line.fill.background()

    def figure(self, slide: Any, figure: str, words: Sequence[str], box: Sequence[int]) -> None:
        """A number that is seen from the last row, and below it what it is."""
        left, top, width, height = box
        size = min(FIGURE, (width / Pt(1) - INSIDE) / (wide(figure) * BOLD))
        self.write(slide, [figure], (left, top, width, Inches(1.2)), int(size), BLUE, bold=True)
        self.write(slide, words, (left, top + Inches(1.15), width, height - Inches(1.15)), 18)

    def table(
        self,
        slide: Any,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        words: Collection[int] = (),
    ) -> None:
        """A table over the body; *shares* are the widths of its columns, *words* those that are set to the left."""
        left, top, width, most = BODY
        widths = [Emu(int(width * share / sum(shares))) for share in shares]
        made = fitted(heads, rows, widths, most)
        frame = slide.shapes.add_table(len(rows) + 1, len(heads), left, top, width, sum(made.heights))
        for column, room in zip(frame.table.columns, widths, strict=True):
            column.width = room
        for number, row in enumerate(made.cells):
            frame.table.rows[number].height = made.heights[number]
            for place, text in enumerate(row):
                is_word = place == 0 or place in words
                _fill_cell(frame.table.cell(number, place), text, made.size, is_head=number == 0, is_word=is_word)

    def save(self, path: Path) -> None:
        """Writes the file; the same slides give the same bytes."""
        self._set_titles()
        for part in _texts(self.file):
            for letters in part.iter(*LETTERS):
                _speak(letters, SPOKEN[self.lang])
        buffer = BytesIO()
        self.file.save(buffer)
        write_bytes(path, timeless(buffer.getvalue()))

    def _set_titles(self) -> None:
        """All titles in letters of one size: the largest in which each has room, or that can be read; few need less."""
        titles = [slide.shapes.title.text_frame for slide in self.file.slides]
        sizes = [title_size(frame.text, BODY[2], TITLE_HEIGHT) for frame in titles]
        common = max(READABLE, min(sizes, default=READABLE))
        for frame, size in zip(titles, sizes, strict=True):
            _set(frame.paragraphs[0], min(size, common), BLUE, bold=True)


def new_deck(lang: Language, title: str, footer: str) -> Deck:
    """A deck without slides, wide, in fonts that PowerPoint has."""
    file = Presentation()
    file.slide_width, file.slide_height = WIDTH, HEIGHT
    file.core_properties.title, file.core_properties.language = title, SPOKEN[lang]
    file.core_properties.last_modified_by = file.core_properties.comments = ""
    _set_fonts(file)
    layout: Any = file.slide_layouts[TITLE_ONLY]
    for shape in list(layout.placeholders):
        if shape.placeholder_format.idx == NOTHING_BUT_TITLE:
            shape.left, shape.top, shape.width, shape.height = EDGE, Inches(0.35), BODY[2], TITLE_HEIGHT
            shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        else:
            shape._element.getparent().remove(shape._element)
    return Deck(file, lang, footer)


def _fill_cell(cell: Any, text: str, size: float, *, is_head: bool, is_word: bool) -> None:
    cell.text = text
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Pt(2)
    if is_head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = BLUE
    for paragraph in cell.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT if is_word else PP_ALIGN.RIGHT
        _set(paragraph, size, WHITE if is_head else INK, bold=is_head)


def _add_fields(paragraph: Any, *fields: tuple[str, str]) -> None:
    """Fields that PowerPoint fills in by itself, one after another: each its kind, and what stands there until then."""
    paragraph.alignment = PP_ALIGN.RIGHT
    for place, (kind, text) in enumerate(fields):
        if place:
            run = paragraph.add_run()
            run.text = " · "
            run.font.size, run.font.color.rgb = Pt(10), SOFT
        field = etree.SubElement(paragraph._p, f"{{{DRAWING['a']}}}fld", id=FIELD[kind], type=kind)
        etree.SubElement(field, f"{{{DRAWING['a']}}}rPr", sz="1000")
        etree.SubElement(field, f"{{{DRAWING['a']}}}t").text = text


def _texts(file: Any) -> Iterator[Any]:
    """Everything that is read: slides, their notes, their charts."""
    for slide in file.slides:
        for run in slide.notes_slide._element.iter(f"{{{DRAWING['a']}}}r"):
            run.get_or_add_rPr()
        yield from (slide._element, slide.notes_slide._element)
        yield from (shape.chart._chartSpace for shape in slide.shapes if shape.has_chart)


def _speak(letters: Any, language: str) -> None:
    """Says of a text its language and both its fonts, so that Chinese is set in a Chinese one wherever it is opened."""
    letters.set("lang", language)
    for kind, font in (("latin", LATIN_FONT), ("ea", CHINESE_FONT)):
        if letters.find(f"a:{kind}", DRAWING) is None:
            etree.SubElement(letters, f"{{{DRAWING['a']}}}{kind}").set("typeface", font)


def _set_fonts(file: Any) -> None:
    """The fonts of the theme, from which every text and chart takes its own."""
    part = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    for kind in theme.iterfind(".//a:fontScheme/*", DRAWING):
        kind.find("a:latin", DRAWING).set("typeface", LATIN_FONT)
        kind.find("a:ea", DRAWING).set("typeface", CHINESE_FONT)
        for script in kind.findall("a:font[@script='Hans']", DRAWING):
            script.set("typeface", CHINESE_FONT)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set(paragraph: Any, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    if paragraph.alignment is None:
        paragraph.alignment = PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour
