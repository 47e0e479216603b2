"""What the actions answer."""
from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.scdl_validation import files, jobs, runs
from ckanext.scdl_validation.model import ValidationReport
from ckanext.scdl_validation.tests import support

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture
def person() -> dict[str, Any]:
    return factories.UserWithToken()


def _validate(person: dict[str, Any] | None, **data: Any) -> dict[str, Any]:
    return tk.get_action("scdl_validate")(support.context(person), data)


class TestValidate:
    """``scdl_validate``: a source and a schema, an answer at once when small."""

    def test_a_good_file(self, person: dict[str, Any]) -> None:
        """Valid, with its rows counted, and found again by its id."""
        report = _validate(person, upload=support.upload(support.GOOD), schema="deliberations")
        assert (report["state"], report["verdict"], report["error_count"], report["rows"]) == ("done", "valid", 0, 1)
        assert (report["standard"], report["version"], report["source"]) == (
            "scdl/deliberations",
            "2.1.5",
            "deliberations.csv",
        )
        shown = tk.get_action("scdl_validation_show")(support.context(person), {"id": report["id"]})
        assert shown["report"] == report["report"]
        assert shown["own"] is True
        json.dumps(shown)

    def test_a_bad_file_keeps_the_lines_of_its_errors(self, person: dict[str, Any]) -> None:
        """Each error has row, column, code and words; its line is there to be shown."""
        report = _validate(person, upload=support.upload(support.BAD), schema="deliberations")
        assert report["verdict"] == "invalid"
        assert report["error_count"] == len(report["report"]["errors"]) >= 2
        assert {error["row"] for error in report["report"]["errors"]} == {3}
        assert report["report"]["lines"]["rows"]["3"][1:4] == ["123", "2024-032", "2024-02-30"]
        assert report["report"]["lines"]["header"] == support.COLUMNS

    def test_a_repairable_file(self, person: dict[str, Any]) -> None:
        """A French date is put in order and said; to the letter, it is an error."""
        report = _validate(person, upload=support.upload(support.REPAIRABLE), schema="deliberations")
        assert (report["verdict"], report["repair_count"]) == ("repaired", 1)
        strict = _validate(person, upload=support.upload(support.REPAIRABLE), schema="deliberations", strict="true")
        assert (strict["verdict"], strict["repair_count"]) == ("invalid", 0)

    def test_the_standard_is_recognised_by_the_columns(self, person: dict[str, Any]) -> None:
        """Nobody has to know the name of a standard."""
        report = _validate(person, upload=support.upload(support.BAD))
        assert (report["standard"], report["verdict"]) == (support.STANDARD, "invalid")
        assert report["options"]["recognised"] is True

    def test_a_schema_of_one_s_own(self, person: dict[str, Any]) -> None:
        """Sent as a file, it is kept with the report so that it can be checked again."""
        schema = {"title": "Mes arbres", "fields": [{"name": "age", "type": "integer"}]}
        report = _validate(
            person,
            upload=support.upload(b"age\n12\nvieux\n", "arbres.csv"),
            schema_upload=support.upload(json.dumps(schema).encode(), "arbres.json"),
        )
        assert (report["verdict"], report["schema_title"], report["standard"]) == ("invalid", "Mes arbres", None)
        again = tk.get_action("scdl_validation_recheck")(support.context(person), {"id": report["id"]})
        assert again["error_count"] == report["error_count"] == 1

    @pytest.mark.parametrize(
        "fields",
        [
            [{"name": "a", "type": "string", "constraints": {"pattern": "("}}],
            [{"name": "a"}, {"name": "a"}],
            [{"name": "a", "type": "couleur"}],
        ],
    )
    def test_a_schema_that_cannot_be_used(self, person: dict[str, Any], fields: list[dict[str, Any]]) -> None:
        """A broken pattern, a name given twice, a type of nobody's: said on the schema, nothing falls over."""
        schema = support.upload(json.dumps({"fields": fields}).encode(), "casse.json")
        with pytest.raises(tk.ValidationError) as refused:
            _validate(person, upload=support.upload(b"a\nb\n"), schema_upload=schema)
        assert refused.value.error_dict["schema_upload"][0]

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({}, "upload"),
            ({"schema": "deliberations"}, "upload"),
            ({"upload": b"nom,age\nAnne,3\n"}, "schema"),
            ({"upload": b"<!DOCTYPE html><html></html>"}, "upload"),
            ({"upload": b""}, "upload"),
            ({"upload": support.GOOD, "schema": "rien"}, "schema"),
            ({"upload": support.GOOD, "schema": "deliberations", "schema_url": "https://example.org"}, "schema_url"),
            ({"upload": support.GOOD, "url": "https://example.org/a.csv", "schema": "deliberations"}, "url"),
            ({"url": "http://127.0.0.1/a.csv", "schema": "deliberations"}, "url"),
            ({"url": "http://169.254.169.254/latest", "schema": "deliberations"}, "url"),
            ({"url": "file:///etc/passwd", "schema": "deliberations"}, "url"),
            ({"upload": support.GOOD, "schema_url": "http://[::1]/s.json"}, "schema_url"),
            ({"upload": support.GOOD, "schema": "deliberations", "answers": "[1"}, "answers"),
            ({"upload": support.GOOD, "schema": "deliberations", "refused_rules": {"a": 1}}, "refused_rules"),
            ({"upload": support.GOOD, "schema": "x" * 3000}, "schema"),
        ],
    )
    def test_what_is_missing_or_refused_is_said_on_its_field(
        self, person: dict[str, Any], data: dict[str, Any], field: str
    ) -> None:
        """One clear message on the field concerned."""
        sent = {key: support.upload(value) if key == "upload" else value for key, value in data.items()}
        with pytest.raises(tk.ValidationError) as refused:
            _validate(person, **sent)
        assert field in refused.value.error_dict

    def test_strangers_have_a_smaller_limit(self, person: dict[str, Any], ckan_config: Any) -> None:
        """The size is bounded, and less for people without an account."""
        ckan_config["scdl.validation.anonymous_max_bytes"] = 100
        with pytest.raises(tk.ValidationError) as refused:
            _validate(None, upload=support.upload(support.GOOD), schema="deliberations")
        assert "upload" in refused.value.error_dict
        assert _validate(person, upload=support.upload(support.GOOD), schema="deliberations")["verdict"] == "valid"

    def test_strangers_are_counted(self, ckan_config: Any) -> None:
        """Beyond the hour's share, the answer says when to come back."""
        ckan_config["scdl.validation.anonymous_per_hour"] = 0
        with pytest.raises(tk.ValidationError) as refused:
            _validate(None, upload=support.upload(support.GOOD), schema="deliberations")
        assert "minute" in refused.value.error_dict["rate"][0]

    def test_a_large_file_waits_for_a_worker(self, person: dict[str, Any], ckan_config: Any) -> None:
        """The answer says where to look; the job fills the report, and a second run changes nothing."""
        ckan_config["scdl.validation.inline_bytes"] = 10
        report = _validate(person, upload=support.upload(support.BAD), schema="deliberations")
        assert (report["state"], report["verdict"]) == ("queued", None)
        jobs.check(report["id"])
        done = tk.get_action("scdl_validation_show")(support.context(person), {"id": report["id"]})
        assert (done["state"], done["verdict"]) == ("done", "invalid")
        jobs.check(report["id"])
        again = tk.get_action("scdl_validation_show")(support.context(person), {"id": report["id"]})
        assert again["finished"] == done["finished"]


class TestRecheck:
    """``scdl_validation_recheck``: other choices, the same file."""

    def test_a_refused_repair_leaves_the_fault(self, person: dict[str, Any]) -> None:
        """Refusing to read French dates makes them errors again; accepting brings the verdict back."""
        report = _validate(person, upload=support.upload(support.REPAIRABLE), schema="deliberations")
        rules = [item["rule"] for item in report["report"]["repair_rules"]]
        refused = tk.get_action("scdl_validation_recheck")(
            support.context(person), {"id": report["id"], "refused_rules": rules}
        )
        assert (refused["id"], refused["verdict"]) == (report["id"], "invalid")
        accepted = tk.get_action("scdl_validation_recheck")(
            support.context(person), {"id": report["id"], "refused_rules": []}
        )
        assert accepted["verdict"] == "repaired"

    def test_a_question_is_answered(self, person: dict[str, Any]) -> None:
        """01/02/2024 alone can be read in two ways: the person decides, and the answer counts."""
        ambiguous = support.table(support.row(DELIB_DATE="01/02/2024"))
        report = _validate(person, upload=support.upload(ambiguous), schema="deliberations")
        (question,) = report["report"]["questions"]
        assert question["column"] == "DELIB_DATE"
        for answer in question["choices"]:
            answered = tk.get_action("scdl_validation_recheck")(
                support.context(person), {"id": report["id"], "answers": {"DELIB_DATE": answer}}
            )
            assert answered["verdict"] == "repaired"

    def test_a_file_that_is_gone_is_said_to_be(self, person: dict[str, Any]) -> None:
        """After its time, the report stays and the file does not."""
        report = _validate(person, upload=support.upload(support.GOOD), schema="deliberations")
        files.forget(report["id"], [files.SOURCE])
        with pytest.raises(tk.ValidationError):
            tk.get_action("scdl_validation_recheck")(support.context(person), {"id": report["id"]})


class TestOwn:
    """One's reports: listed, shared, deleted."""

    def test_one_finds_one_s_reports_again(self, person: dict[str, Any]) -> None:
        """The newest first, by pages, without the lists of errors; nobody else's."""
        made = [_validate(person, upload=support.upload(support.GOOD), schema="deliberations")["id"] for _ in range(3)]
        _validate(factories.UserWithToken(), upload=support.upload(support.GOOD), schema="deliberations")
        found = tk.get_action("scdl_validation_list")(support.context(person), {"limit": 2})
        assert (found["count"], [item["id"] for item in found["results"]]) == (3, made[::-1][:2])
        assert "report" not in found["results"][0]

    def test_sharing_lets_others_read(self, person: dict[str, Any]) -> None:
        """Until it stops."""
        other = support.context(factories.UserWithToken())
        report = _validate(person, upload=support.upload(support.GOOD), schema="deliberations")
        show, share = tk.get_action("scdl_validation_show"), tk.get_action("scdl_validation_share")
        with pytest.raises(tk.NotAuthorized):
            show(dict(other), {"id": report["id"]})
        share(support.context(person), {"id": report["id"], "shared": "true"})
        assert show(dict(other), {"id": report["id"]})["own"] is False
        share(support.context(person), {"id": report["id"], "shared": "false"})
        with pytest.raises(tk.NotAuthorized):
            show(dict(other), {"id": report["id"]})

    def test_deleting_takes_the_file_too(self, person: dict[str, Any]) -> None:
        """Nothing is left, and the address answers that there is nothing."""
        report = _validate(person, upload=support.upload(support.GOOD), schema="deliberations")
        tk.get_action("scdl_validation_delete")(support.context(person), {"id": report["id"]})
        with pytest.raises(tk.ObjectNotFound):
            tk.get_action("scdl_validation_show")(support.context(person), {"id": report["id"]})
        with pytest.raises(files.FileMissing), files.kept(report["id"], files.SOURCE):
            pass

    def test_time_passes(self, person: dict[str, Any]) -> None:
        """A stranger's report goes after a day, an account's file after a month, its report never."""
        import datetime

        from ckanext.scdl_validation.model.report import utcnow

        nobody = _validate(None, upload=support.upload(support.GOOD), schema="deliberations")["id"]
        own = _validate(person, upload=support.upload(support.GOOD), schema="deliberations")["id"]
        fresh = _validate(None, upload=support.upload(support.GOOD), schema="deliberations")["id"]
        for report_id in (nobody, own):
            report = ValidationReport.get(report_id)
            assert report is not None
            report.save(created=utcnow() - datetime.timedelta(days=40))
        runs.clean()
        assert ValidationReport.get(nobody) is None
        assert ValidationReport.get(fresh) is not None
        kept = ValidationReport.get(own)
        assert kept is not None
        assert (kept.stored, kept.verdict) == (False, "valid")


def test_unknown_ids_are_not_found(person: dict[str, Any]) -> None:
    """Whatever somebody types in an address."""
    for report_id in ("nothing", "../../etc/passwd", "0" * 300, "é"):
        with pytest.raises(tk.ObjectNotFound):
            tk.get_action("scdl_validation_show")(support.context(person), {"id": report_id})
    with pytest.raises(tk.ValidationError):
        tk.get_action("scdl_validation_show")(support.context(person), {})
