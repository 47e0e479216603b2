"""The empty workbook of a standard, ready to be filled in."""
from __future__ import annotations

import io

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, send_file

from ckanext.scdl.shared import get_standard

from .. import workbook

template = Blueprint("scdl_template", __name__)


@template.get("/standards/<owner>/<slug>/<version>/modele.xlsx")
def xlsx(owner: str, slug: str, version: str) -> Response:
    """The XLSX template of a standard: lists, formats, mandatory marks, instructions."""
    try:
        standard = get_standard(f"{owner}/{slug}", version)
    except tk.ObjectNotFound:
        tk.abort(404, tk._("There is no such standard, or no such version of it."))
    return send_file(
        io.BytesIO(workbook.template(standard)),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=f"{slug}-{version}-modele.xlsx",
        max_age=3600,
    )
