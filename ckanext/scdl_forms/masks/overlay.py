"""The editor of an added standard: the overlay that a posted page holds, and the buttons that rearrange it."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from ckanext.scdl.shared import ORGANISATION_FACTS, WIDGETS, vocabulary
from ckanext.scdl_forms.forms.building import slug as html_slug

from .editing import Posted

#: What the editor shows of a field; the rest of its overlay (suggestions, words of codes…) is kept as it is.
_FIELD_TEXTS = ("label", "help", "personal_data")
VISIBILITIES = ("shown", "folded", "hidden")


@dataclass(frozen=True)
class EditedColumn:
    """One column of the editor."""

    name: str
    slug: str
    raw: Mapping[str, Any]
    own: Mapping[str, Any]
    required: bool
    in_key: bool
    fact: str
    first: bool
    last: bool


@dataclass(frozen=True)
class EditedGroup:
    """A group of the editor, empty ones too."""

    name: str
    title: str
    optional: bool
    columns: list[EditedColumn]
    first: bool
    last: bool


def page(descriptor: Mapping[str, Any], overlay: Mapping[str, Any]) -> list[EditedGroup]:
    """Groups and columns as an overlay arranges them; columns that it places nowhere come last."""
    raws = {str(raw.get("name")): raw for raw in descriptor.get("fields") or ()}
    key, facts = overlay.get("key") or [], overlay.get("organisation") or {}
    fields = overlay.get("fields") or {}
    groups = complete(descriptor, overlay)
    shown = []
    for position, group in enumerate(groups):
        names = group["fields"]
        columns = [
            EditedColumn(
                name=name, slug=html_slug(name), raw=raws[name], own=fields.get(name) or {},
                required=(raws[name].get("constraints") or {}).get("required") is True,
                in_key=name in key, fact=str(facts.get(name, "")), first=index == 0, last=index == len(names) - 1)
            for index, name in enumerate(names)
        ]
        shown.append(EditedGroup(
            group["name"], group["title"], bool(group.get("optional")), columns, position == 0, position == len(groups) - 1))
    return shown


def complete(descriptor: Mapping[str, Any], overlay: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The groups of an overlay with every column of the descriptor exactly once."""
    names = [str(raw.get("name")) for raw in descriptor.get("fields") or ()]
    seen: set[str] = set()
    groups = []
    for group in overlay.get("groups") or ():
        kept = [name for name in group.get("fields") or () if name in names and name not in seen]
        seen.update(kept)
        groups.append({**group, "title": str(group.get("title") or ""), "fields": kept})
    left = [name for name in names if name not in seen]
    if left and groups:
        groups[-1]["fields"] += left
    elif left:
        groups.append({"name": "informations", "title": "Informations", "optional": False, "fields": left})
    return groups


def posted(descriptor: Mapping[str, Any], base: Mapping[str, Any], form: Posted) -> dict[str, Any]:
    """The overlay that a posted editor holds.

    :param base: the overlay that was edited: what the editor does not show is taken from it
    """
    columns = [str(raw.get("name")) for raw in descriptor.get("fields") or ()]
    overlay = dict(base)
    overlay["noun"] = {
        "one": _line(form, "noun_one", 60) or "ligne", "many": _line(form, "noun_many", 60) or "lignes",
        "feminine": bool(form.get("feminine")),
    }
    overlay["purpose"] = str(form.get("purpose", "")).strip()[:2000]
    overlay["publishers"] = str(form.get("publishers", "")).strip()[:2000]
    overlay["theme"] = _one_of(form.get("theme", ""), vocabulary.THEMES)
    overlay["frequency"] = _one_of(form.get("frequency", ""), vocabulary.FREQUENCIES) or "IRREG"
    overlay["keywords"] = [word.strip()[:60] for word in str(form.get("keywords", "")).split(",") if word.strip()][:20]
    overlay["period"] = _one_of(form.get("period", ""), columns) or None
    overlay["record_title"] = _line(form, "record_title", 300)
    overlay["key"] = [name for name in columns if name in form.getlist("key")]
    overlay["organisation"] = {
        name: fact for name in columns if (fact := _one_of(form.get(f"organisation-{name}", ""), ORGANISATION_FACTS))}
    overlay["groups"] = _groups(columns, form) or complete(descriptor, base)
    fields = base.get("fields") or {}
    overlay["fields"] = {name: _field(name, fields.get(name) or {}, form) for name in columns}
    return overlay


def _groups(columns: list[str], form: Posted) -> list[dict[str, Any]]:
    names = [name for name in dict.fromkeys(form.getlist("group")) if re.fullmatch(r"[a-z0-9_-]{1,40}", name)]
    sequence = [name for name in dict.fromkeys(form.getlist("order")) if name in columns]
    sequence += [name for name in columns if name not in sequence]
    groups: list[dict[str, Any]] = [
        {"name": name, "title": _line(form, f"title-{name}", 120) or name, "optional": bool(form.get(f"optional-{name}")),
         "fields": []}
        for name in names
    ]
    for column in sequence:
        wanted = form.get(f"in-{column}", "")
        if groups:
            next((group for group in groups if group["name"] == wanted), groups[-1])["fields"].append(column)
    return groups


def _field(name: str, base: Mapping[str, Any], form: Posted) -> dict[str, Any]:
    own = dict(base)
    for key in _FIELD_TEXTS:
        if form.get(f"{key}-{name}") is not None:
            own[key] = _line(form, f"{key}-{name}", 500 if key != "label" else 120)
    widget = _one_of(form.get(f"widget-{name}", ""), WIDGETS)
    if widget:
        own["widget"] = widget
    visibility = _one_of(form.get(f"visibility-{name}", ""), VISIBILITIES)
    if visibility:
        own["visibility"] = visibility
    return own


def act(overlay: dict[str, Any], wish: str) -> Optional[str]:
    """Carry out a button that rearranges; the id of what the page goes back to, or None.

    :param overlay: changed in place
    """
    kind, _, target = wish.partition(":")
    groups = overlay["groups"]
    if kind == "addgroup":
        taken = {group["name"] for group in groups}
        name = next(f"groupe-{number}" for number in range(1, len(taken) + 2) if f"groupe-{number}" not in taken)
        groups.append({"name": name, "title": "Nouveau groupe", "optional": False, "fields": []})
        return f"groupe-{name}"
    if kind in ("gup", "gdown"):
        _swap(groups, next((index for index, group in enumerate(groups) if group["name"] == target), -1), kind == "gup")
        return f"groupe-{target}"
    if kind in ("up", "down"):
        for group in groups:
            if target in group["fields"]:
                _swap(group["fields"], group["fields"].index(target), kind == "up")
                return f"champ-{html_slug(target)}"
    return None


def without_empty_groups(overlay: dict[str, Any]) -> dict[str, Any]:
    """The overlay as it is kept: a group that nothing was put in is dropped."""
    return {**overlay, "groups": [group for group in overlay.get("groups") or () if group["fields"]]}


def _swap(items: list[Any], index: int, up: bool) -> None:
    other = index - 1 if up else index + 1
    if 0 <= index < len(items) and 0 <= other < len(items):
        items[index], items[other] = items[other], items[index]


def _line(form: Posted, key: str, limit: int) -> str:
    return " ".join(str(form.get(key, "")).split())[:limit]


def _one_of(value: Any, allowed: Any) -> str:
    return str(value) if value in allowed else ""
