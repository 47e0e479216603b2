"""Who may do what with reports: the matrix."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.scdl_validation.model import ValidationReport
from ckanext.scdl_validation.tests import support

pytestmark = pytest.mark.usefixtures("with_plugins")

EVERYBODY = ("anonymous", "stranger", "editor", "sibling_admin", "admin", "atd_admin", "sysadmin")
# CKAN's editors may change the datasets of their organisation; its administrators cascade to those below.
INSIDE = ("editor", "admin", "atd_admin", "sysadmin")


@pytest.fixture(scope="module")
def land() -> dict[str, Any]:
    return {}


@pytest.fixture
def made(land: dict[str, Any], with_plugins: None) -> dict[str, Any]:
    """A territory with one public and one private resource, each with a report; made once."""
    if not land:
        territory = support.territory()
        people = {**territory.people, "anonymous": None}
        land["people"] = people
        for visibility in ("public", "private"):
            package = factories.Dataset(owner_org=territory.commune["id"], private=visibility == "private")
            resource = factories.Resource(package_id=package["id"], url="https://example.org/a.csv", format="CSV")
            report = ValidationReport.create(
                kind="resource", source="a.csv", resource_id=resource["id"], package_id=package["id"], state="done",
                verdict="valid", standard=support.STANDARD, version="2.1.5", schema_title="Délibérations",
            )
            land[visibility] = {"package": package["id"], "resource": resource["id"], "report": report.id}
        for owner in ("stranger", None):
            report = ValidationReport.create(
                kind="upload", source="a.csv", user_id=people["stranger"]["id"] if owner else None, state="done",
                verdict="valid", standard=support.STANDARD, version="2.1.5", schema_title="Délibérations",
            )
            land["own" if owner else "nobody"] = {"report": report.id}
    return land


def _may(made: dict[str, Any], who: str, action: str, data: dict[str, Any]) -> bool:
    try:
        tk.check_access(action, support.context(made["people"][who]), data)
    except tk.NotAuthorized:
        return False
    return True


def _allowed(made: dict[str, Any], action: str, data: dict[str, Any]) -> set[str]:
    return {who for who in EVERYBODY if _may(made, who, action, data)}


def test_anybody_may_check_a_file(made: dict[str, Any]) -> None:
    """The page is public."""
    assert _allowed(made, "scdl_validate", {}) == set(EVERYBODY)


def test_a_portal_may_keep_checks_to_people_with_an_account(made: dict[str, Any], ckan_config: Any) -> None:
    """One setting closes the page and the API to strangers."""
    ckan_config["scdl.validation.public"] = False
    assert _allowed(made, "scdl_validate", {}) == set(EVERYBODY) - {"anonymous"}


@pytest.mark.parametrize("action", ["scdl_validate", "scdl_validation_show", "scdl_validation_list"])
def test_what_is_said_of_a_resource_follows_the_resource(made: dict[str, Any], action: str) -> None:
    """A public one is everybody's; a private one its organisation's."""
    assert _allowed(made, action, {"resource_id": made["public"]["resource"]}) == set(EVERYBODY)
    assert _allowed(made, action, {"resource_id": made["private"]["resource"]}) == set(INSIDE)


def test_a_resource_s_report_is_read_by_its_id_with_the_same_rights(made: dict[str, Any]) -> None:
    """The id of a report opens no side door to a private resource."""
    assert _allowed(made, "scdl_validation_show", {"id": made["public"]["report"]}) == set(EVERYBODY)
    assert _allowed(made, "scdl_validation_show", {"id": made["private"]["report"]}) == set(INSIDE)


def test_the_reports_of_a_dataset_follow_the_dataset(made: dict[str, Any]) -> None:
    """Listing is no way around privacy either."""
    assert _allowed(made, "scdl_validation_list", {"package_id": made["public"]["package"]}) == set(EVERYBODY)
    assert _allowed(made, "scdl_validation_list", {"package_id": made["private"]["package"]}) == set(INSIDE)
    assert _allowed(made, "scdl_validation_list", {}) == set(EVERYBODY) - {"anonymous"}


@pytest.mark.parametrize("action", ["scdl_validation_run", "scdl_validation_dismiss", "scdl_validation_restore"])
def test_acting_on_a_resource_needs_the_right_to_change_it(made: dict[str, Any], action: str) -> None:
    """Reading is not enough, on a public resource either."""
    for visibility in ("public", "private"):
        assert _allowed(made, action, {"resource_id": made[visibility]["resource"]}) == set(INSIDE)
    assert _allowed(made, action, {"resource_id": "../etc"}) <= {"sysadmin"}


@pytest.mark.parametrize("action", ["scdl_validation_recheck", "scdl_validation_delete"])
def test_changing_a_resource_s_report_needs_the_right_to_change_the_resource(made: dict[str, Any], action: str) -> None:
    """Another commune's administrator may read, not act."""
    assert _allowed(made, action, {"id": made["public"]["report"]}) == set(INSIDE)


@pytest.mark.parametrize(
    "action", ["scdl_validation_show", "scdl_validation_recheck", "scdl_validation_share", "scdl_validation_delete"]
)
def test_one_s_own_report_is_one_s_own(made: dict[str, Any], action: str) -> None:
    """Only its owner, until shared; sharing gives the right to read and nothing else."""
    data = {"id": made["own"]["report"]}
    assert _allowed(made, action, data) == {"stranger", "sysadmin"}
    report = ValidationReport.get(data["id"])
    assert report is not None
    report.save(shared=True)
    expected = set(EVERYBODY) if action == "scdl_validation_show" else {"stranger", "sysadmin"}
    assert _allowed(made, action, data) == expected
    report.save(shared=False)


def test_a_stranger_s_report_is_that_of_whoever_has_its_address(made: dict[str, Any]) -> None:
    """Read and checked again, but neither shared nor deleted: nobody owns it."""
    data = {"id": made["nobody"]["report"]}
    for action in ("scdl_validation_show", "scdl_validation_recheck"):
        assert _allowed(made, action, data) == set(EVERYBODY)
    for action in ("scdl_validation_share", "scdl_validation_delete"):
        assert _allowed(made, action, data) == {"sysadmin"}
