"""What happens to a resource that names a standard, or looks like one, whatever the way it is saved."""
from __future__ import annotations

import io
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.scdl_validation import files, jobs, modes, resources
from ckanext.scdl_validation.model import ValidationReport
from ckanext.scdl_validation.tests import support
from ckanext.scdl_validation.tests.hostile.workbooks import compound

pytestmark = pytest.mark.usefixtures("with_plugins")


# Made once: accounts take long to make, and each test has a dataset of its own.
_made: dict[str, support.Territory] = {}


@pytest.fixture
def land(with_plugins: None) -> support.Territory:
    return _made.setdefault("warn", _made.get("warn") or support.territory())


@pytest.fixture
def blocking(with_plugins: None) -> support.Territory:
    return _made.setdefault("block", _made.get("block") or support.territory(scdl_validation_mode="block"))


def _dataset(land: support.Territory) -> dict[str, Any]:
    return factories.Dataset(owner_org=land.commune["id"], user=land.people["editor"])


def _latest(resource_id: str) -> Any:
    return ValidationReport.latest([resource_id]).get(resource_id)


def _bytes(resource: dict[str, Any]) -> bytes:
    with files.resource_file(resource, 1 << 20) as path:
        return path.read_bytes()


def test_a_small_upload_is_checked_at_once(land: support.Territory) -> None:
    """Good or bad, by default it is kept, and its report is there."""
    package, editor = _dataset(land), land.people["editor"]
    good = support.resource(package, support.GOOD, editor, scdl_schema=support.STANDARD)
    bad = support.resource(package, support.BAD, editor, scdl_schema=support.STANDARD)
    assert (_latest(good["id"]).verdict, _latest(bad["id"]).verdict) == ("valid", "invalid")
    assert _bytes(bad) == support.BAD
    found = tk.get_action("package_search")({"ignore_auth": True}, {"q": f"id:{package['id']}"})
    assert found["results"][0]["scdl_conformity"] == "invalid"


def test_the_search_has_a_facet(land: support.Territory) -> None:
    """Datasets are found by conformity, said in words."""
    package = _dataset(land)
    support.resource(package, support.GOOD, land.people["editor"], scdl_schema=support.STANDARD)
    found = tk.get_action("package_search")(
        {"ignore_auth": True},
        {"fq": f"{resources.STATUS}:valid +id:{package['id']}", "facet.field": [resources.STATUS]},
    )
    assert found["count"] == 1
    (item,) = found["search_facets"][resources.STATUS]["items"]
    assert (item["name"], item["count"]) == ("valid", 1)
    assert item["display_name"] != "valid"


def test_saving_without_a_change_does_not_check_again(land: support.Territory) -> None:
    """One check a state of the file, however many actions save the dataset."""
    editor = land.people["editor"]
    resource = support.resource(_dataset(land), support.GOOD, editor, scdl_schema=support.STANDARD)
    tk.get_action("resource_patch")(support.context(editor), {"id": resource["id"], "description": "Séance de mars"})
    tk.get_action("package_patch")(support.context(editor), {"id": resource["package_id"], "notes": "Les actes"})
    count, _rows = ValidationReport.search(resource_id=resource["id"])
    assert count == 1


def test_a_new_file_is_checked_again(land: support.Territory) -> None:
    """The last report is that of the last file."""
    editor = land.people["editor"]
    resource = support.resource(_dataset(land), support.GOOD, editor, scdl_schema=support.STANDARD)
    tk.get_action("resource_patch")(
        support.context(editor), {"id": resource["id"], "upload": support.upload(support.BAD)}
    )
    assert _latest(resource["id"]).verdict == "invalid"


def test_the_last_good_file_can_be_put_back(land: support.Territory) -> None:
    """A bad file replaced it; the good one was not lost."""
    editor = land.people["editor"]
    resource = support.resource(_dataset(land), support.GOOD, editor, scdl_schema=support.STANDARD)
    tk.get_action("resource_patch")(
        support.context(editor), {"id": resource["id"], "upload": support.upload(support.BAD)}
    )
    restored = tk.get_action("scdl_validation_restore")(support.context(editor), {"resource_id": resource["id"]})
    assert _bytes(restored) == support.GOOD
    assert _latest(resource["id"]).verdict == "valid"
    other = support.resource(_dataset(land), support.BAD, editor, scdl_schema=support.STANDARD)
    with pytest.raises(tk.ObjectNotFound):
        tk.get_action("scdl_validation_restore")(support.context(editor), {"resource_id": other["id"]})


def test_a_large_upload_is_checked_by_a_worker(land: support.Territory, ckan_config: Any) -> None:
    """Saved at once, checked later; running the job twice is the same as once."""
    ckan_config["scdl.validation.inline_bytes"] = 10
    resource = support.resource(_dataset(land), support.BAD, land.people["editor"], scdl_schema=support.STANDARD)
    report = _latest(resource["id"])
    assert report.state == "queued"
    jobs.check(report.id)
    jobs.check(report.id)
    report = _latest(resource["id"])
    assert (report.state, report.verdict) == ("done", "invalid")


def test_a_worker_finds_the_resource_gone(land: support.Territory, ckan_config: Any) -> None:
    """Deleted, or no longer readable by who asked: the check stops and says so."""
    ckan_config["scdl.validation.inline_bytes"] = 10
    editor = land.people["editor"]
    resource = support.resource(_dataset(land), support.BAD, editor, scdl_schema=support.STANDARD)
    report = _latest(resource["id"])
    tk.get_action("resource_delete")({"ignore_auth": True, "user": editor["name"]}, {"id": resource["id"]})
    jobs.check(report.id)
    report = ValidationReport.get(report.id)
    assert (report.state, report.verdict) == ("failed", None)
    assert report.message


def test_without_a_queue_the_upload_is_kept(land: support.Territory, ckan_config: Any) -> None:
    """Redis is down: the file is saved, the check waits, and a sweep does it."""
    import ckan.lib.jobs as ckan_jobs
    import ckan.lib.redis as ckan_redis
    from redis import ConnectionPool

    package = _dataset(land)
    ckan_config["scdl.validation.inline_bytes"] = 10
    pool, queues = ckan_redis._connection_pool, dict(ckan_jobs._queues)
    ckan_redis._connection_pool = ConnectionPool.from_url("redis://127.0.0.1:9/0")
    ckan_jobs._queues.clear()
    try:
        resource = support.resource(package, support.GOOD, land.people["editor"], scdl_schema=support.STANDARD)
    finally:
        ckan_redis._connection_pool = pool
        ckan_jobs._queues.clear()
        ckan_jobs._queues.update(queues)
    assert _bytes(resource) == support.GOOD
    report = _latest(resource["id"])
    assert (report.state, report.job_id) == ("queued", None)
    jobs.sweep()
    assert _latest(resource["id"]).verdict == "valid"


class TestBlock:
    """An organisation that refuses files which do not follow their standard."""

    def test_a_bad_file_is_refused_and_nothing_is_written(self, blocking: support.Territory) -> None:
        """The message is on the upload, with the first errors; no resource is left behind."""
        package, editor = _dataset(blocking), blocking.people["editor"]
        with pytest.raises(tk.ValidationError) as refused:
            support.resource(package, support.BAD, editor, scdl_schema=support.STANDARD)
        assert len(refused.value.error_dict["upload"]) > 1
        assert refused.value.error_dict["upload"][1] in " ".join(refused.value.error_summary.values())
        shown = tk.get_action("package_show")({"ignore_auth": True}, {"id": package["id"]})
        assert shown["resources"] == []

    def test_the_form_tells_the_first_errors(self, blocking: support.Territory, app: Any) -> None:
        """In a list, under words that people know."""
        package, editor = _dataset(blocking), blocking.people["editor"]
        sent = {"save": "again", "url": "a.csv", "url_type": "upload", "scdl_schema": support.STANDARD}
        answer = app.post(
            f"/dataset/{package['name']}/resource/new",
            data={**sent, "id": "", "upload": (io.BytesIO(support.BAD), "a.csv")},
            headers={"Authorization": editor["token"]},
        )
        assert "Ce fichier n’a pas été enregistré" in answer.body
        assert "Ligne 3, COLL_SIRET" in answer.body

    def test_a_dataset_made_with_a_bad_file_is_refused(self, blocking: support.Territory) -> None:
        """Whether its organisation is given by id or by name, the error is on the resource."""
        for owner in (blocking.commune["id"], blocking.commune["name"]):
            sent = {"name": "a.csv", "url": "a.csv", "scdl_schema": support.STANDARD}
            good = {**sent, "upload": support.upload(support.GOOD)}
            bad = {**sent, "upload": support.upload(support.BAD)}
            with pytest.raises(tk.ValidationError) as refused:
                tk.get_action("package_create")(
                    support.context(blocking.people["editor"]),
                    {"name": f"actes-{owner[:30]}", "owner_org": owner, "resources": [good, bad]},
                )
            first, second = refused.value.error_dict["resources"]
            assert (first, list(second)) == ({}, ["upload"])

    def test_the_previous_file_stays(self, blocking: support.Territory) -> None:
        """Same bytes, same report, for an update, a patch and a revision."""
        editor = blocking.people["editor"]
        resource = support.resource(_dataset(blocking), support.GOOD, editor, scdl_schema=support.STANDARD)
        report = _latest(resource["id"]).id
        for action in ("resource_update", "resource_patch"):
            with pytest.raises(tk.ValidationError):
                tk.get_action(action)(
                    support.context(editor),
                    {**resource, "upload": support.upload(support.BAD), "url": "deliberations.csv"},
                )
        with pytest.raises(tk.ValidationError):
            tk.get_action("package_revise")(
                support.context(editor),
                {
                    "match": {"id": resource["package_id"]},
                    f"update__resources__{resource['id'][:8]}__upload": support.upload(support.BAD),
                },
            )
        assert _bytes(resource) == support.GOOD
        assert _latest(resource["id"]).id == report

    def test_a_repairable_file_is_accepted(self, blocking: support.Territory) -> None:
        """What is only badly written does not stop anybody."""
        resource = support.resource(
            _dataset(blocking), support.REPAIRABLE, blocking.people["editor"], scdl_schema=support.STANDARD
        )
        assert _latest(resource["id"]).verdict == "repaired"

    def test_a_file_without_a_standard_is_nobody_s_business(self, blocking: support.Territory) -> None:
        """Any other file goes through."""
        resource = support.resource(
            _dataset(blocking), b"%PDF-1.7", blocking.people["editor"], filename="acte.pdf", format="PDF"
        )
        assert _latest(resource["id"]) is None

    def test_what_is_no_table_is_refused(self, blocking: support.Territory) -> None:
        """HTML called CSV, an empty file, a workbook cut short: with their own words."""
        package, editor = _dataset(blocking), blocking.people["editor"]
        for content in (b"<!doctype html><html><body>404</body></html>", b"", b"PK\x03\x04cut"):
            with pytest.raises(tk.ValidationError) as refused:
                support.resource(package, content, editor, scdl_schema=support.STANDARD)
            assert refused.value.error_dict["upload"][0]

    def test_a_locked_or_old_workbook_is_refused_with_what_to_do(self, blocking: support.Territory) -> None:
        """Wherever the names of its streams are, the form says to take the password off, or to save as XLSX."""
        package, editor = _dataset(blocking), blocking.people["editor"]
        for stream, advice in (("EncryptedPackage", "retirez le mot de passe"), ("Workbook", "format XLSX")):
            with pytest.raises(tk.ValidationError) as refused:
                support.resource(package, compound(stream), editor, filename="actes.xlsx", format="XLSX",
                                 scdl_schema=support.STANDARD)
            assert advice in " ".join(refused.value.error_dict["upload"])

    def test_an_unknown_standard_is_refused(self, land: support.Territory) -> None:
        """With the field that names it."""
        with pytest.raises(tk.ValidationError) as refused:
            support.resource(_dataset(land), support.GOOD, land.people["editor"], scdl_schema="scdl/rien")
        assert "scdl_schema" in refused.value.error_dict


def test_the_nearest_choice_wins() -> None:
    """An organisation's own choice, else the nearest one above, else the portal's."""
    atd = support.organization(scdl_validation_mode="block")
    below = support.organization(groups=[{"name": atd["name"]}])
    own = support.organization(groups=[{"name": atd["name"]}], scdl_validation_mode="warn")
    alone = support.organization()
    assert [modes.mode_for(org["id"]) for org in (atd, below, own, alone)] == ["block", "block", "warn", "warn"]
    assert modes.mode_for(None) == "warn"


class TestProposal:
    """A file that names no standard but looks like one."""

    def test_the_standard_is_proposed_then_accepted_or_declined(self, land: support.Territory) -> None:
        """Proposed once; declined for good; a resource that names it is checked."""
        package, editor = _dataset(land), land.people["editor"]
        resource = support.resource(package, support.GOOD, editor)
        report = _latest(resource["id"])
        assert (report.state, report.standard) == ("proposed", support.STANDARD)
        answer = tk.get_action("scdl_validation_dismiss")(support.context(editor), {"resource_id": resource["id"]})
        assert answer == {"dismissed": True}
        tk.get_action("resource_patch")(support.context(editor), {"id": resource["id"], "description": "Mars"})
        assert resources.statuses([resource["id"]]) == {}
        named = {"id": resource["id"], "scdl_schema": support.STANDARD}
        tk.get_action("resource_patch")(support.context(editor), named)
        assert _latest(resource["id"]).verdict == "valid"

    def test_other_files_are_left_alone(self, land: support.Territory) -> None:
        """An ordinary table, a document, a link."""
        package, editor = _dataset(land), land.people["editor"]
        for content, name in ((b"nom,prenom\nA,B\n", "gens.csv"), (b"%PDF-1.7", "acte.pdf")):
            assert _latest(support.resource(package, content, editor, filename=name)["id"]) is None
        link = factories.Resource(package_id=package["id"], url="https://example.org/a.csv", format="CSV")
        assert _latest(link["id"]) is None


def test_only_the_newest_reports_are_kept(land: support.Territory, ckan_config: Any) -> None:
    """The history is bounded, and never loses the report of the last good file."""
    editor = land.people["editor"]
    resource = support.resource(_dataset(land), support.GOOD, editor, scdl_schema=support.STANDARD)
    good = _latest(resource["id"]).id
    tk.get_action("resource_patch")(
        support.context(editor), {"id": resource["id"], "upload": support.upload(support.BAD)}
    )
    ckan_config["scdl.validation.reports_kept"] = 2
    for _time in range(3):
        tk.get_action("scdl_validation_run")(support.context(editor), {"resource_id": resource["id"]})
    count, rows = ValidationReport.search(resource_id=resource["id"], limit=100)
    assert count == 3
    assert rows[-1].id == good
