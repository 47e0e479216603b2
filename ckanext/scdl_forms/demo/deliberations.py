"""Deliberations of a council, session after session."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from ckanext.scdl_forms.demo import deliberation_texts as texts
from ckanext.scdl_forms.demo import vocabulary as words
from ckanext.scdl_forms.demo.keys import DEPARTEMENT
from ckanext.scdl_forms.demo.places import Place
from ckanext.scdl_forms.demo.randomness import chance, share

MONTHS = (2, 4, 5, 6, 7, 9, 10, 12)
MONTH_NAMES = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
FIRST_YEAR = 2021


def sessions(place: Place, count: int, today: datetime.date) -> list[datetime.date]:
    """Return dates of ``count`` sessions at most, the last ones before ``today``, in order."""
    draw = chance(place.name, "sessions")
    dates = []
    for year in range(FIRST_YEAR, today.year + 1):
        for month in MONTHS:
            date = datetime.date(year, month, draw.randint(3, 24))
            # Councils meet on a working evening.
            date -= datetime.timedelta(days=max(0, date.weekday() - 4))
            if date < today - datetime.timedelta(days=6):
                dates.append(date)
    return dates[-count:]


def votes(place: Place, draw) -> dict[str, str]:
    """Return a vote whose parts add up: for, against and abstentions make the people present."""
    present = place.seats - draw.choice((0, 0, 1, 1, 2, 2, 3, 4, 5))
    against = abstaining = 0
    if draw.random() < 0.28:
        against = draw.randint(0, max(1, place.seats // 6))
        abstaining = draw.randint(0, max(1, place.seats // 8))
    return {
        "VOTE_EFFECTIF": str(place.seats),
        "VOTE_REEL": str(present),
        "VOTE_POUR": str(present - against - abstaining),
        "VOTE_CONTRE": str(against),
        "VOTE_ABSTENTION": str(abstaining),
    }


def objects_of(date: datetime.date, count: int, draw) -> list[texts.Text]:
    """Return the objects of one session, by subject, each at most once while there are enough of them."""
    possible = [text for text in texts.TEXTS if not text.months or date.month in text.months]
    chosen: list[texts.Text] = []
    while len(chosen) < count:
        rest = [text for text in possible if text not in chosen] or possible
        chosen.append(draw.choices(rest, [text.weight for text in rest])[0])
    return sorted(chosen, key=lambda text: tuple(int(part) for part in text.code.split(".")))


def worded(text: texts.Text, place: Place, date: datetime.date, draw) -> str:
    """Return the object with its places, bodies and amounts filled in."""
    return text.words.format(
        street=draw.choice(words.STREETS),
        school=draw.choice(words.SCHOOLS),
        hall=draw.choice(words.HALLS),
        building=draw.choice(words.BUILDINGS),
        body=draw.choice(words.PUBLIC_BODIES),
        grade=draw.choice(words.GRADES),
        parcel=f"{draw.choice(words.SECTIONS)} {draw.randint(12, 640)}",
        area=draw.randrange(80, 2400, 5),
        small=draw.randint(2, 6),
        year=date.year,
        last_year=date.year - 1,
        next_year=date.year + 1,
        month_name=MONTH_NAMES[date.month % 12],
        big_amount=f"{draw.randrange(60, 900, 10)} 000",
        small_amount=draw.randrange(200, 1500, 50),
    )


def deliberations(
    place: Place, count: int, today: datetime.date, subjects: Mapping[str, str], siret: str
) -> list[dict[str, str]]:
    """Return ``count`` deliberations of ``place``, the oldest first.

    :param subjects: code of a subject (``7.5``) → its name, from the standard's overlay.
    :param siret: the organisation's own.
    :returns: values by column, in the standard's lexical form; all of them right.
    """
    draw = chance(place.name, "deliberations")
    dates = sessions(place, max(1, min(46, count // 4)), today)
    found: list[dict[str, str]] = []
    ranks: dict[int, int] = {}
    for date, number in zip(dates, share(count, [draw.uniform(0.7, 1.3) for _ in dates]), strict=True):
        sent = date + datetime.timedelta(days=draw.randint(1, 8))
        for session_rank, text in enumerate(objects_of(date, number, draw), 1):
            ranks[date.year] = ranks.get(date.year, 0) + 1
            identifier = place.habit.format(
                year=date.year, month=date.month, rank=ranks[date.year], session_rank=session_rank
            )
            values = {
                "COLL_NOM": place.title,
                "COLL_SIRET": siret,
                "DELIB_ID": identifier,
                "DELIB_DATE": date.isoformat(),
                "DELIB_MATIERE_CODE": text.code,
                "DELIB_MATIERE_NOM": subjects[text.code],
                "DELIB_OBJET": worded(text, place, date, draw),
            }
            if text.budget:
                values |= {"BUDGET_ANNEE": str(date.year), "BUDGET_NOM": text.budget}
            if sent <= today:
                values |= {"PREF_ID": f"PREF0{DEPARTEMENT}", "PREF_DATE": sent.isoformat()}
            if draw.random() < 0.9:
                values |= votes(place, draw)
            if draw.random() < 0.6:
                file = identifier.replace("/", "-").lower()
                values["DELIB_URL"] = f"https://www.{place.name}.example/deliberations/{file}.pdf"
            found.append(values)
    return found
