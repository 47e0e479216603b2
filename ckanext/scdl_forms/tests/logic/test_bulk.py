"""Many rows at once."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.scdl_forms.tests.conftest import act, delivery

pytestmark = pytest.mark.usefixtures("with_plugins")


def load(commune, rows, user=None, **more):
    return act("scdl_records_import", user or commune.admin["name"], register_id=commune.register["id"], rows=rows, **more)


def states(commune):
    found = act("scdl_record_list", commune.admin["name"], register_id=commune.register["id"], limit=500)["results"]
    return {record["values"].get("DELIB_ID"): record["state"] for record in found}


def test_right_rows_go_on_and_wrong_ones_wait(commune):
    result = load(commune, [delivery(commune, "1"), delivery(commune, "2", DELIB_DATE="30/02/2024"), {}], state="publish")
    assert (result["created"], result["invalid"]) == (1, 2)
    assert states(commune) == {"1": "approved", "2": "draft", None: "draft"}
    wrong = result["rows"][1]
    assert (wrong["row"], wrong["problems"][0]["column"]) == (3, "DELIB_DATE")


def test_again_changes_nothing(commune):
    rows = [delivery(commune, str(number)) for number in range(5)]
    load(commune, rows, state="publish")
    act("scdl_publication_run", commune.admin["name"], id=commune.register["id"])
    assert load(commune, rows, state="publish")["unchanged"] == 5
    changed = load(commune, [*rows[:4], delivery(commune, "4", DELIB_OBJET="Autre")], state="publish")
    assert (changed["unchanged"], changed["updated"]) == (4, 1)
    record = act("scdl_record_show", commune.admin["name"], register_id=commune.register["id"], number=5)
    assert (record["state"], record["change"], record["version"]) == ("published", "approved", 2)


@pytest.mark.parametrize(("on_duplicate", "outcome"), [("skip", "skipped"), ("error", "invalid")])
def test_duplicates(commune, on_duplicate, outcome):
    load(commune, [delivery(commune, "1")], state="publish")
    result = load(commune, [delivery(commune, "1", DELIB_OBJET="Autre")], state="publish", on_duplicate=on_duplicate)
    assert result["rows"][0]["outcome"] == outcome


def test_twice_in_the_same_file(commune):
    result = load(commune, [delivery(commune, "1"), delivery(commune, "1", DELIB_OBJET="Autre")], state="publish")
    assert [row["outcome"] for row in result["rows"]] == ["created", "invalid"]
    assert result["rows"][1]["problems"][-1]["code"] == "duplicate-row"


def test_dry_run_stores_nothing(commune):
    assert load(commune, [delivery(commune, "1")], state="publish", dry_run=True)["created"] == 1
    assert states(commune) == {}


def test_submit_asks_for_review(reviewed):
    load(reviewed, [delivery(reviewed, "1")], user=reviewed.editor["name"], state="submit")
    assert states(reviewed) == {"1": "to_review"}


@pytest.mark.parametrize("rows", [None, "x", [1], {"a": 1}])
def test_rows_that_are_none(commune, rows):
    with pytest.raises(tk.ValidationError):
        load(commune, rows)


def test_too_many(commune, ckan_config):
    ckan_config["scdl.forms.import_rows"] = 1
    with pytest.raises(tk.ValidationError):
        load(commune, [{}, {}])
