"""The dashboard's pages. `townbell run` serves them by way of `server.py`."""

import sys
from pathlib import Path

import streamlit as st

# Streamlit puts the script's own folder on the path; the packages lie one above, installed or not.
_ROOT = str(Path(__file__).resolve().parents[1])
if _ROOT not in sys.path:
    sys.path.insert(0, _ROOT)

from dashboard.shell import language as tongue  # noqa: E402
from dashboard.shell import navigation  # noqa: E402
from dashboard.shell.style import ICON, apply_style  # noqa: E402

st.set_page_config(page_title="Townbell", page_icon=ICON, layout="wide", initial_sidebar_state="collapsed")
apply_style()
tongue.set_language()
navigation.run()
