"""What each action accepts. Names that are not listed are dropped: nobody injects a state or an owner."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.scdl_forms.records.states import STATES


def _validators(*names: str) -> list[Callable[..., Any]]:
    return [tk.get_validator(name) for name in names]


def _required_text() -> list[Any]:
    return _validators("not_missing", "not_empty", "unicode_only", "scdl_bounded_text", "not_empty")


def _optional_text() -> list[Any]:
    return _validators("ignore_empty", "unicode_only", "scdl_bounded_text")


def _optional_number() -> list[Any]:
    return _validators("ignore_empty", "int_validator", "natural_number_validator", "scdl_database_integer")


def _paging() -> Schema:
    # "ignore_empty" would drop an offset of 0
    number = _validators("int_validator", "natural_number_validator", "scdl_database_integer")
    return {
        "limit": [tk.get_validator("default")(25), *number, tk.get_validator("scdl_page_size")],
        "offset": [tk.get_validator("default")(0), *number],
    }


def _with_rest(schema: Schema) -> Schema:
    return {**schema, "__extras": _validators("ignore"), "__junk": _validators("ignore")}


def _register_reference() -> Schema:
    return {
        "id": _optional_text(),
        "register_id": _optional_text(),
        "organization_id": _optional_text(),
        "schema": _optional_text(),
    }


def register_create() -> Schema:
    """An organisation and the name (or slug) of a standard."""
    return _with_rest({"organization_id": _required_text(), "schema": _required_text()})


def register_reference() -> Schema:
    """A register by ``id``, or by ``organization_id`` and ``schema``."""
    return _with_rest(_register_reference())


def register_list() -> Schema:
    """An organisation, or nothing for all those that the person serves."""
    return _with_rest({"organization_id": _optional_text()})


def paged_register() -> Schema:
    """A register and a page of it."""
    return _with_rest({
        **_register_reference(),
        **_paging(),
    })


def declaration_create() -> Schema:
    """A register, and a day of the period."""
    return _with_rest({**_register_reference(), "period": _validators("ignore_empty", "isodate")})


def declaration_reference() -> Schema:
    """A declaration by its id."""
    return _with_rest({"id": _required_text()})


def record_list() -> Schema:
    """A register, filters and a page."""
    return {
        **paged_register(),
        "number": _optional_number(),
        "user": _optional_text(),
        "date_from": _validators("ignore_empty", "isodate"),
        "date_to": _validators("ignore_empty", "isodate"),
        "source": _optional_text(),
        "state": [*_validators("ignore_empty"), tk.get_validator("one_of")(STATES)],
        "q": _optional_text(),
        "column": _optional_text(),
        "sort": [*_validators("ignore_empty"), tk.get_validator("one_of")(("number", "modified", "title"))],
    }


def record_reference() -> Schema:
    """A record by ``id``, or by its number in a register."""
    return _with_rest({**_register_reference(), "number": _optional_number()})


def record_step() -> Schema:
    """A record, and the version that the person has seen."""
    return {**record_reference(), "version": _optional_number()}


def record_save() -> Schema:
    """Values of a new record of a register, or of a known record with the version they start from."""
    return {
        **record_step(),
        "values": _validators("ignore_missing", "scdl_values"),
        "token": _optional_text(),
        "source": [*_validators("ignore_empty"), tk.get_validator("one_of")(("form", "api"))],
    }


def record_reject() -> Schema:
    """A record, the version that was read, and why it is sent back."""
    return {**record_step(), "reason": _required_text()}


def record_restore() -> Schema:
    """A record and the version whose values come back."""
    return {
        **record_reference(),
        "version": _validators("not_missing", "int_validator", "natural_number_validator", "scdl_database_integer"),
    }


def records_import() -> Schema:
    """Everything of an import besides its rows."""
    return _with_rest({
        **_register_reference(),
        "state": [tk.get_validator("default")("draft"), tk.get_validator("one_of")(("draft", "submit", "publish"))],
        "on_duplicate": [
            tk.get_validator("default")("update"), tk.get_validator("one_of")(("update", "skip", "error")),
        ],
        "source": [tk.get_validator("default")("import"), tk.get_validator("one_of")(("import", "api", "harvest"))],
        "batch": _optional_text(),
        "first_row": _optional_number(),
        "dry_run": [tk.get_validator("default")(False), *_validators("boolean_validator")],
    })


def publication_run() -> Schema:
    """A register; ``force`` writes it again even when nothing has changed."""
    return {
        **register_reference(),
        "force": [tk.get_validator("default")(False), *_validators("boolean_validator")],
        "scheduled": [tk.get_validator("default")(True), *_validators("boolean_validator")],
    }


def review_list() -> Schema:
    """An organisation or none, and a page."""
    return _with_rest({
        "organization_id": _optional_text(),
        **_paging(),
    })


def record_check() -> Schema:
    """A register and values."""
    return _with_rest({**_register_reference(), "values": _validators("ignore_missing", "scdl_values")})
