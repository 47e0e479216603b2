"""A Table Schema as checked data: what the rest of the engine reads.

frictionless' own fields judge the values (see :mod:`.types`), so that strict
mode gives its answers; only what carries meaning is handed to them.
"""
from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import DescriptorError

if TYPE_CHECKING:
    from .checks.base import Check
    from .types.base import FieldType

MAX_FIELDS = 2_000
MAX_DEPTH = 12
MAX_SIZE = 5_000_000
MATCHES = ("exact", "equal", "subset", "superset", "partial")
_MEANING = (
    "name", "type", "format", "constraints", "missingValues", "trueValues", "falseValues", "decimalChar",
    "groupChar", "bareNumber", "floatNumber", "arrayItem", "itemType", "delimiter",
)


@dataclass
class ForeignKey:
    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass
class TableSchema:
    """A descriptor, checked.

    Args:
        name: ``name`` of the descriptor, or its title.
        fields: one :class:`~.types.base.FieldType` per field, in order.
        missing_values: those of the whole table.
        primary_key: names of fields.
        foreign_keys: as declared.
        fields_match: ``fieldsMatch`` when declared, else None.
        checks: custom checks, of the table and of the fields.
        raw: the descriptor itself.
    """

    name: str
    version: str
    fields: list[FieldType]
    missing_values: list[str]
    primary_key: tuple[str, ...]
    foreign_keys: list[ForeignKey]
    fields_match: str | None
    raw: Mapping[str, Any]
    checks: list[Check] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_name = {f.name: f for f in self.fields}

    @property
    def label(self) -> str:
        title = self.raw.get("title")
        text = title if isinstance(title, str) and title else self.name
        return f"{text} {self.version}".strip()


_CACHE: OrderedDict[str, TableSchema] = OrderedDict()


def load_schema(descriptor: Mapping[str, Any]) -> TableSchema:
    """The checked form of ``descriptor``; the last ones are kept.

    Raises:
        DescriptorError: the descriptor cannot be used; the message says why.
    """
    if not isinstance(descriptor, Mapping):
        raise DescriptorError("Un schéma est un objet JSON qui décrit des champs (« fields »).")
    try:
        key = json.dumps(descriptor, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        raise DescriptorError("Ce schéma se contient lui-même.") from None
    if key in _CACHE:
        _CACHE.move_to_end(key)
        return _CACHE[key]
    if len(key) > MAX_SIZE:
        raise DescriptorError("Ce schéma est trop gros (plus de 5 millions de caractères).")
    schema = _build(json.loads(key))
    _CACHE[key] = schema
    while len(_CACHE) > 128:
        _CACHE.popitem(last=False)
    return schema


def _build(descriptor: dict[str, Any]) -> TableSchema:
    from .checks import build_checks
    from .types import build_field

    _no_reference(descriptor)
    declared = descriptor.get("fields")
    if not isinstance(declared, list) or not declared:
        raise DescriptorError("Ce schéma ne décrit aucun champ : « fields » doit être une liste d'objets.")
    if len(declared) > MAX_FIELDS:
        raise DescriptorError(f"Ce schéma décrit plus de {MAX_FIELDS} champs.")
    missing = _missing_values(descriptor.get("missingValues"), "schéma")
    names: set[str] = set()
    fields = []
    for position, item in enumerate(declared):
        if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not item["name"].strip():
            raise DescriptorError(f"Le champ n° {position + 1} n'a pas de nom.")
        if item["name"] in names:
            raise DescriptorError(f"Deux champs portent le nom « {item['name']} ».")
        names.add(item["name"])
        fields.append(build_field(meaning(item), item, position, missing))
    schema = TableSchema(
        name=_text(descriptor.get("name")) or _text(descriptor.get("title")),
        version=_text(descriptor.get("version")).lstrip("v"),
        fields=fields,
        missing_values=missing if missing is not None else [""],
        primary_key=_names(descriptor.get("primaryKey"), names, "primaryKey"),
        foreign_keys=_foreign_keys(descriptor.get("foreignKeys"), names),
        fields_match=_fields_match(descriptor.get("fieldsMatch")),
        raw=descriptor,
    )
    schema.checks, schema.notices = build_checks(schema)
    return schema


def meaning(item: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a field that decide whether a value is right."""
    kept = {name: item[name] for name in _MEANING if name in item and item[name] is not None}
    kept.setdefault("type", "string")
    if isinstance(kept.get("format"), str) and kept["format"].startswith("fmt:"):
        kept["format"] = kept["format"].replace("fmt:", "")
    if isinstance(kept.get("missingValues"), list):
        kept["missingValues"] = _missing_values(kept["missingValues"], item["name"])
    return kept


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _no_reference(node: Any, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise DescriptorError("Ce schéma est imbriqué sur trop de niveaux.")
    if isinstance(node, dict):
        if "$ref" in node:
            raise DescriptorError("Ce schéma renvoie à un autre (« $ref ») : les renvois ne sont pas suivis.")
        for value in node.values():
            _no_reference(value, depth + 1)
    elif isinstance(node, list):
        for value in node:
            _no_reference(value, depth + 1)


def _missing_values(value: Any, where: str) -> list[str] | None:
    if value is None:
        return None
    entries: list[Any] = [entry.get("value") if isinstance(entry, dict) else entry for entry in value] \
        if isinstance(value, list) else [None]
    if not all(isinstance(entry, str) for entry in entries):
        raise DescriptorError(f"« missingValues » ({where}) doit être une liste de textes.")
    return entries


def _names(value: Any, names: set[str], what: str) -> tuple[str, ...]:
    if not value:
        return ()
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise DescriptorError(f"« {what} » doit être un nom de champ ou une liste de noms.")
    for name in listed:
        if name not in names:
            raise DescriptorError(f"« {what} » nomme le champ « {name} », qui n'existe pas.")
    return tuple(listed)


def _foreign_keys(value: Any, names: set[str]) -> list[ForeignKey]:
    if not value:
        return []
    if not isinstance(value, list):
        raise DescriptorError("« foreignKeys » doit être une liste.")
    keys = []
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("reference", {}), dict):
            raise DescriptorError("Chaque clé étrangère est un objet avec « fields » et « reference ».")
        reference = item.get("reference", {})
        resource = _text(reference.get("resource"))
        fields = _names(item.get("fields"), names, "foreignKeys")
        targets = reference.get("fields") or []
        targets = [targets] if isinstance(targets, str) else targets
        if len(fields) != len(targets):
            raise DescriptorError("Une clé étrangère compte autant de champs que sa référence.")
        keys.append(ForeignKey(fields, resource, tuple(targets)))
    return keys


def _fields_match(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, list) and value:
        value = value[0]
    if value not in MATCHES:
        raise DescriptorError(f"« fieldsMatch » vaut l'un de : {', '.join(MATCHES)}.")
    return value
