"""The standards on disk and those added at run time, as one registry."""
from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Optional

from ckanext.scdl import stamps
from ckanext.scdl.catalogue.loading import build_standard, parse_json, sha256
from ckanext.scdl.catalogue.shipped import Registry, version_order
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.errors import StandardError
from ckanext.scdl.model import added_standard, stamp

log = logging.getLogger(__name__)


class MergedRegistry(Registry):
    """What :class:`Registry` answers, over two sources.

    A version added to a standard that is shipped becomes the current one when it is newer. Retired versions are found by
    name and version (registers that follow them still open) and listed last; a standard all of whose versions are
    retired is no longer listed.

    :param shipped: the standards on disk; what it has loaded is used again
    :param added: rows as :func:`ckanext.scdl.model.added_standard.everything` answers them
    :param retired: (name, version) of what is retired
    """

    def __init__(self, shipped: Registry, added: Iterable[dict[str, Any]], retired: set[tuple[str, str]]) -> None:
        self.folder = shipped.folder
        self._shipped = shipped
        self._retired = retired
        self._rows: dict[tuple[str, str], dict[str, Any]] = {}
        self._built: dict[tuple[str, str], Standard] = {}
        self._slugs = {shipped.slug(name): name for name in shipped.names()}
        self._versions = {name: shipped.versions(name) for name in shipped.names()}
        for row in added:
            if not _intact(row):
                log.error("Standard %s %s is left out: its descriptor is not the one that was added (sha256).",
                          row["name"], row["version"])
                continue
            self._rows[row["name"], row["version"]] = row
            self._slugs.setdefault(row["slug"], row["name"])
            self._versions.setdefault(row["name"], []).append(row["version"])
        self._versions = {name: self._ordered(name, versions) for name, versions in self._versions.items()}

    def _ordered(self, name: str, versions: list[str]) -> list[str]:
        """The current version, the other living ones, the retired ones; each part newest first."""
        shipped_current = versions[0] if (name, versions[0]) not in self._rows else None
        living = sorted((v for v in versions if (name, v) not in self._retired), key=version_order, reverse=True)
        gone = sorted((v for v in versions if (name, v) in self._retired), key=version_order, reverse=True)
        current = living[0] if living else None
        if shipped_current in living and not (
                (name, current) in self._rows and version_order(str(current)) > version_order(str(shipped_current))):
            # catalog.yaml says which of the shipped ones is current
            current = shipped_current
        return [*([current] if current else []), *(v for v in living if v != current), *gone]

    def names(self) -> list[str]:
        """Standards with a living version: the shipped ones first, then in the order in which they were added."""
        return [name for name, versions in self._versions.items() if (name, versions[0]) not in self._retired]

    def slug(self, name: str) -> str:
        """The short name of a standard."""
        return next(slug for slug, known in self._slugs.items() if known == name)

    def slugs(self) -> set[str]:
        """All the short names in use."""
        return set(self._slugs)

    def resolve(self, name_or_slug: str) -> Optional[str]:
        """The catalogue name that a name or a short name designates."""
        return name_or_slug if name_or_slug in self._versions else self._slugs.get(name_or_slug)

    def versions(self, name: str) -> list[str]:
        """Versions of a standard: the current one, the other living ones, the retired ones."""
        return list(self._versions[name])

    def is_added(self, name: str, version: str) -> bool:
        """Was this version added at run time?"""
        return (name, version) in self._rows

    def is_retired(self, name: str, version: str) -> bool:
        """Is this version retired?"""
        return (name, version) in self._retired

    def revision(self, name: str, version: str) -> int:
        """The revision of an added version's overlay; 0 for a shipped one."""
        row = self._rows.get((name, version))
        return int(row["revision"]) if row else 0

    def get(self, name_or_slug: str, version: Optional[str] = None) -> Optional[Standard]:
        """A standard, at its current version unless told otherwise; None when there is none.

        :raises StandardError: when its files are altered or wrong
        """
        name = self.resolve(name_or_slug)
        if name is None:
            return None
        wanted = str(version or self._versions[name][0]).removeprefix("v")
        row = self._rows.get((name, wanted))
        if row is None:
            return self._shipped.get(name, wanted) if self._shipped.resolve(name) == name else None
        if (name, wanted) not in self._built:
            self._built[name, wanted] = standard_of_row(row)
        return self._built[name, wanted]

    def folder_of(self, name: str, version: str) -> Path:
        """Where a version is: for an added one a name to show, no folder of the disk."""
        if self.is_added(name, version):
            return Path(name) / version
        return self._shipped.folder_of(name, version)

    def by_url(self, url: str) -> Optional[Standard]:
        """The standard whose official address is ``url``, byte for byte."""
        found = self._shipped.by_url(url)
        if found is not None:
            return found
        for (name, version), row in self._rows.items():
            if row["url"] == url:
                return self.get(name, version)
        return None


def _intact(row: dict[str, Any]) -> bool:
    return sha256(row["content"].encode("utf-8")) == row["sha256"]


def standard_of_row(row: dict[str, Any]) -> Standard:
    """The standard that a row of the database holds.

    :raises StandardError: when its overlay contradicts its descriptor
    """
    descriptor = parse_json(row["content"].encode("utf-8"), f"Le schéma {row['name']} {row['version']}")
    overlay = row["overlay"] if isinstance(row["overlay"], dict) else json.loads(row["overlay"])
    try:
        return build_standard(
            name=row["name"], version=row["version"], url=row["url"], slug=row["slug"], descriptor=descriptor, overlay=overlay)
    except (TypeError, AttributeError, KeyError) as error:
        raise StandardError("overlay-wrong", f"La surcouche de {row['name']} {row['version']} est illisible : {error}.") from error


_latest: Optional[tuple[Registry, int, Registry]] = None
_lock = threading.Lock()


def with_added(shipped: Registry) -> Registry:
    """``shipped`` with what was added and retired, as of the database's stamp; itself while nothing was."""
    global _latest
    moment = stamps.current(stamp.STANDARDS)
    if not moment:
        return shipped
    with _lock:
        if _latest is None or _latest[0] is not shipped or _latest[1] != moment:
            _latest = (shipped, moment, MergedRegistry(shipped, *added_standard.everything()))
        return _latest[2]
