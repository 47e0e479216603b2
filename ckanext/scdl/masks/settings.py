"""The settings of a mask as data: their shape, how levels add up, and what changes from one to another.

::

    {"fields": {"VOTE_POUR": {"visibility": "hidden", "default": "", "values": ["…"], "help": "…"}},
     "groups": ["vote", "acte"], "order": {"acte": ["DELIB_DATE", "DELIB_ID"]}}

What is absent is inherited. ``visibility`` is ``hidden`` or ``shown``; ``default`` prefills (empty: prefill nothing);
``values`` narrows a list (empty: the whole list); ``help`` replaces the help (empty: the standard's own).
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.scdl.catalogue.loading import storable

Settings = dict[str, Any]

FIELD_KEYS = ("visibility", "default", "values", "help")
VISIBILITIES = ("hidden", "shown")

MAX_HELP = 500
MAX_DEFAULT = 1000


def shape_problems(settings: Any) -> list[str]:
    """What is wrong in the shape of settings that a program sends, one French sentence each."""
    if not isinstance(settings, Mapping):
        return ["Les réglages d'un masque sont un objet : fields, groups, order."]
    if not storable(settings):
        return ["Ces réglages contiennent des caractères qui ne peuvent pas être conservés."]
    problems = [f"« {key} » n'est pas un réglage de masque." for key in settings if key not in ("fields", "groups", "order")]
    fields = settings.get("fields", {})
    if not isinstance(fields, Mapping):
        return [*problems, "« fields » associe à chaque champ ses réglages."]
    for name, own in fields.items():
        if not isinstance(own, Mapping):
            problems.append(f"Les réglages du champ {name} sont un objet.")
            continue
        problems += [f"Champ {name} : « {key} » n'est pas un réglage de masque." for key in own if key not in FIELD_KEYS]
        if own.get("visibility", "shown") not in VISIBILITIES:
            problems.append(f"Champ {name} : « visibility » vaut hidden ou shown.")
        for key, limit in (("default", MAX_DEFAULT), ("help", MAX_HELP)):
            text = own.get(key, "")
            if not isinstance(text, str):
                problems.append(f"Champ {name} : « {key} » est un texte.")
            elif len(text) > limit:
                problems.append(f"Champ {name} : « {key} » dépasse {limit} caractères.")
        if "values" in own and not _strings(own["values"]):
            problems.append(f"Champ {name} : « values » est une liste de textes.")
    if "groups" in settings and not _strings(settings["groups"]):
        problems.append("« groups » est une liste de noms de groupes.")
    order = settings.get("order", {})
    if not isinstance(order, Mapping) or not all(_strings(names) for names in order.values()):
        problems.append("« order » associe à chaque groupe la liste de ses champs.")
    return problems


def _strings(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


def tidy(settings: Mapping[str, Any]) -> Settings:
    """Settings of the right shape, without empty parts: two that mean the same are equal."""
    fields = {
        str(name): {key: list(own[key]) if key == "values" else str(own[key]).strip() for key in FIELD_KEYS if key in own}
        for name, own in (settings.get("fields") or {}).items()
    }
    tidied: Settings = {"fields": {name: own for name, own in fields.items() if own}}
    if settings.get("groups"):
        tidied["groups"] = list(settings["groups"])
    order = {str(group): list(names) for group, names in (settings.get("order") or {}).items() if names}
    if order:
        tidied["order"] = order
    if not tidied["fields"]:
        del tidied["fields"]
    return tidied


def merge(levels: Iterable[Mapping[str, Any]]) -> Settings:
    """Settings of several levels together, the farthest first: for each single setting, the nearest wins."""
    merged: Settings = {"fields": {}, "order": {}}
    for settings in levels:
        for name, own in (settings.get("fields") or {}).items():
            merged["fields"].setdefault(name, {}).update(own)
        if settings.get("groups"):
            merged["groups"] = list(settings["groups"])
        merged["order"].update(settings.get("order") or {})
    return tidy(merged)
