"""/registre/<organisation>/<standard>: the table of a register, its publications, taking it offline."""
from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
from flask import Blueprint, redirect, request, session

from ckanext.scdl_forms.forms.french import day
from ckanext.scdl_forms.publication.dataset import file_url
from ckanext.scdl_forms.records.states import STATES
from ckanext.scdl_forms.typed import page_number, whole_number

from .common import Place, context, keep_what_was_typed, page, place

blueprint = Blueprint("scdl_register", __name__, url_prefix="/registre/<organization>/<slug>")

PAGE_SIZE = 25
MOST_COLUMNS = 8
_REMEMBERED = 10
_FILTERS = ("number", "user", "date_from", "date_to", "state", "source", "q")


def _filters() -> tuple[dict[str, Any], dict[str, str]]:
    """Filters of the address: as the action takes them, and as they were typed; what means nothing is left out."""
    typed = {name: request.args.get(name, "").strip()[:200] for name in _FILTERS}
    wanted: dict[str, Any] = {"q": typed["q"], "user": typed["user"]}
    wanted["number"] = whole_number(typed["number"])
    for name in ("date_from", "date_to"):
        iso = day(typed[name])
        if len(iso) == 10 and iso[4] == "-":
            wanted[name] = iso
    if typed["state"] in STATES:
        wanted["state"] = typed["state"]
    if typed["source"] in ("form", "import", "api", "harvest"):
        wanted["source"] = typed["source"]
    return {name: value for name, value in wanted.items() if value not in ("", None)}, typed


@page
def read(organization: str, slug: str) -> Any:
    """The table of a register."""
    where = place(organization, slug)
    wanted, typed = _filters()
    number = page_number(request.args.get("page", ""))
    sort = request.args.get("sort", "")
    if sort not in ("number", "modified", "title"):
        sort = "number"
    try:
        found = tk.get_action("scdl_record_list")(context(), {
            **wanted, "register_id": where.register["id"], "sort": sort, "limit": PAGE_SIZE,
            "offset": (number - 1) * PAGE_SIZE,
        })
    except tk.ValidationError:
        # a filter that means nothing filters nothing
        wanted, typed = {}, dict.fromkeys(_FILTERS, "")
        found = tk.get_action("scdl_record_list")(context(), {
            "register_id": where.register["id"], "limit": PAGE_SIZE, "offset": 0})
    columns, chosen = _columns(where)
    return tk.render("scdl_forms/register.html", {
        "place": where, "found": found, "filters": typed, "active": wanted, "page_number": number, "sort": sort,
        "pages": -(-found["count"] // PAGE_SIZE), "columns": columns, "chosen": chosen,
        "offered": [spec for spec in where.standard.fields if spec.visibility != "hidden"], "most": MOST_COLUMNS, "states": STATES,
        "people": tk.get_action("scdl_register_people")(context(), {"id": where.register["id"]}),
        "address": lambda **changes: _address(where, typed, sort, changes),
        "page_address": lambda wanted_page: _address(where, typed, sort, {"page": wanted_page}),
    })


def _address(where: Place, typed: dict[str, str], sort: str, changes: dict[str, Any]) -> str:
    """This page with other filters; a change to the filters goes back to the first page."""
    values = {**typed, "sort": "" if sort == "number" else sort, **changes}
    query = urlencode({name: value for name, value in values.items() if value not in ("", None, 1)})
    return where.url("scdl_register.read") + (f"?{query}" if query else "")


def _columns(where: Place) -> tuple[list[Any], bool]:
    """The columns that this person chose for this register, else the usual ones; a choice of the address is remembered.

    :returns: the columns, and whether they were chosen
    """
    remembered = dict(session.get("scdl_columns") or {})
    asked = [name[:200] for name in request.args.getlist("colonnes")]
    if request.args.get("habituelles"):
        remembered.pop(where.register["id"], None)
    elif asked:
        remembered[where.register["id"]] = [name for name in where.standard.columns if name in asked][:MOST_COLUMNS]
    if asked or request.args.get("habituelles"):
        # a session travels with each request: what was chosen last is kept, not everything
        session["scdl_columns"] = dict(list(remembered.items())[-_REMEMBERED:])
    names = [name for name in remembered.get(where.register["id"], ()) if name in where.standard.columns]
    return ([where.standard.field(name) for name in names], True) if names else (shown_columns(where), False)


def shown_columns(where: Place, most: int = 3) -> list[Any]:
    """The columns that tell one record from another: of its key and what is required, not what is always the same."""
    specs = [
        spec for spec in where.standard.fields
        if spec.name not in where.standard.organisation_fields and spec.visibility == "shown" and spec.required
        and spec.name not in where.standard.key
    ]
    return specs[:most]


@page
def publications(organization: str, slug: str) -> Any:
    """What went online, and when."""
    where = place(organization, slug)
    if request.method == "POST" and where.publishes:
        result = tk.get_action("scdl_publication_run")(context(), {"id": where.register["id"]})
        tk.h.flash_success(tk._("Everything approved is online.") if result["outcome"] == "published"
                           else tk._("Nothing had to change online."))
        return redirect(where.url("scdl_register.publications"))
    entries = tk.get_action("scdl_publication_list")(context(), {"id": where.register["id"], "limit": 50})
    return tk.render("scdl_forms/publications.html", {
        "place": where, "entries": entries,
        "files": {extension: file_url(where.standard, where.facts.name, extension) for extension in ("csv", "xlsx", "json")},
    })


@page
def withdraw(organization: str, slug: str) -> Any:
    """Take the register offline, after saying what will happen; put it back."""
    where = place(organization, slug)
    if request.method == "POST":
        back = request.form.get("do") == "republish"
        tk.get_action("scdl_register_republish" if back else "scdl_register_withdraw")(
            context(), {"id": where.register["id"]})
        tk.h.flash_success(tk._("The register goes back online in a moment.") if back
                           else tk._("The register is being taken offline. You can put it back at any time."))
        return redirect(where.url("scdl_register.publications"))
    return tk.render("scdl_forms/confirm.html", {
        "place": where, "address": request.path, "cancel": where.url("scdl_register.publications"),
        "title": tk._("Take this register offline?"), "label": tk._("Take the register offline"),
        "crumbs": where.crumbs((tk._("Take offline"), None)), "version": None,
        "text": tk._("The dataset, the files and the API of {noun} of {organisation} will no longer be reachable. "
                     "Everything stays in the register, and you can put it back online.").format(
            noun=where.standard.noun_many, organisation=where.facts.title),
    })


blueprint.add_url_rule("", view_func=read)
blueprint.add_url_rule("/publications", view_func=publications, methods=["GET", "POST"])
blueprint.add_url_rule("/depublier", view_func=withdraw, methods=["GET", "POST"])
keep_what_was_typed(blueprint, lambda: redirect(request.path))
