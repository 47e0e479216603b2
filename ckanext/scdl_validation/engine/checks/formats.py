"""French reference formats (frformat's names): codes and names of places, and common formats."""
from __future__ import annotations

import re
from typing import Any, ClassVar

from ..suggestions import fold, nearest
from .base import CellCheck, Check, Sentence
from .places import COUNTRIES, DEPARTEMENTS, REGIONS, successor


class _Format(CellCheck):
    #: what is expected, as the end of « On attend … »
    expected: ClassVar[str] = ""
    shape: ClassVar[str] = ""

    def broken(self, text: str, value: Any) -> bool:
        return re.fullmatch(self.shape, text, re.ASCII) is None

    def message(self, text: str) -> Sentence:
        return f"On attend {self.expected}.", None


class _Listed(_Format):
    #: right texts; case and accents do not count when ``folded``
    values: ClassVar[tuple[str, ...]] = ()
    _folded: ClassVar[frozenset[str] | None] = None

    def broken(self, text: str, value: Any) -> bool:
        return fold(text) not in self._known()

    @classmethod
    def _known(cls) -> frozenset[str]:
        known = cls.__dict__.get("_folded")
        if known is None:
            known = frozenset(fold(item) for item in cls.values)
            cls._folded = known
        return known

    def message(self, text: str) -> Sentence:
        return f"« {text[:80]} » n'est pas connu : on attend {self.expected}.", nearest(text, self.values)


class CodeCommune(_Format):
    """Code of a commune: five characters, those of its département first, and not one that a merger has ended."""

    names = ("code-commune-insee", "code-commune", "code-insee-commune")
    expected = "un code INSEE de commune, sur cinq caractères, par exemple 31555 ou 2A004"
    shape = r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|9[78]\d)\d{2,3}"

    def broken(self, text: str, value: Any) -> bool:
        if not re.fullmatch(r"\d{5}|2[AB]\d{3}", text, re.ASCII):
            return True
        unknown = text[:2] not in DEPARTEMENTS and text[:3] not in DEPARTEMENTS and text[:2] not in ("97", "98")
        return unknown or successor(text) is not None

    def message(self, text: str) -> Sentence:
        now = successor(text)
        if now is None:
            return super().message(text)
        return f"La commune {text} a été réunie à une autre, dont le code est {now}.", now

    def repair(self, text: str) -> str | None:
        if re.fullmatch(r"\d{4}", text, re.ASCII) and text[0] != "0":
            return "0" + text
        if re.fullmatch(r"2[ab]\d{3}", text, re.ASCII):
            return text.upper()
        return None


class CodePostal(_Format):
    """Postal code: five digits."""

    names = ("code-postal",)
    expected = "un code postal de cinq chiffres, par exemple 31000"
    shape = r"\d{5}"

    def broken(self, text: str, value: Any) -> bool:
        return re.fullmatch(r"\d{5}", text, re.ASCII) is None or text[:2] in ("00", "96", "99")

    def repair(self, text: str) -> str | None:
        return "0" + text if re.fullmatch(r"[1-9]\d{3}", text, re.ASCII) else None


class CodeDepartement(_Format):
    """Code of a département."""

    names = ("code-departement", "numero-departement")
    expected = "un numéro de département, par exemple 31, 2A ou 974"

    def broken(self, text: str, value: Any) -> bool:
        return text not in DEPARTEMENTS

    def repair(self, text: str) -> str | None:
        return next((item for item in (text.upper(), "0" + text) if item in DEPARTEMENTS and item != text), None)


class Departement(_Listed):
    """Name of a département."""

    names = ("departement",)
    expected = "le nom d'un département, par exemple Haute-Garonne"
    values = tuple(DEPARTEMENTS.values())


class CodeRegion(_Format):
    """Code of a région."""

    names = ("code-region",)
    expected = "un code de région sur deux chiffres, par exemple 76"

    def broken(self, text: str, value: Any) -> bool:
        return text not in REGIONS

    def repair(self, text: str) -> str | None:
        return "0" + text if "0" + text in REGIONS else None


class Region(_Listed):
    """Name of a région."""

    names = ("region",)
    expected = "le nom d'une région, par exemple Occitanie"
    values = tuple(REGIONS.values())


class Pays(_Listed):
    """Name of a country, in French."""

    names = ("pays",)
    expected = "le nom d'un pays, par exemple France"
    values = tuple(COUNTRIES.values())


class CodePays(_Format):
    """Two letters of ISO 3166-1."""

    names = ("code-pays", "code-pays-iso2")
    expected = "un code de pays de deux lettres, par exemple FR"

    def broken(self, text: str, value: Any) -> bool:
        return text not in COUNTRIES

    def repair(self, text: str) -> str | None:
        return text.upper() if text.upper() in COUNTRIES and text != text.upper() else None


class Commune(_Format):
    """Name of a commune: its form only, since the list changes every year."""

    names = ("commune",)
    expected = "le nom d'une commune, en lettres"
    shape = r".*"

    def broken(self, text: str, value: Any) -> bool:
        return re.fullmatch(r"[^\W\d_][^\d_<>@#;]{0,80}", text.strip()) is None


class CodeFantoir(_Format):
    """Code of a street in the FANTOIR file."""

    names = ("code-fantoir",)
    expected = "un code FANTOIR : quatre caractères et une clé, par exemple ZB03A"
    shape = r"[0-9A-Z][0-9]{3}[A-Z]"


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


FRFORMAT: tuple[type[Check], ...] = (
    CodeCommune, CodePostal, CodeDepartement, Departement, CodeRegion, Region, Pays, CodePays, Commune, CodeFantoir,
    Rna, Uai, Latitude, Longitude, LatitudeFrance, LongitudeFrance,
)
