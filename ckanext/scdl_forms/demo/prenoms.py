"""First names given to children born in a commune, year after year."""

from __future__ import annotations

import datetime

from ckanext.scdl_forms.demo import vocabulary as words
from ckanext.scdl_forms.demo.places import Place
from ckanext.scdl_forms.demo.randomness import chance, share

FIRST_YEAR = 2019


def prenoms(place: Place, count: int, today: datetime.date, insee_code: str) -> list[dict[str, str]]:
    """Return ``count`` lines « first name, sex, year, number of children » of the years gone by, the oldest first.

    :param insee_code: of the commune.
    :raises ValueError: when ``count`` asks for more names than there are.
    """
    draw = chance(place.name, "prenoms")
    years = range(FIRST_YEAR, today.year)
    found = []
    for year, number in zip(years, share(count, [1.0] * len(years)), strict=True):
        for sex, pool, part in (("F", words.GIRLS, number // 2), ("M", words.BOYS, number - number // 2)):
            if part > len(pool):
                raise ValueError(f"{part} names wanted of {len(pool)}")
            # The first names of the list are the most given, with a few surprises each year.
            ranked = sorted(range(len(pool)), key=lambda i: i + draw.uniform(0, 14))[:part]
            for rank, index in enumerate(ranked):
                children = max(1, round(place.population / 1800 / (1 + rank * 0.35) + draw.uniform(-0.5, 0.8)))
                found.append(
                    {
                        "COMMUNE_NOM": place.title,
                        "COLL_INSEE": insee_code,
                        "ENFANT_SEXE": sex,
                        "ENFANT_PRENOM": pool[index],
                        "NOMBRE_OCCURRENCES": str(children),
                        "ANNEE": str(year),
                    }
                )
    return found
