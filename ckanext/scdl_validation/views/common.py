"""What the pages of the plugin share."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, send_file

from ckanext.scdl.shared import FieldSpec, ScdlError, Standard, get_standard, list_standards

from .. import outputs, presentation, waiting
from ..model import ValidationReport

# Themes of the catalogue, in the order of the list of standards.
NO_STORE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def context() -> dict[str, Any]:
    """The context of an action called for the person who looks at the page."""
    user = tk.current_user
    named = getattr(user, "name", "") or ""
    return {"user": named, "auth_user_obj": user if named else None}


def call(action: str, **data: Any) -> Any:
    """Call an action for the person who looks at the page."""
    return tk.get_action(action)(context(), data)


def themed_standards() -> list[tuple[str, list[Standard]]]:
    """The standards by theme, as a list to choose from."""
    themes: dict[str, list[Standard]] = {}
    for standard in list_standards():
        themes.setdefault(standard.theme, []).append(standard)
    titles = _theme_titles()
    named = [(titles.get(theme, theme), found) for theme, found in themes.items()]
    return [(title, sorted(found, key=lambda item: item.title)) for title, found in sorted(named)]


def _theme_titles() -> dict[str, str]:
    _ = tk._
    return {
        "vie-municipale": _("Municipal life"),
        "finances": _("Finances"),
        "equipements": _("Public facilities"),
        "mobilite": _("Mobility"),
        "enfance-restauration": _("Childhood and meals"),
        "sante-securite": _("Health and safety"),
        "urbanisme": _("Urban planning"),
        "environnement": _("Environment"),
        "catalogue": _("Catalogue of data"),
    }


def field_labels(report: Mapping[str, Any]) -> dict[str, str]:
    """Column -> the words people use for it, in the standard's order; empty for a schema of one's own."""
    if not report.get("standard"):
        return {}
    try:
        fields: tuple[FieldSpec, ...] = get_standard(report["standard"], report["version"]).fields
    except (tk.ObjectNotFound, ScdlError):
        return {}
    return {field.name: field.label for field in fields}


def progress_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """How far a check got: ``state``, ``done``, ``total``, ``title`` and ``words``."""
    row = ValidationReport.get(report["id"])
    return waiting.progress(row) if row else {"state": "failed", "done": 0, "total": 0, "title": "", "words": ""}


def report_variables(report: dict[str, Any]) -> dict[str, Any]:
    """What the template of a report needs."""
    labels = field_labels(report)
    pending = report["state"] in ("queued", "running")
    return {
        "report": report,
        "data": report.get("report") or {},
        "pending": pending,
        "progress": progress_of(report) if pending else None,
        "asks": presentation.only_questions(report),
        "kind": presentation.verdict_kind(report),
        "title": presentation.verdict_title(report),
        "text": presentation.verdict_text(report),
        "groups": presentation.error_groups(report, labels),
        "repairs": presentation.repair_groups(report),
        "labels": labels,
        "number": presentation.number,
        "answers": (report.get("options") or {}).get("answers") or {},
    }


def send_output(report_id: str, name: str) -> Response:
    """A file to download, made from a report that the caller was allowed to read."""
    report = ValidationReport.get(report_id)
    output = outputs.BY_ADDRESS.get(name)
    if report is None or output is None:
        return tk.abort(404, tk._("This file does not exist."))
    try:
        with outputs.produced(report, output) as path:
            stream = path.open("rb")
    except ScdlError as error:
        return tk.abort(404, error.message)
    response = send_file(
        stream, mimetype=output.mimetype, as_attachment=True, download_name=outputs.download_name(report, output)
    )
    response.headers.update(NO_STORE)
    return response


def messages_of(error: tk.ValidationError) -> dict[str, list[str]]:
    """Errors of an action as field -> messages, whatever their depth."""
    found: dict[str, list[str]] = {}
    for field, messages in error.error_dict.items():
        items = messages if isinstance(messages, list) else [messages]
        found[field] = [str(item) for item in items]
    return found
