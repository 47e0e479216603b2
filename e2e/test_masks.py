"""The ATD adjusts a form; the operator adds a standard: by mouse, by keyboard, without JavaScript, on a phone."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

PASSWORD = "demonstration"
MASK = "/territoire/{organisation}/masques"

Login = Callable[[Page, str, str], None]
Windows = Callable[..., BrowserContext]

BENCHES = {
    "title": "Bancs publics", "description": "Où s'asseoir dans la commune.", "version": "1.0.0", "primaryKey": "id_banc",
    "fields": [
        {"name": "id_banc", "title": "Identifiant", "example": "B-001", "constraints": {"required": True}},
        {"name": "nom_rue", "title": "Rue", "description": "Nom de la rue ou de la place."},
        {"name": "pose", "type": "date", "title": "Date de pose"},
        {"name": "etat", "title": "État", "constraints": {"enum": ["neuf", "usé", "à remplacer"]}},
        {"name": "accoudoirs", "type": "boolean", "title": "Avec accoudoirs"},
    ],
}


def field(page: Page, column: str):
    return page.locator(f"details#champ-{column}")


def unfold(page: Page, column: str) -> None:
    if field(page, column).get_attribute("open") is None:
        field(page, column).locator("> summary").click()


def test_an_atd_adjusts_the_form_of_its_communes(
    new_context: Windows, login: Login, picture: Callable[[Page, str], None], assert_accessible: Callable[[Page], None]
) -> None:
    page = new_context().new_page()
    login(page, "animatrice-val-orle", PASSWORD)
    where = MASK.format(organisation="val-orle")
    page.goto(where)
    assert_accessible(page)
    picture(page, "masks-list")
    page.get_by_role("link", name="Régler délibérations").click()
    assert_accessible(page)
    unfold(page, "PREF_ID")
    field(page, "PREF_ID").get_by_label("Masqué").check()
    # the preview follows without a click
    expect(page.locator("#scdl-apercu [id='field-PREF_ID']")).to_have_count(0)
    expect(page.locator("#scdl-apercu [id='field-DELIB_ID']")).to_have_count(1)
    unfold(page, "DELIB_ID")
    field(page, "DELIB_ID").get_by_label("Aide sous le champ").fill("Le numéro du registre des actes.")
    expect(page.locator("#scdl-apercu")).to_contain_text("Le numéro du registre des actes.")
    assert_accessible(page)
    picture(page, "masks-editor")
    page.get_by_role("button", name="Enregistrer…").click()
    expect(page.locator("main")).to_contain_text("en dessous")
    assert_accessible(page)
    picture(page, "masks-confirm")
    page.get_by_role("button", name="Modifier le formulaire").click()
    expect(page.locator("body")).to_contain_text("Le formulaire est modifié")
    page.get_by_role("link", name="Historique").click()
    expect(page.locator("main")).to_contain_text("Version 1")
    assert_accessible(page)
    picture(page, "masks-history")
    # an agent of a commune below
    agent = new_context().new_page()
    login(agent, "secretaire-rivesec", PASSWORD)
    agent.goto("/registre/rivesec/deliberations/saisir")
    expect(agent.locator("[name='v-DELIB_ID']")).to_have_count(1)
    expect(agent.locator("[name='v-PREF_ID']")).to_have_count(0)
    expect(agent.locator("main")).to_contain_text("Le numéro du registre des actes.")


def test_what_is_required_cannot_be_hidden_by_keyboard_alone(
    new_context: Windows, login: Login, assert_accessible: Callable[[Page], None]
) -> None:
    page = new_context().new_page()
    login(page, "animatrice-val-orle", PASSWORD)
    page.goto(f"{MASK.format(organisation='val-orle')}/scdl/prenoms")
    summary = page.locator("details.scdl-mask-field > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.scdl-mask-field").first).to_have_attribute("open", "")
    expect(page.locator("details.scdl-mask-field").first).to_contain_text("ne peut pas être masqué")
    first = page.locator("input[name=order]").first.get_attribute("value")
    button = page.locator("details.scdl-mask-field").first.get_by_role("button", name=re.compile("^Descendre"))
    if button.count():
        button.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("input[name=order]").first.get_attribute("value") != first
    assert_accessible(page)


def test_without_javascript_on_a_phone(
    new_context: Windows, login: Login, picture: Callable[[Page, str], None]
) -> None:
    page = new_context(phone=True, javascript=False).new_page()
    login(page, "animatrice-val-orle", PASSWORD)
    page.goto(f"{MASK.format(organisation='val-orle')}/scdl/subventions")
    column = page.locator("input[type=radio][value=hidden]").first.get_attribute("name").removeprefix("visibility-")
    unfold(page, column)
    field(page, column).get_by_label("Masqué").check()
    page.get_by_role("button", name="Aperçu").last.click()
    expect(page.locator(f"#scdl-apercu [id='field-{column}']")).to_have_count(0)
    picture(page, "masks-editor-phone")


def test_a_phone_is_wide_enough(
    new_context: Windows, login: Login, assert_accessible: Callable[[Page], None]
) -> None:
    page = new_context(phone=True).new_page()
    login(page, "animatrice-val-orle", PASSWORD)
    for path in ("", "/scdl/deliberations", "/scdl/deliberations/historique"):
        page.goto(MASK.format(organisation="val-orle") + path)
        assert_accessible(page)


def test_the_operator_adds_a_standard(
    new_context: Windows, login: Login, picture: Callable[[Page, str], None], assert_accessible: Callable[[Page], None],
    tmp_path: Path, request: pytest.FixtureRequest,
) -> None:
    page = new_context().new_page()
    login(page, "operateur", PASSWORD)
    page.goto("/standards/ajouter")
    assert_accessible(page)
    picture(page, "standard-add")
    wrong, right = tmp_path / "faux.json", tmp_path / "schema.json"
    wrong.write_text(json.dumps({"fields": [{"name": "a", "constraints": {"pattern": "(a+)+"}}]}), encoding="utf-8")
    right.write_text(json.dumps(BENCHES), encoding="utf-8")
    page.set_input_files("#file", str(wrong))
    page.get_by_role("button", name="Vérifier et ajouter le fichier").click()
    expect(page.locator(".scdl-errors")).to_contain_text("peut bloquer")
    assert_accessible(page)
    picture(page, "standard-refused")
    page.set_input_files("#file", str(right))
    page.get_by_text("Nom et version").first.click()
    name = f"essai/bancs-{uuid.uuid4().hex[:6]}"
    page.fill("#fichier-name", name)
    page.get_by_role("button", name="Vérifier et ajouter le fichier").click()
    expect(page).to_have_url(re.compile(f"/standards/{name}/modifier"))
    assert_accessible(page)
    page.fill("#noun_one", "banc")
    page.fill("#noun_many", "bancs")
    page.uncheck("#feminine")
    unfold(page, "nom_rue")
    page.fill("#label-nom_rue", "Rue ou place")
    expect(page.locator("#scdl-apercu")).to_contain_text("Rue ou place")
    picture(page, "standard-editor")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("body")).to_contain_text("Le standard est modifié")
    page.goto(f"/standards/{name}")
    expect(page.locator("h1")).to_contain_text("Bancs publics")
    phone = new_context(phone=True).new_page()
    login(phone, "operateur", PASSWORD)
    for path in ("/standards/ajouter", f"/standards/{name}/modifier", f"/standards/{name}/retirer"):
        phone.goto(path)
        assert_accessible(phone)
    page.goto(f"/standards/{name}/retirer?version=1.0.0")
    picture(page, "standard-retire")
    page.get_by_role("button", name="Retirer").click()
    page.goto("/standards")
    assert page.locator(f"a[href$='/standards/{name}']").count() == 0
