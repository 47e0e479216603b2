"""A small territory for each test, with names of its own."""
from __future__ import annotations

import html
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Optional

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories

from ckanext.scdl_forms import jobs

_SERIAL = itertools.count(1)


def _with_key(digits: str) -> str:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def luhn_siret(serial: int) -> str:
    """A SIRET with valid keys, different for each serial."""
    return _with_key(_with_key(f"21{serial:06d}") + "0001")


@dataclass
class Commune:
    """An organisation of the test, with the people who serve it."""

    id: str
    name: str
    title: str
    siret: str
    editor: dict[str, Any]
    admin: dict[str, Any]
    register: dict[str, Any] = field(default_factory=dict)


def act(action: str, user: Optional[str] = None, **data: Any) -> Any:
    """Call an action as a person (by name), or as nobody."""
    return tk.get_action(action)({"user": user or "", "ignore_auth": False}, data)


def as_system(action: str, **data: Any) -> Any:
    """Call an action without rights being asked."""
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return tk.get_action(action)({"user": site_user["name"], "ignore_auth": True}, data)


def words(body: str) -> str:
    """What a person reads of a page: no entities, and spaces that break or not alike."""
    return html.unescape(body).replace("\u00a0", " ")


def delivery(commune: Commune, number: str, **more: str) -> dict[str, str]:
    """Values of a right délibération."""
    return {
        "COLL_NOM": commune.title, "COLL_SIRET": commune.siret, "DELIB_ID": number, "DELIB_DATE": "2024-03-12",
        "DELIB_MATIERE_CODE": "7.5", "DELIB_MATIERE_NOM": "finances locales/subventions",
        "DELIB_OBJET": "Attribution de subventions", **more,
    }


@pytest.fixture
def make_commune(with_plugins: None) -> Callable[..., Commune]:
    """Make a commune with an editor and an admin, and its register of délibérations."""

    def make(review: bool = False, publication: str = "at_once", parent: Optional[str] = None,
             schema: Optional[str] = "scdl/deliberations") -> Commune:
        serial = next(_SERIAL)
        editor, admin = factories.User(), factories.User()
        data: dict[str, Any] = {
            "name": f"commune-{serial}-{editor['name'][-6:]}".lower(), "title": f"Commune de Montbrun-{serial}",
            "scdl_kind": "collectivite", "siret": luhn_siret(serial), "insee_code": "31366",
            "contact_email": "mairie@example.org", "scdl_review": "yes" if review else "no",
            "scdl_publication": publication,
            "users": [{"name": editor["name"], "capacity": "editor"}, {"name": admin["name"], "capacity": "admin"}],
        }
        if parent:
            data["groups"] = [{"name": parent}]
        made = as_system("organization_create", **data)
        commune = Commune(made["id"], made["name"], made["title"], data["siret"], editor, admin)
        if schema:
            commune.register = as_system("scdl_register_create", organization_id=made["id"], schema=schema)
        return commune

    return make


@pytest.fixture
def commune(make_commune: Callable[..., Commune]) -> Commune:
    """A commune that asks for no review and publishes at once."""
    return make_commune()


@pytest.fixture
def reviewed(make_commune: Callable[..., Commune]) -> Commune:
    """A commune where a second person reads first."""
    return make_commune(review=True)


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Registers whose publication was asked for: the tests run it themselves, when they want."""
    asked: list[str] = []

    def note(register_id: str) -> bool:
        asked.append(register_id)
        return True

    monkeypatch.setattr(jobs, "request_publication", note)
    return asked


@pytest.fixture
def clean_session() -> Any:
    """Forget what the session holds, so that the next read sees the database."""
    model.Session.expire_all()
    return model.Session
