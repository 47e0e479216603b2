"""The forms of organisations and datasets, as people use them."""
from __future__ import annotations

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers

from ckanext.scdl import shared
from ckanext.scdl.tests.conftest import Territory

pytestmark = pytest.mark.usefixtures("with_plugins")


def signed_in(name: str) -> dict[str, str]:
    token = helpers.call_action("api_token_create", user=name, name=uuid.uuid4().hex)["token"]
    return {"Authorization": token}


def page(app: Any, url: str, name: str) -> BeautifulSoup:
    answer = app.get(url, headers=signed_in(name))
    assert answer.status_code == 200
    return BeautifulSoup(answer.body, "html.parser")


class TestOrganisation:
    def test_an_atd_chooses_among_its_own(self, app: Any, territory: Territory) -> None:
        found = page(app, "/organization/new", territory.users["atd_admin"])
        options = [option["value"] for option in found.select("#field-scdl_parent option")]
        assert options == ["", territory.atd["name"], territory.epci["name"]]

    def test_a_commune_sees_its_parent_and_does_not_change_it(self, app: Any, territory: Territory) -> None:
        found = page(app, f"/organization/edit/{territory.commune['name']}", territory.users["own_admin"])
        assert found.select("#field-scdl_parent") == []
        assert found.select_one("input[name=groups__0__name]")["value"] == territory.epci["name"]
        assert "Communaute des Sources" in found.select_one("form.dataset-form").get_text()

    def test_a_space_is_opened_then_mended(self, app: Any, territory: Territory) -> None:
        name = "commune-" + uuid.uuid4().hex[:8]
        form = {
            "title": "Sainte-Foy", "name": name, "scdl_kind": "collectivite", "groups__0__name": territory.epci["name"],
            "siret": "123", "insee_code": "31481", "scdl_review": "no", "scdl_publication": "hourly", "save": "",
        }
        headers = signed_in(territory.users["atd_admin"])
        answer = app.post("/organization/new", data=form, headers=headers)
        found = BeautifulSoup(answer.body, "html.parser")
        assert "14 chiffres" in answer.body
        assert found.select_one("[name=siret]")["value"] == "123"
        assert found.select_one("#field-scdl_parent option[selected]")["value"] == territory.epci["name"]
        app.post("/organization/new", data={**form, "siret": "213 100 019 00024"}, headers=headers)
        facts = shared.organisation_facts(name)
        assert facts is not None
        assert (facts.siret, facts.insee_code, facts.publication) == ("21310001900024", "31481", "hourly")
        assert shared.ancestors(name)[0] == territory.epci["id"]

    def test_a_form_without_parent_is_refused_in_words(self, app: Any, territory: Territory) -> None:
        form = {"title": "Ailleurs", "name": "ailleurs-" + uuid.uuid4().hex[:8], "scdl_kind": "collectivite",
                "groups__0__name": "", "scdl_review": "no", "scdl_publication": "at_once"}
        answer = app.post("/organization/new", data=form, headers=signed_in(territory.users["atd_admin"]))
        assert "Choisissez l’organisme qui accompagne le nouveau" in answer.body
        assert 'value="Ailleurs"' in answer.body


class TestDataset:
    def test_the_form_folds_what_is_technical(self, app: Any, territory: Territory) -> None:
        found = page(app, f"/dataset/new?group={territory.commune['id']}", territory.users["contributor"])
        folded = found.select_one("details.scdl-more")
        assert folded.select("[name=identifier]")
        assert found.select_one("[name=frequency]").find_parent("details") is None
        assert "Licence Ouverte 2.0" in found.select_one("[name=license_id]").get_text()

    def test_the_page_of_a_described_dataset(self, app: Any, territory: Territory) -> None:
        made = factories.Dataset(
            owner_org=territory.commune["id"], frequency="ANNUAL", license_id="lov2", scdl_schema="prenoms",
            contact=[{"name": "Mairie", "email": "mairie@montbrun.example.org"}],
            temporal_coverage=[{"start": "2024-01-01", "end": "2024-12-31"}])
        assert made["frequency"].endswith("/ANNUAL")
        assert made["scdl_schema"] == "scdl/prenoms"
        assert made["license_title"] == "Licence Ouverte 2.0 (Etalab)"
        assert page(app, "/dataset/" + made["name"], territory.users["stranger"]).select("h1")


def test_a_dataset_shows_the_contacts_that_somebody_filled_in(app: Any, territory: Territory) -> None:
    empty, written = {"name": "", "email": ""}, {"name": "Mairie", "email": "mairie@example.org"}
    for contacts, labels in (([empty], []), ([empty, written], ["Contacts"])):
        made = factories.Dataset(owner_org=territory.commune["id"], contact=contacts)
        facts = BeautifulSoup(app.get(f"/dataset/{made['name']}").body, "html.parser").select_one(".additional-info")
        said = [label.get_text(strip=True) for label in facts.select(":scope > dl > dt")]
        assert [label for label in said if label.startswith("Contact")] == labels
        assert "Contact 1" not in facts.get_text(" ")
    assert "mairie@example.org" in facts.get_text(" ")
