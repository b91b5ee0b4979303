"""One SQL for every database: what is written for DuckDB, in the words of Postgres or Spark.

sqlglot takes a query apart and writes it anew. Where two databases mean different things by the same words, the
difference is spelt out here; a query that can't be said in the other's words is refused, never said nearly so.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _

if TYPE_CHECKING:
    from sqlglot import exp

Rule: TypeAlias = "Callable[[exp.Expr], exp.Expr]"
"""What a node of sqlglot's tree becomes; the node itself where nothing has to change."""
NUMBER, TEXT, BOOLEAN, DATE, TIME, OTHER = "number", "text", "boolean", "date", "time", "other"
"""What a column of a database holds, as far as casts are concerned."""

_PART = r'(?:"(?:[^"]|"")+"|[^\s".;()\']+)'
_NUMBERS = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*$"
_LOOKS_LIKE = {
    "DOUBLE": _NUMBERS,
    "BIGINT": r"^\s*[+-]?\d{1,18}\s*$",
    "INT": r"^\s*[+-]?\d{1,9}\s*$",
    "BOOLEAN": r"^\s*(t|f|true|false|yes|no|1|0)\s*$",
    "DATE": r"^\s*\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])",
    "TIMESTAMP": r"^\s*\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?\s*$",
}
"""Texts that Postgres can cast: it has no TRY_CAST before version 16, and stops at the first that it can't."""


def translated(
    sql: str,
    dialect: str,
    kinds: Mapping[str, str] | None = None,
    views: Mapping[str, str] | None = None,
) -> str:
    """A query of DuckDB's in another dialect ("postgres" or "spark").

    `kinds` says what the columns hold (NUMBER, TEXT …), which decides what a careful cast becomes; `views` are
    queries that stand for tables. Raises TownbellError where the dialect lacks something.
    """
    try:
        from sqlglot import ErrorLevel, parse_one
        from sqlglot.errors import SqlglotError
    except ImportError:
        message = _(
            "Tables in a database need the package sqlglot: {command}.", command="pip install sqlglot"
        )
        raise TownbellError(message) from None
    try:
        tree = parse_one(sql, read="duckdb")
        for name, query in (views or {}).items():
            tree = _with_view(tree, name, query)
        rules = _rules(dialect, kinds or {})
        for node in reversed(list(tree.walk())):  # children before what holds them
            rule = rules.get(type(node).__name__)
            if rule is not None and (other := rule(node)) is not node:
                node.replace(other)
        written: str = tree.sql(dialect=dialect, unsupported_level=ErrorLevel.RAISE, comments=False)
    except SqlglotError as error:
        what = re.sub(r"\s+", " ", str(error).split(". Line")[0])
        message = _("This can't be asked of {database}: {reason}.", database=dialect.title(), reason=what)
        raise TownbellError(message) from None
    return written


def relation_of(text: str) -> str:
    """A table's name as packs write it (`schema.table`, `geo."odd.name"`), quoted for SQL. Raises ValueError."""
    if not re.fullmatch(rf"{_PART}(\.{_PART}){{0,2}}", text):
        raise ValueError(text)
    parts = (match[0] for match in re.finditer(_PART, text))
    return ".".join(part if part.startswith('"') else f'"{part}"' for part in parts)


def _rules(dialect: str, kinds: Mapping[str, str]) -> "dict[str, Rule]":
    """What is to be said otherwise, by the kind of node in sqlglot's tree."""
    rules: dict[str, Rule] = {
        "Anonymous": _mean,
        "Select": _group_by_all,
        "Contains": _contains,
        "ArrayContains": _contains,
    }
    if dialect == "postgres":
        careful = partial(_careful_cast, kinds=kinds)
        rules |= {"TryCast": careful, "Div": _division, "IsNan": _not_a_number}
    return rules


def _with_view(tree: "exp.Expr", name: str, query: str) -> "exp.Expr":
    """A table that stands for a query becomes that query."""
    from sqlglot import exp, parse_one

    for table in [each for each in tree.find_all(exp.Table) if each.name == name]:
        alias = exp.TableAlias(this=exp.to_identifier(table.alias or name))
        table.replace(exp.Subquery(this=parse_one(query, read="duckdb"), alias=alias))
    return tree


def _mean(node: "exp.Expr") -> "exp.Expr":
    """`mean` is what only DuckDB calls an average."""
    from sqlglot import exp

    if node.name.lower() == "mean":
        return exp.Avg(this=node.expressions[0])
    return node


def _group_by_all(node: "exp.Expr") -> "exp.Expr":
    """`GROUP BY ALL` names what it groups by; where everything is added up, it goes."""
    from sqlglot import exp

    group = node.args.get("group")
    if group is None or not group.args.get("all"):
        return node
    keys = [each.unalias() for each in node.expressions if not each.find(exp.AggFunc)]
    node.set("group", exp.Group(expressions=[key.copy() for key in keys]) if keys else None)
    return node


def _contains(node: "exp.Expr") -> "exp.Expr":
    """`contains` of a list is IN; of a text it is a place in it."""
    from sqlglot import exp

    where, element = node.this, node.expression
    if isinstance(where, exp.Array):
        return exp.Paren(this=exp.In(this=element, expressions=where.expressions))
    return exp.Paren(
        this=exp.GT(this=exp.StrPosition(this=where, substr=element), expression=exp.Literal.number(0))
    )


def _careful_cast(node: "exp.Expr", kinds: Mapping[str, str]) -> "exp.Expr":
    """TRY_CAST as Postgres can do it: by the column's own type, and for texts by what they look like."""
    from sqlglot import exp

    what, target = node.this, node.args["to"]
    name = target.this.name
    kind = kinds.get(what.name, TEXT) if isinstance(what, exp.Column) else TEXT
    if name not in _LOOKS_LIKE or kind in _SAFE.get(name, ()):
        return exp.Cast(this=what, to=target)
    if kind not in (TEXT, OTHER):
        return _other_kind(what, target, kind, name)
    text = exp.Cast(this=what, to=exp.DataType.build("text"))
    looks = exp.RegexpILike(this=text, expression=exp.Literal.string(_LOOKS_LIKE[name]))
    return exp.Paren(this=exp.Case(ifs=[exp.If(this=looks, true=exp.Cast(this=text.copy(), to=target))]))


_SAFE = {
    "DOUBLE": (NUMBER,),
    "BIGINT": (NUMBER,),
    "INT": (NUMBER,),
    "BOOLEAN": (BOOLEAN,),
    "DATE": (DATE, TIME),
    "TIMESTAMP": (DATE, TIME),
}
"""The kinds of column from which a cast to a type always succeeds."""


def _other_kind(what: "exp.Expr", target: "exp.Expr", kind: str, name: str) -> "exp.Expr":
    """A cast between types that share nothing is unknown, except between numbers and true or false."""
    from sqlglot import exp

    if kind == NUMBER and name == "BOOLEAN":
        return exp.Paren(this=exp.NEQ(this=what, expression=exp.Literal.number(0)))
    if kind == BOOLEAN and name in ("DOUBLE", "BIGINT", "INT"):
        return exp.Cast(this=exp.Cast(this=what, to=exp.DataType.build("int")), to=target)
    return exp.Cast(this=exp.Null(), to=target)


def _division(node: "exp.Expr") -> "exp.Expr":
    """A number divided by zero is infinite, and zero by zero no number, as elsewhere; Postgres would stop."""
    from sqlglot import exp

    above, below = node.this, node.expression
    double = exp.DataType.build("double")
    zero = exp.EQ(this=exp.Paren(this=below.copy()), expression=exp.Literal.number(0))
    sign = exp.func("SIGN", exp.Cast(this=exp.Paren(this=above.copy()), to=double))
    infinite = exp.Mul(this=sign, expression=exp.Cast(this=exp.Literal.string("Infinity"), to=double.copy()))
    quotient = exp.Div(this=above, expression=below, typed=False, safe=False)
    return exp.Paren(this=exp.Case(ifs=[exp.If(this=zero, true=infinite)], default=quotient))


def _not_a_number(node: "exp.Expr") -> "exp.Expr":
    """`isnan` is a comparison in Postgres, where NaN equals itself."""
    from sqlglot import exp

    nan = exp.Cast(this=exp.Literal.string("NaN"), to=exp.DataType.build("double"))
    return exp.Paren(
        this=exp.EQ(this=exp.Cast(this=node.this, to=exp.DataType.build("double")), expression=nan)
    )
