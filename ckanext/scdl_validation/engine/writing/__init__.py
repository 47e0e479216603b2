"""From rows to files; the only place that writes tables and workbooks."""
from __future__ import annotations

from .annotated import write_annotated_xlsx
from .corrected import write_corrected_csv
from .plain import neutralise, write_csv, write_ods, write_xlsx
from .template import write_xlsx_template

__all__ = [
    "neutralise", "write_annotated_xlsx", "write_corrected_csv", "write_csv", "write_ods", "write_xlsx",
    "write_xlsx_template",
]
