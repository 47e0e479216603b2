"""The editor of a mask: what its page shows, and the settings that a posted page holds."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from werkzeug.datastructures import MultiDict

from ckanext.scdl.shared import FieldSpec, Standard, choice_words, mask_rules, merge_masks
from ckanext.scdl_forms.forms import french
from ckanext.scdl_forms.forms.building import slug as html_slug

#: Longest list that the editor offers as boxes to tick.
MAX_BOXES = 400

#: A form as werkzeug gives it.
Posted = MultiDict[str, str]


@dataclass(frozen=True)
class EditedField:
    """One field of the editor.

    :ivar own: what this level sets; ``inherited``: what those above set
    :ivar locked: why it cannot be hidden, or empty
    :ivar values: (value, label) that the list may be narrowed to
    :ivar default: the prefilled value as people type it
    :ivar prefill: how a value is prefilled: ``text``, ``choice``, or empty when it cannot be
    """

    spec: FieldSpec
    slug: str
    own: dict[str, Any]
    inherited: dict[str, Any]
    locked: str
    values: list[tuple[str, str]]
    default: str
    inherited_default: str
    prefill: str
    prefill_choices: list[tuple[str, str]]
    first: bool
    last: bool


@dataclass(frozen=True)
class EditedGroup:
    """A group of the editor, in the order of this level."""

    name: str
    title: str
    fields: list[EditedField]
    may_hide: bool
    first: bool
    last: bool


def page(standard: Standard, settings: Mapping[str, Any], inherited: Mapping[str, Any]) -> list[EditedGroup]:
    """The groups and fields of an editor, as these settings leave them."""
    arranged = mask_rules.apply(standard, merge_masks([inherited, settings]))
    groups = []
    for position, group in enumerate(arranged.groups):
        fields = [
            _field(standard, column, settings, inherited, index == 0, index == len(group.fields) - 1)
            for index, column in enumerate(group.fields)
        ]
        groups.append(EditedGroup(
            group.name, group.title, fields, any(not field.locked for field in fields),
            position == 0, position == len(arranged.groups) - 1))
    return groups


def _field(
    standard: Standard, column: str, settings: Mapping[str, Any], inherited: Mapping[str, Any], first: bool, last: bool
) -> EditedField:
    spec = standard.field(column)
    own = dict((settings.get("fields") or {}).get(column) or {})
    above = dict((inherited.get("fields") or {}).get(column) or {})
    labels = labels_of(standard, column)
    offered = mask_rules.choices(spec) or mask_rules.suggested(standard, column)
    values = [(value, labels.get(value, value)) for value in offered] if 1 < len(offered) <= MAX_BOXES else []
    prefill, choices = _prefill(standard, spec, labels)
    return EditedField(
        spec=spec, slug=html_slug(column), own=own, inherited=above, locked=mask_rules.why_shown(standard, spec),
        values=values,
        # one line in the editor: several values keep their separator
        default=own.get("default", "") if spec.separator else french.as_typed(spec, own.get("default", "")),
        inherited_default=french.as_read(spec, above.get("default", "")), prefill=prefill, prefill_choices=choices,
        first=first, last=last,
    )


def labels_of(standard: Standard, column: str) -> dict[str, str]:
    """Words for the values of a column: those of a coded list, those of suggestions."""
    own = (standard.overlay.get("fields") or {}).get(column) or {}
    said = {str(item.get("value")): str(item.get("label") or item.get("value")) for item in own.get("suggestions") or ()}
    said.update(choice_words(standard, column))
    return said


def _prefill(standard: Standard, spec: FieldSpec, labels: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
    if spec.name in standard.organisation_fields or mask_rules.tells_apart(standard, spec):
        return "", []
    if spec.type in ("array", "object", "geojson", "geopoint") or spec.widget == "coordinates":
        return "", []
    if spec.type == "boolean":
        return "choice", [(spec.true_values[0], "Oui"), (spec.false_values[0], "Non")]
    if spec.enum:
        return "choice", [(value, labels.get(value, value)) for value in spec.enum]
    return "text", []


def posted(standard: Standard, form: Posted, inherited: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a posted editor holds; what equals the inherited order is not set."""
    fields: dict[str, dict[str, Any]] = {}
    for spec in standard.fields:
        own = _posted_field(standard, spec, form)
        if own:
            fields[spec.name] = own
    settings: dict[str, Any] = {"fields": fields} if fields else {}
    base = mask_rules.apply(standard, inherited)
    names = [group.name for group in base.groups]
    groups = [name for name in dict.fromkeys(form.getlist("group")) if name in names]
    if groups and groups != names:
        settings["groups"] = groups
    sequence = list(dict.fromkeys(form.getlist("order")))
    order = {}
    for group in base.groups:
        wanted = [column for column in sequence if column in group.fields]
        if wanted and wanted != list(group.fields):
            order[group.name] = wanted
    if order:
        settings["order"] = order
    return settings


def _posted_field(standard: Standard, spec: FieldSpec, form: Posted) -> dict[str, Any]:
    own: dict[str, Any] = {}
    visibility = form.get(f"visibility-{spec.name}", "")
    if visibility in ("shown", "hidden"):
        own["visibility"] = visibility
    default = str(form.get(f"default-{spec.name}", "")).strip()
    if default:
        own["default"] = french.to_standard(spec, default)[:1000]
    elif form.get(f"nodefault-{spec.name}"):
        own["default"] = ""
    mode = form.get(f"list-{spec.name}", "")
    if mode == "all":
        own["values"] = []
    elif mode == "some":
        ticked = set(form.getlist(f"values-{spec.name}"))
        offered = mask_rules.choices(spec) or mask_rules.suggested(standard, spec.name)
        own["values"] = [value for value in offered if value in ticked]
        if not own["values"]:
            # nothing ticked: an empty list would forbid everything
            del own["values"]
    text = " ".join(str(form.get(f"help-{spec.name}", "")).split())
    if text:
        own["help"] = text
    elif form.get(f"nohelp-{spec.name}"):
        own["help"] = ""
    return own


def act(standard: Standard, settings: dict[str, Any], inherited: Mapping[str, Any], wish: str) -> Optional[str]:
    """Carry out a button that rearranges (``up:COLUMN``, ``gdown:GROUP``, ``ghide:GROUP``…).

    :param settings: changed in place
    :returns: the id of what the page should go back to, or None when the button is another one
    """
    kind, _, target = wish.partition(":")
    arranged = mask_rules.apply(standard, merge_masks([inherited, settings]))
    if kind in ("gup", "gdown"):
        names = _moved([group.name for group in arranged.groups], target, -1 if kind == "gup" else 1)
        base = [group.name for group in mask_rules.apply(standard, inherited).groups]
        _set_or_drop(settings, "groups", names, base)
        return f"groupe-{html_slug(target)}"
    if kind in ("up", "down"):
        for group in arranged.groups:
            if target in group.fields:
                moved = _moved(list(group.fields), target, -1 if kind == "up" else 1)
                base = next(list(own.fields) for own in mask_rules.apply(standard, inherited).groups if own.name == group.name)
                order = settings.setdefault("order", {})
                _set_or_drop(order, group.name, moved, base)
                if not order:
                    del settings["order"]
                return f"champ-{html_slug(target)}"
    if kind in ("ghide", "gshow"):
        for group in arranged.groups:
            if group.name == target:
                for column in group.fields:
                    if not mask_rules.why_shown(standard, standard.field(column)):
                        own = settings.setdefault("fields", {}).setdefault(column, {})
                        own["visibility"] = "hidden" if kind == "ghide" else "shown"
                return f"groupe-{html_slug(target)}"
    return None


def _moved(names: list[str], name: str, step: int) -> list[str]:
    if name not in names:
        return names
    index = names.index(name)
    other = index + step
    if 0 <= other < len(names):
        names[index], names[other] = names[other], names[index]
    return names


def _set_or_drop(settings: dict[str, Any], key: str, value: list[str], base: list[str]) -> None:
    if value == base:
        settings.pop(key, None)
    else:
        settings[key] = value
