"""A secretary imports her spreadsheet: without JavaScript, then by keyboard on a phone; both imports are undone."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PERSON, PASSWORD = "secretaire-montbrun", "demonstration"
REGISTER = "/registre/montbrun-sur-orle/subventions"
HEAD = [
    "Nom bénéficiaire", "RNA du club", "Date de décision", "OBJET", "Montant", "nature", "Conditions versement",
    "Dates période versement", "Notification UE", "Pourcentage subvention", "Remarques",
]


def _row(number: int, day: Any, amount: Any = "1 234,50 €") -> list[Any]:
    return [f"Club des essais {number}", f"W31100000{number}", day, f"Tournoi {number}", amount, "Aide en numéraire", "unique",
            "2024-04-01", "Non", 1, ""]


def _workbook(path: Path, rows: list[list[Any]]) -> Path:
    """A sheet after another one, a title above the header, native dates, amounts with a unit."""
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Lisez-moi").write(0, 0, "Tableau tenu par le secrétariat")
    page = book.add_worksheet("2024")
    page.write(0, 0, "Subventions versées en 2024")
    form = book.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate([HEAD, *rows], 2):
        for place, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                page.write_datetime(line, place, datetime.datetime(cell.year, cell.month, cell.day), form)
            else:
                page.write(line, place, cell)
    book.close()
    return path


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    return _workbook(tmp_path / "Subventions 2024.xlsx", [
        _row(1, datetime.date(2024, 3, 13)), _row(2, "14 mars 2024", "800"), _row(3, "30/02/2024", 1500)])


def _undo(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Défaire cet import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Défaire cet import ?")
    with page.expect_navigation():
        page.get_by_role("button", name="Défaire cet import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cet import a été défait")


def test_without_javascript(new_context, login, messy, assert_accessible, picture):
    page = new_context(javascript=False).new_page()
    login(page, PERSON, PASSWORD)
    page.goto("/mes-registres")
    with page.expect_navigation():
        page.locator(f"a[href$='{REGISTER}/importer']").first.click()
    page.set_input_files("#field-upload", str(messy))
    with page.expect_navigation():
        page.get_by_role("button", name="Vérifier ce fichier").click()
    expect(page.locator(".scdl-lead")).to_contain_text("3 lignes lues, feuille « 2024 », ligne d’en-tête 3")
    # « Date de décision » is no column of the standard; it is proposed for the one that lacks
    date = page.get_by_label("Date de décision")
    expect(date.locator("option:checked")).to_have_text("Date (obligatoire)")
    page.get_by_label("RNA du club").select_option(label="Numéro RNA")
    with page.expect_navigation():
        page.get_by_role("button", name="Vérifier à nouveau avec ces colonnes").click()
    picture(page, "importer")
    tally = page.locator(".scdl-tally")
    expect(tally).to_contain_text("2 nouvelles")
    expect(tally).to_contain_text("1 à corriger")
    expect(page.locator(".scdl-wrong")).to_contain_text("30 février n'existe pas")
    page.get_by_label("Ligne 6, Date").fill("28/02/2024")
    with page.expect_navigation():
        page.get_by_role("button", name="Corriger – Ligne 6").click()
    expect(tally).to_contain_text("3 nouvelles")
    with page.expect_navigation():
        page.get_by_role("button", name="Accepter les 3 lignes").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L’import est fait")
    with page.expect_navigation():
        page.get_by_role("link", name="Voir le registre").click()
    expect(page.locator("main")).to_contain_text("Club des essais 3")
    page.go_back()
    _undo(page)
    page.goto(REGISTER)
    expect(page.locator("main")).not_to_contain_text("Club des essais")


def test_by_keyboard_on_a_phone(new_context, login, messy, assert_accessible, picture):
    page = new_context(phone=True).new_page()
    login(page, PERSON, PASSWORD)
    page.goto(f"{REGISTER}/importer")
    assert_accessible(page)
    page.set_input_files("#field-upload", str(messy))
    page.get_by_role("button", name="Vérifier ce fichier").focus()
    with page.expect_navigation(url=re.compile(r"/importer/\d+$")):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lignes à corriger")).to_be_visible()
    assert_accessible(page)
    if page.get_by_role("button", name="Vérifier à nouveau avec ces colonnes").is_visible():
        page.get_by_label("RNA du club").select_option(label="Numéro RNA")
        page.get_by_role("button", name="Vérifier à nouveau avec ces colonnes").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.locator(".scdl-tally")).to_contain_text("2 nouvelles")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("2 nouvelles")).press("Enter")
    expect(page.get_by_text("Club des essais 1")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Accepter seulement les lignes bonnes").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("L’import est fait")
    assert_accessible(page)
    picture(page, "importer-recu-360")
    _undo(page)
    assert_accessible(page)


def test_no_file_and_a_file_that_is_no_table(new_context, login, tmp_path, assert_accessible):
    page = new_context(phone=True, javascript=True).new_page()
    login(page, PERSON, PASSWORD)
    page.goto(f"{REGISTER}/importer")
    with page.expect_navigation():
        page.get_by_role("button", name="Vérifier ce fichier").click()
    expect(page.locator("#scdl-errors")).to_contain_text("Choisissez le fichier à importer")
    assert_accessible(page)
    letter = tmp_path / "courrier.pdf"
    letter.write_bytes(b"%PDF-1.4\n% ceci n'est pas un tableau\n")
    page.set_input_files("#field-upload", str(letter))
    with page.expect_navigation(url=re.compile(r"/importer/\d+$")):
        page.get_by_role("button", name="Vérifier ce fichier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce fichier ne peut pas être importé tel quel")
    assert_accessible(page)
