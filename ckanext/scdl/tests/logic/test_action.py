"""Actions on standards and on the tree of organisations."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.scdl import shared
from ckanext.scdl.tests.conftest import Territory

pytestmark = pytest.mark.usefixtures("with_plugins")


class TestSchemas:
    def test_the_list_tells_each_standard_once(self) -> None:
        found = helpers.call_action("scdl_schema_list")
        names = [item["name"] for item in found]
        assert "scdl/deliberations" in names
        assert len(set(names)) == len(names)
        assert {"name", "slug", "version", "url", "title", "purpose", "theme", "keywords", "versions"} <= set(found[0])

    @pytest.mark.parametrize(
        ("q", "found"),
        [("délibérations", True), ("DELIBERATION", True), ("zzz", False), ("deliberation zzz", False), ("", True)],
    )
    def test_words_are_found_without_accents_or_case(self, q: str, found: bool) -> None:
        names = [item["name"] for item in helpers.call_action("scdl_schema_list", q=q)]
        assert ("scdl/deliberations" in names) is found

    def test_a_theme_narrows_the_list(self) -> None:
        found = helpers.call_action("scdl_schema_list", theme="finances")
        assert {item["theme"] for item in found} == {"finances"}
        assert helpers.call_action("scdl_schema_list", theme="astronomie") == []

    @pytest.mark.parametrize("name", ["scdl/deliberations", "deliberations"])
    def test_a_standard_is_shown_by_name_or_slug(self, name: str) -> None:
        found = helpers.call_action("scdl_schema_show", id=name, version="v2.1.5")
        assert found["version"] == "2.1.5"
        assert found["descriptor"]["fields"][0]["name"] == found["fields"][0]["name"]
        assert found["noun"] == {"one": "délibération", "many": "délibérations", "feminine": True}

    @pytest.mark.parametrize("data", [{"id": "scdl/absent"}, {"id": "deliberations", "version": "99.0"}])
    def test_an_unknown_standard_is_not_found(self, data: dict[str, str]) -> None:
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("scdl_schema_show", **data)

    @pytest.mark.parametrize("data", [{}, {"id": ""}, {"id": "deliberations", "version": "../../etc"}])
    def test_a_wrong_question_is_a_validation_error(self, data: dict[str, str]) -> None:
        with pytest.raises(tk.ValidationError):
            helpers.call_action("scdl_schema_show", **data)


class TestTree:
    def test_children_are_under_their_parent(self, territory: Territory) -> None:
        (atd,) = helpers.call_action("scdl_organization_tree", id=territory.atd["name"])
        assert (atd["name"], atd["kind"]) == (territory.atd["name"], "atd")
        (epci,) = atd["children"]
        assert [child["title"] for child in epci["children"]] == ["Montbrun", "Rivesec"]
        assert epci["children"][0]["insee_code"] == "31001"

    def test_the_whole_territory_starts_from_its_roots(self, territory: Territory) -> None:
        roots = [item["name"] for item in helpers.call_action("scdl_organization_tree")]
        assert territory.atd["name"] in roots
        assert territory.commune["name"] not in roots

    def test_an_unknown_organisation_is_not_found(self) -> None:
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("scdl_organization_tree", id="nulle-part")


class TestFacts:
    def test_facts_of_a_commune(self, territory: Territory) -> None:
        facts = shared.organisation_facts(territory.commune["id"])
        assert facts is not None
        assert (facts.title, facts.kind, facts.siret, facts.siren) == (
            "Montbrun",
            "collectivite",
            "21310001900024",
            "213100019",
        )
        assert (facts.insee_code, facts.email, facts.phone) == (
            "31001",
            "mairie@montbrun.example.org",
            "05 00 00 00 01",
        )
        assert (facts.review, facts.publication) == (True, "hourly")
        assert [facts.fact(key) for key in ("name", "siren")] == ["Montbrun", "213100019"]
        shown = helpers.call_action("organization_show", id=territory.commune["id"])
        assert shared.organisation_facts(shown) == facts

    def test_facts_left_out_have_a_default(self, territory: Territory) -> None:
        facts = shared.organisation_facts(territory.sibling["name"])
        assert facts is not None
        assert (facts.siret, facts.review, facts.publication) == ("", False, "at_once")
        assert shared.organisation_facts("nulle-part") is None

    def test_ancestors_and_descendants(self, territory: Territory) -> None:
        assert shared.ancestors(territory.commune["id"]) == [territory.epci["id"], territory.atd["id"]]
        assert shared.ancestors(territory.atd["id"]) == []
        below = shared.descendants(territory.atd["id"])
        assert below[0] == territory.epci["id"]
        assert set(below[1:]) == {territory.commune["id"], territory.sibling["id"]}
        assert shared.ancestors("nulle-part") == shared.descendants("nulle-part") == []


class TestParent:
    def test_an_organisation_may_not_be_under_one_of_its_own(self, territory: Territory) -> None:
        for child in (territory.atd, territory.commune):
            with pytest.raises(tk.ValidationError) as refusal:
                helpers.call_action(
                    "organization_patch",
                    {"user": territory.users["sysadmin"], "ignore_auth": False},
                    id=territory.atd["id"],
                    groups=[{"name": child["name"]}],
                )
            assert "scdl_parent" in refusal.value.error_dict

    def test_one_parent_at_most_and_it_exists(self, territory: Territory) -> None:
        for groups in (
            [{"name": territory.atd["name"]}, {"name": territory.sibling["name"]}],
            [{"name": "nulle-part"}],
        ):
            with pytest.raises(tk.ValidationError) as refusal:
                helpers.call_action("organization_patch", id=territory.commune["id"], groups=groups)
            assert "scdl_parent" in refusal.value.error_dict

    def test_saying_nothing_keeps_the_parent_and_an_empty_choice_takes_it_away(self, territory: Territory) -> None:
        made = factories.Organization(groups=[{"name": territory.atd["name"]}], scdl_kind="collectivite")
        update: dict[str, Any] = {"id": made["id"], "name": made["name"], "title": "Autre titre", "scdl_kind": "autre"}
        context = {"user": territory.users["sysadmin"]}
        helpers.call_action("organization_update", dict(context), **update)
        assert shared.ancestors(made["id"]) == [territory.atd["id"]]
        helpers.call_action("organization_update", dict(context), groups=[{"name": ""}], **update)
        assert shared.ancestors(made["id"]) == []

    def test_a_wrong_siret_is_refused_with_a_sentence(self) -> None:
        with pytest.raises(tk.ValidationError) as refusal:
            helpers.call_action(
                "organization_create", name="siret-faux", title="Siret faux", scdl_kind="autre", siret="123"
            )
        assert list(refusal.value.error_dict) == ["siret"]
