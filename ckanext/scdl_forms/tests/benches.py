"""A standard of two versions: the second asks for a column that the first has not, and drops another."""
from __future__ import annotations

import itertools
import uuid
from typing import Any

from ckanext.scdl_forms.tests.conftest import Commune, act, as_system

_SERIAL = itertools.count(1)

FIRST: dict[str, Any] = {
    "title": "Bancs publics", "description": "Où sont les bancs.", "version": "1.0.0", "primaryKey": "id_banc",
    "fields": [
        {"name": "id_banc", "type": "string", "title": "Numéro", "constraints": {"required": True}},
        {"name": "couleur", "type": "string", "title": "Couleur"},
        {"name": "pose", "type": "date", "title": "Date de pose", "constraints": {"required": True}},
    ],
}
SECOND: dict[str, Any] = {
    **FIRST, "version": "2.0.0",
    "fields": [
        FIRST["fields"][0], FIRST["fields"][2],
        {"name": "etat", "type": "string", "title": "État", "constraints": {"required": True, "enum": ["neuf", "usé"]}},
    ],
}


def add_first() -> str:
    """Add the first version under a name of its own; return the name."""
    name = f"territoire/bancs-{next(_SERIAL)}-{uuid.uuid4().hex[:6]}"
    as_system("scdl_standard_add", descriptor=FIRST, name=name)
    return name


def add_second(name: str) -> None:
    """Add the second version."""
    as_system("scdl_standard_add", descriptor=SECOND, name=name)


def bench(number: str, **more: str) -> dict[str, str]:
    """Values of a right bench under the first version."""
    return {"id_banc": number, "couleur": "vert", "pose": "2024-03-12", **more}


def register_of_benches(commune: Commune, numbers: int = 3) -> dict[str, Any]:
    """A register under the first version with this many benches online, while the second has come out."""
    name = add_first()
    register = act("scdl_register_create", commune.admin["name"], organization_id=commune.id, schema=name)
    act("scdl_records_import", commune.admin["name"], register_id=register["id"], state="publish",
        rows=[bench(str(number)) for number in range(1, numbers + 1)])
    act("scdl_publication_run", commune.admin["name"], id=register["id"])
    add_second(name)
    return act("scdl_register_show", commune.admin["name"], id=register["id"])
