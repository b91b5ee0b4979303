"""What was counted by hexagon adds up to the district, and nothing that is hidden can be worked out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from indicators.city import City
from indicators.compare.spatial import hexagons as where
from indicators.engine.counting.hexagons import Grid, grid_over
from indicators.engine.text.errors import TownbellError
from tests.support.browser import ROOT
from tests.support.disclosure_audit import audit
from tests.support.packs import people_table, small_pack

SIDE = 0.02  # of a district, in degrees
CORNERS = {"A": (0.0, 0.0), "B": (SIDE, 0.0)}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))


def districts() -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"id": id, "name": name, "parent": "Smallville"},
            "geometry": shapely.geometry.mapping(shapely.box(*CORNERS[id], CORNERS[id][0] + SIDE, SIDE)),
        }
        for id, name in (("A", "North"), ("B", "South"))
    ]
    return {"type": "FeatureCollection", "features": features}


def with_points(folder: Path, rows: Sequence[tuple[str, float, float, str]], **extra: Any) -> City:
    """A city with these offences (day, longitude, latitude, sex of the victim); `extra` stands at their table."""
    text = "day,x,y,type,sex\n" + "".join(f"{day},{x},{y},violence,{sex}\n" for day, x, y, sex in rows)
    names = {"day": "date", "x": "number", "y": "number", "type": "string", "sex": "string"}
    people = "district_id,period,sex,persons,disabled\n" + "".join(
        f"{id},{year},{sex},5000,50\n" for id in "AB" for year in (2023, 2024) for sex in ("female", "male")
    )

    def changed(package: dict[str, Any]) -> None:
        fields = [{"name": name, "type": type} for name, type in names.items()]
        about = {"table": "offences", "period": "day", "longitude": "x", "latitude": "y", "segments": ["sex"]}
        about |= {"absent": "zero", **extra}
        resource = {
            "name": "offences",
            "path": "offences.csv",
            "schema": {"fields": fields},
            "townbell": about,
        }
        package["resources"].append(resource)
        people_table(package)["townbell"]["absent"] = "zero"

    pack = small_pack(
        folder, people=people, districts=districts(), descriptor=changed, files={"offences.csv": text}
    )
    return City(pack)


def offences(seed: int, n: int, years: Sequence[int] = (2023, 2024)) -> list[tuple[str, float, float, str]]:
    """Offences that gather around two places of each district; the first and the last day of each year have one."""
    rng = np.random.default_rng(seed)
    rows = []
    for year in years:
        for west, south in CORNERS.values():
            places = rng.uniform(0.2, 0.8, (2, 2))
            for i in range(n):
                x, y = np.clip(places[i % 2] + rng.normal(0, 0.15, 2), 0.01, 0.99) * SIDE
                month = 1 if i == 0 else 12 if i == 1 else int(rng.integers(1, 13))
                sex = "female" if rng.random() < 0.4 else "male"
                rows.append((f"{year}-{month:02d}-15", round(west + x, 5), round(south + y, 5), sex))
    return rows


def test_a_point_lies_in_the_hexagon_that_bears_its_number() -> None:
    import duckdb
    import narwhals as nw

    rng = np.random.default_rng(1)
    grid = grid_over((-30.0, 47.0, -29.8, 47.1), 500.0)
    points = pd.DataFrame({"x": rng.uniform(-30, -29.8, 2000), "y": rng.uniform(47, 47.1, 2000)})
    frame = nw.from_native(duckdb.from_df(points)).lazy()
    rows = frame.select("x", "y", n=grid.number(nw.col("x"), nw.col("y"))).collect("pandas").to_native()
    assert shapely.intersects_xy(grid.outlines(rows["n"].to_numpy()), rows["x"], rows["y"]).all()


def test_hexagons_are_as_wide_as_they_say_and_cover_all_without_overlap() -> None:
    import geopandas as gpd

    grid = grid_over((-30.0, 47.0, -29.8, 47.1), 500.0)
    box = shapely.box(-30.0, 47.0, -29.8, 47.1)
    outlines = grid.outlines(grid.touching(box))
    assert shapely.union_all(outlines).covers(box)
    metres = gpd.GeoSeries(outlines, crs=4326).to_crs(32626).area
    assert metres.to_numpy() == pytest.approx(500**2 * np.sqrt(3) / 2, rel=0.003)
    assert shapely.area(shapely.union_all(outlines)) == pytest.approx(shapely.area(outlines).sum())


def test_the_hexagons_of_a_district_add_up_to_the_district(tmp_path: Path) -> None:
    city = with_points(tmp_path, offences(1, 200), suppress_below=0)
    rows = city.hexagons("violent_crime", ["2023", "2024"])
    sums = rows.groupby(["district_id", "period"])["count"].sum()
    published = city.estimate("violent_crime").set_index(["district_id", "period"])["numerator"]
    assert sums.to_dict() == published.to_dict()
    assert set(sums) == {200.0}
    assert set(rows["status"]) == {"ok"}


def test_a_hexagon_on_a_border_is_cut_and_counts_for_each_side_apart(tmp_path: Path) -> None:
    rows = [("2023-01-15", SIDE - 1e-4, 0.011, "male")] * 7 + [("2023-12-15", SIDE + 1e-4, 0.011, "male")] * 9
    city = with_points(tmp_path, [*rows, ("2024-12-15", 0.01, 0.01, "male")], suppress_below=0)
    told = city.hexagons("violent_crime", "2023")
    told = told[told["count"] > 0]
    assert told[["district_id", "count"]].values.tolist() == [["A", 7.0], ["B", 9.0]]
    assert told["hexagon"].nunique() == 1
    assert shapely.area(shapely.intersection(*told.geometry)) == 0


def _outsider(city: City, rows: pd.DataFrame, threshold: float) -> None:
    """Asserts by linear programmes, over all periods at once, that no hidden hexagon can be known too closely."""
    for _id, mine in rows.groupby("district_id"):
        status = mine.pivot(index="hexagon", columns="period", values="status")
        hexagons = where.hexagons_of(city, "violent_crime")
        truth = hexagons.values(())
        truth = truth[truth["district_id"] == _id].pivot_table(
            index="hexagon__", columns="period", values="value", fill_value=0.0
        )
        truth.index = [f"{hexagons.grid.width:.0f}m-{number}" for number in truth.index]
        counts = truth.reindex(index=status.index, columns=status.columns, fill_value=0.0).to_numpy()
        hidden = np.zeros((counts.shape[0] + 1, counts.shape[1] + 1), dtype=bool)
        hidden[:-1, :-1] = status.to_numpy() == "suppressed"
        hidden[:-1, -1] = True  # no sum over periods is published for a hexagon
        whole = [bool(hidden[:-1, at].all()) for at in range(counts.shape[1])]
        known = audit(counts, hidden, threshold)
        for (hexagon, period), narrow, lower, upper in zip(
            known.cells, known.too_narrow, known.lower, known.upper, strict=True
        ):
            if period == counts.shape[1] or hexagon == counts.shape[0] or whole[period]:
                continue  # where all is withheld, zeros too, no more is known than the district's total
            assert not narrow, (hexagon, period, lower, upper)
        small = (counts > 0) & (counts < threshold)
        assert hidden[:-1, :-1][small].all()


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_hexagon_can_be_worked_out_from_totals_or_the_neighbouring_period(
    tmp_path: Path, seed: int
) -> None:
    city = with_points(tmp_path, offences(seed, 20 + 30 * seed))
    rows = city.hexagons("violent_crime", ["2023", "2024"])
    assert (rows["status"] == "suppressed").any()
    assert not ((rows["count"] > 0) & (rows["count"] < 5)).any()
    _outsider(city, rows, 5)


def test_one_small_hexagon_takes_another_with_it_or_the_whole_district_is_withheld(tmp_path: Path) -> None:
    here, there, far = (0.003, 0.003), (0.010, 0.010), (0.017, 0.017)
    rows = [("2023-01-15", *here, "male")] * 3 + [("2023-02-15", *there, "male")] * 40
    rows += [("2023-12-15", *far, "male")] * 60
    rows += [("2023-12-15", SIDE + 0.01, 0.01, "male")] * 5 + [("2023-12-15", SIDE + 0.015, 0.015, "male")]
    city = with_points(tmp_path, [*rows, ("2024-12-15", *far, "male")])
    told = city.hexagons("violent_crime", "2023")
    first, second = (told[told["district_id"] == id] for id in "AB")
    assert first.loc[first["count"] > 0, "count"].tolist() == [60.0]
    assert (first["status"] == "suppressed").sum() == 2
    assert (first["count"] == 0).sum() == len(first) - 3, "zeros are shown"
    assert set(second["status"]) == {"suppressed"}, (
        "5 and 1 of a published 6 would be known to within 4: all withheld"
    )
    assert second["count"].isna().all()


def test_a_district_whose_total_is_hidden_tells_nothing_by_its_hexagons(tmp_path: Path) -> None:
    rows = [(f"2023-{m:02d}-15", 0.003, 0.003, "male") for m in range(1, 13)] * 4
    rows += [(f"2023-{m:02d}-15", SIDE + 0.01, 0.01, "male") for m in (1, 2, 12)]
    city = with_points(tmp_path, [*rows, ("2024-12-15", 0.01, 0.01, "male")], suppress_below=5)
    published = city.estimate("violent_crime", ["district"], {"period": "2023"})
    told = city.hexagons("violent_crime", "2023")
    hidden = set(published.loc[published["status"] == "suppressed", "district_id"])
    assert "B" in hidden
    for id in hidden:
        assert set(told.loc[told["district_id"] == id, "status"]) == {"suppressed"}


def test_groups_are_protected_together_with_everyone(tmp_path: Path) -> None:
    city = with_points(tmp_path, offences(3, 120))
    both = {sex: city.hexagons("violent_crime", "2024", {"sex": sex}) for sex in ("female", "male")}
    every = city.hexagons("violent_crime", "2024")
    hexagons = where.hexagons_of(city, "violent_crime")
    truth = hexagons.values(("sex",))
    for id in "AB":
        status = np.column_stack(
            [
                rows.loc[rows["district_id"] == id, "status"].to_numpy() == "suppressed"
                for rows in (*both.values(), every)
            ]
        )
        mine = truth[(truth["district_id"] == id) & (truth["period"] == "2024")]
        counts = (
            mine.pivot_table(index="hexagon__", columns="sex", values="value", fill_value=0.0)
            .reindex(hexagons.ids(id), fill_value=0.0)
            .reindex(columns=["female", "male"], fill_value=0.0)
            .to_numpy()
        )
        hidden = np.vstack([status, np.zeros((1, 3), dtype=bool)])
        withheld = hidden[:-1].all(axis=0)
        known = audit(counts, hidden, 5)
        assert not [
            c for c, bad in zip(known.cells, known.too_narrow, strict=True) if bad and not withheld[c[1]]
        ]


def test_counts_that_are_rounded_are_rounded_here_too(tmp_path: Path) -> None:
    city = with_points(tmp_path, offences(2, 50))
    object.__setattr__(city.pack, "round_to", 5)
    rows = City.hexagons(city, "violent_crime", "2024")
    assert set(rows["status"]) == {"ok"}
    assert (rows["count"] % 5 == 0).all()


def test_the_width_is_the_smallest_at_which_most_can_be_shown(tmp_path: Path) -> None:
    many, few = with_points(tmp_path / "1", offences(1, 900)), with_points(tmp_path / "2", offences(1, 40))
    widths = [city.hexagons("violent_crime", "2024").attrs["width"] for city in (many, few)]
    assert widths[0] < widths[1]
    assert widths[0] in where.WIDTHS


def test_what_has_no_points_or_is_no_count_says_why() -> None:
    city = City(ROOT / "data" / "bellhaven")
    with pytest.raises(TownbellError, match="is not counted where it happened"):
        city.hexagons("home_fires", "2024")
    assert where.reason(city, "burglary") == ""
    with pytest.raises(TownbellError, match="no period '1999' here"):
        city.hexagons("violent_crime", "1999")


def test_a_country_at_once_is_too_many_hexagons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city = with_points(tmp_path, offences(1, 300))
    monkeypatch.setattr(where, "MOST", 10)
    with pytest.raises(TownbellError, match="choose a district"):
        city.hexagons("violent_crime", "2024")


def test_a_grid_is_the_same_however_often_it_is_laid() -> None:
    assert grid_over((0.0, 0.0, 1.0, 1.0), 500.0) == grid_over((0.0, 0.0, 1.0, 1.0), 500.0)
    assert isinstance(grid_over((0.0, 0.0, 1.0, 1.0), 500.0), Grid)


def test_seven_hexagons_stand_around_one_and_every_hexagon_is_in_one_group() -> None:
    grid = grid_over((-30.0, 47.0, -29.8, 47.1), 500.0)
    numbers = grid.touching(shapely.box(-29.95, 47.02, -29.85, 47.08))
    groups, sizes = np.unique(grid.sevens(numbers), return_counts=True)
    assert sizes.max() == 7
    assert (grid.sevens(groups) == groups).all()
    for group in groups[sizes == 7]:
        inside = numbers[grid.sevens(numbers) == group]
        whole = shapely.union_all(grid.outlines(inside))
        assert whole.geom_type == "Polygon"
        middle = grid.outlines(np.array([group]))[0].centroid
        assert whole.centroid.distance(middle) < 1e-9


def test_groups_of_seven_add_up_to_the_district_and_hide_small_counts(tmp_path: Path) -> None:
    city = with_points(tmp_path / "all", offences(1, 900), suppress_below=0, segments=[])
    for period in ("2023", "2024"):
        rows = city.hexagons("violent_crime", period, together=7)
        assert rows.groupby("district_id")["count"].sum().to_dict() == {"A": 900.0, "B": 900.0}
        single = city.hexagons("violent_crime", period)
        assert rows["square_km"].sum() == pytest.approx(single["square_km"].sum(), rel=1e-4)
        assert set(rows["hexagon"].str.split("-").str[0]) == {f"{rows.attrs['width']:.0f}mx7"}
    hidden = with_points(tmp_path / "hidden", offences(1, 300), segments=[])
    hexagons = where.hexagons_of(hidden, "violent_crime")
    assert where.can_be_sevens(hexagons)
    rows = hidden.hexagons("violent_crime", "2024", together=7)
    assert not ((rows["count"] > 0) & (rows["count"] < 5)).any()


def test_what_can_be_seen_by_group_is_not_taken_together_by_seven(tmp_path: Path) -> None:
    city = with_points(tmp_path, offences(1, 900))
    with pytest.raises(TownbellError, match="taken together by 7"):
        city.hexagons("violent_crime", "2024", together=7)
    with pytest.raises(TownbellError, match="taken together by 3"):
        city.hexagons("violent_crime", "2024", together=3)


def test_the_area_of_a_hexagon_is_what_lies_in_its_district(tmp_path: Path) -> None:
    city = with_points(tmp_path, offences(1, 300))
    rows = city.hexagons("violent_crime", "2024")
    metres = rows.to_crs(32631).area / 1e6
    assert rows["square_km"].to_numpy() == pytest.approx(metres.to_numpy(), rel=0.01, abs=1e-5)
