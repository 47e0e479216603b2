"""What the actions on imports accept."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.scdl_forms.imports.files import OUTCOMES

from .schema import _optional_number, _optional_text, _paging, _register_reference, _validators, _with_rest


def _choices() -> list[Any]:
    return _validators("ignore_missing", "scdl_import_choices")


def import_create() -> Schema:
    """A register, and (checked by the action) a file."""
    return _with_rest({**_register_reference(), "filename": _optional_text()})


def import_reference() -> Schema:
    """An import by ``id``, or by its number in a register."""
    return _with_rest({**_register_reference(), "number": _optional_number()})


def import_list() -> Schema:
    """A register and a page."""
    return _with_rest({**_register_reference(), **_paging()})


def import_rows() -> Schema:
    """An import, which of its rows, and a page."""
    return {
        **import_reference(), **_paging(),
        "outcome": [tk.get_validator("default")("invalid"), tk.get_validator("one_of")(OUTCOMES)],
    }


def import_update() -> Schema:
    """An import and what people decided about its file; what is left out stays as it was."""
    return {
        **import_reference(),
        "sheet": _validators("ignore_missing", "unicode_only", "scdl_bounded_text"),
        "mapping": _choices(), "answers": _choices(), "fixes": _validators("ignore_missing", "scdl_import_fixes"),
        "refused": _validators("ignore_missing", "scdl_import_rules"),
    }


def import_accept() -> Schema:
    """An import, and what becomes of its wrong rows."""
    return {
        **import_reference(),
        "wrong": [tk.get_validator("default")("keep"), tk.get_validator("one_of")(("keep", "leave"))],
    }
