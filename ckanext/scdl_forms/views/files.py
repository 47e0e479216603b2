"""Permanent public addresses of published files: /donnees/<organisation>/<standard>.csv, .json and .xlsx."""
from __future__ import annotations

import datetime
import logging
from contextlib import ExitStack

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request, send_file

from ckanext.scdl.shared import ScdlError
from ckanext.scdl_forms.publication import files
from ckanext.scdl_forms.publication.writing import MEDIA_TYPES

log = logging.getLogger(__name__)
blueprint = Blueprint("scdl_files", __name__)

#: Caches keep a file for a minute, then ask whether it is still the same.
_MAX_AGE_SECONDS = 60


def read(organization: str, slug: str, extension: str) -> Response:
    """Send a published file. Nothing online, nothing here: an unpublished register is not told from an absent one."""
    if extension not in MEDIA_TYPES:
        tk.abort(404, tk._("There is no such file."))
    try:
        online = tk.get_action("scdl_publication_show")({}, {"organization_id": organization, "schema": slug})
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.abort(404, tk._("Nothing is published at this address."))
    sha256 = online["files"][extension]["sha256"]
    moment = datetime.datetime.fromisoformat(online["created"]).replace(tzinfo=datetime.timezone.utc)
    with ExitStack() as held:
        try:
            path = held.enter_context(files.opened(sha256, extension))
        except ScdlError:
            log.error("The file %s.%s of %s/%s is not in the storage", sha256, extension, organization, slug)
            tk.abort(404, tk._("Nothing is published at this address."))
        response = send_file(
            path, mimetype=MEDIA_TYPES[extension], as_attachment=True,
            download_name=f"{slug}-{organization}.{extension}", conditional=True, etag=sha256, last_modified=moment,
            max_age=_MAX_AGE_SECONDS,
        )
        # the file is read while the answer is sent: it is let go after that
        response.call_on_close(held.pop_all().close)
    response.headers["Content-Type"] = MEDIA_TYPES[extension]
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Content-Length, Content-Disposition"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def preflight(organization: str, slug: str, extension: str) -> Response:
    """Answer a browser of another site that asks whether it may read."""
    response = Response(status=204)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = request.headers.get("Access-Control-Request-Headers", "")[:500]
    return response


_PATH = "/donnees/<organization>/<slug>.<extension>"
blueprint.add_url_rule(_PATH, view_func=read, methods=["GET", "HEAD"])
blueprint.add_url_rule(_PATH, endpoint="preflight", view_func=preflight, methods=["OPTIONS"], provide_automatic_options=False)
