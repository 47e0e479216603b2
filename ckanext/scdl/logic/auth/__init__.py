"""Who may do what."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.scdl import territory
from ckanext.scdl.model import territory as tree

AuthResult = dict[str, Any]


@tk.auth_allow_anonymous_access
def scdl_schema_list(context: Any, data_dict: Any) -> AuthResult:
    """Standards are public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def scdl_schema_show(context: Any, data_dict: Any) -> AuthResult:
    """Standards are public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def scdl_organization_tree(context: Any, data_dict: Any) -> AuthResult:
    """The tree of organisations is as public as the list of organisations."""
    return authz.is_authorized("organization_list", context, {})


@tk.chained_auth_function
def organization_create(
    next_auth: Callable[..., AuthResult], context: Any, data_dict: dict[str, Any] | None = None
) -> AuthResult:
    """Besides those whom core allows: the administrator of an ATD or EPCI opens spaces under it.

    The organisation named as parent is the one to administer. While none is named (the empty form, or a form
    sent without a choice) it is enough to administer one; the action then asks for the choice.
    """
    core = next_auth(context, data_dict)
    if core.get("success"):
        return core
    user = model.User.get(context.get("user") or "")
    if user is None:
        return core
    parents = named_parents(data_dict or {})
    if not parents:
        return {"success": True} if accompanying_organisations(user.id) else core
    if all(may_open_spaces(user.id, parent) for parent in parents):
        return {"success": True}
    return {"success": False, "msg": tk._(
        "Choose the organisation that accompanies the new one, among those that you administer.")}


def named_parents(data_dict: dict[str, Any]) -> list[str]:
    """Ids or names of the organisations given as parents."""
    groups = data_dict.get("groups")
    items = groups if isinstance(groups, list) else []
    found = [item.get("id") or item.get("name") for item in items if isinstance(item, dict)]
    return [str(parent) for parent in found if parent]


def must_choose_a_parent(context: Any) -> bool:
    """May this person create organisations under others only?"""
    if context.get("ignore_auth") or authz.check_config_permission("user_create_organizations"):
        return False
    user = model.User.get(context.get("user") or "")
    return user is not None and not user.sysadmin and bool(accompanying_organisations(user.id))


def may_open_spaces(user_id: str, org_id: str) -> bool:
    """May this person create organisations under this one?"""
    facts = territory.organisation_facts(org_id)
    return facts is not None and facts.kind in ("atd", "epci") and territory.may_publish(user_id, facts.id)


def accompanying_organisations(user_id: str) -> list[str]:
    """Ids of the ATD and EPCI that this person administers, cascade included."""
    administered = tree.administered_ids(user_id)
    extras = tree.organisation_extras(administered)
    return [org_id for org_id in administered if extras[org_id].get("scdl_kind") in ("atd", "epci")]


def get_auth_functions() -> dict[str, Callable[..., AuthResult]]:
    """Authorisation functions of this plugin by name."""
    from ckanext.scdl.logic.auth import added, masks

    functions = (scdl_schema_list, scdl_schema_show, scdl_organization_tree, organization_create)
    return {
        **{function.__name__: function for function in functions},
        **masks.get_auth_functions(), **added.get_auth_functions(),
    }
