"""The DataStore table of a register: typed, published rows only, updated by difference.

``_id`` of a row is its number in the register, so that it is stable: a row
that did not change is not touched. Everything happens in one transaction of
the DataStore's database, through COPY to a staging table.
"""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.scdl.shared import FieldSpec, Standard
from ckanext.scdl_forms.model.publishing import PublicRow

from .table import column_type, for_copy

_STAGING = '"scdl_staging"'

# no value of a record can contain this character (records/values.py drops it)
_NULL = "\x01"


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _context() -> dict[str, Any]:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": site_user["name"]}


def enabled() -> bool:
    """Whether this portal has a DataStore."""
    return bool(tk.config.get("ckan.datastore.write_url")) and "datastore" in tk.aslist(tk.config.get("ckan.plugins"))


def _exists(resource_id: str) -> bool:
    with get_write_engine().connect() as connection:
        return bool(connection.execute(
            sa.text("SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = :name"),
            {"name": resource_id},
        ).scalar())


def ensure_table(resource_id: str, standard: Standard) -> None:
    """Create the empty table of a register through CKAN, which also declares it on the resource."""
    if _exists(resource_id):
        return
    tk.get_action("datastore_create")(_context(), {
        "resource_id": resource_id,
        "force": True,
        "fields": [
            {"id": spec.name, "type": column_type(spec), "info": _info(spec)} for spec in standard.fields
        ],
    })


def _info(spec: FieldSpec) -> dict[str, str]:
    return {"label": spec.label, "notes": spec.description}


class Update:
    """A new content for the table, prepared in a transaction that is still open.

    Use as a context manager: leaving it without ``commit`` changes nothing.
    """

    def __init__(self, resource_id: str, standard: Standard, rows: Sequence[PublicRow]) -> None:
        self.table = _quoted(resource_id)
        self.name = resource_id
        self.standard = standard
        self.rows = rows
        self.connection: Any = None
        self.transaction: Any = None

    def __enter__(self) -> Update:
        self.connection = get_write_engine().connect()
        self.transaction = self.connection.begin()
        return self

    def __exit__(self, *_details: Any) -> None:
        try:
            if self.transaction.is_active:
                self.transaction.rollback()
        finally:
            self.connection.close()

    def prepare(self) -> dict[str, int]:
        """Stage all rows and apply the difference.

        :returns: how many rows were ``added``, ``changed`` and ``removed``
        """
        self._follow_standard()
        self._stage()
        columns = [_quoted(spec.name) for spec in self.standard.fields]
        names = ", ".join(columns)
        staged = ", ".join(f"s.{name}" for name in columns)
        removed = self._run(
            f"DELETE FROM {self.table} t WHERE NOT EXISTS (SELECT 1 FROM {_STAGING} s WHERE s._id = t._id)")
        changed = self._run(
            f"UPDATE {self.table} t SET ({names}, _full_text) = ROW({staged}, NULL) FROM {_STAGING} s "
            f"WHERE s._id = t._id AND ({', '.join(f't.{name}' for name in columns)}) IS DISTINCT FROM ({staged})")
        added = self._run(
            f"INSERT INTO {self.table} (_id, {names}) SELECT s._id, {staged} FROM {_STAGING} s "
            f"WHERE NOT EXISTS (SELECT 1 FROM {self.table} t WHERE t._id = s._id) ORDER BY s._id")
        _forget_count(self.connection, self.name)
        return {"added": added, "changed": changed, "removed": removed}

    def commit(self) -> None:
        """Let readers see the new content."""
        self.transaction.commit()

    def _run(self, statement: str) -> int:
        return self.connection.exec_driver_sql(statement).rowcount

    def _follow_standard(self) -> None:
        """Give the table the columns of the standard's version: missing ones are added, former ones dropped."""
        rows = self.connection.execute(sa.text(
            "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relname = :name AND a.attnum > 0 AND NOT a.attisdropped"
        ), {"name": self.name})
        present = {name: kind for name, kind in rows if not name.startswith("_")}
        wanted = {spec.name: spec for spec in self.standard.fields}
        for name, kind in present.items():
            if name not in wanted or _FULL_NAMES[column_type(wanted[name])] != kind:
                self._run(f"ALTER TABLE {self.table} DROP COLUMN {_quoted(name)}")
        for name, spec in wanted.items():
            kind = column_type(spec)
            if present.get(name) == _FULL_NAMES[kind]:
                continue
            self._run(f"ALTER TABLE {self.table} ADD COLUMN {_quoted(name)} {kind}")
            comment = json.dumps(_info(spec), ensure_ascii=False).replace("'", "''").replace("%", "%%")
            self._run(f"COMMENT ON COLUMN {self.table}.{_quoted(name)} IS '{comment}'")

    def _stage(self) -> None:
        columns = ", ".join(f"{_quoted(spec.name)} {column_type(spec)}" for spec in self.standard.fields)
        self._run(f"CREATE TEMPORARY TABLE {_STAGING} (_id int PRIMARY KEY, {columns}) ON COMMIT DROP")
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        for row in self.rows:
            writer.writerow([
                row.number, *(_cell(for_copy(spec, row.values.get(spec.name, ""))) for spec in self.standard.fields),
            ])
        stream.seek(0)
        with self.connection.connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {_STAGING} FROM STDIN WITH (FORMAT csv, NULL '{_NULL}')", stream)
        self._run(f"ANALYZE {_STAGING}")


def _cell(value: Any) -> str:
    return _NULL if value is None else value


_FULL_NAMES = {
    "numeric": "numeric", "int": "integer", "bool": "boolean", "date": "date",
    "timestamp": "timestamp without time zone", "time": "time without time zone", "text": "text",
}


def _forget_count(connection: Any, resource_id: str) -> None:
    """Drop the number of rows that CKAN 2.12 keeps for a table: it counts again when asked."""
    if connection.execute(sa.text("SELECT to_regclass('public._table_stats')")).scalar():
        connection.execute(sa.text('DELETE FROM "_table_stats" WHERE resource_id = :name'), {"name": resource_id})


def empty(resource_id: str) -> None:
    """Leave no row of a register that was taken offline."""
    if not _exists(resource_id):
        return
    with get_write_engine().begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {_quoted(resource_id)}")
        _forget_count(connection, resource_id)
