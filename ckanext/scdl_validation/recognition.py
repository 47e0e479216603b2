"""Which standard of the catalogue a table looks like, by its header."""
from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from ckanext.scdl.shared import ScdlError, Standard, list_standards

from . import checking, config

# Half a standard's required columns, and most of the file's own, must be there: fewer is chance.
REQUIRED_SHARE = 0.6
OWN_SHARE = 0.5
LEAST_COLUMNS = 3
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def plain(label: str) -> str:
    """A label without case, accents, spaces or punctuation (``Délib. Date`` -> ``delibdate``)."""
    bare = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return _SEPARATORS.sub("", bare.lower())


def best(header: Iterable[str], standards: Iterable[Standard]) -> Standard | None:
    """The standard whose columns the header holds, or None when none is clearly the best.

    Args:
        header: labels of the table.
        standards: those to choose among.
    """
    labels = {plain(label) for label in header if plain(label)}
    ranked = []
    for standard in standards:
        columns = {plain(field.name): field.required for field in standard.fields}
        common = labels & set(columns)
        required = [name for name, needed in columns.items() if needed]
        share = len(common & set(required)) / len(required) if required else len(common) / max(1, len(columns))
        own = len(common) / max(1, len(labels))
        if len(common) >= min(LEAST_COLUMNS, len(columns)) and share >= REQUIRED_SHARE and own >= OWN_SHARE:
            ranked.append(((own + share, len(common)), standard.name, standard))
    ranked.sort(key=lambda item: (item[0], item[1]), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][2]


def of_table(path: Path, filename: str) -> Standard | None:
    """The standard that the file's header looks like, or None.

    Raises:
        ScdlError: the file is no table; the message says what it is.
    """
    from .engine.errors import EngineError
    from .engine.reading import open_source, open_table

    standards = list_standards()
    names = {field.name for standard in standards for field in standard.fields}
    bounds = checking.limits(config.inline_seconds(), config.max_bytes())
    try:
        with (
            contextlib.closing(open_source(path, filename, bounds)) as opened,
            contextlib.closing(open_table(opened, names=names, limits=bounds)) as table,
        ):
            return best(table.labels, standards)
    except EngineError as error:
        raise ScdlError(error.code, error.message) from error


def recognise(path: Path, filename: str) -> Standard | None:
    """As :func:`of_table`; None for a file that is no table."""
    try:
        return of_table(path, filename)
    except ScdlError:
        return None
