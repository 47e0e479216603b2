"""A publication that is killed anywhere leaves the old version in place, and the next run completes."""
from __future__ import annotations

import os
import signal

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.model import meta

from ckanext.datastore.backend import postgres
from ckanext.scdl_forms.model import Register
from ckanext.scdl_forms.publication.failpoints import FAILPOINTS
from ckanext.scdl_forms.tests.conftest import act, as_system, delivery

pytestmark = pytest.mark.usefixtures("with_plugins")

_AFTER_THE_MOMENT = FAILPOINTS[FAILPOINTS.index("after_swap"):]


def killed_publication(register_id, failpoint):
    """Run a publication in a process of its own that kills itself at a failpoint."""
    model.Session.remove()
    child = os.fork()
    if child == 0:
        try:
            # connections belong to the parent: the child opens its own
            meta.engine.dispose(close=False)
            for engine in postgres._engines.values():
                engine.dispose(close=False)
            tk.config["scdl.forms.failpoint"] = failpoint
            as_system("scdl_publication_run", id=register_id)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{failpoint} was not reached"
    assert os.WTERMSIG(status) == signal.SIGKILL
    model.Session.remove()


def submit(commune, number, **more):
    return act("scdl_record_submit", commune.admin["name"], register_id=commune.register["id"],
               values=delivery(commune, number, **more))


def served(app, commune):
    response = app.test_client().get(f"/donnees/{commune.name}/deliberations.csv")
    return response.data.count(b"\n") - 1 if response.status_code == 200 else None


def found(commune):
    register = act("scdl_register_show", commune.admin["name"], id=commune.register["id"])
    if not register["resource_id"]:
        return None
    try:
        return act("datastore_search", resource_id=register["resource_id"])["total"]
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None


@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_killed_at(app, commune, failpoint):
    submit(commune, "1")
    as_system("scdl_publication_run", id=commune.register["id"])
    assert (served(app, commune), found(commune)) == (1, 1)
    submit(commune, "2")

    killed_publication(commune.register["id"], failpoint)
    after = failpoint in _AFTER_THE_MOMENT
    assert served(app, commune) == (2 if after else 1)
    if not after:
        assert found(commune) == 1
        assert {record["state"] for record in act(
            "scdl_record_list", commune.admin["name"], register_id=commune.register["id"])["results"]} == {
            "published", "approved"}
    assert commune.register["id"] in Register.identifiers(pending_only=True)

    as_system("scdl_publication_run", id=commune.register["id"])
    assert (served(app, commune), found(commune)) == (2, 2)
    assert commune.register["id"] not in Register.identifiers(pending_only=True)


@pytest.mark.parametrize("failpoint", ["package", "before_swap", "after_swap"])
def test_first_publication_killed_at(app, commune, failpoint):
    """Before its first publication is complete, a register shows nowhere."""
    submit(commune, "1")
    killed_publication(commune.register["id"], failpoint)
    if failpoint not in _AFTER_THE_MOMENT:
        assert served(app, commune) is None
    assert found(commune) is None
    assert act("package_search", fq=f"owner_org:{commune.id}")["count"] == 0
    as_system("scdl_publication_run", id=commune.register["id"])
    assert (served(app, commune), found(commune)) == (1, 1)
    assert act("package_search", fq=f"owner_org:{commune.id}")["count"] == 1
