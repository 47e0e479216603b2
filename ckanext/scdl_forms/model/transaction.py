"""The database's transaction, for what works on many records and has no action around it that would end it."""
from __future__ import annotations

from typing import Any

from ckan import model as core


def commit() -> None:
    """Make what was done lasting."""
    core.Session.commit()


def rollback() -> None:
    """Undo what was not committed, and give up its row locks."""
    core.Session.rollback()


def forget() -> None:
    """Read everything anew: another process may have changed it."""
    core.Session.expire_all()


def add(row: Any) -> None:
    """Keep a new row."""
    core.Session.add(row)


def flush() -> None:
    """Send what was changed so far to the database, for queries to find."""
    core.Session.flush()
