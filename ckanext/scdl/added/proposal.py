"""The overlay that a bare descriptor suggests: a form that works at once, to be bettered in the browser."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from ckanext.scdl.added.naming import plain
from ckanext.scdl.catalogue.loading import default_widget
from ckanext.scdl.catalogue.standard import Standard

Overlay = dict[str, Any]

#: Up to this many columns a form needs no groups.
_ONE_GROUP = 10
_MAX_LABEL = 60
_MAX_HELP = 200

#: Columns that the organisation itself fills, by their usual names.
_ORGANISATION = {
    "name": re.compile(r"coll_nom|(?:nom_?(?:de_?la_?)?collectivite)|collectivite_?nom|coll_name"),
    "siret": re.compile(r"coll_siret|siret_?collectivite|collectivite_?siret|(?:numero|num)?_?siret"),
    "siren": re.compile(r"coll_siren|siren_?collectivite|collectivite_?siren|siren"),
    "insee_code": re.compile(r"coll_insee|collectivite_?insee|insee_?collectivite"),
}
#: Widgets that a column's name gives away.
_WIDGETS = (
    ("siret", re.compile(r"(?:^|_)siret(?:_|$)")),
    ("siren", re.compile(r"(?:^|_)siren(?:_|$)")),
    ("insee", re.compile(r"(?:^|_)(?:code_?)?(?:commune_?)?insee(?:_|$)")),
    ("phone", re.compile(r"(?:^|_)(?:tel|telephone|phone)(?:_|\d|$)")),
    ("email", re.compile(r"(?:^|_)(?:email|e_mail|mail|courriel)(?:_|$)")),
    ("url", re.compile(r"(?:^|_)(?:url|site_?web|website)(?:_|$)")),
    ("long_text", re.compile(r"(?:^|_)(?:description|commentaires?|observations?|remarques?|details?|precisions?)(?:_|$)")),
)
_PERSON = re.compile(
    r"(?:^|_)(?:prenom|nom_?(?:contact|responsable|proprietaire|usage)|contact_?nom|tel|telephone|mail|email|courriel)(?:_|$)")
_TITLE = re.compile(r"(?:^|_)(?:nom|titre|title|libelle|intitule|objet|name|designation)(?:_|$)")
_IDENTIFIER = re.compile(r"(?:^|_)(?:id|uid|uuid|identifiant)(?:_|$)")
#: Links, emphasis, code, titles. A single underscore stays: it is part of names.
_MARKDOWN = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\*{1,3}|_{2,3}|`{1,3}|(?m:^#{1,6}\s+)")


def propose(descriptor: Mapping[str, Any], previous: Optional[Standard] = None) -> Overlay:
    """An overlay for a checked descriptor.

    :param previous: an earlier version of the same standard, whose overlay is taken up for the columns that stay
    """
    fields = [raw for raw in descriptor.get("fields") or () if isinstance(raw, Mapping)]
    names = [str(raw["name"]) for raw in fields]
    if previous is not None:
        return _continued(descriptor, fields, names, previous)
    organisation = _organisation(names)
    key = _key(descriptor, fields)
    return {
        "noun": {"one": "ligne", "many": "lignes", "feminine": True},
        "purpose": _sentences(descriptor.get("description"), 500),
        "publishers": "",
        "theme": "",
        "keywords": [str(word)[:60] for word in _list(descriptor.get("keywords"))[:10]],
        "frequency": "IRREG",
        "period": _period(fields),
        "key": key,
        "organisation": organisation,
        "record_title": _record_title(fields, key),
        "groups": _groups(fields, key, organisation),
        "fields": {str(raw["name"]): field_overlay(raw, organisation) for raw in fields},
    }


def field_overlay(raw: Mapping[str, Any], organisation: Mapping[str, str]) -> dict[str, str]:
    """Label, help, widget and so on of one column."""
    name = str(raw["name"])
    label = _sentences(raw.get("title"), _MAX_LABEL) or _words(name)
    return {
        "label": label,
        "help": _help(raw, label),
        "widget": _widget(raw),
        "visibility": "folded" if name in organisation else "shown",
        "personal_data": "Peut désigner une personne : préférez les coordonnées d'un service." if _PERSON.search(_snake(name)) else "",
    }


def _continued(
    descriptor: Mapping[str, Any], fields: list[Mapping[str, Any]], names: list[str], previous: Standard
) -> Overlay:
    """The earlier version's overlay, without the columns that are gone and with the new ones."""
    known = set(names)
    overlay: Overlay = {**previous.overlay}
    overlay["key"] = [column for column in previous.key if column in known]
    if not overlay["key"]:
        overlay["key"] = _key(descriptor, fields)
    overlay["organisation"] = {column: fact for column, fact in previous.organisation_fields.items() if column in known}
    overlay["period"] = previous.period_field if previous.period_field in known else _period(fields)
    own = {column: entry for column, entry in (previous.overlay.get("fields") or {}).items() if column in known}
    overlay["fields"] = {
        str(raw["name"]): own.get(str(raw["name"])) or field_overlay(raw, overlay["organisation"]) for raw in fields}
    groups: list[dict[str, Any]] = [
        {"name": group.name, "title": group.title, "optional": group.optional,
         "fields": [column for column in group.fields if column in known]}
        for group in previous.groups
    ]
    placed = {column for group in groups for column in group["fields"]}
    for position, column in enumerate(names):
        if column not in placed:
            # next to the column that comes before it in the file
            before = names[position - 1] if position else None
            group = next((group for group in groups if before in group["fields"]), groups[0])
            index = group["fields"].index(before) + 1 if before in group["fields"] else 0
            group["fields"].insert(index, column)
            placed.add(column)
    overlay["groups"] = [group for group in groups if group["fields"]]
    return overlay


def _key(descriptor: Mapping[str, Any], fields: list[Mapping[str, Any]]) -> list[str]:
    declared = descriptor.get("primaryKey") or []
    if declared:
        return [declared] if isinstance(declared, str) else [str(column) for column in declared]
    required = [raw for raw in fields if _constraints(raw).get("required") is True]
    for raw in required:
        if _constraints(raw).get("unique") is True:
            return [str(raw["name"])]
    for raw in required:
        if _IDENTIFIER.search(_snake(str(raw["name"]))):
            return [str(raw["name"])]
    return []


def _organisation(names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        for fact, pattern in _ORGANISATION.items():
            if fact not in found.values() and pattern.fullmatch(_snake(name)):
                found[name] = fact
                break
    return found


def _period(fields: list[Mapping[str, Any]]) -> Optional[str]:
    dates = [raw for raw in fields if raw.get("type") in ("date", "year", "datetime")]
    required = [raw for raw in dates if _constraints(raw).get("required") is True]
    return str(required[0]["name"]) if required else None


def _record_title(fields: list[Mapping[str, Any]], key: list[str]) -> str:
    texts = [str(raw["name"]) for raw in fields if raw.get("type", "string") == "string" and not _constraints(raw).get("enum")]
    titled = [name for name in texts if _TITLE.search(_snake(name)) and "coll" not in _snake(name)]
    if titled:
        return "{" + titled[0] + "}"
    return " – ".join("{" + column + "}" for column in key)


def _groups(fields: list[Mapping[str, Any]], key: list[str], organisation: Mapping[str, str]) -> list[dict[str, Any]]:
    names = [str(raw["name"]) for raw in fields]
    own = [name for name in names if name in organisation]
    rest = [name for name in names if name not in organisation]
    required = {str(raw["name"]) for raw in fields if _constraints(raw).get("required") is True} | set(key)
    first = [name for name in rest if name in required]
    second = [name for name in rest if name not in required]
    if len(rest) <= _ONE_GROUP or not first or not second:
        first, second = rest, []
    groups: list[dict[str, Any]] = [
        {"name": "essentiel", "title": "L'essentiel" if second else "Informations", "optional": False, "fields": first},
        {"name": "complements", "title": "Pour aller plus loin", "optional": True, "fields": second},
        {"name": "collectivite", "title": "La collectivité", "optional": False, "fields": own},
    ]
    return [group for group in groups if group["fields"]]


def _widget(raw: Mapping[str, Any]) -> str:
    constraints = _constraints(raw)
    kind, fmt = str(raw.get("type") or "string"), str(raw.get("format") or "default")
    plain_widget = default_widget(kind, fmt, bool(constraints.get("enum")))
    if plain_widget != "text" or kind != "string":
        return plain_widget
    name = _snake(str(raw["name"]))
    for widget, pattern in _WIDGETS:
        if pattern.search(name):
            return widget
    return "long_text" if (constraints.get("maxLength") or 0) > 255 else "text"


def _help(raw: Mapping[str, Any], label: str) -> str:
    text = _sentences(raw.get("description"), _MAX_HELP)
    return "" if text.rstrip(".").casefold() == label.rstrip(".").casefold() else text


def _sentences(value: Any, limit: int) -> str:
    """Plain text of at most ``limit`` characters, cut after a sentence where there is one."""
    if not isinstance(value, str):
        return ""
    text = " ".join(_MARKDOWN.sub(lambda match: match.group(1) or "", value).split())
    if len(text) <= limit:
        return text
    cut = text[:limit]
    end = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    if end > limit // 4:
        return cut[:end + 1]
    return cut[:limit - 1].rsplit(" ", 1)[0] + "…"


def _words(name: str) -> str:
    """``date_mise_service`` as ``Date mise service``."""
    words = _snake(name).replace("_", " ").strip() or name
    return (words[:1].upper() + words[1:])[:_MAX_LABEL]


def _snake(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return plain(spaced).replace("-", "_")


def _constraints(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    constraints = raw.get("constraints")
    return constraints if isinstance(constraints, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []
