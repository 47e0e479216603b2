"""Numbers as people and addresses write them: bounded before they are read."""
from __future__ import annotations

from typing import Optional

#: More digits than any number of a row, of a version or of a page has.
_DIGITS = 9


def whole_number(text: str) -> Optional[int]:
    """The number that ``text`` writes in nine digits at most; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def page_number(text: str, most: int = 100_000) -> int:
    """The page that an address asks for, from 1 to ``most``; 1 when it asks for none."""
    return min(max(whole_number(text) or 1, 1), most)
