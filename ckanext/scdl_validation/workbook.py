"""The empty workbook of a standard."""
from __future__ import annotations

from ckanext.scdl.shared import Standard


def template(standard: Standard) -> bytes:
    """The XLSX template of a standard, as bytes."""
    raise NotImplementedError(standard.name)
