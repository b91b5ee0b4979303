"""The indicators that exist, and the decorators by which an analyst adds one.

A decorated function stays a plain function. The decorator's name is the kind of measure; the docstring is
the method note that residents read. Nothing else has to be edited: menus, method pages, tests and the
command line read this registry.
"""

import importlib
import inspect
import os
import pkgutil
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypedDict, TypeVar, Unpack

from indicators.engine.definitions.enums import Kind, Polarity
from indicators.engine.definitions.kinds import KINDS, KindSpec
from indicators.engine.definitions.row import Row, columns_read
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.messages import _

PACK = "pack"
NOT_DOMAINS = ("__main__", "city", "cli")
OWN_MODULES = "TOWNBELL_MODULES"
DOMAINS = ("health", "safety", "mobility", "energy", "waste", "digital_access")

RowFunction = Callable[[Any], Any]
"""Takes a `Row` and gives expressions over it. Analysts annotate neither."""
GivenOutOf = str | tuple[str, RowFunction] | None
"""A denominator as an analyst writes it: "column", "table.column", or (table, function); None: the population."""
F = TypeVar("F", bound=RowFunction)


class Details(TypedDict, total=False):
    """The keywords that all kinds have in common; see `decorators`."""

    codes: tuple[str, ...]
    source: str
    part: str
    weight: str | None
    years: int


class KindDetails(Details, total=False):
    """Keywords of a decorator that only some kinds of indicators have, beside those in `Details`."""

    per: float
    yearly: bool | None
    age: str
    standard: str
    quantile: float


class BadIndicator(TownbellError):
    """An indicator is not written as the engine needs it."""


@dataclass(frozen=True)
class OutOf:
    """Where a denominator comes from: another table (`table`), the indicator's own (None), or the pack's population."""

    table: str | None
    function: RowFunction | None
    columns: tuple[str, ...] = ()

    @property
    def is_population(self) -> bool:
        """Is it the persons that the pack names under `townbell.population`?"""
        return self.function is None


@dataclass(frozen=True)
class Indicator:
    """One measure: what is counted, out of whom, how it is read."""

    id: str
    title: str
    domain: str
    kind: Kind
    table: str
    better: Polarity
    unit: str
    note: str
    function: RowFunction = field(repr=False)
    columns: tuple[str, ...] = ()
    out_of: OutOf | None = None
    codes: tuple[str, ...] = ()
    source: str = "Townbell"
    part: str = ""
    weight: str | None = None
    per: float = 1.0
    age: str | None = None
    standard: str = ""
    quantile: float | None = None
    years: int = 1
    yearly: bool | None = None

    @property
    def spec(self) -> KindSpec:
        """What sets its kind apart."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Failure:
    """A module that could not be loaded; everything else works without it."""

    module: str
    reason: str


_REGISTRY: dict[str, Indicator] = {}
_FAILURES: dict[str, Failure] = {}


def register(
    kind: Kind,
    title: str,
    *,
    table: str,
    better: str,
    unit: str,
    out_of: GivenOutOf = None,
    needs_out_of: bool = False,
    **details: Unpack[KindDetails],
) -> Callable[[F], F]:
    """A decorator that adds a function to the registry and hands it back unchanged."""

    def add(function: F) -> F:
        _check(function, title, better)
        denominator = _out_of(out_of, table) if out_of is not None or needs_out_of else None
        if KINDS[kind].own_base and denominator is not None and denominator.table is not None:
            name = function.__name__
            raise BadIndicator(
                f"{name}: the two numbers of a share stand in one table; else use ratio or rate."
            )
        indicator = Indicator(
            id=function.__name__,
            title=title,
            domain=function.__module__.rsplit(".", 1)[-1],
            kind=kind,
            table=table,
            better=Polarity(better),
            unit=unit,
            note=inspect.cleandoc(function.__doc__ or ""),
            function=function,
            columns=_trace(function, table),
            out_of=denominator,
            **details,
        )
        _add(indicator)
        return function

    return add


def _check(function: RowFunction, title: str, better: str) -> None:
    name = getattr(function, "__name__", "?")
    if better not in list(Polarity):
        raise BadIndicator(f"{name}: better='{better}' must be one of {', '.join(Polarity)}.")
    if not (function.__doc__ or "").strip():
        raise BadIndicator(f"{name}: write a docstring; it is the method note that residents read.")
    if not title.strip():
        raise BadIndicator(f"{name}: give it a title in plain words.")


def _trace(function: RowFunction, table: str) -> tuple[str, ...]:
    row = Row(table)
    function(row)
    return columns_read(row)


def _out_of(given: GivenOutOf, table: str) -> OutOf:
    if given is None:
        return OutOf("", None)
    if isinstance(given, str):
        where, _dot, column = given.rpartition(".")
        where = "" if where == table else where
        return OutOf(where or None, lambda row: getattr(row, column), (column,))
    where, function = given
    return OutOf(where if where != table else None, function, _trace(function, where))


def _add(indicator: Indicator) -> None:
    known = _REGISTRY.get(indicator.id)
    if known is not None and known.function.__module__ != indicator.function.__module__:
        raise BadIndicator(f"The id '{indicator.id}' is taken in module '{known.domain}'; name it otherwise.")
    _REGISTRY[indicator.id] = indicator


@lru_cache(maxsize=1)
def load_modules() -> None:
    """Imports every domain module once; one that fails is recorded and does not stop the others.

    `TOWNBELL_MODULES` names further folders with a city's own modules, as PATH does.
    """
    folders = [*_domains_package().__path__, *filter(None, os.environ.get(OWN_MODULES, "").split(os.pathsep))]
    for folder in folders:
        load_folder(Path(folder))


def _domains_package() -> ModuleType:
    """The package whose modules are domains: `indicators`, which holds this one and so is loaded."""
    return sys.modules[__name__.partition(".")[0]]


def load_folder(folder: Path) -> None:
    """Imports every domain module of a folder as one of `indicators`; a name that the program has is not taken."""
    package = _domains_package()
    if str(folder) not in package.__path__:
        package.__path__.append(str(folder))
    for module in pkgutil.iter_modules([str(folder)]):
        if not module.ispkg and module.name not in NOT_DOMAINS:
            _load(f"indicators.{module.name}")


def _load(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception as error:  # a module is an analyst's code: whatever it raises, the others go on
        short = name.removeprefix("indicators.")
        _FAILURES[short] = Failure(short, _why(error, f"{short}.py"))


def _why(error: Exception, file: str) -> str:
    """What failed in a module, and in which of its own lines."""
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error.msg} (line {error.lineno} of {file})"
    frames = traceback.extract_tb(error.__traceback__)
    own = [at for at in frames if Path(at.filename).name == file] or frames
    text = str(error)
    if isinstance(error, TypeError) and "truth value" in text:
        text = "write & for 'and', | for 'or', ~ for 'not', .is_in([…]) for 'in', and each comparison in brackets"
    kind = "" if isinstance(error, BadIndicator) else f"{type(error).__name__}: "
    return f"{kind}{text} (line {own[-1].lineno} of {Path(own[-1].filename).name})"


def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator, by domain in the usual order, then as written."""
    load_modules()
    order = {domain: i for i, domain in enumerate(DOMAINS)}
    return tuple(sorted(_REGISTRY.values(), key=lambda i: order.get(i.domain, len(order))))


def failures() -> tuple[Failure, ...]:
    """The modules that could not be loaded."""
    load_modules()
    return tuple(_FAILURES.values())


def indicator(id: str) -> Indicator:
    """The indicator with this id; a misspelt one answers with the nearest."""
    load_modules()
    try:
        return _REGISTRY[id]
    except KeyError:
        failed = [
            _("Module '{module}' failed: {reason}.", module=module, reason=failure.reason)
            for module, failure in _FAILURES.items()
        ]
        hints = [did_you_mean(id, _REGISTRY), *failed]
        raise TownbellError(_("There is no indicator '{id}'.", id=id), *hints) from None


def domain_title(domain: str) -> str:
    """A domain's name for people: the words before the colon in its module's docstring."""
    load_modules()
    module = sys.modules.get(f"indicators.{domain}")
    words = (getattr(module, "__doc__", None) or "").strip().split(":")[0]
    return words if re.fullmatch(r"[\w ]{2,40}", words) else domain.replace("_", " ").capitalize()


@contextmanager
def temporary_registry() -> Iterator[None]:
    """What is registered inside is forgotten afterwards; for tests and examples."""
    load_modules()
    before, failed = dict(_REGISTRY), dict(_FAILURES)
    try:
        yield
    finally:
        _REGISTRY.clear()
        _REGISTRY.update(before)
        _FAILURES.clear()
        _FAILURES.update(failed)
