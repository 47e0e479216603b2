"""What a mask sets reaches the form, the template and imports alike."""
from __future__ import annotations

import io

import openpyxl
import pytest

from ckanext.scdl.shared import effective_standard, get_standard
from ckanext.scdl_forms.tests.conftest import act, as_system, delivery
from ckanext.scdl_forms.tests.views.test_pages import boxes, get, post, token_of
from ckanext.scdl_validation.shared import read_table
from ckanext.scdl_validation.tests.filling import fill, right_values

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


def template_of(app, commune, user, schema="subventions"):
    standard = get_standard(schema)
    path = f"/standards/{standard.name}/{standard.version}/modele.xlsx?organisme={commune.name}"
    return app.get(path, headers=token_of(user)).data


def chain(make_commune):
    """An ATD, an intercommunality below it, a commune below that: the commune answers."""
    atd = make_commune(schema=None)
    epci = make_commune(schema=None, parent=atd.name)
    return atd, epci, make_commune(schema="subventions", parent=epci.name)


def put(where, settings, schema="subventions"):
    as_system("scdl_mask_update", id=schema, organization_id=where.id if where else None, settings=settings)


def test_each_setting_of_each_level_reaches_form_template_and_import(app, make_commune):
    """Platform, ATD, intercommunality, commune: the nearest wins, setting by setting, in all three places."""
    atd, epci, commune = chain(make_commune)
    enum = get_standard("subventions").field("nature").enum
    try:
        put(None, {"fields": {"objet": {"help": "Aide de la plateforme."}, "dispositifAide": {"visibility": "hidden"},
                              "referenceDecision": {"visibility": "hidden"}}})
        put(atd, {"fields": {"objet": {"help": "Aide du Val."}, "nature": {"values": [enum[0]], "default": enum[0]}}})
        put(epci, {"fields": {"objet": {"help": "Aide du pays."}}})
        groups = [group.name for group in get_standard("subventions").groups]
        put(commune, {"fields": {"referenceDecision": {"visibility": "shown"}}, "groups": list(reversed(groups))})
        form = get(app, commune.editor, f"/registre/{commune.name}/subventions/saisir")
        assert "Aide du pays." in form
        assert "Aide du Val." not in form
        assert 'name="v-dispositifAide"' not in form
        assert 'name="v-referenceDecision"' in form
        assert enum[1] not in form.split('name="v-nature"')[1].split("</fieldset>")[0].split("</select>")[0]
        standard = effective_standard(get_standard("subventions"), commune.id)
        places = [form.find(f'name="v-{name}"') for group in standard.groups for name in group.fields
                  if standard.field(name).visibility == "shown" and f'name="v-{name}"' in form]
        assert places == sorted(places), "the form is in the order that the commune set"
        content = template_of(app, commune, commune.editor)
        book = openpyxl.load_workbook(io.BytesIO(content))
        names = [cell.value for cell in book["Saisie"][1]]
        assert names == [name for group in standard.groups for name in group.fields if name != "dispositifAide"]
        said = " ".join(str(cell.value) for row in book["Mode d'emploi"].iter_rows() for cell in row)
        assert "Aide du pays." in said
        assert f"se remplit seul : {enum[0]}" in said
        values = [cell.value for row in book["Valeurs possibles"].iter_rows() for cell in row]
        assert enum[0] in values
        assert enum[1] not in values
        row = {**right_values(get_standard("subventions")), "idAttribuant": "", "nomAttribuant": "", "nature": ""}
        _labels, rows, _table = read_table(fill(content, standard, row), filename="modele.xlsx")
        sent = [dict(zip(names, cells)) for cells in rows]
        result = act("scdl_records_import", commune.editor["name"], register_id=commune.register["id"], rows=sent, state="draft")
        assert result["created"] == 1, result
        kept = stored(commune)
        assert kept["nature"] == enum[0]
        assert kept["idAttribuant"] == commune.siret
        assert kept["objet"] == row["objet"]
        refused = act("scdl_records_import", commune.editor["name"], register_id=commune.register["id"], state="draft", dry_run=True,
                      rows=[{**sent[0], "referenceDecision": "autre", "nature": enum[1]}])
        assert any(problem["column"] == "nature" for problem in refused["rows"][0]["problems"])
    finally:
        put(None, {})


def test_the_key_is_whole_though_the_file_leaves_out_what_the_organisation_fills(commune):
    """Without its SIRET column the same row is the same record, not a second one."""
    row = {name: text for name, text in delivery(commune, "2024-001").items() if not name.startswith("COLL_")}
    load(commune, row)
    again = act("scdl_records_import", commune.admin["name"], register_id=commune.register["id"], state="draft",
                rows=[{**row, "COLL_SIRET": "", "DELIB_OBJET": "Autre objet"}])
    assert again["updated"] == 1, again
    assert stored(commune)["COLL_SIRET"] == commune.siret


def test_a_program_that_sends_an_empty_text_means_it(commune):
    mask(commune, "deliberations", PREF_ID={"default": "PREF031"})
    for source, kept in (("api", None), ("import", "PREF031")):
        row = {**delivery(commune, f"2024-{source}"), "PREF_ID": ""}
        result = act("scdl_records_import", commune.admin["name"], register_id=commune.register["id"], rows=[row], state="draft",
                     source=source)
        number = result["rows"][0]["number"]
        assert stored(commune, number).get("PREF_ID") == kept


@pytest.mark.parametrize("slug", ["deliberations", "subventions", "equipements", "menus-collectifs", "prenoms", "dae",
                                  "irve-statique", "budget", "mediation-numerique"])
def test_a_filled_template_is_imported_without_an_error(app, make_commune, slug):
    """The template of the register, filled in, read as a file and sent to the register: one record, right at once."""
    commune = make_commune(schema=get_standard(slug).name)
    standard = get_standard(slug)
    values = right_values(standard)
    for column, fact in standard.organisation_fields.items():
        if fact in ("siret", "siren", "insee_code"):
            values[column] = ""
    content = fill(template_of(app, commune, commune.editor, slug), standard, values)
    labels, rows, _table = read_table(content, filename="modele.xlsx")
    result = act("scdl_records_import", commune.editor["name"], register_id=commune.register["id"], state="submit",
                 rows=[dict(zip(labels, cells)) for cells in rows])
    assert result["rows"][0]["problems"] == []
    assert (result["created"], result["invalid"]) == (1, 0)
    kept = stored(commune)
    for column in standard.key:
        assert kept[column]
    facts = {"siret": commune.siret, "siren": commune.siret[:9], "insee_code": "31366"}
    for column, fact in standard.organisation_fields.items():
        assert kept[column] == facts.get(fact, kept[column])
