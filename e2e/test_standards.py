"""The catalogue of standards by keyboard, on a phone and on paper; a standard that changes version, from its addition to its registers."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

PASSWORD = "demonstration"

Login = Callable[[Page, str, str], None]
Windows = Callable[..., BrowserContext]


def test_the_catalogue_by_keyboard(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page.goto("/standards")
    assert_accessible(page)
    assert page.locator(".scdl-card").count() > 20
    page.locator("#scdl-q").focus()
    page.keyboard.type("DEFIBRILLATEUR")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".scdl-card").count() == 1, "accents and capitals do not matter"
    page.locator(".scdl-card a").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Défibrillateurs")
    assert_accessible(page)
    page.goto("/standards?q=introuvable")
    expect(page.locator("main")).to_contain_text("Voir tous les standards")
    assert_accessible(page)
    page.goto("/standards")
    page.select_option("#scdl-theme", label="Finances")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Chercher", exact=True).click()
    assert 1 < page.locator(".scdl-card").count() < 10
    expect(page.locator(".scdl-chip")).to_contain_text("Finances")


def test_a_standard_on_a_phone_without_javascript(new_context: Windows) -> None:
    page = new_context(phone=True, javascript=False).new_page()
    for path in ("/standards", "/standards/scdl/menus-collectifs", "/standards/scdl/subventions/2.1.0"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("main")).to_contain_text("Version antérieure")


def test_phone_pages_are_accessible(new_context: Windows, assert_accessible: Callable[[Page], None]) -> None:
    page = new_context(phone=True).new_page()
    for path in ("/standards", "/standards/scdl/deliberations", "/standards/scdl/menus-collectifs"):
        page.goto(path)
        assert_accessible(page)


def test_every_file_of_a_standard_is_to_be_had(page: Page, picture: Callable[[Page, str], None]) -> None:
    page.goto("/standards/scdl/deliberations")
    picture(page, "standard")
    files = {
        name: page.request.get(page.locator("#fichiers + ul").get_by_role("link", name=name).get_attribute("href") or "")
        for name in ("Modèle Excel", "Fichier vide (CSV)", "Description technique (Table Schema)")}
    assert all(answer.ok and "attachment" in answer.headers["content-disposition"] for answer in files.values())
    assert files["Modèle Excel"].body()[:2] == b"PK"
    columns = [column["name"] for column in files["Description technique (Table Schema)"].json()["fields"]]
    assert files["Fichier vide (CSV)"].text().strip() == ",".join(columns)
    page.emulate_media(media="print")
    expect(page.locator("#fichiers")).to_be_hidden()
    expect(page.locator("header").first).to_be_hidden()
    expect(page.locator("#champ-DELIB_ID")).to_be_visible()
    assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_a_new_version_from_its_addition_to_its_registers(
    new_context: Windows, login: Login, assert_accessible: Callable[[Page], None], picture: Callable[[Page, str], None], tmp_path: Path,
) -> None:
    name = f"essai/abris-{uuid.uuid4().hex[:6]}"
    fields: list[dict[str, Any]] = [
        {"name": "id_abri", "title": "Identifiant", "constraints": {"required": True}}, {"name": "rue", "title": "Rue"}]
    operator = new_context().new_page()
    login(operator, "operateur", PASSWORD)
    add_version(operator, tmp_path, name, "1.0.0", fields)
    page = new_context().new_page()
    login(page, "responsable-montbrun", PASSWORD)
    page.goto("/mes-registres")
    page.select_option("#scdl-schema", value=name)
    with page.expect_navigation():
        page.get_by_role("button", name="Ouvrir le registre").click()
    register = page.url
    for number in ("A-1", "A-2"):
        page.goto(f"{register}/saisir")
        page.fill("[name='v-id_abri']", number)
        with page.expect_navigation():
            page.locator("main button[name=do][value=submit]").click()
    fields.append({"name": "etat", "title": "État", "constraints": {"required": True, "enum": ["bon", "usé"]}})
    add_version(operator, tmp_path, name, "1.1.0", fields)
    operator.goto(f"/standards/{name}")
    expect(operator.locator("main")).to_contain_text("Nouvelle colonne")
    page.goto(register)
    with page.expect_navigation():
        page.get_by_role("link", name="Voir ce qui change").first.click()
    expect(page.locator("main")).to_contain_text("État")
    move = page.url
    with page.expect_navigation():
        page.get_by_role("button", name="Vérifier les lignes").click()
    expect(page.locator("main")).to_contain_text("2 lignes vérifiées")
    assert_accessible(page)
    picture(page, "moving")
    phone = new_context(phone=True).new_page()
    login(phone, "responsable-montbrun", PASSWORD)
    for path in (move, "/nouvelles-versions"):
        phone.goto(path)
        assert_accessible(phone)
    picture(phone, "moving-list-360")
    phone.goto(move)
    picture(phone, "moving-360")
    phone.get_by_label("Une même valeur pour toutes").select_option("bon")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Garder pour toutes").click()
    with phone.expect_navigation():
        phone.get_by_role("link", name="Passer à la nouvelle version").click()
    assert_accessible(phone)
    with phone.expect_navigation():
        phone.locator("main").get_by_role("button", name="Passer à la nouvelle version").click()
    expect(phone.locator("body")).to_contain_text("suit maintenant la version 1.1.0")
    page.goto(f"{register}/1")
    expect(page.locator("main")).to_contain_text("bon")


def add_version(page: Page, folder: Path, name: str, version: str, fields: list[dict[str, Any]]) -> None:
    file = folder / f"{version}.json"
    file.write_text(json.dumps({"title": "Abris pour voyageurs", "primaryKey": "id_abri", "fields": fields}), encoding="utf-8")
    page.goto("/standards/ajouter")
    page.set_input_files("#file", str(file))
    page.get_by_text("Nom et version").first.click()
    page.fill("#fichier-name", name)
    page.fill("#fichier-version", version)
    page.get_by_role("button", name="Vérifier et ajouter le fichier").click()
    expect(page).to_have_url(re.compile(f"/standards/{name}/modifier"))
