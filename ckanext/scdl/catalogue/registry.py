"""All the standards of this installation: those on disk, read once a process, and those added at run time."""
from __future__ import annotations

import threading

from ckanext.scdl.added.merged import with_added
from ckanext.scdl.catalogue.shipped import Registry, default_folder

_registry: Registry | None = None
_registry_lock = threading.Lock()


def registry() -> Registry:
    """The standards of this installation: those on disk, read once a process, and those added at run time.

    :raises StandardError: when the catalogue itself is wrong
    """
    global _registry
    with _registry_lock:
        if _registry is None:
            _registry = Registry(default_folder())
        shipped = _registry
    return with_added(shipped)


def reset() -> None:
    """Forget what was read, so that the next call reads the disk again."""
    global _registry
    with _registry_lock:
        _registry = None
