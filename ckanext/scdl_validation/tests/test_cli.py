"""``ckan scdl validate`` and ``ckan scdl validation``."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ckan.cli.cli import ckan
from ckan.tests import factories
from click.testing import CliRunner

from ckanext.scdl_validation import resources, runs
from ckanext.scdl_validation.model import ValidationReport
from ckanext.scdl_validation.tests import support

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture
def run(cli: Any) -> Any:
    def call(*arguments: str) -> Any:
        return cli.invoke(ckan, ["scdl", *arguments])

    return call


@pytest.mark.parametrize(
    ("content", "status"), [(support.GOOD, 0), (support.REPAIRABLE, 0), (support.BAD, 1), (b"%PDF-1.7", 2)]
)
def test_the_status_says_the_verdict(run: Any, tmp_path: Path, content: bytes, status: int) -> None:
    """0 right, 1 wrong, 2 not readable; the report as JSON says the same."""
    path = tmp_path / "deliberations.csv"
    path.write_bytes(content)
    assert run("validate", str(path), "--schema", "deliberations").exit_code == status
    answer = run("validate", str(path), "--schema", "deliberations", "--json")
    assert answer.exit_code == status
    # with the click of CKAN 2.11 the log is part of what the runner calls stdout
    report = json.loads(answer.stdout[answer.stdout.index("{"):])
    assert {"valid": 0, "repaired": 0, "invalid": 1, "unreadable": 2}[report["verdict"]] == status


def test_to_the_letter_and_by_a_schema_of_one_s_own(run: Any, tmp_path: Path) -> None:
    """A French date is an error when nothing may be repaired; a schema may be a file."""
    path = tmp_path / "deliberations.csv"
    path.write_bytes(support.REPAIRABLE)
    assert run("validate", str(path), "--schema", "deliberations", "--strict").exit_code == 1
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps({"fields": [{"name": "age", "type": "integer"}]}))
    path.write_bytes(b"age\n12\n")
    assert run("validate", str(path), "--schema", str(schema)).exit_code == 0


def test_what_cannot_be_used_is_said(run: Any, tmp_path: Path) -> None:
    """A standard that nobody knows, a schema that is none, an address inside the network."""
    path = tmp_path / "a.csv"
    path.write_bytes(support.GOOD)
    (tmp_path / "schema.json").write_text("{}")
    for schema in ("scdl/rien", str(tmp_path / "schema.json"), "http://127.0.0.1/schema.json"):
        answer = run("validate", str(path), "--schema", schema)
        assert answer.exit_code == 2, answer.output
        assert "Le catalogue" in answer.output or "n’est pas" in answer.output


class TestRun:
    """``ckan scdl validation run``."""

    def test_it_wants_to_know_what(self, run: Any) -> None:
        """Nothing is checked by accident."""
        assert run("validation", "run").exit_code == 2

    def test_one_resource(self, run: Any) -> None:
        """Checked again, and said in one line."""
        package = factories.Dataset(owner_org=support.organization()["id"])
        resource = support.resource(package, support.BAD, factories.SysadminWithToken(), scdl_schema=support.STANDARD)
        answer = run("validation", "run", "--resource", resource["id"], "--json")
        assert answer.exit_code == 0, answer.output
        said = json.loads(answer.stdout.strip().splitlines()[-1])
        assert (said["resource_id"], said["verdict"]) == (resource["id"], "invalid")
        assert ValidationReport.search(resource_id=resource["id"])[0] == 2
        assert resource["id"] in resources.to_check()
        assert run("validation", "run", "--resource", "nothing").exit_code == 1

    def test_what_was_left_waiting(self, run: Any, ckan_config: Any) -> None:
        """A sweep checks what no worker took."""
        from ckanext.scdl_validation import checking, choice

        report = runs.new_report("upload", choice.of_standard("deliberations"), checking.Options(), source="a.csv")
        answer = run("validation", "run", "--pending")
        assert answer.exit_code == 0, answer.output
        left = ValidationReport.get(report.id)
        assert left is not None
        assert left.state == "failed"
        assert left.message
        assert run("validation", "clean").exit_code == 0


def test_the_commands_are_in_the_group(cli: CliRunner) -> None:
    """With the help of each."""
    for words in (["scdl", "validate"], ["scdl", "validation", "run"], ["scdl", "validation", "clean"]):
        answer = cli.invoke(ckan, [*words, "--help"])
        assert answer.exit_code == 0, answer.output
