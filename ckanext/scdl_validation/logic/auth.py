"""Who may have files checked, and who may read what came out.

A report of a resource follows the resource: whoever may read it may read its report, whoever may change
it may check it again. Any other report belongs to the person who asked for it, who may share it; a
stranger's belongs to whoever holds its address, which cannot be guessed and is soon forgotten.
"""
from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk

from .. import config
from ..model import ValidationReport

Result = dict[str, Any]


def _denied() -> Result:
    return {"success": False, "msg": tk._("This report belongs to somebody else.")}


def _user_id(context: Any) -> str | None:
    user = context.get("auth_user_obj")
    if user is not None and getattr(user, "id", None):
        return user.id
    return authz.get_user_id_for_username(context["user"], allow_none=True) if context.get("user") else None


def _on_resource(context: Any, action: str, resource_id: str) -> Result:
    try:
        tk.check_access(action, context, {"id": resource_id})
    except tk.NotAuthorized as error:
        return {"success": False, "msg": error.message}
    except tk.ObjectNotFound:
        return {"success": False, "msg": tk._("This resource does not exist any more.")}
    return {"success": True}


def _report(context: Any, data_dict: Any) -> ValidationReport | None:
    return context.get("scdl_report") or ValidationReport.get((data_dict or {}).get("id") or "")


@tk.auth_allow_anonymous_access
def scdl_validate(context: Any, data_dict: Any) -> Result:
    """Anybody, unless the portal keeps it to people with an account; a resource, for those who may read it."""
    if not context.get("user") and not config.public():
        return {"success": False, "msg": tk._("Log in to have a file checked.")}
    if (data_dict or {}).get("resource_id"):
        return _on_resource(context, "resource_show", data_dict["resource_id"])
    return {"success": True}


@tk.auth_allow_anonymous_access
def scdl_validation_show(context: Any, data_dict: Any) -> Result:
    """Whoever may read the resource; otherwise the owner, or anybody it is shared with."""
    resource_id = (data_dict or {}).get("resource_id")
    report = None if resource_id else _report(context, data_dict)
    if report is not None:
        if report.kind != "resource":
            owner = report.user_id
            open_to_all = report.shared or owner is None
            return {"success": True} if open_to_all or owner == _user_id(context) else _denied()
        resource_id = report.resource_id
    return _on_resource(context, "resource_show", resource_id) if resource_id else _denied()


@tk.auth_allow_anonymous_access
def scdl_validation_list(context: Any, data_dict: Any) -> Result:
    """Whoever may read the resource or the dataset; one's own, for people with an account."""
    data = data_dict or {}
    if data.get("resource_id"):
        return _on_resource(context, "resource_show", data["resource_id"])
    if data.get("package_id"):
        return _on_resource(context, "package_show", data["package_id"])
    return {"success": bool(context.get("user")), "msg": tk._("Log in to find your reports.")}


def scdl_validation_run(context: Any, data_dict: Any) -> Result:
    """Whoever may change the resource."""
    return _on_resource(context, "resource_update", (data_dict or {}).get("resource_id") or "")


def scdl_validation_dismiss(context: Any, data_dict: Any) -> Result:
    """Whoever may change the resource."""
    return scdl_validation_run(context, data_dict)


def scdl_validation_restore(context: Any, data_dict: Any) -> Result:
    """Whoever may change the resource."""
    return scdl_validation_run(context, data_dict)


@tk.auth_allow_anonymous_access
def scdl_validation_recheck(context: Any, data_dict: Any) -> Result:
    """The owner; for a resource's report, whoever may change the resource."""
    report = _report(context, data_dict)
    if report is None:
        return _denied()
    if report.kind == "resource":
        return _on_resource(context, "resource_update", report.resource_id)
    owner = report.user_id
    return {"success": True} if owner is None or owner == _user_id(context) else _denied()


def scdl_validation_share(context: Any, data_dict: Any) -> Result:
    """The owner of a report that is not a resource's."""
    report = _report(context, data_dict)
    own = report is not None and report.kind != "resource" and report.user_id == _user_id(context)
    return {"success": True} if own else _denied()


def scdl_validation_delete(context: Any, data_dict: Any) -> Result:
    """The owner; for a resource's report, whoever may change the resource."""
    report = _report(context, data_dict)
    if report is not None and report.kind == "resource":
        return _on_resource(context, "resource_update", report.resource_id)
    return scdl_validation_share(context, data_dict)
