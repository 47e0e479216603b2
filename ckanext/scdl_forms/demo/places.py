"""The invented territory: ATD, groups of communes, communes, and what each of them is like."""

from __future__ import annotations

from dataclasses import dataclass

_CONTRACTED = {("de", "Le"): "du ", ("de", "Les"): "des ", ("à", "Le"): "au ", ("à", "Les"): "aux "}


def after(preposition: str, name: str) -> str:
    """Return ``name`` after « de » or « à », contracted and elided as French wants it."""
    article, _, rest = name.partition(" ")
    if (preposition, article) in _CONTRACTED:
        return _CONTRACTED[preposition, article] + rest
    if article == "La" and rest:
        return f"{preposition} la {rest}"
    if name.startswith("L'"):
        return f"{preposition} l'{name[2:]}"
    if article in ("Communauté", "Agence", "Syndicat", "Centre", "Atelier"):
        return after_institution(preposition, name, article)
    if preposition == "de" and name[0] in "AEÉÈÊIÎOÔUYH":
        return "d'" + name
    return f"{preposition} {name}"


def after_institution(preposition: str, name: str, article: str) -> str:
    """Return the name of a body, which wants its article: ``de la communauté…``, ``du syndicat…``."""
    lower = name[0].lower() + name[1:]
    if article in ("Agence", "Atelier"):
        return f"{preposition} l'{lower}"
    if article == "Communauté":
        return f"{preposition} la {lower}"
    return ("du " if preposition == "de" else "au ") + lower


@dataclass(frozen=True)
class Place:
    """One organisation of the territory.

    ``number`` shapes its identifiers, ``population`` its council and its budget. ``standards`` are the
    slugs of the standards that it has taken up; ``habit`` is the way it numbers its deliberations; ``area`` is
    what local associations call themselves after, where that is not the organisation's own name.
    """

    name: str
    title: str
    kind: str
    number: int
    population: int
    parent: str | None = None
    standards: tuple[str, ...] = ("deliberations", "subventions")
    review: bool = True
    publication: str = "at_once"
    habit: str = "{year}-{rank:03d}"
    accent: str = ""
    description: str = ""
    area: str = ""

    def of(self) -> str:
        """The name after « de »: ``de Montbrun-sur-Orle``, ``des Garrissades``, ``d'Étang-Neuf``."""
        return after("de", self.title)

    def at(self) -> str:
        """The name after « à »: ``à Rivesec``, ``aux Garrissades``, ``au Mesnil-Sauvane``."""
        return after("à", self.title)

    @property
    def seats(self) -> int:
        """Number of elected people, by the scale of the electoral code (L2121-2), EPCI by ours."""
        if self.kind != "collectivite":
            return 42
        for limit, seats in (
            (100, 7),
            (500, 11),
            (1500, 15),
            (2500, 19),
            (3500, 23),
            (5000, 27),
            (10000, 29),
            (20000, 33),
            (30000, 35),
        ):
            if self.population < limit:
                return seats
        return 39


ALL_THREE = ("deliberations", "subventions", "prenoms")

PLACES: tuple[Place, ...] = (
    # The département's agency: one group of communes and a commune on its own.
    Place(
        "val-orle",
        "Agence numérique du Val d'Orle",
        "atd",
        1,
        0,
        None,
        (),
        accent="#1d5c8a",
        description="L'agence du département accompagne les communes dans la tenue de leurs registres.",
    ),
    Place(
        "orle-et-sauvane",
        "Communauté de communes Orle et Sauvane",
        "epci",
        2,
        9800,
        "val-orle",
        habit="CC-{year}-{rank:03d}",
        area="d'Orle et Sauvane",
        accent="#2d6a4f",
        description="Cinq communes réunies pour l'eau, les déchets et la lecture publique.",
    ),
    Place(
        "montbrun-sur-orle",
        "Montbrun-sur-Orle",
        "collectivite",
        1,
        2340,
        "orle-et-sauvane",
        ALL_THREE,
        description="Bourg-centre au bord de l'Orle, avec son marché du jeudi et sa halle.",
    ),
    Place(
        "rivesec",
        "Rivesec",
        "collectivite",
        2,
        812,
        "orle-et-sauvane",
        review=False,
        habit="{year}_{month:02d}_{session_rank:02d}",
        description="Village de vignerons sur la rive gauche de la Sauvane. La secrétaire de mairie publie elle-même.",
    ),
    Place(
        "saint-avrel",
        "Saint-Avrel",
        "collectivite",
        3,
        1460,
        "orle-et-sauvane",
        publication="hourly",
        description="Commune de plaine traversée par le canal.",
    ),
    Place(
        "pontorlet",
        "Pontorlet",
        "collectivite",
        4,
        1120,
        "orle-et-sauvane",
        habit="D{year}-{rank:02d}",
        description="Le pont, le moulin et trois hameaux.",
    ),
    Place(
        "les-garrissades",
        "Les Garrissades",
        "collectivite",
        5,
        236,
        "orle-et-sauvane",
        ("deliberations",),
        review=False,
        description="Commune de causse : deux agents, onze élus.",
    ),
    Place(
        "fontclaire-le-haut",
        "Fontclaire-le-Haut",
        "collectivite",
        6,
        4210,
        "val-orle",
        ALL_THREE,
        habit="DEL-{year}-{rank:03d}",
        description="Ancienne cité drapière perchée au-dessus de la vallée.",
    ),
    # A joint body, around a larger town.
    Place(
        "haute-sauvane",
        "Syndicat mixte Haute-Sauvane Numérique",
        "atd",
        3,
        0,
        None,
        (),
        accent="#6b4c8a",
        description="Syndicat mixte ouvert : données et sécurité informatique des communes.",
    ),
    Place(
        "grand-lorval",
        "Communauté d'agglomération du Grand Lorval",
        "epci",
        4,
        35800,
        "haute-sauvane",
        publication="hourly",
        habit="CA{year}-{rank:03d}",
        area="du Grand Lorval",
        accent="#8a3b2a",
        description="Agglomération de Lorval : transports, habitat, économie et équipements culturels.",
    ),
    Place(
        "lorval",
        "Lorval",
        "collectivite",
        7,
        24500,
        "grand-lorval",
        ALL_THREE,
        publication="hourly",
        habit="{year}-{month:02d}-{session_rank:03d}",
        description="Ville-centre de l'agglomération, sa maternité et ses deux lycées.",
    ),
    Place(
        "chantesource",
        "Chantesource",
        "collectivite",
        8,
        5900,
        "grand-lorval",
        ALL_THREE,
        description="Commune résidentielle de la première couronne.",
    ),
    Place(
        "vaubrelle",
        "Vaubrelle",
        "collectivite",
        9,
        3800,
        "grand-lorval",
        description="Zone d'activités, base de loisirs et quatre écoles.",
    ),
    Place(
        "bois-freval",
        "Bois-Fréval",
        "collectivite",
        10,
        1560,
        "grand-lorval",
        review=False,
        habit="{year}/{rank:03d}",
        description="Commune forestière aux portes de l'agglomération.",
    ),
    Place(
        "le-mesnil-sauvane",
        "Le Mesnil-Sauvane",
        "collectivite",
        11,
        690,
        "haute-sauvane",
        habit="{year}-{rank:02d}",
        description="Village de la haute vallée, station de ski de fond l'hiver.",
    ),
    # A resource centre of a rural area, without groups of communes.
    Place(
        "pays-de-tarvelle",
        "Centre de ressources du Pays de Tarvelle",
        "atd",
        5,
        0,
        None,
        (),
        accent="#7a5c00",
        description="Un animateur et une animatrice pour quatre communes qui mettent leurs moyens en commun.",
    ),
    Place(
        "tarvelle",
        "Tarvelle",
        "collectivite",
        12,
        7350,
        "pays-de-tarvelle",
        ALL_THREE,
        habit="DEL{year}{rank:03d}",
        description="Sous-préfecture, halle aux grains et maison de santé.",
    ),
    Place(
        "cormeillan",
        "Cormeillan",
        "collectivite",
        13,
        1980,
        "pays-de-tarvelle",
        description="Commune viticole et potière.",
    ),
    Place(
        "villebrune",
        "Villebrune",
        "collectivite",
        14,
        940,
        "pays-de-tarvelle",
        publication="hourly",
        description="Le village et son étang, halte du chemin de randonnée.",
    ),
    Place(
        "la-roquemine",
        "La Roquemine",
        "collectivite",
        15,
        320,
        "pays-de-tarvelle",
        ("deliberations",),
        review=False,
        description="Ancien bourg minier tourné vers le tourisme.",
    ),
    # The coast.
    Place(
        "cote-ambrelle",
        "Atelier des données de la Côte d'Ambrelle",
        "atd",
        6,
        0,
        None,
        (),
        accent="#00687a",
        description="L'atelier aide les communes du littoral à produire et à publier leurs données.",
    ),
    Place(
        "port-ambrelle",
        "Port-Ambrelle",
        "collectivite",
        16,
        11200,
        "cote-ambrelle",
        ALL_THREE,
        habit="{year}-{rank:03d}",
        description="Port de pêche, criée et station balnéaire.",
    ),
    Place(
        "sablerive",
        "Sablerive",
        "collectivite",
        17,
        3100,
        "cote-ambrelle",
        description="Station familiale : trois mille habitants l'hiver, vingt mille l'été.",
    ),
    Place(
        "etang-neuf",
        "Étang-Neuf",
        "collectivite",
        18,
        1340,
        "cote-ambrelle",
        habit="EN-{year}-{rank:03d}",
        description="Commune de marais, d'élevage et de conchyliculture.",
    ),
    Place(
        "anse-doree",
        "L'Anse-Dorée",
        "collectivite",
        19,
        2650,
        "cote-ambrelle",
        ALL_THREE,
        review=False,
        description="Commune du bout de la côte, sur la presqu'île.",
    ),
)

#: What the small territory of the browser journeys keeps: one ATD, one group of communes, four communes.
SMALL = ("val-orle", "orle-et-sauvane", "montbrun-sur-orle", "rivesec", "saint-avrel", "pontorlet")
