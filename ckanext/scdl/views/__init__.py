"""Pages and feeds."""
from __future__ import annotations

from flask import Blueprint

from ckanext.scdl.views.datagouv import datagouv
from ckanext.scdl.views.pages import pages
from ckanext.scdl.views.standards import standards


def get_blueprints() -> list[Blueprint]:
    """Blueprints of this plugin."""
    return [standards, datagouv, pages]
