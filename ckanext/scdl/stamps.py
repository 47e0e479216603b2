"""How fresh is what this process remembers of the database? One small question per request, at most one a second."""
from __future__ import annotations

import time

from flask import g, has_request_context

from ckanext.scdl.model import stamp

#: Outside a request (a worker, a command) the database is asked again after this long.
_SECONDS = 1.0

_asked: dict[str, tuple[float, int]] = {}


def current(name: str) -> int:
    """The stamp called ``name`` (see :mod:`ckanext.scdl.model.stamp`); 0 when nothing was ever changed.

    A request asks once: what it shows belongs together, and another process's change shows in the next request.
    """
    if has_request_context():
        known = g.setdefault("_scdl_stamps", {})
        if name not in known:
            known[name] = stamp.read(name) or 0
        return int(known[name])
    moment, value = _asked.get(name, (-_SECONDS, 0))
    if time.monotonic() - moment >= _SECONDS:
        value = stamp.read(name) or 0
        _asked[name] = (time.monotonic(), value)
    return value


def forget(name: str) -> None:
    """Ask the database again next time: this process has just changed something."""
    _asked.pop(name, None)
    if has_request_context():
        g.get("_scdl_stamps", {}).pop(name, None)
