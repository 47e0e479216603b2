"""Codes and names of places, by list and by year."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.scdl_validation.engine import check, check_record
from ckanext.scdl_validation.engine.checks import CHECKS, communes
from ckanext.scdl_validation.engine.errors import DescriptorError

from .descriptors import schema

LISTS = Path(communes.__file__).with_name("data")

VALUES: list[tuple[tuple[str, ...], dict[str, Any], list[str], list[str]]] = [
    (("code-commune-insee",), {}, ["31555", "2A004", "97411", "97501", "98735", "13201"],
     ["3155", "20004", "2C004", "01003", "31999", "99999", "31000", "2a004", "３１５５５"]),
    (("code-commune-insee",), {"cog": "2024"}, ["31555", "01330"], ["99999"]),
    (("code-commune-insee",), {"version": "2023"}, ["04045"], ["01003"]),
    (("commune",), {}, ["Saint-Étienne", "L'Haÿ-les-Roses", "L’Haÿ-les-Roses", "Céreste-en-Luberon", "Paris 20e Arrondissement"],
     ["Saint-Etienne", "SAINT-ÉTIENNE", "Céreste", "Rivesec", "12", "a@b"]),
    (("commune",), {"cog": 2023}, ["Céreste"], ["Céreste-en-Luberon"]),
    (("code-postal",), {}, ["31000", "01000", "98000", "98800"], ["310000", "00100", "31685", "12345", "1000"]),
    (("code-departement", "numero-departement"), {}, ["31", "2A", "974", "978", "989"], ["20", "99", "2a", "1"]),
    (("departement",), {}, ["Haute-Garonne", "Wallis-et-Futuna"], ["Garonne", "haute-garonne"]),
    (("region",), {}, ["Occitanie", "Provence-Alpes-Côte d'Azur"], ["Midi-Pyrénées", "ile-de-france"]),
    (("region",), {"version": "2015"}, ["Midi-Pyrénées", "Corse"], ["Occitanie"]),
    (("region",), {"version": "2016"}, ["Languedoc-Roussillon-Midi-Pyrénées"], ["Occitanie"]),
    (("code-region",), {}, ["76", "01"], ["77", "73", "1"]),
    (("code-region",), {"version": "2015"}, ["73", "82"], ["76"]),
    (("canton",), {}, ["Abbeville-1", "Plateau d'Hauteville"], ["Abbeville-9"]),
    (("pays",), {}, ["France", "Côte d'Ivoire", "Vietnam", "Eswatini"], ["Occitanie", "france"]),
    (("code-pays-iso2", "code-pays"), {}, ["FR", "RE"], ["fr", "UK"]),
    (("code-pays-iso3",), {}, ["FRA", "REU"], ["FR", "XYZ"]),
    (("code-fantoir",), {}, ["ZB03A", "0001B", "A000Z"], ["9341A", "ZB030", "zb03A", "ZB03", "ZC03A"]),
    (("id-rnb",), {}, ["1GA7PBYM1QDY"], ["1GA7PBYM1QDO", "1GA7PBYM1QD"]),
    (("latitude-l93",), {}, ["6850000"], ["48.85", "x"]),
    (("longitude-l93",), {}, ["-100000"], ["2000000"]),
]


@pytest.mark.parametrize(("names", "params", "right", "wrong"), VALUES, ids=lambda value: value[0] if isinstance(value, tuple) else None)
def test_values_of_lists(names: tuple[str, ...], params: dict[str, Any], right: list[str], wrong: list[str]) -> None:
    """To the letter, under each name, before any repair."""
    for name in names:
        judge = CHECKS[name](name, {"column": "a", **params})
        assert [text for text in right if judge.broken(text, text)] == []  # type: ignore[attr-defined]
        assert [text for text in wrong if not judge.broken(text, text)] == []  # type: ignore[attr-defined]
        for text in wrong:
            assert judge.message(text)[0].endswith((".", "?"))  # type: ignore[attr-defined]


def _judged(name: str, text: str, **params: Any) -> Any:
    return check_record(schema("a", custom_checks=[{"name": name, "params": {"column": "a", **params}}]), {"a": text})


@pytest.mark.parametrize(("name", "before", "after", "rule"), [
    ("code-commune-insee", "1004", "01004", "leading-zero"),
    ("code-commune-insee", "2a004", "2A004", "enum"),
    ("code-postal", "1000", "01000", "leading-zero"),
    ("code-departement", "2b", "2B", "enum"),
    ("code-region", "1", "01", "leading-zero"),
    ("code-pays", "fr", "FR", "enum"),
    ("commune", "SAINT-ETIENNE", "Saint-Étienne", "enum"),
    ("commune", "St Etienne", "Saint-Étienne", "enum"),
    ("commune", "L'ISLE D'ABEAU", "L'Isle-d'Abeau", "enum"),
    ("departement", "haute garonne", "Haute-Garonne", "enum"),
    ("region", "ile-de-france", "Île-de-France", "enum"),
    ("pays", "cote d’ivoire", "Côte d'Ivoire", "enum"),
    ("canton", "abbeville 1", "Abbeville-1", "enum"),
])
def test_what_surely_means_the_same_is_put_right(name: str, before: str, after: str, rule: str) -> None:
    report = _judged(name, before)
    assert report.valid
    assert [(repair.after, repair.rule) for repair in report.repairs] == [(after, rule)]


@pytest.mark.parametrize(("name", "text"), [("code-commune-insee", "9999"), ("code-postal", "9999"), ("code-departement", "0")])
def test_a_zero_is_not_put_before_a_code_that_does_not_exist(name: str, text: str) -> None:
    report = _judged(name, text)
    assert not report.valid
    assert report.repairs == []


def test_a_name_that_two_communes_share_but_for_accents_is_asked() -> None:
    """Angles and Anglès both exist: nothing is guessed; a name written in full is right as it is."""
    (error,) = _judged("commune", "ANGLES").errors
    assert "Angles ou Anglès" in error.message
    assert _judged("commune", "Anglès").repairs == []


def test_a_name_that_is_almost_right_is_suggested() -> None:
    (error,) = _judged("commune", "Toulouze").errors
    assert error.suggestion == "Toulouse"
    (error,) = _judged("commune", "zzzzzzzz").errors
    assert error.suggestion is None


def test_a_merged_commune_is_followed_by_its_successor() -> None:
    (error,) = _judged("code-commune-insee", "01003").errors
    assert error.suggestion == "01165"
    assert "01165 (Francheleins)" in error.message


def test_a_part_of_a_commune_has_a_right_code_and_a_remark() -> None:
    """As frformat, which knows the delegated communes; a year in the schema says what is meant."""
    report = _judged("code-commune-insee", "01340")
    assert report.valid
    assert "01015 (Arboys en Bugey)" in report.warnings[0].message
    assert _judged("code-commune-insee", "01340", cog="2024").warnings == []
    assert _judged("code-commune-insee", "01015").warnings == []


def test_an_example_is_of_the_year() -> None:
    assert "de 2015, par exemple Alsace" in _judged("region", "Occitanie", version="2015").errors[0].message
    assert "de 2015, par exemple 01" in _judged("code-region", "76", version="2015").errors[0].message


def test_one_number_for_the_other_is_told() -> None:
    """The postal code in the place of the code of the commune, and the other way round."""
    assert "est un code postal" in _judged("code-commune-insee", "31000").errors[0].message
    assert "code INSEE de Toulouse" in _judged("code-postal", "31555").errors[0].message


def test_a_name_that_has_left_the_list_is_told() -> None:
    (error,) = _judged("commune", "Céreste").errors
    assert "1er janvier 2023" in error.message


@pytest.mark.parametrize("year", ["2014", "hier", 20, True])
def test_a_year_that_no_list_has_is_a_fault_of_the_schema(year: Any) -> None:
    with pytest.raises(DescriptorError, match="ne connaît pas l'année"):
        check(b"a\n31555\n", schema("a", custom_checks=[{"name": "commune", "params": {"column": "a", "version": year}}]))


def test_lists_agree() -> None:
    """A merged commune is no commune of today, and its successor is one; codes are those of the columns."""
    merged = communes._merged()
    known = communes.communes()
    assert len(merged) > 4000
    assert set(merged.values()) <= set(known.names)
    assert not set(merged) & set(known.names)
    assert set(known.parts) <= set(merged)
    assert 34_000 < len(known.codes(communes.LAST)) < 40_000
    with (LISTS / "communes.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        assert tuple(reader.fieldnames or ()) == communes.COLUMNS
        years = {row[name] for row in reader for name in ("depuis", "jusque")} - {""}
    assert years == {str(year) for year in range(communes.FIRST, communes.LAST + 1)}


def test_lists_are_read_when_asked_for() -> None:
    """The engine starts without them."""
    probe = ("from ckanext.scdl_validation.engine import check_record; from ckanext.scdl_validation.engine.checks import communes;"
             "check_record({'fields': [{'name': 'a', 'type': 'string'}]}, {'a': 'x'});"
             "print(communes.communes.cache_info().currsize)")
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.strip() == "0"


@pytest.fixture
def added(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "communes.csv"
    yield path
    communes.add(None)


def test_an_operator_adds_the_communes_of_the_year(added: Path) -> None:
    """A list ages: what INSEE has added since is taken up from a file."""
    assert "Neuve-Commune" not in communes.communes().spelled(communes.LAST)
    added.write_text("code,nom,depuis,codes_postaux\n31998,Neuve-Commune,2027,31998 31997\n", "utf-8")
    communes.add(added)
    assert _judged("commune", "Neuve-Commune").valid
    assert _judged("code-commune-insee", "31998").valid
    assert _judged("code-postal", "31997").valid
    assert not _judged("code-commune-insee", "31998", cog="2024").valid
    assert "au 1er janvier 2027" in _judged("commune", "zzzz").errors[0].message


@pytest.mark.parametrize("text", ["code,nom\n3199,Neuve\n", "code,nom\n31998,\n", "code,nom,depuis\n31998,Neuve,demain\n", "nom\nNeuve\n"])
def test_a_file_of_communes_that_is_not_one_is_refused(added: Path, text: str) -> None:
    added.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="a code, a name"):
        communes.add(added)
    with pytest.raises(ValueError, match="nulle-part"):
        communes.add(added.with_name("nulle-part.csv"))
