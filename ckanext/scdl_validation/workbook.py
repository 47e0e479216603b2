"""The empty workbook of a standard."""
from __future__ import annotations

from functools import lru_cache

from ckanext.scdl.shared import Standard


@lru_cache(maxsize=64)
def template(standard: Standard) -> bytes:
    """The XLSX template of a standard: lists, formats, mandatory marks, instructions. Kept once made."""
    from .engine.writing import write_xlsx_template

    return write_xlsx_template(None, standard, title=standard.title)
