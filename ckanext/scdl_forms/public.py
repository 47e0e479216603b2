"""What anyone sees of a register: the rows that are online, and the columns that tell most."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Optional

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import FieldSpec, Standard, get_standard, may_contribute, organisation_facts
from ckanext.scdl_forms.model import Publication, Register
from ckanext.scdl_forms.publication.dataset import nothing_to_publish
from ckanext.scdl_forms.typed import page_number

#: Columns that a table shows before anybody chooses.
MOST_COLUMNS = 6
PAGE_SIZE = 20


def face(package: dict[str, Any]) -> Optional[dict[str, Any]]:
    """What the public page of a register shows; None when the dataset is no register, or nothing is online.

    :returns: ``standard``, ``facts``, ``publication`` (a dictionary), ``files`` (``url`` and ``size`` in bytes, by
        extension), ``resource_id``, ``nothing`` (a sentence or an empty text), ``edit_url`` for those who enter data
    """
    if not package.get("scdl_schema"):
        return None
    register = Register.of_package(str(package.get("id")))
    online = Publication.current_of(register.id) if register else None
    facts = organisation_facts(register.organization_id) if register else None
    if register is None or online is None or facts is None or register.withdrawn:
        return None
    standard = get_standard(register.schema_name, register.schema_version)
    user: Any = tk.current_user
    agent = user.is_authenticated and may_contribute(user.id, register.organization_id)
    return {
        "standard": standard, "facts": facts, "publication": online.as_dict(), "resource_id": register.resource_id,
        "files": {extension: {"url": f"/donnees/{facts.name}/{standard.slug}.{extension}", "size": online.file(extension)[1]}
                  for extension in ("csv", "xlsx", "json")},
        "nothing": nothing_to_publish(register, standard),
        "edit_url": tk.h.url_for("scdl_register.read", organization=facts.name, slug=standard.slug) if agent else None,
    }


def publications(package: dict[str, Any], most: int = 10) -> list[dict[str, Any]]:
    """When the register went online and what changed then, newest first.

    Dates and counts only: a file that was replaced may hold what had to be taken back.
    """
    register = Register.of_package(str(package.get("id")))
    shown = ("created", "rows", "added", "changed", "removed", "schema_version", "current")
    entries = [entry.as_dict() for entry in Publication.of_register(register.id, most)] if register else []
    return [{name: entry[name] for name in shown} for entry in entries]


def offered(standard: Standard) -> list[FieldSpec]:
    """Columns that differ from row to row: not those that the organisation fills for all of them."""
    return [spec for spec in standard.fields if spec.name not in standard.organisation_fields]


def telling(standard: Standard) -> list[str]:
    """The few columns that say most about a row, in the order of the standard.

    What names the row first, then the quantities and texts that every row has, then its document.
    """
    own = {spec.name: spec for spec in offered(standard)}
    titled = [name for name in re.findall(r"{(\w+)}", str(standard.overlay.get("record_title") or "")) if name in own]
    named = titled or [name for name in standard.key if name in own]
    required = [name for name, spec in own.items() if spec.required and not _sets_another(standard, name)]
    required.sort(key=lambda name: (_is_place(own[name]), own[name].widget not in ("integer", "number", "date")))
    documents = [name for name, spec in own.items() if spec.widget == "url"][:1]
    others = [name for name in own if not _sets_another(standard, name)]
    room = MOST_COLUMNS - len(documents)
    chosen = list(dict.fromkeys([*named, *(name for name in required if name not in documents)]))[:room]
    chosen = list(dict.fromkeys([*chosen, *documents]))
    if len(chosen) < 3:
        chosen = list(dict.fromkeys([*chosen, *others]))[:MOST_COLUMNS]
    return [name for name in own if name in chosen]


def _is_place(spec: FieldSpec) -> bool:
    """Latitudes and longitudes are for maps: few people read them."""
    return spec.widget == "coordinates" or (spec.type == "number" and re.search(r"lat|long", spec.name, re.I) is not None)


def _sets_another(standard: Standard, column: str) -> bool:
    """Whether the choice of this column fills another one, which says the same in words."""
    own = (standard.overlay.get("fields") or {}).get(column) or {}
    return any(entry.get("sets") for entry in own.get("suggestions") or () if isinstance(entry, dict))


def view(public: dict[str, Any], wanted: Sequence[str], text: str, number: str) -> dict[str, Any]:
    """The table as its address asks for it.

    :param wanted: names of columns, none for the telling ones
    :param text: words to look for
    :param number: the page, as somebody may have typed it
    :returns: ``columns`` (specs), ``offered`` (specs), ``chosen`` (whether they are not the usual ones), ``text``,
        ``page``, and what ``rows`` answers
    """
    standard: Standard = public["standard"]
    columns = offered(standard)
    usual = telling(standard)
    names = [spec.name for spec in columns if spec.name in set(wanted)] or usual
    page = page_number(number)
    said = text.strip()[:200]
    return {
        "columns": [spec for spec in columns if spec.name in names], "offered": columns, "chosen": names != usual,
        "names": names, "text": said, "page": page, **rows(public, said, page),
    }


def rows(public: dict[str, Any], text: str, page: int, size: int = PAGE_SIZE) -> dict[str, Any]:
    """A page of the published rows of a register, from the DataStore.

    :returns: ``total``, ``rows`` and ``pages``; ``unavailable`` when the DataStore does not answer
    """
    query: dict[str, Any] = {
        "resource_id": public["resource_id"], "limit": size, "offset": (page - 1) * size, "sort": "_id desc",
    }
    if text:
        query["q"] = text
    try:
        found = tk.get_action("datastore_search")({"user": ""}, query)
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError, KeyError):
        return {"unavailable": True, "total": 0, "rows": [], "pages": 0}
    return {"total": found["total"], "rows": found["records"], "pages": -(-found["total"] // size)}
