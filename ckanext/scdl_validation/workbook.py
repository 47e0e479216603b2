"""The empty workbook of a standard."""
from __future__ import annotations

from functools import lru_cache

from ckanext.scdl.shared import Standard


@lru_cache(maxsize=64)
def template(standard: Standard) -> bytes:
    """The XLSX template of a standard: lists, formats, mandatory marks, instructions. Kept once made.

    A column that a mask hides is left out: files without an optional column are right.
    """
    from .engine.writing import write_xlsx_template

    hidden = [spec.name for spec in standard.fields if spec.visibility == "hidden" and not spec.required]
    only = [name for name in standard.columns if name not in hidden] if hidden else None
    return write_xlsx_template(None, standard, title=standard.title, only=only)
