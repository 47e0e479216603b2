"""Values that a new record starts with: those that the standard or a mask presets, and the present moment."""
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Optional

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import FieldSpec, Standard


def defaults(standard: Standard, now: Optional[datetime.datetime] = None) -> dict[str, str]:
    """Lexical values by column.

    :param now: the present moment (for tests)
    """
    found = {}
    for spec in standard.fields:
        own: Mapping[str, Any] = (standard.overlay.get("fields") or {}).get(spec.name) or {}
        text = str(own["default"]) if own.get("default") not in (None, "") else _automatic(spec, own.get("auto"), now)
        if text:
            found[spec.name] = text
    return found


def _automatic(spec: FieldSpec, kind: Any, now: Optional[datetime.datetime]) -> str:
    """``today`` and ``now`` as the type of the column writes them, in the portal's time."""
    if kind not in ("today", "now"):
        return ""
    moment = now or datetime.datetime.now(tk.h.get_display_timezone())
    if spec.type == "datetime":
        return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if spec.type == "year":
        return str(moment.year)
    return moment.date().isoformat()
