"""The generated form: every type has an input, and what was typed comes back."""
from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from ckanext.scdl.shared import get_standard, list_standards
from ckanext.scdl_forms.forms import french
from ckanext.scdl_forms.forms.building import build
from ckanext.scdl_forms.forms.coherence import agreements
from ckanext.scdl_forms.forms.reading import PREFIX, posted_values

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.mark.parametrize(("typed", "stored"), [
    ("12/03/2024", "2024-03-12"), ("1/2/2024", "2024-02-01"), ("12.03.2024", "2024-03-12"),
    ("1er mars 2024", "2024-03-01"), ("12 août 2024", "2024-08-12"), ("2024-03-12", "2024-03-12"),
    ("30/02/2024", "30/02/2024"), ("hier", "hier"), ("", ""),
])
def test_days(typed, stored):
    assert french.day(typed) == stored


@pytest.mark.parametrize(("typed", "stored"), [
    ("12/03/2024 14h30", "2024-03-12T14:30:00"), ("12/03/2024 à 9h", "2024-03-12T09:00:00"),
    ("2024-03-12T14:30:00Z", "2024-03-12T14:30:00Z"), ("demain 8h", "demain 8h"),
])
def test_moments(typed, stored):
    assert french.moment(typed) == stored


@pytest.mark.parametrize(("value", "said"), [("1234.5", "1\u202f234,5"), ("-3", "-3"), ("NaN", "NaN"), ("x", "x")])
def test_numbers(value, said):
    assert french.number(value) == said


def test_every_field_of_every_standard_is_in_its_form():
    for standard in list_standards():
        form = build(standard, {})
        shown = {item.spec.name for item in form.fields()}
        hidden = {spec.name for spec in standard.fields if spec.visibility == "hidden" and not spec.required}
        assert shown | hidden == set(standard.columns), standard.name


def test_what_was_typed_comes_back():
    standard = get_standard("deliberations")
    posted = MultiDict({PREFIX + "DELIB_DATE": "30/02/2024", PREFIX + "DELIB_ID": " 2024-1 "})
    values = posted_values(standard, posted, {"VOTE_POUR": "3"})
    assert values == {"DELIB_DATE": "30/02/2024", "DELIB_ID": "2024-1", "VOTE_POUR": "3"}
    date = next(item for item in build(standard, values).fields() if item.spec.name == "DELIB_DATE")
    assert date.value == "30/02/2024"


def test_choice_fills_its_companion():
    standard = get_standard("deliberations")
    values = posted_values(standard, MultiDict({PREFIX + "DELIB_MATIERE_CODE": "7.5"}), {})
    assert values["DELIB_MATIERE_NOM"] == "finances locales/subventions"
    kept = posted_values(standard, MultiDict({
        PREFIX + "DELIB_MATIERE_CODE": "7.5", PREFIX + "DELIB_MATIERE_NOM": "finances locales/divers"}), {})
    assert kept["DELIB_MATIERE_NOM"] in ("finances locales/divers", "finances locales/subventions")


def test_required_count():
    form = build(get_standard("deliberations"), {"DELIB_ID": "1", "COLL_NOM": "Montbrun"})
    assert (form.required_done, len(form.required)) == (2, 7)


def test_quantities_that_must_agree_stand_beside_their_boxes():
    form = build(get_standard("scdl/deliberations"), {})
    vote = next(group for group in form.groups if group.title == "Le vote")
    total = next(made for made in vote.agreements if made["kind"] == "sum")
    assert [box["label"] for box in total["fields"]] == ["Votants", "Voix pour", "Voix contre", "Abstentions"]
    assert total["fields"][0]["id"] == "field-VOTE_REEL"
    assert {made["operator"] for made in vote.agreements if made["kind"] == "compare"} == {">="}
    dates = [made for group in form.groups for made in group.agreements if made["kind"] == "compare" and made["dates"]]
    assert [made["columns"] for made in dates] == [["PREF_DATE", "DELIB_DATE"]]


def test_no_agreement_with_a_box_that_is_not_there():
    standard = get_standard("scdl/deliberations")
    assert agreements(standard, ["VOTE_REEL", "VOTE_POUR"]) == [
        {"kind": "compare", "columns": ["VOTE_REEL", "VOTE_POUR"], "operator": ">=", "dates": False}]


def test_problems_are_told_in_the_order_of_the_page():
    """The organisation's own columns come first in the file, and last in the form; what concerns the whole record ends the list."""
    problems = [{"column": column, "code": "x", "message": "Faux", "suggestion": None}
                for column in (None, "COLL_SIRET", "DELIB_OBJET", "DELIB_DATE")]
    form = build(get_standard("scdl/deliberations"), dict.fromkeys(("COLL_SIRET", "DELIB_OBJET", "DELIB_DATE"), "?"), problems)
    assert [entry["field"] for entry in form.summary] == ["DELIB_DATE", "DELIB_OBJET", "COLL_SIRET", None]


def test_many_empty_fields_are_told_in_one_line():
    standard = get_standard("scdl/deliberations")
    columns = ["DELIB_ID", "DELIB_DATE", "DELIB_OBJET", "DELIB_MATIERE_CODE"]
    problems = [{"column": column, "code": "x", "message": "Vide", "suggestion": None} for column in columns]
    form = build(standard, {}, problems)
    assert [entry["field"] for entry in form.missing] == columns
    assert form.summary == []
    form = build(standard, {"DELIB_ID": "1", "DELIB_DATE": "hier"}, problems)
    assert form.missing == []
    assert [entry["field"] for entry in form.summary] == columns, "few, or wrong: each with its sentence"
