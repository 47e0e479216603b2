"""What the product knows of a standard: the official Table Schema and our overlay, joined."""
from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

#: Words of a title template: ``{DELIB_ID}``.
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

#: Where an overlay may place a field in a form.
VISIBILITIES = ("shown", "folded", "hidden")

#: Input widgets that forms and templates know.
WIDGETS = (
    "text", "long_text", "integer", "number", "boolean", "date", "year", "datetime", "time",
    "select", "multi", "url", "email", "siret", "siren", "insee", "phone", "coordinates",
)

#: Facts of an organisation that may fill a column.
ORGANISATION_FACTS = ("name", "siret", "siren", "insee_code", "email", "phone")


@dataclass(frozen=True)
class FieldSpec:
    """One column of a standard.

    ``constraints`` and ``raw`` are the official descriptor's own data; ``label``, ``description``
    and ``help`` are our French sentences; ``example`` is the official example value, as text.
    ``separator`` stands between the values of a cell that holds several (empty: it holds one);
    ``syntax`` names a way of writing that people must be shown (``opening_hours``).
    """

    name: str
    type: str
    format: str
    constraints: dict[str, Any]
    label: str
    description: str
    help: str
    example: str
    required: bool
    enum: tuple[str, ...] | None
    widget: str
    group: str
    visibility: str
    missing_values: tuple[str, ...]
    true_values: tuple[str, ...]
    false_values: tuple[str, ...]
    array_item: dict[str, Any] | None
    personal_data: str
    separator: str
    syntax: str
    raw: dict[str, Any] = dataclass_field(repr=False, hash=False)

    def __hash__(self) -> int:
        return hash((self.name, self.type, self.format))


@dataclass(frozen=True)
class Group:
    """Fields that a person fills together, in order."""

    name: str
    title: str
    optional: bool
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Standard:
    """A Table Schema at one version, as a commune uses it.

    :ivar name: name in the national catalogue (``scdl/deliberations``)
    :ivar version: version in the national catalogue, without ``v`` (``2.1.5``)
    :ivar url: official address of the descriptor; the exact value of ``dct:conformsTo``
    :ivar frequency: expected update rhythm, a code of the EU frequency authority (``ANNUAL``)
    :ivar key: columns that together identify a record
    :ivar organisation_fields: column → fact of the organisation that fills it
    :ivar period_field: column that gives the temporal coverage, when there is one
    :ivar descriptor: the Table Schema as data; never to be modified
    """

    name: str
    owner: str
    slug: str
    version: str
    url: str
    title: str
    purpose: str
    publishers: str
    theme: str
    keywords: tuple[str, ...]
    frequency: str
    noun_one: str
    noun_many: str
    feminine: bool
    key: tuple[str, ...]
    organisation_fields: dict[str, str]
    period_field: str | None
    groups: tuple[Group, ...]
    fields: tuple[FieldSpec, ...]
    descriptor: dict[str, Any] = dataclass_field(repr=False)
    overlay: dict[str, Any] = dataclass_field(repr=False)

    def __hash__(self) -> int:
        return hash((self.name, self.version))

    def field(self, name: str) -> FieldSpec:
        """The column called ``name``.

        :raises KeyError: when the standard has no such column
        """
        for spec in self.fields:
            if spec.name == name:
                return spec
        raise KeyError(name)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns, in the official order."""
        return tuple(spec.name for spec in self.fields)

    def record_title(self, values: Mapping[str, Any]) -> str:
        """A record in one line, from the overlay's template (dates the French way).

        Columns without a value leave no trace; without a template the business key speaks.
        """
        template = str(self.overlay.get("record_title") or "")
        if not template:
            parts = [_said(values.get(column)) for column in self.key]
            return " · ".join(part for part in parts if part) or self.noun_one
        title = _PLACEHOLDER.sub(lambda match: _said(values.get(match.group(1))), template)
        title = re.sub(r"\s+", " ", title).strip()
        return title.rstrip(" :,·-–—") or self.noun_one


def _said(value: Any) -> str:
    """A value as a person writes it: an ISO date becomes 12/03/2024."""
    text = "" if value is None else str(value).strip()
    if _ISO_DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text).strftime("%d/%m/%Y")
        except ValueError:
            return text
    return text
