"""What happens to the resources of the portal: their check on upload, the proposal of a standard, their status."""
from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, rebuild

from ckanext.scdl.shared import ScdlError

from . import checking, choice, config, files, modes, recognition, runs
from .model import ValidationReport, portal
from .model.report import PENDING

log = logging.getLogger(__name__)

SCHEMA = "scdl_schema"
VERSION = "scdl_schema_version"
STATUS = "vocab_scdl_conformity"

# The sender waits: shorter than what web servers let a request last.
BLOCK_SECONDS = 120

TABLES = frozenset({"csv", "tsv", "txt", "xlsx", "xls", "ods"})


def is_table(resource: dict[str, Any]) -> bool:
    """Whether the resource's format, or failing that its name, is that of a table."""
    declared = str(resource.get("format") or "").strip().lower().lstrip(".")
    if declared:
        return declared in TABLES or declared.rsplit("/", 1)[-1] in {"csv", "tab-separated-values"} or any(
            word in declared for word in ("spreadsheet", "excel", "opendocument.spreadsheet")
        )
    return str(resource.get("url") or "").rsplit("?", 1)[0].lower().rsplit(".", 1)[-1] in TABLES


def named(resource: dict[str, Any]) -> choice.Choice | None:
    """The standard that a resource names, or None: the official one, whatever an organisation's masks.

    Raises:
        ScdlError: the catalogue has no standard of this name.
    """
    name = str(resource.get(SCHEMA) or "").strip()
    if not name:
        return None
    try:
        if name.startswith(("http://", "https://")):
            return choice.of_url(name)
        return choice.of_standard(name, str(resource.get(VERSION) or "") or None)
    except tk.ObjectNotFound as error:
        raise ScdlError(
            "no-such-standard",
            tk._("There is no standard called {name} in the catalogue.").format(name=name),
        ) from error


def state_key(resource: dict[str, Any]) -> str:
    """What tells one state of a resource from the next, as far as its check is concerned."""
    parts = [resource.get(key) or "" for key in ("url", "url_type", "last_modified", "hash", SCHEMA, VERSION)]
    return "|".join(str(part) for part in parts)


def block_upload(resource: dict[str, Any], upload: Any, organization_id: str | None) -> None:
    """Refuse an upload that does not follow the standard it names, where the organisation wants that.

    The file is checked before anything is written: the previous one stays.

    Args:
        resource: the resource as it is about to be saved.
        upload: the file sent.
        organization_id: owner of the dataset.

    Raises:
        ckan.plugins.toolkit.ValidationError: on ``upload``, with the number of errors and the first ones; on
            ``scdl_schema``, when the standard is unknown.
    """
    try:
        selected = named(resource)
    except ScdlError as error:
        raise _refused(SCHEMA, tk._("Standard followed by this file"), [error.message]) from error
    if selected is None or modes.mode_for(organization_id) != "block":
        return
    limit = config.max_bytes()
    filename = runs.safe_name(getattr(upload, "filename", "") or "")
    options = checking.Options()
    try:
        with files.uploaded(upload, limit) as path:
            report = checking.check_file(
                path,
                selected.descriptor,
                filename=filename,
                options=options,
                bounds=checking.limits(min(BLOCK_SECONDS, config.job_seconds()), limit),
            )
    except ScdlError as error:
        raise _refused("upload", tk._("The file"), [error.message]) from error
    if report.verdict in ("valid", "repaired"):
        return
    raise _refused("upload", tk._("The file"), _refusal(report, selected.title))


def _refused(field: str, label: str, messages: list[str]) -> tk.ValidationError:
    """A refusal that CKAN's form tells in full, under a name that people know."""
    return tk.ValidationError({field: messages}, {label: " ".join(messages)})


def _refusal(report: Any, title: str) -> list[str]:
    if report.verdict == "unreadable":
        return [report.message]
    messages = [
        tk.ungettext(
            "This file does not follow the standard “{title}”: {count} error. Nothing was replaced.",
            "This file does not follow the standard “{title}”: {count} errors. Nothing was replaced.",
            report.error_count,
        ).format(title=title, count=report.error_count)
    ]
    for error in report.errors[:5]:
        where = tk._("Row {row}, {column}").format(row=error.row, column=error.column or "")
        messages.append(f"{where.rstrip(', ')} : {error.message}" if error.row else error.message)
    messages.append(tk._("All errors, each in its line: on the page “Check a file”."))
    return messages


def check_resource(resource: dict[str, Any], package: dict[str, Any], user_id: str | None = None) -> str | None:
    """Check a resource that was just saved, or propose it a standard; at once when it is small.

    Args:
        resource: as saved.
        package: its dataset (``id`` and ``owner_org`` are used).
        user_id: who saved it.

    Returns:
        id of the report, None when there is nothing to check.
    """
    try:
        selected = named(resource)
    except ScdlError as error:
        log.info("Resource %s: %s", resource["id"], error.message)
        return None
    if selected is None:
        _propose(resource, package)
        return None
    if not is_table(resource) and resource.get("url_type") != "upload":
        return None
    key = state_key(resource)
    last = ValidationReport.latest([resource["id"]]).get(resource["id"])
    if last is not None and (last.options or {}).get("key") == key and last.state != "failed":
        return last.id
    return start(resource, package, selected, user_id).id


def start(
    resource: dict[str, Any],
    package: dict[str, Any],
    selected: choice.Choice,
    user_id: str | None,
    background: bool = False,
) -> ValidationReport:
    """Check a resource against ``selected``: at once when its file is known to be small, else in a job."""
    report = runs.new_report(
        "resource",
        selected,
        checking.Options(),
        source=runs.safe_name(resource.get("url") or resource.get("name") or ""),
        resource_id=resource["id"],
        package_id=package["id"],
        user_id=user_id,
        extra={"key": state_key(resource)},
    )
    size = files.resource_size(resource)
    if background or size is None or size > config.inline_bytes():
        runs.enqueue(report)
        return report
    taken = ValidationReport.take(report.id, config.job_seconds())
    if taken is None:
        return report
    try:
        with files.resource_file(resource, config.max_bytes()) as path:
            runs.execute(taken, path, config.inline_seconds())
    except ScdlError as error:
        runs.fail(taken, error.message)
    after_check(taken)
    return taken


def after_check(report: ValidationReport) -> None:
    """Keep the last good file, forget old reports, and let the search know."""
    if report.state == "done" and report.verdict in ("valid", "repaired"):
        _keep_good(report)
    runs.prune(report.resource_id)
    reindex(report.package_id)


def _keep_good(report: ValidationReport) -> None:
    try:
        resource = files.resource_of(report)
        if resource.get("url_type") != "upload":
            return
        with files.resource_file(resource, config.max_bytes()) as path:
            if checking.fingerprint(path) == report.sha256:
                files.keep(report.id, files.SOURCE, path)
                report.save(stored=True)
    except ScdlError as error:
        log.warning("The good file of resource %s could not be kept: %s", report.resource_id, error.message)


def reindex(package_id: str) -> None:
    """Put a dataset's status in the search; a search engine that is down is only logged."""
    try:
        rebuild(package_id)
    except (SearchError, tk.ObjectNotFound) as error:
        log.warning("Dataset %s was not indexed again: %s", package_id, error)


def _propose(resource: dict[str, Any], package: dict[str, Any]) -> None:
    """Note the standard that the header of an upload looks like."""
    if not config.recognise() or resource.get("url_type") != "upload" or not is_table(resource):
        return
    key = state_key(resource)
    last = ValidationReport.latest([resource["id"]]).get(resource["id"])
    if last is not None and (last.options or {}).get("key") == key:
        return
    try:
        with files.resource_file(resource, config.max_bytes()) as path:
            standard = recognition.recognise(path, runs.safe_name(resource.get("url") or ""))
    except ScdlError:
        return
    if standard is not None:
        runs.new_report(
            "resource",
            choice.of_standard(standard.name),
            checking.Options(),
            state="proposed",
            source=runs.safe_name(resource.get("url") or ""),
            resource_id=resource["id"],
            package_id=package["id"],
            extra={"key": key},
        )


# -- status ------------------------------------------------------------------------------------------------


def status_of(report: ValidationReport | None) -> str | None:
    """One word for a resource: valid, repaired, invalid, unreadable, pending, failed or proposed."""
    if report is None or report.state == "dismissed":
        return None
    if report.state in PENDING:
        return "pending"
    return report.verdict if report.state == "done" else report.state


def statuses(resource_ids: Iterable[str]) -> dict[str, str]:
    """The status of each resource that has one, in one query."""
    found = ValidationReport.latest(resource_ids)
    return {key: status for key, row in found.items() if (status := status_of(row))}


_ORDER = ("unreadable", "invalid", "pending", "failed", "repaired", "valid")


def dataset_status(found: Iterable[str]) -> str | None:
    """The status of a dataset: that of its least good resource; None without any."""
    present = set(found)
    return next((status for status in _ORDER if status in present), None)


def index_status(package_id: str, resource_ids: Iterable[str]) -> list[str]:
    """What the search keeps for a dataset: ``valid``, ``invalid`` or nothing."""
    status = dataset_status(statuses(resource_ids).values())
    if status in ("valid", "repaired"):
        return ["valid"]
    return ["invalid"] if status in ("invalid", "unreadable") else []


def to_check() -> list[str]:
    """Ids of the resources that name a standard."""
    return list(portal.resources_naming_a_standard(SCHEMA))
