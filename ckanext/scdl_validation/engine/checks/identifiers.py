"""SIRET and SIREN: the identifiers of establishments and legal units (INSEE)."""
from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, ClassVar

from .base import CellCheck, Sentence

_SPACES = re.compile(r"[\s\u00a0\u202f.\-]+")


@lru_cache(maxsize=65536)
def luhn_ok(digits: str) -> bool:
    """Whether the control key of a SIRET or SIREN is right (La Poste's exception included)."""
    from stdnum.fr import siren, siret

    return siret.is_valid(digits) if len(digits) == 14 else siren.is_valid(digits)


def compact(text: str) -> str:
    """``text`` without the spaces and dots that people put between groups."""
    return _SPACES.sub("", text)


def unscientific(text: str) -> tuple[str, bool] | None:
    """Digits of ``2,13105554E+13`` and whether all of them are known; None when not of that form."""
    found = re.fullmatch(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})", text.strip())
    if found:
        digits = found.group(1) + (found.group(2) or "")
        exponent = int(found.group(3))
        return digits.ljust(exponent + 1, "0"), len(digits) == exponent + 1
    found = re.fullmatch(r"(\d+)[.,]0+", text.strip())
    if found:
        return found.group(1), True
    return None


class _Identifier(CellCheck):
    length: ClassVar[int]
    label: ClassVar[str]

    def broken(self, text: str, value: Any) -> bool:
        clean = re.sub(r"[\s\u00a0]+", "", text)
        if not re.fullmatch(rf"[0-9]{{{self.length}}}", clean):
            return True
        return not luhn_ok(clean)

    def repair(self, text: str) -> str | None:
        clean = compact(text)
        known = unscientific(text)
        if known and known[1]:
            clean = known[0]
        if clean != text and re.fullmatch(rf"[0-9]{{{self.length}}}", clean) and luhn_ok(clean):
            return clean
        return None

    def message(self, text: str) -> Sentence:
        known = unscientific(text)
        if known and not known[1]:
            return (f"Le tableur a abrégé ce {self.label} et des chiffres sont perdus : mettez la colonne au format "
                    "Texte, puis saisissez-le à nouveau.", None)
        clean = known[0] if known else compact(text)
        if not clean.isascii() or not clean.isdigit():
            return f"Le {self.label} ne compte que des chiffres : {self.length}, sans lettre.", None
        gap = self.length - len(clean)
        if gap > 0:
            padded = clean.zfill(self.length)
            suggestion = padded if gap <= 2 and luhn_ok(padded) else None
            missing = "il en manque un" if gap == 1 else f"il en manque {gap}"
            hint = " Un zéro au début s'est peut-être perdu dans le tableur." if suggestion else ""
            return f"Le {self.label} compte {self.length} chiffres, {missing}.{hint}", suggestion
        if gap < 0:
            extra = "il y en a un de trop" if gap == -1 else f"il y en a {-gap} de trop"
            return f"Le {self.label} compte {self.length} chiffres, {extra}.", None
        return (f"Ce {self.label} ne passe pas le contrôle de sa clé : un chiffre est sans doute faux ou deux sont "
                "inversés. Comparez avec l'avis de situation de l'INSEE.", None)


class Siret(_Identifier):
    """Fourteen digits with a right key."""

    names = ("siret", "french-siret-value", "french-siret")
    length = 14
    label = "SIRET"


class Siren(_Identifier):
    """Nine digits with a right key."""

    names = ("siren", "french-siren-value", "french-siren")
    length = 9
    label = "SIREN"


def number_text(text: str) -> Decimal | None:
    """``text`` as a decimal number, None when it does not look like one."""
    if not re.fullmatch(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*", text, re.ASCII):
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None
