"""The empty workbook of a standard, ready to be filled in."""
from __future__ import annotations

import io

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, send_file

from ckanext.scdl.shared import effective_standard, may_contribute, organisation_facts, standard_at

from .. import workbook

template = Blueprint("scdl_template", __name__)


@template.get("/standards/<owner>/<slug>/<version>/modele.xlsx")
def xlsx(owner: str, slug: str, version: str) -> Response:
    """The XLSX template of a standard: lists, formats, mandatory marks, instructions.

    ``?organisme=<name>``, for those who enter data there: as its masks leave the standard.
    """
    try:
        standard = standard_at(owner, slug, version)
    except tk.ObjectNotFound:
        tk.abort(404, tk._("There is no such standard, or no such version of it."))
    facts = organisation_facts(tk.request.args.get("organisme", ""))
    if facts is not None and may_contribute(getattr(tk.current_user, "id", None), facts.id):
        own = effective_standard(standard, facts.id)
        # A mask that rearranges the form rearranges the template; else columns come as in the standard's files.
        body = workbook.template(own, workbook.presets(own, facts), as_form=own.groups != standard.groups)
        response = _send(body, f"{slug}-{facts.name}")
        response.cache_control.private = True
        response.cache_control.max_age = 0
        return response
    return _send(workbook.template(standard), f"{slug}-{version}")


def _send(body: bytes, name: str) -> Response:
    return send_file(
        io.BytesIO(body),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=f"{name}-modele.xlsx",
        max_age=3600,
    )
