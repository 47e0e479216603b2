from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from ckan.tests import factories
from markupsafe import Markup

from ckanext.scdl import core_messages, look

HERE = Path(__file__).parents[1]


def titles(html: str) -> list[str]:
    return re.findall(r"<h1\b[^>]*>(.*?)</h1>", html, re.DOTALL)


def test_the_title_is_taken_out_of_the_body() -> None:
    title, rest = look.scdl_title_apart(Markup("<p>a</p><h1 class='x'>Montbrun</h1><p>b</p>"), "other")
    assert title == "<h1 class='x'>Montbrun</h1>"
    assert rest == "<p>a</p><p>b</p>"


def test_a_page_without_title_gets_one_and_keeps_its_body() -> None:
    title, rest = look.scdl_title_apart(Markup("<p>a</p>"), "Rivesec <b>")
    assert "Rivesec &lt;b&gt;" in title
    assert rest == "<p>a</p>"


def test_further_titles_become_headings() -> None:
    _title, rest = look.scdl_title_apart(Markup("<h1>one</h1><h1 id='b'>two</h1>"), "")
    assert rest == "<h2 id='b'>two</h2>"


def test_numbers_part_their_thousands() -> None:
    assert look.scdl_number(1234567) == "1\u202f234\u202f567"
    assert look.scdl_number(12) == "12"


def test_ckan_messages_are_all_in_our_catalogue() -> None:
    polib = pytest.importorskip("polib")
    po = polib.pofile(str(HERE / "i18n" / "fr" / "LC_MESSAGES" / "ckanext-scdl.po"))
    french = {entry.msgid for entry in po if entry.translated() or any(entry.msgstr_plural.values())}
    named = {*core_messages.CORE_MESSAGES, *core_messages.BETTER_SAID, *core_messages.STATES}
    assert not named - french


@pytest.mark.usefixtures("with_plugins")
class TestPages:
    @pytest.mark.parametrize("path", ["/", "/dataset/", "/organization/", "/group/", "/user/login", "/user/reset", "/about",
                                      "/accessibilite", "/mentions-legales"])
    def test_one_title_one_main(self, app, path: str) -> None:
        html = app.get(path).body
        assert len(titles(html)) == 1
        assert len(re.findall(r"<main\b|role=\"main\"", html)) == 1
        assert 'lang="fr"' in html

    def test_dataset_page(self, app) -> None:
        dataset = factories.Dataset(owner_org=factories.Organization(scdl_kind="collectivite")["id"], title="Arbres remarquables",
                                    resources=[{"url": "http://example.org/a.csv", "name": "Arbres", "format": "CSV"}])
        html = app.get(f"/dataset/{dataset['name']}").body
        assert [title.strip() for title in titles(html)] == ["Arbres remarquables"]
        resource = app.get(f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}").body
        assert len(titles(resource)) == 1
        assert "gravatar" not in html

    def test_organisation_wears_the_colour_of_the_one_above(self, app) -> None:
        above = factories.Organization(scdl_kind="atd", scdl_accent="#ffcc00")
        below = factories.Organization(scdl_kind="collectivite", groups=[{"name": above["name"]}])
        html = app.get(f"/organization/{below['name']}").body
        assert "--scdl-accent:#ffcc00" in html
        assert "--scdl-accent-ink:#ffcc00" not in html  # too pale to be read

    def test_missing_page_explains_in_french_with_a_way_out(self, app) -> None:
        html = app.get("/nulle-part", status=404).body
        assert "Cette page n&#39;existe pas" in html or "Cette page n'existe pas" in html
        assert 'href="/dataset/"' in html

    def test_navigation_offers_only_what_is_served(self, app) -> None:
        html = app.get("/").body
        assert 'href="/standards"' in html
        assert 'href="/mes-registres"' not in html  # nobody is logged in

    def test_moments_in_few_words(self, app) -> None:
        with app.flask_app.test_request_context():
            ago = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=2, minutes=5)
            assert look.scdl_ago(ago) == "il y a 2 h"
            assert look.scdl_ago(ago.replace(tzinfo=None).isoformat()) == "il y a 2 h"
            assert look.scdl_ago("jadis") == ""


@pytest.mark.ckan_config("scdl.theme", False)
@pytest.mark.usefixtures("with_plugins")
def test_our_pages_fit_ckan_own_theme(app) -> None:
    html = app.get("/accessibilite").body
    assert len([title for title in titles(html) if "Déclaration" in title]) == 1
    assert "_scdl.css" in html
    assert "_theme.css" not in html
    assert 'href="/standards"' in html
