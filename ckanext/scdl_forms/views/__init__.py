"""Pages of the plugin."""
from __future__ import annotations

from flask import Blueprint

from .declaration import blueprint as declaration
from .embed import blueprint as embed
from .files import blueprint as files
from .form import blueprint as form
from .home import blueprint as home
from .imports import blueprint as imports
from .masks import blueprint as masks
from .moving import blueprint as move
from .moving import overview as moves
from .record import blueprint as record
from .register import blueprint as register
from .review import blueprint as review
from .standard_editor import blueprint as standard_editor


def get_blueprints() -> list[Blueprint]:
    """All blueprints, each named ``scdl_…``."""
    return [home, register, declaration, form, record, review, imports, move, moves, masks, standard_editor, files, embed]
