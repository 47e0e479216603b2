"""Setting masks through the actions: inheritance, history, rights."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest

from ckanext.scdl.shared import effective_standard, get_standard

pytestmark = pytest.mark.usefixtures("with_plugins")

ROLES = ("stranger", "contributor", "sibling_admin", "own_admin", "atd_admin", "sysadmin")


def call(territory: Any, role: str, action: str, **data: Any) -> Any:
    user = territory.users[role] if role != "anonymous" else ""
    return tk.get_action(action)({"user": user, "ignore_auth": False}, data)


def hidden(column: str) -> dict[str, Any]:
    return {"fields": {column: {"visibility": "hidden"}}}


def visibility(territory: Any, schema: str, column: str, org: str = "commune") -> str:
    return effective_standard(get_standard(schema), getattr(territory, org)["id"]).field(column).visibility


def test_the_atd_hides_and_the_commune_shows_again(territory):
    schema, column = "deliberations", "PREF_ID"
    call(territory, "atd_admin", "scdl_mask_update", id=schema, organization_id=territory.atd["name"], settings=hidden(column))
    assert visibility(territory, schema, column) == "hidden"
    assert visibility(territory, schema, column, "sibling") == "hidden"
    shown = call(territory, "own_admin", "scdl_mask_update", id=schema, organization_id=territory.commune["name"],
                 settings={"fields": {column: {"visibility": "shown"}}})
    assert visibility(territory, schema, column) == "shown"
    assert visibility(territory, schema, column, "sibling") == "hidden"
    assert shown["inherited"]["fields"][column] == {"visibility": "hidden"}
    assert [level["title"] for level in shown["levels"]][1:] == ["Agence du Val", "Communaute des Sources", "Montbrun"]


def test_the_platform_is_the_farthest_level(territory):
    column = next(spec.name for spec in get_standard("equipements").fields if not spec.required)
    schema = "equipements"
    call(territory, "sysadmin", "scdl_mask_update", id=schema, settings={"fields": {column: {"help": "Partout."}}})
    effective = effective_standard(get_standard(schema), territory.commune["id"])
    assert effective.field(column).help == "Partout."
    call(territory, "atd_admin", "scdl_mask_update", id=schema, organization_id=territory.atd["id"],
         settings={"fields": {column: {"help": "Dans le Val."}}})
    effective = effective_standard(get_standard(schema), territory.commune["id"])
    assert effective.field(column).help == "Dans le Val."
    assert effective_standard(get_standard(schema), territory.commune["id"]) is effective, "built once"
    call(territory, "sysadmin", "scdl_mask_update", id=schema, settings={})


def test_history_is_kept_and_a_version_is_restored(territory):
    where = {"id": "subventions", "organization_id": territory.sibling["id"]}
    first = call(territory, "sibling_admin", "scdl_mask_update", settings={"fields": {"objet": {"help": "Un."}}}, **where)
    call(territory, "sibling_admin", "scdl_mask_update", settings={"fields": {"objet": {"help": "Deux."}}}, version=1, **where)
    call(territory, "sibling_admin", "scdl_mask_restore", version=1, **where)
    history = call(territory, "sibling_admin", "scdl_mask_history", **where)
    assert [(item["version"], item["restored_from"]) for item in history] == [(3, 1), (2, None), (1, None)]
    assert history[0]["settings"] == first["settings"]
    nothing = call(territory, "sibling_admin", "scdl_mask_restore", version=0, **where)
    assert nothing["settings"] == {}
    with pytest.raises(tk.ObjectNotFound):
        call(territory, "sibling_admin", "scdl_mask_restore", version=99, **where)


def test_two_people_do_not_undo_each_other(territory):
    where = {"id": "budget", "organization_id": territory.commune["id"]}
    column = next(spec.name for spec in get_standard("budget").fields if not spec.required)
    call(territory, "own_admin", "scdl_mask_update", settings={"fields": {column: {"help": "Un."}}}, version=0, **where)
    with pytest.raises(tk.ValidationError) as refused:
        call(territory, "atd_admin", "scdl_mask_update", settings={"fields": {column: {"help": "Deux."}}}, version=0, **where)
    assert "version" in refused.value.error_dict
    # the same settings again are no new version
    assert call(territory, "own_admin", "scdl_mask_update", settings={"fields": {column: {"help": "Un."}}}, **where)["version"] == 1


@pytest.mark.parametrize(("settings", "key", "words"), [
    ({"fields": {"DELIB_OBJET": {"visibility": "hidden"}}}, "field:DELIB_OBJET", "obligatoire"),
    ({"fields": {"DELIB_DATE": {"default": "30/02/2024"}}}, "field:DELIB_DATE", "30 février"),
    ({"fields": {"INCONNU": {"help": "x"}}}, "settings", "INCONNU"),
    ({"fields": {"DELIB_ID": {"values": ["1"]}}}, "field:DELIB_ID", "liste"),
    ("texte", "settings", "objet"), ({"fields": {"PREF_ID": {"help": "a\x00"}}}, "settings", "caractères"),
    ({"fields": {"VOTE_POUR": {"visibility": "hidden"}}}, "field:VOTE_POUR", "masquez-les tous"),
])
def test_what_would_loosen_the_standard_is_refused_with_the_reason(territory, settings, key, words):
    with pytest.raises(tk.ValidationError) as refused:
        call(territory, "own_admin", "scdl_mask_update", id="deliberations", organization_id=territory.commune["id"], settings=settings)
    assert words in " ".join(refused.value.error_dict[key])


def test_the_list_says_what_is_set_where(territory):
    call(territory, "own_admin", "scdl_mask_update", id="dae", organization_id=territory.commune["id"],
         settings={"fields": {get_standard("dae").fields[-1].name: {"help": "Ici."}}})
    rows = {row["schema"]: row for row in call(territory, "own_admin", "scdl_mask_list", organization_id=territory.commune["id"])}
    assert [(level["title"], level["count"]) for level in rows[get_standard("dae").name]["levels"]] == [("Montbrun", 1)]
    assert len(rows) > 15
    assert rows[get_standard("dae").name]["below"] == []
    above = {row["schema"]: row for row in call(territory, "atd_admin", "scdl_mask_list", organization_id=territory.atd["id"])}
    assert "Montbrun" in [item["title"] for item in above[get_standard("dae").name]["below"]]


# --- who may ---------------------------------------------------------------------------------------------------------

READERS = {"commune": {"contributor", "own_admin", "atd_admin", "sysadmin"}, "atd": {"atd_admin", "sysadmin"}, None: {"sysadmin"}}
SETTERS = {"commune": {"own_admin", "atd_admin", "sysadmin"}, "atd": {"atd_admin", "sysadmin"}, None: {"sysadmin"}}


@pytest.mark.parametrize("place", ["commune", "atd", None])
@pytest.mark.parametrize(("action", "data", "allowed"), [
    ("scdl_mask_show", {"id": "prenoms"}, READERS), ("scdl_mask_list", {}, READERS),
    ("scdl_mask_history", {"id": "prenoms"}, READERS), ("scdl_mask_update", {"id": "prenoms", "settings": {}}, SETTERS),
    ("scdl_mask_check", {"id": "prenoms", "settings": {}}, SETTERS),
    ("scdl_mask_restore", {"id": "prenoms", "version": 0}, SETTERS),
])
def test_rights(territory, place, action, data, allowed):
    where = {"organization_id": getattr(territory, place)["id"]} if place else {}
    for role in ("anonymous", *ROLES):
        if role in allowed[place]:
            call(territory, role, action, **data, **where)
        else:
            with pytest.raises(tk.NotAuthorized):
                call(territory, role, action, **data, **where)
