"""One publication of a register at a time, on however many machines."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from ckan.model import meta


@contextmanager
def register_lock(register_id: str) -> Iterator[None]:
    """Hold PostgreSQL's advisory lock of a register; wait for whoever has it.

    The lock lives on a connection of its own: a process that is killed loses
    the connection, and with it the lock.
    """
    with meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = {"key": f"scdl_register:{register_id}"}
        connection.execute(sa.text("SELECT pg_advisory_lock(hashtextextended(:key, 0))"), key)
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(hashtextextended(:key, 0))"), key)


@contextmanager
def import_lock(batch_id: str) -> Iterator[bool]:
    """Whether this process is the one that works at an import; it is until the block ends, or the process does."""
    with meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = {"key": f"scdl_import:{batch_id}"}
        mine = bool(connection.execute(
            sa.text("SELECT pg_try_advisory_lock(hashtextextended(:key, 0))"), key).scalar())
        try:
            yield mine
        finally:
            if mine:
                connection.execute(sa.text("SELECT pg_advisory_unlock(hashtextextended(:key, 0))"), key)
