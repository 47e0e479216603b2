"""“Check a file”: the form, the report, and what can be done with it."""
from __future__ import annotations

from typing import Any, NoReturn

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, abort, jsonify, make_response

from ckanext.scdl.shared import check_same_origin

from .. import config, limits
from . import common

verify = Blueprint("scdl_verify", __name__, url_prefix="/verifier")

PAGE = 20


@verify.before_request
def _guard() -> None:
    check_same_origin()


@verify.errorhandler(413)
def _too_large(_error: Exception) -> Response:
    """The server itself refused so many bytes: the form again, saying so."""
    message = tk._("This file is too large for the portal: cut it into several files.")
    return make_response(_form({}, {"upload": [message]}), 413)


def _form(values: dict[str, Any], errors: dict[str, list[str]]) -> str:
    return tk.render(
        "scdl_validation/verify.html",
        {
            "themes": common.themed_standards(),
            "values": values,
            "errors": errors,
            "max_bytes": config.max_bytes(bool(common.context()["user"])),
            "max_megabytes": config.max_bytes(bool(common.context()["user"])) // 1_000_000,
            "may": config.public() or bool(common.context()["user"]),
        },
    )


@verify.get("")
def index() -> str:
    """The form; ``?schema=`` chooses a standard, ``?url=`` a file."""
    values = {key: tk.request.args.get(key, "") for key in ("schema", "schema_url", "url")}
    return _form(values, {})


@verify.post("")
def check() -> Response:
    """Check what was sent and go to its report; the form again, filled, when something is missing."""
    form = tk.request.form
    values = {key: form.get(key, "").strip() for key in ("schema", "schema_url", "url", "strict")}
    data: dict[str, Any] = {key: value for key, value in values.items() if value}
    for key in ("upload", "schema_upload"):
        sent = tk.request.files.get(key)
        if sent is not None and sent.filename:
            data[key] = sent
    try:
        report = common.call("scdl_validate", **data)
    except tk.ValidationError as error:
        refused = make_response(_form(values, common.messages_of(error)), 429 if "rate" in error.error_dict else 400)
        if refused.status_code == 429:
            refused.headers["Retry-After"] = str(limits.seconds_left())
        return refused
    except tk.NotAuthorized as error:
        return make_response(_form(values, {"upload": [error.message or tk._("Log in to have a file checked.")]}), 403)
    address = tk.h.url_for("scdl_verify.report", report_id=report["id"])
    # the script of the form sends the file itself, to say how much of it has arrived
    if tk.request.accept_mimetypes.best == "application/json":
        return jsonify({"address": address})
    return tk.redirect_to(address)


def _gone() -> NoReturn:
    """A page of our own: whoever comes back late learns why, and what to do."""
    abort(make_response(tk.render("scdl_validation/gone.html"), 404))


def _show(report_id: str) -> dict[str, Any]:
    try:
        return common.call("scdl_validation_show", id=report_id)
    except tk.ObjectNotFound:
        _gone()
    except tk.NotAuthorized:
        return tk.abort(403, tk._("This report belongs to somebody else, who did not share it."))


@verify.get("/rapport/<report_id>")
def report(report_id: str) -> Response:
    """The report, or how far the check got."""
    found = _show(report_id)
    if found["kind"] == "resource":
        return tk.redirect_to("scdl_conformity.report", id=found["package_id"], resource_id=found["resource_id"])
    page = tk.render("scdl_validation/report.html", common.report_variables(found))
    response = make_response(page)
    response.headers.update({**common.NO_STORE, "X-Robots-Tag": "noindex"})
    return response


@verify.get("/rapport/<report_id>/etat")
def state(report_id: str) -> Response:
    """How far the check got, for the script of the page."""
    response = jsonify(common.progress_of(_show(report_id)))
    response.headers.update(common.NO_STORE)
    return response


@verify.get("/rapport/<report_id>/<name>")
def download(report_id: str, name: str) -> Response:
    """The corrected file, the annotated workbook, the list of errors, or the report as data."""
    _show(report_id)
    return common.send_output(report_id, name)


@verify.post("/rapport/<report_id>/corrections")
def recheck(report_id: str) -> Response:
    """Check again with some repairs refused, questions answered, or another sheet."""
    found = _show(report_id)
    form = tk.request.form
    known = set(form.getlist("rule"))
    data: dict[str, Any] = {"id": report_id}
    if known:
        data["refused_rules"] = sorted(known - set(form.getlist("accepted")))
    answers = {key[len("answer-"):]: value for key, value in form.items() if key.startswith("answer-") and value}
    if answers:
        data["answers"] = {**(found["options"].get("answers") or {}), **answers}
    if form.get("sheet"):
        data["sheet"] = form["sheet"]
    return _done(report_id, "scdl_validation_recheck", data)


@verify.post("/rapport/<report_id>/partage")
def share(report_id: str) -> Response:
    """Share the report with whoever has its address, or stop."""
    return _done(report_id, "scdl_validation_share", {"id": report_id, "shared": tk.request.form.get("shared") == "1"})


@verify.post("/rapport/<report_id>/suppression")
def delete(report_id: str) -> Response:
    """Delete the report and its file."""
    try:
        common.call("scdl_validation_delete", id=report_id)
    except tk.ObjectNotFound:
        _gone()
    except tk.NotAuthorized:
        tk.abort(403, tk._("Only the owner of a report can delete it."))
    tk.h.flash_success(tk._("The report and the file were deleted."))
    return tk.redirect_to("scdl_verify.mine")


def _done(report_id: str, action: str, data: dict[str, Any]) -> Response:
    try:
        common.call(action, **data)
    except tk.ObjectNotFound:
        _gone()
    except tk.NotAuthorized:
        tk.abort(403, tk._("Only the owner of a report can change it."))
    except tk.ValidationError as error:
        for messages in common.messages_of(error).values():
            tk.h.flash_error(" ".join(messages))
    return tk.redirect_to("scdl_verify.report", report_id=report_id)


@verify.get("/mes-rapports")
def mine() -> Response | str:
    """The reports of the person who is logged in."""
    if not common.context()["user"]:
        return tk.redirect_to("user.login", came_from=tk.h.url_for("scdl_verify.mine"))
    try:
        page = max(1, int(tk.request.args.get("page", 1)))
    except ValueError:
        page = 1
    found = common.call("scdl_validation_list", limit=PAGE, offset=(page - 1) * PAGE)
    pages = max(1, -(-found["count"] // PAGE))
    return tk.render(
        "scdl_validation/mine.html",
        {"reports": found["results"], "count": found["count"], "page": page, "pages": pages},
    )
