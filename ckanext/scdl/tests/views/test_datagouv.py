"""The feeds for data.gouv.fr, read back as RDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ckan.tests import factories, helpers
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from ckanext.scdl.shared import get_standard
from ckanext.scdl.tests.conftest import Territory, make_territory

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
#: Reference material beside the checkout, where there is some.
SHAPES = Path(__file__).resolve().parents[4].parent / "shared" / "dcat" / "dcat-ap-3.0-shapes.ttl"

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture(scope="module")
def _published() -> dict[str, Any]:
    return {}


@pytest.fixture
def published(with_plugins: None, _published: dict[str, Any]) -> tuple[Territory, dict[str, Any]]:
    """A territory, and the register of a commune as the suite publishes it."""
    if not _published:
        territory = make_territory()
        _published["territory"] = territory
        _published["register"] = helpers.call_action(
            "package_create",
            {"user": territory.users["sysadmin"]},
            name="deliberations-" + territory.commune["name"],
            title="Délibérations de Montbrun",
            notes="Toutes les délibérations du conseil.",
            owner_org=territory.commune["id"],
            license_id="lov2",
            tags=[{"name": "délibérations"}],
            frequency="IRREG",
            scdl_schema="scdl/deliberations",
            scdl_schema_version="2.1.5",
            temporal_coverage=[{"start": "2023", "end": "2024-06"}],
            resources=[
                {
                    "url": "https://portail.example.org/donnees/montbrun/deliberations.csv",
                    "name": "Délibérations (CSV)",
                    "format": "CSV",
                    "size": 1234,
                    "hash": "d" * 40,
                },
                {"url": "https://portail.example.org/donnees/montbrun/deliberations.json", "format": "JSON"},
            ],
        )
    return _published["territory"], _published["register"]


def feed(app: Any, url: str) -> Graph:
    answer = app.get(url, follow_redirects=False)
    assert answer.status_code == 200
    assert "charset=utf-8" in answer.headers["Content-Type"]
    graph = Graph()
    form = {"xml": "xml", "ttl": "turtle", "jsonld": "json-ld"}[url.split("?")[0].rsplit(".", 1)[1]]
    return graph.parse(data=answer.data, format=form)


class TestDataset:
    @pytest.mark.parametrize("fmt", ["xml", "ttl", "jsonld"])
    def test_the_register_of_a_commune(self, app: Any, published: Any, fmt: str) -> None:
        territory, register = published
        graph = feed(app, f"/data-gouv/{territory.commune['name']}.{fmt}")
        (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
        value = graph.value
        assert value(dataset, DCTERMS.identifier) == Literal(register["id"])
        assert value(dataset, DCTERMS.title) == Literal("Délibérations de Montbrun", lang="fr")
        assert str(value(dataset, DCTERMS.license)) == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
        assert str(value(dataset, DCTERMS.accrualPeriodicity)).endswith("/authority/frequency/IRREG")
        assert str(value(dataset, DCAT.landingPage)) == "http://test.ckan.net/dataset/" + register["name"]
        assert len(value(dataset, DCTERMS.description)) > 100
        period = value(dataset, DCTERMS.temporal)
        assert not isinstance(period, URIRef)
        assert value(period, DCAT.startDate) == Literal("2023-01-01", datatype=XSD.date)
        assert value(period, DCAT.endDate) == Literal("2024-06-30", datatype=XSD.date)
        place = value(dataset, DCTERMS.spatial)
        assert str(place) == "http://id.insee.fr/geo/commune/31001"
        assert str(value(place, DCAT.bbox)).startswith("POLYGON((1.35 43.53,")
        publisher = value(dataset, DCTERMS.publisher)
        assert value(publisher, FOAF.name) == Literal("Montbrun", lang="fr")
        assert value(publisher, FOAF.mbox) == URIRef("mailto:mairie@montbrun.example.org")
        contact = value(dataset, DCAT.contactPoint)
        assert value(contact, VCARD.hasEmail) == URIRef("mailto:mairie@montbrun.example.org")

    def test_its_files(self, app: Any, published: Any) -> None:
        territory, _register = published
        graph = feed(app, f"/data-gouv/{territory.commune['name']}.xml")
        (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
        files = {str(graph.value(node, DCAT.downloadURL)): node for node in graph.objects(dataset, DCAT.distribution)}
        csv_file = files["https://portail.example.org/donnees/montbrun/deliberations.csv"]
        json_file = files["https://portail.example.org/donnees/montbrun/deliberations.json"]
        assert list(graph.objects(csv_file, DCTERMS.conformsTo)) == [URIRef(get_standard("deliberations").url)]
        assert list(graph.objects(json_file, DCTERMS.conformsTo)) == []
        assert graph.value(csv_file, DCAT.byteSize) == Literal(1234, datatype=XSD.nonNegativeInteger)
        assert str(graph.value(csv_file, DCAT.mediaType)).endswith("/media-types/text/csv")
        assert str(graph.value(csv_file, DCTERMS["format"])).endswith("/file-type/CSV")
        assert all(
            graph.value(node, DCTERMS.title) and graph.value(node, DCTERMS.description) for node in files.values()
        )
        assert list(graph.triples((None, SPDX.checksum, None))) == []
        assert not any(getattr(node, "datatype", None) == XSD.hexBinary for node in graph.objects())


class TestFeed:
    def test_only_public_datasets_of_our_own(self, app: Any, published: Any) -> None:
        territory, register = published
        factories.Dataset(owner_org=territory.sibling["id"], private=True)
        factories.Dataset(owner_org=territory.sibling["id"], state="draft")
        shown = factories.Dataset(owner_org=territory.sibling["id"], name="vu-" + territory.sibling["name"])
        graph = feed(app, f"/data-gouv/{territory.sibling['name']}.xml")
        assert [str(graph.value(node, DCTERMS.identifier)) for node in graph.subjects(RDF.type, DCAT.Dataset)] == [
            shown["id"]
        ]
        everything = feed(app, "/data-gouv/catalog.xml")
        assert (None, DCTERMS.identifier, Literal(register["id"])) in everything

    @pytest.mark.ckan_config("scdl.datagouv.page_size", "2")
    def test_pages_follow_each_other_in_one_order(self, app: Any) -> None:
        territory = make_territory()
        made = sorted(factories.Dataset(owner_org=territory.commune["id"])["id"] for _ in range(5))
        url: str | None = f"/data-gouv/{territory.commune['name']}.xml"
        seen: list[str] = []
        while url:
            graph = feed(app, url)
            identifiers = sorted(
                str(graph.value(node, DCTERMS.identifier)) for node in graph.subjects(RDF.type, DCAT.Dataset)
            )
            assert all(node for node in graph.objects(None, FOAF.name)), "each page repeats its publishers"
            seen += identifiers
            following = list(graph.objects(None, HYDRA.next))
            url = str(following[0]).replace("http://test.ckan.net", "") if following else None
        assert seen == made

    def test_an_edit_does_not_move_a_dataset(self, app: Any, published: Any) -> None:
        territory, register = published
        before = app.get("/data-gouv/catalog.xml").body
        helpers.call_action("package_patch", {"user": territory.users["sysadmin"]}, id=register["id"], version="2")
        order = [line for line in before.splitlines() if "<dct:identifier>" in line]
        after = app.get("/data-gouv/catalog.xml").body
        assert [line for line in after.splitlines() if "<dct:identifier>" in line] == order

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/data-gouv/catalog.pdf", 404),
            ("/data-gouv/nulle-part.xml", 404),
            ("/data-gouv/catalog.xml?page=0", 400),
            ("/data-gouv/catalog.xml?page=999", 404),
            ("/data-gouv/catalog.xml?page=x", 400),
            ("/data-gouv/catalog.xml?page=%C2%B2", 400),
            ("/data-gouv/catalog.xml?page=99999999999999999999", 400),
        ],
    )
    def test_wrong_addresses_are_refused(self, app: Any, path: str, status: int) -> None:
        assert app.get(path, status=status, follow_redirects=False).status_code == status

    def test_head_answers_with_the_type(self, app: Any) -> None:
        answer = app.flask_app.test_client().head("/data-gouv/catalog.ttl")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"

    @pytest.mark.ckan_config("scdl.datagouv.enabled", "false")
    def test_it_can_be_turned_off(self, app: Any) -> None:
        assert app.get("/data-gouv/catalog.xml", status=404).status_code == 404


@pytest.mark.skipif(not SHAPES.is_file(), reason="the DCAT-AP shapes are not beside this checkout")
def test_the_european_feed_satisfies_the_shapes_of_dcat_ap_3(app: Any, published: Any) -> None:
    import pyshacl

    territory, _register = published
    answer = app.get(f"/catalog.ttl?fq=owner_org:{territory.commune['id']}")
    graph = Graph().parse(data=answer.body, format="turtle")
    shapes = Graph().parse(SHAPES, format="turtle")
    conforms, _results, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    assert conforms, text


def test_a_dataset_page_has_its_structured_data(app: Any, published: Any) -> None:
    _territory, register = published
    answer = app.get("/dataset/" + register["name"])
    assert answer.status_code == 200
    assert "application/ld+json" in answer.body
    assert app.get(f"/dataset/{register['name']}.ttl").status_code == 200
