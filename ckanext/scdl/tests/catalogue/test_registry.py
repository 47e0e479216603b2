"""The catalogue of standards: what is read, and what is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.scdl.catalogue.checking import check_catalogue
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.catalogue.shipped import Registry, default_folder, version_order
from ckanext.scdl.errors import StandardError

DESCRIPTOR: dict[str, Any] = {
    "title": "Bancs publics",
    "name": "bancs",
    "version": "v1.0.0",
    "missingValues": ["", "NC"],
    "fields": [
        {
            "name": "COLL",
            "type": "string",
            "title": "Collectivité",
            "examples": ["Commune de Rivesec"],
            "constraints": {"required": True},
        },
        {"name": "POSE", "type": "date", "format": "%Y-%m-%d", "exemple": "2024-03-12"},
        {"name": "BOIS", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"], "example": True},
        {"name": "USAGES", "type": "array", "example": ["repos", "lecture"]},
        {"name": "ETAT", "constraints": {"enum": ["neuf", "usé"]}},
    ],
}
OVERLAY: dict[str, Any] = {
    "noun": {"one": "banc", "many": "bancs", "feminine": False},
    "key": ["COLL", "POSE"],
    "organisation": {"COLL": "name"},
    "record_title": "Banc de {COLL}, posé le {POSE}",
    "groups": [
        {"name": "tout", "title": "Tout", "optional": False, "fields": ["COLL", "POSE", "BOIS", "USAGES", "ETAT"]}
    ],
    "fields": {"COLL": {"label": "Commune", "help": "Son nom.", "personal_data": ""}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "1.0.0")
    return tmp_path


def write(root: Path, *versions: str, overlay: dict[str, Any] | None = None) -> None:
    entries = []
    for version in versions:
        place = root / "exemple" / "bancs" / version
        place.mkdir(parents=True)
        content = json.dumps(DESCRIPTOR).encode()
        (place / "schema.json").write_bytes(content)
        (place / "overlay.yaml").write_text(yaml.safe_dump(overlay or OVERLAY), encoding="utf-8")
        entries.append(
            {
                "version": version,
                "url": f"https://example.org/bancs/{version}/schema.json",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    catalog = [
        {"name": "exemple/bancs", "slug": "bancs", "current": versions[0], "theme": "urbanisme", "versions": entries}
    ]
    (root / "catalog.yaml").write_text(yaml.safe_dump(catalog), encoding="utf-8")


def test_descriptor_and_overlay_are_joined(folder: Path) -> None:
    standard = Registry(folder).get("bancs")
    assert standard is not None
    assert (standard.name, standard.owner, standard.slug, standard.version) == (
        "exemple/bancs",
        "exemple",
        "bancs",
        "1.0.0",
    )
    assert (standard.noun_one, standard.noun_many, standard.feminine, standard.theme) == (
        "banc",
        "bancs",
        False,
        "urbanisme",
    )
    assert standard.columns == ("COLL", "POSE", "BOIS", "USAGES", "ETAT")
    coll = standard.field("COLL")
    assert (coll.label, coll.help, coll.required, coll.group) == ("Commune", "Son nom.", True, "tout")
    assert coll.missing_values == ("", "NC")


def test_examples_are_found_under_their_three_spellings(folder: Path) -> None:
    standard = Registry(folder).get("exemple/bancs")
    assert standard is not None
    assert [field.example for field in standard.fields] == [
        "Commune de Rivesec",
        "2024-03-12",
        "true",
        '["repos", "lecture"]',
        "",
    ]


def test_a_field_has_a_widget_whatever_the_overlay_says(folder: Path) -> None:
    standard = Registry(folder).get("bancs")
    assert standard is not None
    assert [field.widget for field in standard.fields] == ["text", "date", "boolean", "multi", "select"]
    with pytest.raises(KeyError):
        standard.field("INCONNU")


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"COLL": "Rivesec", "POSE": "2024-03-12"}, "Banc de Rivesec, posé le 12/03/2024"),
        ({"COLL": "Rivesec", "POSE": "2024-02-30"}, "Banc de Rivesec, posé le 2024-02-30"),
        ({"COLL": "Rivesec", "POSE": None}, "Banc de Rivesec, posé le"),
    ],
)
def test_a_record_is_said_in_one_line(folder: Path, values: dict[str, Any], title: str) -> None:
    standard = Registry(folder).get("bancs")
    assert standard is not None
    assert standard.record_title(values) == title


def test_an_altered_descriptor_is_refused(folder: Path) -> None:
    path = folder / "exemple" / "bancs" / "1.0.0" / "schema.json"
    path.write_text(path.read_text().replace("Bancs", "Bacs"))
    with pytest.raises(StandardError) as refusal:
        Registry(folder).get("bancs")
    assert refusal.value.code == "standard-altered"
    assert "sha256" in refusal.value.message
    assert hashlib.sha256(path.read_bytes()).hexdigest() in refusal.value.message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": ["ABSENT"]}, "« ABSENT » n'est pas dans le schéma"),
        ({"organisation": {"COLL": "couleur"}}, "« couleur »"),
        ({"groups": [{"name": "a", "fields": ["COLL"]}]}, "POSE n'est dans aucun groupe"),
        (
            {"groups": [{"name": "a", "fields": ["COLL", "COLL", "POSE", "BOIS", "USAGES", "ETAT"]}]},
            "plusieurs groupes",
        ),
        ({"fields": {"POSE": {"widget": "boule-de-cristal"}}}, "boule-de-cristal"),
        ({"fields": {"POSE": {"visibility": "floue"}}}, "floue"),
        ({"period": "QUAND"}, "QUAND"),
    ],
)
def test_an_overlay_that_contradicts_its_schema_is_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    write(tmp_path, "1.0.0", overlay={**OVERLAY, **change})
    with pytest.raises(StandardError, match="surcouche") as refusal:
        Registry(tmp_path).get("bancs")
    assert words in refusal.value.message


def test_versions_are_kept_and_put_in_order(tmp_path: Path) -> None:
    write(tmp_path, "1.9.0", "1.2.0", "1.10.0-beta", "1.8.0")
    known = Registry(tmp_path)
    assert known.versions("exemple/bancs")[0] == "1.9.0"
    old = known.get("bancs", "v1.2.0")
    assert old is not None
    assert old.version == "1.2.0"
    assert known.get("bancs", "3.0.0") is None
    assert known.get("nulle-part") is None
    assert known.by_url("https://example.org/bancs/1.8.0/schema.json") is known.get("bancs", "1.8.0")
    assert known.by_url("http://example.org/bancs/1.8.0/schema.json") is None
    assert version_order("2.10.0") > version_order("2.9.9")


@pytest.mark.parametrize("text", ["a: 1", "- {name: x}", "- [", "- {name: a/b, slug: b, current: 2.0.0, versions: []}"])
def test_a_wrong_catalogue_is_refused_clearly(tmp_path: Path, text: str) -> None:
    (tmp_path / "catalog.yaml").write_text(text)
    with pytest.raises(StandardError, match=r"catalog\.yaml"):
        Registry(tmp_path)


def test_a_missing_file_is_said(folder: Path) -> None:
    shutil.rmtree(folder / "exemple" / "bancs")
    with pytest.raises(StandardError, match="ne peut pas être lu"):
        Registry(folder).get("bancs")


def test_the_standards_of_the_product_are_sound() -> None:
    assert check_catalogue(registry()) == []
    assert {"scdl/deliberations", "scdl/subventions", "scdl/prenoms"} <= set(registry().names())
    assert (default_folder() / "catalog.yaml").is_file()
    assert registry() is registry()
