"""What a warm rerun of the map page costs the server, against the same page by plain `st.*` calls.

    python -m benchmarks.warm_rerun [--full] [--smoke]

Another indicator is chosen, again and again, until every one has been shown once (that round is not measured);
then the processor time of the server, all its threads together, is divided by the number of reruns that follow. The
peer is `plain_page.py` with Streamlit's own settings: what it shows and what it does without is said there. Both
are asked by a visitor that speaks the server's websocket protocol (`visitors.py`), so no browser's time is in it.
"""

import asyncio
import math
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.apart import Line, Measured, at_most, in_turn, options, times, told
from benchmarks.visitors import OURS, PLAIN, Visitor, at, processor_seconds, served

PAUSE = 0.05
NUMBER = re.compile(r"\*\*([−-]?[\d,.\u202f\u00a0 ]*\d)")


def _piece(script: Path) -> Callable[..., Callable[[], Any]]:
    def prepared(city: str, rounds: str) -> Callable[[], Any]:
        return lambda: _measured(script, city, int(rounds))

    return prepared


WORK = {"ours": _piece(OURS), "plain": _piece(PLAIN)}


def _measured(script: Path, city: str, rounds: int) -> dict[str, Any]:
    page = "map" if script == OURS else ""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(script, Path(folder), TOWNBELL_WARM="counts") as (address, pid),
    ):
        return asyncio.run(_visited(at(address, page, city=city), pid, rounds))


async def _visited(address: str, pid: int, rounds: int) -> dict[str, Any]:
    """Milliseconds of the server's processor for a rerun, and what the first number of every page was."""
    visitor = Visitor(address)
    opened = await visitor.open()
    if opened.errors or "Indicator" not in visitor.controls:
        raise RuntimeError(f"{address} did not open: {opened.errors}")
    labels = visitor.controls["Indicator"].options
    order = [*labels[1:], labels[0]]
    seen: dict[str, float] = {}
    for label in order * 2:
        answer = await visitor.choose("Indicator", label)
        if answer.errors or visitor.titles[0] != label:
            raise RuntimeError(f"{label}: {visitor.titles[:1]} {answer.errors}")
        seen[label] = _first_number(visitor.texts)
    await asyncio.sleep(1)
    used, size, waited = processor_seconds(pid), 0, 0.0
    for label in order * rounds:
        answer = await visitor.choose("Indicator", label)
        size, waited = size + answer.bytes, waited + answer.seconds
        await asyncio.sleep(PAUSE)
    reruns = len(order) * rounds
    cost = (processor_seconds(pid) - used) / reruns
    await visitor.close()
    return {"ms": cost * 1000, "kb": size / reruns / 1000, "wait": waited / reruns * 1000, "seen": seen}


def _first_number(texts: list[str]) -> float:
    """The first number in bold: the indicator's value in the whole city."""
    found = next(match for text in texts if (match := NUMBER.search(text)))
    return float(found[1].replace("−", "-").replace(",", "").replace("\u202f", "").replace("\u00a0", ""))


def lines(full: bool, smoke: bool) -> list[Line]:
    """A line for each city; the numbers that both pages show have to agree."""
    cities = ["new-york", "bellhaven", "morocco"] if full else ["new-york"]
    runs, rounds = (1, 2) if smoke else (5, 30) if full else (3, 12)
    return [_line(city, in_turn("warm_rerun", ["plain", "ours"], city, rounds, runs=runs)) for city in cities]


def _line(city: str, found: dict[str, list[Measured]]) -> Line:
    plain, ours = ([run.result for run in found[name]] for name in ("plain", "ours"))
    for one, other in zip(plain, ours, strict=True):
        _same(one["seen"], other["seen"])
    ratio = times([run["ms"] for run in ours], [run["ms"] for run in plain])
    return at_most(
        f"server CPU of a warm rerun of the map page, {city}, {len(ours[0]['seen'])} indicators in turn",
        "the same page by plain st.* calls",
        _told(ours),
        _told(plain),
        ratio,
        0.25,
    )


def _same(one: dict[str, float], other: dict[str, float]) -> None:
    """Both pages show the same numbers, but for their decimals."""
    wrong = [
        (label, one[label], other[label])
        for label in one
        if not math.isclose(one[label], other[label], rel_tol=0.02, abs_tol=0.06)
    ]
    if wrong or one.keys() != other.keys():
        raise RuntimeError(f"The pages don't agree: {wrong or (list(one), list(other))}")


def _told(runs: list[dict[str, Any]]) -> str:
    cost, size, wait = (sorted(run[name] for run in runs)[len(runs) // 2] for name in ("ms", "kb", "wait"))
    return f"{cost:.1f} ms CPU, {size:.0f} kB sent, answer in {wait:.0f} ms"


def main() -> None:
    """Prints a table."""
    asked = options(__doc__)
    told(lines(asked.full, asked.smoke))


if __name__ == "__main__":
    main()
