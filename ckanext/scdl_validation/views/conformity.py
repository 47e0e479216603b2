"""Whether a resource follows its standard: the report page, and what its editors can do about it."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response

from ckanext.scdl.shared import check_same_origin

from .. import resources
from ..model import ValidationReport
from . import common

conformity = Blueprint("scdl_conformity", __name__, url_prefix="/dataset/<id>/resource/<resource_id>/conformite")


@conformity.before_request
def _guard() -> None:
    check_same_origin()


def _resource(package_id: str, resource_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The dataset and the resource; 404 when one is not the other's, or may not be read."""
    try:
        package = common.call("package_show", id=package_id)
        resource = common.call("resource_show", id=resource_id)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("This resource does not exist."))
    if resource["package_id"] != package["id"]:
        tk.abort(404, tk._("This resource does not exist."))
    return package, resource


@conformity.get("")
def report(id: str, resource_id: str) -> Response:
    """The last report of the resource."""
    package, resource = _resource(id, resource_id)
    try:
        found = common.call("scdl_validation_show", resource_id=resource_id)
    except tk.ObjectNotFound:
        found = None
    may_edit = tk.h.check_access("scdl_validation_run", {"resource_id": resource_id})
    good = ValidationReport.last_good(resource_id) if may_edit else None
    variables = {
        "pkg_dict": package,
        "pkg": package,
        "resource": resource,
        "report": found,
        "may_edit": may_edit,
        "restorable": good if good and found and good.id != found["id"] else None,
        "history": common.call("scdl_validation_list", resource_id=resource_id, limit=10)["results"],
        "named": resource.get(resources.SCHEMA),
        "themes": common.themed_standards(),
    }
    if found:
        variables.update(common.report_variables(found))
    response = make_response(tk.render("scdl_validation/conformity.html", variables))
    response.headers.update(common.NO_STORE)
    return response


@conformity.get("/etat")
def state(id: str, resource_id: str) -> Response:
    """How far the check got, for the script of the page."""
    _resource(id, resource_id)
    try:
        found = common.call("scdl_validation_show", resource_id=resource_id)
    except tk.ObjectNotFound:
        tk.abort(404, tk._("This resource was never checked."))
    response = make_response(common.progress_of(found))
    response.headers.update(common.NO_STORE)
    return response


@conformity.get("/<name>")
def download(id: str, resource_id: str, name: str) -> Response:
    """A file made from the last report."""
    _resource(id, resource_id)
    try:
        found = common.call("scdl_validation_show", resource_id=resource_id)
    except tk.ObjectNotFound:
        tk.abort(404, tk._("This resource was never checked."))
    return common.send_output(found["id"], name)


@conformity.post("/relancer")
def run(id: str, resource_id: str) -> Response:
    """Check the resource again, by a job when it is large."""
    return _act(id, resource_id, "scdl_validation_run", {"schema": tk.request.form.get("schema", "")})


@conformity.post("/restauration")
def restore(id: str, resource_id: str) -> Response:
    """Put the last good file back."""
    return _act(
        id, resource_id, "scdl_validation_restore", {}, tk._("The last file that follows the standard is online again.")
    )


@conformity.post("/proposition")
def answer(id: str, resource_id: str) -> Response:
    """Accept the standard proposed for the resource, or decline it."""
    package, resource = _resource(id, resource_id)
    if tk.request.form.get("answer") != "yes":
        _call(resource_id, "scdl_validation_dismiss", {})
        return tk.redirect_to("dataset_resource.read", id=package["name"], resource_id=resource_id)
    proposed = ValidationReport.latest([resource_id], ["proposed"]).get(resource_id)
    if proposed is None:
        return tk.redirect_to("dataset_resource.read", id=package["name"], resource_id=resource_id)
    # saving the name of the standard starts the check
    if _call(resource_id, "resource_patch", {"id": resource_id, resources.SCHEMA: proposed.standard}):
        tk.h.flash_success(tk._("This file now names the standard “{title}”.").format(title=proposed.schema_title))
    return tk.redirect_to("scdl_conformity.report", id=package["name"], resource_id=resource_id)


def _act(id: str, resource_id: str, action: str, data: dict[str, Any], success: str = "") -> Response:
    package, _resource_dict = _resource(id, resource_id)
    if _call(resource_id, action, data) and success:
        tk.h.flash_success(success)
    return tk.redirect_to("scdl_conformity.report", id=package["name"], resource_id=resource_id)


def _call(resource_id: str, action: str, data: dict[str, Any]) -> bool:
    try:
        common.call(action, **{"resource_id": resource_id, **{key: value for key, value in data.items() if value}})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Only those who may change this resource can do that."))
    except tk.ObjectNotFound as error:
        tk.h.flash_error(str(error) or tk._("This resource does not exist."))
        return False
    except tk.ValidationError as error:
        for messages in common.messages_of(error).values():
            tk.h.flash_error(" ".join(messages))
        return False
    return True
