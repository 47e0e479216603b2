"""The validators of the forms, one rule each."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl.logic import validators

pytestmark = pytest.mark.usefixtures("with_request_context")


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("scdl_siret", "21310001900024", "21310001900024"),
        ("scdl_siret", " 213 100 019 000 24 ", "21310001900024"),
        ("scdl_siret", "213100019", "213100019"),
        ("scdl_siret", "", ""),
        ("scdl_organization_name", "catalogne", "catalogne"),
        ("scdl_insee_code", "2a004", "2A004"),
        ("scdl_insee_code", "31001", "31001"),
        ("scdl_insee_code", "97105", "97105"),
        ("scdl_insee_code", "2B", "2B"),
        ("scdl_insee_code", "974", "974"),
        ("scdl_colour", "#1D5B8C", "#1d5b8c"),
        ("scdl_email", " mairie@montbrun.example.org ", "mairie@montbrun.example.org"),
        ("scdl_phone", "05  00 00 00 00", "05 00 00 00 00"),
        ("scdl_phone", "+33 5 00 00 00 00", "+33 5 00 00 00 00"),
        ("scdl_phone", "3977", "3977"),
        ("scdl_bbox", "1.35 43.53 1.52 43.67", "1.35, 43.53, 1.52, 43.67"),
        ("scdl_frequency", "annual", "http://publications.europa.eu/resource/authority/frequency/ANNUAL"),
        (
            "scdl_frequency",
            "http://publications.europa.eu/resource/authority/frequency/IRREG",
            "http://publications.europa.eu/resource/authority/frequency/IRREG",
        ),
        ("scdl_standard_name", "deliberations", "scdl/deliberations"),
        ("scdl_version", "v2.1.5", "2.1.5"),
    ],
)
def test_good_values_are_kept_in_one_form(name: str, value: str, kept: str) -> None:
    assert getattr(validators, name)(value) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scdl_siret", "21310001900025"),
        ("scdl_siret", "2131000190002"),
        ("scdl_siret", "213100018"),
        ("scdl_siret", "２１３１０００１９０００２４"),
        ("scdl_siret", "FR213100019"),
        ("scdl_siret", "<script>"),
        ("scdl_organization_name", "catalog"),
        ("scdl_insee_code", "2C004"),
        ("scdl_insee_code", "3100"),
        ("scdl_insee_code", "310011"),
        ("scdl_insee_code", "96"),
        ("scdl_insee_code", "３１００１"),
        ("scdl_colour", "red"),
        ("scdl_colour", "#fff"),
        ("scdl_colour", "#1d5b8c;}"),
        ("scdl_email", "mairie"),
        ("scdl_email", "a@b"),
        ("scdl_email", "a b@c.fr"),
        ("scdl_email", "<a>@b.fr"),
        ("scdl_phone", "zéro cinq"),
        ("scdl_phone", "05"),
        ("scdl_phone", "1" * 30),
        ("scdl_bbox", "1,2,3"),
        ("scdl_bbox", "2,43,1,44"),
        ("scdl_bbox", "nan,1,2,3"),
        ("scdl_bbox", "a,b,c,d"),
        ("scdl_bbox", "1,43,2,444"),
        ("scdl_frequency", "mensuel"),
        ("scdl_standard_name", "nulle/part"),
        ("scdl_version", "2 1"),
        ("scdl_version", "../x"),
    ],
)
def test_bad_values_are_explained(name: str, value: str) -> None:
    with pytest.raises(tk.Invalid) as refusal:
        getattr(validators, name)(value)
    assert len(str(refusal.value.error)) > 20


@given(value=st.text(max_size=40))
def test_any_text_is_either_kept_or_refused(value: str) -> None:
    for name in (
        "scdl_siret",
        "scdl_insee_code",
        "scdl_colour",
        "scdl_email",
        "scdl_phone",
        "scdl_bbox",
        "scdl_frequency",
        "scdl_standard_name",
        "scdl_version",
    ):
        function: Any = getattr(validators, name)
        try:
            kept = function(value)
        except tk.Invalid:
            continue
        assert function(kept) == kept
