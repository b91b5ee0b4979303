"""The slides of one intervention on which something is drawn: with and without it, groups of citizens, three maps."""

import math
from dataclasses import replace

import pandas as pd

from dashboard import queries as numbers
from dashboard.charts import chart_files, effect_charts
from dashboard.charts.equiplot_chart import equiplot_chart
from dashboard.exports.rich_text import Runs, as_it_stands
from dashboard.exports.slides import Picture, Slide
from dashboard.exports.slides_chart import Curve, Curves
from dashboard.shell import links
from dashboard.text import group_name
from dashboard.views.interventions import data, results, tables
from dashboard.views.interventions import groups as of_groups
from dashboard.views.interventions import maps as of_maps
from dashboard.views.interventions import result_text as result
from dashboard.views.interventions import text as words
from dashboard.views.interventions.data import Asked
from indicators.effects.assessment import Assessment, ForWhom
from indicators.effects.verdict import WORDS
from indicators.engine.text import formatting as say
from indicators.engine.text.messages import translated as _

_MAP_WIDE, _GROUPS_WIDE = 960, 380
"""Points that a drawing is wide before it fills a slide: the fewer, the larger its letters."""
_MOST_NAMES = 20


def paths(found: Assessment) -> Slide:
    """What was measured and what would have been; why it can't be drawn."""
    rows, measure = results.tracks(found), found.indicator
    title = _("{indicator}, with and without the intervention", indicator=_(measure.title))
    if rows.empty:
        why = _("There is no picture, because nothing can be compared yet: {why}", why=found.reason)
        return Slide(title, (as_it_stands(why),))
    alone, shown = found.study is not None and bool(found.study.treated.all()), curves(rows, measure.unit)
    reading = result.barred(found, alone, shown.axis.marks[0] == 0)
    return Slide(
        title=title,
        texts=(as_it_stands(effect_charts.described(rows, measure.unit)),),
        shows=shown,
        small=tuple(map(as_it_stands, reading)),
        notes=(words.in_brief(found), *_told(tables.paths(rows, measure.unit))),
    )


def curves(rows: pd.DataFrame, unit: str) -> Curves:
    """The picture of the page as lines; `rows` as from `tracks`."""

    def curve(name: str, column: str, colour: str, dash: str, where: "pd.Series[bool]") -> Curve:
        known = rows[column].where(where)
        ends = (rows.get(f"{column}_{end}", pd.Series(math.nan, rows.index)) for end in ("lower", "upper"))
        lower, upper = (tuple(end.astype(float)) for end in ends)
        values = tuple(None if pd.isna(value) else float(value) for value in known)
        return Curve(name, values, lower, upper, colour, dash)

    every = pd.Series(True, rows.index)
    found = [
        curve(_("with it"), "observed", effect_charts.WITH, "solid", rows["counts"]),
        curve(_("without it"), "without", effect_charts.WITHOUT, "dash", every),
        curve(_("elsewhere"), "others", effect_charts.OTHERS, "dot", every),
        curve(_("left out"), "observed", effect_charts.WITH, "none", ~rows["counts"]),
    ]
    shown = tuple(each for each in found if any(value is not None for value in each.values))
    start = rows.index[rows["after"]][:1]
    names = rows["name"].where(~rows.index.isin(start), rows["name"] + "\n" + _("start"))
    return Curves(tuple(names), _(unit), shown, effect_charts.described(rows, unit))


def groups(asked: Asked, found: Assessment) -> Slide | None:
    """For whom, by the groups that the page shows; None where no groups can be told apart."""
    entry, city = asked.entry, asked.book.city
    dimensions, why = of_groups.dimensions_of(asked, found)
    if why:
        return None
    meant = words.meant_for(entry, city.pack.segments)
    target = data.for_target(asked, meant)
    said = as_it_stands(of_groups.untold(meant)) if target is None else _aimed(meant, target)
    notes = (target.sentence,) if target is not None else ()
    chosen = links.state().get("whom", "")
    by = chosen if chosen in dimensions else of_groups.dimension_first(asked, dimensions)
    by_group = data.by_groups(asked, by).for_whom
    return None if by_group is None else _by_group(asked, said, by_group, notes)


def _aimed(meant: str, target: Assessment) -> Runs:
    before, size = _("Meant for {groups}:", groups=meant), words.effect_words(target)
    return ((f"{before} ", False), (_(WORDS[target.verdict]), True), (f", {size}" if size else "", False))


def _by_group(asked: Asked, said: Runs, found: ForWhom, notes: tuple[str, ...]) -> Slide:
    measure, segments = found.groups[0].indicator, asked.book.city.pack.segments[found.dimension]
    names = {code: group_name(segments, code) for code in segments.order}
    rows = of_groups.drawn(found, names, asked.entry.segments.get(found.dimension, ()))
    unit = say.change_unit(measure.unit)
    drawing = equiplot_chart(rows, unit, 0.0, notes=True, width=_GROUPS_WIDE)
    texts = [said]
    if found.sentence:
        texts.append(as_it_stands(found.sentence))
    table = tables.groups(found, names)
    return Slide(
        title=_("For whom"),
        texts=tuple(texts),
        shows=Picture(chart_files.svg(drawing), "; ".join(_told(table))),
        small=(as_it_stands(of_groups.explained()),),
        notes=(*notes, *_told(table)),
    )


def maps(asked: Asked, found: Assessment) -> Slide:
    """Before, after, change; why there are no maps."""
    sides = results.sides(asked, found)
    title = _("Before, after, change")
    if sides is None:
        why = _("There are no maps, as there are no figures from both before and after the start.")
        return Slide(title, (as_it_stands(why),))
    bare = replace(
        of_maps.surroundings(asked, sides), title="", subtitle="", source="", wide=_MAP_WIDE, named=False
    )
    own = sides.changes[sides.changes["district_id"].isin(asked.entry.districts)]
    told = [
        f"{row['district']}: {_(WORDS.get(row['verdict'], row['verdict']))}" for _at, row in own.iterrows()
    ]
    note = result.changed(own["verdict"].tolist(), found.verdict)
    about, treated = of_maps.about(sides), _numbered(asked)
    return Slide(
        title=title,
        texts=(as_it_stands(about),),
        small=tuple(as_it_stands(text) for text in (note, treated) if text),
        shows=Picture(of_maps.drawing(sides, bare), f"{about}. {'; '.join(told)}"),
        notes=(result.mapped(found, sides.before, sides.after), *told),
    )


def _numbered(asked: Asked) -> str:
    """Whose number is whose on the maps; empty for very many."""
    names, treated = numbers.names(asked.book.city), asked.entry.districts
    if len(treated) > _MOST_NAMES:
        return ""
    listed = ", ".join(f"{at} {names.get(code, code)}" for at, code in enumerate(treated, start=1))
    return _("Treated districts: {names}.", names=listed)


def _told(table: pd.DataFrame) -> list[str]:
    """A table as lines: `2021: Treated districts 4.1; Without it (estimated) 5.0`."""
    first, *others = table.columns
    return [
        f"{row[first]}: " + "; ".join(f"{name} {row[name]}" for name in others if row[name])
        for _at, row in table.iterrows()
    ]
