"""French reference formats (frformat's names) that are told by their shape; lists of places are in :mod:`.geography`."""
from __future__ import annotations

import re
from typing import Any, ClassVar

from .base import CellCheck, Check, Sentence
from .communes import fantoir


class _Format(CellCheck):
    #: what is expected, as the end of « On attend … »
    expected: ClassVar[str] = ""
    shape: ClassVar[str] = ""

    def broken(self, text: str, value: Any) -> bool:
        return re.fullmatch(self.shape, text, re.ASCII) is None

    def message(self, text: str) -> Sentence:
        return f"On attend {self.expected}.", None


class CodeFantoir(_Format):
    """Code of a street in the FANTOIR file, and its key: any letter."""

    names = ("code-fantoir",)
    expected = "un code FANTOIR : quatre caractères et une clé, par exemple ZB03A"

    def broken(self, text: str, value: Any) -> bool:
        return not (re.fullmatch(r".{4}[A-Z]", text) and fantoir(text[:4]))


class IdRnb(_Format):
    """Number of a building in the national register (RNB): digits and letters, those that look alike left out."""

    names = ("id-rnb",)
    expected = "un identifiant RNB de douze caractères, sans 0, I, L, O ni U, par exemple 1GA7PBYM1QDY"
    shape = r"[1-9ABCDEFGHJKMNPQRSTVWXYZ]{12}"

    def repair(self, text: str) -> str | None:
        clean = re.sub(r"[\s-]", "", text).upper()
        return clean if clean != text and not self.broken(clean, clean) else None


class Rna(_Format):
    """Number of an association in the national register."""

    names = ("rna", "code-rna")
    expected = "un numéro RNA : W suivi de neuf chiffres, par exemple W313001234"
    shape = r"W\d[0-9A-Z]\d{7}"

    def repair(self, text: str) -> str | None:
        clean = re.sub(r"\s", "", text).upper()
        return clean if clean != text and not self.broken(clean, clean) else None


class Uai(_Format):
    """Number of a school."""

    names = ("uai", "code-uai")
    expected = "un code UAI : sept chiffres et une lettre, par exemple 0310001A"
    shape = r"\d{7}[A-Za-z]"


class _Degrees(_Format):
    low: ClassVar[float]
    high: ClassVar[float]

    def broken(self, text: str, value: Any) -> bool:
        try:
            number = float(text)
        except ValueError:
            return True
        return not self.low <= number <= self.high


class Latitude(_Degrees):
    """Degrees north."""

    names = ("latitude-wgs", "latitude-wgs84")
    expected, low, high = "une latitude entre -90 et 90", -90.0, 90.0


class Longitude(_Degrees):
    """Degrees east."""

    names = ("longitude-wgs", "longitude-wgs84")
    expected, low, high = "une longitude entre -180 et 180", -180.0, 180.0


class LatitudeFrance(_Degrees):
    """Degrees north, mainland France."""

    names = ("latitude-wgs-fr-metropole",)
    expected, low, high = "une latitude de France métropolitaine, entre 41,2 et 51,3", 41.2, 51.3


class LongitudeFrance(_Degrees):
    """Degrees east, mainland France."""

    names = ("longitude-wgs-fr-metropole",)
    expected, low, high = "une longitude de France métropolitaine, entre -5,6 et 9,8", -5.6, 9.8


class LatitudeLambert(_Degrees):
    """Metres north in Lambert 93, mainland France."""

    names = ("latitude-l93",)
    expected, low, high = "une ordonnée Lambert 93 en mètres, entre 6037008 et 7230728", 6037008.0, 7230728.0


class LongitudeLambert(_Degrees):
    """Metres east in Lambert 93, mainland France."""

    names = ("longitude-l93",)
    expected, low, high = "une abscisse Lambert 93 en mètres, entre -357823 et 1313633", -357823.0, 1313633.0


FRFORMAT: tuple[type[Check], ...] = (
    CodeFantoir, IdRnb, Rna, Uai, Latitude, Longitude, LatitudeFrance, LongitudeFrance, LatitudeLambert, LongitudeLambert,
)
