"""Who may do what: the matrix of roles."""

from __future__ import annotations

import uuid

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import helpers

from ckanext.scdl import shared
from ckanext.scdl.tests.conftest import Territory

pytestmark = pytest.mark.usefixtures("with_plugins")

ROLES = ("anonymous", "stranger", "contributor", "sibling_admin", "own_admin", "atd_admin", "sysadmin")


def user_of(territory: Territory, role: str) -> str:
    return territory.users.get(role, "")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ["scdl_schema_list", "scdl_schema_show", "scdl_organization_tree"])
def test_reading_is_for_everybody(territory: Territory, role: str, action: str) -> None:
    context = {"user": user_of(territory, role), "ignore_auth": False}
    data = {"id": "deliberations"} if action == "scdl_schema_show" else {}
    assert helpers.call_action(action, context, **data)


@pytest.mark.parametrize(
    ("role", "contributes", "publishes"),
    [
        ("anonymous", False, False),
        ("stranger", False, False),
        ("contributor", True, False),
        ("sibling_admin", False, False),
        ("own_admin", True, True),
        ("atd_admin", True, True),
        ("sysadmin", True, True),
    ],
)
def test_rights_on_a_commune(territory: Territory, role: str, contributes: bool, publishes: bool) -> None:
    user = user_of(territory, role)
    for org in (territory.commune["id"], territory.commune["name"]):
        assert shared.may_contribute(user, org) is contributes
        assert shared.may_publish(user, org) is publishes
    assert shared.may_publish(user, "nulle-part") is False


@pytest.mark.parametrize("role", ["own_admin", "contributor", "sibling_admin"])
def test_rights_do_not_climb(territory: Territory, role: str) -> None:
    assert not shared.may_contribute(user_of(territory, role), territory.atd["id"])


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("anonymous", False),
        ("stranger", False),
        ("contributor", False),
        ("sibling_admin", False),
        ("own_admin", True),
        ("atd_admin", True),
        ("sysadmin", True),
    ],
)
def test_describing_a_commune(territory: Territory, role: str, allowed: bool) -> None:
    call = lambda: helpers.call_action(  # noqa: E731
        "organization_patch",
        {"user": user_of(territory, role), "ignore_auth": False},
        id=territory.commune["id"],
        contact_phone="05 00 00 00 01",
    )
    if allowed:
        call()
        facts = shared.organisation_facts(territory.commune["id"])
        assert facts is not None
        assert facts.phone == "05 00 00 00 01"
        assert shared.ancestors(territory.commune["id"])[0] == territory.epci["id"]
    else:
        with pytest.raises(tk.NotAuthorized):
            call()


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("anonymous", False),
        ("stranger", False),
        ("contributor", False),
        ("sibling_admin", False),
        ("own_admin", False),
        ("atd_admin", True),
        ("sysadmin", True),
    ],
)
def test_opening_a_space_under_an_atd(territory: Territory, role: str, allowed: bool) -> None:
    context = {"user": user_of(territory, role), "ignore_auth": False}
    name = "commune-" + uuid.uuid4().hex[:10]
    call = lambda: helpers.call_action(  # noqa: E731
        "organization_create",
        context,
        name=name,
        title="Commune neuve",
        scdl_kind="collectivite",
        groups=[{"name": territory.epci["name"]}],
    )
    if allowed:
        assert shared.ancestors(call()["id"])[0] == territory.epci["id"]
    else:
        with pytest.raises(tk.NotAuthorized):
            call()


@pytest.mark.parametrize(("groups", "refusal"), [
    ([], tk.ValidationError), ([{"name": ""}], tk.ValidationError), ([{"name": "nulle-part"}], tk.NotAuthorized),
    ([{"name": "commune"}], tk.NotAuthorized),
])
def test_an_atd_opens_no_space_elsewhere(
    territory: Territory, groups: list[dict[str, str]], refusal: type[Exception]
) -> None:
    context = {"user": user_of(territory, "atd_admin"), "ignore_auth": False}
    given = [{"name": territory.commune["name"]} if item["name"] == "commune" else item for item in groups]
    with pytest.raises(refusal):
        helpers.call_action("organization_create", context, name="ailleurs-" + uuid.uuid4().hex[:8], title="Ailleurs",
                            scdl_kind="collectivite", groups=given)


@pytest.mark.parametrize(
    ("role", "allowed"), [("atd_admin", True), ("own_admin", False), ("sysadmin", True), ("", False)]
)
def test_the_empty_form_is_for_those_who_may_open_a_space(territory: Territory, role: str, allowed: bool) -> None:
    context = {"user": user_of(territory, role), "ignore_auth": False}
    if allowed:
        assert helpers.call_auth("organization_create", context)
    else:
        with pytest.raises(tk.NotAuthorized):
            helpers.call_auth("organization_create", context)


@pytest.mark.parametrize("parent", ["", "atd"])
def test_a_commune_does_not_leave_its_parent_alone(territory: Territory, parent: str) -> None:
    context = {"user": user_of(territory, "own_admin"), "ignore_auth": False}
    groups = [{"name": territory.atd["name"]}] if parent else [{"name": ""}]
    with pytest.raises(tk.ValidationError) as refusal:
        helpers.call_action("organization_patch", context, id=territory.commune["id"], groups=groups)
    assert list(refusal.value.error_dict) == ["scdl_parent"]


def test_a_deleted_account_has_no_right(territory: Territory) -> None:
    from ckan.tests import factories

    user = factories.User()
    helpers.call_action("organization_member_create", id=territory.sibling["id"], username=user["name"], role="admin")
    assert shared.may_publish(user["id"], territory.sibling["id"])
    helpers.call_action("user_delete", id=user["id"])
    assert not shared.may_publish(user["id"], territory.sibling["id"])
