"""The shipped standards carry the official facts, in our own words, and complete overlays.

The official descriptors are not part of the product: the comparison needs a folder of them (``INDEX.json`` and
``<name>/{schema.json,SOURCE.json}``), from ``SCDL_OFFICIAL_SCHEMAS`` or beside the checkout, and is skipped without.
"""
from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[4]
SCHEMAS = CHECKOUT / "schemas"
OFFICIAL = Path(os.environ.get("SCDL_OFFICIAL_SCHEMAS") or CHECKOUT.parent / "shared" / "official_schemas")

WIDGETS = {
    "text", "long_text", "integer", "number", "date", "year", "datetime", "time", "boolean",
    "select", "multi", "url", "email", "siret", "siren", "insee", "phone", "coordinates",
}
THEMES = {
    "vie-municipale", "finances", "equipements", "mobilite", "enfance-restauration", "sante-securite",
    "urbanisme", "environnement", "catalogue",
}
FREQUENCIES = {"IRREG", "ANNUAL", "QUARTERLY", "MONTHLY", "WEEKLY", "CONT"}
ORGANISATION_FACTS = {"name", "siret", "siren", "insee_code", "email", "phone"}

#: Spellings of the example value met in official descriptors, in order of preference.
EXAMPLES = ("example", "examples", "exemple")
#: What is ours in a descriptor's field; all else is an official fact.
OWN_WORDS = {"title", "description", *EXAMPLES}
#: Facts of a whole descriptor. Its version and address are the catalogue's: some descriptors lag behind it.
DESCRIPTOR_FACTS = (
    "missingValues", "primaryKey", "foreignKeys", "custom_checks", "created", "lastModified", "homepage",
)

CATALOG: list[dict[str, Any]] = yaml.safe_load((SCHEMAS / "catalog.yaml").read_text(encoding="utf-8"))
SHIPPED = [(entry, version) for entry in CATALOG for version in entry["versions"]]


def _label(value: Any) -> str:
    entry, version = value
    return f"{entry['name']}-{version['version']}"


@pytest.fixture(scope="module", params=SHIPPED, ids=_label)
def shipped(request: pytest.FixtureRequest) -> tuple[dict, dict, dict, dict]:
    """One shipped version: its catalogue entry, version entry, descriptor and overlay."""
    entry, version = request.param
    folder = _folder(entry, version)
    descriptor = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    overlay = yaml.safe_load((folder / "overlay.yaml").read_text(encoding="utf-8"))
    return entry, version, descriptor, overlay


def _folder(entry: dict, version: dict) -> Path:
    return SCHEMAS / entry["name"].split("/")[0] / entry["slug"] / version["version"]


def _official(name: str, version: str) -> tuple[dict, str | None]:
    """The official descriptor and, where the folder records it, its address."""
    if not (OFFICIAL / "INDEX.json").is_file():
        pytest.skip(f"no official descriptors in {OFFICIAL}; set SCDL_OFFICIAL_SCHEMAS to their folder")
    for source in OFFICIAL.glob("*/SOURCE.json"):
        facts = json.loads(source.read_text(encoding="utf-8"))
        if (facts["name"], facts["catalogue_version"]) == (name, version):
            return json.loads((source.parent / "schema.json").read_text(encoding="utf-8")), facts["schema_url"]
    earlier = OFFICIAL / "_scdl_all_versions" / name.split("/")[1] / version / "schema.json"
    return json.loads(earlier.read_text(encoding="utf-8")), None


def _facts(field: dict) -> dict:
    return {key: value for key, value in field.items() if key not in OWN_WORDS}


def _example(field: dict) -> Any:
    return next((field[spelling] for spelling in EXAMPLES if spelling in field), None)


def _plain(text: Any) -> str:
    """A sentence without case, typography and punctuation, to compare wordings."""
    return " ".join(re.findall(r"\w+", str(text or "").casefold()))


def _sentences(text: Any) -> Iterator[str]:
    for part in re.split(r"[.;\n]", str(text or "")):
        plain = _plain(part)
        if len(plain.split()) >= 5:
            yield plain


def test_every_folder_is_in_the_catalogue_and_slugs_are_unique() -> None:
    listed = {_folder(entry, version) for entry, version in SHIPPED}
    assert {path.parent for path in SCHEMAS.glob("*/*/*/schema.json")} == listed
    slugs = [entry["slug"] for entry in CATALOG]
    assert len(set(slugs)) == len(slugs) >= 20
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


def test_fingerprint_version_and_address(shipped: tuple) -> None:
    entry, version, descriptor, _ = shipped
    content = (_folder(entry, version) / "schema.json").read_bytes()
    assert hashlib.sha256(content).hexdigest() == version["sha256"]
    assert descriptor["version"] == version["version"]
    assert descriptor["path"] == version["url"]
    assert entry["current"] in [item["version"] for item in entry["versions"]]


def test_facts_are_the_official_ones(shipped: tuple) -> None:
    entry, version, descriptor, _ = shipped
    official, url = _official(entry["name"], version["version"])
    assert [field["name"] for field in descriptor["fields"]] == [field["name"] for field in official["fields"]]
    for ours, theirs in zip(descriptor["fields"], official["fields"], strict=True):
        assert _facts(ours) == _facts(theirs), ours["name"]
        assert _example(ours) == _example(theirs), ours["name"]
    for fact in DESCRIPTOR_FACTS:
        assert descriptor.get(fact) == official.get(fact), fact
    if official.get("name"):
        assert descriptor["name"] == official["name"]
    expected = url or f"https://schema.data.gouv.fr/schemas/{entry['name']}/{version['version']}/schema.json"
    assert version["url"] == expected


def test_words_are_our_own(shipped: tuple) -> None:
    entry, version, descriptor, overlay = shipped
    official, _ = _official(entry["name"], version["version"])
    assert _plain(descriptor["title"]) != _plain(official["title"])
    whole = {sentence for part in [official, *official["fields"]] for sentence in _sentences(part.get("description"))}
    titles = {field["name"]: _plain(field.get("title")) for field in official["fields"]}
    texts = [descriptor["description"], overlay["purpose"], overlay["publishers"]]
    for field in descriptor["fields"]:
        own = overlay["fields"][field["name"]]
        assert field["title"], field["name"]
        assert _plain(field["title"]) != titles[field["name"]], field["name"]
        texts += [field["description"], own["help"], own["personal_data"]]
    for text in texts:
        assert not whole.intersection(_sentences(text)), text


def test_overlay_is_complete(shipped: tuple) -> None:
    _, _, descriptor, overlay = shipped
    names = [field["name"] for field in descriptor["fields"]]
    grouped = [name for group in overlay["groups"] for name in group["fields"]]
    assert sorted(grouped) == sorted(names)
    assert all(group["name"] and group["title"] for group in overlay["groups"])
    assert list(overlay["fields"]) == names
    assert overlay["key"]
    assert set(overlay["key"]) <= set(names)
    assert set(overlay["organisation"]) <= set(names)
    assert set(overlay["organisation"].values()) <= ORGANISATION_FACTS
    assert overlay["period"] is None or overlay["period"] in names
    placeholders = re.findall(r"\{([^{}]+)\}", overlay["record_title"])
    assert placeholders
    assert set(placeholders) <= set(names)
    assert overlay["theme"] in THEMES
    assert overlay["frequency"] in FREQUENCIES
    assert overlay["noun"]["one"]
    assert overlay["noun"]["many"]
    assert isinstance(overlay["noun"]["feminine"], bool)
    assert overlay["purpose"]
    assert overlay["publishers"]
    assert overlay["keywords"]
    assert set((overlay.get("location") or {}).values()) <= set(names)


def test_optional_groups_hold_no_required_field(shipped: tuple) -> None:
    _, _, descriptor, overlay = shipped
    required = {field["name"] for field in descriptor["fields"] if (field.get("constraints") or {}).get("required")}
    for group in overlay["groups"]:
        assert not (group["optional"] and required.intersection(group["fields"])), group["name"]
    for name in required:
        assert overlay["fields"][name]["visibility"] != "hidden", name


def test_fields_of_the_overlay(shipped: tuple) -> None:
    _, _, descriptor, overlay = shipped
    labels = [overlay["fields"][name]["label"] for group in overlay["groups"] for name in group["fields"]]
    assert len(labels) == len(overlay["fields"])
    for field in descriptor["fields"]:
        own = overlay["fields"][field["name"]]
        where = field["name"]
        constraints = field.get("constraints") or {}
        enum = constraints.get("enum")
        assert own["widget"] in WIDGETS, where
        assert own["visibility"] in {"shown", "folded", "hidden"}, where
        assert 0 < len(own["label"]) <= 40, where
        assert field["description"], where
        assert all(isinstance(own[text], str) for text in ("help", "personal_data")), where
        assert (own["widget"] == "select") == bool(enum), where
        if field["type"] in {"boolean", "date", "datetime", "time", "year", "integer"}:
            assert own["widget"] == field["type"], where
        assert (own["widget"] == "multi") == (field["type"] == "array"), where
        assert (own["widget"] == "coordinates") == (field["type"] == "geopoint"), where
        # Words for coded values, proposed values and defaults never lead to a refused value.
        if "choices" in own:
            assert set(own["choices"]) == {str(value) for value in enum}, where
        accepted = [str(item["value"]) for item in own.get("suggestions") or ()]
        accepted += [str(own["default"])] if "default" in own else []
        for value in accepted:
            if "pattern" in constraints:
                assert re.match(constraints["pattern"], value), (where, value)
            if enum:
                assert value in enum, (where, value)
            if field["type"] == "boolean":
                assert value in field.get("trueValues", ["true"]) + field.get("falseValues", ["false"]), (where, value)
            for target in (item.get("sets") or {} for item in own.get("suggestions") or ()):
                assert set(target) <= set(overlay["fields"]), where


def test_the_proposed_subjects_of_acts_pass_the_official_check() -> None:
    """Each proposed subject fills its name as the ACTES check wants it: a known theme, a slash, a sub-theme."""
    overlay = yaml.safe_load((SCHEMAS / "scdl/deliberations/2.1.5/overlay.yaml").read_text(encoding="utf-8"))
    proposed = overlay["fields"]["DELIB_MATIERE_CODE"]["suggestions"]
    assert len({item["value"] for item in proposed}) == len(proposed) > 50
    for item in proposed:
        name = item["sets"]["DELIB_MATIERE_NOM"]
        theme, _, subject = name.partition("/")
        assert theme, name
        assert subject, name
        assert not re.search(r"[,()]| /|/ ", name), name
        assert name == name.lower()


def test_french_typography(shipped: tuple) -> None:
    _, _, descriptor, overlay = shipped
    texts = [descriptor["title"], descriptor["description"], overlay["purpose"], overlay["publishers"]]
    for field in descriptor["fields"]:
        own = overlay["fields"][field["name"]]
        texts += [field["title"], field["description"], own["label"], own["help"], own["personal_data"]]
    for text in texts:
        assert text == text.strip()
        assert not re.search(r"\w'\w|  | [:;!?»]|« | \.", text), text
