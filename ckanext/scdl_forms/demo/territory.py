"""D-Lyne's pilot, rebuilt from invented data: who, where, and 7,000 records in every state."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from ckanext.scdl_forms.demo import keys, mistakes, people, places
from ckanext.scdl_forms.demo.deliberations import deliberations
from ckanext.scdl_forms.demo.people import Person
from ckanext.scdl_forms.demo.places import Place
from ckanext.scdl_forms.demo.prenoms import prenoms
from ckanext.scdl_forms.demo.randomness import share
from ckanext.scdl_forms.demo.subventions import subventions

#: The day on which the demo was stopped; fixed, so that two loads are the same.
TODAY = datetime.date(2026, 11, 20)

#: Registers whose last entries are old: somebody is late.
LATE = {
    ("villebrune", "subventions"): datetime.date(2023, 11, 20),
    ("cormeillan", "subventions"): datetime.date(2024, 11, 20),
}

#: A commune that has just taken up a standard and entered nothing yet.
EMPTY = ("la-roquemine",)

STATES = ("published", "to_review", "to_correct", "draft", "wrong")

#: Standard → why a reader sends something back.
REASONS = {
    "deliberations": (
        "L'objet est trop court pour un habitant qui n'a pas assisté à la séance.",
        "Le décompte du vote ne correspond pas au procès-verbal : merci de le reprendre.",
        "Le lien ne mène pas au document signé.",
    ),
    "subventions": (
        "Le montant n'est pas celui qui a été voté : vérifiez la délibération.",
        "Cette subvention fait double emploi avec la précédente, à vérifier.",
    ),
    "prenoms": ("Le nombre ne correspond pas au registre de l'état civil.",),
}


@dataclass(frozen=True)
class Record:
    """One record and the state that it is to reach. ``reason`` is why a reader sent it back."""

    values: dict[str, str]
    state: str
    reason: str = ""


@dataclass(frozen=True)
class Register:
    """What one organisation holds for one standard."""

    place: Place
    standard: str
    records: tuple[Record, ...] = field(repr=False)


@dataclass(frozen=True)
class Territory:
    """Everything that the loader puts into a portal."""

    places: tuple[Place, ...]
    people: tuple[Person, ...]
    registers: tuple[Register, ...]


def identifiers(place: Place) -> dict[str, str]:
    """Return the facts of an organisation that a form asks: SIRET, INSEE code, address, telephone.

    Telephone numbers come from the range kept for fiction.
    """
    commune = place.kind == "collectivite"
    siren = keys.commune_siren(place.number) if commune else keys.group_siren(place.number)
    rank = place.number if commune else 50 + place.number
    return {
        "siret": keys.siret(siren, 1),
        "insee_code": keys.commune_insee(place.number) if commune else "",
        "contact_email": f"{'mairie' if commune else 'contact'}@{place.name}.example",
        "contact_phone": f"05 36 49 {rank:02d} {(rank * 37) % 100:02d}",
    }


def territory(subjects: Mapping[str, str], *, small: bool = False) -> Territory:
    """Build the territory; the same each time.

    :param subjects: subjects of deliberations by code, see :func:`subjects_of`.
    :param small: one ATD, one group of communes, four communes, 150 records.
    """
    kept = [place for place in places.PLACES if not small or place.name in places.SMALL]
    staff = people.people()
    if small:
        staff = [person for person in staff if person.login in people.SMALL]
    totals = (
        {"deliberations": 90, "subventions": 45, "prenoms": 15}
        if small
        else {"deliberations": 3700, "subventions": 2100, "prenoms": 1200}
    )
    states = (
        {"to_review": 8, "to_correct": 3, "draft": 5, "wrong": 6}
        if small
        else {"to_review": 220, "to_correct": 40, "draft": 120, "wrong": 140}
    )
    found: list[tuple[Place, str, list[dict[str, str]]]] = []
    for standard, total in totals.items():
        holders = [place for place in kept if standard in place.standards]
        weights = [0.0 if place.name in EMPTY else place.population**0.35 for place in holders]
        for place, count in zip(holders, share(total, weights), strict=True):
            found.append((place, standard, records_of(place, standard, count, subjects)))
    return Territory(tuple(kept), tuple(staff), tuple(with_states(found, states)))


def subjects_of(overlay: Mapping) -> dict[str, str]:
    """Return code → name of the subjects of deliberations, from the standard's overlay."""
    suggestions = overlay["fields"]["DELIB_MATIERE_CODE"]["suggestions"]
    return {item["value"]: item["sets"]["DELIB_MATIERE_NOM"] for item in suggestions}


def records_of(place: Place, standard: str, count: int, subjects: Mapping[str, str]) -> list[dict[str, str]]:
    """Return ``count`` right records of a register, the oldest first."""
    facts = identifiers(place)
    today = LATE.get((place.name, standard), TODAY)
    if count == 0:
        return []
    if standard == "deliberations":
        return deliberations(place, count, today, subjects, facts["siret"])
    if standard == "subventions":
        return subventions(place, count, today, facts["siret"])
    return prenoms(place, count, today, facts["insee_code"])


def with_states(found: list[tuple[Place, str, list[dict[str, str]]]], states: Mapping[str, int]) -> list[Register]:
    """Give each record its state: the newest ones are still on somebody's desk, the others are online.

    Registers of organisations without review have nothing to read nor to send back.
    """
    plan: list[dict[str, int]] = [{} for _ in found]
    for state, total in states.items():
        weights = [
            float(len(values)) ** 0.5 if place.review or state in ("draft", "wrong") else 0.0
            for place, _, values in found
        ]
        for place_plan, number in zip(plan, share(total, weights), strict=True):
            place_plan[state] = number
    registers = []
    for (place, standard, values), wanted in zip(found, plan, strict=True):
        order = [state for state in STATES[1:] for _ in range(wanted[state])]
        online = len(values) - len(order)
        records = [Record(row, "published") for row in values[:online]]
        for rank, (row, state) in enumerate(zip(values[online:], order, strict=True)):
            choice = REASONS[standard]
            reason = choice[rank % len(choice)] if state == "to_correct" else ""
            records.append(
                Record(mistakes.spoiled(standard, row, rank + place.number) if state == "wrong" else row, state, reason)
            )
        registers.append(Register(place, standard, tuple(records)))
    return registers
