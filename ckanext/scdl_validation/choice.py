"""Against what a file is checked: a standard of the catalogue, or a schema of the person's own."""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import (
    ScdlError,
    Standard,
    get_standard,
    guarded_get,
    standard_by_url,
)

from . import config, files, judging

if TYPE_CHECKING:
    from .model import ValidationReport

SCHEMA_MAX_BYTES = 2_000_000
MAX_FIELDS = 1_000


@dataclass(frozen=True)
class Choice:
    """A schema to check against.

    Attributes:
        title: how people call it.
        descriptor: the Table Schema.
        standard: the catalogue's standard, or None for a schema of one's own.
        url: where the schema was read, when it was.
    """

    title: str
    descriptor: dict[str, Any]
    standard: Standard | None = None
    url: str = ""

    @property
    def stored_descriptor(self) -> dict[str, Any] | None:
        """What a report must keep to check again: nothing for a standard, which the catalogue has."""
        return None if self.standard else self.descriptor


def of_standard(name: str, version: str | None = None) -> Choice:
    """A standard by name, slug, or either with ``@version``.

    Args:
        name: ``scdl/deliberations``, ``deliberations`` or ``scdl/deliberations@2.1.5``.
        version: overrides what follows ``@``; the current version when neither is given.

    Raises:
        ckan.plugins.toolkit.ObjectNotFound: the catalogue has no such standard.
    """
    name, _at, suffix = name.partition("@")
    standard = get_standard(name, (version or suffix or "").removeprefix("v") or None)
    return Choice(standard.title, standard.descriptor, standard, standard.url)


def parse_schema(content: bytes, origin: str) -> dict[str, Any]:
    """A Table Schema from its bytes.

    Args:
        content: JSON.
        origin: how the messages call the document.

    Raises:
        ScdlError: it is not a Table Schema; the message says what it looks like.
    """
    if len(content) > SCHEMA_MAX_BYTES:
        raise ScdlError("schema-too-large", tk._("The schema {name} is larger than 2 MB.").format(name=origin))
    try:
        descriptor = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ScdlError(
            "schema-not-json",
            tk._("{name} is not a schema: a Table Schema is a JSON file, and this one cannot be read as JSON.").format(
                name=origin
            ),
        ) from error
    fields = descriptor.get("fields") if isinstance(descriptor, dict) else None
    if not isinstance(fields, list) or not fields:
        raise ScdlError(
            "schema-not-tabular",
            tk._("{name} is not a Table Schema: it has no list of fields (“fields”).").format(name=origin),
        )
    if len(fields) > MAX_FIELDS:
        raise ScdlError(
            "schema-too-wide",
            tk._("The schema {name} has {count} fields; at most {most} are accepted.").format(
                name=origin, count=len(fields), most=MAX_FIELDS
            ),
        )
    for position, field in enumerate(fields, start=1):
        if not isinstance(field, dict) or not isinstance(field.get("name"), str) or not field["name"]:
            raise ScdlError(
                "schema-field",
                tk._("Field {position} of the schema {name} has no name.").format(position=position, name=origin),
            )
    return descriptor


def of_descriptor(descriptor: dict[str, Any], origin: str, url: str = "") -> Choice:
    """A schema of one's own, called by its title, its name or where it comes from."""
    title = descriptor.get("title") or descriptor.get("name") or origin
    return Choice(str(title)[:200], descriptor, None, url)


def usable(chosen: Choice) -> Choice:
    """The choice itself, once the engine said that it can check by it.

    Raises:
        ScdlError: with the first reasons why it cannot.
    """
    problems = [] if chosen.standard else judging.descriptor_problems(chosen.descriptor)
    if problems:
        raise ScdlError("schema-unusable", " ".join(problems[:3]))
    return chosen


def of_url(url: str) -> Choice:
    """A schema by its address; the address of a standard of the catalogue is not fetched.

    Raises:
        ScdlError: the address is refused, does not answer, or is not that of a Table Schema.
    """
    standard = standard_by_url(url)
    if standard is not None:
        return Choice(standard.title, standard.descriptor, standard, standard.url)
    answer = guarded_get(url, max_bytes=SCHEMA_MAX_BYTES, timeout=config.remote_seconds())
    return usable(of_descriptor(parse_schema(answer.content, url), url, url))


def of_upload(upload: Any) -> Choice:
    """A schema sent as a file.

    Raises:
        ScdlError: it is not a Table Schema, or not one that can be used.
    """
    name = str(getattr(upload, "filename", "") or "schema.json")[:200]
    with files.uploaded(upload, SCHEMA_MAX_BYTES) as path:
        return usable(of_descriptor(parse_schema(path.read_bytes(), name), name))


def of_report(report: ValidationReport) -> Choice:
    """The schema a report is checked against.

    Raises:
        ScdlError: the catalogue has it no more.
    """
    if report.standard:
        try:
            return of_standard(report.standard, report.version)
        except tk.ObjectNotFound as error:
            raise ScdlError(
                "standard-gone",
                tk._("The standard {name} {version} is no longer in the catalogue.").format(
                    name=report.standard, version=report.version or ""
                ),
            ) from error
    return of_descriptor(report.descriptor or {}, report.schema_title)
