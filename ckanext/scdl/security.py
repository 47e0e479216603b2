"""A form may only be sent from our own pages."""
from __future__ import annotations

from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_same_origin() -> None:
    """Refuse (403) a request that changes something and comes from another site.

    CKAN's CSRF token is not enough alone: on 2.12.0 an anonymous request can prime an exemption
    that a later one profits from. Browsers say where a request comes from in ``Sec-Fetch-Site``,
    or failing that in ``Origin``; a program that sends neither carries no one's cookies by accident.
    """
    request = tk.request
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    if site:
        refused = site not in ("same-origin", "none")
    elif origin:
        refused = _host(origin) not in {_host(tk.config["ckan.site_url"]), request.host.lower()}
    else:
        refused = False
    if refused:
        tk.abort(403, tk._("This form was sent from another site, so nothing was changed. "
                           "Open the page on this portal and send it again."))


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
