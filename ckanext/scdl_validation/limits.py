"""How often one person, or one address, may have a file checked."""
from __future__ import annotations

import time

import ckan.plugins.toolkit as tk
import redis
from ckan.lib.redis import connect_to_redis

from ckanext.scdl.shared import ScdlError

from . import config

_HOUR = 3600


class TooMany(ScdlError):
    """The hour's share is used up."""


def _refused(minutes: int) -> TooMany:
    return TooMany(
        "too-many-checks",
        tk.ungettext(
            "Too many files were checked from here in the last hour. Try again in one minute.",
            "Too many files were checked from here in the last hour. Try again in {minutes} minutes.",
            minutes,
        ).format(minutes=minutes),
    )


def seconds_left() -> int:
    """Seconds until checks are counted anew."""
    return _HOUR - int(time.time()) % _HOUR


def count_check(user: str, address: str) -> None:
    """Count a check, and refuse it once the hour's share is used up.

    Args:
        user: name of the account; empty for a stranger, who is counted by ``address``.
        address: network address the request comes from.

    Raises:
        TooMany: with the minutes to wait. Also when Redis does not answer and nobody is logged in:
            without a counter, strangers could keep the portal busy.
    """
    window = int(time.time()) // _HOUR
    limit = config.per_hour(bool(user))
    key = f"ckan:{tk.config['ckan.site_id']}:scdl_validation:{'u' if user else 'a'}:{user or address}:{window}"
    try:
        connection = connect_to_redis()
        pipeline = connection.pipeline()
        pipeline.incr(key)
        pipeline.expire(key, _HOUR)
        used = pipeline.execute()[0]
    except redis.RedisError as error:
        if user:
            return
        raise TooMany(
            "no-counter", tk._("Files cannot be checked without an account for the moment. Try again later.")
        ) from error
    if used > limit:
        raise _refused(-(-seconds_left() // 60))
