"""Native values of a workbook, carried as texts behind a mark (strict mode only)."""
from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

TAG = "\x01"


def decode(text: str) -> Any:
    """The value that ``text`` carries: itself, unless it wears the mark."""
    if not text.startswith(TAG) or len(text) < 2:
        return text
    kind, body = text[1], text[2:]
    try:
        if kind == "b":
            return body == "1"
        if kind == "i":
            return int(body)
        if kind == "f":
            return float(body)
        if kind == "D":
            return datetime.fromisoformat(body)
        if kind == "d":
            return date.fromisoformat(body)
        if kind == "t":
            return time.fromisoformat(body)
        if kind == "T":
            return timedelta(seconds=float(body))
    except ValueError:
        return text
    return text
