"""Small parts that need the browser's own hand: the button that copies the page's address."""

import streamlit as st

from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _

_COPY = """
const root = document.documentElement;
const embedding = (text) => [...new URLSearchParams(text)].filter(([name]) => name.startsWith("embed"));
const plain = (text) => [...new URLSearchParams(text)].filter(([name]) => !name.startsWith("embed"))
  .map(String).sort().join("&");

// Only the address that the run saw, or an earlier completion of it: a late answer must not undo a later address.
function complete({ address, seen }) {
  const here = window.location.search;
  const ours = root.dataset.completed !== undefined && plain(here) === plain(root.dataset.completed);
  if (!address || plain(here) === plain(address) || !(ours || plain(here) === plain(seen))) return;
  const whole = new URLSearchParams([...new URLSearchParams(address), ...embedding(here)]);
  root.dataset.completed = address;
  window.history.replaceState(window.history.state, "", `${window.location.pathname}?${whole}`);
}

export default function ({ data, parentElement }) {
  root.lang = data.language;
  complete(data);
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("[role=status]");
  button.textContent = data.label;
  button.onclick = async () => {
    const address = window.location.href;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      const field = document.createElement("textarea");
      field.value = address;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    said.textContent = data.done;
    setTimeout(() => { said.textContent = ""; }, 4000);
  };
}
"""
_STYLE = """
.row{display:flex;align-items:center;gap:.6rem;font:inherit}
button{font:inherit;min-height:2.5rem;padding:.25rem .75rem;border-radius:.5rem;cursor:pointer;
border:1px solid currentColor;background:transparent;color:var(--st-text-color)}
button:hover{border-color:var(--st-primary-color);color:var(--st-primary-color)}
button:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:2px}
span{color:var(--st-text-color)}
"""
_copy = st.components.v2.component(
    "townbell.copy",
    html='<div class="row"><button type="button">Copy link</button><span role="status"></span></div>',
    css=_STYLE,
    js=_COPY,
)


def copy_link(address: str, seen: str) -> None:
    """A button that puts the page's address into the clipboard.

    It also names the page's language to readers, and completes the address in its place (`links.completed`) as
    long as it is the one that the run saw.
    """
    words = {"label": _("Copy link"), "done": _("Link copied"), "language": spoken()}
    words |= {"address": address, "seen": seen}
    _copy(data=words, key="copy link")
