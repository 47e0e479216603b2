"""What the actions that move registers to a newer version accept."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from . import schema as shared


def move_reference() -> Schema:
    """A register by ``id``, or by ``organization_id`` and ``schema``."""
    return shared.register_reference()


def move_list() -> Schema:
    """An organisation, or nothing for all those that the person serves."""
    return shared.register_list()


def move_record_list() -> Schema:
    """A register, a column or none, and a page."""
    column = [tk.get_validator(name) for name in ("ignore_empty", "unicode_only", "scdl_bounded_text")]
    return {**shared.paged_register(), "column": column}


def move_complete() -> Schema:
    """A register, a column, its value; a record's number, or none for all that lack it."""
    text = [tk.get_validator(name) for name in ("not_missing", "not_empty", "unicode_only", "scdl_bounded_text")]
    number = [tk.get_validator(name) for name in ("ignore_empty", "int_validator", "natural_number_validator")]
    return {
        **shared.register_reference(),
        "column": text, "value": [*text], "number": [*number, tk.get_validator("scdl_database_integer")],
    }
