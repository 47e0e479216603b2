"""Lists of places too long for a page, read when a check first asks for them (``data/README.md`` says where they come from)."""
from __future__ import annotations

import csv
import re
from bisect import bisect
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")
#: years of the official geographic code that ``communes.csv`` covers, as of 1 January
FIRST, LAST = 2023, 2026
COLUMNS = ("code", "nom", "genre", "chef_lieu", "depuis", "jusque")
_PARTS = {"D": "déléguée", "A": "associée"}

#: rows that an operator adds to the list, see :func:`add`
_added: list[tuple[str, ...]] = []


def _rows(name: str) -> Iterable[list[str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        yield from reader


class Communes:
    """Codes and names by year: communes, their delegated and associated parts, municipal districts.

    Args:
        rows: in the columns ``COLUMNS``; ``depuis`` and ``jusque`` are the years between which a row holds, empty when it
            held before ``FIRST`` and when it holds today.
    """

    def __init__(self, rows: Iterable[Iterable[str]]) -> None:
        #: last year that the list knows
        self.latest = LAST
        #: code -> name today
        self.names: dict[str, str] = {}
        #: code of what is now but a part of a commune -> kind of part
        self.parts: dict[str, str] = {}
        #: name that left the list -> last year that it stood there
        self.gone: dict[str, int] = {}
        self._passing: list[tuple[str, str, int, int]] = []
        lasting: list[tuple[str, str]] = []
        for code, name, kind, _, since, until in rows:
            if since or until:
                first, last = int(since or FIRST), int(until or 9999)
                self.latest = max(self.latest, first)
                self._passing.append((code, name, first, last))
                if last != 9999:
                    self.gone[name] = max(last, self.gone.get(name, 0))
                    continue
            else:
                lasting.append((code, name))
            if kind in _PARTS and code not in self.names:
                self.parts[code] = _PARTS[kind]
            elif kind not in _PARTS:
                self.names[code] = name
                self.parts.pop(code, None)
        self._codes = frozenset(code for code, _ in lasting)
        self._named = frozenset(name for _, name in lasting)
        self._years: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def _year(self, year: int) -> tuple[frozenset[str], frozenset[str]]:
        found = self._years.get(year)
        if found is None:
            then = [(code, name) for code, name, first, last in self._passing if first <= year <= last]
            found = self._years[year] = (
                self._codes | {code for code, _ in then}, self._named | {name for _, name in then})
        return found

    def codes(self, year: int) -> frozenset[str]:
        """Codes in force on 1 January of ``year``."""
        return self._year(year)[0]

    def spelled(self, year: int) -> frozenset[str]:
        """Names in force on 1 January of ``year``, as the list writes them."""
        return self._year(year)[1]


@lru_cache(maxsize=1)
def communes() -> Communes:
    """The list of the package, and what was added to it."""
    return Communes([*_rows("communes.csv"), *(row[:6] for row in _added)])


@lru_cache(maxsize=1)
def _merged() -> dict[str, str]:
    return {row[0]: row[1] for row in _rows("merged_communes.csv")}


def successor(code: str) -> str | None:
    """The code of the commune that a commune was merged into; None for a commune that was not."""
    return _merged().get(code)


@lru_cache(maxsize=1)
def postcodes() -> frozenset[str]:
    """Postal codes of La Poste, those of companies and of great receivers (CEDEX) left out."""
    return frozenset([*(row[0] for row in _rows("postcodes.csv")), *(code for row in _added for code in row[6].split())])


@lru_cache(maxsize=1)
def cantons() -> frozenset[str]:
    """Names of the cantons and of what stands for one."""
    return frozenset(row[0] for row in _rows("cantons.csv"))


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Names of the countries and territories, in French."""
    return frozenset(row[0] for row in _rows("countries.csv"))


@lru_cache(maxsize=2)
def country_codes(letters: int) -> frozenset[str]:
    """Codes of countries and territories (ISO 3166-1, and XK, AN that INSEE knows) in two or three letters."""
    return frozenset(row[0] for row in _rows("iso_3166.csv") if len(row[0]) == letters)


@lru_cache(maxsize=1)
def _fantoir() -> tuple[list[str], list[str]]:
    rows = list(_rows("fantoir.csv"))
    return [row[0] for row in rows], [row[1] for row in rows]


def fantoir(code: str) -> bool:
    """Whether the four characters of a street stand in the FANTOIR file, closed in 2023."""
    first, last = _fantoir()
    place = bisect(first, code) - 1
    return place >= 0 and code <= last[place] and re.fullmatch(r"[0-9A-Z][0-9]{3}|Z[AB][0-9]{2}", code) is not None


def add(path: str | Path | None) -> None:
    """Take up the communes of a file beside the list of the package; None: no more of them.

    Args:
        path: CSV in UTF-8 with the columns ``code`` and ``nom``; those of ``COLUMNS`` and ``codes_postaux`` may follow.

    Raises:
        ValueError: the file cannot be read, or is not of that form; the message says where.
    """
    rows: list[tuple[str, ...]] = []
    if path is not None:
        try:
            with Path(path).open(encoding="utf-8-sig", newline="") as stream:
                for line in csv.DictReader(stream):
                    row = tuple((line.get(name) or "").strip() for name in (*COLUMNS, "codes_postaux"))
                    if not re.fullmatch(r"(?:[0-9]{5}|2[AB][0-9]{3})", row[0]) or not row[1] or \
                            not re.fullmatch(r"(?:[0-9]{4})?,(?:[0-9]{4})?", f"{row[4]},{row[5]}"):
                        raise ValueError(f"{path}: a commune has a code, a name, and years of four digits: {line}")
                    rows.append(row)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise ValueError(f"{path}: {error}") from error
    _added[:] = rows
    communes.cache_clear()
    postcodes.cache_clear()
