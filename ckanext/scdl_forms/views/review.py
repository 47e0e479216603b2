"""/a-relire: what waits for the person's review, across registers and organisations."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from ckanext.scdl.shared import get_standard, organisation_facts
from ckanext.scdl_forms.typed import page_number

from .common import context, page

blueprint = Blueprint("scdl_review", __name__)

_PAGE_SIZE = 25


@page
def index() -> Any:
    """The inbox of those in charge."""
    number = page_number(request.args.get("page", ""))
    wanted: dict[str, Any] = {"limit": _PAGE_SIZE, "offset": (number - 1) * _PAGE_SIZE}
    facts = organisation_facts(request.args.get("organisme", "")) if request.args.get("organisme") else None
    if facts is not None:
        wanted["organization_id"] = facts.id
    found = tk.get_action("scdl_review_list")(context(), wanted)
    for entry in [*found["results"], *found["imports"]]:
        entry["standard"] = get_standard(entry["schema"])
        entry["organization"] = organisation_facts(entry["organization_id"])
    return tk.render("scdl_forms/review.html", {
        "found": found, "page_number": number, "pages": -(-found["count"] // _PAGE_SIZE), "only": facts,
        "page_address": lambda wanted_page: tk.h.url_for(
            "scdl_review.index", page=wanted_page, **({"organisme": facts.name} if facts else {})),
    })


blueprint.add_url_rule("/a-relire", view_func=index)
