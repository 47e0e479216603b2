"""Bulk tests on whole columns: accept what is surely right, leave the rest to the exact judges.

A screen is *sound*: it may doubt a right cell, it never accepts a wrong one.
"""
from __future__ import annotations

import re
import warnings
from typing import Any

from .patterns import Pattern, sre_constants, sre_parser

SHEET_ERROR = (r"#(?:DIV/0!|N/A|REF!|VALUE!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!|VALEUR!|NOM\?|NOMBRE!|NUL!|ERREUR)")

_PLAIN = set("'\"<>%,;:=@!`/ _")
_CLASSES = {
    sre_constants.CATEGORY_DIGIT: "0-9",
    sre_constants.CATEGORY_WORD: "A-Za-z0-9_",
    sre_constants.CATEGORY_SPACE: " ",
}


class _Untranslatable(Exception):
    """The pattern means something that Rust's engine does not have, or means otherwise."""


def to_rust(pattern: Pattern | None) -> str | None:
    """``pattern`` for polars' linear-time engine; None when it cannot be said there.

    The translation starts from the parse tree of :mod:`re`. Every atom accepts
    what Python accepts or less, so a text that the result matches, Python
    matches too.
    """
    if pattern is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = sre_parser.parse(pattern.source)
        if tree.state.flags & ~re.UNICODE.value:
            return None
        return f"^(?:{_sequence(tree)})$"
    except (_Untranslatable, KeyError, re.error, RecursionError):
        return None


def _literal(code: int) -> str:
    if not 32 <= code <= 126:
        if code > 160:
            return f"\\x{{{code:x}}}"
        raise _Untranslatable
    char = chr(code)
    return char if char.isalnum() or char in _PLAIN else "\\" + char


def _set(items: list) -> str:
    ops = [op for op, _ in items]
    if sre_constants.NEGATE in ops and sre_constants.CATEGORY in ops:
        # "all but ASCII digits" would accept digits of other scripts, that Python refuses
        raise _Untranslatable
    out = ""
    for op, argument in items:
        if op is sre_constants.NEGATE:
            out = "^" + out
        elif op is sre_constants.LITERAL:
            out += _literal(argument)
        elif op is sre_constants.RANGE:
            out += f"{_literal(argument[0])}-{_literal(argument[1])}"
        elif op is sre_constants.CATEGORY:
            out += _CLASSES[argument]
        else:
            raise _Untranslatable
    return f"[{out}]"


def _sequence(tree: Any) -> str:
    out = ""
    for op, argument in tree:
        if op is sre_constants.LITERAL:
            out += _literal(argument)
        elif op is sre_constants.NOT_LITERAL:
            out += f"[^{_literal(argument)}]"
        elif op is sre_constants.ANY:
            out += "."
        elif op is sre_constants.IN:
            out += _set(argument)
        elif op is sre_constants.AT and argument is sre_constants.AT_BEGINNING:
            out += "^"
        elif op is sre_constants.AT and argument is sre_constants.AT_END:
            out += "$"
        elif op in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
            out += _repeat(*argument)
        elif op is sre_constants.SUBPATTERN and not argument[1] and not argument[2]:
            out += f"(?:{_sequence(argument[3])})"
        elif op is sre_constants.BRANCH:
            out += "(?:" + "|".join(_sequence(branch) for branch in argument[1]) + ")"
        else:
            raise _Untranslatable
    return out


def _repeat(low: int, high: Any, body: Any) -> str:
    bound = high is not sre_constants.MAXREPEAT
    if low > 1000 or (bound and high > 1000):
        raise _Untranslatable
    return f"(?:{_sequence(body)}){{{low},{high if bound else ''}}}"
