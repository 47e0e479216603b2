"""Every hostile input of the corpus has the end that its expectation says."""

from __future__ import annotations

import pytest

from ckanext.scdl_validation.engine import DescriptorError, check, load_schema
from ckanext.scdl_validation.engine.catalogue import find_descriptor
from ckanext.scdl_validation.engine.reading import workbook

from .cases import CASES, SCHEMA, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.line}-{case.name}")
def test_hostile_input(case: Case) -> None:
    """The verdict, the sentences, the errors and the repairs expected; and a report that can be shown."""
    report = check(case.content, SCHEMA, filename=case.filename, limits=case.limits)
    assert report.verdict == case.verdict, (report.message, report.errors[:5], report.repairs[:5])
    told = " ".join([report.message, *(e.message for e in report.errors), *(w.message for w in report.warnings)])
    for piece in case.says:
        assert piece in told
    found = {(error.row, error.column, error.code) for error in report.errors}
    assert set(case.codes) <= found
    assert set(case.repairs) <= {(repair.row, repair.column, repair.after) for repair in report.repairs}
    page = report.to_html()
    assert "<script" not in page
    assert report.to_json()


@pytest.mark.parametrize("bulk", [True, False])
@pytest.mark.parametrize("case", [case for case in CASES if case.name == "cell in the far corner"], ids=lambda case: case.name)
def test_hostile_workbook_in_strict_mode(monkeypatch: pytest.MonkeyPatch, case: Case, bulk: bool) -> None:
    """Refused in the same words, whatever reads its sheets."""
    monkeypatch.setattr(workbook, "BULK_FROM", 0 if bulk else 1 << 40)
    report = check(case.content, SCHEMA, filename=case.filename, limits=case.limits, strict=True)
    assert report.verdict == "unreadable"
    for piece in case.says:
        assert piece in report.message


def test_quote_left_open_does_not_swallow_the_rows() -> None:
    """The rows after it are still judged, at their own lines."""
    expected = {"quote left open": 3, "two quotes left open": 4, "rows between an open quote and one that closes": 5,
                "a cell of several lines is no fault": 2}
    assert {case.name: check(case.content, SCHEMA).rows for case in CASES if case.line == 4} == expected


def test_a_million_wrong_rows_are_counted_and_not_listed() -> None:
    """Line 9 of the checklist, on a hundred thousand rows: all are counted, a thousand are listed."""
    report = check(b"nom;siret\n" + b";x\n" * 100_000, SCHEMA)
    assert report.error_count == 200_000
    assert len(report.errors) == 1000
    assert report.truncated


@pytest.mark.parametrize("pattern", ["(a+)+", "^(a|aa)+$", "(x+x+)+y", "([a-zA-Z]+)*", r"(.*a){20}"])
def test_catastrophic_patterns_are_refused_or_bounded(pattern: str) -> None:
    """Line 25: such a schema is not loaded, or its pattern answers within its deadline."""
    descriptor = {"fields": [{"name": "a", "constraints": {"pattern": pattern}}]}
    try:
        load_schema(descriptor)
    except DescriptorError:
        return
    assert check(("a\n" + "a" * 5000 + "!\n").encode(), descriptor).verdict in ("valid", "invalid")


def test_schema_that_points_to_itself_is_refused() -> None:
    """Line 25: no reference is followed, and a loop in memory is no crash."""
    with pytest.raises(DescriptorError, match="ref"):
        load_schema({"fields": [{"name": "a"}], "definitions": {"$ref": "#"}})
    loop: dict = {"fields": [{"name": "a"}]}
    loop["again"] = loop
    with pytest.raises(DescriptorError):
        load_schema(loop)


def test_vendored_schema_that_was_edited_is_not_loaded(tmp_path, monkeypatch) -> None:
    """Line 26: its sha256 is no longer the catalogue's."""
    from ckanext.scdl_validation.engine import catalogue

    folder = tmp_path / "un" / "essai" / "1.0.0"
    folder.mkdir(parents=True)
    (folder / "schema.json").write_text('{"fields": [{"name": "a"}]}')
    (tmp_path / "catalog.yaml").write_text(
        "- {name: un/essai, slug: essai, current: 1.0.0, versions: [{version: 1.0.0, sha256: abc}]}")
    monkeypatch.setattr(catalogue, "_folders", lambda: iter([tmp_path]))
    with pytest.raises(DescriptorError, match="modifié"):
        find_descriptor("un/essai")
