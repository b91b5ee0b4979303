"""One page of paper about one intervention: the slides' words and pictures, set as a tagged PDF by Typst.

Letters shrink until everything fits on one page. What is known goes to the template as data, so that no name can be
read as markup; pictures go there as PNG, because only their own renderer is sure to have their letters.
"""

import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dashboard.charts import chart_files
from dashboard.charts.colours import ACCENT
from dashboard.exports.slides import Picture, Slide, SlideTable

TEMPLATE = Path(__file__).with_name("handout.typ")
_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
_LONG = 150


@dataclass(frozen=True)
class Handout:
    """What stands where: the head with its badge, the picture below it, two columns, what fills the foot."""

    language: str
    title: str
    head: Slide
    picture: Slide
    left: tuple[Slide, ...]
    right: tuple[Slide, ...]
    foot: Slide
    link: str = ""


def pdf(handout: Handout) -> bytes:
    """The page; a second one where even the smallest letters do not fit on one, so that nothing is lost."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(TEMPLATE, root)
        (root / "deck.json").write_text(json.dumps(_template_data(handout, root)), encoding="utf-8")
        size = next((size for size in _SIZES if _pages(root, size) == 1), _SIZES[-1])
        return bytes(typst.compile(**_source(root, size), format="pdf", pdf_standards=["ua-1"]))


def _pages(root: Path, size: float) -> int:
    import typst

    pages = json.loads(typst.query(**_source(root, size), selector="<pages>", field="value"))
    return int(pages[0])


def _source(root: Path, size: float) -> dict[str, Any]:
    """What Typst compiles: the template in its folder, with letters of that size in points."""
    return {"input": root / TEMPLATE.name, "root": root, "sys_inputs": {"size": str(size)}}


def _template_data(handout: Handout, root: Path) -> dict[str, Any]:
    """The handout as the template reads it; pictures are put into the folder."""
    link = handout.link
    return {
        "language": handout.language,
        "title": handout.title,
        "head": _slide(handout.head, root),
        "picture": _slide(handout.picture, root),
        "left": [_slide(slide, root) for slide in handout.left],
        "right": [_slide(slide, root) for slide in handout.right],
        "foot": _slide(handout.foot, root),
        "link": link,
        "accent": ACCENT,
        "shown_link": link if len(link) < _LONG else f"{link[:_LONG]}…",
    }


def _slide(slide: Slide, root: Path) -> dict[str, Any]:
    picture = slide.shows if isinstance(slide.shows, Picture) else None
    table = slide.shows if isinstance(slide.shows, SlideTable) else None
    name = None
    if picture is not None:
        name = f"picture-{len(list(root.iterdir()))}.png"
        (root / name).write_bytes(chart_files.png(picture.drawing, 3.0))
    return {
        "title": slide.title,
        "texts": slide.texts,
        "small": slide.small,
        "badge": asdict(slide.badge) if slide.badge else None,
        "picture": name,
        "alt": picture.alt if picture else "",
        "head": table.head if table else None,
        "rows": table.rows if table else None,
        "widths": table.widths if table else None,
    }
