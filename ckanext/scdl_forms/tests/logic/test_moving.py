"""A register moves to a newer version of its standard, and nothing online is lost on the way."""
from __future__ import annotations

import csv
import io

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.scdl_forms.model import Publication
from ckanext.scdl_forms.publication import files
from ckanext.scdl_forms.tests.benches import bench, register_of_benches
from ckanext.scdl_forms.tests.conftest import act, as_system

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture
def register(make_commune):
    commune = make_commune(schema=None)
    found = register_of_benches(commune)
    yield commune, found
    # other tests count the standards
    as_system("scdl_standard_retire", id=found["schema"])


def _online(register_id: str) -> list[dict[str, str]]:
    sha256, _size = Publication.current_of(register_id).file("csv")
    with files.opened(sha256, "csv") as path:
        text = path.read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_register_up_to_date_has_nowhere_to_go(commune):
    shown = act("scdl_move_show", commune.admin["name"], id=commune.register["id"])
    assert shown["to_version"] is None
    with pytest.raises(tk.ValidationError):
        act("scdl_move_run", commune.admin["name"], id=commune.register["id"])


def test_check_tells_what_lacks_and_changes_nothing(register):
    commune, found = register
    before = _online(found["id"])
    checked = act("scdl_move_check", commune.editor["name"], id=found["id"])
    assert checked["from_version"] == "1.0.0"
    assert checked["to_version"] == "2.0.0"
    assert checked["report"]["to_complete"] == 3
    assert [(lack["column"], lack["records"]) for lack in checked["report"]["columns"]] == [("etat", 3)]
    assert _online(found["id"]) == before
    assert act("scdl_record_show", commune.editor["name"], register_id=found["id"], number=1)["version"] == 1


def test_it_does_not_move_while_something_online_would_be_wrong(register):
    commune, found = register
    result = act("scdl_move_run", commune.admin["name"], id=found["id"])
    assert result["moved"] is False
    assert act("scdl_register_show", commune.admin["name"], id=found["id"])["schema_version"] == "1.0.0"
    assert len(_online(found["id"])) == 3


def test_complete_all_at_once_then_move(register):
    commune, found = register
    act("scdl_move_check", commune.editor["name"], id=found["id"])
    one = act("scdl_move_complete", commune.editor["name"], id=found["id"], column="etat", value="usé", number=2)
    assert one == {"completed": 1, "left": 2}
    rest = act("scdl_move_complete", commune.editor["name"], id=found["id"], column="etat", value="neuf")
    assert rest == {"completed": 2, "left": 0}
    assert "etat" not in _online(found["id"])[0]
    moved = act("scdl_move_run", commune.admin["name"], id=found["id"])
    assert moved == {"moved": True, "from_version": "1.0.0", "to_version": "2.0.0", "records": 3}
    # until the publication, readers have the former table
    assert "couleur" in _online(found["id"])[0]
    act("scdl_publication_run", commune.admin["name"], id=found["id"])
    rows = _online(found["id"])
    assert [row["etat"] for row in rows] == ["neuf", "usé", "neuf"]
    assert "couleur" not in rows[0]
    assert Publication.current_of(found["id"]).schema_version == "2.0.0"
    package = as_system("package_show", id=act("scdl_register_show", commune.admin["name"], id=found["id"])["package_id"])
    assert package["scdl_schema_version"] == "2.0.0"


def test_the_datastore_has_the_new_columns(register):
    commune, found = register
    act("scdl_move_check", commune.editor["name"], id=found["id"])
    act("scdl_move_complete", commune.editor["name"], id=found["id"], column="etat", value="neuf")
    act("scdl_move_run", commune.admin["name"], id=found["id"])
    act("scdl_publication_run", commune.admin["name"], id=found["id"])
    resource = act("scdl_register_show", commune.admin["name"], id=found["id"])["resource_id"]
    table = as_system("datastore_search", resource_id=resource)
    assert [column["id"] for column in table["fields"]][1:] == ["id_banc", "pose", "etat"]
    assert [row["etat"] for row in table["records"]] == ["neuf", "neuf", "neuf"]


def test_history_keeps_what_the_new_version_dropped(register):
    commune, found = register
    act("scdl_move_check", commune.editor["name"], id=found["id"])
    act("scdl_move_complete", commune.editor["name"], id=found["id"], column="etat", value="neuf")
    act("scdl_move_run", commune.admin["name"], id=found["id"])
    versions = act("scdl_record_history", commune.admin["name"], register_id=found["id"], number=1)["versions"]
    assert [version["schema_version"] for version in versions] == ["2.0.0", "1.0.0"]
    assert versions[1]["values"]["couleur"] == "vert"
    assert versions[0]["comment"] == "1.0.0 → 2.0.0"


def test_a_refused_value_is_not_kept(register):
    commune, found = register
    act("scdl_move_check", commune.editor["name"], id=found["id"])
    with pytest.raises(tk.ValidationError) as refused:
        act("scdl_move_complete", commune.editor["name"], id=found["id"], column="etat", value="bleu")
    assert "etat" in refused.value.error_dict
    left = act("scdl_move_record_list", commune.editor["name"], id=found["id"], column="etat")
    assert left["count"] == 3
    assert left["results"][0]["completed"] == {}


def test_a_wrong_draft_does_not_hold_the_register_back(register):
    commune, found = register
    act("scdl_record_save", commune.editor["name"], register_id=found["id"], values=bench("9", pose="jamais"))
    report = act("scdl_move_check", commune.editor["name"], id=found["id"])["report"]
    assert (report["to_complete"], report["drafts"]) == (3, 1)
    act("scdl_move_complete", commune.editor["name"], id=found["id"], column="etat", value="neuf")
    assert act("scdl_move_run", commune.admin["name"], id=found["id"])["moved"]
    draft = act("scdl_record_show", commune.editor["name"], register_id=found["id"], number=4)
    assert draft["state"] == "draft"
    assert draft["values"]["pose"] == "jamais"


def test_a_pending_change_stays_pending(register):
    commune, found = register
    act("scdl_record_save", commune.editor["name"], register_id=found["id"], number=1, version=1,
        values=bench("1", pose="2024-04-01"))
    act("scdl_move_check", commune.editor["name"], id=found["id"])
    act("scdl_move_complete", commune.editor["name"], id=found["id"], column="etat", value="neuf")
    act("scdl_move_run", commune.admin["name"], id=found["id"])
    act("scdl_publication_run", commune.admin["name"], id=found["id"])
    record = act("scdl_record_show", commune.editor["name"], register_id=found["id"], number=1)
    assert (record["state"], record["change"]) == ("published", "draft")
    assert record["values"]["pose"] == "2024-04-01"
    assert _online(found["id"])[0]["pose"] == "2024-03-12"


def test_the_list_names_registers_that_wait(register):
    commune, found = register
    waiting = act("scdl_move_list", commune.editor["name"], organization_id=commune.id)
    assert [item["register_id"] for item in waiting] == [found["id"]]
    assert waiting[0]["report"] is None


CONTRIBUTE = {"editor", "admin", "atd", "sysadmin"}
PUBLISH = {"admin", "atd", "sysadmin"}
MATRIX = {
    "scdl_move_show": CONTRIBUTE, "scdl_move_check": CONTRIBUTE, "scdl_move_record_list": CONTRIBUTE,
    "scdl_move_complete": CONTRIBUTE, "scdl_move_list": CONTRIBUTE, "scdl_move_run": PUBLISH,
}


def test_rights(make_commune):
    """Every action, asked by every kind of person."""
    atd = make_commune(schema=None)
    commune, sibling = make_commune(schema=None, parent=atd.name), make_commune(schema=None, parent=atd.name)
    found = register_of_benches(commune, numbers=1)
    people = {
        "anonymous": "", "stranger": factories.User()["name"], "sibling": sibling.admin["name"],
        "editor": commune.editor["name"], "admin": commune.admin["name"], "atd": atd.admin["name"],
        "sysadmin": factories.Sysadmin()["name"],
    }
    for action, allowed in MATRIX.items():
        for kind, name in people.items():
            data = {"organization_id": commune.id} if action == "scdl_move_list" else {"id": found["id"]}
            if kind in allowed:
                assert tk.check_access(action, {"user": name}, data), (action, kind)
            else:
                with pytest.raises(tk.NotAuthorized):
                    tk.check_access(action, {"user": name}, data)
                with pytest.raises(tk.NotAuthorized):
                    act(action, name, **data, column="etat", value="neuf")
    as_system("scdl_standard_retire", id=found["schema"])
