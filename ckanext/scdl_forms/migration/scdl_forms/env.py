"""Runs the migrations of scdl_forms inside CKAN's own database."""
from __future__ import annotations

from alembic import context
from ckan.model.meta import metadata
from sqlalchemy import engine_from_config, pool

_PLUGIN = "scdl_forms"
_TABLES = ("scdl_register", "scdl_record", "scdl_publication", "scdl_move")


def _ours(_object: object, name: str, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Whether a table is this plugin's own: the others of the suite start with ``scdl_`` too."""
    return kind != "table" or name.startswith(_TABLES)


def _configure(**kwargs: object) -> None:
    context.configure(
        target_metadata=metadata,
        version_table=f"{_PLUGIN}_alembic_version",
        include_object=_ours,
        **kwargs,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    _configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True)
else:
    engine = engine_from_config(
        context.config.get_section(context.config.config_ini_section) or {},
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        _configure(connection=connection)
