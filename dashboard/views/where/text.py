"""What the page *Where exactly* says: where most were counted, how many in all, what is hidden."""

import pandas as pd

from dashboard.text import STATUS, limits, number, period, plain
from dashboard.views.where.data import Most, Question
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def density(value: float) -> str:
    """A number of counts per square kilometre, with its unit."""
    return _("{value} per km²", value=number(value))


def opening(question: Question, rows: pd.DataFrame, best: Most | None, totals: dict[str, float]) -> list[str]:
    """The sentences above the maps; the last period first."""
    measure, code = question.view.measure, question.periods[-1]
    if best is None:
        return [nothing_shown(measure, rows, code), *_hidden(rows, question.periods, totals)]
    first = best.row
    about = {
        "period": plain(period(code)),
        "district": plain(str(first["district"])),
        "value": number(first["per_km2"]),
        "count": number(first["count"], 0),
        "limits": limits(first["lower"], first["upper"]),
    }
    sentences = [
        _(
            "Most per km² in {period}: **{district}** with **{value} per km²** "
            "({count} in one hexagon; likely range {limits} per km²).",
            **about,
        )
        if question.together == 1
        else _(
            "Most per km² in {period}: **{district}** with **{value} per km²** "
            "({count} in seven hexagons; likely range {limits} per km²).",
            **about,
        )
    ]
    sentences += _before(question, rows, first)
    if best.rivals:
        sentences.append(
            _n("{n} other place may have as many.", "{n} other places may have as many.", best.rivals)
        )
    return [" ".join(sentences), _in_all(question, totals), *_hidden(rows, question.periods, totals)]


def nothing_shown(measure: Indicator, rows: pd.DataFrame, code: str) -> str:
    """Why no place can be named."""
    states = set(rows.loc[rows["period"] == code, "status"]) - {"ok"}
    about = {"indicator": plain(_(measure.title)), "period": plain(period(code))}
    if not states:
        return _("{indicator}: none were counted in {period}.", **about)
    why = ", ".join(_(STATUS[state]) for state in STATUS if state in states)
    return _("{indicator}: no place can be named in {period} ({why}).", **about, why=why)


def _before(question: Question, rows: pd.DataFrame, first: pd.Series) -> list[str]:
    """What was counted at the same place in the earlier period."""
    if len(question.periods) < 2:
        return []
    code = question.periods[0]
    same = (rows["hexagon"] == first["hexagon"]) & (rows["district_id"] == first["district_id"])
    then = rows[same & (rows["period"] == code)]
    if then.empty or then["status"].iloc[0] != "ok":
        why = _(STATUS[str(then["status"].iloc[0])]) if len(then) else _(STATUS["missing"])
        return [_("At the same place in {period}: {why}.", period=plain(period(code)), why=why)]
    return [
        _(
            "At the same place in {period}: {value}.",
            period=plain(period(code)),
            value=density(then["per_km2"].iloc[0]),
        )
    ]


def _in_all(question: Question, totals: dict[str, float]) -> str:
    """How many were counted in all in each period."""
    counted = ", ".join(
        _("{count} in {period}", count=number(totals[code], 0), period=plain(period(code)))
        for code in question.periods
        if code in totals
    )
    return _("In all: {counted}.", counted=counted) if counted else ""


def _hidden(rows: pd.DataFrame, periods: tuple[str, ...], totals: dict[str, float]) -> list[str]:
    """How many hexagons are hidden in each period, and what share of what was counted lies in them."""
    sentences = []
    for code in periods:
        mine = rows[rows["period"] == code]
        hidden = int((mine["status"] == "suppressed").sum())
        about = {"n": number(hidden, 0), "all": number(len(mine), 0), "period": plain(period(code))}
        if hidden and totals.get(code):
            about["share"] = number(100 * (1 - mine["count"].sum() / totals[code]), 0)
            sentences.append(_("{n} of {all} places in {period} ({share} % of what was counted)", **about))
        elif hidden:
            sentences.append(_("{n} of {all} places in {period}", **about))
    return [_("Hidden to protect people: {places}.", places=", ".join(sentences))] if sentences else []


def size(width: float, together: int) -> str:
    """What a hexagon's size is called."""
    if together == 1:
        return _("{width} m", width=number(width, 0))
    return _("seven of {width} m together", width=number(width, 0))


def caption(width: float, threshold: float, together: int) -> str:
    """How the maps are made, and what they can't say."""
    sentences = [
        _("Hexagons are {width} m wide and end at the border of their district.", width=number(width, 0)),
        _("Small numbers go up and down by chance."),
    ]
    if threshold:
        sentences.append(
            _(
                "Counts below {threshold} are hidden, and as many others as it takes that nobody can work them out.",
                threshold=number(threshold, 0),
            )
        )
    if together > 1:
        sentences.append(_("Groups of seven hexagons are protected together with the single ones."))
    return " ".join(sentences)


def card(row: "pd.Series | dict[str, object]") -> str:
    """The lines of a hexagon's card: district, count, per square kilometre; or why there is none."""
    if row["status"] != "ok":
        return f"{row['district']}\n{_(STATUS[str(row['status'])])}"
    count, value = float(row["count"]), float(row["per_km2"])  # type: ignore[arg-type]
    return f"{row['district']}\n{_('{count} counted', count=number(count, 0))}\n{density(value)}"
