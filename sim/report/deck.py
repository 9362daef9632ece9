"""A deck of slides that a presenter can edit: titles, native charts and tables, speaker notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches, Pt

from sim.fonts import Language, wide

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE: Final = Inches(0.6)
TOP: Final = Inches(1.55)
FOOT: Final = Inches(6.95)
BODY: Final = (EDGE, TOP, Emu(WIDTH - 2 * EDGE), Emu(FOOT - TOP))
BLUE, INK, SOFT = RGBColor(0x08, 0x30, 0x6B), RGBColor(0x22, 0x22, 0x22), RGBColor(0x55, 0x55, 0x55)
TITLE_ONLY, NOTHING_BUT_TITLE = 5, 0
LATIN_FONT, CHINESE_FONT = "Arial", "Microsoft YaHei"
SPOKEN: Final = {"en": "en-US", "zh": "zh-CN"}
DRAWING: Final = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}


@dataclass(frozen=True)
class Deck:
    """Slides in one language."""

    file: Any
    lang: Language
    footer: str

    def add(self, title: str, notes: Sequence[str]) -> Any:
        """A slide with a conclusion for a title, the footer, and what the speaker should know."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        slide.shapes.title.text = title
        _set(slide.shapes.title.text_frame.paragraphs[0], _title_size(title), BLUE, bold=True)
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        self.write(slide, [self.footer], (EDGE, FOOT, BODY[2], Inches(0.35)), 10, SOFT)
        return slide

    def write(self, slide: Any, lines: Sequence[str], box: Sequence[int], size: float, colour: RGBColor = INK) -> None:
        """Lines of text in a box."""
        frame = slide.shapes.add_textbox(*box).text_frame
        frame.word_wrap = True
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.text = line
            paragraph.space_after = Pt(size / 2)
            _set(paragraph, size, colour)

    def band(self, slide: Any, box: Sequence[int]) -> None:
        """A band of colour."""
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box)
        shape.fill.solid()
        shape.fill.fore_color.rgb = BLUE
        shape.line.fill.background()

    def table(self, slide: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]) -> None:
        """A table over the body; *shares* are the widths of its columns, beside one another."""
        size = 14 if len(rows) <= 8 else 12
        left, top, width, _ = BODY
        height = Inches(0.42) * (len(rows) + 1)
        frame = slide.shapes.add_table(len(rows) + 1, len(heads), left, top, width, height)
        for column, share in zip(frame.table.columns, shares, strict=True):
            column.width = Emu(int(width * share / sum(shares)))
        for number, row in enumerate([heads, *rows]):
            for place, words in enumerate(row):
                cell = frame.table.cell(number, place)
                cell.text = words
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.margin_top = cell.margin_bottom = Pt(2)
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.alignment = PP_ALIGN.LEFT if place == 0 else PP_ALIGN.RIGHT
                _set(paragraph, size, RGBColor(255, 255, 255) if number == 0 else INK, bold=number == 0)

    def save(self, path: Path) -> None:
        """Writes the whole file or leaves the old one as it was."""
        for slide in self.file.slides:
            for run in slide._element.iter(f"{{{DRAWING['a']}}}rPr"):
                run.set("lang", SPOKEN[self.lang])
        partial = path.with_name(path.name + ".partial")
        self.file.save(str(partial))
        partial.replace(path)


def new_deck(lang: Language, title: str, footer: str) -> Deck:
    """A deck without slides, wide, in fonts that PowerPoint has."""
    file = Presentation()
    file.slide_width, file.slide_height = WIDTH, HEIGHT
    file.core_properties.title, file.core_properties.language = title, SPOKEN[lang]
    _set_fonts(file)
    layout: Any = file.slide_layouts[TITLE_ONLY]
    for shape in list(layout.placeholders):
        if shape.placeholder_format.idx == NOTHING_BUT_TITLE:
            shape.left, shape.top, shape.width, shape.height = EDGE, Inches(0.35), BODY[2], Inches(1.1)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        else:
            shape._element.getparent().remove(shape._element)
    return Deck(file, lang, footer)


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


def _title_size(title: str) -> float:
    """Two lines at most where that can be read."""
    room = BODY[2] / Pt(1)
    return next((size for size in (28, 24, 22) if wide(title) * size * 1.1 <= 2 * room), 20)


def _set(paragraph: Any, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    if paragraph.alignment is None:
        paragraph.alignment = PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour
