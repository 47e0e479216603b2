"""The feeds that data.gouv.fr harvests.

The national harvester follows no redirection, reads text without a charset as latin-1, wants one stable order
over all pages, and gives everything to the organisation of the harvest source: hence a feed of our own, and one
for each organisation.
"""
from __future__ import annotations

from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.dcat.processors import RDFSerializer
from ckanext.scdl import config
from ckanext.scdl.territory import OrganisationFacts, organisation_facts

datagouv = Blueprint("scdl_datagouv", __name__)

PROFILES = ["euro_dcat_ap_3", "fr_scdl", "fr_datagouv"]
CONTENT_TYPES = {
    "xml": "application/rdf+xml; charset=utf-8", "rdf": "application/rdf+xml; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8", "jsonld": "application/ld+json; charset=utf-8",
}
#: rdflib's names; plain XML is written faster than the pretty one, and read alike.
_WRITERS = {"xml": "xml", "rdf": "xml", "ttl": "turtle", "jsonld": "json-ld"}


@datagouv.route("/data-gouv/catalog.<_format>")
def catalog(_format: str) -> Response:
    """All the public datasets of the portal."""
    return _feed(_format, None)


@datagouv.route("/data-gouv/<name>.<_format>")
def organisation(name: str, _format: str) -> Response:
    """The public datasets of one organisation."""
    facts = organisation_facts(name)
    if facts is None or facts.name != name:
        tk.abort(404, tk._("This organisation does not exist."))
    return _feed(_format, facts)


def _feed(fmt: str, facts: OrganisationFacts | None) -> Response:
    if fmt not in CONTENT_TYPES or not config.datagouv_enabled():
        tk.abort(404, tk._("This feed does not exist. Formats: xml, ttl, jsonld."))
    page = _page_number()
    size = config.datagouv_page_size()
    found = tk.get_action("package_search")({"user": "", "ignore_auth": False}, {
        "q": "*:*", "fq": _filter(facts), "sort": "id asc", "rows": size, "start": (page - 1) * size, "facet": False,
    })
    if page > 1 and not found["results"]:
        tk.abort(404, tk._("This feed has no page {number}.").format(number=page))
    serializer = RDFSerializer(profiles=PROFILES)
    paging = _paging(fmt, facts, page, size, found["count"])
    body = serializer.serialize_catalog(_about(facts), found["results"], _format=_WRITERS[fmt], pagination_info=paging)
    return Response(body, content_type=CONTENT_TYPES[fmt])


def _page_number() -> int:
    text = tk.request.args.get("page", "1")
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 100_000:
        tk.abort(400, tk._("The page of a feed is a number from 1 up."))
    return int(text)


def _filter(facts: OrganisationFacts | None) -> str:
    """Public datasets of our own: what came here from another portal must not go back to the nation twice."""
    parts = ["+dataset_type:dataset", "+capacity:public", "-harvest_source_id:[* TO *]"]
    if facts is not None:
        parts.append(f'+owner_org:"{facts.id}"')
    return " ".join(parts)


def _address(fmt: str, facts: OrganisationFacts | None, page: int) -> str:
    """Absolute, without a language, and without a query on the first page: the address to register."""
    prefix = str(tk.config.get("ckan.root_path") or "").replace("/{{LANG}}", "")
    base = str(tk.config["ckan.site_url"]).rstrip("/") + prefix
    name = quote(facts.name) if facts is not None else "catalog"
    return f"{base}/data-gouv/{name}.{fmt}" + (f"?page={page}" if page > 1 else "")


def _about(facts: OrganisationFacts | None) -> dict[str, Any]:
    site = str(tk.config.get("ckan.site_title") or "")
    title = f"{facts.title} – {site}" if facts is not None else site
    return {"title": title, "description": str(tk.config.get("ckan.site_description") or title)}


def _paging(fmt: str, facts: OrganisationFacts | None, page: int, size: int, count: int) -> dict[str, Any]:
    last = max(1, -(-count // size))
    paging: dict[str, Any] = {
        "count": count, "items_per_page": size, "current": _address(fmt, facts, page),
        "first": _address(fmt, facts, 1), "last": _address(fmt, facts, last),
    }
    if page < last:
        paging["next"] = _address(fmt, facts, page + 1)
    if page > 1:
        paging["previous"] = _address(fmt, facts, page - 1)
    return paging
