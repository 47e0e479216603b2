"""Rules and differences in words: every field of every standard says something, in any language."""
from __future__ import annotations

from typing import Any

import pytest

from ckanext.scdl.catalogue.differences import differences
from ckanext.scdl.catalogue.loading import build_standard
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.catalogue.wording import listed_values, rules_in_words, type_in_words

pytestmark = pytest.mark.usefixtures("with_request_context")


def standard(*fields: dict[str, Any], **more: Any) -> Standard:
    return build_standard(name="a/b", version="1.0.0", url="", descriptor={"fields": list(fields), **more}, overlay={})


@pytest.mark.parametrize(("field", "rule"), [
    ({"type": "date"}, "2024-03-12"),
    ({"type": "date", "format": "%d/%m/%Y"}, "%d/%m/%Y"),
    ({"type": "datetime"}, "14:30:00Z"),
    ({"type": "time"}, "14:30:00"),
    ({"type": "number"}, "1234.50"),
    ({"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}, "oui"),
    ({"type": "geopoint"}, "longitude"),
    ({"type": "array", "arrayItem": {"constraints": {"enum": ["bio", "local"]}}}, "bio"),
    ({"type": "array", "arrayItem": {"constraints": {"enum": list("abcdefgh")}}}, "8"),
    ({"type": "integer", "constraints": {"minimum": 0}}, "0"),
    ({"type": "integer", "constraints": {"maximum": 9}}, "9"),
    ({"type": "integer", "constraints": {"minimum": 3, "maximum": 7}}, "7"),
    ({"constraints": {"minLength": 2}}, "2"),
    ({"constraints": {"maxLength": 256}}, "256"),
    ({"constraints": {"minLength": 5, "maxLength": 5}}, "5"),
    ({"constraints": {"pattern": r"^\d{14}$"}}, "14"),
    ({"constraints": {"pattern": r"^(https?)://x"}}, "https://"),
    ({"constraints": {"pattern": r"^a(\|a)*$"}}, "|"),
    ({"constraints": {"pattern": "^x$"}, "example": "x"}, "x"),
    ({"constraints": {"pattern": "^x$"}}, ""),
    ({"constraints": {"enum": ["un", "deux"]}}, "deux"),
    ({"constraints": {"enum": [str(i) for i in range(40)]}}, "40"),
    ({"constraints": {"unique": True}}, ""),
])
def test_each_rule_has_its_sentence(field: dict[str, Any], rule: str) -> None:
    rules = rules_in_words(standard({"name": "A", **field}).fields[0])
    assert any(rule in sentence for sentence in rules), rules


@pytest.mark.parametrize(("check", "column", "word"), [
    ({"name": "french-siret-value", "params": {"column": "A"}}, "A", ""),
    ({"name": "siren", "params": {"column": "A"}}, "A", ""),
    ({"name": "phone-number-value", "params": {"column": "A"}}, "A", ""),
    ({"name": "opening-hours-value", "params": {"column": "A"}}, "A", "Mo-Fr"),
    ({"name": "year-interval-value", "params": {"column": "A"}}, "A", "2023/2024"),
    ({"name": "nomenclature-actes-value", "params": {"column": "A"}}, "A", "/"),
    ({"name": "cohesive-columns-value", "params": {"column": "A", "othercolumns": ["B", "C"]}}, "C", "«\u00a0Un\u00a0»"),
    ({"name": "compare-columns-value", "params": {"column": "A", "op": ">=", "column2": "B"}}, "A", "«\u00a0Deux\u00a0»"),
    ({"name": "sum-columns-value", "params": {"column": "A", "columns": ["B", "C"]}}, "A", "«\u00a0Trois\u00a0»"),
    ({"name": "one-of-required", "params": {"column1": "A", "column2": "B"}}, "B", "«\u00a0Un\u00a0»"),
    ({"name": "compare-columns-value", "params": {"column": "A", "op": "<", "column2": "ABSENTE"}}, "A", "ABSENTE"),
])
def test_checks_between_columns_are_said_where_they_bite(check: dict[str, Any], column: str, word: str) -> None:
    found = standard({"name": "A", "title": "Un"}, {"name": "B", "title": "Deux"}, {"name": "C", "title": "Trois"},
                     custom_checks=[check])
    assert any(word in rule for rule in rules_in_words(found.field(column), found))


def overlaid(field: dict[str, Any], **own: Any) -> Standard:
    return build_standard(name="a/b", version="1.0.0", url="", descriptor={"fields": [{"name": "A", **field}]},
                          overlay={"fields": {"A": own}})


@pytest.mark.parametrize(("field", "own", "values", "rule"), [
    ({"constraints": {"enum": ["1", "2"]}}, {"choices": {"1": "Bon"}}, [("1", "Bon"), ("2", "")], "1 (Bon), 2"),
    ({"type": "array", "arrayItem": {"constraints": {"enum": ["bio"]}}}, {}, [("bio", "")], "bio"),
    ({}, {"suggestions": [{"value": "7.5", "label": "Subventions"}, {"value": "x"}]}, [("7.5", "Subventions"), ("x", "")],
     "7.5 (Subventions), x"),
    ({}, {"separator": "|"}, [], "|"),
    ({}, {}, [], ""),
])
def test_values_are_listed_with_the_words_of_their_codes(
    field: dict[str, Any], own: dict[str, Any], values: list[tuple[str, str]], rule: str
) -> None:
    found = overlaid(field, **own)
    assert listed_values(found.fields[0], found) == values
    assert rule in " ".join(rules_in_words(found.fields[0], found))


def test_a_long_key_is_not_recited_by_each_of_its_columns() -> None:
    columns = [{"name": name, "title": f"Titre {name}"} for name in "ABCD"]
    found = standard(*columns, primaryKey=list("ABCD"))
    assert "4" in " ".join(rules_in_words(found.fields[0], found))
    assert "Titre B" not in " ".join(rules_in_words(found.fields[0], found))


def test_an_unknown_check_is_left_unsaid() -> None:
    found = standard({"name": "A"}, custom_checks=[{"name": "inconnu", "params": {"column": "A"}}, {"name": "siret"}])
    assert rules_in_words(found.fields[0], found) == []


@pytest.mark.parametrize("name", registry().names())
def test_every_field_shipped_has_a_type_and_rules(name: str) -> None:
    found = registry().get(name)
    assert found is not None
    for field in found.fields:
        assert type_in_words(field)
        assert all(rule.strip() for rule in rules_in_words(field, found))


def test_differences_name_what_a_file_must_change() -> None:
    old = standard({"name": "A"}, {"name": "B", "type": "string"}, {"name": "C", "constraints": {"enum": ["x", "y"]}})
    new = standard({"name": "A", "constraints": {"required": True}}, {"name": "B", "type": "integer"},
                   {"name": "C", "constraints": {"enum": ["y", "z"], "maxLength": 3}}, {"name": "D"})
    changes = {change.column: change for change in differences(old, new)}
    assert {name: change.kind for name, change in changes.items()} == {
        "A": "changed", "B": "changed", "C": "changed", "D": "added"}
    assert len(changes["C"].details) == 3
    assert "z" in changes["C"].details[0]
    assert "x" in changes["C"].details[1]
    assert [change.kind for change in differences(new, old) if change.column == "D"] == ["removed"]
    assert differences(old, old) == []
