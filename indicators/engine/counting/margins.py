"""Published margins of error: which variance a numerator has that is a column or a sum of columns.

A margin published at 90 % is 1.645 standard errors; variances of different areas are added as if the areas
were sampled independently (US Census Bureau 2020, Understanding and Using ACS Data, chapter 8).
"""

import narwhals as nw
import numpy as np
import pyarrow as pa

from indicators.engine.definitions.registry import RowFunction
from indicators.engine.definitions.row import Row, columns_read
from indicators.engine.sources.tables import Table
from indicators.engine.statistics.intervals import z


def variance_expression(function: RowFunction, table: Table) -> tuple[nw.Expr | None, nw.Expr | None]:
    """The variance of the function's number in one row, and where it is unknown; (None, None) without margins.

    The number must be a fixed combination of columns (`row.car + row.carpool`); else nothing can be said.
    An estimate of zero published without a margin counts with variance 0, so that a total keeps its limits.
    """
    combination = linear_combination(function, table.name)
    if combination is None or not set(combination) <= set(table.margins):
        return None, None
    variance: nw.Expr = nw.lit(0.0)
    unknown: nw.Expr = nw.lit(False)
    for column, coefficient in combination.items():
        margin = table.margins[column]
        published = nw.col(margin.column).cast(nw.Float64)
        error = published * float(coefficient / z(margin.level))
        blank, zero = published.is_null(), nw.col(column).cast(nw.Float64) == 0.0
        variance = variance + nw.when(blank).then(nw.lit(0.0)).otherwise(error * error)
        unknown = unknown | (blank & ~zero)
    return variance, unknown


def linear_combination(function: RowFunction, table: str) -> dict[str, float] | None:
    """The columns and factors of a number that is a plain sum of columns, or None for anything else.

    Found by trying the function on rows with a single 1 and checking it on a row of other numbers.
    """
    row = Row(table)
    function(row)
    columns = columns_read(row)
    rows = np.vstack([np.zeros(len(columns)), np.eye(len(columns)), np.arange(2.0, 2.0 + len(columns)) ** 2])
    trial = nw.from_native(pa.table({name: rows[:, i] for i, name in enumerate(columns)}))
    answer = function(Row(table, columns))
    value = answer[0] if isinstance(answer, tuple) else answer
    try:
        got = trial.select(tried=value)["tried"].cast(nw.Float64).to_numpy()
    except (nw.exceptions.NarwhalsError, pa.ArrowException, TypeError):
        return None
    factors = got[1:-1] - got[0]
    if got[0] != 0 or not np.isclose(got[-1], rows[-1] @ factors):
        return None
    return {name: float(factor) for name, factor in zip(columns, factors, strict=True) if factor}
