"""Which descriptors can be served."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.scdl.catalogue.checking import MAX_FIELDS, check_descriptor, check_descriptor_file

FIELD = {"name": "A"}


@pytest.mark.parametrize(("descriptor", "words"), [
    ({}, "aucune colonne"),
    ({"fields": {}}, "aucune colonne"),
    ({"fields": [{"name": f"c{i}"} for i in range(MAX_FIELDS + 1)]}, "en accepte"),
    ({"fields": ["A"]}, "n'a pas de nom"),
    ({"fields": [{"name": " "}]}, "n'a pas de nom"),
    ({"fields": [FIELD, FIELD]}, "Deux colonnes"),
    ({"fields": [{"name": "A", "type": "text"}]}, "n'existe pas dans Table Schema"),
    ({"fields": [{"name": "A", "constraints": []}]}, "devrait être un objet"),
    ({"fields": [{"name": "A", "constraints": {"pattern": "("}}]}, "illisible"),
    ({"fields": [{"name": "A", "constraints": {"enum": []}}]}, "liste de valeurs"),
    ({"fields": [FIELD], "primaryKey": "B"}, "qui n'est pas une colonne"),
])
def test_what_cannot_be_served_is_explained(descriptor: dict[str, Any], words: str) -> None:
    problems = check_descriptor(descriptor)
    assert len(problems) == 1
    assert words in problems[0]


def test_a_plain_descriptor_is_accepted() -> None:
    assert check_descriptor({"fields": [FIELD, {"name": "B", "type": "integer"}], "primaryKey": ["A", "B"]}) == []


@pytest.mark.parametrize(("content", "words"), [
    (b"[]", "objet JSON"), (b"{", "JSON lisible"), (b"\xff\xfe", "JSON lisible"), (b'{"fields": []}', "aucune colonne"),
])
def test_files_are_checked_too(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "schema.json"
    path.write_bytes(content)
    assert words in check_descriptor_file(path)[0]
    assert "ne peut pas être lu" in check_descriptor_file(tmp_path / "absent.json")[0]
