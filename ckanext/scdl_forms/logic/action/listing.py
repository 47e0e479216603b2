"""The list of records of a register."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl_forms.logic import finding, schema
from ckanext.scdl_forms.model.queries import search_records

from .base import people


@tk.side_effect_free
@tk.validate_action_data(schema.record_list)
def scdl_record_list(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """List records of a register, the newest number first.

    :param register_id: id of the register, or ``organization_id`` and ``schema``
    :param number: only this number
    :param user: id of the person who entered or last changed it
    :param date_from: first day of the last change (ISO)
    :param date_to: last day of the last change (ISO)
    :param state: draft, to_review, to_correct, approved, published or withdrawn; pending changes count too
    :param source: form, import, api or harvest
    :param q: text to find in any value
    :param column: look for ``q`` in this column only
    :param sort: number, modified or title
    :param limit: lines per page (25, at most 500)
    :param offset: lines to skip
    :returns: ``count`` (all matches), ``results`` (heads with ``values``) and ``users`` (names by id)
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_record_list", context, {"id": register.id})
    count, rows = search_records(register.id, data_dict)
    results = [{**record.as_dict(), "values": values} for record, values in rows]
    return {
        "count": count,
        "results": results,
        "users": people([who for entry in results for who in (entry["created_by"], entry["modified_by"])]),
    }
