"""Moving to a new version of a standard: what changes, what lacks, the step; and the list for those who accompany."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, redirect, request

from ckanext.scdl.shared import effective_standard, get_standard, standard_differences
from ckanext.scdl_forms.typed import page_number

from .common import Place, Refusal, context, keep_what_was_typed, page, place

blueprint = Blueprint("scdl_move", __name__, url_prefix="/registre/<organization>/<slug>/nouvelle-version")
overview = Blueprint("scdl_moves", __name__)

PAGE_SIZE = 25


@page
def show(organization: str, slug: str) -> Any:
    """What the new version changes, what the records lack, and the step when nothing does."""
    where = place(organization, slug)
    move = tk.get_action("scdl_move_show")(context(), {"id": where.register["id"]})
    if not move["to_version"]:
        return tk.render("scdl_forms/moves/done.html", {"place": where, "move": move})
    to = effective_standard(get_standard(where.standard.name), where.facts.id)
    column = request.args.get("colonne") if request.args.get("colonne") in to.columns else None
    number = page_number(request.args.get("page", ""), most=10_000)
    found: dict[str, Any] = {"count": 0, "results": []}
    if move["report"]:
        found = tk.get_action("scdl_move_record_list")(context(), {
            "id": where.register["id"], "column": column, "limit": PAGE_SIZE, "offset": (max(1, number) - 1) * PAGE_SIZE})
    return tk.render("scdl_forms/moves/show.html", {
        "place": where, "move": move, "to": to, "changes": standard_differences(where.standard, to),
        "found": found, "column": column, "page_number": max(1, number), "pages": -(-found["count"] // PAGE_SIZE),
        "errors": {}, "typed": {},
    })


@page
def check(organization: str, slug: str) -> Any:
    """Check all records against the new version."""
    where = place(organization, slug)
    if request.method == "POST":
        _waiting(where)
        tk.get_action("scdl_move_check")(context(), {"id": where.register["id"]})
    return redirect(where.url("scdl_move.show"))


@page
def complete(organization: str, slug: str) -> Any:
    """Keep a value for one record, or for all those that lack it."""
    where = place(organization, slug)
    if request.method != "POST":
        return redirect(where.url("scdl_move.show"))
    _waiting(where)
    column, value = request.form.get("column", ""), request.form.get("v-value", "")
    number = request.form.get("number") or None
    try:
        result = tk.get_action("scdl_move_complete")(context(), {
            "id": where.register["id"], "column": column, "value": value, "number": number})
    except tk.ValidationError as error:
        messages = [text for texts in error.error_dict.values() for text in (texts if isinstance(texts, list) else [texts])]
        raise Refusal(400, tk._("This value does not suit"), " ".join(str(text) for text in messages)) from None
    tk.h.flash_success(tk.ungettext(
        "The value is kept for %(num)d line.", "The value is kept for %(num)d lines.", result["completed"]
    ) % {"num": result["completed"]})
    return redirect(where.url("scdl_move.show"))


@page
def run(organization: str, slug: str) -> Any:
    """Take the step, after saying what will happen."""
    where = place(organization, slug)
    move = _waiting(where)
    if not where.publishes:
        raise Refusal(403, tk._("You may not do this"), tk._(
            "Only those in charge of this organisation decide what goes online."))
    if request.method == "POST":
        result = tk.get_action("scdl_move_run")(context(), {"id": where.register["id"]})
        if result["moved"]:
            tk.h.flash_success(tk._("The register follows version {version} now. What is online follows in a moment.").format(
                version=result["to_version"]))
            return redirect(where.url("scdl_register.read"))
        tk.h.flash_error(tk._("Some lines lack something since the last check: complete them first."))
        return redirect(where.url("scdl_move.show"))
    return tk.render("scdl_forms/confirm.html", {
        "place": where, "address": request.path, "cancel": where.url("scdl_move.show"), "version": None,
        "title": tk._("Move this register to version {version}?").format(version=move["to_version"]),
        "label": tk._("Move to the new version"),
        "crumbs": where.crumbs((tk._("New version"), where.url("scdl_move.show")), (tk._("Move"), None)),
        "text": tk._("All lines of this register are written in the form of version {version} and published again under the "
                     "same addresses. What is online stays there until the new table is complete. Former versions of each "
                     "line stay in its history.").format(version=move["to_version"]),
    })


def _waiting(where: Place) -> dict[str, Any]:
    move = tk.get_action("scdl_move_show")(context(), {"id": where.register["id"]})
    if not move["to_version"]:
        raise Refusal(404, tk._("No newer version awaits this register"), tk._(
            "It already follows the current version of its standard."))
    return move


@page
def index() -> Any:
    """Registers that a newer version awaits, across all organisations that a person serves."""
    moves = tk.get_action("scdl_move_list")(context(), {})
    for move in moves:
        move["standard"] = get_standard(move["schema"], move["from_version"])
    return tk.render("scdl_forms/moves/index.html", {"moves": moves})


@page
def check_all() -> Any:
    """Check every register of the list."""
    if request.method == "POST":
        for move in tk.get_action("scdl_move_list")(context(), {}):
            tk.get_action("scdl_move_check")(context(), {"id": move["register_id"]})
    return redirect(tk.h.url_for("scdl_moves.index"))


blueprint.add_url_rule("", view_func=show)
blueprint.add_url_rule("/verifier", view_func=check, methods=["GET", "POST"])
blueprint.add_url_rule("/completer", view_func=complete, methods=["GET", "POST"])
blueprint.add_url_rule("/passer", view_func=run, methods=["GET", "POST"])
overview.add_url_rule("/nouvelles-versions", view_func=index)
overview.add_url_rule("/nouvelles-versions/verifier", view_func=check_all, methods=["GET", "POST"])
keep_what_was_typed(blueprint, lambda: redirect(request.path))
keep_what_was_typed(overview, lambda: redirect(tk.h.url_for("scdl_moves.index")))
