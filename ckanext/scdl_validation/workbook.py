"""The empty workbook of a standard."""
from __future__ import annotations

from functools import lru_cache

from ckanext.scdl.shared import OrganisationFacts, Standard, listed_values


@lru_cache(maxsize=64)
def template(standard: Standard, presets: tuple[tuple[str, str], ...] = (), as_form: bool = False) -> bytes:
    """The XLSX template of a standard: lists, formats, mandatory marks, instructions. Kept once made.

    A column that a mask hides is left out: files without an optional column are right.

    :param presets: column and value, for those that fill themselves
    :param as_form: columns in the order of the form, not of the standard's files
    """
    from .engine.writing import write_xlsx_template

    hidden = {spec.name for spec in standard.fields if spec.visibility == "hidden" and not spec.required}
    order = [name for group in standard.groups for name in group.fields] if as_form else list(standard.columns)
    proposed = {spec.name: listed_values(spec, standard) for spec in standard.fields}
    return write_xlsx_template(
        None, standard, title=standard.title, only=[name for name in order if name not in hidden],
        presets=dict(presets), proposed={name: values for name, values in proposed.items() if values},
        separators={spec.name: spec.separator for spec in standard.fields if spec.separator})


def presets(standard: Standard, facts: OrganisationFacts) -> tuple[tuple[str, str], ...]:
    """Column and value for those that an organisation's template fills by itself: its masks' presets, and what is known of it."""
    found = facts.by_column(standard.organisation_fields)
    for column, own in (standard.overlay.get("fields") or {}).items():
        if (own or {}).get("default") not in (None, ""):
            found[column] = str(own["default"])
    return tuple(found.items())
