"""The home page of a district: how it stands, whether that changes, who is left behind, what is not known."""

from dashboard.controls import Place
from dashboard.frame import framed
from dashboard.look import tab
from dashboard.parts import (
    district_choose,
    district_done,
    district_head,
    district_inside,
    district_like,
    district_sheet,
    district_spine,
    district_trends,
)
from indicators.engine.language import _


def page() -> None:
    """One district in all its indicators; without one, the list to choose from."""
    framed(_("District"), _body)


def _body(at: Place) -> None:
    if at.district is None:
        district_choose.show(at)
        return
    tab(at.called(at.district), _("District"))
    found = district_head.home(at, at.district)
    place_for_inside = district_head.sentences(found)
    district_head.tiles(found)
    district_spine.show(found)
    district_trends.show(found)
    district_inside.show(found, place_for_inside)
    district_like.show(found)
    district_done.show(found)
    district_sheet.show(found)
