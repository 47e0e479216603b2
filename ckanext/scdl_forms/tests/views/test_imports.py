"""The pages of an import, as people without JavaScript use them."""
from __future__ import annotations

import io

import openpyxl
import pytest

from ckanext.scdl_forms.tests.conftest import act
from ckanext.scdl_forms.tests.imports import csv, records, send, upload
from ckanext.scdl_forms.tests.views.test_pages import address, get, post, token_of

pytestmark = pytest.mark.usefixtures("with_plugins")

HEAD = "Référence;Date de la séance;DELIB_MATIERE_CODE;DELIB_OBJET;Rapporteur"


def page_of(commune, batch, *more):
    return address(commune, "importer", batch["number"], *more)


def see(app, commune, batch, *more, **options):
    return get(app, commune.admin, page_of(commune, batch, *more), **options)


def test_from_the_register_to_the_receipt_and_back(app, commune):
    assert "/importer" in get(app, commune.editor, address(commune))
    start = get(app, commune.editor, address(commune, "importer"))
    assert "Importer des délibérations" in start
    assert "Numéro" in start
    sent = post(app, commune.editor, address(commune, "importer"), {
        "upload": (io.BytesIO(csv("1;13/03/2024;7.5;Budget;A", "2;30/02/2024;7.5;Budget;B", head=HEAD).stream.read()), "actes.csv")})
    assert sent.headers["Location"].endswith("/importer/1")
    batch = {"number": 1}
    page = see(app, commune, batch)
    assert "2 lignes lues" in page
    assert "Rapporteur" in page
    post(app, commune.editor, page_of(commune, batch, "choix"), {
        "label": ["Référence", "Rapporteur", "Date de la séance"], "column": ["DELIB_ID", "", "DELIB_DATE"]})
    page = see(app, commune, batch)
    assert "Accepter la ligne bonne, garder 1 brouillon" in page
    assert "30 février n'existe pas" in page
    assert 'value="29/02/2024"' in page
    post(app, commune.editor, page_of(commune, batch, "corriger"), {"row": "3", "v-DELIB_DATE": "28/02/2024"})
    assert "Accepter les 2 lignes" in see(app, commune, batch)
    assert records(commune) == {}
    post(app, commune.editor, page_of(commune, batch, "accepter"), {"do": "keep"})
    assert "L’import est fait" in see(app, commune, batch)
    assert records(commune)["2"]["values"]["DELIB_DATE"] == "2024-02-28"
    assert "actes.csv" in get(app, commune.editor, address(commune, "importer"))
    assert "2 lignes qui n’ont jamais été en ligne sont supprimées" in see(app, commune, batch, "defaire")
    post(app, commune.editor, page_of(commune, batch, "defaire"), {})
    assert "Cet import a été défait" in see(app, commune, batch)
    assert records(commune) == {}


def test_what_is_proposed_is_taken_at_once(app, commune):
    batch = send(commune, csv("1;30/02/2024;7.5;Budget", "2;31/04/2024;7.5;Budget"))
    assert "Accepter toutes les valeurs proposées" in see(app, commune, batch)
    post(app, commune.admin, page_of(commune, batch, "corriger"), {"do": "all"})
    assert act("scdl_import_show", commune.admin["name"], id=batch["id"])["report"]["tally"]["created"] == 2


def test_changes_are_shown_before_and_after(app, commune):
    first = send(commune, csv("1;13/03/2024;7.5;Budget"))
    act("scdl_import_accept", commune.admin["name"], id=first["id"])
    batch = send(commune, csv("1;14/03/2024;7.5;Budget"))
    page = see(app, commune, batch)
    assert "13/03/2024" in page
    assert "14/03/2024" in page
    again = send(commune, csv("1;13/03/2024;7.5;Budget"))
    assert "il n’y a rien à accepter" in see(app, commune, again)


def test_refused_corrections_and_questions(app, commune):
    batch = send(commune, csv("1;01/02/2024;7.5;Budget"))
    assert "comment lire ces valeurs" in see(app, commune, batch)
    post(app, commune.admin, page_of(commune, batch, "choix"), {"answer-DELIB_DATE": "day-first"})
    assert "Date réécrite" in see(app, commune, batch)
    post(app, commune.admin, page_of(commune, batch, "choix"), {"rule": ["date"]})
    assert "(refusée)" in see(app, commune, batch)


def test_rows_to_correct_come_back_as_a_workbook(app, commune):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget", "2;30/02/2024;7.5;=1+1"))
    answer = app.get(page_of(commune, batch, "a-corriger.xlsx"), headers=token_of(commune.editor))
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    rows = list(book["Données"].iter_rows(values_only=True))
    assert len(rows) == 2
    line = dict(zip(rows[0], rows[1]))
    assert (line["DELIB_ID"], line["DELIB_DATE"], line["DELIB_OBJET"]) == ("2", "30/02/2024", "=1+1")
    assert "COLL_SIRET" not in line
    assert book["Données"].cell(2, rows[0].index("DELIB_OBJET") + 1).data_type == "s"
    # what was downloaded can be imported as it is
    again = send(commune, upload(answer.data, "a-corriger.xlsx"))
    assert again["report"]["tally"]["invalid"] == 1
    good = send(commune, csv("3;13/03/2024;7.5;Budget"))
    see(app, commune, good, "a-corriger.xlsx", status=404)


def test_nothing_chosen_and_files_that_are_no_tables(app, commune):
    assert "Choisissez le fichier" in post(app, commune.editor, address(commune, "importer"), {}, status=400).body
    batch = send(commune, upload(b"%PDF-1.4 ...", "acte.pdf"))
    page = see(app, commune, batch)
    assert "ne peut pas être importé" in page
    assert "acte.pdf" in page


def test_cancel(app, commune):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))
    post(app, commune.editor, page_of(commune, batch, "annuler"), {})
    assert "Cet import a été annulé" in see(app, commune, batch)
    post(app, commune.editor, page_of(commune, batch, "accepter"), {"do": "keep"})
    assert records(commune) == {}


@pytest.mark.ckan_config("scdl.forms.import_at_once_bytes", "10")
def test_one_waits_and_may_leave(app, commune, monkeypatch):
    from ckanext.scdl_forms import jobs

    monkeypatch.setattr(jobs, "request_import", lambda batch_id: True)
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))
    page = see(app, commune, batch)
    assert "Voir où cela en est" in page
    assert '"state":"running"' in see(app, commune, batch, "etat").replace(" ", "")
    jobs.run_import(batch["id"])
    assert "Accepter 1 ligne" in see(app, commune, batch)


def test_markup_in_a_file_stays_text(app, commune):
    inert = "<script>alert(1)</script>"
    batch = send(commune, csv(f"1;{inert};7.5;{inert};{inert}", head=f"DELIB_ID;DELIB_DATE;DELIB_MATIERE_CODE;DELIB_OBJET;{inert}"))
    body = app.get(page_of(commune, batch), headers=token_of(commune.editor)).body
    assert inert not in body
    assert "&lt;script&gt;" in body


@pytest.mark.parametrize("path", ["", "choix", "corriger", "accepter", "annuler", "approuver", "defaire"])
def test_another_site_changes_nothing(app, commune, path):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))
    where = address(commune, "importer", *([batch["number"], path] if path else []))
    headers = {**token_of(commune.admin), "Sec-Fetch-Site": "cross-site"}
    app.post(where, data={"do": "keep"}, headers=headers, status=403)
    assert act("scdl_import_show", commune.admin["name"], id=batch["id"])["state"] == "ready"


def test_people_of_other_places_see_nothing(app, commune, make_commune):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))
    other = make_commune()
    for more in ((), ("etat",), ("a-corriger.xlsx",), ("defaire",)):
        get(app, other.admin, page_of(commune, batch, *more), status=403)
    assert "/user/login" in app.get(page_of(commune, batch), status=302, follow_redirects=False).headers["Location"]
    get(app, commune.editor, address(commune, "importer", 99), status=404)


def test_those_in_charge_find_an_import_and_approve_it(app, reviewed):
    batch = send(reviewed, csv("1;13/03/2024;7.5;Budget", "2;13/03/2024;7.5;Budget"), reviewed.editor["name"])
    act("scdl_import_accept", reviewed.editor["name"], id=batch["id"])
    assert "relues par" in get(app, reviewed.editor, page_of(reviewed, batch))
    assert "Tout approuver" not in get(app, reviewed.editor, page_of(reviewed, batch))
    inbox = get(app, reviewed.admin, "/a-relire")
    assert "délibérations.csv" in inbox
    assert "2 délibérations à relire" in inbox
    assert "Tout approuver" in see(app, reviewed, batch)
    post(app, reviewed.editor, page_of(reviewed, batch, "approuver"), {}, status=403)
    answer = post(app, reviewed.admin, page_of(reviewed, batch, "approuver"), {"do": "review"})
    assert answer.headers["Location"].endswith("/a-relire")
    assert {record["state"] for record in records(reviewed).values()} == {"approved"}
    assert "délibérations.csv" not in get(app, reviewed.admin, "/a-relire")
