"""No word on any page escapes translation: what is translated is put between marks, the rest is looked at."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.dates import get_month_names
from playwright.sync_api import Page

from indicators.engine.city import City
from indicators.engine.definitions.registry import all_indicators
from tests.support.browser import ROOT, Browser, ready, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WHERE = "city=bellhaven&district=B01&marked=B07;B14&indicator=home_internet&domain=digital_access&lang=fr"
PAGES = {
    "": "",
    "city": WHERE,
    "map": WHERE,
    "where": "city=bellhaven&indicator=violent_crime&lang=fr",
    "district": WHERE,
    "compare": WHERE,
    "segments": WHERE,
    "interventions": f"{WHERE}&entry=wardens",
    "methods": WHERE,
}
LOUD = """
import gettext
from indicators.engine.text import messages

class Loud(gettext.NullTranslations):
    def gettext(self, message):
        return "\\u27e6" + message + "\\u27e7"

    def ngettext(self, one, many, n):
        return "\\u27e6" + (one if n == 1 else many) + "\\u27e7"

usual = messages._catalogue
messages._catalogue = lambda code: Loud() if code == "fr" else usual(code)
"""
TEXTS = """() => {
  const texts = [];
  const block = (element) => {
    while (element.parentElement && getComputedStyle(element).display.startsWith("inline"))
      element = element.parentElement;
    return element;
  };
  const walk = (root) => {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const blocks = new Map();
    while (nodes.nextNode()) {
      const parent = nodes.currentNode.parentElement;
      if (!parent || parent.closest(
        "script,style,noscript,svg text,code,pre,.vega-actions,[data-testid=stToolbar],[data-testid=stElementToolbar]"
      )) continue;
      const at = block(parent);
      blocks.set(at, (blocks.get(at) ?? "") + nodes.currentNode.textContent);
    }
    texts.push(...blocks.values());
    for (const element of root.querySelectorAll("*")) {
      for (const name of ["aria-label", "placeholder", "title", "alt"])
        if (element.hasAttribute(name)) texts.push(element.getAttribute(name));
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document.body);
  return texts;
}"""
# What the page server's own parts say, and names that are the same in every language.
ITS_OWN = """
Main menu Deploy Stop Fullscreen Close fullscreen Show hide columns Search Download as CSV View Options open
Clear all Select all Choose options Selected Press Enter to apply Copy to clipboard Running Link heading logo app
Sidebar navigation Open close sidebar Navigation Remove Column data grid loading Chart Vega visualization
expand_more keyboard_arrow_down keyboard_arrow_right
Decrement Increment App pages Skip to main content an option value values
Vega Lite spec Save Open Editor source rows
Townbell English Français Français PNG SVG CSV Excel GeoPackage PDF JSON Dunn Wilson Byar
"""


@pytest.fixture(scope="module")
def address(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("loud")
    (folder / "python").mkdir()
    (folder / "python" / "sitecustomize.py").write_text(LOUD, encoding="utf-8")
    path = f"{folder / 'python'}:{ROOT}"
    packs = [ROOT / "data" / "bellhaven"]
    with serving(served / "cache", packs, PYTHONPATH=path) as url:
        yield url


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Words that come from the data or are names: districts, sources, licences, files, codes, registered texts."""
    city = City(ROOT / "data" / "bellhaven")
    known = [ITS_OWN, *city.districts["district"], *filter(None, city.districts["parent"])]
    known += [json.dumps(city.pack.descriptor["sources"]), json.dumps(city.pack.descriptor["licenses"])]
    known += [f"{table.name} {table.file}" for table in city.pack.tables.values()]
    known += [field.name for table in city.pack.tables.values() for field in table.fields]
    known += [f"{each.source} {' '.join(each.codes)}" for each in all_indicators()]
    known += [(ROOT / "data" / "bellhaven" / "interventions.csv").read_text(encoding="utf-8")]
    known += [(ROOT / "indicators" / "effects" / "value" / "evidence.csv").read_text(encoding="utf-8")]
    known += get_month_names("wide", locale="fr").values()
    return set(words(" ".join(known)))


def words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W\d_]{3,}", text)]


def left(text: str) -> str:
    """What of a text is not translated. A mark without its partner stands for a text that was cut."""
    before = None
    while before != text:
        before, text = text, re.sub("⟦[^⟦⟧]*⟧", " ", text)
    return re.sub("⟦.*$|^.*⟧", " ", text, flags=re.DOTALL)


def untranslated(page: Page, names: set[str]) -> dict[str, list[str]]:
    """Texts with words that are neither translated nor names."""
    strings = {}
    for text in page.evaluate(TEXTS):
        strange = [word for word in words(left(text)) if word not in names]
        if strange:
            strings[text.strip()[:100]] = strange
    return strings


def test_marks_are_taken_away_with_what_stands_between_them() -> None:
    assert left("⟦In ⟦Old⟧ it is ⟦better⟧⟧ yes").split() == ["yes"]
    assert left("⟦Bellhaven").strip() == ""


@pytest.mark.parametrize("code", PAGES)
def test_every_word_of_a_page_is_translated(
    browser: Browser, address: str, names: set[str], code: str
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 2500}, locale="fr-FR")
    page.set_default_timeout(60_000)
    page.goto(f"{address}/{code}?{PAGES[code]}")
    ready(page)
    page.wait_for_timeout(1500)
    strings = untranslated(page, names)
    page.close()
    assert strings == {}
