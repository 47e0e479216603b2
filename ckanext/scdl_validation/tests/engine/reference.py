"""What frictionless answers, and what the engine answers, in the same words."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from ckanext.scdl_validation.engine import check

#: faults of the whole source or of the schema: frictionless has then judged no cell
NO_ANSWER = {
    "source-error", "schema-error", "field-error", "resource-error", "metadata-error", "encoding-error", "error",
    "scheme-error", "format-error", "dialect-error", "compression-error", "general-error",
}

Key = tuple[int | None, str | None, str]


def reference(data: bytes, descriptor: dict[str, Any], suffix: str = ".csv") -> Counter[Key] | None:
    """Row, column and code of every error of frictionless, or None where it gives no answer."""
    from frictionless import Detector, Dialect, FrictionlessException, Resource, Schema, system

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(data)
        encoding = {} if suffix != ".csv" else {"encoding": "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"}
        try:
            with system.use_context(trusted=True):
                schema = Schema.from_descriptor(json.loads(json.dumps(descriptor)))
                resource = Resource(path=str(path), schema=schema, dialect=Dialect(header_rows=[1]),
                                    detector=Detector(schema_sync=True), **encoding)
                report = resource.validate(limit_errors=0)
        except FrictionlessException:
            return None
        except Exception:  # noqa: BLE001 - a crash of the reference is no answer either
            return None
    found: Counter[Key] = Counter()
    for task in report.tasks:
        for error in task.errors:
            if error.type in NO_ANSWER:
                return None
            row = getattr(error, "row_number", None)
            if row is None and hasattr(error, "row_numbers"):
                row = 1
            found[row, getattr(error, "field_name", None) or None, error.type] += 1
    if report.errors:
        return None
    return found


def engine(data: Any, descriptor: dict[str, Any], filename: str = "table.csv", **options: Any) -> Counter[Key] | None:
    """The same of the engine in strict mode, or None where the file cannot be read."""
    report = check(data, descriptor, filename=filename, strict=True, max_errors=0, **options)
    if report.verdict == "unreadable":
        return None
    found = Counter(report._spill.keys())
    assert sum(found.values()) == report.error_count
    return found


def difference(data: bytes, descriptor: dict[str, Any]) -> tuple[dict, dict] | None:
    """Errors that only frictionless gives, and that only the engine gives; None when both say the same."""
    theirs = reference(data, descriptor)
    if theirs is None:
        return None
    ours = engine(data, descriptor) or Counter()
    if ours == theirs:
        return None
    return dict(theirs - ours), dict(ours - theirs)
