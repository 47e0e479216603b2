"""A territory's colour, made readable.

An ATD chooses any colour. What is read (text, links, buttons) uses a darker shade of it where the chosen one
lacks contrast; what is only seen (bands, marks) keeps the chosen one. Contrast and its thresholds are those of
WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text.
"""
from __future__ import annotations

import re
from typing import NamedTuple

#: The product's own colour, used where a territory has chosen none.
DEFAULT = "#155e75"
#: What the accent is read on, beside its own tint: a sheet and the ground of the page.
SURFACES = ("#ffffff", "#f2f4f6")
#: Contrast asked of text by WCAG 2.2 AA.
AA = 4.5

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")

RGB = tuple[int, int, int]


class Palette(NamedTuple):
    """Colours of a page, as ``#rrggbb``."""

    accent: str
    ink: str
    tint: str


def parse(colour: str) -> RGB | None:
    """Red, green and blue (0 to 255) of ``#rrggbb`` or ``#rgb``, with or without the sign; None for anything else."""
    match = _HEX.fullmatch(colour.strip())
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def luminance(rgb: RGB) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: RGB, other: RGB) -> float:
    """Contrast ratio of two colours, 1 to 21, whatever their order."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palette(colour: str | None) -> Palette:
    """The palette of an accent colour; the product's own for an empty or unreadable one.

    ``ink`` has at least AA contrast with white, with the ground and with ``tint``, both as text on them and as the
    ground of white text.
    """
    accent = parse(colour or "") or parse(DEFAULT)
    assert accent is not None  # noqa: S101  (DEFAULT is well formed)
    tint = _mix(accent, (255, 255, 255), 0.9)
    surfaces = [rgb for rgb in map(parse, SURFACES) if rgb] + [tint]
    return Palette(_hex(accent), _hex(_darkened(accent, surfaces)), _hex(tint))


def _darkened(colour: RGB, surfaces: list[RGB]) -> RGB:
    """The lightest shade of the colour, in steps of a fiftieth towards black, that reads on every surface."""
    shade = colour
    for step in range(51):
        shade = _mix(colour, (0, 0, 0), step / 50)
        if all(contrast(shade, surface) >= AA for surface in surfaces):
            break
    return shade


def _mix(colour: RGB, other: RGB, share: float) -> RGB:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other))
    return red, green, blue


def _hex(rgb: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)
