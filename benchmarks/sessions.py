"""Fifty people at once on the map page, against the same page by plain `st.*` calls.

    python -m benchmarks.sessions [--full] [--smoke]

Fifty visitors come within some seconds, look for five seconds, choose something (an indicator, a district, a period,
a part of the city), wait for the answer, look again, and so on. An answer is over when the server says that the run
has finished; answers count from when all are there. Memory is what the server's process holds more at the end than
when one visitor had seen everything and was gone, divided by the sessions that are open.

The visitors speak the server's websocket protocol (`visitors.py`): fifty browsers on two cores would measure the
browsers. One real browser, where there is one, is among them as a control: from choosing until the heading has
changed, its own drawing included. The peer is `plain_page.py` with Streamlit's own settings.
"""

import asyncio
import math
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.apart import Line, at_most, in_turn, options, times, told
from benchmarks.visitors import OURS, PLAIN, LostError, Visitor, at, processor_seconds, resident, served

LOOKS = 5.0
CHOICES = ("Indicator", "District", "Period", "Part of the city")
CITY, MANY = "new-york", 12


@dataclass
class Crowd:
    """What came of the visits: seconds of every answer once all were there, sessions lost and why.

    `begins` and `ends` are the time between which actions count; nobody knows them before all are there.
    """

    here: int = 0
    begins: float = math.inf
    ends: float = math.inf
    answers: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def _piece(script: Path) -> Callable[..., Callable[[], Any]]:
    def prepared(visitors: str, seconds: str) -> Callable[[], Any]:
        return lambda: _measured(script, int(visitors), float(seconds))

    return prepared


WORK = {"ours": _piece(OURS), "plain": _piece(PLAIN)}


def _measured(script: Path, visitors: int, seconds: float) -> dict[str, Any]:
    page = "map" if script == OURS else ""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(script, Path(folder), TOWNBELL_WARM="counts") as (address, pid),
    ):
        return asyncio.run(_visited(at(address, page, city=CITY), pid, visitors, seconds))


async def _visited(address: str, pid: int, visitors: int, seconds: float) -> dict[str, Any]:
    await everything(address)
    before, crowd = resident(pid), Crowd()
    dice = [random.Random(number) for number in range(visitors)]
    people = [asyncio.create_task(visit(address, die, crowd)) for die in dice]
    control = asyncio.create_task(browsed(address, crowd))
    while crowd.here + len(crowd.lost) < visitors:
        await asyncio.sleep(0.1)
    used, crowd.begins = processor_seconds(pid), time.monotonic()
    crowd.ends = crowd.begins + seconds
    await asyncio.sleep(seconds)
    after, cpu = resident(pid), processor_seconds(pid) - used
    drawn = await control
    await asyncio.gather(*people)
    if crowd.errors or not crowd.answers:
        raise RuntimeError(f"{crowd.errors[:3] or 'nobody was answered'}")
    return {
        "median": statistics.median(crowd.answers),
        "slow": statistics.quantiles(crowd.answers, n=20)[-1],
        "answers": len(crowd.answers),
        "lost": crowd.lost,
        "mb": (after - before) / (visitors + bool(drawn)) / 2**20,
        "cpu": cpu / seconds,
        "browser": statistics.median(drawn) if drawn else None,
    }


async def everything(address: str) -> None:
    """One visitor sees each choice once, so that what is kept is there before the others come."""
    visitor = Visitor(address)
    await visitor.open()
    for label in CHOICES:
        for option in (visitor.controls[label].options)[:MANY]:
            if label in visitor.controls:
                await visitor.choose(label, option)
    await visitor.close()
    await asyncio.sleep(2)


async def visit(address: str, die: random.Random, crowd: Crowd) -> None:
    """Comes within the first seconds, looks and chooses until the end."""
    await asyncio.sleep(die.uniform(0, LOOKS))
    visitor = Visitor(address)
    try:
        await visitor.open()
        crowd.here += 1
        while time.monotonic() < crowd.ends:
            await asyncio.sleep(die.uniform(0.8, 1.2) * LOOKS)
            asked = time.monotonic()
            if asked >= crowd.ends:
                break
            answer = await visitor.choose(*_something(visitor, die))
            crowd.errors += answer.errors
            if asked >= crowd.begins:
                crowd.answers.append(answer.seconds)
    except LostError as error:
        crowd.lost.append(str(error))
    finally:
        await visitor.close()


def _something(visitor: Visitor, die: random.Random) -> tuple[str, str]:
    """Another option of one of the controls."""
    there = [label for label in CHOICES if label in visitor.controls]
    label = die.choice(there)
    control = visitor.controls[label]
    others = [option for option in control.options[:MANY] if option != control.value]
    return (label, die.choice(others)) if others else _something(visitor, die)


async def browsed(address: str, crowd: Crowd) -> list[float]:
    """A real browser chooses indicators in turn; seconds until the heading has changed. Empty where there is none."""
    from playwright.async_api import async_playwright

    from tests.support.browser import FLAGS, chromium

    executable, found = chromium(), list[float]()
    if executable is None or os.environ.get("TOWNBELL_NO_BROWSER"):
        return found
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(60_000)
        await page.goto(address)
        box = page.get_by_role("combobox", name="Indicator")
        await box.click()
        await page.wait_for_selector('[role="option"]')
        labels = await page.get_by_role("option").all_inner_texts()
        await page.keyboard.press("Escape")
        while time.monotonic() < crowd.ends - LOOKS:
            for label in [*labels[1:], labels[0]]:
                await asyncio.sleep(LOOKS)
                await box.click()
                begun = time.monotonic()
                await page.get_by_role("option", name=label, exact=True).click()
                await page.wait_for_function(
                    "text => document.querySelector('h1')?.innerText === text", arg=label
                )
                found.append(time.monotonic() - begun)
        await browser.close()
    return found


def lines(full: bool, smoke: bool) -> list[Line]:
    """A line for the answers, one for the memory of a session."""
    visitors, seconds, runs = (5, 8, 1) if smoke else (50, 120, 3) if full else (50, 25, 1)
    found = in_turn("sessions", ["plain", "ours"], visitors, seconds, runs=runs)
    plain, ours = ([run.result for run in found[name]] for name in ("plain", "ours"))
    against = "the same page by plain st.* calls"
    work = f"{visitors} sessions, {LOOKS:g} s between actions, {seconds} s: median answer"
    ratio = times([run["median"] for run in ours], [run["median"] for run in plain])
    lost = sum(len(run["lost"]) for run in ours)
    note = f"lost: ours {lost}, plain {sum(len(run['lost']) for run in plain)}"
    answers = at_most(work, against, _answers(ours), _answers(plain), ratio, 0.2, note)
    if lost:
        answers = Line(**{**vars(answers), "reached": False})
    return [answers, _memory(ours, plain, visitors)]


def _memory(ours: Sequence[dict[str, Any]], plain: Sequence[dict[str, Any]], visitors: int) -> Line:
    each = sorted(run["mb"] for run in ours)
    middle = statistics.median(each)
    theirs = statistics.median(run["mb"] for run in plain)
    return Line(
        f"{visitors} sessions: memory a session",
        "2 MB",
        f"{middle:.2f} MB",
        f"{theirs:.2f} MB (plain page)",
        middle / 2,
        each[0] / 2,
        each[-1] / 2,
        "under 2 MB",
        middle < 2,
    )


def _answers(runs: Sequence[dict[str, Any]]) -> str:
    """The median of the runs, with the slowest twentieth, the load, and what the browser saw."""
    run = sorted(runs, key=lambda each: float(each["median"]))[len(runs) // 2]
    seen = f"; in the browser {run['browser']:.2f} s" if run["browser"] is not None else "; no browser"
    return f"{run['median']:.3f} s (p95 {run['slow']:.2f} s; {run['answers']} answers; {run['cpu']:.2f} cores{seen})"


def main() -> None:
    """Prints a table."""
    asked = options(__doc__)
    told(lines(asked.full, asked.smoke))


if __name__ == "__main__":
    main()
