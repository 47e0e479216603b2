"""The secretary of a commune and her first deliberation: from the home page to a file that a visitor downloads.

On the small demo territory. Rivesec publishes without review and at once; Montbrun-sur-Orle has what is sent read.
"""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

PASSWORD = "demonstration"
REGISTER = "/registre/rivesec/deliberations"
CSV_FILE = "/donnees/rivesec/deliberations.csv"

WRONG_SIRET = "21960002000017"
RIGHT_SIRET = "21960002000016"

Login = Callable[[Page, str, str], None]
Windows = Callable[..., BrowserContext]


def field(page: Page, column: str):
    """The box of a column."""
    return page.locator(f"[name='v-{column}']").first


def fill(
    page: Page, number: str, *, date: str = "12/03/2026", subject: str = "Tarifs de la cantine", siret: str = ""
) -> None:
    """Fill in what a deliberation needs."""
    field(page, "DELIB_ID").fill(number)
    field(page, "DELIB_DATE").fill(date)
    field(page, "DELIB_OBJET").fill(subject)
    field(page, "DELIB_MATIERE_CODE").select_option("7.10")
    if siret:
        unfold(page, "COLL_SIRET")
        field(page, "COLL_SIRET").fill(siret)


def unfold(page: Page, column: str) -> None:
    """Open what is filled in already, when it is folded."""
    if not field(page, column).is_visible():
        page.locator("details", has=page.locator(f"[name='v-{column}']")).locator("summary").click()


def press(page: Page, wish: str) -> None:
    """Press a button of the form: ``save``, ``submit`` or ``submit_next``."""
    # The first button of the form, out of sight, is what Enter presses.
    page.locator(f"button[name=do][value={wish}]:not(.scdl-first)").first.click()


def online(page: Page, number: str, *, there: bool = True, path: str = CSV_FILE) -> list[dict[str, str]]:
    """Wait for the public file to hold a deliberation (or not any more); return its rows."""
    rows: list[dict[str, str]] = []
    for _ in range(120):
        answer = page.request.get(path)
        if answer.ok:
            rows = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8"))))
            if any(row["DELIB_ID"] == number for row in rows) == there:
                return rows
        time.sleep(0.5)
    raise AssertionError(f"{number} is {'not' if there else 'still'} in {path} ({len(rows)} rows)")


def enter_first(page: Page, login: Login, number: str, picture, check, way: str, *, javascript: bool) -> None:
    """The whole path at the form: two clicks, a refusal that is understood, a correction, a receipt."""

    def look(name: str) -> None:
        if check:
            check(page)
        picture(page, f"{name}{way}")

    login(page, "secretaire-rivesec", PASSWORD)
    page.goto("/")
    look("accueil")
    reach(page, "Mes registres")
    look("mes-registres")
    page.get_by_role("link", name="Saisir une délibération").first.click()
    expect(page.locator("h1")).to_contain_text("Saisir une délibération")
    look("saisir")

    fill(page, number, date="30/02/2026", siret=WRONG_SIRET)
    with page.expect_navigation():
        press(page, "submit")
    told = page.locator("main").inner_text()
    assert re.search(r"30 février|30/02/2026", told), told
    assert "SIRET" in told
    assert not re.search(r"\b(?:is not|invalid|must|error)\b", told), told
    expect(field(page, "DELIB_OBJET")).to_have_value("Tarifs de la cantine")
    expect(field(page, "DELIB_ID")).to_have_value(number)
    expect(field(page, "DELIB_DATE")).to_have_value("30/02/2026")
    look("refus")

    field(page, "DELIB_DATE").fill("28/02/2026")
    unfold(page, "COLL_SIRET")
    field(page, "COLL_SIRET").fill(RIGHT_SIRET)
    press(page, "submit")
    page.wait_for_url(re.compile(r"/recu$"))
    expect(page.locator("main")).to_contain_text(number)
    if javascript:
        # The receipt looks by itself whether it is online, and then gives the address.
        expect(page.locator(".scdl-receipt[data-scdl-receipt=published]")).to_be_visible(timeout=90_000)
        expect(page.locator("#scdl-address")).to_contain_text(CSV_FILE)
    look("recu")


def reach(page: Page, name: str) -> None:
    """Follow a link of the header, opening the menu first where the window is narrow."""
    menu = page.locator("header summary", has_text="Menu")
    if menu.is_visible():
        menu.click()
    page.locator("header").get_by_role("link", name=name).first.click()


@pytest.mark.parametrize(
    ("way", "more"),
    [("", {}), ("-360", {"phone": True}), ("-sans-javascript", {"javascript": False})],
    ids=["desk", "phone", "without-javascript"],
)
def test_a_first_deliberation(new_context: Windows, login: Login, picture, assert_accessible, way: str, more: dict):
    page = new_context(**more).new_page()
    number = f"2026_03_01{way}"
    javascript = more.get("javascript", True)
    enter_first(page, login, number, picture, assert_accessible if javascript else None, way, javascript=javascript)

    visitor = new_context().new_page()
    rows = online(visitor, number)
    row = next(row for row in rows if row["DELIB_ID"] == number)
    assert row["DELIB_DATE"] == "2026-02-28"
    assert row["COLL_SIRET"] == RIGHT_SIRET
    assert row["COLL_NOM"] == "Rivesec"
    assert row["DELIB_MATIERE_NOM"] == "finances locales/divers"


def tab_to(page: Page, selector: str, limit: int = 120) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(limit):
        if page.evaluate("s => document.activeElement && document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard on {page.url}")


def type_in(page: Page, column: str, text: str) -> None:
    """Go to a box by keyboard and replace what it holds."""
    tab_to(page, f"[name='v-{column}']")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_by_keyboard_only(page: Page, login: Login):
    login(page, "secretaire-rivesec", PASSWORD)
    page.goto("/mes-registres")
    tab_to(page, "a[href$='/registre/rivesec/deliberations/saisir']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/saisir$"))
    type_in(page, "DELIB_ID", "2026_03_clavier")
    type_in(page, "DELIB_DATE", "30/02/2026")
    type_in(page, "DELIB_OBJET", "Règlement du marché")
    tab_to(page, "[name='v-DELIB_MATIERE_CODE']")
    page.keyboard.type("6.1")
    tab_to(page, "button[name=do][value=submit]")
    page.keyboard.press("Enter")
    page.locator("#scdl-errors").wait_for()
    page.wait_for_load_state()
    # The summary has the focus, and leads to the field by its first link.
    expect(page.locator("#scdl-errors")).to_be_focused()
    tab_to(page, "a[href^='#']", limit=3)
    page.keyboard.press("Enter")
    expect(field(page, "DELIB_DATE")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("27/02/2026")
    tab_to(page, "button[name=do][value=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/recu$"))
    online(page, "2026_03_clavier")


def test_a_visitor_downloads_and_asks_the_api(page: Page, picture, assert_accessible):
    page.goto("/dataset/deliberations-rivesec")
    expect(page.locator("h1")).to_contain_text("élibérations")
    assert_accessible(page)
    picture(page, "registre-public")
    with page.expect_download() as download:
        page.locator(f"a[href$='{CSV_FILE}']").first.click()
    assert download.value.suggested_filename.endswith(".csv")
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8"))))
    assert rows
    assert {row["COLL_NOM"] for row in rows} == {"Rivesec"}

    dataset = page.request.get("/api/3/action/package_show?id=deliberations-rivesec").json()["result"]
    resource = next(item for item in dataset["resources"] if item["url"].endswith(CSV_FILE))
    answer = page.request.get(f"/api/3/action/datastore_search?resource_id={resource['id']}&limit=5&q=budget").json()
    assert answer["success"]
    assert answer["result"]["total"] > 0
    assert "DELIB_OBJET" in answer["result"]["records"][0]


def test_a_draft_keeps_what_is_wrong(page: Page, login: Login):
    login(page, "secretaire-rivesec", PASSWORD)
    page.goto(f"{REGISTER}/saisir")
    field(page, "DELIB_ID").fill("2026_brouillon")
    field(page, "DELIB_DATE").fill("un jour de mars")
    press(page, "save")
    page.wait_for_url(re.compile(r"/\d+/modifier$"))
    expect(field(page, "DELIB_DATE")).to_have_value("un jour de mars")
    expect(page.locator("main")).to_contain_text("brouillon")


def test_the_form_counts_along_and_keeps_a_draft(page: Page, login: Login, assert_accessible, picture):
    login(page, "secretaire-rivesec", PASSWORD)
    page.goto(f"{REGISTER}/saisir")
    fill(page, "2026_suivi", subject="Adhésion au syndicat des eaux")
    unfold(page, "VOTE_REEL")
    for column, count in {"EFFECTIF": "15", "REEL": "15", "POUR": "12", "CONTRE": "1", "ABSTENTION": "1"}.items():
        field(page, f"VOTE_{column}").fill(count)
    told = page.locator("[data-scdl-agreement]:visible")
    expect(told).to_have_text("Votants 15, mais voix pour 12 + voix contre 1 + abstentions 1 = 14")
    field(page, "VOTE_ABSTENTION").fill("2")
    expect(told).to_have_text("Votants 15 = voix pour 12 + voix contre 1 + abstentions 2 ✓")
    expect(page.locator("[data-scdl-required]")).to_contain_text("7 sur 7")

    # Nobody presses anything: the draft is there by itself, and the address is its own.
    expect(page.locator("[data-scdl-saved]")).to_contain_text("Brouillon enregistré à")
    expect(page).to_have_url(re.compile(r"/\d+/modifier$"))
    assert_accessible(page)
    picture(page, "brouillon")
    press(page, "submit")
    page.wait_for_url(re.compile(r"/recu$"))
    rows = online(page, "2026_suivi")
    assert [row["VOTE_ABSTENTION"] for row in rows if row["DELIB_ID"] == "2026_suivi"] == ["2"]


def test_the_same_number_twice(page: Page, login: Login, picture):
    login(page, "secretaire-rivesec", PASSWORD)
    for subject in ("Bail du logement de l'école", "Autre objet"):
        page.goto(f"{REGISTER}/saisir")
        fill(page, "2026_double", subject=subject)
        with page.expect_navigation():
            press(page, "submit")
    assert "/recu" not in page.url
    told = page.locator("main").inner_text()
    assert "Bail du logement de l'école" in told, "the message names the one that has this number"
    expect(field(page, "DELIB_OBJET")).to_have_value("Autre objet")
    picture(page, "doublon")


def test_two_tabs_on_one_deliberation(new_context: Windows, login: Login, picture):
    window = new_context()
    first = window.new_page()
    login(first, "secretaire-rivesec", PASSWORD)
    first.goto(f"{REGISTER}/saisir")
    fill(first, "2026_deux_onglets", subject="Texte de départ")
    press(first, "save")
    first.wait_for_url(re.compile(r"/\d+/modifier$"))
    second = window.new_page()
    second.goto(first.url)

    field(first, "DELIB_OBJET").fill("Texte du premier onglet")
    with first.expect_navigation():
        press(first, "save")
    field(second, "DELIB_OBJET").fill("Texte du second onglet")
    with second.expect_navigation():
        press(second, "save")

    told = second.locator("main").inner_text()
    assert "Texte du premier onglet" in told
    expect(field(second, "DELIB_OBJET")).to_have_value("Texte du second onglet")
    picture(second, "deux-onglets")
    press(second, "save")
    second.wait_for_url(re.compile(r"/\d+/modifier$"))
    expect(field(second, "DELIB_OBJET")).to_have_value("Texte du second onglet")


def test_a_session_that_was_lost(new_context: Windows, login: Login, picture, assert_accessible):
    window = new_context()
    page = window.new_page()
    login(page, "secretaire-rivesec", PASSWORD)
    page.goto(f"{REGISTER}/saisir")
    fill(page, "2026_session", subject="Tapé avant que la session ne se perde")
    window.clear_cookies()
    with page.expect_navigation():
        press(page, "submit")
    told = page.locator("main").inner_text()
    assert "Tapé avant que la session ne se perde" in told + page.locator("main").inner_html()
    assert re.search(r"connect", told)
    assert_accessible(page)
    picture(page, "session-perdue")

    # She logs in again in another tab, then sends the form that waited.
    other = window.new_page()
    login(other, "secretaire-rivesec", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(field(page, "DELIB_OBJET")).to_have_value("Tapé avant que la session ne se perde")
    press(page, "submit")
    page.wait_for_url(re.compile(r"/recu$"))


def test_a_stranger_is_told_why(page: Page, login: Login, assert_accessible, picture):
    login(page, "secretaire-saint-avrel", PASSWORD)
    answer = page.goto(f"{REGISTER}/saisir")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("h1")).to_contain_text("Rivesec")
    assert_accessible(page)
    picture(page, "pas-chez-soi")


def test_an_unknown_standard_is_told(page: Page, login: Login):
    login(page, "secretaire-rivesec", PASSWORD)
    answer = page.goto("/registre/rivesec/standard-imaginaire/saisir")
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("main")).to_contain_text("standard")


def test_sent_read_and_approved(new_context: Windows, login: Login, picture, assert_accessible):
    register = "/registre/montbrun-sur-orle/deliberations"
    secretary = new_context().new_page()
    login(secretary, "secretaire-montbrun", PASSWORD)
    secretary.goto(f"{register}/saisir")
    fill(secretary, "2026-900", subject="Création d'un jardin partagé")
    press(secretary, "submit")
    secretary.wait_for_url(re.compile(r"/recu$"))
    picture(secretary, "recu-relecture")

    reader = new_context().new_page()
    login(reader, "responsable-montbrun", PASSWORD)
    reader.goto("/a-relire")
    assert_accessible(reader)
    picture(reader, "a-relire")
    expect(reader.locator("main")).to_contain_text("Création d'un jardin partagé")
    reader.get_by_role("link", name=re.compile("Création d'un jardin partagé")).first.click()
    assert_accessible(reader)
    with reader.expect_navigation():
        reader.get_by_role("button", name=re.compile("Approuver")).first.click()
    online(reader, "2026-900", path="/donnees/montbrun-sur-orle/deliberations.csv")
