"""Fifty sessions coming and going for a long time: does the server's memory grow?

    python -m benchmarks.soak [--minutes 5] [--visitors 50] [--smoke]

Visitors come, look at pages of every kind in every city, choose what there is to choose, and go; another one comes in
the place of each, so that fifty are there all the time. They begin when the server says that it is warm. Without
`--minutes` it takes an hour. Every ten seconds the memory of the server's process is read, and what its cache holds.
The first half warms up: what is kept between runs fills to its bound (`TOWNBELL_CACHE_MEMORY`, here 256 MB, so that it
is full in a quarter of an hour and lets go), and Python's allocator takes what it needs at the busiest moment. Growth
is the slope of a line through the medians of the second half's tenths, with its 95 % limits. It is held to 1 % of the
memory over that half: less can't be told from the allocator's own ups and downs.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.apart import Line, told
from benchmarks.visitors import OURS, LostError, Visitor, at, resident, served

PAGES = ("city", "map", "map", "map", "district", "compare", "segments", "interventions", "methods", "")
CITIES = ("new-york", "morocco", "bellhaven")
EVERY, PAUSE, STAYS = 10.0, 5.0, (20.0, 120.0)
CACHE_MB = 256
ENOUGH = 0.01


@dataclass
class Soak:
    """What happened: megabytes of the process and of its cache by seconds; visits, answers, and what went wrong."""

    at: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    cache: list[float] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    visits: int = 0
    answers: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def soaked(minutes: float, visitors: int, watch: bool = False) -> Soak:
    """Lets visitors come and go for so long."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(
            OURS,
            Path(folder),
            TOWNBELL_CACHE_MEMORY=str(CACHE_MB),
            STREAMLIT_CLIENT_SHOW_ERROR_DETAILS="full",
        ) as (address, pid),
    ):
        soak = asyncio.run(_soaked(address, pid, minutes * 60, visitors, watch))
        if soak.errors:
            log = next(Path(folder).glob("server-*.log")).read_text(encoding="utf-8")
            print(log[-6000:], file=sys.stderr)
        return soak


async def _soaked(address: str, pid: int, seconds: float, visitors: int, watch: bool) -> Soak:
    while not (await asyncio.to_thread(_health, address))["warm"]:
        await asyncio.sleep(1)
    soak, ends = Soak(), time.monotonic() + seconds
    places = [asyncio.create_task(_place(address, random.Random(n), soak, ends)) for n in range(visitors)]
    begun, told_of, lost_of = time.monotonic(), 0, 0
    while time.monotonic() < ends:
        await asyncio.sleep(min(EVERY, seconds / 40))
        health = await asyncio.to_thread(_health, address)
        soak.at.append(time.monotonic() - begun)
        soak.process.append(resident(pid) / 2**20)
        soak.cache.append(health["memory_mb"]["cache"])
        soak.sessions.append(health["sessions"]["now"])
        if watch and len(soak.at) % 6 == 0:
            print(
                *soak.errors[told_of:], *soak.lost[lost_of:], sep="\n", end="\n", file=sys.stderr, flush=True
            )
            told_of, lost_of = len(soak.errors), len(soak.lost)
            print(
                f"{soak.at[-1] / 60:5.1f} min {soak.process[-1]:7.1f} MB, cache {soak.cache[-1]:5.1f} MB, "
                f"{soak.sessions[-1]} sessions, {soak.visits} visits, {len(soak.answers)} answers, "
                f"{len(soak.lost)} lost, {len(soak.errors)} errors",
                flush=True,
            )
    await asyncio.gather(*places)
    return soak


def _health(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/api/health", timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


async def _place(address: str, die: random.Random, soak: Soak, ends: float) -> None:
    """One visitor after another."""
    await asyncio.sleep(die.uniform(0, 20))
    while time.monotonic() < ends:
        await _visit(address, die, soak, min(ends, time.monotonic() + die.uniform(*STAYS)))


async def _visit(address: str, die: random.Random, soak: Soak, ends: float) -> None:
    page, city = die.choice(PAGES), die.choice(CITIES)
    language = die.choice(("en", "en", "fr"))
    visitor = Visitor(at(address, page, **({"city": city, "lang": language} if page else {})))
    soak.visits += 1
    done: list[str] = []
    try:
        answer = await visitor.open()
        while True:
            soak.answers.append(answer.seconds)
            soak.errors += [f"{visitor.address} {done}: {error}" for error in answer.errors]
            await asyncio.sleep(die.uniform(0.6, 1.4) * PAUSE)
            if time.monotonic() >= ends:
                break
            several = [label for label, control in visitor.controls.items() if len(control.options) > 1]
            if not several:
                break
            label = die.choice(several)
            option = die.choice(visitor.controls[label].options)
            done.append(f"{label} {option}")
            answer = await visitor.choose(label, option)
    except LostError as error:
        soak.lost.append(f"{page}: {error}")
    finally:
        await visitor.close()


def growth(soak: Soak) -> tuple[float, float, float]:
    """Megabytes an hour in the second half: the slope of a line through the medians of its tenths, and its limits."""
    from scipy import stats

    half = [(t / 3600, mb) for t, mb in zip(soak.at, soak.process, strict=True) if t >= soak.at[-1] / 2]
    size = max(1, len(half) // 10)
    tenths = [half[i : i + size] for i in range(0, len(half) - size + 1, size)]
    hours = [statistics.mean(t for t, _mb in tenth) for tenth in tenths]
    found = stats.linregress(hours, [statistics.median(mb for _t, mb in tenth) for tenth in tenths])
    around = found.stderr * stats.t.ppf(0.975, len(tenths) - 2)
    return float(found.slope), float(found.slope - around), float(found.slope + around)


def lines(full: bool, smoke: bool, minutes: float | None = None, visitors: int = 50) -> list[Line]:
    """One line. Nobody is the peer: memory is held to stay what it is."""
    minutes = minutes or (0.5 if smoke else 5)
    soak = soaked(minutes, 5 if smoke else visitors, watch=full)
    return [_line(soak, minutes)]


def _line(soak: Soak, minutes: float) -> Line:
    slope, low, high = growth(soak)
    second = soak.process[len(soak.process) // 2 :]
    memory = statistics.median(second)
    share = slope * minutes / 2 / 60 / memory
    others = minutes / 2 / 60 / memory
    fine = not soak.lost and not soak.errors
    return Line(
        f"soak of {minutes:g} minutes: {max(soak.sessions)} sessions coming and going, {soak.visits} visits, "
        f"{len(soak.answers)} answers",
        "itself",
        f"{memory:.0f} MB, {slope:+.0f} MB an hour ({low:+.0f} to {high:+.0f}); "
        f"median answer {statistics.median(soak.answers):.2f} s",
        f"cache {max(soak.cache):.0f} of {CACHE_MB} MB at most",
        share,
        low * others,
        high * others,
        f"growth of the second half at most {ENOUGH:.0%}",
        share <= ENOUGH and fine,
        f"{len(soak.lost)} lost, {len(soak.errors)} errors {_some([*soak.lost, *soak.errors])}".strip(),
    )


def _some(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(texts[:3]))


def main() -> None:
    """Prints the memory every minute, and a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument(
        "--full", action="store_true", help="five minutes, as in the long run of all benchmarks"
    )
    parser.add_argument("--smoke", action="store_true", help="half a minute, five visitors")
    asked = parser.parse_args()
    minutes = 0.5 if asked.smoke else 5 if asked.full else asked.minutes
    told(lines(not asked.smoke, asked.smoke, minutes, asked.visitors))


if __name__ == "__main__":
    main()
