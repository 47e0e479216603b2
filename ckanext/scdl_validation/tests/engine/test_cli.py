"""The command: its answers and its exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ckanext.scdl_validation.engine.__main__ import main

SCHEMA = {"name": "essai", "fields": [{"name": "nom", "type": "string"}, {"name": "jour", "type": "date"}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))
    (tmp_path / "right.csv").write_text("nom,jour\na,2024-01-02\n")
    (tmp_path / "repaired.csv").write_text("nom,jour\na,2024-01-02\nb,13/01/2024\n")
    (tmp_path / "wrong.csv").write_text("nom,jour\na,x\nb,y\n")
    (tmp_path / "page.csv").write_text("<!doctype html><html></html>")
    return tmp_path


@pytest.mark.parametrize(("file", "verdict", "status"), [
    ("right.csv", "valid", 0), ("repaired.csv", "repaired", 0), ("wrong.csv", "invalid", 1), ("page.csv", "unreadable", 2),
    ("absent.csv", "unreadable", 2),
])
def test_json_and_status(folder: Path, capsysbinary: pytest.CaptureFixture, file: str, verdict: str, status: int) -> None:
    """Every outcome prints its report, with all the keys."""
    assert main([str(folder / file), "--schema", str(folder / "schema.json"), "--json"]) == status
    report = json.loads(capsysbinary.readouterr().out)
    assert report["verdict"] == verdict
    assert report["message"]
    for key in ("schema", "encoding", "rows", "error_count", "errors", "repairs", "warnings", "truncated"):
        assert key in report
    for error in report["errors"]:
        assert {"row", "column", "code", "check", "value", "message", "suggestion"} <= set(error)


def test_strict_and_max_errors(folder: Path, capsysbinary: pytest.CaptureFixture) -> None:
    arguments = [str(folder / "wrong.csv"), "--schema", str(folder / "schema.json"), "--strict", "--json", "--max-errors", "1"]
    assert main(arguments) == 1
    report = json.loads(capsysbinary.readouterr().out)
    assert (report["error_count"], len(report["errors"]), report["truncated"]) == (2, 1, True)


def test_html_and_plain(folder: Path, capsysbinary: pytest.CaptureFixture) -> None:
    assert main([str(folder / "wrong.csv"), "--schema", str(folder / "schema.json"), "--html"]) == 1
    assert capsysbinary.readouterr().out.startswith(b"<!DOCTYPE html>")
    assert main([str(folder / "wrong.csv"), "--schema", str(folder / "schema.json")]) == 1
    assert "ligne 2, jour" in capsysbinary.readouterr().out.decode()


def test_schema_by_name_and_wrong_usage(folder: Path, capsysbinary: pytest.CaptureFixture) -> None:
    """A name of the catalogue, with its version or not; an unknown one suggests; no schema is wrong usage."""
    assert main([str(folder / "right.csv"), "--schema", "scdl/deliberations@2.1.5", "--json"]) == 1
    capsysbinary.readouterr()
    assert main([str(folder / "right.csv"), "--schema", "scdl/deliberation", "--json"]) == 2
    assert "scdl/deliberations" in json.loads(capsysbinary.readouterr().out)["message"]
    with pytest.raises(SystemExit) as stop:
        main([str(folder / "right.csv")])
    assert stop.value.code == 2


@pytest.mark.parametrize(("arguments", "words"), [
    ([], "il manque FILE"), (["right.csv"], "il manque --schema"),
    (["wrong.csv", "--schema", "schema.json", "--max-errors", "-1"], "--max-errors n'accepte pas"),
    (["wrong.csv", "--schema", "schema.json", "--max-errors", "deux"], "--max-errors n'accepte pas"),
    (["wrong.csv", "--schema", "schema.json", "--html"], "ne vont pas ensemble"),
    (["wrong.csv", "--schema"], "attend une valeur"), (["wrong.csv", "--schema", "schema.json", "--vite"], "--vite"),
])
def test_wrong_usage_in_french_and_in_json(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture,
                                           arguments: list[str], words: str) -> None:
    """What is wrong with the command is said in its report too, and its status is 2."""
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as stop:
        main(["--json", *arguments])
    assert stop.value.code == 2
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert (report["verdict"], report["error_count"]) == ("unreadable", 0)
    assert words in report["message"]
    assert words in err


@pytest.mark.parametrize(("count", "listed"), [("0", 0), ("1", 1), ("99999999999999999999999", 2)])
def test_any_number_of_errors_may_be_asked(folder: Path, capsysbinary: pytest.CaptureFixture, count: str, listed: int) -> None:
    """None, one or more than there can be: all are counted."""
    arguments = [str(folder / "wrong.csv"), "--schema", str(folder / "schema.json"), "--json", "--max-errors", count]
    assert main(arguments) == 1
    report = json.loads(capsysbinary.readouterr().out)
    assert (report["error_count"], len(report["errors"]), report["truncated"]) == (2, listed, listed < 2)


@pytest.mark.parametrize("schema", ["absent.json", "broken.json", "right.csv"])
def test_a_schema_that_cannot_be_used_is_wrong_usage(folder: Path, capsysbinary: pytest.CaptureFixture, schema: str) -> None:
    (folder / "broken.json").write_text("{")
    assert main([str(folder / "right.csv"), "--schema", str(folder / schema), "--json"]) == 2
    report = json.loads(capsysbinary.readouterr().out)
    assert (report["verdict"], report["error_count"]) == ("unreadable", 0)
    assert report["message"]


def test_not_a_number_is_a_number_to_the_letter_only(folder: Path, capsysbinary: pytest.CaptureFixture) -> None:
    """NaN passes in strict mode, as in Table Schema, and not otherwise."""
    (folder / "number.json").write_text(json.dumps({"fields": [{"name": "n", "type": "number"}]}))
    (folder / "number.csv").write_text("n\nNaN\nINF\n")
    arguments = [str(folder / "number.csv"), "--schema", str(folder / "number.json")]
    assert main([*arguments, "--strict"]) == 0
    assert main(arguments) == 1
