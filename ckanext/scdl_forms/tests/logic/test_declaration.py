"""« Rien à déclarer »: said, shown, taken back, and ended by what is published."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.scdl_forms.tests.conftest import act, as_system, delivery

pytestmark = pytest.mark.usefixtures("with_plugins")


def publish(commune, number, date):
    """Put a délibération of a day online."""
    act("scdl_record_submit", commune.admin["name"], register_id=commune.register["id"],
        values=delivery(commune, number, DELIB_DATE=date))
    as_system("scdl_publication_run", id=commune.register["id"])


def lateness(commune):
    return act("scdl_lateness_show", commune.editor["name"], id=commune.register["id"])


def declare(commune, period=None, by="editor"):
    data = {"register_id": commune.register["id"], **({"period": period} if period else {})}
    return act("scdl_declaration_create", getattr(commune, by)["name"], **data)


def notes(commune):
    register = act("scdl_register_show", commune.editor["name"], id=commune.register["id"])
    return tk.get_action("package_show")({"user": ""}, {"id": register["package_id"]})["notes"]


def test_the_missing_period_is_declared_and_taken_back(commune):
    publish(commune, "2024-001", "2024-03-12")
    before = lateness(commune)
    assert (before["late"]["kind"], before["late"]["start"], before["late"]["end"]) == ("quarter", "2024-04-01", "2024-06-30")
    assert before["open"][0]["start"] == "2024-04-01"
    assert not before["in_time"]

    told = declare(commune)
    assert told["period"] == "le 2e trimestre 2024"
    assert told["standing"]
    assert told["author"] == commune.editor["id"]
    assert told["on_behalf_of"] is None
    after = lateness(commune)
    assert after["late"]["start"] == "2024-07-01"
    assert after["declared"]["id"] == told["id"]
    assert after["open"] == before["open"][1:]

    act("scdl_declaration_withdraw", commune.editor["name"], id=told["id"])
    assert lateness(commune) == before
    again = act("scdl_declaration_withdraw", commune.editor["name"], id=told["id"])
    assert again["withdrawn_by"] == commune.editor["id"]


def test_a_register_whose_periods_are_all_declared_is_in_time(commune):
    publish(commune, "2024-002", "2024-03-12")
    for period in lateness(commune)["open"]:
        declare(commune, period["start"])
    shown = lateness(commune)
    assert shown["late"] is None
    assert shown["in_time"]
    assert shown["open"] == []


def test_said_twice_is_said_once(commune):
    publish(commune, "2024-003", "2024-03-12")
    first, second = declare(commune, "2024-05-20"), declare(commune, "2024-04-01")
    assert first["id"] == second["id"]
    listed = act("scdl_declaration_list", commune.editor["name"], register_id=commune.register["id"])
    assert len(listed["results"]) == 1
    assert listed["users"][commune.editor["id"]]


def test_what_is_published_later_ends_it(commune):
    publish(commune, "2024-004", "2024-03-12")
    told = declare(commune, "2024-04-01")
    kept = declare(commune, "2024-07-01")
    publish(commune, "2024-005", "2024-05-02")
    listed = act("scdl_declaration_list", commune.editor["name"], register_id=commune.register["id"])
    by_id = {entry["id"]: entry for entry in listed["results"]}
    assert not by_id[told["id"]]["standing"]
    assert by_id[told["id"]]["withdrawn_by"] is None
    assert by_id[kept["id"]]["standing"]
    assert lateness(commune)["late"]["start"] == "2024-10-01"


def test_a_draft_of_the_period_is_to_be_finished_first(commune):
    publish(commune, "2024-006", "2024-03-12")
    draft = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
                values=delivery(commune, "2024-007", DELIB_DATE="2024-05-02"))
    assert lateness(commune)["late"]["records"] == 1
    with pytest.raises(tk.ValidationError, match="1 line of the register|1 ligne du registre"):
        declare(commune)
    act("scdl_record_delete_draft", commune.editor["name"], id=draft["id"])
    assert declare(commune)["period_start"] == "2024-04-01"


@pytest.mark.parametrize("period", ["2199-01-01", "jadis", "2024-03-12"])
def test_what_cannot_be_declared(commune, period):
    publish(commune, "2024-008", "2024-03-12")
    with pytest.raises(tk.ValidationError) as refused:
        declare(commune, period)
    assert list(refused.value.error_dict) == ["period"]


def test_a_standard_without_rhythm_has_no_missing_period(make_commune):
    other = make_commune(schema="etalab/schema-decp-dpa")
    with pytest.raises(tk.ValidationError):
        declare(other, "2024-01-01")
    assert lateness(other) == {"late": None, "in_time": False, "open": [], "declared": None}


def test_an_empty_register_may_say_that_there_is_nothing(make_commune):
    grants = make_commune(schema="scdl/subventions")
    shown = lateness(grants)
    assert (shown["late"], shown["in_time"], len(shown["open"])) == (None, False, 1)
    told = declare(grants)
    assert told["period_start"] == shown["open"][0]["start"]
    assert lateness(grants)["in_time"]


def test_the_public_is_told_by_those_who_decide(reviewed, app):
    publish(reviewed, "2024-009", "2024-03-12")
    told = declare(reviewed, "2024-04-01")
    assert told["confirmed_by"] is None
    as_system("scdl_publication_run", id=reviewed.register["id"])
    assert "2e trimestre" not in notes(reviewed)

    confirmed = declare(reviewed, "2024-04-01", by="admin")
    assert (confirmed["id"], confirmed["confirmed_by"]) == (told["id"], reviewed.admin["id"])
    outcome = as_system("scdl_publication_run", id=reviewed.register["id"])
    assert outcome["outcome"] == "unchanged", "the table itself does not move"
    assert "Rien à publier pour le 2e trimestre 2024" in notes(reviewed)
    register = act("scdl_register_show", reviewed.editor["name"], id=reviewed.register["id"])
    assert "Rien à publier pour le 2e trimestre 2024" in app.get(f"/dataset/{register['package_id']}").body

    act("scdl_declaration_withdraw", reviewed.editor["name"], id=told["id"])
    as_system("scdl_publication_run", id=reviewed.register["id"])
    assert "2e trimestre" not in notes(reviewed)


def test_somebody_above_says_it_for_the_commune(make_commune):
    atd = make_commune(schema=None)
    own = make_commune(parent=atd.name)
    publish(own, "2024-010", "2024-03-12")
    told = act("scdl_declaration_create", atd.admin["name"], register_id=own.register["id"])
    assert told["on_behalf_of"] == own.id
