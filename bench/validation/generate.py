"""Files to measure on, made here: délibérations of communes that do not exist, with a known share of bad cells."""

from __future__ import annotations

import csv
import random
from pathlib import Path

COLUMNS = (
    "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_OBJET",
    "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", "VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE",
    "VOTE_ABSTENTION", "DELIB_URL",
)
_SUBJECTS = (
    ("1.1", "Commande publique/Marchés publics"), ("2.1", "Urbanisme/Documents d'urbanisme"),
    ("3.2", "Domaine et patrimoine/Aliénations"), ("4.1", "Fonction publique/Personnel titulaire"),
    ("5.7", "Institutions et vie politique/Intercommunalité"), ("7.1", "Finances locales/Décisions budgétaires"),
    ("8.8", "Domaines de compétences par thèmes/Environnement"),
)
_PLACES = ("Aubépine", "Brézolles", "Champfleury", "Dévalière", "Épinette", "Fontaine-l'Évêque", "Grand-Bois", "Hêtraie")
_OBJECTS = (
    "Travaux de l'école, lot {}", "Règlement de la médiathèque n° {}", "Tableau des effectifs, version {}",
    'Convention dite "de la halle", avenant {}', "Plan d'aménagement, secteur {}", "Tarifs de la cantine, année {}",
)
_BAD = {
    "SIRET": ("2131055540001", "ABC31055540001", "213105554000172"), "DATE": ("31/12/2023", "2023-13-01", "2023-02-30", "hier"),
    "CODE": ("A.1", "1.", "1..2", "12.3"), "YEAR": ("23", "20222", "deux"), "INTEGER": ("12,5", "douze", "3.0", "n/a"),
    "URL": ("pas une adresse", "www.exemple.fr/x"),
}


def _key(digits: str) -> str:
    """``digits`` followed by the figure that makes Luhn's sum a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def deliberations(path: Path, rows: int, bad: float) -> Path:
    """Write ``rows`` délibérations, each constrained cell bad with probability ``bad``; the same every time."""
    draw = random.Random(f"{rows}-{bad}")
    chance, pick, below = draw.random, draw.choice, draw.randrange
    councils = []
    for number in range(3000):
        siren = _key("2" + "".join(str(below(10)) for _ in range(7)))
        councils.append((f"Commune de {pick(_PLACES)} {number}", _key(f"{siren}0001")))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(rows):
            name, siret = councils[below(3000)]
            code, subject = _SUBJECTS[below(7)]
            year, month, day = 2014 + below(11), 1 + below(12), 1 + below(27)
            against, abstained = below(4), below(3)
            present = 10 + below(40)
            identifier = f"{year}_{number:07}"
            date, later = f"{year}-{month:02}-{day:02}", f"{year}-{month:02}-{day + 1:02}"
            with_budget = chance() < 0.6
            row = [
                name, siret, identifier, date, code, subject, pick(_OBJECTS).format(below(500)),
                str(year) if with_budget else "", f"Budget principal {below(5)}" if with_budget else "",
                f"PREF{1 + below(95):03}" if chance() < 0.8 else "", later if chance() < 0.8 else "",
                str(present + below(5)), str(present), str(present - against - abstained), str(against), str(abstained),
                f"https://www.exemple.fr/actes/{year}/{identifier}.pdf" if chance() < 0.9 else "",
            ]
            if bad:
                for place in (0, 2, 6):
                    if chance() < bad:
                        row[place] = ""
                for place, kind in ((1, "SIRET"), (3, "DATE"), (4, "CODE"), (7, "YEAR"), (10, "DATE"), (11, "INTEGER"),
                                    (12, "INTEGER"), (13, "INTEGER"), (14, "INTEGER"), (15, "INTEGER"), (16, "URL")):
                    if chance() < bad:
                        row[place] = pick(_BAD[kind])
            writer.writerow(row)
    return path
