"""The catalogue of standards: what each one is for, its fields, its files."""
from __future__ import annotations

import csv
import io
import json
import unicodedata
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.scdl.catalogue.differences import Change, differences
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.shared import get_standard, list_standards, standard_versions
from ckanext.scdl.vocabulary import THEMES, theme_label

standards = Blueprint("scdl_standards", __name__)

#: Longest list of organisations shown on the page of a standard.
MAX_USERS = 500


@standards.route("/standards")
def index() -> str:
    """All the standards: search, and a filter by theme."""
    q = tk.request.args.get("q", "").strip()[:200]
    theme = tk.request.args.get("theme", "")
    found = tk.get_action("scdl_schema_list")({}, {"q": q, "theme": theme})
    everything = list_standards()
    present = {standard.theme for standard in everything}
    return tk.render("scdl/standards/index.html", {
        "q": q, "theme": theme,
        "themes": [(name, theme_label(name)) for name in THEMES if name in present],
        "standards": [get_standard(item["name"]) for item in found],
        "total": len(everything),
        "uses": _use_counts(),
    })


@standards.route("/standards/<owner>/<slug>")
@standards.route("/standards/<owner>/<slug>/<version>", endpoint="show_version")
def show(owner: str, slug: str, version: str | None = None) -> str:
    """The page of a standard, at its current version or at another."""
    standard = _standard_or_404(owner, slug, version)
    versions = standard_versions(standard.name)
    return tk.render("scdl/standards/read.html", {
        "standard": standard,
        "current": versions[0],
        "history": _history(standard.name, versions),
        "users": _users(standard.name),
        "has_template": p.plugin_loaded("scdl_validation"),
    })


@standards.route("/standards/<owner>/<slug>/<version>/schema.json")
def descriptor(owner: str, slug: str, version: str) -> Response:
    """The Table Schema of a standard."""
    standard = _standard_or_404(owner, slug, version)
    body = json.dumps(standard.descriptor, ensure_ascii=False, indent=2) + "\n"
    return _download(body, f"{standard.slug}-{standard.version}-schema.json", "application/json; charset=utf-8")


@standards.route("/standards/<owner>/<slug>/<version>/vide.csv")
def empty_csv(owner: str, slug: str, version: str) -> Response:
    """An empty file: the header line alone."""
    standard = _standard_or_404(owner, slug, version)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(standard.columns)
    return _download(text.getvalue(), f"{standard.slug}-{standard.version}.csv", "text/csv; charset=utf-8")


def _download(body: str, name: str, content_type: str) -> Response:
    return Response(body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _standard_or_404(owner: str, slug: str, version: str | None) -> Standard:
    """The standard that an address designates, by catalogue name or by short name."""
    for name in (f"{owner}/{slug}", slug):
        try:
            standard = get_standard(name, version)
        except tk.ObjectNotFound:
            continue
        if standard.owner == owner:
            return standard
    return tk.abort(404, tk._("There is no standard called {name} here.").format(
        name=f"{owner}/{slug} {version or ''}".strip()))


def _history(name: str, versions: list[str]) -> list[dict[str, Any]]:
    """Each version with what changed since the one before it."""
    loaded = [get_standard(name, version) for version in versions]
    rows = []
    for position, standard in enumerate(loaded):
        older = loaded[position + 1] if position + 1 < len(loaded) else None
        changes: list[Change] | None = differences(older, standard) if older else None
        rows.append({"version": standard.version, "url": standard.url, "changes": changes,
                     "since": older.version if older else None})
    return rows


def _use_counts() -> dict[str, int]:
    """Standard → number of public datasets that follow it here."""
    found = tk.get_action("package_search")({"user": ""}, {
        "rows": 0, "fq": "scdl_schema:[* TO *]", "facet.field": ["scdl_schema"], "facet.limit": -1})
    return {item["name"]: item["count"] for item in found["search_facets"].get("scdl_schema", {}).get("items", [])}


def _users(name: str) -> list[dict[str, Any]]:
    """Organisations that publish data of this standard here: name, title, number of datasets."""
    found = tk.get_action("package_search")({"user": ""}, {
        "rows": 0, "fq": f'scdl_schema:"{name}"', "facet.field": ["organization"], "facet.limit": MAX_USERS})
    items = found["search_facets"].get("organization", {}).get("items", [])
    return sorted(
        ({"name": item["name"], "title": item["display_name"], "count": item["count"]} for item in items),
        key=lambda item: unicodedata.normalize("NFKD", str(item["title"]).casefold()))
