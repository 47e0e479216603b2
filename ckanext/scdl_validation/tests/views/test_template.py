"""The empty workbook of each standard."""
from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ckanext.scdl.shared import get_standard, list_standards
from ckanext.scdl_validation import workbook
from ckanext.scdl_validation.engine import check
from ckanext.scdl_validation.engine.reading import read_table
from ckanext.scdl_validation.tests.filling import fill, right_values
from ckanext.scdl_validation.tests.libreoffice import SOFFICE, WHY_NOT, convert

pytestmark = pytest.mark.usefixtures("with_plugins")


def test_it_is_downloaded_from_the_page_of_a_standard(app: Any) -> None:
    """With a name that says what it is; an unknown standard or version is not found."""
    answer = app.get("/standards/scdl/deliberations/2.1.5/modele.xlsx")
    assert answer.status_code == 200
    assert "deliberations-2.1.5-modele.xlsx" in answer.headers["Content-Disposition"]
    labels, rows, _table = read_table(answer.data, filename="modele.xlsx")
    assert labels == [field.name for field in get_standard("deliberations").fields]
    assert rows == []
    assert app.get("/standards/scdl/deliberations/9.9.9/modele.xlsx").status_code == 404
    assert app.get("/standards/scdl/nothing/1.0.0/modele.xlsx").status_code == 404


def test_every_standard_has_one() -> None:
    """Whatever its types and lists; making it twice gives the same bytes."""
    for standard in list_standards():
        labels, _rows, _table = read_table(workbook.template(standard), filename="modele.xlsx")
        assert labels == [field.name for field in standard.fields], standard.name
    made = workbook.template(standard)
    workbook.template.cache_clear()
    assert workbook.template(standard) == made


def slugs() -> list[str]:
    return [standard.slug for standard in list_standards()]


def test_what_it_asks_is_marked_explained_and_offered() -> None:
    """Mandatory marks, formats, lists, proposals and messages, and the two sheets that explain."""
    standard = get_standard("subventions")
    book = openpyxl.load_workbook(io.BytesIO(workbook.template(standard)))
    assert book.sheetnames == ["Saisie", "Mode d'emploi", "Valeurs possibles", "_listes"]
    assert book["_listes"].sheet_state == "veryHidden"
    page = book["Saisie"]
    place = {cell.value: cell for cell in page[1]}
    for spec in standard.fields:
        assert place[spec.name].font.bold is spec.required, spec.name
        assert spec.label in place[spec.name].comment.text or spec.label.lower() == spec.name.lower()
    nature = rules_of(page)[place["nature"].column]
    assert nature.type == "list"
    assert nature.showErrorMessage
    assert nature.promptTitle
    assert nature.prompt
    assert rules_of(page)[place["dateConvention"].column].type == "date"
    assert rules_of(page)[place["montant"].column].type == "decimal"
    listed = [cell.value for row in book["_listes"].iter_rows() for cell in row if cell.value]
    assert set(standard.field("nature").enum or ()) <= set(listed)
    # usual values are proposed and never imposed
    acts = get_standard("deliberations")
    page = openpyxl.load_workbook(io.BytesIO(workbook.template(acts)))["Saisie"]
    codes = next(cell.column for cell in page[1] if cell.value == "DELIB_MATIERE_CODE")
    rule = rules_of(page)[codes]
    assert rule.type == "list"
    assert not rule.showErrorMessage


@pytest.mark.parametrize("slug", slugs())
def test_filled_in_it_is_right(slug: str) -> None:
    """Every standard: its template, filled in with the official examples, has no fault."""
    standard = get_standard(slug)
    values = right_values(standard)
    filled = fill(workbook.template(standard), standard, values)
    labels, rows, _table = read_table(filled, filename="modele.xlsx")
    assert labels == list(standard.columns)
    assert len(rows) == 1
    report = check(filled, standard.descriptor, filename="modele.xlsx")
    assert [(error.column, error.message) for error in report.errors] == []


@pytest.mark.skipif(SOFFICE is None, reason=WHY_NOT)
def test_libreoffice_opens_every_template(tmp_path: Path) -> None:
    """All of them, empty, filled in and with presets, by one LibreOffice: what it saves has the same columns, lists and rows."""
    made = {standard.slug: standard for standard in list_standards()}
    files = {slug: workbook.template(standard) for slug, standard in made.items()}
    subsidies = made["subventions"]
    files["rempli"] = fill(files["subventions"], subsidies, right_values(subsidies), right_values(subsidies))
    files["prerempli"] = workbook.template(subsidies, (("nature", "aide en numéraire"), ("notificationUE", "non")))
    for name, content in files.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    saved = convert([tmp_path / f"{name}.xlsx" for name in files], "xlsx:Calc MS Excel 2007 XML", tmp_path / "lo", tmp_path / "profile")
    assert sorted(saved) == sorted(files), "LibreOffice could not open some of them"
    for slug, standard in made.items():
        before, after = (openpyxl.load_workbook(io.BytesIO(content)) for content in (files[slug], saved[slug].read_bytes()))
        assert after.sheetnames == before.sheetnames
        assert [cell.value for cell in after["Saisie"][1]] == list(standard.columns)
        assert after["_listes"].sheet_state != "visible"
        for sheet in ("Valeurs possibles", "_listes"):
            assert texts(after[sheet]) == texts(before[sheet]), (slug, sheet)
        assert lists_of(after["Saisie"]) == lists_of(before["Saisie"]), slug
        assert set(before.defined_names) <= set(after.defined_names)
    filled = saved["rempli"].read_bytes()
    _labels, rows, _table = read_table(filled, filename="rempli.xlsx")
    assert len(rows) == 2
    assert [error.code for error in check(filled, subsidies.descriptor, filename="rempli.xlsx").errors] == []
    assert read_table(saved["prerempli"].read_bytes(), filename="prerempli.xlsx")[1] == [], "a row that nobody began is empty"


def texts(sheet: Any) -> list[tuple[int, int, str]]:
    return [(cell.row, cell.column, str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def rules_of(sheet: Any) -> dict[int, Any]:
    """Column → its rule of entry."""
    return {
        column: rule for rule in sheet.data_validations.dataValidation for cells in rule.sqref.ranges
        for column in range(cells.min_col, cells.max_col + 1)}


def lists_of(sheet: Any) -> dict[int, str]:
    """Column → the named range that its drop-down list takes."""
    return {column: rule.formula1 for column, rule in rules_of(sheet).items() if rule.type == "list"}


def test_presets_fill_themselves_once_a_row_has_begun() -> None:
    """A formula that looks at the rest of its row; hidden columns left out; order as the form's when a mask moves things."""
    standard = get_standard("subventions")
    content = workbook.template(standard, (("nature", 'aide "en" nature'),), as_form=True)
    page = openpyxl.load_workbook(io.BytesIO(content))["Saisie"]
    names = [cell.value for cell in page[1]]
    assert names == [name for group in standard.groups for name in group.fields]
    cell = page.cell(row=2, column=names.index("nature") + 1)
    assert str(cell.value).startswith("=IF(COUNTA(")
    assert 'aide ""en"" nature' in cell.value
    letter = cell.column_letter
    assert f"${letter}2" not in cell.value, "it would wait for itself"
    assert read_table(content, filename="modele.xlsx")[1] == []
    guide = [cell.value for row in openpyxl.load_workbook(io.BytesIO(content))["Mode d'emploi"].iter_rows() for cell in row]
    assert any("se remplit seul" in str(text) for text in guide)
