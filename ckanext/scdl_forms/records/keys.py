"""Business keys: what makes two records the same thing."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Optional

_SEPARATOR = "\x1f"
_SPACES = re.compile(r"\s+")


def business_key(columns: Sequence[str], values: Mapping[str, str]) -> Optional[str]:
    """The key of a record as one comparable text.

    Case, width and runs of spaces do not tell two records apart.

    :param columns: the columns that the overlay names as key
    :returns: None when the standard has no key, or when a part of it is missing
    """
    parts = [_comparable(values.get(column, "")) for column in columns]
    if not parts or not all(parts):
        return None
    return _SEPARATOR.join(parts)


def _comparable(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def likely_next(last: str, before: Optional[str] = None) -> str:
    """The identifier that likely comes next; nothing where no series shows.

    :param last: the identifier that was given last
    :param before: the one before it, when there is one: a series is of one shape
    """
    if _SPACES.search(last) or last == before or (before is not None and _shape(last) != _shape(before)):
        return ""
    return next_in_series(last)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text)


_LAST_NUMBER = re.compile(r"(\d+)(\D*)$")


def next_in_series(text: str) -> str:
    """The identifier that follows: ``2024-030`` gives ``2024-031``; without a number, nothing."""
    match = _LAST_NUMBER.search(text)
    if match is None or len(match.group(1)) > 12:
        return ""
    digits = match.group(1)
    following = str(int(digits) + 1).zfill(len(digits))
    return f"{text[:match.start()]}{following}{match.group(2)}"
