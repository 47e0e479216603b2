"""Descriptors and catalogues of schemas at an address, or in a file of this machine (commands only)."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional
from urllib.parse import urljoin, urlsplit

from ckanext.scdl.added.descriptor import MAX_BYTES
from ckanext.scdl.errors import StandardError
from ckanext.scdl.net import guarded_get

#: Bytes of a catalogue; the national one has about 500,000.
MAX_CATALOGUE_BYTES = 10_000_000
_SECONDS = 20.0
_MAX_ENTRIES = 2_000


@dataclass(frozen=True)
class Entry:
    """One Table Schema of a catalogue, at its latest version.

    :ivar url: absolute, or relative to the catalogue's own place
    """

    name: str
    title: str
    description: str
    version: str
    url: str


def fetch_descriptor(url: str) -> bytes:
    """The bytes of a descriptor.

    :raises FetchError: when the address is refused or does not answer
    """
    return guarded_get(url, MAX_BYTES, _SECONDS).content


def fetch_catalogue(url: str) -> list[Entry]:
    """The Table Schemas of a remote catalogue, with absolute addresses.

    :raises FetchError: when the address is refused or does not answer
    :raises StandardError: when it is not a catalogue of schemas
    """
    fetched = guarded_get(url, MAX_CATALOGUE_BYTES, _SECONDS)
    return [
        Entry(entry.name, entry.title, entry.description, entry.version, urljoin(fetched.url, entry.url))
        for entry in read_catalogue(fetched.content)
    ]


def read_catalogue(content: bytes) -> list[Entry]:
    """The Table Schemas of a catalogue in the format of schema.data.gouv.fr (``schemas.json``).

    Each schema has ``name``, ``title``, ``description``, ``schema_type`` and ``versions`` (``version_name``,
    ``schema_url``), the latest last, or ``schema_url`` alone. Other kinds of schemas are left out.

    :raises StandardError: when it is not such a catalogue
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise StandardError("catalogue-not-json", "Ce catalogue n'est pas du JSON lisible, en UTF-8.") from error
    schemas = data.get("schemas") if isinstance(data, dict) else None
    if not isinstance(schemas, list):
        raise StandardError(
            "catalogue-wrong", "Ce fichier n'est pas un catalogue de schémas : on y attend une liste « schemas », "
            "comme dans schemas.json de schema.data.gouv.fr.")
    entries = [_entry(item) for item in schemas[:_MAX_ENTRIES] if isinstance(item, dict)]
    return [entry for entry in entries if entry is not None]


def _entry(item: dict[str, Any]) -> Optional[Entry]:
    if item.get("schema_type", "tableschema") != "tableschema":
        return None
    versions = [found for found in item.get("versions") or () if isinstance(found, dict) and found.get("schema_url")]
    latest = versions[-1] if versions else {}
    # "latest" of the catalogue points at a moving address: the version's own is the one to keep.
    url = str(latest.get("schema_url") or item.get("schema_url") or "")
    name = str(item.get("name") or "")
    if not url or not name:
        return None
    version = str(latest.get("version_name") or "").removeprefix("v")
    return Entry(name, str(item.get("title") or name), str(item.get("description") or ""), version, url)


def read_beside(catalogue: Path, url: str) -> bytes:
    """The bytes of an entry of a local catalogue: fetched, or read beside it.

    :raises StandardError: when the file lies outside the catalogue's folder or cannot be read
    :raises FetchError: when the address is refused or does not answer
    """
    if urlsplit(url).scheme in ("http", "https"):
        return fetch_descriptor(url)
    folder = catalogue.resolve().parent
    path = (folder / url).resolve()
    if not path.is_relative_to(folder):
        raise StandardError("catalogue-outside", f"{url} sort du dossier du catalogue : rien n'est lu ailleurs.")
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise StandardError("catalogue-unreadable", f"{url} ne peut pas être lu : {error.strerror}.") from error
