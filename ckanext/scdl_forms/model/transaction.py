"""Where a publication ends its transactions: it is a job, with no action around it that would."""
from __future__ import annotations

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
