"""Where the bytes to check come from, and what reports keep. How CKAN stores files is ``storage``'s business."""
from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ckan.lib import uploader
from ckan.plugins import PluginImplementations
from ckan.plugins import toolkit as tk

from ckanext.scdl.shared import FetchError, ScdlError, guarded_get, storage

from . import config
from .interfaces import IScdlValidation

if TYPE_CHECKING:
    from .model import ValidationReport

_FOLDER = "scdl_validation"
#: name under which a report keeps the file that was checked
SOURCE = "source"

FileMissing = storage.FileMissing
FileTooLarge = storage.FileTooLarge


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
        with storage.spooled([upload], limit) as path:
            yield path
        return
    stream = getattr(upload, "stream", upload)
    stream.seek(0)
    try:
        with storage.spooled(storage.blocks(stream), limit) as path:
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
    with storage.spooled([answer.content], limit) as path:
        yield path


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
        store = getattr(uploads, "storage", None)
        if store is not None:
            with storage.from_storage(store, location, limit) as path:
                yield path
            return
        path = Path(location)
        if not path.is_file():
            raise storage.missing()
        if path.stat().st_size > limit:
            raise storage.too_large(limit)
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
    store = getattr(uploads, "storage", None)
    if store is not None:
        from ckan.lib import files

        try:
            return store.size(files.Location(location))
        except (files.exc.MissingFileError, files.exc.UnsupportedOperationError):
            return None
    return os.path.getsize(location) if os.path.isfile(location) else None


def _relative(report_id: str, name: str) -> str:
    # report ids are made by us, but they come back in addresses
    if not report_id.replace("-", "").isalnum() or "/" in name or name.startswith("."):
        raise storage.missing()
    return f"{_FOLDER}/{report_id[:3]}/{report_id}/{name}"


def keep(report_id: str, name: str, source: Path) -> None:
    """Keep a copy of ``source`` under a report.

    Raises:
        ScdlError: the portal has no storage.
    """
    with source.open("rb") as stream:
        storage.keep(_relative(report_id, name), storage.blocks(stream))


@contextlib.contextmanager
def kept(report_id: str, name: str, limit: int | None = None) -> Iterator[Path]:
    """The path of what :func:`keep` kept.

    Raises:
        FileMissing: it is not there (any more).
    """
    with storage.kept(_relative(report_id, name), limit) as path:
        yield path


def forget(report_id: str, names: Iterable[str]) -> None:
    """Remove what was kept under a report; what is not there is no matter."""
    storage.forget(_relative(report_id, name) for name in names)


def resource_of(report: ValidationReport) -> dict[str, Any]:
    """The resource of a report, if it is still there and its asker may still read it.

    Raises:
        ScdlError: it is gone, or the right is.
    """
    gone = ScdlError("resource-gone", tk._("This resource does not exist any more, or may no longer be read."))
    try:
        resource = tk.get_action("resource_show")({"ignore_auth": True}, {"id": report.resource_id})
        if report.user_id:
            user = tk.get_action("user_show")({"ignore_auth": True}, {"id": report.user_id})
            tk.check_access("resource_show", {"user": user["name"]}, {"id": report.resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized) as error:
        raise gone from error
    return resource
