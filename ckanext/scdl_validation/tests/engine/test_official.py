"""The national schemas and their example files, where the folder of references is at hand."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ckanext.scdl_validation.engine import check, load_schema

from .reference import difference, engine, reference

FOLDER = Path(os.environ.get("SCDL_OFFICIAL_SCHEMAS") or Path(__file__).parents[5] / "shared" / "official_schemas")
SCHEMAS = sorted(path for path in FOLDER.glob("**/schema.json") if "_jsonschema" not in str(path)) if FOLDER.is_dir() else []
EXAMPLES = sorted(
    (folder / "schema.json", file)
    for folder in {path.parent for path in SCHEMAS} for file in folder.rglob("*") if file.suffix in (".csv", ".xlsx"))

pytestmark = pytest.mark.skipif(
    not SCHEMAS, reason="the official schemas are absent: say where they are with SCDL_OFFICIAL_SCHEMAS")


def _id(path: Any) -> str:
    """What tells a case; without the folder, pytest asks it for a mark of its own."""
    if not isinstance(path, Path):
        return "absent"
    return str(path.parent.relative_to(FOLDER)) if path.name == "schema.json" else path.name


def _descriptor(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", SCHEMAS, ids=_id)
def test_every_official_schema_is_accepted(path: Path) -> None:
    """None is refused as hostile, and every custom check is known."""
    assert load_schema(_descriptor(path)).fields


@pytest.mark.parametrize(("path", "file"), EXAMPLES, ids=_id)
def test_strict_mode_on_official_examples(path: Path, file: Path) -> None:
    """The errors of frictionless, on every example that it can read."""
    data, descriptor = file.read_bytes(), _descriptor(path)
    if file.suffix == ".csv":
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pytest.skip("not UTF-8: frictionless guesses the encoding")
        assert difference(data, descriptor) is None
        return
    theirs = reference(data, descriptor, ".xlsx")
    if theirs is None:
        pytest.skip("frictionless gives no answer")
    assert (engine(data, descriptor, "table.xlsx") or Counter()) == theirs


VALID = [(path, file) for path, file in EXAMPLES if "valide" in file.name and not any(
    word in file.name for word in ("invalide", "non-valide", "non_valide"))]


@pytest.mark.parametrize(("path", "file"), VALID, ids=_id)
def test_official_valid_examples_are_right(path: Path, file: Path) -> None:
    """A file that its authors publish as right is right here, repairs included."""
    report = check(file, _descriptor(path))
    if {error.code for error in report.errors} == {"missing-label"}:
        pytest.skip("example of another version of the schema")
    assert report.valid, report.errors[:3]
