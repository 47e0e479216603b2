"""From what an action was given to the register or the record that it speaks of."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as core

from ckanext.scdl.shared import get_standard
from ckanext.scdl_forms.model import Declaration, ImportBatch, Record, Register


def organization_id(reference: Any) -> str:
    """The id of an active organisation given by id or name.

    :raises ckan.plugins.toolkit.ObjectNotFound: when there is none
    """
    group = core.Group.get(reference) if reference and isinstance(reference, str) else None
    if group is None or not group.is_organization or group.state != "active":
        raise tk.ObjectNotFound(tk._("This organisation does not exist."))
    return group.id


def register(data_dict: Mapping[str, Any], lock: bool = False) -> Register:
    """The register that ``register_id``, ``id``, or ``organization_id`` with ``schema`` designates.

    :raises ckan.plugins.toolkit.ObjectNotFound: when there is none
    """
    reference = data_dict.get("register_id") or data_dict.get("id")
    if reference:
        found = Register.get(str(reference), lock=lock)
    elif data_dict.get("organization_id") and data_dict.get("schema"):
        standard = get_standard(str(data_dict["schema"]))
        found = Register.find(organization_id(data_dict["organization_id"]), standard.name)
        if found is not None and lock:
            found = Register.get(found.id, lock=True)
    else:
        raise tk.ValidationError({"id": [tk._("Say which register: its id, or organization_id and schema.")]})
    if found is None:
        raise tk.ObjectNotFound(tk._("This register does not exist."))
    return found


def record(data_dict: Mapping[str, Any]) -> Record:
    """The record that ``id`` designates, or ``number`` within a register.

    :raises ckan.plugins.toolkit.ObjectNotFound: when there is none
    """
    number = data_dict.get("number")
    if number is not None and (data_dict.get("register_id") or data_dict.get("schema")):
        within = register({key: data_dict.get(key) for key in ("register_id", "organization_id", "schema")})
        found = Record.numbered(within.id, int(number))
    elif data_dict.get("id"):
        found = Record.get(str(data_dict["id"]))
    else:
        raise tk.ValidationError({"id": [tk._("Say which record: its id, or its number in a register.")]})
    if found is None:
        raise tk.ObjectNotFound(tk._("This record does not exist."))
    return found


def register_of(found: Record) -> Register:
    """The register that a record belongs to."""
    owner = Register.get(found.register_id)
    if owner is None:
        raise tk.ObjectNotFound(tk._("This register does not exist."))
    return owner


def declaration(data_dict: Mapping[str, Any]) -> Declaration:
    """The declaration that ``id`` designates.

    :raises ckan.plugins.toolkit.ObjectNotFound: when there is none
    """
    found = Declaration.get(str(data_dict.get("id") or ""))
    if found is None:
        raise tk.ObjectNotFound(tk._("This declaration does not exist."))
    return found


def wants_new_record(data_dict: Mapping[str, Any]) -> bool:
    """Whether a save speaks of a record that does not exist yet."""
    return not data_dict.get("id") and data_dict.get("number") is None


def import_batch(data_dict: Mapping[str, Any]) -> ImportBatch:
    """The import that ``id`` designates, or ``number`` within a register.

    :raises ckan.plugins.toolkit.ObjectNotFound: when there is none
    """
    number = data_dict.get("number")
    if number is not None and (data_dict.get("register_id") or data_dict.get("schema")):
        within = register({key: data_dict.get(key) for key in ("register_id", "organization_id", "schema")})
        found = ImportBatch.numbered(within.id, int(number))
    elif data_dict.get("id"):
        found = ImportBatch.get(str(data_dict["id"]))
    else:
        raise tk.ValidationError({"id": [tk._("Say which import: its id, or its number in a register.")]})
    if found is None:
        raise tk.ObjectNotFound(tk._("This import does not exist."))
    return found
