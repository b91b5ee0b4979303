"""A generated city for benchmarks: 1,000 square districts, callouts by day and income, eight indicators of them."""

import json
from pathlib import Path
from typing import Any

DISTRICTS, GROUPS = 1000, 5


def write_pack(folder: Path, rows: int) -> Path:
    """A pack of square districts with one table of generated events, in one Parquet file."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "districts.geojson").write_text(json.dumps(_districts()), encoding="utf-8")
    (folder / "datapackage.json").write_text(json.dumps(_descriptor()), encoding="utf-8")
    duckdb.execute(f"COPY ({_events(rows)}) TO '{folder / 'callouts.parquet'}' (FORMAT parquet)")
    return folder


def _events(rows: int) -> str:
    """Events as SQL, in the order of time as a log has them; every number follows from the row's own."""
    return f"""
        SELECT 'D' || lpad(CAST(a % {DISTRICTS} AS VARCHAR), 4, '0') AS district_id,
            DATE '2015-01-01' + CAST(i * 3652 // {rows} AS INTEGER) AS day,
            'q' || (1 + c % {GROUPS}) AS income_q,
            CASE WHEN d % 50 = 0 THEN NULL ELSE (d % 3000) / 100.0 END AS minutes,
            CASE WHEN e % 40 = 0 THEN NULL ELSE 100 + (e % 90000) / 100.0 END AS cost,
            CAST(f % 100 AS INTEGER) AS age,
            g % 5 = 0 AS severe,
            CASE WHEN h % 30 = 0 THEN NULL ELSE h % 3 = 0 END AS solved,
            CAST(1 + (a // 7) % 4 AS INTEGER) AS persons
        FROM (SELECT i, hash(i) AS a, hash(i + 2e10) AS c, hash(i + 3e10) AS d,
            hash(i + 4e10) AS e, hash(i + 5e10) AS f, hash(i + 6e10) AS g, hash(i + 7e10) AS h
            FROM range({rows}) t(i))"""


def _districts() -> dict[str, Any]:
    features = []
    for at in range(DISTRICTS):
        x, y = at % 40 * 0.01, at // 40 * 0.01
        ring = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]]
        features.append(
            {
                "type": "Feature",
                "properties": {"id": f"D{at:04d}", "name": f"District {at}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _descriptor() -> dict[str, Any]:
    types = {"district_id": "string", "day": "date", "income_q": "string", "minutes": "number"}
    types |= {"cost": "number", "age": "integer", "severe": "boolean", "solved": "boolean"}
    types |= {"persons": "integer"}
    order = [f"q{at + 1}" for at in range(GROUPS)]
    segments = {"income_q": {"title": "Income", "order": order, "ordinal": True, "source": "Generated"}}
    districts = {"role": "districts", "id": "id", "name": "name", "vintage": "2024"}
    table = {"table": "callouts", "district": "district_id", "period": "day", "segments": ["income_q"]}
    schema = {"fields": [{"name": name, "type": type} for name, type in types.items()]}
    return {
        "name": "generated",
        "licenses": [{"name": "CC0-1.0"}],
        "townbell": {"kind": "generated", "segments": segments},
        "resources": [
            {"name": "districts", "path": "districts.geojson", "townbell": districts},
            {"name": "callouts", "path": "callouts.parquet", "schema": schema, "townbell": table},
        ],
    }


def register() -> list[Any]:
    """The eight indicators that are counted, as an analyst writes them."""
    from indicators.engine.definitions.registry import indicator

    return [indicator(function.__name__) for function in (*_shares(), *_amounts())]


def _shares() -> tuple[Any, ...]:
    from indicators import share

    @share("Reached within 8 minutes", table="callouts", better="higher")
    def reached_in_8(callout: Any) -> Any:
        """Generated."""
        return callout.minutes <= 8

    @share("Reached within 15 minutes", table="callouts", better="higher")
    def reached_in_15(callout: Any) -> Any:
        """Generated."""
        return callout.minutes <= 15

    @share("Severe ones", table="callouts", better="lower")
    def are_severe(callout: Any) -> Any:
        """Generated."""
        return callout.severe

    @share("Solved among the severe ones", table="callouts", better="higher")
    def severe_solved(callout: Any) -> Any:
        """Generated."""
        return callout.solved, callout.severe

    @share("For people of 65 and above", table="callouts", better="neutral")
    def for_the_old(callout: Any) -> Any:
        """Generated."""
        return callout.age >= 65

    return reached_in_8, reached_in_15, are_severe, severe_solved, for_the_old


def _amounts() -> tuple[Any, ...]:
    from indicators import mean, ratio

    @mean("Minutes until reached", table="callouts", better="lower", unit="minutes")
    def minutes_on_average(callout: Any) -> Any:
        """Generated."""
        return callout.minutes

    @mean("Cost of a callout", table="callouts", better="lower", unit="EUR")
    def cost_on_average(callout: Any) -> Any:
        """Generated."""
        return callout.cost

    @ratio("Cost by person", table="callouts", better="lower", unit="EUR", out_of="persons")
    def cost_by_person(callout: Any) -> Any:
        """Generated."""
        return callout.cost

    return minutes_on_average, cost_on_average, cost_by_person
