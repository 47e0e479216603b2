"""From the labels of a file to the fields of a schema."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .descriptor import TableSchema
from .messages import row_message
from .report import Error, Repair, Warning
from .suggestions import fold_name, nearest
from .types import FieldType


@dataclass
class Header:
    """The columns of a file, matched.

    Args:
        labels: as the file writes them, trimmed.
        fields: the field of each column, None for a column that the schema does not know.
        errors, warnings, repairs: what the header deserves (row 1).
    """

    labels: list[str]
    fields: list[FieldType | None]
    errors: list[Error] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    @property
    def present(self) -> set[str]:
        return {item.name for item in self.fields if item is not None}


def _error(code: str, column: str | None, value: str = "", name: str | None = None,
           suggestion: str | None = None) -> Error:
    return Error(1, column, code, None, value, row_message(code, {"column": name or column or value}), suggestion, code)


def match_strictly(labels: list[str], schema: TableSchema) -> Header:
    """As frictionless does with ``schema_sync``, or as ``fieldsMatch`` says when the schema declares it."""
    mode = schema.fields_match or "partial"
    if not labels:
        return Header([f.name for f in schema.fields], list(schema.fields))
    by_name = mode != "exact"
    fields: list[FieldType | None] = []
    errors: list[Error] = []
    seen: set[str] = set()
    for position, label in enumerate(labels):
        if by_name:
            found = schema.by_name.get(label)
            if label in seen:
                # frictionless gives no answer here
                errors.append(_error("duplicate-label", label if found else None, label, label))
                found = None
            seen.add(label)
        else:
            found = schema.fields[position] if position < len(schema.fields) else None
        fields.append(found)
    header = Header(labels, fields, errors)
    if mode not in ("subset", "partial"):
        known = set(schema.by_name) if by_name else None
        for position, label in enumerate(labels):
            if (label not in known) if known is not None else position >= len(schema.fields):
                errors.append(_error("extra-label", None, label))
    if mode == "partial" and not header.present:
        errors.append(_error("unmatched-header", None))
    _missing(header, schema, mode in ("superset", "partial"))
    if not by_name:
        _positions(header, schema)
    return header


def _missing(header: Header, schema: TableSchema, required_only: bool) -> None:
    present = header.present
    for item in schema.fields:
        if item.name in present:
            continue
        if required_only and not (item.required or item.name in schema.primary_key):
            continue
        header.errors.append(_error("missing-label", item.name))


def _positions(header: Header, schema: TableSchema) -> None:
    """Labels against the fields at the same place (``fieldsMatch: exact``)."""
    for position, (item, label) in enumerate(zip(schema.fields, header.labels)):
        if not label:
            header.errors.append(_error("blank-label", item.name))
        elif label in header.labels[:position]:
            header.errors.append(_error("duplicate-label", item.name, label, label))
        elif label != item.name:
            header.errors.append(_error("incorrect-label", item.name, label))


def match_kindly(labels: Sequence[str], schema: TableSchema, synonyms: Mapping[str, str] | None = None,
                 exact: bool = False) -> Header:
    """Whatever the order, the case, the accents, the spaces; titles and ``synonyms`` are known too.

    Args:
        labels: as the file writes them.
        schema: fields to find.
        synonyms: other label -> name of field.
        exact: the person refuses that names be recognised: only those written as in the schema are.
    """
    header = Header(list(labels), [None] * len(labels))
    taken: set[str] = set()
    finders = _finders(schema, synonyms or {})
    for finder in finders[:1] if exact else finders:
        for position, label in enumerate(labels):
            if header.fields[position] is not None:
                continue
            name = finder(label)
            if name is not None and name not in taken:
                header.fields[position] = schema.by_name[name]
                taken.add(name)
                if name != label:
                    header.repairs.append(Repair(1, name, label, name, "header"))
    _report(header, schema, taken)
    return header


def _finders(schema: TableSchema, synonyms: Mapping[str, str]) -> list:
    """Ways to find a field by label, the surest first. A label that two fields share finds none."""
    folded: dict[str, str | None] = {}
    titles: dict[str, str | None] = {}
    for item in schema.fields:
        for table, text in ((folded, item.name), (titles, item.title)):
            key = fold_name(text)
            if key:
                table[key] = item.name if key not in table else None
    for other, name in synonyms.items():
        if name in schema.by_name:
            titles.setdefault(fold_name(other), name)
    return [
        lambda label: label if label in schema.by_name else None,
        lambda label: folded.get(fold_name(label)),
        lambda label: titles.get(fold_name(label)),
    ]


def _report(header: Header, schema: TableSchema, taken: set[str]) -> None:
    absent = [item.name for item in schema.fields if item.name not in taken]
    for position, label in enumerate(header.labels):
        if header.fields[position] is not None:
            continue
        again = next((name for name in taken if fold_name(name) == fold_name(label)), None) if label else None
        if again:
            header.errors.append(_error("duplicate-label", again, label))
        elif label:
            near = nearest(label, absent, 0.7)
            message = row_message("extra-label", {"column": label})
            if near:
                message = f"La colonne « {label} » n'est pas dans le schéma : s'agit-il de « {near} » ?"
            header.warnings.append(Warning("extra-label", message, 1, None, label))
        elif any(header.labels[position:]):
            header.warnings.append(Warning("blank-label", row_message("blank-label", {}), 1, None, ""))
    if not taken:
        header.errors.append(_error("unmatched-header", None))
    for name in absent:
        item = schema.by_name[name]
        if item.required or name in schema.primary_key:
            near = nearest(name, [label for label, f in zip(header.labels, header.fields) if f is None and label], 0.7)
            error = _error("missing-label", name)
            if near:
                error = Error(1, name, "missing-label", None, near,
                              f"La colonne obligatoire « {name} » est absente. La colonne « {near} » lui ressemble : "
                              "renommez-la si c'est elle.", name, "missing-label")
            header.errors.append(error)
        else:
            header.warnings.append(Warning(
                "missing-label", f"La colonne facultative « {name} » est absente : vous pouvez l'ajouter, même vide.",
                1, name))
