"""The rules of a standard, in words that a secretary reads."""
from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.scdl.catalogue.standard import FieldSpec, Standard

#: Longest list of allowed values that is said inside a sentence.
MAX_VALUES_IN_SENTENCE = 6

#: Most other columns of a business key that are named in the rule of each of them.
MAX_KEY_IN_SENTENCE = 2

_YEAR = re.compile(r"\^?\\d\{4\}\$?")
_DIGITS = re.compile(r"\^?\(?(?:\\d|\[0-9\])\{(\d+)\}\)?\$?")
_BY_PIPE = re.compile(r"\\\|")


def type_in_words(spec: FieldSpec) -> str:
    """The kind of value that a column takes."""
    if spec.enum:
        return tk._("Choice in a list")
    if spec.separator:
        return tk._("Several values")
    if spec.type == "string":
        formats = {"uri": tk._("Web address"), "email": tk._("E-mail address"), "uuid": tk._("Identifier (UUID)")}
        widgets = {
            "siret": tk._("SIRET number"), "siren": tk._("SIREN number"), "insee": tk._("INSEE code"),
            "phone": tk._("Telephone number"), "url": tk._("Web address"), "email": tk._("E-mail address"),
            "long_text": tk._("Long text"), "coordinates": tk._("Coordinates"), "multi": tk._("Several choices"),
        }
        return formats.get(spec.format) or widgets.get(spec.widget) or tk._("Text")
    if spec.type == "date" and spec.format == "%Y":
        return tk._("Year")
    words = {
        "integer": tk._("Whole number"), "number": tk._("Number"), "boolean": tk._("Yes or no"), "date": tk._("Date"),
        "datetime": tk._("Date and time"), "time": tk._("Time"), "year": tk._("Year"),
        "yearmonth": tk._("Year and month"), "duration": tk._("Duration"), "geopoint": tk._("Coordinates"),
        "geojson": tk._("Shape on a map (GeoJSON)"), "array": tk._("Several choices"), "list": tk._("List"),
        "object": tk._("JSON object"), "any": tk._("Free value"),
    }
    return words.get(spec.type, spec.type)


def rules_in_words(spec: FieldSpec, standard: Standard | None = None) -> list[str]:
    """What a value of the column must respect, one sentence each.

    :param standard: gives the rules between columns, when told
    """
    rules = [*_written(spec), *_bounds(spec), *_pattern(spec)]
    if spec.enum and len(spec.enum) <= MAX_VALUES_IN_SENTENCE:
        rules.append(tk._("One of: {values}.").format(values=tk._(", ").join(_coded(spec, standard))))
    elif spec.enum:
        rules.append(tk._("One of the {count} allowed values.").format(count=len(spec.enum)))
    if spec.constraints.get("unique") is True:
        rules.append(tk._("Never twice the same value in the file."))
    if standard is not None:
        rules += [*_usual(spec, standard), *_checks(spec, standard)]
    return list(dict.fromkeys(rules))


def choice_words(standard: Standard, column: str) -> dict[str, str]:
    """Words for the coded values of a column, from the overlay: ``{"1": "Bon état"}``."""
    own = (standard.overlay.get("fields") or {}).get(column) or {}
    return {str(value): str(text) for value, text in (own.get("choices") or {}).items()}


def _coded(spec: FieldSpec, standard: Standard | None) -> list[str]:
    """Allowed values, each with the words of its code when there are some: 1 (Bon état)."""
    words = choice_words(standard, spec.name) if standard is not None else {}
    return [f"{value} ({words[value]})" if words.get(value, value) != value else value for value in spec.enum or ()]


def _usual(spec: FieldSpec, standard: Standard) -> list[str]:
    shown = listed_values(spec, standard)
    if spec.enum or array_values(spec) or not shown or len(shown) > MAX_VALUES_IN_SENTENCE:
        return []
    return [tk._("Usual values: {values}.").format(
        values=tk._(", ").join(f"{value} ({label})" if label else value for value, label in shown))]


def listed_values(spec: FieldSpec, standard: Standard) -> list[tuple[str, str]]:
    """The values that a column takes, or that are proposed for it, each with words for its code (or an empty text)."""
    own = (standard.overlay.get("fields") or {}).get(spec.name) or {}
    words = choice_words(standard, spec.name)
    values = list(spec.enum or array_values(spec))
    if not values:
        for item in own.get("suggestions") or ():
            values.append(str(item.get("value")))
            words.setdefault(values[-1], str(item.get("label") or ""))
    return [
        (value, "" if words.get(value) in (None, value) else words[value].removeprefix(f"{value} "))
        for value in dict.fromkeys(values)]


def _written(spec: FieldSpec) -> list[str]:
    """How the standard spells a value of this type."""
    kind, fmt = spec.type, spec.format
    if kind == "date":
        if fmt in ("default", "any", "%Y-%m-%d"):
            return [tk._("Written year-month-day in the file: 2024-03-12.")]
        return [] if fmt == "%Y" else [tk._("Written {format} in the file.").format(format=fmt)]
    if kind == "datetime":
        return [tk._("Written 2024-03-12T14:30:00Z in the file.")]
    if kind == "time":
        return [tk._("Written 14:30:00 in the file.")]
    if kind == "boolean":
        return [tk._("Written {yes} or {no} in the file.").format(yes=spec.true_values[0], no=spec.false_values[0])]
    if kind == "number":
        return [tk._("With a point before the decimals in the file: 1234.50.")]
    if kind == "geopoint":
        return [tk._("Written [longitude, latitude] in the file.") if fmt == "array"
                else tk._("Written longitude, latitude in the file.")]
    if kind == "array":
        return [tk._("Written [\"one\", \"two\"] in the file."), *_array_values(spec)]
    if spec.separator or _BY_PIPE.search(str(spec.constraints.get("pattern") or "")):
        return [tk._("Several values are separated by {separator} in the file.").format(separator=spec.separator or "|")]
    return []


def _array_values(spec: FieldSpec) -> list[str]:
    values = array_values(spec)
    if not values:
        return []
    if len(values) <= MAX_VALUES_IN_SENTENCE:
        return [tk._("Among: {values}.").format(values=tk._(", ").join(values))]
    return [tk._("Among the {count} allowed values.").format(count=len(values))]


def array_values(spec: FieldSpec) -> tuple[str, ...]:
    """Values allowed inside a list, when the standard bounds them."""
    item = spec.array_item or {}
    values = (item.get("constraints") or {}).get("enum") or spec.constraints.get("enum") or ()
    return tuple(str(value) for value in values)


def _bounds(spec: FieldSpec) -> list[str]:
    constraints = spec.constraints
    rules = []
    low, high = constraints.get("minimum"), constraints.get("maximum")
    if low is not None and high is not None:
        rules.append(tk._("Between {low} and {high}.").format(low=low, high=high))
    elif low is not None:
        rules.append(tk._("{low} at least.").format(low=low))
    elif high is not None:
        rules.append(tk._("{high} at most.").format(high=high))
    short, long = constraints.get("minLength"), constraints.get("maxLength")
    if short is not None and short == long:
        rules.append(tk._("Exactly {count} characters.").format(count=short))
    else:
        if short is not None:
            rules.append(tk._("{count} characters at least.").format(count=short))
        if long is not None:
            rules.append(tk._("{count} characters at most.").format(count=long))
    return rules


def _pattern(spec: FieldSpec) -> list[str]:
    pattern = spec.constraints.get("pattern")
    if not pattern:
        return []
    pattern = str(pattern)
    if spec.widget in ("siret", "siren") or _YEAR.fullmatch(pattern):
        return [tk._("{count} digits.").format(count={"siret": 14, "siren": 9}.get(spec.widget, 4))]
    digits = _DIGITS.fullmatch(pattern)
    if digits:
        return [tk._("{count} digits.").format(count=digits.group(1))]
    if spec.widget == "insee":
        return [tk._("5 characters: 31001, or 2A004 in Corsica.")]
    if spec.syntax == "opening_hours":
        return []
    if "https?" in pattern:
        return [tk._("Starts with https:// or http://.")]
    if spec.separator or _BY_PIPE.search(pattern):
        return []
    if spec.example:
        return [tk._("Written as in the example: {example}.").format(example=spec.example)]
    return [tk._("A precise way of writing is required.")]


def _checks(spec: FieldSpec, standard: Standard) -> list[str]:
    """The custom checks of the standard that name this column."""
    rules = []
    if spec.name in standard.key:
        if len(standard.key) == 1:
            rules.append(tk._("Tells one {noun} from another: never twice the same.").format(noun=standard.noun_one))
        else:
            others = [label_of(standard, column) for column in standard.key if column != spec.name]
            # Named once in the page's summary when there are many.
            rules.append(
                tk._("Together with {others}, tells one {noun} from another.").format(
                    others=_and(others), noun=standard.noun_one) if len(others) <= MAX_KEY_IN_SENTENCE
                else tk._("One of the {count} columns that together tell one {noun} from another.").format(
                    count=len(standard.key), noun=standard.noun_one))
    for check in standard.descriptor.get("custom_checks") or ():
        sentence = _check_in_words(spec, standard, check)
        if sentence:
            rules.append(sentence)
    return rules


def _check_in_words(spec: FieldSpec, standard: Standard, check: dict[str, Any]) -> str:
    params = check.get("params") or {}
    name = str(check.get("name") or "").removeprefix("french-").removesuffix("-value")
    column = params.get("column") or params.get("column1")
    if name in ("siret", "siren", "phone-number", "opening-hours", "nomenclature-actes", "nomenclature-acte",
                "year-interval") and column == spec.name:
        return {
            "siret": tk._("Its check digit is verified."), "siren": tk._("Its check digit is verified."),
            "phone-number": tk._("A telephone number that exists in the French numbering plan."),
            "opening-hours": tk._("Opening hours the OpenStreetMap way: Mo-Fr 08:30-12:00."),
            "year-interval": tk._("A year, or two years: 2023/2024."),
        }.get(name, tk._("A code of the nomenclature of acts, then / and its name."))
    if name == "cohesive-columns":
        together = [*_list(column), *_list(params.get("othercolumns"))]
        if spec.name in together:
            return tk._("Filled or left empty together with {others}.").format(
                others=_and([label_of(standard, other) for other in together if other != spec.name]))
    if name == "compare-columns" and column == spec.name:
        other = label_of(standard, str(params.get("column2")))
        return {
            ">": tk._("Greater than {other}."), ">=": tk._("Greater than or equal to {other}."),
            "==": tk._("Equal to {other}."), "<=": tk._("Less than or equal to {other}."),
            "<": tk._("Less than {other}."),
        }.get(str(params.get("op")), "").format(other=other)
    if name == "sum-columns" and column == spec.name:
        return tk._("The sum of {others}.").format(
            others=_and([label_of(standard, other) for other in _list(params.get("columns"))]))
    if name == "one-of-required" and spec.name in (column, params.get("column2")):
        partner = params.get("column2") if spec.name == column else column
        return tk._("This one or {other} must be filled.").format(other=label_of(standard, str(partner)))
    return ""


def label_of(standard: Standard, column: str) -> str:
    """The label of a column between French quotes, or its name when the standard has no such column."""
    try:
        return f"«\u00a0{standard.field(column).label}\u00a0»"
    except KeyError:
        return column


def _and(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return tk._("{first} and {last}").format(first=tk._(", ").join(words[:-1]), last=words[-1])


def _list(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]
