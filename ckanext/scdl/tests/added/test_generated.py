"""Descriptors nobody has seen: every right one is served, and no wrong one breaks anything."""
from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.scdl.added.descriptor import DescriptorRefused, read_descriptor
from ckanext.scdl.added.naming import plain, proposed_names, proposed_slug
from ckanext.scdl.added.overlay import problems, trial
from ckanext.scdl.added.proposal import propose
from ckanext.scdl.masks.rules import apply

pytestmark = pytest.mark.usefixtures("with_plugins")

FORMATS = {
    "string": ["default", "uri", "email", "uuid"], "date": ["default", "%d/%m/%Y"], "geopoint": ["default", "array", "object"],
    "datetime": ["default"], "time": ["default"],
}
TYPES = ["string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year", "yearmonth",
         "duration", "geopoint", "geojson", "any"]
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=80)


@st.composite
def right_field(draw: Any, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(TYPES))
    field: dict[str, Any] = {"name": name, "type": kind}
    if kind in FORMATS:
        field["format"] = draw(st.sampled_from(FORMATS[kind]))
    for key in ("title", "description"):
        if draw(st.booleans()):
            field[key] = draw(TEXTS)
    constraints: dict[str, Any] = {}
    if draw(st.booleans()):
        constraints["required"] = draw(st.booleans())
    if kind == "string" and field["format"] == "default":
        constraints |= draw(st.sampled_from([
            {}, {"pattern": r"^\d{5}$"}, {"minLength": 1, "maxLength": 300}, {"enum": ["a", "b", "c"]}, {"unique": True}]))
    if kind == "integer":
        constraints |= draw(st.sampled_from([{}, {"minimum": 0, "maximum": 9}, {"enum": [1, 2, 3]}]))
    if constraints:
        field["constraints"] = constraints
    if kind == "array" and draw(st.booleans()):
        field["arrayItem"] = {"type": "string", "constraints": {"enum": ["x", "y"]}}
    return field


@st.composite
def right_descriptors(draw: Any) -> dict[str, Any]:
    names = draw(st.lists(st.text("abcdefgéè_ -ABC09", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=15, unique=True))
    descriptor: dict[str, Any] = {"fields": [draw(right_field(name)) for name in names]}
    for key in ("title", "description", "version", "name"):
        if draw(st.booleans()):
            descriptor[key] = draw(TEXTS)
    if draw(st.booleans()):
        descriptor["primaryKey"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    return descriptor


@settings(max_examples=60, deadline=None)
@given(right_descriptors())
def test_every_right_descriptor_is_served(descriptor):
    read = read_descriptor(json.dumps(descriptor).encode())
    assert read == descriptor
    overlay = propose(read)
    assert problems(read, overlay) == []
    standard, wrong = trial(read, overlay, name="essai/x", slug="x", version="1.0.0", url="")
    assert wrong == []
    assert standard is not None
    assert list(standard.columns) == [field["name"] for field in descriptor["fields"]]
    assert all(spec.label for spec in standard.fields)
    assert sorted(column for group in standard.groups for column in group.fields) == sorted(standard.columns)
    assert isinstance(standard.record_title({}), str)
    # the next version starts from this one, a mask applies to it
    assert problems(read, propose(read, standard)) == []
    assert apply(standard, {"fields": {standard.columns[0]: {"help": "Aide"}}}).fields[0].help == "Aide"


JSONISH: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["name", "type", "constraints", "enum", "pattern", "required", "primaryKey", "fields", "format",
                         "missingValues", "custom_checks", "params", "foreignKeys", "arrayItem"]), inner, max_size=4),
    max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["fields", "primaryKey", "custom_checks", "missingValues", "title"]), JSONISH, max_size=4),
       st.lists(st.dictionaries(st.sampled_from(["name", "type", "format", "constraints", "title"]), JSONISH, max_size=4), max_size=3))
def test_a_wrong_descriptor_is_refused_or_served_never_worse(descriptor, fields):
    descriptor = {**descriptor, "fields": fields} if fields else descriptor
    try:
        read = read_descriptor(json.dumps(descriptor).encode())
    except DescriptorRefused as refused:
        assert refused.reasons
        assert all(isinstance(reason, str) and reason for reason in refused.reasons)
        return
    _standard, wrong = trial(read, propose(read), name="essai/x", slug="x", version="1.0.0", url="")
    assert wrong == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_refused_in_words(content):
    with pytest.raises(DescriptorRefused):
        read_descriptor(content)


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, st.sets(st.sampled_from(["standard", "irve", "etalab-irve"])))
def test_names_are_always_usable(title, version, taken):
    from ckanext.scdl.added.descriptor import name_problems

    name, number = proposed_names({"title": title, "version": version})
    slug = proposed_slug(name, taken)
    assert name_problems(name, slug, number) == []
    assert slug not in taken


def test_the_address_of_the_national_catalogue_gives_the_names():
    url = "https://schema.data.gouv.fr/schemas/etalab/schema-irve-dynamique/2.3.1/schema-dynamique.json"
    assert proposed_names({"version": "v2.3.0"}, url) == ("etalab/schema-irve-dynamique", "2.3.1")
    assert proposed_slug("etalab/schema-irve-dynamique", ()) == "irve-dynamique"
    assert proposed_slug("etalab/schema-irve-dynamique", ("irve-dynamique",)) == "etalab-irve-dynamique"
    assert plain("Éléments d’œuvre") == "elements-d-oeuvre"
