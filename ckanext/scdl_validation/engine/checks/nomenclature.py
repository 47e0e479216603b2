"""Subjects of acts, as the ACTES nomenclature of legality control lists them."""
from __future__ import annotations

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


class NomenclatureActes(CellCheck):
    """``thème/sous-thème``, the theme being one of nine, whatever its case and accents."""

    names = ("nomenclature-acte", "nomenclature-actes", "nomenclature-actes-value")

    def broken(self, text: str, value: Any) -> bool:
        if "/" not in text:
            return True
        theme, rest = text.split("/", 1)
        if theme != theme.rstrip() or rest != rest.lstrip():
            return True
        return fold(theme) not in _FOLDED

    def repair(self, text: str) -> str | None:
        if "/" not in text:
            return None
        theme, rest = text.split("/", 1)
        clean = f"{theme.rstrip()}/{rest.lstrip()}"
        return clean if clean != text and not self.broken(clean, clean) else None

    def message(self, text: str) -> Sentence:
        if "/" not in text:
            return ("On attend un thème puis un sous-thème séparés par le signe « / », "
                    "par exemple « Finances locales/Décisions budgétaires ».", None)
        theme, rest = text.split("/", 1)
        if fold(theme.strip()) in _FOLDED:
            return "Retirez les espaces autour du signe « / ».", f"{theme.strip()}/{rest.strip()}"
        near = nearest(theme, THEMES)
        return (f"« {theme.strip()[:80]} » n'est pas un thème de la nomenclature ACTES. Thèmes : {', '.join(THEMES)}.",
                f"{near}/{rest.strip()}" if near else None)
