"""The conformity of a resource, on its page, in lists, and on the page of its report."""
from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from ckanext.scdl_validation.tests import support

pytestmark = pytest.mark.usefixtures("with_plugins")

_made: dict[str, Any] = {}


@pytest.fixture
def land(with_plugins: None) -> support.Territory:
    return _made.setdefault("land", _made.get("land") or support.territory())


@pytest.fixture
def package(land: support.Territory) -> dict[str, Any]:
    return factories.Dataset(owner_org=land.commune["id"], user=land.people["editor"])


def _as(person: dict[str, Any] | None) -> dict[str, str]:
    return {"Authorization": person["token"]} if person else {}


def _address(resource: dict[str, Any]) -> str:
    return f"/dataset/{resource['package_id']}/resource/{resource['id']}"


def _words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.body, "html.parser").get_text(" ").split())


def test_the_badge_is_everywhere(app: Any, land: support.Territory, package: dict[str, Any]) -> None:
    """On the resource, on its dataset, in the search; in words, with a link to the report."""
    resource = support.resource(package, support.BAD, land.people["editor"], scdl_schema=support.STANDARD)
    for address in (_address(resource), f"/dataset/{package['name']}", f"/dataset/?q={package['name']}"):
        page = BeautifulSoup(app.get(address).body, "html.parser")
        assert "Ne respecte pas son standard" in page.find("span", "scdl-badge--invalid").get_text()
    link = BeautifulSoup(app.get(_address(resource)).body, "html.parser").find("a", "scdl-badgelink")
    report = app.get(link["href"])
    assert "Ne respecte pas" in _words(report) or "ne respecte pas" in _words(report)
    search = BeautifulSoup(app.get("/dataset/?vocab_scdl_conformity=invalid").body, "html.parser")
    assert "Conformité à un standard" in search.get_text()


def test_only_editors_see_what_they_can_do(app: Any, land: support.Territory, package: dict[str, Any]) -> None:
    """Anybody reads the report; the buttons are for those who may use them, and refuse the others."""
    resource = support.resource(package, support.BAD, land.people["editor"], scdl_schema=support.STANDARD)
    address = f"{_address(resource)}/conformite"
    for who in ("editor", "admin", "atd_admin"):
        page = BeautifulSoup(app.get(address, headers=_as(land.people[who])).body, "html.parser")
        assert page.find("form", action=lambda value: value and value.endswith("/relancer")), who
    for person in (None, land.people["stranger"], land.people["sibling_admin"]):
        page = BeautifulSoup(app.get(address, headers=_as(person)).body, "html.parser")
        assert not page.find("form", action=lambda value: value and value.endswith("/relancer"))
        for action in ("relancer", "restauration", "proposition"):
            assert app.post(f"{address}/{action}", headers=_as(person)).status_code == 403
    again = app.post(f"{address}/relancer", headers=_as(land.people["editor"]), follow_redirects=False)
    assert again.status_code == 302
    assert app.get(f"{address}/erreurs.csv").status_code == 200


def test_the_last_good_file_is_put_back_from_the_page(
    app: Any, land: support.Territory, package: dict[str, Any]
) -> None:
    """The page says that it is not lost, and a button brings it back."""
    import ckan.plugins.toolkit as tk

    editor = land.people["editor"]
    resource = support.resource(package, support.GOOD, editor, scdl_schema=support.STANDARD)
    sent = {"id": resource["id"], "upload": support.upload(support.BAD)}
    tk.get_action("resource_patch")(support.context(editor), sent)
    address = f"{_address(resource)}/conformite"
    page = BeautifulSoup(app.get(address, headers=_as(editor)).body, "html.parser")
    assert page.find("form", action=lambda value: value and value.endswith("/restauration"))
    answer = app.post(f"{address}/restauration", headers=_as(editor))
    assert "respecte le standard" in _words(answer)


def test_a_standard_is_proposed_to_those_who_may_name_it(
    app: Any, land: support.Territory, package: dict[str, Any]
) -> None:
    """The public sees nothing of it; an editor accepts with one button."""
    editor = land.people["editor"]
    resource = support.resource(package, support.GOOD, editor)
    assert "ressemble au standard" not in _words(app.get(_address(resource)))
    assert "ressemble au standard" in _words(app.get(_address(resource), headers=_as(editor)))
    app.post(f"{_address(resource)}/conformite/proposition", data={"answer": "yes"}, headers=_as(editor))
    assert "Respecte son standard" in _words(app.get(_address(resource)))


def test_the_form_of_a_resource_names_the_standard(
    app: Any, land: support.Territory, package: dict[str, Any]
) -> None:
    """With a list, and what was chosen before."""
    editor = land.people["editor"]
    page = app.get(f"/dataset/{package['name']}/resource/new", headers=_as(editor))
    assert BeautifulSoup(page.body, "html.parser").find("select", {"name": "scdl_schema"})
    resource = support.resource(package, support.GOOD, editor, scdl_schema=support.STANDARD)
    page = app.get(f"{_address(resource)}/edit", headers=_as(editor))
    options = BeautifulSoup(page.body, "html.parser").find("select", {"name": "scdl_schema"})
    assert options.find("option", selected=True)["value"] == support.STANDARD


def test_what_may_not_be_read_is_not_found(app: Any, land: support.Territory) -> None:
    """A private resource, a resource of another dataset, an invented id: the same answer."""
    private = factories.Dataset(owner_org=land.commune["id"], private=True)
    public = factories.Dataset(owner_org=land.commune["id"])
    hidden = support.resource(private, support.GOOD, land.people["admin"], scdl_schema=support.STANDARD)
    for dataset, resource_id in ((private["id"], hidden["id"]), (public["id"], hidden["id"]), (public["id"], "nothing")):
        for end in ("", "/etat", "/erreurs.csv"):
            assert app.get(f"/dataset/{dataset}/resource/{resource_id}/conformite{end}").status_code == 404
    own = app.get(f"{_address(hidden)}/conformite", headers=_as(land.people["admin"]))
    assert own.status_code == 200


def test_a_resource_without_a_standard_has_a_page_that_teaches(
    app: Any, land: support.Territory, package: dict[str, Any]
) -> None:
    """What it means, and for its editors the way to check."""
    resource = factories.Resource(package_id=package["id"], url="https://example.org/a.pdf", format="PDF")
    address = f"{_address(resource)}/conformite"
    assert "Aucun standard" in _words(app.get(address))
    page = BeautifulSoup(app.get(address, headers=_as(land.people["editor"])).body, "html.parser")
    assert page.find("select", {"name": "schema"})
