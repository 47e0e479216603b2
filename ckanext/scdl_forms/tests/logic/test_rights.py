"""Who may do what: every action, for everybody."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.scdl_forms.tests.conftest import act, delivery

pytestmark = pytest.mark.usefixtures("with_plugins")

PEOPLE = ("anonymous", "stranger", "contributor", "sibling_admin", "own_admin", "atd_admin", "sysadmin")
#: Who reaches each action; the others are refused.
CONTRIBUTORS = {"contributor", "own_admin", "atd_admin", "sysadmin"}
VALIDATORS = {"own_admin", "atd_admin", "sysadmin"}
LOGGED_IN = set(PEOPLE) - {"anonymous"}

MATRIX = {
    "scdl_register_create": CONTRIBUTORS, "scdl_register_show": CONTRIBUTORS, "scdl_register_list": CONTRIBUTORS,
    "scdl_register_withdraw": CONTRIBUTORS, "scdl_register_republish": VALIDATORS, "scdl_register_people": CONTRIBUTORS,
    "scdl_record_list": CONTRIBUTORS, "scdl_record_show": CONTRIBUTORS, "scdl_record_history": CONTRIBUTORS,
    "scdl_record_save": CONTRIBUTORS, "scdl_record_submit": CONTRIBUTORS, "scdl_record_withdraw": CONTRIBUTORS,
    "scdl_record_delete_draft": CONTRIBUTORS, "scdl_record_restore": CONTRIBUTORS, "scdl_record_check": CONTRIBUTORS,
    "scdl_record_approve": VALIDATORS, "scdl_record_reject": VALIDATORS, "scdl_records_import": CONTRIBUTORS,
    "scdl_publication_run": VALIDATORS, "scdl_publication_list": CONTRIBUTORS, "scdl_publication_show": set(PEOPLE),
    "scdl_lateness_show": CONTRIBUTORS, "scdl_declaration_create": CONTRIBUTORS, "scdl_declaration_list": CONTRIBUTORS,
    "scdl_declaration_withdraw": CONTRIBUTORS,
    "scdl_review_list": LOGGED_IN, "scdl_organization_served_list": LOGGED_IN,
}


@pytest.fixture
def territory(make_commune):
    """An ATD with two communes; one has a record online and one draft."""
    atd = make_commune(schema=None)
    own, sibling = make_commune(review=True, parent=atd.name), make_commune(parent=atd.name)
    sent = act("scdl_record_submit", own.admin["name"], register_id=own.register["id"], values=delivery(own, "1"))
    act("scdl_publication_run", own.admin["name"], id=own.register["id"])
    waiting = act("scdl_record_submit", own.editor["name"], register_id=own.register["id"], values=delivery(own, "2"))
    draft = act("scdl_record_save", own.editor["name"], register_id=own.register["id"], values=delivery(own, "3"))
    declared = act("scdl_declaration_create", own.editor["name"], register_id=own.register["id"], period="2024-07-01")
    people = {
        "anonymous": None, "stranger": factories.User()["name"], "contributor": own.editor["name"],
        "sibling_admin": sibling.admin["name"], "own_admin": own.admin["name"], "atd_admin": atd.admin["name"],
        "sysadmin": factories.Sysadmin()["name"],
    }
    register = {"register_id": own.register["id"]}
    data = {
        "scdl_register_create": {"organization_id": own.id, "schema": "scdl/prenoms"},
        "scdl_register_list": {"organization_id": own.id},
        "scdl_register_show": {"id": own.register["id"]}, "scdl_register_people": {"id": own.register["id"]},
        "scdl_register_withdraw": {"id": own.register["id"]}, "scdl_register_republish": {"id": own.register["id"]},
        "scdl_record_list": register, "scdl_record_check": register,
        "scdl_lateness_show": register, "scdl_declaration_list": register, "scdl_declaration_withdraw": {"id": declared["id"]},
        "scdl_declaration_create": {**register, "period": "2024-10-01"},
        "scdl_record_save": {**register, "values": {}},
        "scdl_record_submit": {**register, "values": delivery(own, "9")},
        "scdl_record_show": {"id": sent["id"]}, "scdl_record_history": {"id": sent["id"]},
        "scdl_record_restore": {"id": sent["id"], "version": 1},
        "scdl_record_withdraw": {"id": sent["id"]}, "scdl_record_delete_draft": {"id": draft["id"]},
        "scdl_record_approve": {"id": waiting["id"]}, "scdl_record_reject": {"id": waiting["id"], "reason": "Non"},
        "scdl_records_import": {**register, "rows": [delivery(own, "8")], "state": "draft"},
        "scdl_publication_run": {"id": own.register["id"]}, "scdl_publication_list": {"id": own.register["id"]},
        "scdl_publication_show": {"id": own.register["id"]}, "scdl_review_list": {}, "scdl_organization_served_list": {},
    }
    return people, data


def test_matrix(territory):
    """One territory for all: those who are refused come first, so that nothing has moved yet."""
    people, data = territory
    wrong = []
    for action, allowed in MATRIX.items():
        for person in PEOPLE:
            if person in allowed:
                continue
            try:
                act(action, people[person], **data[action])
            except tk.NotAuthorized:
                continue
            wrong.append(f"{person} may {action}")
    last = ("scdl_record_approve", "scdl_record_reject", "scdl_record_withdraw", "scdl_record_delete_draft",
            "scdl_register_withdraw", "scdl_register_republish", "scdl_record_submit")
    for action, allowed in MATRIX.items():
        for person in sorted(allowed):
            context = {"user": people[person] or ""}
            try:
                tk.check_access(action, context, dict(data[action]))
                if action not in last:
                    act(action, people[person], **data[action])
            except tk.NotAuthorized:
                wrong.append(f"{person} may not {action}")
    assert not wrong, "\n".join(wrong)


def test_matrix_names_every_action():
    from ckanext.scdl_forms.logic import action
    from ckanext.scdl_forms.tests.logic.test_imports import PEOPLE as IMPORTS
    from ckanext.scdl_forms.tests.logic.test_moving import MATRIX as MOVING

    assert set(action.__all__) == set(MATRIX) | set(MOVING) | IMPORTS


def test_contributor_does_not_import_online(territory):
    people, data = territory
    with pytest.raises(tk.NotAuthorized):
        act("scdl_records_import", people["contributor"], **{**data["scdl_records_import"], "state": "publish"})


def test_right_taken_away(commune):
    """A right is asked for at each step, not remembered."""
    from ckanext.scdl_forms.tests.conftest import as_system

    saved = act("scdl_record_save", commune.editor["name"], register_id=commune.register["id"], values={})
    as_system("organization_member_delete", id=commune.id, username=commune.editor["name"])
    with pytest.raises(tk.NotAuthorized):
        act("scdl_record_show", commune.editor["name"], id=saved["id"])
