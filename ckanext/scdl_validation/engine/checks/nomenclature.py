"""Subjects of acts, as the ACTES nomenclature of legality control lists them."""
from __future__ import annotations

import re
import unicodedata
from typing import Any

from ..suggestions import fold, nearest
from .base import CellCheck, Sentence

#: the nine themes of the first level
THEMES = (
    "Commande publique",
    "Urbanisme",
    "Domaine et patrimoine",
    "Fonction publique",
    "Institutions et vie politique",
    "Libertés publiques et pouvoirs de police",
    "Finances locales",
    "Domaines de compétences par thèmes",
    "Autres domaines de compétences",
)
_FOLDED = {fold(theme): theme for theme in THEMES}


def _bare(text: str) -> str:
    """``text`` without case and accents; its blanks count."""
    return "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))


_BARE = {_bare(theme) for theme in THEMES}


def _after(rest: str) -> str:
    """What follows the theme, without the blanks after each sign."""
    return re.sub(r"/\s+", "/", rest.strip())


class NomenclatureActes(CellCheck):
    """``thème/sous-thème``, the theme being one of nine, whatever its case and accents."""

    names = ("nomenclature-acte", "nomenclature-actes", "nomenclature-actes-value")

    def broken(self, text: str, value: Any) -> bool:
        if "/" not in text:
            return True
        return "/ " in text or _bare(text.split("/", 1)[0]) not in _BARE

    def repair(self, text: str) -> str | None:
        if "/" not in text:
            return None
        theme, rest = text.split("/", 1)
        clean = f"{_FOLDED.get(fold(theme), theme) if self.broken(f'{theme}/', None) else theme}/{_after(rest)}"
        return clean if clean != text and not self.broken(clean, clean) else None

    def message(self, text: str) -> Sentence:
        if "/" not in text:
            return ("On attend un thème puis un sous-thème séparés par le signe « / », "
                    "par exemple « Finances locales/Décisions budgétaires ».", None)
        theme, rest = text.split("/", 1)
        if fold(theme.strip()) in _FOLDED:
            return "Retirez les espaces autour du signe « / », et ceux en trop dans le thème.", f"{' '.join(theme.split())}/{_after(rest)}"
        near = nearest(theme, THEMES)
        return (f"« {theme.strip()[:80]} » n'est pas un thème de la nomenclature ACTES. Thèmes : {', '.join(THEMES)}.",
                f"{near}/{rest.strip()}" if near else None)
