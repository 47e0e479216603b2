"""By which name, short name and version a new descriptor is known, when nobody says."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

#: Where the national catalogue keeps its schemas: /schemas/<owner>/<name>/<version>/schema.json.
_CATALOGUE_PATH = re.compile(r"/schemas/([^/]+)/([^/]+)/v?([^/]+)/[^/]+\.json$")

#: Owner of a standard that comes from nowhere known.
LOCAL = "local"


def proposed_names(descriptor: Mapping[str, Any], url: str = "") -> tuple[str, str]:
    """(name, version) of a descriptor: from its address in the national catalogue, else from what it says itself."""
    found = _CATALOGUE_PATH.search(urlsplit(url).path)
    if found:
        return f"{found.group(1)}/{found.group(2)}", found.group(3)
    own = str(descriptor.get("name") or descriptor.get("title") or "standard")
    owner, slash, short = own.partition("/")
    name = f"{plain(owner)}/{plain(short)}" if slash and plain(owner) and plain(short) else f"{LOCAL}/{plain(own) or 'standard'}"
    version = re.sub(r"[^0-9A-Za-z.+-]", "", str(descriptor.get("version") or "")).removeprefix("v").lstrip(".+-")
    return name, version[:30] or "1.0.0"


def proposed_slug(name: str, taken: Collection[str]) -> str:
    """A short name for ``owner/schema-irve``: ``irve``, or one with its owner when that is taken."""
    owner, _, short = name.partition("/")
    slug = plain(short).removeprefix("schema-") or plain(short)
    if len(slug) < 2:
        slug = f"standard-{slug}".rstrip("-")
    for candidate in (slug, f"{plain(owner)}-{slug}"):
        if candidate[:60] not in taken:
            return candidate[:60].strip("-")
    number = 2
    while f"{slug[:56]}-{number}" in taken:
        number += 1
    return f"{slug[:56]}-{number}"


def plain(text: str) -> str:
    """Lower case, without accents, words joined by hyphens."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].strip("-")
