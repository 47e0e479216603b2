"""Supervised imports, from the file to the register and back."""
from __future__ import annotations

import datetime

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories

from ckanext.scdl_forms import jobs
from ckanext.scdl_forms.imports import files
from ckanext.scdl_forms.logic.action import import_steps
from ckanext.scdl_forms.model import ImportBatch
from ckanext.scdl_forms.tests.benches import register_of_benches
from ckanext.scdl_forms.tests.conftest import act, as_system, delivery
from ckanext.scdl_forms.tests.imports import csv, records, send, upload, workbook

pytestmark = pytest.mark.usefixtures("with_plugins")

DAY = datetime.date(2024, 3, 12)


def step(name, commune, batch, user=None, **more):
    return act(f"scdl_import_{name}", user or commune.admin["name"], id=batch["id"], **more)


def rows(commune, batch, outcome):
    return act("scdl_import_rows", commune.admin["name"], id=batch["id"], outcome=outcome)["results"]


def test_a_messy_workbook_is_read_mended_and_counted(commune):
    file = workbook([
        ["N° de l'acte", "DELIB DATE", "delib_matiere_code", "Délib_Objet", "Rapporteur"],
        ["2024-001", DAY, "7.5", " Subventions ", "Mme Roux"], ["2024-002", "13 mars 2024", "7.5", "Subventions", ""],
        ["2024-003", "30/02/2024", "7.5", "Subventions", ""],
    ], above=2, other="Notes")
    batch = send(commune, file)
    assert batch["state"] == "ready", batch["message"]
    report = batch["report"]
    assert (report["sheet"], report["header_row"], report["rows"]) == ("2024", 3, 3)
    # nothing tells that the first column is the number of the act: all rows lack it
    assert report["tally"] == {"created": 0, "updated": 0, "unchanged": 0, "invalid": 3}
    assert [column["label"] for column in report["columns"] if not column["column"]] == ["N° de l'acte", "Rapporteur"]
    batch = step("update", commune, batch, mapping={"N° de l'acte": "DELIB_ID"})
    assert batch["report"]["tally"] == {"created": 2, "updated": 0, "unchanged": 0, "invalid": 1}
    wrong = rows(commune, batch, "invalid")[0]
    assert wrong["row"] == 6
    assert wrong["problems"][0]["column"] == "DELIB_DATE"
    good = rows(commune, batch, "created")
    assert [(row["row"], row["values"]["DELIB_DATE"], row["values"]["DELIB_OBJET"]) for row in good] == [
        (4, "2024-03-12", "Subventions"), (5, "2024-03-13", "Subventions")]
    assert good[0]["values"]["COLL_SIRET"] == commune.siret
    assert {repair["rule"] for repair in batch["report"]["repairs"]} >= {"date", "trim"}
    assert records(commune) == {}


def test_accept_keeps_wrong_rows_as_drafts(commune, queued):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget", "2;30/02/2024;7.5;Budget"))
    done = step("accept", commune, batch)
    assert done["state"] == "accepted"
    assert {key: done["result"][key] for key in ("created", "updated", "unchanged", "drafts", "left")} == {
        "created": 1, "updated": 0, "unchanged": 0, "drafts": 1, "left": 0}
    assert {key: record["state"] for key, record in records(commune).items()} == {"1": "approved", "2": "draft"}
    assert queued == [commune.register["id"]]
    # a double click, or another tab
    assert step("accept", commune, batch)["state"] == "accepted"
    assert len(records(commune)) == 2


def test_accept_only_the_right_rows(commune):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget", "2;30/02/2024;7.5;Budget"))
    done = step("accept", commune, batch, wrong="leave")
    assert (done["result"]["created"], done["result"]["drafts"], done["result"]["left"]) == (1, 0, 1)
    assert set(records(commune)) == {"1"}


def test_where_somebody_reviews_it_waits(reviewed):
    batch = send(reviewed, csv("1;13/03/2024;7.5;Budget"), reviewed.editor["name"])
    assert batch["report"]["goal"] == "to_review"
    step("accept", reviewed, batch, reviewed.editor["name"])
    assert records(reviewed)["1"]["state"] == "to_review"


def test_those_in_charge_approve_an_import_at_once(reviewed, queued):
    batch = send(reviewed, csv("1;13/03/2024;7.5;Budget", "2;13/03/2024;7.5;Budget", "3;30/02/2024;7.5;Budget"), reviewed.editor["name"])
    step("accept", reviewed, batch, reviewed.editor["name"])
    act("scdl_record_save", reviewed.editor["name"], id=records(reviewed)["2"]["id"], version=1,
        values=delivery(reviewed, "2", DELIB_OBJET="Repris"))
    listed = act("scdl_review_list", reviewed.admin["name"], organization_id=reviewed.id)
    assert [(entry["filename"], entry["to_review"]) for entry in listed["imports"]] == [("délibérations.csv", 1)]
    assert step("show", reviewed, batch)["to_review"] == 1
    with pytest.raises(tk.NotAuthorized):
        step("approve", reviewed, batch, reviewed.editor["name"])
    assert step("approve", reviewed, batch) == {"approved": 1, "left": 0}
    assert {key: record["state"] for key, record in records(reviewed).items()} == {"1": "approved", "2": "draft", "3": "draft"}
    assert queued == [reviewed.register["id"]]
    assert step("approve", reviewed, batch)["approved"] == 0


def test_a_register_that_moved_to_a_new_version(make_commune):
    place = make_commune(schema=None)
    place.register = register_of_benches(place, numbers=1)
    try:
        batch = send(place, upload(b"id_banc;pose;couleur\r\n9;2024-04-01;vert\r\n", "bancs.csv"))
        assert batch["report"]["tally"]["created"] == 1, batch["message"]
        act("scdl_move_check", place.admin["name"], id=place.register["id"])
        act("scdl_move_complete", place.admin["name"], id=place.register["id"], column="etat", value="neuf")
        act("scdl_move_run", place.admin["name"], id=place.register["id"])
        again = step("accept", place, batch)
        assert (again["state"], again["schema_version"]) == ("ready", "2.0.0")
        # the new version asks for a column that the file lacks
        assert again["report"]["tally"]["invalid"] == 1
    finally:
        as_system("scdl_standard_retire", id=place.register["schema"])


def test_a_standard_that_is_gone(commune, monkeypatch):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))

    def gone(_register):
        raise tk.ObjectNotFound("gone")

    monkeypatch.setattr("ckanext.scdl_forms.logic.action.bulk.standard_of", gone)
    refused = step("accept", commune, batch)
    assert (refused["state"], "catalogue" in refused["message"]) == ("ready", True)
    assert records(commune) == {}


def test_known_rows_are_compared(commune):
    for number in ("1", "2"):
        act("scdl_record_submit", commune.admin["name"], register_id=commune.register["id"], values=delivery(
            commune, number, PREF_ID="031", DELIB_OBJET="Budget"))
    batch = send(commune, csv("1;2024-03-12;7.5;Budget", "2;2024-03-12;7.5;Budget primitif", "3;2024-03-12;7.5;Voirie"))
    assert batch["report"]["tally"] == {"created": 1, "updated": 1, "unchanged": 1, "invalid": 0}
    assert rows(commune, batch, "updated")[0]["changes"] == [
        {"column": "DELIB_OBJET", "before": "Budget", "after": "Budget primitif"}]
    step("accept", commune, batch)
    # a column that the file lacks keeps what the record says
    assert records(commune)["2"]["values"]["PREF_ID"] == "031"
    assert records(commune)["2"]["values"]["DELIB_OBJET"] == "Budget primitif"


def test_two_readings_are_asked_for(commune):
    batch = send(commune, csv("1;01/02/2024;7.5;Budget", "2;03/04/2024;7.5;Budget"))
    assert [question["column"] for question in batch["report"]["questions"]] == ["DELIB_DATE"]
    assert batch["report"]["tally"]["invalid"] == 2
    batch = step("update", commune, batch, answers={"DELIB_DATE": "day-first"})
    assert batch["report"]["tally"]["created"] == 2
    assert rows(commune, batch, "created")[0]["values"]["DELIB_DATE"] == "2024-02-01"


def test_a_refused_correction_is_not_made(commune):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))
    assert batch["report"]["tally"]["created"] == 1
    batch = step("update", commune, batch, refused=["date"])
    assert batch["report"]["tally"]["invalid"] == 1
    batch = step("update", commune, batch, refused=[])
    assert batch["report"]["tally"]["created"] == 1


def test_a_suggestion_taken(commune):
    batch = send(commune, csv("1;30/02/2024;7.5;Budget"))
    batch = step("update", commune, batch, fixes={"2": {"DELIB_DATE": "2024-02-28"}})
    assert batch["report"]["tally"]["created"] == 1


def test_labels_matched_by_hand_are_remembered(commune):
    head = "Référence;DELIB_DATE;DELIB_MATIERE_CODE;DELIB_OBJET"
    batch = send(commune, csv("1;13/03/2024;7.5;Budget", head=head))
    batch = step("update", commune, batch, mapping={"Référence": "DELIB_ID"})
    step("accept", commune, batch)
    again = send(commune, csv("2;13/03/2024;7.5;Budget", head=head))
    assert again["report"]["tally"]["created"] == 1


def test_the_same_number_twice(commune):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget", "1;14/03/2024;7.5;Budget"))
    assert batch["report"]["tally"] == {"created": 1, "updated": 0, "unchanged": 0, "invalid": 1}
    assert rows(commune, batch, "invalid")[0]["problems"][-1]["code"] == "duplicate-row"


def test_rows_of_another_organisation_are_refused(commune, make_commune):
    other = make_commune(schema=None)
    head = "COLL_SIRET;DELIB_ID;DELIB_DATE;DELIB_MATIERE_CODE;DELIB_OBJET"
    batch = send(commune, csv(
        f"{other.siret};1;13/03/2024;7.5;Budget", f"{commune.siret};2;13/03/2024;7.5;Budget", ";3;13/03/2024;7.5;Budget", head=head))
    assert batch["report"]["tally"]["created"] == 2
    problem = rows(commune, batch, "invalid")[0]["problems"][0]
    assert (problem["code"], problem["suggestion"]) == ("other-organisation", commune.siret)


@pytest.mark.parametrize(("content", "name"), [
    (b"DELIB_ID;DELIB_DATE;DELIB_MATIERE_CODE;DELIB_OBJET\n", "vide.csv"),
    (b"<html><table><tr><td>DELIB_ID</td></tr></table></html>", "export.xls"),
    (b"\x00" * 500, "zeros.csv"),
    (b"PK\x03\x04broken", "casse.xlsx"),
    (b"%PDF-1.4 something", "acte.pdf"),
], ids=["header only", "html", "zeros", "broken", "pdf"])
def test_what_is_no_table_says_so(commune, content, name):
    batch = send(commune, upload(content, name))
    assert batch["state"] == "failed"
    assert len(batch["message"]) > 20
    with pytest.raises(tk.ValidationError):
        step("accept", commune, batch)


def test_an_empty_file_is_not_kept(commune):
    with pytest.raises(tk.ValidationError) as refused:
        send(commune, upload(b"", "vide.csv"))
    assert "upload" in refused.value.error_dict
    with pytest.raises(tk.ValidationError):
        act("scdl_import_create", commune.admin["name"], register_id=commune.register["id"])


@pytest.mark.ckan_config("scdl.forms.import_bytes", "100")
def test_a_large_file_is_refused(commune):
    with pytest.raises(tk.ValidationError) as refused:
        send(commune, upload(b"a;b\n" * 100, "gros.csv"))
    assert "upload" in refused.value.error_dict


def test_another_standard_is_named(commune):
    head = "nomAttribuant,idAttribuant,dateConvention,nomBeneficiaire,objet,montant,nature,conditionsVersement,datesPeriodeVersement"
    batch = send(commune, upload(f"{head}\nA,2,2024-01-01,B,C,1,aide en nature,unique,2024-01-01\n".encode(), "subventions.csv"))
    assert batch["state"] == "failed"
    assert "ubvention" in batch["message"]


def test_cancel_stores_nothing_and_forgets_the_file(commune):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))
    assert step("cancel", commune, batch)["state"] == "cancelled"
    assert step("cancel", commune, batch)["state"] == "cancelled"
    assert records(commune) == {}
    assert rows(commune, batch, "created") == []
    with pytest.raises(tk.ValidationError):
        step("accept", commune, batch)


def test_a_register_that_changed_is_looked_at_again(commune):
    act("scdl_record_submit", commune.admin["name"], register_id=commune.register["id"], values=delivery(commune, "1"))
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))
    record = records(commune)["1"]
    act("scdl_record_save", commune.editor["name"], id=record["id"], version=1, values=delivery(commune, "1", DELIB_OBJET="Entre-temps"))
    again = step("accept", commune, batch)
    assert again["state"] == "ready"
    assert again["message"]
    assert records(commune)["1"]["values"]["DELIB_OBJET"] == "Entre-temps"
    assert rows(commune, batch, "updated")[0]["changes"][-1]["before"] == "Entre-temps"
    assert step("accept", commune, again)["state"] == "accepted"


def test_a_right_taken_away_before_a_worker_accepts(commune, monkeypatch):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"), commune.editor["name"])
    monkeypatch.setattr(import_steps, "run", lambda batch_id: None)
    assert step("accept", commune, batch, commune.editor["name"])["state"] == "accepting"
    as_system("organization_member_delete", id=commune.id, username=commune.editor["name"])
    monkeypatch.undo()
    import_steps.run(batch["id"])
    shown = step("show", commune, batch)
    assert (shown["state"], bool(shown["message"])) == ("ready", True)
    assert records(commune) == {}


def test_a_worker_that_dies_is_replaced(commune, monkeypatch):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget", "2;13/03/2024;7.5;Budget"))
    monkeypatch.setattr(import_steps, "run", lambda batch_id: None)
    step("accept", commune, batch)
    monkeypatch.undo()

    class Killed(BaseException):
        pass

    def die(*_arguments, **_more):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(files, "keep_lines", die)
        with pytest.raises(Killed):
            import_steps.run(batch["id"])
    model.Session.rollback()
    assert records(commune) == {}
    assert batch["id"] in ImportBatch.waiting(datetime.datetime(2100, 1, 1))
    jobs.run_import(batch["id"])
    jobs.run_import(batch["id"])
    assert step("show", commune, batch)["state"] == "accepted"
    assert len(records(commune)) == 2


@pytest.mark.ckan_config("scdl.forms.import_at_once_bytes", "10")
def test_a_larger_file_waits_for_a_worker(commune, monkeypatch):
    asked = []
    monkeypatch.setattr(jobs, "request_import", asked.append)
    batch = send(commune, csv("1;13/03/2024;7.5;Budget"))
    assert (batch["state"], asked) == ("checking", [batch["id"]])
    jobs.run_import(batch["id"])
    assert step("show", commune, batch)["state"] == "ready"


def test_undo_before_anything_is_online(commune):
    batch = send(commune, csv("1;13/03/2024;7.5;Budget", "2;30/02/2024;7.5;Budget"))
    step("accept", commune, batch)
    assert step("show", commune, batch)["undo"] == {"deleted": 2, "withdrawn": 0, "back": 0, "kept": 0}
    done = step("undo", commune, batch)
    assert done["state"] == "undone"
    assert done["result"]["undone"] == {"deleted": 2, "withdrawn": 0, "back": 0, "kept": 0}
    assert records(commune) == {}
    assert step("undo", commune, batch)["state"] == "undone"


def test_undo_takes_offline_and_brings_back(commune):
    register = commune.register["id"]
    for number in ("1", "2"):
        act("scdl_record_submit", commune.admin["name"], register_id=register, values=delivery(commune, number))
    act("scdl_publication_run", commune.admin["name"], id=register)
    batch = send(commune, csv(*(f"{number};13/03/2024;7.5;Nouveau" for number in range(1, 5))))
    step("accept", commune, batch)
    act("scdl_publication_run", commune.admin["name"], id=register)
    touched = records(commune)["4"]
    act("scdl_record_save", commune.admin["name"], id=touched["id"], version=1, values=delivery(commune, "4", DELIB_OBJET="Repris"))
    assert step("show", commune, batch)["undo"] == {"deleted": 0, "withdrawn": 1, "back": 2, "kept": 1}
    done = step("undo", commune, batch)
    assert done["result"]["undone"] == {"deleted": 0, "withdrawn": 1, "back": 2, "kept": 1}
    act("scdl_publication_run", commune.admin["name"], id=register)
    found = records(commune)
    assert {key: record["state"] for key, record in found.items()} == {
        "1": "published", "2": "published", "3": "withdrawn", "4": "published"}
    assert {found[key]["values"]["DELIB_OBJET"] for key in ("1", "2")} == {"Attribution de subventions"}
    assert found["1"]["change"] is None
    # what was taken back can be imported again
    again = send(commune, csv("3;13/03/2024;7.5;Nouveau"))
    assert again["report"]["tally"]["updated"] == 1


def test_undo_of_a_change_that_is_not_online_yet(commune):
    register = commune.register["id"]
    act("scdl_record_submit", commune.admin["name"], register_id=register, values=delivery(commune, "1"))
    act("scdl_publication_run", commune.admin["name"], id=register)
    batch = send(commune, csv("1;13/03/2024;7.5;Nouveau"))
    step("accept", commune, batch)
    assert records(commune)["1"]["change"] == "approved"
    step("undo", commune, batch)
    record = records(commune)["1"]
    assert (record["state"], record["change"], record["values"]["DELIB_OBJET"]) == ("published", None, "Attribution de subventions")


def test_the_list_has_the_newest_first(commune):
    first = send(commune, csv("1;13/03/2024;7.5;Budget"))
    second = send(commune, csv("2;13/03/2024;7.5;Budget"))
    found = act("scdl_import_list", commune.editor["name"], register_id=commune.register["id"])
    assert (found["count"], [batch["id"] for batch in found["results"]]) == (2, [second["id"], first["id"]])
    assert found["results"][0]["number"] == 2


def test_old_files_are_forgotten(commune):
    given_up, accepted = send(commune, csv("1;13/03/2024;7.5;Budget")), send(commune, csv("2;13/03/2024;7.5;Budget"))
    step("accept", commune, accepted)
    long_ago = datetime.datetime(2020, 1, 1)
    for batch in (given_up, accepted):
        ImportBatch.get(batch["id"]).modified = long_ago
    model.Session.commit()
    assert jobs.sweep_imports()[1] >= 2
    assert step("show", commune, given_up)["state"] == "cancelled"
    kept = step("show", commune, accepted)
    assert (kept["state"], kept["stored"], "undo" in kept) == ("accepted", False, False)
    with pytest.raises(tk.ValidationError):
        step("undo", commune, accepted)
    assert set(records(commune)) == {"2"}


PEOPLE = {"scdl_import_create", "scdl_import_show", "scdl_import_list", "scdl_import_rows", "scdl_import_update",
          "scdl_import_accept", "scdl_import_approve", "scdl_import_cancel", "scdl_import_undo"}


def test_matrix_of_imports(make_commune):
    atd = make_commune(schema=None)
    own, sibling = make_commune(review=True, parent=atd.name), make_commune(parent=atd.name)
    refused = {"anonymous": None, "stranger": factories.User()["name"], "sibling_admin": sibling.admin["name"]}
    allowed = {"contributor": own.editor["name"], "own_admin": own.admin["name"], "atd_admin": atd.admin["name"],
               "sysadmin": factories.Sysadmin()["name"]}
    batch = send(own, csv("1;13/03/2024;7.5;Budget"), own.editor["name"])

    def data(action):
        if action == "scdl_import_create":
            return {"register_id": own.register["id"], "upload": csv("1;13/03/2024;7.5;Budget")}
        if action == "scdl_import_list":
            return {"register_id": own.register["id"]}
        return {"register_id": own.register["id"], "number": batch["number"]}

    wrong = []
    for action in sorted(PEOPLE):
        for person, name in refused.items():
            try:
                act(action, name, **data(action))
            except tk.NotAuthorized:
                continue
            wrong.append(f"{person} may {action}")
        for person, name in allowed.items():
            if (action, person) == ("scdl_import_approve", "contributor"):
                continue
            try:
                tk.check_access(action, {"user": name}, data(action))
                if action in ("scdl_import_create", "scdl_import_show", "scdl_import_list", "scdl_import_rows", "scdl_import_update"):
                    act(action, name, **data(action))
            except tk.NotAuthorized:
                wrong.append(f"{person} may not {action}")
    assert not wrong, "\n".join(wrong)
