"""The plugin's actions."""
from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import ScdlError

from .. import checking, choice, config, files, limits, outputs, recognition, resources, runs
from ..model import ValidationReport
from ..model.report import PENDING
from . import schema as schemas
from .auth import _user_id

_SOURCES = ("upload", "url", "resource_id")
_SCHEMAS = ("schema", "schema_url", "schema_upload")


def _validated(data_dict: dict[str, Any], schema: dict[str, Any], context: Any) -> dict[str, Any]:
    # files are no matter for validators, which would copy them
    sent = {key: value for key, value in data_dict.items() if key not in ("upload", "schema_upload")}
    data, errors = tk.navl_validate(sent, schema, context)
    if errors:
        raise tk.ValidationError(errors)
    for key in ("upload", "schema_upload"):
        if key in schema and _present(data_dict.get(key)):
            data[key] = data_dict[key]
    return data


def _present(upload: Any) -> bool:
    return upload not in (None, "") and bool(getattr(upload, "filename", None) or hasattr(upload, "read"))


def _found(report_id: str) -> ValidationReport:
    report = ValidationReport.get(report_id)
    if report is None or runs.is_over(report):
        raise tk.ObjectNotFound(tk._("This report does not exist, or is no longer kept."))
    return report


def _refuse(field: str, error: ScdlError) -> tk.ValidationError:
    return tk.ValidationError({field: [error.message]})


def _address() -> str:
    try:
        return tk.request.remote_addr or ""
    except RuntimeError:  # outside a request: the command line, a job
        return ""


def _chosen(data: dict[str, Any]) -> choice.Choice | None:
    """The schema of a request, or None when it names none."""
    given = [key for key in _SCHEMAS if data.get(key)]
    if len(given) > 1:
        raise tk.ValidationError({given[1]: [tk._("Give one schema only: a standard, an address or a file.")]})
    try:
        if data.get("schema_upload"):
            return choice.of_upload(data["schema_upload"])
        if data.get("schema_url"):
            return choice.of_url(data["schema_url"])
        if data.get("schema"):
            name = data["schema"]
            return choice.of_url(name) if name.startswith(("http://", "https://")) else choice.of_standard(name)
    except tk.ObjectNotFound as error:
        raise tk.ValidationError(
            {"schema": [tk._("There is no standard called {name} in the catalogue.").format(name=data["schema"])]}
        ) from error
    except ScdlError as error:
        raise _refuse(given[0], error) from error
    return None


def scdl_validate(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Check a table against a standard of the catalogue, or against any Table Schema.

    A small file is checked at once; a larger one by a background job: ``state`` is then ``queued``, and
    ``scdl_validation_show`` tells how far it got.

    One source:

    :param upload: the file (multipart), CSV, TSV, XLSX, ODS or XLS
    :type upload: file
    :param url: address of the file
    :type url: string
    :param resource_id: a resource of the portal
    :type resource_id: string

    One schema at most. Without any, a resource is checked against the one it names, and any other table against the
    standard that its columns look like:

    :param schema: name of a standard (``scdl/deliberations``, ``deliberations@2.1.5``)
    :type schema: string
    :param schema_url: address of a Table Schema
    :type schema_url: string
    :param schema_upload: a Table Schema (multipart)
    :type schema_upload: file

    :param strict: repair nothing and judge by Table Schema to the letter (default: false)
    :type strict: boolean
    :param sheet: sheet of a workbook (default: the first one that holds a table)
    :type sheet: string
    :param refused_rules: rules of repair that must not be applied
    :type refused_rules: list of strings
    :param answers: reading chosen for each column where two were possible
    :type answers: dictionary

    :returns: the report: ``id``, ``state``, ``verdict``, ``error_count``, ``report`` with the listed errors…
    :rtype: dictionary
    :raises ValidationError: what is missing, refused or too large, on the field concerned
    """
    tk.check_access("scdl_validate", context, data_dict)
    data = _validated(data_dict, schemas.scdl_validate(), context)
    given = [key for key in _SOURCES if data.get(key)]
    if len(given) != 1:
        message = tk._("Give one file only.") if given else tk._("Choose a file, or give its address.")
        raise tk.ValidationError({given[1] if given else "upload": [message]})
    logged_in = bool(context.get("user"))
    if not context.get("ignore_auth"):
        try:
            limits.count_check(context.get("user") or "", _address())
        except ScdlError as error:
            raise _refuse("rate", error) from error
    resource: dict[str, Any] = {}
    if data.get("resource_id"):
        resource = tk.get_action("resource_show")(dict(context), {"id": data["resource_id"]})
    try:
        selected = _chosen(data) or (resources.named(resource) if resource else None)
    except ScdlError as error:
        raise _refuse("schema", error) from error
    if not logged_in:
        runs.clean()
    limit = config.max_bytes(logged_in)
    try:
        with _opened(data, resource, limit) as path:
            return _begin(context, data, resource, selected, path)
    except ScdlError as error:
        raise _refuse(given[0], error) from error


def _opened(data: dict[str, Any], resource: dict[str, Any], limit: int) -> AbstractContextManager[Path]:
    if data.get("upload"):
        return files.uploaded(data["upload"], limit)
    return files.fetched(data["url"], limit) if data.get("url") else files.resource_file(resource, limit)


def _begin(
    context: Any, data: dict[str, Any], resource: dict[str, Any], selected: choice.Choice | None, path: Path
) -> dict[str, Any]:
    """Note the report, keep the bytes, and check: at once, or by a job."""
    if data.get("upload"):
        kind, source = "upload", runs.safe_name(getattr(data["upload"], "filename", "") or "")
    else:
        address = data.get("url") or resource.get("url") or ""
        kind, source = "url", runs.safe_name(unquote(urlsplit(address).path))
    extra: dict[str, Any] = {"url": data["url"]} if data.get("url") else {}
    if selected is None:
        selected = _recognised(path, source)
        extra["recognised"] = True
    report = runs.new_report(
        kind,
        selected,
        checking.Options.of(data),
        source=source,
        size=path.stat().st_size,
        user_id=_user_id(context),
        extra=extra,
    )
    files.keep(report.id, files.SOURCE, path)
    report.save(stored=True)
    _check(report, path)
    return _found(report.id).dictize()


def _recognised(path: Path, name: str) -> choice.Choice:
    """The standard that the columns look like.

    Raises:
        ScdlError: the file is no table.
        ValidationError: the columns are no standard's.
    """
    standard = recognition.of_table(path, name)
    if standard is None:
        raise tk.ValidationError(
            {"schema": [tk._("The columns of this table look like no standard of the portal: choose it in the list.")]}
        )
    return choice.of_standard(standard.name)


def _check(report: ValidationReport, path: Path) -> None:
    if path.stat().st_size > config.inline_bytes() and runs.enqueue(report):
        return
    taken = ValidationReport.take(report.id, config.job_seconds())
    if taken is not None:
        runs.execute(taken, path, config.inline_seconds())


@tk.side_effect_free
def scdl_validation_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a report, or the last report of a resource.

    :param id: id of the report
    :type id: string
    :param resource_id: id of a resource, instead of a report's
    :type resource_id: string

    :returns: the report: ``id``, ``kind``, ``state``, ``done`` and ``total`` rows, ``verdict``, counts, and in
        ``report`` the listed errors, repairs, warnings and questions
    :rtype: dictionary
    :raises ObjectNotFound: there is no such report, or the resource was never checked
    """
    data = _validated(data_dict, schemas.scdl_validation_show(), context)
    if data.get("id"):
        report: ValidationReport | None = _found(data["id"])
    elif data.get("resource_id"):
        tk.check_access("scdl_validation_show", context, data)
        report = ValidationReport.latest([data["resource_id"]], (*PENDING, "done", "failed")).get(data["resource_id"])
    else:
        raise tk.ValidationError({"id": [tk._("Give the id of a report or of a resource.")]})
    if report is None:
        raise tk.ObjectNotFound(tk._("This resource was never checked."))
    tk.check_access("scdl_validation_show", {**context, "scdl_report": report}, {"id": report.id})
    result = report.dictize()
    # who asked concerns nobody else
    result["own"] = bool(report.user_id) and report.user_id == _user_id(context)
    result["anonymous"] = report.user_id is None
    return result


@tk.side_effect_free
def scdl_validation_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the reports of a resource, of a dataset, or one's own; the newest first.

    :param resource_id: id of a resource
    :type resource_id: string
    :param package_id: id or name of a dataset
    :type package_id: string
    :param limit: reports on a page (default 20, at most 100)
    :type limit: int
    :param offset: reports to pass over (default 0)
    :type offset: int

    :returns: ``count`` and ``results``, without the lists of errors
    :rtype: dictionary
    """
    data = _validated(data_dict, schemas.scdl_validation_list(), context)
    tk.check_access("scdl_validation_list", context, data)
    package_id = None
    if data.get("package_id"):
        package_id = tk.get_action("package_show")(dict(context), {"id": data["package_id"]})["id"]
    count, rows = ValidationReport.search(
        resource_id=data.get("resource_id"),
        package_id=package_id,
        user_id=_user_id(context),
        limit=data["limit"],
        offset=data["offset"],
    )
    return {"count": count, "results": [row.dictize(full=False) for row in rows]}


def scdl_validation_run(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Check a resource (again).

    :param resource_id: id of the resource
    :type resource_id: string
    :param schema: the standard, when it is not the one the resource names
    :type schema: string
    :param background: by a job even when the file is small (default: false)
    :type background: boolean

    :returns: the report
    :rtype: dictionary
    :raises ValidationError: the resource names no standard, or one that is unknown
    """
    data = _validated(data_dict, schemas.scdl_validation_run(), context)
    tk.check_access("scdl_validation_run", context, data)
    resource = tk.get_action("resource_show")(dict(context), {"id": data["resource_id"]})
    package = tk.get_action("package_show")(dict(context), {"id": resource["package_id"]})
    try:
        selected = _chosen(data) or resources.named(resource)
    except ScdlError as error:
        raise _refuse("schema", error) from error
    if selected is None:
        raise tk.ValidationError({"schema": [tk._("This resource names no standard: choose one.")]})
    report = resources.start(resource, package, selected, _user_id(context), background=data["background"])
    return _found(report.id).dictize()


def scdl_validation_dismiss(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Decline the standard proposed for a resource.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: ``dismissed``: whether there was a proposal
    :rtype: dictionary
    """
    data = _validated(data_dict, schemas.by_resource(), context)
    tk.check_access("scdl_validation_dismiss", context, data)
    report = ValidationReport.latest([data["resource_id"]]).get(data["resource_id"])
    proposed = report is not None and report.state == "proposed"
    if report is not None and proposed:
        report.save(state="dismissed")
    return {"dismissed": proposed}


def scdl_validation_restore(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Put the last file that followed its standard back in a resource.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: the resource
    :rtype: dictionary
    :raises ObjectNotFound: no good file is kept
    """
    data = _validated(data_dict, schemas.by_resource(), context)
    tk.check_access("scdl_validation_restore", context, data)
    good = ValidationReport.last_good(data["resource_id"])
    if good is None:
        raise tk.ObjectNotFound(tk._("No earlier file that follows the standard is kept for this resource."))
    with files.kept(good.id, files.SOURCE) as path, path.open("rb") as stream:
        upload = outputs.as_upload(stream, good.source or "donnees.csv")
        return tk.get_action("resource_patch")(dict(context), {"id": data["resource_id"], "upload": upload})


def scdl_validation_recheck(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Do a report again with other choices: repairs refused, questions answered, another sheet.

    :param id: id of the report
    :type id: string
    :param refused_rules: rules of repair that must not be applied
    :type refused_rules: list of strings
    :param answers: reading chosen for each column where two were possible
    :type answers: dictionary
    :param sheet: sheet of a workbook
    :type sheet: string

    :returns: the report
    :rtype: dictionary
    :raises ValidationError: the file is no longer kept, or is being checked
    """
    data = _validated(data_dict, schemas.scdl_validation_recheck(), context)
    report = _found(data["id"])
    tk.check_access("scdl_validation_recheck", {**context, "scdl_report": report}, data)
    if report.state in PENDING:
        raise tk.ValidationError({"id": [tk._("This file is being checked: wait for the end.")]})
    if not context.get("ignore_auth"):
        try:
            limits.count_check(context.get("user") or "", _address())
        except ScdlError as error:
            raise _refuse("rate", error) from error
    options = {**(report.options or {})}
    for key in ("refused_rules", "answers", "sheet"):
        if key in data:
            options[key] = data[key]
    try:
        with outputs.source(report) as path:
            outputs.forget(report)
            report.save(options=options, state="queued", started=None, finished=None)
            _check(report, path)
    except ScdlError as error:
        raise _refuse("id", error) from error
    return _found(report.id).dictize()


def scdl_validation_share(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Let whoever has the address of a report read it, or no longer.

    :param id: id of one's own report
    :type id: string
    :param shared: whether others may read it (default: false)
    :type shared: boolean

    :returns: ``id`` and ``shared``
    :rtype: dictionary
    """
    data = _validated(data_dict, schemas.scdl_validation_share(), context)
    report = _found(data["id"])
    tk.check_access("scdl_validation_share", {**context, "scdl_report": report}, data)
    report.save(shared=data["shared"])
    return {"id": report.id, "shared": report.shared}


def scdl_validation_delete(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Delete a report and the file kept with it.

    :param id: id of the report
    :type id: string

    :returns: ``id``
    :rtype: dictionary
    """
    data = _validated(data_dict, schemas.by_id(), context)
    report = _found(data["id"])
    tk.check_access("scdl_validation_delete", {**context, "scdl_report": report}, data)
    package_id = report.package_id
    runs.forget(report)
    if package_id:
        resources.reindex(package_id)
    return {"id": data["id"]}
