"""The page of interventions: the register, one intervention and what it did, the form, files in and out."""

import streamlit as st

from dashboard.shell.controls import Place
from dashboard.shell.frame import city_page
from dashboard.text import city_name, plain
from dashboard.views.interventions import assessment
from dashboard.views.interventions.choice import entry_and_action
from dashboard.views.interventions.form import entry_form
from dashboard.views.interventions.form.saving import report_saved
from dashboard.views.interventions.register import exchange, history
from dashboard.views.interventions.register import list as entry_list
from dashboard.views.shared import register
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.register.versions import Version
from indicators.engine.text.messages import translated as _


def page() -> None:
    """What was done, where, and whether it made a difference."""
    city_page(_("Interventions"), _body)


def _body(at: Place) -> None:
    snapshot = register.register_snapshot(at.city)
    version, do = entry_and_action(snapshot)
    report_saved()
    if snapshot.trouble:
        st.warning(
            _(
                "The register can't be used; the pack's own entries are shown. {why}",
                why=plain(snapshot.trouble),
            )
        )
    if version is None:
        _all(at, snapshot, do)
    else:
        _one(at, snapshot, version, do)


def _all(at: Place, snapshot: RegisterSnapshot, do: str) -> None:
    city = city_name(_(at.city.pack.title))
    titles = {
        "list": _("Interventions in {city}", city=city),
        "new": _("Register an intervention in {city}", city=city),
        "files": _("The register of {city} as files", city=city),
    }
    st.title(plain(titles[do]), anchor=False)
    if do == "new":
        entry_form.show(snapshot, None)
    elif do == "files":
        exchange.show(snapshot)
    else:
        entry_list.show(at, snapshot)


def _one(at: Place, snapshot: RegisterSnapshot, version: Version, do: str) -> None:
    st.title(plain(version.intervention.title or version.id), anchor=False)
    if version.withdrawn:
        st.info(_("This entry is withdrawn: it is not in the list, and can be restored under “History”."))
    if do == "edit":
        entry_form.show(snapshot, version)
    elif do == "history":
        history.show(snapshot, version)
    else:
        assessment.show(at, snapshot, version)
