"""One record, from draft to online and back."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.scdl_forms.errors import EditConflict, RecordInvalid
from ckanext.scdl_forms.tests.conftest import act, delivery

pytestmark = pytest.mark.usefixtures("with_plugins")


def _submit(commune, number="2024-001", user=None, **more):
    return act("scdl_record_submit", user or commune.admin["name"], register_id=commune.register["id"],
               values=delivery(commune, number, **more))


class TestSave:
    def test_draft_may_be_wrong(self, commune):
        """Anything typed is kept, and the problems are told."""
        saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                    values={"DELIB_DATE": "30/02/2024", "DELIB_ID": "2024-001"})
        assert saved["state"] == "draft"
        assert saved["values"]["DELIB_DATE"] == "30/02/2024"
        assert "DELIB_DATE" in {problem["column"] for problem in saved["problems"]}

    def test_french_date_is_stored_as_the_standard_writes_it(self, commune):
        saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                    values=delivery(commune, "1", DELIB_DATE="12/03/2024"))
        assert saved["values"]["DELIB_DATE"] == "2024-03-12"

    def test_injected_fields_are_ignored(self, commune, make_commune):
        other = make_commune()
        saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                    owner_org=other.id, state="published", user_id=other.admin["id"], created_by=other.admin["id"],
                    values={**delivery(commune, "1"), "owner_org": other.id, "state": "published"})
        assert saved["state"] == "draft"
        assert saved["created_by"] == commune.editor["id"]
        assert "owner_org" not in saved["values"]

    def test_numbers_follow_each_other(self, commune):
        numbers = [act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                       values=delivery(commune, str(index)))["number"] for index in range(3)]
        assert numbers == [1, 2, 3]

    def test_double_click_makes_one_record(self, commune):
        data = {"register_id": commune.register["id"], "values": delivery(commune, "1"), "token": "abc"}
        first = act("scdl_record_save", commune.editor["name"], **data)
        second = act("scdl_record_save", commune.editor["name"], **data)
        assert first["id"] == second["id"]
        assert act("scdl_record_list", commune.editor["name"], register_id=commune.register["id"])["count"] == 1

    def test_same_token_with_other_values_is_a_conflict(self, commune):
        data = {"register_id": commune.register["id"], "token": "abc"}
        act("scdl_record_save", commune.editor["name"], values=delivery(commune, "1"), **data)
        with pytest.raises(EditConflict) as caught:
            act("scdl_record_save", commune.editor["name"], values=delivery(commune, "2"), **data)
        assert caught.value.mine["DELIB_ID"] == "2"

    def test_text_that_no_database_takes(self, commune):
        saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                    values=delivery(commune, "1", DELIB_OBJET="a\x00b\ud800c"))
        assert saved["values"]["DELIB_OBJET"] == "abc"


class TestLocking:
    def test_second_writer_gets_a_comparison(self, commune):
        """Neither the first writer's text nor the second's is lost."""
        saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                    values=delivery(commune, "1"))
        act("scdl_record_save", commune.editor["name"], id=saved["id"], version=1,
            values=delivery(commune, "1", DELIB_OBJET="Texte du premier"))
        with pytest.raises(EditConflict) as caught:
            act("scdl_record_save", commune.admin["name"], id=saved["id"], version=1,
                values=delivery(commune, "1", DELIB_OBJET="Texte du second"))
        assert caught.value.current["values"]["DELIB_OBJET"] == "Texte du premier"
        assert caught.value.mine["DELIB_OBJET"] == "Texte du second"
        shown = act("scdl_record_show", commune.admin["name"], id=saved["id"])
        assert shown["values"]["DELIB_OBJET"] == "Texte du premier"

    def test_version_is_needed_to_change(self, commune):
        saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                    values=delivery(commune, "1"))
        with pytest.raises(tk.ValidationError):
            act("scdl_record_save", commune.editor["name"], id=saved["id"], values=delivery(commune, "2"))

    def test_same_text_twice_is_neither_a_conflict_nor_a_version(self, commune):
        saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                    values=delivery(commune, "1"))
        changed = delivery(commune, "1", DELIB_OBJET="Autre")
        for _ in range(2):
            again = act("scdl_record_save", commune.editor["name"], id=saved["id"], version=1, values=changed)
        assert again["version"] == 2


class TestSubmit:
    def test_admin_needs_no_review(self, reviewed):
        assert _submit(reviewed)["state"] == "approved"

    def test_editor_goes_to_review(self, reviewed):
        assert _submit(reviewed, user=reviewed.editor["name"])["state"] == "to_review"

    def test_editor_without_review(self, commune):
        assert _submit(commune, user=commune.editor["name"])["state"] == "approved"

    def test_wrong_record_is_refused_and_not_stored(self, commune):
        with pytest.raises(RecordInvalid) as caught:
            _submit(commune, COLL_SIRET="21310001300013", DELIB_DATE="30/02/2024")
        assert {problem["column"] for problem in caught.value.problems} == {"COLL_SIRET", "DELIB_DATE"}
        assert act("scdl_record_list", commune.editor["name"], register_id=commune.register["id"])["count"] == 0

    def test_duplicate_names_the_other(self, commune):
        _submit(commune, "2024-001")
        with pytest.raises(RecordInvalid) as caught:
            _submit(commune, " 2024-001 ", DELIB_OBJET="Autre chose")
        problem = caught.value.problems[0]
        assert (problem["code"], problem["column"], problem["record"]) == ("duplicate-key", "DELIB_ID", 1)
        assert "Attribution de subventions" in problem["message"]

    def test_sent_twice_is_one(self, commune):
        data = {"register_id": commune.register["id"], "values": delivery(commune, "1"), "token": "t"}
        first = act("scdl_record_submit", commune.admin["name"], **data)
        second = act("scdl_record_submit", commune.admin["name"], **data)
        assert first["id"] == second["id"]
        assert second["state"] == "approved"

    def test_on_behalf_is_traced(self, make_commune):
        atd = make_commune(schema=None)
        child = make_commune(parent=atd.name)
        sent = _submit(child, user=atd.admin["name"])
        history = act("scdl_record_history", child.editor["name"], id=sent["id"])
        assert history["versions"][0]["on_behalf_of"] == child.id
        assert history["versions"][0]["author"] == atd.admin["id"]


class TestReview:
    def test_approve_and_reject(self, reviewed):
        sent = _submit(reviewed, user=reviewed.editor["name"])
        back = act("scdl_record_reject", reviewed.admin["name"], id=sent["id"], reason="Précisez l'objet")
        assert (back["state"], back["reason"]) == ("to_correct", "Précisez l'objet")
        again = act("scdl_record_submit", reviewed.editor["name"], id=sent["id"], version=1,
                    values=delivery(reviewed, "2024-001", DELIB_OBJET="Plus précis"))
        assert again["state"] == "to_review"
        assert act("scdl_record_approve", reviewed.admin["name"], id=sent["id"], version=2)["state"] == "approved"

    def test_what_was_not_read_is_not_approved(self, reviewed):
        sent = _submit(reviewed, user=reviewed.editor["name"])
        act("scdl_record_submit", reviewed.editor["name"], id=sent["id"], version=1,
            values=delivery(reviewed, "2024-001", DELIB_OBJET="Changé entre-temps"))
        with pytest.raises(EditConflict):
            act("scdl_record_approve", reviewed.admin["name"], id=sent["id"], version=1)

    def test_reason_is_needed(self, reviewed):
        sent = _submit(reviewed, user=reviewed.editor["name"])
        with pytest.raises(tk.ValidationError):
            act("scdl_record_reject", reviewed.admin["name"], id=sent["id"], reason="  ")

    def test_inbox(self, reviewed):
        sent = _submit(reviewed, user=reviewed.editor["name"])
        waiting = act("scdl_review_list", reviewed.admin["name"])
        assert [entry["id"] for entry in waiting["results"]] == [sent["id"]]
        assert act("scdl_review_list", reviewed.editor["name"])["count"] == 0


class TestOnline:
    @pytest.fixture
    def online(self, commune):
        sent = _submit(commune)
        act("scdl_publication_run", commune.admin["name"], id=commune.register["id"])
        return act("scdl_record_show", commune.admin["name"], id=sent["id"])

    def test_published(self, online):
        assert (online["state"], online["published_version"]) == ("published", 1)

    def test_change_keeps_what_is_online(self, commune, online):
        saved = act("scdl_record_save", commune.editor["name"], id=online["id"], version=1,
                    values=delivery(commune, "2024-001", DELIB_OBJET="Nouveau"))
        assert (saved["state"], saved["change"], saved["published_version"]) == ("published", "draft", 1)
        shown = act("scdl_record_show", commune.editor["name"], id=online["id"])
        assert shown["published_values"]["DELIB_OBJET"] == "Attribution de subventions"

    def test_dropping_a_change_never_publishes_it(self, commune, online):
        act("scdl_record_save", commune.editor["name"], id=online["id"], version=1,
            values=delivery(commune, "2024-001", DELIB_OBJET="Nouveau"))
        back = act("scdl_record_delete_draft", commune.editor["name"], id=online["id"])
        assert (back["state"], back["change"]) == ("published", None)
        shown = act("scdl_record_show", commune.editor["name"], id=online["id"])
        assert shown["values"]["DELIB_OBJET"] == "Attribution de subventions"

    def test_withdraw_then_send_again(self, commune, online):
        gone = act("scdl_record_withdraw", commune.editor["name"], id=online["id"])
        assert gone["state"] == "withdrawn"
        act("scdl_publication_run", commune.admin["name"], id=commune.register["id"])
        assert act("scdl_record_submit", commune.admin["name"], id=online["id"])["state"] == "approved"

    def test_restore_is_a_draft(self, commune, online):
        act("scdl_record_save", commune.editor["name"], id=online["id"], version=1,
            values=delivery(commune, "2024-001", DELIB_OBJET="Nouveau"))
        restored = act("scdl_record_restore", commune.editor["name"], id=online["id"], version=1)
        assert (restored["version"], restored["change"]) == (3, "draft")
        assert restored["values"]["DELIB_OBJET"] == "Attribution de subventions"

    def test_key_of_what_is_online_stays_taken_during_a_change(self, commune, online):
        act("scdl_record_save", commune.editor["name"], id=online["id"], version=1,
            values=delivery(commune, "2024-002"))
        with pytest.raises(RecordInvalid):
            _submit(commune, "2024-001")

    def test_published_record_is_not_deleted(self, commune, online):
        with pytest.raises(tk.ValidationError):
            act("scdl_record_delete_draft", commune.editor["name"], id=online["id"])


def test_versions_cannot_be_changed(commune):
    """Not even by SQL."""
    from ckan import model
    from sqlalchemy.exc import DatabaseError

    from ckanext.scdl_forms.model import RecordVersion

    saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                values=delivery(commune, "1"))
    version = RecordVersion.get(saved["id"], 1)
    version.values = {}
    with pytest.raises(DatabaseError):
        model.Session.flush()
    model.Session.rollback()
