"""Files, people and datasets that the tests of the plugin share."""
from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

COLUMNS = [
    *("COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_OBJET"),
    *("BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE"),
    *("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL"),
]
STANDARD = "scdl/deliberations"


def row(**values: str) -> dict[str, str]:
    """A délibération that follows the standard, with some values of one's own."""
    good = {
        "COLL_NOM": "Commune de Montbrun",
        "COLL_SIRET": "21860194600013",
        "DELIB_ID": "2024-031",
        "DELIB_DATE": "2024-03-12",
        "DELIB_MATIERE_CODE": "7.5",
        "DELIB_MATIERE_NOM": "finances locales/subventions",
        "DELIB_OBJET": "Attribution de subventions aux associations",
    }
    return {**dict.fromkeys(COLUMNS, ""), **good, **values}


def table(*rows: dict[str, str], columns: list[str] | None = None, delimiter: str = ",") -> bytes:
    """A CSV of délibérations."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns or COLUMNS, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


GOOD = table(row())
BAD = table(row(), row(DELIB_ID="2024-032", COLL_SIRET="123", DELIB_DATE="2024-02-30"))
REPAIRABLE = table(row(DELIB_DATE="13/03/2024"))


def upload(content: bytes, name: str = "deliberations.csv") -> FileStorage:
    """Bytes as a form sends them."""
    return FileStorage(stream=io.BytesIO(content), filename=name, name="upload")


@dataclass
class Territory:
    """A county, a commune under it with an editor and an administrator, a commune beside it, and a stranger.

    Each person is ``{name, id, token}``.
    """

    atd: dict[str, Any]
    commune: dict[str, Any]
    sibling: dict[str, Any]
    people: dict[str, dict[str, Any]]


def _person() -> dict[str, Any]:
    return factories.UserWithToken()


def organization(**values: Any) -> dict[str, Any]:
    """An organisation, a commune unless told otherwise."""
    return factories.Organization(**{"scdl_kind": "collectivite", **values})


def territory(**commune: Any) -> Territory:
    """Make one in the database, with names of its own."""
    people = {who: _person() for who in ("editor", "admin", "sibling_admin", "atd_admin", "stranger")}
    people["sysadmin"] = factories.SysadminWithToken()

    def member(who: str, capacity: str) -> list[dict[str, str]]:
        return [{"name": people[who]["name"], "capacity": capacity}]

    atd = organization(users=member("atd_admin", "admin"), scdl_kind="atd")
    parent = [{"name": atd["name"]}]
    own = organization(users=[*member("editor", "editor"), *member("admin", "admin")], groups=parent, **commune)
    sibling = organization(users=member("sibling_admin", "admin"), groups=parent)
    return Territory(atd, own, sibling, people)


def context(person: dict[str, Any] | None) -> dict[str, Any]:
    """The context of an action called by somebody; None is a stranger without an account."""
    import ckan.model as model

    if person is None:
        return {"user": "", "auth_user_obj": None, "ignore_auth": False}
    return {"user": person["name"], "auth_user_obj": model.User.get(person["name"]), "ignore_auth": False}


def resource(package: dict[str, Any], content: bytes, person: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A resource made by an upload through the action."""
    name = values.pop("filename", "deliberations.csv")
    data = {"package_id": package["id"], "name": "Délibérations", "upload": upload(content, name), "url": name}
    return tk.get_action("resource_create")(context(person), {**data, **values})
