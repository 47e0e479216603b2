"""Every kind of page, CKAN's own included, as each of four people, at desk and phone width.

On each: answered without error, no axe violation, one h1 and one main landmark, French only, no scroll sideways, no
request to another host. One browser, one window for each person: about two minutes.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import pytest
from axe import faults, said
from english import english_in
from playwright.sync_api import Browser, BrowserContext, Page

from conftest import DESK, PHONE

pytestmark = pytest.mark.browser

PASSWORD = "demonstration"
PEOPLE = {"stranger": None, "agent": "secretaire-montbrun", "atd": "animatrice-val-orle", "sysadmin": "operateur"}
FACTS = {
    "commune": "montbrun-sur-orle", "atd": "val-orle", "register": "deliberations-montbrun-sur-orle",
    "group": "vie-associative", "plain": "horaires-des-mediatheques",
}

PUBLIC = [
    "/", "/dataset/", "/dataset/?q=conseil", "/dataset/?q=introuvable-ici", "/dataset/{register}",
    "/dataset/groups/{register}",
    "/dataset/activity/{register}", "/dataset/{register}/resource/{resource}", "/organization/",
    "/organization/?q=orle",
    "/organization/{commune}", "/organization/{atd}", "/organization/about/{commune}",
    "/organization/activity/{commune}",
    "/group/", "/group/{group}", "/group/about/{group}", "/dataset/{plain}", "/about", "/user/login", "/user/reset",
    "/standards", "/standards/scdl/deliberations",
    "/standards/scdl/deliberations/2.1.4", "/verifier", "/accessibilite", "/mentions-legales", "/harvest/",
    "/integrer/{commune}/deliberations", "/dataset/{register}?texte=conseil&colonnes=DELIB_ID&colonnes=DELIB_OBJET",
]
AGENT = [
    "/", "/mes-registres", "/mes-registres/ouvrir", "/registre/{commune}/deliberations",
    "/registre/{commune}/deliberations/saisir",
    "/mes-registres/de-retour", "/registre/{commune}/deliberations/1", "/registre/{commune}/deliberations/1/modifier",
    "/registre/{commune}/deliberations/1/recu", "/registre/{commune}/deliberations/depublier",
    "/registre/{commune}/deliberations/1/historique", "/registre/{commune}/deliberations/rien-a-declarer",
    "/registre/{commune}/deliberations/publications",
    "/dataset/{register}",
    "/user/{me}", "/user/activity/{me}", "/user/edit/{me}", "/user/{me}/api-tokens", "/dashboard/",
    "/dashboard/datasets", "/dashboard/organizations",
    "/dashboard/groups", "/verifier",
]
ATD = [
    "/mes-registres", "/a-relire", "/nouvelles-versions", "/registre/{commune}/subventions",
    "/registre/{commune}/subventions/saisir",
    "/organization/{commune}", "/organization/edit/{commune}", "/organization/members/{commune}",
    "/organization/manage_members/{commune}", "/organization/member_new/{commune}",
    "/organization/bulk_process/{commune}",
    "/dataset/edit/{register}", "/dataset/resources/{register}", "/dataset/new",
]
SYSADMIN = [
    "/ckan-admin/", "/ckan-admin/config", "/ckan-admin/reset_config", "/ckan-admin/trash", "/user/",
    "/user/register", "/user/{agent}", "/user/edit/{agent}",
    "/organization/new", "/organization/delete/{commune}", "/user/delete/{agent}", "/dataset/delete/{register}",
    "/group/new", "/group/edit/{group}", "/group/members/{group}", "/group/delete/{group}", "/dataset/edit/{plain}",
    "/dataset/{register}/resource/new", "/dataset/{register}/resource/{resource}/edit",
    "/dataset/{register}/resource/{resource}/views", "/harvest/new", "/standards/ajouter", "/a-relire",
]
ERRORS = [
    ("stranger", "/nulle-part", 404), ("stranger", "/dataset/nulle-part", 404), ("stranger", "/organization/nulle-part", 404),
    ("agent", "/ckan-admin/", 403), ("agent", "/organization/edit/{atd}", 403),
]
VISITS = [(who, path, 200) for who, paths in
          (("stranger", PUBLIC), ("agent", AGENT), ("atd", ATD), ("sysadmin", SYSADMIN)) for path in paths] + ERRORS


@pytest.fixture(scope="module")
def facts(portal: str) -> dict[str, str]:
    """What fills the paths: a register of the demo and its first resource."""
    with urllib.request.urlopen(f"{portal}/api/3/action/package_show?id={FACTS['register']}", timeout=60) as answer:
        dataset = json.load(answer)["result"]
    return {**FACTS, "resource": dataset["resources"][0]["id"], "agent": PEOPLE["agent"] or ""}


@pytest.fixture(scope="module")
def windows(browser: Browser, portal: str) -> Iterator[dict[str, tuple[Page, list[str]]]]:
    """A page for each person, logged in when first asked for, with the requests that left the portal."""
    opened: dict[str, tuple[Page, list[str]]] = {}
    contexts: list[BrowserContext] = []

    class Windows(dict):
        def __missing__(self, who: str) -> tuple[Page, list[str]]:
            context = browser.new_context(base_url=portal, viewport=DESK, locale="fr-FR")
            context.set_default_timeout(60_000)
            contexts.append(context)
            outside: list[str] = []
            context.on("request", lambda request: None if request.url.startswith((portal, "data:", "blob:", "about:"))
                       else outside.append(request.url))
            page = context.new_page()
            if PEOPLE[who]:
                page.goto("/user/login")
                page.fill("input[name=login]", PEOPLE[who])
                page.fill("input[name=password]", PASSWORD)
                page.click("form:has(input[name=password]) button[type=submit]")
                page.wait_for_url(lambda url: "/user/login" not in url)
            self[who] = (page, outside)
            return self[who]

    opened = Windows()
    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("who", "path", "status"), VISITS, ids=[f"{who}:{path}" for who, path, _ in VISITS])
def test_page(windows, facts, who, path, status):
    page, outside = windows[who]
    outside.clear()
    page.set_viewport_size(DESK)
    address = path.format(**facts, me=PEOPLE[who] or "")
    answer = page.goto(address)
    page.wait_for_load_state("load")
    assert answer is not None
    assert answer.status == status, f"{address}: {answer.status}"

    wrong = [f"1280 px: {fault}" for fault in faults(page)]
    wrong += [f"English: {message!r}" for message in english_in(said(page))]
    page.set_viewport_size(PHONE)
    wrong += [f"360 px: {fault}" for fault in faults(page)]
    wrong += [f"asked another host: {url}" for url in outside]
    assert not wrong, f"{who} at {address}\n  " + "\n  ".join(wrong)
