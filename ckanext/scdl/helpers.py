"""Helpers of the templates, all prefixed ``scdl_``."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.scdl import look, territory, vocabulary
from ckanext.scdl.catalogue import wording
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.catalogue.standard import FieldSpec, Standard
from ckanext.scdl.model import territory as tree


def scdl_standard(name: str | None, version: str | None = None) -> Standard | None:
    """The standard of this name, or None."""
    return registry().get(name, version) if name else None


def scdl_filled(entries: Any) -> list[dict[str, Any]]:
    """Entries of a repeating field of a dataset in which somebody wrote something."""
    return [entry for entry in entries or () if isinstance(entry, dict) and any(entry.values())]


def scdl_type_in_words(spec: FieldSpec) -> str:
    """The kind of value that a column takes."""
    return wording.type_in_words(spec)


def scdl_rules_in_words(spec: FieldSpec, standard: Standard | None = None) -> list[str]:
    """What a value must respect, one sentence each."""
    return wording.rules_in_words(spec, standard)


def scdl_value_lists(standard: Standard) -> list[dict[str, Any]]:
    """The lists of values too long for a sentence.

    :returns: ``field``, ``proposed`` (other values are right too) and ``choices`` (value and words) of each
    """
    found = []
    for spec in standard.fields:
        values = wording.listed_values(spec, standard)
        if len(values) > wording.MAX_VALUES_IN_SENTENCE:
            found.append({"field": spec, "proposed": not (spec.enum or wording.array_values(spec)), "choices": values})
    return found


def scdl_theme_label(theme: str) -> str:
    """A theme of the catalogue of standards, in words."""
    return vocabulary.theme_label(theme)


def scdl_frequency_label(code: str | None) -> str:
    """An update rhythm, in words."""
    return vocabulary.frequency_label(code)


def scdl_frequency_choices(field: dict[str, Any]) -> list[dict[str, str]]:
    """Choices of the update frequency, for the dataset form."""
    return [{"value": vocabulary.FREQUENCY_BASE + code, "label": vocabulary.frequency_label(code)}
            for code in vocabulary.FREQUENCIES]


def scdl_standard_choices(field: dict[str, Any]) -> list[dict[str, str]]:
    """Choices of the standard, for the dataset form."""
    known = registry()
    found = (known.get(name) for name in known.names())
    return [{"value": standard.name, "label": standard.title} for standard in found if standard is not None]


def scdl_parent_options(data: dict[str, Any]) -> dict[str, Any]:
    """The organisations that may accompany the one of the form.

    :returns: ``selected`` (name), ``current`` (title), ``options`` (name and title); an empty list of options
        means that this person may not change it
    """
    user = getattr(tk.g, "userobj", None)
    org_id = data.get("id")
    above = tree.ancestor_groups(org_id)[:1] if org_id else []
    selected = above[0].name if above else ""
    sent = data.get("groups__0__name")
    if sent is None and data.get("groups"):
        sent = data["groups"][0].get("name")
    fixed: dict[str, Any] = {"selected": selected, "current": above[0].title if above else "", "options": []}
    if user is None or (above and not territory.may_publish(user.id, above[0].id)):
        return fixed
    candidates = tree.allowed_parents(org_id)
    kinds = tree.organisation_extras([group.id for group in candidates])
    mine = None if user.sysadmin else set(tree.administered_ids(user.id))
    options = [
        {"value": group.name, "text": group.title or group.name} for group in candidates
        if group.name == selected
        or (kinds[group.id].get("scdl_kind") in ("atd", "epci") and (mine is None or group.id in mine))
    ]
    return {**fixed, "selected": sent if sent is not None else selected, "options": options}


def scdl_plugin_loaded(name: str) -> bool:
    """Is a plugin loaded on this portal?"""
    return bool(p.plugin_loaded(name))


def scdl_may_add_standards() -> bool:
    """May this person add and change standards here, on a portal that has the pages for it?"""
    return bool(p.plugin_loaded("scdl_forms")) and tk.h.check_access("scdl_standard_add")


def scdl_standard_place(standard: Standard) -> dict[str, bool]:
    """Was a standard ``added`` at run time, is it ``retired``?"""
    known = registry()
    name, version = standard.name, standard.version
    return {"added": known.is_added(name, version), "retired": known.is_retired(name, version)}


def get_helpers() -> dict[str, Callable[..., Any]]:
    """Helpers of this plugin by name."""
    functions = (
        scdl_standard, scdl_type_in_words, scdl_rules_in_words, scdl_value_lists, scdl_theme_label, scdl_frequency_label,
        scdl_frequency_choices, scdl_standard_choices, scdl_parent_options, scdl_plugin_loaded,
        scdl_may_add_standards, scdl_standard_place, scdl_filled,
    )
    return {**look.get_helpers(), **{function.__name__: function for function in functions}}
