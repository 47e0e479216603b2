"""``ckan scdl schema``."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.shared import cli_group, get_standard

pytestmark = pytest.mark.usefixtures("with_plugins")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli_group, ["schema", *arguments])


def test_the_list_names_every_standard() -> None:
    answer = run("list")
    assert answer.exit_code == 0
    assert all(name in answer.output for name in registry().names())
    rows = json.loads(run("list", "--json").output)
    assert [row["name"] for row in rows] == registry().names()


def test_a_standard_is_shown_with_its_fields() -> None:
    answer = run("show", "deliberations")
    assert answer.exit_code == 0
    assert all(column in answer.output for column in get_standard("deliberations").columns)
    shown = run("show", "scdl/deliberations", "--version", "2.1.5", "--json")
    assert json.loads(shown.output) == get_standard("deliberations").descriptor


@pytest.mark.parametrize("arguments", [("show", "absent"), ("show", "deliberations", "--version", "9.9")])
def test_an_unknown_standard_lists_those_known(arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.exit_code == 1
    assert "scdl/deliberations" in answer.output


def test_the_catalogue_is_checked() -> None:
    assert run("check").exit_code == 0


def test_files_are_checked(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"fields": [{"name": "A"}]}')
    bad.write_text('{"fields": [{"name": "A", "type": "nombre"}]}')
    assert run("check", str(good)).exit_code == 0
    answer = run("check", str(good), str(bad))
    assert answer.exit_code == 1
    assert "bad.json" in answer.output
