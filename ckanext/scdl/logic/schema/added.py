"""What the actions on added standards accept."""
from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.scdl.logic.schema import Schema


def standard_add() -> Schema:
    """Of ``scdl_standard_add``."""
    optional, text = tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")
    blank = tk.get_validator("ignore_empty")
    return {
        "descriptor": [optional], "overlay": [optional],
        **{key: [blank, text] for key in ("url", "name", "slug", "version")},
    }


def standard_reference() -> Schema:
    """A standard, and one of its versions (optional)."""
    text = tk.get_validator("unicode_safe")
    return {"id": [tk.get_validator("not_empty"), text], "version": [tk.get_validator("ignore_empty"), text]}


def standard_update() -> Schema:
    """Of ``scdl_standard_update``: the overlay is judged whole, with the descriptor."""
    return {
        **standard_reference(),
        "overlay": [tk.get_validator("not_missing")],
        "revision": [tk.get_validator("ignore_empty"), tk.get_validator("natural_number_validator")],
    }


def standard_catalogue() -> Schema:
    """Of ``scdl_standard_catalogue``."""
    return {"url": [tk.get_validator("not_empty"), tk.get_validator("unicode_safe")]}
