"""Tables of the plugin: registers, records with all their versions, publications.

Records are kept here and never in the DataStore, which holds published output
only. A record is a narrow head (state, numbers) over append-only versions, so
that publishing or rejecting touches one small row and no value is ever lost.
"""
from __future__ import annotations

from .declaration import Declaration
from .import_batch import ImportBatch
from .move import Move, MoveRecord
from .publication import Publication
from .record import Record, RecordEvent, RecordVersion
from .register import Register

__all__ = [
    "Declaration", "ImportBatch", "Move", "MoveRecord", "Publication", "Record", "RecordEvent", "RecordVersion", "Register",
]
