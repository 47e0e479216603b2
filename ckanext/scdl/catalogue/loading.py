"""Read a descriptor and its overlay from a folder and join them into a :class:`Standard`.

The official descriptors spell things in several ways (``example``, ``examples``, ``exemple``;
versions with ``v``; ``constraints`` absent): this module is where these ways end.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ckanext.scdl.catalogue.standard import (
    ORGANISATION_FACTS,
    VISIBILITIES,
    WIDGETS,
    FieldSpec,
    Group,
    Standard,
)
from ckanext.scdl.errors import StandardError

SCHEMA_FILE = "schema.json"
OVERLAY_FILE = "overlay.yaml"
CATALOG_FILE = "catalog.yaml"

#: Widget of a Table Schema type when the overlay names none.
_WIDGET_OF_TYPE = {
    "integer": "integer", "number": "number", "boolean": "boolean", "date": "date", "year": "year",
    "datetime": "datetime", "time": "time", "geopoint": "coordinates", "array": "multi",
}
#: Widget of a string format when the overlay names none.
_WIDGET_OF_FORMAT = {"uri": "url", "email": "email"}

#: Table Schema's own defaults.
_TRUE_VALUES = ("true", "True", "TRUE", "1")
_FALSE_VALUES = ("false", "False", "FALSE", "0")


def read_bytes(path: Path) -> bytes:
    """The content of a file of the catalogue.

    :raises StandardError: when it is absent or unreadable
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise StandardError(
            "standard-unreadable", f"Le fichier {path.name} du standard ne peut pas être lu ({path}) : {error}."
        ) from error


def sha256(content: bytes) -> str:
    """The fingerprint by which ``catalog.yaml`` pins a descriptor."""
    return hashlib.sha256(content).hexdigest()


def storable(data: Any) -> bool:
    """May plain data be kept in the database? Its texts hold neither NUL nor halves of characters."""
    try:
        text = json.dumps(data, ensure_ascii=False)
        text.encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        return False
    return "\\u0000" not in text


def parse_json(content: bytes, where: str) -> dict[str, Any]:
    """A JSON object.

    :param where: what is being read, for the message
    :raises StandardError: when it is not JSON, or not an object
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        raise StandardError("standard-not-json", f"{where} n'est pas un fichier JSON lisible : {error}.") from error
    if not isinstance(data, dict):
        raise StandardError("standard-not-object", f"{where} devrait contenir un objet JSON.")
    return data


def parse_yaml(content: bytes, where: str) -> Any:
    """A YAML document, in YAML's safe subset.

    :raises StandardError: when it is not YAML
    """
    try:
        return yaml.safe_load(content.decode("utf-8"))
    except (ValueError, yaml.YAMLError) as error:
        raise StandardError("standard-not-yaml", f"{where} n'est pas un fichier YAML lisible : {error}.") from error


def load_standard(folder: Path, entry: Mapping[str, Any], version: Mapping[str, Any]) -> Standard:
    """Read ``folder`` and check it against its catalogue entry.

    :param entry: the standard's entry of ``catalog.yaml`` (name, slug, theme)
    :param version: the version's entry (version, url, sha256)
    :raises StandardError: when a file is missing, altered or inconsistent
    """
    content = read_bytes(folder / SCHEMA_FILE)
    pinned = str(version.get("sha256") or "")
    if sha256(content) != pinned:
        raise StandardError(
            "standard-altered",
            f"Le schéma {entry['name']} {version['version']} a été modifié : son empreinte sha256 n'est plus celle "
            f"que catalog.yaml a notée ({pinned or 'aucune'}). Rétablir {folder / SCHEMA_FILE}, "
            f"ou noter l'empreinte {sha256(content)} si le changement est voulu.",
        )
    where = f"{entry['name']} {version['version']}"
    descriptor = parse_json(content, f"Le schéma {where}")
    overlay_path = folder / OVERLAY_FILE
    overlay = parse_yaml(read_bytes(overlay_path), f"La surcouche de {where}") if overlay_path.exists() else {}
    if not isinstance(overlay, dict):
        raise StandardError("overlay-not-object", f"La surcouche de {where} devrait être une liste de clés YAML.")
    return build_standard(
        name=str(entry["name"]), version=str(version["version"]), url=str(version["url"]),
        descriptor=descriptor, overlay=overlay, slug=str(entry.get("slug") or ""),
        theme=str(entry.get("theme") or ""),
    )


def build_standard(
    *, name: str, version: str, url: str, descriptor: dict[str, Any], overlay: dict[str, Any],
    slug: str = "", theme: str = "",
) -> Standard:
    """Join a descriptor and an overlay; what the overlay leaves out is proposed from the descriptor.

    :raises StandardError: when the two contradict each other; see :func:`overlay_problems`
    """
    owner, _, short = name.partition("/")
    problems = overlay_problems(descriptor, overlay)
    if problems:
        raise StandardError(
            "overlay-wrong", f"La surcouche de {name} {version} ne convient pas : " + " ".join(problems))
    noun = overlay.get("noun") or {}
    groups = _groups(descriptor, overlay)
    return Standard(
        name=name, owner=owner, slug=slug or short.lower(), version=version.removeprefix("v"), url=url,
        title=_text(descriptor.get("title")) or name,
        purpose=_text(overlay.get("purpose")) or _text(descriptor.get("description")),
        publishers=_text(overlay.get("publishers")),
        theme=_text(overlay.get("theme")) or theme,
        keywords=tuple(_text(word) for word in overlay.get("keywords") or ()),
        frequency=_text(overlay.get("frequency")) or "IRREG",
        noun_one=_text(noun.get("one")) or "ligne", noun_many=_text(noun.get("many")) or "lignes",
        feminine=bool(noun.get("feminine", "one" not in noun)),
        key=tuple(overlay.get("key") or _primary_key(descriptor)),
        organisation_fields=dict(overlay.get("organisation") or {}),
        period_field=overlay.get("period") or None,
        groups=groups, fields=tuple(_fields(descriptor, overlay, groups)),
        descriptor=descriptor, overlay=overlay,
    )


def overlay_problems(descriptor: Mapping[str, Any], overlay: Mapping[str, Any]) -> list[str]:
    """What an overlay says that its descriptor contradicts, one French sentence each."""
    names = [str(spec.get("name")) for spec in descriptor.get("fields") or ()]
    known = set(names)
    problems: list[str] = []
    if not names:
        problems.append("Le schéma ne décrit aucune colonne.")
    if len(known) != len(names):
        problems.append("Deux colonnes du schéma portent le même nom.")
    problems += _unknown("la clé", overlay.get("key") or (), known)
    problems += _unknown("organisation", overlay.get("organisation") or {}, known)
    problems += _unknown("fields", overlay.get("fields") or {}, known)
    if overlay.get("period"):
        problems += _unknown("period", [overlay["period"]], known)
    for column, fact in (overlay.get("organisation") or {}).items():
        if fact not in ORGANISATION_FACTS:
            problems.append(f"organisation : « {fact} » (colonne {column}) n'est pas une information connue.")
    placed: list[str] = []
    for group in overlay.get("groups") or ():
        problems += _unknown(f"le groupe {group.get('name')}", group.get("fields") or (), known)
        placed += group.get("fields") or []
    for column in sorted({column for column in placed if placed.count(column) > 1}):
        problems.append(f"La colonne {column} est dans plusieurs groupes.")
    if overlay.get("groups"):
        problems += [f"La colonne {column} n'est dans aucun groupe." for column in names if column not in placed]
    for column, spec in (overlay.get("fields") or {}).items():
        spec = spec or {}
        if spec.get("widget") and spec["widget"] not in WIDGETS:
            problems.append(f"Colonne {column} : le contrôle de saisie « {spec['widget']} » n'existe pas.")
        if spec.get("visibility") and spec["visibility"] not in VISIBILITIES:
            problems.append(f"Colonne {column} : la visibilité « {spec['visibility']} » n'existe pas.")
    return problems


def _unknown(where: str, columns: Iterable[str], known: set[str]) -> list[str]:
    return [f"{where} : la colonne « {column} » n'est pas dans le schéma." for column in columns if column not in known]


def _primary_key(descriptor: Mapping[str, Any]) -> list[str]:
    key = descriptor.get("primaryKey") or []
    return [key] if isinstance(key, str) else list(key)


def _groups(descriptor: Mapping[str, Any], overlay: Mapping[str, Any]) -> tuple[Group, ...]:
    declared = overlay.get("groups") or ()
    if not declared:
        every = tuple(str(spec.get("name")) for spec in descriptor.get("fields") or ())
        return (Group("informations", "Informations", False, every),)
    return tuple(
        Group(str(group.get("name")), _text(group.get("title")) or str(group.get("name")),
              bool(group.get("optional")), tuple(group.get("fields") or ()))
        for group in declared
    )


def _fields(
    descriptor: Mapping[str, Any], overlay: Mapping[str, Any], groups: tuple[Group, ...]
) -> Iterable[FieldSpec]:
    group_of = {column: group.name for group in groups for column in group.fields}
    missing = _strings(descriptor.get("missingValues"), ("",))
    for raw in descriptor.get("fields") or ():
        name = str(raw.get("name"))
        own = (overlay.get("fields") or {}).get(name) or {}
        constraints = dict(raw.get("constraints") or {})
        kind = str(raw.get("type") or "string")
        fmt = str(raw.get("format") or "default")
        enum = constraints.get("enum")
        yield FieldSpec(
            name=name, type=kind, format=fmt, constraints=constraints,
            label=_text(own.get("label")) or _text(raw.get("title")) or name,
            description=_text(raw.get("description")),
            help=_text(own.get("help")),
            example=example_of(raw),
            required=constraints.get("required") is True,
            enum=tuple(_text(value) for value in enum) if enum else None,
            widget=own.get("widget") or default_widget(kind, fmt, bool(enum)),
            group=group_of.get(name, ""),
            visibility=own.get("visibility") or "shown",
            missing_values=_strings(raw.get("missingValues"), missing),
            true_values=_strings(raw.get("trueValues"), _TRUE_VALUES),
            false_values=_strings(raw.get("falseValues"), _FALSE_VALUES),
            array_item=dict(raw["arrayItem"]) if isinstance(raw.get("arrayItem"), dict) else None,
            personal_data=_text(own.get("personal_data")),
            separator=_text(own.get("separator")) if kind == "string" else "", syntax=_text(own.get("syntax")),
            raw=dict(raw),
        )


def default_widget(kind: str, fmt: str, has_enum: bool) -> str:
    """The plain widget of a type, so that any Table Schema has a working form."""
    if has_enum:
        return "select"
    return _WIDGET_OF_TYPE.get(kind) or _WIDGET_OF_FORMAT.get(fmt, "text")


def example_of(raw: Mapping[str, Any]) -> str:
    """The descriptor's example value as text, under any of the spellings in use."""
    for spelling in ("example", "examples", "exemple"):
        value: Any = raw.get(spelling)
        if isinstance(value, list) and raw.get("type") != "array":
            value = value[0] if value else None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (list, dict)):
            return json.dumps(value, ensure_ascii=False)
        if value not in (None, ""):
            return _text(value)
    return ""


def _strings(values: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(values, (list, tuple)):
        return default
    return tuple(str(value) for value in values)


def _text(value: Any | None) -> str:
    return "" if value is None else str(value).strip()
