"""The home page of a district: how it stands, whether that changes, who is left behind, what is not known."""

from dashboard.shell.controls import Place
from dashboard.shell.frame import framed
from dashboard.shell.style import tab
from dashboard.views.district import choose, sheet, trends
from dashboard.views.district import done as district_done
from dashboard.views.district import head as district_head
from dashboard.views.district import inside as district_inside
from dashboard.views.district import similar as district_like
from dashboard.views.district import spine as district_spine
from indicators.engine.text.messages import translated as _


def page() -> None:
    """One district in all its indicators; without one, the list to choose from."""
    framed(_("District"), _body)


def _body(at: Place) -> None:
    if at.district is None:
        choose.show(at)
        return
    tab(at.called(at.district), _("District"))
    found = district_head.home(at, at.district)
    place_for_inside = district_head.sentences(found)
    district_head.tiles(found)
    district_spine.show(found)
    trends.show(found)
    district_inside.show(found, place_for_inside)
    district_like.show(found)
    district_done.show(found)
    sheet.show(found)
