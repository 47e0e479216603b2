"""Published files, each kept under the sha256 of its content.

A file is written beside its final place and renamed into it: it is there
whole or not at all, and writing it twice changes nothing.
"""
from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import ScdlError

_SHA256 = re.compile(r"[0-9a-f]{64}")


def folder() -> Path:
    """Where published files live, under CKAN's own storage.

    :raises ckanext.scdl.shared.ScdlError: ``no-storage`` when CKAN has none
    """
    storage = tk.config.get("ckan.storage_path")
    if not storage:
        raise ScdlError("no-storage", tk._("Set ckan.storage_path: published files are kept there."))
    return Path(storage) / "scdl" / "publications"


def path(sha256: str, extension: str) -> Path:
    """The place of a published file.

    :raises ValueError: when ``sha256`` is not one: no path is ever made of anything else
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a sha256")
    return folder() / sha256[:2] / f"{sha256}.{extension}"


def store(content: bytes, extension: str) -> tuple[str, int]:
    """Keep a file.

    :returns: sha256 and size in bytes
    """
    sha256 = hashlib.sha256(content).hexdigest()
    target = path(sha256, extension)
    if target.exists() and target.stat().st_size == len(content):
        return sha256, len(content)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    return sha256, len(content)


def discard(sha256: str, extension: str) -> None:
    """Remove a file that no kept publication names any more."""
    path(sha256, extension).unlink(missing_ok=True)
