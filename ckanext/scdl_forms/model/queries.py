"""Questions that span several tables."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

import sqlalchemy as sa
from ckan import authz
from ckan import model as core

from ckanext.scdl.shared import descendants

from .record import Record, RecordVersion
from .register import Register


def _roles(user_id: str, roles: tuple[str, ...]) -> list[str]:
    rows = (
        core.Session.query(core.Member.group_id)
        .join(core.Group, core.Group.id == core.Member.group_id)
        .filter(
            core.Member.table_name == "user",
            core.Member.table_id == user_id,
            core.Member.state == "active",
            core.Member.capacity.in_(roles),
            core.Group.is_organization.is_(True),
            core.Group.state == "active",
        )
    )
    return [row[0] for row in rows]


def _all_organizations() -> list[str]:
    rows = core.Session.query(core.Group.id).filter(core.Group.is_organization.is_(True), core.Group.state == "active")
    return [row[0] for row in rows]


def _is_sysadmin(user_id: str) -> bool:
    user = core.User.get(user_id)
    return bool(user and authz.is_sysadmin(user.name))


def _with_descendants(organization_ids: list[str]) -> list[str]:
    found = dict.fromkeys(organization_ids)
    for organization_id in organization_ids:
        found.update(dict.fromkeys(descendants(organization_id)))
    return list(found)


def organizations_to_publish(user_id: str) -> list[str]:
    """Organisations whose publication a person decides: their own as admin, and all below those."""
    if _is_sysadmin(user_id):
        return _all_organizations()
    return _with_descendants(_roles(user_id, ("admin",)))


def organizations_to_serve(user_id: str) -> list[str]:
    """Organisations for which a person may enter data."""
    if _is_sysadmin(user_id):
        return _all_organizations()
    own = _roles(user_id, ("editor", "admin"))
    return list(dict.fromkeys([*own, *organizations_to_publish(user_id)]))


def own_organizations(user_id: str) -> list[str]:
    """Organisations of which a person is an editor or an admin by name."""
    return _roles(user_id, ("editor", "admin"))


def waiting_for_review(organization_ids: list[str], limit: int, offset: int) -> tuple[int, list[tuple[Record, Register]]]:
    """Records of these organisations that wait for a review, oldest first, and their number."""
    if not organization_ids:
        return 0, []
    query = (
        core.Session.query(Record, Register)
        .join(Register, Register.id == Record.register_id)
        .filter(
            Register.organization_id.in_(organization_ids),
            sa.or_(Record.state == "to_review", Record.change == "to_review"),
        )
    )
    rows = query.order_by(Record.submitted, Record.id).offset(offset).limit(limit).all()
    return query.count(), [(record, register) for record, register in rows]


def search_records(register_id: str, filters: Mapping[str, Any]) -> tuple[int, list[tuple[Record, dict[str, str]]]]:
    """A page of a register, with the values of the newest versions.

    :param filters: ``number``, ``user`` (id), ``date_from`` and ``date_to`` (days of the last change),
        ``state``, ``source``, ``q`` (text anywhere), ``column`` (to search ``q`` in one column only),
        ``sort``, ``limit`` and ``offset``
    :returns: number of all matches, and the page
    """
    query = (
        core.Session.query(Record, RecordVersion)
        .join(RecordVersion, sa.and_(
            RecordVersion.record_id == Record.id, RecordVersion.version == Record.working_version))
        .filter(Record.register_id == register_id)
    )
    for condition in _conditions(filters):
        query = query.filter(condition)
    order = {
        "title": (Record.title, Record.number.desc()),
        "modified": (Record.modified.desc(), Record.number.desc()),
    }.get(str(filters.get("sort") or ""), (Record.number.desc(),))
    rows = query.order_by(*order).offset(filters["offset"]).limit(filters["limit"]).all()
    return query.count(), [(record, dict(version.values)) for record, version in rows]


def _conditions(filters: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = []
    if filters.get("number") is not None:
        found.append(Record.number == filters["number"])
    if filters.get("user"):
        found.append(sa.or_(Record.modified_by == filters["user"], Record.created_by == filters["user"]))
    if filters.get("date_from"):
        found.append(Record.modified >= filters["date_from"])
    if filters.get("date_to"):
        found.append(sa.func.date(Record.modified) <= filters["date_to"].date())
    if filters.get("state"):
        # a change that waits is what people look for, besides the state of what is online
        found.append(sa.or_(Record.state == filters["state"], Record.change == filters["state"]))
    if filters.get("source"):
        found.append(RecordVersion.source == filters["source"])
    if filters.get("q"):
        found.append(_contains(str(filters["q"]), filters.get("column")))
    return found


def _contains(text: str, column: Optional[str]) -> Any:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if column:
        return RecordVersion.values[column].astext.ilike(f"%{escaped}%", escape="\\")
    cells = sa.func.jsonb_path_query_array(RecordVersion.values, sa.text("'$.*'"))
    return sa.cast(cells, sa.Text).ilike(f"%{escaped}%", escape="\\")


def earlier_values(register_id: str, column: str, limit: int = 200) -> list[str]:
    """What people of this register have already written in a column, most frequent first."""
    cell = RecordVersion.values[column].astext
    rows = (
        core.Session.query(cell, sa.func.count())
        .select_from(Record)
        .join(RecordVersion, sa.and_(
            RecordVersion.record_id == Record.id, RecordVersion.version == Record.working_version))
        .filter(Record.register_id == register_id, cell.isnot(None))
        .group_by(cell)
        .order_by(sa.func.count().desc(), cell)
        .limit(limit)
    )
    return [row[0] for row in rows]


def cells(register_id: str, column: str) -> list[tuple[str, int]]:
    """What a column says in the records of a register, worked on or online, and in how many of them.

    Records that were taken offline do not count.
    """
    cell = RecordVersion.values[column].astext
    rows = (
        core.Session.query(cell, sa.func.count(sa.distinct(Record.id)))
        .select_from(Record)
        .join(RecordVersion, sa.and_(
            RecordVersion.record_id == Record.id,
            sa.or_(RecordVersion.version == Record.working_version, RecordVersion.version == Record.published_version)))
        .filter(Record.register_id == register_id, Record.state != "withdrawn", cell.isnot(None))
        .group_by(cell)
    )
    return [(row[0], row[1]) for row in rows]


def people_of_register(register_id: str) -> list[str]:
    """Ids of those who have entered or changed records of a register."""
    ids: set[str] = set()
    for column in (Record.created_by, Record.modified_by):
        ids.update(row[0] for row in core.Session.query(column).filter(Record.register_id == register_id).distinct())
    return sorted(ids)


def validators_of(organization_id: str) -> list[str]:
    """Ids of the admins of an organisation itself (those above it may publish too, and are not listed)."""
    rows = core.Session.query(core.Member.table_id).filter(
        core.Member.group_id == organization_id, core.Member.table_name == "user", core.Member.state == "active",
        core.Member.capacity == "admin",
    )
    return [row[0] for row in rows]
