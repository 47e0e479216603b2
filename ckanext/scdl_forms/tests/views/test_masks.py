"""The editor of masks, seen as the browser sees it."""
from __future__ import annotations

import re

import pytest
from ckan.tests import factories

from ckanext.scdl.shared import effective_standard, get_standard
from ckanext.scdl_forms.tests.views.test_pages import get, post, token_of

pytestmark = pytest.mark.usefixtures("with_plugins")


def address(commune, *more):
    return "/".join((f"/territoire/{commune.name}/masques", *more))


def settings_of(page):
    found = re.search(r'name="settings" value="([^"]*)"', page)
    assert found
    import html
    return html.unescape(found[1])


def test_list_says_that_nothing_is_set(app, commune):
    page = get(app, commune.admin, address(commune))
    assert "Comme dans le standard" in page
    assert "Délibérations" in page


def test_who_may(app, commune, make_commune):
    sibling = make_commune()
    for user in (commune.editor, sibling.admin, factories.User()):
        for path in (address(commune), address(commune, "scdl", "deliberations"), address(commune, "scdl", "deliberations", "historique")):
            get(app, user, path, status=403)
        post(app, user, address(commune, "scdl", "deliberations"), {"do": "save", "settings": "{}"}, status=403)
    get(app, commune.admin, "/masques", status=403)
    get(app, commune.admin, "/territoire/licorne/masques", status=404)
    get(app, commune.admin, address(commune, "scdl", "licornes"), status=404)
    response = app.get(address(commune), status=302, follow_redirects=False)
    assert "/user/login" in response.headers["Location"]
    assert "toute la plateforme" in get(app, factories.Sysadmin(), "/masques").lower()


def test_preview_confirm_save_history_restore(app, commune):
    where = address(commune, "scdl", "deliberations")
    page = get(app, commune.admin, where)
    assert 'id="field-PREF_ID"' in page
    form = {"visibility-PREF_ID": "hidden", "help-DELIB_ID": "Le numéro <b>du registre</b>.", "default-BUDGET_NOM": "Principal",
            "version": "0"}
    shown = post(app, commune.admin, where, {**form, "do": "preview"}, status=200).body
    assert 'id="field-PREF_ID"' not in shown
    assert "&lt;b&gt;du registre" in shown
    assert "<b>du registre" not in shown
    fragment = post(app, commune.admin, f"{where}/apercu", form, status=200).body
    assert 'id="field-PREF_ID"' not in fragment
    assert "<html" not in fragment
    asked = post(app, commune.admin, where, {**form, "do": "confirm"}, status=200).body
    assert "masqué" in asked
    assert "Principal" in asked
    post(app, commune.admin, where, {"do": "save", "version": "0", "settings": settings_of(asked)})
    masked = effective_standard(get_standard("deliberations"), commune.id)
    assert masked.field("PREF_ID").visibility == "hidden"
    assert masked.field("DELIB_ID").help.startswith("Le numéro")
    # the agent's own form follows
    agent = get(app, commune.editor, f"/registre/{commune.name}/deliberations/saisir")
    assert 'id="field-PREF_ID"' not in agent
    assert 'value="Principal"' in agent
    # another tab that was open is told
    late = post(app, commune.admin, where, {"do": "save", "version": "0", "settings": "{}"}, status=409).body
    assert "pendant que vous" in late
    nothing = post(app, commune.admin, where, {"do": "reset", "version": "1"}, status=200).body
    post(app, commune.admin, where, {"do": "save", "version": "1", "settings": settings_of(nothing)})
    assert effective_standard(get_standard("deliberations"), commune.id).field("PREF_ID").visibility != "hidden"
    page = get(app, commune.admin, f"{where}/historique")
    assert "Version 2" in page
    ask = get(app, commune.admin, f"{where}/historique/1/reprendre")
    assert "masqué" in ask
    post(app, commune.admin, f"{where}/historique/1/reprendre", {"do": "save"})
    assert effective_standard(get_standard("deliberations"), commune.id).field("PREF_ID").visibility == "hidden"
    get(app, commune.admin, f"{where}/historique/99/reprendre", status=404)


def test_what_would_loosen_is_refused_and_what_was_typed_stays(app, commune):
    where = address(commune, "scdl", "deliberations")
    page = post(app, commune.admin, where, {
        "visibility-DELIB_OBJET": "hidden", "default-DELIB_DATE": "30/02/2024", "help-PREF_ID": "Mon aide", "do": "confirm",
    }, status=422).body
    assert "obligatoire" in page
    assert "30 février" in page
    assert "Mon aide" in page
    assert 'href="#champ-DELIB_OBJET"' in page


def test_fields_and_groups_move(app, commune):
    where = address(commune, "scdl", "deliberations")
    page = post(app, commune.admin, where, {"do": "down:DELIB_ID"}, status=200).body
    assert page.index('name="order" value="DELIB_DATE"') < page.index('name="order" value="DELIB_ID"')
    page = post(app, commune.admin, where, {"do": "gup:vote"}, status=200).body
    assert page.index('id="groupe-vote"') < page.index('id="groupe-acte"')
    page = post(app, commune.admin, where, {"do": "ghide:vote"}, status=200).body
    assert 'id="field-VOTE_POUR"' not in page


@pytest.mark.parametrize("data", [
    {"do": "save", "settings": "pas du json"}, {"do": "save", "settings": "[" * 5000}, {"do": "save", "settings": '{"fields": 3}'},
    {"do": "up:LICORNE"}, {"do": "gup:licorne"}, {"do": "??"}, {"order": ["X"] * 50, "group": "licorne", "do": "preview"},
    {"do": "save", "settings": '{"fields": {"DELIB_OBJET": {"visibility": "hidden"}}}'},
    {"do": "confirm", "help-PREF_ID": "x" * 2000}, {"do": "confirm", "default-PREF_ID": "a\x00b"},
])
def test_a_hostile_form_never_breaks_the_page(app, commune, data):
    response = app.post(address(commune, "scdl", "deliberations"), data=data, follow_redirects=False,
                        headers=token_of(commune.admin))
    assert response.status_code < 500
    assert effective_standard(get_standard("deliberations"), commune.id).field("DELIB_OBJET").visibility != "hidden"


def test_another_site_changes_nothing(app, commune):
    where = address(commune, "scdl", "deliberations")
    response = app.post(where, data={"do": "save", "settings": "{}"}, follow_redirects=False,
                        headers={**token_of(commune.admin), "Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_those_in_charge_find_it_from_the_organisation(app, commune):
    for path in (f"/organization/{commune.name}", f"/organization/edit/{commune.name}"):
        assert f'href="{address(commune)}"' in get(app, commune.admin, path)
    assert address(commune) not in get(app, commune.editor, f"/organization/{commune.name}")
    assert address(commune) not in app.get(f"/organization/{commune.name}").body


def test_a_preset_of_several_values_keeps_its_separator(app, make_commune):
    commune = make_commune(schema=get_standard("dae").name)
    where = address(commune, "atlasante", "dae")
    page = post(app, commune.admin, where, {"default-disp_j": "lundi|mardi", "do": "preview"}, status=200).body
    assert 'value="lundi|mardi"' in page
    boxes = re.findall(r'<input type="checkbox"[^>]*name="v-disp_j"[^>]*>', page)
    assert sum("checked" in box for box in boxes) == 2
