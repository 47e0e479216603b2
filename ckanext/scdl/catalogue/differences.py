"""What changes from one version of a standard to the next."""
from __future__ import annotations

from dataclasses import dataclass

import ckan.plugins.toolkit as tk

from ckanext.scdl.catalogue import wording
from ckanext.scdl.catalogue.standard import FieldSpec, Standard


@dataclass(frozen=True)
class Change:
    """One column, and what happened to it, in words. ``kind``: added, removed or changed."""

    kind: str
    column: str
    label: str
    details: tuple[str, ...]


def differences(old: Standard, new: Standard) -> list[Change]:
    """Changes from ``old`` to ``new``, in the order of the new columns, then the removed ones.

    Only what counts for a file: columns, types, rules. Wordings do not.
    """
    before = {spec.name: spec for spec in old.fields}
    after = {spec.name: spec for spec in new.fields}
    changes = []
    for name, spec in after.items():
        if name not in before:
            need = tk._("Required.") if spec.required else tk._("Optional.")
            changes.append(Change("added", name, spec.label, (need,)))
        else:
            details = tuple(_details(before[name], spec))
            if details:
                changes.append(Change("changed", name, spec.label, details))
    changes += [Change("removed", name, spec.label, ()) for name, spec in before.items() if name not in after]
    return changes


def _details(old: FieldSpec, new: FieldSpec) -> list[str]:
    details = []
    if old.required != new.required:
        details.append(tk._("Becomes required.") if new.required else tk._("Becomes optional."))
    if (old.type, old.format) != (new.type, new.format):
        details.append(tk._("{before} becomes {after}.").format(
            before=wording.type_in_words(old), after=wording.type_in_words(new)))
    old_values, new_values = set(old.enum or ()), set(new.enum or ())
    if old_values != new_values:
        added, removed = sorted(new_values - old_values), sorted(old_values - new_values)
        if added:
            details.append(tk._("New allowed values: {values}.").format(values=_some(added)))
        if removed:
            details.append(tk._("Values no longer allowed: {values}.").format(values=_some(removed)))
    skip = ("required", "enum")
    if {key: value for key, value in old.constraints.items() if key not in skip} != {
            key: value for key, value in new.constraints.items() if key not in skip}:
        rules = [rule for rule in wording.rules_in_words(new) if rule not in wording.rules_in_words(old)]
        details.append(tk._("New rule: {rules}").format(rules=" ".join(rules)) if rules else tk._("The rule changes."))
    return details


def _some(values: list[str]) -> str:
    shown = tk._(", ").join(values[:wording.MAX_VALUES_IN_SENTENCE])
    return shown + "…" if len(values) > wording.MAX_VALUES_IN_SENTENCE else shown
