"""Moving to a new version of a standard, as its pages show it."""
from __future__ import annotations

import pytest

from ckanext.scdl_forms.tests.benches import register_of_benches
from ckanext.scdl_forms.tests.conftest import act, as_system
from ckanext.scdl_forms.tests.views.test_pages import get, post

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture
def waiting(make_commune):
    commune = make_commune(schema=None)
    found = register_of_benches(commune, numbers=2)
    yield commune, f"/registre/{commune.name}/{found['schema'].partition('/')[2]}"
    as_system("scdl_standard_retire", id=found["schema"])


def test_from_the_register_to_the_new_version(app, waiting):
    commune, address = waiting
    assert "La version 2.0.0 de ce standard est parue" in get(app, commune.editor, address)
    assert "une nouvelle version du standard est parue" in get(app, commune.editor, "/mes-registres")
    page = get(app, commune.editor, f"{address}/nouvelle-version")
    assert "etat" in page
    assert "nouvelle colonne" in page
    assert "Vérifier les lignes" in page
    post(app, commune.editor, f"{address}/nouvelle-version/verifier", {}, status=302)
    page = get(app, commune.editor, f"{address}/nouvelle-version")
    assert "2 à compléter" in page
    assert 'value="neuf"' in page or "<option>neuf</option>" in page
    post(app, commune.editor, f"{address}/nouvelle-version/completer", {"column": "etat", "v-value": "neuf"}, status=302)
    page = get(app, commune.editor, f"{address}/nouvelle-version")
    assert "Quelqu’un de responsable" in page
    get(app, commune.editor, f"{address}/nouvelle-version/passer", status=403)
    asked = get(app, commune.admin, f"{address}/nouvelle-version/passer")
    assert "Faire passer ce registre à la version 2.0.0" in asked
    post(app, commune.admin, f"{address}/nouvelle-version/passer", {}, status=302)
    assert "Ce registre est à jour" in get(app, commune.admin, f"{address}/nouvelle-version")


def test_a_value_that_does_not_suit_is_said_and_kept_in_sight(app, waiting):
    commune, address = waiting
    post(app, commune.editor, f"{address}/nouvelle-version/verifier", {}, status=302)
    page = post(app, commune.editor, f"{address}/nouvelle-version/completer", {"column": "etat", "v-value": "bleu"}, status=400).body
    assert "Cette valeur ne convient pas" in page
    assert "bleu" in page


def test_the_list_of_those_who_accompany(app, waiting):
    commune, _address = waiting
    page = get(app, commune.admin, "/nouvelles-versions")
    assert commune.title in page
    post(app, commune.admin, "/nouvelles-versions/verifier", {}, status=302)
    report = act("scdl_move_list", commune.admin["name"], organization_id=commune.id)[0]["report"]
    assert report["to_complete"] == 2


def test_nothing_awaits(app, commune):
    page = get(app, commune.admin, "/nouvelles-versions")
    assert "Tous les registres suivent la version en cours" in page
    assert "Ce registre est à jour" in get(app, commune.admin, f"/registre/{commune.name}/deliberations/nouvelle-version")
    get(app, commune.admin, f"/registre/{commune.name}/deliberations/nouvelle-version/passer", status=404)
