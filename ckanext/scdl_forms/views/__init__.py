"""Pages of the plugin."""
from __future__ import annotations

from flask import Blueprint

from .files import blueprint as files


def get_blueprints() -> list[Blueprint]:
    """All blueprints, each named ``scdl_…``."""
    return [files]
