"""Who may see and set masks."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.scdl import territory
from ckanext.scdl.model import territory as tree

AuthResult = dict[str, Any]


def _organisation(data_dict: Any) -> str | None:
    """The id of the organisation spoken of; None for the platform."""
    wanted = (data_dict or {}).get("organization_id")
    if not wanted:
        return None
    group = tree.get_organisation(wanted)
    if group is None:
        raise tk.ObjectNotFound(tk._("This organisation does not exist."))
    return group.id


def _user_id(context: Any) -> str | None:
    user = context.get("auth_user_obj") or model.User.get(context.get("user") or "")
    return getattr(user, "id", None)


def _reader(context: Any, data_dict: Any) -> AuthResult:
    org_id = _organisation(data_dict)
    if org_id is not None and territory.may_contribute(_user_id(context), org_id):
        return {"success": True}
    return {"success": False, "msg": tk._("You do not enter data for this organisation.")}


def _setter(context: Any, data_dict: Any) -> AuthResult:
    org_id = _organisation(data_dict)
    if org_id is None:
        return {"success": False, "msg": tk._("Only the operator of the portal sets the masks of the whole platform.")}
    if territory.may_publish(_user_id(context), org_id):
        return {"success": True}
    return {"success": False, "msg": tk._("Only those in charge of this organisation set its masks.")}


def scdl_mask_show(context: Any, data_dict: Any) -> AuthResult:
    """Those who enter data for the organisation; the platform's own: sysadmins."""
    return _reader(context, data_dict)


def scdl_mask_list(context: Any, data_dict: Any) -> AuthResult:
    """Those who enter data for the organisation; the platform's own: sysadmins."""
    return _reader(context, data_dict)


def scdl_mask_history(context: Any, data_dict: Any) -> AuthResult:
    """Those who enter data for the organisation; the platform's own: sysadmins."""
    return _reader(context, data_dict)


def scdl_mask_update(context: Any, data_dict: Any) -> AuthResult:
    """Admins of the organisation or of one above; the platform's own: sysadmins."""
    return _setter(context, data_dict)


def scdl_mask_check(context: Any, data_dict: Any) -> AuthResult:
    """As ``scdl_mask_update``."""
    return _setter(context, data_dict)


def scdl_mask_restore(context: Any, data_dict: Any) -> AuthResult:
    """Admins of the organisation or of one above; the platform's own: sysadmins."""
    return _setter(context, data_dict)


def get_auth_functions() -> dict[str, Callable[..., AuthResult]]:
    """Authorisation functions on masks by name."""
    functions = (scdl_mask_show, scdl_mask_list, scdl_mask_history, scdl_mask_check, scdl_mask_update, scdl_mask_restore)
    return {function.__name__: function for function in functions}
