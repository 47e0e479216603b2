"""/registre/…/<n>: one record, its history, and the steps that people take with it."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, redirect, request

from ckanext.scdl_forms.errors import EditConflict, RecordInvalid
from ckanext.scdl_forms.forms.building import build
from ckanext.scdl_forms.publication.dataset import file_url
from ckanext.scdl_forms.records.folding import sittings
from ckanext.scdl_forms.typed import whole_number

from .common import Place, context, keep_what_was_typed, page, place, record_of

blueprint = Blueprint("scdl_record", __name__, url_prefix="/registre/<organization>/<slug>/<int:number>")


@page
def read(organization: str, slug: str, number: int) -> Any:
    """One record, with what can be done next."""
    where = place(organization, slug)
    record = record_of(where, number)
    return tk.render("scdl_forms/record.html", {
        "place": where, "record": record,
        "form": build(where.standard, record["values"], record["problems"], record["published_values"]),
    })


@page
def receipt(organization: str, slug: str, number: int) -> Any:
    """What was sent, who reads it, when it goes online, and what to do next."""
    where = place(organization, slug)
    record = record_of(where, number)
    return tk.render("scdl_forms/receipt.html", {
        "place": where, "record": record, "form": build(where.standard, record["values"]),
        "readers": tk.get_action("scdl_register_people")(context(), {"id": where.register["id"]})["validators"],
        "public_address": file_url(where.standard, where.facts.name, "csv"),
    })


@page
def history(organization: str, slug: str, number: int) -> Any:
    """Everything that happened to a record; an older version can come back."""
    where = place(organization, slug)
    record = record_of(where, number)
    told = tk.get_action("scdl_record_history")(context(), {"id": record["id"]})
    milestones = {event["version"] for event in told["events"]} | {record["version"], record["published_version"]}
    return tk.render("scdl_forms/history.html", {
        "place": where, "record": record, "history": told,
        "versions": sittings(told["versions"], milestones, where.standard.columns),
    })


def _confirmed_step(
    where: Place, record: dict[str, Any], action: str, title: str, text: str, label: str, done: str, back: str,
) -> Any:
    """A step that cannot be undone is said in words first, then done."""
    if request.method != "POST":
        return tk.render("scdl_forms/confirm.html", {
            "place": where, "address": request.path, "title": title, "text": text, "label": label,
            "cancel": where.url("scdl_record.read", number=record["number"]), "version": record["version"],
            "crumbs": where.crumbs((record["title"], where.url("scdl_record.read", number=record["number"])),
                                   (label, None)),
        })
    return _step(where, record, action, done, back)


def _step(where: Place, record: dict[str, Any], action: str, done: str, back: str, **data: Any) -> Any:
    version = whole_number(request.form.get("version", ""))
    if version is not None:
        data["version"] = version
    try:
        tk.get_action(action)(context(), {"id": record["id"], **data})
    except EditConflict:
        tk.h.flash_error(tk._("Somebody has changed it since you opened the page: look at it again first."))
        return redirect(where.url("scdl_record.read", number=record["number"]))
    except RecordInvalid as error:
        tk.h.flash_error(tk._("It cannot go on yet: {problems}").format(
            problems=" ".join(problem["message"] for problem in error.problems)))
        return redirect(where.url("scdl_form.edit", number=record["number"]))
    except tk.ValidationError as error:
        tk.h.flash_error(" ".join(str(text) for texts in error.error_dict.values() for text in texts))
        return redirect(where.url("scdl_record.read", number=record["number"]))
    tk.h.flash_success(done)
    return redirect(back)


@page
def withdraw(organization: str, slug: str, number: int) -> Any:
    """Take a record offline."""
    where = place(organization, slug)
    record = record_of(where, number)
    return _confirmed_step(
        where, record, "scdl_record_withdraw", tk._("Take this offline?"),
        tk._("“{title}” disappears from the public table in a moment. It stays in your register, and you can send "
             "it again.").format(title=record["title"]),
        tk._("Take offline"), tk._("It is being taken offline. You can send it again from here."),
        where.url("scdl_record.read", number=number))


@page
def delete(organization: str, slug: str, number: int) -> Any:
    """Throw a draft away, or the change of a record that is online."""
    where = place(organization, slug)
    record = record_of(where, number)
    if record["state"] == "published":
        return _confirmed_step(
            where, record, "scdl_record_delete_draft", tk._("Drop this change?"),
            tk._("What is online stays as it is. Your change stays in the history."),
            tk._("Drop the change"), tk._("The change is dropped. What is online has not moved."),
            where.url("scdl_record.read", number=number))
    return _confirmed_step(
        where, record, "scdl_record_delete_draft", tk._("Delete this draft?"),
        tk._("“{title}” and its history are deleted for good: this cannot be undone.").format(title=record["title"]),
        tk._("Delete the draft"), tk._("The draft is deleted."), where.url("scdl_register.read"))


@page
def submit(organization: str, slug: str, number: int) -> Any:
    """Send a record as it is stored."""
    where = place(organization, slug)
    record = record_of(where, number)
    if request.method != "POST":
        return redirect(where.url("scdl_record.read", number=number))
    return _step(where, record, "scdl_record_submit", tk._("It is sent."), where.url("scdl_record.receipt", number=number))


@page
def approve(organization: str, slug: str, number: int) -> Any:
    """Approve what somebody sent."""
    where = place(organization, slug)
    record = record_of(where, number)
    if request.method != "POST":
        return redirect(where.url("scdl_record.read", number=number))
    return _step(where, record, "scdl_record_approve",
                 tk._("“{title}” is approved.").format(title=record["title"]), _next_to_review())


@page
def reject(organization: str, slug: str, number: int) -> Any:
    """Send a record back, with the reason."""
    where = place(organization, slug)
    record = record_of(where, number)
    reason = request.form.get("reason", "").strip()
    if request.method != "POST" or not reason:
        return tk.render("scdl_forms/reject.html", {
            "place": where, "record": record, "missing": request.method == "POST", "version": record["version"],
        })
    return _step(where, record, "scdl_record_reject",
                 tk._("“{title}” is sent back with your reason.").format(title=record["title"]), _next_to_review(),
                 reason=reason[:5000])


def _next_to_review() -> str:
    return tk.h.url_for("scdl_review.index")


@page
def restore(organization: str, slug: str, number: int) -> Any:
    """Bring an older version back as a draft."""
    where = place(organization, slug)
    record = record_of(where, number)
    wanted = whole_number(request.form.get("restore", ""))
    if request.method != "POST" or wanted is None:
        return redirect(where.url("scdl_record.history", number=number))
    try:
        tk.get_action("scdl_record_restore")(context(), {"id": record["id"], "version": wanted})
    except tk.ObjectNotFound:
        tk.h.flash_error(tk._("This version does not exist."))
        return redirect(where.url("scdl_record.history", number=number))
    tk.h.flash_success(tk._("Version {version} is back as a draft. Check it, then send it.").format(version=wanted))
    return redirect(where.url("scdl_form.edit", number=number))


blueprint.add_url_rule("", view_func=read)
blueprint.add_url_rule("/recu", view_func=receipt)
blueprint.add_url_rule("/historique", view_func=history)
for _path, _view in (
    ("retirer", withdraw), ("supprimer", delete), ("envoyer", submit), ("approuver", approve), ("renvoyer", reject),
    ("restaurer", restore),
):
    blueprint.add_url_rule(f"/{_path}", view_func=_view, methods=["GET", "POST"])


def _again() -> Any:
    tk.h.flash_error(tk._("The page had been open for too long, so nothing was done. Do it again."))
    arguments = request.view_args or {}
    return redirect(tk.h.url_for("scdl_record.read", **arguments))


keep_what_was_typed(blueprint, _again)
