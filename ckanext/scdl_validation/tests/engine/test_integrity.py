"""Keys of the whole table, kept in memory or in files."""
from __future__ import annotations

import random

import pytest

from ckanext.scdl_validation.engine import check, integrity

SCHEMA = {
    "fields": [
        {"name": "code", "type": "integer"}, {"name": "nom", "type": "string", "constraints": {"unique": True}},
        {"name": "parent", "type": "integer"},
    ],
    "primaryKey": ["code", "nom"],
    "foreignKeys": [{"fields": "parent", "reference": {"resource": "", "fields": "code"}}],
}


def table(rows: int) -> bytes:
    draw = random.Random(7)
    lines = ["code,nom,parent"]
    for _ in range(rows):
        code, name, parent = draw.randrange(rows * 2), draw.randrange(rows * 3), draw.randrange(rows * 2)
        lines.append(f"{code if draw.random() > 0.02 else ''},{f'n{name}' if draw.random() > 0.02 else ''},"
                     f"{parent if draw.random() > 0.1 else ''}")
    lines += ["5,n5,5", "05,n5,5", "5,n5,999999999"]
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("held", [1, 500, 10**6])
def test_keys_in_files_are_those_in_memory(monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    """What is kept in memory changes nothing of what is found."""
    data = table(3000)
    expected = check(data, SCHEMA, strict=True, max_errors=None)
    monkeypatch.setattr(integrity, "IN_MEMORY", held)
    found = check(data, SCHEMA, strict=True, max_errors=None)
    assert {error.code for error in expected.errors} == {"unique-error", "primary-key", "foreign-key"}
    assert found.counts == expected.counts
    assert [(e.row, e.code, e.message) for e in found.errors] == [(e.row, e.code, e.message) for e in expected.errors]
    assert {(e.row, e.code) for e in found.errors if e.row > 3001} >= {
        (3003, "primary-key"), (3004, "primary-key"), (3003, "unique-error"), (3004, "foreign-key")}


def test_a_missing_value_is_no_key() -> None:
    """A text that stands for an empty cell is never twice the same."""
    schema = {"missingValues": ["", "999"], "fields": [{"name": "a", "type": "integer", "constraints": {"unique": True}},
                                                         {"name": "b", "type": "string"}]}
    report = check(b"a,b\n999,x\n999,x\n7,x\n07,x\n", schema, strict=True)
    assert [(error.row, error.code) for error in report.errors] == [(5, "unique-error")]


@pytest.mark.parametrize(("type_", "form", "twice", "others"), [
    ("string", "uri", ("https://exemple.fr/a", "https://exemple.fr/a"), ("https://exemple.fr/A", "ftp://exemple.fr/a")),
    ("date", "default", ("2024-03-12", "2024-3-12"), ("2024-02-29", "2024-03-13")),
    ("integer", "default", ("12", "+12"), ("-12", "120")),
])
def test_values_are_compared_once_read(type_: str, form: str, twice: tuple[str, str], others: tuple[str, str]) -> None:
    """Keys are values, not texts."""
    schema = {"fields": [{"name": "a", "type": type_, "format": form, "constraints": {"unique": True}}]}
    data = "\n".join(["a", *twice, *others]).encode() + b"\n"
    report = check(data, schema, strict=True)
    assert [(error.row, error.code) for error in report.errors] == [(3, "unique-error")]
