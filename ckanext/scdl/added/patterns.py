"""Regular expressions that no text should ever meet: a repeat of nothing but a repeat, as in ``(a+)+``.

The time that they take doubles with each character. The engine bounds the time of every pattern, but a browser, or
another program that reads the descriptor, does not.
"""
from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import Any

try:  # the parser of ``re`` moved in Python 3.11
    from re import _constants as constants  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - Python 3.10
    import sre_constants as constants  # type: ignore[no-redef]
    import sre_parse as parser  # type: ignore[no-redef]

_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)


def is_catastrophic(pattern: str) -> bool:
    """Does a repeat without an end hold nothing but another one? A pattern that does not compile is not judged here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError, ValueError):
        return False
    return _doubles(tree)


def _doubles(tree: Iterable[Any]) -> bool:
    for code, argument in tree:
        if code in _REPEATS:
            _low, high, body = argument
            if high is constants.MAXREPEAT and _is_open_repeat(list(body)):
                return True
        if any(_doubles(child) for child in _children(argument)):
            return True
    return False


def _is_open_repeat(body: list[Any]) -> bool:
    while len(body) == 1 and body[0][0] is constants.SUBPATTERN:
        body = list(body[0][1][3])
    return len(body) == 1 and body[0][0] in _REPEATS and body[0][1][1] is constants.MAXREPEAT


def _children(argument: Any) -> list[Any]:
    if isinstance(argument, parser.SubPattern):
        return [argument]
    if isinstance(argument, (list, tuple)):
        return [child for item in argument for child in _children(item)]
    return []
