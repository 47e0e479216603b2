"""What the actions on masks accept."""
from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.scdl.logic.schema import Schema


def mask_reference() -> Schema:
    """A standard, and the organisation whose mask it is (none: the platform's)."""
    optional, text = tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")
    return {"id": [tk.get_validator("not_empty"), text], "organization_id": [optional, text]}


def mask_update() -> Schema:
    """Of ``scdl_mask_update``: settings are judged whole by the rules of masks."""
    optional = tk.get_validator("ignore_missing")
    return {
        **mask_reference(),
        "settings": [tk.get_validator("not_missing")],
        "version": [optional, tk.get_validator("natural_number_validator")],
    }


def mask_restore() -> Schema:
    """Of ``scdl_mask_restore``."""
    return {**mask_reference(), "version": [tk.get_validator("not_empty"), tk.get_validator("natural_number_validator")]}


def mask_list() -> Schema:
    """Of ``scdl_mask_list``."""
    return {"organization_id": [tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")]}
