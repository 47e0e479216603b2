"""What a publication puts online."""
from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest

from ckanext.scdl.shared import get_standard
from ckanext.scdl.tests.test_storage import use_memory
from ckanext.scdl_forms import jobs
from ckanext.scdl_forms.publication import files
from ckanext.scdl_forms.publication.dataset import of_place, polygon
from ckanext.scdl_forms.tests.conftest import act, as_system, delivery

pytestmark = pytest.mark.usefixtures("with_plugins")


def submit(commune, number, **more):
    return act("scdl_record_submit", commune.admin["name"], register_id=commune.register["id"],
               values=delivery(commune, number, **more))


def publish(commune):
    return as_system("scdl_publication_run", id=commune.register["id"])


def address(commune, extension="csv"):
    return f"/donnees/{commune.name}/deliberations.{extension}"


def table(app, commune):
    return list(csv.DictReader(io.StringIO(app.get(address(commune)).body)))


class TestFiles:
    def test_csv_has_every_column_in_order(self, app, commune):
        submit(commune, "2024-001", DELIB_OBJET="Un objet, \"cité\"\nsur deux lignes", VOTE_EFFECTIF="15", VOTE_REEL="15",
               VOTE_POUR="12", VOTE_CONTRE="1", VOTE_ABSTENTION="2")
        publish(commune)
        response = app.get(address(commune))
        assert response.body.splitlines()[0].split(",") == list(get_standard("deliberations").columns)
        row = table(app, commune)[0]
        assert row["DELIB_OBJET"] == "Un objet, \"cité\"\nsur deux lignes"
        assert row["DELIB_DATE"] == "2024-03-12"

    def test_without_a_disk(self, app, commune, ckan_config):
        """In an object store nothing has a path: the file is served all the same, and a lost one is no breakdown."""
        if not tk.check_ckan_version(min_version="2.12"):
            pytest.skip("CKAN 2.11 keeps files on a disk only")
        use_memory(ckan_config)
        submit(commune, "1")
        publish(commune)
        online = act("scdl_publication_show", commune.admin["name"], id=commune.register["id"])
        sha256 = online["files"]["csv"]["sha256"]
        assert app.get(address(commune)).data.startswith(b"COLL_NOM,")
        assert not (Path(tk.config["ckan.storage_path"]) / files.name(sha256, "csv")).exists()
        app.get(address(commune), headers={"If-None-Match": f'"{sha256}"'}, status=304)
        files.discard(sha256, "csv")
        app.get(address(commune), status=404)

    def test_headers(self, app, commune):
        submit(commune, "1")
        publish(commune)
        response = app.get(address(commune), headers={"Origin": "https://example.org"})
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.headers["Content-Length"] == str(len(response.data))
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert f"deliberations-{commune.name}.csv" in response.headers["Content-Disposition"]
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Last-Modified"]
        again = app.get(address(commune), headers={"If-None-Match": response.headers["ETag"]}, status=304)
        assert not again.data
        assert not app.test_client().head(address(commune)).data

    def test_json_is_typed(self, app, commune):
        submit(commune, "1", VOTE_EFFECTIF="15", VOTE_REEL="15", VOTE_POUR="12", VOTE_CONTRE="1", VOTE_ABSTENTION="2")
        publish(commune)
        row = json.loads(app.get(address(commune, "json")).data)[0]
        assert (row["VOTE_POUR"], row["DELIB_DATE"], row["PREF_ID"]) == (12, "2024-03-12", None)

    def test_xlsx_has_no_formula(self, app, commune):
        openpyxl = pytest.importorskip("openpyxl")
        submit(commune, "1", DELIB_OBJET='=HYPERLINK("http://example.org")')
        publish(commune)
        sheet = openpyxl.load_workbook(io.BytesIO(app.get(address(commune, "xlsx")).data)).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert any("HYPERLINK" in str(cell.value) for cell in cells)
        assert table(app, commune)[0]["DELIB_OBJET"].startswith("=HYPERLINK")

    @pytest.mark.parametrize("path", [
        "/donnees/nulle-part/deliberations.csv", "/donnees/x/y.exe", "/donnees/..%2f..%2fetc/passwd.csv",
    ])
    def test_nothing_there(self, app, path):
        assert app.get(path, status=404)


class TestDataset:
    def test_metadata(self, app, commune):
        submit(commune, "1", DELIB_DATE="2023-05-01")
        submit(commune, "2", DELIB_DATE="2024-03-12")
        publish(commune)
        found = act("package_show", id=f"deliberations-{commune.name}")
        assert found["title"] == f"Délibérations {of_place(commune.title)}"
        assert len(found["notes"]) > 100
        assert "Le tableau est complet (2 lignes)" in found["notes"]
        assert found["license_id"] == "lov2"
        assert found["frequency"].endswith("/QUARTERLY")
        assert (found["temporal_coverage"][0]["start"], found["temporal_coverage"][0]["end"]) == ("2023-05-01", "2024-03-12")
        assert found["spatial_coverage"][0]["uri"].endswith("/commune/31366")
        assert found["contact"][0]["email"] == "mairie@example.org"
        assert (found["scdl_schema"], found["scdl_schema_version"]) == ("scdl/deliberations", "2.1.5")
        assert found["conforms_to"] == [get_standard("deliberations").url]
        assert [resource["format"] for resource in found["resources"]] == ["CSV", "JSON", "XLSX"]
        assert found["resources"][0]["url"].endswith(address(commune))
        assert found["resources"][0]["datastore_active"]
        ids = [resource["id"] for resource in found["resources"]]
        submit(commune, "3")
        publish(commune)
        again = act("package_show", id=found["id"])
        assert [resource["id"] for resource in again["resources"]] == ids
        assert again["resources"][0]["size"] > found["resources"][0]["size"]

    def test_public_page(self, app, commune):
        submit(commune, "2024-001", DELIB_OBJET="Travaux <b>de voirie</b>")
        submit(commune, "2024-002", DELIB_OBJET="Cantine")
        publish(commune)
        page = app.get(f"/dataset/deliberations-{commune.name}").body
        assert address(commune) in page
        assert "Travaux &lt;b&gt;de voirie" in page
        found = app.get(f"/dataset/deliberations-{commune.name}?texte=cantine").body
        assert "Cantine" in found
        assert "de voirie" not in found.split('id="table"')[1]
        app.get(f"/dataset/deliberations-{commune.name}?p=99999999999999999999&texte=%27%22%00")

    def test_nothing_published_shows_nowhere(self, app, commune):
        act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"], values=delivery(commune, "1"))
        assert publish(commune)["outcome"] == "unchanged"
        app.get(address(commune), status=404)
        assert act("package_search", fq=f"owner_org:{commune.id}")["count"] == 0


class TestDataStore:
    def test_anonymous_search_and_difference(self, commune):
        submit(commune, "1")
        second = submit(commune, "2", DELIB_OBJET="Cantine scolaire")
        publish(commune)
        resource = act("package_show", id=f"deliberations-{commune.name}")["resources"][0]["id"]
        found = act("datastore_search", resource_id=resource, q="cantine")
        assert (found["total"], found["records"][0]["DELIB_ID"], found["records"][0]["_id"]) == (1, "2", 2)
        assert {field["id"]: field["type"] for field in found["fields"]}["DELIB_DATE"] == "date"

        act("scdl_record_withdraw", commune.admin["name"], id=second["id"])
        submit(commune, "3")
        publish(commune)
        rows = act("datastore_search", resource_id=resource, sort="_id")
        assert [row["DELIB_ID"] for row in rows["records"]] == ["1", "3"]
        assert rows["total"] == 2


class TestRhythm:
    def test_hourly_waits_except_for_a_withdrawal(self, make_commune):
        hourly = make_commune(publication="hourly")
        sent = submit(hourly, "1")
        jobs.publish_register(hourly.register["id"])
        assert act("scdl_record_show", hourly.admin["name"], id=sent["id"])["state"] == "approved"
        assert as_system("scdl_publication_run", id=hourly.register["id"])["outcome"] == "published"
        act("scdl_record_withdraw", hourly.admin["name"], id=sent["id"])
        jobs.publish_register(hourly.register["id"])
        with pytest.raises(tk.ObjectNotFound):
            act("scdl_publication_show", id=hourly.register["id"])

    def test_running_again_changes_nothing(self, commune):
        submit(commune, "1")
        assert publish(commune)["outcome"] == "published"
        assert publish(commune)["outcome"] == "unchanged"
        assert as_system("scdl_publication_run", id=commune.register["id"], force=True)["outcome"] == "unchanged"
        assert len(as_system("scdl_publication_list", id=commune.register["id"])) == 1

    def test_gone_register_is_no_failure(self):
        jobs.publish_register("no-such-register")


class TestOffline:
    def test_register_taken_offline_and_back(self, app, commune):
        submit(commune, "1")
        publish(commune)
        resource = act("package_show", id=f"deliberations-{commune.name}")["resources"][0]["id"]
        act("scdl_register_withdraw", commune.editor["name"], id=commune.register["id"])
        # refused from the very moment, before any job has run
        app.get(address(commune), status=404)
        publish(commune)
        with pytest.raises(tk.NotAuthorized):
            act("package_show", id=f"deliberations-{commune.name}")
        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            act("datastore_search", resource_id=resource)
        act("scdl_register_republish", commune.admin["name"], id=commune.register["id"])
        publish(commune)
        assert len(table(app, commune)) == 1
        assert act("datastore_search", resource_id=resource)["total"] == 1

    def test_last_record_withdrawn(self, app, commune):
        sent = submit(commune, "1")
        publish(commune)
        act("scdl_record_withdraw", commune.admin["name"], id=sent["id"])
        assert publish(commune)["outcome"] == "offline"
        app.get(address(commune), status=404)


@pytest.mark.parametrize(("place", "said"), [
    ("Montbrun", "de Montbrun"), ("Commune de Montbrun", "de Montbrun"), ("Commune d'Aubeterre", "d'Aubeterre"),
    ("Aubeterre", "d’Aubeterre"), ("Le Mans", "du Mans"), ("Les Lilas", "des Lilas"), ("La Rochelle", "de La Rochelle"),
    ("Communauté de communes du Val", "de la communauté de communes du Val"),
    ("Département de l'Ain", "du département de l'Ain"), ("Syndicat des eaux", "du syndicat des eaux"),
])
def test_places_in_a_title(place, said):
    assert of_place(place) == said


def test_polygon():
    assert json.loads(polygon("1, 43, 2, 44"))["coordinates"][0][2] == [2.0, 44.0]
    assert polygon("") == polygon("a,b,c,d") == ""
