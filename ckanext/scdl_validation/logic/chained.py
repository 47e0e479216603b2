"""CKAN's own saving actions, with our guard before them: nothing is written when an upload is refused."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from werkzeug.datastructures import FileStorage

from .. import resources
from ..model import portal

_SEEN = "scdl_validation_seen"


def _uploads(items: Iterable[Any], context: Any) -> Iterable[tuple[int, dict[str, Any], Any]]:
    """The resources that carry an upload not looked at yet in this call (one action calls the next)."""
    seen = context.setdefault(_SEEN, set())
    for position, item in enumerate(items):
        upload = item.get("upload") if isinstance(item, dict) else None
        if isinstance(upload, FileStorage) and upload.filename and id(upload) not in seen:
            seen.add(id(upload))
            yield position, item, upload


def _previous(resource_id: str | None) -> dict[str, Any]:
    if not resource_id:
        return {}
    try:
        return tk.get_action("resource_show")({"ignore_auth": True}, {"id": resource_id})
    except tk.ObjectNotFound:
        return {}


def _owner(package_id: str | None) -> str | None:
    return portal.owner_of(package_id) if package_id else None


def _resource(original: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    for _position, item, upload in _uploads([data_dict], context):
        package_id = item.get("package_id") or _previous(item.get("id")).get("package_id")
        resources.block_upload(item, upload, _owner(package_id))
    return original(context, data_dict)


def _package(original: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    items = data_dict.get("resources") or []
    owner = _owner(data_dict.get("id") or data_dict.get("name")) or portal.organization_id(data_dict.get("owner_org"))
    for position, item, upload in _uploads(items if isinstance(items, list) else [], context):
        try:
            resources.block_upload(item, upload, owner)
        except tk.ValidationError as error:
            errors: list[dict[str, Any]] = [{} for _item in items]
            errors[position] = error.error_dict
            raise tk.ValidationError({"resources": errors}) from error
    return original(context, data_dict)


@tk.chained_action
def resource_create(original_action: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """CKAN's ``resource_create``; an upload that must follow its standard and does not is refused."""
    return _resource(original_action, context, data_dict)


@tk.chained_action
def resource_update(original_action: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """CKAN's ``resource_update``; an upload that must follow its standard and does not is refused."""
    return _resource(original_action, context, data_dict)


@tk.chained_action
def package_create(original_action: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """CKAN's ``package_create``; an upload that must follow its standard and does not is refused."""
    return _package(original_action, context, data_dict)


@tk.chained_action
def package_update(original_action: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """CKAN's ``package_update``; an upload that must follow its standard and does not is refused."""
    return _package(original_action, context, data_dict)
