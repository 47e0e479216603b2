"""Identifiers with valid keys: SIREN, SIRET, RNA and INSEE shapes that belong to nobody.

Every number comes from a band that the registers do not give out: communes of a département ``96``
that does not exist, and associations in the band ``999`` of SIREN.
"""

from __future__ import annotations

#: No French département bears this number.
DEPARTEMENT = "96"


def luhn_key(digits: str) -> str:
    """Return the digit that makes ``digits`` followed by it pass the Luhn test.

    :param digits: decimal digits, without the key.
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def commune_insee(number: int) -> str:
    """Return the INSEE code of the commune number ``number`` (1 to 999)."""
    return f"{DEPARTEMENT}{number:03d}"


def commune_siren(number: int) -> str:
    """Return a SIREN in the way communes have theirs: ``21``, département, ``0``, number, key."""
    body = f"21{DEPARTEMENT}0{number:03d}"
    return body + luhn_key(body)


def group_siren(number: int) -> str:
    """Return a SIREN in the way groups of communes have theirs (``25``…)."""
    body = f"25{DEPARTEMENT}9{number:03d}"
    return body + luhn_key(body)


def association_siren(number: int) -> str:
    """Return the SIREN of the association number ``number`` (0 to 99999)."""
    body = f"999{number:05d}"
    return body + luhn_key(body)


def siret(siren: str, establishment: int = 1) -> str:
    """Return the SIRET of an establishment (1 to 9999) of ``siren``; the whole passes Luhn."""
    body = f"{siren}{establishment:04d}"
    return body + luhn_key(body)


def rna(number: int) -> str:
    """Return a number of the national register of associations (``W`` and nine digits)."""
    return f"W{DEPARTEMENT}1{number:06d}"
