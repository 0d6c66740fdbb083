"""The colours of lines and marks stay apart, also for people who see few colours.

Dashes and shapes differ as well; this is for whoever looks at the colours first.
"""

import itertools
import math
import re
from pathlib import Path

import pytest

from assessments.reports.report_chart import STROKES

TOKENS = Path(__file__).parent.parent / "static/css/tokens.css"
CONTRAST, APART = 3.0, 15.0
"""WCAG 1.4.11 for graphics; a distance in CIELAB in which nobody takes one for the other."""
Vector = tuple[float, float, float]
SIGHT: dict[str, tuple[Vector, Vector, Vector]] = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    # Machado, Oliveira and Fernandes 2009, table for full severity, on linear RGB.
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def colours(theme: int, roles: str) -> dict[str, str]:
    """Role to colour, 0 light and 1 dark."""
    pairs = re.findall(
        rf"--chart-({roles}): light-dark\((#\w{{6}}), (#\w{{6}})\)", TOKENS.read_text()
    )
    return {role: (light, dark)[theme] for role, light, dark in pairs}


def linear(colour: str) -> Vector:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def seen(colour: str, sight: str) -> Vector:
    """The colour in CIELAB, as somebody with this sight sees it."""
    rgb = [min(1.0, max(0.0, math.sumprod(row, linear(colour)))) for row in SIGHT[sight]]
    rows = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116
        for share in (math.sumprod(row, rgb) / most for row, most in zip(rows, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def contrast(one: str, other: str) -> float:
    low, high = sorted(math.sumprod((0.2126, 0.7152, 0.0722), linear(c)) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(("kind", "count"), [("section", 6), ("project", 8)])
def test_lines_of_a_chart_are_told_apart(kind: str, count: int, theme: int) -> None:
    drawn = colours(theme, rf"{kind}-\d|target")
    paper = colours(theme, "surface")["surface"]
    assert len(drawn) == count + 1
    faint = {role: colour for role, colour in drawn.items() if contrast(colour, paper) < CONTRAST}
    assert faint == {}
    alike = [
        (one, other, sight)
        for sight in SIGHT
        for one, other in itertools.combinations(drawn, 2)
        if math.dist(seen(drawn[one], sight), seen(drawn[other], sight)) < APART
    ]
    assert alike == []


def test_the_report_on_paper_has_the_colours_of_the_light_theme() -> None:
    assert list(STROKES) == [colours(0, rf"section-{at}")[f"section-{at}"] for at in range(6)]
