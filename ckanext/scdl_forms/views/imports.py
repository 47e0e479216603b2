"""/registre/<organisation>/<standard>/importer: a file, what was understood of it, accepting it, taking it back."""
from __future__ import annotations

import datetime
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, jsonify, make_response, redirect, request

from ckanext.scdl_forms import config, jobs
from ckanext.scdl_forms.forms.building import slug as html_id
from ckanext.scdl_forms.forms.french import to_standard
from ckanext.scdl_forms.imports import states, wording
from ckanext.scdl_forms.imports.files import OUTCOMES
from ckanext.scdl_forms.imports.workbook import MOST, wrong_rows
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.publication.dataset import file_url
from ckanext.scdl_forms.typed import page_number

from .common import Place, Refusal, context, keep_what_was_typed, page, place

blueprint = Blueprint("scdl_import", __name__, url_prefix="/registre/<organization>/<slug>/importer")

PAGE_SIZE = 25
#: Seconds of silence after which a worker is asked again: the first one may have been killed.
_SILENCE = 90
_NO_STORE = {"Cache-Control": "private, no-store"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page
def start(organization: str, slug: str) -> Any:
    """Choose a file; imports so far."""
    where = place(organization, slug)
    if request.method == "POST":
        sent = request.files.get("upload")
        try:
            batch = tk.get_action("scdl_import_create")(context(), {
                "register_id": where.register["id"], "upload": sent if sent is not None and sent.filename else None})
        except tk.ValidationError as error:
            return make_response(_form(where, _messages(error)), 400)
        address = where.url("scdl_import.show", number=batch["number"])
        # the script of the form sends the file itself, to say how much of it has arrived
        if request.accept_mimetypes.best == "application/json":
            return jsonify({"address": address})
        return redirect(address)
    return _form(where, [])


def _form(where: Place, errors: list[str]) -> str:
    number = page_number(request.args.get("page", ""), most=10_000)
    found = tk.get_action("scdl_import_list")(context(), {
        "register_id": where.register["id"], "limit": PAGE_SIZE, "offset": (number - 1) * PAGE_SIZE})
    return tk.render("scdl_forms/imports/start.html", {
        "place": where, "errors": {"upload": errors} if errors else {}, "found": found, "page_number": number,
        "pages": -(-found["count"] // PAGE_SIZE), "max_bytes": config.import_bytes(), "max_rows": config.import_rows(),
        "page_address": lambda wanted: where.url("scdl_import.start", page=wanted),
        "columns": [spec for spec in where.standard.fields
                    if spec.required and spec.name not in where.standard.organisation_fields],
    })


def _messages(error: tk.ValidationError) -> list[str]:
    return [str(text) for texts in error.error_dict.values() for text in (texts if isinstance(texts, list) else [texts])]


def _batch(where: Place, number: int, action: str = "scdl_import_show", **more: Any) -> dict[str, Any]:
    """Call an action on an import of this register.

    :raises Refusal: there is no such import, or it refuses
    """
    try:
        return tk.get_action(action)(context(), {"register_id": where.register["id"], "number": number, **more})
    except tk.ObjectNotFound:
        raise Refusal(404, tk._("Import {number} does not exist").format(number=number), tk._(
            "The page “Import” of the register lists those that do.")) from None


@page
def show(organization: str, slug: str, number: int) -> Any:
    """How far an import is: what was understood of the file, or what was stored."""
    where = place(organization, slug)
    batch = _batch(where, number)
    if batch["state"] in states.PENDING:
        _wake(batch)
        return _fresh(tk.render("scdl_forms/imports/waiting.html", {
            "place": where, "batch": batch, "progress": wording.progress(batch)}))
    if batch["state"] in (states.ACCEPTED, states.UNDONE):
        return _fresh(tk.render("scdl_forms/imports/receipt.html", {
            "place": where, "batch": batch, "undo": batch.get("undo"),
            "readers": tk.get_action("scdl_register_people")(context(), {"id": where.register["id"]})["validators"],
            "public_address": file_url(where.standard, where.facts.name, "csv")}))
    if batch["state"] != states.READY:
        return _fresh(tk.render("scdl_forms/imports/stopped.html", {"place": where, "batch": batch}))
    return _fresh(_ready(where, batch))


def _fresh(body: str) -> Response:
    response = make_response(body)
    response.headers.update(_NO_STORE)
    return response


def _wake(batch: dict[str, Any]) -> None:
    """Ask a worker once more for an import of which nobody has said anything for a while."""
    silent = now() - datetime.datetime.fromisoformat(batch["beat"] or batch["modified"])
    if silent.total_seconds() > _SILENCE:
        jobs.request_import(batch["id"])


def _ready(where: Place, batch: dict[str, Any], errors: Optional[list[str]] = None) -> str:
    tally = batch["report"]["tally"]
    shown = request.args.get("lignes", "")
    if shown not in OUTCOMES:
        shown = next((outcome for outcome in ("invalid", "updated", "created", "unchanged") if tally[outcome]), "created")
    number = page_number(request.args.get("page", ""), most=100_000)
    found = _batch(where, batch["number"], "scdl_import_rows", outcome=shown, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    return tk.render("scdl_forms/imports/ready.html", {
        "place": where, "batch": batch, "report": batch["report"], "tally": tally, "errors": errors or [],
        "columns": wording.columns(where.standard, batch), "repairs": wording.repairs(batch),
        "good": tally["created"] + tally["updated"], "shown": shown, "found": found, "page_number": number,
        "pages": -(-found["count"] // PAGE_SIZE), "html_id": html_id, "previewed": _previewed(where),
        "suggested": sum(bool(problem.get("suggestion")) for row in found["results"] for problem in row["problems"]),
        "page_address": lambda wanted: where.url(
            "scdl_import.show", number=batch["number"], lignes=shown, page=wanted) + "#lignes",
    })


def _previewed(where: Place) -> list[Any]:
    """Columns that tell one row from another."""
    standard = where.standard
    specs = [spec for spec in standard.fields if spec.name not in standard.organisation_fields and spec.visibility != "hidden"]
    first = [spec for spec in specs if spec.name in standard.key]
    return [*first, *(spec for spec in specs if spec.required and spec not in first)][:5]


@page
def state(organization: str, slug: str, number: int) -> Any:
    """How far it is, for the script of the page."""
    where = place(organization, slug)
    answer = jsonify(wording.progress(_batch(where, number)))
    answer.headers.update(_NO_STORE)
    return answer


def _done(where: Place, number: int, action: str, anchor: str = "", **more: Any) -> Any:
    """Call an action and go back to the import; a refusal is said there."""
    try:
        _batch(where, number, action, **more)
    except tk.ValidationError as error:
        tk.h.flash_error(" ".join(_messages(error)))
    return redirect(where.url("scdl_import.show", number=number) + anchor)


@page
def choose(organization: str, slug: str, number: int) -> Any:
    """Another sheet, columns matched by hand, corrections refused, questions answered: checked again."""
    where, form = place(organization, slug), request.form
    if request.method != "POST":
        return redirect(where.url("scdl_import.show", number=number))
    data: dict[str, Any] = {}
    if form.get("sheet"):
        data["sheet"] = form["sheet"]
    labels = form.getlist("label")
    if labels:
        columns = form.getlist("column")
        data["mapping"] = {
            label: column if column in where.standard.columns else "" for label, column in zip(labels, columns)}
    rules = form.getlist("rule")
    if rules:
        data["refused"] = sorted(set(rules) - set(form.getlist("accepted")))
    answers = {key[len("answer-"):]: value for key, value in form.items() if key.startswith("answer-") and value}
    if answers:
        data["answers"] = answers
    return _done(where, number, "scdl_import_update", **data)


@page
def mend(organization: str, slug: str, number: int) -> Any:
    """Values put in place of wrong ones: of one row, or all those that are proposed."""
    where, form = place(organization, slug), request.form
    if request.method != "POST":
        return redirect(where.url("scdl_import.show", number=number))
    fixes: dict[str, dict[str, str]] = {}
    if form.get("do") == "all":
        found = _batch(where, number, "scdl_import_rows", outcome="invalid", limit=500)
        for row in found["results"]:
            cells = {problem["column"]: problem["suggestion"] for problem in row["problems"]
                     if problem.get("suggestion") and problem["column"]}
            if cells:
                fixes[str(row["row"])] = cells
    else:
        cells = {
            name.removeprefix("v-"): to_standard(where.standard.field(name.removeprefix("v-")), text.strip())
            for name, text in form.items() if name.startswith("v-") and name.removeprefix("v-") in where.standard.columns}
        fixes[form.get("row", "")[:9]] = cells
    return _done(where, number, "scdl_import_update", fixes=fixes)


@page
def accept(organization: str, slug: str, number: int) -> Any:
    """Store the rows."""
    where = place(organization, slug)
    if request.method != "POST":
        return redirect(where.url("scdl_import.show", number=number))
    return _done(where, number, "scdl_import_accept", wrong="leave" if request.form.get("do") == "leave" else "keep")


@page
def cancel(organization: str, slug: str, number: int) -> Any:
    """Give it up: nothing was stored."""
    where = place(organization, slug)
    if request.method == "POST":
        try:
            _batch(where, number, "scdl_import_cancel")
        except tk.ValidationError as error:
            tk.h.flash_error(" ".join(_messages(error)))
            return redirect(where.url("scdl_import.show", number=number))
        tk.h.flash_success(tk._("The import was cancelled: nothing was stored, and the file is deleted."))
        return redirect(where.url("scdl_import.start"))
    return redirect(where.url("scdl_import.show", number=number))


@page
def undo(organization: str, slug: str, number: int) -> Any:
    """Take an import back, after saying what will happen."""
    where = place(organization, slug)
    address = where.url("scdl_import.show", number=number)
    if request.method == "POST":
        return _done(where, number, "scdl_import_undo")
    batch = _batch(where, number)
    if not batch.get("undo"):
        return redirect(address)
    return tk.render("scdl_forms/imports/undo.html", {"place": where, "batch": batch, "sentences": wording.undo(batch["undo"])})


@page
def approve(organization: str, slug: str, number: int) -> Any:
    """Approve what waits for a review, all rows of the import together."""
    where = place(organization, slug)
    if request.method == "POST":
        result = _batch(where, number, "scdl_import_approve")
        if result["approved"]:
            tk.h.flash_success(tk.ungettext("{count} row is approved.", "{count} rows are approved.", result["approved"]).format(
                count=result["approved"]))
        if result["left"]:
            tk.h.flash_error(tk.ungettext(
                "{count} row would be refused by its standard now: read it by itself.",
                "{count} rows would be refused by their standard now: read them one by one.", result["left"]).format(
                    count=result["left"]))
        if request.form.get("do") == "review":
            return redirect(tk.h.url_for("scdl_review.index"))
    return redirect(where.url("scdl_import.show", number=number))


@page
def wrong(organization: str, slug: str, number: int) -> Any:
    """The rows to correct, as a workbook."""
    where = place(organization, slug)
    rows: list[dict[str, Any]] = []
    while len(rows) < MOST:
        found = _batch(where, number, "scdl_import_rows", outcome="invalid", limit=500, offset=len(rows))
        rows += found["results"]
        if len(found["results"]) < 500:
            break
    if not rows:
        raise Refusal(404, tk._("Nothing is to be corrected"), tk._(
            "This import has no row to correct, or its file is no longer kept."))
    response = make_response(wrong_rows(where.standard, rows))
    response.headers.update({
        **_NO_STORE, "Content-Type": _XLSX, "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'attachment; filename="{where.standard.slug}-a-corriger-{number}.xlsx"'})
    return response


blueprint.add_url_rule("", view_func=start, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:number>", view_func=show)
blueprint.add_url_rule("/<int:number>/etat", view_func=state)
blueprint.add_url_rule("/<int:number>/choix", view_func=choose, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:number>/corriger", view_func=mend, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:number>/accepter", view_func=accept, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:number>/annuler", view_func=cancel, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:number>/defaire", view_func=undo, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:number>/approuver", view_func=approve, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:number>/a-corriger.xlsx", view_func=wrong)
keep_what_was_typed(blueprint, lambda: redirect(request.path))


@blueprint.errorhandler(413)
def _too_large(_error: Exception) -> Any:
    """The server itself refused so many bytes: the form again, saying so."""
    arguments = request.view_args or {}
    where = place(arguments.get("organization", ""), arguments.get("slug", ""))
    return make_response(_form(where, [tk._("This file is too large for the portal: cut it into several files.")]), 413)
