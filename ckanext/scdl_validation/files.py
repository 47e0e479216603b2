"""Where bytes are read from and kept: the one module that knows how CKAN stores files.

CKAN 2.11 keeps uploads on a disk. CKAN 2.12 does too unless a storage is configured for resources
(memory, object store…), and then nothing has a path. Everything here gives back a local path for as
long as a ``with`` block lasts, whatever the storage.
"""
from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import ckan.plugins.toolkit as tk
from ckan.lib import uploader
from ckan.plugins import PluginImplementations

from ckanext.scdl.shared import FetchError, ScdlError, guarded_get

from . import config
from .interfaces import IScdlValidation

_CHUNK = 1 << 20
_FOLDER = "scdl_validation"
_RESOURCE_STORAGE = "ckan.files.default_storages.resource"


class FileMissing(ScdlError):
    """The bytes are not there any more, or never were."""


class FileTooLarge(ScdlError):
    """There are more bytes than may be read."""


def _missing() -> FileMissing:
    return FileMissing("file-missing", tk._("This file is no longer kept on the portal: send it again."))


def too_large(limit: int) -> FileTooLarge:
    """The refusal of a file of more than ``limit`` bytes."""
    size = f"{max(limit, 1) / 1_000_000:.1f}".rstrip("0").rstrip(".").replace(".", ",")
    return FileTooLarge(
        "file-too-large",
        tk._("This file is too large: up to {size} MB are accepted. Cut it into several files.").format(size=size),
    )


def _copy(chunks: Iterable[bytes], target: IO[bytes], limit: int) -> int:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        target.write(chunk)
    target.flush()
    return size


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


@contextlib.contextmanager
def spooled(chunks: Iterable[bytes], limit: int) -> Iterator[Path]:
    """Write ``chunks`` to a temporary file and give its path.

    Raises:
        FileTooLarge: there are more than ``limit`` bytes.
    """
    with tempfile.NamedTemporaryFile(prefix="scdl-", delete=True) as target:
        _copy(chunks, target, limit)
        yield Path(target.name)


@contextlib.contextmanager
def uploaded(upload: Any, limit: int) -> Iterator[Path]:
    """The path of what a form or the API sent.

    Args:
        upload: a Werkzeug ``FileStorage``, a binary stream or bytes; left at its start.
        limit: greatest number of bytes.

    Raises:
        FileTooLarge: there are more.
    """
    if isinstance(upload, bytes):
        with spooled([upload], limit) as path:
            yield path
        return
    stream = getattr(upload, "stream", upload)
    stream.seek(0)
    try:
        with spooled(_blocks(stream), limit) as path:
            yield path
    finally:
        if not stream.closed:
            stream.seek(0)


@contextlib.contextmanager
def fetched(url: str, limit: int) -> Iterator[Path]:
    """The path of a copy of what is at ``url``, through the guarded HTTP module.

    Raises:
        FetchError: the address is refused or does not answer.
    """
    # the whole answer is held in memory while it arrives
    answer = guarded_get(url, max_bytes=min(limit, config.remote_max_bytes()), timeout=config.remote_seconds())
    with spooled([answer.content], limit) as path:
        yield path


def _storage() -> Any | None:
    """The storage of resources on CKAN 2.12, or None where files are on the disk."""
    name = tk.config.get(_RESOURCE_STORAGE)
    if not name:
        return None
    from ckan.lib import files

    try:
        return files.get_storage(name)
    except files.exc.UnknownStorageError:
        return None


@contextlib.contextmanager
def _from_storage(storage: Any, location: Any, limit: int) -> Iterator[Path]:
    from ckan.lib import files

    data = files.FileData(files.Location(location))
    try:
        chunks = storage.stream(data)
        with spooled(chunks, limit) as path:
            yield path
    except files.exc.MissingFileError as error:
        raise _missing() from error


@contextlib.contextmanager
def resource_file(resource: dict[str, Any], limit: int) -> Iterator[Path]:
    """The path of a resource's current bytes: an upload where it is stored, a link where it leads.

    Args:
        resource: as ``resource_show`` gives it.
        limit: greatest number of bytes read.

    Raises:
        FileMissing: the upload is not in the storage, or the resource has no address.
        FileTooLarge: it is larger than ``limit``.
        FetchError: the link is refused or does not answer.
    """
    for plugin in PluginImplementations(IScdlValidation):
        given = plugin.resource_bytes(resource)
        if given is not None:
            with given as path:
                yield path
            return
    if resource.get("url_type") == "upload":
        uploads = uploader.get_resource_uploader(dict(resource))
        location = uploads.get_path(resource["id"])
        storage = getattr(uploads, "storage", None)
        if storage is not None:
            with _from_storage(storage, location, limit) as path:
                yield path
            return
        path = Path(location)
        if not path.is_file():
            raise _missing()
        if path.stat().st_size > limit:
            raise too_large(limit)
        yield path
        return
    if not str(resource.get("url") or "").startswith(("http://", "https://")):
        raise FetchError("no-address", tk._("This resource has no file and no web address: there is nothing to check."))
    with fetched(resource["url"], limit) as path:
        yield path


def resource_size(resource: dict[str, Any]) -> int | None:
    """Bytes of an uploaded resource, or None when that is not known without reading it."""
    if resource.get("url_type") != "upload":
        return None
    uploads = uploader.get_resource_uploader(dict(resource))
    location = uploads.get_path(resource["id"])
    storage = getattr(uploads, "storage", None)
    if storage is not None:
        from ckan.lib import files

        try:
            return storage.size(files.Location(location))
        except (files.exc.MissingFileError, files.exc.UnsupportedOperationError):
            return None
    return os.path.getsize(location) if os.path.isfile(location) else None


def _relative(report_id: str, name: str) -> str:
    # report ids are made by us, but they come back in addresses
    if not report_id.replace("-", "").isalnum() or "/" in name or name.startswith("."):
        raise _missing()
    return f"{_FOLDER}/{report_id[:3]}/{report_id}/{name}"


def _disk(report_id: str, name: str) -> Path:
    root = uploader.get_storage_path()
    if not root:
        raise ScdlError(
            "no-storage",
            tk._("This portal has no place to keep files (setting ckan.storage_path): tell its operator."),
        )
    return Path(root) / _relative(report_id, name)


def keep(report_id: str, name: str, source: Path) -> None:
    """Keep a copy of ``source`` under a report.

    Raises:
        ScdlError: the portal has no storage.
    """
    storage = _storage()
    if storage is None:
        target = _disk(report_id, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{name}~")
        shutil.copyfile(source, partial)
        partial.replace(target)
        return
    from ckan.lib import files

    location = storage.prepare_location(_relative(report_id, name))
    with contextlib.suppress(files.exc.MissingFileError):
        storage.remove(files.FileData(location))
    with source.open("rb") as stream:
        storage.upload(location, files.make_upload(stream))


@contextlib.contextmanager
def kept(report_id: str, name: str, limit: int | None = None) -> Iterator[Path]:
    """The path of what :func:`keep` kept.

    Raises:
        FileMissing: it is not there (any more).
    """
    storage = _storage()
    if storage is None:
        path = _disk(report_id, name)
        if not path.is_file():
            raise _missing()
        yield path
        return
    location = storage.prepare_location(_relative(report_id, name))
    with _from_storage(storage, location, limit or (1 << 40)) as path:
        yield path


def forget(report_id: str, names: Iterable[str]) -> None:
    """Remove what was kept under a report; what is not there is no matter."""
    storage = _storage()
    for name in names:
        if storage is None:
            with contextlib.suppress(FileNotFoundError):
                _disk(report_id, name).unlink()
            continue
        from ckan.lib import files

        location = storage.prepare_location(_relative(report_id, name))
        with contextlib.suppress(files.exc.MissingFileError):
            storage.remove(files.FileData(location))
    if storage is None:
        with contextlib.suppress(OSError):
            _disk(report_id, "x").parent.rmdir()
