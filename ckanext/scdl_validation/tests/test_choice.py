"""A standard or a schema of one's own, and the words when it is neither."""
from __future__ import annotations

import io
import json

import ckan.plugins.toolkit as tk
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from ckanext.scdl.shared import ScdlError, get_standard
from ckanext.scdl_validation import choice

pytestmark = pytest.mark.usefixtures("with_plugins")


def test_a_standard_by_name_slug_and_version() -> None:
    """All the ways people call a standard lead to the same."""
    for name in ("scdl/deliberations", "deliberations", "scdl/deliberations@2.1.5", "deliberations@v2.1.5"):
        chosen = choice.of_standard(name)
        assert chosen.standard is not None
        assert (chosen.standard.name, chosen.standard.version) == ("scdl/deliberations", "2.1.5")
        assert chosen.stored_descriptor is None
    assert choice.of_standard("deliberations@2.1.4").standard.version == "2.1.4"  # type: ignore[union-attr]
    with pytest.raises(tk.ObjectNotFound):
        choice.of_standard("scdl/nothing")


def test_the_address_of_a_standard_is_not_fetched() -> None:
    """The catalogue has it already: no request leaves the portal."""
    standard = get_standard("deliberations")
    assert choice.of_url(standard.url).standard == standard


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/schema.json",
        "http://localhost:8983/solr/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/schema.json",
        "http://2130706433/",
        "file:///etc/passwd",
        "gopher://example.org/",
    ],
)
def test_addresses_inside_the_network_are_refused(url: str) -> None:
    """A schema cannot make the portal read its own network."""
    with pytest.raises(ScdlError):
        choice.of_url(url)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "schema-not-json"),
        (b"<html><body>404</body></html>", "schema-not-json"),
        (b"\xff\xfe\x00", "schema-not-json"),
        (b"[]", "schema-not-tabular"),
        (b'{"fields": {}}', "schema-not-tabular"),
        (b'{"fields": []}', "schema-not-tabular"),
        (b'{"fields": ["a"]}', "schema-field"),
        (b'{"fields": [{"name": ""}]}', "schema-field"),
        (b'{"fields": [{"name": 3}]}', "schema-field"),
        (json.dumps({"fields": [{"name": str(n)} for n in range(5000)]}).encode(), "schema-too-wide"),
        (b"[" * 200_000, "schema-not-json"),
    ],
)
def test_what_is_not_a_schema_is_said(content: bytes, code: str) -> None:
    """Each way to be wrong has its own words."""
    with pytest.raises(ScdlError) as refused:
        choice.of_upload(FileStorage(stream=io.BytesIO(content), filename="schema.json"))
    assert refused.value.code == code


@given(st.binary(max_size=300))
def test_any_bytes_are_a_schema_or_a_refusal(content: bytes) -> None:
    """Nothing else ever comes out."""
    try:
        descriptor = choice.parse_schema(content, "schema.json")
    except ScdlError:
        return
    assert descriptor["fields"]
