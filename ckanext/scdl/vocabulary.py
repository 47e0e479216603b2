"""Terms of the national and European vocabularies that descriptions use."""
from __future__ import annotations

import re

import ckan.plugins.toolkit as tk

FREQUENCY_BASE = "http://publications.europa.eu/resource/authority/frequency/"

#: Codes of the EU frequency authority that a commune may need, from the most to the least often.
FREQUENCIES = (
    "CONT", "DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY", "BIMONTHLY", "QUARTERLY", "ANNUAL_2", "ANNUAL",
    "BIENNIAL", "TRIENNIAL", "IRREG", "AS_NEEDED", "NEVER", "UNKNOWN",
)

_COMMUNE = re.compile(r"(?:[013-9][0-9]|2[AB0-9])[0-9]{3}")
_DEPARTEMENT = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[4-8]")

#: Themes of the catalogue of standards, in the order in which they are shown.
THEMES = (
    "vie-municipale", "finances", "equipements", "mobilite", "enfance-restauration", "sante-securite",
    "urbanisme", "environnement", "catalogue",
)


def frequency_uri(code_or_uri: str | None) -> str:
    """The EU authority's address for ``ANNUAL`` (or for itself); empty when it is not one of them."""
    text = (code_or_uri or "").strip()
    code = text.removeprefix(FREQUENCY_BASE).removeprefix(FREQUENCY_BASE.replace("http:", "https:")).upper()
    return FREQUENCY_BASE + code if code in FREQUENCIES else ""


def frequency_label(code_or_uri: str | None) -> str:
    """An update rhythm in words."""
    words = {
        "CONT": tk._("Continuous"), "DAILY": tk._("Every day"), "WEEKLY": tk._("Every week"),
        "BIWEEKLY": tk._("Every two weeks"), "MONTHLY": tk._("Every month"), "BIMONTHLY": tk._("Every two months"),
        "QUARTERLY": tk._("Every quarter"), "ANNUAL_2": tk._("Twice a year"), "ANNUAL": tk._("Every year"),
        "BIENNIAL": tk._("Every two years"), "TRIENNIAL": tk._("Every three years"),
        "IRREG": tk._("Irregular"), "AS_NEEDED": tk._("When needed"), "NEVER": tk._("Never"),
        "UNKNOWN": tk._("Unknown"),
    }
    return words.get(frequency_uri(code_or_uri).removeprefix(FREQUENCY_BASE), "")


def theme_label(theme: str) -> str:
    """A theme of the catalogue of standards in words."""
    words = {
        "vie-municipale": tk._("Municipal life"), "finances": tk._("Finance"),
        "equipements": tk._("Public facilities"), "mobilite": tk._("Mobility"),
        "enfance-restauration": tk._("Childhood and canteens"), "sante-securite": tk._("Health and safety"),
        "urbanisme": tk._("Town planning"), "environnement": tk._("Environment"),
        "catalogue": tk._("Open data catalogue"),
    }
    return words.get(theme, theme)


def is_insee_code(code: str) -> bool:
    """Is this the shape of a commune's or a département's official code?"""
    return bool(_COMMUNE.fullmatch(code) or _DEPARTEMENT.fullmatch(code))


def insee_uri(code: str) -> str:
    """INSEE's address of a commune or a département; empty when the code is neither."""
    if _COMMUNE.fullmatch(code):
        return f"http://id.insee.fr/geo/commune/{code}"
    if _DEPARTEMENT.fullmatch(code):
        return f"http://id.insee.fr/geo/departement/{code}"
    return ""


def parse_bbox(text: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees from ``"1.35, 43.53, 1.52, 43.67"``; None when it is not an extent."""
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return west, south, east, north


def bbox_wkt(bbox: tuple[float, float, float, float]) -> str:
    """The extent as a closed WKT polygon."""
    west, south, east, north = bbox
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return "POLYGON((" + ",".join(f"{lon:g} {lat:g}" for lon, lat in corners) + "))"
