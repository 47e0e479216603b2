"""Telephone numbers and opening hours."""
from __future__ import annotations

import re
from typing import Any

from .base import CellCheck, Sentence

try:
    import phonenumbers
except ImportError:  # the library is an extra
    phonenumbers = None  # type: ignore[assignment]

try:
    import opening_hours
except ImportError:  # the library is an extra
    opening_hours = None  # type: ignore[assignment]


def phone_ok(text: str) -> bool:
    """Whether ``text`` is a number that can be dialled from France, short numbers included."""
    if not re.search(r"\d", text) or len(text) > 40:
        return False
    if phonenumbers is None:
        digits = re.sub(r"[\s.\-()\u00a0]", "", text)
        return re.fullmatch(r"(?:0[1-9]\d{8}|(?:\+|00)[1-9]\d{6,14}|3\d{3}|1\d{1,5}|118\d{3})", digits, re.ASCII) is not None
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) or phonenumbers.is_valid_short_number(number)


class PhoneNumber(CellCheck):
    """A French, short or international telephone number."""

    names = ("phone-number", "phone-number-value")

    def broken(self, text: str, value: Any) -> bool:
        return not phone_ok(text)

    def repair(self, text: str) -> str | None:
        digits = re.sub(r"\D", "", text)
        if re.fullmatch(r"[1-9]\d{8}", digits) and re.fullmatch(r"[\d .]+", text) and phone_ok("0" + digits):
            return "0" + digits
        return None

    def rule(self, before: str, after: str) -> str:
        return "leading-zero"

    def message(self, text: str) -> Sentence:
        digits = re.sub(r"\D", "", text)
        if text.strip().startswith("0") and len(digits) not in (10, 0):
            gap = 10 - len(digits)
            problem = f"il en manque {gap}" if gap > 0 else f"il y en a {-gap} de trop"
            return f"Un numéro de téléphone français compte 10 chiffres, {problem}.", None
        return ("Ce numéro de téléphone n'existe pas : écrivez 10 chiffres (01 23 45 67 89), un numéro court, "
                "ou un numéro international (+33 1 23 45 67 89).", None)


class OpeningHours(CellCheck):
    """Opening hours in OpenStreetMap's grammar: a remark, never a fault."""

    names = ("opening-hours", "opening-hours-value")
    warning = True
    available = opening_hours is not None

    def broken(self, text: str, value: Any) -> bool:
        try:
            return not opening_hours.validate(text)
        except Exception:  # noqa: BLE001 - the grammar is compiled code; whatever it raises, the text is not understood
            return True

    def message(self, text: str) -> Sentence:
        return ("Ces horaires ne suivent pas la forme d'OpenStreetMap, par exemple « Mo-Fr 09:00-12:00,14:00-17:00 » "
                "(Mo, Tu, We, Th, Fr, Sa, Su pour les jours).", None)
