"""Actions on publications: run, list, and what is online."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl_forms.logic import finding, schema
from ckanext.scdl_forms.model import Publication
from ckanext.scdl_forms.publication import run

from .base import standard_of

_validate = tk.validate_action_data


@_validate(schema.publication_run)
def scdl_publication_run(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Publish a register now: files, DataStore table and dataset become what was approved.

    Safe to call at any moment and any number of times; two calls follow each other.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :param force: write everything again even when nothing has changed
    :param scheduled: False leaves an organisation that publishes by the hour to the hourly run
    :returns: ``outcome`` (published, offline, unchanged or waiting) and ``publication`` (what is online)
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_publication_run", context, {"id": register.id})
    try:
        result = run.publish(
            register.id, standard_of(register), force=data_dict["force"], scheduled=data_dict["scheduled"])
    except LookupError:
        raise tk.ObjectNotFound(tk._("This register does not exist.")) from None
    return {
        "outcome": result.outcome,
        "publication": result.publication.as_dict() if result.publication else None,
    }


@tk.side_effect_free
@_validate(schema.paged_register)
def scdl_publication_list(context: Context, data_dict: DataDict) -> ActionResult.AnyList:
    """List publications of a register, newest first.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :param limit: lines per page (25, at most 500)
    :param offset: lines to skip
    :returns: list of publications: ``created``, ``rows``, ``added``, ``changed``, ``removed``, ``current``,
        ``csv_sha256``, sizes in bytes
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_publication_list", context, {"id": register.id})
    return [
        publication.as_dict()
        for publication in Publication.of_register(register.id, data_dict["limit"], data_dict["offset"])
    ]


@tk.side_effect_free
@_validate(schema.register_reference)
def scdl_publication_show(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Show what is online for a register. Anyone may ask.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: the publication, with ``files`` (by extension: sha256, size in bytes), ``organization_id``
        and ``schema``
    :raises ckan.plugins.toolkit.ObjectNotFound: when nothing is online, whatever the reason
    """
    tk.check_access("scdl_publication_show", context, data_dict)
    register = finding.register(data_dict)
    online = Publication.current_of(register.id)
    if online is None or register.withdrawn:
        raise tk.ObjectNotFound(tk._("This register does not exist."))
    files: dict[str, Any] = {}
    for extension in ("csv", "json", "xlsx"):
        sha256, size = online.file(extension)
        files[extension] = {"sha256": sha256, "size": size}
    return {
        **online.as_dict(),
        "files": files,
        "organization_id": register.organization_id,
        "schema": register.schema_name,
        "package_id": register.package_id,
        "resource_id": register.resource_id,
    }
