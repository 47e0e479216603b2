"""Check that a descriptor can be served: a Table Schema that forms, templates and validator understand."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ckanext.scdl.catalogue.loading import SCHEMA_FILE, parse_json, read_bytes
from ckanext.scdl.catalogue.shipped import Registry
from ckanext.scdl.errors import StandardError

#: Types of the Table Schema specification.
TYPES = frozenset({
    "string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year", "yearmonth",
    "duration", "geopoint", "geojson", "any", "list",
})

#: More columns than any table people fill; the largest official schema has under 200.
MAX_FIELDS = 1000


def check_descriptor(descriptor: dict[str, Any]) -> list[str]:
    """What is wrong with a Table Schema descriptor, one French sentence each; empty when it can be served."""
    fields = descriptor.get("fields")
    if not isinstance(fields, list) or not fields:
        return ["Le schéma ne décrit aucune colonne : « fields » devrait être une liste."]
    if len(fields) > MAX_FIELDS:
        return [f"Le schéma décrit {len(fields)} colonnes ; le portail en accepte {MAX_FIELDS}."]
    problems: list[str] = []
    names: set[str] = set()
    for position, field in enumerate(fields, start=1):
        if not isinstance(field, dict) or not isinstance(field.get("name"), str) or not field["name"].strip():
            problems.append(f"La colonne {position} n'a pas de nom.")
            continue
        name = field["name"]
        if name in names:
            problems.append(f"Deux colonnes s'appellent {name}.")
        names.add(name)
        kind, fmt = field.get("type") or "string", field.get("format") or "default"
        if not isinstance(kind, str) or kind not in TYPES:
            problems.append(f"Colonne {name} : le type « {kind} » n'existe pas dans Table Schema.")
        if not isinstance(fmt, str):
            problems.append(f"Colonne {name} : « format » devrait être un texte.")
        problems += _constraint_problems(name, field.get("constraints"))
    key = descriptor.get("primaryKey") or []
    key = [key] if isinstance(key, str) else key
    if not isinstance(key, list):
        return [*problems, "« primaryKey » devrait être une colonne, ou une liste de colonnes."]
    for column in key:
        if not isinstance(column, str) or column not in names:
            problems.append(f"La clé primaire cite {column}, qui n'est pas une colonne.")
    return problems


def _constraint_problems(name: str, constraints: Any) -> list[str]:
    if constraints is None:
        return []
    if not isinstance(constraints, dict):
        return [f"Colonne {name} : « constraints » devrait être un objet."]
    problems = []
    pattern = constraints.get("pattern")
    if pattern is not None:
        try:
            re.compile(str(pattern))
        except re.error as error:
            problems.append(f"Colonne {name} : le motif « {pattern} » est illisible ({error}).")
    if "enum" in constraints and not (isinstance(constraints["enum"], list) and constraints["enum"]):
        problems.append(f"Colonne {name} : « enum » devrait être une liste de valeurs.")
    return problems


def check_descriptor_file(path: Path) -> list[str]:
    """As :func:`check_descriptor`, from a file."""
    try:
        return check_descriptor(parse_json(read_bytes(path), path.name))
    except StandardError as error:
        return [error.message]


def check_catalogue(known: Registry) -> list[str]:
    """What is wrong in a whole catalogue: fingerprints, descriptors, overlays, every version."""
    problems: list[str] = []
    for name in known.names():
        for version in known.versions(name):
            try:
                standard = known.get(name, version)
            except StandardError as error:
                problems.append(error.message)
                continue
            if standard is not None:
                where = known.folder_of(name, version) / SCHEMA_FILE
                problems += [f"{where} : {problem}" for problem in check_descriptor(standard.descriptor)]
    return problems
