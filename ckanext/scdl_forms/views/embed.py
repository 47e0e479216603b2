"""/integrer/<organisation>/<standard>: the public table of a register, alone, for a frame in another site."""
from __future__ import annotations

import secrets

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, make_response, request

from ckanext.scdl_forms import public

blueprint = Blueprint("scdl_embed", __name__)

#: Any site may frame this page, and the page itself may do next to nothing: no script, no foreign content.
_POLICY = (
    "default-src 'none'; style-src 'self' 'nonce-{nonce}'; font-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors *"
)


def read(organization: str, slug: str) -> Response:
    """Show what is online, as a stranger sees it, whoever asks. Nothing online, nothing here."""
    try:
        online = tk.get_action("scdl_publication_show")({}, {"organization_id": organization, "schema": slug})
        package = tk.get_action("package_show")({"user": "", "ignore_auth": False}, {"id": online["package_id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        tk.abort(404, tk._("Nothing is published at this address."))
    shown = public.face(package)
    if shown is None:
        tk.abort(404, tk._("Nothing is published at this address."))
    nonce = secrets.token_urlsafe(16)
    response = make_response(tk.render("scdl_forms/public/embed.html", {
        "public": shown, "pkg": package, "nonce": nonce, "path": request.path,
        "page": tk.h.url_for("dataset.read", id=package["name"], qualified=True),
    }))
    response.headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.pop("X-Frame-Options", None)
    return response


blueprint.add_url_rule("/integrer/<organization>/<slug>", view_func=read)
