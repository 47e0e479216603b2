"""The catalogue of standards, as a visitor sees it."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.shared import get_standard
from ckanext.scdl.tests.conftest import Territory

pytestmark = pytest.mark.usefixtures("with_plugins")


def page(app: Any, url: str, **options: Any) -> BeautifulSoup:
    answer = app.get(url, **options)
    assert answer.status_code == options.get("status", 200)
    return BeautifulSoup(answer.body, "html.parser")


class TestList:
    def test_all_standards_are_there(self, app: Any) -> None:
        found = page(app, "/standards")
        assert len(found.select(".scdl-card")) == len(registry().names())
        assert len(found.select("h1")) == 1

    def test_search_and_theme_narrow_it_and_can_be_removed(self, app: Any) -> None:
        found = page(app, "/standards?q=d%C3%A9lib%C3%A9ration&theme=vie-municipale")
        titles = [card.get_text() for card in found.select(".scdl-card__title")]
        assert len(titles) == 1
        assert len(found.select("a.scdl-chip")) == 2
        assert found.select_one("#scdl-q")["value"] == "délibération"

    def test_nothing_found_says_what_to_do(self, app: Any) -> None:
        found = page(app, "/standards?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        assert found.select_one(".scdl-empty a")["href"].endswith("/standards")
        assert "alert(1)" not in "".join(script.get_text() for script in found.select("script"))

    def test_use_is_counted(self, app: Any, territory: Territory) -> None:
        def said() -> int:
            card = next(
                card
                for card in page(app, "/standards?q=prenoms").select(".scdl-card")
                if "prenoms" in card.select_one("a")["href"]
            )
            digits = re.findall(r"\d+", card.select(".scdl-small")[0].get_text())
            return int(digits[0]) if digits else 0

        before = said()
        factories.Dataset(owner_org=territory.commune["id"], scdl_schema="scdl/prenoms", scdl_schema_version="1.1.6")
        assert said() == before + 1


class TestRead:
    def test_lists_of_values_are_there_in_full(self, app: Any) -> None:
        """Enumerations, what an array may hold, and what is proposed: each line of each, once."""
        found = page(app, "/standards/scdl/menus-collectifs")
        allergens = get_standard("menus-collectifs").field("menuPlatAllergene")
        shown = [item.get_text(strip=True) for item in found.select("#valeurs-menuPlatAllergene li")]
        assert shown == [str(value) for value in allergens.array_item["constraints"]["enum"]]
        assert found.select_one("a[href='#valeurs-menuPlatAllergene']")
        subjects = page(app, "/standards/scdl/deliberations").select("#valeurs-DELIB_MATIERE_CODE li")
        assert any("7.5" in item.get_text() and "ubvention" in item.get_text() for item in subjects)

    @pytest.mark.parametrize("name", registry().names())
    def test_every_standard_has_its_page(self, app: Any, name: str) -> None:
        standard = get_standard(name)
        found = page(app, f"/standards/{standard.owner}/{standard.slug}")
        assert found.select_one("h1").get_text(strip=True) == standard.title
        assert len(found.select("tbody tr")) == len(standard.fields)
        ids = [tag["id"] for tag in found.select("[id]")]
        assert len(ids) == len(set(ids))

    def test_a_field_says_its_rules(self, app: Any) -> None:
        row = page(app, "/standards/scdl/deliberations").select_one("#champ-COLL_SIRET").get_text(" ", strip=True)
        assert "COLL_SIRET" in row
        assert "14" in row

    def test_an_earlier_version_is_shown_as_such(self, app: Any) -> None:
        found = page(app, "/standards/scdl/deliberations/2.1.4")
        assert found.select_one(".scdl-notice--warning a")["href"].endswith("/standards/scdl/deliberations")
        assert "2.1.4" in found.select_one("title").get_text()

    @pytest.mark.parametrize(
        "path",
        [
            "/standards/scdl/absent",
            "/standards/scdl/deliberations/9.9.9",
            "/standards/autre/deliberations",
            "/standards/scdl/deliberations/..",
            "/standards/scdl/deliberations/9.9.9/schema.json",
            "/standards/scdl/absent/1.0/vide.csv",
        ],
    )
    def test_what_does_not_exist_is_not_found(self, app: Any, path: str) -> None:
        assert app.get(path, status=404, follow_redirects=False).status_code == 404

    def test_who_publishes_it_here(self, app: Any, territory: Territory) -> None:
        factories.Dataset(
            owner_org=territory.sibling["id"], scdl_schema="scdl/subventions", scdl_schema_version="2.1.1"
        )
        factories.Dataset(owner_org=territory.epci["id"], scdl_schema="scdl/subventions", private=True)
        section = page(app, "/standards/scdl/subventions").select_one("section[aria-labelledby=utilisateurs]")
        assert [link.get_text() for link in section.select("li a")] == ["Rivesec"]


class TestDownloads:
    def test_the_descriptor_is_the_official_one(self, app: Any) -> None:
        answer = app.get("/standards/scdl/deliberations/2.1.5/schema.json")
        assert answer.json == get_standard("deliberations").descriptor
        assert answer.headers["Content-Disposition"].startswith("attachment")

    def test_the_empty_file_has_all_columns_in_order(self, app: Any) -> None:
        answer = app.get("/standards/scdl/deliberations/2.1.5/vide.csv")
        assert list(csv.reader(io.StringIO(answer.body))) == [list(get_standard("deliberations").columns)]
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
