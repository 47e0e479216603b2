"""Validata's custom checks, under their old and new names."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.scdl_validation.engine import check, check_record
from ckanext.scdl_validation.engine.checks import CHECKS
from ckanext.scdl_validation.engine.errors import DescriptorError

from .descriptors import field, schema

CELLS = [
    (("siret", "french-siret-value"), {}, ["21310555400017", "35600000000048"], ["21310555400018", "2131055540001", "x"]),
    (("siren", "french-siren-value"), {}, ["213105554"], ["213105555", "21310555"]),
    (("year-interval", "year-interval-value"), {"allow-year-only": "yes"}, ["2024", "2023/2024"], ["2024/2023", "2024/2024", "24"]),
    (("year-interval",), {}, ["2023/2024"], ["2024"]),
    (("nomenclature-acte", "nomenclature-actes-value"), {}, ["Finances locales/Emprunts", "FINANCES LOCALES/x", "urbanisme/"],
     ["Finances locales", "Cuisine/x"]),
    (("phone-number", "phone-number-value"), {}, ["05 61 00 00 00", "+33561000000", "0561000000"], ["0561", "abc"]),
    (("rna",), {}, ["W313001234"], ["313001234"]),
]


@pytest.mark.parametrize(("names", "params", "right", "wrong"), CELLS, ids=lambda value: value[0] if isinstance(value, tuple) else None)
def test_cell_checks(names: tuple[str, ...], params: dict[str, Any], right: list[str], wrong: list[str]) -> None:
    """Right and wrong values, under each name; empty cells are skipped."""
    for name in names:
        descriptor = schema("a", custom_checks=[{"name": name, "params": {"column": "a", **params}}])
        for text in [*right, ""]:
            assert check_record(descriptor, {"a": text}, refused_rules=["identifier"]).errors == [], (name, text)
        for text in wrong:
            (error,) = check_record(descriptor, {"a": text}, refused_rules=["identifier"]).errors
            assert (error.code, error.check, error.column) == ("constraint-error", name, "a"), (name, text)
            assert error.message.endswith((".", "?"))


def test_every_name_is_known() -> None:
    for name in ("siret", "siren", "year-interval", "nomenclature-acte", "cohesive-columns", "compare-columns", "sum-columns",
                 "one-of-required", "phone-number", "opening-hours", "french-gps-coordinates", "french-siret-value",
                 "french-siren-value", "nomenclature-actes-value", "year-interval-value", "cohesive-columns-value",
                 "compare-columns-value", "sum-columns-value", "phone-number-value", "opening-hours-value"):
        assert name in CHECKS


def _rows(check_: dict[str, Any], kinds: str, *rows: tuple[str, ...]) -> list[tuple[int | None, str | None]]:
    names = "abcd"[: len(rows[0])]
    descriptor = schema(*(field(name, kinds) for name in names), custom_checks=[check_])
    text = "\n".join([",".join(names), *(",".join(row) for row in rows)]) + "\n"
    report = check(text.encode(), descriptor)
    assert all(error.code == "row-constraint" for error in report.errors), report.errors
    return [(error.row, error.column) for error in report.errors]


@pytest.mark.parametrize("name", ["cohesive-columns", "cohesive-columns-value"])
def test_cohesive_columns(name: str) -> None:
    """All filled or all empty."""
    rule = {"name": name, "params": {"column": "a", "othercolumns": ["b"]}}
    assert _rows(rule, "string", ("1", "1", "x"), ("", "", "x"), ("1", "", "x"), ("", "1", "x")) == [(4, "a"), (5, "a")]


def test_compare_columns() -> None:
    """Numbers as numbers, texts as texts, a number and a text as texts, an empty cell skips."""
    rule = {"name": "compare-columns-value", "params": {"column": "a", "op": ">=", "column2": "b"}}
    assert _rows(rule, "string", ("10", "9"), ("9", "10"), ("b", "a"), ("a", "b"), ("1", "b"), ("", "9")) == [
        (3, "a"), (5, "a"), (6, "a")]
    assert _rows(rule, "string", ("b", "1"), ("1", "b")) == [(3, "a")]
    assert _rows(rule, "boolean", ("true", "false"), ("false", "true"), ("true", "true")) == [(3, "a")]
    assert _rows(rule, "datetime", ("2024-01-02T00:00:00Z", "2024-01-01T00:00:00"), ("2024-01-01T00:00:00", "2024-01-02T00:00:00Z")) \
        == [(3, "a")]
    assert _rows(rule, "integer", ("10", "9"), ("9", "10"), (" 9", "9")) == [(3, "a")]
    assert _rows(rule, "date", ("2024-01-02", "2024-01-01"), ("2024-01-01", "2024-01-02")) == [(3, "a")]


def test_sum_columns() -> None:
    """Typed equality; texts do not crash."""
    rule = {"name": "sum-columns-value", "params": {"column": "a", "columns": ["b", "c"]}}
    assert _rows(rule, "integer", ("3", "1", "2"), ("4", "1", "2"), ("", "1", "2")) == [(3, "a")]
    assert _rows(rule, "number", ("0.3", "0.1", "0.2"), ("0.31", "0.1", "0.2")) == [(3, "a")]
    assert _rows(rule, "string", ("3", "1", "2"), ("x", "1", "2")) == []
    assert _rows(rule, "boolean", ("true", "true", "false"), ("true", "true", "true")) == [(3, "a")]


def test_one_of_required() -> None:
    rule = {"name": "one-of-required", "params": {"column1": "a", "column2": "b"}}
    assert _rows(rule, "string", ("1", "", "x"), ("", "1", "x"), ("", "", "x")) == [(4, "a")]
    assert _rows(rule, "boolean", ("true", "", "true"), ("false", "", "true")) == [(3, "a")]
    report = check(b"c\n1\n", schema("a", "b", "c", custom_checks=[rule]))
    assert [(error.row, error.code) for error in report.errors] == [(1, "row-constraint")]


def test_swapped_coordinates_are_told() -> None:
    descriptor = schema(field("a", "geopoint"), custom_checks=[{"name": "french-gps-coordinates", "params": {"column": "a"}}])
    (error,) = check_record(descriptor, {"a": "43.6,1.44"}).errors
    assert error.suggestion == "1.44,43.6"
    assert check_record(descriptor, {"a": "1.44,43.6"}).valid
    assert not check_record(descriptor, {"a": "80,10"}).valid


def test_opening_hours_are_a_remark() -> None:
    """Never a fault: the grammar is stricter than what official examples hold."""
    pytest.importorskip("opening_hours")
    descriptor = schema("a", custom_checks=[{"name": "opening-hours-value", "params": {"column": "a"}}])
    assert check_record(descriptor, {"a": "Mo-Fr 09:00-12:00"}).warnings == []
    report = check_record(descriptor, {"a": "le matin"})
    assert report.valid
    assert report.warnings


def test_check_of_a_field() -> None:
    assert not check_record(schema(field("a", customCheck="code-postal")), {"a": "x"}).valid


@pytest.mark.parametrize(("name", "params"), [("compare-columns-value", {"op": ">"}), ("sum-columns-value", {}),
                                              ("cohesive-columns-value", {}), ("one-of-required", {})])
def test_a_rule_between_columns_needs_two(name: str, params: dict[str, str]) -> None:
    """Said of the schema, before any row."""
    with pytest.raises(DescriptorError, match="il lui en faut deux"):
        check(b"a,b\n1,2\n", schema("a", "b", custom_checks=[{"name": name, "params": {"column": "a", **params}}]))


def test_blanks_around_the_sign_of_an_act_are_taken_away() -> None:
    descriptor = schema("a", custom_checks=[{"name": "nomenclature-acte", "params": {"column": "a"}}])
    for text in ("Finances locales / Emprunts", "Finances  locales/ Emprunts", "Finances locales/Emprunts/ Banque"):
        report = check_record(descriptor, {"a": text})
        assert report.valid, text
        assert report.values["a"].startswith("Finances locales/Emprunts")
        assert not check_record(descriptor, {"a": text}, refused_rules=["identifier"]).valid, text


def test_a_point_overseas_is_in_france() -> None:
    """Wider than Validata, which knows five overseas départements: Nouméa is French soil too."""
    for name in ("french-gps-coordinates", "coordonnees-gps-francaises"):
        descriptor = schema(field("a", "geopoint"), custom_checks=[{"name": name, "params": {"column": "a"}}])
        assert check_record(descriptor, {"a": "166.45,-22.27"}).valid
        assert not check_record(descriptor, {"a": "-5.4,48.4"}).valid
