"""One record, as a form sends it."""

from __future__ import annotations

import pytest

from ckanext.scdl_validation.engine import DescriptorError, check_record

from .descriptors import field, schema

SIRET = schema(field("siret", pattern=r"^\d{14}$"), custom_checks=[{"name": "siret", "params": {"column": "siret"}}])


@pytest.mark.parametrize(("kind", "typed", "kept"), [
    ("date", "12/03/2024", "2024-03-12"), ("date", "1er mars 2024", "2024-03-01"), ("date", "2024-03-12", "2024-03-12"),
    ("date", "mardi 12 mars 2024", "2024-03-12"), ("date", "20240312", "2024-03-12"), ("date", "2024-3-5", "2024-3-5"),
    ("number", "1 234,50", "1234.50"), ("number", "1.234,50", "1234.50"), ("number", "12 €", "12"), ("number", "-3", "-3"),
    ("number", "1,234", "1.234"), ("number", "1,234,567", "1234567"), ("integer", "12,0", "12"), ("integer", "1 200", "1200"),
    ("boolean", "Oui", "true"), ("boolean", "x", "true"), ("boolean", "FAUX", "false"), ("time", "14h30", "14:30:00"),
    ("datetime", "12/03/2024 14:30", "2024-03-12T14:30:00"), ("string", "  Albi\u00a0", "Albi"), ("year", "2024.0", "2024"),
])
def test_what_people_type_is_understood(kind: str, typed: str, kept: str) -> None:
    """French forms become lexical ones, and each change is listed."""
    report = check_record(schema(field("a", kind)), {"a": typed})
    assert report.valid, report.errors
    assert report.values["a"] == kept
    assert bool(report.repairs) == (typed != kept)


@pytest.mark.parametrize(("kind", "typed", "says", "suggestion"), [
    ("date", "30/02/2024", "30 février n'existe pas", "2024-02-29"), ("date", "29/02/2023", "bissextile", "2023-02-28"),
    ("date", "2024-13-01", "pas de mois 13", "2024-01-13"), ("date", "hier", "AAAA-MM-JJ", None),
    ("integer", "12,5", "décimale", None), ("integer", "douze", "n'est pas un nombre", None), ("number", "NaN", "quantité", None),
    ("number", "1e400", "quantité", None), ("boolean", "peut-être", "« true » pour oui", None),
])
def test_refusals_say_what_is_expected(kind: str, typed: str, says: str, suggestion: str | None) -> None:
    """One error per cell, its sentence and its suggestion."""
    (error,) = check_record(schema(field("a", kind)), {"a": typed}).errors
    assert says in error.message
    assert error.suggestion == suggestion
    assert (error.row, error.column, error.code) == (1, "a", "type-error")


@pytest.mark.parametrize(("typed", "says"), [
    ("2131055540001", "Le SIRET compte 14 chiffres, il en manque un."), ("213105554000171", "il y en a un de trop"),
    ("21310555400018", "clé"), ("2131055540001X", "sans lettre"), ("2,13E+13", "chiffres sont perdus"),
])
def test_siret_is_explained(typed: str, says: str) -> None:
    """Whatever is wrong with it, pattern or key, one sentence tells."""
    (error,) = check_record(SIRET, {"siret": typed}).errors
    assert says in error.message


def test_siret_in_groups_is_joined() -> None:
    assert check_record(SIRET, {"siret": "213 105 554 00017"}).values["siret"] == "21310555400017"


def test_required_enum_bounds_and_lengths() -> None:
    """Each constraint has its sentence; an enumeration forgives case and accents, and suggests."""
    descriptor = schema(
        field("nom", required=True), field("type", enum=["Délibération", "Arrêté"]), field("age", "integer", minimum=0, maximum=120),
        field("code", minLength=2, maxLength=3))
    report = check_record(descriptor, {"type": "deliberation", "age": "130", "code": "abcd"})
    assert report.values["type"] == "Délibération"
    assert [(e.column, e.rule) for e in report.errors] == [("nom", "required"), ("age", "maximum"), ("code", "maxLength")]
    (error,) = check_record(descriptor, {"nom": "x", "type": "Deliberacion"}).errors
    assert error.suggestion == "Délibération"


def test_no_cascade() -> None:
    """A date that cannot be read is not also said to be inconsistent."""
    descriptor = schema(
        field("a", "date"), field("b", "date"),
        custom_checks=[{"name": "compare-columns-value", "params": {"column": "a", "op": ">=", "column2": "b"}},
                       {"name": "cohesive-columns-value", "params": {"column": "a", "othercolumns": ["b"]}}])
    assert [e.code for e in check_record(descriptor, {"a": "x", "b": "2024-01-01"}).errors] == ["type-error"]
    (error,) = check_record(descriptor, {"a": "2023-01-01", "b": "2024-01-01"}).errors
    assert (error.column, error.code, error.check) == ("a", "row-constraint", "compare-columns-value")


def test_refused_rule_is_not_applied() -> None:
    report = check_record(schema(field("a", "date")), {"a": "12/03/2024"}, refused_rules=["date"])
    assert report.values["a"] == "12/03/2024"
    assert not report.valid


def test_unknown_names_and_empty_keys() -> None:
    """An unknown name is a remark; a key left empty is a fault."""
    report = check_record(schema("a", primaryKey="a"), {"b": "1"})
    assert [e.code for e in report.errors] == ["primary-key"]
    assert [w.code for w in report.warnings] == ["extra-label"]


@pytest.mark.parametrize("descriptor", [
    {}, {"fields": []}, {"fields": [{"type": "string"}]}, schema("a", "a"), schema(field("a", "couleur")),
    schema(field("a", "integer", pattern="x")), schema(field("a", pattern="(")), schema(field("a", "integer", minimum="x")),
    schema("a", primaryKey="b"), schema("a", custom_checks=[{"name": "inconnu", "params": {"column": "a"}}]),
])
def test_wrong_schemas_are_refused_with_the_reason(descriptor: dict) -> None:
    with pytest.raises(DescriptorError) as refusal:
        check_record(descriptor, {"a": "1"})
    assert len(refusal.value.message) > 15
