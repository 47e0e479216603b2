"""The public face of a register: its table, its columns, the view that other sites frame."""
from __future__ import annotations

import re

import pytest

from ckanext.scdl.shared import get_standard, list_standards
from ckanext.scdl_forms import helpers, public
from ckanext.scdl_forms.model.publishing import PublicRow
from ckanext.scdl_forms.publication.summary import summarize
from ckanext.scdl_forms.tests.conftest import act, delivery, words

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture
def online(commune):
    """A commune with two délibérations online."""
    for number, subject in (("2024-001", "Tarifs de la piscine"), ("2024-002", "Bail de l'école")):
        act("scdl_record_submit", commune.admin["name"], register_id=commune.register["id"],
            values=delivery(commune, number, DELIB_OBJET=subject, DELIB_URL="https://example.org/acte.pdf"))
    act("scdl_publication_run", commune.admin["name"], id=commune.register["id"])
    return commune


def page(app, path, status=200, **arguments):
    return words(app.get(path, status=status, query_string=arguments).body)


def headings(body):
    return [re.sub(r"<.*?>", "", found) for found in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", body)]


@pytest.mark.parametrize("standard", list_standards(), ids=lambda standard: standard.name)
def test_the_telling_columns_are_few_and_vary(standard):
    columns = public.telling(standard)
    assert 1 <= len(columns) <= public.MOST_COLUMNS
    assert not set(columns) & set(standard.organisation_fields)
    assert columns == [column for column in standard.columns if column in columns], "in the order of the standard"


def test_the_words_tell_rather_than_the_code():
    assert public.telling(get_standard("scdl/deliberations")) == [
        "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_NOM", "DELIB_OBJET", "DELIB_URL"]


class TestPage:
    def test_what_it_offers(self, app, online):
        body = page(app, f"/dataset/deliberations-{online.name}")
        assert headings(body)[:5] == ["Numéro", "Date", "Matière en toutes lettres", "Objet", "Adresse du document"]
        assert re.search(r"CSV <span class=\"scdl-size\">\d+ octets|ko", body)
        assert "Suit le standard" in body
        assert f"/integrer/{online.name}/deliberations" in body
        assert "1 publication" in body

    def test_search_keeps_the_columns(self, app, online):
        body = page(app, f"/dataset/deliberations-{online.name}", texte="piscine", colonnes=["DELIB_OBJET", "inconnue"])
        assert headings(body)[0] == "Objet"
        assert "Tarifs de la piscine" in body
        assert "Bail de l'école" not in body
        assert "1 délibération pour « piscine »" in body

    @pytest.mark.parametrize("asked", [
        {"p": "0"}, {"p": "-3"}, {"p": "99999999999999999999"}, {"p": "²"}, {"p": "7"}, {"texte": "<b>'\";--"},
        {"texte": "x" * 5000}, {"colonnes": ["nulle", "part"]},
    ])
    def test_odd_addresses(self, app, online, asked):
        body = page(app, f"/dataset/deliberations-{online.name}", **asked)
        assert "<b>'\";--</span>" not in body
        assert headings(body)


class TestEmbed:
    def test_any_site_may_frame_it_and_nothing_runs_in_it(self, app, online):
        response = app.get(f"/integrer/{online.name}/deliberations")
        policy = response.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert "default-src 'none'" in policy
        assert "X-Frame-Options" not in response.headers
        assert "Set-Cookie" not in response.headers
        assert "<script" not in response.body
        assert "csrf" not in response.body
        assert response.body.count("<h1") == 1
        assert "Tarifs de la piscine" in response.body

    def test_only_what_is_online(self, app, online):
        act("scdl_record_save", online.admin["name"], register_id=online.register["id"],
            values=delivery(online, "2024-003", DELIB_OBJET="Encore au brouillon"))
        body = page(app, f"/integrer/{online.name}/deliberations")
        assert "Encore au brouillon" not in body
        assert "2 délibérations" in body

    @pytest.mark.parametrize("path", ["/integrer/nulle-part/deliberations", "/integrer/{name}/nuages", "/integrer/{name}/subventions"])
    def test_nothing_there(self, app, online, path):
        page(app, path.format(name=online.name), status=404)

    def test_offline(self, app, online):
        act("scdl_register_withdraw", online.admin["name"], id=online.register["id"])
        page(app, f"/integrer/{online.name}/deliberations", status=404)


def test_a_month_without_anything_shows_as_such():
    rows = [PublicRow(number, {"DELIB_ID": str(number), "DELIB_DATE": day}) for number, day in enumerate(
        ("2025-11-03", "2025-11-20", "2025-12-01", "2026-02-14"))]
    summary = summarize(get_standard("scdl/deliberations"), rows)
    assert summary is not None
    assert summary["kind"] == "count_by_month"
    assert summary["bars"] == [["2025-11", 2], ["2025-12", 1], ["2026-01", 0], ["2026-02", 1]]


@pytest.mark.parametrize(("size", "said"), [(0, "0 octets"), (999, "999 octets"), (12_345, "12 ko"), (1_449_000, "1,4 Mo")])
def test_sizes(app, size, said):
    with app.flask_app.test_request_context("/"):
        assert helpers.scdl_forms_size(size).replace("\xa0", " ").replace("\u202f", " ") == said
