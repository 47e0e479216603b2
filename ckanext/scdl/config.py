"""Typed reading of the configuration; defaults and meanings are in ``config_declaration.yaml``."""
from __future__ import annotations

import ckan.plugins.toolkit as tk


def theme_enabled() -> bool:
    """Does the portal wear the theme of the suite (``scdl.theme``)?"""
    return tk.asbool(tk.config.get("scdl.theme"))


def datagouv_enabled() -> bool:
    """Are the feeds for data.gouv.fr served (``scdl.datagouv.enabled``)?"""
    return tk.asbool(tk.config.get("scdl.datagouv.enabled"))


def datagouv_page_size() -> int:
    """Datasets per page of a feed (``scdl.datagouv.page_size``), from 1 to 500."""
    return max(1, min(500, int(tk.config.get("scdl.datagouv.page_size"))))


def schemas_folder() -> str:
    """A folder that replaces the product's standards (``scdl.schemas.folder``), or an empty string."""
    return str(tk.config.get("scdl.schemas.folder") or "")


def licence_url() -> str:
    """Address of the licence under which registers are published (``scdl.licence_url``)."""
    return str(tk.config.get("scdl.licence_url"))


def download_proxy() -> str:
    """CKAN's own proxy for outgoing requests (``ckan.download_proxy``), or an empty string."""
    return str(tk.config.get("ckan.download_proxy") or "")


def http_allowed_hosts() -> frozenset[str]:
    """``host:port`` of the inside servers that the portal may read (``scdl.http.allowed_hosts``)."""
    return frozenset(word.lower() for word in tk.aslist(tk.config.get("scdl.http.allowed_hosts")))


def portal_facts() -> dict[str, str]:
    """Who publishes the portal: ``publisher``, ``director``, ``host``, ``contact`` and ``audit`` (``scdl.portal.…``)."""
    keys = ("publisher", "director", "host", "contact", "audit")
    return {key: str(tk.config.get(f"scdl.portal.{key}") or "") for key in keys}
