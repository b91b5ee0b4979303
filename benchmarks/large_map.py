"""The map of 32,844 small areas: what travels and how long it takes, against `st.pydeck_chart`.

    python -m benchmarks.large_map [--full] [--smoke]

Both pages are opened in a headless Chromium that draws in software, at the same size, with the same
simplified outlines; then other indicators are chosen, one after another. Bytes are those that come over the
page's websocket (counted by the browser), all elements of the page included; what ours asks for besides is in
the note. The browser hands out every picture that it puts on the screen, with its time: the map is drawn with
the first one that is like the one that stays. That one was taken before, when every indicator was shown to
another visitor, so that on both sides only what a later visitor waits for is measured, who comes with an
empty browser cache and sees no indicator twice. Needs the small areas of England beside the project.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.apart import Line, Measured, at_most, in_turn, missing, options, told
from benchmarks.large_map_page import COLOURS, measured
from tests.support.browser import process
from tests.support.reference import SHARED

WORDS = "map of 32,844 areas"
PEER = "st.pydeck_chart, the same simplified GeoJSON"
MOST_CHANGES = 4
AIMS = (1 / 500, 2 / 5, 1 / 8)
_PEER = '''"""A map as one writes it with Streamlit and pydeck."""
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pydeck
import streamlit as st

HERE = Path(__file__).parent
COLOURS = {colours}
st.set_page_config(layout="wide")


@st.cache_resource
def read():
    return json.loads((HERE / "areas.geojson").read_text()), pd.read_parquet(HERE / "values.parquet")


areas, values = read()
st.title("Areas")
which = st.selectbox("Indicator", list(values.columns))
column = values[which]
classes = np.searchsorted(column.quantile([0.2, 0.4, 0.6, 0.8]), column)
features = [
    {{**feature, "properties": {{**feature["properties"], "value": value, "fill": COLOURS[at]}}}}
    for feature, value, at in zip(areas["features"], column.tolist(), classes, strict=True)
]
layer = pydeck.Layer(
    "GeoJsonLayer", {{"type": "FeatureCollection", "features": features}}, id="areas", pickable=True,
    auto_highlight=True, stroked=False, get_fill_color="properties.fill",
)
view = pydeck.ViewState(**json.loads((HERE / "view.json").read_text()))
words = {{"text": "{{name}}: {{value}}"}}
deck = pydeck.Deck(layers=[layer], map_provider=None, initial_view_state=view, tooltip=words)
st.pydeck_chart(deck, height=415)
'''


# Both pages


def prepare(folder: Path, smoke: bool) -> dict[str, Any]:
    """Writes the pack, its prepared outlines and the peer's page; what took long once."""
    from dashboard import queries
    from dashboard.maps import large_outlines, packed_outlines
    from dashboard.maps.outlines import laid_out
    from tests.support.england import england
    from tests.support.large_city import grid_city

    pack = grid_city(folder, 24) if smoke else england(folder)
    city = queries.open_city(pack)
    assert not isinstance(city, tuple), city
    districts = large_outlines.ordered(city.districts)
    begun = time.process_time()
    large_outlines.prepared(districts, False, lambda make: make())
    once = time.process_time() - begun
    sheet = laid_out(districts.geometry.to_numpy(), np.full(len(districts), ""))
    coarse = packed_outlines.levels(packed_outlines.tidy(sheet.drawn))[0][1]
    _write_peer(folder, city, districts, coarse)
    return {"pack": str(pack), "once": once, "areas": len(districts)}


def _write_peer(folder: Path, city: Any, districts: Any, coarse: Any) -> None:
    import math

    import pandas as pd
    import shapely

    west, south, east, north = map(float, districts.total_bounds)
    squeeze = math.cos(math.radians((south + north) / 2))
    unit = max((east - west) * squeeze, north - south) / 1000
    corner, scale = np.array([west, north]), np.array([unit / squeeze, -unit])
    places = shapely.transform(coarse, lambda points: np.round(points * scale + corner, 5))
    features = [
        {"type": "Feature", "properties": {"id": code, "name": name}, "geometry": json.loads(shape)}
        for code, name, shape in zip(
            districts["district_id"], districts["district"], shapely.to_geojson(places), strict=True
        )
    ]
    (folder / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    values = {}
    for indicator in _indicators(city):
        rows = city.estimate(indicator.id)
        rows = rows[rows["period"] == rows["period"].max()].set_index("district_id")["value"]
        values[indicator.title] = rows.reindex(districts["district_id"]).fillna(0.0).to_numpy()
    pd.DataFrame(values).to_parquet(folder / "values.parquet")
    tall = math.log2(415 * 360 / 512 / max((north - south) * 1.7, 1e-6)) - 0.1
    view = {"longitude": (west + east) / 2, "latitude": (south + north) / 2, "zoom": tall}
    (folder / "view.json").write_text(json.dumps(view))
    (folder / "peer.py").write_text(_PEER.format(colours=[list(each) for each in COLOURS]))


def _indicators(city: Any) -> list[Any]:
    """Some indicators of one domain."""
    domains = [each.domain for each in city.available]
    return [each for each in city.available if domains.count(each.domain) > 1][: MOST_CHANGES + 1]


def ours(folder: str, changes: str) -> Any:
    """The page of the map itself."""
    there = Path(folder)
    packs = [next(path.parent for path in there.glob("*/datapackage.json"))]
    case = json.loads((there / "prepared.json").read_text())
    where = f"map?city={case['city']}&area=all&indicator={case['indicator']}"
    given = {"TOWNBELL_MODULES": case["modules"], "TOWNBELL_CACHE": str(there / "cache")}

    def do() -> dict[str, Any]:
        with process(there / "cache", packs, **given) as (address, _pid):
            return measured(f"{address}/{where}", ".sheet svg", case["labels"], int(changes))

    return do


def pydeck(folder: str, changes: str) -> Any:
    """A page that consists of a title, a choice and `st.pydeck_chart`."""
    there = Path(folder)
    case = json.loads((there / "prepared.json").read_text())

    def do() -> dict[str, Any]:
        with process(there / "none", script=there / "peer.py") as (address, _pid):
            return measured(address, '[data-testid="stDeckGlJsonChart"]', case["labels"], int(changes))

    return do


WORK = {"ours": ours, "pydeck": pydeck}


# The table


def lines(full: bool, smoke: bool) -> list[Line]:
    """Bytes at a change of indicator, first view, click to drawn."""
    names = ("bytes over the socket at a change of indicator", "first view", "click to drawn")
    targets = [f"at most {aim:g}x" for aim in AIMS]
    if not smoke and not (SHARED / "cities/stress_england_lsoa").exists():
        why = "England's small areas are not on this machine."
        return [missing(f"{WORDS}: {name}", PEER, to, why) for name, to in zip(names, targets, strict=True)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _tell(folder, smoke)
        runs = in_turn(
            "large_map", ("ours", "pydeck"), folder, 4 if full else 2, runs=3 if full else 1,
            TOWNBELL_CACHE=str(folder / "cache"),
        )  # fmt: skip
        case = json.loads((folder / "prepared.json").read_text())
    return _lines(runs, case, smoke)


def _tell(folder: Path, smoke: bool) -> None:
    """Prepares in a process of its own, so that nothing of it weighs on what is measured."""
    import os

    from dashboard import queries
    from tests.support.england import MODULES

    os.environ["TOWNBELL_CACHE"] = str(folder / "cache")
    os.environ.setdefault("TOWNBELL_MODULES", str(MODULES))
    case = prepare(folder, smoke)
    city = queries.open_city(Path(case["pack"]))
    assert not isinstance(city, tuple)
    indicators = _indicators(city)
    case |= {"city": city.name, "indicator": indicators[0].id, "labels": [each.title for each in indicators]}
    case["modules"] = os.environ["TOWNBELL_MODULES"]
    (folder / "prepared.json").write_text(json.dumps(case))


def _lines(runs: dict[str, list[Measured]], case: dict[str, Any], smoke: bool) -> list[Line]:
    results = {name: [run.result for run in each] for name, each in runs.items()}
    work = f"map of {case['areas']:,} areas" + (" (tiny)" if smoke else "")
    changes = {
        name: [[change[at] for run in each for change in run["changes"]] for at in range(3)]
        for name, each in results.items()
    }
    first = {name: [run["first"] for run in each] for name, each in results.items()}
    opening = statistics.median(run["opening"] for run in results["ours"]) / 1e6
    kilobytes = f"{statistics.median(changes['ours'][1]) / 1e3:.0f} kB"
    besides = f"{statistics.median(changes['ours'][2]) / 1e3:.0f} kB by other requests"
    rows = (
        (changes["ours"][1], changes["pydeck"][1], kilobytes,
         f"{statistics.median(changes['pydeck'][1]) / 1e6:.1f} MB", f"the whole page, and {besides}"),
        (first["ours"], first["pydeck"], *_seconds(first),
         f"{opening:.1f} MB in all; outlines made once before in {case['once']:.0f} s cpu"),
        (changes["ours"][0], changes["pydeck"][0], *_seconds({n: c[0] for n, c in changes.items()}), ""),
    )  # fmt: skip
    names = ("bytes over the socket at a change of indicator", "first view", "click to drawn")
    return [
        at_most(f"{work}: {name}", PEER, ours_, peer, _times(more, less), aim, note)
        for name, (more, less, ours_, peer, note), aim in zip(names, rows, AIMS, strict=True)
    ]


def _times(ours_: list[float], peer: list[float]) -> tuple[float, float, float]:
    each = [a / b for a, b in zip(ours_, peer, strict=True)]
    return statistics.median(each), min(each), max(each)


def _seconds(runs: dict[str, list[float]]) -> tuple[str, str]:
    return tuple(f"{statistics.median(runs[name]):.3g} s" for name in ("ours", "pydeck"))  # type: ignore[return-value]


def main() -> None:
    """Prints the rows."""
    chosen = options(__doc__)
    told(lines(chosen.full, chosen.smoke))


if __name__ == "__main__":
    main()
