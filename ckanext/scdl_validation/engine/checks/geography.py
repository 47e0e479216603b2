"""Codes and names of places (frformat's names), by the official geographic code of INSEE and the postal codes of La Poste."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar

from ..errors import DescriptorError
from ..suggestions import closest, fold, fold_all
from . import communes
from .base import CellCheck, Check, Sentence
from .places import DEPARTEMENTS, regions

_CODES = frozenset(DEPARTEMENTS)
_NAMES = frozenset(DEPARTEMENTS.values())


@lru_cache(maxsize=32)
def _regions(year: int | None) -> tuple[frozenset[str], frozenset[str]]:
    """Codes and names of the régions of ``year``."""
    found = regions(year or communes.LAST)
    return frozenset(found), frozenset(found.values())


class _Place(CellCheck):
    """A value of a list, written as the list writes it."""

    #: what is expected, as the end of « On attend … »
    expected: ClassVar[str] = ""
    #: first year that ``version`` (``cog`` before frformat 0.5) may name
    first_year: ClassVar[int] = communes.FIRST

    def __init__(self, declared: str, params: dict[str, Any]) -> None:
        super().__init__(declared, params)
        given = params.get("version", params.get("cog", "latest"))
        year = str(given)
        if year != "latest" and not (re.fullmatch(r"[0-9]{4}", year, re.ASCII) and int(year) >= self.first_year):
            raise DescriptorError(f"Le contrôle « {declared} » ne connaît pas l'année « {year[:20]} » du code officiel géographique : "
                                  f"une année depuis {self.first_year}, ou « latest ».")
        #: year of the list, None for the latest
        self.asked: int | None = None if year == "latest" else int(year)

    @property
    def year(self) -> int:
        latest = communes.communes().latest
        return latest if self.asked is None else min(self.asked, latest)

    @property
    def known(self) -> frozenset[str]:
        """Right texts."""
        raise NotImplementedError

    def broken(self, text: str, value: Any) -> bool:
        return text not in self.known

    def rule(self, before: str, after: str) -> str:
        return "leading-zero" if after == f"0{before}" else "enum"

    def message(self, text: str) -> Sentence:
        return f"« {text[:80]} » n'est pas connu : on attend {self.expectation()}.", None

    def expectation(self) -> str:
        return self.expected


class _Code(_Place):
    """Codes: their case and a lost zero are put right."""

    def repair(self, text: str) -> str | None:
        known = self.known
        return next((item for item in (text.upper(), "0" + text) if item != text and item in known), None)


class _Name(_Place):
    """Names: case, accents and signs between words are put right when one name alone reads so."""

    def broken(self, text: str, value: Any) -> bool:
        return text.replace("’", "'") not in self.known

    def _reads(self) -> dict[str, tuple[str, ...]]:
        return _reads(self.known)

    def repair(self, text: str) -> str | None:
        if len(text) > 100:
            return None
        found = self._reads().get(reading(fold(text)), ())
        if len(found) > 1:
            # « Angles » and « Anglès » both exist: what tells them apart must be in the text
            found = tuple(name for name in found if fold(name) == fold(text))
        return found[0] if len(found) == 1 and found[0] != text else None

    def message(self, text: str) -> Sentence:
        same = self._reads().get(reading(fold(text)), ()) if len(text) <= 100 else ()
        if len(same) > 1:
            return f"« {text} » peut se lire de plusieurs façons : {' ou '.join(sorted(same))}.", None
        return (f"« {text[:80]} » n'est pas connu : on attend {self.expectation()}.",
                same[0] if same else closest(text, self.known))


_SAINT = re.compile(r"\bs(?:ain)?t(e?)\b")
_SIGNS = re.compile(r"[^a-z0-9]+")


def reading(folded: str) -> str:
    """What is read of the folded name of a place: without signs between words, Saint and Sainte in full."""
    return _SIGNS.sub("", _SAINT.sub(r"saint\1", folded))


@lru_cache(maxsize=8)
def _reads(names: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Reading -> the names that are read so."""
    found: dict[str, tuple[str, ...]] = {}
    ordered = sorted(names)
    for name, folded in zip(ordered, fold_all(ordered)):
        key = reading(folded)
        found[key] = (*found.get(key, ()), name)
    return found


def _named(code: str) -> str:
    """``code``, and the name of its commune."""
    name = communes.communes().names.get(code)
    return f"{code} ({name})" if name else code


class CodeCommune(_Code):
    """Code of a commune, of a delegated or associated part of one, or of a municipal district."""

    names = ("code-commune-insee", "code-commune", "code-insee-commune")
    expected = "un code INSEE de commune, sur cinq caractères, par exemple 31555 ou 2A004"

    @property
    def known(self) -> frozenset[str]:
        return communes.communes().codes(self.year)

    def companions(self) -> list[Check]:
        return [PartOfCommune(self.declared, self.params)] if self.asked is None else []

    def message(self, text: str) -> Sentence:
        now = communes.successor(text)
        if now is not None:
            return f"La commune {text} a été réunie à une autre, dont le code est {_named(now)}.", now
        if text in communes.postcodes():
            return f"« {text} » est un code postal : le code INSEE d'une commune est un autre numéro.", None
        if re.fullmatch(r"[0-9]{5}|2[AB][0-9]{3}", text):
            return f"« {text} » n'est le code d'aucune commune au 1er janvier {self.year}, d'après la liste de l'INSEE.", None
        return f"On attend {self.expected}.", None


class PartOfCommune(CellCheck):
    """A remark: the code is right, and that of a part of a commune, of which the code may be meant."""

    names = ("code-commune-insee-partie",)
    warning = True

    def broken(self, text: str, value: Any) -> bool:
        return text in communes.communes().parts

    def message(self, text: str) -> Sentence:
        now = communes.successor(text)
        kind = communes.communes().parts.get(text, "déléguée")
        return (f"{text} est le code d'une commune {kind}, réunie à une autre : le code de la commune entière est "
                f"{_named(now or '')}.", now)


class Commune(_Name):
    """Name of a commune, of a part of one, or of a municipal district."""

    names = ("commune",)
    expected = "le nom d'une commune"

    @property
    def known(self) -> frozenset[str]:
        return communes.communes().spelled(self.year)

    def message(self, text: str) -> Sentence:
        until = communes.communes().gone.get(text)
        if until is not None and self.asked is None:
            return (f"« {text} » n'est plus dans la liste des communes : elle y était au 1er janvier {until}.",
                    closest(text, self.known))
        return super().message(text)

    def expectation(self) -> str:
        return f"le nom d'une commune au 1er janvier {self.year}, écrit comme l'INSEE"


class Canton(_Name):
    """Name of a canton, or of a town that stands for one."""

    names = ("canton",)
    expected = "le nom d'un canton, écrit comme l'INSEE"

    @property
    def known(self) -> frozenset[str]:
        return communes.cantons()


class CodePostal(_Code):
    """Postal code of a place, as La Poste lists them: those of a CEDEX are not there."""

    names = ("code-postal",)
    expected = "un code postal de cinq chiffres, par exemple 31000"

    @property
    def known(self) -> frozenset[str]:
        return communes.postcodes()

    def message(self, text: str) -> Sentence:
        if text in communes.communes().names:
            return f"« {text} » est le code INSEE de {communes.communes().names[text]} : le code postal est un autre numéro.", None
        if re.fullmatch(r"[0-9]{5}", text):
            return (f"« {text} » n'est le code postal d'aucune commune, d'après la liste de La Poste. Écrivez celui de la commune, "
                    "sans CEDEX.", None)
        return f"On attend {self.expected}.", None


class CodeDepartement(_Code):
    """Code of a département, or of a collectivity overseas."""

    names = ("code-departement", "numero-departement")
    expected = "un numéro de département, par exemple 31, 2A ou 974"

    @property
    def known(self) -> frozenset[str]:
        return _CODES


class Departement(_Name):
    """Name of a département, or of a collectivity overseas."""

    names = ("departement",)
    expected = "le nom d'un département, par exemple Haute-Garonne"

    @property
    def known(self) -> frozenset[str]:
        return _NAMES


class CodeRegion(_Code):
    """Code of a région."""

    names = ("code-region",)
    expected = "un code de région sur deux chiffres, par exemple 76"
    first_year = 2015

    @property
    def known(self) -> frozenset[str]:
        return _regions(self.asked)[0]

    def expectation(self) -> str:
        return self.expected if self.asked is None else f"un code de région de {self.asked}, par exemple {min(self.known)}"


class Region(_Name):
    """Name of a région."""

    names = ("region",)
    expected = "le nom d'une région, par exemple Occitanie"
    first_year = 2015

    @property
    def known(self) -> frozenset[str]:
        return _regions(self.asked)[1]

    def expectation(self) -> str:
        return self.expected if self.asked is None else f"le nom d'une région de {self.asked}, par exemple {min(self.known)}"


class Pays(_Name):
    """Name of a country, in French."""

    names = ("pays",)
    expected = "le nom d'un pays, par exemple France"

    @property
    def known(self) -> frozenset[str]:
        return communes.countries()


class CodePays2(_Code):
    """Two letters of ISO 3166-1."""

    names = ("code-pays-iso2", "code-pays")
    expected = "un code de pays de deux lettres, par exemple FR"

    @property
    def known(self) -> frozenset[str]:
        return communes.country_codes(2)


class CodePays3(_Code):
    """Three letters of ISO 3166-1."""

    names = ("code-pays-iso3",)
    expected = "un code de pays de trois lettres, par exemple FRA"

    @property
    def known(self) -> frozenset[str]:
        return communes.country_codes(3)


PLACES: tuple[type[Check], ...] = (
    CodeCommune, Commune, Canton, CodePostal, CodeDepartement, Departement, CodeRegion, Region, Pays, CodePays2, CodePays3,
)
