"""The small territory, loaded through the real actions: complete, repeatable, and told in its accounts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from click.testing import CliRunner

from ckanext.scdl_forms.demo import catalogue, people
from ckanext.scdl_forms.demo.commands import demo_group
from ckanext.scdl_forms.demo.loading import Loader
from ckanext.scdl_forms.demo.people import PASSWORD

pytestmark = pytest.mark.usefixtures("with_plugins")


_done: dict[str, int] = {}


@pytest.fixture
def loaded(with_plugins: None) -> dict[str, int]:
    """The small territory, loaded once for all tests."""
    if not _done:
        _done.update(Loader(small=True, echo=lambda line: None).load())
    return dict(_done)


def told(*arguments: str) -> str:
    """What ``ckan scdl demo`` answers."""
    return CliRunner().invoke(demo_group, list(arguments), catch_exceptions=False).output


def act(action: str, user: str | None = None, /, **data: Any) -> Any:
    context = {"user": user} if user else {"ignore_auth": True}
    return tk.get_action(action)(context, data)


def test_counts(loaded: dict[str, int]):
    assert loaded == {"organisations": 6, "accounts": 12, "registers": 11, "records": 150}


def test_the_tree_and_its_people(loaded: dict[str, int]):
    montbrun = act("organization_show", id="montbrun-sur-orle", include_users=True)
    assert montbrun["title"] == "Montbrun-sur-Orle"
    assert montbrun["insee_code"] == "96001"
    assert {user["name"]: user["capacity"] for user in montbrun["users"]} == {
        "secretaire-montbrun": "editor", "responsable-montbrun": "admin", "elu-montbrun": "member"}
    above = act("organization_show", id="montbrun-sur-orle", include_groups=True)["groups"]
    assert [group["name"] for group in above] == ["orle-et-sauvane"]
    assert model.User.get("operateur").sysadmin
    assert not model.User.get("secretaire-montbrun").sysadmin


def test_every_state_is_there(loaded: dict[str, int]):
    states: dict[str, int] = {}
    errors = 0
    for name in ("orle-et-sauvane", "montbrun-sur-orle", "rivesec", "saint-avrel", "pontorlet"):
        for register in act("scdl_register_list", organization_id=name):
            errors += register["counts"].get("errors", 0)
            for state, number in register["counts"].items():
                states[state] = states.get(state, 0) + number
    assert states["total"] == 150
    # One of the 128 was taken offline, and another one has a change that waits.
    assert states["published"] == 127
    assert states["withdrawn"] == 1
    assert states["change_to_review"] == 1
    assert states["to_review"] == 8
    assert states["to_correct"] == 3
    assert states["draft"] == 11
    assert errors == 6


def test_what_was_sent_back_says_why(loaded: dict[str, int]):
    found = act("scdl_record_list", organization_id="montbrun-sur-orle", schema="deliberations", state="to_correct")
    assert found["results"]
    assert all(record["reason"] for record in found["results"])


def test_registers_are_public(loaded: dict[str, int]):
    dataset = act("package_show", id="deliberations-rivesec")
    assert not dataset["private"]
    resource = next(item for item in dataset["resources"] if item["format"].upper() == "CSV")
    rows = act("datastore_search", resource_id=resource["id"], limit=1)
    assert rows["total"] > 10
    assert rows["records"][0]["COLL_NOM"] == "Rivesec"


def test_a_theme_and_a_plain_dataset(loaded: dict[str, int]):
    theme = act("group_show", id=catalogue.THEME)
    assert theme["package_count"] == 5
    plain = act("package_show", id=catalogue.DATASET)
    assert [item["name"] for item in plain["resources"]] == ["Horaires (CSV)"]


def test_loading_again_changes_nothing(loaded: dict[str, int]):
    account = model.User.get("secretaire-montbrun")
    act("user_patch", id=account.id, email=account.email, fullname="Renommée depuis")
    counted = model.Session.query(model.User).count(), model.Session.query(model.Group).count()
    again = Loader(small=True, echo=lambda line: None).load()
    assert again == loaded
    assert (model.Session.query(model.User).count(), model.Session.query(model.Group).count()) == counted
    assert model.User.get("secretaire-montbrun").fullname == "Renommée depuis"


def test_loading_again_gives_back_a_role_that_was_lost(loaded: dict[str, int]):
    act("organization_member_delete", "operateur", id="pontorlet", username="secretaire-pontorlet")
    Loader(small=True, echo=lambda line: None).load()
    users = act("organization_show", id="pontorlet", include_users=True)["users"]
    assert {user["name"]: user["capacity"] for user in users}["secretaire-pontorlet"] == "editor"


def test_where_a_commune_lies_is_told_to_the_nation(loaded: dict[str, int]):
    (place,) = act("package_show", id="deliberations-rivesec")["spatial_coverage"]
    assert "Polygon" in place["geom"]


def test_accounts_command(loaded: dict[str, int]):
    rows = {row["login"]: row for row in json.loads(told("accounts", "--json"))}
    assert set(rows) == set(people.ADVICE)
    secretary = rows["secretaire-montbrun"]
    assert secretary["password"] == PASSWORD
    assert secretary["roles"][0]["organisation_title"] == "Montbrun-sur-Orle"
    assert rows["operateur"]["sysadmin"]
    plain = told("accounts")
    assert "secretaire-rivesec" in plain
    assert PASSWORD in plain


def test_a_changed_password_is_not_told(loaded: dict[str, int]):
    act("user_patch", "operateur", id="visiteur", password="tout-autre-chose")
    row = next(row for row in json.loads(told("accounts", "--json")) if row["login"] == "visiteur")
    assert row["password"] is None
    act("user_patch", "operateur", id="visiteur", password=PASSWORD)


def test_the_load_command_completes_and_says_so(loaded: dict[str, int]):
    assert "150 enregistrements" in told("load", "--small")
    assert told("load", "--small", "--quiet") == ""
