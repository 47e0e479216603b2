"""/registre/…/saisir and /<n>/modifier: the generated form."""
from __future__ import annotations

import datetime
import uuid
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response, redirect, request

from ckanext.scdl_forms.errors import EditConflict, RecordInvalid
from ckanext.scdl_forms.forms.building import build
from ckanext.scdl_forms.forms.defaults import defaults
from ckanext.scdl_forms.forms.reading import posted_values
from ckanext.scdl_forms.records.keys import likely_next, next_in_series
from ckanext.scdl_forms.records.states import DRAFT, TO_CORRECT
from ckanext.scdl_forms.records.values import differences
from ckanext.scdl_forms.typed import whole_number

from .common import Place, Refusal, context, keep_what_was_typed, page, place, record_of, refuse

blueprint = Blueprint("scdl_form", __name__, url_prefix="/registre/<organization>/<slug>")


@page
def new(organization: str, slug: str) -> Any:
    """A new record."""
    where = place(organization, slug)
    if request.method == "POST":
        return _answer(where, None)
    latest = tk.get_action("scdl_record_list")(context(), {"register_id": where.register["id"], "limit": 2})["results"]
    values = {**defaults(where.standard), **where.facts.by_column(where.standard.organisation_fields)}
    taken, notes = "", {}
    source, before = (whole_number(request.args.get(name, "")) for name in ("reprendre", "suite"))
    if source is not None:
        older = record_of(where, source)
        values, taken = _taken_from(where, older["values"], values), older["title"]
    else:
        notes = _offer(where, values, [record["values"] for record in latest],
                       record_of(where, before)["values"] if before is not None else {})
    return _show(where, None, values, token=uuid.uuid4().hex, last=latest[0] if latest else None, taken=taken, notes=notes)


def _offer(where: Place, values: dict[str, str], latest: list[dict[str, str]], before: dict[str, str]) -> dict[str, str]:
    """Fill in what likely follows: the next number of a series, the day of the one that was just sent.

    :returns: where it comes from, by column
    """
    notes = {}
    standard = where.standard
    for column in standard.key if latest else ():
        spec = standard.field(column)
        if spec.widget != "text" or spec.enum or column in standard.organisation_fields or values.get(column):
            continue
        last = latest[0].get(column, "")
        values[column] = likely_next(last, latest[1].get(column, "") if len(latest) > 1 else None)
        if values[column]:
            notes[column] = tk._("After the last one: {number}.").format(number=last)
    day = standard.period_field
    if day and before.get(day) and not values.get(day):
        values[day] = before[day]
        notes[day] = tk._("The same as in the one before.")
    return notes


def _taken_from(where: Place, older: dict[str, str], own: dict[str, str]) -> dict[str, str]:
    """Values of another record as a start: its identifier moves on, its dates are left to be typed."""
    values = dict(older)
    for spec in where.standard.fields:
        if spec.type in ("date", "datetime") and spec.name in where.standard.key:
            values.pop(spec.name, None)
        elif spec.name in where.standard.key and spec.name not in where.standard.organisation_fields \
                and spec.type == "string" and not spec.enum:
            values[spec.name] = next_in_series(older.get(spec.name, ""))
    return {name: text for name, text in {**values, **own}.items() if text}


@page
def edit(organization: str, slug: str, number: int) -> Any:
    """A record that exists."""
    where = place(organization, slug)
    record = record_of(where, number)
    if request.method == "POST":
        return _answer(where, record)
    problems = record["problems"]
    return _show(where, record, record["values"], problems=problems, version=record["version"])


def _answer(where: Place, record: Optional[dict[str, Any]]) -> Any:
    """What to do with a form that was sent; whatever goes wrong, it comes back as it was."""
    stored = record["values"] if record else where.facts.by_column(where.standard.organisation_fields)
    values = posted_values(where.standard, request.form, defaults(where.standard) if record is None else stored)
    wish = request.form.get("do", "save")
    sent: dict[str, Any] = {
        "version": whole_number(request.form.get("version", "")),
        "token": request.form.get("token", "")[:100] or uuid.uuid4().hex,
    }
    if wish.startswith(("fix:", "take:")):
        return _one_click(where, record, values, wish, sent)
    reference = {"id": record["id"], "version": sent["version"]} if record else {
        "register_id": where.register["id"], "token": sent["token"]}
    if wish == "autosave":
        return _autosave(where, record, values, reference)
    action = "scdl_record_submit" if wish in ("submit", "submit_next") else "scdl_record_save"
    try:
        saved = tk.get_action(action)(context(), {**reference, "values": values})
    except RecordInvalid as error:
        return _show(where, record, error.values, problems=error.problems, status=422, wish=wish, **sent)
    except EditConflict as conflict:
        return _compare(where, record, conflict)
    except tk.ValidationError as error:
        problems = [{"column": None, "code": "invalid", "message": str(text), "suggestion": None}
                    for text in _messages(error)]
        return _show(where, record, values, problems=problems, status=422, **sent)
    if wish == "submit":
        return redirect(where.url("scdl_record.receipt", number=saved["number"]))
    if wish == "submit_next":
        tk.h.flash_success(tk._("“{title}” is sent. Here is the next one.").format(title=saved["title"]))
        return redirect(where.url("scdl_form.new", suite=saved["number"]))
    tk.h.flash_success(tk._("The draft is saved. Only your organisation sees it."))
    return redirect(where.url("scdl_form.edit", number=saved["number"]))


def _autosave(where: Place, record: Optional[dict[str, Any]], values: dict[str, str], reference: dict[str, Any]) -> Response:
    """Keep a draft while it is being typed. Nothing that somebody else reads or has published is touched.

    :returns: JSON: ``version`` and ``address`` for what is sent next, ``message``
    """
    if record is not None and not _is_draft(record):
        return make_response({"message": tk._("This is no draft any more: reload the page before you go on.")}, 409)
    try:
        saved = tk.get_action("scdl_record_save")(context(), {**reference, "values": values})
    except EditConflict:
        return make_response({"message": tk._(
            "Somebody else has saved this meanwhile: save the draft to compare both texts. Nothing is lost.")}, 409)
    except tk.ValidationError as error:
        return make_response({"message": " ".join(str(text) for text in _messages(error))}, 422)
    hour = datetime.datetime.now(tk.h.get_display_timezone()).strftime("%H:%M")
    return make_response({
        "version": saved["version"], "address": where.url("scdl_form.edit", number=saved["number"]),
        "message": tk._("Draft saved at {hour}.").format(hour=hour),
    })


def _is_draft(record: dict[str, Any]) -> bool:
    """Whether what is worked on waits for nobody: saving it changes nothing that others see."""
    return (record["change"] or record["state"]) in (DRAFT, TO_CORRECT)


def _messages(error: tk.ValidationError) -> list[Any]:
    found: list[Any] = []
    for messages in error.error_dict.values():
        found += messages if isinstance(messages, list) else [messages]
    return found


def _one_click(where: Place, record: Optional[dict[str, Any]], values: dict[str, str], wish: str, sent: dict[str, Any]) -> Any:
    """[Corriger] and [Reprendre]: one value is replaced, the rest of the form stays as it was typed."""
    kind, _, column = wish.partition(":")
    if column in where.standard.columns:
        if kind == "take" and record is not None:
            values[column] = record["values"].get(column, "")
        elif kind == "fix":
            values[column] = request.form.get(f"s-{column}", values.get(column, ""))[:20_000]
    problems = tk.get_action("scdl_record_check")(
        context(), {"register_id": where.register["id"], "values": values})["problems"]
    theirs = record["values"] if kind == "take" and record is not None else None
    return _show(where, record, values, problems=problems, theirs=theirs, focus=column, **sent)


def _compare(where: Place, record: Optional[dict[str, Any]], conflict: EditConflict) -> Any:
    """Somebody else has saved meanwhile: both texts, field by field; sending again keeps this person's."""
    current = conflict.current
    if record is None:
        record = record_of(where, current["number"])
    who = tk.get_action("scdl_record_show")(context(), {"id": current["id"]})
    return _show(
        where, record, conflict.mine, theirs=current["values"], version=current["version"], status=409,
        conflict={
            "who": who["users"].get(current["modified_by"], ""), "when": current["modified"],
            "differences": differences(current["values"], conflict.mine, where.standard.columns),
        })


def _show(
    where: Place, record: Optional[dict[str, Any]], values: dict[str, str], problems: Any = (), status: int = 200,
    version: Optional[int] = None, token: str = "", last: Optional[dict[str, Any]] = None, theirs: Any = None,
    conflict: Any = None, focus: str = "", wish: str = "", expired: bool = False, taken: str = "",
    notes: Optional[dict[str, str]] = None,
) -> Any:
    form = build(where.standard, values, problems, theirs, notes)
    if request.method == "GET" and record is None:
        # somebody who enters a new one is about to type
        focus = form.groups[0].fields[0].spec.name if form.groups else ""
    address = where.url("scdl_form.edit", number=record["number"]) if record else where.url("scdl_form.new")
    body = tk.render("scdl_forms/form.html", {
        "place": where, "record": record, "form": form, "address": address, "version": version, "token": token,
        "last": last, "conflict": conflict, "focus": focus, "sent": wish in ("submit", "submit_next"),
        "expired": expired, "taken": taken,
        # two texts to choose from: only the person decides which one is kept
        "autosave": not conflict and theirs is None and (record is None or _is_draft(record)),
    })
    return make_response(body, status)


def _expired() -> Any:
    """The page was open for too long: the same form, as it was typed, ready to be sent again."""
    arguments = request.view_args or {}
    try:
        where = place(arguments["organization"], arguments["slug"])
        number = arguments.get("number")
        record = record_of(where, number) if number is not None else None
    except Refusal as refusal:
        return refuse(refusal)
    values = posted_values(where.standard, request.form, record["values"] if record else defaults(where.standard))
    return _show(
        where, record, values, status=400, expired=True, token=request.form.get("token", "")[:100],
        version=whole_number(request.form.get("version", "")))


blueprint.add_url_rule("/saisir", view_func=new, methods=["GET", "POST"])
blueprint.add_url_rule("/<int:number>/modifier", view_func=edit, methods=["GET", "POST"])
keep_what_was_typed(blueprint, _expired)
