"""Regular expressions of schemas: exact as frictionless', never for ever.

frictionless compiles ``^PATTERN$`` with :mod:`re` and calls ``match``. The same
expression runs here on :mod:`re` when neither the expression nor the text can
make it slow, and otherwise on :mod:`regex`, which stops at a deadline.
"""
from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any

import regex

try:  # the parser of ``re`` moved in Python 3.11
    from re import _constants as sre_constants  # type: ignore[attr-defined]
    from re import _parser as sre_parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - Python 3.10
    import sre_constants
    import sre_parse as sre_parser

from .errors import DescriptorError

MAX_PATTERN = 20_000
TIMEOUT = 0.5
_SHORT = 2_000


class Pattern:
    """A compiled pattern.

    Args:
        source: the ``pattern`` constraint, as the schema writes it.

    Raises:
        DescriptorError: it does not compile, or is catastrophic.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        if len(source) > MAX_PATTERN:
            raise DescriptorError(f"Le motif dépasse {MAX_PATTERN} caractères.")
        self.flags, self.expression = _hoist_flags(source)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._re = re.compile(self.expression, self.flags)
                self.tree = sre_parser.parse(self.expression, self.flags)
        except (re.error, RecursionError, OverflowError, ValueError) as error:
            raise DescriptorError(f"Le motif « {source[:80]} » n'est pas une expression régulière : {error}.") from None
        try:
            self._regex = regex.compile(self.expression, _regex_flags(self.flags))
        except regex.error:
            self._regex = None
        self._loops, self._nested = _loops(self.tree)
        if self._nested and (self._regex is None or _catastrophic(self._regex, self.tree)):
            raise DescriptorError(
                f"Le motif « {source[:80]} » peut bloquer la vérification : il répète un groupe "
                "qui peut se lire de plusieurs façons, comme (a|aa)+.")

    def matches(self, text: str) -> bool:
        """Whether ``text`` matches. A text that passes the deadline does not."""
        small = not self._nested and (
            (self._loops <= 1 and len(text) <= _SHORT) or (self._loops <= 3 and len(text) <= 100))
        if small or self._regex is None:
            return self._re.match(text) is not None
        try:
            return self._regex.match(text, timeout=TIMEOUT) is not None
        except TimeoutError:
            return False


@lru_cache(maxsize=2048)
def compile_pattern(source: str) -> Pattern:
    return Pattern(source)


def _regex_flags(flags: int) -> int:
    names = {re.IGNORECASE: regex.IGNORECASE, re.MULTILINE: regex.MULTILINE,
             re.DOTALL: regex.DOTALL, re.VERBOSE: regex.VERBOSE, re.ASCII: regex.ASCII}
    result = regex.VERSION0
    for ours, theirs in names.items():
        if flags & ours:
            result |= theirs
    return int(result)


def _hoist_flags(source: str) -> tuple[int, str]:
    """``(?i)…`` as flags: Python 3.11 refuses it anywhere but first, where frictionless puts ``^``."""
    found = re.match(r"\(\?([aimsux]+)\)", source)
    if not found:
        return 0, f"^{source}$"
    flags = 0
    for letter in found.group(1):
        flags |= {"a": re.A, "i": re.I, "m": re.M, "s": re.S, "u": re.U, "x": re.X}[letter]
    return int(flags), f"^{source[found.end():]}$"


def _children(argument: object) -> list:
    """Sub-patterns of one node of a parse tree."""
    if isinstance(argument, sre_parser.SubPattern):
        return [argument]
    if isinstance(argument, (tuple, list)):
        return [child for item in argument for child in _children(item)]
    return []


_REPEATS = {sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT}


def _many(high: object) -> bool:
    return high is sre_constants.MAXREPEAT or (isinstance(high, int) and high > 10)


def _loops(tree: Any) -> tuple[int, bool]:
    """How many open-ended repeats, and whether one holds a choice or a repeat (or a back-reference)."""
    total, nested = 0, False
    for op, argument in tree:
        if op in (sre_constants.GROUPREF, sre_constants.GROUPREF_EXISTS):
            nested = True
        inner, deeper = 0, False
        for child in _children(argument):
            count, found = _loops(child)
            inner, deeper = inner + count, deeper or found
        nested = nested or deeper
        total += inner
        if op in _REPEATS and _many(argument[1]):
            total += 1
            nested = nested or inner > 0 or _choice(argument[2])
    return total, nested


def _choice(tree: Any) -> bool:
    """Whether ``tree`` can match in two ways: alternatives, options or repeats."""
    return any(
        op is sre_constants.BRANCH or op in _REPEATS or any(_choice(child) for child in _children(argument))
        for op, argument in tree)


def _catastrophic(compiled: regex.Pattern, tree: Any) -> bool:
    """Whether texts made to hurt it (a repeated body, then a mismatch) pass the deadline, twice: a machine may be busy."""
    return any(_late(compiled, attack, 0.2) and _late(compiled, attack, 1.0) for attack in _attacks(tree, ""))


def _late(compiled: regex.Pattern, text: str, seconds: float) -> bool:
    try:
        compiled.match(text, timeout=seconds)
    except TimeoutError:
        return True
    return False


def _attacks(tree: Any, prefix: str) -> list[str]:
    texts = []
    for op, argument in tree:
        for child in _children(argument):
            texts += _attacks(child, prefix)
        if op in _REPEATS and _many(argument[1]):
            texts.append(prefix + _sample(argument[2]) * 40 + "\x00")
        prefix += _sample([(op, argument)])
    return texts[:50]


def _sample(tree: Any) -> str:
    """A short text that ``tree`` is likely to match."""
    out = ""
    for op, argument in tree:
        if op is sre_constants.LITERAL:
            out += chr(argument)
        elif op in (sre_constants.ANY, sre_constants.NOT_LITERAL):
            out += "a"
        elif op is sre_constants.IN:
            out += _sample_set(argument)
        elif op in _REPEATS:
            out += _sample(argument[2]) * max(1, min(argument[0], 5))
        elif op is sre_constants.SUBPATTERN:
            out += _sample(argument[3])
        elif op is sre_constants.BRANCH:
            out += next((text for text in map(_sample, argument[1]) if text), "")
    return out


def _sample_set(items: list) -> str:
    for op, argument in items:
        if op is sre_constants.LITERAL:
            return chr(argument)
        if op is sre_constants.RANGE:
            return chr(argument[0])
        if op is sre_constants.CATEGORY:
            return {sre_constants.CATEGORY_DIGIT: "1", sre_constants.CATEGORY_SPACE: " "}.get(argument, "a")
    return "a"
