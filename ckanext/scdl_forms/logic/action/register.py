"""Actions on registers: open, show, list, take offline, put back."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as core
from ckan.types import ActionResult, Context, DataDict
from sqlalchemy.exc import IntegrityError

from ckanext.scdl.shared import get_standard
from ckanext.scdl_forms.logic import finding, schema
from ckanext.scdl_forms.model import Publication, Register
from ckanext.scdl_forms.model.queries import organizations_to_serve

from .base import counts, publish_soon, transaction, user_id

_validate = tk.validate_action_data


@_validate(schema.register_create)
def scdl_register_create(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Open the register of an organisation for a standard; the one that exists is returned as it is.

    Nothing is public before a record is published.

    :param organization_id: id or name of the organisation
    :param schema: name (``scdl/deliberations``) or slug (``deliberations``) of the standard
    :returns: the register, as ``scdl_register_show``
    """
    standard = get_standard(data_dict["schema"])
    organization_id = finding.organization_id(data_dict["organization_id"])
    tk.check_access("scdl_register_create", context, {"organization_id": organization_id})
    actor = user_id(context)
    known = Register.find(organization_id, standard.name)
    if known is None:
        try:
            with transaction(context):
                known = Register(
                    organization_id=organization_id, schema_name=standard.name, schema_version=standard.version,
                    created_by=actor,
                )
                core.Session.add(known)
        except IntegrityError:
            # two people opened it at the same moment: one register is what both wanted
            known = Register.find(organization_id, standard.name)
            if known is None:
                raise
    return _describe([known])[0]


@tk.side_effect_free
@_validate(schema.register_reference)
def scdl_register_show(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Show a register: its standard, its figures, what is online.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: the register with ``organization`` (name, title), ``counts`` (records by state) and
        ``publication`` (what is online, or None)
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_register_show", context, {"id": register.id})
    return _describe([register])[0]


@tk.side_effect_free
@_validate(schema.register_list)
def scdl_register_list(context: Context, data_dict: DataDict) -> ActionResult.AnyList:
    """List registers of an organisation, or of all those that the person serves.

    :param organization_id: id or name of the organisation (optional)
    :returns: list of registers, each as ``scdl_register_show``
    """
    tk.check_access("scdl_register_list", context, data_dict)
    if data_dict.get("organization_id"):
        served = [finding.organization_id(data_dict["organization_id"])]
    else:
        served = organizations_to_serve(user_id(context))
    return _describe(Register.of_organizations(served))


@_validate(schema.register_reference)
def scdl_register_withdraw(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Take a whole register offline: files, DataStore table and dataset. Records keep their states.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: the register
    """
    return _set_withdrawn(context, data_dict, "scdl_register_withdraw", True)


@_validate(schema.register_reference)
def scdl_register_republish(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Put a register that was taken offline back online.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: the register
    """
    return _set_withdrawn(context, data_dict, "scdl_register_republish", False)


def _set_withdrawn(context: Context, data_dict: DataDict, action: str, withdrawn: bool) -> dict[str, Any]:
    found = finding.register(data_dict)
    tk.check_access(action, context, {"id": found.id})
    with transaction(context):
        register = finding.register({"id": found.id}, lock=True)
        if register.withdrawn != withdrawn:
            register.withdrawn = withdrawn
            register.touch(urgent=True)
    publish_soon(context, register)
    return _describe([register])[0]


def _describe(registers: list[Register]) -> list[dict[str, Any]]:
    tallies = counts([register.id for register in registers])
    organizations: dict[str, Any] = {}
    result = []
    for register in registers:
        group = organizations.setdefault(register.organization_id, core.Group.get(register.organization_id))
        online = Publication.current_of(register.id)
        result.append({
            **register.as_dict(),
            "organization": {"id": group.id, "name": group.name, "title": group.title} if group else None,
            "counts": tallies[register.id],
            "publication": online.as_dict() if online and not register.withdrawn else None,
        })
    return result
