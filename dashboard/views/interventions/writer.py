"""Who may write, under which name, and how to log in where that is set up."""

from importlib.util import find_spec

import streamlit as st

from dashboard.text import plain
from indicators.effects.register.writers import Decision, may_write, setting
from indicators.engine.text.messages import translated as _

_NAME = "writer's name"
_BOX = "writer's name as typed"


def write_permission() -> Decision:
    """May whoever looks at this page write?"""
    return may_write(st.user.to_dict(), setting())


def writer_name(decision: Decision) -> str:
    """The name under which is saved."""
    return decision.who or str(st.session_state.get(_BOX, st.session_state.get(_NAME, ""))).strip()


def show_permission(decision: Decision) -> None:
    """Says who may write; asks for a name where everybody may; offers the login where there is one."""
    if not decision.allowed:
        st.info(plain(decision.sentence))
        _how()
        _login(decision)
        return
    if not decision.asks_name:
        st.caption(plain(decision.sentence))
        return
    if _BOX not in st.session_state:
        st.session_state[_BOX] = st.session_state.get(_NAME, "")
    st.session_state[_NAME] = st.text_input(
        _("Your name"),
        key=_BOX,
        help=_("Every version says who saved it and when."),
        max_chars=100,
        width=320,
    )


def _how() -> None:
    with st.expander(_("How to switch writing on")):
        st.markdown(
            _("Who runs this dashboard sets the environment variable `TOWNBELL_WRITERS` before starting it: to "
              "`everybody` on a laptop, or to the e-mail addresses of those who may write (they log in). Without it "
              "nobody may write, so that a public instance can't be changed by strangers.")
        )  # fmt: skip


def _login(decision: Decision) -> None:
    """The button, where a provider is configured and nobody is logged in."""
    if not login_configured() or decision.who:
        return
    if st.button(_("Log in"), key="log in"):
        st.login()


def login_configured() -> bool:
    """Is there an OpenID Connect provider in the secrets, and the package that speaks to it?"""
    if find_spec("authlib") is None:
        return False
    return bool(st.secrets.load_if_toml_exists() and "auth" in st.secrets)
