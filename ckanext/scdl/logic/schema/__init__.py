"""What the actions of this plugin accept."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

Schema = dict[str, Any]


def schema_list_schema() -> Schema:
    """Of ``scdl_schema_list``."""
    optional, text = tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")
    return {"q": [optional, text], "theme": [optional, text]}


def schema_show_schema() -> Schema:
    """Of ``scdl_schema_show``."""
    optional, text = tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")
    return {
        "id": [tk.get_validator("not_empty"), text],
        "version": [optional, text, tk.get_validator("scdl_version")],
    }


def organization_tree_schema() -> Schema:
    """Of ``scdl_organization_tree``."""
    return {"id": [tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")]}
