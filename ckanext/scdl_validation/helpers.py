"""What templates ask."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.scdl.shared import list_standards

from . import resources
from .model import ValidationReport


def scdl_validation_of(resource_ids: Iterable[str]) -> Mapping[str, Any]:
    """How the last check of each resource ended.

    Returns:
        resource id -> ``{status, error_count, schema_title}``, or None for a resource without a check.
    """
    found: dict[str, Any] = defaultdict(lambda: None)
    for resource_id, report in ValidationReport.latest(resource_ids).items():
        status = resources.status_of(report)
        if status:
            found[resource_id] = {
                "status": status,
                "error_count": report.error_count,
                "schema_title": report.schema_title,
            }
    return found


def scdl_validation_status(report: Mapping[str, Any]) -> str:
    """The status of a report given as plain data: its verdict, or how far it got."""
    if report["state"] in ("queued", "running"):
        return "pending"
    return report["verdict"] if report["state"] == "done" else report["state"]


def scdl_validation_standards() -> list[tuple[str, str]]:
    """Names and titles of the standards, by title."""
    return sorted(((item.name, item.title) for item in list_standards()), key=lambda pair: pair[1])
