"""Validators of the plugin's actions."""
from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk

MAX_TEXT = 2_000
MAX_ITEMS = 200
MAX_PAGE = 100


def scdl_short_text(value: Any) -> Any:
    """A text of at most 2,000 characters without control characters."""
    text = str(value).strip()
    if len(text) > MAX_TEXT:
        raise tk.Invalid(tk._("This text is too long."))
    if any(ord(char) < 32 for char in text):
        raise tk.Invalid(tk._("This text holds characters that cannot be read."))
    return text


def scdl_page_size(value: Any) -> int:
    """A number of results per page, from 0 to 100."""
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise tk.Invalid(tk._("A whole number is expected.")) from error
    return max(0, min(MAX_PAGE, number))


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value.strip()[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError) as error:
            raise tk.Invalid(tk._("This is not readable as JSON.")) from error
    return value


def scdl_texts(value: Any) -> list[str]:
    """A list of short texts, given as a list, as JSON, or one by one."""
    decoded = _decoded(value)
    if isinstance(decoded, str):
        decoded = [decoded] if decoded else []
    if not isinstance(decoded, (list, tuple)) or len(decoded) > MAX_ITEMS:
        raise tk.Invalid(tk._("A list is expected."))
    return [scdl_short_text(item) for item in decoded]


def scdl_answers(value: Any) -> dict[str, str]:
    """Answers to a report's questions: the question's key -> the choice; a mapping or its JSON."""
    decoded = _decoded(value)
    if decoded in ("", None):
        return {}
    if not isinstance(decoded, dict) or len(decoded) > MAX_ITEMS:
        raise tk.Invalid(tk._("A table of answers is expected."))
    return {scdl_short_text(key): scdl_short_text(item) for key, item in decoded.items()}
