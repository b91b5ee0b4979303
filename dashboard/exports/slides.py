"""Slides as a PowerPoint file: real titles, notes for the speaker, charts and tables that can be edited, alternatives
in words for all that is drawn.

What is known comes in as data, in one language, and is never read as markup. Letters shrink where a text is long;
what stands below a text begins where it ends.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from dashboard.charts import chart_files
from dashboard.exports import slides_chart
from dashboard.exports.rich_text import Runs
from dashboard.exports.slides_chart import Curves

_WIDE, _TALL = Inches(40 / 3), Inches(7.5)
_EDGE, _TOP, _FOOT = Inches(0.6), Inches(1.45), Inches(6.85)
_ROOM = Emu(_WIDE - 2 * _EDGE)
_GAP = Inches(0.12)
_INK = RGBColor(0x11, 0x11, 0x11)
_SIZES, _BESIDE, _SMALL = (24, 22, 20, 18, 16, 14), (22, 20, 18, 16, 14), (14, 12, 11)
_IN_TABLE, _CELL = (18, 16, 15, 14, 13, 12, 11), Inches(0.035)
_LINE, _LETTER, _AFTER = 1.22, 0.54, 0.35
"""Height of a line, mean width of a letter and room after a paragraph, in parts of the letters' size."""
_TAGS = {"en": "en-GB", "fr": "fr-FR"}


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, and what it shows in words."""

    drawing: str
    alt: str


@dataclass(frozen=True)
class SlideTable:
    """Rows of text; `widths` are the columns' shares of the room."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Badge:
    """A word on its colour (`#rrggbb`); a dashed border where it claims nothing."""

    word: str
    fill: str
    ink: str
    dashed: bool = False


@dataclass(frozen=True)
class Slide:
    """A title, a badge, texts, one thing that is shown, small print; `notes` are for the speaker."""

    title: str
    texts: tuple[Runs, ...] = ()
    shows: Picture | Curves | SlideTable | None = None
    small: tuple[Runs, ...] = ()
    notes: tuple[str, ...] = ()
    badge: Badge | None = None


@dataclass(frozen=True)
class Deck:
    """Slides in one language; `foot` stands at the foot of each."""

    language: str
    title: str
    author: str
    foot: str
    slides: tuple[Slide, ...]


def pptx(deck: Deck) -> bytes:
    """The deck as a file."""
    made = _wide()
    made.core_properties.title = deck.title
    made.core_properties.author = deck.author
    made.core_properties.language = _TAGS.get(deck.language, deck.language)
    for number, slide in enumerate(deck.slides, start=1):
        _add(made, slide, f"{deck.foot}  ·  {number}/{len(deck.slides)}")
    for slide in made.slides:
        _speak(slide, _TAGS.get(deck.language, deck.language))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _wide() -> Any:
    """An empty deck as wide as projectors are; the layouts that come along are for 4:3, and are stretched."""
    made = Presentation()
    stretch = _WIDE / made.slide_width
    made.slide_width, made.slide_height = _WIDE, _TALL
    for page in (made.slide_master, *made.slide_layouts):
        for shape in page.placeholders:
            shape.left, shape.width = Emu(round(shape.left * stretch)), Emu(round(shape.width * stretch))
    return made


def _add(made: Any, slide: Slide, foot: str) -> None:
    body = slide.shows is None and slide.badge is None
    page = made.slides.add_slide(made.slide_layouts[1 if body else 5])
    _title(page.shapes.title, slide.title)
    top, end = int(_TOP), int(_FOOT)
    if slide.badge is not None:
        top = _badge(page, slide.badge, top) + _GAP
    if slide.small:
        high = min(_height(_whole(slide.small), _SMALL[0], _ROOM), round((end - top) * 0.4))
        end -= high
        _texts(page.shapes.add_textbox(_EDGE, Emu(end), _ROOM, Emu(high)), slide.small, high, _SMALL)
    if slide.texts:
        room = end - top if slide.shows is None else round((end - top) * 0.4)
        box = page.placeholders[1] if body else page.shapes.add_textbox(_EDGE, Emu(top), _ROOM, Emu(room))
        box.left, box.top, box.width = _EDGE, Emu(top), _ROOM
        top += _texts(box, slide.texts, room, _SIZES if slide.shows is None else _BESIDE) + _GAP
    if slide.shows is not None:
        _show(page, slide.shows, (_EDGE, Emu(top), _ROOM, Emu(end - top)))
    _foot(page, foot)
    page.notes_slide.notes_text_frame.text = "\n".join(slide.notes)


def _title(shape: Any, text: str) -> None:
    shape.left, shape.top, shape.width, shape.height = _EDGE, Inches(0.3), _ROOM, Inches(1.05)
    shape.text_frame.text = text
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    size = next((size for size in (34, 30, 26, 22) if _height([text], size, _ROOM) <= shape.height), 20)
    _write(shape.text_frame.paragraphs[0].runs, size, bold=True)


def _badge(page: Any, badge: Badge, top: int) -> int:
    """Draws it; gives its lower edge."""
    wide = Inches(0.6 + 0.22 * len(badge.word))
    shape = page.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, _EDGE, top, wide, Inches(0.75))
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(badge.fill)
    shape.line.color.rgb = RGBColor(0x33, 0x33, 0x33)
    if badge.dashed:
        shape.line.dash_style = MSO_LINE.DASH
    shape.shadow.inherit = False
    shape.text_frame.text = badge.word
    _write(shape.text_frame.paragraphs[0].runs, 30, bold=True, colour=_colour(badge.ink))
    return int(top + shape.height)


def _whole(texts: Sequence[Runs]) -> list[str]:
    return ["".join(text for text, _bold in runs) for runs in texts]


def _texts(box: Any, texts: Sequence[Runs], room: int, sizes: Sequence[int]) -> int:
    """Writes them in the largest size that has room; gives the height that they take."""
    whole = _whole(texts)
    size = next((size for size in sizes if _height(whole, size, _ROOM) <= room), sizes[-1])
    frame = box.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    for at, runs in enumerate(texts):
        line = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        line.space_after = Pt(size * _AFTER)
        for text, bold in runs:
            run = line.add_run()
            run.text = text
            _write([run], size, bold=bold)
    box.height = Emu(min(_height(whole, size, _ROOM), _FOOT - box.top))
    return int(box.height)


def _height(texts: Sequence[str], size: float, width: int) -> int:
    """How tall these paragraphs stand, about."""
    letters = max(1, math.floor((width / Pt(1) - 30) / (size * _LETTER)))
    lines = sum(max(1, math.ceil(len(text) / letters)) for text in texts)
    return int(Pt(size * (_LINE * lines + _AFTER * len(texts) + 0.6)))


def _show(page: Any, shown: Picture | Curves | SlideTable, room: tuple[int, int, int, int]) -> None:
    if isinstance(shown, Curves):
        slides_chart.draw(page, shown, room)
    elif isinstance(shown, SlideTable):
        _table(page, shown, room)
    else:
        _picture(page, shown, room)


def _picture(page: Any, shown: Picture, room: tuple[int, int, int, int]) -> None:
    left, top, width, height = room
    image = page.shapes.add_picture(io.BytesIO(chart_files.png(shown.drawing)), left, top)
    scale = min(width / image.width, height / image.height)
    image.width, image.height = Emu(round(image.width * scale)), Emu(round(image.height * scale))
    image.left = Emu(left + (width - image.width) // 2)
    slides_chart.describe(image, shown.alt)


def _table(page: Any, shown: SlideTable, room: tuple[int, int, int, int]) -> None:
    left, top, width, height = room
    rows, widths = (shown.head, *shown.rows), [Emu(round(width * share)) for share in shown.widths]
    for size in _IN_TABLE:
        highs = [max(map(_cell_height, row, [size] * len(row), widths)) for row in rows]
        if sum(highs) <= height:
            break
    grid = page.shapes.add_table(len(rows), len(shown.head), left, top, width, Emu(sum(highs))).table
    for column, wide in zip(grid.columns, widths, strict=True):
        column.width = wide
    for y, row in enumerate(rows):
        grid.rows[y].height = Emu(highs[y])
        for x, text in enumerate(row):
            cell = grid.cell(y, x)
            cell.text = text
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = _CELL
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour("#d9e2ee" if y == 0 else "#ffffff" if y % 2 else "#f3f5f8")
            _write(cell.text_frame.paragraphs[0].runs, size, bold=y == 0)


def _cell_height(text: str, size: float, width: int) -> int:
    letters = max(1, math.floor((width / Pt(1) - 16) / (size * _LETTER)))
    return int(Pt(size * _LINE * max(1, math.ceil(len(text) / letters))) + 2 * _CELL)


def _foot(page: Any, text: str) -> None:
    box = page.shapes.add_textbox(_EDGE, _FOOT, _ROOM, Inches(0.5))
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    _write(box.text_frame.paragraphs[0].runs, 11, colour=_colour("#444444"))


def _write(runs: Sequence[Any], size: float, bold: bool = False, colour: RGBColor = _INK) -> None:
    for run in runs:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour


def _speak(page: Any, tag: str) -> None:
    """Says for every run in which language it is, for who has it read aloud."""
    for part in (page, page.notes_slide):
        for run in part.element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}rPr"):
            run.set("lang", tag)


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#").upper())
