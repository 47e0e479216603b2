"""Validators of the plugin's actions."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

_MAX_TEXT = 5_000
_MAX_PAGE = 500
_MAX_INTEGER = 2_147_483_647
_MAX_CHOICES = 500
_MAX_CHOICE = 500

__all__ = [
    "scdl_bounded_text", "scdl_database_integer", "scdl_import_choices", "scdl_import_fixes", "scdl_import_rules",
    "scdl_page_size", "scdl_values",
]


def scdl_bounded_text(value: Any) -> Any:
    """A text that the database can keep: bounded, and without NUL."""
    if len(value) > _MAX_TEXT:
        raise tk.Invalid(tk._("This text is too long ({size} characters, {limit} at most).").format(
            size=len(value), limit=_MAX_TEXT))
    if "\x00" in value:
        raise tk.Invalid(tk._("This text contains a character that cannot be stored."))
    return value.strip()


def scdl_database_integer(value: Any) -> Any:
    """A number that an integer column can hold."""
    if value > _MAX_INTEGER:
        raise tk.Invalid(tk._("This number is too large."))
    return value


def scdl_page_size(value: Any) -> Any:
    """A page of 1 to 500 lines; a larger wish is served with 500."""
    return max(1, min(_MAX_PAGE, value))


def scdl_values(value: Any) -> Any:
    """Values of a record: a dictionary of column names to simple values."""
    if not isinstance(value, dict):
        raise tk.Invalid(tk._("Give the values as a dictionary: column name, value."))
    if any(isinstance(item, (dict, list, tuple)) for item in value.values()):
        raise tk.Invalid(tk._("Each value is a text or a number."))
    return value


def scdl_import_choices(value: Any) -> Any:
    """What people chose for the columns of a file: a dictionary of short texts."""
    if not isinstance(value, dict) or not all(isinstance(item, str) for pair in value.items() for item in pair):
        raise tk.Invalid(tk._("Give the choices as a dictionary of texts."))
    if len(value) > _MAX_CHOICES or any(len(item) > _MAX_CHOICE or "\x00" in item for pair in value.items() for item in pair):
        raise tk.Invalid(tk._("These choices are too many, or too long."))
    return value


def scdl_import_fixes(value: Any) -> Any:
    """Values put in place of those of a file: ``{row: {column: text}}``."""
    if not isinstance(value, dict) or not all(isinstance(row, str) and isinstance(cells, dict) for row, cells in value.items()):
        raise tk.Invalid(tk._("Give the values by row, then by column."))
    if len(value) > _MAX_CHOICES or not all(row.isdecimal() for row in value):
        raise tk.Invalid(tk._("These choices are too many, or too long."))
    return {row: scdl_import_choices(cells) for row, cells in value.items()}


def scdl_import_rules(value: Any) -> Any:
    """Names of corrections that people refuse."""
    if not isinstance(value, list) or len(value) > _MAX_CHOICES or not all(
            isinstance(item, str) and len(item) < 100 and "\x00" not in item for item in value):
        raise tk.Invalid(tk._("Give the corrections as a list of names."))
    return sorted(set(value))
