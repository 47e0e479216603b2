"""Pages of an agent, seen as the browser sees them."""
from __future__ import annotations

import pytest
from ckan.tests import factories

from ckanext.scdl_forms.tests.conftest import act, as_system, delivery, words

pytestmark = pytest.mark.usefixtures("with_plugins")


def token_of(user):
    return {"Authorization": as_system("api_token_create", user=user["name"], name=factories.APIToken.stub().name)["token"]}


def get(app, user, path, status=200):
    response = app.get(path, headers=token_of(user) if user else {}, status=status, follow_redirects=False)
    return words(response.body)


def post(app, user, path, data, status=302):
    return app.post(path, data=data, headers=token_of(user) if user else {}, status=status, follow_redirects=False)


def boxes(values):
    return {f"v-{column}": text for column, text in values.items()}


def address(commune, *more):
    return "/".join((f"/registre/{commune.name}/deliberations", *map(str, more)))


class TestHome:
    def test_stranger_to_the_portal_logs_in_first(self, app):
        response = app.get("/mes-registres", status=302, follow_redirects=False)
        assert "/user/login" in response.headers["Location"]

    def test_nobody_s_agent(self, app):
        assert "aucun organisme" in get(app, factories.User(), "/mes-registres")

    def test_registers_and_tasks(self, app, reviewed):
        act("scdl_record_submit", reviewed.editor["name"], register_id=reviewed.register["id"],
            values=delivery(reviewed, "2024-001"))
        page = get(app, reviewed.admin, "/mes-registres")
        assert "1 délibération à relire" in page
        assert "Saisir une délibération" in page

    def test_what_is_wrong_and_what_is_late(self, app, commune):
        act("scdl_record_submit", commune.admin["name"], register_id=commune.register["id"], values=delivery(commune, "2024-001"))
        act("scdl_publication_run", commune.admin["name"], id=commune.register["id"])
        act("scdl_record_save", commune.admin["name"], register_id=commune.register["id"],
            values=delivery(commune, "2024-002", DELIB_DATE="2024-02-30"))
        page = get(app, commune.admin, "/mes-registres")
        assert "30 février" in page or "30/02/2024" in page
        assert "(2e trimestre 2024)" in page
        assert "en retard de" in page

    def test_nothing_to_declare(self, app, commune):
        act("scdl_record_submit", commune.admin["name"], register_id=commune.register["id"], values=delivery(commune, "2024-001"))
        act("scdl_publication_run", commune.admin["name"], id=commune.register["id"])
        assert "Les délibérations du 2e trimestre 2024 manquent" in get(app, commune.editor, "/mes-registres")
        said = post(app, commune.editor, address(commune, "rien-a-declarer"), {"period": "2024-04-01", "back": "home"})
        page = get(app, commune.editor, said.headers["Location"])
        assert "C’est noté : rien à déclarer pour le 2e trimestre 2024." in page
        assert "Les délibérations du 3e trimestre 2024 manquent" in page
        identifier = said.headers["Location"].split("dit=")[1]
        post(app, commune.editor, address(commune, "rien-a-declarer/annuler"), {"declaration": identifier, "back": "home"})
        assert "Les délibérations du 2e trimestre 2024 manquent" in get(app, commune.editor, "/mes-registres")
        listed = get(app, commune.editor, address(commune, "rien-a-declarer"))
        assert "Annulé par" in listed
        post(app, commune.editor, address(commune, "rien-a-declarer/annuler"), {"declaration": "personne"}, status=404)
        # nothing ticked, or a period that makes no sense: said in words, on the same page
        for data in ({}, {"period": "2199-01-01"}, {"period": "jadis"}):
            back = post(app, commune.editor, address(commune, "rien-a-declarer"), data)
            assert back.headers["Location"].endswith("/rien-a-declarer")

    def test_nothing_to_declare_is_not_for_strangers(self, app, commune):
        for path in ("rien-a-declarer", "rien-a-declarer/annuler"):
            post(app, factories.User(), address(commune, path), {"period": "2024-04-01"}, status=403)

    def test_open_a_register(self, app, make_commune):
        commune = make_commune(schema=None)
        assert "Aucun registre" in get(app, commune.editor, "/mes-registres")
        post(app, commune.editor, "/mes-registres/ouvrir",
             {"organization": commune.name, "schema": "scdl/subventions"})
        assert "Aucune subvention" in get(app, commune.editor, f"/registre/{commune.name}/subventions")

    def test_unknown_standard(self, app, commune):
        page = post(app, commune.editor, "/mes-registres/ouvrir",
                    {"organization": commune.name, "schema": "scdl/nuages"}, status=404)
        assert "standard" in page.body


class TestForm:
    def test_empty_form(self, app, commune):
        page = get(app, commune.admin, address(commune, "saisir"))
        assert commune.siret in page
        assert "2</span> sur 7" in page
        assert "7.5 Subventions" in page

    def test_refusal_keeps_what_was_typed(self, app, commune):
        typed = delivery(commune, "2024-001", DELIB_DATE="30/02/2024", COLL_SIRET=commune.siret[:-1],
                         DELIB_OBJET="Un <b>objet</b>")
        page = words(post(app, commune.admin, address(commune, "saisir"),
                                  {**boxes(typed), "do": "submit"}, status=422).body)
        assert 'value="30/02/2024"' in page
        assert "#field-DELIB_DATE" in page
        assert "Un <b>objet</b></textarea>" in page  # unescaped by the test; escaped in the page
        assert act("scdl_record_list", commune.admin["name"], register_id=commune.register["id"])["count"] == 0

    def test_boxes_are_called_by_their_labels(self, app, commune):
        typed = delivery(commune, "2024-001", VOTE_EFFECTIF="15", VOTE_REEL="15", VOTE_POUR="12", VOTE_CONTRE="1", VOTE_ABSTENTION="1")
        page = words(post(app, commune.admin, address(commune, "saisir"), {**boxes(typed), "do": "submit"}, status=422).body)
        assert "« Votants » doit être la somme de « Voix pour », « Voix contre »" in page
        assert "« VOTE_" not in page

    def test_values_are_escaped(self, app, commune):
        typed = delivery(commune, "1", DELIB_OBJET="<script>alert(1)</script>", DELIB_URL="javascript:alert(1)")
        page = post(app, commune.admin, address(commune, "saisir"), {**boxes(typed), "do": "save"})
        for path in (page.headers["Location"], address(commune), address(commune, 1), address(commune, 1, "historique")):
            body = app.get(path, headers=token_of(commune.admin)).body
            assert "<script>alert(1)" not in body
            assert 'href="javascript:' not in body

    def test_send_then_receipt(self, app, commune, queued):
        typed = delivery(commune, "2024-001", DELIB_DATE="12/03/2024")
        response = post(app, commune.admin, address(commune, "saisir"), {**boxes(typed), "do": "submit", "token": "t1"})
        assert response.headers["Location"].endswith("/1/recu")
        assert queued == [commune.register["id"]]
        page = get(app, commune.admin, address(commune, 1, "recu"))
        assert "Saisir une autre délibération" in page

    def test_double_click(self, app, commune):
        typed = {**boxes(delivery(commune, "2024-001")), "do": "submit", "token": "same"}
        for _ in range(2):
            assert post(app, commune.admin, address(commune, "saisir"), typed).headers["Location"].endswith("/1/recu")

    def test_one_click_correction(self, app, commune):
        typed = boxes(delivery(commune, "2024-001", DELIB_DATE="30/02/2024"))
        page = words(post(app, commune.admin, address(commune, "saisir"), {
            **typed, "do": "fix:DELIB_DATE", "s-DELIB_DATE": "2024-02-29"}, status=200).body)
        assert 'value="29/02/2024"' in page
        assert "Attribution de subventions" in page

    def test_draft_is_always_possible(self, app, commune):
        response = post(app, commune.editor, address(commune, "saisir"), {"v-DELIB_DATE": "hier", "do": "save"})
        page = get(app, commune.editor, response.headers["Location"])
        assert 'value="hier"' in page

    def test_start_from_the_last_one(self, app, commune):
        act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
            values=delivery(commune, "2024-030"))
        page = get(app, commune.editor, address(commune, "saisir?reprendre=1"))
        assert 'value="2024-031"' in page
        assert "Attribution de subventions" in page

    def test_a_new_one_continues_the_series(self, app, commune):
        for number in ("2024-030", "2024-031"):
            act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"], values=delivery(commune, number))
        page = get(app, commune.editor, address(commune, "saisir"))
        assert 'value="2024-032"' in page
        assert "À la suite de la dernière saisie : 2024-031." in page
        assert 'value="12/03/2024"' not in page
        page = get(app, commune.editor, address(commune, "saisir?suite=2"))
        assert 'value="12/03/2024"' in page
        get(app, commune.editor, address(commune, "saisir?suite=99"), status=404)

    def test_two_tabs(self, app, commune):
        act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
            values=delivery(commune, "2024-001"))
        first = boxes(delivery(commune, "2024-001", DELIB_OBJET="Texte du premier"))
        second = boxes(delivery(commune, "2024-001", DELIB_OBJET="Texte du second"))
        post(app, commune.admin, address(commune, 1, "modifier"), {**first, "version": "1", "do": "save"})
        page = words(post(app, commune.editor, address(commune, 1, "modifier"),
                                  {**second, "version": "1", "do": "save"}, status=409).body)
        assert "Texte du premier" in page
        assert "Texte du second</textarea>" in page
        assert 'name="version" value="2"' in page
        post(app, commune.editor, address(commune, 1, "modifier"), {**second, "version": "2", "do": "save"})

    def test_duplicate_is_explained(self, app, commune):
        values = boxes(delivery(commune, "2024-001"))
        post(app, commune.admin, address(commune, "saisir"), {**values, "do": "submit", "token": "a"})
        page = words(post(app, commune.admin, address(commune, "saisir"),
                                  {**values, "do": "submit", "token": "b"}, status=422).body)
        assert "numéro 1 de ce registre" in page.lower()


class TestAutosave:
    def test_a_new_draft_then_its_next_state(self, app, reviewed):
        typed = {**boxes({"DELIB_ID": "2024-001", "DELIB_DATE": "un jour"}), "do": "autosave", "token": "abc"}
        answer = post(app, reviewed.editor, address(reviewed, "saisir"), typed, status=200).json
        assert answer["address"] == address(reviewed, 1, "modifier")
        assert "Brouillon enregistré à" in answer["message"]
        # the same again, then a correction: one draft, never a second one
        post(app, reviewed.editor, address(reviewed, "saisir"), typed, status=200)
        again = post(app, reviewed.editor, answer["address"], {
            **boxes({"DELIB_ID": "2024-001", "DELIB_DATE": "12/03/2024"}), "do": "autosave", "version": answer["version"]},
            status=200).json
        assert again["version"] == answer["version"] + 1
        found = act("scdl_record_list", reviewed.editor["name"], register_id=reviewed.register["id"])
        assert (found["count"], found["results"][0]["state"]) == (1, "draft")
        assert 'data-scdl-autosave="' in get(app, reviewed.editor, answer["address"])

    def test_never_over_somebody_else_s_text(self, app, commune):
        saved = act("scdl_record_save", commune.admin["name"], register_id=commune.register["id"], values=delivery(commune, "1"))
        act("scdl_record_save", commune.admin["name"], id=saved["id"], version=1,
            values=delivery(commune, "1", DELIB_OBJET="Le leur"))
        answer = post(app, commune.editor, address(commune, 1, "modifier"), {
            **boxes(delivery(commune, "1", DELIB_OBJET="Le mien")), "do": "autosave", "version": 1}, status=409)
        assert "Quelqu’un d’autre" in answer.json["message"]
        shown = act("scdl_record_show", commune.admin["name"], id=saved["id"])
        assert shown["values"]["DELIB_OBJET"] == "Le leur"

    def test_what_was_sent_is_left_alone(self, app, reviewed):
        sent = act("scdl_record_submit", reviewed.editor["name"], register_id=reviewed.register["id"],
                   values=delivery(reviewed, "1"))
        assert "data-scdl-autosave" not in get(app, reviewed.editor, address(reviewed, 1, "modifier"))
        post(app, reviewed.editor, address(reviewed, 1, "modifier"), {
            **boxes(delivery(reviewed, "1", DELIB_OBJET="Autre")), "do": "autosave", "version": 1}, status=409)
        assert act("scdl_record_show", reviewed.editor["name"], id=sent["id"])["state"] == "to_review"


class TestBadInput:
    def test_stranger(self, app, commune, make_commune):
        page = words(post(app, make_commune().admin, address(commune, "saisir"),
                                  {"v-DELIB_OBJET": "Mon texte", "do": "save"}, status=403).body)
        assert commune.title in page
        assert "Mon texte" in page

    def test_lost_session_keeps_the_form(self, app, commune):
        page = words(post(app, None, address(commune, "saisir"),
                                  {"v-DELIB_OBJET": "Mon texte", "do": "submit", "token": "t"}, status=401).body)
        assert 'name="v-DELIB_OBJET" value="Mon texte"' in page
        assert "/user/login" in page

    def test_unknown_places(self, app, commune):
        for path in ("/registre/nulle-part/deliberations", f"/registre/{commune.name}/nuages", address(commune, 999),
                     f"/registre/{commune.name}/prenoms"):
            assert "Mes registres" in get(app, commune.editor, path, status=404)

    def test_other_site(self, app, commune):
        response = app.post(address(commune, "saisir"), data={"do": "save"}, status=403, follow_redirects=False,
                            headers={**token_of(commune.editor), "Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 403

    @pytest.mark.parametrize("query", [
        "number=abc", "number=99999999999", "page=0", "page=-1", "page=9999999999", "date_from=32/13/2024",
        "state=nope", "q=%25_%27\\", "user=%00", "q=%00", "sort=drop",
        "number=%C2%B2", "page=%C2%B2",
    ])
    def test_odd_filters(self, app, commune, query):
        get(app, commune.editor, f"{address(commune)}?{query}")


class TestColumns:
    def test_chosen_columns(self, app, commune):
        act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"],
            values=delivery(commune, "2024-001", VOTE_POUR="12"))
        usual = get(app, commune.editor, address(commune))
        assert '<th scope="col">Voix pour</th>' not in usual
        page = get(app, commune.editor, address(commune) + "?colonnes=VOTE_POUR&colonnes=jamais_vue&state=draft")
        assert '<th scope="col">Voix pour</th>' in page
        assert "jamais_vue" not in page
        assert "Les colonnes habituelles" in page
        many = "&".join(f"colonnes={name}" for name in ("COLL_NOM", "DELIB_ID", *("DELIB_DATE",) * 300))
        get(app, commune.editor, address(commune) + f"?{many}")


class TestSteps:
    def test_review(self, app, reviewed):
        post(app, reviewed.editor, address(reviewed, "saisir"),
             {**boxes(delivery(reviewed, "2024-001")), "do": "submit", "token": "t"})
        assert "Délibération 2024-001" in get(app, reviewed.admin, "/a-relire")
        refused = post(app, reviewed.admin, address(reviewed, 1, "renvoyer"), {"version": "1"}, status=200)
        assert "field-reason" in refused.body
        post(app, reviewed.admin, address(reviewed, 1, "renvoyer"), {"version": "1", "reason": "Précisez"})
        assert "Précisez" in get(app, reviewed.editor, "/mes-registres")
        post(app, reviewed.editor, address(reviewed, 1, "envoyer"), {"version": "1"})
        post(app, reviewed.admin, address(reviewed, 1, "approuver"), {"version": "1"})
        assert "Approuvée" in get(app, reviewed.admin, address(reviewed, 1))

    def test_withdraw_asks_first(self, app, commune):
        post(app, commune.admin, address(commune, "saisir"),
             {**boxes(delivery(commune, "2024-001")), "do": "submit", "token": "t"})
        assert "Retirer" in get(app, commune.editor, address(commune, 1, "retirer"))
        post(app, commune.editor, address(commune, 1, "retirer"), {"version": "1"})
        assert "Retirée" in get(app, commune.editor, address(commune, 1))

    def test_delete_and_restore(self, app, commune):
        post(app, commune.editor, address(commune, "saisir"), {**boxes(delivery(commune, "1")), "do": "save", "token": "t"})
        post(app, commune.editor, address(commune, 1, "modifier"),
             {**boxes(delivery(commune, "1", DELIB_OBJET="Deux")), "do": "save", "version": "1"})
        post(app, commune.editor, address(commune, 1, "restaurer"), {"restore": "1"})
        assert "Version 3" in get(app, commune.editor, address(commune, 1, "historique"))

    def test_saves_of_one_sitting_are_told_once(self, app, commune):
        saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"], values=delivery(commune, "1"))
        for version, text in enumerate(("Achat", "Achat d'un banc"), 1):
            act("scdl_record_save", commune.editor["name"], id=saved["id"], version=version,
                values=delivery(commune, "1", DELIB_OBJET=text))
        page = get(app, commune.editor, address(commune, 1, "historique"))
        assert "2 enregistrements peu avant" in page
        for version in (1, 2):
            assert f'name="restore" value="{version}"' in page
        assert 'name="restore" value="3"' not in page
        post(app, commune.editor, address(commune, 1, "supprimer"), {"version": "3"})
        get(app, commune.editor, address(commune, 1), status=404)
