"""Numbers in the database by which a process learns, cheaply, that what it remembers has changed."""
from __future__ import annotations

import threading
from typing import Optional

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

#: The standards that were added, changed or retired.
STANDARDS = "standards"
#: The masks.
MASKS = "masks"

_created = threading.Event()


class Stamp(tk.BaseModel):
    """One number, which grows with each change."""

    __tablename__ = "scdl_stamp"

    name = sa.Column(sa.Text, primary_key=True)
    value = sa.Column(sa.BigInteger, nullable=False)


def bump(name: str) -> None:
    """Make the number grow, in the caller's transaction: others see it together with the change itself."""
    model.Session.execute(
        sa.text(
            "INSERT INTO scdl_stamp (name, value) VALUES (:name, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = scdl_stamp.value + 1"
        ),
        {"name": name},
    )


def read(name: str) -> Optional[int]:
    """The number as committed; None while the tables are not there (before ``ckan db upgrade``).

    A connection of its own: it must answer, too, while a page of the caller's transaction has failed.
    """
    engine = model.meta.engine
    if engine is None:
        return None
    with engine.connect() as connection:
        if not _created.is_set():
            if connection.execute(sa.text("SELECT to_regclass('scdl_stamp')")).scalar() is None:
                return None
            _created.set()
        value = connection.execute(sa.text("SELECT value FROM scdl_stamp WHERE name = :name"), {"name": name}).scalar()
        return int(value or 0)
