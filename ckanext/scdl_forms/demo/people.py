"""The accounts of the demo: who they are, where they work, what to try with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from ckanext.scdl_forms.demo import vocabulary as words
from ckanext.scdl_forms.demo.places import PLACES, Place
from ckanext.scdl_forms.demo.randomness import chance, share

#: Known to everybody: these accounts exist to be tried.
PASSWORD = "demonstration"  # noqa: S105 - a demo account's, printed on purpose

TOTAL = 102
READERS = ("montbrun-sur-orle", "lorval", "tarvelle", "port-ambrelle", "grand-lorval")

ROLE_WORDS = {"admin": "responsable (relit et publie)", "editor": "agent (saisit)", "member": "lecteur"}


@dataclass(frozen=True)
class Person:
    """An account. ``roles`` are pairs (organisation, ``admin`` | ``editor`` | ``member``)."""

    login: str
    fullname: str
    job: str
    roles: tuple[tuple[str, str], ...] = ()
    sysadmin: bool = False
    advice: str = ""

    @property
    def email(self) -> str:
        """An address that no server receives (``.example`` is reserved)."""
        return f"{self.login}@territoire.example"


ADVICE = {
    "operateur": "tout : réglages, standards, organisations, comptes",
    "animatrice-val-orle": "suivre les communes du Val d'Orle et agir pour l'une d'elles",
    "secretaire-montbrun": "saisir une délibération et l'envoyer à relire ; corriger celle qui lui est revenue",
    "responsable-montbrun": "relire et approuver ce que la secrétaire a envoyé",
    "secretaire-rivesec": "saisir une délibération et la voir en ligne aussitôt (pas de relecture à Rivesec)",
    "secretaire-saint-avrel": "voir que les registres des voisins restent fermés",
    "responsable-orle": "tenir les registres de la communauté de communes",
    "elu-montbrun": "lire les registres de sa commune sans rien pouvoir changer",
    "visiteur": "parcourir le portail avec un compte qui n'a aucun rôle",
}


def handle(place: Place) -> str:
    """The short name of a place in logins: ``montbrun`` for Montbrun-sur-Orle."""
    for ending in ("-sur-orle", "-le-haut", "-et-sauvane"):
        if place.name.endswith(ending):
            return place.name.removesuffix(ending)
    return place.name


def full_names() -> Iterator[str]:
    """Yield names of people who do not exist, each once, mixed."""
    families = [start + end for start, end in product(words.FAMILY_STARTS, words.FAMILY_ENDS)]
    draw = chance("people")
    draw.shuffle(families)
    for rank, family in enumerate(families):
        yield f"{words.GIVEN_NAMES[rank % len(words.GIVEN_NAMES)]} {family}"


def login_of(fullname: str) -> str:
    """``Camille Valbruyère`` → ``camille-valbruyere``."""
    plain = str.maketrans("éèêëàâîïôöûüçÉ", "eeeeaaiioouucE")
    return fullname.translate(plain).lower().replace(" ", "-")


def people() -> list[Person]:
    """Return the 102 accounts of the whole territory, in all roles."""
    names = full_names()
    found: list[Person] = []

    def add(login: str, job: str, *roles: tuple[str, str], sysadmin: bool = False) -> None:
        fullname = next(names)
        name = login or login_of(fullname)
        found.append(Person(name, fullname, job, roles, sysadmin, ADVICE.get(name, "")))

    add("operateur", "Opérateur du portail", sysadmin=True)
    for place in PLACES:
        short = handle(place)
        if place.kind == "atd":
            add(f"animatrice-{short}", "Animatrice territoriale des données", (place.name, "admin"))
            add(f"animateur-{short}", "Animateur territorial des données", (place.name, "admin"))
            add("", "Assistance aux communes", (place.name, "editor"))
        else:
            add(
                f"secretaire-{short}",
                "Secrétaire de mairie" if place.kind == "collectivite" else "Secrétariat général",
                (place.name, "editor"),
            )
            add(f"responsable-{short}", "Responsable de la publication", (place.name, "admin"))
        if place.kind == "epci":
            add("", "Agent de l'intercommunalité", (place.name, "editor"))
    for name in READERS:
        place = next(place for place in PLACES if place.name == name)
        add(f"elu-{handle(place)}", "Membre du conseil", (name, "member"))
    add("visiteur", "Habitante curieuse")
    # Agents of the communes, more where there are more people; three of them serve two neighbours.
    communes = [place for place in PLACES if place.kind == "collectivite"]
    left = TOTAL - len(found)
    for place, number in zip(communes, share(left, [place.population**0.45 for place in communes]), strict=True):
        for rank in range(number):
            roles = [(place.name, "editor")]
            if rank == 0 and place.name in NEIGHBOURS:
                roles.append((NEIGHBOURS[place.name], "editor"))
            add("", "Agent de la commune", *roles)
    return found


#: A shared agent of the first also serves the second.
NEIGHBOURS = {
    "rivesec": "les-garrissades",
    "villebrune": "la-roquemine",
    "etang-neuf": "sablerive",
    "pontorlet": "les-garrissades",
    "cormeillan": "villebrune",
}

#: Accounts of the small territory: those to try, and an agent wherever something is sent to be read.
SMALL = (*ADVICE, "responsable-saint-avrel", "secretaire-pontorlet", "secretaire-orle")
