"""What the plugin reads from CKAN's own tables."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

import ckan.model as model

from ckanext.scdl.shared import group_extras

MODE_FIELD = "scdl_validation_mode"


def chosen_modes(organization_ids: Iterable[str]) -> dict[str, str]:
    """What organisations chose to do with files that do not follow their standard.

    Returns:
        organisation id -> ``warn`` or ``block``, for those that chose.
    """
    found = {key: extras.get(MODE_FIELD) for key, extras in group_extras(list(organization_ids))}
    return {key: mode for key, mode in found.items() if mode in ("warn", "block")}


def owner_of(package_id: str) -> str | None:
    """The organisation that owns a dataset, by its id or name."""
    package = model.Package.get(package_id)
    return package.owner_org if package else None


def organization_id(id_or_name: str | None) -> str | None:
    """The id of an organisation given by id or name; None when there is none."""
    group = model.Group.get(id_or_name) if id_or_name else None
    return group.id if group is not None else None


def resources_naming_a_standard(field: str) -> Iterator[str]:
    """Ids of the active resources whose ``field`` is set, in active datasets."""
    query = (
        model.Session.query(model.Resource.id, model.Resource.extras)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .filter(model.Resource.state == "active", model.Package.state == "active")
        .order_by(model.Resource.id)
    )
    for resource_id, extras in query:
        if (extras or {}).get(field):
            yield resource_id


def rollback() -> None:
    """Leave a transaction that failed."""
    model.Session.rollback()
