"""The home page of a district: how it stands, whether that changes, who is left behind, what is not known."""

from dashboard.shell.controls import Place
from dashboard.shell.frame import city_page
from dashboard.shell.style import set_tab_title
from dashboard.views.district import choose, head, inside, interventions, sheet, similar, spine, trends
from indicators.engine.text.messages import translated as _


def page() -> None:
    """One district in all its indicators; without one, the list to choose from."""
    city_page(_("District"), _body)


def _body(at: Place) -> None:
    if at.district is None:
        choose.show(at)
        return
    set_tab_title(at.district_name(at.district), _("District"))
    home, top, beside = head.load_home(at, at.district)
    place_for_inside = head.sentences(home, top)
    head.tiles(home)
    spine.show(home)
    trends.show(home)
    inside.show(home, place_for_inside)
    similar.show(home)
    interventions.show(home)
    sheet.show(home, beside)
