"""A form, ready to be drawn: groups of fields with their values, choices and problems."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from ckanext.scdl.shared import FieldSpec, Standard, choice_words

from .coherence import agreements
from .french import as_read, as_typed, items, parts
from .reading import PREFIX, point, suggestions

#: Empty required fields that are told one by one.
_FEW = 3


@dataclass
class FormField:
    """One field of a form.

    :ivar slug: what ids are made of: ``field-<slug>``
    :ivar kind: which input draws it (text, long_text, date, choice, radios, boolean, boxes, lines, coordinates…)
    :ivar value: text to show in the box, the French way
    :ivar choices: ``(value, label)`` by group title (None when there are no groups)
    :ivar note: where a value that nobody typed comes from
    :ivar companions: by choice, what it sets in other columns (for the script that shows it at once)
    """

    spec: FieldSpec
    name: str
    slug: str
    kind: str
    label: str
    required: bool
    value: str
    chosen: list[str] = field(default_factory=list)
    choices: list[tuple[Optional[str], list[tuple[str, str]]]] = field(default_factory=list)
    companions: dict[str, dict[str, str]] = field(default_factory=dict)
    follows: str = ""
    problems: list[dict[str, Any]] = field(default_factory=list)
    said: str = ""
    theirs: Optional[str] = None
    note: str = ""

    @property
    def filled(self) -> bool:
        return bool(self.value or self.chosen)

    def read(self, text: str) -> str:
        """Another value of this field, as people read it."""
        return as_read(self.spec, text)


@dataclass
class FormGroup:
    """Fields that are filled together; ``open`` when an optional group must not be folded.

    :ivar agreements: quantities that must agree, as ``coherence.agreements`` tells them, each with ``fields``: the
        ``id`` and ``label`` of its boxes. They stand in the group where the last of their boxes is.
    """

    title: str
    optional: bool
    fields: list[FormField]
    agreements: list[dict[str, Any]] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return any(item.filled or item.problems for item in self.fields)


@dataclass
class Form:
    """Everything that the page of a form shows."""

    standard: Standard
    groups: list[FormGroup]
    folded: list[FormField]
    problems: list[dict[str, Any]]

    def fields(self) -> list[FormField]:
        return [item for group in self.groups for item in group.fields] + self.folded

    @property
    def required(self) -> list[FormField]:
        return [item for item in self.fields() if item.required]

    @property
    def required_done(self) -> int:
        return sum(1 for item in self.required if item.filled)

    @property
    def folded_open(self) -> bool:
        """Whether what the organisation fills must be shown: something there is missing or wrong."""
        return any(item.problems or (item.required and not item.filled) for item in self.folded)

    @property
    def missing(self) -> list[dict[str, Any]]:
        """Required fields that are only empty: told in one line at the top of the page, when there are many."""
        empty = [
            {"field": item.slug, "label": item.label} for item in self.fields() if item.required and item.problems and not item.filled
        ]
        return empty if len(empty) > _FEW else []

    @property
    def summary(self) -> list[dict[str, Any]]:
        """The other problems for the top of the page, in the order of its fields, each with the field that it leads to."""
        found = []
        by_column = {item.spec.name: item for item in self.fields()}
        places = {column: place for place, column in enumerate(by_column)}
        told = {entry["field"] for entry in self.missing}
        for problem in sorted(self.problems, key=lambda one: places.get(one.get("column") or "", len(places))):
            shown = by_column.get(problem.get("column") or "")
            if shown is not None and shown.slug in told:
                continue
            found.append({
                "field": shown.slug if shown else None,
                "label": shown.label if shown else problem.get("column"),
                "message": problem["message"],
            })
        return found


def slug(column: str) -> str:
    """A column's name as part of an HTML id."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda match: f"_{ord(match[0]):x}", column)


def build(
    standard: Standard, values: Mapping[str, str], problems: Sequence[dict[str, Any]] = (),
    theirs: Optional[Mapping[str, str]] = None, notes: Optional[Mapping[str, str]] = None,
) -> Form:
    """Make the form of a standard.

    :param values: lexical values, right or wrong
    :param problems: list of ``{column, code, message, suggestion}``
    :param theirs: values that somebody else has saved, to compare with
    :param notes: where values that nobody typed come from, by column
    """
    groups: list[Any] = []
    folded: list[Any] = []
    followed = _followed(standard)
    for group in standard.groups:
        shown: list[Any] = []
        for column in group.fields:
            spec = standard.field(column)
            has_problem = any(problem.get("column") == column for problem in problems)
            if spec.visibility == "hidden" and not has_problem and not spec.required:
                continue
            made = _field(standard, spec, values, problems, theirs, followed.get(column, ""))
            made.note = (notes or {}).get(column, "")
            (folded if spec.visibility == "folded" else shown).append(made)
        if shown:
            groups.append(FormGroup(group.title, group.optional, shown))
    _add_agreements(standard, groups)
    return Form(standard, groups, folded, list(problems))


def _add_agreements(standard: Standard, groups: list[FormGroup]) -> None:
    by_column = {item.spec.name: item for group in groups for item in group.fields}
    for made in agreements(standard, by_column):
        boxes = [by_column[column] for column in made["columns"]]
        last = next(group for group in reversed(groups) if any(item in group.fields for item in boxes))
        last.agreements.append(
            {**made, "fields": [{"id": f"field-{item.slug}", "label": item.label} for item in boxes]})


def _followed(standard: Standard) -> dict[str, str]:
    """Column → label of the column whose choice fills it."""
    found: dict[str, str] = {}
    for spec in standard.fields:
        for entry in suggestions(standard, spec.name):
            for column in entry.get("sets") or {}:
                found[column] = spec.label
    return found


def _field(
    standard: Standard, spec: FieldSpec, values: Mapping[str, str], problems: Sequence[dict[str, Any]],
    theirs: Optional[Mapping[str, str]], follows: str,
) -> FormField:
    text = values.get(spec.name, "")
    made = FormField(
        spec=spec, name=PREFIX + spec.name, slug=slug(spec.name), kind=_kind(standard, spec), label=spec.label,
        required=spec.required, value=as_typed(spec, text), said=as_read(spec, text), follows=follows,
        problems=[problem for problem in problems if problem.get("column") == spec.name],
    )
    if theirs is not None and theirs.get(spec.name, "") != text:
        made.theirs = as_read(spec, theirs.get(spec.name, ""))
    _add_choices(standard, made, text)
    return made


def _kind(standard: Standard, spec: FieldSpec) -> str:
    if spec.type == "array":
        return "boxes" if (spec.array_item or {}).get("constraints", {}).get("enum") or spec.enum else "lines"
    if spec.type == "boolean":
        return "boolean"
    if spec.enum:
        return "radios" if len(spec.enum) <= 3 else "choice"
    if spec.separator:
        return "boxes" if suggestions(standard, spec.name) else "lines"
    if suggestions(standard, spec.name):
        return "choice_or_other" if any(
            entry.get("group") for entry in suggestions(standard, spec.name)) else "suggested"
    if spec.widget == "coordinates":
        return "coordinates"
    if spec.type in ("object", "geojson", "any"):
        return "long_text"
    if spec.widget in ("select", "multi", "boolean"):
        return "text"
    return spec.widget


def _add_choices(standard: Standard, made: FormField, text: str) -> None:
    spec = made.spec
    if spec.separator and made.kind in ("boxes", "lines"):
        made.chosen = parts(spec, text)
        labels = {str(entry.get("value")): str(entry.get("label") or entry.get("value")) for entry in suggestions(standard, spec.name)}
        if made.kind == "boxes":
            made.choices = [(None, [(item, labels.get(item, item)) for item in dict.fromkeys([*labels, *made.chosen])])]
    elif made.kind == "boxes":
        allowed = [str(item) for item in (spec.array_item or {}).get("constraints", {}).get("enum") or spec.enum or ()]
        made.chosen = items(text)
        # what is stored and no longer allowed stays visible, to be unticked
        labels = choice_words(standard, spec.name)
        made.choices = [(None, [(item, labels.get(item, item)) for item in dict.fromkeys([*allowed, *made.chosen])])]
    elif made.kind == "lines":
        made.chosen = items(text)
        made.value = "\n".join(made.chosen) or text
    elif made.kind == "boolean":
        made.choices = [(None, _booleans(spec))]
    elif made.kind in ("choice", "radios"):
        allowed = [str(item) for item in spec.enum or ()]
        if text and text not in allowed:
            allowed.append(text)
        labels = choice_words(standard, spec.name)
        made.choices = [(None, [(item, labels.get(item, item)) for item in allowed])]
    elif made.kind in ("choice_or_other", "suggested"):
        _add_suggestions(standard, made, text)
    elif made.kind == "coordinates":
        made.chosen = list(point(text)) if text else []


def _booleans(spec: FieldSpec) -> list[tuple[str, str]]:
    """The standard's own spelling of true and false; the first one is what is stored."""
    true = (spec.true_values or ("true",))[0]
    false = (spec.false_values or ("false",))[0]
    return [(true, "Oui"), (false, "Non")]


def _add_suggestions(standard: Standard, made: FormField, text: str) -> None:
    grouped: dict[Optional[str], list[tuple[str, str]]] = {}
    known = set()
    for entry in suggestions(standard, made.spec.name):
        value = str(entry.get("value"))
        known.add(value)
        grouped.setdefault(entry.get("group"), []).append((value, str(entry.get("label") or value)))
        if entry.get("sets"):
            made.companions[value] = {slug(column): str(said) for column, said in entry["sets"].items()}
    if text and text not in known:
        grouped.setdefault(None, []).append((text, text))
    made.choices = list(grouped.items())
