"""Colours that must be told apart can be told apart, also by eyes that see two or three of them alike."""

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest

from dashboard.charts.colours import GOOD_TO_BAD, GROUPS_IN_ORDER, INK, NOT_JUDGED, PLACES, VERDICT, rgb
from dashboard.shell import style

# Linear RGB of full protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes 2009, severity 1.0).
EYES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "usual": np.eye(3).tolist(),
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
APART = 10  # CIE 1976 colour difference; 2.3 is just noticed


def linear(colour: str) -> np.ndarray:
    part = np.array(rgb(colour)) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def seen(colour: str, eye: str) -> np.ndarray:
    """A colour in CIELAB as an eye sees it."""
    xyz = TO_XYZ @ np.clip(np.array(EYES[eye]) @ linear(colour), 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(first: str, second: str, eye: str) -> float:
    return float(np.linalg.norm(seen(first, eye) - seen(second, eye)))


def contrast(first: str, second: str) -> float:
    """WCAG's contrast ratio."""
    light = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (first, second))
    return (light[1] + 0.05) / (light[0] + 0.05)


def test_the_simulation_confuses_what_such_eyes_confuse() -> None:
    assert apart("#d62728", "#7a7a00", "deutan") < apart("#d62728", "#7a7a00", "usual") / 2


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(
    "palette", [GOOD_TO_BAD, NOT_JUDGED, GROUPS_IN_ORDER], ids=["judged", "not judged", "groups"]
)
def test_the_classes_of_a_map_can_be_told_apart(palette: Sequence[str], eye: str) -> None:
    close = {pair: apart(*pair, eye) for pair in combinations(palette, 2)}
    assert {pair: distance for pair, distance in close.items() if distance < APART} == {}


@pytest.mark.parametrize("eye", EYES)
def test_better_and_worse_and_no_clear_difference_can_be_told_apart(eye: str) -> None:
    colours = [VERDICT[word] for word in ("better", "worse", "no_clear_difference", "cannot_tell")]
    assert min(apart(*pair, eye) for pair in combinations(colours, 2)) >= APART


@pytest.mark.parametrize("eye", EYES)
def test_the_order_of_lightness_runs_one_way_from_the_middle(eye: str) -> None:
    light = [seen(colour, eye)[0] for colour in GOOD_TO_BAD]
    assert light[0] < light[1] < light[2] > light[3] > light[4]
    single = [seen(colour, eye)[0] for colour in NOT_JUDGED]
    assert single == sorted(single, reverse=True)


@pytest.mark.parametrize("colour", PLACES)
def test_lines_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 3


def test_text_and_outlines_can_be_read_on_every_class() -> None:
    assert min(contrast(INK, light) for light in (GOOD_TO_BAD[1], GOOD_TO_BAD[2], GOOD_TO_BAD[3])) >= 4.5


def test_the_pages_style_takes_its_colours_from_here() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", style._RULES))
    assert set(style._COLOURS) <= used
    assert not [
        colour for colour in style._COLOURS.values() if colour != "#d9d9d9" and colour in style._RULES
    ]
    assert all(f"--{name}:{colour};" in style._STYLE for name, colour in style._COLOURS.items())
