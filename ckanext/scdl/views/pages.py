"""Pages that French law asks of a public portal: its accessibility statement and its legal notice."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.scdl import config

pages = Blueprint("scdl_pages", __name__)


@pages.route("/accessibilite")
def accessibility() -> str:
    """The accessibility statement (law 2005-102, article 47; RGAA 4.1)."""
    return tk.render("scdl/pages/accessibility.html", {"portal": config.portal_facts()})


@pages.route("/mentions-legales")
def legal_notice() -> str:
    """Who publishes, who answers, who hosts; licence, personal data, cookies (law 2004-575, article 6)."""
    return tk.render("scdl/pages/legal.html", {"portal": config.portal_facts()})
