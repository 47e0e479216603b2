"""Check an overlay that a person or a program sends, before anything is built from it."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ckanext.scdl.catalogue.loading import build_standard, overlay_problems, storable
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.errors import StandardError
from ckanext.scdl.vocabulary import FREQUENCIES, THEMES

_TEXTS = {"purpose": 2000, "publishers": 2000, "record_title": 300}
_FIELD_TEXTS = {"label": 120, "help": 500, "widget": 30, "visibility": 20, "personal_data": 500, "default": 1000,
                "separator": 5, "auto": 10, "syntax": 30}
_KEYS = frozenset({
    "noun", "purpose", "publishers", "theme", "keywords", "frequency", "period", "key", "organisation", "record_title",
    "groups", "fields", "location",
})
_GROUP_NAME = re.compile(r"[a-z0-9_-]{1,40}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

MAX_GROUPS = 40
MAX_KEYWORDS = 20


def problems(descriptor: Mapping[str, Any], overlay: Any) -> list[str]:
    """Why an overlay cannot be kept, one French sentence each; empty when it can."""
    if not isinstance(overlay, Mapping):
        return ["Une surcouche est un objet : noun, groups, fields…"]
    if not storable(overlay):
        return ["Cette surcouche contient des caractères qui ne peuvent pas être conservés."]
    found = [f"« {key} » n'est pas une clé de surcouche." for key in overlay if key not in _KEYS]
    found += _shape(overlay)
    if found:
        return found
    found = overlay_problems(descriptor, overlay)
    names = {str(raw.get("name")) for raw in descriptor.get("fields") or ()}
    for column in _PLACEHOLDER.findall(str(overlay.get("record_title") or "")):
        if column not in names:
            found.append(f"Titre : {{{column}}} ne désigne aucune colonne du schéma.")
    if overlay.get("theme") and overlay["theme"] not in THEMES:
        found.append(f"Le thème « {overlay['theme']} » n'existe pas.")
    if overlay.get("frequency") and overlay["frequency"] not in FREQUENCIES:
        found.append(f"Le rythme « {overlay['frequency']} » n'existe pas.")
    facts = list((overlay.get("organisation") or {}).values())
    for fact in sorted({fact for fact in facts if facts.count(fact) > 1} - {"name"}):
        found.append(f"Deux colonnes sont remplies par la même information de la collectivité ({fact}).")
    return found


def _shape(overlay: Mapping[str, Any]) -> list[str]:
    found = []
    for key, limit in _TEXTS.items():
        found += _text(key, overlay.get(key), limit)
    noun = overlay.get("noun") or {}
    if not isinstance(noun, Mapping):
        found.append("« noun » est un objet : one, many, feminine.")
    else:
        found += [problem for key in ("one", "many") for problem in _text(f"noun.{key}", noun.get(key), 60)]
    for key in ("keywords", "key"):
        value = overlay.get(key) or []
        if not _strings(value):
            found.append(f"« {key} » est une liste de textes.")
    if _strings(overlay.get("keywords") or []) and len(overlay.get("keywords") or ()) > MAX_KEYWORDS:
        found.append(f"{MAX_KEYWORDS} mots-clés au plus.")
    for key in ("organisation", "fields"):
        if not isinstance(overlay.get(key) or {}, Mapping):
            found.append(f"« {key} » est un objet.")
    if isinstance(overlay.get("organisation"), Mapping) and not all(
            isinstance(fact, str) for fact in overlay["organisation"].values()):
        found.append("« organisation » associe à chaque colonne une information de la collectivité.")
    return [*found, *_group_shape(overlay.get("groups") or []), *_field_shape(overlay.get("fields") or {})]


def _group_shape(groups: Any) -> list[str]:
    if not isinstance(groups, (list, tuple)):
        return ["« groups » est une liste de groupes."]
    if len(groups) > MAX_GROUPS:
        return [f"{MAX_GROUPS} groupes au plus."]
    found, names = [], []
    for group in groups:
        if not isinstance(group, Mapping) or not _strings(group.get("fields") or []):
            found.append("Un groupe a un nom, un titre et une liste de colonnes.")
            continue
        name = group.get("name")
        if not isinstance(name, str) or not _GROUP_NAME.fullmatch(name):
            found.append("Le nom d'un groupe s'écrit en minuscules, chiffres et tirets.")
        elif name in names:
            found.append(f"Deux groupes s'appellent {name}.")
        names.append(name)
        found += _text("titre d'un groupe", group.get("title"), 120)
        if not str(group.get("title") or "").strip():
            found.append("Chaque groupe a un titre.")
    return found


def _field_shape(fields: Any) -> list[str]:
    if not isinstance(fields, Mapping):
        return []
    found = []
    for name, own in fields.items():
        if own is None:
            continue
        if not isinstance(own, Mapping):
            found.append(f"Colonne {name} : ses réglages sont un objet.")
            continue
        for key, value in own.items():
            if key in _FIELD_TEXTS:
                found += _text(f"colonne {name}, {key}", value, _FIELD_TEXTS[key])
            elif key == "choices":
                if not isinstance(value, Mapping):
                    found.append(f"Colonne {name} : « choices » associe à chaque valeur son libellé.")
            elif key == "suggestions":
                if not isinstance(value, (list, tuple)) or not all(
                        isinstance(item, Mapping) and "value" in item for item in value):
                    found.append(f"Colonne {name} : « suggestions » est une liste d'objets (value, label).")
            else:
                found.append(f"Colonne {name} : « {key} » n'est pas un réglage de colonne.")
    return found


def _text(where: str, value: Any, limit: int) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, str):
        return [f"« {where} » est un texte."]
    return [f"« {where} » dépasse {limit} caractères."] if len(value) > limit else []


def _strings(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


def trial(
    descriptor: dict[str, Any], overlay: dict[str, Any], *, name: str, slug: str, version: str, url: str
) -> tuple[Standard | None, list[str]]:
    """The standard that a descriptor and an overlay make, or why they make none."""
    found = problems(descriptor, overlay)
    if found:
        return None, found
    try:
        return build_standard(
            name=name, slug=slug, version=version, url=url, descriptor=descriptor, overlay=overlay), []
    except StandardError as error:
        return None, [error.message]
