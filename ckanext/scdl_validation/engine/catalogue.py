"""Schemas by name, from those that ship with the suite, without the web framework."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .errors import DescriptorError
from .suggestions import nearest


def _folders() -> Iterator[Path]:
    """Where the schemas are: in the checkout, then in the installed package."""
    plugins = Path(__file__).resolve().parents[2]
    yield plugins.parent / "schemas"
    yield plugins / "scdl" / "standards"


def _catalogue() -> tuple[Path, list[dict[str, Any]]]:
    import yaml

    for folder in _folders():
        file = folder / "catalog.yaml"
        if file.is_file():
            return folder, yaml.safe_load(file.read_text("utf-8"))
    raise DescriptorError("Aucun schéma n'est livré avec cette installation : donnez le chemin d'un fichier JSON.")


def read_descriptor(path: Path) -> dict[str, Any]:
    """The descriptor that a JSON file holds.

    Raises:
        DescriptorError: it cannot be read, or is no JSON object.
    """
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except OSError:
        raise DescriptorError(f"Le schéma « {path.name} » ne peut pas être ouvert.") from None
    except (ValueError, RecursionError):
        raise DescriptorError(f"Le schéma « {path.name} » n'est pas un document JSON.") from None
    if not isinstance(found, dict):
        raise DescriptorError(f"Le schéma « {path.name} » n'est pas un objet JSON.")
    return found


def find_descriptor(name: str) -> dict[str, Any]:
    """The descriptor at a path, or of a name of the catalogue.

    Args:
        name: path of a Table Schema, or ``owner/slug`` or ``slug``, with ``@version`` or not.

    Raises:
        DescriptorError: there is no such schema, or its file was changed since it was vendored.
    """
    path = Path(name)
    if path.is_file():
        return read_descriptor(path)
    if name.lower().endswith(".json"):
        raise DescriptorError(f"Il n'y a pas de fichier « {name} ».")
    wanted, _, version = name.partition("@")
    version = version.lstrip("v")
    folder, entries = _catalogue()
    found = [entry for entry in entries if wanted in (entry["name"], entry["slug"])]
    if not found:
        near = nearest(wanted, [entry["name"] for entry in entries] + [entry["slug"] for entry in entries], 0.6)
        hint = f" Vouliez-vous dire « {near} » ?" if near else ""
        raise DescriptorError(f"Le schéma « {wanted} » n'est pas dans le catalogue.{hint}")
    entry = found[0]
    chosen = version or str(entry["current"])
    pinned = next((item for item in entry["versions"] if str(item["version"]) == chosen), None)
    if pinned is None:
        known = ", ".join(str(item["version"]) for item in entry["versions"])
        raise DescriptorError(f"Le schéma « {entry['name']} » n'a pas de version {chosen}. Versions connues : {known}.")
    file = folder / entry["name"] / chosen / "schema.json"
    return _pinned(file, entry["name"], chosen, pinned.get("sha256"))


def _pinned(file: Path, name: str, version: str, expected: str | None) -> dict[str, Any]:
    try:
        content = file.read_bytes()
    except OSError:
        raise DescriptorError(f"Le schéma « {name} » {version} manque à cette installation.") from None
    if expected and hashlib.sha256(content).hexdigest() != expected:
        raise DescriptorError(f"Le schéma « {name} » {version} a été modifié depuis sa livraison : il n'est pas chargé.")
    descriptor = json.loads(content)
    # seven official descriptors carry another version than the catalogue's, which is the right one
    return {**descriptor, "version": version}
