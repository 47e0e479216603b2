"""Words that the demo's texts are made of. All of them are invented, or belong to nobody."""

from __future__ import annotations

STREETS = (
    "rue des Lavoirs",
    "rue du Four",
    "rue des Genêts",
    "route de la Source",
    "place de la Halle",
    "rue des Tisserands",
    "ruelle du Puits",
    "rue de la Tannerie",
    "route du Moulin vieux",
    "rue de la Gare",
    "rue des Écoles",
    "rue Haute",
    "rue Basse",
    "montée du Château d'eau",
    "route des Vignes",
    "rue des Platanes",
    "rue du Pressoir",
    "place du Foirail",
    "rue de la Combe",
    "rue des Jardins",
    "venelle des Remparts",
    "route des Crêtes",
)
SCHOOLS = (
    "école des Tilleuls",
    "école du Pré fleuri",
    "école de la Rivière",
    "école des Quatre Saisons",
    "école du Parc",
)
HALLS = ("salle des fêtes", "maison des associations", "halle couverte", "salle polyvalente", "grange communale")
#: With their article, all of them fit after « de ».
BUILDINGS = (
    "la mairie",
    "l'église",
    "la médiathèque",
    "l'ancienne école",
    "la maison de santé",
    "la cantine scolaire",
    "la caserne",
)
SECTIONS = ("A", "B", "C", "ZA", "ZB", "AD", "AK", "AM")
PUBLIC_BODIES = (
    "syndicat d'énergie",
    "syndicat des eaux",
    "syndicat de voirie",
    "syndicat de traitement des déchets",
    "centre de gestion",
    "parc naturel régional",
)
GRADES = (
    "adjoint technique",
    "adjoint administratif",
    "agent de maîtrise",
    "rédacteur",
    "adjoint d'animation",
    "agent spécialisé des écoles maternelles",
    "technicien",
)

#: (name, what it does, lowest and highest grant in euros)
ASSOCIATIONS: tuple[tuple[str, str, int, int], ...] = (
    ("Étoile sportive {of}", "sport", 800, 18000),
    ("Football club {of}", "sport", 1000, 25000),
    ("Basket {of}", "sport", 500, 12000),
    ("Tennis club {of}", "sport", 300, 6000),
    ("Pétanque {of}", "loisirs", 150, 900),
    ("Gymnastique volontaire {of}", "sport", 200, 1800),
    ("Judo {of}", "sport", 400, 4500),
    ("Cyclo-club {of}", "sport", 150, 1500),
    ("Comité des fêtes {of}", "fêtes", 800, 9000),
    ("Les Amis du lavoir {of}", "patrimoine", 200, 2500),
    ("Mémoire et patrimoine {of}", "patrimoine", 200, 3000),
    ("Chorale Croque-Notes {of}", "culture", 200, 1600),
    ("Harmonie {of}", "culture", 500, 8000),
    ("Théâtre du Grenier {of}", "culture", 400, 6000),
    ("École de musique {of}", "culture", 1500, 32000),
    ("Ciné-club Lumière d'automne {of}", "culture", 300, 4000),
    ("Les Mains vertes {of}", "environnement", 150, 1200),
    ("Atelier vélo La Bonne Roue {of}", "environnement", 300, 3500),
    ("Foyer rural {of}", "loisirs", 600, 7500),
    ("Club des aînés L'Âge d'or {of}", "solidarité", 200, 2200),
    ("Épicerie solidaire {of}", "solidarité", 1000, 15000),
    ("Aide à domicile {of}", "solidarité", 1500, 28000),
    ("Parents d'élèves {of}", "enfance", 200, 2000),
    ("Crèche associative Les Lucioles {of}", "enfance", 5000, 78000),
    ("Centre de loisirs Les Cabrioles {of}", "enfance", 4000, 60000),
    ("Coopérative scolaire {of}", "enfance", 200, 3500),
    ("Amicale des sapeurs-pompiers {of}", "solidarité", 200, 1800),
    ("Anciens combattants {of}", "mémoire", 100, 600),
    ("Société de chasse {of}", "loisirs", 100, 700),
    ("Société de pêche {of}", "environnement", 100, 800),
    ("Union des commerçants {of}", "économie", 500, 8000),
    ("Radio associative La Voix {of}", "culture", 500, 5000),
)
GRANT_PURPOSES: dict[str, tuple[str, ...]] = {
    "sport": (
        "Fonctionnement de la saison {season}",
        "Organisation du tournoi des jeunes",
        "Achat de matériel sportif",
        "Formation des éducateurs bénévoles",
        "Déplacements des équipes en championnat",
    ),
    "loisirs": ("Fonctionnement annuel {year}", "Ateliers ouverts à tous les habitants", "Renouvellement du matériel"),
    "fêtes": (
        "Fête du village {year}",
        "Marché de Noël {year}",
        "Feu de la Saint-Jean et bal populaire",
        "Fonctionnement annuel {year}",
    ),
    "patrimoine": (
        "Restauration du lavoir communal",
        "Journées du patrimoine {year}",
        "Édition d'un livret sur l'histoire du bourg",
    ),
    "culture": (
        "Saison culturelle {season}",
        "Festival d'été {year}",
        "Concerts gratuits dans les hameaux",
        "Interventions musicales dans les écoles",
        "Fonctionnement annuel {year}",
    ),
    "environnement": (
        "Nettoyage des berges",
        "Jardin partagé : outils et récupérateurs d'eau",
        "Animations sur la biodiversité",
        "Fonctionnement annuel {year}",
    ),
    "solidarité": (
        "Aide aux familles en difficulté",
        "Portage de repas à domicile",
        "Goûter de fin d'année",
        "Fonctionnement annuel {year}",
    ),
    "enfance": (
        "Accueil périscolaire {season}",
        "Classe de découverte {year}",
        "Sorties pédagogiques de l'année {season}",
        "Fonctionnement annuel {year}",
    ),
    "mémoire": ("Cérémonies commémoratives {year}",),
    "économie": ("Animation du centre-bourg {year}", "Quinzaine commerciale", "Illuminations de fin d'année"),
}

# fmt: off
GIRLS = (
    "Jade", "Louise", "Ambre", "Alba", "Emma", "Rose", "Alice", "Romy", "Anna", "Lina", "Léna", "Mia", "Lou", "Julia",
    "Chloé", "Alma", "Agathe", "Iris", "Léa", "Inaya", "Juliette", "Adèle", "Victoire", "Jeanne", "Charlie", "Giulia",
    "Nina", "Inès", "Zoé", "Éva", "Margaux", "Olivia", "Romane", "Lola", "Capucine", "Camille", "Luna", "Sofia",
    "Victoria", "Nour", "Margot", "Lucie", "Élise", "Manon", "Apolline", "Yasmine", "Clémence", "Maria", "Lyna",
    "Célestine", "Marie-Lou", "Anne-Sophie", "Maëlle", "Océane", "Garance", "Suzanne", "Joséphine", "Blanche",
    "Thaïs", "Salomé", "Faustine", "Héloïse", "Soline", "Lise", "Ariane", "Flore", "Maïssa", "Aya", "Assia", "Maryam",
    "Constance", "Diane", "Eden", "Lilou", "Maya", "Elsa",
)
# fmt: on
# fmt: off
BOYS = (
    "Gabriel", "Raphaël", "Louis", "Léo", "Noah", "Arthur", "Adam", "Jules", "Maël", "Isaac", "Liam", "Lucas",
    "Sacha", "Eden", "Gabin", "Hugo", "Naël", "Aaron", "Léon", "Paul", "Noé", "Marceau", "Nathan", "Mohamed", "Ayden",
    "Théo", "Tom", "Malo", "Marius", "Ethan", "Nino", "Robin", "Martin", "Ibrahim", "Victor", "Imran", "Côme", "Axel",
    "Augustin", "Timéo", "Antoine", "Éliott", "Samuel", "Basile", "Camille", "Clément", "Lyam", "Charlie", "Oscar",
    "Simon", "Valentin", "Youssef", "Milo", "Jean-Baptiste", "Pierre-Louis", "Ismaël", "Evan", "Maxence", "Ulysse",
    "Félix", "Achille", "Gaspard", "Rayan", "Soan", "Amir", "Joseph", "Lenny", "Joris", "Barnabé", "Anatole",
    "Thiago", "Octave", "Maxime", "Baptiste", "Alexis", "Mathis",
)
# fmt: on

#: Given names and family names of the accounts. The family names are made of two words each and are nobody's.
# fmt: off
GIVEN_NAMES = (
    "Camille", "Dominique", "Claude", "Lou", "Sacha", "Charlie", "Alix", "Ange", "Maxime", "Noa", "Eden", "Élie",
    "Swann", "Andréa", "Morgan", "Yaël", "Valéry", "Marie", "Jeanne", "Louise", "Hélène", "Odile", "Inès", "Samira",
    "Aïcha", "Léonie", "Paul", "Jules", "Karim", "Antoine", "Rémi", "Bastien", "Mehdi", "Yanis", "Gaëlle", "Nolwenn",
    "Solène", "Tanguy",
)
# fmt: on
FAMILY_STARTS = ("Val", "Mont", "Clair", "Haute", "Belle", "Font", "Chante", "Brise", "Longue", "Prime", "Combe")
FAMILY_ENDS = (
    "bruyère",
    "genêt",
    "aubépine",
    "lavande",
    "roseau",
    "passerose",
    "fougère",
    "noisette",
    "merisier",
    "campanule",
)
