"""Typed access to the plugin's settings, declared in ``config_declaration.yaml``."""
from __future__ import annotations

from typing import Literal

import ckan.plugins.toolkit as tk
from ckan.exceptions import CkanConfigurationException

_PREFIX = "scdl.validation."

Mode = Literal["warn", "block"]


def _int(key: str) -> int:
    return int(tk.config[_PREFIX + key])


def _bool(key: str) -> bool:
    return tk.asbool(tk.config[_PREFIX + key])


def take_up_communes(path: str | None) -> None:
    """Add the operator's communes to the list of the engine.

    Raises:
        CkanConfigurationException: the file is missing, or is no list of communes.
    """
    if not path:
        return
    from .engine.checks import communes

    try:
        communes.add(path)
    except ValueError as error:
        raise CkanConfigurationException(f"{_PREFIX}communes: {error}") from error


def mode() -> Mode:
    """What the portal does with a file that does not follow its standard."""
    return "block" if tk.config[_PREFIX + "mode"] == "block" else "warn"


def public() -> bool:
    """Whether strangers may check files."""
    return _bool("public")


def per_hour(logged_in: bool) -> int:
    """Checks allowed in an hour to one account, or to one address."""
    return _int("user_per_hour" if logged_in else "anonymous_per_hour")


def max_bytes(logged_in: bool = True) -> int:
    """Largest file that is checked, in bytes."""
    return _int("max_bytes" if logged_in else "anonymous_max_bytes")


def inline_bytes() -> int:
    """Size in bytes up to which a file is checked while its sender waits."""
    return _int("inline_bytes")


def inline_seconds() -> int:
    """Longest check, in seconds, while somebody waits."""
    return _int("inline_seconds")


def job_seconds() -> int:
    """Longest check, in seconds, in a background job."""
    return _int("job_seconds")


def max_rows() -> int:
    """Largest number of rows of a file that is checked."""
    return _int("max_rows")


def listed_errors() -> int:
    """How many errors (and repairs) a stored report lists."""
    return _int("listed_errors")


def anonymous_hours() -> int:
    """Hours after which a stranger's report is forgotten."""
    return _int("anonymous_hours")


def file_days() -> int:
    """Days after which the file behind an account's report is forgotten."""
    return _int("file_days")


def reports_kept() -> int:
    """Past reports kept for one resource."""
    return _int("reports_kept")


def remote_seconds() -> int:
    """Longest fetch of a remote file or schema, in seconds."""
    return _int("remote_seconds")


def remote_max_bytes() -> int:
    """Largest remote file that is fetched, in bytes."""
    return _int("remote_max_bytes")


def recognise() -> bool:
    """Whether a table's standard is looked for in its header."""
    return _bool("recognise")


def queue() -> str:
    """Queue of the background jobs."""
    return tk.config[_PREFIX + "queue"]
