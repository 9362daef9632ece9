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
from sim.report.slides.fitting import BOLD, INSIDE, fitted, text_size, title_size

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE: Final = Inches(0.6)
TOP: Final = Inches(1.55)
FOOT: Final = Inches(6.95)
BODY: Final = (EDGE, TOP, Emu(WIDTH - 2 * EDGE), Emu(FOOT - TOP))
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
BLUE, INK, SOFT = RGBColor(0x08, 0x30, 0x6B), RGBColor(0x22, 0x22, 0x22), RGBColor(0x55, 0x55, 0x55)
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

    def add(self, title: str, notes: Sequence[str]) -> Any:
        """A slide with a conclusion for a title, the footer, and what the speaker should know."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        slide.shapes.title.text = title
        size = title_size(title, BODY[2], TITLE_HEIGHT)
        _set(slide.shapes.title.text_frame.paragraphs[0], size, BLUE, bold=True)
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        self.write(slide, [self.footer], (EDGE, FOOT, BODY[2], Inches(0.35)), 10, SOFT)
        return slide

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
        for part in _texts(self.file):
            for letters in part.iter(*LETTERS):
                _speak(letters, SPOKEN[self.lang])
        buffer = BytesIO()
        self.file.save(buffer)
        write_bytes(path, timeless(buffer.getvalue()))


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
