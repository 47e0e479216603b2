"""Who is who in the territory: facts of an organisation, its place in the tree, people's rights."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.authz as authz
import ckan.model as model

from ckanext.scdl.model import territory as tree

#: Kinds of organisation; see scheming/organization.yaml.
KINDS = ("atd", "epci", "collectivite", "autre")


@dataclass(frozen=True)
class OrganisationFacts:
    """What the product knows of an organisation.

    :ivar kind: one of :data:`KINDS`
    :ivar siret: 14 digits, or empty; ``siren`` is its first nine (or the nine digits given)
    :ivar review: a second person reads before anything goes online
    :ivar publication: ``at_once`` or ``hourly``
    :ivar bbox: ``west, south, east, north`` in degrees, or empty
    """

    id: str
    name: str
    title: str
    kind: str
    siret: str
    siren: str
    insee_code: str
    email: str
    phone: str
    review: bool
    publication: str
    bbox: str = ""

    def fact(self, key: str) -> str:
        """The value that fills a column; ``key`` as in an overlay's ``organisation``."""
        return self.title if key == "name" else str(getattr(self, key))

    def by_column(self, columns: Mapping[str, str]) -> dict[str, str]:
        """What is known of the organisation, for the columns that it fills.

        :param columns: column → key of a fact, as a standard's ``organisation_fields``
        """
        found = {
            column: international(self.phone) if key == "phone" else self.fact(key) for column, key in columns.items()}
        return {column: text for column, text in found.items() if text}


#: Calling codes of overseas numbers, by their first four digits at home (arcep's numbering plan).
_OVERSEAS = {
    "262": ("0262", "0263", "0692", "0693", "0269", "0639"), "590": ("0590", "0690", "0691"), "594": ("0594", "0694"),
    "596": ("0596", "0696", "0697"),
}


def international(phone: str) -> str:
    """A French number as standards write it, +33536490274; what is none stays as it is."""
    digits = re.sub(r"[\s.\-()/]", "", phone)
    if not re.fullmatch(r"0[1-9]\d{8}", digits, re.ASCII):
        return digits if re.fullmatch(r"\+\d{8,15}", digits, re.ASCII) else phone
    code = next((code for code, starts in _OVERSEAS.items() if digits.startswith(starts)), "33")
    return f"+{code}{digits[1:]}"


def organisation_facts(organisation: str | Mapping[str, Any]) -> OrganisationFacts | None:
    """Facts of an organisation, given by id, by name or as ``organization_show`` answers it.

    :returns: None when there is no such active organisation
    """
    if isinstance(organisation, str):
        group = tree.get_organisation(organisation)
        if group is None:
            return None
        extras = tree.organisation_extras([group.id])[group.id]
        return _facts({"id": group.id, "name": group.name, "title": group.title, **extras})
    extras = {item["key"]: item["value"] for item in organisation.get("extras") or ()}
    return _facts({**extras, **organisation})


def _facts(data: Mapping[str, Any]) -> OrganisationFacts:
    number = "".join(str(data.get("siret") or "").split())
    kind = str(data.get("scdl_kind") or "")
    return OrganisationFacts(
        id=str(data["id"]), name=str(data["name"]), title=str(data.get("title") or data["name"]),
        kind=kind if kind in KINDS else "autre",
        siret=number if len(number) == 14 else "", siren=number[:9],
        insee_code=str(data.get("insee_code") or ""), email=str(data.get("contact_email") or ""),
        phone=str(data.get("contact_phone") or ""), review=data.get("scdl_review") == "yes",
        publication="hourly" if data.get("scdl_publication") == "hourly" else "at_once",
        bbox=str(data.get("scdl_bbox") or ""),
    )


def ancestors(org_id: str) -> list[str]:
    """Ids of the organisations above, the nearest first."""
    return [group.id for group in tree.ancestor_groups(org_id)]


def descendants(org_id: str) -> list[str]:
    """Ids of all organisations below, parents before their children."""
    return tree.descendant_ids(org_id)


def may_contribute(user_id: str | None, org_id: str) -> bool:
    """May this person enter data for the organisation (editor, admin, admin of an organisation above)?"""
    return _has_permission(user_id, org_id, "create_dataset")


def may_publish(user_id: str | None, org_id: str) -> bool:
    """May this person decide what goes online (admin of the organisation or of one above)?"""
    return _has_permission(user_id, org_id, "admin")


def _has_permission(user_id: str | None, org_id: str, permission: str) -> bool:
    user = model.User.get(user_id) if user_id else None
    if user is None or user.state != "active" or tree.get_organisation(org_id) is None:
        return False
    return bool(authz.has_user_permission_for_group_or_org(org_id, user.name, permission))
