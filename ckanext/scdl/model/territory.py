"""The tree of organisations, as CKAN's core stores it (a child has one parent, as a group member)."""
from __future__ import annotations

import ckan.model as model

from ckanext.scdl.compat import group_extras


def get_organisation(id_or_name: str) -> model.Group | None:
    """The active organisation with this id or name, or None."""
    group = model.Group.get(id_or_name) if id_or_name else None
    if group is None or not group.is_organization or group.state != "active":
        return None
    return group


def ancestor_groups(id_or_name: str) -> list[model.Group]:
    """Parent, grandparent and so on, the nearest first."""
    group = get_organisation(id_or_name)
    if group is None:
        return []
    return list(reversed(group.get_parent_group_hierarchy(type="organization")))


def descendant_ids(id_or_name: str) -> list[str]:
    """Ids of all organisations below, parents before their children."""
    group = get_organisation(id_or_name)
    if group is None:
        return []
    return [row[0] for row in group.get_children_group_hierarchy(type="organization")]


def allowed_parents(id_or_name: str | None) -> list[model.Group]:
    """Organisations that may become the parent of this one without making a loop, by title.

    :param id_or_name: None for an organisation that does not exist yet
    """
    group = get_organisation(id_or_name) if id_or_name else None
    if group is not None:
        candidates = group.groups_allowed_to_be_its_parent(type="organization")
    else:
        candidates = list(model.Group.all(group_type="organization"))
    active = [other for other in candidates if other.state == "active"]
    return sorted(active, key=lambda other: (other.title or other.name).lower())


def organisation_rows() -> list[tuple[str, str, str, str | None]]:
    """(id, name, title, parent id) of every active organisation, by title, in two queries."""
    groups = (
        model.Session.query(model.Group.id, model.Group.name, model.Group.title)
        .filter(model.Group.is_organization.is_(True), model.Group.state == "active")
        .order_by(model.Group.title, model.Group.name).all()
    )
    links = dict(
        model.Session.query(model.Member.group_id, model.Member.table_id)
        .filter(model.Member.table_name == "group", model.Member.state == "active").all()
    )
    known = {row[0] for row in groups}
    parents = {child: parent for child, parent in links.items() if parent in known}
    return [(row[0], row[1], row[2] or row[1], parents.get(row[0])) for row in groups]


def organisation_extras(ids: list[str]) -> dict[str, dict[str, str]]:
    """Custom fields of several organisations: id → {key: value}."""
    found: dict[str, dict[str, str]] = {identifier: {} for identifier in ids}
    if ids:
        found.update(group_extras(ids))
    return found


def administered_ids(user_id: str) -> list[str]:
    """Ids of the organisations that a person administers, and of all those below them."""
    rows = (
        model.Session.query(model.Member.group_id)
        .join(model.Group, model.Group.id == model.Member.group_id)
        .filter(
            model.Member.table_name == "user", model.Member.table_id == user_id,
            model.Member.capacity == "admin", model.Member.state == "active",
            model.Group.is_organization.is_(True), model.Group.state == "active",
        ).all()
    )
    found: dict[str, None] = {}
    for (org_id,) in rows:
        found[org_id] = None
        found.update(dict.fromkeys(descendant_ids(org_id)))
    return list(found)
