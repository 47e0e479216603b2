"""The rules of repair, by type of field, and their order."""
from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ..checks.base import CellCheck
from ..checks.identifiers import unscientific
from ..suggestions import fold
from ..types import FieldType
from ..types.logical import BooleanType
from ..types.number import NumberType
from ..types.structured import ArrayType
from ..types.temporal import DateType
from . import dates, numbers

#: rule -> what it does, in French
RULE_LABELS = {
    "header": "Nom de colonne reconnu malgré ses majuscules, ses accents ou ses espaces",
    "trim": "Espaces retirés au début et à la fin",
    "date": "Date réécrite dans la forme attendue",
    "time": "Heure réécrite dans la forme attendue",
    "number": "Nombre réécrit sans espace, unité ni virgule",
    "boolean": "Oui ou non réécrit comme attendu",
    "enum": "Valeur de la liste retrouvée malgré ses majuscules ou ses accents",
    "leading-zero": "Zéro du début rétabli",
    "scientific": "Nombre abrégé par le tableur rétabli en entier",
    "identifier": "Espaces et points retirés d'un identifiant",
    "list": "Liste réécrite entre crochets",
    "extra-cells": "Cellules vides en trop retirées",
}
_EDGES = " \t\r\n\f\v\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u0085"
_TRIM = re.compile(rf"^[{_EDGES}]+|[{_EDGES}]+$")
_YES = {"oui", "o", "vrai", "v", "true", "t", "yes", "y", "1", "x", "ok", "1.0"}
_NO = {"non", "n", "faux", "f", "false", "no", "0", "0.0"}


@dataclass
class Readings:
    """What is known of a column: the order of its dates, the meaning of its commas."""

    dates: str | None = None
    comma: str | None = None


@dataclass(frozen=True)
class Repaired:
    """Outcome of the rules for one text.

    Args:
        text: the text after repair.
        rules: rules that changed it, in order.
        asks: rule that found two readings, or None.
    """

    text: str
    rules: tuple[str, ...] = ()
    asks: str | None = None


class TwoReadings(Exception):
    """The text can be read in two ways."""


def trim(text: str) -> str:
    return _TRIM.sub("", text)


def _date(field: FieldType, text: str, known: Readings) -> str | None:
    assert isinstance(field, DateType)
    days = dates.readings(text, known.dates)
    if len(days) > 1:
        raise TwoReadings
    return field.write(days[0]) if days else None


def _datetime(field: FieldType, text: str, known: Readings) -> str | None:
    found = re.fullmatch(r"(.+?)(?:[ T]| à )+(\d{1,2})(?:[:hH](\d{2}))?(?:[:](\d{2}))?(?:\.0+)?(Z|[+-]\d{2}:?\d{2})?", text)
    if field.format != "default" or not found or int(found[2]) > 23:
        return None
    days = dates.readings(found[1].strip(), known.dates)
    if len(days) > 1:
        raise TwoReadings
    if not days:
        return None
    zone = found[5] or ""
    return f"{days[0].isoformat()}T{int(found[2]):02}:{found[3] or '00'}:{found[4] or '00'}{zone}"


def _time(field: FieldType, text: str, known: Readings) -> str | None:
    found = re.fullmatch(r"(\d{1,2})\s*[:hH]\s*(\d{2})?(?::(\d{2}))?", text)
    if field.format != "default" or not found or int(found[1]) > 23:
        return None
    return f"{int(found[1]):02}:{found[2] or '00'}:{found[3] or '00'}"


def _number(field: FieldType, text: str, known: Readings) -> str | None:
    found = numbers.readings(text, known.comma)
    if len(found) > 1:
        raise TwoReadings
    if not found:
        return None
    char = field.decimal_char if isinstance(field, NumberType) else "."
    return found[0].replace(".", char)


def _integer(field: FieldType, text: str, known: Readings) -> str | None:
    known_digits = unscientific(text)
    if known_digits and known_digits[1] and re.search("[eE]", text):
        return known_digits[0]
    value = _number(field, text, known)
    if value is None:
        return None
    whole, _, rest = value.partition(".")
    return whole if not rest.strip("0") else None


def _year(field: FieldType, text: str, known: Readings) -> str | None:
    found = re.fullmatch(r"(\d{4})[.,]0+", text, re.ASCII)
    return found[1] if found else None


def _boolean(field: FieldType, text: str, known: Readings) -> str | None:
    assert isinstance(field, BooleanType)
    word = fold(text)
    for value, words, own in ((True, _YES, field.true_values), (False, _NO, field.false_values)):
        if word in words or word in {fold(item) for item in own}:
            return field.write(value)
    return None


def _enum(field: FieldType, text: str, known: Readings) -> str | None:
    same = {value for value in field.enum if fold(value) == fold(text)}
    if len(same) > 1:
        raise TwoReadings
    return same.pop() if same else None


def _array(field: FieldType, text: str, known: Readings) -> str | None:
    assert isinstance(field, ArrayType)
    allowed = {fold(item): item for item in field.item_enum}
    parts = [part.strip().strip("\"'«» ") for part in re.split(r"[,;|]", text.strip("[] "))]
    if not allowed or not all(fold(part) in allowed for part in parts):
        return None
    return json.dumps([allowed[fold(part)] for part in parts], ensure_ascii=False, separators=(",", ":"))


def _leading_zero(field: FieldType, text: str, known: Readings) -> str | None:
    """A code of fixed length, all digits, that lacks just one: the zero that spreadsheets drop."""
    if field.pattern is None or not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII):
        return None
    return "0" + text


def _scientific(field: FieldType, text: str, known: Readings) -> str | None:
    found = unscientific(text)
    return found[0] if found and found[1] and field.pattern is not None else None


def _identifier(field: FieldType, text: str, known: Readings) -> str | None:
    """Digits in groups (``213 105 554 00017``), where the pattern wants them together."""
    if field.pattern is None or not re.fullmatch(r"[\d\s\u00a0\u202f.]+", text):
        return None
    return re.sub(r"\D", "", text)


Rule = Callable[[FieldType, str, Readings], "str | None"]
RULES: dict[str, tuple[tuple[str, Rule], ...]] = {
    "date": (("date", _date),),
    "datetime": (("date", _datetime),),
    "time": (("time", _time),),
    "number": (("number", _number),),
    "integer": (("number", _integer),),
    "year": (("number", _year),),
    "boolean": (("boolean", _boolean),),
    "array": (("list", _array),),
    "string": (("scientific", _scientific), ("identifier", _identifier), ("leading-zero", _leading_zero)),
}


def repair_value(field: FieldType, text: str, checks: Sequence[CellCheck], known: Readings,
                 refused: Collection[str] = ()) -> Repaired:
    """``text`` put right where that is sure.

    Args:
        field: the field it stands in.
        text: what the file holds.
        checks: custom checks of the column.
        known: what is known of the column.
        refused: rules not to apply.
    """
    rules: list[str] = []
    asks: str | None = None
    if "trim" not in refused:
        trimmed = trim(text)
        if trimmed != text:
            text, rules = trimmed, ["trim"]
    if field.is_missing(text):
        return Repaired(text, tuple(rules))
    outcome = field.read(text)
    broken = outcome.rules
    if field.type == "date" and not broken and field.meaningless(text, outcome.value):
        broken = ("type",)
    if broken:
        for name, rule in (("enum", _enum), *RULES.get(field.type, ())):
            if name in refused:
                continue
            try:
                after = rule(field, text, known)
            except TwoReadings:
                asks = name
                continue
            if after is None or after == text:
                continue
            left = field.read(after).rules
            better = "type" in broken and "type" not in left or not left
            if better and not any(check.broken(after, after) for check in checks if name == "leading-zero"):
                text, broken, asks = after, left, None
                rules.append(name)
                break
    if not broken:
        for check in checks:
            if not check.broken(text, field.read(text).value):
                continue
            after = check.repair(text)
            if after is not None and check.rule(text, after) not in refused and not field.read(after).rules:
                rules.append(check.rule(text, after))
                text = after
    return Repaired(text, tuple(rules), asks)
