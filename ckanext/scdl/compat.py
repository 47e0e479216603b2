"""What differs between the supported versions of CKAN (2.11 and 2.12), in one place."""
from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

#: Custom fields of groups: a table of their own until 2.11, a JSON column since 2.12.
EXTRAS_IN_COLUMN = bool(tk.check_ckan_version(min_version="2.12"))


def group_extras(ids: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """(id, custom fields) of several groups, in one query."""
    if EXTRAS_IN_COLUMN:
        return [(row[0], dict(row[1] or {})) for row in model.Session.query(model.Group.id, model.Group.extras).filter(
            model.Group.id.in_(ids)).all()]
    from ckan.model.group_extra import GroupExtra

    rows = model.Session.query(GroupExtra.group_id, GroupExtra.key, GroupExtra.value).filter(
        GroupExtra.group_id.in_(ids), GroupExtra.state == "active").all()
    found: dict[str, dict[str, Any]] = {}
    for group_id, key, value in rows:
        found.setdefault(group_id, {})[key] = value
    return list(found.items())
