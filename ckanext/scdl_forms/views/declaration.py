"""/registre/…/rien-a-declarer: that there is nothing to publish for a period, who said it, taking it back."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, redirect, request

from .common import Place, Refusal, context, keep_what_was_typed, page, place

blueprint = Blueprint("scdl_declaration", __name__, url_prefix="/registre/<organization>/<slug>/rien-a-declarer")

#: A year of weeks; more at once is no form of ours.
_MOST = 60


@page
def read(organization: str, slug: str) -> Any:
    """Periods without anything; declare some of them."""
    where = place(organization, slug)
    if request.method == "POST":
        return _declare(where)
    told = tk.get_action("scdl_declaration_list")(context(), {"register_id": where.register["id"], "limit": 100})
    return tk.render("scdl_forms/declarations.html", {
        "place": where, "told": told, "lateness": _lateness(where), "chosen": request.args.get("periode", ""),
    })


def _lateness(where: Place) -> dict[str, Any]:
    return tk.get_action("scdl_lateness_show")(context(), {"id": where.register["id"]})


def _declare(where: Place) -> Any:
    """Nothing for the periods that were ticked; then back to where the person was, with a way to undo it."""
    periods = request.form.getlist("period")[:_MOST]
    if not periods:
        tk.h.flash_error(tk._("Tick at least one period."))
        return redirect(where.url("scdl_declaration.read"))
    made = []
    for period in periods:
        try:
            made.append(tk.get_action("scdl_declaration_create")(
                context(), {"register_id": where.register["id"], "period": period[:30]}))
        except tk.ValidationError as error:
            tk.h.flash_error(" ".join(str(text) for texts in error.error_dict.values() for text in texts))
            return redirect(where.url("scdl_declaration.read"))
    if request.form.get("back") == "home":
        return redirect(tk.h.url_for("scdl_home.index", organisme=where.facts.name, dit=made[-1]["id"]))
    tk.h.flash_success(tk._("Noted: nothing to declare for {period}.").format(
        period=", ".join(declaration["period"] for declaration in made)))
    return redirect(where.url("scdl_declaration.read"))


@page
def withdraw(organization: str, slug: str) -> Any:
    """Take a declaration back."""
    where = place(organization, slug)
    if request.method == "POST":
        try:
            told = tk.get_action("scdl_declaration_withdraw")(context(), {"id": request.form.get("declaration", "")[:100]})
        except (tk.ObjectNotFound, tk.ValidationError):
            raise Refusal(404, tk._("This declaration does not exist"), tk._(
                "The page “Nothing to declare” of the register shows those that exist.")) from None
        tk.h.flash_success(tk._("Taken back: {period} is expected again.").format(period=told["period"]))
    if request.form.get("back") == "home":
        return redirect(tk.h.url_for("scdl_home.index", organisme=where.facts.name))
    return redirect(where.url("scdl_declaration.read"))


blueprint.add_url_rule("", view_func=read, methods=["GET", "POST"])
blueprint.add_url_rule("/annuler", view_func=withdraw, methods=["GET", "POST"])


def _again() -> Any:
    tk.h.flash_error(tk._("The page had been open for too long, so nothing was done. Do it again."))
    return redirect(tk.h.url_for("scdl_declaration.read", **(request.view_args or {})))


keep_what_was_typed(blueprint, _again)
