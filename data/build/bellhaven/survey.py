"""The yearly residents' survey: strata of borough x year, six clusters a district, weights, questions left
unanswered."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.build.bellhaven import interventions as plans
from data.build.bellhaven import world as w
from data.build.bellhaven.geography import Floats
from data.build.bellhaven.population import disability_rate, persons
from data.build.bellhaven.world import World

ANSWERS_A_YEAR = 1_600
CLUSTERS = 6
HEALTH = ("very good", "good", "fair", "bad", "very bad")
MODES = ("car", "bus", "tram", "train", "bike", "walk", "home")
ADULTS = np.flatnonzero(w.SLOT_BAND > 0)
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Sample:
    """Who was asked: numbers into the axes, one entry an answer. `cluster` runs over all clusters of the
    city."""

    year: Index
    district: Index
    cluster: Index
    sex: Index
    band: Index
    income: Index
    disabled: NDArray[np.bool_]
    skill: Index
    weight: Floats


@dataclass(frozen=True)
class Asker:
    """Draws answers. Each question has a lasting difference by district and by cluster, and some who don't
    answer."""

    world: World
    sample: Sample
    rng: np.random.Generator

    def logit(self, level: float, poor: float, income: float, trend: float, age: tuple[float, ...]) -> Floats:
        """The part of a question's logit that most questions share: place, income (per fifth), time, age
        band."""
        who = self.sample
        place = poor * self.world.poor + self.world.lasting(self.rng, 0.10)
        cluster = self.rng.normal(0, 0.18, 24 * CLUSTERS)
        steps = income * (who.income - 2) + trend * self.world.since[who.year]
        return np.asarray(
            level + place[who.district] + cluster[who.cluster] + steps + np.array(age)[who.band - 1]
        )

    def yes(self, logit: Floats) -> NDArray[np.bool_]:
        """An answer of yes by chance."""
        return np.asarray(self.rng.random(len(logit)) < w.expit(logit))

    def column(
        self, answer: NDArray[np.generic], asked: NDArray[np.bool_] | None = None, refused: float = 0.02
    ) -> pa.Array:
        """The answers, empty where the question did not apply or was left out."""
        silent = self.rng.random(len(answer)) < refused
        return pa.array(answer, mask=silent if asked is None else silent | ~asked)


def survey_table(world: World) -> pa.Table:
    """`survey`: one line an answer."""
    rng = world.rng("survey")
    sample = draw_sample(world, rng)
    ask = Asker(world, sample, rng)
    boroughs = sorted(set(world.places.boroughs), key=world.places.boroughs.index)
    strata = tuple(f"{borough} {year}" for year in w.YEAR_CODES for borough in boroughs)
    clusters = tuple(f"{district}-{number}" for district in world.ids for number in range(1, CLUSTERS + 1))
    columns = {
        "resp_id": pa.array(np.arange(1, len(sample.year) + 1)),
        "district_id": w.text_column(world.ids, sample.district),
        "period": w.text_column(w.YEAR_CODES, sample.year),
        "weight": pa.array(np.round(sample.weight, 2)),
        "stratum": w.text_column(strata, sample.year * 4 + sample.district // 6),
        "psu": w.text_column(clusters, sample.cluster),
        "sex": w.text_column(w.SEX, sample.sex),
        "age_band": w.text_column(w.AGE_BANDS, sample.band),
        "income_q": w.text_column(w.INCOME, sample.income),
        "disability": w.text_column(w.DISABILITY, sample.disabled),
        "skill": w.text_column(w.SKILL, sample.skill),
    }
    return pa.table(
        columns | health_answers(ask) | home_answers(ask) | digital_answers(ask) | travel_answers(ask)
    )


def draw_sample(world: World, rng: np.random.Generator) -> Sample:
    """A quarter of the answers from each borough and year; the poor and the young answer less, and weights
    put that right. They add up to the adults of the stratum."""
    adults = persons(world)[:, :, :, ADULTS].transpose(1, 0, 2, 3, 4)
    willing = (
        np.array([0.75, 0.9, 1.0, 1.05, 1.1])
        * np.array([0.6, 0.85, 1.0, 1.2])[w.SLOT_BAND[ADULTS] - 1][:, None]
    )
    many = round(ANSWERS_A_YEAR * world.scale / 4)
    parts = []
    for year in range(10):
        for borough in range(4):
            alive = adults[year, 6 * borough : 6 * borough + 6]
            chance = (alive * willing).ravel()
            cell = np.sort(rng.choice(chance.size, many, p=chance / chance.sum()))
            district, sex, slot, income = np.unravel_index(cell, alive.shape)
            weight = 1 / willing[slot, income]
            weight *= alive.sum() / weight.sum()
            parts.append((np.full(many, year), district + 6 * borough, sex, ADULTS[slot], income, weight))
    year_, district_, sex_, slot_, income_, weight_ = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    return with_abilities(world, rng, (year_, district_, sex_, w.SLOT_BAND[slot_], income_), weight_)


def with_abilities(world: World, rng: np.random.Generator, who: tuple[Index, ...], weight: Floats) -> Sample:
    """Adds cluster, disability and digital skill. Skill falls steeply with age, less with income; it grows by
    year."""
    year, district, sex, band, income = who
    cluster = district * CLUSTERS + rng.integers(0, CLUSTERS, len(year))
    disabled = rng.random(len(year)) < disability_rate()[band, income]
    able = (
        np.array([1.5, 1.0, 0.1, -1.7])[band - 1]
        + 0.30 * (income - 2)
        - 0.5 * disabled
        + 0.07 * world.since[year]
    )
    able = able - 0.4 * world.poor[district] + rng.logistic(size=len(year))
    skill = (able > -1.0).astype(int) + (able > 0.9)
    return Sample(year, district, cluster, sex, band, income, disabled, skill, weight)


def health_answers(ask: Asker) -> dict[str, pa.Array]:
    """General health, care needed and gone without, consultations from afar, own health record."""
    who, shock = ask.sample, w.YEAR_SHOCK[ask.sample.year]
    ill = ask.logit(-1.3, 0.9, -0.22, 0.0, (-0.9, -0.4, 0.3, 1.0)) + 1.4 * who.disabled
    score = ill + ask.rng.logistic(size=len(ill))
    level = (score > -1.9).astype(int) + (score > 0) + (score > 1.6) + (score > 3.2)
    needed = ask.yes(ill + 1.6)
    without = ask.yes(
        ask.logit(-2.1, 1.0, -0.25, 0.02, (0.1, 0.2, 0.0, -0.2)) + 0.5 * who.disabled + 0.7 * shock
    )
    remote = ask.yes(ask.logit(-2.6, -0.3, 0.08, 0.14, (0.4, 0.3, 0.0, -0.7)) + 2.0 * shock + 0.4 * who.skill)
    record = ask.yes(ask.logit(-2.5, -0.3, 0.12, 0.26, (0.2, 0.3, 0.1, -0.5)) + 0.7 * who.skill)
    silent = ask.rng.random(len(level)) < 0.01
    health = pa.array(
        [None if hush else HEALTH[at] for at, hush in zip(level, silent, strict=True)], pa.string()
    )
    return {
        "general_health": health,
        "needed_care": ask.column(needed),
        "went_without_care": ask.column(without, needed),
        "remote_consultation": ask.column(remote, needed),
        "has_health_record": ask.column(record, refused=0.04),
    }


def home_answers(ask: Asker) -> dict[str, pa.Array]:
    """Feeling safe, keeping warm."""
    who = ask.sample
    safe = (
        ask.logit(0.95, -1.3, 0.10, 0.01, (0.1, 0.2, 0.0, -0.5)) - 0.75 * (who.sex == 0) - 0.4 * who.disabled
    )
    dear = np.array([0, 0, 0, 0, 0, 0.1, 0.7, 0.6, 0.3, 0.2])[who.year]
    warm = ask.logit(2.6, -0.9, 0.42, 0.0, (-0.1, -0.1, 0.0, 0.15)) - 0.5 * who.disabled - dear
    return {
        "feels_safe_after_dark": ask.column(ask.yes(safe), refused=0.03),
        "can_keep_home_warm": ask.column(ask.yes(warm)),
    }


def home_internet(ask: Asker) -> NDArray[np.bool_]:
    """Internet at home. The divide is one of income first and age second; the voucher adds to both low
    fifths."""
    who, world = ask.sample, ask.world
    chance = w.expit(ask.logit(1.15, -0.6, 0.40, 0.03, (0.35, 0.35, 0.1, -0.55)) - 0.2 * who.disabled)
    if world.effects:
        there = plans.years_in(plans.INTERNET, world.ids, w.YEAR_CODES) >= 0
        entitled = there[who.district, who.year] & (who.income < 2)
        chance = np.maximum(chance, np.minimum(chance + plans.INTERNET_GAIN * entitled, 0.98))
    return np.asarray(ask.rng.random(len(chance)) < chance)


def digital_answers(ask: Asker) -> dict[str, pa.Array]:
    """Access (connection, device, price) and use (skills, services, help). Use among those online depends on
    skill and age and hardly on income: the inequality has another pattern than the divide."""
    who, shock = ask.sample, w.YEAR_SHOCK[ask.sample.year]
    online = home_internet(ask)
    device = ask.yes(ask.logit(0.9, -0.4, 0.34, 0.05, (0.5, 0.4, 0.1, -0.8)))
    dear = ask.yes(ask.logit(-1.5, 0.5, -0.45, -0.03, (0.1, 0.1, 0.0, 0.2)))
    able = np.array([-1.5, 0.1, 1.0])[who.skill] - 0.35 * who.disabled
    egov = online & ask.yes(ask.logit(-0.5, -0.2, 0.04, 0.12, (-0.2, 0.4, 0.2, -0.6)) + able + 0.8 * shock)
    reach = w.expit(ask.logit(-0.7, -0.2, 0.06, 0.07, (0.3, 0.4, 0.0, -0.7)) + able + 0.5 * shock)
    services = egov + ask.rng.binomial(5, reach)
    help_ = ask.yes(ask.logit(-1.4, 0.2, -0.08, -0.02, (-0.6, -0.3, 0.1, 0.8)) - 0.9 * able)
    unasked = who.year >= 2
    return {
        "has_home_internet": ask.column(online, refused=0.01),
        "owns_device": ask.column(device, unasked),
        "internet_too_dear": ask.column(dear, refused=0.04),
        "basic_digital_skills": ask.column(who.skill > 0),
        "used_egov": ask.column(egov),
        "digital_services_used": ask.column(services, online, refused=0.03),
        "needed_help_online": ask.column(help_, online),
    }


def travel_answers(ask: Asker) -> dict[str, pa.Array]:
    """The way to work of those who work, the cost of travel, and the time of an errand with the city."""
    who, shock = ask.sample, w.YEAR_SHOCK[ask.sample.year]
    works = ask.yes(ask.logit(1.2, -0.3, 0.15, 0.0, (-0.4, 0.5, 0.2, -3.6)) - 1.0 * who.disabled)
    pull = np.array([1.55, 0.75, 0.35, -0.3, -0.25, 0.35, -0.9]) + np.zeros((len(works), 7))
    pull += np.outer(who.income - 2, [0.22, -0.22, -0.03, 0.1, 0.03, -0.15, 0.3])
    pull += np.outer(ask.world.since[who.year], [-0.02, 0, 0, 0, 0.04, 0, 0.05])
    pull += np.outer(shock, [0.1, -0.9, -0.9, -1.1, 0.2, 0.1, 1.6]) + np.outer(
        who.disabled, [0, 0.3, 0, -0.3, -1, -0.4, 0]
    )
    mode = np.argmax(pull + ask.rng.gumbel(size=pull.shape), axis=1)
    typical = np.log(np.array([24, 34, 28, 42, 19, 15, 1]))[mode] + (0.25 * ask.world.poor)[who.district]
    minutes = np.maximum(
        1, np.rint(np.exp(typical + 0.1 * who.disabled - 0.12 * shock + ask.rng.normal(0, 0.4, len(mode))))
    )
    cost = np.exp(2.15 - 0.24 * (who.income - 2) - 0.25 * shock + ask.rng.normal(0, 0.45, len(mode)))
    errand = ask.rng.random(len(mode)) < 0.55
    waits = np.rint(
        np.exp(4.0 - 0.28 * who.skill - 0.03 * ask.world.since[who.year] + ask.rng.normal(0, 0.55, len(mode)))
    )
    silent = ask.rng.random(len(mode)) < 0.02
    modes = pa.array(
        [
            MODES[at] if in_work and not hush else None
            for at, in_work, hush in zip(mode, works, silent, strict=True)
        ],
        pa.string(),
    )
    return {
        "commute_mode": modes,
        "commute_minutes": ask.column(minutes.astype(int), works & (mode != 6)),
        "travel_cost_percent": ask.column(np.round(cost, 1), refused=0.06),
        "errand_minutes": ask.column(waits.astype(int), errand),
    }
