"""Who may do what with registers and records.

Contributors (editors) enter, change, withdraw; validators (admins) also
approve, send back and publish. CKAN cascades the admin role down the tree of
organisations, so an ATD's admin has these rights in its collectivités.
"""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as core
from ckan.types import AuthResult, Context, DataDict

from ckanext.scdl.shared import may_contribute, may_publish

from . import finding

__all__ = [
    "scdl_import_accept", "scdl_import_approve", "scdl_import_cancel", "scdl_import_create", "scdl_import_list", "scdl_import_rows",
    "scdl_import_show", "scdl_import_undo", "scdl_import_update",
    "scdl_declaration_create", "scdl_declaration_list", "scdl_declaration_withdraw", "scdl_lateness_show",
    "scdl_move_check", "scdl_move_complete", "scdl_move_list", "scdl_move_record_list", "scdl_move_run", "scdl_move_show",
    "scdl_organization_served_list", "scdl_publication_list", "scdl_publication_run", "scdl_publication_show", "scdl_record_approve",
    "scdl_record_check", "scdl_record_delete_draft", "scdl_record_history", "scdl_record_list", "scdl_record_reject",
    "scdl_record_restore", "scdl_record_save", "scdl_record_show", "scdl_record_submit", "scdl_record_withdraw",
    "scdl_records_import", "scdl_register_create", "scdl_register_list", "scdl_register_people", "scdl_register_republish",
    "scdl_register_show", "scdl_register_withdraw", "scdl_review_list",
]


def _user_id(context: Context) -> str | None:
    user: Any = context.get("auth_user_obj")
    if user is None and context.get("user"):
        user = core.User.get(context["user"])
    return getattr(user, "id", None)


def _contributor(context: Context, organization_id: str) -> AuthResult:
    if may_contribute(_user_id(context), organization_id):
        return {"success": True}
    return {"success": False, "msg": tk._("You do not enter data for this organisation.")}


def _validator(context: Context, organization_id: str) -> AuthResult:
    if may_publish(_user_id(context), organization_id):
        return {"success": True}
    return {"success": False, "msg": tk._("Only those in charge of this organisation decide what goes online.")}


def _register_contributor(context: Context, data_dict: DataDict) -> AuthResult:
    return _contributor(context, finding.register(data_dict).organization_id)


def _register_validator(context: Context, data_dict: DataDict) -> AuthResult:
    return _validator(context, finding.register(data_dict).organization_id)


def _record_contributor(context: Context, data_dict: DataDict) -> AuthResult:
    return _contributor(context, finding.register_of(finding.record(data_dict)).organization_id)


def _record_validator(context: Context, data_dict: DataDict) -> AuthResult:
    return _validator(context, finding.register_of(finding.record(data_dict)).organization_id)


def scdl_register_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors open the registers of their organisation."""
    return _contributor(context, finding.organization_id(data_dict.get("organization_id")))


def scdl_register_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors see the working side of their registers; the public sees the dataset."""
    return _register_contributor(context, data_dict)


def scdl_register_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors of an organisation; without one, each person lists what they serve."""
    if data_dict.get("organization_id"):
        return _contributor(context, finding.organization_id(data_dict["organization_id"]))
    return {"success": _user_id(context) is not None}


def scdl_register_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors may take their register offline."""
    return _register_contributor(context, data_dict)


def scdl_register_republish(context: Context, data_dict: DataDict) -> AuthResult:
    """Putting it back online is for those who publish."""
    return _register_validator(context, data_dict)


def scdl_record_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_record_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _record_contributor(context, data_dict)


def scdl_record_history(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _record_contributor(context, data_dict)


def scdl_record_save(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    if finding.wants_new_record(data_dict):
        return _register_contributor(context, data_dict)
    return _record_contributor(context, data_dict)


def scdl_record_submit(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors; what a validator submits is approved at once."""
    return scdl_record_save(context, data_dict)


def scdl_record_approve(context: Context, data_dict: DataDict) -> AuthResult:
    """Validators."""
    return _record_validator(context, data_dict)


def scdl_record_reject(context: Context, data_dict: DataDict) -> AuthResult:
    """Validators."""
    return _record_validator(context, data_dict)


def scdl_record_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors may take back what should not be online."""
    return _record_contributor(context, data_dict)


def scdl_record_delete_draft(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _record_contributor(context, data_dict)


def scdl_record_restore(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors: a restored version is a draft."""
    return _record_contributor(context, data_dict)


def scdl_records_import(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors; importing straight to online is for validators."""
    if data_dict.get("state") == "publish":
        return _register_validator(context, data_dict)
    return _register_contributor(context, data_dict)


def scdl_review_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Each person lists what waits for them; within an organisation, its validators."""
    if data_dict.get("organization_id"):
        return _validator(context, finding.organization_id(data_dict["organization_id"]))
    return {"success": _user_id(context) is not None}


def scdl_publication_run(context: Context, data_dict: DataDict) -> AuthResult:
    """Validators."""
    return _register_validator(context, data_dict)


def scdl_publication_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


@tk.auth_allow_anonymous_access
def scdl_publication_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: it tells only of what is online."""
    return {"success": True}


def scdl_organization_served_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Each person lists what they serve."""
    return {"success": _user_id(context) is not None}


def scdl_register_people(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_record_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_lateness_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_declaration_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors say that there is nothing."""
    return _register_contributor(context, data_dict)


def scdl_declaration_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors take it back, whoever said it."""
    return _contributor(context, finding.register({"id": finding.declaration(data_dict).register_id}).organization_id)


def scdl_declaration_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_move_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_move_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors of an organisation; without one, each person lists what they serve."""
    return scdl_register_list(context, data_dict)


def scdl_move_record_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_move_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors: a check changes no record."""
    return _register_contributor(context, data_dict)


def scdl_move_complete(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors: what they give waits until the register moves."""
    return _register_contributor(context, data_dict)


def scdl_move_run(context: Context, data_dict: DataDict) -> AuthResult:
    """Validators: the step changes what is online."""
    return _register_validator(context, data_dict)


def _import_contributor(context: Context, data_dict: DataDict) -> AuthResult:
    register_id = data_dict.get("register_id") if not data_dict.get("id") and data_dict.get("number") is None else None
    if register_id is None:
        register_id = finding.import_batch(data_dict).register_id
    return _register_contributor(context, {"id": register_id})


def scdl_import_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_import_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _register_contributor(context, data_dict)


def scdl_import_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors: an import is the register's, not that of the person who sent the file."""
    return _import_contributor(context, data_dict)


def scdl_import_rows(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _import_contributor(context, data_dict)


def scdl_import_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _import_contributor(context, data_dict)


def scdl_import_accept(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors; what they accept is reviewed where their organisation wants it so."""
    return _import_contributor(context, data_dict)


def scdl_import_cancel(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors."""
    return _import_contributor(context, data_dict)


def scdl_import_undo(context: Context, data_dict: DataDict) -> AuthResult:
    """Contributors, who may take back what they put online."""
    return _import_contributor(context, data_dict)


def scdl_import_approve(context: Context, data_dict: DataDict) -> AuthResult:
    """Validators."""
    return _register_validator(context, {"id": finding.import_batch(data_dict).register_id})
