"""After CKAN saved resources, whatever the way: check them, or propose them a standard."""
from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import signals

from ckanext.scdl.shared import ScdlError

from . import resources

log = logging.getLogger(__name__)

RESOURCE_ACTIONS = ("resource_create", "resource_update")
PACKAGE_ACTIONS = ("package_create", "package_update")


def get_subscriptions() -> dict[Any, list[Any]]:
    """The signals listened to."""
    listened = [{"sender": name, "receiver": saved} for name in (*RESOURCE_ACTIONS, *PACKAGE_ACTIONS)]
    return {signals.action_succeeded: listened}


def saved(sender: str, **kwargs: Any) -> None:
    """Check what was just saved. A fault here never undoes the saving: it is logged and a sweep comes later."""
    context, data_dict, result = kwargs.get("context") or {}, kwargs.get("data_dict") or {}, kwargs.get("result")
    if context.get("defer_commit") or context.get("scdl_validation_skip"):
        return
    try:
        package, changed = _changed(sender, data_dict, result)
        user = context.get("auth_user_obj")
        for resource in changed:
            resources.check_resource(resource, package, getattr(user, "id", None) or None)
    except ScdlError as error:
        log.warning("A saved resource was not checked: %s", error.message)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        log.debug("%s left nothing to check", sender)


def _changed(sender: str, data_dict: dict[str, Any], result: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    if sender in RESOURCE_ACTIONS:
        package = tk.get_action("package_show")({"ignore_auth": True}, {"id": result["package_id"]})
        return package, [result]
    package_id = result["id"] if isinstance(result, dict) else result
    package = tk.get_action("package_show")({"ignore_auth": True}, {"id": package_id or data_dict.get("id")})
    if package.get("state") == "deleted":
        return package, []
    return package, [item for item in package.get("resources", []) if item.get("state", "active") == "active"]
