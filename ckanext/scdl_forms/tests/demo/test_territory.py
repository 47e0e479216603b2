"""The invented territory: exact counts, valid keys, sums that add up, right records right and wrong ones wrong."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict

import pytest
from stdnum.fr import siren, siret

from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl_forms.demo import extents, keys, people
from ckanext.scdl_forms.demo.places import PLACES, after
from ckanext.scdl_forms.demo.randomness import share
from ckanext.scdl_forms.demo.territory import STATES, Territory, identifiers, subjects_of, territory
from ckanext.scdl_validation.engine import check, check_record

KEY_COLUMNS = {"deliberations": ("COLL_SIRET",), "subventions": ("idAttribuant", "idBeneficiaire")}


def standard(slug: str):
    found = registry().get(slug)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def whole() -> Territory:
    return territory(subjects_of(standard("deliberations").overlay))


@pytest.fixture(scope="module")
def small() -> Territory:
    return territory(subjects_of(standard("deliberations").overlay), small=True)


def all_records(of: Territory):
    return [(register, record) for register in of.registers for record in register.records]


def test_the_pilot_is_whole(whole: Territory):
    kinds = Counter(place.kind for place in whole.places)
    assert kinds == {"atd": 4, "epci": 2, "collectivite": 19}
    assert kinds["epci"] + kinds["collectivite"] == 21
    assert len(whole.people) == 102
    records = all_records(whole)
    assert len(records) == 7000
    assert Counter(record.state for _, record in records) == {
        "published": 6480, "to_review": 220, "to_correct": 40, "draft": 120, "wrong": 140}
    assert {register.standard for register in whole.registers} == {"deliberations", "subventions", "prenoms"}


def test_the_small_territory_is_small_and_has_every_state(small: Territory):
    assert [place.kind for place in small.places].count("collectivite") == 4
    assert len(small.people) == len(people.SMALL) == 12
    assert len(all_records(small)) == 150
    assert {record.state for _, record in all_records(small)} == set(STATES)


def test_parents_exist_and_come_first(whole: Territory, small: Territory):
    for found in (whole, small):
        seen: set[str] = set()
        for place in found.places:
            assert place.parent is None or place.parent in seen, place.name
            seen.add(place.name)


def test_all_roles_are_held_and_nobody_is_there_twice(whole: Territory):
    roles = Counter(role for person in whole.people for _, role in person.roles)
    assert set(roles) == {"admin", "editor", "member"}
    assert len({person.login for person in whole.people}) == 102
    assert len({person.fullname for person in whole.people}) == 102
    assert len({person.email for person in whole.people}) == 102
    assert all(re.fullmatch(r"[a-z0-9_-]{2,100}", person.login) for person in whole.people)
    known = {place.name for place in whole.places}
    assert all(organisation in known for person in whole.people for organisation, _ in person.roles)
    served = {organisation for person in whole.people for organisation, _ in person.roles}
    assert served == known


def test_every_account_to_try_says_what_to_try(whole: Territory):
    advised = {person.login for person in whole.people if person.advice}
    assert advised == set(people.ADVICE)


def test_two_builds_are_the_same(whole: Territory):
    again = territory(subjects_of(standard("deliberations").overlay))
    assert again == whole


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_identifiers_are_valid(place):
    facts = identifiers(place)
    assert siret.is_valid(facts["siret"])
    assert siren.is_valid(facts["siret"][:9])
    if place.kind == "collectivite":
        assert re.fullmatch(r"96\d{3}", facts["insee_code"])
        assert facts["siret"][2:8] == f"960{facts['insee_code'][2:]}"
    assert re.fullmatch(r"05 36 49 \d\d \d\d", facts["contact_phone"])


def test_identifiers_are_unique():
    assert len({identifiers(place)["siret"] for place in PLACES}) == len(PLACES)


def test_votes_add_up(whole: Territory):
    voted = 0
    for register, record in all_records(whole):
        values = record.values
        if register.standard != "deliberations" or record.state == "wrong" or "VOTE_REEL" not in values:
            continue
        voted += 1
        names = ("EFFECTIF", "REEL", "POUR", "CONTRE", "ABSTENTION")
        seats, present, *parts = (int(values[f"VOTE_{name}"]) for name in names)
        assert sum(parts) == present <= seats == register.place.seats
        assert parts[0] > parts[1], "an adopted deliberation has more votes for than against"
    assert voted > 3000


def test_shares_of_a_grant_add_up(whole: Territory):
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for register, record in all_records(whole):
        if register.standard == "subventions" and record.state != "wrong":
            reference = (register.place.name, record.values["referenceDecision"])
            shares[reference] += float(record.values["pourcentageSubvention"])
    wrong = {key for key, total in shares.items() if abs(total - 1) > 1e-9}
    # A half may be among the wrong records.
    assert len(wrong) <= 3
    assert sum(1 for register, record in all_records(whole) if record.values.get("pourcentageSubvention") == "0.6") > 10


@pytest.mark.parametrize("slug", ["deliberations", "subventions", "prenoms"])
def test_business_keys_are_unique(whole: Territory, slug: str):
    found = Counter(
        tuple(record.values.get(column, "") for column in standard(slug).key)
        for register, record in all_records(whole) if register.standard == slug and record.state != "wrong")
    assert [key for key, times in found.items() if times > 1] == []


@pytest.mark.parametrize("slug", ["deliberations", "subventions", "prenoms"])
def test_right_records_are_right_and_wrong_ones_wrong(whole: Territory, slug: str):
    records = [record for register, record in all_records(whole) if register.standard == slug]
    table = io.StringIO()
    writer = csv.DictWriter(table, standard(slug).columns)
    writer.writeheader()
    writer.writerows(record.values for record in records)
    report = check(table.getvalue().encode(), standard(slug).descriptor, filename=f"{slug}.csv", max_errors=10_000)
    told = {error.row for error in report.errors}
    expected = {row for row, record in enumerate(records, 2) if record.state == "wrong"}
    assert told == expected, [error.message for error in report.errors if error.row not in expected]
    assert report.rows == len(records)


@pytest.mark.parametrize("slug", ["deliberations", "subventions", "prenoms"])
def test_right_records_need_no_repair(small: Territory, slug: str):
    for register, record in all_records(small):
        if register.standard == slug and record.state != "wrong":
            assert check_record(standard(slug).descriptor, record.values).repairs == []


def test_texts_are_french_without_holes(whole: Territory):
    for _, record in all_records(whole):
        for column in ("DELIB_OBJET", "objet", "nomBeneficiaire"):
            text = record.values.get(column, "")
            assert "{" not in text
            assert "  " not in text
            assert not re.search(r"\b(?:de le|à le|de les|à les|la (?:une?|le|l')|de L'|pour le la)\b", text), text


def test_places_after_a_preposition():
    assert after("de", "Le Mesnil-Sauvane") == "du Mesnil-Sauvane"
    assert after("à", "Les Garrissades") == "aux Garrissades"
    assert after("de", "Étang-Neuf") == "d'Étang-Neuf"
    assert after("à", "L'Anse-Dorée") == "à l'Anse-Dorée"
    assert after("de", "La Roquemine") == "de la Roquemine"


def test_shares_of_a_total_add_up():
    assert sum(share(7000, [1.0, 2.5, 0.0, 9.1])) == 7000
    assert share(10, [0.0, 1.0]) == [0, 10]


def test_luhn_keys():
    assert keys.luhn_key("7992739871") == "3"
    assert siret.is_valid(keys.siret(keys.association_siren(123), 2))
    assert re.fullmatch(r"W\d{9}", keys.rna(42))


def test_places_lie_inside_those_above_and_beside_each_other(whole: Territory):
    boxes = {place.name: extents.extent(place) for place in whole.places}
    for place in whole.places:
        west, south, east, north = boxes[place.name]
        assert west < east
        assert south < north
        if place.parent:
            above = boxes[place.parent]
            assert above[0] <= west < east <= above[2]
            assert above[1] <= south < north <= above[3]
    communes = [boxes[place.name] for place in whole.places if place.kind == "collectivite"]
    assert len(set(communes)) == len(communes)
