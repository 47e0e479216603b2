"""Dates, times, years and durations."""
from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any

from .base import FieldType
from .number import _BOUNDS, compare

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
          "novembre", "décembre")
_FORMS = {"%Y-%m-%d": "AAAA-MM-JJ", "%d/%m/%Y": "JJ/MM/AAAA", "%Y/%m/%d": "AAAA/MM/JJ", "%d-%m-%Y": "JJ-MM-AAAA"}


def every_day(form: str) -> str:
    """Regular expression of the days of the years 1000 to 9999, 29 February left out, in a ``strptime`` format."""
    days = (("(?:0[1-9]|1[0-2])", "(?:0[1-9]|1[0-9]|2[0-8])"), ("(?:0[13-9]|1[0-2])", "(?:29|30)"),
            ("(?:0[13578]|1[02])", "31"))
    forms = [form.replace("%Y", "[1-9][0-9]{3}").replace("%m", month).replace("%d", day) for month, day in days]
    return f"(?:{'|'.join(forms)})"


_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def only_bounds(field: FieldType) -> bool:
    return not set(field.constraints) - {"required", "unique", *_BOUNDS}


def day_problem(year: int, month: int, day: int) -> str | None:
    """Why this day is in no calendar, or None when it is."""
    if not 1 <= month <= 12:
        return f"il n'y a pas de mois {month}"
    if day < 1:
        return f"il n'y a pas de jour {day}"
    last = monthrange(year, month)[1] if 1 <= year <= 9999 else 31
    if day > last:
        label = "1er" if day == 1 else str(day)
        if month == 2 and day == 29:
            return f"29 février {year} n'existe pas : {year} n'est pas bissextile"
        return f"{label} {MONTHS[month - 1]} n'existe pas : ce mois compte {last} jours"
    return None


class DateType(FieldType):
    """A day of the calendar."""

    name_of_type = "date"
    noun = "une date"

    @property
    def strptime_format(self) -> str:
        return "%Y-%m-%d" if self.format in ("default", "any") else self.format

    @property
    def form(self) -> str:
        """How the format is said to a person (``AAAA-MM-JJ``)."""
        known = _FORMS.get(self.strptime_format)
        if known:
            return known
        text = self.strptime_format
        for directive, letters in (("%Y", "AAAA"), ("%m", "MM"), ("%d", "JJ"), ("%y", "AA")):
            text = text.replace(directive, letters)
        return text

    def write(self, value: Any) -> str:
        return value.strftime(self.strptime_format) if isinstance(value, date) else str(value)

    def screen(self, column: Any) -> Any | None:
        if not only_bounds(self) or self.format == "any":
            return None
        if self.strptime_format == "%Y" and not set(self.constraints) & set(_BOUNDS):
            return column.str.contains(r"^[0-9]{4}$") & (column != "0000")
        if self.strptime_format not in _FORMS:
            return None
        right = column.str.contains(f"^{every_day(self.strptime_format)}$")
        read = self.field.create_value_reader()
        bounds = {name: read(self.constraints[name]) for name in _BOUNDS if name in self.constraints}
        if not bounds:
            return right
        return right & compare(column.str.to_date(self.strptime_format, strict=False), bounds)

    def meaningless(self, text: str, value: Any) -> bool:
        # any form will do for frictionless: 01/02/2024 is 2 January there, and 10h30 is today
        return self.format == "any" and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)

    def expected(self) -> str:
        return f"une date de la forme {self.form}"

    def default_example(self) -> str:
        return self.write(date(2024, 3, 12))

    def type_message(self, text: str) -> tuple[str, str | None]:
        clean = text.strip()
        found = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", clean)
        order = None
        if found:
            order = tuple(int(part) for part in found.groups())
        else:
            found = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", clean)
            if found:
                order = (int(found.group(3)), int(found.group(2)), int(found.group(1)))
        if order:
            problem = day_problem(*order)
            if problem:
                suggestion = None
                year, month, day = order
                if 1 <= month <= 12 and 28 < day <= 31 and 1 <= year <= 9999:
                    suggestion = self.write(date(year, month, monthrange(year, month)[1]))
                elif month > 12 and 1 <= day <= 12 and 1 <= year <= 9999 and month <= monthrange(year, day)[1]:
                    suggestion = self.write(date(year, day, month))
                return f"{problem[0].upper()}{problem[1:]}. On attend {self.expected()}.", suggestion
            year, month, day = order
            if clean == text and order[2] <= 12 and not re.match(r"\d{4}", clean):
                return (f"« {clean} » peut se lire de deux façons : dites si le jour ou le mois vient en premier, "
                        f"ou écrivez la date sous la forme {self.form}.", self.write(date(year, month, day)))
            return (f"Écrivez cette date sous la forme {self.form}.", self.write(date(year, month, day))
                    if 1 <= year <= 9999 else None)
        return (f"« {clean[:80]} » n'est pas une date lisible : écrivez-la sous la forme {self.form}, "
                f"par exemple {self.example() or self.default_example()}.", None)


class DateTimeType(FieldType):
    """A day and a time."""

    name_of_type = "datetime"
    noun = "une date et une heure"

    def screen(self, column: Any) -> Any | None:
        if set(self.constraints) - {"required", "unique"} or self.format != "default":
            return None
        zone = "(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
        return column.str.contains(f"^{every_day('%Y-%m-%d')}T{_TIME}{zone}$")

    def expected(self) -> str:
        return "une date et une heure de la forme AAAA-MM-JJThh:mm:ss"

    def default_example(self) -> str:
        return "2024-03-12T14:30:00" if self.format in ("default", "any") else ""

    def write(self, value: Any) -> str:
        return value.isoformat() if hasattr(value, "isoformat") else str(value)


class TimeType(FieldType):
    """A time of day."""

    name_of_type = "time"
    noun = "une heure"

    def screen(self, column: Any) -> Any | None:
        if set(self.constraints) - {"required", "unique"} or self.format != "default":
            return None
        return column.str.contains(rf"^{_TIME}$")

    def expected(self) -> str:
        return "une heure de la forme hh:mm:ss"

    def default_example(self) -> str:
        return "14:30:00" if self.format in ("default", "any") else ""

    def write(self, value: Any) -> str:
        return value.isoformat() if hasattr(value, "isoformat") else str(value)


class YearType(FieldType):
    """A year."""

    name_of_type = "year"
    noun = "une année en quatre chiffres"

    def screen(self, column: Any) -> Any | None:
        import polars as pl

        if not only_bounds(self):
            return None
        read = self.field.create_value_reader()
        bounds = {name: read(self.constraints[name]) for name in _BOUNDS if name in self.constraints}
        shape = column.str.contains(r"^[0-9]{4}$")
        return shape & compare(column.cast(pl.Int32, strict=False), bounds) if bounds else shape

    def default_example(self) -> str:
        return "2024"


class YearMonthType(FieldType):
    """A month of a year."""

    name_of_type = "yearmonth"
    noun = "un mois de la forme AAAA-MM"

    def screen(self, column: Any) -> Any | None:
        if set(self.constraints) - {"required", "unique"}:
            return None
        return column.str.contains(r"^[0-9]{4}-(?:0[1-9]|1[0-2])$")

    def write(self, value: Any) -> str:
        return f"{value.year:04}-{value.month:02}" if hasattr(value, "month") else str(value)

    def default_example(self) -> str:
        return "2024-03"


class DurationType(FieldType):
    """A length of time."""

    name_of_type = "duration"
    noun = "une durée au format ISO 8601"

    def default_example(self) -> str:
        return "PT1H30M"
