"""A record of one version of a standard, as the next version would have it."""
from __future__ import annotations

from collections.abc import Mapping

from ckanext.scdl.shared import Standard

from .checking import Checked, check_values


def arrive(values: Mapping[str, str], to: Standard, completed: Mapping[str, str]) -> Checked:
    """The values of a record under a newer version, judged by it.

    Columns that the newer version no longer has are left behind (older versions of the record keep them);
    a new column takes the value that was prepared for it.

    :param completed: values given for the newer version; they win over the record's own
    """
    known = set(to.columns)
    kept = {column: text for column, text in values.items() if column in known}
    return check_values(to, {**kept, **completed})
