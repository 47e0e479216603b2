"""Is this table right? A library of its own: it imports no web framework.

``check`` judges a file, ``check_record`` one record, both against a Table
Schema; what they answer is described in :mod:`.report`.
"""
from __future__ import annotations

from .checking import check
from .descriptor import TableSchema, load_schema
from .errors import DescriptorError, EngineError, LimitError, UnreadableError
from .limits import Limits
from .record import check_record
from .report import Error, Question, RecordReport, Repair, Report, Warning

__all__ = [
    "DescriptorError", "EngineError", "Error", "LimitError", "Limits", "Question", "RecordReport", "Repair", "Report",
    "TableSchema", "UnreadableError", "Warning", "check", "check_record", "load_schema",
]
