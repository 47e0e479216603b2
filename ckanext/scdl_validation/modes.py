"""Whether a file that does not follow its standard is kept or refused."""
from __future__ import annotations

from ckanext.scdl.shared import ancestors

from . import config
from .model import portal


def mode_for(organization_id: str | None) -> config.Mode:
    """``warn`` or ``block``: the organisation's choice, else the nearest one above, else the portal's.

    Args:
        organization_id: owner of the dataset; None for a dataset without one.
    """
    if not organization_id:
        return config.mode()
    lineage = [organization_id, *ancestors(organization_id)]
    chosen = portal.chosen_modes(lineage)
    for candidate in lineage:
        if candidate in chosen:
            return "block" if chosen[candidate] == "block" else "warn"
    return config.mode()
