"""Actions that say who is who around registers, and check values without storing them."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model as core
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl_forms.logic import finding, schema
from ckanext.scdl_forms.model.queries import (
    organizations_to_publish,
    organizations_to_serve,
    own_organizations,
    people_of_register,
    validators_of,
)
from ckanext.scdl_forms.records.checking import check_values

from .base import people, standard_of, user_id

_validate = tk.validate_action_data


@tk.side_effect_free
def scdl_organization_served_list(context: Context, data_dict: DataDict) -> ActionResult.AnyList:
    """List the organisations that the person enters data for, their own first.

    :returns: list of ``{id, name, title, own, publishes}``
    """
    tk.check_access("scdl_organization_served_list", context, data_dict)
    actor = user_id(context)
    own, publishes = set(own_organizations(actor)), set(organizations_to_publish(actor))
    rows = core.Session.query(core.Group.id, core.Group.name, core.Group.title).filter(
        core.Group.id.in_(organizations_to_serve(actor)))
    found = [
        {"id": row[0], "name": row[1], "title": row[2] or row[1], "own": row[0] in own, "publishes": row[0] in publishes}
        for row in rows
    ]
    return sorted(found, key=lambda entry: (not entry["own"], str(entry["title"]).casefold()))


@tk.side_effect_free
@_validate(schema.register_reference)
def scdl_register_people(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Show who has entered records of a register, and who decides what goes online.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: ``authors`` (names by user id) and ``validators`` (list of names)
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_register_people", context, {"id": register.id})
    return {
        "authors": people(people_of_register(register.id)),
        "validators": sorted(people(validators_of(register.organization_id)).values()),
    }


@tk.side_effect_free
@_validate(schema.record_check)
def scdl_record_check(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Check values for a register without storing them.

    :param register_id: id of the register, or ``organization_id`` and ``schema``
    :param values: column → value
    :returns: ``values`` (after certain repairs), ``problems`` and ``repairs``
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_record_check", context, {"id": register.id})
    checked = check_values(standard_of(register), data_dict.get("values") or {})
    return {"values": checked.values, "problems": checked.problems, "repairs": checked.repairs}
