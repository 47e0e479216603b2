"""Adding, changing and retiring standards through the actions."""
from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories

from ckanext.scdl import stamps
from ckanext.scdl.catalogue.registry import registry, reset
from ckanext.scdl.model import stamp
from ckanext.scdl.shared import get_standard, list_standards, standard_by_url

pytestmark = pytest.mark.usefixtures("with_plugins")

DESCRIPTOR: dict[str, Any] = {
    "title": "Bancs publics", "description": "Les bancs. Où ils sont.", "version": "v1.0.0", "primaryKey": "id_banc",
    "fields": [
        {"name": "id_banc", "type": "string", "title": "Identifiant", "constraints": {"required": True}},
        {"name": "nom", "type": "string", "title": "Nom du banc"},
        {"name": "coll_siret", "type": "string", "constraints": {"required": True, "pattern": r"^\d{14}$"}},
        {"name": "etat", "type": "string", "constraints": {"enum": ["neuf", "usé"]}},
        {"name": "pose", "type": "date", "constraints": {"required": True}},
    ],
}


def test_a_standard_is_added_with_a_proposed_overlay(act, fresh_name):
    shown = act("scdl_standard_add", descriptor=DESCRIPTOR, name=fresh_name)
    assert shown["added"]
    assert shown["version"] == "1.0.0"
    assert len(shown["sha256"]) == 64
    standard = get_standard(fresh_name)
    assert standard.key == ("id_banc",)
    assert standard.organisation_fields == {"coll_siret": "siret"}
    assert standard.period_field == "pose"
    assert standard.record_title({"nom": "Le grand banc"}) == "Le grand banc"
    assert standard.field("etat").widget == "select"
    assert standard.field("coll_siret").visibility == "folded"
    assert fresh_name in [known.name for known in list_standards()]
    assert standard_by_url(standard.url) is standard
    assert act("scdl_schema_show", id=standard.slug)["name"] == fresh_name


def test_json_text_is_kept_byte_for_byte(act, fresh_name):
    text = json.dumps(DESCRIPTOR, indent=7, ensure_ascii=False)
    shown = act("scdl_standard_add", descriptor=text, name=fresh_name)
    import hashlib
    assert shown["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_an_altered_descriptor_is_left_out(act, fresh_name):
    from ckan import model
    act("scdl_standard_add", descriptor=DESCRIPTOR, name=fresh_name)
    model.Session.execute(sa.text(
        "UPDATE scdl_standard SET content = replace(content, 'usé', 'vieux') WHERE name = :name"), {"name": fresh_name})
    stamp.bump(stamp.STANDARDS)
    model.Session.commit()
    stamps.forget(stamp.STANDARDS)
    assert registry().resolve(fresh_name) is None


def test_the_overlay_changes_and_its_revisions_stay(act, fresh_name):
    shown = act("scdl_standard_add", descriptor=DESCRIPTOR, name=fresh_name)
    overlay = {**shown["overlay"], "noun": {"one": "banc", "many": "bancs", "feminine": False}, "theme": "equipements"}
    changed = act("scdl_standard_update", id=fresh_name, overlay=overlay, revision=1)
    assert changed["revision"] == 2
    assert [item["revision"] for item in changed["revisions"]] == [2, 1]
    assert get_standard(fresh_name).noun_many == "bancs"
    with pytest.raises(tk.ValidationError) as refused:
        act("scdl_standard_update", id=fresh_name, overlay=shown["overlay"], revision=1)
    assert "revision" in refused.value.error_dict
    # the same again is no new revision
    assert act("scdl_standard_update", id=fresh_name, overlay=overlay)["revision"] == 2


@pytest.mark.parametrize("change", [
    {"key": ["inconnue"]}, {"theme": "licornes"}, {"frequency": "SOMETIMES"}, {"groups": []}, {"record_title": "{inconnue}"},
    {"fields": {"etat": {"widget": "licorne"}}}, {"noun": "banc"}, {"inconnu": 1}, {"purpose": "x" * 3000},
    {"purpose": "a\x00b"}, {"groups": [{"name": "A B", "title": "t", "fields": []}]}, {"organisation": {"nom": "licorne"}},
])
def test_a_wrong_overlay_is_explained(act, fresh_name, change):
    shown = act("scdl_standard_add", descriptor=DESCRIPTOR, name=fresh_name)
    if change == {"groups": []}:
        change = {"groups": [{"name": "g", "title": "G", "fields": ["nom"]}]}
    with pytest.raises(tk.ValidationError) as refused:
        act("scdl_standard_update", id=fresh_name, overlay={**shown["overlay"], **change})
    assert refused.value.error_dict["overlay"]


@pytest.mark.parametrize("overlay", [None, [], "texte"])
def test_an_overlay_that_is_none_is_explained(act, fresh_name, overlay):
    act("scdl_standard_add", descriptor=DESCRIPTOR, name=fresh_name)
    with pytest.raises(tk.ValidationError):
        act("scdl_standard_update", id=fresh_name, overlay=overlay)


def refusal(act, descriptor: Any) -> str:
    with pytest.raises(tk.ValidationError) as refused:
        act("scdl_standard_add", descriptor=descriptor)
    return " ".join(refused.value.error_dict["descriptor"])


def with_field(**field: Any) -> dict[str, Any]:
    return {"fields": [{"name": "a", "type": "string", **field}]}


@pytest.mark.parametrize(("descriptor", "words"), [
    ("pas du json", "JSON lisible"), ("[1, 2]", "objet JSON"), ('{"schemas": []}', "catalogue de schémas"),
    ('{"resources": []}', "Data Package"), ('{"$schema": "x", "properties": {}}', "JSON Schema"), ("{}", "« fields »"),
    ({"fields": []}, "aucune colonne"), ({"fields": [{"type": "string"}]}, "pas de nom"),
    ({"fields": [{"name": "a"}, {"name": "a"}]}, "s'appellent a"), (with_field(type="licorne"), "n'existe pas"),
    (with_field(constraints={"pattern": "(["}), "illisible"), (with_field(constraints={"pattern": "^(a+)+$"}), "bloquer"),
    ({"fields": [{"name": f"c{number}"} for number in range(5000)]}, "5000 colonnes"),
    ({"fields": [{"$ref": "#/fields/0"}]}, "$ref"), ({"fields": [{"name": "a"}], "primaryKey": ["b"]}, "clé primaire"),
    ('{"fields": [{"name": "a\\u0000"}]}', "caractères"), ('{"fields": [{"name": "a\\ud800"}]}', "caractères"),
    ("[" * 100_000, "imbriqué"), ({"fields": {}}, "colonne"), (with_field(constraints={"enum": "abc"}), "liste"),
    (with_field(constraints=[]), "objet"), ("x" * 2_000_001, "2 Mo"),
    (with_field(type=[]), "n'existe pas"), (with_field(format=5), "format"), ({"fields": [{"name": "a"}], "primaryKey": 5}, "primaryKey"),
    ({"fields": [{"name": "a"}], "primaryKey": [[]]}, "clé primaire"),
], ids=range(26))
def test_a_descriptor_that_cannot_be_served_is_refused_with_the_reason(act, descriptor, words):
    assert words in refusal(act, descriptor)


def test_names_are_checked_and_taken_once(act, fresh_name):
    act("scdl_standard_add", descriptor=DESCRIPTOR, name=fresh_name)
    for data, key in (
        ({"name": fresh_name}, "version"), ({"name": "sans proprietaire"}, "name"), ({"name": "a/b", "slug": "É"}, "name"),
        ({"name": "autre/nom", "slug": "deliberations"}, "slug"), ({"name": "a/b", "version": "un deux"}, "name"),
        ({"name": "a/b", "url": "javascript:alert(1)"}, "url"),
    ):
        with pytest.raises(tk.ValidationError) as refused:
            act("scdl_standard_add", descriptor=DESCRIPTOR, **data)
        assert key in refused.value.error_dict, data


def test_a_new_version_keeps_what_was_said_of_the_columns_that_stay(act):
    official = get_standard("prenoms")
    fields = [{**raw} for raw in official.descriptor["fields"]] + [{"name": "NOUVELLE", "type": "integer"}]
    newer = {**official.descriptor, "fields": fields}
    act("scdl_standard_add", descriptor=newer, name="scdl/prenoms", version="9.0.0")
    standard = get_standard("prenoms")
    assert standard.version == "9.0.0"
    assert standard.noun_many == official.noun_many
    assert standard.field(official.fields[0].name).help == official.fields[0].help
    assert standard.field("NOUVELLE").group
    assert registry().versions("scdl/prenoms")[0] == "9.0.0"
    assert get_standard("prenoms", official.version) is official
    act("scdl_standard_retire", id="scdl/prenoms", version="9.0.0")
    assert get_standard("prenoms").version == official.version
    assert get_standard("prenoms", "9.0.0").version == "9.0.0", "a retired version stays readable"
    act("scdl_standard_bring_back", id="scdl/prenoms", version="9.0.0")
    assert get_standard("prenoms").version == "9.0.0"


def test_an_older_version_does_not_become_the_current_one(act):
    official = get_standard("prenoms")
    act("scdl_standard_add", descriptor=official.descriptor, name="scdl/prenoms", version="0.0.1")
    assert get_standard("prenoms") is official
    assert "0.0.1" in registry().versions("scdl/prenoms")


def test_a_retired_standard_leaves_the_list_and_stays_readable(act, fresh_name):
    act("scdl_standard_add", descriptor=DESCRIPTOR, name=fresh_name)
    result = act("scdl_standard_retire", id=fresh_name)
    assert result == {"name": fresh_name, "retired": ["1.0.0"], "current": None}
    assert fresh_name not in [standard.name for standard in list_standards()]
    assert get_standard(fresh_name, "1.0.0").title == "Bancs publics"
    assert get_standard(fresh_name).title == "Bancs publics"
    act("scdl_standard_retire", id="prenoms")
    assert "scdl/prenoms" not in [standard.name for standard in list_standards()]
    assert act("scdl_standard_bring_back", id="prenoms")["current"]


def test_a_shipped_standard_is_tuned_by_a_mask_not_edited(act):
    shown = act("scdl_standard_show", id="deliberations")
    assert not shown["added"]
    with pytest.raises(tk.ValidationError):
        act("scdl_standard_update", id="deliberations", overlay=shown["overlay"])


def test_another_process_sees_it(act, fresh_name):
    """The stamp moves with the commit: a registry that is older is made again."""
    before = stamps.current(stamp.STANDARDS)
    act("scdl_standard_add", descriptor=DESCRIPTOR, name=fresh_name)
    assert stamps.current(stamp.STANDARDS) > before
    known = registry()
    assert registry() is known, "nothing changed: nothing is read again"
    reset()
    assert registry().resolve(fresh_name) == fresh_name


@pytest.mark.parametrize(("action", "data"), [
    ("scdl_standard_add", {"descriptor": {}}), ("scdl_standard_show", {"id": "prenoms"}),
    ("scdl_standard_update", {"id": "prenoms", "overlay": {}}), ("scdl_standard_retire", {"id": "prenoms"}),
    ("scdl_standard_bring_back", {"id": "prenoms"}), ("scdl_standard_catalogue", {"url": "https://example.org/"}),
])
def test_only_the_operator_may(territory, action, data):
    for role in ("stranger", "contributor", "sibling_admin", "own_admin", "atd_admin"):
        with pytest.raises(tk.NotAuthorized):
            tk.get_action(action)({"user": territory.users[role], "ignore_auth": False}, dict(data))
    with pytest.raises(tk.NotAuthorized):
        tk.get_action(action)({"user": "", "ignore_auth": False}, dict(data))


def test_the_proposal_of_a_stranger_user_is_not_stored(act):
    user = factories.User()
    with pytest.raises(tk.NotAuthorized):
        tk.get_action("scdl_standard_add")({"user": user["name"]}, {"descriptor": DESCRIPTOR})
