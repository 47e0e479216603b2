"""What all tables share: identifiers and times."""
from __future__ import annotations

import datetime
import uuid


def make_id() -> str:
    """A new random identifier."""
    return str(uuid.uuid4())


def now() -> datetime.datetime:
    """The present moment in UTC, without time zone, as CKAN keeps all its times."""
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
