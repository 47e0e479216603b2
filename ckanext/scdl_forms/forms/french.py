"""Values as people in France write and read them."""
from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal, InvalidOperation

from ckanext.scdl.shared import FieldSpec

_MONTHS = {
    name: number
    for number, names in enumerate((
        ("janvier", "janv"), ("février", "fevrier", "févr", "fevr"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
        ("juillet", "juil"), ("août", "aout"), ("septembre", "sept"), ("octobre", "oct"), ("novembre", "nov"),
        ("décembre", "decembre", "déc", "dec"),
    ), 1)
    for name in names
}
_WORDED = re.compile(r"(\d{1,2})(?:er)?\s+([A-Za-zéûôÉÛ]+)\.?\s+(\d{4})")
_FIGURES = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_NARROW_SPACE = "\u202f"


def day(text: str) -> str:
    """An ISO date for a day written the French way (12/03/2024, 12.3.2024, 12 mars 2024).

    A day that does not exist, or anything else, comes back as it is: the check explains it.
    """
    figures, worded = _FIGURES.fullmatch(text.strip()), _WORDED.fullmatch(text.strip())
    if figures:
        parts = int(figures[3]), int(figures[2]), int(figures[1])
    elif worded and worded[2].casefold() in _MONTHS:
        parts = int(worded[3]), _MONTHS[worded[2].casefold()], int(worded[1])
    else:
        return text
    try:
        return datetime.date(*parts).isoformat()
    except ValueError:
        return text


def moment(text: str) -> str:
    """An ISO date and time for « 12/03/2024 14h30 », « 12/03/2024 à 14:30 »; else the text as it is."""
    match = re.fullmatch(r"(.+?)(?:\s+à)?[\sT]+(\d{1,2})\s?[h:](\d{2})?(?::(\d{2}))?(Z?)", text.strip())
    if not match:
        return text
    date = day(match[1])
    hours = clock(f"{match[2]}:{match[3] or '00'}:{match[4] or '00'}")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) or not re.fullmatch(r"\d{2}:\d{2}:\d{2}", hours):
        return text
    return f"{date}T{hours}{match[5]}"


def clock(text: str) -> str:
    """An ISO time for 14h30 or 14:30; else the text as it is."""
    match = re.fullmatch(r"(\d{1,2})\s?[hH:](\d{2})?(?::(\d{2}))?", text.strip())
    if not match:
        return text
    parts = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        return datetime.time(*parts).isoformat()
    except ValueError:
        return text


def _default(spec: FieldSpec) -> bool:
    return spec.format in ("", "default", None)


def to_standard(spec: FieldSpec, text: str) -> str:
    """What was typed in one box, as the standard writes it where that is certain."""
    readers = {"date": day, "datetime": moment, "time": clock}
    if spec.type in readers and _default(spec):
        return readers[spec.type](text)
    return text


def as_typed(spec: FieldSpec, text: str) -> str:
    """A stored value as people type it in a box: 12/03/2024, 1234,5."""
    if spec.type == "date" and _default(spec):
        return _french_day(text)
    if spec.type == "datetime" and _default(spec) and len(text) >= 16 and "T" in text:
        return f"{_french_day(text[:10])} {text[11:16]}"
    if spec.type == "time" and _default(spec):
        return text[:5] if re.fullmatch(r"\d{2}:\d{2}:00", text) else text
    if spec.type == "number" and re.fullmatch(r"-?\d+\.\d+", text):
        return text.replace(".", ",")
    if spec.separator:
        return "\n".join(parts(spec, text))
    return text


def _french_day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text


def as_read(spec: FieldSpec, text: str) -> str:
    """A stored value as people read it: 12/03/2024, 1 234,50, Oui, a list with commas."""
    if not text:
        return ""
    if spec.type in ("integer", "number") and spec.widget in ("integer", "number"):
        return number(text)
    if spec.type == "boolean":
        if text in spec.true_values:
            return "Oui"
        return "Non" if text in spec.false_values else text
    if spec.type == "array":
        return ", ".join(items(text)) or text
    if spec.separator:
        return ", ".join(parts(spec, text)) or text
    return as_typed(spec, text)


def number(value: object) -> str:
    """1234.5 as « 1 234,5 » (narrow no-break space)."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not amount.is_finite():
        return str(value)
    return f"{amount:,f}".replace(",", _NARROW_SPACE).replace(".", ",")


def period(kind: str, start: datetime.date, end: datetime.date) -> str:
    """A period by its name: année 2024, 3e trimestre 2026, mars 2026, semaine du 23 au 29 mars 2026."""
    if kind == "year":
        return f"année {start.year}"
    if kind == "quarter":
        return f"{('1er', '2e', '3e', '4e')[start.month // 3]} trimestre {start.year}"
    return _month(start) if kind == "month" else f"semaine {_between(start, end)}"


def of_period(kind: str, start: datetime.date, end: datetime.date) -> str:
    """What belongs to a period: de l’année 2024, du 3e trimestre 2026, d’avril 2026, du 23 au 29 mars 2026."""
    name = period(kind, start, end)
    if kind == "month":
        return f"d’{name}" if name[0] in "ao" else f"de {name}"
    return {"year": f"de l’{name}", "quarter": f"du {name}"}.get(kind) or _between(start, end)


def for_period(kind: str, start: datetime.date, end: datetime.date) -> str:
    """A period after « pour »: l’année 2024, le 3e trimestre 2026, mars 2026, la semaine du 23 au 29 mars 2026."""
    name = period(kind, start, end)
    return {"year": f"l’{name}", "quarter": f"le {name}", "week": f"la {name}"}.get(kind, name)


_MONTH_NAMES = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)


def _month(date: datetime.date) -> str:
    return f"{_MONTH_NAMES[date.month - 1]} {date.year}"


def _day_of_month(date: datetime.date) -> str:
    return "1er" if date.day == 1 else str(date.day)


def _between(start: datetime.date, end: datetime.date) -> str:
    first = _day_of_month(start)
    if start.year != end.year:
        first += f" {_month(start)}"
    elif start.month != end.month:
        first += f" {_MONTH_NAMES[start.month - 1]}"
    return f"du {first} au {_day_of_month(end)} {_month(end)}"


def parts(spec: FieldSpec, text: str) -> list[str]:
    """The values of a cell that holds several, in a column that has a separator."""
    return [part.strip() for part in text.split(spec.separator) if part.strip()]


def items(text: str) -> list[str]:
    """The items of an array, stored as JSON in its cell; nothing when it is not one."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in found] \
        if isinstance(found, list) else []
