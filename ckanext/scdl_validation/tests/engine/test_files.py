"""Files: reading, repairs, counts, writers, and what must never happen."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.scdl_validation.engine import Limits, UnreadableError, check
from ckanext.scdl_validation.engine.reading import arrow_blocks, read_table
from ckanext.scdl_validation.engine.reading.csv_table import CsvTable
from ckanext.scdl_validation.engine.writing import (
    write_annotated_xlsx,
    write_corrected_csv,
    write_csv,
    write_ods,
    write_xlsx,
    write_xlsx_template,
)

from .descriptors import field, schema
from .strategies import tables

EXAMPLES = int(os.environ.get("SCDL_EXAMPLES", "60"))
SETTINGS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
SIMPLE = schema(field("nom", required=True), field("jour", "date"), field("prix", "number"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_quotes_newlines_and_blank_rows(separator: str) -> None:
    """Each separator; a newline in a cell is no row; blank rows at the end do not count."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([["nom", "jour", "prix"], ["a\nb", "2024-01-01", "1"], ["c;,\t|", "", ""]])
    report = check((text.getvalue() + "\n\n").encode(), SIMPLE)
    assert (report.verdict, report.rows) == ("valid", 2)


def test_blank_row_in_the_middle_is_told() -> None:
    report = check(b"nom\na\n\nb\n", SIMPLE)
    assert [(e.row, e.code) for e in report.errors] == [(3, "blank-row")]


def test_preamble_is_skipped_and_rows_count_from_the_header() -> None:
    report = check(b"Mairie d'Albi;;\n\nnom;jour;prix\n;;\nx;;a\n", SIMPLE)
    assert report.header_row == 3
    assert [(e.row, e.column) for e in report.errors] == [(2, None), (3, "prix")]


def test_header_is_recognised_and_shown() -> None:
    """Case, accents, spaces and titles; each recognition is a repair, and can be refused."""
    descriptor = schema(field("nom_lieu"), field("annee", "year", title="Année de début"))
    data = "NOM LIEU,Année de Début\na,2024\n".encode()
    report = check(data, descriptor)
    assert [(r.before, r.after, r.rule) for r in report.repairs] == [
        ("NOM LIEU", "nom_lieu", "header"), ("Année de Début", "annee", "header")]
    assert check(data, descriptor, refused_rules=["header"]).verdict == "invalid"


def test_ambiguous_dates_follow_the_column_or_the_answer() -> None:
    """Settled by a day over twelve anywhere in the column, else by the person, else asked."""
    ask = check(b"jour,nom\n01/02/2024,a\n", SIMPLE)
    assert [q.column for q in ask.questions] == ["jour"]
    assert set(ask.questions[0].choices) == {"day-first", "month-first"}
    answered = check(b"jour,nom\n01/02/2024,a\n", SIMPLE, answers={"jour": "month-first"})
    assert answered.repairs[0].after == "2024-01-02"
    proved = check(b"jour,nom\n" + b"01/02/2024,a\n" * 60_000 + b"13/02/2024,a\n", SIMPLE)
    assert proved.verdict == "repaired"
    assert proved.repair_count == 60_001
    both = check(b"jour,nom\n01/02/2024,a\n13/02/2024,a\n02/13/2024,a\n", SIMPLE)
    assert (2, "jour", "type-error") in {(e.row, e.column, e.code) for e in both.errors}


def test_commas_that_can_be_read_in_two_ways() -> None:
    assert check(b"nom;prix\na;1,234\n", SIMPLE).questions[0].rule == "number"
    assert check(b"nom;prix\na;1,234\nb;2,5\n", SIMPLE).repairs[0].after == "1.234"
    assert check(b"nom;prix\na;1,234\nb;1,234.50\n", SIMPLE).repairs[0].after == "1234"


def test_all_errors_are_counted_and_the_first_listed() -> None:
    """By row; what is not listed can still be read, and the counts by column and by rule add up."""
    report = check(b"nom,jour\n" + b",x\n" * 3000, SIMPLE, max_errors=10)
    assert (report.error_count, len(report.errors), report.truncated) == (6000, 10, True)
    assert [e.row for e in report.errors] == [2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert report.counts == Counter({("nom", "constraint-error"): 3000, ("jour", "type-error"): 3000})
    assert sum(1 for _ in report.iter_errors()) == 6000
    assert "premières" in report.message


def test_memory_of_errors_spills(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past a number of rows they go to a file, and come back the same."""
    from ckanext.scdl_validation.engine import store

    data = b"nom,jour\n" + b",x\n" * 40_000
    whole = Counter((e.row, e.column, e.code) for e in check(data, SIMPLE).iter_errors())
    monkeypatch.setattr(store, "IN_MEMORY", 1000)
    assert Counter((e.row, e.column, e.code) for e in check(data, SIMPLE).iter_errors()) == whole


@pytest.mark.parametrize(("limits", "word"), [
    (Limits(max_bytes=5), "gros"), (Limits(max_columns=2), "colonnes"), (Limits(max_cell_length=3), "caractères"),
    (Limits(max_rows=1), "lignes"), (Limits(max_seconds=-1), "secondes"),
])
def test_each_limit_has_its_message(limits: Limits, word: str) -> None:
    report = check(b"nom,jour,prix\nabcdef,,\nb,,\nc,,\n", SIMPLE, limits=limits)
    assert report.verdict == "unreadable"
    assert word in report.message


@pytest.mark.parametrize("strict", [True, False])
def test_the_only_known_column_has_no_bulk_test(strict: bool) -> None:
    """Nothing but cells to judge one by one: each row has its answer, blank ones too."""
    report = check(b",a\nx,{}\ny,no\n,\nz,\nt,{}\n", schema(field("a", "object", required=True)), strict=strict)
    assert [(e.row, e.code) for e in report.errors if e.row > 1] == [(3, "type-error"), (4, "blank-row"), (5, "constraint-error")]


def test_keys_of_the_whole_table() -> None:
    """Unique values and primary keys by value (01 is 1), references to the table itself."""
    descriptor = schema(
        field("id", "integer"), field("parent", "integer"), field("code", unique=True), primaryKey="id",
        foreignKeys=[{"fields": "parent", "reference": {"resource": "", "fields": "id"}}])
    report = check(b"id,parent,code\n1,,a\n01,1,b\n2,9,a\n,,c\n", descriptor)
    assert [(e.row, e.column, e.code) for e in report.errors] == [
        (3, None, "primary-key"), (4, "code", "unique-error"), (4, None, "foreign-key"), (5, None, "primary-key")]


@SETTINGS
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    """Whatever the bytes, the answer is a report in French."""
    report = check(data, SIMPLE)
    assert report.message
    assert report.to_html()


@SETTINGS
@given(tables(), st.integers(64, 600))
def test_quick_and_careful_readings_agree(table: tuple[dict[str, Any], bytes], size: int) -> None:
    """The columnar parser in tiny blocks, and the standard library, give one report in both modes."""
    descriptor, data = table
    for strict in (True, False):
        kept = arrow_blocks.BATCH_BYTES
        try:
            arrow_blocks.BATCH_BYTES = size
            quick = check(data, descriptor, strict=strict)
        finally:
            arrow_blocks.BATCH_BYTES = kept
        fast = CsvTable.fast
        try:
            CsvTable.fast = property(lambda self: False, lambda self, value: None)  # type: ignore[assignment]
            careful = check(data, descriptor, strict=strict)
        finally:
            CsvTable.fast = fast  # type: ignore[method-assign]
        assert Counter(quick.errors) == Counter(careful.errors)
        assert Counter(quick.repairs) == Counter(careful.repairs)


@SETTINGS
@given(tables())
def test_a_corrected_file_needs_no_repair(table: tuple[dict[str, Any], bytes]) -> None:
    """Checking is idempotent: what was repaired stays as it is."""
    descriptor, data = table
    report, corrected = write_corrected_csv(None, data, descriptor)
    if report.verdict == "unreadable" or any(error.row == 1 for error in report.errors):
        return
    again = check(corrected, descriptor)
    assert not [repair for repair in again.repairs if repair.rule != "trim"], again.repairs


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\u2028\u2029\u0085"), max_size=8)


@SETTINGS
@given(st.lists(st.lists(CELL.map(str.strip), min_size=2, max_size=2).filter(any), min_size=1, max_size=6))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    """A CSV gives the rows that were put in it."""
    assert read_table(write_csv(None, ["x_a", "x_b"], rows), names=["x_a", "x_b"])[:2] == (["x_a", "x_b"], rows)


def test_workbooks_are_read_back() -> None:
    rows = [["=1+1", "-3"], ["é  è", "a\nb"], ["<&>\"'", "01234"], ["", "x"]]
    for data in (write_xlsx(None, ["a", "b"], rows), write_ods(None, ["a", "b"], rows)):
        assert read_table(data, names=["a", "b"])[:2] == (["a", "b"], rows)


def test_formulas_are_neutralised_for_spreadsheets_only() -> None:
    """Numbers keep their sign; a plain CSV keeps every character."""
    rows = [["=HYPERLINK(1)", "@SUM"], ["-3,5", "+33561"], ["\tx", "a"]]
    plain, sheet = write_csv(None, ["a", "b"], rows), write_csv(None, ["a", "b"], rows, for_spreadsheet=True)
    assert b"'" not in plain
    assert sheet.decode("utf-8-sig").splitlines() == ["a,b", "'=HYPERLINK(1),'@SUM", '"-3,5",+33561', "'\tx,a"]


def test_template_holds_lists_formats_and_help() -> None:
    """Drop-down lists come from named ranges on a very hidden sheet; the result is read back."""
    import openpyxl

    descriptor = schema(field("nom", required=True), field("type", enum=["Un", "Deux"]), field("jour", "date"),
                        field("public", "boolean", trueValues=["oui"], falseValues=["non"]))
    data = write_xlsx_template(None, descriptor, rows=[{"nom": "=1", "jour": "2024-03-12", "public": "oui"}],
                               labels={"nom": "Nom du lieu"}, helps={"nom": "Son nom complet."})
    assert data == write_xlsx_template(None, descriptor, rows=[{"nom": "=1", "jour": "2024-03-12", "public": "oui"}],
                                       labels={"nom": "Nom du lieu"}, helps={"nom": "Son nom complet."})
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["_listes"].sheet_state == "veryHidden"
    rules = {str(rule.sqref)[0]: rule for rule in book["Saisie"].data_validations.dataValidation}
    assert rules["B"].formula1 == "liste_2"
    assert rules["A"].promptTitle == "Nom du lieu"
    assert book["Saisie"]["A2"].value == "=1"
    assert book["Saisie"]["A2"].data_type == "s"
    report = check(data, descriptor)
    assert report.valid, report.errors


def test_annotated_workbook_colours_and_explains() -> None:
    import openpyxl

    data = write_annotated_xlsx(None, b"nom,jour\n,x\nAlbi,12/03/2024\nFoix,13/03/2024\n", SIMPLE)
    page = openpyxl.load_workbook(io.BytesIO(data))["Données"]
    assert "obligatoire" in page["A2"].comment.text
    assert page["B2"].fill.fgColor.rgb == "FFF8C9C4"
    assert page["B3"].fill.fgColor.rgb == "FFD5EBD3"


def test_natives_of_excel_are_taken_for_what_they_show() -> None:
    """Dates, whole numbers standing for codes, booleans; several sheets: the one that fits is read."""
    import datetime

    import openpyxl

    descriptor = schema(field("siret", pattern=r"^\d{14}$"), field("jour", "date", format="%d/%m/%Y"), field("an", "year"),
                        field("ok", "boolean", trueValues=["oui"], falseValues=["non"]))
    book = openpyxl.Workbook()
    book.active.append(["note"])
    page = book.create_sheet("Données")
    page.append(["siret", "jour", "an", "ok"])
    page.append([21310555400017, datetime.date(2024, 3, 12), 2024, True])
    stream = io.BytesIO()
    book.save(stream)
    report = check(stream.getvalue(), descriptor)
    assert (report.verdict, report.sheet, report.rows) == ("valid", "Données", 1), report.errors
    assert check(stream.getvalue(), descriptor, sheet="absente").verdict == "unreadable"


def test_read_table_says_why_not() -> None:
    with pytest.raises(UnreadableError, match="vide"):
        read_table(b"")


def test_a_look_through_the_column_does_not_disturb_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole column is read for its proofs while the next blocks are being parsed."""
    monkeypatch.setattr(arrow_blocks, "BATCH_BYTES", 4096)
    lines = [f"{number},01/02/2024" for number in range(5000)] + ["5000,13/02/2024"]
    data = ("nom,jour\n" + "\n".join(lines) + "\n").encode()
    for source in (data, io.BytesIO(data)):
        report = check(source, SIMPLE)
        assert (report.verdict, report.rows, report.repair_count) == ("repaired", 5001, 5001)


def test_encoding_found_late_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A big file presumed UTF-8 turns out not to be: everything is read again, once, with its notice."""
    from ckanext.scdl_validation.engine.reading import encoding

    monkeypatch.setattr(encoding, "PROBE", 1000)
    monkeypatch.setattr(arrow_blocks, "BATCH_BYTES", 4096)
    data = b"nom,jour\n" + b"Albi,x\n" * 5000 + "Évry,x\n".encode("cp1252")
    report, corrected = write_corrected_csv(None, data, SIMPLE)
    assert (report.encoding, report.rows, report.error_count) == ("cp1252", 5001, 5001)
    assert [w.code for w in report.warnings if w.code == "encoding"] == ["encoding"]
    assert corrected.decode().splitlines()[-1] == "Évry,x,"
    assert len(corrected.splitlines()) == 5002


@pytest.mark.parametrize(("end", "expected"), [
    ("\u00c9vry,x\n".encode("cp1252"), "\u00c9vry"), (b'"Albi,x\n', '"Albi'), (b'"\xc9vry,x\n', '"\u00c9vry'),
])
def test_rows_cut_wrongly_are_read_again_everywhere(monkeypatch: pytest.MonkeyPatch, end: bytes, expected: str) -> None:
    """Imports and annotated workbooks too get rows that a byte near the end put right."""
    from ckanext.scdl_validation.engine.reading import encoding

    monkeypatch.setattr(encoding, "PROBE", 1000)
    monkeypatch.setattr(arrow_blocks, "BATCH_BYTES", 4096)
    data = b"nom,jour\n" + b"Albi,x\n" * 5000 + end
    labels, rows, _table = read_table(data, names=["nom", "jour"])
    assert (labels, len(rows), rows[-1]) == (["nom", "jour"], 5001, [expected, "x"])
    book = write_annotated_xlsx(None, data, SIMPLE)
    assert read_table(book, filename="t.xlsx", sheet="Donn\u00e9es")[1][-1] == [expected, "x"]
