"""What a mask sets reaches the form, the template and imports alike."""
from __future__ import annotations

import io

import openpyxl
import pytest

from ckanext.scdl.shared import get_standard
from ckanext.scdl_forms.tests.conftest import act, delivery
from ckanext.scdl_forms.tests.views.test_pages import boxes, post, token_of

pytestmark = pytest.mark.usefixtures("with_plugins")


def mask(commune, schema, **fields):
    act("scdl_mask_update", commune.admin["name"], id=schema, organization_id=commune.id, settings={"fields": fields})


def load(commune, *rows):
    return act("scdl_records_import", commune.admin["name"], register_id=commune.register["id"], rows=list(rows), state="draft")


def stored(commune, number=1):
    return act("scdl_record_show", commune.admin["name"], register_id=commune.register["id"], number=number)["values"]


def test_import_presets_new_rows_and_keeps_hidden_values(commune):
    row = delivery(commune, "2024-001")
    load(commune, {**row, "PREF_ID": "A-1"})
    mask(commune, "deliberations", PREF_ID={"visibility": "hidden", "default": "PRESET"})
    load(commune, {**row, "DELIB_OBJET": "Autre objet"}, delivery(commune, "2024-002"))
    assert stored(commune, 1)["PREF_ID"] == "A-1", "a file without the hidden column does not empty it"
    assert stored(commune, 1)["DELIB_OBJET"] == "Autre objet"
    assert stored(commune, 2)["PREF_ID"] == "PRESET"


def test_a_hidden_preset_is_in_what_the_form_saves(app, commune):
    mask(commune, "deliberations", PREF_ID={"visibility": "hidden", "default": "PRESET"})
    post(app, commune.admin, f"/registre/{commune.name}/deliberations/saisir",
         {**boxes(delivery(commune, "2024-009")), "do": "save"})
    assert stored(commune)["PREF_ID"] == "PRESET"


def test_the_template_leaves_hidden_columns_out_and_narrows_lists(app, commune):
    nature = get_standard("subventions").field("nature").enum[0]
    hidden = next(spec.name for spec in get_standard("subventions").fields if not spec.required and spec.name != "nature"
                  and spec.name not in ("idRAE", "idBeneficiaire"))
    mask(commune, "subventions", **{hidden: {"visibility": "hidden"}, "nature": {"values": [nature]}})
    path = f"/standards/scdl/subventions/{get_standard('subventions').version}/modele.xlsx"

    def columns(query, user):
        body = app.get(path + query, headers=token_of(user) if user else {}).data
        book = openpyxl.load_workbook(io.BytesIO(body))
        return [cell.value for cell in book["Saisie"][1]], [
            cell.value for row in book["Valeurs possibles"].iter_rows() for cell in row]

    own, values = columns(f"?organisme={commune.name}", commune.editor)
    public, everything = columns("", None)
    assert hidden in public
    assert hidden not in own
    other = next(value for value in get_standard("subventions").field("nature").enum if value != nature)
    assert other in everything
    assert other not in values
    # a stranger gets the standard's own
    assert columns(f"?organisme={commune.name}", None)[0] == public


def test_a_value_taken_out_of_the_list_is_refused_on_import(commune, make_commune):
    other = make_commune(schema="subventions")
    enum = get_standard("subventions").field("nature").enum
    mask(other, "subventions", nature={"values": [enum[0]]})
    result = act("scdl_records_import", other.admin["name"], register_id=other.register["id"], rows=[{"nature": enum[1]}],
                 state="draft", dry_run=True)
    assert any(problem["column"] == "nature" for problem in result["rows"][0]["problems"])
