"""A small territory: an ATD, an EPCI under it, two communes, and people in every role."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pytest

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Territory:
    """Names of organisations and of users, by role."""

    atd: dict[str, Any]
    epci: dict[str, Any]
    commune: dict[str, Any]
    sibling: dict[str, Any]
    users: dict[str, str]


@pytest.fixture(scope="module")
def _territories() -> dict[str, Territory]:
    return {}


@pytest.fixture
def territory(with_plugins: None, _territories: dict[str, Territory]) -> Territory:
    """Made once a module: tests do not change it."""
    if "made" not in _territories:
        _territories["made"] = make_territory()
    return _territories["made"]


def make_territory() -> Territory:
    """A territory of its own, with names that no other has."""
    from ckan.tests import factories

    number = next(_numbers)
    users = {
        role: str(factories.User()["name"])
        for role in ("stranger", "contributor", "sibling_admin", "own_admin", "atd_admin")
    }
    users["sysadmin"] = str(factories.Sysadmin()["name"])

    def organisation(title: str, parent: dict[str, Any] | None, members: dict[str, str], **more: Any) -> dict[str, Any]:
        return dict(
            factories.Organization(
                title=title,
                name=f"t{number}-{title.lower().replace(' ', '-')}",
                groups=[{"name": parent["name"]}] if parent else [],
                users=[{"name": users[role], "capacity": capacity} for role, capacity in members.items()],
                **more,
            )
        )

    atd = organisation("Agence du Val", None, {"atd_admin": "admin"}, scdl_kind="atd")
    epci = organisation("Communaute des Sources", atd, {}, scdl_kind="epci")
    commune = organisation(
        "Montbrun",
        epci,
        {"own_admin": "admin", "contributor": "editor"},
        scdl_kind="collectivite",
        siret="21310001900024",
        insee_code="31001",
        contact_email="mairie@montbrun.example.org",
        contact_phone="05 00 00 00 01",
        scdl_review="yes",
        scdl_publication="hourly",
        scdl_bbox="1.35,43.53,1.52,43.67",
    )
    sibling = organisation("Rivesec", epci, {"sibling_admin": "admin"}, scdl_kind="collectivite")
    return Territory(atd, epci, commune, sibling, users)
