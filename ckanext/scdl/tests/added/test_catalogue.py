"""Whole catalogues: the national format, local and remote, and the 60 official schemas."""
from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest

from ckanext.scdl.added.remote import read_beside, read_catalogue
from ckanext.scdl.errors import ScdlError
from ckanext.scdl.shared import get_standard

pytestmark = pytest.mark.usefixtures("with_plugins")

OFFICIAL = Path(os.environ.get("SCDL_OFFICIAL_SCHEMAS") or Path(__file__).resolve().parents[5] / "shared" / "official_schemas")

TABLE = {"title": "Arbres", "fields": [{"name": "id", "constraints": {"required": True}}, {"name": "essence"}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "arbres.json").write_text(json.dumps(TABLE), encoding="utf-8")
    (tmp_path / "faux.json").write_text("{}", encoding="utf-8")
    entries = [
        {"name": "essai/arbres", "title": "Arbres", "schema_type": "tableschema",
         "versions": [{"version_name": "v0.9.0", "schema_url": "absent.json"},
                      {"version_name": "v1.0.0", "schema_url": "arbres.json"}]},
        {"name": "essai/faux", "title": "Faux", "schema_type": "tableschema", "schema_url": "faux.json"},
        {"name": "essai/autre", "title": "Autre", "schema_type": "jsonschema", "schema_url": "autre.json"},
    ]
    (tmp_path / "schemas.json").write_text(json.dumps({"schemas": entries}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_catalogue_lists_its_table_schemas_at_their_latest_version(folder):
    entries = read_catalogue((folder / "schemas.json").read_bytes())
    assert [(entry.name, entry.version, entry.url) for entry in entries] == [
        ("essai/arbres", "1.0.0", "arbres.json"), ("essai/faux", "", "faux.json")]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"schemas": {}}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_catalogue_is_explained(content):
    with pytest.raises(ScdlError):
        read_catalogue(content)


def test_a_local_catalogue_reads_nothing_outside_its_folder(folder):
    for url in ("../secret.json", "/etc/hostname", "absent.json"):
        with pytest.raises(ScdlError):
            read_beside(folder / "schemas.json", url)


def test_commands(cli, folder, act):
    from ckanext.scdl.cli import cli_group

    result = cli.invoke(cli_group, ["schema", "add-catalogue", str(folder / "schemas.json")])
    assert result.exit_code == 1, "one of the two cannot be served"
    assert "1 ajoutés, 0 déjà là, 1 refusés." in result.output
    assert get_standard("essai/arbres").version == "1.0.0"
    again = cli.invoke(cli_group, ["schema", "add-catalogue", str(folder / "schemas.json"), "--only", "essai/arbres"])
    assert again.exit_code == 0
    assert "1 déjà là" in again.output
    added = cli.invoke(cli_group, ["schema", "add", str(folder / "arbres.json"), "--name", "essai/haies", "--version", "2.0.0"])
    assert added.exit_code == 0, added.output
    assert "essai/haies 2.0.0 ajouté (haies)" in added.output
    refused = cli.invoke(cli_group, ["schema", "add", str(folder / "faux.json")])
    assert refused.exit_code == 1
    assert "« fields »" in refused.output
    retired = cli.invoke(cli_group, ["schema", "retire", "haies"])
    assert "version en cours : aucune" in retired.output
    assert "essai/haies" not in cli.invoke(cli_group, ["schema", "list"]).output
    assert cli.invoke(cli_group, ["schema", "retire", "haies", "--undo"]).exit_code == 0
    assert "essai/haies" in cli.invoke(cli_group, ["schema", "list"]).output
    assert cli.invoke(cli_group, ["schema", "retire", "licornes"]).exit_code == 1
    assert cli.invoke(cli_group, ["schema", "check"]).exit_code == 0


def test_a_remote_catalogue_and_a_remote_descriptor(act, site, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "scdl.http.allowed_hosts", site.removeprefix("http://"))
    entries = act("scdl_standard_catalogue", url=f"{site}/schemas.json")
    assert entries[0]["url"] == f"{site}/arbres.json"
    assert not entries[0]["known"]
    act("scdl_standard_add", url=entries[0]["url"], name=entries[0]["name"], version=entries[0]["version"])
    assert get_standard("essai/arbres").url == f"{site}/arbres.json"
    assert act("scdl_standard_catalogue", url=f"{site}/schemas.json")[0]["known"]
    for action in ("scdl_standard_catalogue", "scdl_standard_add"):
        with pytest.raises(tk.ValidationError) as refused:
            act(action, url=f"{site}/absent.json")
        assert "404" in refused.value.error_dict["url"][0]


def test_an_address_inside_the_network_is_refused(act):
    for action in ("scdl_standard_catalogue", "scdl_standard_add"):
        with pytest.raises(tk.ValidationError) as refused:
            act(action, url="http://127.0.0.1:1/schemas.json")
        assert refused.value.error_dict["url"]


@pytest.mark.skipif(not (OFFICIAL / "INDEX.json").is_file(), reason="SCDL_OFFICIAL_SCHEMAS names no folder of official schemas")
def test_all_official_schemas_are_served(cli, act):
    """Each of them loads through the command, from a catalogue made of the folder's index, under names of their own."""
    from ckanext.scdl.added.descriptor import read_descriptor
    from ckanext.scdl.added.overlay import trial
    from ckanext.scdl.added.proposal import propose

    wrong, count = [], 0
    for path in sorted(OFFICIAL.glob("[!_]*/schema.json")):
        count += 1
        try:
            descriptor = read_descriptor(path.read_bytes())
        except ScdlError as error:
            wrong.append(f"{path.parent.name}: {error.message}")
            continue
        standard, problems = trial(
            descriptor, propose(descriptor), name=f"essai/{path.parent.name}", slug="essai", version="1.0.0", url="")
        wrong += [f"{path.parent.name}: {problem}" for problem in problems]
        if standard is not None and not all(spec.label and spec.group for spec in standard.fields):
            wrong.append(f"{path.parent.name}: a field without label or group")
    assert count == 60
    assert not wrong, "\n".join(wrong)
