"""Nearest right value, for a text that is almost one."""
from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-"})


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """``text`` without case, accents, ligatures, or doubled spaces: what a person reads the same."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", bare).strip().casefold()


@lru_cache(maxsize=16384)
def fold_name(text: str) -> str:
    """As :func:`fold`, without the signs that separate words: for names of columns."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))


def nearest(text: str, choices: Iterable[str], cutoff: float = 0.75) -> str | None:
    """The choice most like ``text``, or None when none is near enough."""
    if len(text) > 200:
        return None
    folded = {fold(choice): choice for choice in choices}
    found = difflib.get_close_matches(fold(text), list(folded)[:5000], n=1, cutoff=cutoff)
    return folded[found[0]] if found else None
