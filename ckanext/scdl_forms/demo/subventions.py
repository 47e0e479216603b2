"""Grants that a council gives, mostly to associations, year after year."""

from __future__ import annotations

import datetime

from ckanext.scdl_forms.demo import keys
from ckanext.scdl_forms.demo import vocabulary as words
from ckanext.scdl_forms.demo.places import Place
from ckanext.scdl_forms.demo.randomness import chance, share

FIRST_YEAR = 2021
CASH, KIND = "aide en numéraire", "aide en nature"


def associations(place: Place) -> list[tuple[str, str, int, int, str, str]]:
    """Return the associations of ``place``: name, activity, lowest and highest grant, SIRET, RNA number."""
    found = []
    for rank, (name, activity, low, high) in enumerate(words.ASSOCIATIONS):
        number = (place.number if place.kind == "collectivite" else 50 + place.number) * 100 + rank
        siret = keys.siret(keys.association_siren(number), 1)
        found.append((name.format(of=place.area or place.of()), activity, low, high, siret, keys.rna(number)))
    return found


def amount(low: int, high: int, place: Place, draw) -> int:
    """Return an amount in euros as councils vote them: round, and larger in larger places."""
    scale = min(1.0, 0.15 + place.population / 15000)
    value = low + (high - low) * scale * draw.betavariate(1.6, 3.2)
    step = 10 if value < 500 else 50 if value < 3000 else 500
    return max(step, round(value / step) * step)


def paid(date: datetime.date, value: int, draw) -> tuple[str, str]:
    """Return how a grant is paid and when, as the standard writes it."""
    first = date + datetime.timedelta(days=draw.randint(10, 45))
    if value > 10000:
        return "échelonné", f"{first.isoformat()}/{date.year}-12-15"
    return "unique", first.isoformat()


def subventions(place: Place, count: int, today: datetime.date, siret: str) -> list[dict[str, str]]:
    """Return ``count`` grants of ``place``, the oldest first; values by column, all of them right.

    A grant shared by several bodies has one line each: its shares add up to 1.
    """
    draw = chance(place.name, "subventions")
    years = range(FIRST_YEAR, today.year + 1)
    found: list[dict[str, str]] = []
    for year, number in zip(years, share(count, [1.0 + 0.06 * i for i, _ in enumerate(years)]), strict=True):
        found += year_of_grants(place, year, number, siret, draw)
    return found


def year_of_grants(place: Place, year: int, count: int, siret: str, draw) -> list[dict[str, str]]:
    """Return the ``count`` grants of one budget, by date of the agreement."""
    members = associations(place)
    # One agreement a body and purpose: no two lines have the same beneficiary, purpose and year.
    wishes = [(member, purpose) for member in members for purpose in words.GRANT_PURPOSES[member[1]]]
    draw.shuffle(wishes)
    wishes.sort(key=lambda wish: wish[1] != words.GRANT_PURPOSES[wish[0][1]][0])
    dates = [datetime.date(year, 3, draw.randint(14, 30)), datetime.date(year, 6, draw.randint(5, 25))]
    grants: list[dict[str, str]] = []
    shared: set[str] = set()
    while len(grants) < count:
        member, purpose = wishes[len(grants) % len(wishes)]
        late = len(grants) >= count * 0.75
        date = dates[1 if late else 0]
        # A second round over the wishes is a complement, and says so.
        rounds = len(grants) // len(wishes)
        text = purpose.format(year=year, season=f"{year}-{year + 1}") + (f" (complément {rounds})" if rounds else "")
        lines = grant(place, siret, member, text, date, f"{year}-SUB-{len(grants) + 1:03d}", draw)
        if member[1] == "culture" and text not in shared and len(grants) + 2 <= count and draw.random() < 0.1:
            shared.add(text)
            lines = split(lines[0], members[-2])
        grants += lines
    return sorted(grants, key=lambda values: values["dateConvention"])


def grant(
    place: Place, siret: str, member: tuple, purpose: str, date: datetime.date, reference: str, draw
) -> list[dict[str, str]]:
    """Return one grant to one beneficiary."""
    name, _, low, high, beneficiary, number = member
    value = amount(low, high, place, draw)
    nature = draw.choices((CASH, KIND, f"{CASH};{KIND}"), (90, 4, 6))[0]
    conditions, period = paid(date, value, draw)
    values = {
        "nomAttribuant": place.title,
        "idAttribuant": siret,
        "dateConvention": date.isoformat(),
        "referenceDecision": reference,
        "nomBeneficiaire": name,
        "objet": purpose,
        "montant": str(value),
        "nature": nature,
        "conditionsVersement": conditions,
        "datesPeriodeVersement": period,
        "notificationUE": "non",
        "pourcentageSubvention": "1",
    }
    # Small associations have a number of the register of associations and no SIRET.
    if high <= 1000:
        values["rnaBeneficiaire"] = number
    else:
        values["idBeneficiaire"] = beneficiary
        if draw.random() < 0.4:
            values["rnaBeneficiaire"] = number
    return [values]


def split(values: dict[str, str], partner: tuple) -> list[dict[str, str]]:
    """Return the two lines of a grant that ``partner`` shares: same agreement, shares of 1."""
    second = {**values, "nomBeneficiaire": partner[0], "idBeneficiaire": partner[4], "pourcentageSubvention": "0.4"}
    second.pop("rnaBeneficiaire", None)
    return [{**values, "pourcentageSubvention": "0.6"}, second]
