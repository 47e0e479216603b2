"""Files that the suite keeps: on the disk of CKAN 2.11, in the storage that CKAN 2.12 is configured with.

A storage of CKAN 2.12 may be an object store, in which nothing has a path. What is kept is therefore named by a
relative address, and given back as a local path for as long as a ``with`` block lasts, whatever the storage.
"""
from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import ckan.plugins.toolkit as tk
from ckan.lib import uploader

from .errors import ScdlError

_CHUNK = 1 << 20
_RESOURCE_STORAGE = "ckan.files.default_storages.resource"
# Names are made by us of ids and fingerprints, but ids come back in addresses.
_NAME = re.compile(r"[a-z][a-z_]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)+")


class FileMissing(ScdlError):
    """The bytes are not there any more, or never were."""


class FileTooLarge(ScdlError):
    """There are more bytes than may be read."""


def missing() -> FileMissing:
    """The error of a file that is not kept."""
    return FileMissing("file-missing", tk._("This file is no longer kept on the portal: send it again."))


def too_large(limit: int) -> FileTooLarge:
    """The refusal of a file of more than ``limit`` bytes."""
    size = f"{max(limit, 1) / 1_000_000:.1f}".rstrip("0").rstrip(".").replace(".", ",")
    return FileTooLarge(
        "file-too-large",
        tk._("This file is too large: up to {size} MB are accepted. Cut it into several files.").format(size=size),
    )


def blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """What is left of a binary stream, a bounded piece at a time."""
    while chunk := stream.read(_CHUNK):
        yield chunk


@contextlib.contextmanager
def spooled(chunks: Iterable[bytes], limit: int | None = None) -> Iterator[Path]:
    """Write ``chunks`` to a temporary file and give its path.

    Raises:
        FileTooLarge: there are more than ``limit`` bytes.
    """
    size = 0
    with tempfile.NamedTemporaryFile(prefix="scdl-", delete=True) as target:
        for chunk in chunks:
            size += len(chunk)
            if limit is not None and size > limit:
                raise too_large(limit)
            target.write(chunk)
        target.flush()
        yield Path(target.name)


def keep(name: str, chunks: Iterable[bytes]) -> None:
    """Keep ``chunks`` under ``name``, in place of what was there.

    On a disk the file is written beside its place and renamed into it: it is there whole or not at all.

    Args:
        name: relative address, ``folder/part/file``.
        chunks: the content.

    Raises:
        ScdlError: the portal has no storage.
    """
    storage = configured()
    if storage is None:
        _keep_on_disk(_disk(name), chunks)
        return
    from ckan.lib import files

    location = storage.prepare_location(_checked(name))
    with contextlib.suppress(files.exc.MissingFileError):
        storage.remove(files.FileData(location))
    with spooled(chunks) as path, path.open("rb") as stream:
        storage.upload(location, files.make_upload(stream))


@contextlib.contextmanager
def kept(name: str, limit: int | None = None) -> Iterator[Path]:
    """The path of what :func:`keep` kept.

    Args:
        name: relative address.
        limit: greatest number of bytes read from a storage without paths.

    Raises:
        FileMissing: it is not there (any more).
        FileTooLarge: it is larger than ``limit``.
    """
    storage = configured()
    if storage is None:
        path = _disk(name)
        if not path.is_file():
            raise missing()
        yield path
        return
    with from_storage(storage, storage.prepare_location(_checked(name)), limit) as path:
        yield path


@contextlib.contextmanager
def from_storage(storage: Any, location: Any, limit: int | None = None) -> Iterator[Path]:
    """The path of a copy of a file of a storage of CKAN 2.12.

    Raises:
        FileMissing: it is not there.
        FileTooLarge: it is larger than ``limit``.
    """
    from ckan.lib import files

    data = files.FileData(files.Location(location))
    try:
        with spooled(storage.stream(data), limit) as path:
            yield path
    except files.exc.MissingFileError as error:
        raise missing() from error


def size_of(name: str) -> int | None:
    """Bytes of what is kept under ``name``; None when it is not there, or the storage cannot say."""
    storage = configured()
    if storage is None:
        try:
            return _disk(name).stat().st_size
        except FileNotFoundError:
            return None
    from ckan.lib import files

    try:
        return int(storage.size(storage.prepare_location(_checked(name))))
    except (files.exc.MissingFileError, files.exc.UnsupportedOperationError):
        return None


def forget(names: Iterable[str]) -> None:
    """Remove what was kept under ``names``; what is not there is no matter."""
    storage = configured()
    for name in names:
        if storage is None:
            path = _disk(name)
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
            with contextlib.suppress(OSError):
                path.parent.rmdir()
            continue
        from ckan.lib import files

        with contextlib.suppress(files.exc.MissingFileError):
            storage.remove(files.FileData(storage.prepare_location(_checked(name))))


def configured() -> Any | None:
    """The storage that CKAN 2.12 keeps resources in; None where files are on the disk."""
    name = tk.config.get(_RESOURCE_STORAGE)
    if not name:
        return None
    from ckan.lib import files

    try:
        return files.get_storage(name)
    except files.exc.UnknownStorageError:
        return None


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or ".." in name:
        raise missing()
    return name


def _disk(name: str) -> Path:
    root = uploader.get_storage_path()
    if not root:
        raise ScdlError(
            "no-storage",
            tk._("This portal has no place to keep files (setting ckan.storage_path): tell its operator."),
        )
    return Path(root) / _checked(name)


def _keep_on_disk(target: Path, chunks: Iterable[bytes]) -> None:
    handle, temporary = _beside(target)
    try:
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _beside(target: Path) -> tuple[int, str]:
    """An open file beside ``target``."""
    for _attempt in range(3):
        target.parent.mkdir(parents=True, exist_ok=True)
        # another process may take an empty folder away between the two
        with contextlib.suppress(FileNotFoundError):
            return tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    raise ScdlError("no-storage", tk._("This portal cannot keep files at the moment: try again, or tell its operator."))
