"""Mes registres: what is missing is named, and « rien à déclarer » is said and taken back, without JavaScript too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

PASSWORD = "demonstration"
REGISTER = "/registre/rivesec/prenoms"

Login = Callable[[Page, str, str], None]
Windows = Callable[..., BrowserContext]


def publish_a_first_name_of_2019(page: Page) -> None:
    """Open the register of first names of Rivesec, and put one of long ago online: it is late from 2020 on."""
    page.goto("/mes-registres")
    page.select_option("#scdl-schema", label="Prénoms")
    with page.expect_navigation():
        page.get_by_role("button", name="Ouvrir le registre").click()
    page.goto(f"{REGISTER}/saisir")
    page.locator("[name='v-ANNEE']").first.fill("2019")
    page.locator("[name='v-ENFANT_PRENOM']").first.fill("Capucine")
    page.locator("[name='v-ENFANT_SEXE'][value='F']").check()
    page.locator("[name='v-NOMBRE_OCCURRENCES']").first.fill("6")
    with page.expect_navigation(url=re.compile(r"/recu$")):
        page.locator("button[name=do][value=submit]:not(.scdl-first)").click()
    for _ in range(120):
        answer = page.request.get("/donnees/rivesec/prenoms.csv")
        if answer.ok and "Capucine" in answer.text():
            return
        page.wait_for_timeout(500)
    raise AssertionError("the first name is not online")


def test_nothing_to_declare(new_context: Windows, login: Login, picture, assert_accessible):
    page = new_context(phone=True, javascript=False).new_page()
    login(page, "secretaire-rivesec", PASSWORD)
    publish_a_first_name_of_2019(page)

    page.goto("/mes-registres")
    todo = page.locator("section", has=page.locator("#scdl-todo"))
    expect(todo).to_contain_text("Les prénoms de l’année 2020 manquent")
    expect(todo).to_contain_text(re.compile(r"et \d périodes après celle-ci"))
    expect(page.locator("main")).to_contain_text(re.compile(r"en retard de \d+ ans \(année 2020\)"))
    button = todo.get_by_role("button", name=re.compile("Rien à déclarer : prénoms, année 2020"))
    with page.expect_navigation():
        button.click()
    expect(page.locator(".scdl-notice--done")).to_contain_text("C’est noté : rien à déclarer pour l’année 2020.")
    expect(todo).to_contain_text("Les prénoms de l’année 2021 manquent")

    # The same page for who has JavaScript: looked at by axe, with what was just said on it.
    window = new_context().new_page()
    login(window, "secretaire-rivesec", PASSWORD)
    window.goto(page.url)
    assert_accessible(window)
    picture(window, "rien-a-declarer-note")

    with page.expect_navigation():
        page.locator(".scdl-notice--done").get_by_role("button", name="Annuler").click()
    expect(todo).to_contain_text("Les prénoms de l’année 2020 manquent")

    # Several at once, from the list; then the register is in time, and the public is told.
    with page.expect_navigation():
        todo.get_by_role("link", name=re.compile("périodes après celle-ci")).click()
    expect(page.locator("h1")).to_have_text("Rien à déclarer")
    boxes = page.locator("input[name=period]")
    for index in range(boxes.count()):
        boxes.nth(index).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Déclarer qu’il n’y avait rien").click()
    expect(page.locator("main")).to_contain_text("Aucune période ne manque")
    expect(page.locator("main")).to_contain_text("Rien pour l’année 2020")
    window.goto(page.url)
    assert_accessible(window)
    picture(window, "rien-a-declarer")
    page.goto("/mes-registres")
    expect(page.locator("main")).to_contain_text(re.compile(r"à jour\s?: rien à déclarer pour l’année \d{4}"))
    expect(page.locator("main")).not_to_contain_text("Les prénoms de l’année")
    visitor = new_context().new_page()
    visitor.goto("/dataset/prenoms-rivesec")
    expect(visitor.locator("main")).to_contain_text(re.compile("Rien à publier pour .*l’année 2021"))


def test_the_next_one_follows_the_last(page: Page, login: Login):
    login(page, "secretaire-rivesec", PASSWORD)
    page.goto("/registre/rivesec/deliberations/saisir")
    expect(page.locator("[name='v-DELIB_ID']")).to_be_focused()
    page.locator("[name='v-DELIB_ID']").fill("2026-suite-071")
    page.locator("[name='v-DELIB_DATE']").fill("03/11/2026")
    page.locator("[name='v-DELIB_OBJET']").fill("Bail de la grange")
    page.locator("[name='v-DELIB_MATIERE_CODE']").select_option("3.3")
    with page.expect_navigation(url=re.compile(r"/saisir\?suite=\d+$")):
        page.locator("button[name=do][value=submit_next]").click()
    expect(page.locator("[name='v-DELIB_DATE']")).to_have_value("03/11/2026")
    expect(page.locator("main")).to_contain_text("Comme dans la précédente")
    # one of another series stood before it: nothing is guessed; two of one series are followed
    page.locator("[name='v-DELIB_ID']").fill("2026-suite-072")
    page.locator("[name='v-DELIB_OBJET']").fill("Bail du four à pain")
    page.locator("[name='v-DELIB_MATIERE_CODE']").select_option("3.3")
    with page.expect_navigation(url=re.compile(r"/saisir\?suite=\d+$")):
        page.locator("button[name=do][value=submit_next]").click()
    expect(page.locator("[name='v-DELIB_ID']")).to_have_value("2026-suite-073")
    expect(page.locator("main")).to_contain_text("À la suite de la dernière saisie : 2026-suite-072.")
