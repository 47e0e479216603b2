"""Published files, each kept under the sha256 of its content, in CKAN's configured storage.

A file is there whole or not at all, and keeping it twice changes nothing.
"""
from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from ckanext.scdl.shared import storage

_SHA256 = re.compile(r"[0-9a-f]{64}")


def name(sha256: str, extension: str) -> str:
    """The name of a published file in the storage.

    :raises ValueError: when ``sha256`` is not one: no address is ever made of anything else
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a sha256")
    return f"scdl/publications/{sha256[:2]}/{sha256}.{extension}"


@contextlib.contextmanager
def opened(sha256: str, extension: str) -> Iterator[Path]:
    """A local path of a published file, for as long as the block lasts.

    :raises ckanext.scdl.shared.ScdlError: ``file-missing`` when it is not kept
    """
    with storage.kept(name(sha256, extension)) as path:
        yield path


def store(content: bytes, extension: str) -> tuple[str, int]:
    """Keep a file.

    :returns: sha256 and size in bytes
    :raises ckanext.scdl.shared.ScdlError: ``no-storage`` when CKAN has none
    """
    sha256 = hashlib.sha256(content).hexdigest()
    address = name(sha256, extension)
    if storage.size_of(address) != len(content):
        storage.keep(address, [content])
    return sha256, len(content)


def discard(sha256: str, extension: str) -> None:
    """Remove a file that no kept publication names any more."""
    storage.forget([name(sha256, extension)])
