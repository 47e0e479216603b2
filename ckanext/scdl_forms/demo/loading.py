"""Loads the territory through the real actions, as its own people: rights, checks and publication all play.

Loading again completes what is missing and leaves alone what is there, even when somebody has changed it since.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search

from ckanext.scdl.shared import get_standard
from ckanext.scdl_forms.demo import catalogue, extents
from ckanext.scdl_forms.demo.people import PASSWORD, Person
from ckanext.scdl_forms.demo.places import Place
from ckanext.scdl_forms.demo.territory import Record, Register, Territory, identifiers, subjects_of, territory

#: State of the demo's records → what an import asks for.
IMPORTED_AS = {
    "published": "publish", "to_review": "submit", "to_correct": "submit", "draft": "draft", "wrong": "draft",
}

#: Places where something that is online is being changed, and something was taken offline.
LIVELY = ("montbrun-sur-orle", "lorval", "tarvelle", "port-ambrelle")


@contextmanager
def indexed_together() -> Iterator[None]:
    """Let the search index show all that was loaded at the end, instead of waiting for it at each dataset."""
    before = tk.config.get("ckan.search.solr_commit")
    tk.config["ckan.search.solr_commit"] = False
    try:
        yield
    finally:
        tk.config["ckan.search.solr_commit"] = before
        search.commit()


class Loader:
    """One load.

    :param small: the small territory of the browser journeys.
    :param echo: told each step in one line.
    """

    def __init__(self, *, small: bool = False, echo: Callable[[str], None] = print) -> None:
        self.small = small
        self.echo = echo
        self.started = time.monotonic()
        self.site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

    def load(self) -> dict[str, int]:
        """Load everything.

        :returns: how many organisations, accounts, registers and records are there in the end.
        """
        whole = territory(subjects_of(get_standard("deliberations").overlay), small=self.small)
        with indexed_together():
            self.people(whole)
            self.organisations(whole)
            records = self.registers(whole)
            self.call(catalogue.add_theme, whole)
            self.say("Un thème, un jeu de données ordinaire")
        return {
            "organisations": len(whole.places),
            "accounts": len(whole.people),
            "registers": len(whole.registers),
            "records": records,
        }

    def say(self, what: str) -> None:
        """Tell a step and how long it has been."""
        self.echo(f"[{time.monotonic() - self.started:5.0f} s] {what}")

    def act(self, action: str, user: str | None = None, /, **data: Any) -> Any:
        """Call an action as ``user`` (a login; the portal's own account when left out)."""
        return tk.get_action(action)({"user": user or self.site_user}, data)

    def call(self, step: Callable[..., None], *arguments: Any) -> None:
        """Run a step that lives in a module of its own."""
        step(self.act, *arguments)

    # ---- people and organisations

    def people(self, whole: Territory) -> None:
        """Make the accounts that are missing."""
        new = [person for person in whole.people if model.User.get(person.login) is None]
        for person in new:
            self.person(person)
        self.say(f"{len(whole.people)} comptes ({len(new)} nouveaux)")

    def person(self, person: Person) -> None:
        """Make one account; the operator's is the only one that may do everything."""
        user = self.act(
            "user_create", name=person.login, email=person.email, fullname=person.fullname, password=PASSWORD,
            about=f"{person.job} (compte de démonstration)",
        )
        if person.sysadmin:
            # 2.11 wants the address again
            self.act("user_patch", id=user["id"], email=person.email, sysadmin=True)

    def organisations(self, whole: Territory) -> None:
        """Make the organisations that are missing, parents first, and give each the people that it lacks."""
        known = set(self.act("organization_list", all_fields=False))
        new = [place for place in whole.places if place.name not in known]
        for place in whole.places:
            if place.name in known:
                self.missing_staff(place, whole)
            else:
                self.organisation(place, whole)
        self.say(f"{len(whole.places)} organismes ({len(new)} nouveaux)")

    def organisation(self, place: Place, whole: Territory) -> None:
        """Make one organisation. The account that makes it is no member of it afterwards."""
        made = self.act(
            "organization_create", name=place.name, title=place.title, description=place.description,
            scdl_kind=place.kind, scdl_review="yes" if place.review else "no", scdl_publication=place.publication,
            scdl_accent=place.accent, groups=[{"name": place.parent}] if place.parent else [],
            scdl_bbox=extents.as_text(extents.extent(place)), **identifiers(place),
            users=[{"name": login, "capacity": capacity} for login, capacity in self.staff(place, whole)],
        )
        self.act("organization_member_delete", id=made["id"], username=self.site_user)

    @staticmethod
    def staff(place: Place, whole: Territory) -> list[tuple[str, str]]:
        """The people of a place: login and capacity."""
        return [
            (person.login, capacity) for person in whole.people for name, capacity in person.roles if name == place.name
        ]

    def missing_staff(self, place: Place, whole: Territory) -> None:
        """Complete a place of a smaller territory, or of a load that was stopped; roles given since stay."""
        there = {user_id for user_id, _, _ in self.act("member_list", id=place.name, object_type="user")}
        for login, capacity in self.staff(place, whole):
            user = model.User.get(login)
            if user is not None and user.id not in there:
                self.act("organization_member_create", id=place.name, username=login, role=capacity)

    # ---- registers and records

    def registers(self, whole: Territory) -> int:
        """Open and fill the registers, then publish them.

        :returns: number of records that they hold.
        """
        total = 0
        for rank, register in enumerate(whole.registers, 1):
            total += self.register(register, whole)
            if rank % 5 == 0 or rank == len(whole.registers):
                self.say(f"{rank} registres sur {len(whole.registers)}, {total} enregistrements")
        return total

    def register(self, register: Register, whole: Territory) -> int:
        """Open and fill one register as the people of its organisation."""
        agent = self.somebody(whole, register.place, "editor")
        manager = self.somebody(whole, register.place, "admin")
        where = {"organization_id": register.place.name, "schema": register.standard}
        made = self.act("scdl_register_create", agent, **where)
        there = made.get("counts", {}).get("total", 0)
        if there >= len(register.records):
            return there
        online: list[int] = []
        for state in dict.fromkeys(record.state for record in register.records):
            records = [record for record in register.records if record.state == state]
            numbers = self.records(where, records, manager if state == "published" else agent)
            if state == "published":
                online = numbers
            if state == "to_correct":
                self.send_back(where, records, numbers, manager)
        if online:
            self.act("scdl_publication_run", manager, **where)
        if register.place.name in LIVELY and register.standard == "deliberations":
            self.change_what_is_online(where, online, agent, manager)
        return len(register.records)

    def change_what_is_online(self, where: dict[str, str], online: list[int], agent: str, manager: str) -> None:
        """Leave a change of something online waiting for its reader, and take something else offline."""
        changed, withdrawn = online[-2], online[-4]
        record = self.act("scdl_record_show", agent, **where, number=changed)
        values = {**record["values"], "DELIB_OBJET": record["values"]["DELIB_OBJET"] + " (erreur matérielle rectifiée)"}
        self.act("scdl_record_submit", agent, **where, number=changed, version=record["version"], values=values)
        self.act("scdl_record_withdraw", agent, **where, number=withdrawn)
        self.act("scdl_publication_run", manager, **where)

    def records(self, where: dict[str, str], records: list[Record], user: str) -> list[int]:
        """Import records of one state; those that are there already stay as they are.

        :returns: their numbers in the register.
        """
        result = self.act(
            "scdl_records_import", user, **where, rows=[record.values for record in records],
            state=IMPORTED_AS[records[0].state], on_duplicate="skip",
        )
        return [line["number"] for line in result["rows"]]

    def send_back(self, where: dict[str, str], records: list[Record], numbers: list[int], user: str) -> None:
        """Send records back to the agent, each with its reason."""
        for record, number in zip(records, numbers, strict=True):
            self.act("scdl_record_reject", user, **where, number=number, reason=record.reason)

    @staticmethod
    def somebody(whole: Territory, place: Place, capacity: str) -> str:
        """The login of somebody who may act in this role: of the place, else in charge of it or of one above."""
        above = {other.name: other.parent for other in whole.places}
        wanted = [(place.name, capacity), (place.name, "admin")]
        parent = place.parent
        while parent:
            wanted.append((parent, "admin"))
            parent = above[parent]
        return next(person.login for role in wanted for person in whole.people if role in person.roles)
