"""Adding standards and editing their words, seen as the browser sees it."""
from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan.tests import factories

from ckanext.scdl.shared import get_standard, list_standards
from ckanext.scdl_forms.forms.building import build
from ckanext.scdl_forms.tests.conftest import words
from ckanext.scdl_forms.tests.views.test_pages import get, post, token_of

pytestmark = pytest.mark.usefixtures("with_plugins")

OFFICIAL = Path(os.environ.get("SCDL_OFFICIAL_SCHEMAS") or Path(__file__).resolve().parents[5] / "shared" / "official_schemas")

DESCRIPTOR: dict[str, Any] = {
    "title": "Bancs publics", "version": "1.0.0", "primaryKey": "id_banc",
    "fields": [
        {"name": "id_banc", "title": "Identifiant", "constraints": {"required": True}},
        {"name": "nom", "title": "Nom du <b>banc</b>"}, {"name": "pose", "type": "date"},
        {"name": "etat", "constraints": {"enum": ["neuf", "usé"]}},
    ],
}


@pytest.fixture
def admin(with_plugins: None) -> dict[str, Any]:
    return dict(factories.Sysadmin())


@pytest.fixture(autouse=True)
def _leave_no_standard(with_plugins: None) -> Iterator[None]:
    yield
    from ckan import model

    from ckanext.scdl import stamps
    from ckanext.scdl.model import added_standard, stamp

    model.Session.rollback()
    for table in (added_standard.AddedOverlay, added_standard.AddedStandard, added_standard.RetiredStandard):
        model.Session.query(table).delete()
    stamp.bump(stamp.STANDARDS)
    model.Session.commit()
    stamps.forget(stamp.STANDARDS)


def upload(app, user, descriptor: Any, status: int = 302, **more: str):
    content = descriptor if isinstance(descriptor, bytes) else json.dumps(descriptor).encode()
    data = {"do": "file", "file": (io.BytesIO(content), "schema.json"), **more}
    return app.post("/standards/ajouter", data=data, headers=token_of(user), status=status, follow_redirects=False,
                    content_type="multipart/form-data")


def test_who_may(app, commune):
    for user in (commune.admin, factories.User()):
        get(app, user, "/standards/ajouter", status=403)
        get(app, user, "/standards/scdl/deliberations/modifier", status=403)
        get(app, user, "/standards/scdl/deliberations/retirer", status=403)
        post(app, user, "/standards/scdl/deliberations/retirer", {}, status=403)
    assert get_standard("deliberations") in list_standards()


def test_add_edit_and_use(app, admin, commune):
    get(app, admin, "/standards/ajouter")
    response = upload(app, admin, DESCRIPTOR, name="essai/bancs")
    where = "/standards/essai/bancs/modifier"
    assert response.headers["Location"].endswith(where)
    page = app.get(where, headers=token_of(admin)).body
    assert "Nom du &lt;b&gt;banc" in page
    assert "<b>banc</b>" not in page
    form = {
        "noun_one": "banc", "noun_many": "bancs", "purpose": "Trouver où s'asseoir.", "theme": "equipements",
        "record_title": "Banc {nom}", "key": ["id_banc"], "group": ["banc", "suite"], "title-banc": "Le banc",
        "title-suite": "La suite", "optional-suite": "1", "in-id_banc": "banc", "in-nom": "banc", "in-pose": "suite",
        "in-etat": "suite", "label-nom": "Nom", "visibility-pose": "hidden", "organisation-nom": "name", "revision": "1",
    }
    fragment = post(app, admin, f"{where}/apercu", form, status=200).body
    assert "Le banc" in fragment
    assert 'id="field-pose"' not in fragment
    added = post(app, admin, where, {**form, "do": "addgroup"}, status=200).body
    assert "Nouveau groupe" in added
    post(app, admin, where, {**form, "group": [*form["group"], "vide"], "do": "save"})
    standard = get_standard("essai/bancs")
    assert (standard.noun_many, standard.feminine, standard.theme) == ("bancs", False, "equipements")
    assert [group.name for group in standard.groups] == ["banc", "suite"], "an empty group is dropped"
    assert standard.organisation_fields == {"nom": "name"}
    assert post(app, admin, where, {**form, "do": "save"}, status=409)
    assert "Révision 1" in get(app, admin, where)
    # a commune takes it up at once
    post(app, commune.editor, "/mes-registres/ouvrir", {"organization": commune.name, "schema": "essai/bancs"})
    assert "Saisir un banc" in get(app, commune.editor, f"/registre/{commune.name}/bancs/saisir")
    # retired, its registers still open
    ask = get(app, admin, "/standards/essai/bancs/retirer?version=1.0.0")
    assert "s'ouvrent toujours" in ask
    post(app, admin, "/standards/essai/bancs/retirer?version=1.0.0", {})
    assert "essai/bancs" not in [known.name for known in list_standards()]
    assert "Saisir un banc" in get(app, commune.editor, f"/registre/{commune.name}/bancs/saisir")


def test_a_wrong_overlay_comes_back_as_typed(app, admin):
    upload(app, admin, DESCRIPTOR, name="essai/bancs")
    page = words(post(app, admin, "/standards/essai/bancs/modifier", {
        "noun_one": "banc", "record_title": "{licorne}", "purpose": "Mes mots", "do": "save"}, status=422).body)
    assert "{licorne} ne désigne aucune colonne" in page
    assert "Mes mots" in page


@pytest.mark.parametrize(("content", "said"), [
    (b"", "Choisissez le fichier"), (b"\xff\xfe\x00", "UTF-8"), (b"{}", "« fields »"), (b"{", "JSON lisible"),
    (json.dumps({"fields": [{"name": "a", "constraints": {"pattern": "(a+)+"}}]}).encode(), "bloquer"),
])
def test_a_file_that_is_no_standard_is_explained(app, admin, content, said):
    assert said in words(upload(app, admin, content, status=422).body)


def test_addresses_inside_are_refused(app, admin):
    for data in ({"do": "url", "url": "http://127.0.0.1:1/x"}, {"do": "url", "url": ""}, {"do": "catalogue", "catalogue": "http://[::1]/"},
                 {"do": "catalogue", "catalogue": ""}, {"do": "several", "catalogue": "file:///etc/passwd", "entry": ["x"]}):
        assert "ne peut pas être ajouté" in words(post(app, admin, "/standards/ajouter", data, status=422).body)


def test_a_shipped_standard_points_at_masks(app, admin):
    assert "masque" in get(app, admin, "/standards/scdl/deliberations/modifier", status=409)
    get(app, admin, "/standards/scdl/licornes/modifier", status=404)


@pytest.mark.skipif(not (OFFICIAL / "INDEX.json").is_file(), reason="SCDL_OFFICIAL_SCHEMAS names no folder of official schemas")
def test_every_official_schema_gives_a_form_and_a_template(app, admin):
    """All 60, added as they come: the editor with its preview draws, and the validator has a template for them."""
    import ckan.plugins.toolkit as tk

    context = {"user": admin["name"]}
    wrong, count = [], 0
    for path in sorted(OFFICIAL.glob("[!_]*/schema.json")):
        count += 1
        name = f"essai/{path.parent.name}"
        shown = tk.get_action("scdl_standard_add")(dict(context), {
            "descriptor": path.read_text(encoding="utf-8"), "name": name, "version": "1.0.0"})
        standard = get_standard(name)
        drawn = {item.spec.name for item in build(standard, {}).fields()}
        if drawn != set(standard.columns):
            wrong.append(f"{name}: not in the form: {set(standard.columns) - drawn}")
        with app.flask_app.test_request_context():
            from ckanext.scdl_forms.views.standard_editor import _form

            body = tk.render("scdl_forms/masks/preview_only.html", _form(standard))
        missing = [item.slug for item in build(standard, {}).fields() if f'id="field-{item.slug}"' not in body
                   and f'id="field-{item.slug}-lat"' not in body]
        if missing:
            wrong.append(f"{name}: not drawn: {missing}")
        if app.get(f"/standards/essai/{shown['slug']}/1.0.0/modele.xlsx").status_code != 200:
            wrong.append(f"{name}: no template")
    assert count == 60
    assert not wrong, "\n".join(wrong)
