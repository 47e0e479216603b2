"""Cells that hold several values between separators: boxes to tick, or one a line; stored as the standard writes them."""
from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from ckanext.scdl.shared import get_standard
from ckanext.scdl_forms.forms.building import build
from ckanext.scdl_forms.forms.french import as_read
from ckanext.scdl_forms.forms.reading import posted_values

pytestmark = pytest.mark.usefixtures("with_plugins")


def field(slug, column, text=""):
    form = build(get_standard(slug), {column: text})
    return next(item for item in form.fields() if item.spec.name == column)


def test_usual_values_are_boxes_and_what_is_stored_stays_ticked():
    days = field("dae", "disp_j", "lundi|mardi|férié local")
    assert days.kind == "boxes"
    assert days.chosen == ["lundi", "mardi", "férié local"]
    offered = [value for _title, choices in days.choices for value, _label in choices]
    assert "7j/7" in offered
    assert "férié local" in offered


def test_free_values_are_typed_one_a_line():
    mails = field("mediation-numerique", "courriels", "a@example.org|b@example.org")
    assert mails.kind == "lines"
    assert mails.value == "a@example.org\nb@example.org"
    assert as_read(mails.spec, "a@example.org|b@example.org") == "a@example.org, b@example.org"


@pytest.mark.parametrize(("slug", "column", "sent", "kept"), [
    ("dae", "disp_j", ["lundi", "mardi", "lundi"], "lundi|mardi"),
    ("dae", "disp_j", [], None),
    ("mediation-numerique", "courriels", ["a@example.org\r\n\r\n b@example.org "], "a@example.org|b@example.org"),
    ("aires-livraison", "EQUIPEMENTS", ["candélabre", "capteur sol"], "candélabre,capteur sol"),
])
def test_they_are_stored_as_the_standard_writes_them(slug, column, sent, kept):
    form = MultiDict([(f"v-{column}", text) for text in sent])
    form.add(f"v-{column}--list", "1")
    assert posted_values(get_standard(slug), form, {column: "avant"}).get(column) == kept


def test_opening_hours_are_explained(app, make_commune):
    from ckanext.scdl_forms.tests.views.test_pages import get

    commune = make_commune(schema=get_standard("dae").name)
    page = get(app, commune.editor, f"/registre/{commune.name}/dae/saisir")
    assert 'name="v-disp_j--list"' in page
    commune = make_commune(schema="scdl/equipements")
    page = get(app, commune.editor, f"/registre/{commune.name}/equipements/saisir")
    assert "Comment écrire les horaires" in page
    assert "Mo-Fr 09:00-12:00,14:00-17:30" in page


def test_what_is_left_empty_is_not_filled_with_the_first_proposal():
    """Proposals without words of their own once passed for the choice of an empty box."""
    for slug in ("dae", "mediation-numerique", "arretes-circulation-marchandises"):
        standard = get_standard(slug)
        form = MultiDict((f"v-{spec.name}", "") for spec in standard.fields)
        assert posted_values(standard, form, {}) == {}
