"""What each action accepts."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

Schema = dict[str, Any]


def _v(*names: str) -> list[Any]:
    return [tk.get_validator(name) for name in names]


def _flag() -> list[Any]:
    return [tk.get_validator("default")(False), tk.get_validator("boolean_validator")]


def _page() -> Schema:
    default = tk.get_validator("default")
    return {
        "limit": [default(20), *_v("scdl_page_size")],
        "offset": [default(0), *_v("natural_number_validator")],
    }


def scdl_validate() -> Schema:
    """One source (upload, url or resource_id) and one schema (schema, schema_url or schema_upload)."""
    return {
        "upload": _v("ignore_missing"),
        "url": _v("ignore_missing", "unicode_safe", "scdl_short_text"),
        "resource_id": _v("ignore_missing", "unicode_safe"),
        "schema": _v("ignore_missing", "unicode_safe", "scdl_short_text"),
        "schema_url": _v("ignore_missing", "unicode_safe", "scdl_short_text"),
        "schema_upload": _v("ignore_missing"),
        "strict": _flag(),
        "sheet": _v("ignore_missing", "unicode_safe", "scdl_short_text"),
        "refused_rules": _v("ignore_missing", "scdl_texts"),
        "answers": _v("ignore_missing", "scdl_answers"),
        "__extras": _v("ignore"),
    }


def scdl_validation_show() -> Schema:
    """A report by its id, or the last one of a resource."""
    return {
        "id": _v("ignore_missing", "unicode_safe"),
        "resource_id": _v("ignore_missing", "unicode_safe"),
        "__extras": _v("ignore"),
    }


def scdl_validation_list() -> Schema:
    """The reports of a resource, of a dataset, or one's own."""
    return {
        "resource_id": _v("ignore_missing", "unicode_safe"),
        "package_id": _v("ignore_missing", "unicode_safe"),
        **_page(),
        "__extras": _v("ignore"),
    }


def scdl_validation_run() -> Schema:
    """The resource to check, and against what when not against what it names."""
    return {
        "resource_id": _v("not_empty", "unicode_safe"),
        "schema": _v("ignore_missing", "unicode_safe", "scdl_short_text"),
        "background": _flag(),
        "__extras": _v("ignore"),
    }


def scdl_validation_recheck() -> Schema:
    """The report to do again, and what changes."""
    return {
        "id": _v("not_empty", "unicode_safe"),
        "refused_rules": _v("ignore_missing", "scdl_texts"),
        "answers": _v("ignore_missing", "scdl_answers"),
        "sheet": _v("ignore_missing", "unicode_safe", "scdl_short_text"),
        "__extras": _v("ignore"),
    }


def scdl_validation_share() -> Schema:
    """The report, and whether whoever has its address may read it."""
    return {"id": _v("not_empty", "unicode_safe"), "shared": _flag(), "__extras": _v("ignore")}


def by_id() -> Schema:
    """A report by its id."""
    return {"id": _v("not_empty", "unicode_safe"), "__extras": _v("ignore")}


def by_resource() -> Schema:
    """A resource by its id."""
    return {"resource_id": _v("not_empty", "unicode_safe"), "__extras": _v("ignore")}
