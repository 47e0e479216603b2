"""Nearest right value, for a text that is almost one."""
from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-"})


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """``text`` without case, accents, ligatures, or doubled spaces: what a person reads the same."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", bare).strip().casefold()


def fold_all(texts: Sequence[str]) -> list[str]:
    """:func:`fold` of thousands of texts of one line each, at once."""
    decomposed = unicodedata.normalize("NFKD", "\n".join(texts).translate(_LIGATURES)).casefold()
    bare = "".join(char for char in decomposed if char < "\x80" or not unicodedata.combining(char))
    return [" ".join(line.split()) for line in bare.split("\n")]


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


@lru_cache(maxsize=8)
def _shelves(choices: frozenset[str]) -> dict[tuple[str, int], list[tuple[str, int, str]]]:
    """First character and length of the folded choice -> it, its letters as a set of bits, the choice."""
    found: dict[tuple[str, int], list[tuple[str, int, str]]] = {}
    ordered = sorted(choices)
    for choice, key in zip(ordered, fold_all(ordered)):
        found.setdefault((key[:1], len(key)), []).append((key, _letters(key), choice))
    return found


def _letters(text: str) -> int:
    bits = 0
    for char in text:
        bits |= 1 << (ord(char) & 31)
    return bits


@lru_cache(maxsize=4096)
def closest(text: str, choices: frozenset[str]) -> str | None:
    """As :func:`nearest`, for thousands of choices: those of the same initial, near in length and in letters."""
    wanted = fold(text)
    if not 3 <= len(wanted) <= 100:
        return None
    mine, shelves = _letters(wanted), _shelves(choices)
    near = {key: choice for size in range(len(wanted) - 2, len(wanted) + 3) for key, letters, choice in
            shelves.get((wanted[0], size), ()) if bin(letters ^ mine).count("1") < 4}
    found = difflib.get_close_matches(wanted, near, n=1, cutoff=0.84)
    return near[found[0]] if found else None
