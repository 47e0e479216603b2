"""Pages of the plugin."""
from __future__ import annotations

from flask import Blueprint

from .conformity import conformity
from .template import template
from .verify import verify


def get_blueprints() -> list[Blueprint]:
    """All blueprints of the plugin."""
    return [verify, conformity, template]
