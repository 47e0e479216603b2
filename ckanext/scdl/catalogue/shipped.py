"""The standards that come with the suite: in the checkout, or in the wheel's package data."""
from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from ckanext.scdl import config
from ckanext.scdl.catalogue.loading import CATALOG_FILE, load_standard, parse_yaml, read_bytes
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.errors import StandardError

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent.parent / "schemas"
_WHEEL = _PACKAGE / "standards"


def default_folder() -> Path:
    """Where the standards are: the operator's folder, else the checkout's ``schemas/``, else the package's.

    :raises StandardError: when the installation has none
    """
    own = config.schemas_folder()
    for folder in (Path(own),) if own else (_CHECKOUT, _WHEEL):
        if (folder / CATALOG_FILE).is_file():
            return folder
    missing = Path(own or _WHEEL) / CATALOG_FILE
    raise StandardError("catalogue-missing", f"Le catalogue des standards est introuvable ({missing}).")


class Registry:
    """All the standards of one folder, checked when it is read.

    :param folder: holds ``catalog.yaml`` and ``<owner>/<slug>/<version>/`` folders
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._entries: dict[str, dict[str, Any]] = {}
        self._standards: dict[tuple[str, str], Standard] = {}
        self._lock = threading.Lock()
        for entry in self._read_catalog():
            self._entries[entry["name"]] = entry

    def _read_catalog(self) -> list[dict[str, Any]]:
        data = parse_yaml(read_bytes(self.folder / CATALOG_FILE), "catalog.yaml")
        entries = data.get("standards") if isinstance(data, dict) else data
        if not isinstance(entries, list):
            raise StandardError("catalogue-wrong", "catalog.yaml devrait contenir une liste de standards.")
        checked = []
        for entry in entries:
            if not isinstance(entry, dict) or not {"name", "slug", "current", "versions"} <= set(entry):
                raise StandardError(
                    "catalogue-wrong", f"catalog.yaml : chaque standard a name, slug, current et versions ({entry!r}).")
            versions = [str(item.get("version")) for item in entry["versions"]]
            if str(entry["current"]) not in versions:
                raise StandardError(
                    "catalogue-wrong", f"catalog.yaml : la version en cours de {entry['name']} n'est pas décrite.")
            checked.append({**entry, "name": str(entry["name"]), "current": str(entry["current"])})
        return checked

    def names(self) -> list[str]:
        """Catalogue names, in the order of ``catalog.yaml``."""
        return list(self._entries)

    def resolve(self, name_or_slug: str) -> str | None:
        """The catalogue name that ``scdl/deliberations`` or ``deliberations`` designates."""
        if name_or_slug in self._entries:
            return name_or_slug
        for name, entry in self._entries.items():
            if entry["slug"] == name_or_slug:
                return name
        return None

    def slug(self, name: str) -> str:
        """The short name of a standard."""
        return str(self._entries[name]["slug"])

    def slugs(self) -> set[str]:
        """All the short names in use."""
        return {str(entry["slug"]) for entry in self._entries.values()}

    def is_added(self, name: str, version: str) -> bool:
        """Was this version added at run time?"""
        return False

    def is_retired(self, name: str, version: str) -> bool:
        """Is this version retired?"""
        return False

    def revision(self, name: str, version: str) -> int:
        """The revision of an added version's overlay; 0 for a shipped one."""
        return 0

    def versions(self, name: str) -> list[str]:
        """Versions of a standard, the current one first, then the newest first."""
        entry = self._entries[name]
        others = [str(item["version"]) for item in entry["versions"] if str(item["version"]) != entry["current"]]
        return [entry["current"], *sorted(others, key=version_order, reverse=True)]

    def get(self, name_or_slug: str, version: str | None = None) -> Standard | None:
        """A standard, at its current version unless told otherwise; None when there is none.

        :raises StandardError: when its files are altered or wrong
        """
        name = self.resolve(name_or_slug)
        if name is None:
            return None
        entry = self._entries[name]
        wanted = str(version or entry["current"]).removeprefix("v")
        item = next((item for item in entry["versions"] if str(item["version"]) == wanted), None)
        if item is None:
            return None
        with self._lock:
            if (name, wanted) not in self._standards:
                self._standards[name, wanted] = load_standard(self.folder_of(name, wanted), entry, item)
            return self._standards[name, wanted]

    def folder_of(self, name: str, version: str) -> Path:
        """The folder that holds a version's files."""
        owner = name.split("/", 1)[0]
        return self.folder / owner / str(self._entries[name]["slug"]) / version

    def by_url(self, url: str) -> Standard | None:
        """The standard whose official address is ``url``, byte for byte."""
        for name, entry in self._entries.items():
            for item in entry["versions"]:
                if item.get("url") == url:
                    return self.get(name, str(item["version"]))
        return None


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """A sort key that puts 2.10.0 after 2.9.0."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in version.split("."))
